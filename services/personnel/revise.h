/* One person's record changes: the event that says what changed, and what the change does to the rank quotas. */
#ifndef DANDANG_PERSONNEL_REVISE_H
#define DANDANG_PERSONNEL_REVISE_H

#include <stdbool.h>
#include <stddef.h>

#include "cadre_fields.h"
#include "workflows.h"

/* Names of the fields that differ, in `names` (room for CADRE_FIELD_COUNT); returns how many. */
size_t cadre_changes(const CadreRegistered *before, const CadreRegistered *now, const char *names[CADRE_FIELD_COUNT]);

/* Emits CadreRevised when anything changed and returns whether it did. A pooled slot the person leaves goes back to its
 * pool. With `alone` true (the decision moves nobody else) a slot of the unit's own that becomes free takes over one that
 * the unit holds from a pool: whoever borrowed returns first (谁占用谁归还). An import moves many at once and leaves that to
 * ReturnPooledQuota, without which UseUnitQuota refuses. */
bool cadre_revise(struct decision *d, const CadreRegistered *before, const CadreRegistered *now, const char *origin,
		  bool alone);

#endif
