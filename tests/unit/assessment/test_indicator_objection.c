/* A unit objects in time; who supplied the value does not review it; a correction is computed again. */
#include "scoring_lib.h"

TEST(a_unit_objects_and_the_correction_is_computed_again)
{
	const char *id = told();
	ACTOR_CADRE("unit.head", "150403", "c2", "");
	WHEN(ObjectToIndicator, .scheme_id = id, .indicator_id = "prj", .reason = "x");
	REFUSED(REFUSAL_INDICATOR_UNKNOWN);
	WHEN(ObjectToIndicator, .scheme_id = id, .indicator_id = "env", .reason = "数据有误");
	ACCEPTED();
	const char *objection = world_answer("objection_id");
	WHEN(ObjectToIndicator, .scheme_id = id, .indicator_id = "env", .reason = "again");
	REFUSED(REFUSAL_INDICATOR_OBJECTION_STANDS);
	office();
	ACCOUNT("fgw.head");
	WHEN(DecideIndicatorObjection, .objection_id = objection, .upheld = true, .value = 22, .reason = "x");
	REFUSED(REFUSAL_SELF_DEALING);             /* who supplied the value does not review it */
	office();
	WHEN(DecideIndicatorObjection, .objection_id = objection, .upheld = true, .value = 15, .reason = "x");
	REFUSED(REFUSAL_VALUE_UNCHANGED);
	WHEN(DecideIndicatorObjection, .objection_id = objection, .upheld = true, .value = 99, .reason = "x");
	REFUSED(REFUSAL_VALUE_OUTSIDE_RULE);
	WHEN(DecideIndicatorObjection, .objection_id = objection, .upheld = true, .value = 22, .reason = "核实");
	ACCEPTED();
	TODAY("2026-12-10");
	WHEN(ConfirmScores, .scheme_id = id);
	REFUSED(REFUSAL_SCORES_STALE);
	WHEN(ComputeScores, .scheme_id = id);
	ACCEPTED();
	CHECK_INT(node_of(id, "c2", "performance")->score, 9400);
	WHEN(ConfirmScores, .scheme_id = id);
	REFUSED(REFUSAL_OBJECTION_PERIOD_RUNS);
	TODAY("2026-12-20");
	WHEN(ConfirmScores, .scheme_id = id);
	ACCEPTED();
	CHECK_TEXT(EMITTED(ScoresConfirmed)->hash, scoring_find(world_state(), id)->hash);
	WHEN(ComputeScores, .scheme_id = id);
	REFUSED(REFUSAL_STATE_WRONG);
}

TEST(told_scores_change_by_objection_only_and_in_time)
{
	const char *id = told();
	owner();
	data(id, "gdp", "c1", PART_STATE_SCORED, 1);
	REFUSED(REFUSAL_SCORES_TOLD);
	ACTOR_CADRE("unit.head", "150403", "c2", "");
	TODAY("2026-12-09");
	WHEN(ObjectToIndicator, .scheme_id = id, .indicator_id = "env", .reason = "x");
	REFUSED(REFUSAL_OBJECTION_LATE);
	office();
	WHEN(ComputeScores, .scheme_id = id);
	REFUSED(REFUSAL_STATE_WRONG);
}
TEST_MAIN()
