/* Annual grades as people write them. The longer words come first: 称职 stands inside 基本称职 and 不称职. */
#include "fields.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"

struct grade_word {
	const char *text;
	AnnualGrade grade;
};

static const struct grade_word words[] = {
	{ "基本称职", ANNUAL_GRADE_BASICALLY_COMPETENT }, { "不称职", ANNUAL_GRADE_INCOMPETENT },
	{ "优秀", ANNUAL_GRADE_EXCELLENT },		  { "称职", ANNUAL_GRADE_COMPETENT },
	{ "基本合格", ANNUAL_GRADE_BASICALLY_COMPETENT }, { "不合格", ANNUAL_GRADE_INCOMPETENT },
	{ "合格", ANNUAL_GRADE_COMPETENT },		  { "不定等次", ANNUAL_GRADE_UNGRADED },
	{ "不确定等次", ANNUAL_GRADE_UNGRADED },	  { "未定等次", ANNUAL_GRADE_UNGRADED },
	{ "不进行考核", ANNUAL_GRADE_UNGRADED },	  { "未参加", ANNUAL_GRADE_UNGRADED },
};

static AnnualGrade grade_in(const char *part)
{
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strstr(part, words[i].text))
			return words[i].grade;
	return ANNUAL_GRADE_UNSPECIFIED;
}

/* The one group of exactly four digits in the part; 0 when there is none or more than one. */
static unsigned year_in(const char *part)
{
	unsigned year = 0;

	while (*part) {
		size_t digits = strspn(part, "0123456789");
		if (digits == 4) {
			if (year)
				return 0;
			year = (unsigned)strtoul(part, NULL, 10);
		}
		part += digits ? digits : 1;
	}
	return year;
}

static bool known_year(GradeOfYear *const *grades, size_t count, unsigned year)
{
	for (size_t i = 0; i < count; i++)
		if (grades[i]->year == year)
			return true;
	return false;
}

enum refusal field_grades(struct arena *arena, const char *text, const char *today, GradeOfYear ***grades, size_t *count)
{
	unsigned this_year = (unsigned)civil_of_day(day_of_iso(today)).year;
	GradeOfYear **list = arena_alloc(arena, FIELD_GRADES_MAX * sizeof *list);
	size_t mark;

	*grades = list;
	*count = 0;
	for (size_t size; *text; text += size + mark) {
		size = field_part(text, &mark);
		const char *part = field_plain(arena, arena_text(arena, text, size));
		if (part[0] == '\0')
			continue;
		unsigned year = year_in(part);
		AnnualGrade grade = grade_in(part);
		if (!list || year < 1980 || year > this_year || grade == ANNUAL_GRADE_UNSPECIFIED ||
		    *count == FIELD_GRADES_MAX || known_year(list, *count, year))
			return REFUSAL_ROW_GRADE_MALFORMED;
		GradeOfYear *one = arena_alloc(arena, sizeof *one);
		if (!one)
			return REFUSAL_ROW_GRADE_MALFORMED;
		grade_of_year__init(one);
		one->year = year;
		one->grade = grade;
		list[(*count)++] = one;
	}
	return REFUSAL_NONE;
}
