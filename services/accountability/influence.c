#include "influence.h"

#include "base/date.h"
#include "base/require.h"

static void sort(struct influence_period *periods, size_t count)
{
	for (size_t i = 1; i < count; i++)
		for (size_t j = i; j > 0 && periods[j].effective < periods[j - 1].effective; j--) {
			struct influence_period one = periods[j];
			periods[j] = periods[j - 1];
			periods[j - 1] = one;
		}
}

int32_t influence_merge(struct influence_period *periods, size_t count, int months_max)
{
	int32_t last;

	REQUIRE(count > 0 && months_max > 0);
	sort(periods, count);
	last = period_last_day(periods[0].effective, periods[0].months);
	for (size_t i = 1; i < count; i++) {
		const struct influence_period *next = &periods[i];
		int32_t first = last >= next->effective ? last + 1 : next->effective;
		int32_t end = period_last_day(first, next->months);
		int32_t cap = period_last_day(next->effective, months_max);
		end = end < cap ? end : cap;
		last = end > last ? end : last;
	}
	return last;
}
