/* What the law lets a person be graded in a year (公务员考核规定 第二十五至二十九条): sanctions and measures by the rules
 * ASSESS.SPECIAL.<kind>, what the unit stated, a case that is open. Of several the heaviest counts. Pure. */
#ifndef DANDANG_ASSESSMENT_STANDING_H
#define DANDANG_ASSESSMENT_STANDING_H

#include <stdbool.h>
#include <stdint.h>

#include "rows.h"
#include "runtime/decision.h"

struct standing {
	GradeStanding standing;
	const char *reason;      /* "" when ELIGIBLE; the measure or circumstance in words */
};

/* From measures and the circumstance alone: what may stand in rows and events people see. */
struct standing standing_of(struct decision *d, const char *cadre_id, uint32_t year, AssessmentCircumstance circumstance);
/* A case on this person is open on that day. Never written into a row the person's colleagues can read. */
bool standing_case_open(const struct state *s, const char *cadre_id, const char *iso_day);
/* Inside an influence period (影响期) on that day: nobody so is excellent. */
bool standing_inside_influence(const struct state *s, const char *cadre_id, const char *iso_day);

/* Keeps a measure if it can bear on a grade. */
void standing_note_measure(struct tables *t, const char *cadre_id, const char *measure_id, MeasureKind kind, const char *effective_on);

#endif
