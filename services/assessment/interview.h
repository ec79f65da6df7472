/* Opening an interview: by publishing, or by hand. */
#ifndef DANDANG_ASSESSMENT_INTERVIEW_H
#define DANDANG_ASSESSMENT_INTERVIEW_H

#include "rows.h"
#include "runtime/decision.h"

/* Emits InterviewOpened unless this inspection already opened one for the unit. Returns the id, or NULL. */
const char *interview_open(struct decision *d, const InspectionRow *inspection, const char *unit_id);

#endif
