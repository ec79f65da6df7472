/* Taking the post: the event, the record, the vacancy, and what may still stop it. */
#include "fixture.h"

#define EFFECT(...) WHEN(EffectAppointment, .appointment_id = "a1", .document = "任字1号", __VA_ARGS__)

TEST(the_post_is_taken_and_the_record_follows_in_one_decision)
{
	publicity_over();
	EFFECT(.effective_on = "");
	ACCEPTED();
	const Appointed *e = EMITTED(Appointed);
	CHECK_TEXT(e->effective_on, "2026-03-10");
	CHECK_TEXT(e->probation_until, "2027-03-09");
	CHECK_TEXT(e->from_unit_id, "u1");
	CHECK(e->team_member);
	const CadreRevised *r = EMITTED(CadreRevised);
	CHECK_TEXT(r->now->post_id, "p1");
	CHECK_INT(r->now->level, POST_LEVEL_SECTION_HEAD);
	CHECK_TEXT(r->now->level_since, "2026-03-10");
	CHECK_TEXT(r->origin, "a1");
	CHECK_INT(state_of("a1"), APPOINTMENT_STATE_PROBATION);
	CHECK_TEXT(cadre_find(world_state(), "c1")->post_id, "p1");
	CHECK_INT(cadre_file_find(world_state(), "c1")->n_former, 1);
	CHECK_TEXT(cadre_file_find(world_state(), "c1")->former[0]->post_title, "x");
}

TEST(it_counts_from_the_decision_at_the_earliest)
{
	publicity_over();
	EFFECT(.effective_on = "2026-03-01");
	REFUSED(REFUSAL_APPOINTMENT_BEFORE_DECISION);
	EFFECT(.effective_on = "2026-03-11");
	REFUSED(REFUSAL_DATE_FUTURE);
	EFFECT(.effective_on = "2026-03-02");
	ACCEPTED();
	CHECK_TEXT(EMITTED(Appointed)->probation_until, "2027-03-01");
}

TEST(not_while_the_publicity_runs)
{
	decided();
	EFFECT(.effective_on = "");
	REFUSED(REFUSAL_STATE_WRONG);
	WHEN(StartAppointmentPublicity, .appointment_id = "a1");
	EFFECT(.effective_on = "");
	REFUSED(REFUSAL_APPOINTMENT_PUBLICITY_RUNNING);
}

TEST(a_bar_on_the_last_day_still_stops_it)
{
	publicity_over();
	GIVEN(BarImposed, .bar_id = "b", .cadre_id = "c1", .ground = BAR_GROUND_OPEN_REPORT, .from_on = "2026-03-10",
	      .until_on = "2026-06-10", .provisional = true);
	EFFECT(.effective_on = "");
	REFUSED(REFUSAL_CADRE_BARRED);
	GIVEN(BarLifted, .bar_id = "b", .cadre_id = "c1", .provisional = true);
	EFFECT(.effective_on = "");
	ACCEPTED();
}

TEST(objections_open_or_upheld_stop_it)
{
	decided();
	WHEN(StartAppointmentPublicity, .appointment_id = "a1");
	WHEN(RaiseAppointmentObjection, .appointment_id = "a1", .reference = "信-2");
	const char *id = world_answer("objection_id");
	TODAY("2026-03-10");
	EFFECT(.effective_on = "");
	REFUSED(REFUSAL_APPOINTMENT_OBJECTION_OPEN);
	WHEN(ResolveAppointmentObjection, .appointment_id = "a1", .objection_id = id, .upheld = true, .finding = "属实");
	EFFECT(.effective_on = "");
	REFUSED(REFUSAL_APPOINTMENT_OBJECTION_UPHELD);
}

TEST(a_seat_somebody_still_holds_is_not_taken)
{
	publicity_over();
	CADRE("holder", "u1", POST_LEVEL_SECTION_HEAD, .post_id = "p1");
	EFFECT(.effective_on = "");
	REFUSED(REFUSAL_POST_NO_VACANCY);
}

TEST(a_lateral_move_takes_effect_without_publicity_and_probation)
{
	ordinary_day();
	post("tp", "t1", POST_LEVEL_SECTION_DEPUTY, 1);
	CADRE("fs", "u1", POST_LEVEL_SECTION_DEPUTY, .authority = COUNTY, .first_secretary = true);
	GIVEN(AppointmentMoved, .appointment_id = "a1", .cadre_id = "fs", .kind = APPOINTMENT_KIND_LATERAL, .post_id = "tp",
	      .unit_id = "t1", .authority = COUNTY, .exchange = true, .home_region = CITY);
	GIVEN(AppointmentDecided, .appointment_id = "a1", .cadre_id = "fs", .vote = vote("2026-03-02", 9, 9, 9));
	ACTOR(OFFICERS, COUNTY);
	EFFECT(.effective_on = "");
	ACCEPTED();
	const Appointed *e = EMITTED(Appointed);
	CHECK(e->township_leadership);
	CHECK(e->was_first_secretary);
	CHECK(e->exchange);
	CHECK_TEXT(e->home_region, CITY);
	CHECK_TEXT(e->probation_until, "");
	const CadreRegistered *now = EMITTED(CadreRevised)->now;
	CHECK(now->exchange);
	CHECK(!now->first_secretary);
	CHECK_TEXT(now->unit_id, "t1");
	CHECK_INT(state_of("a1"), APPOINTMENT_STATE_CONFIRMED);
}

TEST(the_elected_have_no_probation)
{
	publicity_over();
	GIVEN(AppointmentMoved, .appointment_id = "a3", .cadre_id = "c1", .kind = APPOINTMENT_KIND_PROMOTION, .post_id = "p1",
	      .unit_id = "u1", .level = POST_LEVEL_SECTION_HEAD, .authority = CITY, .elected = true);
	GIVEN(AppointmentDecided, .appointment_id = "a3", .cadre_id = "c1", .vote = vote("2026-03-02", 9, 9, 9));
	GIVEN(AppointmentPublicityEnded, .appointment_id = "a3", .cadre_id = "c1");
	WHEN(EffectAppointment, .appointment_id = "a3", .document = "任字2号");
	ACCEPTED();
	CHECK_TEXT(EMITTED(Appointed)->probation_until, "");
}

TEST_MAIN()
