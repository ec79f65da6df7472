/* Working days and periods after the State Council's yearly notices. */
#include "policy/policy.h"

#include "base/date.h"
#include "base/require.h"

#define SATURDAY 6
#define DECEMBER 12

static bool holds(const int32_t *days, size_t count, int32_t day)
{
	size_t low = 0;

	while (count > 0) {
		size_t half = count / 2;

		if (days[low + half] == day)
			return true;
		if (days[low + half] < day) {
			low += half + 1;
			count -= half + 1;
		} else {
			count = half;
		}
	}
	return false;
}

/* Does the notice speak about the day? A make-up day stands above a holiday: it names one day, a
 * holiday a stretch. */
static bool notice_says(const struct calendar_year *notice, int32_t day, bool *workday)
{
	*workday = holds(notice->makeup_workdays, notice->makeup_count, day);
	return *workday || holds(notice->holidays, notice->holiday_count, day);
}

/* The two notices in use while days are walked, so that each year is looked up once. */
struct walk {
	const struct calendar *calendar;
	int year;
	const struct calendar_year *own;  /* NULL: not loaded */
	const struct calendar_year *next; /* NULL: not loaded */
};

static struct walk walk_start(const struct calendar *c)
{
	REQUIRE(c->lookup != NULL);
	return (struct walk){ .calendar = c };
}

static bool walk_is_workday(struct walk *w, int32_t day, bool *workday)
{
	struct civil date = civil_of_day(day);

	*workday = false;
	if (date.year == 0)
		return false;
	if (date.year != w->year) {
		w->year = date.year;
		w->own = w->calendar->lookup(w->calendar->context, date.year);
		w->next = w->calendar->lookup(w->calendar->context, date.year + 1);
	}
	if (!w->own)
		return false;
	if (date.month == DECEMBER && w->next && notice_says(w->next, day, workday))
		return true;
	if (!notice_says(w->own, day, workday))
		*workday = weekday_of_day(day) < SATURDAY;
	return true;
}

bool calendar_is_workday(const struct calendar *c, int32_t day, bool *workday)
{
	struct walk w = walk_start(c);

	return walk_is_workday(&w, day, workday);
}

enum err calendar_add_workdays(const struct calendar *c, int32_t from, int64_t count, int32_t *out)
{
	struct walk w = walk_start(c);
	int32_t day = from;

	*out = DAY_NONE;
	if (count < 0 || count > PERIOD_COUNT_MAX || civil_of_day(from).year == 0)
		return ERR_INVALID;
	while (count > 0) {
		bool workday;

		day++;
		if (!walk_is_workday(&w, day, &workday))
			return ERR_NOT_FOUND;
		count -= workday;
	}
	*out = day;
	return ERR_NONE;
}

enum err calendar_count_workdays(const struct calendar *c, int32_t from, int32_t to, int64_t *out)
{
	struct walk w = walk_start(c);
	int64_t apart = (int64_t)to - from;

	*out = 0;
	if (civil_of_day(from).year == 0 || civil_of_day(to).year == 0 || apart > PERIOD_COUNT_MAX)
		return ERR_INVALID;
	for (int32_t day = from + 1; day <= to; day++) {
		bool workday;

		if (!walk_is_workday(&w, day, &workday)) {
			*out = 0;
			return ERR_NOT_FOUND;
		}
		*out += workday;
	}
	return ERR_NONE;
}

/* Civil Code art. 203: the first working day from `day` on. */
static enum err move_to_workday(const struct calendar *c, int32_t day, int32_t *out)
{
	struct walk w = walk_start(c);
	bool workday = false;

	while (walk_is_workday(&w, day, &workday)) {
		if (workday) {
			*out = day;
			return ERR_NONE;
		}
		day++;
	}
	return ERR_NOT_FOUND;
}

static enum err add_months(int32_t from, int months, int32_t *out)
{
	*out = day_add_months(from, months);
	return *out == DAY_NONE ? ERR_INVALID : ERR_NONE;
}

enum err calendar_deadline(const struct calendar *c, int32_t from, struct period p, int32_t *out)
{
	*out = DAY_NONE;
	if (p.count < 0 || p.count > PERIOD_COUNT_MAX || civil_of_day(from).year == 0)
		return ERR_INVALID;
	int count = (int)p.count;

	switch (p.unit) {
	case PERIOD_WORKING_DAYS:
		return calendar_add_workdays(c, from, count, out);
	case PERIOD_DAYS:
		return move_to_workday(c, from + count, out);
	case PERIOD_MONTHS:
		return add_months(from, count, out);
	case PERIOD_YEARS:
		return add_months(from, 12 * count, out);
	}
	return ERR_INVALID;
}

static bool read_count(const char *text, int64_t *out)
{
	int64_t value = 0;

	if (text[0] == '\0')
		return false;
	for (; *text != '\0'; text++) {
		if (*text < '0' || *text > '9')
			return false;
		value = value * 10 + (*text - '0');
		if (value > PERIOD_COUNT_MAX)
			return false;
	}
	*out = value;
	return true;
}

enum err period_parse(const char *value, const char *unit, struct period *out)
{
	static const struct {
		const char *name;
		enum period_unit unit;
	} units[] = {
		{ "wd", PERIOD_WORKING_DAYS },
		{ "d", PERIOD_DAYS },
		{ "m", PERIOD_MONTHS },
		{ "y", PERIOD_YEARS },
	};
	int64_t count;

	if (!read_count(value, &count))
		return ERR_INVALID;
	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
		if (strcmp(unit, units[i].name) == 0) {
			*out = (struct period){ .count = count, .unit = units[i].unit };
			return ERR_NONE;
		}
	}
	return ERR_INVALID;
}
