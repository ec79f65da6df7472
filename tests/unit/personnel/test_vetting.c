/* Other agencies are asked numbered questions and answer by number; without their answers, or against them undecided, nothing goes on. */
#include "vetting_lib.h"

/* ---- asked and answered ------------------------------------------------------------------------------ */

TEST(without_every_answer_nothing_is_decided)
{
	asked();
	CHECK_TEXT(paper("xinfang")->reply_by, "2026-03-16");
	CHECK_TEXT(paper("xinfang")->candidate->cadre_id, "c1");
	CHECK_TEXT(paper("xinfang")->candidate->proposed_title, "p1");
	DECIDE();
	REFUSED(REFUSAL_VETTING_PENDING);
	xinfang_says(YES_NO_NO, "");
	ACCEPTED();
	CHECK_INT(EMITTED_COUNT(VettingAdverse), 0);
	CHECK(!EMITTED(VettingAnswered)->late);
	DECIDE();
	REFUSED(REFUSAL_VETTING_PENDING);
	gongan_says(YES_NO_YES);
	DECIDE();
	ACCEPTED();
}

TEST(who_is_asked_goes_by_the_kind_and_the_day_of_the_decision)
{
	inspected();
	agencies();
	DECIDE();
	REFUSED(REFUSAL_VETTING_NOT_ASKED);
	WHEN(RequestVetting, .appointment_id = "a1");
	ACCEPTED();
	CHECK_TEXT(world_answer("asked"), "2");
	WHEN(RequestVetting, .appointment_id = "a1");
	REFUSED(REFUSAL_VETTING_NOBODY_LEFT);

	moved(APPOINTMENT_KIND_LATERAL);
	agencies();
	const char *inspectors[] = { "c2", "c3" };
	WHEN(StartAppointmentInspection, .appointment_id = "a1", .notice_on = "2026-03-02", .n_inspectors = 2, .inspectors = inspectors);
	CHECK_INT(EMITTED_COUNT(VettingAsked), 1);
	CHECK_TEXT(EMITTED(VettingAsked)->agency, "xinfang");
}

TEST(an_agency_answers_its_own_paper_once)
{
	VettingAnswer *one[] = { answer(1, YES_NO_YES, "") };

	asked();
	const char *id = id_of("gongan");
	AGENCY("u-xf");
	WHEN(AnswerVetting, .vetting_id = id, .document = "函", .n_answers = 1, .answers = one);
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
	world_actor("unit.vetting", COUNTY, "u-ga", "");
	WHEN(AnswerVetting, .vetting_id = id, .document = "函", .n_answers = 1, .answers = one);
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
	world_actor("unit.vetting", CITY, "u-ga", "c1");
	WHEN(AnswerVetting, .vetting_id = id, .document = "函", .n_answers = 1, .answers = one);
	REFUSED(REFUSAL_SELF_DEALING);
	world_actor("unit.hr", CITY, "u-ga", "");
	WHEN(AnswerVetting, .vetting_id = id, .document = "函", .n_answers = 1, .answers = one);
	REFUSED(REFUSAL_ROLE_MISSING);
	AGENCY("u-ga");
	WHEN(AnswerVetting, .vetting_id = "none", .document = "函", .n_answers = 1, .answers = one);
	REFUSED(REFUSAL_VETTING_UNKNOWN);
	WHEN(AnswerVetting, .vetting_id = id, .document = "函", .n_answers = 1, .answers = one);
	ACCEPTED();
	WHEN(AnswerVetting, .vetting_id = id, .document = "函", .n_answers = 1, .answers = one);
	REFUSED(REFUSAL_VETTING_SETTLED);
}

TEST(every_question_is_answered_in_its_way)
{
	asked();
	const char *id = id_of("xinfang");
	AGENCY("u-xf");
	VettingAnswer *alone[] = { answer(1, YES_NO_NO, "") };
	WHEN(AnswerVetting, .vetting_id = id, .document = "函", .n_answers = 1, .answers = alone);
	REFUSED(REFUSAL_VETTING_ANSWER_MISSING);
	VettingAnswer *unknown[] = { answer(1, YES_NO_NO, ""), answer(3, YES_NO_NO, "") };
	WHEN(AnswerVetting, .vetting_id = id, .document = "函", .n_answers = 2, .answers = unknown);
	REFUSED(REFUSAL_VETTING_ANSWER_UNKNOWN);
	VettingAnswer *twice[] = { answer(1, YES_NO_NO, ""), answer(1, YES_NO_NO, "") };
	WHEN(AnswerVetting, .vetting_id = id, .document = "函", .n_answers = 2, .answers = twice);
	REFUSED(REFUSAL_VALUE_DUPLICATE);
	VettingAnswer *marked[] = { answer(1, YES_NO_NO, ""), answer(2, YES_NO_NO, "无") };
	WHEN(AnswerVetting, .vetting_id = id, .document = "函", .n_answers = 2, .answers = marked);
	REFUSED(REFUSAL_VETTING_ANSWER_KIND);
	VettingAnswer *wordless[] = { answer(1, YES_NO_NO, ""), answer(2, YES_NO_UNSPECIFIED, "") };
	WHEN(AnswerVetting, .vetting_id = id, .document = "函", .n_answers = 2, .answers = wordless);
	REFUSED(REFUSAL_VETTING_ANSWER_MISSING);
	VettingAnswer *unsaid[] = { answer(1, YES_NO_UNSPECIFIED, "说不清"), answer(2, YES_NO_UNSPECIFIED, "无") };
	WHEN(AnswerVetting, .vetting_id = id, .document = "函", .n_answers = 2, .answers = unsaid);
	REFUSED(REFUSAL_VETTING_ANSWER_MISSING);
	VettingAnswer *bare[] = { answer(1, YES_NO_YES, ""), answer(2, YES_NO_UNSPECIFIED, "无") };
	WHEN(AnswerVetting, .vetting_id = id, .document = "函", .n_answers = 2, .answers = bare);
	REFUSED(REFUSAL_VETTING_EXPLANATION);
	CHECK_TEXT(world_violation(0), "VETTING_EXPLANATION 1 text");
	CHECK_INT(paper("xinfang")->state, VETTING_STATE_ASKED);
}

TEST(a_late_answer_is_a_matter_of_who_asked)
{
	asked();
	TODAY("2026-03-16");
	CHECK_INT(EMITTED_COUNT(VettingOverdue), 0);
	gongan_says(YES_NO_YES);
	TODAY("2026-03-17");
	CHECK_INT(EMITTED_COUNT(VettingOverdue), 1);
	CHECK_TEXT(EMITTED(VettingOverdue)->agency, "xinfang");
	CHECK(paper("xinfang")->overdue);
	xinfang_says(YES_NO_NO, "");
	CHECK(EMITTED(VettingAnswered)->late);
	CHECK(!paper("xinfang")->overdue && paper("xinfang")->late);
}

/* ---- adverse ----------------------------------------------------------------------------------------- */

TEST(an_adverse_answer_blocks_until_somebody_else_decides_with_a_reason)
{
	asked();
	gongan_says(YES_NO_YES);
	xinfang_says(YES_NO_YES, "一件未办结");
	CHECK(EMITTED(VettingAdverse) != NULL);
	DECIDE();
	REFUSED(REFUSAL_VETTING_ADVERSE);
	const char *id = id_of("xinfang"), *other = id_of("gongan");
	WHEN(DecideVetting, .vetting_id = id, .allowed = true);
	REFUSED(REFUSAL_FIELD_REQUIRED);
	WHEN(DecideVetting, .vetting_id = "none", .allowed = true, .reason = "r");
	REFUSED(REFUSAL_VETTING_UNKNOWN);
	WHEN(DecideVetting, .vetting_id = other, .allowed = true, .reason = "r");
	REFUSED(REFUSAL_VETTING_NOT_ADVERSE);
	ACCOUNT("given"); /* who moved the appointment */
	WHEN(DecideVetting, .vetting_id = id, .allowed = true, .reason = "r");
	REFUSED(REFUSAL_APPOINTMENT_PROPOSER_DECIDES);
	ACTOR("org.head", COUNTY);
	WHEN(DecideVetting, .vetting_id = id, .allowed = true, .reason = "r");
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
	ACTOR(OFFICERS, CITY);
	WHEN(DecideVetting, .vetting_id = id, .allowed = true, .reason = "与本人无关，已核");
	ACCEPTED();
	CHECK_TEXT(vetting_verdict_find(world_state(), id)->decided_by, "officer");
	WHEN(DecideVetting, .vetting_id = id, .allowed = false, .reason = "再议");
	REFUSED(REFUSAL_VETTING_NOT_ADVERSE);
	DECIDE();
	ACCEPTED();
}

TEST(decided_that_it_stands_in_the_way_only_a_new_answer_helps)
{
	const char *named[] = { "gongan" }, *twice[] = { "gongan", "gongan" };

	asked();
	xinfang_says(YES_NO_NO, "");
	gongan_says(YES_NO_NO);
	WHEN(DecideVetting, .vetting_id = id_of("gongan"), .allowed = false, .reason = "影响任用");
	DECIDE();
	REFUSED(REFUSAL_VETTING_DENIED);
	WHEN(RequestVetting, .appointment_id = "a1", .n_agencies = 2, .agencies = twice);
	REFUSED(REFUSAL_VALUE_DUPLICATE);
	WHEN(RequestVetting, .appointment_id = "a1", .n_agencies = 1, .agencies = named);
	ACCEPTED();
	CHECK_INT(EMITTED_COUNT(VettingWithdrawn), 1);
	WHEN(RequestVetting, .appointment_id = "a1", .n_agencies = 1, .agencies = named);
	REFUSED(REFUSAL_VETTING_PENDING);
	gongan_says(YES_NO_YES);
	DECIDE();
	ACCEPTED();
}

TEST(an_old_answer_is_asked_for_again)
{
	asked();
	xinfang_says(YES_NO_NO, "");
	gongan_says(YES_NO_YES);
	TODAY("2026-09-02"); /* the last day of six months */
	all_clear("a1", "2026-09-02");
	WHEN(RequestIntegrityOpinion, .appointment_id = "a1");
	opinion("a1", INTEGRITY_OPINION_NO_OBJECTION, "2026-09-02");
	WHEN(RequestVetting, .appointment_id = "a1");
	REFUSED(REFUSAL_VETTING_NOBODY_LEFT);
	TODAY("2026-09-03");
	WHEN(DecideAppointment, .appointment_id = "a1", .vote = vote("2026-09-03", 9, 9, 9));
	REFUSED(REFUSAL_VETTING_OLD);
	WHEN(RequestVetting, .appointment_id = "a1");
	CHECK_TEXT(world_answer("asked"), "2");
}

TEST(it_is_asked_between_the_notice_and_the_decision)
{
	recommended();
	agencies();
	WHEN(RequestVetting, .appointment_id = "a1");
	REFUSED(REFUSAL_STATE_WRONG);
	decided();
	agencies();
	WHEN(RequestVetting, .appointment_id = "a1");
	REFUSED(REFUSAL_STATE_WRONG);
	WHEN(RequestVetting, .appointment_id = "none");
	REFUSED(REFUSAL_APPOINTMENT_UNKNOWN);
}

TEST(an_appointment_that_ends_withdraws_what_is_open)
{
	asked();
	xinfang_says(YES_NO_YES, "一件未办结");
	WHEN(AbortAppointment, .appointment_id = "a1", .reason = "本人提出");
	CHECK_INT(EMITTED_COUNT(VettingWithdrawn), 2); /* the adverse one nobody decided on, and the unanswered one */
	TODAY("2026-03-17");
	CHECK_INT(EMITTED_COUNT(VettingOverdue), 0);

	asked();
	gongan_says(YES_NO_YES);
	GIVEN(Adjusted, .adjustment_id = "ad1", .cadre_id = "c1", .adjusted_on = "2026-03-02");
	CHECK_INT(EMITTED_COUNT(VettingWithdrawn), 1);
}

TEST_MAIN()
