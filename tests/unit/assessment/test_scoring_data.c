/* Data come once, in time, from who owns them, with evidence or a reason; nobody scores himself. */
#include "scoring_lib.h"

TEST(scoring_opens_once_late_in_the_year_by_the_scheme_in_force)
{
	const char *id = frozen_scheme();
	TODAY("2026-11-30");
	WHEN(OpenScoring, .year = 2026, .unit_kind = UNIT_KIND_COUNTY);
	REFUSED(REFUSAL_SCORING_EARLY);
	TODAY("2026-12-01");
	WHEN(OpenScoring, .year = 2026, .unit_kind = UNIT_KIND_CITY_DEPARTMENT);
	REFUSED(REFUSAL_NO_SCHEME_IN_FORCE);
	WHEN(OpenScoring, .year = 2026, .unit_kind = UNIT_KIND_COUNTY);
	ACCEPTED();
	CHECK_TEXT(EMITTED(ScoringOpened)->scheme_id, id);
	CHECK_INT(EMITTED(ScoringOpened)->units, 6);
	WHEN(OpenScoring, .year = 2026, .unit_kind = UNIT_KIND_COUNTY);
	REFUSED(REFUSAL_SCORING_OPEN);
}

TEST(an_amendment_in_force_at_the_end_of_the_year_counts)
{
	const char *id = frozen_scheme();
	WHEN(AmendScheme, .scheme_id = id, .effective_from = "2026-07-01", .reason = "新增");
	const char *next = world_answer("scheme_id");
	WHEN(ConsultScheme, .scheme_id = next);
	TODAY("2026-03-01");
	WHEN(ApproveScheme, .scheme_id = next, .document = "x");
	WHEN(FreezeScheme, .scheme_id = next);
	ACCEPTED();
	TODAY("2026-12-01");
	WHEN(OpenScoring, .year = 2026, .unit_kind = UNIT_KIND_COUNTY);
	CHECK_TEXT(EMITTED(ScoringOpened)->scheme_id, next);
}

TEST(the_owner_supplies_the_data_and_nobody_else)
{
	const char *id = opened();
	data(id, "gdp", "c1", PART_STATE_SCORED, 900);
	REFUSED(REFUSAL_NOT_DATA_OWNER);
	owner();
	data(id, "gdp", "c1", PART_STATE_SCORED, 900);
	ACCEPTED();
	CHECK_INT(EMITTED(IndicatorScored)->points, 9000);
	CHECK_TEXT(EMITTED(IndicatorScored)->recorded_by, "fgw.head");
	data(id, "lead", "c1", PART_STATE_SCORED, 900);
	REFUSED(REFUSAL_LEADER_INDICATOR);
	data(id, "nothing", "c1", PART_STATE_SCORED, 900);
	REFUSED(REFUSAL_INDICATOR_UNKNOWN);
	data(id, "env", "c4", PART_STATE_SCORED, 5);
	REFUSED(REFUSAL_INDICATOR_NOT_OF_UNIT);
	data(id, "gdp", "fgw", PART_STATE_SCORED, 5);
	REFUSED(REFUSAL_UNIT_NOT_IN_SCHEME);
}

TEST(an_owner_does_not_score_itself)
{
	counties("2026-01-05");
	struct draft *f = a_draft();
	f->indicators[3].data_owner = "c1";
	office();
	const char *id = drafted(f);
	WHEN(ConsultScheme, .scheme_id = id);
	TODAY("2026-01-20");
	WHEN(ApproveScheme, .scheme_id = id, .document = "x");
	WHEN(FreezeScheme, .scheme_id = id);
	TODAY("2026-12-01");
	WHEN(OpenScoring, .year = 2026, .unit_kind = UNIT_KIND_COUNTY);
	ACTOR_CADRE("unit.head", "150402", "c1", "");
	data(id, "year", "c2", PART_STATE_SCORED, 9000);
	ACCEPTED();
	data(id, "year", "c1", PART_STATE_SCORED, 9000);
	REFUSED(REFUSAL_OWNER_SCORES_ITSELF);
}

TEST(a_value_has_evidence_and_lies_within_its_rule)
{
	const char *id = opened();
	IndicatorValue one, *list[] = { &one };
	indicator_value__init(&one);
	one.unit_id = "c1";
	one.state = PART_STATE_SCORED;
	one.value = 10;
	owner();
	WHEN(RecordIndicatorData, .scheme_id = id, .indicator_id = "env", .document = "x", .n_values = 1, .values = list);
	REFUSED(REFUSAL_EVIDENCE_MISSING);
	one.state = PART_STATE_MISSING;
	WHEN(RecordIndicatorData, .scheme_id = id, .indicator_id = "env", .document = "x", .n_values = 1, .values = list);
	REFUSED(REFUSAL_ABSENCE_REASON);
	data(id, "env", "c1", PART_STATE_SCORED, 29);
	ACCEPTED();
	data(id, "env", "c1", PART_STATE_SCORED, 30);
	REFUSED(REFUSAL_VALUE_OUTSIDE_RULE);
	CHECK_TEXT(world_violation(0), "VALUE_OUTSIDE_RULE 1 values");
	data(id, "year", "c1", PART_STATE_SCORED, 10001);
	REFUSED(REFUSAL_VALUE_OUTSIDE_RULE);
}

TEST(late_data_are_refused_until_the_period_is_extended)
{
	const char *id = opened();
	owner();
	TODAY("2026-12-29");
	data(id, "gdp", "c1", PART_STATE_SCORED, 900);
	ACCEPTED();
	TODAY("2026-12-30");
	data(id, "gdp", "c1", PART_STATE_SCORED, 901);
	REFUSED(REFUSAL_DATA_LATE);
	office();
	WHEN(ExtendScoring, .scheme_id = id, .submit_by = "2026-12-29", .reason = "x");
	REFUSED(REFUSAL_DATE_ORDER);
	WHEN(ExtendScoring, .scheme_id = id, .submit_by = "2026-12-30", .reason = "x");
	ACCEPTED();
	owner();
	data(id, "gdp", "c1", PART_STATE_SCORED, 901);
	ACCEPTED();
}

TEST(adjustments_and_vetoes_rest_on_the_scheme)
{
	const char *id = opened();
	WHEN(RecordAdjustment, .scheme_id = id, .unit_id = "fgw", .kind = ADJUSTMENT_KIND_BONUS, .points = 100, .reason = "x",
	     .document = "y");
	REFUSED(REFUSAL_UNIT_NOT_IN_SCHEME);
	for (int i = 0; i < 50; i++) {
		WHEN(RecordAdjustment, .scheme_id = id, .unit_id = "c1", .kind = ADJUSTMENT_KIND_BONUS, .points = 1, .reason = "x",
		     .document = "y");
		ACCEPTED();
	}
	WHEN(RecordAdjustment, .scheme_id = id, .unit_id = "c1", .kind = ADJUSTMENT_KIND_BONUS, .points = 1, .reason = "x",
	     .document = "y");
	REFUSED(REFUSAL_ADJUSTMENTS_MANY);
	WHEN(RecordVeto, .scheme_id = id, .unit_id = "c1", .veto_id = "nothing", .document = "x");
	REFUSED(REFUSAL_NO_VETO);
	WHEN(RecordVeto, .scheme_id = id, .unit_id = "c1", .veto_id = "safety", .document = "x");
	ACCEPTED();
	WHEN(RecordVeto, .scheme_id = id, .unit_id = "c1", .veto_id = "safety", .document = "x");
	REFUSED(REFUSAL_VETO_RECORDED);
}
TEST_MAIN()
