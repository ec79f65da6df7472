/* What the workflow files of the special list share. */
#ifndef DANDANG_ASSESSMENT_LIST_H
#define DANDANG_ASSESSMENT_LIST_H

#include "rows.h"
#include "runtime/decision.h"

/* The list stands under the authority the actor exercises. */
bool list_is_of(const SpecialListRow *list, const struct actor *actor);
/* Whether the evidence carries this entry at the tail: enough independent sources, and not a single one against him. */
enum refusal tail_evidence(struct decision *d, const SpecialListRow *list, const CadreRow *cadre, uint32_t *sources);

/* The person's level is in the scope of the list. */
bool list_covers(const SpecialListRow *list, const CadreRow *cadre);
/* The day after which evidence is counted for the first time: the rule's weeks before the freeze, at the earliest tomorrow. */
const char *evidence_check_after(struct decision *d, const char *freeze_on);
/* Evidence against him no longer stands: where he is at the tail of a list in force, the judgement has to be looked at again. */
void list_propose_rejudgement(struct decision *d, const char *cadre_id, const char *origin);

#endif
