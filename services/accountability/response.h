/* Proposing a graded response, from a list tail or a substantiated report. */
#ifndef DANDANG_ACCOUNTABILITY_RESPONSE_H
#define DANDANG_ACCOUNTABILITY_RESPONSE_H

#include "rows.h"
#include "runtime/decision.h"

/* Emits ResponseProposed unless a case of this cadre is open or the cadre is not known here. */
void response_propose(struct decision *d, const char *cadre_id, ResponseCause cause, const char *origin,
		      BehaviorKind behavior);

#endif
