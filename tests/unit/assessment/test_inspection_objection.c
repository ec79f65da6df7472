/* Objections to scores. */
#include "assessment_lib.h"

static void object(const char *inspection_id, const char *as_unit, const char *unit_id)
{
	ACTOR_CADRE("unit.head", CITY, as_unit, "h3");
	WHEN(ObjectToScore, .inspection_id = inspection_id, .unit_id = unit_id, .item_id = "env", .reason = "数据有误");
	ACTOR("org.assessment,org.head", CITY);
}

TEST(a_unit_objects_for_itself_within_the_period)
{
	city("2026-04-01");
	const char *id = ranked("2026Q1");
	object(id, "u1", "u3");
	REFUSED(REFUSAL_NOT_OWN_UNIT);
	TODAY("2026-04-07");                 /* the last day */
	object(id, "u3", "u3");
	ACCEPTED();
	object(id, "u3", "u3");
	REFUSED(REFUSAL_OBJECTION_STANDS);
}

TEST(past_the_period_it_is_too_late)
{
	city("2026-04-01");
	const char *id = ranked("2026Q1");
	TODAY("2026-04-08");
	CHECK_INT(EMITTED_COUNT(ObjectionPeriodEnded), 1);
	object(id, "u3", "u3");
	REFUSED(REFUSAL_OBJECTION_LATE);
}

TEST(an_objection_upheld_corrects_the_score_and_the_ranks)
{
	city("2026-04-01");
	const char *id = ranked("2026Q1");
	object(id, "u3", "u3");
	const char *objection = world_answer("objection_id");
	WHEN(DecideObjection, .objection_id = objection, .upheld = true, .score = 7000, .reason = "复核");
	REFUSED(REFUSAL_SCORE_UNCHANGED);
	WHEN(DecideObjection, .objection_id = objection, .upheld = true, .score = 10000, .reason = "复核");
	ACCEPTED();
	TODAY("2026-04-08");
	WHEN(PublishInspection, .inspection_id = id);
	REFUSED(REFUSAL_RANKS_STALE);
	WHEN(RankInspection, .inspection_id = id);
	ACCEPTED();
	CHECK_INT(EMITTED_AT(UnitRanked, 2)->composite, 8800);
	CHECK_INT(EMITTED_AT(UnitRanked, 2)->rank, 2);
	CHECK(EMITTED_AT(UnitRanked, 1)->last);
	CHECK_TEXT(EMITTED(InspectionRanked)->objection_until, "2026-04-13");
}

TEST(neither_the_unit_nor_the_inspector_reviews)
{
	city("2026-04-01");
	const char *id = ranked("2026Q1");
	object(id, "u3", "u3");
	const char *objection = world_answer("objection_id");
	ACTOR_CADRE("org.assessment", CITY, "u9", "i1");
	WHEN(DecideObjection, .objection_id = objection, .upheld = false, .reason = "维持");
	REFUSED(REFUSAL_SELF_DEALING);
	ACTOR_CADRE("org.assessment", CITY, "u3", "c9");
	WHEN(DecideObjection, .objection_id = objection, .upheld = false, .reason = "维持");
	REFUSED(REFUSAL_SELF_DEALING);
	ACTOR_CADRE("org.assessment", CITY, "u9", "c9");
	WHEN(DecideObjection, .objection_id = objection, .upheld = false, .reason = "维持");
	ACCEPTED();
	CHECK_INT(item_score_find(world_state(), id, "u3", "env")->score, 7000);
	WHEN(DecideObjection, .objection_id = objection, .upheld = false, .reason = "维持");
	REFUSED(REFUSAL_STATE_WRONG);
}

TEST(an_open_objection_holds_publication)
{
	city("2026-04-01");
	const char *id = ranked("2026Q1");
	object(id, "u3", "u3");
	TODAY("2026-04-08");
	WHEN(PublishInspection, .inspection_id = id);
	REFUSED(REFUSAL_OBJECTION_OPEN);
}

TEST_MAIN()
