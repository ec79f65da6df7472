#include "quarter.h"

#include <stdio.h>

#include "base/require.h"

uint32_t quarter_year(const char *quarter)
{
	uint32_t year = 0;

	for (int i = 0; i < 4; i++)
		year = year * 10 + (uint32_t)(quarter[i] - '0');
	return year;
}

static void quarter_at(uint32_t quarters, char out[QUARTER_SIZE])
{
	int size = snprintf(out, QUARTER_SIZE, "%04uQ%u", quarters / 4 % 10000, quarters % 4 + 1);

	REQUIRE(size == QUARTER_SIZE - 1);
}

/* Quarters since the year 0. */
static uint32_t number_of(const char *quarter)
{
	return quarter_year(quarter) * 4 + ((uint32_t)(quarter[5] - '1') & 3);
}

void quarter_before(const char *quarter, char out[QUARTER_SIZE])
{
	quarter_at(number_of(quarter) - 1, out);
}

void quarter_after(const char *quarter, char out[QUARTER_SIZE])
{
	quarter_at(number_of(quarter) + 1, out);
}

const char *quarter_first_day(struct decision *d, const char *quarter)
{
	static const char *const starts[] = { "01-01", "04-01", "07-01", "10-01" };

	return decision_format(d, "%.4s-%s", quarter, starts[(quarter[5] - '1') & 3]);
}

const char *quarter_last_day(struct decision *d, const char *quarter)
{
	static const char *const ends[] = { "03-31", "06-30", "09-30", "12-31" };

	return decision_format(d, "%.4s-%s", quarter, ends[(quarter[5] - '1') & 3]);
}
