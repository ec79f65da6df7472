/* Rank promotion: recommendation or appraisal and inspection, then the collective decision and its publicity. Row S4; W2.7.
 *
 *   NAMED -> PROCEDURE_DONE;  QUOTA_SECURED -> DECIDED -> PUBLICITY -(due: the last day has passed)-> PUBLICITY_OVER
 *
 * In:  RecordRankProcedure, DecideRankCase, StartRankPublicity; due moment.
 * Out: RankProcedureRecorded, RankDecided, RankPublicityStarted, RankPublicityEnded. */
#include <string.h>

#include "ranks.h"

enum refusal record_rank_procedure_decide(struct decision *d, const RecordRankProcedure *cmd)
{
	struct rank_step step;
	enum refusal refusal = rank_begin(d, cmd->rank_case_id, &step);

	if (refusal != REFUSAL_NONE)
		return refusal;
	if (step.row->state != RANK_CASE_STATE_NAMED)
		return decision_refuse(d, REFUSAL_STATE_WRONG, "rank_case_id", rank_case_state_label(step.row->state));
	if (strcmp(cmd->held_on, d->today) > 0)
		return decision_refuse(d, REFUSAL_DATE_FUTURE, "held_on", cmd->held_on);
	if (cmd->present > cmd->expected || cmd->in_favour > cmd->present)
		return decision_refuse(d, REFUSAL_RECOMMENDATION_COUNTS, "present", "");
	if (cmd->present * policy_number(d, "PROMO.QUORUM.WHOLE") < cmd->expected * policy_number(d, "PROMO.QUORUM.PART"))
		return decision_refuse(d, REFUSAL_QUORUM_MISSING, "present", "");
	if (cmd->in_favour * INT64_C(100) < cmd->present * policy_number(d, "PROMO.REC_MIN_PERCENT"))
		return decision_refuse(d, REFUSAL_RECOMMENDATION_LOW, "in_favour", "");
	if (!cmd->inspected)
		return decision_refuse(d, REFUSAL_RANK_NOT_INSPECTED, "inspected", "");
	emit_rank_procedure_recorded(d, &(RankProcedureRecorded){
		.rank_case_id = cmd->rank_case_id,
		.cadre_id = step.row->cadre_id,
		.held_on = cmd->held_on,
		.expected = cmd->expected,
		.present = cmd->present,
		.in_favour = cmd->in_favour,
		.summary = cmd->summary,
	});
	return REFUSAL_NONE;
}

enum refusal decide_rank_case_decide(struct decision *d, const DecideRankCase *cmd)
{
	struct rank_step step;
	struct rank_eligibility eligibility;
	enum refusal refusal = rank_begin(d, cmd->rank_case_id, &step);

	if (refusal != REFUSAL_NONE)
		return refusal;
	if (step.row->state != RANK_CASE_STATE_QUOTA_SECURED)
		return decision_refuse(d, REFUSAL_STATE_WRONG, "rank_case_id", rank_case_state_label(step.row->state));
	if (strcmp(cmd->vote->met_on, step.row->held_on) < 0)
		return decision_refuse(d, REFUSAL_APPOINTMENT_MET_BEFORE_INSPECTION, "vote.met_on", cmd->vote->met_on);
	refusal = rank_conditions(d, step.cadre, step.row->unit_id, step.row->rank, &eligibility);
	if (refusal == REFUSAL_NONE)
		refusal = rules_vote(d, cmd->vote, step.row->cadre_id, step.row->named_by);
	if (refusal != REFUSAL_NONE)
		return refusal;
	emit_rank_decided(d, &(RankDecided){
		.rank_case_id = cmd->rank_case_id,
		.cadre_id = step.row->cadre_id,
		.vote = cmd->vote,
	});
	return REFUSAL_NONE;
}

enum refusal start_rank_publicity_decide(struct decision *d, const StartRankPublicity *cmd)
{
	struct rank_step step;
	enum refusal refusal = rank_begin(d, cmd->rank_case_id, &step);
	const char *from, *until;

	if (refusal != REFUSAL_NONE)
		return refusal;
	if (step.row->state != RANK_CASE_STATE_DECIDED)
		return decision_refuse(d, REFUSAL_STATE_WRONG, "rank_case_id", rank_case_state_label(step.row->state));
	refusal = rules_publicity(d, "RANK.NOTICE", cmd->starts_on, cmd->ends_on, step.row->vote->met_on, &from, &until);
	if (refusal != REFUSAL_NONE)
		return refusal;
	decision_answer(d, "until_on", until);
	emit_rank_publicity_started(d, &(RankPublicityStarted){
		.rank_case_id = cmd->rank_case_id,
		.cadre_id = step.row->cadre_id,
		.from_on = from,
		.until_on = until,
	});
	return REFUSAL_NONE;
}

void due_rank_publicity(struct decision *d, const char *id)
{
	const RankCaseRow *row = rank_case_find(d->state, id);

	if (!row || row->state != RANK_CASE_STATE_PUBLICITY)
		return;
	emit_rank_publicity_ended(d, &(RankPublicityEnded){ .rank_case_id = id, .cadre_id = row->cadre_id });
}
