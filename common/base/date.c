#include "base/date.h"

#include <string.h>

#define YEAR_MIN 1900
#define YEAR_MAX 2200
#define DAY_MIN (-25567) /* 1900-01-01 */
#define DAY_MAX 84370    /* 2200-12-31 */
#define DAY_MS INT64_C(86400000)
#define SHANGHAI_OFFSET_MS (INT64_C(8) * 3600 * 1000)
#define MONTHS_MAX ((YEAR_MAX - YEAR_MIN + 1) * 12) /* further than this no two days lie apart */

static bool is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in_month(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return days[month - 1] + (month == 2 && is_leap(year) ? 1 : 0);
}

static bool in_range(int32_t day)
{
	return day >= DAY_MIN && day <= DAY_MAX;
}

/* The count runs over years that begin in March, so that the leap day is the last of its year; 400
 * such years have exactly 146097 days. All years here are positive, so plain division floors. */
int32_t day_of_civil(struct civil c)
{
	if (c.year < YEAR_MIN || c.year > YEAR_MAX || c.month < 1 || c.month > 12)
		return DAY_NONE;
	if (c.day < 1 || c.day > days_in_month(c.year, c.month))
		return DAY_NONE;
	int year = c.month <= 2 ? c.year - 1 : c.year;
	int era = year / 400;
	int year_of_era = year - era * 400;
	int month_from_march = (c.month + 9) % 12;
	int day_of_year = (153 * month_from_march + 2) / 5 + c.day - 1;
	int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

	return era * 146097 + day_of_era - 719468; /* days from 0000-03-01 to 1970-01-01 */
}

struct civil civil_of_day(int32_t day)
{
	if (!in_range(day))
		return (struct civil){ 0 };
	int shifted = day + 719468;
	int era = shifted / 146097;
	int day_of_era = shifted - era * 146097;
	int year_of_era =
		(day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int month_from_march = (5 * day_of_year + 2) / 153;
	int month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;

	return (struct civil){
		.year = era * 400 + year_of_era + (month <= 2 ? 1 : 0),
		.month = month,
		.day = day_of_year - (153 * month_from_march + 2) / 5 + 1,
	};
}

/* Reads `count` digits; -1 when one is none. */
static int digits(const char *text, int count)
{
	int value = 0;

	for (int i = 0; i < count; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -1;
		value = value * 10 + (text[i] - '0');
	}
	return value;
}

int32_t day_of_iso(const char *iso)
{
	if (!iso)
		return DAY_NONE;
	for (int i = 0; i < ISO_DAY_SIZE - 1; i++) {
		if (iso[i] == '\0')
			return DAY_NONE;
	}
	if (iso[4] != '-' || iso[7] != '-' || iso[10] != '\0')
		return DAY_NONE;
	return day_of_civil((struct civil){
		.year = digits(iso, 4),
		.month = digits(iso + 5, 2),
		.day = digits(iso + 8, 2),
	});
}

static void put_digits(char *out, unsigned count, unsigned number)
{
	while (count > 0) {
		out[--count] = (char)('0' + number % 10);
		number /= 10;
	}
}

void iso_of_day(int32_t day, char out[ISO_DAY_SIZE])
{
	struct civil c = civil_of_day(day);

	out[0] = '\0';
	if (c.day == 0)
		return;
	/* Written for every event: a tenth of what snprintf takes. */
	memcpy(out, "0000-00-00", ISO_DAY_SIZE);
	put_digits(out, 4, (unsigned)c.year);
	put_digits(out + 5, 2, (unsigned)c.month);
	put_digits(out + 8, 2, (unsigned)c.day);
}

int weekday_of_day(int32_t day)
{
	if (!in_range(day))
		return 0;
	/* 1900-01-01 was a Monday. */
	return (day - DAY_MIN) % 7 + 1;
}

int32_t day_of_moment(int64_t utc_ms)
{
	if (utc_ms < DAY_MIN * DAY_MS - SHANGHAI_OFFSET_MS ||
	    utc_ms >= (DAY_MAX + 1) * DAY_MS - SHANGHAI_OFFSET_MS)
		return DAY_NONE;
	/* Shifted to count from DAY_MIN the value is never negative, so the division floors. */
	return (int32_t)((utc_ms + SHANGHAI_OFFSET_MS - DAY_MIN * DAY_MS) / DAY_MS) + DAY_MIN;
}

int64_t moment_of_day(int32_t day)
{
	if (!in_range(day))
		return INT64_MIN;
	return day * DAY_MS - SHANGHAI_OFFSET_MS;
}

/* The month `months` after that of `c`, keeping c.day, which that month may lack. False outside the
 * years known. */
static bool shift_month(struct civil *c, int months)
{
	if (months > MONTHS_MAX || months < -MONTHS_MAX)
		return false;
	int index = c->year * 12 + (c->month - 1) + months;

	if (index < YEAR_MIN * 12 || index > YEAR_MAX * 12 + 11)
		return false;
	c->year = index / 12;
	c->month = index % 12 + 1;
	return true;
}

int32_t day_add_months(int32_t day, int months)
{
	struct civil c = civil_of_day(day);

	if (c.day == 0 || !shift_month(&c, months))
		return DAY_NONE;
	int last = days_in_month(c.year, c.month);

	if (c.day > last)
		c.day = last;
	return day_of_civil(c);
}

int32_t period_last_day(int32_t first, int months)
{
	struct civil c = civil_of_day(first);

	if (c.day == 0 || !shift_month(&c, months))
		return DAY_NONE;
	int last = days_in_month(c.year, c.month);

	if (c.day > last) {
		/* No such day in that month: the period ends with the month itself, not a day
		 * earlier. */
		c.day = last;
		return day_of_civil(c);
	}
	return day_of_civil(c) - 1;
}

int quarter_of_day(int32_t day)
{
	struct civil c = civil_of_day(day);

	return c.day == 0 ? 0 : (c.month - 1) / 3 + 1;
}
