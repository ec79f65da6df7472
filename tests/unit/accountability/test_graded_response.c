/* Graded response: opening, rectifying, tracking. */
#include "accountability_lib.h"

static const char *measured(MeasureKind kind)
{
	city("2026-03-02");
	WHEN(OpenResponse, .cadre_id = "c1", .cause = RESPONSE_CAUSE_POST_TERM, .finding = "推进不力",
	     .behavior = BEHAVIOR_KIND_SLOW_ACTION);
	const char *id = world_answer("response_id");
	heard(id);
	if (kind == MEASURE_KIND_ADMONITION) {
		admonish(id, admonition_letter(id), "2026-03-02");
	} else {
		as_head();
		WHEN(IssueMeasure, .matter_id = id, .kind = kind);
	}
	as_officer();
	return id;
}

static void plan(const char *id, const char *deadline)
{
	WHEN(SubmitRectifyPlan, .response_id = id, .self_check = "检查", .plan = "整改计划", .deadline = deadline);
}

static void review(const char *id, ReviewFinding finding)
{
	WHEN(RecordTrackReview, .response_id = id, .finding = finding, .note = "了解情况");
}

TEST(the_tail_of_a_list_is_proposed_never_measured)
{
	city("2026-03-02");
	GIVEN(ListPlaced, .list_id = "l1", .cadre_id = "c1", .head = true);
	CHECK_INT(EMITTED_COUNT(ResponseProposed), 0);
	GIVEN(ListPlaced, .list_id = "l1", .cadre_id = "c1", .tail = true, .behavior = BEHAVIOR_KIND_INACTION);
	CHECK_INT(EMITTED_COUNT(ResponseProposed), 1);
	CHECK_TEXT(EMITTED(ResponseProposed)->origin, "l1");
	CHECK_INT(world_events(), 1);
	const char *id = EMITTED(ResponseProposed)->response_id;
	GIVEN(ListPlaced, .list_id = "l2", .cadre_id = "c1", .tail = true);
	CHECK_INT(EMITTED_COUNT(ResponseProposed), 0);
	WHEN(OpenResponse, .response_id = id, .cadre_id = "c1", .cause = RESPONSE_CAUSE_LIST_TAIL,
	     .behavior = BEHAVIOR_KIND_INACTION);
	REFUSED(REFUSAL_FINDING_MISSING);
	WHEN(OpenResponse, .response_id = id, .cadre_id = "c1", .cause = RESPONSE_CAUSE_LIST_TAIL, .finding = "长期不推进",
	     .behavior = BEHAVIOR_KIND_INACTION);
	ACCEPTED();
	CHECK_TEXT(response_find(world_state(), id)->origin, "l1");
}

TEST(a_proposal_may_be_declined)
{
	city("2026-03-02");
	GIVEN(ListPlaced, .list_id = "l1", .cadre_id = "c1", .tail = true);
	const char *id = EMITTED(ResponseProposed)->response_id;
	WHEN(DeclineResponse, .response_id = id, .reason = "已有好转");
	ACCEPTED();
	WHEN(DeclineResponse, .response_id = id, .reason = "已有好转");
	REFUSED(REFUSAL_STATE_WRONG);
	WHEN(DeclineResponse, .response_id = "none", .reason = "无");
	REFUSED(REFUSAL_RESPONSE_UNKNOWN);
}

TEST(one_case_of_a_person_at_a_time)
{
	measured(MEASURE_KIND_CRITICISM);
	WHEN(OpenResponse, .cadre_id = "c1", .cause = RESPONSE_CAUSE_POST_TERM, .finding = "又一件",
	     .behavior = BEHAVIOR_KIND_SLOW_ACTION);
	REFUSED(REFUSAL_RESPONSE_OPEN);
	WHEN(OpenResponse, .response_id = "none", .cadre_id = "c2", .cause = RESPONSE_CAUSE_POST_TERM, .finding = "又一件",
	     .behavior = BEHAVIOR_KIND_SLOW_ACTION);
	REFUSED(REFUSAL_RESPONSE_UNKNOWN);
}

TEST(a_written_check_belongs_to_the_heavier_measures)
{
	const char *id = measured(MEASURE_KIND_ORDERED_SELF_CHECK);
	WHEN(SubmitRectifyPlan, .response_id = id, .plan = "整改计划", .deadline = "2026-06-01");
	REFUSED(REFUSAL_SELF_CHECK_MISSING);
	plan(id, "2026-03-02");
	REFUSED(REFUSAL_DATE_ORDER);
	ACTOR_CADRE("cadre", CITY, "u9", "c2");
	plan(id, "2026-06-01");
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
	as_himself();
	plan(id, "2026-06-01");
	ACCEPTED();
	CHECK_TEXT(EMITTED(RectifyPlanned)->review_by, "2026-04-02");
	plan(id, "2026-06-01");
	REFUSED(REFUSAL_STATE_WRONG);
}

TEST(reviews_stand_at_one_three_and_six_months)
{
	const char *id = measured(MEASURE_KIND_CRITICISM);
	plan(id, "2026-06-01");
	TODAY("2026-03-22");
	review(id, REVIEW_FINDING_CONTINUING);
	REFUSED(REFUSAL_TOO_EARLY);
	TODAY("2026-03-23");
	review(id, REVIEW_FINDING_CONTINUING);
	ACCEPTED();
	CHECK_TEXT(EMITTED(TrackReviewed)->next_by, "2026-06-02");
	TODAY("2026-06-03");
	CHECK_INT(EMITTED(ResponseOverdue)->node, 2);
	review(id, REVIEW_FINDING_CONTINUING);
	CHECK_TEXT(EMITTED(TrackReviewed)->next_by, "2026-09-02");
	TODAY("2026-09-02");
	review(id, REVIEW_FINDING_CONTINUING);
	REFUSED(REFUSAL_REVIEW_MUST_CONCLUDE);
	review(id, REVIEW_FINDING_IMPROVED);
	ACCEPTED();
	CHECK(EMITTED(ResponseConcluded)->improved);
	CHECK_INT(EMITTED_COUNT(AdjustmentSuggested), 0);
	TODAY("2026-12-01");
	CHECK_INT(EMITTED_COUNT(ResponseOverdue), 0);
}

TEST(no_change_suggests_an_adjustment_and_removes_nobody)
{
	const char *id = measured(MEASURE_KIND_CRITICISM);
	plan(id, "2026-06-01");
	TODAY("2026-04-02");
	review(id, REVIEW_FINDING_NO_CHANGE);
	CHECK(!EMITTED(ResponseConcluded)->improved);
	CHECK_TEXT(EMITTED(AdjustmentSuggested)->origin, id);
	CHECK_INT(EMITTED_COUNT(Adjusted), 0);
}

TEST(an_admonition_is_judged_after_six_months)
{
	const char *id = measured(MEASURE_KIND_ADMONITION);
	plan(id, "2026-06-01");
	TODAY("2026-04-02");
	review(id, REVIEW_FINDING_IMPROVED);
	REFUSED(REFUSAL_TOO_EARLY);
	review(id, REVIEW_FINDING_CONTINUING);
	ACCEPTED();
}

TEST(a_plan_has_its_last_day)
{
	const char *id = measured(MEASURE_KIND_CRITICISM);
	TODAY("2026-03-17");
	CHECK_INT(EMITTED(ResponseOverdue)->state, RESPONSE_STATE_MEASURE);
	plan(id, "2026-06-01");
	CHECK(EMITTED(RectifyPlanned)->late);
}

TEST_MAIN()
