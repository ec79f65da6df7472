/* Renamed, merged, split, abolished: what each needs, what it changes, and what is no longer done to a unit that has ended. */
#include "import_fixture.h"

#define FROM "2026-03-02"

static const UnitFileRow *unit_now(const char *id)
{
	return unit_file_find(world_state(), id);
}

/* u1 (with people), t1, s1 as always; e1, e2 empty units of the city, e3 below e1. */
static void units(void)
{
	ordinary_day();
	unit("e1", UNIT_KIND_CITY_DEPARTMENT, CITY);
	unit("e2", UNIT_KIND_CITY_DEPARTMENT, CITY);
	GIVEN(UnitRegistered, .unit_id = "e3", .name = "e3", .kind = UNIT_KIND_INSTITUTION, .region = CITY, .parent_id = "e1");
}

#define RENAME(id, to, day) WHEN(RenameUnit, .unit_id = id, .name = to, .from_on = day, .document = "编发1号")
#define MERGE(id, into, day) WHEN(MergeUnit, .unit_id = id, .into_id = into, .from_on = day, .document = "编发2号")
#define ABOLISH(id, day) WHEN(AbolishUnit, .unit_id = id, .from_on = day, .document = "编发4号")

static void split(const char *id, const char *one, const char *two, bool continues, const char *day)
{
	const char *parts[] = { one, two };

	WHEN(SplitUnit, .unit_id = id, .n_part_ids = two ? 2 : 1, .part_ids = parts, .continues = continues, .from_on = day,
	     .document = "编发3号");
}

TEST(a_renamed_unit_keeps_its_id_and_the_name_follows_everywhere)
{
	units();
	RENAME("u1", "样局新名", FROM);
	ACCEPTED();
	CHECK_TEXT(EMITTED(UnitRenamed)->former_name, "u1");
	CHECK_TEXT(EMITTED(UnitRegistered)->name, "样局新名");
	CHECK_INT(EMITTED(UnitRegistered)->kind, UNIT_KIND_CITY_DEPARTMENT);
	CHECK_TEXT(unit_now("u1")->name, "样局新名");
	CHECK_TEXT(unit_find(world_state(), "u1")->name, "样局新名");
	CHECK_INT(unit_now("u1")->changes, 2);
	const UnitChangeRow *row = unit_change_find(world_state(), "u1", 2);
	CHECK_INT(row->change, UNIT_CHANGE_KIND_RENAMED);
	CHECK_TEXT(row->document, "编发1号");
	CHECK_TEXT(row->from_on, FROM);
	CHECK_TEXT(unit_change_find(world_state(), "u1", 1)->name, "u1");
	CHECK_INT(unit_change_find(world_state(), "u1", 1)->change, UNIT_CHANGE_KIND_REGISTERED);
}

TEST(a_list_that_revises_a_unit_is_a_row_too_and_one_that_does_not_is_none)
{
	units();
	GIVEN(UnitRegistered, .unit_id = "e2", .name = "e2", .kind = UNIT_KIND_CITY_DEPARTMENT, .region = CITY, .parent_id = "e1");
	CHECK_INT(unit_now("e2")->changes, 2);
	CHECK_INT(unit_change_find(world_state(), "e2", 2)->change, UNIT_CHANGE_KIND_REVISED);
	CHECK_TEXT(unit_change_find(world_state(), "e2", 2)->parent_id, "e1");
	GIVEN(UnitRegistered, .unit_id = "e2", .name = "e2", .kind = UNIT_KIND_CITY_DEPARTMENT, .region = CITY, .parent_id = "e1");
	CHECK_INT(unit_now("e2")->changes, 2);
}

TEST(a_merged_unit_ends_with_its_posts_and_names_its_successor)
{
	units();
	post("pe", "e2", POST_LEVEL_SECTION_HEAD, 2);
	MERGE("e2", "u1", FROM);
	ACCEPTED();
	CHECK_TEXT(EMITTED(PostAbolished)->post_id, "pe");
	CHECK_TEXT(EMITTED(UnitMerged)->into_id, "u1");
	CHECK_TEXT(unit_now("e2")->ended_on, FROM);
	CHECK(post_find(world_state(), "pe")->abolished);
	const UnitChangeRow *row = unit_change_find(world_state(), "e2", 2);
	CHECK(row->ended);
	CHECK_INT(row->n_successor_ids, 1);
	CHECK_TEXT(row->successor_ids[0], "u1");
	CHECK_TEXT(unit_find(world_state(), "e2")->name, "e2"); /* the copy others keep stays */
	CHECK_TEXT(unit_now("u1")->ended_on, "");
}

TEST(a_split_unit_ends_or_continues)
{
	units();
	split("e2", "u1", NULL, true, FROM);
	ACCEPTED();
	CHECK(EMITTED(UnitSplit)->continues);
	CHECK_TEXT(unit_now("e2")->ended_on, "");
	split("e2", "u1", "s1", false, FROM);
	ACCEPTED();
	CHECK_TEXT(unit_now("e2")->ended_on, FROM);
	CHECK_INT(unit_change_find(world_state(), "e2", 3)->n_successor_ids, 2);
}

TEST(one_that_does_not_continue_is_split_into_two_at_least)
{
	units();
	split("e2", "u1", NULL, false, FROM);
	REFUSED(REFUSAL_UNIT_PARTS_FEW);
	AT_FIELD("part_ids");
	split("e2", "u1", "u1", false, FROM);
	REFUSED(REFUSAL_VALUE_DUPLICATE);
	split("u1", "s1", NULL, true, FROM); /* with people in it, for it continues */
	ACCEPTED();
}

TEST(an_abolished_unit_has_no_successor)
{
	units();
	ABOLISH("e2", FROM);
	ACCEPTED();
	CHECK_INT(unit_change_find(world_state(), "e2", 2)->n_successor_ids, 0);
	CHECK_TEXT(EMITTED(UnitAbolished)->document, "编发4号");
}

TEST(unknown_units_and_successors_are_named)
{
	units();
	RENAME("nowhere", "x", FROM);
	REFUSED(REFUSAL_UNIT_UNKNOWN);
	AT_FIELD("unit_id");
	MERGE("e2", "nowhere", FROM);
	REFUSED(REFUSAL_UNIT_UNKNOWN);
	AT_FIELD("into_id");
	split("e2", "u1", "nowhere", false, FROM);
	REFUSED(REFUSAL_UNIT_UNKNOWN);
	AT_FIELD("part_ids");
	ABOLISH("nowhere", FROM);
	REFUSED(REFUSAL_UNIT_UNKNOWN);
}

TEST(units_of_another_region_are_not_changed)
{
	units();
	ACTOR(OFFICERS, COUNTY);
	RENAME("e2", "x", FROM);
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
	MERGE("t1", "e2", FROM);
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
	AT_FIELD("into_id");
	RENAME("t1", "样镇", FROM);
	ACCEPTED();
}

TEST(a_day_is_past_and_not_before_the_unit_or_its_last_change)
{
	units();
	TODAY("2026-04-01");
	RENAME("e2", "x", "2026-04-02");
	REFUSED(REFUSAL_DATE_FUTURE);
	AT_FIELD("from_on");
	RENAME("e2", "x", "2026-03-01");
	REFUSED(REFUSAL_UNIT_BEFORE_BEGIN);
	RENAME("e2", "x", "2026-03-02");
	ACCEPTED();
	RENAME("e2", "y", "2026-03-20");
	ACCEPTED();
	RENAME("e2", "z", "2026-03-19");
	REFUSED(REFUSAL_UNIT_BEFORE_CHANGE);
	RENAME("e2", "z", "2026-03-20");
	ACCEPTED();
	RENAME("e2", "w", "2026-04-01");
	ACCEPTED();
}

TEST(the_same_name_is_no_change)
{
	units();
	RENAME("e2", "e2", FROM);
	REFUSED(REFUSAL_UNIT_NAME_SAME);
	AT_FIELD("name");
}

TEST(a_unit_is_not_its_own_successor_nor_one_below_it)
{
	units();
	MERGE("e1", "e1", FROM);
	REFUSED(REFUSAL_UNIT_CHANGE_CYCLE);
	MERGE("e1", "e3", FROM);
	REFUSED(REFUSAL_UNIT_CHANGE_CYCLE);
	split("e1", "u1", "e3", false, FROM);
	REFUSED(REFUSAL_UNIT_CHANGE_CYCLE);
	MERGE("e3", "e1", FROM); /* into the one above it */
	ACCEPTED();
}

TEST(units_below_are_placed_elsewhere_first)
{
	units();
	ABOLISH("e1", FROM);
	REFUSED(REFUSAL_UNIT_HAS_UNITS);
	MERGE("e1", "u1", FROM);
	REFUSED(REFUSAL_UNIT_HAS_UNITS);
	ABOLISH("e3", FROM);
	ACCEPTED();
	ABOLISH("e1", FROM); /* an ended one below it is no obstacle */
	ACCEPTED();
}

TEST(people_are_moved_first)
{
	units();
	ABOLISH("u1", FROM);
	REFUSED(REFUSAL_UNIT_PEOPLE_LEFT);
	MERGE("u1", "e2", FROM);
	REFUSED(REFUSAL_UNIT_PEOPLE_LEFT);
	split("u1", "e2", "s1", false, FROM);
	REFUSED(REFUSAL_UNIT_PEOPLE_LEFT);
}

TEST(open_procedures_are_concluded_first)
{
	units();
	post("pe", "e2", POST_LEVEL_SECTION_HEAD, 1);
	GIVEN(AppointmentMoved, .appointment_id = "a1", .cadre_id = "c1", .kind = APPOINTMENT_KIND_PROMOTION, .unit_id = "e2", .post_id = "pe",
	      .moved_on = FROM, .authority = CITY);
	ABOLISH("e2", FROM);
	REFUSED(REFUSAL_UNIT_PROCEDURE_OPEN);
	GIVEN(AppointmentAborted, .appointment_id = "a1", .cadre_id = "c1", .reason = "样");
	GIVEN(RankCandidateNamed, .rank_case_id = "r1", .plan_id = "q", .cadre_id = "c1", .unit_id = "e2", .rank = RANK_CHIEF_CLERK_2);
	ABOLISH("e2", FROM);
	REFUSED(REFUSAL_UNIT_PROCEDURE_OPEN);
	GIVEN(RankCaseAborted, .rank_case_id = "r1", .cadre_id = "c1", .reason = "样");
	GIVEN(RankPoolSet, .pool_id = "pool", .rank = RANK_CHIEF_CLERK_2, .total = 1, .authority = CITY);
	GIVEN(RankCandidateNamed, .rank_case_id = "r2", .plan_id = "q", .cadre_id = "c1", .unit_id = "e2", .rank = RANK_CHIEF_CLERK_2);
	GIVEN(PooledQuotaGranted, .grant_id = "g", .pool_id = "pool", .rank_case_id = "r2", .cadre_id = "c1", .unit_id = "e2",
	      .rank = RANK_CHIEF_CLERK_2, .granted_on = FROM);
	GIVEN(RankCaseAborted, .rank_case_id = "r2", .cadre_id = "c1", .reason = "样");
	ABOLISH("e2", FROM);
	REFUSED(REFUSAL_UNIT_PROCEDURE_OPEN);
	GIVEN(PooledQuotaReturned, .grant_id = "g", .pool_id = "pool", .cadre_id = "c1", .unit_id = "e2", .rank = RANK_CHIEF_CLERK_2,
	      .returned_on = FROM);
	ABOLISH("e2", FROM);
	ACCEPTED();
}

TEST(an_ended_unit_is_ended)
{
	RankSlots slots, *list[] = { &slots };

	units();
	rank_slots__init(&slots);
	slots.rank = RANK_CHIEF_CLERK_2;
	slots.count = 1;
	ABOLISH("e2", FROM);
	RENAME("e2", "x", FROM);
	REFUSED(REFUSAL_UNIT_ENDED);
	ABOLISH("e2", FROM);
	REFUSED(REFUSAL_UNIT_ENDED);
	MERGE("e3", "e2", FROM);
	REFUSED(REFUSAL_UNIT_ENDED);
	AT_FIELD("into_id");
	WHEN(EstablishPost, .unit_id = "e2", .title = "样", .level = POST_LEVEL_STAFF, .count = 1);
	REFUSED(REFUSAL_UNIT_ENDED);
	WHEN(OpenRankPlan, .unit_id = "e2", .rank = RANK_CHIEF_CLERK_2, .slots = 1);
	REFUSED(REFUSAL_UNIT_ENDED);
	WHEN(SetRankQuota, .unit_id = "e2", .authorised_posts = 10, .n_slots = 1, .slots = list, .document = "样");
	REFUSED(REFUSAL_UNIT_ENDED);
	WHEN(ImportPeople, .content = bytes_of(text_of("姓名,身份证号,单位编码\n赵样,%s,e2\n", id_of(1))));
	CHECK_TEXT(world_violation(0), "UNIT_ENDED 2 单位编码（第3列）");
	WHEN(ImportUnits, .content = bytes_of("单位编码,单位名称,类别,行政区划\ne2,样,市直机关,150400\n"));
	CHECK_TEXT(world_violation(0), "UNIT_ENDED 2 单位编码（第1列）");
	WHEN(ImportUnits, .content = bytes_of("单位编码,单位名称,类别,行政区划,上级单位\ne9,样,市直机关,150400,e2\n"));
	CHECK_TEXT(world_violation(0), "UNIT_ENDED 2 上级单位（第5列）");
}

/* Who failed his probation does not go back to a unit that is no more. */
TEST(nobody_returns_to_an_ended_unit)
{
	units();
	post("pu", "u1", POST_LEVEL_SECTION_HEAD, 1);
	CADRE("c9", "e2", POST_LEVEL_SECTION_DEPUTY, .rank = RANK_CHIEF_CLERK_3);
	GIVEN(AppointmentMoved, .appointment_id = "a9", .cadre_id = "c9", .kind = APPOINTMENT_KIND_PROMOTION, .unit_id = "u1", .post_id = "pu",
	      .post_title = "pu", .level = POST_LEVEL_SECTION_HEAD, .from_unit_id = "e2", .from_level = POST_LEVEL_SECTION_DEPUTY,
	      .moved_on = FROM, .authority = CITY);
	GIVEN(Appointed, .appointment_id = "a9", .cadre_id = "c9", .unit_id = "u1", .post_id = "pu", .effective_on = FROM,
	      .probation_until = "2027-03-01");
	CADRE("c9", "u1", POST_LEVEL_SECTION_HEAD, .post_id = "pu");
	ABOLISH("e2", FROM);
	ACCEPTED();
	WHEN(ConcludeProbation, .appointment_id = "a9", .opinion = "样");
	REFUSED(REFUSAL_UNIT_ENDED);
	AT_FIELD("placement_unit_id");
	WHEN(ConcludeProbation, .appointment_id = "a9", .opinion = "样", .placement_unit_id = "e2");
	REFUSED(REFUSAL_UNIT_ENDED);
	WHEN(ConcludeProbation, .appointment_id = "a9", .opinion = "样", .placement_unit_id = "s1");
	ACCEPTED();
}

TEST(an_adjustment_into_an_ended_unit_leaves_the_person_where_he_is)
{
	units();
	ABOLISH("e2", FROM);
	GIVEN(Adjusted, .adjustment_id = "j1", .cadre_id = "c1", .placement_unit_id = "e2", .adjusted_on = FROM);
	CHECK_TEXT(EMITTED(CadreRevised)->now->unit_id, "u1");
}

TEST_MAIN()
