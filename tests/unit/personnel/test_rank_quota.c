/* Quotas stay within the ratios and above those who hold them. */
#include "rank_fixture.h"

static RankSlots *list[12];
static size_t count;

static void set(const char *unit_id, unsigned base)
{
	WHEN(SetRankQuota, .unit_id = unit_id, .authorised_posts = base, .n_slots = count, .slots = list, .document = "批复");
	count = 0;
}

static void with(Rank rank, unsigned n)
{
	list[count++] = slots(rank, n);
}

TEST(chief_clerks_of_a_city_organ_are_at_most_sixty_percent)
{
	ordinary_day();
	with(RANK_CHIEF_CLERK_3, 60);
	set("u1", 100);
	ACCEPTED();
	with(RANK_CHIEF_CLERK_3, 61);
	set("u1", 100);
	REFUSED(REFUSAL_QUOTA_RATIO_EXCEEDED);
}

TEST(ceilings_within_a_group_hold_too)
{
	ordinary_day();
	with(RANK_CONSULTANT_1, 4), with(RANK_CONSULTANT_2, 4), with(RANK_CONSULTANT_3, 12);
	set("u1", 100);
	ACCEPTED();
	with(RANK_CONSULTANT_1, 5), with(RANK_CONSULTANT_2, 3), with(RANK_CONSULTANT_3, 12);
	set("u1", 100);
	REFUSED(REFUSAL_QUOTA_RATIO_EXCEEDED);
	with(RANK_CONSULTANT_2, 9), with(RANK_CONSULTANT_3, 11);
	set("u1", 100);
	REFUSED(REFUSAL_QUOTA_RATIO_EXCEEDED);
	with(RANK_CONSULTANT_4, 21);
	set("u1", 100);
	REFUSED(REFUSAL_QUOTA_RATIO_EXCEEDED);
}

TEST(a_county_has_its_own_ratios)
{
	ordinary_day();
	with(RANK_CONSULTANT_4, 10);
	set("t1", 100);
	ACCEPTED();
	with(RANK_CONSULTANT_4, 11);
	set("t1", 100);
	REFUSED(REFUSAL_QUOTA_RATIO_EXCEEDED);
	with(RANK_CONSULTANT_1, 1);
	set("t1", 100);
	REFUSED(REFUSAL_QUOTA_OF_HIGHER_SITE);
	with(RANK_INSPECTOR_2, 1);
	set("u1", 100);
	REFUSED(REFUSAL_QUOTA_OF_HIGHER_SITE);
}

TEST(slots_in_use_are_not_cut)
{
	ordinary_day();
	with(RANK_CHIEF_CLERK_2, 1), with(RANK_CHIEF_CLERK_3, 1);
	set("u1", 10);
	ACCEPTED();
	with(RANK_CHIEF_CLERK_3, 1);
	set("u1", 10);
	REFUSED(REFUSAL_QUOTA_BELOW_HOLDERS);
}

TEST(a_rank_stands_once_and_the_unit_exists)
{
	ordinary_day();
	with(RANK_CHIEF_CLERK_3, 1), with(RANK_CHIEF_CLERK_3, 2);
	set("u1", 10);
	REFUSED(REFUSAL_QUOTA_RANK_TWICE);
	with(RANK_CHIEF_CLERK_3, 1);
	set("nowhere", 10);
	REFUSED(REFUSAL_UNIT_UNKNOWN);
	ACTOR(OFFICERS, COUNTY);
	with(RANK_CHIEF_CLERK_3, 1);
	set("u1", 10);
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
}

TEST(a_new_table_replaces_the_old)
{
	ordinary_day();
	with(RANK_CHIEF_CLERK_2, 1), with(RANK_CHIEF_CLERK_3, 3), with(RANK_CHIEF_CLERK_4, 5);
	set("u1", 100);
	with(RANK_CHIEF_CLERK_2, 2), with(RANK_CHIEF_CLERK_3, 3);
	set("u1", 100);
	ACCEPTED();
	CHECK(rank_quota_find(world_state(), "u1", RANK_CHIEF_CLERK_4) == NULL);
	CHECK_INT(rank_quota_find(world_state(), "u1", RANK_CHIEF_CLERK_2)->count, 2);
	CHECK_INT(unit_file_find(world_state(), "u1")->authorised_posts, 100);
}

TEST_MAIN()
