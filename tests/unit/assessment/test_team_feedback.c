/* What follows the evaluation of a team: feedback, improvement, check. */
#include "team_lib.h"

static void feed_back(const char *id, const char *told_on)
{
	WHEN(FeedBackTeamSurvey, .survey_id = id, .told_on = told_on, .n_improvements = 1, .improvements = (const char *[]){ "加强调研" });
}

static void report_from(const char *unit_id, const char *id, const char *proof)
{
	ACTOR_CADRE("unit.party", CITY, unit_id, "");
	WHEN(ReportTeamImprovement, .survey_id = id, .measures = "开展调研三次", .proof = proof);
	officer("cadre.1");
}

TEST(feedback_follows_the_result)
{
	const char *id;

	fieldwork("2026-03-02");
	id = survey_scored();
	feed_back(id, "2026-03-02");
	REFUSED(REFUSAL_STATE_WRONG);
	fieldwork("2026-03-02");
	id = survey_concluded();
	feed_back(id, "2026-03-03");
	REFUSED(REFUSAL_DATE_FUTURE);
	feed_back(id, "2026-03-01");
	REFUSED(REFUSAL_DATE_ORDER);
	feed_back("none", "2026-03-02");
	REFUSED(REFUSAL_TEAM_SURVEY_UNKNOWN);
	feed_back(id, "2026-03-02");
	ACCEPTED();
	CHECK_TEXT(EMITTED(TeamSurveyFedBack)->improve_by, "2026-06-02");
}

TEST(the_team_reports_its_own_improvement_with_proof)
{
	const char *id;

	fieldwork("2026-03-02");
	id = survey_concluded();
	report_from("u1", id, "台账");
	REFUSED(REFUSAL_STATE_WRONG);
	feed_back(id, "2026-03-02");
	report_from("u3", id, "台账");
	REFUSED(REFUSAL_NOT_OWN_UNIT);
	report_from("u1", id, "");
	REFUSED(REFUSAL_SURVEY_EVIDENCE_MISSING);
	report_from("u1", "none", "台账");
	REFUSED(REFUSAL_TEAM_SURVEY_UNKNOWN);
	report_from("u1", id, "台账");
	ACCEPTED();
	CHECK_INT(team_survey_find(world_state(), id)->state, TEAM_SURVEY_STATE_IMPROVEMENT);
}

TEST(the_improvement_is_checked_by_others_and_may_come_back)
{
	const char *id;

	fieldwork("2026-03-02");
	id = survey_concluded();
	feed_back(id, "2026-03-02");
	WHEN(CheckTeamImprovement, .survey_id = id, .accepted = true, .note = "x");
	REFUSED(REFUSAL_STATE_WRONG);
	report_from("u1", id, "台账");
	ACTOR_CADRE("org.cadre", CITY, "u1", "sub");
	WHEN(CheckTeamImprovement, .survey_id = id, .accepted = true, .note = "x");
	REFUSED(REFUSAL_SELF_DEALING);
	officer("cadre.1");
	WHEN(CheckTeamImprovement, .survey_id = id, .note = "尚无成效");
	CHECK_TEXT(EMITTED(TeamImprovementReturned)->improve_by, "2026-04-02");
	report_from("u1", id, "台账");
	WHEN(CheckTeamImprovement, .survey_id = id, .accepted = true, .note = "验收");
	ACCEPTED();
	CHECK_INT(team_survey_find(world_state(), id)->state, TEAM_SURVEY_STATE_CLOSED);
}

TEST(late_feedback_and_improvement_are_shown)
{
	const char *id;

	fieldwork("2026-03-02");
	id = survey_concluded();
	TODAY("2026-03-23");
	CHECK_INT(EMITTED_COUNT(TeamSurveyOverdue), 0);
	TODAY("2026-03-24");
	CHECK_INT(EMITTED(TeamSurveyOverdue)->waiting_for, TEAM_SURVEY_STATE_FEEDBACK);
	feed_back(id, "2026-03-24");
	CHECK(!team_survey_find(world_state(), id)->overdue);
	TODAY("2026-06-24");
	CHECK_INT(EMITTED_COUNT(TeamSurveyOverdue), 0);
	TODAY("2026-06-25");
	CHECK_INT(EMITTED(TeamSurveyOverdue)->waiting_for, TEAM_SURVEY_STATE_IMPROVEMENT);
}

TEST_MAIN()
