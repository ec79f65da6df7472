/* Review and appeal. */
#include "accountability_lib.h"

static const char *sanctioned(MeasureKind kind)
{
	city("2026-03-02");
	WHEN(RegisterSanction, .cadre_id = "c1", .kind = kind, .organ = DECIDING_ORGAN_CDI, .document = "处1号",
	     .decided_on = "2026-03-02", .effective_on = "2026-03-02");
	return world_answer("sanction_id");
}

static const char *filed(const char *sanction_id)
{
	as_himself();
	WHEN(FileAppeal, .object = APPEAL_OBJECT_SANCTION, .object_id = sanction_id, .ground = "事实不清");
	return world_answer("appeal_id");
}

static void decide(const char *id, size_t count, const char *third, AppealOutcome outcome, MeasureKind changed_to)
{
	const char *panel[] = { "p1", "p2", third, "p4" };

	as_head();
	WHEN(DecideAppeal, .appeal_id = id, .n_panel = count, .panel = panel, .outcome = outcome, .changed_to = changed_to,
	     .reason = "复核意见", .document = "复1号");
}

TEST(an_appeal_suspends_nothing)
{
	const char *sanction = sanctioned(MEASURE_KIND_GOV_DEMERIT);
	filed(sanction);
	ACCEPTED();
	CHECK_TEXT(EMITTED(AppealFiled)->decide_by, "2026-04-02");
	CHECK_INT(world_events(), 2);                /* the appeal and its sealed ground */
	CHECK(bar_on("2026-03-03") != NULL);
	filed(sanction);
	REFUSED(REFUSAL_APPEAL_STANDS);
}

TEST(there_is_a_time_to_apply)
{
	const char *sanction = sanctioned(MEASURE_KIND_GOV_DEMERIT);
	TODAY("2026-04-03");
	filed(sanction);
	REFUSED(REFUSAL_APPEAL_LATE);
	WHEN(FileAppeal, .object = APPEAL_OBJECT_SANCTION, .object_id = sanction, .ground = "事实不清",
	     .force_majeure = "住院");
	ACCEPTED();
}

TEST(the_last_day_still_counts)
{
	const char *sanction = sanctioned(MEASURE_KIND_GOV_DEMERIT);
	TODAY("2026-04-02");
	filed(sanction);
	ACCEPTED();
}

TEST(an_odd_number_of_fresh_people_decides)
{
	const char *id = filed(sanctioned(MEASURE_KIND_GOV_DEMERIT));
	decide(id, 4, "p3", APPEAL_OUTCOME_UPHELD, 0);
	REFUSED(REFUSAL_PANEL_EVEN);
	decide(id, 1, "p3", APPEAL_OUTCOME_UPHELD, 0);
	REFUSED(REFUSAL_PANEL_EVEN);
	decide(id, 3, "p1", APPEAL_OUTCOME_UPHELD, 0);
	REFUSED(REFUSAL_PANEL_EVEN);
	decide(id, 3, "officer", APPEAL_OUTCOME_UPHELD, 0);
	REFUSED(REFUSAL_PANEL_NOT_FRESH);
	decide(id, 3, "p3", APPEAL_OUTCOME_UPHELD, 0);
	ACCEPTED();
	CHECK(bar_on("2026-03-03") != NULL);
	decide(id, 3, "p3", APPEAL_OUTCOME_REVOKED, 0);
	REFUSED(REFUSAL_STATE_WRONG);
}

TEST(revoked_means_the_bar_is_gone)
{
	const char *id = filed(sanctioned(MEASURE_KIND_GOV_DEMERIT));
	decide(id, 3, "p3", APPEAL_OUTCOME_REVOKED, 0);
	CHECK_INT(EMITTED_COUNT(SanctionRevoked), 1);
	CHECK(!bar_on("2026-03-03"));
}

TEST(it_never_gets_heavier)
{
	const char *id = filed(sanctioned(MEASURE_KIND_GOV_DEMERIT));
	decide(id, 3, "p3", APPEAL_OUTCOME_CHANGED, MEASURE_KIND_GOV_MAJOR_DEMERIT);
	REFUSED(REFUSAL_APPEAL_AGGRAVATES);
	decide(id, 3, "p3", APPEAL_OUTCOME_CHANGED, MEASURE_KIND_GOV_DEMERIT);
	REFUSED(REFUSAL_APPEAL_AGGRAVATES);
	decide(id, 3, "p3", APPEAL_OUTCOME_UPHELD, MEASURE_KIND_GOV_EXPULSION);
	REFUSED(REFUSAL_APPEAL_AGGRAVATES);
	decide(id, 3, "p3", APPEAL_OUTCOME_CHANGED, MEASURE_KIND_PARTY_WARNING);
	REFUSED(REFUSAL_MEASURE_KIND);
	decide(id, 3, "p3", APPEAL_OUTCOME_CHANGED, MEASURE_KIND_GOV_WARNING);
	ACCEPTED();
	CHECK_TEXT(EMITTED(SanctionEffective)->influence_until, "2026-09-01");
	CHECK_TEXT(EMITTED(SanctionEffective)->effective_on, "2026-03-02");
	CHECK_TEXT(bar_on("2026-03-03")->until_on, "2026-09-01");
}

TEST(others_do_not_appeal_for_him_and_unknown_things_are_refused)
{
	const char *sanction = sanctioned(MEASURE_KIND_GOV_DEMERIT);
	ACTOR_CADRE("cadre", CITY, "u1", "c2");
	WHEN(FileAppeal, .object = APPEAL_OBJECT_SANCTION, .object_id = sanction, .ground = "事实不清");
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
	WHEN(FileAppeal, .object = APPEAL_OBJECT_ADJUSTMENT, .object_id = sanction, .ground = "事实不清");
	REFUSED(REFUSAL_SANCTION_UNKNOWN);
	decide("none", 3, "p3", APPEAL_OUTCOME_UPHELD, 0);
	REFUSED(REFUSAL_APPEAL_UNKNOWN);
}

TEST(past_its_day_it_is_overdue)
{
	filed(sanctioned(MEASURE_KIND_GOV_DEMERIT));
	TODAY("2026-04-03");
	CHECK_INT(EMITTED_COUNT(AppealOverdue), 1);
}

TEST_MAIN()
