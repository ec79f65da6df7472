/* The decision and the publicity of the excellent. */
#include "person_lib.h"

static void decide_as_head(const char *id)
{
	WHEN(DecidePersonGrades, .round_id = id, .body = DECIDING_BODY_UNIT_HEAD, .held_on = "2026-01-05", .minutes = "批示1");
}

TEST(the_caps_are_checked_before_anything_is_decided)
{
	const char *id = verified_staff();
	propose_staff(id, "eecccccccc");
	decide_as_head(id);
	REFUSED(REFUSAL_PERSON_NOT_CHECKED);
	WHEN(CheckPersonCaps, .round_id = id);
	WHEN(DecidePersonGrades, .round_id = id, .body = DECIDING_BODY_UNIT_HEAD, .held_on = "2026-01-06", .minutes = "x");
	REFUSED(REFUSAL_DATE_FUTURE);
	ACTOR_CADRE("unit.party", CITY, "u1", "p1");               /* prepares, does not decide */
	decide_as_head(id);
	REFUSED(REFUSAL_ROLE_MISSING);
	unit_head();
	decide_as_head(id);
	ACCEPTED();
	CHECK_INT(row_of(id, "s5")->state, PERSON_ASSESSMENT_STATE_DECIDED);
	CHECK_INT(row_of(id, "s5")->grade, ANNUAL_GRADE_UNSPECIFIED);   /* not told yet */
	propose(id, "s5", ANNUAL_GRADE_COMPETENT);
	REFUSED(REFUSAL_STATE_WRONG);
}

TEST(a_committee_has_its_quorum_and_its_majority)
{
	const char *id = checked("eecccccccc");
	WHEN(DecidePersonGrades, .round_id = id, .body = DECIDING_BODY_COMMITTEE, .held_on = "2026-01-05", .minutes = "x");
	REFUSED(REFUSAL_VOTE_COUNT);
	WHEN(DecidePersonGrades, .round_id = id, .body = DECIDING_BODY_COMMITTEE, .held_on = "2026-01-05", .minutes = "x", .members = 9,
	     .present = 5, .in_favour = 5);
	REFUSED(REFUSAL_QUORUM_MISSING);
	WHEN(DecidePersonGrades, .round_id = id, .body = DECIDING_BODY_COMMITTEE, .held_on = "2026-01-05", .minutes = "x", .members = 9,
	     .present = 9, .in_favour = 9);
	ACCEPTED();
}

TEST(members_of_a_team_are_decided_by_a_meeting)
{
	unit_of_people();
	organ();
	const char *id = opened(PERSON_TRACK_MEMBERS);
	verified_people(id, team, 4);
	for (int i = 0; i < 4; i++)
		propose(id, team[i], ANNUAL_GRADE_COMPETENT);
	WHEN(CheckPersonCaps, .round_id = id);
	decide_as_head(id);
	REFUSED(REFUSAL_PERSON_BODY);
	WHEN(DecidePersonGrades, .round_id = id, .body = DECIDING_BODY_COMMITTEE, .held_on = "2026-01-05", .minutes = "纪要1", .members = 9,
	     .present = 9, .in_favour = 9);
	ACCEPTED();
	WHEN(PublishExcellent, .round_id = id, .place = "公告栏");
	REFUSED(REFUSAL_PERSON_NOBODY_EXCELLENT);
	WHEN(NotifyPersonGrades, .round_id = id, .document = "x");  /* nobody is excellent: nothing to publish */
	ACCEPTED();
}

TEST(who_was_sanctioned_since_the_check_stops_the_decision)
{
	const char *id = checked("eecccccccc");
	GIVEN(BarImposed, .bar_id = "b", .cadre_id = "s2", .ground = BAR_GROUND_MEASURE, .from_on = "2026-01-05", .until_on = "2026-07-04");
	decide_as_head(id);
	REFUSED(REFUSAL_PERSON_INSIDE_INFLUENCE);
}

TEST(the_excellent_hang_five_working_days)
{
	const char *id = decided("eecccccccc");
	WHEN(PublishExcellent, .round_id = id, .place = "公告栏");
	ACCEPTED();
	CHECK_INT(EMITTED(ExcellentPublished)->n_cadre_ids, 2);
	CHECK_TEXT(EMITTED(ExcellentPublished)->until, "2026-01-12");
	WHEN(NotifyPersonGrades, .round_id = id, .document = "x");
	REFUSED(REFUSAL_PERSON_PUBLICITY_RUNS);
	TODAY("2026-01-12");
	CHECK_INT(EMITTED_COUNT(ExcellentPublicityEnded), 0);
	TODAY("2026-01-13");
	CHECK_INT(EMITTED_COUNT(ExcellentPublicityEnded), 1);
	CHECK_INT(round_of(id)->state, PERSON_ROUND_STATE_PUBLISHED);
}

static const char *objected(const char *id, const char *cadre_id)
{
	WHEN(ObjectToExcellent, .round_id = id, .cadre_id = cadre_id, .reason = "任务未完成");
	return world_answer("objection_id");
}

TEST(an_objection_upheld_takes_the_excellent_grade)
{
	const char *id = decided("eecccccccc");
	oneself("s7");
	objected(id, "s1");
	REFUSED(REFUSAL_PERSON_NOT_PUBLIC);
	unit_head();
	WHEN(PublishExcellent, .round_id = id, .place = "公告栏");
	oneself("s7");
	objected(id, "s3");
	REFUSED(REFUSAL_PERSON_NOT_PUBLIC);                       /* not on the list */
	const char *objection = objected(id, "s1");
	ACCEPTED();
	CHECK_TEXT(EMITTED(ExcellentObjected)->decide_by, "2026-01-19");
	CHECK(excellent_objection_note_find(world_state(), objection));
	TODAY("2026-01-13");
	unit_head();
	WHEN(NotifyPersonGrades, .round_id = id, .document = "x");
	REFUSED(REFUSAL_PERSON_OBJECTION_OPEN);
	WHEN(DecideExcellentObjection, .objection_id = "none", .upheld = true, .grade = ANNUAL_GRADE_COMPETENT, .reason = "属实");
	REFUSED(REFUSAL_PERSON_OBJECTION_UNKNOWN);
	WHEN(DecideExcellentObjection, .objection_id = objection, .upheld = true, .reason = "属实");
	REFUSED(REFUSAL_PERSON_GRADE_NOT_LOWER);
	WHEN(DecideExcellentObjection, .objection_id = objection, .upheld = true, .grade = ANNUAL_GRADE_COMPETENT, .reason = "属实");
	ACCEPTED();
	CHECK_INT(person_proposal_find(world_state(), id, "s1")->proposal->grade, ANNUAL_GRADE_COMPETENT);
	CHECK_INT(round_of(id)->excellent, 1);
	WHEN(DecideExcellentObjection, .objection_id = objection, .upheld = false, .reason = "再议");
	REFUSED(REFUSAL_STATE_WRONG);
	WHEN(NotifyPersonGrades, .round_id = id, .document = "x");
	ACCEPTED();
}

TEST(the_discipline_organ_may_object_until_the_grades_are_told)
{
	const char *id = published("eecccccccc");
	oneself("s7");
	objected(id, "s1");
	REFUSED(REFUSAL_PERSON_NOT_PUBLIC);
	ACTOR_CADRE("discipline", CITY, "jw", "");
	objected(id, "s1");
	ACCEPTED();
	ACTOR_CADRE("cadre,unit.staff", CITY, "u9", "far");
	objected(id, "s2");
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
}

TEST_MAIN()
