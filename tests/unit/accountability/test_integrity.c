/* The integrity opinion: asked by message, laid beside what is known, answered by the commission within its day. */
#include "report_lib.h"

static void as_commission(void)
{
	ACTOR_CADRE("discipline", CITY, "cdi", "inspector");
}

static void asked(const char *request_id)
{
	GIVEN(ClearanceRequested, .appointment_id = "a1", .cadre_id = "c1", .requested_on = "2026-03-02", .reply_by = "2026-03-16",
	      .post_title = "局长", .request_id = request_id, .authority = CITY);
}

static const IntegrityRequestRow *request(const char *id)
{
	return integrity_request_find(world_state(), id);
}

#define ANSWER(op, why) \
	WHEN(AnswerIntegrity, .request_id = "q1", .opinion = INTEGRITY_OPINION_##op, .ground = why, .document = "纪函1号")

TEST(a_question_from_personnel_waits_for_the_commission)
{
	city("2026-03-02");
	asked("q1");
	CHECK_TEXT(EMITTED(IntegrityAsked)->reply_by, "2026-03-16");
	CHECK_INT(EMITTED(IntegrityMatched)->n_matters, 0);
	CHECK_INT(request("q1")->state, INTEGRITY_STATE_ASKED);
	as_commission();
	ANSWER(NO_OBJECTION, "");
	ACCEPTED();
	CHECK_TEXT(EMITTED(IntegrityOpinionGiven)->appointment_id, "a1");
	CHECK_TEXT(EMITTED(IntegrityOpinionGiven)->answered_on, "2026-03-02");
	CHECK(!EMITTED(IntegrityOpinionGiven)->late);
	ANSWER(NO_OBJECTION, "");
	REFUSED(REFUSAL_INTEGRITY_SETTLED);
}

TEST(a_question_of_the_time_before_messages_is_left_alone)
{
	city("2026-03-02");
	asked("");
	CHECK_INT(world_events(), 0);
}

TEST(what_is_open_is_laid_beside_the_question)
{
	const char *report = registered();
	WHEN(RegisterSanction, .cadre_id = "c1", .kind = MEASURE_KIND_GOV_WARNING, .organ = DECIDING_ORGAN_CDI, .document = "处1号",
	     .decided_on = "2026-03-02", .effective_on = "2026-03-02");
	ACCEPTED();
	WHEN(RaiseWarning, .cadre_id = "c1", .ground = "推进不力", .behavior = BEHAVIOR_KIND_SLOW_ACTION, .origin = "f1");
	WHEN(OpenResponse, .cadre_id = "c1", .cause = RESPONSE_CAUSE_LIST_TAIL, .finding = "事实", .behavior = BEHAVIOR_KIND_SLOW_ACTION);
	asked("q1");
	const IntegrityMatched *e = EMITTED(IntegrityMatched);
	CHECK_INT(e->n_matters, 4);
	CHECK_INT(e->matters[0]->kind, KNOWN_MATTER_KIND_REPORT);
	CHECK_TEXT(e->matters[0]->matter_id, report);
	CHECK_INT(e->matters[1]->kind, KNOWN_MATTER_KIND_WARNING);
	CHECK_INT(e->matters[2]->kind, KNOWN_MATTER_KIND_RESPONSE);
	CHECK_INT(e->matters[3]->kind, KNOWN_MATTER_KIND_SANCTION);
	CHECK_TEXT(e->matters[3]->since_on, "2026-03-02");
	CHECK_INT(known_matters_find(world_state(), "q1")->n_matters, 4);
}

TEST(an_adjustment_under_way_is_known_and_one_dropped_is_not)
{
	city("2026-03-02");
	WHEN(OpenAdjustment, .cadre_id = "c1", .situation = UNFIT_SITUATION_U08, .cause = RESPONSE_CAUSE_NO_CHANGE,
	     .behavior = BEHAVIOR_KIND_INACTION);
	const char *id = world_answer("adjustment_id");
	asked("q1");
	CHECK_INT(EMITTED(IntegrityMatched)->matters[0]->kind, KNOWN_MATTER_KIND_ADJUSTMENT);
	as_officer();
	WHEN(DropAdjustment, .adjustment_id = id, .reason = "不成立");
	asked("q2");
	CHECK_INT(EMITTED(IntegrityMatched)->n_matters, 0);
}

TEST(no_objection_beside_an_open_matter_has_to_be_explained)
{
	city("2026-03-02");
	asked("q1");
	as_officer();
	WHEN(RaiseWarning, .cadre_id = "c1", .ground = "推进不力", .behavior = BEHAVIOR_KIND_SLOW_ACTION, .origin = "f1");
	as_commission();
	ANSWER(NO_OBJECTION, "");                       /* it came after the question and counts all the same */
	REFUSED(REFUSAL_INTEGRITY_MATTER_OPEN);
	ANSWER(NO_OBJECTION, "预警事项与拟任岗位无关，正在转变");
	ACCEPTED();
	CHECK_TEXT(EMITTED(MatterNoted)->matter_id, "q1");
}

TEST(an_objection_needs_its_ground)
{
	city("2026-03-02");
	asked("q1");
	as_commission();
	ANSWER(OBJECTION, "");
	REFUSED(REFUSAL_INTEGRITY_GROUND);
	ANSWER(OBJECTION, "有问题线索正在核实");
	ACCEPTED();
	CHECK_INT(EMITTED(IntegrityOpinionGiven)->opinion, INTEGRITY_OPINION_OBJECTION);
	CHECK_INT(EMITTED(MatterNoted)->kind, NOTE_KIND_INTEGRITY);
}

TEST(a_ground_never_names_a_reporter)
{
	registered();
	asked("q1");
	as_commission();
	ANSWER(OBJECTION, "巴 特 尔 反映的问题正在核实");
	REFUSED(REFUSAL_REPORTER_IN_TEXT);
}

TEST(not_yet_is_an_answer_a_few_times)
{
	city("2026-03-02");
	POLICY("INTEGRITY.DEFERRALS_MAX", "1", "number");
	asked("q1");
	as_commission();
	ANSWER(NOT_YET, "");
	REFUSED(REFUSAL_INTEGRITY_GROUND);
	ANSWER(NOT_YET, "正在核实");
	ACCEPTED();
	CHECK_TEXT(EMITTED(IntegrityDeferred)->reply_by, "2026-03-16");
	CHECK_INT(EMITTED_COUNT(IntegrityOpinionGiven), 0);
	CHECK_INT(request("q1")->state, INTEGRITY_STATE_DEFERRED);
	ANSWER(NOT_YET, "还在核实");
	REFUSED(REFUSAL_INTEGRITY_DEFERRED_OFTEN);
	ANSWER(NO_OBJECTION, "");
	ACCEPTED();
}

TEST(past_its_day_it_becomes_a_matter_of_who_asked)
{
	city("2026-03-02");
	asked("q1");
	TODAY("2026-03-16");
	CHECK_INT(EMITTED_COUNT(IntegrityOverdue), 0);
	TODAY("2026-03-17");
	CHECK_TEXT(EMITTED(IntegrityOverdue)->reply_by, "2026-03-16");
	CHECK(request("q1")->overdue);
	as_commission();
	ANSWER(NO_OBJECTION, "");
	CHECK(EMITTED(IntegrityOpinionGiven)->late);
	CHECK_INT(EMITTED_COUNT(IntegrityLateSettled), 1);
	TODAY("2026-06-01");
	CHECK_INT(EMITTED_COUNT(IntegrityOverdue), 0);
}

TEST(a_new_question_and_the_end_of_the_appointment_withdraw_the_old_one)
{
	city("2026-03-02");
	asked("q1");
	asked("q2");
	CHECK_TEXT(EMITTED(IntegrityWithdrawn)->request_id, "q1");
	CHECK_INT(request("q1")->state, INTEGRITY_STATE_WITHDRAWN);
	as_commission();
	ANSWER(NO_OBJECTION, "");
	REFUSED(REFUSAL_INTEGRITY_SETTLED);
	TODAY("2026-03-17");
	GIVEN(AppointmentAborted, .appointment_id = "a1", .cadre_id = "c1", .reason = "本人放弃", .step = "考察中");
	CHECK_TEXT(EMITTED(IntegrityWithdrawn)->request_id, "q2");
	CHECK_INT(EMITTED_COUNT(IntegrityLateSettled), 1);
	GIVEN(AppointmentAborted, .appointment_id = "a9", .cadre_id = "c1", .reason = "x", .step = "动议");
	CHECK_INT(world_events(), 0);
}

TEST(the_commission_of_the_region_that_asks_answers_and_nobody_in_his_own_matter)
{
	city("2026-03-02");
	asked("q1");
	as_head();
	ANSWER(NO_OBJECTION, "");
	REFUSED(REFUSAL_ROLE_MISSING);
	ACTOR_CADRE("discipline", "150404", "cdi", "inspector");
	ANSWER(NO_OBJECTION, "");
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
	ACTOR_CADRE("discipline", CITY, "u1", "c1");
	ANSWER(NO_OBJECTION, "");
	REFUSED(REFUSAL_SELF_DEALING);
	as_commission();
	WHEN(AnswerIntegrity, .request_id = "q9", .opinion = INTEGRITY_OPINION_NO_OBJECTION, .document = "纪函1号");
	REFUSED(REFUSAL_INTEGRITY_UNKNOWN);
}
TEST_MAIN()
