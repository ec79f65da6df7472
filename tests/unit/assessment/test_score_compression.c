/* Scores that tell nobody apart. */
#include "assessment/score/detect_compression.h"
#include "score_worlds.h"
#include "tap.h"

static int64_t work[64];

static struct compression measured(const int64_t *scores, size_t count)
{
	struct compression c;

	compression_measure(scores, count, work, &c);
	return c;
}

TEST(the_index_is_one_where_all_are_within_a_point_and_zero_where_none_is)
{
	struct compression c = measured((int64_t[]){ 8500, 8500, 8500 }, 3);

	CHECK(c.index == 1 && c.entropy == 0 && c.range == 0 && c.deviation == 0 && c.within_point == 3);
	c = measured((int64_t[]){ 8000, 8101, 8202, 8303 }, 4);
	CHECK(c.index == 0 && c.within_point == 1 && fabs(c.entropy - 1) < 1e-12 && c.range == 303);
	c = measured((int64_t[]){ 8000, 8100, 9000, 9900, 9700 }, 5);   /* a point apart is within it */
	CHECK(c.within_point == 2 && fabs(c.index - 0.25) < 1e-12);
	c = measured((int64_t[]){ 8000 }, 1);
	CHECK(c.index == 1 && c.deviation == 0 && c.entropy == 0);
	CHECK_INT(measured(NULL, 0).count, 0);
}

TEST(the_deviation_is_that_of_a_sample)
{
	CHECK(fabs(measured((int64_t[]){ 100, 200, 300, 400 }, 4).deviation - 129.0994449) < 1e-6);
}

TEST(neither_a_shift_nor_the_order_changes_anything)
{
	world_seed = 3;
	for (int world = 0; world < 200; world++) {
		int64_t scores[20], shifted[20];
		for (int i = 0; i < 20; i++)
			scores[i] = 7000 + below(2000);
		for (int i = 0; i < 20; i++)
			shifted[i] = scores[19 - i] - 6543;
		struct compression a = measured(scores, 20), b = measured(shifted, 20);
		CHECK(a.index == b.index && a.entropy == b.entropy && a.range == b.range && a.deviation == b.deviation);
	}
}

TEST(entropy_of_grades)
{
	CHECK(compression_entropy((uint32_t[]){ 0, 30, 0, 0 }, 4) == 0);
	CHECK(fabs(compression_entropy((uint32_t[]){ 5, 5, 5, 5 }, 4) - 1) < 1e-12);
	CHECK(fabs(compression_entropy((uint32_t[]){ 5, 5 , 0, 0 }, 4) - 0.5) < 1e-12);
	CHECK(compression_entropy((uint32_t[]){ 0, 0 }, 2) == 0 && compression_entropy((uint32_t[]){ 9 }, 1) == 0);
}

static double trend_of(size_t units, double factor)
{
	int64_t before[64], now[64];
	struct compression_trend t;

	for (size_t u = 0; u < units; u++) {
		double merit = normal();
		before[u] = llround(8500 + 300 * (merit + normal()));
		now[u] = llround(8600 + 300 * factor * (merit + normal()));
	}
	compression_trend(before, now, units, work, &t);
	CHECK(t.closer + t.farther <= units);
	return t.p_value;
}

static int alarms(size_t units, double factor, int worlds)
{
	int count = 0;

	for (int i = 0; i < worlds; i++)
		count += trend_of(units, factor) <= 0.01;
	return count;
}

TEST(two_years_of_equal_spread_stay_below_the_nominal_rate)
{
	world_seed = 4;
	int few = alarms(15, 1, 10000), many = alarms(40, 1, 10000);
	printf("#   of 10,000 worlds each: %d with 15 units, %d with 40, nominal 1 %%\n", few, many);
	CHECK(few <= 100 && few > 0 && many <= 100 && many > 0);
}

TEST(scores_pressed_to_a_fifth_are_found)
{
	world_seed = 5;
	int few = alarms(24, 0.2, 1000), many = alarms(40, 0.2, 1000);
	printf("#   of 1,000 pressed worlds each: %d with 24 units, %d with 40\n", few, many);
	CHECK(few >= 900 && many >= 990);
	CHECK_INT(alarms(24, 5, 1000), 0);   /* drawn apart is no alarm */
}

TEST(the_trend_of_few_is_the_binomial_tail)
{
	struct compression_trend t;

	compression_trend((int64_t[]){ 0, 100, 200, 300, 400 }, (int64_t[]){ 100, 150, 200, 250, 300 }, 5, work, &t);
	CHECK(t.closer == 4 && t.farther == 0 && fabs(t.p_value - 1.0 / 16) < 1e-12);
	compression_trend((int64_t[]){ 5, 5 }, (int64_t[]){ 9, 9 }, 2, work, &t);
	CHECK(t.closer == 0 && t.p_value == 1);
}

TEST_MAIN()
