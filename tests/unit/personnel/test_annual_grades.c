/* Annual grades enter the records and what rests on them. */
#include "fixture.h"

static GradeEntry *entry(const char *cadre_id, AnnualGrade g)
{
	static GradeEntry pool[8];
	static size_t used;
	GradeEntry *one = &pool[used++ % 8];

	grade_entry__init(one);
	one->cadre_id = cadre_id;
	one->grade = g;
	return one;
}

static void record(unsigned year, GradeEntry *a, GradeEntry *b)
{
	GradeEntry *list[] = { a, b };

	WHEN(RecordAnnualGrades, .year = year, .document = "考核办1号", .n_entries = b ? 2 : 1, .entries = list);
}

TEST(a_grade_revises_the_record_once)
{
	ordinary_day();
	record(2024, entry("c1", ANNUAL_GRADE_EXCELLENT), entry("c2", ANNUAL_GRADE_COMPETENT));
	ACCEPTED();
	CHECK_INT(EMITTED_COUNT(CadreRevised), 2);
	CHECK_INT(EMITTED(CadreRevised)->now->n_grades, 2);
	CHECK_TEXT(EMITTED(CadreRevised)->changed[0], "grades");
	CHECK_INT(cadre_find(world_state(), "c1")->n_grades, 2);
	record(2024, entry("c1", ANNUAL_GRADE_EXCELLENT), NULL);
	ACCEPTED();
	CHECK_INT(EMITTED_COUNT(CadreRevised), 0);
	CHECK_TEXT(world_answer("revised"), "0");
}

TEST(a_corrected_grade_replaces_the_old_one_and_bars)
{
	ordinary_day();
	record(2025, entry("c1", ANNUAL_GRADE_BASICALLY_COMPETENT), NULL);
	ACCEPTED();
	CHECK_INT(EMITTED(CadreRevised)->now->n_grades, 1);
	WHEN(OpenAppointment, .cadre_id = "c1", .post_id = "p1", .kind = APPOINTMENT_KIND_PROMOTION,
	     .ground = APPOINTMENT_GROUND_ASSESSMENT_RESULT, .qualification = QUALIFIED);
	REFUSED(REFUSAL_GRADE_TOO_LOW);
}

TEST(the_running_year_has_no_final_grade)
{
	ordinary_day();
	record(2026, entry("c1", ANNUAL_GRADE_EXCELLENT), NULL);
	REFUSED(REFUSAL_GRADE_YEAR_RUNNING);
	record(2025, entry("c1", ANNUAL_GRADE_EXCELLENT), NULL);
	ACCEPTED();
}

TEST(one_bad_entry_refuses_all)
{
	ordinary_day();
	record(2024, entry("c1", ANNUAL_GRADE_EXCELLENT), entry("ghost", ANNUAL_GRADE_EXCELLENT));
	REFUSED(REFUSAL_CADRE_UNKNOWN);
	CHECK_INT(world_events(), 0);
	record(2024, entry("c1", ANNUAL_GRADE_EXCELLENT), entry("c1", ANNUAL_GRADE_COMPETENT));
	REFUSED(REFUSAL_VALUE_DUPLICATE);
	ACTOR(OFFICERS, COUNTY);
	record(2024, entry("c1", ANNUAL_GRADE_EXCELLENT), NULL);
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
	ACTOR_CADRE(OFFICERS, CITY, "u1", "c1");
	record(2024, entry("c1", ANNUAL_GRADE_EXCELLENT), NULL);
	REFUSED(REFUSAL_SELF_DEALING);
}

TEST(what_assessment_graded_enters_the_record)
{
	ordinary_day();
	GIVEN(PersonGraded, .cadre_id = "c1", .year = 2025, .grade = ANNUAL_GRADE_BASICALLY_COMPETENT, .document = "考核〔2026〕3号");
	CHECK_INT(EMITTED_COUNT(CadreRevised), 1);
	CHECK_TEXT(EMITTED(CadreRevised)->origin, "考核〔2026〕3号");
	CHECK_INT(cadre_find(world_state(), "c1")->grades[0]->grade, ANNUAL_GRADE_BASICALLY_COMPETENT);
	WHEN(OpenAppointment, .cadre_id = "c1", .post_id = "p1", .kind = APPOINTMENT_KIND_PROMOTION,
	     .ground = APPOINTMENT_GROUND_ASSESSMENT_RESULT, .qualification = QUALIFIED);
	REFUSED(REFUSAL_GRADE_TOO_LOW);
	GIVEN(PersonGraded, .cadre_id = "c1", .year = 2025, .grade = ANNUAL_GRADE_COMPETENT, .document = "复核1号", .corrects = true);
	CHECK_INT(cadre_find(world_state(), "c1")->n_grades, 1);
	CHECK_INT(cadre_find(world_state(), "c1")->grades[0]->grade, ANNUAL_GRADE_COMPETENT);
	GIVEN(PersonGraded, .cadre_id = "stranger", .year = 2025, .grade = ANNUAL_GRADE_COMPETENT);
	CHECK_INT(world_events(), 0);
}

TEST_MAIN()
