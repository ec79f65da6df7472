/* Good cadres who take responsibility, from the scheme to the comparison: W6.1. */
#include "award_lib.h"

TEST(one_scheme_a_year_with_known_people)
{
	people("2026-03-02");
	set_scheme(false);
	ACCEPTED();
	set_scheme(false);
	REFUSED(REFUSAL_AWARD_SCHEME_EXISTS);
	WHEN(SetAwardScheme, .year = 2027, .title = "t", .document = "d", .n_tiers = 2,
	     .tiers = (AwardTier *[]){ &(AwardTier){ .name = "科级", .quota = 1 }, &(AwardTier){ .name = "科级", .quota = 1 } },
	     .n_committee_ids = 1, .committee_ids = (const char *[]){ "h" });
	REFUSED(REFUSAL_VALUE_DUPLICATE);
	WHEN(SetAwardScheme, .year = 2027, .title = "t", .document = "d", .n_tiers = 1,
	     .tiers = (AwardTier *[]){ &(AwardTier){ .name = "科级", .quota = 1 } }, .n_committee_ids = 1,
	     .committee_ids = (const char *[]){ "nobody" });
	REFUSED(REFUSAL_CADRE_UNKNOWN);
}

TEST(who_may_be_nominated)
{
	const char *s = scheme();
	nominate("scheme-none", "c1", "科级");
	REFUSED(REFUSAL_AWARD_SCHEME_UNKNOWN);
	nominate(s, "c1", "省部级");
	REFUSED(REFUSAL_AWARD_TIER_UNKNOWN);
	nominate(s, "c9", "科级");
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
	nominate(s, "h", "科级");
	REFUSED(REFUSAL_AWARD_ON_COMMITTEE);
	GIVEN(CadreRegistered, .cadre_id = "c5", .unit_id = "u1", .authority = "150400");
	nominate(s, "c5", "科级");
	REFUSED(REFUSAL_AWARD_GRADE_LOW);
	bar("c2", BAR_GROUND_OPEN_CASE, "2026-12-31");
	nominate(s, "c2", "科级");
	REFUSED(REFUSAL_CADRE_BARRED);
	nominate(s, "c1", "科级");
	ACCEPTED();
	nominate(s, "c1", "县处级");
	REFUSED(REFUSAL_AWARD_NOMINATED_TWICE);
	ACTOR_CADRE("org.cadre", "150400", "u1", "c3");
	nominate(s, "c3", "科级");
	REFUSED(REFUSAL_SELF_DEALING);
	ACTOR_CADRE("unit.hr", "150400", "u4", "");
	nominate(s, "c3", "科级");
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
	ACTOR_CADRE("unit.hr", "150400", "u1", "");
	nominate(s, "c3", "科级");
	ACCEPTED();
}

TEST(the_grade_of_the_year_counts_before_that_of_the_last)
{
	GradeOfYear last = { .year = 2025, .grade = ANNUAL_GRADE_EXCELLENT };
	GradeOfYear now = { .year = 2026, .grade = ANNUAL_GRADE_BASICALLY_COMPETENT };

	people("2026-03-02");
	set_scheme(true);
	const char *s = world_answer("scheme_id");
	nominate(s, "c1", "科级"); /* competent only */
	REFUSED(REFUSAL_AWARD_GRADE_LOW);
	GIVEN(CadreRegistered, .cadre_id = "c5", .unit_id = "u1", .authority = "150400", .n_grades = 1,
	      .grades = (GradeOfYear *[]){ &last });
	nominate(s, "c5", "科级");
	ACCEPTED();
	GIVEN(CadreRegistered, .cadre_id = "c6", .unit_id = "u1", .authority = "150400", .n_grades = 2,
	      .grades = (GradeOfYear *[]){ &last, &now });
	nominate(s, "c6", "科级");
	REFUSED(REFUSAL_AWARD_GRADE_LOW);
}

TEST(three_gates_each_once)
{
	const char *id = nominated(scheme(), "c1", "科级");
	gate(id, AWARD_GATE_UNSPECIFIED, true);
	REFUSED(REFUSAL_AWARD_GATE_REQUIRED);
	gate(id, AWARD_GATE_POLITICAL, true);
	ACCEPTED();
	gate(id, AWARD_GATE_POLITICAL, true);
	REFUSED(REFUSAL_AWARD_GATE_TWICE);
	WHEN(PassAwardGate, .award_id = id, .gate = AWARD_GATE_INTEGRITY, .passed = true, .opinion = "o",
	     .discipline_document = "纪1", .petition_document = "信1");
	REFUSED(REFUSAL_AWARD_CLEARANCE_MISSING);
	gate(id, AWARD_GATE_INTEGRITY, true);
	CHECK_INT(award_state(id), AWARD_STATE_NOMINATED);
	gate(id, AWARD_GATE_ABILITY, true);
	CHECK_INT(award_state(id), AWARD_STATE_GATES_PASSED);
}

TEST(one_gate_not_passed_ends_it)
{
	const char *id = nominated(scheme(), "c1", "科级");
	gate(id, AWARD_GATE_INTEGRITY, false);
	CHECK_INT(EMITTED(AwardEnded)->end, AWARD_END_GATE);
	gate(id, AWARD_GATE_POLITICAL, true);
	REFUSED(REFUSAL_STATE_WRONG);
}

TEST(another_unit_verifies_the_deed)
{
	const char *s = scheme();
	const char *id = nominated(s, "c1", "科级");
	WHEN(VerifyAwardDeed, .award_id = id, .unit_id = "u1", .true_deed = true, .document = "d");
	REFUSED(REFUSAL_AWARD_VERIFIED_BY_OWN_UNIT);
	WHEN(VerifyAwardDeed, .award_id = id, .unit_id = "u-none", .true_deed = true, .document = "d");
	REFUSED(REFUSAL_UNIT_UNKNOWN);
	verified(id);
	ACCEPTED();
	id = nominated(s, "c2", "科级");
	WHEN(VerifyAwardDeed, .award_id = id, .unit_id = "u4", .document = "不实");
	CHECK_INT(EMITTED(AwardEnded)->end, AWARD_END_DEED);
}

TEST(compared_after_gates_and_verification)
{
	const char *s = scheme();
	const char *id = nominated(s, "c1", "科级");
	scored(s, id);
	REFUSED(REFUSAL_AWARD_GATE_MISSING);
	gate(id, AWARD_GATE_POLITICAL, true);
	gate(id, AWARD_GATE_ABILITY, true);
	gate(id, AWARD_GATE_INTEGRITY, true);
	scored(s, id);
	REFUSED(REFUSAL_AWARD_DEED_UNVERIFIED);
	verified(id);
	scored("scheme-none", id);
	REFUSED(REFUSAL_AWARD_UNKNOWN);
	scored(s, id);
	ACCEPTED();
	scored(s, id);
	REFUSED(REFUSAL_STATE_WRONG);
}

TEST_MAIN()
