/* Comprehensive evaluation: W5.2. */
#include "welfare_lib.h"

#define ANSWER(q) &(EvaluationAnswer){ .question = EVALUATION_QUESTION_##q, .yes = true, .evidence = "e" }
#define FOUR .n_answers = 4, .answers = (EvaluationAnswer *[]){ ANSWER(MATTER_SETTLED), ANSWER(SITUATION_CALM), \
								ANSWER(REFLECTION_DEEP), ANSWER(ATTITUDE_GOOD) }
#define MEETING .meeting = &(CollectiveMeeting){ .held_on = "2026-09-03", .members = 9, .present = 7, .in_favour = 6 }

/* The period of c1 has just ended; answers the evaluation's id. */
static const char *due(void)
{
	people("2026-03-02");
	sanctioned("c1", "s1", "2026-09-01");
	bar("c1", BAR_GROUND_MEASURE, "2026-09-01");
	TODAY("2026-09-01");
	GIVEN(SanctionExpired, .sanction_id = "s1", .cadre_id = "c1", .expired_on = "2026-09-01");
	return evaluation("c1");
}

static const char *heard(void)
{
	due();
	TODAY("2026-09-03");
	WHEN(StartEvaluation, .evaluation_id = evaluation("c1"));
	ACCEPTED();
	WHEN(AnswerEvaluation, .evaluation_id = evaluation("c1"), FOUR);
	ACCEPTED();
	WHEN(HearObserved, .evaluation_id = evaluation("c1"), .statement = "我认识到", .heard_on = "2026-09-03");
	ACCEPTED();
	return evaluation("c1");
}

static const char *decided(ObservationOpinion opinion)
{
	const char *id = heard();
	WHEN(DecideEvaluation, .evaluation_id = id, MEETING, .opinion = opinion, .reason = "r",
	     .continue_until = opinion == OBSERVATION_OPINION_CONTINUE ? "2026-12-01" : "");
	ACCEPTED();
	return evaluation("c1");
}

TEST(it_is_due_when_the_last_measure_expires)
{
	people("2026-03-02");
	sanctioned("c1", "s1", "2026-09-01");
	sanctioned("c1", "s2", "2026-12-01");
	TODAY("2026-09-02");
	GIVEN(SanctionExpired, .sanction_id = "s1", .cadre_id = "c1", .expired_on = "2026-09-01");
	CHECK_INT(EMITTED_COUNT(EvaluationDue), 0);
	GIVEN(SanctionExpired, .sanction_id = "s2", .cadre_id = "c1", .expired_on = "2026-12-01");
	CHECK_INT(EMITTED_COUNT(EvaluationDue), 1);
	CHECK_INT(observation_state("c1"), OBSERVATION_STATE_PERIOD_END);
}

TEST(it_is_due_by_the_date_where_no_expiry_comes)
{
	people("2026-03-02");
	GIVEN(MeasureIssued, .measure_id = "m1", .cadre_id = "c1", .kind = MEASURE_KIND_ADMONITION, .issued_on = "2026-03-02");
	TODAY("2026-09-01");
	CHECK_INT(EMITTED_COUNT(EvaluationDue), 0);
	TODAY("2026-09-02");
	CHECK_TEXT(EMITTED(EvaluationDue)->start_by, "2026-09-16");
	GIVEN(SanctionExpired, .sanction_id = "m1", .cadre_id = "c1");
	CHECK_INT(EMITTED_COUNT(EvaluationDue), 0); /* once */
}

TEST(it_starts_within_ten_working_days_or_passes_to_the_head)
{
	const char *id = due();
	CHECK_TEXT(evaluation_find(world_state(), id)->start_by, "2026-09-15");
	TODAY("2026-09-15");
	CHECK_INT(EMITTED_COUNT(EvaluationOverdue), 0);
	TODAY("2026-09-16");
	CHECK_INT(EMITTED_COUNT(EvaluationOverdue), 1);
	WHEN(StartEvaluation, .evaluation_id = evaluation("c1"));
	ACCEPTED();
}

TEST(not_before_the_bar_has_expired)
{
	due();
	WHEN(StartEvaluation, .evaluation_id = evaluation("c1")); /* on the last day itself */
	REFUSED(REFUSAL_EVALUATION_BEFORE_EXPIRY);
	TODAY("2026-09-02");
	WHEN(StartEvaluation, .evaluation_id = evaluation("c1"));
	ACCEPTED();
	WHEN(StartEvaluation, .evaluation_id = "evaluate-none");
	REFUSED(REFUSAL_EVALUATION_UNKNOWN);
}

TEST(the_mentor_does_not_lead_it)
{
	people("2026-03-02");
	sanctioned("c1", "s1", "2026-09-01");
	WHEN(PlanObservation, .observation_id = observed("c1"), .mentor_id = "c2", .n_tasks = 1,
	     .tasks = (const char *[]){ "t" });
	TODAY("2026-09-02");
	ACTOR_CADRE("org.supervision", "150400", "u1", "c2");
	WHEN(StartEvaluation, .evaluation_id = evaluation("c1"));
	REFUSED(REFUSAL_EVALUATOR_IS_MENTOR);
	ACTOR_CADRE("org.supervision", "150400", "u1", "c1");
	WHEN(StartEvaluation, .evaluation_id = evaluation("c1"));
	REFUSED(REFUSAL_SELF_DEALING);
}

TEST(an_open_report_is_no_reason_to_wait)
{
	due();
	TODAY("2026-09-02");
	GIVEN(BarImposed, .bar_id = "b2", .cadre_id = "c1", .ground = BAR_GROUND_OPEN_REPORT, .from_on = "2026-09-02",
	      .until_on = "2026-12-31", .provisional = true);
	WHEN(StartEvaluation, .evaluation_id = evaluation("c1"));
	ACCEPTED();
}

TEST(four_questions_each_with_evidence)
{
	due();
	TODAY("2026-09-02");
	WHEN(AnswerEvaluation, .evaluation_id = evaluation("c1"), FOUR);
	REFUSED(REFUSAL_STATE_WRONG);
	WHEN(StartEvaluation, .evaluation_id = evaluation("c1"));
	WHEN(AnswerEvaluation, .evaluation_id = evaluation("c1"), .n_answers = 3,
	     .answers = (EvaluationAnswer *[]){ ANSWER(MATTER_SETTLED), ANSWER(SITUATION_CALM), ANSWER(ATTITUDE_GOOD) });
	REFUSED(REFUSAL_EVALUATION_ANSWER_MISSING);
	WHEN(AnswerEvaluation, .evaluation_id = evaluation("c1"), .n_answers = 2,
	     .answers = (EvaluationAnswer *[]){ ANSWER(MATTER_SETTLED), ANSWER(MATTER_SETTLED) });
	REFUSED(REFUSAL_VALUE_DUPLICATE);
	WHEN(AnswerEvaluation, .evaluation_id = evaluation("c1"), .n_answers = 1,
	     .answers = (EvaluationAnswer *[]){ &(EvaluationAnswer){ .question = EVALUATION_QUESTION_ATTITUDE_GOOD } });
	REFUSED(REFUSAL_EVALUATION_EVIDENCE_MISSING);
	WHEN(DecideEvaluation, .evaluation_id = evaluation("c1"), MEETING, .opinion = OBSERVATION_OPINION_PROMOTABLE);
	REFUSED(REFUSAL_EVALUATION_ANSWER_MISSING);
}

TEST(the_person_is_heard_or_waives_it)
{
	due();
	TODAY("2026-09-03");
	WHEN(StartEvaluation, .evaluation_id = evaluation("c1"));
	WHEN(HearObserved, .evaluation_id = evaluation("c1"), .statement = "s", .heard_on = "2026-09-03");
	REFUSED(REFUSAL_STATE_WRONG);
	WHEN(AnswerEvaluation, .evaluation_id = evaluation("c1"), FOUR);
	WHEN(DecideEvaluation, .evaluation_id = evaluation("c1"), MEETING, .opinion = OBSERVATION_OPINION_PROMOTABLE);
	REFUSED(REFUSAL_STATEMENT_MISSING);
	WHEN(HearObserved, .evaluation_id = evaluation("c1"), .heard_on = "2026-09-03");
	REFUSED(REFUSAL_STATEMENT_MISSING);
	WHEN(HearObserved, .evaluation_id = evaluation("c1"), .statement = "s", .heard_on = "2026-09-04");
	REFUSED(REFUSAL_DATE_FUTURE);
	WHEN(HearObserved, .evaluation_id = evaluation("c1"), .waiver_document = "放弃声明", .heard_on = "2026-09-03");
	ACCEPTED();
	WHEN(HearObserved, .evaluation_id = evaluation("c1"), .statement = "s", .heard_on = "2026-09-03");
	REFUSED(REFUSAL_EVALUATION_HEARD_TWICE);
}

TEST(a_meeting_decides_with_quorum_and_majority)
{
	const char *id = heard();
	WHEN(DecideEvaluation, .evaluation_id = id, .opinion = OBSERVATION_OPINION_PROMOTABLE,
	     .meeting = &(CollectiveMeeting){ .held_on = "2026-09-03", .members = 9, .present = 5, .in_favour = 5 });
	REFUSED(REFUSAL_QUORUM_MISSING);
	WHEN(DecideEvaluation, .evaluation_id = id, .opinion = OBSERVATION_OPINION_PROMOTABLE,
	     .meeting = &(CollectiveMeeting){ .held_on = "2026-09-03", .members = 8, .present = 6, .in_favour = 4 });
	REFUSED(REFUSAL_VOTE_FAILED);
	WHEN(DecideEvaluation, .evaluation_id = id, .opinion = OBSERVATION_OPINION_PROMOTABLE,
	     .meeting = &(CollectiveMeeting){ .held_on = "2026-09-03", .members = 8, .present = 6, .in_favour = 7 });
	REFUSED(REFUSAL_VOTES_INCONSISTENT);
	WHEN(DecideEvaluation, .evaluation_id = id, .opinion = OBSERVATION_OPINION_PROMOTABLE,
	     .meeting = &(CollectiveMeeting){ .held_on = "2026-09-03", .members = 9, .present = 6, .in_favour = 5 });
	ACCEPTED();
}

TEST(a_negative_opinion_has_a_reason_and_an_end)
{
	const char *id = heard();
	WHEN(DecideEvaluation, .evaluation_id = id, MEETING);
	REFUSED(REFUSAL_OPINION_REQUIRED);
	WHEN(DecideEvaluation, .evaluation_id = id, MEETING, .opinion = OBSERVATION_OPINION_NOT_YET);
	REFUSED(REFUSAL_EVALUATION_REASON_MISSING);
	WHEN(DecideEvaluation, .evaluation_id = id, MEETING, .opinion = OBSERVATION_OPINION_CONTINUE, .reason = "r",
	     .continue_until = "2026-09-03");
	REFUSED(REFUSAL_DATE_ORDER);
	WHEN(DecideEvaluation, .evaluation_id = id, MEETING, .opinion = OBSERVATION_OPINION_CONTINUE, .reason = "r",
	     .continue_until = "2027-03-04");
	REFUSED(REFUSAL_CONTINUE_TOO_LONG);
}

TEST(a_good_opinion_makes_eligible_and_ends_with_telling_him)
{
	const char *id = decided(OBSERVATION_OPINION_FURTHER_USE);
	CHECK(EMITTED(ObservationConcluded)->eligible);
	CHECK_INT(EMITTED(ObservationConcluded)->opinion, OBSERVATION_OPINION_FURTHER_USE);
	CHECK_INT(EMITTED(TalkDue)->trigger, TALK_TRIGGER_MOOD);
	CHECK_TEXT(EMITTED(EvaluationDecided)->inform_by, "2026-09-10");
	CHECK_INT(observation_state("c1"), OBSERVATION_STATE_CONCLUDED);
	WHEN(ResettleObserved, .evaluation_id = id, .unit_id = "u4", .title = "t", .resettled_on = "2026-09-03");
	REFUSED(REFUSAL_RESETTLEMENT_NOT_SUITABLE);
	WHEN(InformEvaluated, .evaluation_id = id, .informed_on = "2026-09-02");
	REFUSED(REFUSAL_DATE_ORDER);
	WHEN(InformEvaluated, .evaluation_id = id, .informed_on = "2026-09-03");
	ACCEPTED();
	CHECK_INT(evaluation_find(world_state(), id)->state, EVALUATION_STATE_CLOSED);
}

TEST(resettlement_within_sixty_days)
{
	const char *id = decided(OBSERVATION_OPINION_RESETTLE);
	WHEN(ResettleObserved, .evaluation_id = id, .unit_id = "u4", .title = "t", .resettled_on = "2026-09-03");
	REFUSED(REFUSAL_STATE_WRONG);
	WHEN(InformEvaluated, .evaluation_id = id, .informed_on = "2026-09-03");
	CHECK_TEXT(EMITTED(ResettlementDue)->resettle_by, "2026-11-02");
	TODAY("2026-11-03");
	CHECK_INT(EMITTED_COUNT(ResettlementOverdue), 1);
	WHEN(ResettleObserved, .evaluation_id = id, .unit_id = "u-none", .title = "t", .resettled_on = "2026-11-03");
	REFUSED(REFUSAL_UNIT_UNKNOWN);
	WHEN(ResettleObserved, .evaluation_id = id, .unit_id = "u4", .title = "四级调研员", .resettled_on = "2026-11-03");
	ACCEPTED();
	CHECK_INT(evaluation_find(world_state(), id)->state, EVALUATION_STATE_RESETTLED);
}

TEST(an_appointment_is_a_resettlement)
{
	const char *id = decided(OBSERVATION_OPINION_RESETTLE);
	WHEN(InformEvaluated, .evaluation_id = id, .informed_on = "2026-09-03");
	GIVEN(Appointed, .appointment_id = "a1", .cadre_id = "c1", .kind = APPOINTMENT_KIND_RESETTLEMENT, .unit_id = "u4",
	      .post_title = "副局长", .effective_on = "2026-09-20");
	CHECK_TEXT(EMITTED(ObservedResettled)->title, "副局长");
}

TEST(continued_observation_ends_in_a_new_evaluation)
{
	const char *id = decided(OBSERVATION_OPINION_CONTINUE);
	CHECK(!EMITTED(ObservationConcluded)->eligible);
	CHECK_TEXT(EMITTED(ObservationContinued)->until_on, "2026-12-01");
	CHECK_INT(observation_state("c1"), OBSERVATION_STATE_ENROLLED);
	WHEN(InformEvaluated, .evaluation_id = id, .informed_on = "2026-09-03");
	CHECK_INT(evaluation_find(world_state(), id)->state, EVALUATION_STATE_CONTINUED);
	TODAY("2026-12-01");
	CHECK_INT(EMITTED_COUNT(EvaluationDue), 0);
	TODAY("2026-12-02");
	CHECK_TEXT(EMITTED(EvaluationDue)->cadre_id, "c1");
	CHECK(strcmp(EMITTED(EvaluationDue)->evaluation_id, id) != 0);
}

TEST(a_new_sanction_voids_the_evaluation)
{
	const char *id = due();
	sanctioned("c1", "s2", "2027-03-01");
	CHECK_TEXT(EMITTED(EvaluationVoided)->evaluation_id, id);
	CHECK_INT(observation_state("c1"), OBSERVATION_STATE_ENROLLED);
	TODAY("2026-09-16");
	CHECK_INT(EMITTED_COUNT(EvaluationOverdue), 0);
}

TEST_MAIN()
