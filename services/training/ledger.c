#include "ledger.h"

#include <string.h>

#include "base/date.h"
#include "classes.h"

/* What others already hold on the days from..: one counter a day. */
struct days_held {
	int32_t first;
	uint32_t count;
	uint32_t hours[CLASS_DAYS_MAX];
};

uint32_t ledger_hours_on(uint32_t hours, uint32_t days, uint32_t index)
{
	return hours / days + (index < hours % days ? 1 : 0);
}

uint32_t year_of_iso(const char *iso)
{
	int32_t day = day_of_iso(iso);

	return day == DAY_NONE ? 0 : (uint32_t)civil_of_day(day).year;
}

static void hold(struct days_held *held, const HoursEntryRow *entry)
{
	int32_t from = day_of_iso(entry->starts_on);
	uint32_t days = (uint32_t)(day_of_iso(entry->ends_on) - from + 1);

	for (uint32_t i = 0; i < days; i++) {
		int32_t at = from + (int32_t)i - held->first;
		if (at >= 0 && at < (int32_t)held->count)
			held->hours[at] += ledger_hours_on(entry->claimed, days, i);
	}
}

uint32_t ledger_credit(const struct state *s, const char *cadre_id, const char *from_on, const char *to_on,
		       uint32_t hours, uint32_t per_day, const char *except)
{
	struct days_held held = { .first = day_of_iso(from_on) };
	const HoursEntryRow *entry;
	uint32_t credit = 0;

	held.count = (uint32_t)(day_of_iso(to_on) - held.first + 1);
	if (held.count > CLASS_DAYS_MAX)
		return 0;
	/* Entries stand under the year they end in: one that overlaps may end the year after. */
	for (uint32_t year = year_of_iso(from_on); year <= year_of_iso(to_on) + 1; year++) {
		struct row_scan scan = hours_entry_by_cadre_id_year(s, cadre_id, year);
		while ((entry = hours_entry_next(&scan)))
			if (strcmp(entry->entry_id, except) != 0 &&
			    days_overlap(entry->starts_on, entry->ends_on, from_on, to_on))
				hold(&held, entry);
	}
	for (uint32_t i = 0; i < held.count; i++) {
		uint32_t wanted = ledger_hours_on(hours, held.count, i);
		uint32_t left = held.hours[i] < per_day ? per_day - held.hours[i] : 0;
		credit += wanted < left ? wanted : left;
	}
	return credit;
}
