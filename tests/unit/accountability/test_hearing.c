/* Told and heard. */
#include "accountability_lib.h"

static const char *opened(void)
{
	city("2026-03-02");
	WHEN(OpenResponse, .cadre_id = "c1", .cause = RESPONSE_CAUSE_POST_TERM, .finding = "推进不力",
	     .behavior = BEHAVIOR_KIND_SLOW_ACTION);
	return world_answer("response_id");
}

static void issue(const char *id)
{
	as_head();
	WHEN(IssueMeasure, .matter_id = id, .kind = MEASURE_KIND_CRITICISM);
	as_officer();
}

TEST(no_measure_without_telling_and_hearing)
{
	const char *id = opened();
	issue(id);
	REFUSED(REFUSAL_NOT_NOTIFIED);
	WHEN(HearParty, .matter_id = id, .kind = HEARING_KIND_STATED, .statement = "有客观原因");
	REFUSED(REFUSAL_NOT_NOTIFIED);
	WHEN(NotifyParty, .matter_id = id, .facts = "事实和依据");
	ACCEPTED();
	CHECK_TEXT(EMITTED(PartyNotified)->hear_by, "2026-03-09");
	issue(id);
	REFUSED(REFUSAL_STATEMENT_MISSING);
	WHEN(HearParty, .matter_id = id, .kind = HEARING_KIND_STATED, .statement = "有客观原因");
	ACCEPTED();
	issue(id);
	ACCEPTED();
}

TEST(a_waiver_is_in_writing)
{
	const char *id = opened();
	WHEN(NotifyParty, .matter_id = id, .facts = "事实和依据");
	WHEN(HearParty, .matter_id = id, .kind = HEARING_KIND_WAIVED);
	REFUSED(REFUSAL_HEARING_WAIVER);
	WHEN(HearParty, .matter_id = id, .kind = HEARING_KIND_STATED);
	REFUSED(REFUSAL_STATEMENT_MISSING);
	WHEN(HearParty, .matter_id = id, .kind = HEARING_KIND_WAIVED, .document = "放弃书");
	ACCEPTED();
	issue(id);
	ACCEPTED();
}

TEST(the_person_himself_may_state)
{
	const char *id = opened();
	WHEN(NotifyParty, .matter_id = id, .facts = "事实和依据");
	ACTOR_CADRE("cadre", CITY, "u1", "c2");
	WHEN(HearParty, .matter_id = id, .kind = HEARING_KIND_STATED, .statement = "别人的话");
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
	as_himself();
	WHEN(HearParty, .matter_id = id, .kind = HEARING_KIND_STATED, .statement = "有客观原因");
	ACCEPTED();
	WHEN(HearParty, .matter_id = id, .kind = HEARING_KIND_STATED, .statement = "再说几句");
	REFUSED(REFUSAL_HEARD_TWICE);
}

TEST(silence_is_no_waiver)
{
	const char *id = opened();
	WHEN(NotifyParty, .matter_id = id, .facts = "事实和依据");
	TODAY("2026-03-10");
	CHECK_INT(EMITTED_COUNT(HearingOverdue), 1);
	issue(id);
	REFUSED(REFUSAL_STATEMENT_MISSING);
}

TEST(what_he_is_told_names_no_reporter)
{
	const char *id = opened();
	WHEN(RegisterReport, .cadre_id = "c1", .channel = REPORT_CHANNEL_LETTER, .received_on = "2026-03-02",
	     .content = "反映问题", .real_name = true, .reporter_name = "其其格");
	WHEN(NotifyParty, .matter_id = id, .facts = "其其格反映你");
	REFUSED(REFUSAL_REPORTER_IN_TEXT);
}

TEST(the_step_and_the_matter_have_to_be_right)
{
	const char *id = opened();
	heard(id);
	issue(id);
	WHEN(NotifyParty, .matter_id = id, .facts = "事实和依据");
	REFUSED(REFUSAL_STATE_WRONG);
	WHEN(NotifyParty, .matter_id = "none", .facts = "事实和依据");
	REFUSED(REFUSAL_MATTER_UNKNOWN);
}

TEST_MAIN()
