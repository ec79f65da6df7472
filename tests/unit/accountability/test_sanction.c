/* The registry of sanctions and the influence clock. */
#include "accountability_lib.h"

static void sanction(MeasureKind kind, const char *document, const char *on)
{
	WHEN(RegisterSanction, .cadre_id = "c1", .kind = kind, .organ = DECIDING_ORGAN_CDI, .document = document,
	     .decided_on = on, .effective_on = on);
}

TEST(the_period_comes_from_the_table_and_bars)
{
	city("2026-03-02");
	sanction(MEASURE_KIND_GOV_DEMERIT, "政处1号", "2026-03-02");
	ACCEPTED();
	CHECK_TEXT(EMITTED(SanctionEffective)->influence_until, "2027-03-01");
	CHECK_TEXT(EMITTED(BarImposed)->until_on, "2027-03-01");
	CHECK(!EMITTED(BarImposed)->provisional);
	CHECK(bar_on("2027-03-01") && !bar_on("2027-03-02"));
}

TEST(the_clock_ends_it_by_itself)
{
	city("2026-03-02");
	sanction(MEASURE_KIND_GOV_WARNING, "政处1号", "2026-03-02");
	TODAY("2026-09-01");
	CHECK_INT(EMITTED_COUNT(SanctionExpired), 0);
	TODAY("2026-09-02");
	CHECK_TEXT(EMITTED(SanctionExpired)->expired_on, "2026-09-01");
	CHECK(EMITTED(BarLifted)->expired);
	CHECK_TEXT(EMITTED(BarLifted)->lifted_on, "2026-09-02");
	CHECK(!bar_on("2026-09-02"));
}

TEST(every_system_has_its_period)
{
	city("2026-03-02");
	sanction(MEASURE_KIND_PARTY_SERIOUS_WARNING, "党1号", "2026-03-02");
	CHECK_TEXT(EMITTED(SanctionEffective)->influence_until, "2027-09-01");
	sanction(MEASURE_KIND_PARTY_REMOVAL, "党2号", "2026-03-02");
	CHECK_TEXT(EMITTED(SanctionEffective)->influence_until, "2028-03-01");
	sanction(MEASURE_KIND_PARTY_EXPULSION, "党3号", "2026-03-02");
	CHECK_TEXT(EMITTED(SanctionEffective)->influence_until, "2031-03-01");
}

TEST(probation_counts_from_the_day_the_rights_return)
{
	city("2026-03-02");
	sanction(MEASURE_KIND_PARTY_PROBATION, "党1号", "2026-03-02");
	REFUSED(REFUSAL_PROBATION_MONTHS);
	WHEN(RegisterSanction, .cadre_id = "c1", .kind = MEASURE_KIND_PARTY_PROBATION, .organ = DECIDING_ORGAN_CDI,
	     .document = "党1号", .decided_on = "2026-03-02", .effective_on = "2026-03-02", .probation_months = 12);
	ACCEPTED();
	CHECK_TEXT(EMITTED(SanctionEffective)->influence_until, "2029-03-01");
}

TEST(expulsion_has_no_end)
{
	city("2026-03-02");
	sanction(MEASURE_KIND_GOV_EXPULSION, "政处1号", "2026-03-02");
	ACCEPTED();
	CHECK_TEXT(EMITTED(BarImposed)->until_on, "");
	TODAY("2036-03-02");
	CHECK_INT(EMITTED_COUNT(SanctionExpired), 0);
	CHECK(bar_on("2036-03-02"));
}

TEST(a_running_party_sanction_and_a_new_one_run_side_by_side)
{
	city("2026-03-02");
	sanction(MEASURE_KIND_PARTY_SERIOUS_WARNING, "党1号", "2026-03-02");
	sanction(MEASURE_KIND_PARTY_WARNING, "党2号", "2026-03-02");
	CHECK_TEXT(EMITTED(SanctionEffective)->influence_until, "2027-03-01");
	CHECK_TEXT(bar_on("2026-04-01")->until_on, "2027-09-01");      /* the later end governs */
	TODAY("2027-03-02");
	CHECK_INT(EMITTED_COUNT(SanctionExpired), 1);
	CHECK(bar_on("2027-03-02"));
}

TEST(government_sanctions_merge_what_is_left_and_the_new_one)
{
	city("2026-03-02");
	sanction(MEASURE_KIND_GOV_WARNING, "政处1号", "2026-03-02");                 /* to 1 September */
	const char *first = world_answer("sanction_id");
	TODAY("2026-06-02");
	sanction(MEASURE_KIND_GOV_DEMERIT, "政处2号", "2026-06-02");
	CHECK_TEXT(EMITTED(SanctionEffective)->influence_until, "2027-09-01");       /* a year more */
	CHECK_TEXT(EMITTED(SanctionPeriodChanged)->sanction_id, first);
	CHECK_TEXT(EMITTED(SanctionPeriodChanged)->influence_until, "2027-09-01");
	CHECK_INT(sanction_find(world_state(), first)->state, SANCTION_STATE_EXTENDED);
	TODAY("2026-09-02");
	CHECK_INT(EMITTED_COUNT(SanctionExpired), 0);
	TODAY("2027-09-02");
	CHECK_INT(EMITTED_COUNT(BarLifted), 2);
}

TEST(forty_eight_months_are_the_most)
{
	city("2026-03-02");
	sanction(MEASURE_KIND_GOV_DOWNGRADE, "政处1号", "2026-03-02");
	sanction(MEASURE_KIND_GOV_DISMISSAL_FROM_POST, "政处2号", "2026-03-02");
	CHECK_TEXT(EMITTED(SanctionEffective)->influence_until, "2030-03-01");
	sanction(MEASURE_KIND_GOV_WARNING, "政处3号", "2026-03-02");
	CHECK_TEXT(EMITTED(SanctionEffective)->influence_until, "2030-03-01");
}

TEST(revoking_one_gives_the_other_its_own_end_back)
{
	city("2026-03-02");
	sanction(MEASURE_KIND_GOV_WARNING, "政处1号", "2026-03-02");
	const char *first = world_answer("sanction_id");
	sanction(MEASURE_KIND_GOV_DEMERIT, "政处2号", "2026-03-02");
	const char *second = world_answer("sanction_id");
	CHECK_TEXT(bar_on("2026-04-01")->until_on, "2027-09-01");
	WHEN(RevokeSanction, .sanction_id = first, .reason = "事实不清", .document = "撤1号");
	ACCEPTED();
	CHECK_INT(EMITTED_COUNT(SanctionRevoked), 1);
	CHECK(!EMITTED(BarLifted)->expired);
	CHECK_TEXT(EMITTED(SanctionPeriodChanged)->influence_until, "2027-03-01");
	CHECK_TEXT(sanction_find(world_state(), second)->influence_until, "2027-03-01");
	CHECK_INT(sanction_find(world_state(), second)->state, SANCTION_STATE_RUNNING);
	CHECK_TEXT(bar_on("2026-04-01")->until_on, "2027-03-01");
	WHEN(RevokeSanction, .sanction_id = first, .reason = "事实不清", .document = "撤1号");
	REFUSED(REFUSAL_STATE_WRONG);
}

TEST(a_stated_period_must_be_the_one_of_the_table)
{
	city("2026-03-02");
	WHEN(RegisterSanction, .cadre_id = "c1", .kind = MEASURE_KIND_GOV_WARNING, .organ = DECIDING_ORGAN_CDI,
	     .document = "政处1号", .decided_on = "2026-03-02", .effective_on = "2026-03-02",
	     .influence_until = "2026-09-02");
	REFUSED(REFUSAL_PERIOD_NOT_TABLE);
	WHEN(RegisterSanction, .cadre_id = "c1", .kind = MEASURE_KIND_GOV_WARNING, .organ = DECIDING_ORGAN_CDI,
	     .document = "政处1号", .decided_on = "2026-03-02", .effective_on = "2026-03-02",
	     .influence_until = "2026-09-01");
	ACCEPTED();
}

TEST(several_acts_in_one_sanction_stay_between_the_table_and_48_months)
{
	city("2026-03-02");
	const uint32_t months[] = { 11, 12, 48 };
	const char *documents[] = { "政处1号", "政处2号", "政处3号" };
	for (int i = 0; i < 3; i++) {
		WHEN(RegisterSanction, .cadre_id = "c1", .kind = MEASURE_KIND_GOV_DEMERIT, .organ = DECIDING_ORGAN_CDI,
		     .document = documents[i], .decided_on = "2026-03-02", .effective_on = "2026-03-02",
		     .merged_months = months[i]);
		CHECK_INT(world_status() == 200, i > 0);
	}
	WHEN(RegisterSanction, .cadre_id = "c1", .kind = MEASURE_KIND_PARTY_WARNING, .organ = DECIDING_ORGAN_CDI,
	     .document = "党1号", .decided_on = "2026-03-02", .effective_on = "2026-03-02", .merged_months = 24);
	REFUSED(REFUSAL_MERGED_PERIOD);
}

TEST(dates_stay_in_their_order)
{
	city("2026-03-02");
	WHEN(RegisterSanction, .cadre_id = "c1", .kind = MEASURE_KIND_GOV_WARNING, .organ = DECIDING_ORGAN_CDI,
	     .document = "政处1号", .decided_on = "2026-03-03", .effective_on = "2026-03-03");
	REFUSED(REFUSAL_DATE_FUTURE);
	WHEN(RegisterSanction, .cadre_id = "c1", .kind = MEASURE_KIND_GOV_WARNING, .organ = DECIDING_ORGAN_CDI,
	     .document = "政处1号", .decided_on = "2026-03-02", .effective_on = "2026-03-01");
	REFUSED(REFUSAL_DATE_ORDER);
	WHEN(RegisterSanction, .cadre_id = "c1", .kind = MEASURE_KIND_GOV_WARNING, .organ = DECIDING_ORGAN_CDI,
	     .document = "政处1号", .decided_on = "2026-03-02", .effective_on = "2026-06-01");
	REFUSED(REFUSAL_EFFECTIVE_TOO_FAR);
	WHEN(RegisterSanction, .cadre_id = "c1", .kind = MEASURE_KIND_GOV_WARNING, .organ = DECIDING_ORGAN_CDI,
	     .document = "政处1号", .decided_on = "2026-03-02", .effective_on = "2026-05-31");
	ACCEPTED();
	CHECK(!bar_on("2026-05-30") && bar_on("2026-05-31"));
}

TEST(nothing_is_registered_or_sanctioned_twice)
{
	city("2026-03-02");
	sanction(MEASURE_KIND_GOV_WARNING, "政处1号", "2026-03-02");
	sanction(MEASURE_KIND_GOV_WARNING, "政处1号", "2026-03-02");
	REFUSED(REFUSAL_SANCTION_DUPLICATE);
	for (int i = 0; i < 2; i++)
		WHEN(RegisterSanction, .cadre_id = "c2", .kind = MEASURE_KIND_GOV_DEMERIT, .organ = i ? DECIDING_ORGAN_UNIT :
		     DECIDING_ORGAN_CDI, .document = i ? "政处3号" : "政处2号", .decided_on = "2026-03-02",
		     .effective_on = "2026-03-02", .matter = "act-1");
	REFUSED(REFUSAL_DOUBLE_SANCTION);
	WHEN(RegisterSanction, .cadre_id = "c2", .kind = MEASURE_KIND_PARTY_WARNING, .organ = DECIDING_ORGAN_CDI,
	     .document = "党1号", .decided_on = "2026-03-02", .effective_on = "2026-03-02", .matter = "act-1");
	ACCEPTED();     /* party and government sanctions of one act stand beside each other */
}

TEST(what_has_its_own_procedure_is_not_simply_registered)
{
	city("2026-03-02");
	WHEN(RegisterSanction, .cadre_id = "c1", .kind = MEASURE_KIND_ADMONITION, .organ = DECIDING_ORGAN_ORG_DEPARTMENT,
	     .document = "诫1号", .decided_on = "2026-03-02", .effective_on = "2026-03-02");
	REFUSED(REFUSAL_OWN_PROCEDURE);
	WHEN(RegisterSanction, .cadre_id = "c1", .kind = MEASURE_KIND_CRITICISM, .organ = DECIDING_ORGAN_CDI,
	     .document = "批1号", .decided_on = "2026-03-02", .effective_on = "2026-03-02");
	REFUSED(REFUSAL_NO_INFLUENCE_PERIOD);
	sanction(MEASURE_KIND_ADMONITION, "纪诫1号", "2026-03-02");
	ACCEPTED();
	CHECK_TEXT(EMITTED(SanctionEffective)->influence_until, "2026-09-01");
}

TEST(authority_and_recusal_hold)
{
	city("2026-03-02");
	WHEN(RegisterSanction, .cadre_id = "county", .kind = MEASURE_KIND_GOV_WARNING, .organ = DECIDING_ORGAN_CDI,
	     .document = "政处1号", .decided_on = "2026-03-02", .effective_on = "2026-03-02");
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
	ACTOR_CADRE("org.supervision", CITY, "u1", "c1");
	sanction(MEASURE_KIND_GOV_WARNING, "政处1号", "2026-03-02");
	REFUSED(REFUSAL_SELF_DEALING);
	WHEN(RevokeSanction, .sanction_id = "none", .reason = "事实不清", .document = "撤1号");
	REFUSED(REFUSAL_SANCTION_UNKNOWN);
}

TEST_MAIN()
