#include "tenure.h"

#include "base/date.h"

static bool not_counted(AnnualGrade grade)
{
	return grade == ANNUAL_GRADE_BASICALLY_COMPETENT || grade == ANNUAL_GRADE_INCOMPETENT ||
	       grade == ANNUAL_GRADE_UNGRADED;
}

struct tenure tenure_count(int32_t start, struct tenure_rule rule, GradeOfYear *const *grades, size_t grade_count,
			   int32_t as_of)
{
	struct tenure t = { .eligible_day = DAY_NONE };
	int first, past, months;

	if (start == DAY_NONE || as_of == DAY_NONE)
		return t;
	first = civil_of_day(start).year;
	past = civil_of_day(as_of).year;
	for (size_t i = 0; i < grade_count; i++) {
		int year = (int)grades[i]->year;
		if (year < first || year >= past)
			continue;
		if (grades[i]->grade == ANNUAL_GRADE_EXCELLENT)
			t.excellent_years++;
		if (not_counted(grades[i]->grade))
			t.excluded_years++;
		if (grades[i]->grade == ANNUAL_GRADE_INCOMPETENT)
			t.incompetent = true;
	}
	months = rule.months - rule.months_per_excellent * (int)t.excellent_years;
	if (months < 0)
		months = 0;
	t.eligible_day = day_add_months(start, months + 12 * (int)t.excluded_years);
	return t;
}

AnnualGrade tenure_last_grade(GradeOfYear *const *grades, size_t grade_count, int year, unsigned *of)
{
	AnnualGrade last = ANNUAL_GRADE_UNSPECIFIED;

	*of = 0;
	for (size_t i = 0; i < grade_count; i++)
		if ((int)grades[i]->year < year && grades[i]->year >= *of) {
			*of = grades[i]->year;
			last = grades[i]->grade;
		}
	return last;
}
