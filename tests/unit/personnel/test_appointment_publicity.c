/* Publicity: five working days, and what people say meanwhile. */
#include "fixture.h"

#define PUBLISH(...) WHEN(StartAppointmentPublicity, .appointment_id = "a1", __VA_ARGS__)

TEST(it_lasts_five_working_days)
{
	decided();
	PUBLISH(.scope = "全市");
	ACCEPTED();
	CHECK_TEXT(EMITTED(AppointmentPublicityStarted)->until_on, "2026-03-09");
	CHECK_TEXT(world_answer("until_on"), "2026-03-09");
	TODAY("2026-03-09");
	CHECK_INT(state_of("a1"), APPOINTMENT_STATE_PUBLICITY);
	TODAY("2026-03-10");
	CHECK_INT(EMITTED_COUNT(AppointmentPublicityEnded), 1);
	CHECK_INT(state_of("a1"), APPOINTMENT_STATE_PUBLICITY_OVER);
}

TEST(holidays_do_not_count)
{
	decided();
	TODAY("2026-04-30");
	PUBLISH(.scope = "");
	ACCEPTED();
	const char *until = EMITTED(AppointmentPublicityStarted)->until_on;
	CHECK(strcmp(until, "2026-05-07") > 0); /* 1 May and its days off lie in between */
}

TEST(longer_is_allowed_shorter_is_not)
{
	decided();
	PUBLISH(.ends_on = "2026-03-08");
	REFUSED(REFUSAL_APPOINTMENT_PUBLICITY_TOO_SHORT);
	PUBLISH(.ends_on = "2026-03-20");
	ACCEPTED();
	CHECK_TEXT(EMITTED(AppointmentPublicityStarted)->until_on, "2026-03-20");
}

TEST(it_begins_after_the_decision_and_not_tomorrow)
{
	decided();
	PUBLISH(.starts_on = "2026-03-01");
	REFUSED(REFUSAL_DATE_ORDER);
	PUBLISH(.starts_on = "2026-03-03");
	REFUSED(REFUSAL_DATE_FUTURE);
	inspected();
	PUBLISH(.scope = "");
	REFUSED(REFUSAL_STATE_WRONG);
}

TEST(an_objection_is_withheld_and_resolved)
{
	decided();
	WHEN(RaiseAppointmentObjection, .appointment_id = "a1", .reference = "电-1");
	REFUSED(REFUSAL_STATE_WRONG);
	PUBLISH(.scope = "");
	WHEN(RaiseAppointmentObjection, .appointment_id = "a1", .reference = "电-1");
	ACCEPTED();
	const char *id = world_answer("objection_id");
	TODAY("2026-03-10");
	CHECK_INT(EMITTED(AppointmentPublicityEnded)->objections_open, 1);
	WHEN(ResolveAppointmentObjection, .appointment_id = "a1", .objection_id = "other", .finding = "不实");
	REFUSED(REFUSAL_APPOINTMENT_OBJECTION_UNKNOWN);
	WHEN(ResolveAppointmentObjection, .appointment_id = "a1", .objection_id = id, .finding = "不实");
	ACCEPTED();
	WHEN(ResolveAppointmentObjection, .appointment_id = "a1", .objection_id = id, .finding = "不实");
	REFUSED(REFUSAL_STATE_WRONG);
}

TEST_MAIN()
