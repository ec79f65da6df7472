/* Steps of a named call-up that more than one place takes: the call-up's own workflow, attendance and results of its
 * class, reactions and deadlines. */
#ifndef DANDANG_TRAINING_CALL_UPS_H
#define DANDANG_TRAINING_CALL_UPS_H

#include <stdbool.h>

#include "workflows.h"

#define CALL_UP_ATTEMPTS_MAX 2 /* the training and one retake */

/* The cadre's call-up (or proposal) that has not ended, or NULL. */
const CallUpRow *call_up_open_for(const struct state *s, const char *cadre_id);
bool call_up_awaits_report(const CallUpRow *row);
bool call_up_attending(const CallUpRow *row);
void call_up_report(struct decision *d, const CallUpRow *row, const char *reported_on);
/* Feeds the conclusion back: passed; failed with the retake ordered; or failed for good. */
void call_up_conclude(struct decision *d, const CallUpRow *row, bool passed, uint32_t score, const char *opinion);
/* Fails it for good without a conclusion. */
void call_up_escalate(struct decision *d, const CallUpRow *row, const char *reason);
/* Proposes a call-up unless one is open; a person decides. */
void call_up_propose(struct decision *d, const char *cadre_id, CallUpGround ground, const char *origin);

#endif
