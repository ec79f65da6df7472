/* Comprehensive evaluation after the influence period, and resettlement (观察期综合评估、重新安置): row W2, W5.2.
 *
 *   DUE -> COLLECTING -> ASSESSED -> HEARD -> OPINION -> INFORMED -> RESETTLED     (opinion: resettle)
 *                                                   |--> CLOSED                   (usable, promotable, not yet)
 *                                                   |--> CONTINUED                (observed on, at most OBS.CONTINUE_MAX)
 *
 * Due by itself when the last measure has expired; nobody decides before the person was heard.
 * In:  StartEvaluation, AnswerEvaluation, HearObserved, DecideEvaluation, InformEvaluated, ResettleObserved; an
 *      appointment of the person (react.c); overdue starts and resettlements (due.c).
 * Out: EvaluationStarted .. ObservedResettled, ObservationConcluded, ObservationContinued, ResettlementDue. */
#include <string.h>

#include "meetings.h"
#include "roster/people.h"
#include "talks.h"

#define QUESTION_COUNT 4

static enum refusal evaluation_of_actor(struct decision *d, const char *id, const EvaluationRow **out)
{
	const EvaluationRow *row = evaluation_find(d->state, id);
	const CadreRow *cadre = row ? cadre_find(d->state, row->cadre_id) : NULL;

	*out = row;
	if (!row || !cadre)
		return decision_refuse(d, REFUSAL_EVALUATION_UNKNOWN, "evaluation_id", id);
	if (!actor_may_manage(d->actor, cadre))
		return decision_refuse(d, REFUSAL_OUTSIDE_AUTHORITY, "evaluation_id", id);
	if (actor_is(d->actor, row->cadre_id))
		return decision_refuse(d, REFUSAL_SELF_DEALING, "evaluation_id", id);
	return REFUSAL_NONE;
}

static enum refusal evaluation_at(struct decision *d, const char *id, EvaluationState state, const EvaluationRow **out)
{
	enum refusal refusal = evaluation_of_actor(d, id, out);

	if (refusal == REFUSAL_NONE && (*out)->state != state)
		return decision_refuse(d, REFUSAL_STATE_WRONG, "evaluation_id", id);
	return refusal;
}

/* A bar of a measure, not of an open report: that one is presumption and no part of this. */
static bool measure_bar_runs(const struct state *s, const char *cadre_id, const char *today)
{
	const BarRow *bar;
	struct row_scan scan = bar_scan_1(s, cadre_id);

	while ((bar = bar_next(&scan)))
		if (bar->ground == BAR_GROUND_MEASURE && strcmp(bar->from_on, today) <= 0 &&
		    (bar->until_on[0] == '\0' || strcmp(bar->until_on, today) >= 0))
			return true;
	return false;
}

enum refusal start_evaluation_decide(struct decision *d, const StartEvaluation *cmd)
{
	const EvaluationRow *row;
	const ObservationRow *observation;
	enum refusal refusal = evaluation_at(d, cmd->evaluation_id, EVALUATION_STATE_DUE, &row);

	if (refusal != REFUSAL_NONE)
		return refusal;
	if (measure_bar_runs(d->state, row->cadre_id, d->today))
		return decision_refuse(d, REFUSAL_EVALUATION_BEFORE_EXPIRY, "evaluation_id", cmd->evaluation_id);
	observation = observation_find(d->state, row->observation_id);
	if (observation && actor_is(d->actor, observation->mentor_id))
		return decision_refuse(d, REFUSAL_EVALUATOR_IS_MENTOR, "evaluation_id", cmd->evaluation_id);
	emit_evaluation_started(d, &(EvaluationStarted){ .evaluation_id = row->evaluation_id,
							 .cadre_id = row->cadre_id, .started_on = d->today });
	return REFUSAL_NONE;
}

enum refusal answer_evaluation_decide(struct decision *d, const AnswerEvaluation *cmd)
{
	const EvaluationRow *row;
	bool answered[QUESTION_COUNT + 1] = { false };
	enum refusal refusal = evaluation_at(d, cmd->evaluation_id, EVALUATION_STATE_COLLECTING, &row);

	if (refusal != REFUSAL_NONE)
		return refusal;
	for (size_t i = 0; i < cmd->n_answers; i++) {
		const EvaluationAnswer *answer = cmd->answers[i];
		if (answer->evidence[0] == '\0')
			return decision_refuse_row(d, REFUSAL_EVALUATION_EVIDENCE_MISSING, (uint32_t)i + 1, "answers", "");
		if (answered[answer->question])
			return decision_refuse_row(d, REFUSAL_VALUE_DUPLICATE, (uint32_t)i + 1, "answers", "");
		answered[answer->question] = true;
	}
	for (size_t q = 1; q <= QUESTION_COUNT; q++)
		if (!answered[q])
			return decision_refuse(d, REFUSAL_EVALUATION_ANSWER_MISSING, "answers", "");
	emit_evaluation_answered(d, &(EvaluationAnswered){
		.evaluation_id = row->evaluation_id,
		.cadre_id = row->cadre_id,
		.n_answers = cmd->n_answers,
		.answers = cmd->answers,
	});
	return REFUSAL_NONE;
}

enum refusal hear_observed_decide(struct decision *d, const HearObserved *cmd)
{
	const EvaluationRow *row;
	enum refusal refusal = evaluation_of_actor(d, cmd->evaluation_id, &row);

	if (refusal != REFUSAL_NONE)
		return refusal;
	if (row->state == EVALUATION_STATE_HEARD)
		return decision_refuse(d, REFUSAL_EVALUATION_HEARD_TWICE, "evaluation_id", cmd->evaluation_id);
	if (row->state != EVALUATION_STATE_ASSESSED)
		return decision_refuse(d, REFUSAL_STATE_WRONG, "evaluation_id", cmd->evaluation_id);
	if (cmd->statement[0] == '\0' && cmd->waiver_document[0] == '\0')
		return decision_refuse(d, REFUSAL_STATEMENT_MISSING, "statement", "");
	if (strcmp(cmd->heard_on, d->today) > 0)
		return decision_refuse(d, REFUSAL_DATE_FUTURE, "heard_on", cmd->heard_on);
	emit_observed_heard(d, &(ObservedHeard){
		.evaluation_id = row->evaluation_id,
		.cadre_id = row->cadre_id,
		.statement = cmd->statement,
		.waiver_document = cmd->waiver_document,
		.heard_on = cmd->heard_on,
	});
	return REFUSAL_NONE;
}

static bool negative(ObservationOpinion opinion)
{
	return opinion == OBSERVATION_OPINION_NOT_YET || opinion == OBSERVATION_OPINION_CONTINUE;
}

static enum refusal opinion_complete(struct decision *d, const DecideEvaluation *cmd)
{
	if (cmd->opinion == OBSERVATION_OPINION_UNSPECIFIED)
		return decision_refuse(d, REFUSAL_OPINION_REQUIRED, "opinion", "");
	if (negative(cmd->opinion) && cmd->reason[0] == '\0')
		return decision_refuse(d, REFUSAL_EVALUATION_REASON_MISSING, "reason", "");
	if (cmd->opinion != OBSERVATION_OPINION_CONTINUE)
		return REFUSAL_NONE;
	if (strcmp(cmd->continue_until, d->today) <= 0)
		return decision_refuse(d, REFUSAL_DATE_ORDER, "continue_until", cmd->continue_until);
	if (strcmp(cmd->continue_until, date_add_months(d, d->today, (int)policy_number(d, "OBS.CONTINUE_MAX"))) > 0)
		return decision_refuse(d, REFUSAL_CONTINUE_TOO_LONG, "continue_until", cmd->continue_until);
	return REFUSAL_NONE;
}

static enum refusal ready_to_decide(struct decision *d, const EvaluationRow *row)
{
	switch (row->state) {
	case EVALUATION_STATE_HEARD:
		return REFUSAL_NONE;
	case EVALUATION_STATE_COLLECTING:
		return decision_refuse(d, REFUSAL_EVALUATION_ANSWER_MISSING, "evaluation_id", row->evaluation_id);
	case EVALUATION_STATE_ASSESSED:
		return decision_refuse(d, REFUSAL_STATEMENT_MISSING, "evaluation_id", row->evaluation_id);
	default:
		return decision_refuse(d, REFUSAL_STATE_WRONG, "evaluation_id", row->evaluation_id);
	}
}

static void conclude(struct decision *d, const EvaluationRow *row, const DecideEvaluation *cmd)
{
	emit_observation_concluded(d, &(ObservationConcluded){
		.observation_id = row->observation_id,
		.cadre_id = row->cadre_id,
		.opinion = cmd->opinion,
		.concluded_on = d->today,
		.eligible = !negative(cmd->opinion),
	});
	if (cmd->opinion == OBSERVATION_OPINION_CONTINUE)
		emit_observation_continued(d, &(ObservationContinued){ .observation_id = row->observation_id,
								       .cadre_id = row->cadre_id,
								       .until_on = cmd->continue_until });
	talk_open(d, row->cadre_id, TALK_TRIGGER_MOOD, row->observation_id);
}

enum refusal decide_evaluation_decide(struct decision *d, const DecideEvaluation *cmd)
{
	const EvaluationRow *row;
	enum refusal refusal = evaluation_of_actor(d, cmd->evaluation_id, &row);

	if (refusal == REFUSAL_NONE)
		refusal = ready_to_decide(d, row);
	if (refusal == REFUSAL_NONE)
		refusal = meeting_carries(d, cmd->meeting);
	if (refusal == REFUSAL_NONE)
		refusal = opinion_complete(d, cmd);
	if (refusal != REFUSAL_NONE)
		return refusal;
	emit_evaluation_decided(d, &(EvaluationDecided){
		.evaluation_id = row->evaluation_id,
		.observation_id = row->observation_id,
		.cadre_id = row->cadre_id,
		.opinion = cmd->opinion,
		.reason = cmd->reason,
		.meeting = cmd->meeting,
		.continue_until = cmd->opinion == OBSERVATION_OPINION_CONTINUE ? cmd->continue_until : "",
		.inform_by = policy_deadline(d, "OBS.INFORM_WITHIN"),
		.decided_on = d->today,
	});
	conclude(d, row, cmd);
	return REFUSAL_NONE;
}

enum refusal inform_evaluated_decide(struct decision *d, const InformEvaluated *cmd)
{
	const EvaluationRow *row;
	enum refusal refusal = evaluation_at(d, cmd->evaluation_id, EVALUATION_STATE_OPINION, &row);

	if (refusal != REFUSAL_NONE)
		return refusal;
	if (strcmp(cmd->informed_on, d->today) > 0)
		return decision_refuse(d, REFUSAL_DATE_FUTURE, "informed_on", cmd->informed_on);
	if (strcmp(cmd->informed_on, row->decided_on) < 0)
		return decision_refuse(d, REFUSAL_DATE_ORDER, "informed_on", cmd->informed_on);
	emit_evaluated_informed(d, &(EvaluatedInformed){ .evaluation_id = row->evaluation_id,
							 .cadre_id = row->cadre_id,
							 .informed_on = cmd->informed_on });
	if (row->opinion == OBSERVATION_OPINION_RESETTLE)
		emit_resettlement_due(d, &(ResettlementDue){
			.evaluation_id = row->evaluation_id,
			.cadre_id = row->cadre_id,
			.resettle_by = policy_deadline(d, "OBS.RESETTLE_WITHIN"),
		});
	return REFUSAL_NONE;
}

enum refusal resettle_observed_decide(struct decision *d, const ResettleObserved *cmd)
{
	const EvaluationRow *row;
	enum refusal refusal = evaluation_of_actor(d, cmd->evaluation_id, &row);

	if (refusal != REFUSAL_NONE)
		return refusal;
	if (row->state >= EVALUATION_STATE_OPINION && row->opinion != OBSERVATION_OPINION_RESETTLE)
		return decision_refuse(d, REFUSAL_RESETTLEMENT_NOT_SUITABLE, "evaluation_id", cmd->evaluation_id);
	if (row->state != EVALUATION_STATE_INFORMED)
		return decision_refuse(d, REFUSAL_STATE_WRONG, "evaluation_id", cmd->evaluation_id);
	if (!unit_find(d->state, cmd->unit_id))
		return decision_refuse(d, REFUSAL_UNIT_UNKNOWN, "unit_id", cmd->unit_id);
	if (strcmp(cmd->resettled_on, d->today) > 0)
		return decision_refuse(d, REFUSAL_DATE_FUTURE, "resettled_on", cmd->resettled_on);
	emit_observed_resettled(d, &(ObservedResettled){
		.evaluation_id = row->evaluation_id,
		.cadre_id = row->cadre_id,
		.unit_id = cmd->unit_id,
		.title = cmd->title,
		.resettled_on = cmd->resettled_on,
	});
	return REFUSAL_NONE;
}
