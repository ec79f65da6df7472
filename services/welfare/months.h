/* Calendar months as text, YYYY-MM. Pure. */
#ifndef DANDANG_WELFARE_MONTHS_H
#define DANDANG_WELFARE_MONTHS_H

#include <stdbool.h>

#include "runtime/decision.h"

bool month_valid(const char *month);
const char *month_of(struct decision *d, const char *iso_day);
const char *month_next(struct decision *d, const char *month);
/* Last day of the month. */
const char *month_last_day(struct decision *d, const char *month);

#endif
