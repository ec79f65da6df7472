/* Files that carry a value: registered by who owns the data, checked by a second person, asked for by the scheme. */
#include "scoring_lib.h"

#define DIGEST "a3f5c1d2e4b69788a3f5c1d2e4b69788a3f5c1d2e4b69788a3f5c1d2e4b69788"

/* The scheme asks for checked evidence of "gdp"; scoring is open. */
static const char *demanding(void)
{
	counties("2026-01-05");
	GIVEN(CadreRegistered, .cadre_id = "l1", .unit_id = "kpb", .authority = CITY, .level = POST_LEVEL_BUREAU_DEPUTY);
	office();
	struct draft *f = a_draft();
	f->indicators[0].checked_evidence = true;
	const char *id = drafted(f);
	WHEN(ConsultScheme, .scheme_id = id);
	TODAY("2026-01-20");
	WHEN(ApproveScheme, .scheme_id = id, .document = "考核〔2026〕1号");
	WHEN(FreezeScheme, .scheme_id = id);
	TODAY("2026-12-01");
	WHEN(OpenScoring, .year = 2026, .unit_kind = UNIT_KIND_COUNTY);
	ACCEPTED();
	return id;
}

static const char *file(const char *id, const char *indicator_id, const char *unit_id, const char *digest, uint64_t bytes)
{
	WHEN(RegisterIndicatorEvidence, .scheme_id = id, .indicator_id = indicator_id, .unit_id = unit_id, .file_name = "报表.pdf",
	     .bytes = bytes, .sha256 = digest, .kept_at = "样例档案室3柜");
	return world_answer("evidence_id");
}

static void second(void)
{
	ACTOR_CADRE("unit.staff", CITY, "fgw", "");
	ACCOUNT("fgw.second");
}

static void check(const char *evidence_id, bool accepted, const char *reason)
{
	WHEN(CheckIndicatorEvidence, .evidence_id = evidence_id, .accepted = accepted, .reason = reason);
}

static IndicatorEvidenceState state_of(const char *evidence_id)
{
	return indicator_evidence_find(world_state(), evidence_id)->state;
}

TEST(who_owns_the_data_registers_what_carries_them)
{
	const char *id = demanding();
	file(id, "gdp", "c1", DIGEST, 1);
	REFUSED(REFUSAL_NOT_DATA_OWNER);
	owner();
	file(id, "lead", "c1", DIGEST, 1);
	REFUSED(REFUSAL_LEADER_INDICATOR);
	file(id, "nothing", "c1", DIGEST, 1);
	REFUSED(REFUSAL_INDICATOR_UNKNOWN);
	file(id, "gdp", "fgw", DIGEST, 1);
	REFUSED(REFUSAL_UNIT_NOT_IN_SCHEME);
	file(id, "env", "c4", DIGEST, 1);
	REFUSED(REFUSAL_INDICATOR_NOT_OF_UNIT);
	const char *evidence = file(id, "gdp", "c1", DIGEST, 20480);
	ACCEPTED();
	const IndicatorEvidenceRow *row = indicator_evidence_find(world_state(), evidence);
	CHECK_TEXT(row->sha256, DIGEST);
	CHECK_TEXT(row->owner_unit_id, "fgw");
	CHECK_TEXT(row->authority, CITY);
	CHECK_TEXT(row->registered_by, "fgw.head");
	CHECK_INT((int64_t)row->bytes, 20480);
}

TEST(a_file_has_a_digest_and_a_size)
{
	const char *id = demanding();
	owner();
	file(id, "gdp", "c1", "a3f5", 1);
	REFUSED(REFUSAL_INDICATOR_EVIDENCE_DIGEST);
	file(id, "gdp", "c1", "A3F5C1D2E4B69788a3f5c1d2e4b69788a3f5c1d2e4b69788a3f5c1d2e4b69788", 1);
	REFUSED(REFUSAL_INDICATOR_EVIDENCE_DIGEST);
	AT_FIELD("sha256");
	file(id, "gdp", "c1", DIGEST "0", 1);
	REFUSED(REFUSAL_FIELD_TOO_LONG);
	file(id, "gdp", "c1", DIGEST, 0);
	REFUSED(REFUSAL_FIELD_REQUIRED);
	file(id, "gdp", "c1", DIGEST, 1099511627777);
	REFUSED(REFUSAL_FIELD_OUT_OF_RANGE);
	file(id, "gdp", "c1", DIGEST, 1099511627776);
	ACCEPTED();
}

TEST(the_same_file_stands_once_unless_it_was_returned)
{
	const char *id = demanding();
	owner();
	const char *first = file(id, "gdp", "c1", DIGEST, 1);
	file(id, "gdp", "c1", DIGEST, 1);
	REFUSED(REFUSAL_INDICATOR_EVIDENCE_STANDS);
	file(id, "gdp", "c2", DIGEST, 1);
	ACCEPTED();
	second();
	check(first, false, "");
	REFUSED(REFUSAL_RETURN_REASON);
	check(first, false, "不是本年度");
	ACCEPTED();
	CHECK_INT(state_of(first), INDICATOR_EVIDENCE_STATE_RETURNED);
	CHECK_TEXT(indicator_evidence_find(world_state(), first)->reason, "不是本年度");
	owner();
	file(id, "gdp", "c1", DIGEST, 1);
	ACCEPTED();
}

TEST(twenty_files_and_no_more)
{
	static char digest[] = DIGEST;
	const char *id = demanding();
	owner();
	for (int i = 0; i < 20; i++) {
		digest[0] = (char)('0' + i / 10);
		digest[1] = (char)('0' + i % 10);
		file(id, "gdp", "c1", digest, 1);
		ACCEPTED();
	}
	file(id, "gdp", "c1", DIGEST, 1);
	REFUSED(REFUSAL_INDICATOR_EVIDENCE_MANY);
}

TEST(a_second_person_of_the_owner_or_the_office_checks)
{
	const char *id = demanding();
	owner();
	const char *evidence = file(id, "gdp", "c1", DIGEST, 1);
	check(evidence, true, "");
	REFUSED(REFUSAL_INDICATOR_EVIDENCE_OWN);
	ACTOR_CADRE("unit.head", "150403", "c2", "");
	check(evidence, true, "");
	REFUSED(REFUSAL_INDICATOR_EVIDENCE_CHECKER);
	ACTOR_CADRE("unit.head", "150402", "c1", "");
	check(evidence, true, "");
	REFUSED(REFUSAL_SELF_DEALING);
	ACTOR("org.assessment", "150402");
	check(evidence, true, "");
	REFUSED(REFUSAL_INDICATOR_EVIDENCE_CHECKER);
	office();
	check("none", true, "");
	REFUSED(REFUSAL_INDICATOR_EVIDENCE_UNKNOWN);
	check(evidence, true, "");
	ACCEPTED();
	CHECK_INT(state_of(evidence), INDICATOR_EVIDENCE_STATE_ACCEPTED);
	check(evidence, true, "");
	REFUSED(REFUSAL_STATE_WRONG);
}

TEST(another_account_of_the_same_person_is_no_second_person)
{
	const char *id = demanding();
	ACTOR_CADRE("unit.staff", CITY, "fgw", "p1");
	ACCOUNT("one");
	const char *evidence = file(id, "gdp", "c1", DIGEST, 1);
	ACTOR_CADRE("unit.head", CITY, "fgw", "p1");
	ACCOUNT("two");
	check(evidence, true, "");
	REFUSED(REFUSAL_INDICATOR_EVIDENCE_OWN);
}

/* All data of the year; "gdp" of c1..c6 with checked files but that of `without`. */
static void fill(const char *id, const char *without)
{
	for (int i = 0; i < 6; i++) {
		owner();
		data(id, "gdp", all_units[i], PART_STATE_SCORED, 1000 - 100 * i);
		data(id, i < 3 ? "env" : "prj", all_units[i], PART_STATE_SCORED, i < 3 ? 25 - 10 * i : i - 3);
		data(id, "year", all_units[i], PART_STATE_SCORED, 9000 - 500 * i);
		ACCEPTED();
		if (strcmp(all_units[i], without) == 0)
			continue;
		const char *evidence = file(id, "gdp", all_units[i], DIGEST, 1);
		second();
		check(evidence, true, "");
		ACCEPTED();
	}
	office();
	leader(id, "l1", "a", &all_units[0], 3, 9000);
	leader(id, "l1", "b", &all_units[3], 3, 9000);
	ACCEPTED();
	for (int i = 0; i < 6; i++)
		inspected(all_units[i], 9500 - 1000 * i);
	GIVEN(InspectionYearClosed, .year = 2026, .units = 6, .weight_percent = 20);
}

TEST(an_indicator_is_not_scored_without_what_its_scheme_asks_for)
{
	const char *id = demanding();
	fill(id, "c4");
	WHEN(ComputeScores, .scheme_id = id);
	REFUSED(REFUSAL_INDICATOR_EVIDENCE_UNCHECKED);
	CHECK_TEXT(world_violation(0), "INDICATOR_EVIDENCE_UNCHECKED 4 values");
	CHECK_TEXT(world_violation(1), "");
	owner();
	const char *evidence = file(id, "gdp", "c4", DIGEST, 1);
	office();
	WHEN(ComputeScores, .scheme_id = id);
	REFUSED(REFUSAL_INDICATOR_EVIDENCE_UNCHECKED);
	check(evidence, true, "");
	WHEN(ComputeScores, .scheme_id = id);
	ACCEPTED();
	owner();
	file(id, "gdp", "c4", DIGEST, 1);
	REFUSED(REFUSAL_SCORES_TOLD);
}

TEST(a_value_that_changes_is_checked_again)
{
	const char *id = demanding();
	owner();
	data(id, "gdp", "c1", PART_STATE_SCORED, 900);
	const char *evidence = file(id, "gdp", "c1", DIGEST, 1);
	second();
	check(evidence, true, "");
	owner();
	data(id, "gdp", "c1", PART_STATE_SCORED, 900);
	CHECK_INT(state_of(evidence), INDICATOR_EVIDENCE_STATE_ACCEPTED);
	data(id, "gdp", "c1", PART_STATE_SCORED, 901);
	ACCEPTED();
	CHECK_INT(state_of(evidence), INDICATOR_EVIDENCE_STATE_REGISTERED);
	CHECK_TEXT(indicator_evidence_find(world_state(), evidence)->checked_by, "");
}

TEST(what_is_missing_by_name_needs_no_file)
{
	const char *id = demanding();
	fill(id, "c4");
	owner();
	data(id, "gdp", "c4", PART_STATE_MISSING, 0);
	office();
	WHEN(ComputeScores, .scheme_id = id);
	ACCEPTED();
}

TEST(a_copied_scheme_asks_for_the_same)
{
	const char *id = demanding();
	WHEN(CopyScheme, .scheme_id = id, .year = 2027);
	const char *next = world_answer("scheme_id");
	CHECK(scheme_indicator_find(world_state(), next, "gdp")->indicator->checked_evidence);
	CHECK(!scheme_indicator_find(world_state(), next, "env")->indicator->checked_evidence);
}
TEST_MAIN()
