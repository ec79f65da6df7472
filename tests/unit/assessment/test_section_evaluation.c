/* Marks by whoever knows, until the last day. */
#include "section_lib.h"

TEST(who_has_no_relation_does_not_evaluate)
{
	one_open(0);
	evaluate("e2b", "s1", 9000);
	REFUSED(REFUSAL_SECTION_NO_RELATION);
	AT_FIELD("cadre_id");
	evaluate("s1", "s1", 9000);
	REFUSED(REFUSAL_SECTION_NO_RELATION);
	evaluate("e2a", "s1", 9000);
	ACCEPTED();
	CHECK_INT(EMITTED(SectionCadreEvaluated)->points, 9000);
	evaluate("e2a", "s1", 10001);
	REFUSED(REFUSAL_FIELD_OUT_OF_RANGE);
}

TEST(the_later_mark_stands_and_not_knowing_is_no_mark)
{
	one_open(0);
	evaluate("e2a", "s1", 9000);
	does_not_know("e2a", "s1");
	ACCEPTED();
	CHECK(work_relation_find(world_state(), evaluation_id, "s1", "e2a")->unknown);
	ACTOR_CADRE("cadre", CITY, "", "e2a");
	WHEN(EvaluateSectionCadre, .evaluation_id = evaluation_id, .cadre_id = "s1", .unknown = true, .points = 100);
	REFUSED(REFUSAL_FIELD_OUT_OF_RANGE);
	evaluate("e2a", "s1", 7000);
	CHECK_INT(work_relation_find(world_state(), evaluation_id, "s1", "e2a")->points, 7000);
	CHECK(!work_relation_find(world_state(), evaluation_id, "s1", "e2a")->unknown);
}

TEST(it_closes_after_its_last_day_and_opens_again_for_a_reason)
{
	one_open(0);
	TODAY("2026-03-20");
	evaluate("e2a", "s1", 9000);
	ACCEPTED();
	TODAY("2026-03-21");
	CHECK_TEXT(EMITTED(SectionEvaluationClosed)->evaluation_id, evaluation_id);
	evaluate("e3a", "s1", 9000);
	REFUSED(REFUSAL_SECTION_NOT_OPEN);
	office();
	WHEN(ReopenSectionEvaluation, .evaluation_id = evaluation_id, .closes_on = "2026-03-20", .reason = "票数不足");
	REFUSED(REFUSAL_DATE_ORDER);
	WHEN(ReopenSectionEvaluation, .evaluation_id = evaluation_id, .closes_on = "2026-03-25", .reason = "票数不足");
	ACCEPTED();
	WHEN(ReopenSectionEvaluation, .evaluation_id = evaluation_id, .closes_on = "2026-03-26", .reason = "票数不足");
	REFUSED(REFUSAL_STATE_WRONG);
	evaluate("e3a", "s1", 9000);
	ACCEPTED();
	TODAY("2026-03-26");
	CHECK(EMITTED(SectionEvaluationClosed));
}

TEST(nothing_is_marked_before_the_lists_are_frozen)
{
	departments();
	open_of((const char *[]){ "s1" }, 1);
	relate("s1", "e2a");
	evaluate("e2a", "s1", 9000);
	REFUSED(REFUSAL_SECTION_NOT_OPEN);
	ACTOR_CADRE("cadre", CITY, "", "e2a");
	WHEN(EvaluateSectionCadre, .evaluation_id = "none", .cadre_id = "s1", .points = 100);
	REFUSED(REFUSAL_SECTION_UNKNOWN);
}
TEST_MAIN()
