/* Comment, proposal, caps. */
#include "person_lib.h"

TEST(nothing_is_proposed_before_it_is_verified)
{
	unit_of_people();
	const char *id = opened(PERSON_TRACK_STAFF);
	propose(id, "s2", ANNUAL_GRADE_COMPETENT);
	REFUSED(REFUSAL_PERSON_NOT_VERIFIED);
	CHECK_TEXT(world_violation(0), "PERSON_NOT_VERIFIED 1 proposals");
}

TEST(a_grade_has_its_comment_and_a_low_one_its_reasons)
{
	const char *id = verified_staff();
	PersonProposal *p = proposal("s2", ANNUAL_GRADE_COMPETENT);
	p->comment = "";
	propose_one(id, p);
	REFUSED(REFUSAL_PERSON_COMMENT_MISSING);
	p = proposal("s2", ANNUAL_GRADE_BASICALLY_COMPETENT);
	p->improvement = "";
	propose_one(id, p);
	REFUSED(REFUSAL_PERSON_IMPROVEMENT);
	p = proposal("s2", ANNUAL_GRADE_INCOMPETENT);
	p->fail_fact = FAIL_FACT_UNSPECIFIED;
	propose_one(id, p);
	REFUSED(REFUSAL_PERSON_FAIL_FACT);
	propose(id, "s2", ANNUAL_GRADE_INCOMPETENT);
	ACCEPTED();
	propose(id, "s3", ANNUAL_GRADE_UNGRADED);
	REFUSED(REFUSAL_REASON_MISSING);
	propose(id, "ghost", ANNUAL_GRADE_COMPETENT);
	REFUSED(REFUSAL_PERSON_NOT_IN_ROUND);
}

TEST(what_the_law_forbids_is_refused)
{
	unit_of_people();
	GIVEN(SanctionEffective, .sanction_id = "x1", .cadre_id = "s1", .kind = MEASURE_KIND_GOV_WARNING, .effective_on = "2025-05-06");
	GIVEN(SanctionEffective, .sanction_id = "x2", .cadre_id = "s2", .kind = MEASURE_KIND_GOV_DEMERIT, .effective_on = "2025-05-06");
	GIVEN(SanctionEffective, .sanction_id = "x3", .cadre_id = "s3", .kind = MEASURE_KIND_PARTY_REMOVAL, .effective_on = "2025-05-06");
	const char *id = opened(PERSON_TRACK_STAFF);
	verified_people(id, staff, 3);
	propose(id, "s1", ANNUAL_GRADE_EXCELLENT);
	REFUSED(REFUSAL_PERSON_NOT_EXCELLENT);
	propose(id, "s1", ANNUAL_GRADE_COMPETENT);
	ACCEPTED();
	propose(id, "s2", ANNUAL_GRADE_COMPETENT);
	REFUSED(REFUSAL_PERSON_NOT_GRADED);
	propose(id, "s2", ANNUAL_GRADE_UNGRADED);
	ACCEPTED();
	propose(id, "s3", ANNUAL_GRADE_BASICALLY_COMPETENT);
	REFUSED(REFUSAL_PERSON_MUST_FAIL);
	propose(id, "s3", ANNUAL_GRADE_INCOMPETENT);
	ACCEPTED();
}

TEST(nobody_inside_an_influence_period_is_excellent)
{
	const char *id = verified_staff();
	GIVEN(BarImposed, .bar_id = "b", .cadre_id = "s4", .ground = BAR_GROUND_MEASURE, .from_on = "2025-10-01", .until_on = "2026-03-31");
	GIVEN(BarImposed, .bar_id = "b", .cadre_id = "s5", .ground = BAR_GROUND_MEASURE, .from_on = "2025-01-01", .until_on = "2026-01-04");
	GIVEN(BarImposed, .bar_id = "b", .cadre_id = "s6", .ground = BAR_GROUND_OPEN_REPORT, .from_on = "2025-10-01", .until_on = "2026-03-31",
	      .provisional = true);
	propose(id, "s4", ANNUAL_GRADE_EXCELLENT);
	REFUSED(REFUSAL_PERSON_INSIDE_INFLUENCE);
	propose(id, "s5", ANNUAL_GRADE_EXCELLENT);              /* it ended yesterday */
	ACCEPTED();
	propose(id, "s6", ANNUAL_GRADE_EXCELLENT);              /* a report alone proves nothing (S05) */
	ACCEPTED();
}

TEST(an_open_case_leaves_neither_comment_nor_grade_nor_trace)
{
	const char *id = verified_staff();
	GIVEN(BarImposed, .bar_id = "b", .cadre_id = "s4", .ground = BAR_GROUND_OPEN_CASE, .from_on = "2025-10-01", .until_on = "2026-03-31",
	      .provisional = true);
	propose(id, "s4", ANNUAL_GRADE_COMPETENT);
	REFUSED(REFUSAL_PERSON_NOT_GRADED);
	propose(id, "s4", ANNUAL_GRADE_UNGRADED);
	REFUSED(REFUSAL_PERSON_COMMENT_FORBIDDEN);
	PersonProposal *p = proposal("s4", ANNUAL_GRADE_UNGRADED);
	p->comment = "";
	propose_one(id, p);
	ACCEPTED();
	CHECK(person_proposal_find(world_state(), id, "s4")->suspended);
	CHECK_INT(row_of(id, "s4")->standing, GRADE_STANDING_ELIGIBLE);   /* what colleagues can read says nothing */
}

TEST(no_more_are_excellent_than_the_law_lets)
{
	const char *id = verified_staff();
	propose_staff(id, "eeccccccc");
	WHEN(CheckPersonCaps, .round_id = id);
	REFUSED(REFUSAL_PERSON_UNPROPOSED);
	propose_staff(id, "eeeccccccc");
	ACCEPTED();
	WHEN(CheckPersonCaps, .round_id = id);                    /* 20 percent of ten */
	REFUSED(REFUSAL_PERSON_CAP);
	propose(id, "s3", ANNUAL_GRADE_COMPETENT);
	WHEN(CheckPersonCaps, .round_id = id);
	ACCEPTED();
	CHECK_INT(EMITTED(PersonCapsChecked)->heads, 2);
	CHECK_INT(EMITTED(PersonCapsChecked)->excellent, 2);
	CHECK_INT(EMITTED(PersonCapsChecked)->basis, CAP_BASIS_LAW);
	POLICY("ASSESS.CAP.DEFAULT", "19", "percent");            /* 1.9 persons are one */
	WHEN(CheckPersonCaps, .round_id = id);
	REFUSED(REFUSAL_PERSON_CAP);
	POLICY("ASSESS.CAP.ROUNDING", "half_up", "text");
	WHEN(CheckPersonCaps, .round_id = id);
	ACCEPTED();
	propose(id, "s3", ANNUAL_GRADE_COMPETENT);                /* a new proposal: to be checked again */
	CHECK_INT(round_of(id)->state, PERSON_ROUND_STATE_OPEN);
}

TEST(whoever_another_unit_assesses_is_not_counted)
{
	const char *id = verified_staff();
	WHEN(VerifyPerformance, .round_id = id, .cadre_id = "s10", .facts = "挂职", .circumstance = ASSESSMENT_CIRCUMSTANCE_ASSESSED_ELSEWHERE,
	     .document = "派〔2025〕1号");
	ACCEPTED();
	propose_staff(id, "eeccccccc");
	propose(id, "s10", ANNUAL_GRADE_COMPETENT);
	REFUSED(REFUSAL_PERSON_NOT_GRADED);
	propose(id, "s10", ANNUAL_GRADE_UNGRADED);
	ACCEPTED();
	WHEN(CheckPersonCaps, .round_id = id);                    /* 20 percent of nine are one */
	REFUSED(REFUSAL_PERSON_CAP);
}

TEST(a_period_that_began_since_is_seen_by_the_check)
{
	const char *id = verified_staff();
	propose_staff(id, "eccccccccc");
	GIVEN(BarImposed, .bar_id = "b", .cadre_id = "s1", .ground = BAR_GROUND_MEASURE, .from_on = "2026-01-05", .until_on = "2026-07-04");
	WHEN(CheckPersonCaps, .round_id = id);
	REFUSED(REFUSAL_PERSON_INSIDE_INFLUENCE);
}

TEST(the_same_people_again_are_named_and_refuse_nothing)
{
	unit_of_people();
	PERSON("s1", POST_LEVEL_SECTION_HEAD, PAST(past(2024, ANNUAL_GRADE_EXCELLENT)));
	PERSON("s2", POST_LEVEL_STAFF, PAST(past(2024, ANNUAL_GRADE_EXCELLENT), past(2023, ANNUAL_GRADE_EXCELLENT)));
	const char *id = opened(PERSON_TRACK_STAFF);
	verified_people(id, staff, 10);
	propose_staff(id, "eecccccccc");
	WHEN(CheckPersonCaps, .round_id = id);
	ACCEPTED();
	CHECK(EMITTED(PersonCapsChecked)->same_as_last_year);
	CHECK_INT(EMITTED(PersonCapsChecked)->distinct_winners, 2);
	CHECK_INT(EMITTED(PersonCapsChecked)->wins, 5);
	propose_staff(id, "ceeccccccc");
	WHEN(CheckPersonCaps, .round_id = id);
	CHECK(!EMITTED(PersonCapsChecked)->same_as_last_year);
	CHECK_INT(EMITTED(PersonCapsChecked)->distinct_winners, 3);
}

TEST(members_of_a_team_have_the_cap_of_leaders)
{
	unit_of_people();
	organ();
	const char *id = opened(PERSON_TRACK_MEMBERS);
	verified_people(id, team, 4);
	PersonProposal *list[] = { proposal("h1", ANNUAL_GRADE_EXCELLENT), proposal("d1", ANNUAL_GRADE_EXCELLENT),
				   proposal("d2", ANNUAL_GRADE_COMPETENT), proposal("d3", ANNUAL_GRADE_COMPETENT) };
	WHEN(ProposePersonGrades, .round_id = id, .n_proposals = 4, .proposals = list);
	ACCEPTED();
	WHEN(CheckPersonCaps, .round_id = id);                    /* 25 percent of four */
	REFUSED(REFUSAL_PERSON_CAP);
	propose(id, "d1", ANNUAL_GRADE_COMPETENT);
	WHEN(CheckPersonCaps, .round_id = id);
	ACCEPTED();
	CHECK_INT(EMITTED(PersonCapsChecked)->percent, 25);
	unit_head();                                              /* the head of the unit has no hand in it */
	propose(id, "d1", ANNUAL_GRADE_EXCELLENT);
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
}

TEST_MAIN()
