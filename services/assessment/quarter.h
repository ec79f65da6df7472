/* Quarters as text, "2026Q1". Pure. */
#ifndef DANDANG_ASSESSMENT_QUARTER_H
#define DANDANG_ASSESSMENT_QUARTER_H

#include "runtime/decision.h"

const char *quarter_last_day(struct decision *d, const char *quarter);
uint32_t quarter_year(const char *quarter);

#endif
