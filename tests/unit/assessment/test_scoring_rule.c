/* Values become points exactly, at the limits of every method. */
#include "assessment/scoring_rule.h"
#include "given.h"

WORLD(assessment_service)

static Indicator rule(ScoringMethod method, int64_t target, int64_t points_each)
{
	Indicator i;

	(void)world_under_test;
	indicator__init(&i);
	i.method = method;
	i.target = target;
	i.points_each = points_each;
	return i;
}

static int64_t points(const Indicator *indicator, int64_t value)
{
	int64_t out;

	return scoring_rule_points(indicator, value, &out) ? out : -1;
}

TEST(points_are_taken_as_they_are_up_to_a_hundred)
{
	Indicator i = rule(SCORING_METHOD_POINTS, 0, 0);
	CHECK_INT(points(&i, 0), 0);
	CHECK_INT(points(&i, 10000), 10000);
	CHECK_INT(points(&i, 10001), -1);
	CHECK_INT(points(&i, -1), -1);
}

TEST(a_ratio_is_rounded_half_up_and_capped)
{
	Indicator i = rule(SCORING_METHOD_RATIO, 3, 0);
	CHECK_INT(points(&i, 1), 3333);
	CHECK_INT(points(&i, 2), 6667);
	CHECK_INT(points(&i, 3), 10000);
	CHECK_INT(points(&i, INT64_MAX), 10000);
	i = rule(SCORING_METHOD_RATIO, 20000, 0);
	CHECK_INT(points(&i, 1), 1);               /* 0.5 hundredths */
	i = rule(SCORING_METHOD_RATIO, 20001, 0);
	CHECK_INT(points(&i, 1), 0);
	i = rule(SCORING_METHOD_RATIO, 1000000000000, 0);
	CHECK_INT(points(&i, 999999999999), 10000);
	CHECK_INT(points(&i, 123456789012), 1235);
	CHECK_INT(points(&i, -1), -1);
}

TEST(a_band_holds_its_lower_end_and_not_its_upper)
{
	ScoreBand bands[2], *list[] = { &bands[0], &bands[1] };
	Indicator i = rule(SCORING_METHOD_BANDS, 0, 0);
	for (int n = 0; n < 2; n++) {
		score_band__init(&bands[n]);
		bands[n].from = n ? 0 : -10;
		bands[n].to = n ? 10 : 0;
		bands[n].points = n ? 9000 : 4000;
	}
	i.n_bands = 2;
	i.bands = list;
	CHECK_INT(points(&i, -11), -1);
	CHECK_INT(points(&i, -10), 4000);
	CHECK_INT(points(&i, -1), 4000);
	CHECK_INT(points(&i, 0), 9000);
	CHECK_INT(points(&i, 9), 9000);
	CHECK_INT(points(&i, 10), -1);
}

TEST(deductions_never_go_below_nothing)
{
	Indicator i = rule(SCORING_METHOD_DEDUCTION, 0, 300);
	CHECK_INT(points(&i, 0), 10000);
	CHECK_INT(points(&i, 33), 100);
	CHECK_INT(points(&i, 34), 0);
	CHECK_INT(points(&i, INT64_MAX), 0);
}
TEST_MAIN()
