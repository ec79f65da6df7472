#include "base/date.h"

#include <time.h>

#include "tap.h"

static const char *iso(int32_t day)
{
	static char text[4][ISO_DAY_SIZE];
	static unsigned turn;
	char *out = text[turn++ % 4];

	iso_of_day(day, out);
	return out;
}

TEST(known_days)
{
	CHECK_INT(day_of_iso("1970-01-01"), 0);
	CHECK_INT(day_of_iso("1969-12-31"), -1);
	CHECK_INT(day_of_iso("2000-03-01"), 11017);
	CHECK_INT(day_of_iso("2024-02-29"), 19782);
	CHECK_INT(day_of_iso("2026-11-22"), 20779);
	CHECK_INT(day_of_iso("1900-01-01"), -25567);
	CHECK_INT(day_of_iso("2200-12-31"), 84370);
	CHECK_TEXT(iso(19782), "2024-02-29");
	CHECK_TEXT(iso(-25567), "1900-01-01");
	CHECK_TEXT(iso(84370), "2200-12-31");
}

TEST(no_such_day)
{
	static const char *const bad[] = {
		"",           "2024",       "2024-02-30",  "2023-02-29",   "1900-02-29",
		"2100-02-29", "2200-02-29", "2024-13-01",  "2024-00-10",   "2024-04-31",
		"2024-01-00", "1899-12-31", "2201-01-01",  "2024-1-01",    "2024-01-1",
		"2024/01/01", "20240101",   "2024-01-01 ", " 2024-01-01",  "2024-01-32",
		"+024-01-01", "2024--1-01", "2024-01-0a",  "２０24-01-01", "2024-01-01T00:00:00",
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		CHECK_INT(day_of_iso(bad[i]), DAY_NONE);
		if (day_of_iso(bad[i]) != DAY_NONE)
			printf("#   taken: %s\n", bad[i]);
	}
	CHECK_INT(day_of_iso(NULL), DAY_NONE);
	CHECK(day_of_iso("2000-02-29") != DAY_NONE);
	CHECK_INT(day_of_civil((struct civil){ 2024, 2, 30 }), DAY_NONE);
	CHECK_INT(day_of_civil((struct civil){ INT32_MAX, 1, 1 }), DAY_NONE);
	CHECK_INT(day_of_civil((struct civil){ 2024, INT32_MIN, 1 }), DAY_NONE);
}

TEST(every_day_round_trips_and_agrees_with_the_c_library)
{
	int32_t first = day_of_iso("1900-01-01");
	int32_t last = day_of_iso("2200-12-31");
	char before[ISO_DAY_SIZE] = "0000-00-00";

	CHECK_INT(civil_of_day(first - 1).day, 0);
	CHECK_INT(civil_of_day(last + 1).day, 0);
	for (int32_t day = first; day <= last; day++) {
		char text[ISO_DAY_SIZE];
		time_t seconds = (time_t)day * 86400;
		struct tm tm;
		struct civil c = civil_of_day(day);

		iso_of_day(day, text);
		gmtime_r(&seconds, &tm);
		bool good = day_of_iso(text) == day && day_of_civil(c) == day &&
			    strcmp(before, text) < 0 && tm.tm_year + 1900 == c.year &&
			    tm.tm_mon + 1 == c.month && tm.tm_mday == c.day &&
			    weekday_of_day(day) == (tm.tm_wday == 0 ? 7 : tm.tm_wday) &&
			    quarter_of_day(day) == tm.tm_mon / 3 + 1;

		CHECK(good);
		if (!good)
			return;
		memcpy(before, text, sizeof(before));
	}
}

TEST(nothing_comes_from_no_day)
{
	char text[ISO_DAY_SIZE] = "x";

	iso_of_day(DAY_NONE, text);
	CHECK_TEXT(text, "");
	CHECK_INT(civil_of_day(DAY_NONE).year, 0);
	CHECK_INT(weekday_of_day(DAY_NONE), 0);
	CHECK_INT(quarter_of_day(DAY_NONE), 0);
	CHECK_INT(day_add_months(DAY_NONE, 1), DAY_NONE);
	CHECK_INT(period_last_day(DAY_NONE, 1), DAY_NONE);
	CHECK(moment_of_day(DAY_NONE) == INT64_MIN);
}

TEST(moments_are_beijing_days)
{
	CHECK_INT(day_of_moment(0), 0); /* 08:00 in Shanghai */
	CHECK_INT(day_of_moment(16 * 3600 * 1000 - 1), 0);
	CHECK_INT(day_of_moment(16 * 3600 * 1000), 1);
	CHECK_INT(day_of_moment(-8 * 3600 * 1000), 0);
	CHECK_INT(day_of_moment(-8 * 3600 * 1000 - 1), -1);
	/* 2026-10-10 00:00 +08:00 */
	CHECK_INT(moment_of_day(day_of_iso("2026-10-10")), 1791561600000);
	for (int32_t day = day_of_iso("1900-01-01"); day <= day_of_iso("2200-12-31"); day += 7) {
		CHECK_INT(day_of_moment(moment_of_day(day)), day);
		CHECK_INT(day_of_moment(moment_of_day(day) + 86399999), day);
	}
	int64_t end = moment_of_day(day_of_iso("2200-12-31")) + 86400000;

	CHECK_INT(day_of_moment(end - 1), day_of_iso("2200-12-31"));
	CHECK_INT(day_of_moment(end), DAY_NONE);
	CHECK_INT(day_of_moment(moment_of_day(day_of_iso("1900-01-01")) - 1), DAY_NONE);
	CHECK_INT(day_of_moment(INT64_MAX), DAY_NONE);
	CHECK_INT(day_of_moment(INT64_MIN), DAY_NONE);
}

struct months_row {
	const char *from;
	int months;
	const char *later;    /* same day-number, or the month's last */
	const char *last_day; /* of the period */
};

TEST(months)
{
	static const struct months_row rows[] = {
		{ "2026-01-31", 1, "2026-02-28", "2026-02-28" },
		{ "2024-01-31", 1, "2024-02-29", "2024-02-29" },
		{ "2023-08-31", 6, "2024-02-29", "2024-02-29" },
		{ "2023-08-30", 6, "2024-02-29", "2024-02-29" },
		{ "2023-08-29", 6, "2024-02-29", "2024-02-28" },
		{ "2022-08-29", 6, "2023-02-28", "2023-02-28" },
		{ "2022-08-28", 6, "2023-02-28", "2023-02-27" },
		{ "2026-03-01", 6, "2026-09-01", "2026-08-31" },
		{ "2026-03-15", 12, "2027-03-15", "2027-03-14" },
		{ "2024-02-29", 12, "2025-02-28", "2025-02-28" },
		{ "2024-02-29", 48, "2028-02-29", "2028-02-28" },
		{ "2026-12-31", 2, "2027-02-28", "2027-02-28" },
		{ "2026-10-31", 1, "2026-11-30", "2026-11-30" },
		{ "2026-11-30", 1, "2026-12-30", "2026-12-29" },
		{ "2026-01-01", 1, "2026-02-01", "2026-01-31" },
		{ "2026-07-08", 24, "2028-07-08", "2028-07-07" },
		{ "2026-07-08", 0, "2026-07-08", "2026-07-07" },
		{ "2026-03-31", -1, "2026-02-28", "2026-02-28" },
		{ "2026-01-15", -13, "2024-12-15", "2024-12-14" },
		{ "1900-01-01", 12 * 300, "2200-01-01", "2199-12-31" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		CHECK_TEXT(iso(day_add_months(day_of_iso(rows[i].from), rows[i].months)),
			   rows[i].later);
		CHECK_TEXT(iso(period_last_day(day_of_iso(rows[i].from), rows[i].months)),
			   rows[i].last_day);
	}
	int32_t day = day_of_iso("2200-12-01");

	CHECK_INT(day_add_months(day, 1), DAY_NONE);
	CHECK_INT(period_last_day(day, 1), DAY_NONE);
	CHECK_INT(day_add_months(day, INT32_MAX), DAY_NONE);
	CHECK_INT(day_add_months(day, INT32_MIN), DAY_NONE);
	CHECK_INT(day_add_months(day_of_iso("1900-01-31"), -1), DAY_NONE);
}

/* A period's next period begins the day after it; twelve months lie in a year whichever way they
 * are cut. */
TEST(periods_meet)
{
	for (int32_t day = day_of_iso("2023-01-01"); day <= day_of_iso("2028-12-31"); day++) {
		int32_t last = period_last_day(day, 6);
		int32_t same = day_add_months(day, 6);

		CHECK(last == same || last == same - 1);
		CHECK(last > day + 175 && last < day + 185);
	}
}

TEST_MAIN()
