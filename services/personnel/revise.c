#include "revise.h"

#include <string.h>

#include "quota.h"

size_t cadre_changes(const CadreRegistered *before, const CadreRegistered *now, const char *names[CADRE_FIELD_COUNT])
{
	size_t count = 0;

	for (int i = 0; i < CADRE_FIELD_COUNT; i++)
		if (!cadre_field_same((enum cadre_field)i, before, now))
			names[count++] = cadre_field_name((enum cadre_field)i);
	return count;
}

/* The person leaves (unit, rank): his own pooled slot goes back, else the unit's free one repays a pooled one. */
static void release_rank_slot(struct decision *d, const CadreRegistered *before, bool alone)
{
	const PoolGrantRow *own = quota_grant_of(d->state, before->cadre_id, before->unit_id, before->rank);
	const PoolGrantRow *borrowed;

	if (own) {
		quota_emit_return(d, own, POOL_RETURN_REASON_LEFT);
		return;
	}
	if (!alone || quota_vacancies(d->state, before->unit_id, before->rank) + 1 <= 0)
		return;
	borrowed = quota_first_grant(d->state, before->unit_id, before->rank);
	if (borrowed)
		quota_emit_return(d, borrowed, POOL_RETURN_REASON_OWN_VACANCY);
}

bool cadre_revise(struct decision *d, const CadreRegistered *before, const CadreRegistered *now, const char *origin,
		  bool alone)
{
	const char *names[CADRE_FIELD_COUNT];
	size_t count = cadre_changes(before, now, names);
	CadreRegistered record = *now;

	if (count == 0)
		return false;
	if (before->rank != RANK_UNSPECIFIED &&
	    (before->rank != now->rank || strcmp(before->unit_id, now->unit_id) != 0))
		release_rank_slot(d, before, alone);
	emit_cadre_revised(d, &(CadreRevised){
		.cadre_id = now->cadre_id,
		.now = &record,
		.n_changed = count,
		.changed = names,
		.origin = origin,
	});
	return true;
}
