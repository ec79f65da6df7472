/* The bonus to the fen. */
#include "assessment/score/bonus.h"
#include "tap.h"

static struct bonus_share shares[8];
static struct bonus_total total;
static size_t at;

static enum bonus_error shared(const struct bonus_person *persons, size_t count, int64_t budget, enum bonus_spend spend)
{
	return bonus_share(persons, count, budget, spend, shares, &total, &at);
}

TEST(money_goes_by_base_times_coefficient_and_adds_up_to_the_fen)
{
	/* 1.2 : 1.0 : 0.8 of 100.00 yuan: 40, 33.333, 26.667 */
	struct bonus_person p[] = { { 1, 100, 12000, 0 }, { 2, 100, 10000, 0 }, { 3, 100, 8000, 0 } };

	CHECK_INT(shared(p, 3, 10000, BONUS_WHOLE_BUDGET), BONUS_OK);
	CHECK_INT(shares[0].fen, 4000);
	CHECK_INT(shares[1].fen, 3333);
	CHECK_INT(shares[2].fen, 2667);
	CHECK(shares[2].by_remainder && !shares[1].by_remainder);
	CHECK(total.spent == 10000 && total.unspent == 0 && total.shared == 10000);
}

TEST(equal_remainders_go_to_the_higher_coefficient_then_the_lower_id)
{
	struct bonus_person p[] = { { 9, 1, 10000, 0 }, { 3, 1, 10000, 0 }, { 5, 1, 10000, 0 } };

	CHECK_INT(shared(p, 3, 4, BONUS_WHOLE_BUDGET), BONUS_OK);
	CHECK(shares[0].fen == 1 && shares[1].fen == 2 && shares[2].fen == 1);
	p[0] = (struct bonus_person){ 9, 1, 20000, 0 };
	p[1] = p[2] = (struct bonus_person){ 3, 2, 10000, 0 };   /* the same due */
	p[2].id = 5;
	CHECK_INT(shared(p, 3, 4, BONUS_WHOLE_BUDGET), BONUS_OK);
	CHECK_INT(shares[0].fen, 2);
}

TEST(nobody_falls_below_the_minimum_and_the_others_pay_for_it_in_proportion)
{
	struct bonus_person p[] = { { 1, 100, 10000, 0 }, { 2, 100, 30000, 0 }, { 3, 100, 1000, 200 } };   /* 1000 of 1000: 244 732 24 */

	CHECK_INT(shared(p, 3, 1000, BONUS_WHOLE_BUDGET), BONUS_OK);
	CHECK(shares[2].fen == 200 && shares[2].at_minimum);
	CHECK(shares[0].fen == 200 && shares[1].fen == 600);
	CHECK(total.at_minimum == 1 && total.shared == 800);
	/* one raise makes the next one necessary */
	p[0].minimum = 210;
	CHECK_INT(shared(p, 3, 1000, BONUS_WHOLE_BUDGET), BONUS_OK);
	CHECK(shares[0].fen == 210 && shares[2].fen == 200 && shares[1].fen == 590 && total.at_minimum == 2);
	/* a share that just reaches it needs no raise */
	p[0].minimum = 200;
	CHECK_INT(shared(p, 3, 1000, BONUS_WHOLE_BUDGET), BONUS_OK);
	CHECK(shares[0].fen == 200 && !shares[0].at_minimum);
}

TEST(up_to_what_is_due_leaves_the_rest_unspent)
{
	struct bonus_person p[] = { { 1, 1000, 12000, 0 }, { 2, 1000, 10000, 0 } };

	CHECK_INT(shared(p, 2, 5000, BONUS_UP_TO_DUE), BONUS_OK);
	CHECK(shares[0].fen == 1200 && shares[1].fen == 1000 && total.spent == 2200 && total.unspent == 2800);
	CHECK_INT(shared(p, 2, 1100, BONUS_UP_TO_DUE), BONUS_OK);
	CHECK(shares[0].fen == 600 && shares[1].fen == 500 && total.unspent == 0);
	p[1].minimum = 3000;   /* the law asks for more than is due */
	CHECK_INT(shared(p, 2, 5000, BONUS_UP_TO_DUE), BONUS_OK);
	CHECK(shares[1].fen == 3000 && total.spent == 3000 && shares[0].fen == 0);
}

TEST(what_cannot_be_satisfied_is_refused)
{
	struct bonus_person p[] = { { 1, 100, 10000, 600 }, { 2, 100, 10000, 400 } };

	CHECK_INT(shared(p, 2, 999, BONUS_WHOLE_BUDGET), BONUS_MINIMA);
	CHECK_INT(shared(p, 2, 1000, BONUS_WHOLE_BUDGET), BONUS_OK);
	CHECK(shares[0].fen == 600 && shares[1].fen == 400);
	p[1].id = 1;
	CHECK_INT(shared(p, 2, 1000, BONUS_WHOLE_BUDGET), BONUS_TWICE);
	CHECK(at < 2);
	p[1] = (struct bonus_person){ 2, -1, 10000, 0 };
	CHECK_INT(shared(p, 2, 1000, BONUS_WHOLE_BUDGET), BONUS_PERSON);
	CHECK_INT(at, 1);
	p[1] = (struct bonus_person){ 2, 1, 10000, -1 };
	CHECK_INT(shared(p, 2, 1000, BONUS_WHOLE_BUDGET), BONUS_PERSON);
	p[1] = (struct bonus_person){ 2, 1, BONUS_COEFFICIENT_MAX + 1, 0 };
	CHECK_INT(shared(p, 2, 1000, BONUS_WHOLE_BUDGET), BONUS_PERSON);
	p[1] = (struct bonus_person){ 2, BONUS_BASE_MAX + 1, 1, 0 };
	CHECK_INT(shared(p, 2, 1000, BONUS_WHOLE_BUDGET), BONUS_PERSON);
	p[1] = (struct bonus_person){ 2, BONUS_BASE_MAX, BONUS_COEFFICIENT_MAX, 0 };
	CHECK_INT(shared(p, 2, BONUS_BUDGET_MAX, BONUS_WHOLE_BUDGET), BONUS_OK);
	CHECK_INT(shares[0].fen + shares[1].fen, BONUS_BUDGET_MAX);
	CHECK_INT(shared(p, 2, BONUS_BUDGET_MAX + 1, BONUS_WHOLE_BUDGET), BONUS_BUDGET);
	CHECK_INT(shared(p, 2, -1, BONUS_WHOLE_BUDGET), BONUS_BUDGET);
	CHECK_INT(shared(p, BONUS_PERSONS_MAX + 1, 1, BONUS_WHOLE_BUDGET), BONUS_COUNT);
	p[0] = (struct bonus_person){ 1, 100, 0, 0 };
	CHECK_INT(shared(p, 1, 1, BONUS_WHOLE_BUDGET), BONUS_NOBODY);
	CHECK_INT(shared(p, 1, 0, BONUS_WHOLE_BUDGET), BONUS_OK);
	CHECK_INT(shares[0].fen, 0);
	CHECK_INT(shared(p, 0, 1, BONUS_WHOLE_BUDGET), BONUS_NOBODY);
	CHECK_INT(shared(p, 0, 0, BONUS_WHOLE_BUDGET), BONUS_OK);
}

static uint64_t seed;

static uint32_t drawn(uint32_t below)
{
	seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
	return (uint32_t)((seed >> 33) % below);
}

static int fair(const struct bonus_person *p, size_t count, int64_t budget)
{
	int64_t sum = 0;

	for (size_t i = 0; i < count; i++) {
		sum += shares[i].fen;
		if (shares[i].fen < p[i].minimum)
			return 0;
		for (size_t j = 0; j < count; j++)
			if (p[i].minimum == p[j].minimum && p[i].base * p[i].coefficient > p[j].base * p[j].coefficient && shares[i].fen < shares[j].fen)
				return 0;
		/* within one fen of the exact share, or at a minimum that is above it */
		__extension__ typedef __int128 wide;
		wide exact = (wide)total.shared * p[i].base * p[i].coefficient, weights = total.weights;
		if (weights == 0 ? !shares[i].at_minimum && shares[i].fen : shares[i].at_minimum ? exact >= p[i].minimum * weights :
		    shares[i].fen * weights <= exact - weights || shares[i].fen * weights >= exact + weights)
			return 0;
	}
	return sum == total.spent && total.spent + total.unspent == budget;
}

TEST(whatever_the_amounts_the_sum_is_right_the_minima_hold_and_order_is_nothing)
{
	int done = 0, refusals = 0, raised = 0;

	for (seed = 1; done + refusals < 50000;) {
		struct bonus_person p[8], moved[8];
		struct bonus_share before[8];
		size_t count = 1 + drawn(8), shift = drawn((uint32_t)count);
		int64_t budget = drawn(3000);
		enum bonus_spend spend = drawn(2) ? BONUS_UP_TO_DUE : BONUS_WHOLE_BUDGET;
		for (size_t i = 0; i < count; i++)
			p[i] = (struct bonus_person){ i + 10, 100 + 50 * drawn(5), 2000 * drawn(7), drawn(3) ? 0 : 150 };
		enum bonus_error error = shared(p, count, budget, spend);
		if (error) {
			refusals++;
			CHECK(error == BONUS_MINIMA || error == BONUS_NOBODY);
			continue;
		}
		done++;
		raised += total.at_minimum > 0;
		CHECK(fair(p, count, budget));
		memcpy(before, shares, sizeof before);
		for (size_t i = 0; i < count; i++)
			moved[i] = p[(i + shift) % count];
		CHECK_INT(shared(moved, count, budget, spend), BONUS_OK);
		for (size_t i = 0; i < count; i++)
			CHECK_INT(shares[i].fen, before[(i + shift) % count].fen);
		if (tap_failures_here > 10)
			break;
	}
	CHECK(done > 20000 && refusals > 1000 && raised > 1000);
}

TEST_MAIN()
