/* Two agencies that vet appointments: petitions and police; an appointment a1 inspected and cleared, both asked. */
#ifndef DANDANG_TESTS_VETTING_LIB_H
#define DANDANG_TESTS_VETTING_LIB_H

#include "fixture.h"

#define DECIDE() WHEN(DecideAppointment, .appointment_id = "a1", .vote = vote("2026-03-02", 9, 9, 9))
#define AGENCY(unit_id) world_actor("unit.vetting", CITY, unit_id, "")

static VettingQuestion *question(unsigned number, QuestionKind kind, YesNo adverse)
{
	static VettingQuestion pool[64];
	static size_t used;
	VettingQuestion *one = &pool[used++ % 64];

	vetting_question__init(one);
	one->number = number;
	one->text = "近三年是否有未办结的信访事项";
	one->kind = kind;
	one->adverse = adverse;
	return one;
}

static VettingAnswer *answer(unsigned number, YesNo said, const char *text)
{
	static VettingAnswer pool[64];
	static size_t used;
	VettingAnswer *one = &pool[used++ % 64];

	vetting_answer__init(one);
	one->number = number;
	one->said = said;
	one->text = text;
	return one;
}

/* Petitions: one question by yes or no, "yes" adverse, and one in words. Police: one question, for promotions alone. */
static void agencies(void)
{
	VettingQuestion *two[] = { question(1, QUESTION_KIND_YES_NO, YES_NO_YES), question(2, QUESTION_KIND_TEXT, YES_NO_UNSPECIFIED) };
	VettingQuestion *one[] = { question(1, QUESTION_KIND_YES_NO, YES_NO_NO) };
	AppointmentKind promotion[] = { APPOINTMENT_KIND_PROMOTION };

	unit("u-xf", UNIT_KIND_CITY_DEPARTMENT, CITY);
	unit("u-ga", UNIT_KIND_CITY_DEPARTMENT, CITY);
	WHEN(DefineVettingAgency, .agency = "xinfang", .name = "信访局", .unit_id = "u-xf", .n_questions = 2, .questions = two);
	ACCEPTED();
	WHEN(DefineVettingAgency, .agency = "gongan", .name = "公安局", .unit_id = "u-ga", .n_questions = 1, .questions = one, .n_kinds = 1,
	     .kinds = promotion);
	ACCEPTED();
}

/* Inspected and cleared, both agencies asked with the inspection. */
static void asked(void)
{
	const char *inspectors[] = { "c2", "c3" };

	recommended();
	agencies();
	WHEN(StartAppointmentInspection, .appointment_id = "a1", .notice_on = "2026-03-02", .n_inspectors = 2, .inspectors = inspectors);
	ACCEPTED();
	CHECK_INT(EMITTED_COUNT(VettingAsked), 2);
	all_clear("a1", "2026-03-02");
	WHEN(ConcludeAppointmentInspection, .appointment_id = "a1", .suitable = true, .summary = "好");
}

/* The paper that counts; its id lives until the next OPEN. */
static const VettingRow *paper(const char *agency)
{
	struct row_scan scan = vetting_by_appointment_id(world_state(), "a1");
	const VettingRow *row;

	while ((row = vetting_next(&scan)))
		if (row->state != VETTING_STATE_WITHDRAWN && strcmp(row->agency, agency) == 0)
			return row;
	CHECK(!"no paper");
	return NULL;
}

static const char *id_of(const char *agency)
{
	static char ids[8][64];
	static size_t used;
	const VettingRow *row = paper(agency);
	char *id = ids[used++ % 8];

	snprintf(id, sizeof ids[0], "%s", row ? row->vetting_id : "none");
	return id;
}

static void xinfang_says(YesNo said, const char *text)
{
	VettingAnswer *two[] = { answer(2, YES_NO_UNSPECIFIED, "无其他情况"), answer(1, said, text) };
	const char *id = id_of("xinfang");

	AGENCY("u-xf");
	WHEN(AnswerVetting, .vetting_id = id, .document = "信函〔2026〕1号", .n_answers = 2, .answers = two);
	ACTOR(OFFICERS, CITY);
}

static void gongan_says(YesNo said)
{
	VettingAnswer *one[] = { answer(1, said, said == YES_NO_NO ? "有违法记录" : "") };
	const char *id = id_of("gongan");

	AGENCY("u-ga");
	WHEN(AnswerVetting, .vetting_id = id, .document = "公函〔2026〕1号", .n_answers = 1, .answers = one);
	ACTOR(OFFICERS, CITY);
}

#endif
