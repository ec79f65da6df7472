/* A team objects to its grade in time; upheld, all grades are proposed and decided again. */
#include "grading_lib.h"

static const char *object(const char *id, const char *unit_id)
{
	ACTOR_CADRE("unit.head", CITY, unit_id, "");
	WHEN(ObjectToGrade, .scheme_id = id, .reason = "等次偏低");
	return world_answer("objection_id");
}

TEST(a_team_objects_once_and_in_time)
{
	const char *id = notified();
	object(id, "fgw");
	REFUSED(REFUSAL_UNIT_NOT_IN_SCHEME);
	object(id, "c3");
	ACCEPTED();
	object(id, "c3");
	REFUSED(REFUSAL_GRADE_OBJECTION_STANDS);
	TODAY("2026-12-31");
	object(id, "c2");
	REFUSED(REFUSAL_OBJECTION_LATE);
	office();
	WHEN(FinalizeTeamGrades, .scheme_id = id);
	REFUSED(REFUSAL_OBJECTION_OPEN);
}

TEST(rejected_the_grade_stands)
{
	const char *id = notified();
	const char *objection = object(id, "c3");
	office();
	WHEN(DecideGradeObjection, .objection_id = objection, .upheld = false, .reason = "事实清楚");
	ACCEPTED();
	WHEN(DecideGradeObjection, .objection_id = objection, .upheld = false, .reason = "x");
	REFUSED(REFUSAL_STATE_WRONG);
	WHEN(DecideGradeObjection, .objection_id = "nothing", .upheld = false, .reason = "x");
	REFUSED(REFUSAL_GRADE_OBJECTION_UNKNOWN);
	TODAY("2026-12-31");
	WHEN(FinalizeTeamGrades, .scheme_id = id);
	ACCEPTED();
}

TEST(upheld_all_grades_are_decided_again)
{
	const char *id = notified();
	const char *first = object(id, "c3"), *second = object(id, "c6");
	office();
	WHEN(DecideGradeObjection, .objection_id = first, .upheld = true, .reason = "核实有误");
	ACCEPTED();
	CHECK_INT(grading_find(world_state(), id)->state, GRADING_STATE_PROPOSED);
	propose(id, "eggggp");
	ACCEPTED();
	CHECK_INT(grading_find(world_state(), id)->objections_open, 1);
	decide(id, 9, 9, 9);
	WHEN(NotifyTeamGrades, .scheme_id = id);
	TODAY("2026-12-31");
	WHEN(FinalizeTeamGrades, .scheme_id = id);
	REFUSED(REFUSAL_OBJECTION_OPEN);
	WHEN(DecideGradeObjection, .objection_id = second, .upheld = false, .reason = "x");
	WHEN(FinalizeTeamGrades, .scheme_id = id);
	ACCEPTED();
	CHECK_INT(team_grade_find(world_state(), id, "c3")->grade, TEAM_GRADE_GOOD);
}

TEST(nobody_reviews_his_own_teams_objection)
{
	const char *id = notified();
	const char *objection = object(id, "c3");
	ACTOR_CADRE("org.head", CITY, "c3", "");
	WHEN(DecideGradeObjection, .objection_id = objection, .upheld = true, .reason = "x");
	REFUSED(REFUSAL_SELF_DEALING);
}
TEST_MAIN()
