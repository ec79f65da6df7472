/* Grades of teams: limits of law, order, reasons, the meeting, and what a grade is linked to. */
#include "grading_lib.h"

TEST(grades_need_confirmed_scores)
{
	const char *id = filled();
	propose(id, "eggggg");
	REFUSED(REFUSAL_SCORES_NOT_CONFIRMED);
}

TEST(no_more_teams_are_excellent_than_the_law_lets)
{
	const char *id = confirmed();
	propose(id, "eegggg");                 /* two of six are 33 percent */
	REFUSED(REFUSAL_TEAM_CAP);
	POLICY("TEAM.CAP", "34", "percent");
	propose(id, "eegggg");
	ACCEPTED();
	propose(id, "eggggg");                 /* again, as long as nothing is decided */
	ACCEPTED();
	CHECK_INT(grading_find(world_state(), id)->excellent, 1);
}

TEST(every_team_is_graded_once)
{
	const char *id = confirmed();
	propose(id, "egggg");
	REFUSED(REFUSAL_GRADES_INCOMPLETE);
}

TEST(a_vetoed_team_is_not_excellent)
{
	const char *id = confirmed();
	propose(id, "gggegg");
	REFUSED(REFUSAL_VETO_EXCELLENT);
	CHECK_TEXT(world_violation(0), "VETO_EXCELLENT 4 grades");
}

TEST(a_better_rank_with_a_lower_grade_needs_a_reason)
{
	const char *id = confirmed();
	propose(id, "gegggg");                 /* c2 before c1 */
	REFUSED(REFUSAL_GRADE_ORDER);
	CHECK_TEXT(world_violation(0), "GRADE_ORDER 1 grades");
	propose(id, "fggggg");                 /* with a reason it may */
	ACCEPTED();
}

TEST(fair_and_poor_need_a_reason)
{
	const char *id = confirmed();
	ProposedGrade one, *list[] = { &one };
	proposed_grade__init(&one);
	one.unit_id = "c6";
	one.grade = TEAM_GRADE_FAIR;
	WHEN(ProposeTeamGrades, .scheme_id = id, .n_grades = 1, .grades = list);
	REFUSED(REFUSAL_GRADE_REASON);
}

TEST(the_committee_has_a_quorum_a_majority_and_its_dissents)
{
	const char *id = confirmed();
	decide(id, 9, 9, 9);
	REFUSED(REFUSAL_GRADES_UNKNOWN);
	propose(id, "eggggg");
	decide(id, 9, 5, 5);
	REFUSED(REFUSAL_QUORUM_MISSING);
	decide(id, 9, 6, 4);
	REFUSED(REFUSAL_VOTE_FAILED);
	decide(id, 9, 9, 8);
	REFUSED(REFUSAL_DISSENT_MISSING);
	decide(id, 9, 9, 10);
	REFUSED(REFUSAL_VOTE_COUNT);
	WHEN(NotifyTeamGrades, .scheme_id = id);
	REFUSED(REFUSAL_STATE_WRONG);
	decide(id, 9, 6, 6);
	ACCEPTED();
	propose(id, "gggggg");
	REFUSED(REFUSAL_STATE_WRONG);
}

TEST(a_final_grade_carries_what_is_linked_to_it)
{
	const char *id = notified();
	WHEN(FinalizeTeamGrades, .scheme_id = id);
	REFUSED(REFUSAL_OBJECTION_PERIOD_RUNS);
	TODAY("2026-12-31");
	WHEN(FinalizeTeamGrades, .scheme_id = id);
	ACCEPTED();
	CHECK_INT(EMITTED_COUNT(TeamGraded), 6);
	CHECK_INT(EMITTED_AT(TeamGraded, 0)->grade, TEAM_GRADE_EXCELLENT);
	CHECK_INT(EMITTED_AT(TeamGraded, 0)->members_percent, 30);
	CHECK_INT(EMITTED_AT(TeamGraded, 0)->bonus_percent, 120);
	CHECK(!EMITTED_AT(TeamGraded, 0)->head_excluded);
	CHECK_INT(EMITTED_AT(TeamGraded, 1)->members_percent, 25);   /* second of three: upper half */
	CHECK(EMITTED_AT(TeamGraded, 1)->upper_half);
	CHECK_INT(EMITTED_AT(TeamGraded, 2)->members_percent, 10);
	CHECK(EMITTED_AT(TeamGraded, 2)->head_excluded);
	CHECK_INT(EMITTED_AT(TeamGraded, 5)->bonus_percent, 60);
	CHECK_INT(EMITTED(TeamGradesFinal)->excellent, 1);
	WHEN(FinalizeTeamGrades, .scheme_id = id);
	REFUSED(REFUSAL_GRADES_FINAL);
	propose(id, "gggggg");
	REFUSED(REFUSAL_GRADES_FINAL);
}
TEST_MAIN()
