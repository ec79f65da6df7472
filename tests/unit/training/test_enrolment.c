/* Nomination, confirmation, withdrawal, the end of enrolment: W1.1. */
#include "training_lib.h"

static const char *open_class(uint32_t seats)
{
	people("2026-03-02");
	return class_published((struct sample_class){ .from_on = "2026-03-16", .to_on = "2026-03-17", .seats = seats });
}

TEST(a_list_is_nominated_and_confirmed)
{
	const char *id = open_class(0);
	WHEN(Nominate, .class_id = id, IDS("c1", "c2", "c3"));
	ACCEPTED();
	CHECK_INT(EMITTED_COUNT(Nominated), 3);
	CHECK_TEXT(world_answer("taken"), "3");
	WHEN(ConfirmNominations, .class_id = id, IDS("c1", "c2"));
	ACCEPTED();
	CHECK_INT(class_count_find(world_state(), id)->active, 3);
	CHECK_INT(class_count_find(world_state(), id)->confirmed, 2);
}

TEST(one_bad_row_refuses_the_list)
{
	const char *id = open_class(0);
	WHEN(Nominate, .class_id = id, IDS("c1", "nobody", "c1", "c9"));
	REFUSED(REFUSAL_CADRE_UNKNOWN);
	CHECK_TEXT(world_violation(0), "CADRE_UNKNOWN 2 cadre_ids");
	CHECK_TEXT(world_violation(1), "VALUE_DUPLICATE 3 cadre_ids");
	CHECK_TEXT(world_violation(2), "OUTSIDE_AUTHORITY 4 cadre_ids");
	CHECK_INT(world_events(), 0);
}

TEST(a_partial_list_takes_the_good_rows)
{
	const char *id = open_class(0);
	WHEN(Nominate, .class_id = id, .partial = true, IDS("c1", "nobody", "c2"));
	ACCEPTED();
	CHECK_TEXT(world_answer("taken"), "2");
	CHECK_TEXT(world_answer("refused"), "1");
	CHECK_TEXT(world_violation(0), "CADRE_UNKNOWN 2 cadre_ids");
	WHEN(Nominate, .class_id = id, .partial = true, IDS("nobody"));
	REFUSED(REFUSAL_CADRE_UNKNOWN);
}

TEST(no_more_than_the_seats)
{
	const char *id = open_class(2);
	WHEN(Nominate, .class_id = id, IDS("c1", "c2", "c3"));
	REFUSED(REFUSAL_CLASS_FULL);
	WHEN(Nominate, .class_id = id, IDS("c1", "c2"));
	ACCEPTED();
	WHEN(Nominate, .class_id = id, IDS("c3"));
	REFUSED(REFUSAL_CLASS_FULL);
	WHEN(WithdrawTrainee, .class_id = id, .cadre_id = "c1", .reason = "工作需要");
	ACCEPTED();
	WHEN(Nominate, .class_id = id, IDS("c3"));
	ACCEPTED();
}

TEST(nobody_sits_in_two_off_job_classes_at_once)
{
	const char *id = open_class(0);
	WHEN(Nominate, .class_id = id, IDS("c1"));
	WHEN(Nominate, .class_id = id, IDS("c1"));
	REFUSED(REFUSAL_ENROLLED_TWICE);
	const char *same_day = class_published((struct sample_class){ .from_on = "2026-03-17", .to_on = "2026-03-18" });
	const char *next_day = class_published((struct sample_class){ .from_on = "2026-03-18", .to_on = "2026-03-19" });
	const char *on_job = class_published((struct sample_class){ .from_on = "2026-03-16", .to_on = "2026-03-17",
								    .on_job = true });
	WHEN(Nominate, .class_id = same_day, IDS("c1"));
	REFUSED(REFUSAL_CLASS_OVERLAP);
	WHEN(Nominate, .class_id = next_day, IDS("c1"));
	ACCEPTED();
	WHEN(Nominate, .class_id = on_job, IDS("c1"));
	ACCEPTED();
	const char *ends_there = class_published((struct sample_class){ .from_on = "2026-03-13", .to_on = "2026-03-16" });
	WHEN(Nominate, .class_id = ends_there, IDS("c1"));
	REFUSED(REFUSAL_CLASS_OVERLAP);
}

TEST(a_unit_nominates_its_own_people)
{
	const char *id = open_class(0);
	ACTOR_CADRE("unit.hr", "150400", "u2", "");
	WHEN(Nominate, .class_id = id, IDS("c1"));
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
	ACTOR_CADRE("unit.hr", "150400", "u1", "");
	WHEN(Nominate, .class_id = id, IDS("c1"));
	ACCEPTED();
}

TEST(a_teacher_is_no_trainee)
{
	people("2026-03-02");
	WHEN(DraftClass, .plan = &(ClassPlan){
		.title = "班", .kind = CLASS_KIND_THEORY, .venue = VENUE_KIND_UNIT, .starts_on = "2026-03-16",
		.ends_on = "2026-03-17", .hours = 8, .seats = 9, .n_instructors = 1,
		.instructors = (Instructor *[]){ &(Instructor){ .name = "c2", .cadre_id = "c2",
								.qualification = "师资库12号" } } });
	const char *id = world_answer("class_id");
	WHEN(SubmitClass, .class_id = id);
	ACCOUNT("head");
	WHEN(ApproveClass, .class_id = id);
	ACCEPTED();
	WHEN(Nominate, .class_id = id, IDS("c2"));
	REFUSED(REFUSAL_INSTRUCTOR_IS_TRAINEE);
}

TEST(a_cadre_confirms_himself_only)
{
	const char *id = open_class(0);
	WHEN(Nominate, .class_id = id, IDS("c1", "c2"));
	ACTOR_CADRE("cadre", "150400", "u1", "c1");
	WHEN(ConfirmNominations, .class_id = id, IDS("c2"));
	REFUSED(REFUSAL_CONFIRM_OTHERS);
	WHEN(ConfirmNominations, .class_id = id, IDS("c3"));
	REFUSED(REFUSAL_NOT_ENROLLED);
	WHEN(ConfirmNominations, .class_id = id, IDS("c1"));
	ACCEPTED();
	WHEN(ConfirmNominations, .class_id = id, IDS("c1"));
	REFUSED(REFUSAL_STATE_WRONG);
}

TEST(enrolment_ends_with_those_who_confirmed)
{
	const char *id = open_class(0);
	WHEN(Nominate, .class_id = id, IDS("c1", "c2"));
	WHEN(CloseEnrolment, .class_id = id);
	REFUSED(REFUSAL_CLASS_EMPTY);
	WHEN(ConfirmNominations, .class_id = id, IDS("c1"));
	WHEN(CloseEnrolment, .class_id = id);
	ACCEPTED();
	CHECK_TEXT(EMITTED(NominationLapsed)->cadre_id, "c2");
	CHECK_INT(EMITTED(EnrolmentClosed)->trainees, 1);
	WHEN(Nominate, .class_id = id, IDS("c3"));
	REFUSED(REFUSAL_CLASS_NOT_OPEN);
}

TEST(five_hundred_in_one_command_and_not_one_more)
{
	const char *ids[501];
	char text[501][16];

	people("2026-03-02");
	const char *id = class_published((struct sample_class){ .from_on = "2026-03-16", .to_on = "2026-03-17", .seats = 600 });
	for (int i = 0; i < 501; i++) {
		snprintf(text[i], sizeof text[i], "m%03d", i);
		ids[i] = text[i];
		cadre(text[i]);
	}
	WHEN(Nominate, .class_id = id, .n_cadre_ids = 501, .cadre_ids = ids);
	REFUSED(REFUSAL_FIELD_TOO_MANY);
	WHEN(Nominate, .class_id = id, .n_cadre_ids = 500, .cadre_ids = ids);
	ACCEPTED();
	CHECK_INT(EMITTED_COUNT(Nominated), 500);
}

TEST_MAIN()
