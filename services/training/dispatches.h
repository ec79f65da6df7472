/* Where a cadre already is or goes: secondments and squads exclude one another. */
#ifndef DANDANG_TRAINING_DISPATCHES_H
#define DANDANG_TRAINING_DISPATCHES_H

#include <stdbool.h>

#include "workflows.h"

/* A secondment (from nomination to its end) or an active squad membership of the cadre shares a day with from..to. */
bool dispatch_overlaps(const struct state *s, const char *cadre_id, const char *from_on, const char *to_on);
/* The active squad membership of the cadre, or NULL. */
const SquadMemberRow *squad_membership(const struct state *s, const char *cadre_id);
/* Last day of the next quarterly report, counted from today. An interval of our own, so plain months. */
const char *secondment_report_by(struct decision *d);
/* 好, 较好, 一般 or 差. */
bool dispatch_appraisal_valid(const char *appraisal);

#endif
