/* The life of a class: W1.1. */
#include "training_lib.h"

#define PLAN(...) .plan = &(ClassPlan){ .title = "理论班", .kind = CLASS_KIND_THEORY, .starts_on = "2026-03-16", \
					.ends_on = "2026-03-17", .seats = 50, __VA_ARGS__ }

TEST(a_class_goes_from_draft_to_published_by_two_hands)
{
	people("2026-03-02");
	const char *id = class_drafted((struct sample_class){ .from_on = "2026-03-16", .to_on = "2026-03-17" });
	CHECK(EMITTED(ClassDrafted));
	WHEN(ApproveClass, .class_id = id);
	REFUSED(REFUSAL_STATE_WRONG);
	WHEN(SubmitClass, .class_id = id);
	ACCEPTED();
	WHEN(ApproveClass, .class_id = id);
	REFUSED(REFUSAL_CLASS_REVIEW_OWN);
	ACCOUNT("head");
	WHEN(ApproveClass, .class_id = id);
	ACCEPTED();
	CHECK_TEXT(EMITTED(ClassPublished)->starts_on, "2026-03-16");
	CHECK_INT(class_find(world_state(), id)->state, CLASS_STATE_PUBLISHED);
}

TEST(a_returned_class_is_submitted_again)
{
	people("2026-03-02");
	const char *id = class_drafted((struct sample_class){ .from_on = "2026-03-16", .to_on = "2026-03-17" });
	WHEN(SubmitClass, .class_id = id);
	WHEN(ReturnClass, .class_id = id, .reason = "师资不足");
	ACCEPTED();
	CHECK_TEXT(class_find(world_state(), id)->note, "师资不足");
	WHEN(SubmitClass, .class_id = id);
	ACCEPTED();
	CHECK_TEXT(class_find(world_state(), id)->note, "");
}

TEST(a_plan_is_checked)
{
	people("2026-03-02");
	WHEN(DraftClass, PLAN(.hours = 16));
	REFUSED(REFUSAL_VENUE_REQUIRED);
	AT_FIELD("plan.venue");
	WHEN(DraftClass, PLAN(.venue = VENUE_KIND_UNIT));
	REFUSED(REFUSAL_HOURS_NOT_POSITIVE);
	WHEN(DraftClass, PLAN(.venue = VENUE_KIND_UNIT, .hours = 17));
	REFUSED(REFUSAL_HOURS_OVER_PHYSICAL);
	WHEN(DraftClass, PLAN(.venue = VENUE_KIND_UNIT, .hours = 16));
	ACCEPTED();
	WHEN(DraftClass, .plan = &(ClassPlan){ .title = "x", .kind = CLASS_KIND_THEORY, .venue = VENUE_KIND_UNIT,
					       .starts_on = "2026-03-17", .ends_on = "2026-03-16", .hours = 8,
					       .seats = 1 });
	REFUSED(REFUSAL_DATE_ORDER);
	WHEN(DraftClass, .plan = &(ClassPlan){ .title = "x", .kind = CLASS_KIND_THEORY, .venue = VENUE_KIND_UNIT,
					       .starts_on = "2026-03-17", .ends_on = "2027-04-21", .hours = 8,
					       .seats = 1 });
	REFUSED(REFUSAL_CLASS_TOO_LONG);
	WHEN(DraftClass, .plan = &(ClassPlan){ .title = "x", .kind = CLASS_KIND_THEORY, .venue = VENUE_KIND_UNIT,
					       .starts_on = "2026-03-17", .ends_on = "2027-04-20", .hours = 8,
					       .seats = 1 });
	ACCEPTED();
}

TEST(a_main_class_of_the_party_school_needs_its_shares)
{
	people("2026-03-02");
	WHEN(DraftClass, PLAN(.venue = VENUE_KIND_PARTY_SCHOOL, .hours = 10, .main_class = true, .theory_hours = 6,
			      .spirit_hours = 2));
	REFUSED(REFUSAL_THEORY_SHARE_SHORT);
	WHEN(DraftClass, PLAN(.venue = VENUE_KIND_PARTY_SCHOOL, .hours = 10, .main_class = true, .theory_hours = 7,
			      .spirit_hours = 1));
	REFUSED(REFUSAL_PARTY_SPIRIT_SHARE_SHORT);
	WHEN(DraftClass, PLAN(.venue = VENUE_KIND_PARTY_SCHOOL, .hours = 10, .main_class = true, .theory_hours = 7,
			      .spirit_hours = 2));
	ACCEPTED();
	WHEN(DraftClass, PLAN(.venue = VENUE_KIND_ONLINE, .hours = 10, .main_class = true));
	ACCEPTED();
}

TEST(instructors_are_screened_and_free_of_bars)
{
	people("2026-03-02");
	WHEN(DraftClass, PLAN(.venue = VENUE_KIND_UNIT, .hours = 8, .n_instructors = 1,
			      .instructors = (Instructor *[]){ &(Instructor){ .name = "甲" } }));
	REFUSED(REFUSAL_INSTRUCTOR_UNQUALIFIED);
	barred("c2");
	WHEN(DraftClass, PLAN(.venue = VENUE_KIND_UNIT, .hours = 8, .n_instructors = 1,
			      .instructors = (Instructor *[]){ &(Instructor){ .name = "乙", .cadre_id = "c2",
									      .qualification = "师资库12号" } }));
	REFUSED(REFUSAL_INSTRUCTOR_BLOCKED);
}

TEST(five_working_days_lie_before_the_start)
{
	people("2026-03-02"); /* Monday; the fifth working day after it is Monday the 9th */
	const char *late = class_drafted((struct sample_class){ .from_on = "2026-03-08", .to_on = "2026-03-09" });
	const char *in_time = class_drafted((struct sample_class){ .from_on = "2026-03-09", .to_on = "2026-03-10" });
	WHEN(SubmitClass, .class_id = late);
	WHEN(SubmitClass, .class_id = in_time);
	ACCOUNT("head");
	WHEN(ApproveClass, .class_id = late);
	REFUSED(REFUSAL_CLASS_NOTICE_SHORT);
	WHEN(ApproveClass, .class_id = in_time);
	ACCEPTED();
}

TEST(a_class_does_not_start_before_its_day_nor_end_before_its_last)
{
	people("2026-03-02");
	const char *id = class_published((struct sample_class){ .from_on = "2026-03-16", .to_on = "2026-03-17" });
	enrolled(id, "c1");
	WHEN(CloseEnrolment, .class_id = id);
	WHEN(StartClass, .class_id = id);
	REFUSED(REFUSAL_TOO_EARLY);
	TODAY("2026-03-16");
	WHEN(StartClass, .class_id = id);
	ACCEPTED();
	WHEN(EndClass, .class_id = id);
	REFUSED(REFUSAL_TOO_EARLY);
	TODAY("2026-03-17");
	WHEN(EndClass, .class_id = id);
	ACCEPTED();
	CHECK_TEXT(EMITTED(ClassEnded)->results_by, "2026-03-31");
	CHECK_TEXT(EMITTED(ClassEnded)->hours_by, "2026-04-08"); /* 清明 rests on April 4 to 6 */
}

TEST(late_results_pass_to_the_head)
{
	people("2026-03-02");
	const char *id = class_published((struct sample_class){ .from_on = "2026-03-16", .to_on = "2026-03-17" });
	enrolled(id, "c1");
	started(id, "2026-03-16");
	TODAY("2026-03-17");
	WHEN(EndClass, .class_id = id);
	TODAY("2026-03-31");
	CHECK_INT(EMITTED_COUNT(ClassOverdue), 0);
	TODAY("2026-04-01");
	CHECK_INT(EMITTED_COUNT(ClassOverdue), 1);
	CHECK(!EMITTED(ClassOverdue)->hours);
	TODAY("2026-04-09");
	CHECK(EMITTED(ClassOverdue)->hours);
}

TEST(a_class_is_cancelled_before_it_runs_and_its_trainees_are_free)
{
	people("2026-03-02");
	const char *id = class_published((struct sample_class){ .from_on = "2026-03-16", .to_on = "2026-03-17" });
	enrolled(id, "c1");
	WHEN(CancelClass, .class_id = id, .reason = "疫情");
	ACCEPTED();
	CHECK_INT(EMITTED(TraineeWithdrawn)->ground, WITHDRAWAL_GROUND_CANCELLED);
	CHECK_INT(class_count_find(world_state(), id)->active, 0);
	WHEN(CancelClass, .class_id = id, .reason = "再次");
	REFUSED(REFUSAL_STATE_WRONG);
}

TEST(a_running_class_is_not_cancelled)
{
	people("2026-03-02");
	const char *id = class_published((struct sample_class){ .from_on = "2026-03-16", .to_on = "2026-03-17" });
	enrolled(id, "c1");
	started(id, "2026-03-16");
	WHEN(CancelClass, .class_id = id, .reason = "疫情");
	REFUSED(REFUSAL_STATE_WRONG);
}

TEST(another_region_has_no_say)
{
	people("2026-03-02");
	const char *id = class_drafted((struct sample_class){ .from_on = "2026-03-16", .to_on = "2026-03-17" });
	ACTOR("org.training", "150404");
	WHEN(SubmitClass, .class_id = id);
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
	WHEN(SubmitClass, .class_id = "class-none");
	REFUSED(REFUSAL_CLASS_UNKNOWN);
}

TEST_MAIN()
