/* Arithmetic of training hours: pure functions beside the workflows that use them. */
#ifndef DANDANG_TRAINING_LEDGER_H
#define DANDANG_TRAINING_LEDGER_H

#include <stdbool.h>
#include <stdint.h>

#include "workflows.h"

/* Hours of the day with that index (0-based) when `hours` are spread evenly over `days`, the odd ones on the first. */
uint32_t ledger_hours_on(uint32_t hours, uint32_t days, uint32_t index);
/* How many of `hours` spread over from..to a person may be credited when no day of his ledger may hold more than
 * `per_day`. `except` is an entry left out of account (the one to be corrected), or "". */
uint32_t ledger_credit(const struct state *s, const char *cadre_id, const char *from_on, const char *to_on,
		       uint32_t hours, uint32_t per_day, const char *except);
/* Puts an entry into the ledger as POSTED and adds it to the sums of its year (the year it ends in). For apply only. */
void ledger_post(struct tables *t, const HoursEntryRow *entry);
/* Calendar year of an ISO day. */
uint32_t year_of_iso(const char *iso);

#endif
