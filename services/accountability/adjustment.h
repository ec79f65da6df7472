/* Suggesting the verification of unfitness; never a removal. */
#ifndef DANDANG_ACCOUNTABILITY_ADJUSTMENT_H
#define DANDANG_ACCOUNTABILITY_ADJUSTMENT_H

#include "rows.h"
#include "runtime/decision.h"

/* Emits AdjustmentSuggested unless an adjustment of this cadre is under way. */
void adjustment_suggest(struct decision *d, const char *cadre_id, ResponseCause cause, const char *origin,
			BehaviorKind behavior);

#endif
