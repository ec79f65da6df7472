/* Raised in rank: the event, the record, the slots; or ended before. */
#include "rank_fixture.h"

TEST(the_rank_is_raised_from_the_units_own_slot)
{
	secured_by_unit();
	promoted();
	ACCEPTED();
	CHECK_INT(EMITTED(RankPromoted)->quota_source, QUOTA_SOURCE_UNIT);
	CHECK_TEXT(EMITTED(RankPromoted)->effective_on, "2026-03-10");
	CHECK_INT(EMITTED(CadreRevised)->now->rank, RANK_CHIEF_CLERK_2);
	CHECK_TEXT(EMITTED(CadreRevised)->now->rank_since, "2026-03-10");
	CHECK_INT(case_state("r1"), RANK_CASE_STATE_EFFECTIVE);
	CHECK_INT(cadre_find(world_state(), "c1")->rank, RANK_CHIEF_CLERK_2);
}

TEST(or_from_the_pool)
{
	granted();
	promoted();
	ACCEPTED();
	CHECK_INT(EMITTED(RankPromoted)->quota_source, QUOTA_SOURCE_POOL);
	CHECK_TEXT(EMITTED(RankPromoted)->pool_id, "pool");
	CHECK_INT(pool_used(), 1);
}

TEST(a_slot_left_behind_repays_the_pool)
{
	granted();
	promoted();
	/* c2 leaves 二级主任科员 for 一级: the unit's slot is free, c1 moves onto it */
	GIVEN(RankPlanOpened, .plan_id = "p-first", .unit_id = "u1", .rank = RANK_CHIEF_CLERK_1, .slots = 1);
	GIVEN(RankCandidateNamed, .rank_case_id = "r9", .plan_id = "p-first", .cadre_id = "c2", .unit_id = "u1",
	      .rank = RANK_CHIEF_CLERK_1, .from_rank = RANK_CHIEF_CLERK_2);
	GIVEN(RankQuotaSecured, .rank_case_id = "r9", .cadre_id = "c2", .unit_id = "u1", .rank = RANK_CHIEF_CLERK_1);
	GIVEN(RankDecided, .rank_case_id = "r9", .cadre_id = "c2", .vote = vote("2026-03-02", 9, 9, 9));
	GIVEN(RankPublicityEnded, .rank_case_id = "r9", .cadre_id = "c2");
	WHEN(EffectRankPromotion, .rank_case_id = "r9", .document = "批复");
	ACCEPTED();
	CHECK_TEXT(EMITTED(PooledQuotaReturned)->cadre_id, "c1");
	CHECK_INT(EMITTED(PooledQuotaReturned)->reason, POOL_RETURN_REASON_OWN_VACANCY);
	CHECK_INT(pool_used(), 0);
}

TEST(who_leaves_the_unit_leaves_the_pooled_slot)
{
	granted();
	promoted();
	GIVEN(AppointmentMoved, .appointment_id = "a5", .cadre_id = "c1", .kind = APPOINTMENT_KIND_LATERAL, .post_id = "tp",
	      .unit_id = "t1", .authority = CITY);
	GIVEN(PostEstablished, .post_id = "tp", .unit_id = "t1", .title = "副镇长", .level = POST_LEVEL_SECTION_DEPUTY, .count = 1,
	      .authority = CITY);
	GIVEN(AppointmentDecided, .appointment_id = "a5", .cadre_id = "c1", .vote = vote("2026-03-02", 9, 9, 9));
	WHEN(EffectAppointment, .appointment_id = "a5", .document = "任字3号");
	ACCEPTED();
	CHECK_INT(EMITTED(PooledQuotaReturned)->reason, POOL_RETURN_REASON_LEFT);
	CHECK_INT(pool_used(), 0);
}

TEST(publicity_bars_and_dates_are_asked_at_the_end)
{
	secured_by_unit();
	WHEN(DecideRankCase, .rank_case_id = "r1", .vote = vote("2026-03-02", 9, 9, 9));
	WHEN(StartRankPublicity, .rank_case_id = "r1");
	WHEN(EffectRankPromotion, .rank_case_id = "r1", .document = "批复");
	REFUSED(REFUSAL_APPOINTMENT_PUBLICITY_RUNNING);
	TODAY("2026-03-10");
	WHEN(EffectRankPromotion, .rank_case_id = "r1", .document = "批复", .effective_on = "2026-03-01");
	REFUSED(REFUSAL_APPOINTMENT_BEFORE_DECISION);
	WHEN(EffectRankPromotion, .rank_case_id = "r1", .document = "批复", .effective_on = "2026-03-11");
	REFUSED(REFUSAL_DATE_FUTURE);
	GIVEN(BarImposed, .bar_id = "b", .cadre_id = "c1", .ground = BAR_GROUND_OPEN_CASE, .from_on = "2026-03-10",
	      .until_on = "2026-06-10");
	WHEN(EffectRankPromotion, .rank_case_id = "r1", .document = "批复");
	REFUSED(REFUSAL_CADRE_BARRED);
}

TEST(a_case_is_aborted_before_its_effect_only)
{
	secured_by_unit();
	promoted();
	WHEN(AbortRankCase, .rank_case_id = "r1", .reason = "晚了");
	REFUSED(REFUSAL_STATE_WRONG);
	named();
	WHEN(AbortRankCase, .rank_case_id = "r1", .reason = "本人放弃");
	ACCEPTED();
	CHECK_TEXT(EMITTED(RankCaseAborted)->step, "资格审查");
}

TEST_MAIN()
