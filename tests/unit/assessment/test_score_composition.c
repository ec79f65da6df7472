/* Totals explain themselves, absent parts say so, ranks hold within groups, and the same result has the same hash. */
#include "scoring_lib.h"

TEST(a_total_is_what_its_nodes_say)
{
	const char *id = told();
	/* c1: gdp 100.00 x 60 + env 100.00 x 40 = 100; year-end 90; leaders 90; inspections 95 */
	CHECK_INT(node_of(id, "c1", "performance")->score, 10000);
	CHECK_INT(node_of(id, "c1", "performance/gdp")->value, 1000);
	CHECK_INT(node_of(id, "c1", "leader/lead")->score, 9000);
	CHECK_INT(score_of(id, "c1")->total, 4000 + 1800 + 1800 + 1900);
	/* c2: gdp 90.00 x 60 + env 80.00 x 40 = 86.00 */
	CHECK_INT(node_of(id, "c2", "performance")->score, 8600);
	CHECK_INT(score_of(id, "c2")->total, 3440 + 1700 + 1600 + 1700);
	CHECK_INT(score_of(id, "c1")->rank, 1);
	CHECK_INT(score_of(id, "c3")->rank, 3);
	CHECK(score_of(id, "c3")->last && score_of(id, "c4")->first);
	CHECK_INT(score_of(id, "c4")->rank, 1);
	CHECK(strncmp(node_of(id, "c1", "performance/gdp")->source, "150400/assessment/", 18) == 0);
	CHECK_INT(node_of(id, "c1", "performance/gdp")->share_numerator * 10, node_of(id, "c1", "performance/gdp")->share_denominator * 6);
}

TEST(an_absent_part_stops_the_computation_and_is_named)
{
	const char *id = opened();
	inspected("c1", 9000);
	GIVEN(InspectionYearClosed, .year = 2026, .units = 6, .weight_percent = 20);
	WHEN(ComputeScores, .scheme_id = id);
	REFUSED(REFUSAL_PART_ABSENT);
	CHECK_TEXT(world_violation(0), "PART_ABSENT 1 values");
}

TEST(inspections_have_to_be_rolled_up)
{
	const char *id = opened();
	WHEN(ComputeScores, .scheme_id = id);
	REFUSED(REFUSAL_INSPECTIONS_NOT_ROLLED_UP);
}

TEST(what_does_not_apply_shares_out_its_weight)
{
	const char *id = filled();
	owner();
	data(id, "env", "c2", PART_STATE_NOT_APPLICABLE, 0);
	office();
	WHEN(ComputeScores, .scheme_id = id);
	CHECK_INT(node_of(id, "c2", "performance")->score, 9000);      /* gdp alone */
	CHECK_INT(node_of(id, "c2", "performance/gdp")->share_numerator, node_of(id, "c2", "performance/gdp")->share_denominator);
	CHECK_INT(node_of(id, "c2", "performance/env")->share_numerator, 0);
}

TEST(what_is_missing_counts_zero_and_says_so)
{
	const char *id = filled();
	owner();
	data(id, "env", "c2", PART_STATE_MISSING, 0);
	office();
	WHEN(ComputeScores, .scheme_id = id);
	CHECK_INT(node_of(id, "c2", "performance")->score, 5400);
	CHECK(strstr(node_of(id, "c2", "performance")->note, "缺失 1 项") != NULL);
}

TEST(what_is_pending_leaves_the_unit_without_rank)
{
	const char *id = filled();
	owner();
	data(id, "env", "c2", PART_STATE_PENDING, 0);
	office();
	WHEN(ComputeScores, .scheme_id = id);
	ACCEPTED();
	CHECK_INT(score_of(id, "c2")->rank, 0);
	CHECK_INT(score_of(id, "c2")->state, PART_STATE_PENDING);
	CHECK_INT(score_of(id, "c3")->rank, 2);
	CHECK(!score_of(id, "c3")->last);          /* two of three are too few to be last among */
	TODAY("2026-12-10");
	WHEN(ConfirmScores, .scheme_id = id);
	REFUSED(REFUSAL_SCORE_PENDING);
}

TEST(a_year_without_inspection_is_exempt_or_zero_by_name)
{
	const char *id = opened();
	owner();
	for (int i = 0; i < 6; i++) {
		data(id, "gdp", all_units[i], PART_STATE_SCORED, 1000);
		data(id, i < 3 ? "env" : "prj", all_units[i], PART_STATE_SCORED, i < 3 ? 25 : 0);
		data(id, "year", all_units[i], PART_STATE_SCORED, 10000);
	}
	office();
	leader(id, "l1", "a", &all_units[0], 3, 8000);
	leader(id, "l1", "b", &all_units[3], 3, 8000);
	for (int q = 1; q <= 4; q++)
		GIVEN(ExemptedFromInspection, .unit_id = "c1", .quarter = q == 1 ? "2026Q1" : q == 2 ? "2026Q2" : q == 3 ? "2026Q3" : "2026Q4",
		      .reason = "x", .document = "y");
	for (int i = 2; i < 6; i++)
		inspected(all_units[i], 9000);
	GIVEN(InspectionYearClosed, .year = 2026, .units = 4, .weight_percent = 20);
	WHEN(ComputeScores, .scheme_id = id);
	ACCEPTED();
	CHECK_INT(node_of(id, "c1", "inspection")->state, PART_STATE_NOT_APPLICABLE);
	CHECK_INT(score_of(id, "c1")->total, 9500);    /* (100 x 40 + 100 x 20 + 80 x 20) / 80 */
	CHECK_INT(node_of(id, "c2", "inspection")->state, PART_STATE_MISSING);
	CHECK_INT(score_of(id, "c2")->total, 4000 + 2000 + 1400);
}

static void adjust(const char *id, const char *unit_id, AdjustmentKind kind, int64_t points)
{
	WHEN(RecordAdjustment, .scheme_id = id, .unit_id = unit_id, .kind = kind, .points = points, .reason = "获奖", .document = "文1");
	ACCEPTED();
}

TEST(bonus_and_deduction_stop_at_their_caps)
{
	const char *id = filled();
	adjust(id, "c1", ADJUSTMENT_KIND_BONUS, 300);
	adjust(id, "c2", ADJUSTMENT_KIND_BONUS, 300);
	adjust(id, "c2", ADJUSTMENT_KIND_BONUS, 1);
	adjust(id, "c2", ADJUSTMENT_KIND_DEDUCTION, 501);
	WHEN(ComputeScores, .scheme_id = id);
	CHECK_INT(score_of(id, "c1")->total, 9500 + 300);
	CHECK_TEXT(node_of(id, "c1", "bonus")->note, "");
	CHECK_INT(score_of(id, "c2")->total, 8440 + 300 - 500);
	CHECK(strstr(node_of(id, "c2", "bonus")->note, "上限 3.00") != NULL);
}

TEST(the_hash_depends_on_the_result_alone)
{
	const char *id = told();
	char first[65];
	snprintf(first, sizeof first, "%s", scoring_find(world_state(), id)->hash);
	CHECK_INT(strlen(first), 64);

	id = opened();                             /* the same, recorded the other way round */
	owner();
	for (int i = 5; i >= 0; i--) {
		data(id, "year", all_units[i], PART_STATE_SCORED, 9000 - 500 * i);
		data(id, i < 3 ? "env" : "prj", all_units[i], PART_STATE_SCORED, i < 3 ? 25 - 10 * i : i - 3);
		data(id, "gdp", all_units[i], PART_STATE_SCORED, 1000 - 100 * i);
	}
	office();
	leader(id, "l1", "b", &all_units[3], 3, 9000);
	leader(id, "l1", "a", &all_units[0], 3, 9000);
	for (int i = 5; i >= 0; i--)
		inspected(all_units[i], 9500 - 1000 * i);
	GIVEN(InspectionYearClosed, .year = 2026, .units = 6, .weight_percent = 20);
	WHEN(ComputeScores, .scheme_id = id);
	CHECK_TEXT(scoring_find(world_state(), id)->hash, first);

	owner();
	id = filled();
	adjust(id, "c6", ADJUSTMENT_KIND_BONUS, 1);
	WHEN(ComputeScores, .scheme_id = id);
	CHECK(strcmp(scoring_find(world_state(), id)->hash, first) != 0);
}

TEST_MAIN()
