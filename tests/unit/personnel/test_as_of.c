/* Any day in the past: a person, a unit's people, the units; and what of that day is not known. */
#include "as_of.h"
#include "import_fixture.h"
#include "question_fixture.h"

#define LATER "2026-06-30"

static const PersonAsOf *person_on(const char *id, const char *on)
{
	return ASK(AskPersonAsOf, PersonAsOf, LATER, .cadre_id = id, .on = on);
}

static const TeamAsOf *team_on(const char *id, const char *on)
{
	return ASK(AskTeamAsOf, TeamAsOf, LATER, .unit_id = id, .on = on);
}

static const UnitsAsOf *units_on(const char *on, const char *top)
{
	return ASK(AskUnitsAsOf, UnitsAsOf, LATER, .on = on, .unit_id = top);
}

static bool says(const AsOfGap *gaps, size_t count, AsOfGap gap)
{
	for (size_t i = 0; i < count; i++)
		if (gaps[i] == gap)
			return true;
	return false;
}
#define SAYS(answer, gap) says((answer)->gaps, (answer)->n_gaps, gap)

static void revised(const char *id, const char *unit_id, const char *title, PostLevel level, Rank rank, const char *rank_since,
		    const char *origin)
{
	CadreRegistered now = *cadre_file_find(world_state(), id)->file;

	now.unit_id = unit_id;
	now.post_title = title;
	now.level = level;
	now.rank = rank;
	now.rank_since = rank_since;
	now.team_member = strcmp(title, "副局长") == 0;
	GIVEN(CadreRevised, .cadre_id = id, .now = &now, .origin = origin);
}

TEST(where_somebody_served_on_a_day)
{
	ordinary_day();
	TODAY("2026-04-01");
	revised("c1", "s1", "主任", POST_LEVEL_SECTION_HEAD, RANK_CHIEF_CLERK_3, "2022-01-01", "");
	TODAY("2026-05-01");
	revised("c1", "t1", "镇长", POST_LEVEL_SECTION_HEAD, RANK_CHIEF_CLERK_3, "2022-01-01", "");
	const PersonAsOf *p = person_on("c1", "2026-03-31");
	CHECK(p->known);
	CHECK_TEXT(p->unit_id, "u1");
	CHECK_TEXT(p->unit_name, "u1");
	CHECK_INT(p->level, POST_LEVEL_SECTION_DEPUTY);
	CHECK_TEXT(p->from_on, "2026-03-02");
	CHECK_TEXT(p->until_on, "2026-04-01");
	p = person_on("c1", "2026-04-01"); /* the first day in the new post */
	CHECK_TEXT(p->unit_id, "s1");
	CHECK_TEXT(p->post_title, "主任");
	p = person_on("c1", "2026-05-01");
	CHECK_TEXT(p->unit_id, "t1");
	CHECK_TEXT(p->until_on, "");
	CHECK_INT(p->n_gaps, 0);
}

TEST(before_the_record_nothing_is_guessed)
{
	ordinary_day();
	const PersonAsOf *p = person_on("c1", "2026-03-01");
	CHECK(!p->known);
	CHECK_TEXT(p->unit_id, "");
	CHECK(SAYS(p, AS_OF_GAP_BEFORE_RECORD));
	CHECK(p->rank_known); /* the rank has its day */
	CHECK_INT(p->rank, RANK_CHIEF_CLERK_3);
	CHECK(!SAYS(p, AS_OF_GAP_RANK));
	p = person_on("c1", "2021-12-31");
	CHECK(!p->rank_known);
	CHECK_INT(p->rank, RANK_UNSPECIFIED);
	CHECK(SAYS(p, AS_OF_GAP_RANK));
}

TEST(an_entry_may_come_later_than_the_move_and_that_is_said)
{
	ordinary_day();
	TODAY("2026-04-01");
	revised("c1", "s1", "主任", POST_LEVEL_SECTION_HEAD, RANK_CHIEF_CLERK_3, "2022-01-01", "import-1");
	CHECK(SAYS(person_on("c1", "2026-03-31"), AS_OF_GAP_DAY_OF_ENTRY));
	CHECK(!SAYS(person_on("c1", "2026-04-01"), AS_OF_GAP_DAY_OF_ENTRY));
}

TEST(an_appointment_counts_from_the_day_it_took_effect)
{
	publicity_over();
	TODAY("2026-03-20");
	WHEN(EffectAppointment, .appointment_id = "a1", .document = "任1号", .effective_on = "2026-03-12");
	ACCEPTED();
	const PersonAsOf *p = person_on("c1", "2026-03-11");
	CHECK_INT(p->level, POST_LEVEL_SECTION_DEPUTY);
	CHECK_TEXT(p->until_on, "2026-03-12");
	CHECK_INT(p->n_gaps, 0); /* a decision, not an entry */
	p = person_on("c1", "2026-03-12");
	CHECK_INT(p->level, POST_LEVEL_SECTION_HEAD);
	CHECK_TEXT(p->post_id, "p1");
	CHECK(p->team_member);
}

/* Entered on 2 March, the decision is of a day before: the post counts from the day of entry, and no day has two. */
TEST(a_decision_older_than_the_record_does_not_turn_time_round)
{
	moved(APPOINTMENT_KIND_LATERAL);
	GIVEN(Appointed, .appointment_id = "a1", .cadre_id = "c1", .effective_on = "2026-02-20");
	revised("c1", "s1", "主任", POST_LEVEL_SECTION_HEAD, RANK_CHIEF_CLERK_3, "2022-01-01", "a1");
	CHECK_TEXT(person_on("c1", "2026-03-02")->unit_id, "s1");
	CHECK(!person_on("c1", "2026-03-01")->known);
}

TEST(ranks_have_days_of_their_own)
{
	ordinary_day();
	TODAY("2026-04-10");
	revised("c1", "u1", "x", POST_LEVEL_SECTION_DEPUTY, RANK_CHIEF_CLERK_2, "2026-04-01", "");
	TODAY("2026-05-10");
	revised("c1", "u1", "x", POST_LEVEL_SECTION_DEPUTY, RANK_CHIEF_CLERK_1, "", "");
	CHECK_INT(person_on("c1", "2022-01-01")->rank, RANK_CHIEF_CLERK_3);
	CHECK_INT(person_on("c1", "2026-03-31")->rank, RANK_CHIEF_CLERK_3);
	CHECK_INT(person_on("c1", "2026-04-01")->rank, RANK_CHIEF_CLERK_2);
	CHECK_TEXT(person_on("c1", "2026-05-09")->rank_since, "2026-04-01");
	CHECK_INT(person_on("c1", "2026-05-10")->rank, RANK_CHIEF_CLERK_1);
	CHECK_TEXT(person_on("c1", "2026-05-10")->rank_since, "");
	CHECK_INT(cadre_file_find(world_state(), "c1")->n_former, 0); /* the post is the same */
}

/* Sixty former posts are kept and twenty ranks; past that the file says so. */
TEST(what_is_no_longer_kept_is_said)
{
	char title[16];

	ordinary_day();
	for (int i = 0; i < 60; i++) {
		snprintf(title, sizeof title, "t%d", i);
		revised("c1", "u1", title, POST_LEVEL_SECTION_DEPUTY, RANK_CHIEF_CLERK_3, "2022-01-01", "");
	}
	CHECK_INT(cadre_file_find(world_state(), "c1")->n_former, 60);
	CHECK(SAYS(person_on("c1", "2026-03-01"), AS_OF_GAP_BEFORE_RECORD));
	revised("c1", "u1", "one more", POST_LEVEL_SECTION_DEPUTY, RANK_CHIEF_CLERK_3, "2022-01-01", "");
	CHECK_INT(cadre_file_find(world_state(), "c1")->n_former, 60);
	CHECK_TEXT(cadre_file_find(world_state(), "c1")->former[0]->post_title, "t0");
	CHECK(SAYS(person_on("c1", "2026-03-01"), AS_OF_GAP_OLDER_DROPPED));
	for (int i = 0; i < 21; i++)
		revised("c2", "u1", "x", POST_LEVEL_SECTION_HEAD, i % 2 ? RANK_CHIEF_CLERK_2 : RANK_CHIEF_CLERK_1, "2022-01-01", "");
	CHECK_INT(cadre_file_find(world_state(), "c2")->n_former_ranks, 20);
	CHECK(cadre_file_find(world_state(), "c2")->older_dropped);
}

TEST(a_unit_has_the_name_of_the_day)
{
	ordinary_day();
	TODAY("2026-04-01");
	WHEN(RenameUnit, .unit_id = "u1", .name = "样局", .from_on = "2026-04-01", .document = "编发1号");
	unit("e1", UNIT_KIND_CITY_DEPARTMENT, CITY);
	CHECK_TEXT(person_on("c1", "2026-03-31")->unit_name, "u1");
	CHECK_TEXT(person_on("c1", "2026-04-01")->unit_name, "样局");
	CHECK_TEXT(team_on("u1", "2026-03-31")->unit_name, "u1");
	const TeamAsOf *t = team_on("e1", "2026-03-31");
	CHECK_TEXT(t->unit_name, "e1");
	CHECK(SAYS(t, AS_OF_GAP_UNIT_BEFORE_RECORD));
}

TEST(a_team_of_a_day_has_who_served_then)
{
	ordinary_day();
	TODAY("2026-04-01");
	revised("c2", "s1", "主任", POST_LEVEL_SECTION_HEAD, RANK_CHIEF_CLERK_2, "2022-01-01", ""); /* leaves */
	revised("c3", "u1", "副局长", POST_LEVEL_SECTION_DEPUTY, RANK_CLERK_1, "2022-01-01", "");
	CADRE("c4", "u1", POST_LEVEL_STAFF, .team_head = true); /* comes */
	const TeamAsOf *t = team_on("u1", "2026-03-31");
	CHECK_INT(t->n_people, 3);
	CHECK_TEXT(t->people[1]->cadre_id, "c2");
	CHECK_INT(t->later_recorded, 1);
	CHECK(SAYS(t, AS_OF_GAP_BEFORE_RECORD));
	t = team_on("u1", "2026-04-01");
	CHECK_INT(t->n_people, 3);
	CHECK_TEXT(t->people[0]->cadre_id, "c4"); /* heads, members, the others */
	CHECK_TEXT(t->people[1]->cadre_id, "c3");
	CHECK_TEXT(t->people[2]->cadre_id, "c1");
	CHECK_INT(t->later_recorded, 0);
	CHECK_INT(t->n_gaps, 0);
	t = team_on("s1", "2026-03-31");
	CHECK_INT(t->n_people, 0);
}

TEST(a_team_of_an_ended_unit_is_that_of_its_days)
{
	ordinary_day();
	unit("e1", UNIT_KIND_CITY_DEPARTMENT, CITY);
	CADRE("c9", "e1", POST_LEVEL_STAFF, .rank = RANK_CLERK_1);
	TODAY("2026-04-01");
	revised("c9", "u1", "x", POST_LEVEL_STAFF, RANK_CLERK_1, "2022-01-01", "");
	WHEN(MergeUnit, .unit_id = "e1", .into_id = "u1", .from_on = "2026-04-01", .document = "编发2号");
	ACCEPTED();
	CHECK_INT(team_on("e1", "2026-03-31")->n_people, 1);
	CHECK(!SAYS(team_on("e1", "2026-03-31"), AS_OF_GAP_UNIT_ENDED));
	CHECK_INT(team_on("e1", "2026-04-01")->n_people, 0);
	CHECK(SAYS(team_on("e1", "2026-04-01"), AS_OF_GAP_UNIT_ENDED));
}

TEST(the_units_of_a_day)
{
	ordinary_day();
	GIVEN(UnitRegistered, .unit_id = "e1", .name = "e1", .kind = UNIT_KIND_INSTITUTION, .region = CITY, .parent_id = "u1");
	TODAY("2026-04-01");
	GIVEN(UnitRegistered, .unit_id = "e1", .name = "e1", .kind = UNIT_KIND_INSTITUTION, .region = CITY, .parent_id = "s1");
	GIVEN(UnitRegistered, .unit_id = "e2", .name = "e2", .kind = UNIT_KIND_INSTITUTION, .region = CITY, .parent_id = "e1");
	TODAY("2026-05-01");
	WHEN(AbolishUnit, .unit_id = "e2", .from_on = "2026-05-01", .document = "编发4号");
	ACCEPTED();
	const UnitsAsOf *u = units_on("2026-03-31", "");
	CHECK_INT(u->n_units, 4);
	CHECK_TEXT(u->units[0]->unit_id, "e1");
	CHECK_TEXT(u->units[0]->parent_id, "u1");
	CHECK_INT(u->later_recorded, 1);
	CHECK(SAYS(u, AS_OF_GAP_UNIT_BEFORE_RECORD));
	u = units_on("2026-04-30", "");
	CHECK_INT(u->n_units, 5);
	CHECK_TEXT(u->units[0]->parent_id, "s1");
	CHECK_INT(u->units[0]->by, UNIT_CHANGE_KIND_REVISED);
	CHECK_INT(u->n_gaps, 0);
	CHECK_INT(units_on("2026-05-01", "")->n_units, 4);
	u = units_on("2026-03-31", "u1"); /* with what lay below it then */
	CHECK_INT(u->n_units, 2);
	CHECK_INT(units_on("2026-04-30", "u1")->n_units, 1);
	CHECK_INT(units_on("2026-04-30", "s1")->n_units, 3);
	u = units_on("2026-03-31", "e2");
	CHECK_INT(u->n_units, 0);
	CHECK(SAYS(u, AS_OF_GAP_UNIT_BEFORE_RECORD));
	u = units_on("2026-05-01", "e2");
	CHECK_INT(u->n_units, 0);
	CHECK(SAYS(u, AS_OF_GAP_UNIT_ENDED));
}

TEST(a_day_to_come_and_the_unknown_are_refused)
{
	ordinary_day();
	CHECK(person_on("c1", LATER) != NULL);
	CHECK(!person_on("c1", "2026-07-01"));
	ASK_REFUSED(REFUSAL_DATE_FUTURE);
	ASK_AT_FIELD("on");
	CHECK(!team_on("u1", "2026-07-01"));
	ASK_REFUSED(REFUSAL_DATE_FUTURE);
	CHECK(!units_on("2026-07-01", ""));
	ASK_REFUSED(REFUSAL_DATE_FUTURE);
	CHECK(!person_on("nobody", LATER));
	ASK_REFUSED(REFUSAL_CADRE_UNKNOWN);
	CHECK(!team_on("nowhere", LATER));
	ASK_REFUSED(REFUSAL_UNIT_UNKNOWN);
	CHECK(!units_on(LATER, "nowhere"));
	ASK_REFUSED(REFUSAL_UNIT_UNKNOWN);
	ASK_AT_FIELD("unit_id");
}

TEST(only_the_organs_concerned_read)
{
	ordinary_day();
	CADRE("c8", "t1", POST_LEVEL_STAFF, .authority = COUNTY);
	question_region = COUNTY;
	CHECK(person_on("c8", LATER) != NULL);
	CHECK(team_on("t1", LATER) != NULL);
	CHECK(!person_on("c1", LATER));
	ASK_REFUSED(REFUSAL_CADRE_UNKNOWN);
	CHECK(!team_on("u1", LATER));
	ASK_REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
	question_region = CITY;
	question_role = "org.training";
	CHECK(units_on(LATER, "") != NULL);
	CHECK(!person_on("c1", LATER));
	ASK_REFUSED(REFUSAL_ROLE_MISSING);
	CHECK(!team_on("u1", LATER));
	ASK_REFUSED(REFUSAL_ROLE_MISSING);
	question_role = "cadre";
	CHECK(!units_on(LATER, ""));
	ASK_REFUSED(REFUSAL_ROLE_MISSING);
	question_role = "org.cadre";
}

static char *list; /* one line after another */
static size_t list_size;

static void add_line(const char *line)
{
	list = realloc(list, list_size + strlen(line) + 1);
	memcpy(list + list_size, line, strlen(line) + 1);
	list_size += strlen(line);
}

TEST(one_answer_takes_five_hundred_people)
{
	ordinary_day();
	list_size = 0;
	add_line("姓名,身份证号\n");
	for (unsigned i = 0; i < AS_OF_PEOPLE_MAX; i++)
		add_line(text_of("赵样,%s\n", id_of(i)));
	WHEN(ImportPeople, .content = bytes_of(list), .unit_id = "s1");
	ACCEPTED();
	const TeamAsOf *t = team_on("s1", LATER);
	CHECK_INT(t ? t->n_people : 0, AS_OF_PEOPLE_MAX);
	WHEN(ImportPeople, .content = bytes_of(text_of("姓名,身份证号\n钱样,%s\n", id_of(AS_OF_PEOPLE_MAX))), .unit_id = "s1");
	ACCEPTED();
	CHECK(!team_on("s1", LATER));
	ASK_REFUSED(REFUSAL_AS_OF_PEOPLE_MANY);
	ASK_AT_FIELD("unit_id");
}

TEST(one_answer_takes_two_thousand_units)
{
	ordinary_day(); /* with its three */
	list_size = 0;
	add_line("单位编码,单位名称,类别,行政区划\n");
	for (unsigned i = 0; i < AS_OF_UNITS_MAX - 3; i++)
		add_line(text_of("n%u,样局,市直机关,150400\n", i));
	WHEN(ImportUnits, .content = bytes_of(list));
	ACCEPTED();
	const UnitsAsOf *u = units_on(LATER, "");
	CHECK_INT(u ? u->n_units : 0, AS_OF_UNITS_MAX);
	unit("z1", UNIT_KIND_CITY_DEPARTMENT, CITY);
	CHECK(!units_on(LATER, ""));
	ASK_REFUSED(REFUSAL_AS_OF_UNITS_MANY);
	CHECK_INT(units_on(LATER, "z1")->n_units, 1);
	free(list);
}

TEST_MAIN()
