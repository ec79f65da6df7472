/* Where the slot of a rank promotion comes from: the unit's own quota, else the pool (统筹职数). Row S4; workflow W2.7;
 * metric: 49 ranks.
 *
 *   PROCEDURE_DONE | POOL_DENIED -> QUOTA_SECURED (own vacancy)
 *   PROCEDURE_DONE | POOL_DENIED -> POOL_REQUESTED -> QUOTA_SECURED (granted) | POOL_DENIED
 *
 * In:  UseUnitQuota, RequestPooledQuota, GrantPooledQuota, DenyPooledQuota, ReturnPooledQuota, SetRankPool.
 * Out: RankQuotaSecured, PooledQuotaRequested, PooledQuotaGranted, PooledQuotaDenied, PooledQuotaReturned, RankPoolSet.
 *
 * The pool is a ledger: a grant takes a slot in the decision that makes it, so used never passes total. A unit uses its own
 * vacancy first, and repays a pooled slot before it uses a vacancy for somebody else (谁占用谁归还). */
#include <string.h>

#include "quota.h"
#include "ranks.h"

static bool seeks_quota(RankCaseState state)
{
	return state == RANK_CASE_STATE_PROCEDURE_DONE || state == RANK_CASE_STATE_POOL_DENIED;
}

enum refusal use_unit_quota_decide(struct decision *d, const UseUnitQuota *cmd)
{
	struct rank_step step;
	enum refusal refusal = rank_begin(d, cmd->rank_case_id, &step);
	int64_t vacancies;

	if (refusal != REFUSAL_NONE)
		return refusal;
	if (!seeks_quota(step.row->state))
		return decision_refuse(d, REFUSAL_STATE_WRONG, "rank_case_id", rank_case_state_label(step.row->state));
	vacancies = quota_vacancies(d->state, step.row->unit_id, step.row->rank);
	if (vacancies <= 0)
		return decision_refuse(d, REFUSAL_UNIT_QUOTA_EMPTY, "unit_id", step.row->unit_id);
	if (quota_first_grant(d->state, step.row->unit_id, step.row->rank))
		return decision_refuse(d, REFUSAL_POOL_RETURN_DUE, "unit_id", step.row->unit_id);
	emit_rank_quota_secured(d, &(RankQuotaSecured){
		.rank_case_id = cmd->rank_case_id,
		.cadre_id = step.row->cadre_id,
		.unit_id = step.row->unit_id,
		.rank = step.row->rank,
	});
	return REFUSAL_NONE;
}

enum refusal request_pooled_quota_decide(struct decision *d, const RequestPooledQuota *cmd)
{
	struct rank_step step;
	enum refusal refusal = rank_begin(d, cmd->rank_case_id, &step);

	if (refusal != REFUSAL_NONE)
		return refusal;
	if (!seeks_quota(step.row->state))
		return decision_refuse(d, REFUSAL_STATE_WRONG, "rank_case_id", rank_case_state_label(step.row->state));
	if (quota_vacancies(d->state, step.row->unit_id, step.row->rank) > 0)
		return decision_refuse(d, REFUSAL_UNIT_QUOTA_FREE, "unit_id", step.row->unit_id);
	emit_pooled_quota_requested(d, &(PooledQuotaRequested){
		.rank_case_id = cmd->rank_case_id,
		.cadre_id = step.row->cadre_id,
		.unit_id = step.row->unit_id,
		.rank = step.row->rank,
		.reason = cmd->reason,
	});
	return REFUSAL_NONE;
}

static enum refusal check_pool(struct decision *d, const RankPoolRow *pool, const RankCaseRow *c)
{
	if (!d->actor->system && strcmp(d->actor->region, pool->authority) != 0)
		return decision_refuse(d, REFUSAL_OUTSIDE_AUTHORITY, "pool_id", pool->pool_id);
	if (pool->rank != c->rank)
		return decision_refuse(d, REFUSAL_POOL_RANK_DIFFERS, "pool_id", rank_label(pool->rank));
	if (pool->used >= pool->total)
		return decision_refuse(d, REFUSAL_POOL_EMPTY, "pool_id", pool->pool_id);
	return REFUSAL_NONE;
}

static bool deserves_pool(struct decision *d, const char *cadre_id)
{
	return policy_number(d, "POOL.REQUIRES_LIST") == 0 || rules_list_head(d->state, cadre_id, d->today) ||
	       rank_recognised(d->state, cadre_id);
}

enum refusal grant_pooled_quota_decide(struct decision *d, const GrantPooledQuota *cmd)
{
	struct rank_step step;
	const RankPoolRow *pool = rank_pool_find(d->state, cmd->pool_id);
	enum refusal refusal = rank_begin(d, cmd->rank_case_id, &step);
	const char *id;

	if (refusal != REFUSAL_NONE)
		return refusal;
	if (!pool)
		return decision_refuse(d, REFUSAL_POOL_UNKNOWN, "pool_id", cmd->pool_id);
	if (step.row->state != RANK_CASE_STATE_POOL_REQUESTED)
		return decision_refuse(d, REFUSAL_STATE_WRONG, "rank_case_id", rank_case_state_label(step.row->state));
	refusal = check_pool(d, pool, step.row);
	if (refusal != REFUSAL_NONE)
		return refusal;
	if (quota_vacancies(d->state, step.row->unit_id, step.row->rank) > 0)
		return decision_refuse(d, REFUSAL_UNIT_QUOTA_FREE, "unit_id", step.row->unit_id);
	if (!deserves_pool(d, step.row->cadre_id))
		return decision_refuse(d, REFUSAL_POOL_NEEDS_RECOGNITION, "cadre_id", step.row->cadre_id);
	id = decision_new_id(d, "grant");
	decision_answer(d, "grant_id", id);
	emit_pooled_quota_granted(d, &(PooledQuotaGranted){
		.grant_id = id,
		.pool_id = cmd->pool_id,
		.rank_case_id = cmd->rank_case_id,
		.cadre_id = step.row->cadre_id,
		.unit_id = step.row->unit_id,
		.rank = step.row->rank,
		.granted_on = d->today,
		.document = cmd->document,
	});
	return REFUSAL_NONE;
}

enum refusal deny_pooled_quota_decide(struct decision *d, const DenyPooledQuota *cmd)
{
	struct rank_step step;
	enum refusal refusal = rank_begin(d, cmd->rank_case_id, &step);

	if (refusal != REFUSAL_NONE)
		return refusal;
	if (step.row->state != RANK_CASE_STATE_POOL_REQUESTED)
		return decision_refuse(d, REFUSAL_STATE_WRONG, "rank_case_id", rank_case_state_label(step.row->state));
	emit_pooled_quota_denied(d, &(PooledQuotaDenied){
		.rank_case_id = cmd->rank_case_id,
		.cadre_id = step.row->cadre_id,
		.reason = cmd->reason,
	});
	return REFUSAL_NONE;
}

/* The unit has a vacancy of its own by now: the person moves onto it and the pooled slot is free again. */
enum refusal return_pooled_quota_decide(struct decision *d, const ReturnPooledQuota *cmd)
{
	const RankPoolRow *pool = rank_pool_find(d->state, cmd->pool_id);
	const PoolGrantRow *grant = pool_grant_find(d->state, cmd->pool_id, cmd->grant_id);

	if (!pool)
		return decision_refuse(d, REFUSAL_POOL_UNKNOWN, "pool_id", cmd->pool_id);
	if (!d->actor->system && strcmp(d->actor->region, pool->authority) != 0)
		return decision_refuse(d, REFUSAL_OUTSIDE_AUTHORITY, "pool_id", cmd->pool_id);
	if (!grant)
		return decision_refuse(d, REFUSAL_POOL_GRANT_UNKNOWN, "grant_id", cmd->grant_id);
	if (grant->returned_on[0])
		return decision_refuse(d, REFUSAL_POOL_GRANT_RETURNED, "grant_id", grant->returned_on);
	if (!grant->effective)
		return decision_refuse(d, REFUSAL_STATE_WRONG, "grant_id", cmd->grant_id);
	if (quota_vacancies(d->state, grant->unit_id, grant->rank) <= 0)
		return decision_refuse(d, REFUSAL_POOL_NO_OWN_VACANCY, "grant_id", grant->unit_id);
	quota_emit_return(d, grant, POOL_RETURN_REASON_OWN_VACANCY);
	return REFUSAL_NONE;
}

enum refusal set_rank_pool_decide(struct decision *d, const SetRankPool *cmd)
{
	const RankPoolRow *old = cmd->pool_id[0] ? rank_pool_find(d->state, cmd->pool_id) : NULL;
	const char *id = cmd->pool_id[0] ? cmd->pool_id : decision_new_id(d, "pool");

	if (old && !d->actor->system && strcmp(d->actor->region, old->authority) != 0)
		return decision_refuse(d, REFUSAL_OUTSIDE_AUTHORITY, "pool_id", cmd->pool_id);
	if (old && old->rank != cmd->rank)
		return decision_refuse(d, REFUSAL_POOL_RANK_DIFFERS, "rank", rank_label(old->rank));
	if (!rank_path_to(cmd->rank))
		return decision_refuse(d, REFUSAL_RANK_NOT_NEXT, "rank", rank_label(cmd->rank));
	if (old && cmd->total < old->used)
		return decision_refuse(d, REFUSAL_POOL_BELOW_USED, "total", "");
	decision_answer(d, "pool_id", id);
	emit_rank_pool_set(d, &(RankPoolSet){
		.pool_id = id,
		.rank = cmd->rank,
		.total = cmd->total,
		.authority = old ? old->authority : d->actor->region,
		.document = cmd->document,
	});
	return REFUSAL_NONE;
}
