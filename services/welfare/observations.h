/* Steps of an observation period that reactions, deadlines and commands share. */
#ifndef DANDANG_WELFARE_OBSERVATIONS_H
#define DANDANG_WELFARE_OBSERVATIONS_H

#include <stdbool.h>

#include "workflows.h"

/* A measure that puts a cadre under observation. */
struct observed_measure {
	const char *sanction_id;
	const char *origin;        /* id of the measure an entry of the registry goes back to, or "" */
	MeasureKind kind;
	const char *until_on;
	const char *document;
	const char *handler_id;    /* cadre who handled the case: never the mentor */
};

/* The cadre's observation that has not been concluded or revoked, or NULL. One at a time. */
const ObservationRow *observation_open_for(const struct state *s, const char *cadre_id);
/* Whether this kind of measure leads to observation at all. */
bool observation_follows(MeasureKind kind);
/* Opens an observation, or lets the open one run on. Nothing when the measure is known or its period is past. */
void observation_enrol(struct decision *d, const char *cadre_id, const struct observed_measure *measure);
/* The measure was revoked: the observation is shortened, or revoked when nothing else carries it. */
void observation_drop(struct decision *d, const ObservedSanctionRow *sanction, const char *reason);
/* Last day to write the record about `month`; a limit of our own, so plain days. */
const char *observation_record_by(struct decision *d, const char *month);
/* The period is over: the evaluation is due. Nothing while a measure still runs. */
void observation_period_end(struct decision *d, const ObservationRow *row);

#endif
