/* Rank promotions in u1: c1 is 三级主任科员 since 2022 and goes for 二级. */
#ifndef DANDANG_TESTS_RANK_FIXTURE_H
#define DANDANG_TESTS_RANK_FIXTURE_H

#include "fixture.h"

static const char *case_id;

static RankSlots *slots(Rank rank, unsigned count)
{
	static RankSlots pool[8];
	static size_t used;
	RankSlots *one = &pool[used++ % 8];

	rank_slots__init(one);
	one->rank = rank;
	one->count = count;
	return one;
}

/* The unit may have `count` people at 二级主任科员; c2 is one. */
static void quota(unsigned count)
{
	RankSlots *list[] = { slots(RANK_CHIEF_CLERK_2, count), slots(RANK_CHIEF_CLERK_3, 10) };

	WHEN(SetRankQuota, .unit_id = "u1", .authorised_posts = 100, .n_slots = 2, .slots = list, .document = "职数批复");
}

static void named(void)
{
	ordinary_day();
	GIVEN(RankPlanOpened, .plan_id = "plan", .unit_id = "u1", .rank = RANK_CHIEF_CLERK_2, .slots = 2);
	GIVEN(RankCandidateNamed, .rank_case_id = "r1", .plan_id = "plan", .cadre_id = "c1", .unit_id = "u1",
	      .rank = RANK_CHIEF_CLERK_2, .from_rank = RANK_CHIEF_CLERK_3);
	case_id = "r1";
}

static void procedure_done(void)
{
	named();
	WHEN(RecordRankProcedure, .rank_case_id = "r1", .held_on = "2026-03-02", .expected = 9, .present = 9, .in_favour = 8,
	     .inspected = true);
}

static void secured_by_unit(void)
{
	procedure_done();
	quota(2);
	WHEN(UseUnitQuota, .rank_case_id = "r1");
}

/* A pool with one slot of 二级主任科员; the unit has no vacancy. */
static void pool_requested(void)
{
	procedure_done();
	quota(1);
	GIVEN(RankPoolSet, .pool_id = "pool", .rank = RANK_CHIEF_CLERK_2, .total = 1, .authority = CITY);
	GIVEN(ListPlaced, .list_id = "l", .cadre_id = "c1", .head = true, .rank = 1, .valid_until = "2026-12-31");
	WHEN(RequestPooledQuota, .rank_case_id = "r1", .reason = "单位无空缺");
}

static void granted(void)
{
	pool_requested();
	WHEN(GrantPooledQuota, .rank_case_id = "r1", .pool_id = "pool", .document = "批复");
}

static void published(void)
{
	WHEN(DecideRankCase, .rank_case_id = "r1", .vote = vote("2026-03-02", 9, 9, 9));
	WHEN(StartRankPublicity, .rank_case_id = "r1");
	TODAY("2026-03-10");
}

static void promoted(void)
{
	published();
	WHEN(EffectRankPromotion, .rank_case_id = "r1", .document = "职级批复");
}

static RankCaseState case_state(const char *id)
{
	const RankCaseRow *row = rank_case_find(world_state(), id);

	return row ? row->state : RANK_CASE_STATE_UNSPECIFIED;
}

static unsigned pool_used(void)
{
	return rank_pool_find(world_state(), "pool")->used;
}

#endif
