/* What the workflow files of the special list share. */
#ifndef DANDANG_ASSESSMENT_LIST_H
#define DANDANG_ASSESSMENT_LIST_H

#include "rows.h"
#include "runtime/decision.h"

/* The list stands under the authority the actor exercises. */
bool list_is_of(const SpecialListRow *list, const struct actor *actor);
/* Whether the evidence carries this entry at the tail: enough independent sources, and not a single one against him. */
enum refusal tail_evidence(struct decision *d, const SpecialListRow *list, const CadreRow *cadre, uint32_t *sources);

#endif
