/* Working days and periods, on the State Council's notices for 2025 and 2026
 * (国办发明电〔2024〕12号,〔2025〕7号). */
#include "base/date.h"
#include "policy/policy.h"
#include "tap.h"

#define DAYS_MAX 40

struct notice {
	int year;
	struct {
		const char *first, *last;
	} holidays[8];
	const char *makeup[8];
};

static const struct notice notices[] = {
	{ .year = 2025,
	  .holidays = { { "2025-01-01", "2025-01-01" },
			{ "2025-01-28", "2025-02-04" },
			{ "2025-04-04", "2025-04-06" },
			{ "2025-05-01", "2025-05-05" },
			{ "2025-05-31", "2025-06-02" },
			{ "2025-10-01", "2025-10-08" } },
	  .makeup = { "2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11" } },
	{ .year = 2026,
	  .holidays = { { "2026-01-01", "2026-01-03" },
			{ "2026-02-15", "2026-02-23" },
			{ "2026-04-04", "2026-04-06" },
			{ "2026-05-01", "2026-05-05" },
			{ "2026-06-19", "2026-06-21" },
			{ "2026-09-25", "2026-09-27" },
			{ "2026-10-01", "2026-10-07" } },
	  .makeup = { "2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20",
		      "2026-10-10" } },
	/* 2018 and 2019: the notice of 2019 took 30 and 31 December 2018 for its New Year, and 29
	   December was worked */
	{ .year = 2018,
	  .holidays = { { "2018-10-01", "2018-10-07" } },
	  .makeup = { "2018-09-29", "2018-09-30" } },
	{ .year = 2019,
	  .holidays = { { "2018-12-30", "2019-01-01" } },
	  .makeup = { "2018-12-29" } },
	/* a year with nothing but weekends */
	{ .year = 2000 },
};
#define NOTICES (sizeof notices / sizeof notices[0])

struct years {
	struct calendar_year year[NOTICES];
	int32_t holidays[NOTICES][DAYS_MAX];
	int32_t makeup[NOTICES][DAYS_MAX];
	int lookups;
	int hidden; /* a year that is not loaded */
};

static void load(struct years *y)
{
	*y = (struct years){ .hidden = 0 };
	for (size_t n = 0; n < NOTICES; n++) {
		size_t holidays = 0, makeup = 0;

		for (size_t i = 0; i < 8 && notices[n].holidays[i].first; i++)
			for (int32_t day = day_of_iso(notices[n].holidays[i].first);
			     day <= day_of_iso(notices[n].holidays[i].last); day++)
				y->holidays[n][holidays++] = day;
		for (; makeup < 8 && notices[n].makeup[makeup]; makeup++)
			y->makeup[n][makeup] = day_of_iso(notices[n].makeup[makeup]);
		y->year[n] = (struct calendar_year){ .year = notices[n].year,
						     .holidays = y->holidays[n],
						     .holiday_count = holidays,
						     .makeup_workdays = y->makeup[n],
						     .makeup_count = makeup };
	}
}

static const struct calendar_year *look_up(void *context, int year)
{
	struct years *y = context;

	y->lookups++;
	for (size_t n = 0; n < NOTICES; n++)
		if (y->year[n].year == year && year != y->hidden)
			return &y->year[n];
	return NULL;
}

static struct years loaded;
static struct calendar calendar = { look_up, &loaded };

/* "work", "rest" or "unknown" */
static const char *kind_of(const char *iso)
{
	bool workday;

	if (!calendar_is_workday(&calendar, day_of_iso(iso), &workday))
		return "unknown";
	return workday ? "work" : "rest";
}

static const char *text_of(enum err code, int32_t day)
{
	static char iso[ISO_DAY_SIZE];

	if (code != ERR_NONE)
		return err_text(code);
	iso_of_day(day, iso);
	return iso;
}

static const char *add(const char *from, int64_t count)
{
	int32_t day;
	enum err code = calendar_add_workdays(&calendar, day_of_iso(from), count, &day);

	if (code != ERR_NONE)
		CHECK_INT(day, DAY_NONE);
	return text_of(code, day);
}

static const char *deadline(const char *from, const char *value, const char *unit)
{
	struct period p = { 0 };
	int32_t day;

	CHECK_INT(period_parse(value, unit, &p), ERR_NONE);
	enum err code = calendar_deadline(&calendar, day_of_iso(from), p, &day);
	return text_of(code, day);
}

TEST(kinds_of_days)
{
	load(&loaded);
	CHECK_TEXT(kind_of("2026-09-30"), "work");
	CHECK_TEXT(kind_of("2026-10-01"), "rest"); /* Thursday, National Day */
	CHECK_TEXT(kind_of("2026-10-07"), "rest");
	CHECK_TEXT(kind_of("2026-10-08"), "work");
	CHECK_TEXT(kind_of("2026-10-10"), "work"); /* Saturday, worked */
	CHECK_TEXT(kind_of("2026-10-11"), "rest");
	CHECK_TEXT(kind_of("2026-10-17"), "rest"); /* plain Saturday */
	CHECK_TEXT(kind_of("2026-09-20"), "work"); /* Sunday, worked */
	CHECK_TEXT(kind_of("2026-02-14"), "work");
	CHECK_TEXT(kind_of("2026-02-16"), "rest");
	CHECK_TEXT(kind_of("2025-10-11"), "work");
	CHECK_TEXT(kind_of("2000-10-02"), "work"); /* no notice says anything: weekdays */
	CHECK_TEXT(kind_of("2000-10-01"), "rest");
	CHECK_TEXT(kind_of("2027-01-04"), "unknown");
	CHECK_TEXT(kind_of("nonsense"), "unknown");
}

TEST(the_next_notice_may_name_december)
{
	load(&loaded);
	CHECK_TEXT(kind_of("2018-12-28"), "work");
	CHECK_TEXT(kind_of("2018-12-29"), "work"); /* Saturday, worked */
	CHECK_TEXT(kind_of("2018-12-31"), "rest"); /* Monday */
	CHECK_TEXT(add("2018-12-28", 2), "2019-01-02");
	loaded.hidden = 2019; /* before it was published */
	CHECK_TEXT(kind_of("2018-12-29"), "rest");
	CHECK_TEXT(kind_of("2018-12-31"), "work");
	loaded.hidden = 2018; /* it does not speak for the whole year */
	CHECK_TEXT(kind_of("2018-12-31"), "unknown");
}

TEST(adding_working_days)
{
	load(&loaded);
	CHECK_TEXT(add("2026-09-28", 0), "2026-09-28");
	CHECK_TEXT(add("2026-10-01", 0), "2026-10-01");
	CHECK_TEXT(add("2026-09-28", 1), "2026-09-29");
	CHECK_TEXT(add("2026-09-28", 2), "2026-09-30");
	CHECK_TEXT(add("2026-09-28", 3), "2026-10-08");
	CHECK_TEXT(add("2026-09-28", 5), "2026-10-10"); /* the worked Saturday */
	CHECK_TEXT(add("2026-09-28", 6), "2026-10-12");
	CHECK_TEXT(add("2026-10-03", 1), "2026-10-08"); /* from a holiday */
	CHECK_TEXT(add("2026-02-13", 3), "2026-02-25"); /* Spring Festival: 14 February is worked */
	CHECK_TEXT(add("2025-12-31", 1), "2026-01-04"); /* Sunday, worked */
	CHECK_TEXT(add("2026-12-30", 1), "2026-12-31");
	CHECK_TEXT(add("2026-12-30", 2), "not found"); /* 2027 is not loaded */
	CHECK_TEXT(add("2026-12-31", 0), "2026-12-31");
	CHECK_TEXT(add("2026-09-28", -1), "invalid input");
	CHECK_TEXT(add("2026-09-28", PERIOD_COUNT_MAX + 1), "invalid input");
	CHECK_TEXT(add("2026-09-28", PERIOD_COUNT_MAX), "not found");
	CHECK_TEXT(add("2026-02-30", 1), "invalid input");
}

TEST(each_year_is_looked_up_once_in_a_walk)
{
	load(&loaded);
	CHECK_TEXT(add("2025-01-01", 400), "2026-08-13");
	CHECK_INT(loaded.lookups, 4); /* 2025 and 2026, 2026 and 2027 */
}

TEST(counting_working_days)
{
	int64_t count = -1;

	load(&loaded);
	CHECK_INT(calendar_count_workdays(&calendar, day_of_iso("2026-09-28"),
					  day_of_iso("2026-10-10"), &count),
		  ERR_NONE);
	CHECK_INT(count, 5);
	CHECK_INT(calendar_count_workdays(&calendar, day_of_iso("2026-09-30"),
					  day_of_iso("2026-10-07"), &count),
		  ERR_NONE);
	CHECK_INT(count, 0);
	CHECK_INT(calendar_count_workdays(&calendar, day_of_iso("2026-10-10"),
					  day_of_iso("2026-10-10"), &count),
		  ERR_NONE);
	CHECK_INT(count, 0);
	CHECK_INT(calendar_count_workdays(&calendar, day_of_iso("2026-10-10"),
					  day_of_iso("2026-09-01"), &count),
		  ERR_NONE);
	CHECK_INT(count, 0);
	/* working days of whole years: by hand from the notices */
	CHECK_INT(calendar_count_workdays(&calendar, day_of_iso("2025-01-01"),
					  day_of_iso("2025-12-31"), &count),
		  ERR_NONE);
	CHECK_INT(count, 248);
	CHECK_INT(calendar_count_workdays(&calendar, day_of_iso("2025-12-31"),
					  day_of_iso("2026-12-31"), &count),
		  ERR_NONE);
	CHECK_INT(count, 248);
	CHECK_INT(calendar_count_workdays(&calendar, day_of_iso("2026-12-31"),
					  day_of_iso("2027-01-01"), &count),
		  ERR_NOT_FOUND);
	CHECK_INT(count, 0);
	CHECK_INT(calendar_count_workdays(&calendar, DAY_NONE, day_of_iso("2026-01-01"), &count),
		  ERR_INVALID);
	CHECK_INT(calendar_count_workdays(&calendar, day_of_iso("1900-01-01"),
					  day_of_iso("2026-01-01"), &count),
		  ERR_INVALID);
}

TEST(adding_and_counting_agree)
{
	int32_t from = day_of_iso("2025-01-20");

	load(&loaded);
	for (int64_t n = 1; n <= 400; n++) {
		int32_t day;
		int64_t count;
		bool workday = false;

		CHECK_INT(calendar_add_workdays(&calendar, from, n, &day), ERR_NONE);
		CHECK(calendar_is_workday(&calendar, day, &workday) && workday);
		CHECK_INT(calendar_count_workdays(&calendar, from, day, &count), ERR_NONE);
		CHECK_INT(count, n);
	}
}

TEST(deadlines)
{
	load(&loaded);
	CHECK_TEXT(deadline("2026-09-28", "5", "wd"), "2026-10-10");
	/* natural days: the last day moves to the next working day (Civil Code art. 203) */
	CHECK_TEXT(deadline("2026-09-01", "15", "d"), "2026-09-16");
	CHECK_TEXT(deadline("2026-09-01", "30", "d"), "2026-10-08"); /* 1 October */
	CHECK_TEXT(deadline("2026-09-10", "30", "d"), "2026-10-10"); /* a Saturday, but worked */
	CHECK_TEXT(deadline("2026-09-11", "30", "d"), "2026-10-12"); /* Sunday */
	CHECK_TEXT(deadline("2026-12-01", "31", "d"), "not found");  /* 1 January 2027: unknown */
	CHECK_TEXT(deadline("2026-10-02", "0", "d"), "2026-10-08");
	/* months and years: the same day-number, or the month's last; they do not move */
	CHECK_TEXT(deadline("2026-09-03", "1", "m"), "2026-10-03");
	CHECK_TEXT(deadline("2026-08-31", "6", "m"), "2027-02-28");
	CHECK_TEXT(deadline("2024-02-29", "1", "y"), "2025-02-28");
	CHECK_TEXT(deadline("2024-02-29", "4", "y"), "2028-02-29");
	CHECK_TEXT(deadline("2026-09-03", "0", "m"), "2026-09-03");
	CHECK_TEXT(deadline("2026-09-03", "36525", "y"),
		   "invalid input"); /* past the last day known */
}

TEST(bad_deadlines)
{
	int32_t day;

	load(&loaded);
	for (enum period_unit unit = PERIOD_WORKING_DAYS; unit <= PERIOD_YEARS; unit++) {
		struct period before = { -1, unit }, far = { PERIOD_COUNT_MAX + 1, unit },
			      fine = { 1, unit };

		CHECK_INT(calendar_deadline(&calendar, day_of_iso("2026-09-01"), before, &day),
			  ERR_INVALID);
		CHECK_INT(calendar_deadline(&calendar, day_of_iso("2026-09-01"), far, &day),
			  ERR_INVALID);
		CHECK_INT(calendar_deadline(&calendar, DAY_NONE, fine, &day), ERR_INVALID);
		CHECK_INT(day, DAY_NONE);
	}
}

TEST(reading_periods)
{
	static const struct {
		const char *value, *unit;
		enum err code;
		int64_t count;
		enum period_unit expected;
	} rows[] = {
		{ "15", "wd", ERR_NONE, 15, PERIOD_WORKING_DAYS },
		{ "0", "d", ERR_NONE, 0, PERIOD_DAYS },
		{ "007", "m", ERR_NONE, 7, PERIOD_MONTHS },
		{ "36525", "y", ERR_NONE, PERIOD_COUNT_MAX, PERIOD_YEARS },
		{ .value = "36526", .unit = "d", .code = ERR_INVALID },
		{ .value = "99999999999999999999", .unit = "d", .code = ERR_INVALID },
		{ .value = "", .unit = "d", .code = ERR_INVALID },
		{ .value = "-1", .unit = "d", .code = ERR_INVALID },
		{ .value = "+1", .unit = "d", .code = ERR_INVALID },
		{ .value = "1.5", .unit = "y", .code = ERR_INVALID },
		{ .value = " 1", .unit = "y", .code = ERR_INVALID },
		{ .value = "1 ", .unit = "y", .code = ERR_INVALID },
		{ .value = "1", .unit = "", .code = ERR_INVALID },
		{ .value = "1", .unit = "w", .code = ERR_INVALID },
		{ .value = "1", .unit = "D", .code = ERR_INVALID },
		{ .value = "1", .unit = "number", .code = ERR_INVALID },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct period p = { 0 };

		CHECK_INT(period_parse(rows[i].value, rows[i].unit, &p), rows[i].code);
		CHECK_INT(p.count, rows[i].count);
		CHECK_INT(p.unit, rows[i].expected);
	}
}

TEST_MAIN()
