/* An adjustment by accountability: the post is vacant, the record follows, open procedures end. */
#include "rank_fixture.h"
#include "rules.h"

TEST(an_adjusted_cadre_leaves_the_post_for_the_placement)
{
	ordinary_day();
	CADRE("h", "u1", POST_LEVEL_SECTION_HEAD, .post_id = "p1", .team_member = true);
	GIVEN(Adjusted, .adjustment_id = "adj", .cadre_id = "h", .mode = ADJUSTMENT_MODE_DEMOTION, .adjusted_on = "2026-03-01",
	      .placement_unit_id = "t1", .placement_title = "副镇长", .placement_level = POST_LEVEL_SECTION_DEPUTY);
	const CadreRevised *r = EMITTED(CadreRevised);
	CHECK_TEXT(r->now->unit_id, "t1");
	CHECK_TEXT(r->now->post_id, "");
	CHECK_TEXT(r->now->post_title, "副镇长");
	CHECK_INT(r->now->level, POST_LEVEL_SECTION_DEPUTY);
	CHECK_TEXT(r->now->level_since, "2026-03-01");
	CHECK(!r->now->team_member);
	CHECK_TEXT(r->origin, "adj");
	CHECK_INT(rules_post_holders(world_state(), "p1"), 0);
}

TEST(a_removal_without_placement_keeps_unit_and_level)
{
	ordinary_day();
	CADRE("h", "u1", POST_LEVEL_SECTION_HEAD, .post_id = "p1");
	GIVEN(Adjusted, .adjustment_id = "adj", .cadre_id = "h", .mode = ADJUSTMENT_MODE_REMOVAL, .adjusted_on = "2026-03-02",
	      .placement_unit_id = "unknown-here");
	CHECK_TEXT(EMITTED(CadreRevised)->now->unit_id, "u1");
	CHECK_INT(EMITTED(CadreRevised)->now->level, POST_LEVEL_SECTION_HEAD);
	CHECK_TEXT(EMITTED(CadreRevised)->now->post_title, "");
}

TEST(open_procedures_end_and_a_pooled_slot_goes_back)
{
	granted();
	GIVEN(AppointmentMoved, .appointment_id = "a1", .cadre_id = "c1", .kind = APPOINTMENT_KIND_PROMOTION, .post_id = "p1",
	      .unit_id = "u1", .authority = CITY);
	GIVEN(Adjusted, .adjustment_id = "adj", .cadre_id = "c1", .mode = ADJUSTMENT_MODE_TO_RANK, .adjusted_on = "2026-03-02");
	CHECK_INT(EMITTED_COUNT(AppointmentAborted), 1);
	CHECK_INT(EMITTED_COUNT(RankCaseAborted), 1);
	CHECK_INT(EMITTED(PooledQuotaReturned)->reason, POOL_RETURN_REASON_ABORTED);
	CHECK_INT(pool_used(), 0);
}

TEST(somebody_managed_elsewhere_changes_nothing)
{
	ordinary_day();
	GIVEN(Adjusted, .adjustment_id = "adj", .cadre_id = "stranger", .mode = ADJUSTMENT_MODE_REMOVAL);
	CHECK_INT(world_events(), 0);
}

TEST_MAIN()
