/* The tenure formula. */
#include "base/date.h"
#include "tenure.h"
#include "tap.h"

#define RANK_RULE(years) ((struct tenure_rule){ .months = (years) * 12, .months_per_excellent = 6 })

static GradeOfYear store[8];
static GradeOfYear *list[8];

static size_t given(size_t count, const unsigned (*grades)[2])
{
	for (size_t i = 0; i < count; i++) {
		grade_of_year__init(&store[i]);
		store[i].year = grades[i][0];
		store[i].grade = (AnnualGrade)grades[i][1];
		list[i] = &store[i];
	}
	return count;
}

static const char *eligible(const char *start, struct tenure_rule rule, size_t grades, const char *today)
{
	static char iso[ISO_DAY_SIZE];
	struct tenure t = tenure_count(day_of_iso(start), rule, list, grades, day_of_iso(today));

	if (t.eligible_day == DAY_NONE)
		return "never";
	iso_of_day(t.eligible_day, iso);
	return iso;
}

TEST(the_plain_tenure_ends_on_the_same_day_years_later)
{
	CHECK_TEXT(eligible("2023-06-01", RANK_RULE(2), 0, "2026-03-02"), "2025-06-01");
	CHECK_TEXT(eligible("2024-02-29", RANK_RULE(1), 0, "2026-03-02"), "2025-02-28");
	CHECK_TEXT(eligible("", RANK_RULE(2), 0, "2026-03-02"), "never");
}

TEST(each_excellent_year_of_the_rank_shortens_by_half_a_year)
{
	size_t n = given(3, (const unsigned[][2]){ { 2022, ANNUAL_GRADE_EXCELLENT },   /* before the rank: used up */
						   { 2023, ANNUAL_GRADE_EXCELLENT },
						   { 2024, ANNUAL_GRADE_COMPETENT } });
	CHECK_TEXT(eligible("2023-06-01", RANK_RULE(2), n, "2026-03-02"), "2024-12-01");
	n = given(2, (const unsigned[][2]){ { 2023, ANNUAL_GRADE_EXCELLENT }, { 2024, ANNUAL_GRADE_EXCELLENT } });
	CHECK_TEXT(eligible("2023-06-01", RANK_RULE(2), n, "2026-03-02"), "2024-06-01");
}

TEST(the_year_that_is_running_has_no_grade_yet)
{
	size_t n = given(1, (const unsigned[][2]){ { 2026, ANNUAL_GRADE_EXCELLENT } });

	CHECK_TEXT(eligible("2025-06-01", RANK_RULE(2), n, "2026-03-02"), "2027-06-01");
	CHECK_TEXT(eligible("2025-06-01", RANK_RULE(2), n, "2027-03-02"), "2026-12-01");
}

TEST(years_not_graded_competent_do_not_count)
{
	size_t n = given(2, (const unsigned[][2]){ { 2023, ANNUAL_GRADE_BASICALLY_COMPETENT }, { 2024, ANNUAL_GRADE_UNGRADED } });
	struct tenure t = tenure_count(day_of_iso("2023-01-01"), RANK_RULE(2), list, n, day_of_iso("2026-03-02"));

	CHECK_INT(t.excluded_years, 2);
	CHECK(!t.incompetent);
	CHECK_TEXT(eligible("2023-01-01", RANK_RULE(2), n, "2026-03-02"), "2027-01-01");
}

TEST(an_incompetent_year_is_told)
{
	size_t n = given(1, (const unsigned[][2]){ { 2024, ANNUAL_GRADE_INCOMPETENT } });

	CHECK(tenure_count(day_of_iso("2023-01-01"), RANK_RULE(2), list, n, day_of_iso("2026-03-02")).incompetent);
	CHECK(!tenure_count(day_of_iso("2025-01-01"), RANK_RULE(2), list, n, day_of_iso("2026-03-02")).incompetent);
}

TEST(more_excellent_years_than_the_tenure_do_not_reach_before_its_start)
{
	size_t n = given(5, (const unsigned[][2]){ { 2020, 1 }, { 2021, 1 }, { 2022, 1 }, { 2023, 1 }, { 2024, 1 } });

	CHECK_TEXT(eligible("2020-01-01", RANK_RULE(2), n, "2026-03-02"), "2020-01-01");
}

TEST(leading_posts_are_not_shortened)
{
	size_t n = given(1, (const unsigned[][2]){ { 2023, ANNUAL_GRADE_EXCELLENT } });

	CHECK_TEXT(eligible("2023-01-01", (struct tenure_rule){ .months = 24 }, n, "2026-03-02"), "2025-01-01");
}

TEST(the_last_grade_is_the_latest_before_the_year)
{
	unsigned of;
	size_t n = given(3, (const unsigned[][2]){ { 2024, 2 }, { 2023, 1 }, { 2026, 3 } });

	CHECK_INT(tenure_last_grade(list, n, 2026, &of), ANNUAL_GRADE_COMPETENT);
	CHECK_INT(of, 2024);
	CHECK_INT(tenure_last_grade(list, n, 2023, &of), ANNUAL_GRADE_UNSPECIFIED);
	CHECK_INT(of, 0);
}

TEST_MAIN()
