/* One unit for the annual grades of persons: team h1 (head), d1, d2, d3; staff s1..s10, of whom s1 heads a section. Year 2025. */
#ifndef TESTS_PERSON_LIB_H
#define TESTS_PERSON_LIB_H

#include "given.h"
#include "workflows.h"

#pragma GCC diagnostic ignored "-Wunused-function"
#pragma GCC diagnostic ignored "-Woverride-init" /* a test names only what differs from the ordinary case */

#define CITY "150400"

WORLD(assessment_service)

static const char *const staff[] = { "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10" };
static const char *const team[] = { "h1", "d1", "d2", "d3" };

static GradeOfYear *past(unsigned year, AnnualGrade grade)
{
	static GradeOfYear pool[64];
	static size_t used;
	GradeOfYear *one = &pool[used++ % 64];

	grade_of_year__init(one);
	one->year = year;
	one->grade = grade;
	return one;
}
#define PAST(...)                                                                                                        \
	.n_grades = sizeof((GradeOfYear *[]){ __VA_ARGS__ }) / sizeof(GradeOfYear *), .grades = (GradeOfYear *[]){ __VA_ARGS__ }

#define PERSON(id, lev, ...)                                                                                             \
	GIVEN(CadreRegistered, .cadre_id = id, .name = id, .unit_id = "u1", .authority = CITY, .level = lev, __VA_ARGS__)

static void unit_head(void)
{
	ACTOR_CADRE("unit.head,unit.party", CITY, "u1", "h1");
	ACCOUNT("u1.head");
}

static void organ(void)
{
	ACTOR_CADRE("org.head,org.assessment,org.civil_servant", CITY, "zzb", "");
	ACCOUNT("zzb");
}

static void oneself(const char *cadre_id)
{
	ACTOR_CADRE("cadre,unit.staff", CITY, "u1", cadre_id);
	ACCOUNT(cadre_id);
}

/* Monday, 5 January 2026. */
static void unit_of_people(void)
{
	OPEN("2026-01-05");
	GIVEN(UnitRegistered, .unit_id = "u1", .name = "交通局", .kind = UNIT_KIND_CITY_DEPARTMENT, .region = CITY);
	for (int i = 0; i < 10; i++)
		PERSON(staff[i], i ? POST_LEVEL_STAFF : POST_LEVEL_SECTION_HEAD, .young = false);
	for (int i = 0; i < 4; i++)
		PERSON(team[i], POST_LEVEL_COUNTY_DEPUTY, .team_head = i == 0, .team_member = i > 0);
	unit_head();
}

static const char *opened(PersonTrack track)
{
	WHEN(OpenPersonRound, .year = 2025, .unit_id = "u1", .track = track);
	return world_answer("round_id");
}

static void evaluate(const char *round_id, const char *cadre_id)
{
	DemoEvaluationCount one, *list[] = { &one };

	demo_evaluation_count__init(&one);
	one.cadre_id = cadre_id;
	one.excellent = 5;
	one.competent = 3;
	WHEN(RecordDemoEvaluation, .round_id = round_id, .document = "测评1号", .should_attend = 12, .attended = 8, .n_counts = 1, .counts = list);
}

static void verify(const char *round_id, const char *cadre_id)
{
	WHEN(VerifyPerformance, .round_id = round_id, .cadre_id = cadre_id, .facts = "完成年度任务");
}

static PersonProposal *proposal(const char *cadre_id, AnnualGrade grade)
{
	static PersonProposal pool[32];
	static size_t used;
	PersonProposal *one = &pool[used++ % 32];
	bool low = grade == ANNUAL_GRADE_BASICALLY_COMPETENT || grade == ANNUAL_GRADE_INCOMPETENT;

	person_proposal__init(one);
	one->cadre_id = cadre_id;
	one->grade = grade;
	one->comment = "履职情况";
	one->improvement = low ? "限期改进" : "";
	one->fail_fact = grade == ANNUAL_GRADE_INCOMPETENT ? FAIL_FACT_NOT_SHOULDERING : FAIL_FACT_UNSPECIFIED;
	one->reason = grade == ANNUAL_GRADE_INCOMPETENT ? "长期不担当" : "";
	return one;
}

static void propose_one(const char *round_id, PersonProposal *one)
{
	WHEN(ProposePersonGrades, .round_id = round_id, .n_proposals = 1, .proposals = &one);
}

static void propose(const char *round_id, const char *cadre_id, AnnualGrade grade)
{
	propose_one(round_id, proposal(cadre_id, grade));
}

/* Everybody's summary, evaluation where due, verification. */
static void verified_people(const char *id, const char *const *people, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		WHEN(SubmitSelfSummary, .round_id = id, .cadre_id = people[i], .summary = "一年工作");
		ACCEPTED();
		evaluate(id, people[i]);
		ACCEPTED();
		verify(id, people[i]);
		ACCEPTED();
	}
}

static const char *verified_staff(void)
{
	unit_of_people();
	const char *id = opened(PERSON_TRACK_STAFF);

	verified_people(id, staff, 10);
	return id;
}

/* s1..s10, one letter each: e excellent, c competent, b basically, i incompetent. */
static void propose_staff(const char *id, const char *letters)
{
	PersonProposal *list[10];
	size_t count = 0;

	for (; letters[count]; count++)
		list[count] = proposal(staff[count], letters[count] == 'e'   ? ANNUAL_GRADE_EXCELLENT
						     : letters[count] == 'b' ? ANNUAL_GRADE_BASICALLY_COMPETENT
						     : letters[count] == 'i' ? ANNUAL_GRADE_INCOMPETENT
									     : ANNUAL_GRADE_COMPETENT);
	WHEN(ProposePersonGrades, .round_id = id, .n_proposals = count, .proposals = list);
}

static const char *checked(const char *letters)
{
	const char *id = verified_staff();

	propose_staff(id, letters);
	ACCEPTED();
	WHEN(CheckPersonCaps, .round_id = id);
	ACCEPTED();
	return id;
}

static const char *decided(const char *letters)
{
	const char *id = checked(letters);

	WHEN(DecidePersonGrades, .round_id = id, .body = DECIDING_BODY_UNIT_HEAD, .held_on = "2026-01-05", .minutes = "批示1");
	ACCEPTED();
	return id;
}

/* Published on 5 January, over on the 13th. */
static const char *published(const char *letters)
{
	const char *id = decided(letters);

	WHEN(PublishExcellent, .round_id = id, .place = "公告栏");
	ACCEPTED();
	TODAY("2026-01-13");
	return id;
}

static const char *notified(const char *letters)
{
	const char *id = published(letters);

	WHEN(NotifyPersonGrades, .round_id = id, .document = "考核〔2026〕1号");
	ACCEPTED();
	return id;
}

static const PersonAssessmentRow *row_of(const char *id, const char *cadre_id)
{
	return person_assessment_find(world_state(), id, cadre_id);
}

static const PersonRoundRow *round_of(const char *id)
{
	return person_round_find(world_state(), id);
}

#endif
