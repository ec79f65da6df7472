#include "months.h"

#include <string.h>

#include "base/date.h"

#define MONTH_SIZE 7 /* YYYY-MM */

static int32_t first_day(const char *month)
{
	char iso[ISO_DAY_SIZE];

	if (strlen(month) != MONTH_SIZE)
		return DAY_NONE;
	memcpy(iso, month, MONTH_SIZE);
	memcpy(iso + MONTH_SIZE, "-01", 4);
	return day_of_iso(iso);
}

bool month_valid(const char *month)
{
	return first_day(month) != DAY_NONE;
}

const char *month_of(struct decision *d, const char *iso_day)
{
	return decision_format(d, "%.7s", iso_day);
}

const char *month_next(struct decision *d, const char *month)
{
	struct civil c = civil_of_day(day_add_months(first_day(month), 1));

	return decision_format(d, "%04d-%02d", c.year, c.month);
}

const char *month_last_day(struct decision *d, const char *month)
{
	char iso[ISO_DAY_SIZE];

	iso_of_day(day_add_months(first_day(month), 1) - 1, iso);
	return decision_format(d, "%s", iso);
}
