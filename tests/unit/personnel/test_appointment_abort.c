/* An appointment may end at every step before it takes effect, and at none after. */
#include "fixture.h"

static void aborts(const char *step)
{
	WHEN(AbortAppointment, .appointment_id = "a1", .reason = "本人提出");
	ACCEPTED();
	CHECK_TEXT(EMITTED(AppointmentAborted)->step, step);
	CHECK_INT(state_of("a1"), APPOINTMENT_STATE_ABORTED);
	WHEN(AbortAppointment, .appointment_id = "a1", .reason = "本人提出");
	REFUSED(REFUSAL_STATE_WRONG);
}

TEST(at_every_step)
{
	moved(APPOINTMENT_KIND_PROMOTION);
	aborts("动议");
	recommended();
	aborts("民主推荐");
	inspected();
	aborts("考察结束");
	decided();
	aborts("讨论决定");
	publicity_over();
	aborts("公示期满");
}

TEST(an_aborted_publicity_does_not_end_by_the_clock)
{
	decided();
	WHEN(StartAppointmentPublicity, .appointment_id = "a1");
	aborts("任前公示");
	TODAY("2026-03-10");
	CHECK_INT(EMITTED_COUNT(AppointmentPublicityEnded), 0);
}

TEST(not_once_the_post_is_taken)
{
	publicity_over();
	WHEN(EffectAppointment, .appointment_id = "a1", .document = "任字1号");
	WHEN(AbortAppointment, .appointment_id = "a1", .reason = "晚了");
	REFUSED(REFUSAL_STATE_WRONG);
}

TEST(a_reason_is_given)
{
	moved(APPOINTMENT_KIND_PROMOTION);
	WHEN(AbortAppointment, .appointment_id = "a1", .reason = "");
	REFUSED(REFUSAL_FIELD_REQUIRED);
}

TEST_MAIN()
