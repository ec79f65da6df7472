#include "quarter.h"

uint32_t quarter_year(const char *quarter)
{
	uint32_t year = 0;

	for (int i = 0; i < 4; i++)
		year = year * 10 + (uint32_t)(quarter[i] - '0');
	return year;
}

const char *quarter_last_day(struct decision *d, const char *quarter)
{
	static const char *const ends[] = { "03-31", "06-30", "09-30", "12-31" };

	return decision_format(d, "%.4s-%s", quarter, ends[(quarter[5] - '1') & 3]);
}
