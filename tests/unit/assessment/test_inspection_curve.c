/* Rank and score from quarter to quarter, each with its change; whatever the order of publication. */
#include "assessment/inspection_curve.h"

#include "assessment_lib.h"

static const InspectionCurveRow *point(const char *unit_id, const char *item_id, const char *quarter)
{
	return inspection_curve_find(world_state(), unit_id, item_id, quarter);
}

static void publish(const char *id, const char *day)
{
	WHEN(RankInspection, .inspection_id = id);
	TODAY(day);
	WHEN(PublishInspection, .inspection_id = id);
	ACCEPTED();
}

TEST(a_published_quarter_is_a_point_of_every_item_and_of_all)
{
	city("2026-04-01");
	const char *id = ranked("2026Q1");
	TODAY("2026-04-08");
	CHECK(!point("u3", ITEM_ALL, "2026Q1"));
	WHEN(PublishInspection, .inspection_id = id);
	const InspectionCurveRow *all = point("u3", ITEM_ALL, "2026Q1");
	CHECK_INT(all->score, 7000);
	CHECK_INT(all->rank, 3);
	CHECK_INT(all->group_size, 3);
	CHECK(!all->compared);
	CHECK_TEXT(all->authority, CITY);
	CHECK_TEXT(point("u3", "env", "2026Q1")->name, "营商环境");
	CHECK_INT(point("u5", "project", "2026Q1")->rank, 2);
}

TEST(the_change_is_the_one_to_the_quarter_before)
{
	city("2026-01-05");
	publish(scored("2025Q4", false), "2026-01-12");
	TODAY("2026-04-01");
	const char *id = begun("2026Q1");
	score(id, "u1", "env", 6000);
	score(id, "u1", "project", 9150);
	for (int i = 0; i < 2; i++) {
		const char *item = i ? "project" : "env";
		score(id, "u2", item, 8000);
		score(id, "u3", item, 9000);
		cadre("i1", "u1", false, false);
		score(id, "u4", item, 8000);
		score(id, "u5", item, 6000);
		cadre("i1", "u4", false, false);
	}
	publish(id, "2026-04-08");
	const InspectionCurveRow *all = point("u1", ITEM_ALL, "2026Q1");
	CHECK(all->compared);
	CHECK_INT(all->score, 7260);
	CHECK_INT(all->score_change, 7260 - 9000);
	CHECK_INT(all->rank_change, -2);
	CHECK_INT(point("u3", ITEM_ALL, "2026Q1")->rank_change, 2);
	CHECK_INT(point("u1", "project", "2026Q1")->score_change, 150);
	CHECK_INT(point("u4", "env", "2026Q1")->score_change, 0);
}

TEST(a_quarter_published_late_changes_the_comparison_of_the_next)
{
	city("2026-01-05");
	const char *late = scored("2025Q4", false);
	TODAY("2026-04-01");
	publish(scored("2026Q1", true), "2026-04-08");
	CHECK(!point("u2", ITEM_ALL, "2026Q1")->compared);
	publish(late, "2026-04-15");
	CHECK(point("u2", ITEM_ALL, "2026Q1")->compared);
	CHECK_INT(point("u2", ITEM_ALL, "2026Q1")->score_change, 1000);
	CHECK_INT(point("u2", ITEM_ALL, "2026Q1")->rank_change, 1);
}

TEST(a_quarter_left_out_is_no_quarter_before)
{
	city("2026-01-05");
	publish(scored("2025Q3", false), "2026-01-12");
	publish(scored("2026Q1", false), "2026-01-19");
	CHECK(!point("u1", ITEM_ALL, "2026Q1")->compared);
}

TEST(in_another_group_the_score_is_compared_and_the_rank_is_not)
{
	city("2026-01-05");
	publish(scored("2025Q4", false), "2026-01-12");
	unit("u2", "党群");
	publish(scored("2026Q1", true), "2026-01-19");
	CHECK_INT(point("u2", ITEM_ALL, "2026Q1")->score_change, 1000);
	CHECK_INT(point("u2", ITEM_ALL, "2026Q1")->rank_change, 0);
}

TEST(no_item_bears_the_name_of_all_of_them)
{
	InspectionItem item, *items[] = { &item };
	const char *units[] = { "u1" };

	city("2026-04-01");
	inspection_item__init(&item);
	item.item_id = ITEM_ALL;
	item.name = "全部";
	item.weight_percent = 100;
	WHEN(PlanInspection, .quarter = "2026Q1", .title = "督查", .n_items = 1, .items = items, .n_unit_ids = 1, .unit_ids = units);
	REFUSED(REFUSAL_ITEM_ID_TAKEN);
}
TEST_MAIN()
