/* How many independent sources speak about a person: what the tail of the special list rests on. */
#ifndef DANDANG_ASSESSMENT_SOURCES_H
#define DANDANG_ASSESSMENT_SOURCES_H

#include <stdbool.h>
#include <stdint.h>

#include "rows.h"

#define SOURCE_KINDS 16

struct sources {
	uint32_t kinds;           /* independent kinds of source */
	uint32_t negative_kinds;  /* of them with evidence against the person */
	uint32_t seen;            /* bit 1 << kind: that kind says something, independent or not */
};

/* Evidence observed since `from_on`. Two pieces of one origin (a failed call-up and the warning it raised) are one fact and
 * count once. What comes from a matter still open (provisional bar) does not count at all: safeguard S05. */
struct sources sources_count(const struct state *s, const CadreRow *cadre, const char *from_on);
/* Whether this piece, or this annual grade, speaks about the person in a list with evidence from that day on. */
bool evidence_counts(const struct state *s, const EvidenceRow *row, const char *from_on);
bool grade_counts(const GradeOfYear *grade, const char *from_on);
/* A provisional bar is in force on that day. */
bool under_review(const struct state *s, const char *cadre_id, const char *iso_day);
/* `origin` is a report or case behind a provisional bar on this person. */
bool origin_is_open(const struct state *s, const char *cadre_id, const char *origin);

#endif
