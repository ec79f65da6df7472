/* Who may be moved for an appointment, and who may not. */
#include "fixture.h"

#define MOVE(...)                                                                                             \
	WHEN(OpenAppointment, .cadre_id = "c1", .post_id = "p1", .kind = APPOINTMENT_KIND_PROMOTION,          \
	     .ground = APPOINTMENT_GROUND_ORDINARY, .qualification = QUALIFIED, __VA_ARGS__)

TEST(a_section_deputy_is_moved_for_section_head)
{
	ordinary_day();
	MOVE(.reason = "实绩突出");
	ACCEPTED();
	const AppointmentMoved *e = EMITTED(AppointmentMoved);
	CHECK_TEXT(e->unit_id, "u1");
	CHECK_INT(e->level, POST_LEVEL_SECTION_HEAD);
	CHECK_INT(e->from_level, POST_LEVEL_SECTION_DEPUTY);
	CHECK_TEXT(e->moved_on, "2026-03-02");
	CHECK_INT(state_of(world_answer("appointment_id")), APPOINTMENT_STATE_MOTION);
}

TEST(unknown_people_and_posts_are_refused)
{
	ordinary_day();
	MOVE(.cadre_id = "nobody");
	REFUSED(REFUSAL_CADRE_UNKNOWN);
	MOVE(.post_id = "nowhere");
	REFUSED(REFUSAL_POST_UNKNOWN);
	GIVEN(PostAbolished, .post_id = "p1", .unit_id = "u1");
	MOVE(.reason = "");
	REFUSED(REFUSAL_POST_ABOLISHED);
}

TEST(only_the_managing_organ_moves_and_nobody_moves_himself)
{
	ordinary_day();
	ACTOR(OFFICERS, COUNTY);
	MOVE(.reason = "");
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
	ACTOR_CADRE(OFFICERS, CITY, "u1", "c1");
	MOVE(.reason = "");
	REFUSED(REFUSAL_SELF_DEALING);
	ACTOR("org.training", CITY);
	MOVE(.reason = "");
	REFUSED(REFUSAL_ROLE_MISSING);
}

TEST(a_county_moves_its_own_and_the_city_takes_over_from_it)
{
	ordinary_day();
	post("tp", "t1", POST_LEVEL_SECTION_HEAD, 1);
	CADRE("k1", "t1", POST_LEVEL_SECTION_DEPUTY, .authority = COUNTY);
	MOVE(.cadre_id = "k1", .post_id = "tp");
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
	MOVE(.cadre_id = "k1");
	ACCEPTED();
	CADRE("k2", "t1", POST_LEVEL_SECTION_DEPUTY, .authority = COUNTY);
	ACTOR(OFFICERS, COUNTY);
	MOVE(.cadre_id = "k2", .post_id = "tp");
	ACCEPTED();
}

TEST(a_bar_in_force_blocks_on_its_first_and_last_day_only)
{
	ordinary_day();
	GIVEN(BarImposed, .bar_id = "b1", .cadre_id = "c1", .ground = BAR_GROUND_MEASURE, .from_on = "2026-03-02",
	      .until_on = "2026-03-09");
	MOVE(.reason = "");
	REFUSED(REFUSAL_CADRE_BARRED);
	TODAY("2026-03-09");
	MOVE(.reason = "");
	REFUSED(REFUSAL_CADRE_BARRED);
	TODAY("2026-03-10");
	MOVE(.reason = "");
	ACCEPTED();
}

TEST(a_barred_cadre_may_still_move_at_his_level)
{
	ordinary_day();
	post("p2", "u1", POST_LEVEL_SECTION_DEPUTY, 1);
	GIVEN(BarImposed, .bar_id = "b1", .cadre_id = "c1", .ground = BAR_GROUND_MEASURE, .from_on = "2026-03-01",
	      .until_on = "2026-09-01");
	MOVE(.post_id = "p2", .kind = APPOINTMENT_KIND_FURTHER_USE);
	REFUSED(REFUSAL_CADRE_BARRED);
	MOVE(.post_id = "p2", .kind = APPOINTMENT_KIND_LATERAL);
	ACCEPTED();
}

TEST(a_low_last_grade_blocks_and_an_older_one_does_not)
{
	ordinary_day();
	CADRE("low", "u1", POST_LEVEL_SECTION_DEPUTY, GRADED(ANNUAL_GRADE_BASICALLY_COMPETENT));
	MOVE(.cadre_id = "low");
	REFUSED(REFUSAL_GRADE_TOO_LOW);
	CADRE("mended", "u1", POST_LEVEL_SECTION_DEPUTY, .n_grades = 2,
	      .grades = (GradeOfYear *[]){ grade(2024, ANNUAL_GRADE_BASICALLY_COMPETENT), grade(2025, ANNUAL_GRADE_COMPETENT) });
	MOVE(.cadre_id = "mended");
	ACCEPTED();
	CADRE("three", "u1", POST_LEVEL_SECTION_DEPUTY, .n_grades = 2,
	      .grades = (GradeOfYear *[]){ grade(2024, ANNUAL_GRADE_BASICALLY_COMPETENT), grade(2025, ANNUAL_GRADE_COMPETENT) });
	POLICY("PROMO.GRADE_YEARS", "3", "number");
	MOVE(.cadre_id = "three");
	REFUSED(REFUSAL_GRADE_TOO_LOW);
}

TEST(nothing_upward_is_open_before_an_observation_is_evaluated)
{
	ordinary_day();
	post("p2", "u1", POST_LEVEL_SECTION_DEPUTY, 1);
	GIVEN(ObservationEnrolled, .observation_id = "o1", .cadre_id = "c1", .until_on = "2020-01-01");
	MOVE(.reason = "");
	REFUSED(REFUSAL_OBSERVATION_NOT_CLEARED);
	GIVEN(ObservationRevoked, .observation_id = "another", .cadre_id = "c1");
	MOVE(.reason = "");
	REFUSED(REFUSAL_OBSERVATION_NOT_CLEARED);
	GIVEN(ObservationRevoked, .observation_id = "o1", .cadre_id = "c1");
	MOVE(.reason = "");
	ACCEPTED();
}

TEST(the_conclusion_of_an_observation_decides_what_is_open)
{
	ordinary_day();
	post("p2", "u1", POST_LEVEL_SECTION_DEPUTY, 1);
	GIVEN(ObservationConcluded, .observation_id = "o1", .cadre_id = "c1", .opinion = OBSERVATION_OPINION_NOT_YET);
	MOVE(.reason = "");
	REFUSED(REFUSAL_OBSERVATION_NOT_CLEARED);
	GIVEN(ObservationConcluded, .observation_id = "o2", .cadre_id = "c1", .opinion = OBSERVATION_OPINION_FURTHER_USE,
	      .eligible = true);
	MOVE(.reason = "");
	REFUSED(REFUSAL_OBSERVATION_NOT_CLEARED);
	GIVEN(ObservationConcluded, .observation_id = "o3", .cadre_id = "c1", .opinion = OBSERVATION_OPINION_PROMOTABLE,
	      .eligible = true);
	MOVE(.reason = "");
	ACCEPTED();
}

TEST(levels_are_climbed_one_by_one)
{
	ordinary_day();
	post("county", "u1", POST_LEVEL_COUNTY_DEPUTY, 1);
	MOVE(.post_id = "county");
	REFUSED(REFUSAL_LEVEL_SKIPPED);
	MOVE(.post_id = "county", .exception = "破格批复1号");
	ACCEPTED();
	MOVE(.cadre_id = "c2");
	REFUSED(REFUSAL_LEVEL_NOT_HIGHER);
	MOVE(.cadre_id = "c3", .kind = APPOINTMENT_KIND_LATERAL);
	REFUSED(REFUSAL_LEVEL_DIFFERS);
	MOVE(.cadre_id = "c3", .kind = APPOINTMENT_KIND_RESETTLEMENT);
	REFUSED(REFUSAL_LEVEL_TOO_HIGH);
	MOVE(.cadre_id = "c3", .kind = APPOINTMENT_KIND_TRANSFER_IN);
	REFUSED(REFUSAL_NOT_TRANSFER_IN);
}

TEST(two_years_as_deputy_are_two_years)
{
	ordinary_day();
	CADRE("d1", "u1", POST_LEVEL_SECTION_DEPUTY, .level_since = "2024-03-03");
	MOVE(.cadre_id = "d1");
	REFUSED(REFUSAL_TENURE_SHORT);
	CADRE("d2", "u1", POST_LEVEL_SECTION_DEPUTY, .level_since = "2024-03-02");
	MOVE(.cadre_id = "d2");
	ACCEPTED();
	CADRE("d3", "u1", POST_LEVEL_SECTION_DEPUTY, .level_since = "");
	MOVE(.cadre_id = "d3");
	REFUSED(REFUSAL_APPOINTMENT_QUALIFICATION_MISSING);
}

TEST(a_year_without_a_grade_that_counts_lengthens_the_tenure)
{
	ordinary_day();
	CADRE("d1", "u1", POST_LEVEL_SECTION_DEPUTY, .level_since = "2024-01-01", .n_grades = 2,
	      .grades = (GradeOfYear *[]){ grade(2024, ANNUAL_GRADE_UNGRADED), grade(2025, ANNUAL_GRADE_COMPETENT) });
	MOVE(.cadre_id = "d1");
	REFUSED(REFUSAL_TENURE_SHORT);
}

TEST(county_level_asks_for_years_of_work_the_grass_roots_and_two_posts)
{
	ordinary_day();
	post("county", "u1", POST_LEVEL_COUNTY_DEPUTY, 1);
	MOVE(.cadre_id = "c2", .post_id = "county", .qualification = qualified(EDUCATION_LEVEL_COLLEGE, 1, 2, true));
	REFUSED(REFUSAL_GRASSROOTS_YEARS_SHORT);
	MOVE(.cadre_id = "c2", .post_id = "county", .qualification = qualified(EDUCATION_LEVEL_COLLEGE, 2, 1, true));
	REFUSED(REFUSAL_TWO_POSTS_SHORT);
	CADRE("quick", "u1", POST_LEVEL_SECTION_HEAD, .work_started_on = "2021-03-03");
	MOVE(.cadre_id = "quick", .post_id = "county");
	REFUSED(REFUSAL_WORK_YEARS_SHORT);
	MOVE(.cadre_id = "c2", .post_id = "county", .qualification = qualified(EDUCATION_LEVEL_COLLEGE, 2, 2, true));
	ACCEPTED();
}

TEST(education_and_fitness_are_stated)
{
	ordinary_day();
	MOVE(.qualification = qualified(EDUCATION_LEVEL_SECONDARY, 3, 2, true));
	REFUSED(REFUSAL_EDUCATION_SHORT);
	MOVE(.qualification = qualified(EDUCATION_LEVEL_COLLEGE, 3, 2, false));
	REFUSED(REFUSAL_APPOINTMENT_NOT_FIT);
	MOVE(.qualification = NULL);
	REFUSED(REFUSAL_APPOINTMENT_QUALIFICATION_MISSING);
}

TEST(without_a_vacancy_nobody_is_moved)
{
	ordinary_day();
	CADRE("holder", "u1", POST_LEVEL_SECTION_HEAD, .post_id = "p1");
	MOVE(.reason = "");
	REFUSED(REFUSAL_POST_NO_VACANCY);
	WHEN(EstablishPost, .post_id = "p1", .unit_id = "u1", .title = "p1", .level = POST_LEVEL_SECTION_HEAD, .count = 2);
	MOVE(.reason = "");
	ACCEPTED();
	MOVE(.reason = "");
	REFUSED(REFUSAL_APPOINTMENT_ALREADY_OPEN);
	MOVE(.cadre_id = "holder", .kind = APPOINTMENT_KIND_LATERAL);
	REFUSED(REFUSAL_ALREADY_IN_POST);
}

TEST(a_holder_who_is_leaving_makes_room)
{
	ordinary_day();
	post("p9", "u1", POST_LEVEL_SECTION_HEAD, 1);
	CADRE("holder", "u1", POST_LEVEL_SECTION_HEAD, .post_id = "p1");
	MOVE(.cadre_id = "holder", .post_id = "p9", .kind = APPOINTMENT_KIND_LATERAL);
	ACCEPTED();
	MOVE(.reason = "");
	ACCEPTED();
}

static ComparedCadre *compared(const char *id)
{
	static ComparedCadre pool[4];
	static size_t used;
	ComparedCadre *one = &pool[used++ % 4];

	compared_cadre__init(one);
	one->cadre_id = id;
	one->reason = "专业不对口";
	return one;
}

static void list_of(const char *const *heads, size_t count)
{
	for (size_t i = 0; i < count; i++)
		GIVEN(ListPlaced, .list_id = "l1", .version = 1, .cadre_id = heads[i], .tier = LIST_TIER_OUTSTANDING,
		      .rank = (uint32_t)i + 1, .head = true, .valid_until = "2026-12-31");
}

TEST(the_special_list_as_ground_needs_a_place_at_its_head)
{
	ordinary_day();
	MOVE(.ground = APPOINTMENT_GROUND_SPECIAL_LIST);
	REFUSED(REFUSAL_NOT_ON_LIST_HEAD);
	list_of((const char *[]){ "c1" }, 1);
	MOVE(.ground = APPOINTMENT_GROUND_SPECIAL_LIST);
	ACCEPTED();
	CHECK_TEXT(EMITTED(AppointmentMoved)->list_id, "l1");
}

TEST(a_list_past_its_validity_is_no_ground)
{
	ordinary_day();
	list_of((const char *[]){ "c1" }, 1);
	TODAY("2026-12-31");
	MOVE(.ground = APPOINTMENT_GROUND_SPECIAL_LIST);
	ACCEPTED();
	ordinary_day();
	GIVEN(ListPlaced, .list_id = "l1", .cadre_id = "c1", .head = true, .rank = 1, .valid_until = "2026-03-01");
	MOVE(.ground = APPOINTMENT_GROUND_SPECIAL_LIST);
	REFUSED(REFUSAL_NOT_ON_LIST_HEAD);
}

TEST(who_fell_back_in_a_newer_list_cannot_rest_on_an_older_one)
{
	ordinary_day();
	list_of((const char *[]){ "c1" }, 1);
	TODAY("2026-03-03");
	GIVEN(ListPlaced, .list_id = "l2", .cadre_id = "c1", .rank = 40, .tail = true, .valid_until = "2026-12-31");
	MOVE(.ground = APPOINTMENT_GROUND_SPECIAL_LIST);
	REFUSED(REFUSAL_NOT_ON_LIST_HEAD);
}

TEST(others_at_the_head_are_compared_and_only_they)
{
	ordinary_day();
	list_of((const char *[]){ "c1", "c2", "c3" }, 3);
	GIVEN(ListPlaced, .list_id = "l1", .cadre_id = "tail", .rank = 99, .tail = true, .valid_until = "2026-12-31");
	MOVE(.ground = APPOINTMENT_GROUND_SPECIAL_LIST);
	REFUSED(REFUSAL_COMPARISON_MISSING);
	MOVE(.ground = APPOINTMENT_GROUND_SPECIAL_LIST, .n_compared = 1, .compared = (ComparedCadre *[]){ compared("c2") });
	REFUSED(REFUSAL_COMPARISON_MISSING);
	MOVE(.ground = APPOINTMENT_GROUND_SPECIAL_LIST, .n_compared = 2,
	     .compared = (ComparedCadre *[]){ compared("c2"), compared("c2") });
	REFUSED(REFUSAL_COMPARISON_WRONG);
	MOVE(.ground = APPOINTMENT_GROUND_SPECIAL_LIST, .n_compared = 2,
	     .compared = (ComparedCadre *[]){ compared("c2"), compared("tail") });
	REFUSED(REFUSAL_COMPARISON_WRONG);
	MOVE(.ground = APPOINTMENT_GROUND_SPECIAL_LIST, .n_compared = 2,
	     .compared = (ComparedCadre *[]){ compared("c2"), compared("c1") });
	REFUSED(REFUSAL_COMPARISON_WRONG);
	MOVE(.ground = APPOINTMENT_GROUND_SPECIAL_LIST, .n_compared = 2,
	     .compared = (ComparedCadre *[]){ compared("c2"), compared("c3") });
	ACCEPTED();
}

TEST(the_epidemic_mechanism_goes_with_its_front_line)
{
	ordinary_day();
	MOVE(.ground = APPOINTMENT_GROUND_EPIDEMIC_MECHANISM, .domain = FRONTLINE_DOMAIN_RURAL);
	REFUSED(REFUSAL_APPOINTMENT_DOMAIN_WRONG);
	MOVE(.ground = APPOINTMENT_GROUND_EPIDEMIC_MECHANISM, .domain = FRONTLINE_DOMAIN_EPIDEMIC);
	ACCEPTED();
}

TEST(an_exchange_leads_away_from_the_family)
{
	ordinary_day();
	MOVE(.exchange = true);
	REFUSED(REFUSAL_EXCHANGE_NOT_ELSEWHERE);
	MOVE(.exchange = true, .home_region = CITY);
	REFUSED(REFUSAL_EXCHANGE_NOT_ELSEWHERE);
	MOVE(.exchange = true, .home_region = "15");
	REFUSED(REFUSAL_FIELD_MALFORMED);
	MOVE(.exchange = true, .home_region = "150426");
	ACCEPTED();
	CHECK_TEXT(EMITTED(AppointmentMoved)->home_region, "150426");
}

TEST(a_transfer_in_comes_from_an_institution)
{
	ordinary_day();
	CADRE("s", "s1", POST_LEVEL_SECTION_HEAD, .rank = RANK_UNSPECIFIED);
	MOVE(.cadre_id = "s", .kind = APPOINTMENT_KIND_TRANSFER_IN);
	ACCEPTED();
}

TEST_MAIN()
