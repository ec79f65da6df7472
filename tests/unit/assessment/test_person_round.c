/* Rounds of persons from opening to verification. */
#include "person_lib.h"

TEST(a_round_holds_the_staff_of_the_unit_without_its_team)
{
	unit_of_people();
	const char *id = opened(PERSON_TRACK_STAFF);
	ACCEPTED();
	CHECK_INT(EMITTED_COUNT(PersonAssessmentOpened), 10);
	CHECK_INT(round_of(id)->participants, 10);
	CHECK(EMITTED_AT(PersonAssessmentOpened, 0)->demo_evaluation_due);        /* s1 heads a section */
	CHECK(!row_of(id, "s2")->demo_evaluation_due);
	CHECK_TEXT(round_of(id)->summary_by, "2026-01-19");                       /* ten working days */
	CHECK(!row_of(id, "h1"));
	opened(PERSON_TRACK_STAFF);
	REFUSED(REFUSAL_PERSON_ROUND_EXISTS);
}

TEST(who_moves_to_another_unit_between_two_rounds_is_graded_once)
{
	unit_of_people();
	const char *first = opened(PERSON_TRACK_STAFF);
	ACCEPTED();
	GIVEN(UnitRegistered, .unit_id = "u2", .name = "商务局", .kind = UNIT_KIND_CITY_DEPARTMENT, .region = CITY);
	for (int i = 1; i < 3; i++)
		GIVEN(CadreRevised, .cadre_id = staff[i],
		      .now = &(CadreRegistered){ .base = PROTOBUF_C_MESSAGE_INIT(&cadre_registered__descriptor), .cadre_id = staff[i],
						 .name = staff[i], .unit_id = "u2", .authority = CITY, .level = POST_LEVEL_STAFF });
	PERSON("n1", POST_LEVEL_STAFF, .unit_id = "u2");
	ACTOR_CADRE("unit.head,unit.party", CITY, "u2", "x");
	WHEN(OpenPersonRound, .year = 2025, .unit_id = "u2", .track = PERSON_TRACK_STAFF);
	ACCEPTED();
	const char *second = world_answer("round_id");
	CHECK_INT(round_of(second)->participants, 1);
	CHECK(row_of(second, "n1") && !row_of(second, "s2") && row_of(first, "s2"));
	WHEN(OpenPersonRound, .year = 2024, .unit_id = "u2", .track = PERSON_TRACK_STAFF); /* of another year he has no grade yet */
	CHECK_INT(round_of(world_answer("round_id"))->participants, 3);
}

TEST(members_of_a_team_are_opened_by_the_organ_that_manages_them)
{
	unit_of_people();
	opened(PERSON_TRACK_MEMBERS);
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
	organ();
	const char *id = opened(PERSON_TRACK_MEMBERS);
	ACCEPTED();
	CHECK_INT(round_of(id)->participants, 4);
	opened(PERSON_TRACK_STAFF);                                               /* an organ does not open the unit's own round */
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
}

TEST(a_year_is_assessed_from_december_on)
{
	unit_of_people();
	WHEN(OpenPersonRound, .year = 2026, .unit_id = "u1", .track = PERSON_TRACK_STAFF);
	REFUSED(REFUSAL_PERSON_YEAR_RUNNING);
	WHEN(OpenPersonRound, .year = 2025, .unit_id = "nowhere", .track = PERSON_TRACK_STAFF);
	REFUSED(REFUSAL_UNIT_UNKNOWN);
	GIVEN(UnitRegistered, .unit_id = "u2", .region = CITY);
	ACTOR_CADRE("unit.head", CITY, "u2", "x");
	WHEN(OpenPersonRound, .year = 2025, .unit_id = "u2", .track = PERSON_TRACK_STAFF);
	REFUSED(REFUSAL_PERSON_ROUND_EMPTY);
}

TEST(a_round_holds_five_hundred_people_and_not_one_more)
{
	char id[16];

	unit_of_people();
	GIVEN(UnitRegistered, .unit_id = "u2", .region = CITY);
	for (int i = 0; i < 500; i++) {
		snprintf(id, sizeof id, "p%d", i);
		GIVEN(CadreRegistered, .cadre_id = id, .unit_id = "u2", .authority = CITY, .level = POST_LEVEL_STAFF);
	}
	GIVEN(CadreRegistered, .cadre_id = "last", .unit_id = "u2", .authority = CITY, .level = POST_LEVEL_STAFF);
	ACTOR_CADRE("unit.head", CITY, "u2", "x");
	WHEN(OpenPersonRound, .year = 2025, .unit_id = "u2", .track = PERSON_TRACK_STAFF);
	REFUSED(REFUSAL_PERSON_ROUND_LARGE);
	GIVEN(CadreRegistered, .cadre_id = "last", .unit_id = "u1", .authority = CITY, .level = POST_LEVEL_STAFF);
	WHEN(OpenPersonRound, .year = 2025, .unit_id = "u2", .track = PERSON_TRACK_STAFF);
	ACCEPTED();
}

TEST(everybody_writes_his_own_summary_once)
{
	unit_of_people();
	const char *id = opened(PERSON_TRACK_STAFF);
	oneself("s2");
	WHEN(SubmitSelfSummary, .round_id = id, .cadre_id = "s3", .summary = "代写");
	REFUSED(REFUSAL_PERSON_NOT_ONES_OWN);
	WHEN(SubmitSelfSummary, .round_id = "none", .cadre_id = "s2", .summary = "x");
	REFUSED(REFUSAL_PERSON_ROUND_UNKNOWN);
	WHEN(SubmitSelfSummary, .round_id = id, .cadre_id = "s2", .summary = "一年工作");
	ACCEPTED();
	CHECK(!EMITTED(SelfSummarySubmitted)->on_paper);
	CHECK_TEXT(self_summary_find(world_state(), id, "s2")->summary, "一年工作");
	WHEN(SubmitSelfSummary, .round_id = id, .cadre_id = "s2", .summary = "再写");
	REFUSED(REFUSAL_STATE_WRONG);
	unit_head();
	WHEN(SubmitSelfSummary, .round_id = id, .cadre_id = "s3", .summary = "纸质");
	ACCEPTED();
	CHECK(EMITTED(SelfSummarySubmitted)->on_paper);
}

TEST(a_missing_summary_is_recorded_as_overdue_and_stops_nothing)
{
	unit_of_people();
	const char *id = opened(PERSON_TRACK_STAFF);
	verify(id, "s2");
	REFUSED(REFUSAL_PERSON_SUMMARY_MISSING);
	WHEN(SubmitSelfSummary, .round_id = id, .cadre_id = "s3", .summary = "纸质");
	TODAY("2026-01-19");
	CHECK_INT(EMITTED_COUNT(SelfSummaryOverdue), 0);
	TODAY("2026-01-20");
	CHECK_INT(EMITTED_COUNT(SelfSummaryOverdue), 9);
	CHECK(!row_of(id, "s3")->summary_overdue);
	verify(id, "s2");
	ACCEPTED();
}

TEST(heads_of_sections_are_evaluated_by_enough_people)
{
	unit_of_people();
	const char *id = opened(PERSON_TRACK_STAFF);
	DemoEvaluationCount one, *list[] = { &one };

	WHEN(SubmitSelfSummary, .round_id = id, .cadre_id = "s1", .summary = "工作");
	verify(id, "s1");
	REFUSED(REFUSAL_PERSON_EVALUATION_MISSING);
	demo_evaluation_count__init(&one);
	one.cadre_id = "s1";
	one.excellent = 7;
	one.unknown = 1;
	WHEN(RecordDemoEvaluation, .round_id = id, .should_attend = 12, .attended = 8, .n_counts = 1, .counts = list);
	REFUSED(REFUSAL_PERSON_EVALUATION_SOURCE);
	WHEN(RecordDemoEvaluation, .round_id = id, .poll_id = "none", .should_attend = 12, .attended = 8, .n_counts = 1, .counts = list);
	REFUSED(REFUSAL_PERSON_POLL_INVALID);
	WHEN(RecordDemoEvaluation, .round_id = id, .document = "x", .should_attend = 12, .attended = 7, .n_counts = 1, .counts = list);
	REFUSED(REFUSAL_PERSON_TURNOUT);
	WHEN(RecordDemoEvaluation, .round_id = id, .document = "x", .should_attend = 7, .attended = 8, .n_counts = 1, .counts = list);
	REFUSED(REFUSAL_PERSON_EVALUATION_COUNT);
	one.excellent = 8;
	WHEN(RecordDemoEvaluation, .round_id = id, .document = "x", .should_attend = 12, .attended = 8, .n_counts = 1, .counts = list);
	REFUSED(REFUSAL_PERSON_EVALUATION_COUNT);
	one.excellent = 7;
	WHEN(RecordDemoEvaluation, .round_id = id, .document = "x", .should_attend = 12, .attended = 8, .n_counts = 1, .counts = list);
	ACCEPTED();
	CHECK_INT(demo_evaluation_find(world_state(), id, "s1")->count->excellent, 7);
	verify(id, "s1");
	ACCEPTED();
	CHECK_INT(row_of(id, "s1")->state, PERSON_ASSESSMENT_STATE_VERIFIED);
}

TEST(a_circumstance_needs_its_document_and_decides_what_is_possible)
{
	unit_of_people();
	const char *id = opened(PERSON_TRACK_STAFF);
	WHEN(VerifyPerformance, .round_id = id, .cadre_id = "s2", .facts = "x", .circumstance = ASSESSMENT_CIRCUMSTANCE_PROBATION);
	REFUSED(REFUSAL_PERSON_CIRCUMSTANCE_DOCUMENT);
	WHEN(VerifyPerformance, .round_id = id, .cadre_id = "s2", .facts = "x", .circumstance = ASSESSMENT_CIRCUMSTANCE_PROBATION,
	     .document = "录用〔2025〕3号");
	ACCEPTED();                                                               /* no grade: no summary is waited for */
	CHECK_INT(row_of(id, "s2")->standing, GRADE_STANDING_COMMENT_ONLY);
	WHEN(VerifyPerformance, .round_id = id, .cadre_id = "s3", .facts = "x",
	     .circumstance = ASSESSMENT_CIRCUMSTANCE_LEAVE_OVER_HALF_YEAR, .document = "假条");
	CHECK_INT(row_of(id, "s3")->standing, GRADE_STANDING_NO_GRADE);
	WHEN(SubmitSelfSummary, .round_id = id, .cadre_id = "s4", .summary = "工作");
	WHEN(VerifyPerformance, .round_id = id, .cadre_id = "s4", .facts = "x", .circumstance = ASSESSMENT_CIRCUMSTANCE_TRANSFERRED_IN,
	     .document = "原单位情况");
	CHECK_INT(row_of(id, "s4")->standing, GRADE_STANDING_ELIGIBLE);
	ACTOR_CADRE("unit.head", CITY, "u1", "s5");
	verify(id, "s5");
	REFUSED(REFUSAL_SELF_DEALING);
}

/* Year of the sanction and what 2025 may be. */
static void sanctioned(const char *cadre_id, MeasureKind kind, const char *on)
{
	GIVEN(SanctionEffective, .sanction_id = cadre_id, .cadre_id = cadre_id, .kind = kind, .effective_on = on);
}

TEST(the_special_table_of_the_law)
{
	unit_of_people();
	sanctioned("s1", MEASURE_KIND_GOV_WARNING, "2025-05-06");
	sanctioned("s2", MEASURE_KIND_PARTY_SERIOUS_WARNING, "2025-05-06");
	sanctioned("s3", MEASURE_KIND_GOV_MAJOR_DEMERIT, "2024-05-06");        /* this year and the second */
	sanctioned("s4", MEASURE_KIND_GOV_MAJOR_DEMERIT, "2023-05-06");        /* the third: over */
	sanctioned("s5", MEASURE_KIND_PARTY_PROBATION, "2025-05-06");
	sanctioned("s6", MEASURE_KIND_PARTY_PROBATION, "2024-05-06");
	sanctioned("s7", MEASURE_KIND_GOV_WARNING, "2026-01-04");              /* the next year's */
	GIVEN(MeasureIssued, .measure_id = "m", .cadre_id = "s8", .kind = MEASURE_KIND_ADMONITION, .issued_on = "2025-05-06");
	sanctioned("s9", MEASURE_KIND_GOV_DEMERIT, "2025-05-06");
	GIVEN(SanctionEffective, .sanction_id = "more", .cadre_id = "s9", .kind = MEASURE_KIND_PARTY_REMOVAL, .effective_on = "2025-05-06");
	sanctioned("s10", MEASURE_KIND_GOV_DEMERIT, "2025-05-06");
	GIVEN(SanctionRevoked, .sanction_id = "s10", .cadre_id = "s10", .kind = MEASURE_KIND_GOV_DEMERIT, .revoked_on = "2025-09-01");
	const char *id = opened(PERSON_TRACK_STAFF);
	static const GradeStanding wanted[] = {
		GRADE_STANDING_NOT_EXCELLENT, GRADE_STANDING_COMMENT_ONLY, GRADE_STANDING_NO_GRADE, GRADE_STANDING_ELIGIBLE,
		GRADE_STANDING_INCOMPETENT, GRADE_STANDING_NO_GRADE, GRADE_STANDING_ELIGIBLE, GRADE_STANDING_ELIGIBLE,
		GRADE_STANDING_INCOMPETENT, GRADE_STANDING_ELIGIBLE,
	};
	for (int i = 0; i < 10; i++)
		CHECK_INT(row_of(id, staff[i])->standing, wanted[i]);
	CHECK_TEXT(row_of(id, "s1")->standing_reason, "政务警告（2025-05-06）");
}

TEST_MAIN()
