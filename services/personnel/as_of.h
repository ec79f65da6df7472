/* Any day in the past (as_of.c people, as_of_units.c units). */
#ifndef DANDANG_PERSONNEL_AS_OF_H
#define DANDANG_PERSONNEL_AS_OF_H

#include "questions.h"

#define AS_OF_PEOPLE_MAX 500
#define AS_OF_UNITS_MAX 2000

/* The change that made the unit what it was that day; NULL: not yet registered here. */
const UnitChangeRow *as_of_unit(const struct state *s, const char *unit_id, const char *on);
/* Its name of that day; the first known, with `recorded` false, where that day lies before. "" for an unknown unit. */
const char *as_of_unit_name(const struct state *s, const char *unit_id, const char *on, bool *recorded);

#endif
