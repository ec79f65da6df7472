/* Interviews of the bottom-ranked. */
#include "assessment_lib.h"

static const char *inspection;

/* u3 ranked last and published on 8 April; returns the interview. */
static const char *opened(void)
{
	city("2026-04-01");
	inspection = ranked("2026Q1");
	TODAY("2026-04-08");
	WHEN(PublishInspection, .inspection_id = inspection);
	const char *id = EMITTED(InterviewOpened)->interview_id;
	ACTOR_CADRE("org.head,org.deputy,org.assessment", CITY, "u9", "minister");
	return id;
}

static void talk(const char *id, const char *cadre_id, const char *on)
{
	WHEN(RecordInterview, .interview_id = id, .cadre_id = cadre_id, .held_on = on, .record = "谈话内容");
}

TEST(only_a_unit_at_the_bottom_is_interviewed)
{
	const char *id = opened();
	CHECK(id[0]);
	WHEN(OpenInterview, .inspection_id = inspection, .unit_id = "u1");
	REFUSED(REFUSAL_UNIT_NOT_BOTTOM);
	WHEN(OpenInterview, .inspection_id = inspection, .unit_id = "u5");   /* last of a group of two */
	REFUSED(REFUSAL_UNIT_NOT_BOTTOM);
	WHEN(OpenInterview, .inspection_id = inspection, .unit_id = "u3");
	REFUSED(REFUSAL_INTERVIEW_OPEN);
}

TEST(the_head_or_a_member_of_that_team_is_interviewed)
{
	const char *id = opened();
	talk(id, "h1", "2026-04-08");
	REFUSED(REFUSAL_INTERVIEWEE_NOT_IN_CHARGE);
	cadre("plain", "u3", false, false);
	talk(id, "plain", "2026-04-08");
	REFUSED(REFUSAL_INTERVIEWEE_NOT_IN_CHARGE);
	talk(id, "nobody", "2026-04-08");
	REFUSED(REFUSAL_CADRE_UNKNOWN);
	talk(id, "h3", "2026-04-08");
	ACCEPTED();
	CHECK_TEXT(EMITTED(Interviewed)->cadre_id, "h3");
	CHECK_TEXT(EMITTED(Interviewed)->talker_id, "minister");
	talk(id, "h3", "2026-04-08");
	REFUSED(REFUSAL_STATE_WRONG);
}

TEST(nobody_interviews_himself_and_a_record_is_needed)
{
	const char *id = opened();
	ACTOR_CADRE("org.deputy", CITY, "u3", "h3");
	talk(id, "h3", "2026-04-08");
	REFUSED(REFUSAL_SELF_DEALING);
	ACTOR_CADRE("org.deputy", CITY, "u9", "m2");
	WHEN(RecordInterview, .interview_id = id, .cadre_id = "h3", .held_on = "2026-04-08");
	REFUSED(REFUSAL_INTERVIEW_RECORD_MISSING);
	talk(id, "h3", "2026-04-09");
	REFUSED(REFUSAL_DATE_FUTURE);
	talk(id, "h3", "2026-04-07");
	REFUSED(REFUSAL_DATE_ORDER);
	ACTOR_CADRE("org.cadre", CITY, "u9", "m3");
	talk(id, "h3", "2026-04-08");
	REFUSED(REFUSAL_ROLE_MISSING);
}

TEST(a_plan_and_a_check_follow)
{
	const char *id = opened();
	WHEN(SubmitInterviewPlan, .interview_id = id, .plan = "整改");
	REFUSED(REFUSAL_STATE_WRONG);
	talk(id, "h3", "2026-04-08");
	WHEN(SubmitInterviewPlan, .interview_id = id, .plan = "整改");
	ACCEPTED();
	ACTOR_CADRE("unit.head", CITY, "u1", "h1");
	WHEN(SubmitInterviewPlan, .interview_id = id, .plan = "整改");
	REFUSED(REFUSAL_NOT_OWN_UNIT);
	ACTOR_CADRE("org.deputy", CITY, "u9", "h3");
	WHEN(CheckInterview, .interview_id = id, .progress = true, .note = "好转");
	REFUSED(REFUSAL_SELF_DEALING);
	ACTOR_CADRE("org.deputy", CITY, "u9", "m2");
	WHEN(CheckInterview, .interview_id = id, .progress = true, .note = "好转");
	ACCEPTED();
	CHECK_INT(interview_find(world_state(), id)->state, INTERVIEW_STATE_CHECKED);
}

TEST(the_same_deputy_does_not_come_twice_in_vain)
{
	const char *id = opened();
	talk(id, "d3", "2026-04-08");
	WHEN(SubmitInterviewPlan, .interview_id = id, .plan = "整改");
	WHEN(CheckInterview, .interview_id = id, .progress = false, .note = "没有起色");
	TODAY("2026-07-01");
	ACTOR("org.assessment,org.head,org.deputy", CITY);
	const char *second = ranked("2026Q2");
	TODAY("2026-07-08");
	WHEN(PublishInspection, .inspection_id = second);
	const char *again = EMITTED(InterviewOpened)->interview_id;
	ACTOR_CADRE("org.head", CITY, "u9", "minister");
	talk(again, "d3", "2026-07-08");
	REFUSED(REFUSAL_DEPUTY_TWICE);
	talk(again, "h3", "2026-07-08");
	ACCEPTED();
}

TEST(each_step_has_its_last_day)
{
	const char *id = opened();
	TODAY("2026-04-22");
	CHECK_INT(EMITTED_COUNT(InterviewOverdue), 0);
	TODAY("2026-04-23");
	CHECK_INT(EMITTED(InterviewOverdue)->waiting_for, INTERVIEW_STATE_TALKED);
	talk(id, "h3", "2026-04-23");
	TODAY("2026-05-12");
	CHECK_INT(EMITTED(InterviewOverdue)->waiting_for, INTERVIEW_STATE_PLANNED);
	CHECK_TEXT(EMITTED(InterviewOverdue)->due_on, "2026-05-11");
	WHEN(SubmitInterviewPlan, .interview_id = id, .plan = "整改");
	TODAY("2026-08-13");
	CHECK_INT(EMITTED(InterviewOverdue)->waiting_for, INTERVIEW_STATE_CHECKED);
}

TEST_MAIN()
