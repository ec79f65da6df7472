/* Who has to stand back: declared by hand, or told by the roster and the appointment forms. */
#include "fieldwork_lib.h"

static void declare(const char *one, const char *other)
{
	WHEN(DeclareRecusal, .cadre_id = one, .other_id = other, .ground = RECUSAL_GROUND_KIN);
}

static void plan_with(const char *observer)
{
	WHEN(PlanFieldObservation, .cadre_id = "c", .occasion = OBSERVATION_OCCASION_POST, .domain = FRONTLINE_DOMAIN_NONE,
	     .n_observer_ids = 2, .observer_ids = (const char *[]){ "o1", observer }, .purpose = "日常");
}

TEST(a_declared_recusal_keeps_the_two_apart_whoever_is_looked_into)
{
	fieldwork("2026-03-02");
	plan_with("o3");
	ACCEPTED();
	declare("o3", "c");
	ACCEPTED();
	plan_with("o3");
	REFUSED(REFUSAL_OBSERVER_RECUSED);
	WHEN(PlanFieldObservation, .cadre_id = "o3", .occasion = OBSERVATION_OCCASION_POST, .domain = FRONTLINE_DOMAIN_NONE,
	     .n_observer_ids = 2, .observer_ids = (const char *[]){ "o1", "c" }, .purpose = "日常");
	REFUSED(REFUSAL_OBSERVER_RECUSED);
}

TEST(it_is_declared_once_in_either_order_and_between_two_people)
{
	fieldwork("2026-03-02");
	declare("o3", "c");
	declare("c", "o3");
	REFUSED(REFUSAL_RECUSAL_STANDS);
	declare("c", "c");
	REFUSED(REFUSAL_VALUE_DUPLICATE);
	declare("c", "nobody");
	REFUSED(REFUSAL_CADRE_UNKNOWN);
	AT_FIELD("other_id");
	declare("nobody", "c");
	AT_FIELD("cadre_id");
}

TEST(a_cadre_declares_his_own_an_officer_those_he_manages)
{
	fieldwork("2026-03-02");
	ACTOR_CADRE("cadre", CITY, "u3", "o3");
	declare("c", "o1");
	REFUSED(REFUSAL_RECUSAL_OF_OTHERS);
	declare("c", "o3");
	ACCEPTED();
	ACTOR("org.cadre", "150404");
	declare("c", "o1");
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
}

TEST(the_roster_tells_same_unit_and_unit_below)
{
	fieldwork("2026-03-02");
	plan_with("peer");
	REFUSED(REFUSAL_OBSERVER_SAME_UNIT);
	plan_with("below");
	REFUSED(REFUSAL_OBSERVER_SUBORDINATE);
	plan_with("c");
	REFUSED(REFUSAL_SELF_DEALING);
	/* somebody who leads nothing has no unit below him */
	person_of("c", "林样担", "u1", POST_LEVEL_SECTION_DEPUTY, false, false);
	plan_with("below");
	ACCEPTED();
}

TEST(a_relative_named_on_either_form_stands_back_until_the_form_says_otherwise)
{
	FormRelative brother, *family[] = { &brother };

	form_relative__init(&brother);
	brother.relation = "弟";
	brother.name = "农样丙";
	fieldwork("2026-03-02");
	GIVEN(CadreFormFiled, .cadre_id = "c", .n_family = 1, .family = family);
	plan_with("o3");
	REFUSED(REFUSAL_OBSERVER_KIN);
	GIVEN(CadreFormFiled, .cadre_id = "c");
	plan_with("o3");
	ACCEPTED();
	brother.name = "林样担";
	GIVEN(CadreFormFiled, .cadre_id = "o3", .n_family = 1, .family = family);
	plan_with("o3");
	REFUSED(REFUSAL_OBSERVER_KIN);
}

TEST(a_recusal_declared_after_the_plan_holds_in_the_field)
{
	const char *observation, *inspection;

	fieldwork("2026-03-02");
	observation = observation_planned();
	WHEN(PlanNoPostInspection, .title = "x", .n_cadre_ids = 1, .cadre_ids = (const char *[]){ "c" }, OBSERVERS(inspector_ids));
	inspection = world_answer("inspection_id");
	visit(observation, LONG_TEXT);
	ACCEPTED();
	declare("o2", "c");
	visit(observation, LONG_TEXT);
	REFUSED(REFUSAL_OBSERVER_RECUSED);
	CHECK_TEXT(world_violation(0), "OBSERVER_RECUSED 2 observer_ids");
	talk(observation, ANGLE_PEER, "peer");
	REFUSED(REFUSAL_OBSERVER_RECUSED);
	WHEN(RecordNoPostAngle, .inspection_id = inspection, .cadre_id = "c", .angle = ANGLE_SITE, OBSERVERS(inspector_ids),
	     .asked_name = "工地", .observed_on = "2026-03-02", .record = "x");
	REFUSED(REFUSAL_OBSERVER_RECUSED);
}

TEST(an_observer_moved_into_the_unit_stands_back)
{
	const char *id;

	fieldwork("2026-03-02");
	WHEN(PlanTeamSurvey, .unit_id = "u1", .elected_on = "2025-09-10", .title = "x", OBSERVERS(surveyor_ids));
	id = world_answer("survey_id");
	person_of("o1", "组样甲", "u1", POST_LEVEL_SECTION_HEAD, false, false);
	WHEN(RecordTeamVisit, .survey_id = id, OBSERVERS(surveyor_ids), .visited_on = "2026-03-02", .place = "x", .record = "x");
	REFUSED(REFUSAL_OBSERVER_SAME_UNIT);
}

TEST_MAIN()
