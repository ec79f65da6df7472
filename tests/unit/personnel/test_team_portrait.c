/* The portrait of a team: every rule at its threshold and past it, and nothing that follows. */
#include "fixture.h"

static const TeamPortraitRow *portrait(void)
{
	return team_portrait_find(world_state(), "u1");
}

static const PortraitFlag *flag(PortraitFlagKind kind)
{
	const TeamPortraitRow *row = portrait();

	for (size_t i = 0; row && i < row->n_flags; i++)
		if (row->flags[i]->kind == kind)
			return row->flags[i];
	return NULL;
}

static void draw(void)
{
	const char *unit_id = "u1";

	WHEN(DrawTeamPortraits, .n_unit_ids = 1, .unit_ids = &unit_id);
}

#define MEMBER(id, born, ...)                                                                                                      \
	GIVEN(CadreRegistered, .cadre_id = id, .name = "姓" id, .unit_id = "u1", .authority = CITY, .born_on = born,               \
	      .level = POST_LEVEL_COUNTY_DEPUTY, .level_since = "2020-01-01", .team_member = true, __VA_ARGS__)

/* Two members, 36 and 50 years old, every post filled: no flag. */
static void team(void)
{
	OPEN("2026-03-02");
	ACTOR("org.cadre", CITY);
	unit("u1", UNIT_KIND_CITY_DEPARTMENT, CITY);
	post("head", "u1", POST_LEVEL_COUNTY_HEAD, 1);
	post("dep", "u1", POST_LEVEL_COUNTY_DEPUTY, 1);
	MEMBER("a", "1976-03-02", .post_id = "head", .team_head = true);
	MEMBER("b", "1989-03-03", .post_id = "dep");
	GIVEN(CadreRegistered, .cadre_id = "staff", .name = "x", .unit_id = "u1", .authority = CITY, .born_on = "1966-01-01");
}

TEST(an_ordinary_team_has_no_flag)
{
	team();
	draw();
	ACCEPTED();
	CHECK_INT(portrait()->members, 2);
	CHECK_INT(portrait()->n_flags, 0);
	CHECK_INT(world_events(), 1);                          /* the portrait alone: it acts on nothing */
}

TEST(ages_by_their_mean_and_by_the_young)
{
	team();
	POLICY("PORTRAIT.AGE_MEAN_MAX", "43", "number");
	draw();
	CHECK(flag(PORTRAIT_FLAG_KIND_AGE_MEAN) == NULL);      /* 50 and 36 are 43.0 */
	POLICY("PORTRAIT.AGE_MEAN_MAX", "42", "number");
	POLICY("PORTRAIT.YOUNG_AGE", "36", "number");
	draw();
	CHECK_INT(flag(PORTRAIT_FLAG_KIND_AGE_MEAN)->value, 430);
	CHECK_INT(flag(PORTRAIT_FLAG_KIND_AGE_MEAN)->threshold, 420);
	CHECK_TEXT(flag(PORTRAIT_FLAG_KIND_AGE_MEAN)->rule_id, "PORTRAIT.AGE_MEAN_MAX");
	CHECK(flag(PORTRAIT_FLAG_KIND_YOUNG_FEW) == NULL);
	POLICY("PORTRAIT.YOUNG_AGE", "35", "number");
	draw();
	CHECK_INT(flag(PORTRAIT_FLAG_KIND_YOUNG_FEW)->value, 0);
	CHECK_INT(flag(PORTRAIT_FLAG_KIND_YOUNG_FEW)->threshold, 1);
}

TEST(the_mean_is_rounded_half_up_to_a_tenth)
{
	team();
	MEMBER("c", "1990-01-01", .post_id = "dep");           /* 50, 36, 36: 40.67 */
	POLICY("PORTRAIT.AGE_MEAN_MAX", "40", "number");
	draw();
	CHECK_INT(flag(PORTRAIT_FLAG_KIND_AGE_MEAN)->value, 407);
}

TEST(vacant_posts_of_the_team)
{
	team();
	post("dep2", "u1", POST_LEVEL_COUNTY_DEPUTY, 2);
	draw();
	CHECK_INT(flag(PORTRAIT_FLAG_KIND_VACANCY)->value, 2);
	WHEN(AbolishPost, .post_id = "dep2", .reason = "机构改革");
	draw();
	CHECK(flag(PORTRAIT_FLAG_KIND_VACANCY) == NULL);
}

TEST(ten_years_in_one_post)
{
	team();
	MEMBER("b", "1989-03-03", .post_id = "dep", .level_since = "2016-03-03");
	draw();
	CHECK(flag(PORTRAIT_FLAG_KIND_TENURE_LONG) == NULL);   /* ten years tomorrow */
	TODAY("2026-03-03");
	draw();
	CHECK_INT(flag(PORTRAIT_FLAG_KIND_TENURE_LONG)->value, 10);
	CHECK_INT(flag(PORTRAIT_FLAG_KIND_TENURE_LONG)->n_cadre_ids, 1);
	CHECK_TEXT(flag(PORTRAIT_FLAG_KIND_TENURE_LONG)->cadre_ids[0], "b");
	CHECK_TEXT(flag(PORTRAIT_FLAG_KIND_TENURE_LONG)->note, "部分成员按任现职务层次时间估算");
}

static void graded(uint32_t year, bool last)
{
	GIVEN(TeamGraded, .scheme_id = "s", .unit_id = "u1", .year = year, .group_rank = last ? 6 : 1, .group_size = 6, .last = last);
}

TEST(last_place_two_years_running)
{
	team();
	graded(2023, true);
	graded(2025, true);
	draw();
	CHECK(flag(PORTRAIT_FLAG_KIND_LAST_PLACE) == NULL);    /* a year lies between */
	graded(2024, true);
	draw();
	CHECK_INT(flag(PORTRAIT_FLAG_KIND_LAST_PLACE)->value, 3);
	CHECK_TEXT(flag(PORTRAIT_FLAG_KIND_LAST_PLACE)->note, "至2025年度");
	graded(2026, false);
	draw();
	CHECK(flag(PORTRAIT_FLAG_KIND_LAST_PLACE) == NULL);
}

/* An appointment form with a native place and one relative. */
static void form(const char *cadre_id, const char *place, const char *relative)
{
	FormField field, *fields[] = { &field };
	FormRelative kin, *family[] = { &kin };

	form_field__init(&field);
	field.tag = "JiGuan";
	field.value = place;
	form_relative__init(&kin);
	kin.name = relative;
	GIVEN(CadreFormFiled, .cadre_id = cadre_id, .n_fields = 1, .fields = fields, .n_family = 1, .family = family);
}

TEST(native_places_where_forms_are_on_file)
{
	team();
	MEMBER("c", "1990-01-01", .post_id = "x");
	form("a", "内蒙古赤峰", "甲");
	form("c", "内蒙古赤峰", "乙");
	draw();
	CHECK(flag(PORTRAIT_FLAG_KIND_NATIVE_PLACE) == NULL);  /* two are allowed, b has no form */
	form("b", "内蒙古赤峰", "丙");
	draw();
	CHECK_INT(flag(PORTRAIT_FLAG_KIND_NATIVE_PLACE)->value, 3);
	CHECK_INT(flag(PORTRAIT_FLAG_KIND_NATIVE_PLACE)->n_cadre_ids, 3);
	CHECK_TEXT(flag(PORTRAIT_FLAG_KIND_NATIVE_PLACE)->note, "内蒙古赤峰");
}

TEST(a_member_named_in_anothers_family)
{
	team();
	form("a", "甲地", "姓b");
	draw();
	const PortraitFlag *f = flag(PORTRAIT_FLAG_KIND_RELATIVES);
	CHECK_INT(f->value, 1);
	CHECK_INT(f->n_cadre_ids, 2);
	form("b", "乙地", "姓a");
	draw();
	CHECK_INT(flag(PORTRAIT_FLAG_KIND_RELATIVES)->value, 1); /* one pair, told by both */
	form("a", "甲地", "姓staff");
	form("b", "乙地", "旁人");
	draw();
	CHECK(flag(PORTRAIT_FLAG_KIND_RELATIVES) == NULL);
}

TEST(units_are_known_managed_and_have_a_team)
{
	const char *two[] = { "u1", "u1" }, *other[] = { "u1", "far" }, *empty[] = { "u3" };

	team();
	unit("far", UNIT_KIND_TOWNSHIP, "150500");
	unit("u3", UNIT_KIND_INSTITUTION, CITY);
	WHEN(DrawTeamPortraits, .n_unit_ids = 2, .unit_ids = two);
	REFUSED(REFUSAL_VALUE_DUPLICATE);
	WHEN(DrawTeamPortraits, .n_unit_ids = 2, .unit_ids = other);
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
	CHECK_TEXT(world_violation(0), "OUTSIDE_AUTHORITY 2 unit_ids");
	CHECK(portrait() == NULL);
	WHEN(DrawTeamPortraits, .n_unit_ids = 1, .unit_ids = empty);
	REFUSED(REFUSAL_PORTRAIT_TEAM_EMPTY);
	empty[0] = "nowhere";
	WHEN(DrawTeamPortraits, .n_unit_ids = 1, .unit_ids = empty);
	REFUSED(REFUSAL_UNIT_UNKNOWN);
}

TEST(a_portrait_takes_a_hundred_members)
{
	char id[16];

	team();
	for (int i = 0; i < 98; i++) {
		snprintf(id, sizeof id, "m%02d", i);
		GIVEN(CadreRegistered, .cadre_id = id, .name = id, .unit_id = "u1", .authority = CITY, .team_member = true,
		      .born_on = "1990-01-01");
	}
	draw();
	ACCEPTED();
	CHECK_INT(portrait()->members, 100);
	GIVEN(CadreRegistered, .cadre_id = "one-more", .name = "x", .unit_id = "u1", .authority = CITY, .team_member = true);
	draw();
	REFUSED(REFUSAL_PORTRAIT_TEAM_LARGE);
}
TEST_MAIN()
