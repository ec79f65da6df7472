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

TEST_MAIN()
