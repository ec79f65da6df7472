/* Own slots first, the pool next, and what is borrowed comes back first. */
#include "quota.h"
#include "rank_fixture.h"

#define USE_OWN(id) WHEN(UseUnitQuota, .rank_case_id = id)
#define REQUEST(id) WHEN(RequestPooledQuota, .rank_case_id = id, .reason = "单位无空缺")
#define GRANT(id) WHEN(GrantPooledQuota, .rank_case_id = id, .pool_id = "pool", .document = "批复")

/* Another candidate of the same plan, ready for a slot. */
static void second_case(const char *cadre_id)
{
	GIVEN(RankCandidateNamed, .rank_case_id = "r2", .plan_id = "plan", .cadre_id = cadre_id, .unit_id = "u1",
	      .rank = RANK_CHIEF_CLERK_2, .from_rank = RANK_CHIEF_CLERK_3);
	WHEN(RecordRankProcedure, .rank_case_id = "r2", .held_on = "2026-03-02", .expected = 9, .present = 9, .in_favour = 9,
	     .inspected = true);
}

TEST(a_vacancy_of_the_unit_is_used_first)
{
	procedure_done();
	USE_OWN("r1");
	REFUSED(REFUSAL_UNIT_QUOTA_EMPTY);
	quota(2);
	REQUEST("r1");
	REFUSED(REFUSAL_UNIT_QUOTA_FREE);
	USE_OWN("r1");
	ACCEPTED();
	CHECK_INT(case_state("r1"), RANK_CASE_STATE_QUOTA_SECURED);
	USE_OWN("r1");
	REFUSED(REFUSAL_STATE_WRONG);
}

TEST(a_secured_slot_is_not_free_for_the_next)
{
	secured_by_unit();
	CADRE("c5", "u1", POST_LEVEL_STAFF, .rank = RANK_CHIEF_CLERK_3, .rank_since = "2020-01-01");
	second_case("c5");
	USE_OWN("r2");
	REFUSED(REFUSAL_UNIT_QUOTA_EMPTY);
	WHEN(AbortRankCase, .rank_case_id = "r1", .reason = "本人放弃");
	USE_OWN("r2");
	ACCEPTED();
}

TEST(the_pool_grants_until_it_is_empty)
{
	granted();
	ACCEPTED();
	CHECK_INT(pool_used(), 1);
	CADRE("c5", "u1", POST_LEVEL_STAFF, .rank = RANK_CHIEF_CLERK_3, .rank_since = "2020-01-01");
	GIVEN(AwardGranted, .award_id = "w", .cadre_id = "c5", .granted_on = "2026-01-15");
	second_case("c5");
	REQUEST("r2");
	GRANT("r2");
	REFUSED(REFUSAL_POOL_EMPTY);
	WHEN(SetRankPool, .pool_id = "pool", .rank = RANK_CHIEF_CLERK_2, .total = 2, .document = "追加");
	ACCEPTED();
	GRANT("r2");
	ACCEPTED();
	CHECK_INT(pool_used(), 2);
	WHEN(SetRankPool, .pool_id = "pool", .rank = RANK_CHIEF_CLERK_2, .total = 1, .document = "核减");
	REFUSED(REFUSAL_POOL_BELOW_USED);
}

TEST(a_pooled_slot_is_for_the_listed_or_the_recognised)
{
	procedure_done();
	quota(1);
	GIVEN(RankPoolSet, .pool_id = "pool", .rank = RANK_CHIEF_CLERK_2, .total = 1, .authority = CITY);
	REQUEST("r1");
	GRANT("r1");
	REFUSED(REFUSAL_POOL_NEEDS_RECOGNITION);
	POLICY("POOL.REQUIRES_LIST", "0", "number");
	GRANT("r1");
	ACCEPTED();
}

TEST(the_pool_is_of_one_rank_and_one_organ)
{
	pool_requested();
	GIVEN(RankPoolSet, .pool_id = "other", .rank = RANK_CHIEF_CLERK_1, .total = 5, .authority = CITY);
	GIVEN(RankPoolSet, .pool_id = "theirs", .rank = RANK_CHIEF_CLERK_2, .total = 5, .authority = COUNTY);
	WHEN(GrantPooledQuota, .rank_case_id = "r1", .pool_id = "other", .document = "批复");
	REFUSED(REFUSAL_POOL_RANK_DIFFERS);
	WHEN(GrantPooledQuota, .rank_case_id = "r1", .pool_id = "theirs", .document = "批复");
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
	WHEN(GrantPooledQuota, .rank_case_id = "r1", .pool_id = "none", .document = "批复");
	REFUSED(REFUSAL_POOL_UNKNOWN);
	WHEN(SetRankPool, .pool_id = "pool", .rank = RANK_CHIEF_CLERK_1, .total = 5, .document = "改");
	REFUSED(REFUSAL_POOL_RANK_DIFFERS);
}

TEST(a_denied_request_may_use_a_vacancy_later)
{
	pool_requested();
	WHEN(DenyPooledQuota, .rank_case_id = "r1", .reason = "暂不统筹");
	ACCEPTED();
	CHECK_INT(case_state("r1"), RANK_CASE_STATE_POOL_DENIED);
	quota(2);
	USE_OWN("r1");
	ACCEPTED();
}

TEST(an_aborted_case_gives_its_slot_back)
{
	granted();
	WHEN(AbortRankCase, .rank_case_id = "r1", .reason = "本人放弃");
	CHECK_INT(EMITTED(PooledQuotaReturned)->reason, POOL_RETURN_REASON_ABORTED);
	CHECK_INT(pool_used(), 0);
}

TEST(the_unit_repays_before_it_uses_a_vacancy)
{
	granted();
	promoted();
	CADRE("c2", "t1", POST_LEVEL_SECTION_HEAD, .rank = RANK_CHIEF_CLERK_2, .rank_since = "2022-01-01"); /* as an import would */
	CADRE("c5", "u1", POST_LEVEL_STAFF, .rank = RANK_CHIEF_CLERK_3, .rank_since = "2020-01-01");
	second_case("c5");
	USE_OWN("r2");
	REFUSED(REFUSAL_POOL_RETURN_DUE);
	const PoolGrantRow *grant = quota_first_grant(world_state(), "u1", RANK_CHIEF_CLERK_2);
	WHEN(ReturnPooledQuota, .pool_id = "pool", .grant_id = grant->grant_id);
	ACCEPTED();
	CHECK_INT(pool_used(), 0);
	USE_OWN("r2");
	REFUSED(REFUSAL_UNIT_QUOTA_EMPTY); /* c1 stands on the unit's own slot now */
}

TEST(nothing_is_returned_without_a_vacancy_nor_twice)
{
	granted();
	promoted();
	const char *id = quota_first_grant(world_state(), "u1", RANK_CHIEF_CLERK_2)->grant_id;
	WHEN(ReturnPooledQuota, .pool_id = "pool", .grant_id = id);
	REFUSED(REFUSAL_POOL_NO_OWN_VACANCY);
	quota(2);
	CHECK_INT(EMITTED(PooledQuotaReturned)->reason, POOL_RETURN_REASON_OWN_VACANCY);
	CHECK_INT(pool_used(), 0);
	WHEN(ReturnPooledQuota, .pool_id = "pool", .grant_id = id);
	REFUSED(REFUSAL_POOL_GRANT_RETURNED);
	WHEN(ReturnPooledQuota, .pool_id = "pool", .grant_id = "none");
	REFUSED(REFUSAL_POOL_GRANT_UNKNOWN);
}

TEST_MAIN()
