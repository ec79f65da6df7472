/* The year of probation: confirmed, or back to where the person came from. */
#include "fixture.h"
#include "rules.h"

static void on_probation(void)
{
	publicity_over();
	WHEN(EffectAppointment, .appointment_id = "a1", .document = "任字1号");
}

#define CONCLUDE(...) WHEN(ConcludeProbation, .appointment_id = "a1", .opinion = "意见", __VA_ARGS__)

TEST(nobody_passes_before_the_year_is_over)
{
	on_probation();
	CONCLUDE(.passed = true);
	REFUSED(REFUSAL_PROBATION_RUNNING);
	TODAY("2027-03-09");
	CONCLUDE(.passed = true);
	REFUSED(REFUSAL_PROBATION_RUNNING);
	TODAY("2027-03-10");
	CHECK_TEXT(EMITTED(AppointmentProbationEnded)->conclude_by, "2027-04-10");
	CONCLUDE(.passed = true);
	ACCEPTED();
	CHECK_INT(state_of("a1"), APPOINTMENT_STATE_CONFIRMED);
	CONCLUDE(.passed = true);
	REFUSED(REFUSAL_STATE_WRONG);
}

TEST(who_fails_returns_to_the_former_unit_and_level)
{
	on_probation();
	TODAY("2027-03-10");
	CONCLUDE(.passed = false);
	ACCEPTED();
	CHECK_TEXT(EMITTED(AppointmentReturned)->unit_id, "u1");
	const CadreRegistered *now = EMITTED(CadreRevised)->now;
	CHECK_INT(now->level, POST_LEVEL_SECTION_DEPUTY);
	CHECK_TEXT(now->level_since, "2018-01-01");
	CHECK_TEXT(now->post_id, "");
	CHECK(!now->team_member);
	CHECK_INT(rules_post_holders(world_state(), "p1"), 0);
	CHECK_INT(state_of("a1"), APPOINTMENT_STATE_RETURNED);
}

TEST(a_return_may_come_early_and_ends_the_clock)
{
	on_probation();
	CONCLUDE(.passed = false, .placement_title = "四级调研员");
	ACCEPTED();
	CHECK_TEXT(EMITTED(CadreRevised)->now->post_title, "四级调研员");
	TODAY("2027-03-10");
	CHECK_INT(EMITTED_COUNT(AppointmentProbationEnded), 0);
}

TEST(a_placement_is_a_free_post_no_higher_than_before)
{
	on_probation();
	post("p2", "t1", POST_LEVEL_SECTION_DEPUTY, 1);
	post("p3", "u1", POST_LEVEL_SECTION_HEAD, 1);
	CONCLUDE(.placement_unit_id = "nowhere");
	REFUSED(REFUSAL_UNIT_UNKNOWN);
	CONCLUDE(.placement_post_id = "nowhere");
	REFUSED(REFUSAL_POST_UNKNOWN);
	CONCLUDE(.placement_unit_id = "u1", .placement_post_id = "p2");
	REFUSED(REFUSAL_POST_OF_ANOTHER_UNIT);
	CONCLUDE(.placement_post_id = "p3");
	REFUSED(REFUSAL_LEVEL_TOO_HIGH);
	CADRE("h", "t1", POST_LEVEL_SECTION_DEPUTY, .post_id = "p2");
	CONCLUDE(.placement_post_id = "p2");
	REFUSED(REFUSAL_POST_NO_VACANCY);
	CADRE("h", "t1", POST_LEVEL_SECTION_DEPUTY, .post_id = "");
	CONCLUDE(.placement_post_id = "p2");
	ACCEPTED();
	CHECK_TEXT(EMITTED(CadreRevised)->now->unit_id, "t1");
	CHECK_TEXT(EMITTED(CadreRevised)->now->post_id, "p2");
}

TEST_MAIN()
