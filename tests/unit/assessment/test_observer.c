/* One more observer for a matter under way. */
#include "team_lib.h"

#include "assessment/bounds.h"

static void add(const char *matter_id, const char *observer_id)
{
	WHEN(AddObserver, .matter_id = matter_id, .observer_id = observer_id, .reason = "原考察人员回避");
}

TEST(an_observation_goes_on_with_another_observer)
{
	const char *id;

	fieldwork("2026-03-02");
	id = observation_planned();
	WHEN(DeclareRecusal, .cadre_id = "o2", .other_id = "c", .ground = RECUSAL_GROUND_KIN);
	visit(id, LONG_TEXT);
	REFUSED(REFUSAL_OBSERVER_RECUSED);
	add(id, "o3");
	ACCEPTED();
	WHEN(RecordFieldVisit, .observation_id = id, .n_observer_ids = 2, .observer_ids = (const char *[]){ "o1", "o3" },
	     .visited_on = "2026-03-02", .place = "堤防", .record = LONG_TEXT);
	ACCEPTED();
	CHECK_INT(field_observation_find(world_state(), id)->n_observer_ids, 3);
	add(id, "o3");
	REFUSED(REFUSAL_VALUE_DUPLICATE);
	add(id, "nobody");
	REFUSED(REFUSAL_CADRE_UNKNOWN);
	add(id, "peer");
	REFUSED(REFUSAL_OBSERVER_SAME_UNIT);
	add("none", "o3");
	REFUSED(REFUSAL_FIELDWORK_UNKNOWN);
}

TEST(whoever_was_added_does_not_review)
{
	const char *id;

	fieldwork("2026-03-02");
	id = observation_talked();
	add(id, "o3");
	conclude(id, VERDICT_GOOD, BEHAVIOR_KIND_UNSPECIFIED);
	add(id, "o3");
	REFUSED(REFUSAL_STATE_WRONG);
	ACTOR_CADRE("org.deputy", CITY, "u3", "o3");
	ACCOUNT("deputy.3");
	WHEN(ReviewFieldObservation, .observation_id = id, .accepted = true, .note = "x");
	REFUSED(REFUSAL_FINDING_REVIEW_OWN);
}

TEST(twenty_observers_are_the_most)
{
	const char *id;
	char one[16];

	fieldwork("2026-03-02");
	id = observation_planned();
	for (int i = 2; i <= OBSERVERS_MAX; i++) {
		snprintf(one, sizeof one, "x%d", i);
		person_of(one, one, "u2", POST_LEVEL_STAFF, false, false);
		add(id, one);
		if (i < OBSERVERS_MAX)
			ACCEPTED();
	}
	REFUSED(REFUSAL_FIELD_TOO_MANY);
	CHECK_INT(field_observation_find(world_state(), id)->n_observer_ids, OBSERVERS_MAX);
}

TEST(an_inspection_and_a_survey_take_one_more_too)
{
	const char *inspection, *survey;

	fieldwork("2026-03-02");
	WHEN(PlanNoPostInspection, .title = "x", .n_cadre_ids = 2, .cadre_ids = (const char *[]){ "c", "peer" }, OBSERVERS(inspector_ids));
	inspection = world_answer("inspection_id");
	survey = survey_planned("2025-09-10");
	add(inspection, "sub");
	REFUSED(REFUSAL_OBSERVER_SAME_UNIT);
	add(inspection, "o3");
	ACCEPTED();
	CHECK_INT(no_post_inspection_find(world_state(), inspection)->n_inspector_ids, 3);
	add(survey, "below");
	REFUSED(REFUSAL_OBSERVER_SUBORDINATE);
	add(survey, "o3");
	ACCEPTED();
	CHECK_INT(team_survey_find(world_state(), survey)->n_surveyor_ids, 3);
	ACTOR("org.cadre", "150404");
	add(inspection, "o3");
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
	add(survey, "o3");
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
	ACTOR_CADRE("org.cadre", CITY, "u1", "peer");
	add(inspection, "o3");
	REFUSED(REFUSAL_SELF_DEALING);
	add(survey, "o3");
	REFUSED(REFUSAL_SELF_DEALING);
}

TEST(what_is_settled_takes_nobody_more)
{
	fieldwork("2026-03-02");
	add(survey_scored(), "o3");
	REFUSED(REFUSAL_STATE_WRONG);
}

TEST_MAIN()
