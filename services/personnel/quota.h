/* Rank quotas of units and the pooled quota (统筹职数): who occupies which slot. */
#ifndef DANDANG_PERSONNEL_QUOTA_H
#define DANDANG_PERSONNEL_QUOTA_H

#include <stdint.h>

#include "workflows.h"

/* Slots of the unit at this rank that nobody holds and nobody is being promoted to; negative when the unit is over its
 * quota. People on pooled slots do not count. */
int64_t quota_vacancies(const struct state *s, const char *unit_id, Rank rank);
/* People and open cases that fill the unit's own slots. */
int64_t quota_in_use(const struct state *s, const char *unit_id, Rank rank);

/* The pooled slot this person holds at (unit, rank), or NULL. */
const PoolGrantRow *quota_grant_of(const struct state *s, const char *cadre_id, const char *unit_id, Rank rank);
/* The oldest pooled slot in effect at (unit, rank), or NULL. */
const PoolGrantRow *quota_first_grant(const struct state *s, const char *unit_id, Rank rank);
void quota_emit_return(struct decision *d, const PoolGrantRow *grant, PoolReturnReason reason);

#endif
