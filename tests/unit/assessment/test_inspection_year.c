/* The year's inspections enter the annual score. */
#include "assessment_lib.h"

/* Each quarter ranked on the first working day after it and published when the objections are over. */
static void quarter(const char *name, const char *rank_on, const char *publish_on)
{
	TODAY(rank_on);
	ACTOR("org.assessment,org.head", CITY);
	const char *id = ranked(name);
	TODAY(publish_on);
	WHEN(PublishInspection, .inspection_id = id);
	ACCEPTED();
}

static void three_quarters(void)
{
	city("2025-04-01");
	quarter("2025Q1", "2025-04-02", "2025-04-11");
	quarter("2025Q2", "2025-07-02", "2025-07-11");
	quarter("2025Q3", "2025-10-10", "2025-10-20");
}

TEST(the_year_mean_enters_with_its_weight)
{
	three_quarters();
	quarter("2025Q4", "2026-01-05", "2026-01-12");
	WHEN(RollUpInspections, .year = 2025);
	ACCEPTED();
	CHECK_INT(EMITTED_COUNT(YearInspected), 5);
	CHECK_TEXT(EMITTED(YearInspected)->unit_id, "u1");
	CHECK_INT(EMITTED(YearInspected)->mean, 9000);
	CHECK_INT(EMITTED(YearInspected)->weight_percent, 20);
	CHECK_INT(EMITTED(YearInspected)->contribution, 1800);
	CHECK_INT(EMITTED(YearInspected)->quarters, 4);
	WHEN(RollUpInspections, .year = 2025);
	REFUSED(REFUSAL_YEAR_ROLLED_UP);
}

TEST(a_year_is_rolled_up_when_it_is_over_and_all_is_published)
{
	three_quarters();
	TODAY("2025-12-31");
	WHEN(RollUpInspections, .year = 2025);
	REFUSED(REFUSAL_YEAR_NOT_OVER);
	TODAY("2026-01-05");
	WHEN(RollUpInspections, .year = 2025);
	REFUSED(REFUSAL_QUARTER_NOT_PUBLISHED);
	ranked("2025Q4");
	WHEN(RollUpInspections, .year = 2025);
	REFUSED(REFUSAL_QUARTER_NOT_PUBLISHED);
}

/* The last quarter looks at u1 alone. */
static void fourth_of_u1_only(void)
{
	InspectionItem one, *list[] = { &one };
	const char *units[] = { "u1" };

	TODAY("2026-01-05");
	inspection_item__init(&one);
	one.item_id = "env";
	one.name = "营商环境";
	one.weight_percent = 100;
	WHEN(PlanInspection, .quarter = "2025Q4", .title = "督查", .n_items = 1, .items = list, .n_unit_ids = 1,
	     .unit_ids = units);
	const char *id = world_answer("inspection_id");
	WHEN(BeginInspection, .inspection_id = id);
	score(id, "u1", "env", 9000);
	WHEN(RankInspection, .inspection_id = id);
	TODAY("2026-01-12");
	WHEN(PublishInspection, .inspection_id = id);
	ACCEPTED();
}

TEST(a_quarter_missed_counts_as_nothing_unless_exempt)
{
	three_quarters();
	WHEN(ExemptFromInspection, .unit_id = "u2", .quarter = "2025Q4", .reason = "机构改革", .document = "免1号");
	ACCEPTED();
	fourth_of_u1_only();
	WHEN(RollUpInspections, .year = 2025);
	CHECK_INT(EMITTED_AT(YearInspected, 1)->mean, 8000);       /* u2, exempt: the mean of three */
	CHECK_INT(EMITTED_AT(YearInspected, 1)->quarters, 3);
	CHECK_INT(EMITTED_AT(YearInspected, 2)->mean, 5250);       /* u3: three of 70.00 over four quarters */
	CHECK_INT(EMITTED_AT(YearInspected, 2)->contribution, 1050);
}

TEST(a_unit_is_exempted_before_it_is_inspected_and_then_not_planned)
{
	city("2026-04-01");
	planned("2026Q1");
	WHEN(ExemptFromInspection, .unit_id = "u2", .quarter = "2026Q1", .reason = "机构改革", .document = "免1号");
	REFUSED(REFUSAL_STATE_WRONG);
	WHEN(ExemptFromInspection, .unit_id = "u2", .quarter = "2026Q2", .reason = "机构改革", .document = "免1号");
	ACCEPTED();
	planned("2026Q2");
	REFUSED(REFUSAL_UNIT_EXEMPT);
	WHEN(ExemptFromInspection, .unit_id = "u2", .quarter = "2026Q2", .reason = "机构改革", .document = "免1号");
	REFUSED(REFUSAL_UNIT_EXEMPT);
}

TEST_MAIN()
