#include "quota.h"

#include <string.h>

static bool in_use(const PoolGrantRow *grant)
{
	return grant->returned_on[0] == '\0';
}

const PoolGrantRow *quota_grant_of(const struct state *s, const char *cadre_id, const char *unit_id, Rank rank)
{
	struct row_scan scan = pool_grant_by_cadre_id(s, cadre_id);
	const PoolGrantRow *grant;

	while ((grant = pool_grant_next(&scan)))
		if (in_use(grant) && grant->effective && grant->rank == rank && strcmp(grant->unit_id, unit_id) == 0)
			return grant;
	return NULL;
}

const PoolGrantRow *quota_first_grant(const struct state *s, const char *unit_id, Rank rank)
{
	struct row_scan scan = pool_grant_by_unit_id_rank(s, unit_id, rank);
	const PoolGrantRow *first = NULL;
	const PoolGrantRow *grant;

	while ((grant = pool_grant_next(&scan)))
		if (in_use(grant) && grant->effective && (!first || strcmp(grant->granted_on, first->granted_on) < 0))
			first = grant;
	return first;
}

static bool reserves(const RankCaseRow *c)
{
	return c->quota_source == QUOTA_SOURCE_UNIT && c->state != RANK_CASE_STATE_EFFECTIVE &&
	       c->state != RANK_CASE_STATE_ABORTED;
}

int64_t quota_in_use(const struct state *s, const char *unit_id, Rank rank)
{
	struct row_scan holders = cadre_file_by_unit_id_rank(s, unit_id, rank);
	struct row_scan cases = rank_case_by_unit_id_rank(s, unit_id, rank);
	struct row_scan grants = pool_grant_by_unit_id_rank(s, unit_id, rank);
	const RankCaseRow *c;
	const PoolGrantRow *grant;
	int64_t used = 0;

	while (cadre_file_next(&holders))
		used++;
	while ((c = rank_case_next(&cases)))
		used += reserves(c);
	while ((grant = pool_grant_next(&grants)))
		used -= in_use(grant) && grant->effective;
	return used;
}

int64_t quota_vacancies(const struct state *s, const char *unit_id, Rank rank)
{
	const RankQuotaRow *quota = rank_quota_find(s, unit_id, rank);

	return (quota ? (int64_t)quota->count : 0) - quota_in_use(s, unit_id, rank);
}

void quota_emit_return(struct decision *d, const PoolGrantRow *grant, PoolReturnReason reason)
{
	emit_pooled_quota_returned(d, &(PooledQuotaReturned){
		.grant_id = grant->grant_id,
		.pool_id = grant->pool_id,
		.cadre_id = grant->cadre_id,
		.unit_id = grant->unit_id,
		.rank = grant->rank,
		.reason = reason,
		.returned_on = d->today,
	});
}
