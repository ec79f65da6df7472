#include "moment.h"

#include <stdio.h>
#include <string.h>

#include "base/date.h"

static bool clock_of(const char *text, int64_t *ms, const char **rest)
{
	int hour, minute, second = 0, size = 0;

	if (sscanf(text, "T%2d:%2d%n", &hour, &minute, &size) != 2 || size != 6)
		return false;
	text += size;
	if (text[0] == ':') {
		size = 0;
		if (sscanf(text, ":%2d%n", &second, &size) != 1 || size != 3)
			return false;
		text += size;
	}
	*rest = text;
	*ms = ((hour * 60 + minute) * 60LL + second) * 1000;
	return hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60;
}

/* Minutes east of UTC. */
static bool zone_of(const char *text, int64_t *minutes)
{
	int hour, minute, size = 0;
	char sign;

	*minutes = 8 * 60;
	if (!text[0])
		return true;
	if (strcmp(text, "Z") == 0) {
		*minutes = 0;
		return true;
	}
	if (sscanf(text, "%c%2d:%2d%n", &sign, &hour, &minute, &size) != 3 || size != 6 || text[6] ||
	    (sign != '+' && sign != '-') || hour > 14 || hour < 0 || minute > 59 || minute < 0)
		return false;
	*minutes = (hour * 60 + minute) * (sign == '-' ? -1 : 1);
	return true;
}

bool moment_of_text(const char *text, int64_t *out)
{
	char day[ISO_DAY_SIZE];
	int64_t ms = MOMENT_DAY_BEGINS_MS, zone = 8 * 60;
	const char *rest;
	int32_t number;

	if (strlen(text) < ISO_DAY_SIZE - 1)
		return false;
	memcpy(day, text, ISO_DAY_SIZE - 1);
	day[ISO_DAY_SIZE - 1] = '\0';
	number = day_of_iso(day);
	text += ISO_DAY_SIZE - 1;
	if (number == DAY_NONE || (text[0] && (!clock_of(text, &ms, &rest) || !zone_of(rest, &zone))))
		return false;
	*out = moment_of_day(number) + ms + (8 * 60 - zone) * 60000;
	return true;
}
