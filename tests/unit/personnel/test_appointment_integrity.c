/* The opinion of the discipline commission: nobody enters it for it, and nothing is decided without it or against it. */
#include "fixture.h"

#define DECIDE() WHEN(DecideAppointment, .appointment_id = "a1", .vote = vote("2026-03-02", 9, 9, 9))

/* Inspected, three clearances on the table, the commission asked and silent. */
static void unanswered(void)
{
	inspecting();
	three_clear("a1", "2026-03-02");
	WHEN(ConcludeAppointmentInspection, .appointment_id = "a1", .suitable = true, .summary = "好");
}

static const char *question(void)
{
	return appointment_find(world_state(), "a1")->integrity_request;
}

TEST(the_inspection_asks_under_an_id_of_its_own)
{
	inspecting();
	CHECK_TEXT(EMITTED(ClearanceRequested)->request_id, question());
	CHECK_TEXT(EMITTED(ClearanceRequested)->authority, CITY);
	CHECK_TEXT(EMITTED(AppointmentInspectionStarted)->clear_by, "2026-03-16");
}

TEST(nobody_enters_it_for_the_commission)
{
	ClearanceItem *one[] = { clearance(CLEARANCE_KIND_LEADS, true, "2026-03-02"),
				 clearance(CLEARANCE_KIND_DISCIPLINE, true, "2026-03-02") };

	inspecting();
	WHEN(RecordClearances, .appointment_id = "a1", .n_items = 2, .items = one);
	REFUSED(REFUSAL_INTEGRITY_BY_MESSAGE);
	CHECK_TEXT(world_violation(0), "INTEGRITY_BY_MESSAGE 2 kind");
}

TEST(without_an_answer_nothing_is_decided)
{
	unanswered();
	DECIDE();
	REFUSED(REFUSAL_INTEGRITY_PENDING);
	WHEN(RequestIntegrityOpinion, .appointment_id = "a1");
	REFUSED(REFUSAL_INTEGRITY_PENDING);
	opinion("a1", INTEGRITY_OPINION_NO_OBJECTION, "2026-03-02");
	DECIDE();
	ACCEPTED();
}

TEST(an_objection_blocks_until_a_new_question_is_answered)
{
	unanswered();
	opinion("a1", INTEGRITY_OPINION_OBJECTION, "2026-03-02");
	DECIDE();
	REFUSED(REFUSAL_INTEGRITY_OBJECTED);
	WHEN(RequestIntegrityOpinion, .appointment_id = "a1");
	ACCEPTED();
	CHECK_TEXT(world_answer("request_id"), question());
	DECIDE();
	REFUSED(REFUSAL_INTEGRITY_PENDING);
	opinion("a1", INTEGRITY_OPINION_NO_OBJECTION, "2026-03-02");
	DECIDE();
	ACCEPTED();
}

TEST(an_answer_to_an_older_question_does_not_count)
{
	unanswered();
	const char *first = question();
	opinion("a1", INTEGRITY_OPINION_OBJECTION, "2026-03-02");
	WHEN(RequestIntegrityOpinion, .appointment_id = "a1");
	GIVEN(IntegrityOpinionGiven, .request_id = first, .cadre_id = "c1", .appointment_id = "a1",
	      .opinion = INTEGRITY_OPINION_NO_OBJECTION, .document = "迟", .answered_on = "2026-03-02");
	DECIDE();
	REFUSED(REFUSAL_INTEGRITY_PENDING);
}

TEST(an_old_opinion_is_asked_for_again)
{
	unanswered();
	opinion("a1", INTEGRITY_OPINION_NO_OBJECTION, "2026-03-02");
	TODAY("2026-09-03");
	three_clear("a1", "2026-09-03");
	WHEN(DecideAppointment, .appointment_id = "a1", .vote = vote("2026-09-03", 9, 9, 9));
	REFUSED(REFUSAL_CLEARANCE_OLD);
	WHEN(RequestIntegrityOpinion, .appointment_id = "a1");
	opinion("a1", INTEGRITY_OPINION_NO_OBJECTION, "2026-09-03");
	WHEN(DecideAppointment, .appointment_id = "a1", .vote = vote("2026-09-03", 9, 9, 9));
	ACCEPTED();
}

TEST(it_is_asked_for_while_the_inspection_runs_and_until_the_decision)
{
	recommended();
	WHEN(RequestIntegrityOpinion, .appointment_id = "a1");
	REFUSED(REFUSAL_STATE_WRONG);
	decided();
	WHEN(RequestIntegrityOpinion, .appointment_id = "a1");
	REFUSED(REFUSAL_STATE_WRONG);
	WHEN(RequestIntegrityOpinion, .appointment_id = "a9");
	REFUSED(REFUSAL_APPOINTMENT_UNKNOWN);
}
TEST_MAIN()
