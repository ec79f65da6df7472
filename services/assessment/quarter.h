/* Quarters as text, "2026Q1". Pure. */
#ifndef DANDANG_ASSESSMENT_QUARTER_H
#define DANDANG_ASSESSMENT_QUARTER_H

#include <stdint.h>

#include "runtime/decision.h"

#define QUARTER_SIZE 7      /* "2026Q1" */

const char *quarter_first_day(struct decision *d, const char *quarter);
const char *quarter_last_day(struct decision *d, const char *quarter);
uint32_t quarter_year(const char *quarter);
/* The quarter next to this one. */
void quarter_before(const char *quarter, char out[QUARTER_SIZE]);
void quarter_after(const char *quarter, char out[QUARTER_SIZE]);

#endif
