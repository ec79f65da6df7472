/* Evaluation of a team after its election, up to the result. */
#include "team_lib.h"

#include "assessment/bounds.h"

TEST(a_team_is_surveyed_inside_the_window_after_its_election)
{
	fieldwork("2026-03-02");
	survey_planned("2025-12-03");
	REFUSED(REFUSAL_ELECTION_WINDOW);               /* three months are not over */
	AT_FIELD("elected_on");
	survey_planned("2024-09-01");
	REFUSED(REFUSAL_ELECTION_WINDOW);               /* eighteen months are over */
	survey_planned("2025-12-02");
	ACCEPTED();                                     /* the first day */
	CHECK_INT(EMITTED(TeamSurveyPlanned)->n_member_ids, 3);
}

TEST(the_last_day_of_the_window_belongs_to_it)
{
	fieldwork("2026-03-02");
	survey_planned("2024-09-02");
	ACCEPTED();
	CHECK_TEXT(EMITTED(TeamSurveyPlanned)->conclude_by, "2026-05-06");
}

TEST(one_survey_of_an_election_and_none_beside_one_under_way)
{
	const char *id;

	fieldwork("2026-03-02");
	survey_planned("2025-09-10");
	survey_planned("2025-09-10");
	REFUSED(REFUSAL_TEAM_SURVEY_STANDS);
	survey_planned("2025-09-11");
	REFUSED(REFUSAL_TEAM_SURVEY_STANDS);
	fieldwork("2026-03-02");
	id = survey_concluded();
	CHECK(id[0] != '\0');
	survey_planned("2025-09-10");
	REFUSED(REFUSAL_TEAM_SURVEY_STANDS);
	survey_planned("2025-11-20");                   /* elected anew */
	ACCEPTED();
}

TEST(there_is_a_team_of_the_own_authority_and_strangers_survey_it)
{
	fieldwork("2026-03-02");
	WHEN(PlanTeamSurvey, .unit_id = "u2", .elected_on = "2025-09-10", .title = "x", OBSERVERS(surveyor_ids));
	REFUSED(REFUSAL_TEAM_EMPTY);
	WHEN(PlanTeamSurvey, .unit_id = "none", .elected_on = "2025-09-10", .title = "x", OBSERVERS(surveyor_ids));
	REFUSED(REFUSAL_UNIT_UNKNOWN);
	WHEN(PlanTeamSurvey, .unit_id = "u1", .elected_on = "2025-09-10", .title = "x", .n_surveyor_ids = 2,
	     .surveyor_ids = (const char *[]){ "o1", "sub" });
	REFUSED(REFUSAL_OBSERVER_SAME_UNIT);
	WHEN(PlanTeamSurvey, .unit_id = "u1", .elected_on = "2025-09-10", .title = "x", .n_surveyor_ids = 1,
	     .surveyor_ids = (const char *[]){ "o1" });
	REFUSED(REFUSAL_OBSERVERS_TOO_FEW);
	ACTOR("org.cadre", "150404");
	survey_planned("2025-09-10");
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
	ACTOR_CADRE("org.cadre", CITY, "u1", "c");
	survey_planned("2025-09-10");
	REFUSED(REFUSAL_SELF_DEALING);
}

TEST(a_team_of_a_hundred_is_the_largest)
{
	char id[16];

	fieldwork("2026-03-02");
	for (int i = 0; i < TEAM_MEMBERS_MAX; i++) {
		snprintf(id, sizeof id, "m%d", i);
		person_of(id, id, "u3", POST_LEVEL_SECTION_HEAD, false, true);
	}
	WHEN(PlanTeamSurvey, .unit_id = "u3", .elected_on = "2025-09-10", .title = "x", OBSERVERS(surveyor_ids));
	ACCEPTED();
	fieldwork("2026-03-02");
	for (int i = 0; i <= TEAM_MEMBERS_MAX; i++) {
		snprintf(id, sizeof id, "m%d", i);
		person_of(id, id, "u3", POST_LEVEL_SECTION_HEAD, false, true);
	}
	WHEN(PlanTeamSurvey, .unit_id = "u3", .elected_on = "2025-09-10", .title = "x", OBSERVERS(surveyor_ids));
	REFUSED(REFUSAL_FIELD_TOO_MANY);
}

TEST(visits_come_before_scores)
{
	const char *id;

	fieldwork("2026-03-02");
	id = survey_planned("2025-09-10");
	SCORE(id, .members = 3);
	REFUSED(REFUSAL_STATE_WRONG);
	WHEN(RecordTeamVisit, .survey_id = id, OBSERVERS(surveyor_ids), .visited_on = "2026-03-03", .place = "x", .record = "x");
	REFUSED(REFUSAL_DATE_FUTURE);
	WHEN(RecordTeamVisit, .survey_id = id, OBSERVERS(surveyor_ids), .visited_on = "2025-09-09", .place = "x", .record = "x");
	REFUSED(REFUSAL_DATE_ORDER);
	WHEN(RecordTeamVisit, .survey_id = id, .n_surveyor_ids = 2, .surveyor_ids = (const char *[]){ "o1", "o3" },
	     .visited_on = "2026-03-02", .place = "x", .record = "x");
	REFUSED(REFUSAL_OBSERVER_NOT_NAMED);
	team_visit("none", "x");
	REFUSED(REFUSAL_TEAM_SURVEY_UNKNOWN);
	team_visit(id, LONG_TEXT);
	team_visit(id, LONG_TEXT);
	ACCEPTED();
	CHECK_INT(team_survey_find(world_state(), id)->same_texts, 1);
	SCORE(id, .members = 3);
	ACCEPTED();
}

TEST(every_member_is_evaluated_and_nobody_else)
{
	const char *id;

	fieldwork("2026-03-02");
	id = survey_visited();
	SCORE(id, .members = 1);
	REFUSED(REFUSAL_TEAM_MEMBER_MISSING);
	CHECK_TEXT(world_violation(0), "TEAM_MEMBER_MISSING 0 members");
	CHECK_TEXT(world_violation(1), "TEAM_MEMBER_MISSING 0 members");
	CHECK_TEXT(world_violation(2), "");
	SCORE(id, .members = 4);
	REFUSED(REFUSAL_TEAM_MEMBER_UNKNOWN);
	CHECK_TEXT(world_violation(0), "TEAM_MEMBER_UNKNOWN 4 members");
	SCORE(id, .first_member = "head");
	REFUSED(REFUSAL_VALUE_DUPLICATE);
}

TEST(every_dimension_is_scored_once)
{
	const char *id;

	fieldwork("2026-03-02");
	id = survey_visited();
	SCORE(id, .dimensions = 5);
	REFUSED(REFUSAL_DIMENSION_MISSING);
	SCORE(id, .dimensions = 7);
	REFUSED(REFUSAL_VALUE_DUPLICATE);
	CHECK_TEXT(world_violation(0), "VALUE_DUPLICATE 7 dimensions");
	SCORE(id, .first_dimension = TEAM_DIMENSION_IDEAS);
	REFUSED(REFUSAL_VALUE_DUPLICATE);
}

TEST(every_score_and_verdict_rests_on_evidence)
{
	const char *id;

	fieldwork("2026-03-02");
	id = survey_visited();
	SCORE(id, .dimension_evidence = "");
	REFUSED(REFUSAL_SURVEY_EVIDENCE_MISSING);
	CHECK_TEXT(world_violation(0), "SURVEY_EVIDENCE_MISSING 1 dimensions");
	SCORE(id, .member_evidence = "");
	REFUSED(REFUSAL_SURVEY_EVIDENCE_MISSING);
	CHECK_TEXT(world_violation(0), "SURVEY_EVIDENCE_MISSING 1 members");
	SCORE(id, .verdict = VERDICT_POOR);
	REFUSED(REFUSAL_FIELD_REQUIRED);
	SCORE(id, .verdict = VERDICT_POOR, .behavior = BEHAVIOR_KIND_INACTION);
	ACCEPTED();
}

TEST(the_composite_is_exact_and_halves_round_up)
{
	const char *id;

	fieldwork("2026-03-02");
	id = survey_visited();
	SCORE(id, .score = 8002);             /* 25 % of 80.02 and 75 % of 80.00: 80.005 */
	CHECK_INT(EMITTED(TeamSurveyScored)->composite, 8001);
	fieldwork("2026-03-02");
	id = survey_visited();
	SCORE(id, .score = 8001);             /* 80.0025 */
	CHECK_INT(EMITTED(TeamSurveyScored)->composite, 8000);
}

TEST(the_weights_are_policy_and_add_up)
{
	const char *id;

	fieldwork("2026-03-02");
	id = survey_visited();
	POLICY("POST_TERM.WEIGHT.POLITICAL", "26", "percent");
	SCORE(id, .members = 3);
	REFUSED(REFUSAL_SURVEY_WEIGHTS);
	POLICY("POST_TERM.WEIGHT.IDEAS", "19", "percent");
	SCORE(id, .members = 3);
	ACCEPTED();
	CHECK_INT(EMITTED(TeamSurveyScored)->composite, 8260);
}

TEST(a_second_person_concludes_or_sends_back)
{
	const char *id;

	fieldwork("2026-03-02");
	id = survey_visited();
	officer("cadre.2");
	SCORE(id, .members = 3);
	WHEN(ConcludeTeamSurvey, .survey_id = id, .verdict = VERDICT_GOOD, .opinion = "x");
	REFUSED(REFUSAL_FINDING_REVIEW_OWN);            /* scored it */
	officer("cadre.1");
	WHEN(ReturnTeamSurvey, .survey_id = id, .note = "x");
	REFUSED(REFUSAL_FINDING_REVIEW_OWN);            /* planned it */
	ACTOR_CADRE("org.deputy", CITY, "u2", "o1");
	ACCOUNT("deputy.2");
	WHEN(ConcludeTeamSurvey, .survey_id = id, .verdict = VERDICT_GOOD, .opinion = "x");
	REFUSED(REFUSAL_FINDING_REVIEW_OWN);            /* surveyed himself */
	ACTOR_CADRE("org.deputy", CITY, "u1", "c");
	ACCOUNT("deputy.3");
	WHEN(ConcludeTeamSurvey, .survey_id = id, .verdict = VERDICT_GOOD, .opinion = "x");
	REFUSED(REFUSAL_SELF_DEALING);                  /* a member of that team */
	officer("deputy.1");
	WHEN(ReturnTeamSurvey, .survey_id = id, .note = "依据不足");
	ACCEPTED();
	WHEN(ConcludeTeamSurvey, .survey_id = id, .verdict = VERDICT_GOOD, .opinion = "x");
	REFUSED(REFUSAL_STATE_WRONG);
	officer("cadre.2");
	SCORE(id, .members = 3);
	officer("deputy.1");
	WHEN(ConcludeTeamSurvey, .survey_id = id, .verdict = VERDICT_GOOD, .opinion = "x");
	ACCEPTED();
	CHECK_INT(EMITTED(TeamEvaluated)->composite, 8250);
	CHECK_INT(EMITTED_COUNT(MemberEvaluated), 3);
	CHECK_TEXT(EMITTED(TeamEvaluated)->feedback_by, "2026-03-23");
}

TEST(the_result_of_a_member_is_evidence_of_its_kind)
{
	struct row_scan scan;
	const EvidenceRow *piece;
	const char *id;

	fieldwork("2026-03-02");
	id = survey_visited();
	SCORE(id, .verdict = VERDICT_POOR, .behavior = BEHAVIOR_KIND_SLOW_ACTION);
	officer("deputy.1");
	WHEN(ConcludeTeamSurvey, .survey_id = id, .verdict = VERDICT_FAIR, .opinion = "x");
	scan = evidence_scan_1(world_state(), "c");
	piece = evidence_next(&scan);
	CHECK_INT(piece->source, SOURCE_KIND_POST_TERM);
	CHECK_INT(piece->bearing, EVIDENCE_BEARING_NEGATIVE);
	CHECK_INT(piece->behavior, BEHAVIOR_KIND_SLOW_ACTION);
	scan = evidence_scan_1(world_state(), "head");
	CHECK_INT(evidence_next(&scan)->bearing, EVIDENCE_BEARING_POSITIVE);
	scan = filed_finding_scan_1(world_state(), "c");
	CHECK_INT(filed_finding_next(&scan)->verdict, VERDICT_POOR);
}

TEST(the_composite_stays_with_the_officers_until_the_result)
{
	const char *id;

	fieldwork("2026-03-02");
	id = survey_scored();
	CHECK_INT(team_survey_find(world_state(), id)->composite, 0);
	CHECK_INT(team_survey_score_find(world_state(), id)->composite, 8250);
}

TEST(a_survey_without_result_is_shown_when_late)
{
	const char *id;

	fieldwork("2026-03-02");
	id = survey_planned("2025-09-10");
	TODAY("2026-05-06");
	CHECK_INT(EMITTED_COUNT(TeamSurveyOverdue), 0);
	TODAY("2026-05-07");
	CHECK_INT(EMITTED(TeamSurveyOverdue)->waiting_for, TEAM_SURVEY_STATE_RESULT);
	CHECK(team_survey_find(world_state(), id)->overdue);
}

TEST_MAIN()
