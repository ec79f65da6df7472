/* Rank promotion, last step: approved and in effect, or ended without a promotion. Row S4; workflow W2.7; metric: 49 ranks.
 *
 *   PUBLICITY_OVER -> EFFECTIVE;  NAMED .. PUBLICITY_OVER -> ABORTED
 *
 * In:  EffectRankPromotion, AbortRankCase.
 * Out: RankPromoted and CadreRevised in one decision; RankCaseAborted; PooledQuotaReturned. */
#include <string.h>

#include "quota.h"
#include "ranks.h"
#include "revise.h"

static enum refusal check_ripe(struct decision *d, const struct rank_step *step, const char *effective_on)
{
	struct rank_eligibility eligibility;

	if (step->row->state == RANK_CASE_STATE_PUBLICITY)
		return decision_refuse(d, REFUSAL_APPOINTMENT_PUBLICITY_RUNNING, "rank_case_id", step->row->public_until);
	if (step->row->state != RANK_CASE_STATE_PUBLICITY_OVER)
		return decision_refuse(d, REFUSAL_STATE_WRONG, "rank_case_id", rank_case_state_label(step->row->state));
	if (strcmp(effective_on, step->row->vote->met_on) < 0)
		return decision_refuse(d, REFUSAL_APPOINTMENT_BEFORE_DECISION, "effective_on", effective_on);
	if (strcmp(effective_on, d->today) > 0)
		return decision_refuse(d, REFUSAL_DATE_FUTURE, "effective_on", effective_on);
	return rank_conditions(d, step->cadre, step->row->unit_id, step->row->rank, &eligibility);
}

enum refusal effect_rank_promotion_decide(struct decision *d, const EffectRankPromotion *cmd)
{
	struct rank_step step;
	enum refusal refusal = rank_begin(d, cmd->rank_case_id, &step);
	const char *effective_on = cmd->effective_on[0] ? cmd->effective_on : d->today;
	CadreRegistered now;

	if (refusal == REFUSAL_NONE)
		refusal = check_ripe(d, &step, effective_on);
	if (refusal != REFUSAL_NONE)
		return refusal;
	emit_rank_promoted(d, &(RankPromoted){
		.rank_case_id = cmd->rank_case_id,
		.cadre_id = step.row->cadre_id,
		.rank = step.row->rank,
		.quota_source = step.row->quota_source,
		.pool_id = step.row->pool_id,
		.unit_id = step.row->unit_id,
		.effective_on = effective_on,
	});
	now = *step.cadre;
	now.rank = step.row->rank;
	now.rank_since = effective_on;
	cadre_revise(d, step.cadre, &now, cmd->rank_case_id, true);
	return REFUSAL_NONE;
}

enum refusal abort_rank_case_decide(struct decision *d, const AbortRankCase *cmd)
{
	struct rank_step step;
	enum refusal refusal = rank_begin(d, cmd->rank_case_id, &step);

	if (refusal != REFUSAL_NONE)
		return refusal;
	if (!rules_rank_case_open(step.row->state))
		return decision_refuse(d, REFUSAL_STATE_WRONG, "rank_case_id", rank_case_state_label(step.row->state));
	rank_abort(d, step.row, cmd->reason);
	return REFUSAL_NONE;
}
