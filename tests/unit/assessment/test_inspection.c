/* Quarterly inspection from the plan to the ranks. */
#include "assessment_lib.h"

TEST(a_quarter_has_one_inspection)
{
	city("2026-04-01");
	planned("2026Q1");
	ACCEPTED();
	CHECK_TEXT(EMITTED(InspectionPlanned)->units[3]->peer_group, "党群");
	CHECK_TEXT(EMITTED(InspectionPlanned)->publish_by, "2026-04-15");
	planned("2026Q1");
	REFUSED(REFUSAL_QUARTER_PLANNED);
	AT_FIELD("quarter");
	planned("2026Q2");
	ACCEPTED();
}

TEST(weights_add_up_to_a_hundred)
{
	InspectionItem one, *list[] = { &one };
	const char *units[] = { "u1" };

	city("2026-04-01");
	inspection_item__init(&one);
	one.item_id = "env";
	one.name = "营商环境";
	one.weight_percent = 99;
	WHEN(PlanInspection, .quarter = "2026Q1", .title = "督查", .n_items = 1, .items = list, .n_unit_ids = 1,
	     .unit_ids = units);
	REFUSED(REFUSAL_ITEM_WEIGHTS);
	one.weight_percent = 100;
	WHEN(PlanInspection, .quarter = "2026Q1", .title = "督查", .n_items = 1, .items = list, .n_unit_ids = 1,
	     .unit_ids = units);
	ACCEPTED();
}

TEST(every_faulty_unit_is_named)
{
	InspectionItem one, *list[] = { &one };
	const char *units[] = { "u1", "nowhere", "u1", "u9" };

	city("2026-04-01");
	unit("u9", "");
	inspection_item__init(&one);
	one.item_id = "env";
	one.name = "营商环境";
	one.weight_percent = 100;
	WHEN(PlanInspection, .quarter = "2026Q1", .title = "督查", .n_items = 1, .items = list, .n_unit_ids = 4,
	     .unit_ids = units);
	REFUSED(REFUSAL_UNIT_UNKNOWN);
	CHECK_TEXT(world_violation(0), "UNIT_UNKNOWN 2 unit_ids");
	CHECK_TEXT(world_violation(1), "VALUE_DUPLICATE 3 unit_ids");
	CHECK_TEXT(world_violation(2), "PEER_GROUP_MISSING 4 unit_ids");
}

TEST(an_inspector_does_not_score_his_own_unit)
{
	city("2026-04-01");
	const char *id = begun("2026Q1");
	score(id, "u4", "env", 8000);
	REFUSED(REFUSAL_INSPECTOR_OF_UNIT);
	score(id, "u1", "env", 8000);
	ACCEPTED();
}

TEST(scores_stay_within_their_limits)
{
	city("2026-04-01");
	const char *id = begun("2026Q1");
	score(id, "u1", "env", 10000);
	ACCEPTED();
	score(id, "u1", "env", 10001);
	REFUSED(REFUSAL_FIELD_OUT_OF_RANGE);
	score(id, "u1", "env", -1);
	REFUSED(REFUSAL_FIELD_OUT_OF_RANGE);
	score(id, "u1", "weather", 1);
	REFUSED(REFUSAL_ITEM_UNKNOWN);
	score(id, "u8", "env", 1);
	REFUSED(REFUSAL_UNIT_NOT_INSPECTED);
}

TEST(an_inspector_enters_his_own_scores_only)
{
	city("2026-04-01");
	const char *id = begun("2026Q1");
	ACTOR_CADRE("inspector", CITY, "u4", "h1");
	score(id, "u2", "env", 8000);
	REFUSED(REFUSAL_SCORE_OF_ANOTHER);
	ACTOR_CADRE("inspector", CITY, "u4", "i1");
	score(id, "u2", "env", 8000);
	ACCEPTED();
}

TEST(nothing_is_scored_before_the_field_work_begins)
{
	city("2026-04-01");
	const char *id = planned("2026Q1");
	score(id, "u1", "env", 8000);
	REFUSED(REFUSAL_STATE_WRONG);
	WHEN(BeginInspection, .inspection_id = "none");
	REFUSED(REFUSAL_INSPECTION_UNKNOWN);
	WHEN(BeginInspection, .inspection_id = id);
	WHEN(BeginInspection, .inspection_id = id);
	REFUSED(REFUSAL_STATE_WRONG);
}

TEST(ranking_needs_every_item_of_every_unit)
{
	city("2026-04-01");
	const char *id = begun("2026Q1");
	score(id, "u1", "env", 8000);
	WHEN(RankInspection, .inspection_id = id);
	REFUSED(REFUSAL_ITEM_SCORE_MISSING);
	CHECK_TEXT(world_violation(0), "ITEM_SCORE_MISSING 1 scores");
	CHECK_TEXT(world_violation(8), "ITEM_SCORE_MISSING 5 scores");
	CHECK_TEXT(world_violation(9), "");
}

TEST(ranks_are_composite_and_per_item_within_the_group)
{
	city("2026-04-01");
	ranked("2026Q1");
	ACCEPTED();
	CHECK_INT(EMITTED_COUNT(UnitRanked), 5);
	const UnitRanked *third = EMITTED_AT(UnitRanked, 2);
	CHECK_TEXT(third->unit_id, "u3");
	CHECK_INT(third->composite, 7000);
	CHECK_INT(third->rank, 3);
	CHECK_INT(third->group_size, 3);
	CHECK(third->last && !third->first);
	CHECK_INT(third->items[1]->rank, 3);
	CHECK(!EMITTED_AT(UnitRanked, 4)->last);     /* the last of a group of two */
	CHECK_TEXT(EMITTED(InspectionRanked)->objection_until, "2026-04-07");  /* 3 working days past 清明节 */
}

TEST(equal_composites_share_a_rank)
{
	city("2026-04-01");
	const char *id = scored("2026Q1", true);
	WHEN(RankInspection, .inspection_id = id);
	CHECK_INT(EMITTED_AT(UnitRanked, 0)->rank, 1);
	CHECK_INT(EMITTED_AT(UnitRanked, 1)->rank, 1);
	CHECK_INT(EMITTED_AT(UnitRanked, 2)->rank, 3);
}

TEST(ranked_scores_change_by_objection_only)
{
	city("2026-04-01");
	const char *id = ranked("2026Q1");
	score(id, "u1", "env", 1);
	REFUSED(REFUSAL_SCORE_RANKED);
	WHEN(RankInspection, .inspection_id = id);
	REFUSED(REFUSAL_STATE_WRONG);
}

TEST_MAIN()
