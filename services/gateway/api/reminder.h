/* On which days people are reminded of what waits for them (REMIND.BEFORE, REMIND.AFTER). Pure. */
#ifndef DANDANG_GATEWAY_REMINDER_H
#define DANDANG_GATEWAY_REMINDER_H

#include <stdbool.h>

#define REMINDER_DAYS_MAX 366 /* a day further from the due day than this reminds of nothing */

/* Whether a list of days, "10,5,1,0", names `days`. What is not a number from 0 to REMINDER_DAYS_MAX names no day. */
bool reminder_names(const char *list, int days);
/* Whether a matter due in `days_left` days (below 0: overdue since) is reminded of today. */
bool reminder_today(const char *before, const char *after, int days_left);

#endif
