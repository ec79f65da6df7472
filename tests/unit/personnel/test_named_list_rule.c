/* A list computed by criteria: each criterion beside the person's own value, for members and for those left out. */
#include "fixture.h"

static char list[64];

static ListCriteria *criteria(ListCriteria given)
{
	static ListCriteria kept;

	list_criteria__init(&kept);
	given.base = kept.base;
	kept = given;
	return &kept;
}
#define CRITERIA(...) criteria((ListCriteria){ __VA_ARGS__ })
#define COMPUTE(...) WHEN(ComputeNamedList, .name = "样例名单", .purpose = "研究", .criteria = CRITERIA(__VA_ARGS__))

static void computed(void)
{
	ACCEPTED();
	snprintf(list, sizeof list, "%s", world_answer("named_list_id"));
}

static const NamedListPlaceRow *place(const char *cadre_id)
{
	const NamedListPlaceRow *row = named_list_place_find(world_state(), list, cadre_id);

	CHECK(row != NULL);
	return row;
}

static void told(const char *cadre_id, size_t i, ListCriterion criterion, bool met, const char *value)
{
	const NamedListPlaceRow *row = place(cadre_id);

	CHECK(row && i < row->n_outcomes);
	if (!row || i >= row->n_outcomes)
		return;
	CHECK_INT(row->outcomes[i]->criterion, criterion);
	CHECK_INT(row->outcomes[i]->met, met);
	CHECK_TEXT(row->outcomes[i]->value, value);
}

/* Beside c1, c2, c3 of the fixture: d1 with three grades and a birthday, d2 of whom nothing is known, t-c1 of the county. */
static void people(void)
{
	ordinary_day();
	GIVEN(CadreRegistered, .cadre_id = "d1", .name = "丁样一", .id_number = "id-d1", .unit_id = "s1", .authority = CITY,
	      .level = POST_LEVEL_SECTION_HEAD, .level_since = "2022-03-02", .rank = RANK_CHIEF_CLERK_1, .rank_since = "2023-03-03",
	      .born_on = "1986-03-02", .grassroots_years = "6", .n_grades = 3,
	      .grades = (GradeOfYear *[]){ grade(2023, ANNUAL_GRADE_COMPETENT), grade(2025, ANNUAL_GRADE_EXCELLENT),
					   grade(2024, ANNUAL_GRADE_EXCELLENT) });
	GIVEN(CadreRegistered, .cadre_id = "d2", .name = "丁样二", .id_number = "id-d2", .unit_id = "s1", .authority = CITY);
	GIVEN(CadreRegistered, .cadre_id = "t-c1", .name = "镇样甲", .id_number = "id-t", .unit_id = "t1", .authority = COUNTY,
	      .born_on = "1990-01-01", .level = POST_LEVEL_STAFF);
}

TEST(every_member_carries_his_reason_and_who_is_left_out_too)
{
	UnitKind kinds[] = { UNIT_KIND_INSTITUTION };
	PostLevel levels[] = { POST_LEVEL_SECTION_HEAD, POST_LEVEL_SECTION_DEPUTY };

	people();
	COMPUTE(.n_unit_kinds = 1, .unit_kinds = kinds, .n_levels = 2, .levels = levels, .rank_lowest = RANK_CHIEF_CLERK_2, .age_max = 40);
	computed();
	CHECK_TEXT(world_answer("members"), "1");
	CHECK_TEXT(world_answer("looked_at"), "6");
	CHECK(place("d1")->member);
	told("d1", 0, LIST_CRITERION_UNIT_KIND, true, "企事业单位");
	told("d1", 1, LIST_CRITERION_LEVEL, true, "乡科级正职");
	told("d1", 2, LIST_CRITERION_RANK, true, "一级主任科员");
	told("d1", 3, LIST_CRITERION_AGE, true, "40");
	CHECK(!place("d2")->member);
	told("d2", 1, LIST_CRITERION_LEVEL, false, "未登记");
	told("d2", 3, LIST_CRITERION_AGE, false, "未登记");
	CHECK(!place("c1")->member);
	told("c1", 0, LIST_CRITERION_UNIT_KIND, false, "市直机关");
	told("c1", 2, LIST_CRITERION_RANK, false, "三级主任科员");
	const NamedListRow *row = named_list_find(world_state(), list);
	CHECK_INT(row->members, 1);
	CHECK_INT(row->looked_at, 6);
	CHECK_TEXT(row->as_of, "2026-03-02");
	CHECK_INT(row->criteria->age_max, 40);
	struct row_scan scan = named_list_place_by_named_list_id_member(world_state(), list, true);
	CHECK(named_list_place_next(&scan) != NULL);
	CHECK(!named_list_place_next(&scan));
}

TEST(age_and_years_are_full_ones_on_the_day)
{
	people();
	COMPUTE(.age_min = 40, .level_years_min = 4, .rank_years_min = 3);
	computed();
	told("d1", 0, LIST_CRITERION_AGE, true, "40"); /* his birthday */
	told("d1", 1, LIST_CRITERION_LEVEL_YEARS, true, "4");
	told("d1", 2, LIST_CRITERION_RANK_YEARS, false, "2"); /* a day short */
	CHECK(!place("d1")->member);
	WHEN(ComputeNamedList, .name = "n", .purpose = "p", .criteria = CRITERIA(.age_min = 40, .rank_years_min = 3), .as_of = "2026-03-03");
	computed();
	CHECK(place("d1")->member);
}

TEST(the_bounds_of_each_criterion)
{
	people();
	COMPUTE(.age_min = 41);
	computed();
	CHECK(!place("d1")->member);
	COMPUTE(.age_max = 39);
	computed();
	CHECK(!place("d1")->member);
	COMPUTE(.rank_highest = RANK_CHIEF_CLERK_1, .rank_lowest = RANK_CHIEF_CLERK_1);
	computed();
	CHECK(place("d1")->member && !place("c2")->member && !place("d2")->member);
	COMPUTE(.rank_highest = RANK_CHIEF_CLERK_2);
	computed();
	CHECK(!place("d1")->member && place("c2")->member);
	COMPUTE(.grassroots_years_min = 6);
	computed();
	CHECK(place("d1")->member && !place("d2")->member);
	told("d1", 0, LIST_CRITERION_GRASSROOTS_YEARS, true, "6");
	COMPUTE(.grassroots_years_min = 7);
	computed();
	CHECK(!place("d1")->member);
}

TEST(the_last_grades)
{
	AnnualGrade good[] = { ANNUAL_GRADE_EXCELLENT, ANNUAL_GRADE_COMPETENT };

	people();
	COMPUTE(.grade_years = 3, .n_grades = 2, .grades = good, .excellent_min = 2);
	computed();
	CHECK(place("d1")->member);
	told("d1", 0, LIST_CRITERION_GRADES, true, "2025:优秀;2024:优秀;2023:称职");
	told("d1", 1, LIST_CRITERION_EXCELLENT, true, "2");
	told("c1", 0, LIST_CRITERION_GRADES, false, "2025:称职"); /* one year on record of the three asked for */
	told("c1", 1, LIST_CRITERION_EXCELLENT, false, "0");
	told("d2", 0, LIST_CRITERION_GRADES, false, "未登记");
	COMPUTE(.grade_years = 3, .n_grades = 1, .grades = good);
	computed();
	CHECK(!place("d1")->member);
	COMPUTE(.grade_years = 3, .excellent_min = 3);
	computed();
	CHECK(!place("d1")->member);
}

TEST(a_bar_in_force_on_the_day_counts_and_a_presumption_does_not)
{
	people();
	GIVEN(BarImposed, .bar_id = "b1", .cadre_id = "d1", .ground = BAR_GROUND_MEASURE, .from_on = "2026-01-01", .until_on = "2026-04-30");
	GIVEN(BarImposed, .bar_id = "b2", .cadre_id = "d2", .ground = BAR_GROUND_OPEN_REPORT, .from_on = "2026-01-01", .until_on = "2026-04-30",
	      .provisional = true);
	COMPUTE(.no_bar = true);
	computed();
	told("d1", 0, LIST_CRITERION_NO_BAR, false, "至2026-04-30");
	told("d2", 0, LIST_CRITERION_NO_BAR, true, "无");
	WHEN(ComputeNamedList, .name = "n", .purpose = "p", .criteria = CRITERIA(.no_bar = true), .as_of = "2026-05-01");
	computed();
	CHECK(place("d1")->member);
}

TEST(it_is_frozen_with_its_day)
{
	const char *ids[] = { "c3" };

	people();
	COMPUTE(.age_max = 40);
	computed();
	WHEN(AddToNamedList, .named_list_id = list, .n_cadre_ids = 1, .cadre_ids = ids, .reason = "r");
	REFUSED(REFUSAL_NAMED_LIST_FROZEN);
	WHEN(RemoveFromNamedList, .named_list_id = list, .n_cadre_ids = 1, .cadre_ids = ids, .reason = "r");
	REFUSED(REFUSAL_NAMED_LIST_FROZEN);
	WHEN(LockNamedList, .named_list_id = list, .reason = "r");
	REFUSED(REFUSAL_NAMED_LIST_FROZEN);
	WHEN(UnlockNamedList, .named_list_id = list, .reason = "r");
	REFUSED(REFUSAL_NAMED_LIST_FROZEN);
	GIVEN(CadreRevised, .cadre_id = "d1", .now = &(CadreRegistered){ .cadre_id = "d1", .name = "丁样一", .id_number = "id-d1",
									  .unit_id = "s1", .authority = CITY, .born_on = "1960-01-01" });
	CHECK(place("d1")->member);
	WHEN(GrantNamedList, .named_list_id = list, .account = "a", .access = LIST_ACCESS_READ, .until_on = "2026-06-30", .reason = "r");
	ACCEPTED();
}

TEST(only_people_the_actor_may_see_are_looked_at)
{
	people();
	ACTOR("org.cadre", COUNTY);
	COMPUTE(.age_max = 40);
	computed();
	CHECK_TEXT(world_answer("looked_at"), "1");
	CHECK(place("t-c1")->member);
	CHECK(!named_list_place_find(world_state(), list, "d1"));
}

TEST(criteria_are_checked)
{
	people();
	COMPUTE(.age_min = 0);
	REFUSED(REFUSAL_NAMED_LIST_CRITERIA_EMPTY);
	COMPUTE(.age_min = 41, .age_max = 40);
	REFUSED(REFUSAL_NAMED_LIST_CRITERIA_CROSSED);
	AT_FIELD("age_max");
	COMPUTE(.rank_highest = RANK_CHIEF_CLERK_2, .rank_lowest = RANK_CHIEF_CLERK_1);
	REFUSED(REFUSAL_NAMED_LIST_CRITERIA_CROSSED);
	AT_FIELD("rank_lowest");
	COMPUTE(.grade_years = 2, .excellent_min = 3);
	REFUSED(REFUSAL_NAMED_LIST_CRITERIA_CROSSED);
	AT_FIELD("excellent_min");
	COMPUTE(.grade_years = 2);
	REFUSED(REFUSAL_NAMED_LIST_GRADES_INCOMPLETE);
	COMPUTE(.excellent_min = 1);
	REFUSED(REFUSAL_NAMED_LIST_GRADES_INCOMPLETE);
	COMPUTE(.age_max = 100);
	ACCEPTED();
	COMPUTE(.age_max = 101);
	REFUSED(REFUSAL_FIELD_OUT_OF_RANGE);
	WHEN(ComputeNamedList, .name = "n", .purpose = "p");
	REFUSED(REFUSAL_FIELD_REQUIRED);
	WHEN(ComputeNamedList, .name = "n", .purpose = "p", .criteria = CRITERIA(.age_max = 40), .as_of = "2026-03-01");
	REFUSED(REFUSAL_NAMED_LIST_DAY);
	WHEN(ComputeNamedList, .name = "n", .purpose = "p", .criteria = CRITERIA(.age_max = 40), .as_of = "2027-03-02");
	ACCEPTED();
	WHEN(ComputeNamedList, .name = "n", .purpose = "p", .criteria = CRITERIA(.age_max = 40), .as_of = "2027-03-03");
	REFUSED(REFUSAL_NAMED_LIST_DAY);
}

TEST(as_many_people_as_policy_allows)
{
	people();
	POLICY("NAMED_LIST.POOL_MAX", "6", "number");
	COMPUTE(.age_max = 40);
	ACCEPTED();
	POLICY("NAMED_LIST.POOL_MAX", "5", "number");
	COMPUTE(.age_max = 40);
	REFUSED(REFUSAL_NAMED_LIST_POOL_LARGE);
}

TEST(more_places_than_one_event_holds)
{
	char id[16], number[16];

	people();
	for (unsigned i = 0; i < 95; i++) {
		snprintf(id, sizeof id, "e%u", i);
		snprintf(number, sizeof number, "id-e%u", i);
		GIVEN(CadreRegistered, .cadre_id = id, .name = "众样", .id_number = number, .unit_id = "s1", .authority = CITY, .born_on = "1990-01-01");
	}
	COMPUTE(.age_max = 40);
	computed();
	CHECK_INT(EMITTED_COUNT(NamedListPlaced), 3);
	CHECK_INT(EMITTED_AT(NamedListPlaced, 2)->n_places, 1);
	CHECK(place("e94")->member);
}

TEST_MAIN()
