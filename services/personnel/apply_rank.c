/* Rank quotas, the pool ledger and rank cases: what their events change. */
#include <string.h>

#include "base/require.h"
#include "workflows.h"

static bool row_of(struct tables *t, const char *id, RankCaseRow *row)
{
	const RankCaseRow *old = rank_case_find(tables_state(t), id);

	if (old)
		*row = *old;
	return old != NULL;
}

static void drop_quotas(struct tables *t, const char *unit_id)
{
	for (int rank = RANK_INSPECTOR_1; rank <= RANK_CLERK_2; rank++)
		if (rank_quota_find(tables_state(t), unit_id, (Rank)rank))
			rank_quota_delete(t, unit_id, (Rank)rank);
}

void apply_rank_quota_set(struct tables *t, const RankQuotaSet *e, const struct event *ev)
{
	const UnitFileRow *unit = unit_file_find(tables_state(t), e->unit_id);

	(void)ev;
	drop_quotas(t, e->unit_id);
	for (size_t i = 0; i < e->n_slots; i++)
		rank_quota_put(t, &(RankQuotaRow){
			.unit_id = e->unit_id,
			.rank = e->slots[i]->rank,
			.count = e->slots[i]->count,
			.document = e->document,
		});
	if (unit) {
		UnitFileRow row = *unit;
		row.authorised_posts = e->authorised_posts;
		unit_file_put(t, &row);
	}
}

void apply_rank_pool_set(struct tables *t, const RankPoolSet *e, const struct event *ev)
{
	const RankPoolRow *old = rank_pool_find(tables_state(t), e->pool_id);

	(void)ev;
	REQUIRE(!old || old->used <= e->total);
	rank_pool_put(t, &(RankPoolRow){
		.pool_id = e->pool_id,
		.rank = e->rank,
		.total = e->total,
		.used = old ? old->used : 0,
		.authority = e->authority,
		.document = e->document,
	});
}

/* The ledger's invariant is kept here, at every step: 0 <= used <= total. */
static void pool_use(struct tables *t, const char *pool_id, int change)
{
	const RankPoolRow *old = rank_pool_find(tables_state(t), pool_id);
	RankPoolRow row;

	REQUIRE(old);
	row = *old;
	REQUIRE(change > 0 ? row.used < row.total : row.used > 0);
	row.used = change > 0 ? row.used + 1 : row.used - 1;
	rank_pool_put(t, &row);
}

void apply_rank_plan_opened(struct tables *t, const RankPlanOpened *e, const struct event *ev)
{
	(void)ev;
	rank_plan_put(t, &(RankPlanRow){
		.plan_id = e->plan_id,
		.unit_id = e->unit_id,
		.rank = e->rank,
		.slots = e->slots,
		.opened_on = e->opened_on,
		.document = e->document,
	});
}

void apply_rank_candidate_named(struct tables *t, const RankCandidateNamed *e, const struct event *ev)
{
	rank_case_put(t, &(RankCaseRow){
		.rank_case_id = e->rank_case_id,
		.state = RANK_CASE_STATE_NAMED,
		.cadre_id = e->cadre_id,
		.plan_id = e->plan_id,
		.unit_id = e->unit_id,
		.rank = e->rank,
		.from_rank = e->from_rank,
		.eligible_on = e->eligible_on,
		.named_by = ev->actor_account,
	});
}

static void enter(struct tables *t, const char *id, RankCaseState state)
{
	RankCaseRow row;

	if (!row_of(t, id, &row))
		return;
	row.state = state;
	rank_case_put(t, &row);
}

void apply_rank_procedure_recorded(struct tables *t, const RankProcedureRecorded *e, const struct event *ev)
{
	RankCaseRow row;

	(void)ev;
	if (!row_of(t, e->rank_case_id, &row))
		return;
	row.state = RANK_CASE_STATE_PROCEDURE_DONE;
	row.held_on = e->held_on;
	rank_case_put(t, &row);
}

void apply_rank_quota_secured(struct tables *t, const RankQuotaSecured *e, const struct event *ev)
{
	RankCaseRow row;

	(void)ev;
	if (!row_of(t, e->rank_case_id, &row))
		return;
	row.state = RANK_CASE_STATE_QUOTA_SECURED;
	row.quota_source = QUOTA_SOURCE_UNIT;
	rank_case_put(t, &row);
}

void apply_pooled_quota_requested(struct tables *t, const PooledQuotaRequested *e, const struct event *ev)
{
	(void)ev;
	enter(t, e->rank_case_id, RANK_CASE_STATE_POOL_REQUESTED);
}

void apply_pooled_quota_denied(struct tables *t, const PooledQuotaDenied *e, const struct event *ev)
{
	(void)ev;
	enter(t, e->rank_case_id, RANK_CASE_STATE_POOL_DENIED);
}

void apply_pooled_quota_granted(struct tables *t, const PooledQuotaGranted *e, const struct event *ev)
{
	RankCaseRow row;

	(void)ev;
	pool_use(t, e->pool_id, 1);
	pool_grant_put(t, &(PoolGrantRow){
		.pool_id = e->pool_id,
		.grant_id = e->grant_id,
		.rank_case_id = e->rank_case_id,
		.cadre_id = e->cadre_id,
		.unit_id = e->unit_id,
		.rank = e->rank,
		.granted_on = e->granted_on,
		.document = e->document,
	});
	if (!row_of(t, e->rank_case_id, &row))
		return;
	row.state = RANK_CASE_STATE_QUOTA_SECURED;
	row.quota_source = QUOTA_SOURCE_POOL;
	row.pool_id = e->pool_id;
	row.grant_id = e->grant_id;
	rank_case_put(t, &row);
}

void apply_pooled_quota_returned(struct tables *t, const PooledQuotaReturned *e, const struct event *ev)
{
	const PoolGrantRow *old = pool_grant_find(tables_state(t), e->pool_id, e->grant_id);
	PoolGrantRow row;

	(void)ev;
	if (!old || old->returned_on[0])
		return;
	row = *old;
	row.returned_on = e->returned_on;
	row.returned_for = e->reason;
	pool_grant_put(t, &row);
	pool_use(t, e->pool_id, -1);
}

void apply_rank_decided(struct tables *t, const RankDecided *e, const struct event *ev)
{
	RankCaseRow row;

	(void)ev;
	if (!row_of(t, e->rank_case_id, &row))
		return;
	row.state = RANK_CASE_STATE_DECIDED;
	row.vote = e->vote;
	rank_case_put(t, &row);
}

void apply_rank_publicity_started(struct tables *t, const RankPublicityStarted *e, const struct event *ev)
{
	RankCaseRow row;

	(void)ev;
	if (!row_of(t, e->rank_case_id, &row))
		return;
	row.state = RANK_CASE_STATE_PUBLICITY;
	row.public_until = e->until_on;
	rank_case_put(t, &row);
	due_set(t, DUE_RANK_PUBLICITY, e->rank_case_id, e->until_on);
}

void apply_rank_publicity_ended(struct tables *t, const RankPublicityEnded *e, const struct event *ev)
{
	(void)ev;
	enter(t, e->rank_case_id, RANK_CASE_STATE_PUBLICITY_OVER);
}

void apply_rank_promoted(struct tables *t, const RankPromoted *e, const struct event *ev)
{
	const PoolGrantRow *grant;
	RankCaseRow row;

	(void)ev;
	if (!row_of(t, e->rank_case_id, &row))
		return;
	row.state = RANK_CASE_STATE_EFFECTIVE;
	row.effective_on = e->effective_on;
	rank_case_put(t, &row);
	grant = row.grant_id[0] ? pool_grant_find(tables_state(t), row.pool_id, row.grant_id) : NULL;
	if (grant) {
		PoolGrantRow taken = *grant;
		taken.effective = true;
		pool_grant_put(t, &taken);
	}
}

void apply_rank_case_aborted(struct tables *t, const RankCaseAborted *e, const struct event *ev)
{
	RankCaseRow row;

	(void)ev;
	if (!row_of(t, e->rank_case_id, &row))
		return;
	row.state = RANK_CASE_STATE_ABORTED;
	row.ended_reason = e->reason;
	rank_case_put(t, &row);
	due_clear(t, DUE_RANK_PUBLICITY, e->rank_case_id);
}
