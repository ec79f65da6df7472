/* The ways people write days, and the cell that says when (and whether) somebody joined the Party. */
#include "fields.h"

#include <string.h>

#include "base/date.h"

#define SERIAL_1970 25569 /* the day number of 1970-01-01 in the 1900 system, its false 29 Feb 1900 counted in */
#define SERIAL_MIN 10000
#define SERIAL_MAX 80000

static int digits_at(const char *text)
{
	int count = 0;

	while (text[count] >= '0' && text[count] <= '9')
		count++;
	return count;
}

static int number_of(const char *text, int count)
{
	int value = 0;

	for (int i = 0; i < count; i++)
		value = value * 10 + (text[i] - '0');
	return value;
}

/* Bytes of a separator at `text`: . - / or the given Chinese mark; 0 when there is none. */
static size_t separator(const char *text, const char *mark)
{
	if (*text && strchr(".-/", *text))
		return 1;
	return strncmp(text, mark, strlen(mark)) == 0 ? strlen(mark) : 0;
}

/* What may follow a complete day: nothing, or the midnight a spreadsheet appends. */
static bool only_midnight(const char *text)
{
	while (*text == ' ' || *text == 'T')
		text++;
	return *text == '\0' || strcmp(text, "00:00") == 0 || strcmp(text, "0:00") == 0 ||
	       strcmp(text, "00:00:00") == 0 || strcmp(text, "0:00:00") == 0;
}

/* Y-M or Y-M-D with separators. The year's digits have been read. */
static bool separated(const char *text, struct civil *c)
{
	size_t first = separator(text, "年");
	bool dotted = first == 1;
	int digits;

	if (!first)
		return false;
	text += first;
	digits = digits_at(text);
	if (digits < 1 || digits > 2)
		return false;
	c->month = number_of(text, digits);
	text += digits;
	if (*text == '\0' || strcmp(text, "月") == 0)
		return !(dotted && digits == 1 && c->month == 1); /* 2024.1: January, or a spoilt 2024.10 */
	if (!separator(text, "月"))
		return false;
	text += separator(text, "月");
	digits = digits_at(text);
	if (digits < 1 || digits > 2)
		return false;
	c->day = number_of(text, digits);
	text += digits;
	if (strncmp(text, "日", 3) == 0)
		text += 3;
	return only_midnight(text);
}

static int32_t day_of_text(const char *plain)
{
	int digits = digits_at(plain);
	struct civil c = { .day = 1 };

	if (plain[digits] == '\0') {
		int serial = digits == 5 ? number_of(plain, 5) : 0;
		if (digits == 5)
			return serial >= SERIAL_MIN && serial <= SERIAL_MAX ? serial - SERIAL_1970 : DAY_NONE;
		if (digits != 6 && digits != 8)
			return DAY_NONE;
		c.year = number_of(plain, 4);
		c.month = number_of(plain + 4, 2);
		if (digits == 8)
			c.day = number_of(plain + 6, 2);
		return day_of_civil(c);
	}
	if (digits != 4)
		return DAY_NONE;
	c.year = number_of(plain, 4);
	return separated(plain + 4, &c) ? day_of_civil(c) : DAY_NONE;
}

enum refusal field_date(struct arena *arena, const char *text, const char *today, const char **iso)
{
	int32_t day = day_of_text(field_plain(arena, text));
	char out[ISO_DAY_SIZE];

	if (day == DAY_NONE)
		return REFUSAL_ROW_DATE_MALFORMED;
	if (day > day_of_iso(today))
		return REFUSAL_ROW_DATE_FUTURE;
	iso_of_day(day, out);
	*iso = arena_text(arena, out, ISO_DAY_SIZE - 1);
	return *iso ? REFUSAL_NONE : REFUSAL_ROW_DATE_MALFORMED;
}

/* The name of another party, or of belonging to none, at the front of `part`; returns its bytes. */
static size_t other_party(const char *part)
{
	static const char *const names[] = { "民革", "民盟", "民建", "民进", "农工党", "农工", "致公党", "致公", "九三学社",
					     "九三", "台盟", "无党派", "群众", "共青团员", "团员" };

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strncmp(part, names[i], strlen(names[i])) == 0)
			return strlen(names[i]);
	return 0;
}

static enum refusal party_part(struct arena *arena, const char *part, const char *today, const char **iso)
{
	static const char *const own[] = { "中共预备党员", "中共党员", "中共", "预备党员", "党员" };
	size_t other = other_party(part);
	const char *joined;

	if (other) /* the day of joining another party is not kept, but it must be one */
		return part[other] == '\0' || field_date(arena, part + other, today, &joined) == REFUSAL_NONE ||
		       strcmp(part + other, "人士") == 0 ? REFUSAL_NONE : REFUSAL_ROW_PARTY_MALFORMED;
	for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
		if (strncmp(part, own[i], strlen(own[i])) == 0) {
			part += strlen(own[i]);
			break;
		}
	if (*part == '\0')
		return REFUSAL_NONE;
	switch (field_date(arena, part, today, iso)) {
	case REFUSAL_NONE: return REFUSAL_NONE;
	case REFUSAL_ROW_DATE_FUTURE: return REFUSAL_ROW_DATE_FUTURE;
	default: return REFUSAL_ROW_PARTY_MALFORMED;
	}
}

enum refusal field_party(struct arena *arena, const char *text, const char *today, const char **iso)
{
	const char *rest = field_plain(arena, text);
	enum refusal refusal = REFUSAL_NONE;
	size_t mark;

	*iso = "";
	if (field_says_none(rest))
		return REFUSAL_NONE;
	while (*rest && refusal == REFUSAL_NONE) {
		size_t size = field_part(rest, &mark);
		const char *part = size ? field_plain(arena, arena_text(arena, rest, size)) : "";
		if (part[0])
			refusal = party_part(arena, part, today, iso);
		rest += size + mark;
	}
	return refusal;
}
