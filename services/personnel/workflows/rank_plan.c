/* Rank promotion, first steps: the plan of a unit and its candidates. Row S4; workflow W2.7.
 *
 *   plan OPEN; case NAMED -> PROCEDURE_DONE -> QUOTA_SECURED -> DECIDED -> PUBLICITY -> PUBLICITY_OVER -> EFFECTIVE
 *                                       \-> POOL_REQUESTED -> (QUOTA_SECURED | POOL_DENIED)
 *              every state before EFFECTIVE -> ABORTED
 *
 * In:  OpenRankPlan, NameRankCandidate.
 * Out: RankPlanOpened, RankCandidateNamed with the day the tenure formula makes the person eligible. */
#include <string.h>

#include "ranks.h"
#include "policy/region.h"

enum refusal open_rank_plan_decide(struct decision *d, const OpenRankPlan *cmd)
{
	const UnitFileRow *unit = unit_file_find(d->state, cmd->unit_id);
	const char *id;

	if (!unit)
		return decision_refuse(d, REFUSAL_UNIT_UNKNOWN, "unit_id", cmd->unit_id);
	if (!d->actor->system && !region_within(d->actor->region, unit->region))
		return decision_refuse(d, REFUSAL_OUTSIDE_AUTHORITY, "unit_id", cmd->unit_id);
	if (unit->ended_on[0])
		return decision_refuse(d, REFUSAL_UNIT_ENDED, "unit_id", unit->ended_on);
	if (!rank_path_to(cmd->rank))
		return decision_refuse(d, REFUSAL_RANK_NOT_NEXT, "rank", rank_label(cmd->rank));
	id = decision_new_id(d, "rankplan");
	decision_answer(d, "plan_id", id);
	emit_rank_plan_opened(d, &(RankPlanOpened){
		.plan_id = id,
		.unit_id = cmd->unit_id,
		.rank = cmd->rank,
		.slots = cmd->slots,
		.document = cmd->document,
		.opened_on = d->today,
	});
	return REFUSAL_NONE;
}

static bool has_open_case(const struct state *s, const char *cadre_id)
{
	struct row_scan scan = rank_case_by_cadre_id(s, cadre_id);
	const RankCaseRow *c;

	while ((c = rank_case_next(&scan)))
		if (rules_rank_case_open(c->state))
			return true;
	return false;
}

static uint32_t named_so_far(const struct state *s, const char *plan_id)
{
	struct row_scan scan = rank_case_by_plan_id(s, plan_id);
	const RankCaseRow *c;
	uint32_t count = 0;

	while ((c = rank_case_next(&scan)))
		count += c->state != RANK_CASE_STATE_ABORTED;
	return count;
}

static void emit_named(struct decision *d, const NameRankCandidate *cmd, const RankPlanRow *plan,
		       const CadreRegistered *cadre, const struct rank_eligibility *e)
{
	const char *id = decision_new_id(d, "rankcase");
	const char *eligible_on = rules_iso(d, e->tenure.eligible_day);

	decision_answer(d, "rank_case_id", id);
	decision_answer(d, "eligible_on", eligible_on);
	emit_rank_candidate_named(d, &(RankCandidateNamed){
		.rank_case_id = id,
		.plan_id = plan->plan_id,
		.cadre_id = cmd->cadre_id,
		.unit_id = plan->unit_id,
		.rank = plan->rank,
		.from_rank = cadre->rank,
		.eligible_on = eligible_on,
		.excellent_years = e->tenure.excellent_years,
		.excluded_years = e->tenure.excluded_years,
		.listed = rules_list_head(d->state, cmd->cadre_id, d->today) != NULL,
		.recognised = rank_recognised(d->state, cmd->cadre_id),
		.named_on = d->today,
	});
}

enum refusal name_rank_candidate_decide(struct decision *d, const NameRankCandidate *cmd)
{
	const RankPlanRow *plan = rank_plan_find(d->state, cmd->plan_id);
	const CadreFileRow *file = cadre_file_find(d->state, cmd->cadre_id);
	struct rank_eligibility eligibility;
	enum refusal refusal;

	if (!plan)
		return decision_refuse(d, REFUSAL_RANK_PLAN_UNKNOWN, "plan_id", cmd->plan_id);
	if (!file)
		return decision_refuse(d, REFUSAL_CADRE_UNKNOWN, "cadre_id", cmd->cadre_id);
	refusal = rules_handler(d, file->file, "");
	if (refusal != REFUSAL_NONE)
		return refusal;
	if (has_open_case(d->state, cmd->cadre_id))
		return decision_refuse(d, REFUSAL_RANK_CASE_OPEN, "cadre_id", cmd->cadre_id);
	if (named_so_far(d->state, cmd->plan_id) >= plan->slots)
		return decision_refuse(d, REFUSAL_RANK_PLAN_FULL, "plan_id", cmd->plan_id);
	refusal = rank_conditions(d, file->file, plan->unit_id, plan->rank, &eligibility);
	if (refusal != REFUSAL_NONE)
		return refusal;
	emit_named(d, cmd, plan, file->file, &eligibility);
	return REFUSAL_NONE;
}
