/* Who knows, evaluates: lists from work relations, with their reason. */
#include "section_lib.h"

#include "assessment/bounds.h"

TEST(section_cadres_one_manages_are_evaluated)
{
	departments();
	open_of((const char *[]){ "s1", "e2a", "s1", "nobody" }, 4);
	REFUSED(REFUSAL_SECTION_LEVEL);
	CHECK_TEXT(world_violation(0), "SECTION_LEVEL 2 cadre_ids");
	CHECK_TEXT(world_violation(1), "VALUE_DUPLICATE 3 cadre_ids");
	CHECK_TEXT(world_violation(2), "CADRE_UNKNOWN 4 cadre_ids");
	GIVEN(CadreRegistered, .cadre_id = "far", .unit_id = "d1", .authority = "150404", .level = POST_LEVEL_SECTION_HEAD);
	open_of((const char *[]){ "far" }, 1);
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
	open_of((const char *[]){ "s1", "s2" }, 2);
	ACCEPTED();
	CHECK_INT(EMITTED(SectionEvaluationOpened)->rules->mutual_percent, 30);
	CHECK_TEXT(EMITTED(SectionEvaluationOpened)->subjects[1]->unit_id, "d2");
	WHEN(OpenSectionEvaluation, .year = 2025, .title = "x", .scheme_id = "s-none", .n_cadre_ids = 1, .cadre_ids = (const char *[]){ "s1" });
	REFUSED(REFUSAL_SCHEME_UNKNOWN);
}

TEST(weights_of_the_parts_add_up_to_a_hundred)
{
	departments();
	POLICY("SECTION.WEIGHT.MUTUAL", "31", "percent");
	open_of((const char *[]){ "s1" }, 1);
	REFUSED(REFUSAL_SECTION_WEIGHTS);
	POLICY("SECTION.WEIGHT.PERFORMANCE", "39", "percent");
	open_of((const char *[]){ "s1" }, 1);
	ACCEPTED();
}

TEST(a_relation_says_why_and_stands_once)
{
	departments();
	open_of((const char *[]){ "s1" }, 1);
	relate("s1", "e2a");
	ACCEPTED();
	CHECK(!EMITTED(WorkRelationRecorded)->township);
	CHECK_TEXT(EMITTED(WorkRelationRecorded)->evaluator_unit_id, "d2");
	relate("s1", "e2a");
	REFUSED(REFUSAL_SECTION_RELATION_STANDS);
	relate("s1", "w1");
	CHECK(EMITTED(WorkRelationRecorded)->township);
	relate("s2", "e3a");
	REFUSED(REFUSAL_SECTION_SUBJECT_UNKNOWN);
	relate("s1", "nobody");
	REFUSED(REFUSAL_CADRE_UNKNOWN);
	WorkRelationEntry mute, *list[] = { &mute };
	work_relation_entry__init(&mute);
	mute.cadre_id = "s1";
	mute.evaluator_id = "e4a";
	mute.relation = WORK_RELATION_GUIDANCE;
	WHEN(RecordWorkRelations, .evaluation_id = evaluation_id, .n_relations = 1, .relations = list);
	REFUSED(REFUSAL_FIELD_REQUIRED);
}

TEST(nobody_of_his_own_house_evaluates_him)
{
	departments();
	open_of((const char *[]){ "s1" }, 1);
	relate("s1", "s1");
	REFUSED(REFUSAL_SELF_DEALING);
	relate("s1", "e1a");
	REFUSED(REFUSAL_OBSERVER_SAME_UNIT);
	GIVEN(RecusalDeclared, .cadre_id = "e2a", .other_id = "s1");
	relate("s1", "e2a");
	REFUSED(REFUSAL_OBSERVER_RECUSED);
}

TEST(a_relation_is_taken_off_until_the_lists_are_frozen)
{
	departments();
	open_of((const char *[]){ "s1" }, 1);
	relate_all(1, 0);
	WHEN(RemoveWorkRelation, .evaluation_id = evaluation_id, .cadre_id = "s1", .evaluator_id = "e2a", .reason = "已调离");
	ACCEPTED();
	CHECK(!work_relation_find(world_state(), evaluation_id, "s1", "e2a"));
	WHEN(RemoveWorkRelation, .evaluation_id = evaluation_id, .cadre_id = "s1", .evaluator_id = "e2a", .reason = "已调离");
	REFUSED(REFUSAL_SECTION_NO_RELATION);
	begin();
	ACCEPTED();
	WHEN(RemoveWorkRelation, .evaluation_id = evaluation_id, .cadre_id = "s1", .evaluator_id = "e3a", .reason = "已调离");
	REFUSED(REFUSAL_SECTION_FROZEN);
	relate("s1", "e2a");
	REFUSED(REFUSAL_SECTION_FROZEN);
	begin();
	REFUSED(REFUSAL_SECTION_FROZEN);
}

TEST(lists_too_short_for_a_result_do_not_open)
{
	departments();
	open_of((const char *[]){ "s1" }, 1);
	for (int i = 2; i <= 5; i++)
		relate("s1", name_of("e%da", i));
	begin();
	REFUSED(REFUSAL_SECTION_MUTUAL_FEW);
	relate("s1", "e6a");                     /* five departments, and no township: it does not apply */
	relate("s1", "w1");                      /* one is too few */
	begin();
	REFUSED(REFUSAL_SECTION_TOWNSHIP_FEW);
	CHECK_TEXT(world_violation(0), "SECTION_TOWNSHIP_FEW 1 subjects");
	for (int i = 2; i <= 5; i++)
		relate("s1", name_of("w%d", i));
	begin();
	ACCEPTED();
	WHEN(BeginSectionEvaluation, .evaluation_id = "none", .closes_on = "2026-03-20");
	REFUSED(REFUSAL_SECTION_UNKNOWN);
}

TEST(as_many_departments_as_a_pattern_is_looked_for_in)
{
	departments();
	open_of((const char *[]){ "s1" }, 1);
	for (int i = 100; i < 100 + SECTION_UNITS_MAX; i++) {
		GIVEN(UnitRegistered, .unit_id = name_of("m%d", i), .kind = UNIT_KIND_CITY_DEPARTMENT, .region = CITY);
		member(name_of("x%d", i), name_of("m%d", i), POST_LEVEL_STAFF);
		relate("s1", name_of("x%d", i));
		if (i < 100 + SECTION_UNITS_MAX - 1)       /* d1 is one of them */
			ACCEPTED();
	}
	REFUSED(REFUSAL_SECTION_DEPARTMENTS_MANY);
	relate("s1", "w1");                      /* townships mark nobody back */
	ACCEPTED();
}
TEST_MAIN()
