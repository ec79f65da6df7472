/* Periods that run together. */
#include "accountability/influence.h"
#include "base/date.h"
#include "tap.h"

static const char *merged(const char *first, int first_months, const char *second, int second_months)
{
	static char iso[ISO_DAY_SIZE];
	struct influence_period p[2] = { { day_of_iso(first), first_months }, { day_of_iso(second), second_months } };

	iso_of_day(influence_merge(p, 2, 48), iso);
	return iso;
}

TEST(what_is_left_and_the_new_one_are_added)
{
	CHECK_TEXT(merged("2026-01-01", 6, "2026-04-01", 12), "2027-06-30");
	CHECK_TEXT(merged("2026-04-01", 12, "2026-01-01", 6), "2027-06-30");   /* in whatever order they come in */
}

TEST(a_period_that_has_ended_adds_nothing)
{
	CHECK_TEXT(merged("2026-01-01", 6, "2026-07-01", 6), "2026-12-31");
	CHECK_TEXT(merged("2026-01-01", 6, "2026-06-30", 6), "2026-12-31");    /* its last day: nothing is left after it */
	CHECK_TEXT(merged("2026-01-01", 6, "2026-08-01", 6), "2027-01-31");
}

TEST(forty_eight_months_are_the_most)
{
	CHECK_TEXT(merged("2026-01-01", 24, "2026-01-01", 24), "2029-12-31");
	CHECK_TEXT(merged("2026-01-01", 24, "2026-02-01", 24), "2029-12-31");
	struct influence_period p[3] = { { day_of_iso("2026-01-01"), 24 }, { day_of_iso("2026-02-01"), 24 },
					 { day_of_iso("2026-03-01"), 24 } };
	char iso[ISO_DAY_SIZE];
	iso_of_day(influence_merge(p, 3, 48), iso);
	CHECK_TEXT(iso, "2030-02-28");
}

TEST(one_alone_is_itself)
{
	struct influence_period p = { day_of_iso("2025-08-31"), 6 };
	char iso[ISO_DAY_SIZE];
	iso_of_day(influence_merge(&p, 1, 48), iso);
	CHECK_TEXT(iso, "2026-02-28");   /* no 31st: the last day of that month */
}

TEST_MAIN()
