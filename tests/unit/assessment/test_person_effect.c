/* Grades take effect, and what follows from them. */
#include "person_lib.h"

/* Signed or refused by 21 January; then final. */
static const char *final_round(const char *letters)
{
	const char *id = notified(letters);

	TODAY("2026-01-21");
	WHEN(FinalizePersonGrades, .round_id = id, .document = "考核〔2026〕2号");
	ACCEPTED();
	return id;
}

static const GradeEffectProposed *effect(const char *cadre_id, GradeEffect kind)
{
	for (unsigned i = 0; i < EMITTED_COUNT(GradeEffectProposed); i++)
		if (EMITTED_AT(GradeEffectProposed, i)->effect == kind && strcmp(EMITTED_AT(GradeEffectProposed, i)->cadre_id, cadre_id) == 0)
			return EMITTED_AT(GradeEffectProposed, i);
	return NULL;
}

TEST(every_grade_is_an_event_of_its_person)
{
	const char *id = final_round("ecccccccci");
	CHECK_INT(EMITTED_COUNT(PersonGraded), 10);
	CHECK_INT(EMITTED(PersonRoundFinal)->excellent, 1);
	CHECK_INT(row_of(id, "s1")->state, PERSON_ASSESSMENT_STATE_FINAL);
	CHECK_INT(EMITTED_AT(PersonGraded, 0)->year, 2025);
	CHECK_TEXT(EMITTED_AT(PersonGraded, 0)->document, "考核〔2026〕2号");
	WHEN(FinalizePersonGrades, .round_id = id, .document = "x");
	REFUSED(REFUSAL_STATE_WRONG);
}

TEST(effects_are_proposed_by_the_years_together)
{
	unit_of_people();
	PERSON("s1", POST_LEVEL_SECTION_HEAD, PAST(past(2023, ANNUAL_GRADE_EXCELLENT), past(2024, ANNUAL_GRADE_EXCELLENT)));
	PERSON("s2", POST_LEVEL_STAFF, PAST(past(2024, ANNUAL_GRADE_COMPETENT)));
	PERSON("s3", POST_LEVEL_STAFF, PAST(past(2024, ANNUAL_GRADE_BASICALLY_COMPETENT)));
	PERSON("s4", POST_LEVEL_STAFF, PAST(past(2024, ANNUAL_GRADE_INCOMPETENT)));
	PERSON("s5", POST_LEVEL_STAFF, PAST(past(2023, ANNUAL_GRADE_INCOMPETENT)));
	const char *id = opened(PERSON_TRACK_STAFF);
	verified_people(id, staff, 10);
	propose_staff(id, "ecbiiccccc");
	WHEN(CheckPersonCaps, .round_id = id);
	WHEN(DecidePersonGrades, .round_id = id, .body = DECIDING_BODY_UNIT_HEAD, .held_on = "2026-01-05", .minutes = "x");
	WHEN(PublishExcellent, .round_id = id, .place = "x");
	TODAY("2026-01-13");
	WHEN(NotifyPersonGrades, .round_id = id, .document = "x");
	TODAY("2026-01-21");
	WHEN(FinalizePersonGrades, .round_id = id, .document = "x");
	ACCEPTED();
	CHECK(effect("s1", GRADE_EFFECT_COMMENDATION));
	CHECK(effect("s1", GRADE_EFFECT_MERIT_3) && effect("s1", GRADE_EFFECT_MERIT_3)->n_years == 3);
	CHECK(!effect("s1", GRADE_EFFECT_WAGE_STEP));                  /* three years, not two or four */
	CHECK(effect("s2", GRADE_EFFECT_WAGE_STEP) && !effect("s2", GRADE_EFFECT_COMMENDATION));
	CHECK(effect("s3", GRADE_EFFECT_ADMONITION) && effect("s3", GRADE_EFFECT_ADJUSTMENT));
	CHECK(effect("s4", GRADE_EFFECT_DEMOTION) && effect("s4", GRADE_EFFECT_DISMISSAL));
	CHECK(effect("s5", GRADE_EFFECT_DEMOTION) && !effect("s5", GRADE_EFFECT_DISMISSAL));   /* a year between */
	CHECK(!effect("s6", GRADE_EFFECT_WAGE_STEP));
}

TEST(an_effect_is_settled_by_hand_with_proof)
{
	char id[64];

	final_round("ecccccccci");
	snprintf(id, sizeof id, "%s", effect("s1", GRADE_EFFECT_COMMENDATION)->effect_id);
	WHEN(SettleGradeEffect, .effect_id = id, .done = true, .document = "x");
	REFUSED(REFUSAL_ROLE_MISSING);
	organ();
	WHEN(SettleGradeEffect, .effect_id = id, .done = true);
	REFUSED(REFUSAL_PERSON_EFFECT_PROOF);
	WHEN(SettleGradeEffect, .effect_id = id, .done = false);
	REFUSED(REFUSAL_PERSON_EFFECT_PROOF);
	WHEN(SettleGradeEffect, .effect_id = id, .done = true, .document = "嘉奖〔2026〕1号");
	ACCEPTED();
	CHECK(grade_effect_find(world_state(), id)->done);
	WHEN(SettleGradeEffect, .effect_id = id, .done = true, .document = "嘉奖〔2026〕1号");
	REFUSED(REFUSAL_PERSON_EFFECT_UNKNOWN);
}

TEST(a_case_closed_without_a_sanction_is_followed_by_the_grade)
{
	const char *id = verified_staff();
	GIVEN(BarImposed, .bar_id = "b", .cadre_id = "s4", .ground = BAR_GROUND_OPEN_CASE, .from_on = "2025-10-01", .until_on = "2026-12-31",
	      .provisional = true);
	propose_staff(id, "ccc");
	for (int i = 4; i < 10; i++)
		propose(id, staff[i], ANNUAL_GRADE_COMPETENT);
	PersonProposal *p = proposal("s4", ANNUAL_GRADE_UNGRADED);
	p->comment = "";
	propose_one(id, p);
	WHEN(CheckPersonCaps, .round_id = id);
	WHEN(DecidePersonGrades, .round_id = id, .body = DECIDING_BODY_UNIT_HEAD, .held_on = "2026-01-05", .minutes = "x");
	WHEN(NotifyPersonGrades, .round_id = id, .document = "x");
	TODAY("2026-01-13");
	WHEN(SupplementPersonGrade, .round_id = id, .cadre_id = "s4", .grade = ANNUAL_GRADE_COMPETENT, .comment = "x", .document = "x");
	REFUSED(REFUSAL_PERSON_NOT_SUSPENDED);                         /* the round is not final yet */
	WHEN(FinalizePersonGrades, .round_id = id, .document = "x");
	ACCEPTED();
	CHECK_INT(EMITTED_COUNT(PersonGraded), 9);
	WHEN(SupplementPersonGrade, .round_id = id, .cadre_id = "s4", .grade = ANNUAL_GRADE_COMPETENT, .comment = "x", .document = "x");
	REFUSED(REFUSAL_PERSON_CASE_OPEN);
	GIVEN(BarLifted, .bar_id = "b", .cadre_id = "s4", .ground = BAR_GROUND_OPEN_CASE, .lifted_on = "2026-01-13");
	WHEN(SupplementPersonGrade, .round_id = id, .cadre_id = "s4", .grade = ANNUAL_GRADE_EXCELLENT, .comment = "x", .document = "x");
	REFUSED(REFUSAL_PERSON_EXCELLENT_LATER);
	WHEN(SupplementPersonGrade, .round_id = id, .cadre_id = "s4", .grade = ANNUAL_GRADE_COMPETENT, .comment = "尽职", .document = "结案1号");
	ACCEPTED();
	CHECK_INT(EMITTED(PersonGraded)->grade, ANNUAL_GRADE_COMPETENT);
	CHECK(EMITTED(PersonGraded)->corrects);
	WHEN(SupplementPersonGrade, .round_id = id, .cadre_id = "s4", .grade = ANNUAL_GRADE_COMPETENT, .comment = "尽职", .document = "结案1号");
	REFUSED(REFUSAL_PERSON_NOT_SUSPENDED);
}

TEST(an_influence_period_begun_after_the_notice_keeps_the_excellent_grade_back)
{
	const char *id = notified("eccccccccc");
	GIVEN(BarImposed, .bar_id = "b", .cadre_id = "s1", .ground = BAR_GROUND_MEASURE, .from_on = "2026-01-14", .until_on = "2026-07-13");
	TODAY("2026-01-21");
	WHEN(FinalizePersonGrades, .round_id = id, .document = "x");
	ACCEPTED();
	CHECK_INT(EMITTED_COUNT(PersonGraded), 9);
	CHECK_INT(EMITTED(PersonRoundFinal)->excellent, 0);
	WHEN(SupplementPersonGrade, .round_id = id, .cadre_id = "s1", .grade = ANNUAL_GRADE_COMPETENT, .comment = "尽职", .document = "x");
	ACCEPTED();
}

TEST_MAIN()
