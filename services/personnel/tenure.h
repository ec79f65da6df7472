/* The tenure formula of rank promotion, also used for leading posts. Pure.
 *
 *   eligible day = start + required months - (months per 优秀 year) x (优秀 years of the tenure) + 12 x (years not counted)
 *
 * Years not counted are those graded 基本称职, 不称职 or 不定等次. A year belongs to the tenure from the year in which the
 * tenure began; each 优秀 year serves one promotion only, since the next tenure begins anew. Only years that are over on
 * `as_of` have a final grade. Sources: 公务员职务与职级并行规定(2019); 公务员考核规定(2020) art. 19, 21. */
#ifndef DANDANG_PERSONNEL_TENURE_H
#define DANDANG_PERSONNEL_TENURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "contract.h"

struct tenure_rule {
	int months;
	int months_per_excellent;  /* 0: 优秀 does not shorten (leading posts) */
};
struct tenure {
	int32_t eligible_day;      /* DAY_NONE when the start is unknown */
	unsigned excellent_years;
	unsigned excluded_years;
	bool incompetent;          /* a 不称职 year lies in the tenure: the rank is lowered, not raised */
};

struct tenure tenure_count(int32_t start, struct tenure_rule rule, GradeOfYear *const *grades, size_t grade_count,
			   int32_t as_of);
/* The grade of the latest year before `year`, ANNUAL_GRADE_UNSPECIFIED when there is none. `of` gets that year. */
AnnualGrade tenure_last_grade(GradeOfYear *const *grades, size_t grade_count, int year, unsigned *of);

#endif
