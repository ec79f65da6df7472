/* Data accepted row by row: locked when accepted, unlocked by the head alone, composed only when the scheme's wish is met. */
#include "scoring_lib.h"

/* The scheme of scheme_lib.h, whose data have to be accepted, with everything recorded. */
static const char *accepting(void)
{
	counties("2026-01-05");
	GIVEN(CadreRegistered, .cadre_id = "l1", .unit_id = "kpb", .authority = CITY, .level = POST_LEVEL_BUREAU_DEPUTY);
	office();
	const struct draft *f = a_draft();
	WHEN(DraftScheme, .year = f->year, .unit_kind = f->kind, .title = "旗县区考核方案", .n_components = f->weight_count,
	     .components = (ComponentWeight **)(uintptr_t)f->weight_list, .n_groups = f->group_count,
	     .groups = (PeerGroup **)(uintptr_t)f->group_list, .n_indicators = f->indicator_count,
	     .indicators = (Indicator **)(uintptr_t)f->indicator_list, .acceptance = true);
	const char *id = world_answer("scheme_id");
	WHEN(ConsultScheme, .scheme_id = id);
	TODAY("2026-01-20");
	WHEN(ApproveScheme, .scheme_id = id, .document = "考核〔2026〕1号");
	WHEN(FreezeScheme, .scheme_id = id);
	TODAY("2026-12-01");
	WHEN(OpenScoring, .year = 2026, .unit_kind = UNIT_KIND_COUNTY);
	ACCEPTED();
	return id;
}

static void verdict(const char *id, const char *indicator_id, const char *unit_id, bool accepted, const char *reason)
{
	DataVerdict one, *list[] = { &one };

	data_verdict__init(&one);
	one.indicator_id = indicator_id;
	one.unit_id = unit_id;
	one.accepted = accepted;
	one.reason = reason;
	WHEN(AcceptIndicatorData, .scheme_id = id, .n_rows = 1, .rows = list);
}

static void submit(const char *id, const char *unit_id, int64_t value)
{
	owner();
	data(id, "gdp", unit_id, PART_STATE_SCORED, value);
}

static const IndicatorDataRow *row_of(const char *id, const char *unit_id)
{
	return indicator_data_find(world_state(), id, unit_id, "gdp");
}

TEST(what_is_accepted_is_locked_until_the_head_unlocks_it)
{
	const char *id = opened();
	submit(id, "c1", 900);
	CHECK_INT(row_of(id, "c1")->acceptance, DATA_STATE_SUBMITTED);
	office();
	WHEN(UnlockIndicatorData, .scheme_id = id, .indicator_id = "gdp", .unit_id = "c1", .reason = "x");
	REFUSED(REFUSAL_DATA_NOT_LOCKED);
	verdict(id, "gdp", "c1", true, "");
	ACCEPTED();
	CHECK_INT(row_of(id, "c1")->acceptance, DATA_STATE_ACCEPTED);
	CHECK_TEXT(row_of(id, "c1")->accepted_on, "2026-12-01");
	verdict(id, "gdp", "c1", true, "");
	REFUSED(REFUSAL_DATA_LOCKED);
	verdict(id, "gdp", "c1", false, "x");
	REFUSED(REFUSAL_DATA_LOCKED);
	submit(id, "c1", 901);
	REFUSED(REFUSAL_DATA_LOCKED);
	CHECK_TEXT(world_violation(0), "DATA_LOCKED 1 values");
	ACTOR_CADRE("org.assessment", CITY, "kpb", "");
	WHEN(UnlockIndicatorData, .scheme_id = id, .indicator_id = "gdp", .unit_id = "c1", .reason = "x");
	REFUSED(REFUSAL_ROLE_MISSING);
	office();
	WHEN(UnlockIndicatorData, .scheme_id = id, .indicator_id = "gdp", .unit_id = "c1", .reason = "");
	REFUSED(REFUSAL_FIELD_REQUIRED);
	WHEN(UnlockIndicatorData, .scheme_id = id, .indicator_id = "gdp", .unit_id = "c1", .reason = "统计口径调整");
	ACCEPTED();
	CHECK_TEXT(row_of(id, "c1")->return_reason, "统计口径调整");
	CHECK_TEXT(row_of(id, "c1")->accepted_by, "");
	submit(id, "c1", 901);
	ACCEPTED();
	CHECK_INT(row_of(id, "c1")->acceptance, DATA_STATE_SUBMITTED);
}

TEST(what_is_returned_comes_back_before_it_is_accepted)
{
	const char *id = opened();
	submit(id, "c1", 900);
	office();
	verdict(id, "gdp", "c1", false, "");
	REFUSED(REFUSAL_RETURN_REASON);
	CHECK_TEXT(world_violation(0), "RETURN_REASON 1 rows");
	verdict(id, "gdp", "c1", false, "口径不符");
	ACCEPTED();
	CHECK_INT(EMITTED(IndicatorDataReturned)->returns, 1);
	verdict(id, "gdp", "c1", true, "");
	REFUSED(REFUSAL_DATA_RETURNED);
	submit(id, "c1", 910);
	ACCEPTED();
	CHECK_INT(row_of(id, "c1")->returns, 1);
	office();
	verdict(id, "gdp", "c1", true, "");
	ACCEPTED();
}

TEST(who_has_a_part_in_a_row_does_not_accept_it)
{
	const char *id = opened();
	submit(id, "c1", 900);
	ACTOR_CADRE("org.assessment", CITY, "fgw", "");
	ACCOUNT("fgw.other");
	verdict(id, "gdp", "c1", true, "");
	REFUSED(REFUSAL_SELF_DEALING);
	ACTOR_CADRE("org.assessment", CITY, "c1", "");
	verdict(id, "gdp", "c1", true, "");
	REFUSED(REFUSAL_SELF_DEALING);
	ACTOR_CADRE("org.assessment", CITY, "kpb", "");
	ACCOUNT("fgw.head");
	verdict(id, "gdp", "c1", true, "");
	REFUSED(REFUSAL_SELF_DEALING);
	/* the same person, who supplied it at one office and accepts at another */
	ACTOR_CADRE("unit.head", CITY, "fgw", "p-two-hats");
	ACCOUNT("fgw.second");
	data(id, "gdp", "c1", PART_STATE_SCORED, 901);
	ACCEPTED();
	ACTOR_CADRE("org.assessment", CITY, "kpb", "p-two-hats");
	ACCOUNT("kpb.one");
	verdict(id, "gdp", "c1", true, "");
	REFUSED(REFUSAL_SELF_DEALING);
	ACTOR("org.assessment", "150402");
	verdict(id, "gdp", "c1", true, "");
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
	ACTOR_CADRE("org.head", CITY, "c1", "");
	WHEN(UnlockIndicatorData, .scheme_id = id, .indicator_id = "gdp", .unit_id = "c2", .reason = "x");
	REFUSED(REFUSAL_DATA_ABSENT);
}

TEST(rows_are_known_and_stand_once)
{
	DataVerdict rows[2], *list[] = { &rows[0], &rows[1] };
	const char *id = opened();

	submit(id, "c1", 900);
	office();
	verdict(id, "nothing", "c1", true, "");
	REFUSED(REFUSAL_INDICATOR_UNKNOWN);
	verdict(id, "gdp", "c2", true, "");
	REFUSED(REFUSAL_DATA_ABSENT);
	for (int i = 0; i < 2; i++) {
		data_verdict__init(&rows[i]);
		rows[i].indicator_id = "gdp";
		rows[i].unit_id = "c1";
		rows[i].accepted = true;
	}
	WHEN(AcceptIndicatorData, .scheme_id = id, .n_rows = 2, .rows = list);
	REFUSED(REFUSAL_VALUE_DUPLICATE);
	CHECK_TEXT(world_violation(0), "VALUE_DUPLICATE 2 rows");
}

static void fill(const char *id)
{
	owner();
	for (int i = 0; i < 6; i++) {
		data(id, "gdp", all_units[i], PART_STATE_SCORED, 1000 - 100 * i);
		data(id, i < 3 ? "env" : "prj", all_units[i], PART_STATE_SCORED, i < 3 ? 25 - 10 * i : i - 3);
		data(id, "year", all_units[i], PART_STATE_SCORED, 9000 - 500 * i);
	}
	office();
	leader(id, "l1", "a", &all_units[0], 3, 9000);
	leader(id, "l1", "b", &all_units[3], 3, 9000);
	for (int i = 0; i < 6; i++)
		inspected(all_units[i], 9500 - 1000 * i);
	GIVEN(InspectionYearClosed, .year = 2026, .units = 6, .weight_percent = 20);
}

TEST(nothing_is_composed_before_every_row_is_accepted)
{
	const char *id = accepting();
	fill(id);
	for (int i = 0; i < 6; i++) {
		verdict(id, "gdp", all_units[i], true, "");
		verdict(id, i < 3 ? "env" : "prj", all_units[i], true, "");
		ACCEPTED();
		if (i == 4)
			continue;
		verdict(id, "year", all_units[i], true, "");
		ACCEPTED();
	}
	WHEN(ComputeScores, .scheme_id = id);
	REFUSED(REFUSAL_DATA_NOT_ACCEPTED);
	CHECK_TEXT(world_violation(0), "DATA_NOT_ACCEPTED 5 values");
	CHECK_TEXT(world_violation(1), "");
	verdict(id, "year", "c5", true, "");
	WHEN(ComputeScores, .scheme_id = id);
	ACCEPTED();
	verdict(id, "gdp", "c1", false, "x");
	REFUSED(REFUSAL_SCORES_TOLD);
}

TEST(a_correction_by_objection_needs_no_second_acceptance)
{
	const char *id = accepting();
	fill(id);
	for (int i = 0; i < 6; i++) {
		verdict(id, "gdp", all_units[i], true, "");
		verdict(id, i < 3 ? "env" : "prj", all_units[i], true, "");
		verdict(id, "year", all_units[i], true, "");
	}
	WHEN(ComputeScores, .scheme_id = id);
	ACTOR_CADRE("unit.head", "150402", "c1", "");
	WHEN(ObjectToIndicator, .scheme_id = id, .indicator_id = "gdp", .reason = "漏计");
	const char *objection = world_answer("objection_id");
	office();
	WHEN(DecideIndicatorObjection, .objection_id = objection, .upheld = true, .value = 990, .reason = "核实");
	ACCEPTED();
	CHECK_INT(row_of(id, "c1")->acceptance, DATA_STATE_ACCEPTED);
	WHEN(ComputeScores, .scheme_id = id);
	ACCEPTED();
}

TEST(a_scheme_that_does_not_ask_composes_what_was_submitted)
{
	const char *id = filled();
	WHEN(ComputeScores, .scheme_id = id);
	ACCEPTED();
}

TEST(copies_and_amendments_ask_for_the_same)
{
	const char *id = accepting();
	WHEN(CopyScheme, .scheme_id = id, .year = 2027);
	CHECK(scheme(world_answer("scheme_id"))->acceptance);
	WHEN(AmendScheme, .scheme_id = id, .effective_from = "2026-12-10", .reason = "x");
	CHECK(scheme(world_answer("scheme_id"))->acceptance);
	CHECK(!scheme(frozen_scheme())->acceptance);
}
TEST_MAIN()
