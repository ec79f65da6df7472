/* The inspection and the four clearances. */
#include "fixture.h"

static const char *pair[] = { "c2", "c3" };

#define START(...)                                                                                            \
	WHEN(StartAppointmentInspection, .appointment_id = "a1", .notice_on = "2026-03-02", .n_inspectors = 2, \
	     .inspectors = pair, __VA_ARGS__)

TEST(an_inspection_asks_the_discipline_commission)
{
	recommended();
	START(.notice_on = "2026-03-01");
	ACCEPTED();
	CHECK_TEXT(EMITTED(ClearanceRequested)->reply_by, "2026-03-16");
	CHECK_INT(EMITTED(AppointmentInspectionStarted)->n_inspectors, 2);
	CHECK_INT(state_of("a1"), APPOINTMENT_STATE_INSPECTING);
}

TEST(a_promotion_needs_a_recommendation_a_lateral_move_does_not)
{
	moved(APPOINTMENT_KIND_PROMOTION);
	START(.n_inspectors = 2);
	REFUSED(REFUSAL_STATE_WRONG);
	moved(APPOINTMENT_KIND_LATERAL);
	START(.n_inspectors = 2);
	ACCEPTED();
}

TEST(two_inspectors_who_are_not_the_person)
{
	recommended();
	START(.n_inspectors = 1);
	REFUSED(REFUSAL_INSPECTORS_TOO_FEW);
	START(.inspectors = (const char *[]){ "c2", "c2" });
	REFUSED(REFUSAL_VALUE_DUPLICATE);
	START(.inspectors = (const char *[]){ "c2", "c1" });
	REFUSED(REFUSAL_SELF_DEALING);
	START(.inspectors = (const char *[]){ "c2", "ghost" });
	REFUSED(REFUSAL_INSPECTOR_UNKNOWN);
}

static void recommended_last_december(void)
{
	moved(APPOINTMENT_KIND_PROMOTION);
	WHEN(RecordRecommendation, .appointment_id = "a1", .held_on = "2025-12-01", .expected = 9, .present = 9, .in_favour = 9);
}

TEST(an_old_recommendation_is_held_again)
{
	recommended_last_december();
	TODAY("2026-12-01");
	START(.notice_on = "2026-12-01");
	ACCEPTED();
	recommended_last_december();
	TODAY("2026-12-02");
	START(.notice_on = "2026-12-02");
	REFUSED(REFUSAL_RECOMMENDATION_OLD);
}

TEST(a_bar_that_came_meanwhile_stops_the_inspection)
{
	recommended();
	GIVEN(BarImposed, .bar_id = "b", .cadre_id = "c1", .ground = BAR_GROUND_OPEN_CASE, .from_on = "2026-03-02",
	      .until_on = "2026-06-02", .provisional = true);
	START(.n_inspectors = 2);
	REFUSED(REFUSAL_CADRE_BARRED);
}

TEST(a_clearance_is_dated_and_recorded_once_a_time)
{
	ClearanceItem *twice[] = { clearance(CLEARANCE_KIND_ARCHIVE, true, "2026-03-02"),
				   clearance(CLEARANCE_KIND_ARCHIVE, true, "2026-03-02") };
	ClearanceItem *late[] = { clearance(CLEARANCE_KIND_LEADS, true, "2026-03-03") };

	recommended();
	all_clear("a1", "2026-03-02");
	REFUSED(REFUSAL_STATE_WRONG);
	START(.n_inspectors = 2);
	WHEN(RecordClearances, .appointment_id = "a1", .n_items = 2, .items = twice);
	REFUSED(REFUSAL_SEVERAL_CLEARANCES);
	WHEN(RecordClearances, .appointment_id = "a1", .n_items = 1, .items = late);
	REFUSED(REFUSAL_DATE_FUTURE);
	all_clear("a1", "2026-03-02");
	ACCEPTED();
	CHECK_INT(EMITTED_COUNT(ClearanceRecorded), 3);
	all_clear("a1", "2026-03-02");
	CHECK_INT(appointment_find(world_state(), "a1")->n_clearances, 4);
}

TEST(a_conclusion_ends_it_once)
{
	inspected();
	CHECK_INT(state_of("a1"), APPOINTMENT_STATE_INSPECTED);
	WHEN(ConcludeAppointmentInspection, .appointment_id = "a1", .suitable = true, .summary = "好");
	REFUSED(REFUSAL_STATE_WRONG);
}

TEST_MAIN()
