/* The collective decision: quorum, majority, clearances, vacancy, and everything asked again. */
#include "fixture.h"

#define DECIDE(v) WHEN(DecideAppointment, .appointment_id = "a1", .vote = v)

TEST(two_thirds_present_and_more_than_half_of_all_in_favour)
{
	inspected();
	DECIDE(vote("2026-03-02", 9, 5, 5));
	REFUSED(REFUSAL_QUORUM_MISSING);
	DECIDE(vote("2026-03-02", 10, 7, 5));
	REFUSED(REFUSAL_VOTE_FAILED);
	DECIDE(vote("2026-03-02", 9, 6, 5));
	ACCEPTED();
	CHECK_INT(EMITTED(AppointmentDecided)->vote->in_favour, 5);
	CHECK_INT(state_of("a1"), APPOINTMENT_STATE_DECIDED);
	DECIDE(vote("2026-03-02", 9, 9, 9));
	REFUSED(REFUSAL_STATE_WRONG);
}

TEST(votes_add_up)
{
	AppointmentVote *v = vote("2026-03-02", 9, 9, 8);

	inspected();
	v->abstained = 1;
	DECIDE(v);
	REFUSED(REFUSAL_APPOINTMENT_VOTE_COUNTS);
	DECIDE(vote("2026-03-02", 9, 10, 10));
	REFUSED(REFUSAL_APPOINTMENT_VOTE_COUNTS);
	DECIDE(vote("2026-03-03", 9, 9, 9));
	REFUSED(REFUSAL_DATE_FUTURE);
	DECIDE(vote("2026-03-01", 9, 9, 9));
	REFUSED(REFUSAL_APPOINTMENT_MET_BEFORE_INSPECTION);
}

TEST(nobody_votes_on_himself_or_after_withdrawing)
{
	AppointmentVote *v = vote("2026-03-02", 9, 9, 9);
	const char *voters[] = { "c1", "c2" };
	const char *recused[] = { "c2" };

	inspected();
	v->voters = voters;
	v->n_voters = 2;
	DECIDE(v);
	REFUSED(REFUSAL_SELF_DEALING);
	v->voters = voters + 1;
	v->n_voters = 1;
	v->recused = recused;
	v->n_recused = 1;
	DECIDE(v);
	REFUSED(REFUSAL_SELF_DEALING);
	v->n_recused = 0;
	DECIDE(v);
	ACCEPTED();
}

TEST(who_moved_it_does_not_record_its_decision)
{
	const char *inspectors[] = { "c2", "c3" };

	ordinary_day();
	WHEN(OpenAppointment, .cadre_id = "c1", .post_id = "p1", .kind = APPOINTMENT_KIND_PROMOTION,
	     .ground = APPOINTMENT_GROUND_ORDINARY, .qualification = QUALIFIED);
	const char *id = world_answer("appointment_id");
	WHEN(RecordRecommendation, .appointment_id = id, .held_on = "2026-03-02", .expected = 9, .present = 9, .in_favour = 9);
	WHEN(StartAppointmentInspection, .appointment_id = id, .notice_on = "2026-03-02", .n_inspectors = 2,
	     .inspectors = inspectors);
	all_clear(id, "2026-03-02");
	WHEN(ConcludeAppointmentInspection, .appointment_id = id, .suitable = true, .summary = "好");
	ACCEPTED();
	WHEN(DecideAppointment, .appointment_id = id, .vote = vote("2026-03-02", 9, 9, 9));
	REFUSED(REFUSAL_APPOINTMENT_PROPOSER_DECIDES);
}

TEST(three_clearances_are_not_four)
{
	ClearanceItem *two[] = { clearance(CLEARANCE_KIND_ARCHIVE, true, "2026-03-02"),
				 clearance(CLEARANCE_KIND_LEADS, true, "2026-03-02") };
	ClearanceItem *problem[] = { clearance(CLEARANCE_KIND_PERSONAL_MATTERS, false, "2026-03-02") };
	ClearanceItem *solved[] = { clearance(CLEARANCE_KIND_PERSONAL_MATTERS, true, "2026-03-02") };

	inspecting();
	opinion("a1", INTEGRITY_OPINION_NO_OBJECTION, "2026-03-02");
	WHEN(RecordClearances, .appointment_id = "a1", .n_items = 2, .items = two);
	WHEN(ConcludeAppointmentInspection, .appointment_id = "a1", .suitable = true, .summary = "好");
	DECIDE(vote("2026-03-02", 9, 9, 9));
	REFUSED(REFUSAL_CLEARANCES_INCOMPLETE);
	WHEN(RecordClearances, .appointment_id = "a1", .n_items = 1, .items = problem);
	DECIDE(vote("2026-03-02", 9, 9, 9));
	REFUSED(REFUSAL_CLEARANCE_NOT_CLEAR);
	WHEN(RecordClearances, .appointment_id = "a1", .n_items = 1, .items = solved);
	DECIDE(vote("2026-03-02", 9, 9, 9));
	ACCEPTED();
}

TEST(clearances_grow_old)
{
	inspected();
	TODAY("2026-09-03");
	DECIDE(vote("2026-09-03", 9, 9, 9));
	REFUSED(REFUSAL_CLEARANCE_OLD);
	all_clear("a1", "2026-09-03");
	DECIDE(vote("2026-09-03", 9, 9, 9));
	ACCEPTED();
}

TEST(not_suitable_is_not_decided)
{
	inspecting();
	all_clear("a1", "2026-03-02");
	WHEN(ConcludeAppointmentInspection, .appointment_id = "a1", .suitable = false, .summary = "群众反映较大");
	DECIDE(vote("2026-03-02", 9, 9, 9));
	REFUSED(REFUSAL_INSPECTION_NOT_SUITABLE);
}

TEST(bars_grades_and_the_recommendation_are_asked_again)
{
	inspected();
	GIVEN(BarImposed, .bar_id = "b", .cadre_id = "c1", .ground = BAR_GROUND_MEASURE, .from_on = "2026-03-02",
	      .until_on = "2026-09-01");
	DECIDE(vote("2026-03-02", 9, 9, 9));
	REFUSED(REFUSAL_CADRE_BARRED);
	GIVEN(BarLifted, .bar_id = "b", .cadre_id = "c1");
	CADRE("c1", "u1", POST_LEVEL_SECTION_DEPUTY, GRADED(ANNUAL_GRADE_INCOMPETENT));
	DECIDE(vote("2026-03-02", 9, 9, 9));
	REFUSED(REFUSAL_GRADE_TOO_LOW);
	inspected();
	TODAY("2027-03-03");
	all_clear("a1", "2027-03-03");
	DECIDE(vote("2027-03-03", 9, 9, 9));
	REFUSED(REFUSAL_RECOMMENDATION_OLD);
}

TEST(one_vacancy_is_decided_for_one)
{
	inspected();
	CADRE("c4", "u1", POST_LEVEL_SECTION_DEPUTY, .rank = RANK_UNSPECIFIED);
	GIVEN(AppointmentMoved, .appointment_id = "a2", .cadre_id = "c4", .kind = APPOINTMENT_KIND_PROMOTION, .post_id = "p1",
	      .unit_id = "u1", .authority = CITY);
	GIVEN(AppointmentDecided, .appointment_id = "a2", .cadre_id = "c4", .vote = vote("2026-03-02", 9, 9, 9));
	DECIDE(vote("2026-03-02", 9, 9, 9));
	REFUSED(REFUSAL_POST_NO_VACANCY);
	WHEN(AbortAppointment, .appointment_id = "a2", .reason = "本人放弃");
	DECIDE(vote("2026-03-02", 9, 9, 9));
	ACCEPTED();
}

TEST(the_decision_needs_its_role)
{
	inspected();
	ACTOR("org.cadre", CITY);
	DECIDE(vote("2026-03-02", 9, 9, 9));
	REFUSED(REFUSAL_ROLE_MISSING);
}

TEST_MAIN()
