/* Clearing a name. */
#include "report_lib.h"

static void propose(const char *report_id, const char *text)
{
	as_officer();
	WHEN(ProposeClearing, .report_id = report_id, .trigger = CLEARING_TRIGGER_CAREER, .scope = CLEARING_SCOPE_UNIT,
	     .text = text);
}

static const char *proposed(void)
{
	propose(closed(REPORT_CONCLUSION_UNFOUNDED), "经查，反映的招标问题失实");
	return world_answer("clearing_id");
}

static void consent(const char *id, bool consents, ClearingForm form)
{
	WHEN(RecordClearingConsent, .clearing_id = id, .consents = consents, .form = form, .document = "签字1号");
}

static const char *approved(ClearingForm form)
{
	const char *id = proposed();

	consent(id, true, form);
	as_head();
	WHEN(ApproveClearing, .clearing_id = id);
	as_officer();
	return id;
}

static void execute(const char *id, ClearingForm form, ClearingScope scope, const char *text)
{
	WHEN(ExecuteClearing, .clearing_id = id, .form = form, .scope = scope, .executed_on = "2026-03-02", .text = text);
}

TEST(only_what_was_closed_as_unfounded_is_cleared)
{
	propose(closed(REPORT_CONCLUSION_CANNOT_EXCLUDE), "经查失实");
	REFUSED(REFUSAL_CANNOT_EXCLUDE);
	propose(closed(REPORT_CONCLUSION_SUBSTANTIATED), "经查失实");
	REFUSED(REFUSAL_REPORT_SUBSTANTIATED);
	const char *id = registered();
	propose(id, "经查失实");
	REFUSED(REFUSAL_REPORT_NOT_CLOSED);
	conclude(id, REPORT_CONCLUSION_UNSUBSTANTIATED);
	propose(id, "经查失实");
	REFUSED(REFUSAL_REPORT_NOT_CLOSED);
	propose(closed(REPORT_CONCLUSION_UNSUBSTANTIATED), "经查失实");
	ACCEPTED();
	propose("none", "经查失实");
	REFUSED(REFUSAL_REPORT_UNKNOWN);
}

TEST(the_text_speaks_about_the_question_and_names_nobody)
{
	const char *report = closed(REPORT_CONCLUSION_UNFOUNDED);
	propose(report, "巴特尔反映的问题失实");
	REFUSED(REFUSAL_REPORTER_IN_TEXT);
	propose(report, "经查失实，该同志一贯优秀");
	REFUSED(REFUSAL_OVERALL_PRAISE);
	propose(report, "经查失实，该同志是好干部");
	REFUSED(REFUSAL_OVERALL_PRAISE);
	propose(report, "经查，反映的招标问题失实");
	ACCEPTED();
	propose(report, "经查，反映的招标问题失实");
	REFUSED(REFUSAL_CLEARING_OPEN);
}

TEST(a_public_form_needs_his_consent)
{
	const char *id = proposed();
	as_head();
	WHEN(ApproveClearing, .clearing_id = id);
	REFUSED(REFUSAL_CONSENT_MISSING);
	ACTOR_CADRE("cadre", CITY, "u1", "c2");
	consent(id, true, CLEARING_FORM_MEETING);
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
	as_himself();
	consent(id, false, CLEARING_FORM_BULLETIN);
	REFUSED(REFUSAL_CONSENT_MISSING);
	consent(id, false, CLEARING_FORM_TALK);
	ACCEPTED();
	consent(id, true, CLEARING_FORM_MEETING);         /* he may still change his mind */
	ACCEPTED();
	as_head();
	WHEN(ApproveClearing, .clearing_id = id);
	ACCEPTED();
	as_himself();
	consent(id, true, CLEARING_FORM_MEETING);
	REFUSED(REFUSAL_STATE_WRONG);
}

TEST(who_proposes_does_not_approve)
{
	const char *id = proposed();
	consent(id, true, CLEARING_FORM_MEETING);
	ACTOR_CADRE("org.head", CITY, "org", "officer");
	WHEN(ApproveClearing, .clearing_id = id);
	REFUSED(REFUSAL_SAME_HAND);
}

TEST(form_and_scope_are_those_chosen)
{
	const char *id = approved(CLEARING_FORM_MEETING);
	execute(id, CLEARING_FORM_NOTICE, CLEARING_SCOPE_UNIT, "");
	REFUSED(REFUSAL_FORM_NOT_CHOSEN);
	execute(id, CLEARING_FORM_MEETING, CLEARING_SCOPE_PERSON, "");
	REFUSED(REFUSAL_SCOPE_DIFFERS);
	execute(id, CLEARING_FORM_MEETING, CLEARING_SCOPE_UNIT, "巴 特 尔反映失实");
	REFUSED(REFUSAL_REPORTER_IN_TEXT);
	execute(id, CLEARING_FORM_MEETING, CLEARING_SCOPE_UNIT, "");
	ACCEPTED();
	CHECK_INT(EMITTED(Cleared)->form, CLEARING_FORM_MEETING);
	CHECK_TEXT(EMITTED(Cleared)->cadre_id, "c1");
	CHECK_TEXT(EMITTED(ClearingExecuted)->visit_by, "2026-06-02");
	execute(id, CLEARING_FORM_MEETING, CLEARING_SCOPE_UNIT, "");
	REFUSED(REFUSAL_STATE_WRONG);
}

TEST(a_visit_asks_whether_it_helped)
{
	const char *id = approved(CLEARING_FORM_MEETING);
	WHEN(CloseClearing, .clearing_id = id);
	REFUSED(REFUSAL_VISIT_MISSING);
	execute(id, CLEARING_FORM_MEETING, CLEARING_SCOPE_UNIT, "");
	TODAY("2026-06-03");
	CHECK_INT(EMITTED(ClearingOverdue)->state, CLEARING_STATE_EXECUTED);
	WHEN(RecordEffectVisit, .clearing_id = id, .settled = false, .note = "仍有议论");
	CHECK_TEXT(EMITTED(ClearingVisited)->visit_by, "2026-09-03");
	WHEN(CloseClearing, .clearing_id = id);
	REFUSED(REFUSAL_VISIT_MISSING);
	WHEN(RecordEffectVisit, .clearing_id = id, .settled = true, .note = "影响已消除");
	WHEN(CloseClearing, .clearing_id = id);
	ACCEPTED();
	WHEN(CloseClearing, .clearing_id = id);
	REFUSED(REFUSAL_STATE_WRONG);
}

TEST(steps_have_their_last_days)
{
	closed(REPORT_CONCLUSION_UNFOUNDED);
	TODAY("2026-03-16");
	CHECK_INT(EMITTED_COUNT(ClearingForgotten), 0);
	TODAY("2026-03-17");
	CHECK_INT(EMITTED_COUNT(ClearingForgotten), 1);
	const char *id = proposed();
	TODAY("2026-03-17");
	CHECK_INT(EMITTED(ClearingOverdue)->state, CLEARING_STATE_PROPOSED);
	CHECK_INT(EMITTED_COUNT(ClearingForgotten), 0);
	CHECK(clearing_find(world_state(), id)->overdue);
	WHEN(ApproveClearing, .clearing_id = "none");
	REFUSED(REFUSAL_ROLE_MISSING);
	as_head();
	WHEN(ApproveClearing, .clearing_id = "none");
	REFUSED(REFUSAL_CLEARING_UNKNOWN);
}

TEST_MAIN()
