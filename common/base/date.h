/* Days and moments. A day is an int32_t count of days since 1970-01-01 in Asia/Shanghai (UTC+8, no summer time), or
 * ISO text "YYYY-MM-DD" in messages and rows (its order as text is its order in time). A moment is int64_t UTC ms.
 * Month arithmetic is domain.md's: the end of an n-month period is the day before the same day-number n months later;
 * where that month has no such day, its last day. Pure; no clock. */
#ifndef DANDANG_BASE_DATE_H
#define DANDANG_BASE_DATE_H

#include <stdbool.h>
#include <stdint.h>

#define DAY_NONE INT32_MIN
#define ISO_DAY_SIZE 11 /* "YYYY-MM-DD" and NUL */

struct civil {
	int year;
	int month; /* 1-12 */
	int day;   /* 1-31 */
};

int32_t day_of_civil(struct civil c);          /* DAY_NONE when there is no such day; years 1900-2200 */
struct civil civil_of_day(int32_t day);
int32_t day_of_iso(const char *iso);           /* DAY_NONE when malformed or no such day */
void iso_of_day(int32_t day, char out[ISO_DAY_SIZE]);
int weekday_of_day(int32_t day);               /* 1 Monday .. 7 Sunday */
int32_t day_of_moment(int64_t utc_ms);
int64_t moment_of_day(int32_t day);            /* 00:00 Asia/Shanghai of that day, UTC ms */
int32_t day_add_months(int32_t day, int months);        /* same day-number, or the last day of that month */
int32_t period_last_day(int32_t first, int months);     /* last day of a period of n months that starts on `first` */
int quarter_of_day(int32_t day);               /* 1-4 */

#endif
