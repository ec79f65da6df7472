/* Composition with components that are not there. */
#include "assessment/score/components.h"
#include "assessment/score/ratio.h"
#include "tap.h"

#define SCORED(points, w) { COMPONENT_SCORED, points, w }
#define NOT_APPLICABLE(w) { COMPONENT_NOT_APPLICABLE, 0, w }
#define MISSING(w) { COMPONENT_MISSING, 0, w }
#define PENDING(w) { COMPONENT_PENDING, 0, w }

static struct ratio effective[COMPONENTS_MAX];
static size_t at;

static struct composition composed(const struct component *parts, size_t count)
{
	struct composition c = { 0 };

	CHECK_INT(components_compose(parts, count, 0, &c, effective, &at), COMPOSE_OK);
	return c;
}

TEST(two_of_three_parts_scored_five_are_five_when_the_third_does_not_apply)
{
	/* 5 + 5 over three parts must not become 3.33. */
	struct composition c = composed((struct component[]){ SCORED(500, 1), SCORED(500, 1), NOT_APPLICABLE(1) }, 3);

	CHECK_INT(c.kind, COMPOSITION_SCORED);
	CHECK_INT(c.score, 500);
	CHECK_INT(c.not_applicable, 1);
	CHECK(ratio_equal(effective[0], (struct ratio){ 1, 2 }) && effective[2].numerator == 0);
}

TEST(the_same_with_the_third_missing_is_three_point_three_three_and_says_so)
{
	struct composition c = composed((struct component[]){ SCORED(500, 1), SCORED(500, 1), MISSING(1) }, 3);

	CHECK_INT(c.score, 333);
	CHECK_INT(c.missing, 1);
	CHECK_INT(c.exact.numerator, 1000);
	CHECK_INT(c.exact.denominator, 3);
}

TEST(a_pending_part_holds_up_the_total)
{
	struct composition c = composed((struct component[]){ SCORED(9000, 60), PENDING(40) }, 2);

	CHECK_INT(c.kind, COMPOSITION_PENDING);
	CHECK_INT(c.score, 0);
	CHECK_INT(c.pending, 1);
	CHECK(ratio_equal(effective[1], (struct ratio){ 40, 100 }));
	CHECK_INT(composed((struct component[]){ NOT_APPLICABLE(60), PENDING(40) }, 2).kind, COMPOSITION_PENDING);
}

TEST(where_nothing_applies_there_is_no_score)
{
	CHECK_INT(composed((struct component[]){ NOT_APPLICABLE(60), NOT_APPLICABLE(40) }, 2).kind, COMPOSITION_NO_SCORE);
	CHECK_INT(composed((struct component[]){ MISSING(1), NOT_APPLICABLE(1) }, 2).kind, COMPOSITION_SCORED);
}

TEST(halves_go_up_once_at_the_end)
{
	CHECK_INT(composed((struct component[]){ SCORED(1, 50), SCORED(0, 50) }, 2).score, 1);
	CHECK_INT(composed((struct component[]){ SCORED(1, 49), SCORED(0, 51) }, 2).score, 0);
	CHECK_INT(composed((struct component[]){ SCORED(-3, 50), SCORED(0, 50) }, 2).score, -1);
	/* 1/3 of 100 and 2/3 of 50: rounding each weight first would lose a hundredth */
	CHECK_INT(composed((struct component[]){ SCORED(10000, 1), SCORED(5001, 2), NOT_APPLICABLE(7) }, 3).score, 6667);
}

static enum compose_error refused(const struct component *parts, size_t count, uint32_t total)
{
	struct composition untouched = { .score = 77 };
	enum compose_error error = components_compose(parts, count, total, &untouched, effective, &at);

	CHECK_INT(untouched.score, 77);
	return error;
}

TEST(what_cannot_be_composed_is_refused_with_its_place)
{
	static const struct component good = SCORED(1, 1);
	struct component many[COMPONENTS_MAX + 1];

	CHECK_INT(refused(NULL, 0, 0), COMPOSE_COUNT);
	for (size_t i = 0; i <= COMPONENTS_MAX; i++)
		many[i] = good;
	CHECK_INT(refused(many, COMPONENTS_MAX + 1, 0), COMPOSE_COUNT);
	CHECK_INT(composed(many, COMPONENTS_MAX).score, 1);
	CHECK_INT(refused((struct component[]){ good, SCORED(1, 0) }, 2, 0), COMPOSE_WEIGHT);
	CHECK_INT(at, 1);
	CHECK_INT(refused((struct component[]){ SCORED(1, COMPONENT_WEIGHT_MAX + 1) }, 1, 0), COMPOSE_WEIGHT);
	CHECK_INT(refused((struct component[]){ good, SCORED(COMPONENT_SCORE_MAX + 1, 1) }, 2, 0), COMPOSE_SCORE);
	CHECK_INT(refused((struct component[]){ SCORED(-COMPONENT_SCORE_MAX - 1, 1) }, 1, 0), COMPOSE_SCORE);
	CHECK_INT(refused((struct component[]){ { (enum component_state)4, 0, 1 } }, 1, 0), COMPOSE_STATE);
	CHECK_INT(refused((struct component[]){ SCORED(1, 60), SCORED(1, 39) }, 2, 100), COMPOSE_TOTAL);
	CHECK_INT(at, 2);
}

TEST(the_limits_themselves_are_exact)
{
	struct component most[COMPONENTS_MAX];
	struct composition c = { 0 };

	for (size_t i = 0; i < COMPONENTS_MAX; i++)
		most[i] = (struct component)SCORED(COMPONENT_SCORE_MAX, COMPONENT_WEIGHT_MAX);
	CHECK_INT(components_compose(most, COMPONENTS_MAX, COMPONENTS_MAX * COMPONENT_WEIGHT_MAX, &c, effective, &at), COMPOSE_OK);
	CHECK_INT(c.score, COMPONENT_SCORE_MAX);
}

/* The oracle works the other way round: it hands the weight of what does not apply out to the others in 1/scale parts, then
 * adds hundredth by hundredth. -1 pending, -2 no score. */
static int64_t naive(const struct component *parts, size_t count)
{
	int64_t scale = 1, share[4], total = 0, weights = 0, rounded = 0;

	for (size_t i = 0; i < count; i++) {
		if (parts[i].state == COMPONENT_PENDING)
			return -1;
		if (parts[i].state != COMPONENT_NOT_APPLICABLE)
			weights += parts[i].weight;
	}
	if (weights == 0)
		return -2;
	scale = weights;
	for (size_t i = 0; i < count; i++) {
		share[i] = parts[i].weight * scale;
		for (size_t j = 0; j < count; j++)
			if (parts[j].state == COMPONENT_NOT_APPLICABLE)
				share[i] += (int64_t)parts[i].weight * parts[j].weight;
	}
	/* now the shares of those that apply add up to all weights x scale */
	int64_t all = 0;
	for (size_t i = 0; i < count; i++)
		all += parts[i].weight;
	for (size_t i = 0; i < count; i++)
		if (parts[i].state == COMPONENT_SCORED)
			total += share[i] * parts[i].score;
	while (total * 2 >= (2 * rounded + 1) * all * scale)
		rounded++;
	return rounded;
}

TEST(all_states_of_up_to_four_parts_agree_with_the_oracle)
{
	static const uint32_t weights[3][4] = { { 40, 20, 20, 20 }, { 1, 2, 3, 7 }, { 25, 25, 25, 25 } };
	static const int64_t scores[3][4] = { { 9000, 8533, 7701, 10000 }, { 3, 1, 0, 2 }, { 1, 1, 1, 0 } };
	int checked = 0, kinds[3] = { 0 };

	for (size_t count = 1; count <= 4; count++)
		for (unsigned states = 0; states < 1u << (2 * count); states++)
			for (int w = 0; w < 3; w++)
				for (int s = 0; s < 3; s++) {
					struct component parts[4];
					for (size_t i = 0; i < count; i++)
						parts[i] = (struct component){ (enum component_state)(states >> (2 * i) & 3), scores[s][i], weights[w][i] };
					struct composition c = composed(parts, count);
					int64_t expected = naive(parts, count);
					kinds[c.kind]++;
					CHECK_INT(c.kind, expected == -1 ? COMPOSITION_PENDING : expected == -2 ? COMPOSITION_NO_SCORE : COMPOSITION_SCORED);
					CHECK_INT(c.score, expected < 0 ? 0 : expected);
					checked++;
				}
	CHECK_INT(checked, 9 * (4 + 16 + 64 + 256));
	CHECK(kinds[0] > 100 && kinds[1] > 100 && kinds[2] > 10);
}

TEST(effective_weights_add_up_to_one_and_keep_their_proportions)
{
	for (unsigned states = 0; states < 256; states++) {
		struct component parts[4];
		int64_t sum = 0, denominator = 1;
		for (size_t i = 0; i < 4; i++)
			parts[i] = (struct component){ (enum component_state)(states >> (2 * i) & 3), 5000, (uint32_t)(10 * (i + 1)) };
		struct composition c = composed(parts, 4);
		for (size_t i = 0; i < 4; i++) {
			sum += effective[i].numerator;
			if (effective[i].numerator)
				denominator = effective[i].denominator;
			CHECK((effective[i].numerator == 0) == (parts[i].state == COMPONENT_NOT_APPLICABLE));
		}
		CHECK(c.kind == COMPOSITION_NO_SCORE ? sum == 0 : sum == denominator);
	}
}

TEST(the_order_of_components_changes_nothing)
{
	static const int orders[][4] = { { 3, 2, 1, 0 }, { 1, 0, 3, 2 }, { 2, 3, 0, 1 }, { 1, 2, 3, 0 }, { 0, 3, 1, 2 } };

	for (unsigned states = 0; states < 256; states++) {
		struct component parts[4], moved[4];
		struct ratio before[4];
		for (size_t i = 0; i < 4; i++)
			parts[i] = (struct component){ (enum component_state)(states >> (2 * i) & 3), (int64_t)(3000 + 777 * i), (uint32_t)(7 * i + 3) };
		struct composition c = composed(parts, 4);
		memcpy(before, effective, sizeof before);
		for (size_t o = 0; o < sizeof orders / sizeof orders[0]; o++) {
			for (size_t i = 0; i < 4; i++)
				moved[i] = parts[orders[o][i]];
			struct composition again = composed(moved, 4);
			CHECK(again.kind == c.kind && again.score == c.score && ratio_equal(again.exact, c.exact) && again.missing == c.missing);
			for (size_t i = 0; i < 4; i++)
				CHECK(ratio_equal(effective[i], before[orders[o][i]]));
		}
	}
}

TEST(fractions_compare_and_round_both_sides_of_zero)
{
	CHECK(ratio_compare((struct ratio){ 1, 3 }, (struct ratio){ 333333333, 1000000000 }) > 0);
	CHECK(ratio_compare((struct ratio){ -1, 3 }, (struct ratio){ -1, 2 }) > 0);
	CHECK(ratio_equal((struct ratio){ 2, 4 }, (struct ratio){ 1, 2 }));
	CHECK_INT(ratio_floor(-1, 2), -1);
	CHECK_INT(ratio_floor(-4, 2), -2);
	CHECK_INT(ratio_half_up(3, 2), 2);
	CHECK_INT(ratio_half_up(-3, 2), -1);
	CHECK_INT(ratio_half_up(-5, 3), -2);
}

TEST_MAIN()
