/* Attendance, results, closing: W1.1 from RUNNING to CLOSED. */
#include "training_lib.h"

/* Two days, fourteen hours, with c1 and c2. */
static const char *running(void)
{
	people("2026-03-02");
	const char *id = class_published((struct sample_class){ .from_on = "2026-03-16", .to_on = "2026-03-17" });
	enrolled(id, "c1");
	enrolled(id, "c2");
	started(id, "2026-03-16");
	TODAY("2026-03-17");
	return id;
}

static const char *ended(void)
{
	const char *id = running();
	attended(id, "c1", "2026-03-16", "2026-03-17", 14, 0);
	attended(id, "c2", "2026-03-16", "2026-03-17", 12, 2);
	ACCEPTED();
	WHEN(EndClass, .class_id = id);
	ACCEPTED();
	return id;
}

TEST(attendance_stays_inside_the_class)
{
	const char *id = running();
	attended(id, "c1", "2026-03-15", "2026-03-16", 7, 0);
	REFUSED(REFUSAL_ATTENDANCE_OUTSIDE_CLASS);
	attended(id, "c1", "2026-03-17", "2026-03-18", 7, 0);
	REFUSED(REFUSAL_ATTENDANCE_OUTSIDE_CLASS);
	attended(id, "c3", "2026-03-16", "2026-03-16", 7, 0);
	REFUSED(REFUSAL_NOT_ENROLLED);
	attended(id, "c1", "2026-03-16", "2026-03-16", 9, 0);
	REFUSED(REFUSAL_ATTENDANCE_OVER_DAY);
	attended(id, "c1", "2026-03-16", "2026-03-16", 8, 0);
	ACCEPTED();
	attended(id, "c1", "2026-03-16", "2026-03-17", 6, 0);
	REFUSED(REFUSAL_ATTENDANCE_TWICE);
	attended(id, "c1", "2026-03-17", "2026-03-17", 7, 0);
	REFUSED(REFUSAL_ATTENDANCE_OVER_CLASS);
	attended(id, "c1", "2026-03-17", "2026-03-17", 6, 0);
	ACCEPTED();
}

TEST(days_to_come_are_not_signed)
{
	people("2026-03-02");
	const char *id = class_published((struct sample_class){ .from_on = "2026-03-16", .to_on = "2026-03-17" });
	enrolled(id, "c1");
	started(id, "2026-03-16");
	attended(id, "c1", "2026-03-16", "2026-03-17", 14, 0);
	REFUSED(REFUSAL_DATE_FUTURE);
}

TEST(leave_of_one_seventh_is_the_most)
{
	const char *id = running(); /* fourteen hours: two are one seventh */
	attended(id, "c1", "2026-03-16", "2026-03-16", 5, 2);
	ACCEPTED();
	CHECK_INT(EMITTED_COUNT(TraineeWithdrawn), 0);
	attended(id, "c2", "2026-03-16", "2026-03-16", 5, 3);
	ACCEPTED();
	CHECK_INT(EMITTED(TraineeWithdrawn)->ground, WITHDRAWAL_GROUND_LEAVE);
	attended(id, "c2", "2026-03-17", "2026-03-17", 5, 0);
	REFUSED(REFUSAL_TRAINEE_WITHDRAWN);
	attended(id, "c1", "2026-03-17", "2026-03-17", 6, 1);
	CHECK_INT(EMITTED_COUNT(TraineeWithdrawn), 1);
	CHECK_INT(class_count_find(world_state(), id)->confirmed, 0);
}

TEST(results_come_once_and_only_to_trainees)
{
	const char *id = ended();
	result(id, "c3", true);
	REFUSED(REFUSAL_NOT_ENROLLED);
	result(id, "c1", true);
	ACCEPTED();
	result(id, "c1", false);
	REFUSED(REFUSAL_CLASS_RESULT_TWICE);
}

TEST(whoever_was_never_there_cannot_pass)
{
	const char *id = running();
	WHEN(EndClass, .class_id = id);
	result(id, "c1", true);
	REFUSED(REFUSAL_ATTENDANCE_EMPTY);
	result(id, "c1", false);
	ACCEPTED();
}

TEST(a_class_closes_with_all_results_and_posts_the_hours)
{
	const char *id = ended();
	result(id, "c1", true);
	WHEN(CloseClass, .class_id = id);
	REFUSED(REFUSAL_CLASS_RESULTS_MISSING);
	result(id, "c2", false);
	WHEN(CloseClass, .class_id = id);
	ACCEPTED();
	CHECK_INT(EMITTED_COUNT(TrainingCompleted), 1);
	const TrainingCompleted *e = EMITTED(TrainingCompleted);
	CHECK_TEXT(e->cadre_id, "c1");
	CHECK_INT(e->hours, 14);
	CHECK_TEXT(e->completed_on, "2026-03-17");
	CHECK_INT(e->venue, VENUE_KIND_PARTY_SCHOOL);
	CHECK_INT(EMITTED(ClassClosed)->completed, 1);
	CHECK_INT(EMITTED(ClassClosed)->not_completed, 1);
	CHECK_INT(hours_year_find(world_state(), "c1", 2026)->hours, 14);
	CHECK(!hours_year_find(world_state(), "c2", 2026));
	CHECK_INT(enrolment_find(world_state(), id, "c2")->state, ENROLMENT_STATE_NOT_COMPLETED);
	CHECK_INT(enrolment_find(world_state(), id, "c1")->state, ENROLMENT_STATE_COMPLETED);
	WHEN(CloseClass, .class_id = id);
	REFUSED(REFUSAL_STATE_WRONG);
}

TEST(hours_of_a_day_are_credited_up_to_the_cap)
{
	people("2026-03-02");
	const char *id = class_published((struct sample_class){ .from_on = "2026-03-16", .to_on = "2026-03-17" });
	enrolled(id, "c1");
	started(id, "2026-03-16");
	TODAY("2026-03-17");
	WHEN(PostHours, IDS("c1"), .title = "网络课", .venue = VENUE_KIND_ONLINE, .starts_on = "2026-03-16",
	     .ends_on = "2026-03-16", .hours = 4, .recognised_by = "组干字3号");
	ACCEPTED();
	attended(id, "c1", "2026-03-16", "2026-03-17", 14, 0);
	WHEN(EndClass, .class_id = id);
	result(id, "c1", true);
	WHEN(CloseClass, .class_id = id);
	ACCEPTED();
	CHECK_INT(EMITTED(TrainingCompleted)->hours, 11); /* seven a day; four of the first day were left */
	CHECK_INT(hours_year_find(world_state(), "c1", 2026)->hours, 15);
}

/* A post class of one day for c1, attended and passed. */
static void post_class(const char *day)
{
	const char *id = class_published((struct sample_class){ .kind = CLASS_KIND_POST, .from_on = day, .to_on = day, .hours = 8 });
	enrolled(id, "c1");
	started(id, day);
	attended(id, "c1", day, day, 8, 0);
	WHEN(EndClass, .class_id = id);
	result(id, "c1", true);
	WHEN(CloseClass, .class_id = id);
	ACCEPTED();
}

static void promoted(const char *id, PostLevel level, const char *on)
{
	GIVEN(Appointed, .appointment_id = id, .cadre_id = "c1", .kind = APPOINTMENT_KIND_PROMOTION, .level = level,
	      .effective_on = on);
}

TEST(a_promotion_asks_for_training_within_a_year)
{
	people("2025-03-03");
	POLICY("TRAIN.POST.SECTION.DAYS", "2", "number");
	promoted("a0", POST_LEVEL_STAFF, "2025-03-03");
	CHECK_INT(EMITTED_COUNT(PostTrainingOpened), 0);
	GIVEN(Appointed, .appointment_id = "a1", .cadre_id = "c1", .kind = APPOINTMENT_KIND_LATERAL, .level = POST_LEVEL_SECTION_HEAD,
	      .effective_on = "2025-03-03");
	CHECK_INT(EMITTED_COUNT(PostTrainingOpened), 0);
	promoted("a2", POST_LEVEL_SECTION_HEAD, "2025-03-03");
	CHECK_INT(EMITTED(PostTrainingOpened)->hours, 16);
	CHECK_TEXT(EMITTED(PostTrainingOpened)->finish_by, "2026-03-03");
	post_class("2025-03-17");
	CHECK_INT(EMITTED_COUNT(PostTrainingMet), 0);
	post_class("2025-04-14");
	CHECK_INT(EMITTED(PostTrainingMet)->hours, 16);
	TODAY("2026-03-04");
	CHECK_INT(EMITTED_COUNT(PostTrainingShort), 0);
}

TEST(training_before_the_promotion_counts_for_a_year)
{
	people("2025-03-03");
	POLICY("TRAIN.POST.SECTION.DAYS", "1", "number");
	post_class("2025-03-17");
	TODAY("2026-03-17");
	promoted("a1", POST_LEVEL_SECTION_DEPUTY, "2026-03-17");
	CHECK_INT(EMITTED(PostTrainingMet)->hours, 8);
	promoted("a2", POST_LEVEL_SECTION_HEAD, "2026-03-18");
	CHECK_INT(EMITTED_COUNT(PostTrainingMet), 0);
}

TEST(training_not_done_within_the_year_passes_to_the_head)
{
	people("2025-03-03");
	promoted("a1", POST_LEVEL_COUNTY_DEPUTY, "2025-03-03");
	CHECK_INT(EMITTED(PostTrainingOpened)->hours, 240);
	TODAY("2026-03-03");
	CHECK_INT(EMITTED_COUNT(PostTrainingShort), 0);
	TODAY("2026-03-04");
	CHECK_INT(EMITTED(PostTrainingShort)->required, 240);
	CHECK_TEXT(EMITTED(PostTrainingShort)->due_on, "2026-03-03");
}

TEST_MAIN()
