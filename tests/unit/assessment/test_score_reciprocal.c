/* Pairs that mark each other high. */
#include "assessment/score/detect_reciprocal.h"
#include "score_worlds.h"
#include "tap.h"

#define UNITS 24
#define PAIRS (UNITS * (UNITS - 1) / 2)

static int32_t marks[UNITS * UNITS];
static struct reciprocal_pair pairs[PAIRS];
static double work[2 * UNITS * UNITS];

/* Honest marks: merit of the unit, leniency of the marker, noise; `uneven` markers have spreads of their own. */
static void honest(bool uneven)
{
	double merit[UNITS];

	for (int u = 0; u < UNITS; u++)
		merit[u] = 300 * normal();
	for (int r = 0; r < UNITS; r++) {
		double lenient = 300 * normal(), width = uneven ? 100 + 500 * uniform() : 300;
		for (int u = 0; u < UNITS; u++)
			marks[r * UNITS + u] = u == r ? MARK_ABSENT : (int32_t)lround(8500 + merit[u] + lenient + width * normal());
	}
}

static void plant(int a, int b, int32_t more)
{
	marks[a * UNITS + b] += more;
	marks[b * UNITS + a] += more;
}

static size_t named(void)
{
	size_t found = reciprocal_pairs(marks, UNITS, 0.05, pairs, work), count = 0;

	CHECK_INT(found, PAIRS);
	while (count < found && pairs[count].named)
		count++;
	return count;
}

static int worlds_with_names(bool uneven, int worlds)
{
	int count = 0;

	for (int i = 0; i < worlds; i++) {
		honest(uneven);
		count += named() > 0;
	}
	return count;
}

TEST(honest_worlds_stay_below_the_nominal_rate)
{
	world_seed = 9;
	int even = worlds_with_names(false, 1000), uneven = worlds_with_names(true, 1000);
	printf("#   of 1,000 honest worlds each: names in %d, with uneven markers in %d, nominal 5 %%\n", even, uneven);
	CHECK(even <= 50 && uneven <= 50 && even + uneven > 0);
}

TEST(planted_pairs_are_found_and_few_others)
{
	int found = 0, wrong = 0;

	world_seed = 10;
	for (int i = 0; i < 200; i++) {
		honest(false);
		for (int k = 0; k < 3; k++)
			plant(2 * k, 2 * k + 1, 1200);
		for (size_t p = 0, count = named(); p < count; p++) {
			bool planted = pairs[p].other == pairs[p].one + 1 && pairs[p].one % 2 == 0 && pairs[p].one < 6;
			found += planted;
			wrong += !planted;
		}
	}
	printf("#   of 600 planted pairs (four times the noise) %d named, %d others\n", found, wrong);
	CHECK(found >= 480 && wrong * 20 <= found + wrong);
}

TEST(admiration_without_return_makes_no_pair)
{
	int count = 0;

	world_seed = 11;
	for (int i = 0; i < 200; i++) {
		honest(false);
		marks[1] += 3000;
		for (size_t p = 0, all = named(); p < all; p++)
			count += pairs[p].one == 0 && pairs[p].other == 1;
	}
	CHECK(count <= 2);
}

TEST(generous_markers_and_good_units_are_no_pairs)
{
	int count = 0;

	world_seed = 12;
	for (int i = 0; i < 200; i++) {
		honest(false);
		for (int u = 0; u < UNITS; u++)
			for (int g = 0; g < 2; g++) {      /* two give everybody more and are better than all */
				marks[g * UNITS + u] += u == g ? 0 : 1500;
				marks[u * UNITS + g] += u == g ? 0 : 1500;
			}
		for (size_t p = 0, all = named(); p < all; p++)
			count += pairs[p].one == 0 && pairs[p].other == 1;
	}
	CHECK(count <= 2);
}

/* Two who mark all the others wide apart are high with each other now and then by chance alone. */
TEST(two_who_mark_wide_are_no_pair_for_that)
{
	int count = 0;

	world_seed = 15;
	for (int i = 0; i < 1000; i++) {
		honest(false);
		for (int g = 0; g < 2; g++)
			for (int u = 0; u < UNITS; u++)
				marks[g * UNITS + u] += u == g ? 0 : (int32_t)lround(1500 * normal());
		for (size_t p = 0, all = named(); p < all; p++)
			count += pairs[p].one == 0 && pairs[p].other == 1;
	}
	printf("#   of 1,000 worlds with two wide markers they are named in %d\n", count);
	CHECK(count <= 10);
}

TEST(marks_that_are_not_there_and_groups_too_small_say_nothing)
{
	world_seed = 13;
	honest(false);
	marks[1] = MARK_ABSENT;
	CHECK_INT(reciprocal_pairs(marks, UNITS, 0.05, pairs, work), PAIRS - 1);
	CHECK_INT(reciprocal_pairs(marks, RECIPROCAL_UNITS_MIN - 1, 0.05, pairs, work), 0);
	for (int i = 0; i < UNITS * UNITS; i++)
		marks[i] = i % (UNITS + 1) ? 8500 : MARK_ABSENT;
	CHECK_INT(named(), 0);   /* all alike */
}

TEST(the_same_marks_give_the_same_bits)
{
	static struct reciprocal_pair again[PAIRS];

	world_seed = 14;
	honest(true);
	named();
	CHECK_INT(reciprocal_pairs(marks, UNITS, 0.05, again, work), PAIRS);
	for (int i = 0; i < PAIRS; i++)
		CHECK(again[i].p_value == pairs[i].p_value && again[i].one == pairs[i].one && again[i].one_of_other == pairs[i].one_of_other);
}

TEST_MAIN()
