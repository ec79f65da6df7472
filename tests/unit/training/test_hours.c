/* The hours ledger: W1.8. */
#include "ledger.h"
#include "training_lib.h"

#define COURSE(from, to, n) .title = "课", .venue = VENUE_KIND_ONLINE, .starts_on = from, .ends_on = to, .hours = n

static const char *posted(const char *cadre_id, const char *day, uint32_t hours)
{
	WHEN(PostHours, IDS(cadre_id), COURSE(day, day, hours), .recognised_by = "组干字1号");
	ACCEPTED();
	return world_answer("entry_id");
}

static void disputed(const char *cadre_id, const char *entry_id)
{
	ACTOR_CADRE("cadre", "150400", "u1", cadre_id);
	ACCOUNT("self");
	WHEN(DisputeHours, .cadre_id = cadre_id, .entry_id = entry_id, .reason = "少记");
	ACCEPTED();
	ACTOR("org.training", "150400");
}

TEST(hours_are_spread_evenly_the_odd_ones_first)
{
	CHECK_INT(ledger_hours_on(14, 3, 0), 5);
	CHECK_INT(ledger_hours_on(14, 3, 1), 5);
	CHECK_INT(ledger_hours_on(14, 3, 2), 4);
	CHECK_INT(ledger_hours_on(2, 3, 2), 0);
	CHECK_INT(year_of_iso("2026-12-31"), 2026);
}

TEST(only_recognised_positive_past_hours_are_posted)
{
	people("2026-03-02");
	WHEN(PostHours, IDS("c1"), COURSE("2026-03-02", "2026-03-02", 8));
	REFUSED(REFUSAL_HOURS_NOT_RECOGNISED);
	WHEN(PostHours, IDS("c1"), COURSE("2026-03-02", "2026-03-02", 0), .recognised_by = "x");
	REFUSED(REFUSAL_HOURS_NOT_POSITIVE);
	WHEN(PostHours, IDS("c1"), COURSE("2026-03-02", "2026-03-03", 8), .recognised_by = "x");
	REFUSED(REFUSAL_DATE_FUTURE);
	WHEN(PostHours, IDS("c1"), COURSE("2026-03-02", "2026-03-01", 8), .recognised_by = "x");
	REFUSED(REFUSAL_DATE_ORDER);
	WHEN(PostHours, IDS("c1"), COURSE("2026-03-02", "2026-03-02", 9), .recognised_by = "x");
	REFUSED(REFUSAL_HOURS_OVER_PHYSICAL);
	WHEN(PostHours, IDS("c1", "nobody"), COURSE("2026-03-02", "2026-03-02", 8), .recognised_by = "x");
	REFUSED(REFUSAL_CADRE_UNKNOWN);
	WHEN(PostHours, IDS("c1", "c2"), COURSE("2026-03-02", "2026-03-02", 8), .recognised_by = "x");
	ACCEPTED();
	CHECK_INT(EMITTED_COUNT(HoursPosted), 2);
	CHECK_INT(hours_year_find(world_state(), "c2", 2026)->online_hours, 8);
}

TEST(no_day_holds_more_than_eight_hours)
{
	people("2026-03-02");
	posted("c1", "2026-03-02", 6);
	WHEN(PostHours, IDS("c1"), COURSE("2026-03-02", "2026-03-02", 3), .recognised_by = "x");
	REFUSED(REFUSAL_HOURS_OVER_DAILY);
	posted("c1", "2026-03-02", 2);
	posted("c2", "2026-03-02", 8);
}

TEST(days_over_the_end_of_a_year_are_seen_from_both_sides)
{
	people("2026-03-02");
	WHEN(PostHours, IDS("c1"), COURSE("2025-12-31", "2026-01-01", 16), .recognised_by = "x");
	ACCEPTED();
	WHEN(PostHours, IDS("c1"), COURSE("2025-12-31", "2025-12-31", 1), .recognised_by = "x");
	REFUSED(REFUSAL_HOURS_OVER_DAILY);
	CHECK_INT(hours_year_find(world_state(), "c1", 2026)->hours, 16);
}

TEST(withdrawn_trainees_get_no_hours_by_another_door)
{
	people("2026-03-02");
	const char *id = class_published((struct sample_class){ .from_on = "2026-03-16", .to_on = "2026-03-17" });
	enrolled(id, "c1");
	started(id, "2026-03-16");
	TODAY("2026-03-18");
	attended(id, "c1", "2026-03-16", "2026-03-17", 10, 4);
	CHECK(EMITTED(TraineeWithdrawn));
	WHEN(PostHours, IDS("c1"), COURSE("2026-03-17", "2026-03-18", 8), .recognised_by = "x");
	REFUSED(REFUSAL_HOURS_AFTER_WITHDRAWAL);
	WHEN(PostHours, IDS("c1"), COURSE("2026-03-18", "2026-03-18", 8), .recognised_by = "x");
	ACCEPTED();
}

TEST(posted_hours_are_confirmed_once)
{
	people("2026-03-02");
	const char *id = posted("c1", "2026-03-02", 6);
	WHEN(ConfirmHours, .n_entries = 2,
	     .entries = (HoursEntryKey *[]){ &(HoursEntryKey){ .cadre_id = "c1", .entry_id = id },
					     &(HoursEntryKey){ .cadre_id = "c2", .entry_id = id } });
	REFUSED(REFUSAL_HOURS_UNKNOWN);
	WHEN(ConfirmHours, .n_entries = 1,
	     .entries = (HoursEntryKey *[]){ &(HoursEntryKey){ .cadre_id = "c1", .entry_id = id } });
	ACCEPTED();
	WHEN(ConfirmHours, .n_entries = 1,
	     .entries = (HoursEntryKey *[]){ &(HoursEntryKey){ .cadre_id = "c1", .entry_id = id } });
	REFUSED(REFUSAL_STATE_WRONG);
}

TEST(one_disputes_ones_own_hours_and_another_corrects_them)
{
	people("2026-03-02");
	const char *id = posted("c1", "2026-03-02", 4);
	ACTOR_CADRE("cadre", "150400", "u1", "c2");
	WHEN(DisputeHours, .cadre_id = "c1", .entry_id = id, .reason = "r");
	REFUSED(REFUSAL_HOURS_DISPUTE_OTHERS);
	disputed("c1", id);
	CHECK_TEXT(EMITTED(HoursDisputed)->answer_by, "2026-03-16");
	ACCOUNT("self");
	WHEN(CorrectHours, .cadre_id = "c1", .entry_id = id, .hours = 6, .reason = "r");
	REFUSED(REFUSAL_HOURS_CORRECTION_OWN);
	ACCOUNT("officer");
	WHEN(CorrectHours, .cadre_id = "c1", .entry_id = id, .hours = 9, .reason = "r");
	REFUSED(REFUSAL_HOURS_OVER_PHYSICAL);
	WHEN(CorrectHours, .cadre_id = "c1", .entry_id = id, .hours = 6, .reason = "r");
	ACCEPTED();
	CHECK_INT(EMITTED(HoursCorrected)->hours_before, 4);
	CHECK_INT(hours_year_find(world_state(), "c1", 2026)->hours, 6);
	WHEN(CorrectHours, .cadre_id = "c1", .entry_id = id, .hours = 5, .reason = "r");
	REFUSED(REFUSAL_STATE_WRONG);
}

TEST(a_correction_keeps_the_daily_cap)
{
	people("2026-03-02");
	const char *id = posted("c1", "2026-03-02", 4);
	posted("c1", "2026-03-02", 3);
	disputed("c1", id);
	WHEN(CorrectHours, .cadre_id = "c1", .entry_id = id, .hours = 6, .reason = "r");
	REFUSED(REFUSAL_HOURS_OVER_DAILY);
	WHEN(CorrectHours, .cadre_id = "c1", .entry_id = id, .hours = 5, .reason = "r");
	ACCEPTED();
	CHECK_INT(hours_year_find(world_state(), "c1", 2026)->hours, 8);
}

TEST(an_unanswered_dispute_passes_to_the_head)
{
	people("2026-03-02");
	disputed("c1", posted("c1", "2026-03-02", 4));
	TODAY("2026-03-16");
	CHECK_INT(EMITTED_COUNT(HoursDisputeOverdue), 0);
	TODAY("2026-03-17");
	CHECK_INT(EMITTED_COUNT(HoursDisputeOverdue), 1);
}

TEST(the_yearly_check_names_who_is_short)
{
	people("2026-11-30");
	POLICY("TRAIN.TOWN1Y", "8", "number");
	posted("c1", "2026-03-02", 8);
	posted("c2", "2026-03-02", 7);
	WHEN(ExemptHours, .cadre_id = "c3", .year = 2026, .reason = "病休", .document = "d");
	ACCEPTED();
	WHEN(ExemptHours, .cadre_id = "c3", .year = 2026, .reason = "病休", .document = "d");
	REFUSED(REFUSAL_HOURS_EXEMPTION_TWICE);
	WHEN(RunHoursCompliance, .year = 2026);
	REFUSED(REFUSAL_HOURS_COMPLIANCE_EARLY);
	TODAY("2026-12-01");
	WHEN(RunHoursCompliance, .year = 2026);
	ACCEPTED();
	CHECK_INT(EMITTED_COUNT(HoursMet), 1);
	CHECK_TEXT(EMITTED(HoursMet)->cadre_id, "c1");
	CHECK_INT(EMITTED_COUNT(HoursShort), 2); /* c2 and c4; c3 exempt, c9 not ours */
	CHECK_TEXT(EMITTED(HoursShort)->cadre_id, "c2");
	CHECK_INT(EMITTED(HoursShort)->hours, 7);
	CHECK_INT(EMITTED(HoursShort)->required, 8);
	CHECK_TEXT(world_answer("next_after"), "");
	WHEN(RunHoursCompliance, .year = 2026);
	CHECK_INT(world_events(), 0); /* nothing new to say */
	posted("c2", "2026-03-03", 1);
	WHEN(RunHoursCompliance, .year = 2026);
	CHECK_TEXT(EMITTED(HoursMet)->cadre_id, "c2");
	CHECK_INT(EMITTED_COUNT(HoursShort), 0);
}

TEST(county_leaders_keep_the_pace_and_learn_online)
{
	people("2026-12-01");
	GIVEN(CadreRegistered, .cadre_id = "l1", .unit_id = "u2", .authority = "150400", .level = POST_LEVEL_COUNTY_HEAD);
	WHEN(RunHoursCompliance, .year = 2026, .unit_id = "u2");
	ACCEPTED();
	CHECK_INT(EMITTED_COUNT(HoursShort), 1);
	CHECK_INT(EMITTED(HoursShort)->required, 110);
	CHECK_INT(EMITTED(OnlineHoursShort)->required, 50);
	WHEN(RunHoursCompliance, .year = 2026, .unit_id = "u2");
	CHECK_INT(world_events(), 0);
	WHEN(RunHoursCompliance, .year = 2026, .unit_id = "u-none");
	REFUSED(REFUSAL_UNIT_UNKNOWN);
}

TEST(the_last_year_of_the_period_asks_for_all_five)
{
	people("2026-12-01");
	POLICY("TRAIN.LEADER5Y_FROM", "2022", "number"); /* then 2026 ends the period */
	POLICY("TRAIN.LEADER5Y", "16", "number");
	GIVEN(CadreRegistered, .cadre_id = "l1", .unit_id = "u2", .authority = "150400", .rank = RANK_CONSULTANT_4);
	posted("l1", "2022-03-02", 8);
	posted("l1", "2021-03-02", 8);
	WHEN(RunHoursCompliance, .year = 2026, .unit_id = "u2");
	CHECK_INT(EMITTED(HoursShort)->hours, 8);
	CHECK_INT(EMITTED(HoursShort)->required, 16);
	posted("l1", "2023-03-02", 8);
	WHEN(RunHoursCompliance, .year = 2026, .unit_id = "u2");
	CHECK_INT(EMITTED(HoursMet)->hours, 16);
}

TEST(a_check_goes_on_after_the_last_one_seen)
{
	people("2026-12-01");
	WHEN(RunHoursCompliance, .year = 2026, .after = "c2");
	CHECK_INT(EMITTED_COUNT(HoursShort), 2);
	CHECK_TEXT(EMITTED(HoursShort)->cadre_id, "c3");
	WHEN(RunHoursCompliance, .year = 2026, .unit_id = "u1", .after = "c1");
	CHECK_INT(EMITTED_COUNT(HoursShort), 1);
	CHECK_TEXT(EMITTED(HoursShort)->cadre_id, "c2");
}

TEST_MAIN()
