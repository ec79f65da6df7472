/* Dated policy rows and the working-day calendar, read from two store tables through a lookup function, so that this
 * folder knows no store. Pure. Periods in working days (wd), natural days (d), months (m), years (y) are never converted
 * into one another. Working days: the first day is not counted. A natural-day period whose last day is no working day
 * moves to the next working day (Civil Code art. 203). */
#ifndef DANDANG_POLICY_H
#define DANDANG_POLICY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/span.h"

#define PERIOD_COUNT_MAX 36525 /* of any unit; a hundred years of days */

enum period_unit { PERIOD_WORKING_DAYS, PERIOD_DAYS, PERIOD_MONTHS, PERIOD_YEARS };
struct period {
	int64_t count;
	enum period_unit unit;
};

/* What one calendar year says; holidays and makeup days sorted, as day numbers. */
struct calendar_year {
	int year;
	const int32_t *holidays;
	size_t holiday_count;
	const int32_t *makeup_workdays;
	size_t makeup_count;
};
/* Returns NULL when that year is not loaded. */
typedef const struct calendar_year *calendar_lookup(void *context, int year);
struct calendar {
	calendar_lookup *lookup;
	void *context;
};

/* false: the year is not loaded. A notice may name days of the December before its year: for a December day the next
 * year's notice is heard, too, once it is loaded (the notice stands above the year's own). */
bool calendar_is_workday(const struct calendar *c, int32_t day, bool *workday);
/* The n-th working day after `from` (from itself not counted; 0 gives from). ERR_NOT_FOUND: a year on the way is not
 * loaded. ERR_INVALID: a negative count or one past PERIOD_COUNT_MAX, or no such day. */
enum err calendar_add_workdays(const struct calendar *c, int32_t from, int64_t count, int32_t *out);
/* Working days in (from, to]; 0 when to is not after from. ERR_INVALID: further apart than PERIOD_COUNT_MAX days. */
enum err calendar_count_workdays(const struct calendar *c, int32_t from, int32_t to, int64_t *out);
/* The last day of `p` counted from `from`. Months and years: the same day-number (an influence period uses
 * period_last_day of base/date.h instead). */
enum err calendar_deadline(const struct calendar *c, int32_t from, struct period p, int32_t *out);

/* Reads "15" with unit "wd", "d", "m" or "y". ERR_INVALID for another unit or a value that is not a whole number from 0 to
 * PERIOD_COUNT_MAX. */
enum err period_parse(const char *value, const char *unit, struct period *out);

#endif
