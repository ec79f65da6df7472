/* Adjustment of the unfit. */
#include "accountability_lib.h"

static const char *opened(UnfitSituation situation)
{
	city("2026-03-02");
	WHEN(OpenAdjustment, .cadre_id = "c1", .situation = situation, .cause = RESPONSE_CAUSE_NO_CHANGE,
	     .behavior = BEHAVIOR_KIND_INACTION);
	return world_answer("adjustment_id");
}

static void verify(const char *id, VerificationSource a, VerificationSource b, const char *unfit_since)
{
	VerificationEvidence evidence[2], *list[] = { &evidence[0], &evidence[1] };

	for (int i = 0; i < 2; i++) {
		verification_evidence__init(&evidence[i]);
		evidence[i].summary = "材料";
		evidence[i].reference = "材料1号";
	}
	evidence[0].source = a;
	evidence[1].source = b;
	WHEN(VerifyAdjustment, .adjustment_id = id, .n_evidence = 2, .evidence = list, .unfit_since = unfit_since);
}

static void propose(const char *id, AdjustmentMode mode, PostLevel level, const char *unit_opinion)
{
	WHEN(ProposeAdjustment, .adjustment_id = id, .mode = mode, .placement_unit_id = "u1", .placement_title = "调研员",
	     .placement_level = level, .reason = "不适宜担任现职", .unit_opinion = unit_opinion);
}

static const char *proposed(AdjustmentMode mode, PostLevel level)
{
	const char *id = opened(UNFIT_SITUATION_U08);

	verify(id, VERIFICATION_SOURCE_ANNUAL_ASSESSMENT, VERIFICATION_SOURCE_MASSES, "");
	propose(id, mode, level, "同意");
	return id;
}

static void decide(const char *id, uint32_t members, uint32_t present, uint32_t in_favour)
{
	as_head();
	WHEN(DecideAdjustment, .adjustment_id = id, .meeting = meeting("2026-03-02", members, present, in_favour));
	as_officer();
}

static const char *talked(void)
{
	const char *id = proposed(ADJUSTMENT_MODE_LATERAL, POST_LEVEL_COUNTY_HEAD);

	heard(id);
	decide(id, 9, 9, 9);
	WHEN(RecordAdjustmentTalk, .adjustment_id = id, .talk = talk("2026-03-02", "minister", "officer"));
	return id;
}

TEST(the_fifteen_situations_and_one_adjustment_at_a_time)
{
	opened(UNFIT_SITUATION_UNSPECIFIED);
	REFUSED(REFUSAL_SITUATION_MISSING);
	opened(UNFIT_SITUATION_U15);
	ACCEPTED();
	WHEN(OpenAdjustment, .cadre_id = "c1", .situation = UNFIT_SITUATION_U01, .cause = RESPONSE_CAUSE_NO_CHANGE,
	     .behavior = BEHAVIOR_KIND_INACTION);
	REFUSED(REFUSAL_ADJUSTMENT_OPEN);
}

TEST(verification_rests_on_two_kinds_of_source)
{
	const char *id = opened(UNFIT_SITUATION_U08);
	verify(id, VERIFICATION_SOURCE_AUDIT, VERIFICATION_SOURCE_AUDIT, "");
	REFUSED(REFUSAL_VERIFICATION_THIN);
	propose(id, ADJUSTMENT_MODE_LATERAL, POST_LEVEL_COUNTY_HEAD, "同意");
	REFUSED(REFUSAL_STATE_WRONG);
	verify(id, VERIFICATION_SOURCE_AUDIT, VERIFICATION_SOURCE_MASSES, "");
	ACCEPTED();
}

TEST(a_health_case_lasts_over_a_year_and_has_its_proof)
{
	const char *id = opened(UNFIT_SITUATION_U14);
	verify(id, VERIFICATION_SOURCE_AUDIT, VERIFICATION_SOURCE_MASSES, "2025-01-01");
	REFUSED(REFUSAL_MEDICAL_PROOF_MISSING);
	verify(id, VERIFICATION_SOURCE_MEDICAL, VERIFICATION_SOURCE_MASSES, "");
	REFUSED(REFUSAL_HEALTH_TOO_SHORT);
	verify(id, VERIFICATION_SOURCE_MEDICAL, VERIFICATION_SOURCE_MASSES, "2025-03-02");   /* a year to the day */
	REFUSED(REFUSAL_HEALTH_TOO_SHORT);
	verify(id, VERIFICATION_SOURCE_MEDICAL, VERIFICATION_SOURCE_MASSES, "2025-03-01");
	ACCEPTED();
}

TEST(an_adjustment_does_not_stand_in_for_a_sanction)
{
	VerificationEvidence evidence, *list[] = { &evidence };

	const char *id = opened(UNFIT_SITUATION_U08);
	verification_evidence__init(&evidence);
	evidence.source = VERIFICATION_SOURCE_AUDIT;
	evidence.summary = "材料";
	evidence.reference = "材料1号";
	WHEN(VerifyAdjustment, .adjustment_id = id, .n_evidence = 1, .evidence = list, .discipline_due = true);
	REFUSED(REFUSAL_DISCIPLINE_DUE);
}

TEST(the_placement_fits_the_mode)
{
	const char *id = proposed(ADJUSTMENT_MODE_LATERAL, POST_LEVEL_COUNTY_DEPUTY);
	REFUSED(REFUSAL_PLACEMENT_LEVEL);
	propose(id, ADJUSTMENT_MODE_DEMOTION, POST_LEVEL_COUNTY_HEAD, "同意");
	REFUSED(REFUSAL_PLACEMENT_LEVEL);
	WHEN(ProposeAdjustment, .adjustment_id = id, .mode = ADJUSTMENT_MODE_TO_RANK, .reason = "不适宜担任现职");
	REFUSED(REFUSAL_PLACEMENT_MISSING);
	WHEN(ProposeAdjustment, .adjustment_id = id, .mode = ADJUSTMENT_MODE_REMOVAL, .reason = "不适宜担任现职");
	ACCEPTED();
	propose(id, ADJUSTMENT_MODE_DEMOTION, POST_LEVEL_COUNTY_DEPUTY, "同意");
	ACCEPTED();
	CHECK_TEXT(EMITTED(AdjustmentProposed)->decide_by, "2026-05-06");    /* 60 days, moved past the holiday */
}

TEST(the_person_and_the_unit_are_heard_before_the_meeting)
{
	const char *id = opened(UNFIT_SITUATION_U08);
	verify(id, VERIFICATION_SOURCE_AUDIT, VERIFICATION_SOURCE_MASSES, "");
	propose(id, ADJUSTMENT_MODE_LATERAL, POST_LEVEL_COUNTY_HEAD, "");
	decide(id, 9, 9, 9);
	REFUSED(REFUSAL_NOT_NOTIFIED);
	TODAY("2026-03-03");
	heard(id);
	decide(id, 9, 9, 9);
	REFUSED(REFUSAL_UNIT_NOT_HEARD);
	propose(id, ADJUSTMENT_MODE_LATERAL, POST_LEVEL_COUNTY_HEAD, "同意");
	decide(id, 9, 9, 9);                  /* the meeting of 2 March */
	REFUSED(REFUSAL_HEARD_AFTER_MEETING);
}

TEST(a_defence_makes_nothing_heavier)
{
	const char *id = proposed(ADJUSTMENT_MODE_LATERAL, POST_LEVEL_COUNTY_HEAD);
	heard(id);
	propose(id, ADJUSTMENT_MODE_DEMOTION, POST_LEVEL_COUNTY_DEPUTY, "同意");
	REFUSED(REFUSAL_AGGRAVATES);
}

TEST(the_meeting_needs_quorum_and_majority)
{
	const char *id = proposed(ADJUSTMENT_MODE_LATERAL, POST_LEVEL_COUNTY_HEAD);
	heard(id);
	decide(id, 9, 5, 5);
	REFUSED(REFUSAL_QUORUM_MISSING);
	decide(id, 9, 6, 4);
	REFUSED(REFUSAL_VOTE_FAILED);
	decide(id, 9, 6, 7);
	REFUSED(REFUSAL_MEETING_COUNT);
	decide(id, 9, 6, 5);
	ACCEPTED();
}

TEST(a_demotion_is_decided_by_the_committee)
{
	const char *id = proposed(ADJUSTMENT_MODE_DEMOTION, POST_LEVEL_COUNTY_DEPUTY);
	heard(id);
	decide(id, 9, 9, 9);
	REFUSED(REFUSAL_DECISION_LEVEL);
	as_principal();
	WHEN(DecideAdjustment, .adjustment_id = id, .meeting = meeting("2026-03-02", 9, 9, 9));
	ACCEPTED();
}

TEST(the_order_is_fixed_and_the_bar_runs_a_year)
{
	const char *id = proposed(ADJUSTMENT_MODE_LATERAL, POST_LEVEL_COUNTY_HEAD);
	WHEN(ExecuteAdjustment, .adjustment_id = id, .document = "任1号");
	REFUSED(REFUSAL_STATE_WRONG);
	id = talked();
	WHEN(ExecuteAdjustment, .adjustment_id = id, .document = "任1号");
	ACCEPTED();
	CHECK_TEXT(EMITTED(Adjusted)->situation, "U08");
	CHECK_TEXT(EMITTED(Adjusted)->bar_until, "2027-03-01");
	CHECK_INT(EMITTED(SanctionEffective)->kind, MEASURE_KIND_POST_ADJUSTED);
	CHECK(bar_on("2027-03-01") != NULL);
	TODAY("2027-03-02");
	CHECK_INT(EMITTED_COUNT(SanctionExpired), 1);
	CHECK_TEXT(EMITTED(ReuseEligible)->since_on, "2027-03-02");
	CHECK_INT(adjustment_find(world_state(), id)->state, ADJUSTMENT_STATE_REUSE_ELIGIBLE);
}

TEST(an_elected_post_needs_its_procedure)
{
	const char *id = opened(UNFIT_SITUATION_U08);
	verify(id, VERIFICATION_SOURCE_AUDIT, VERIFICATION_SOURCE_MASSES, "");
	WHEN(ProposeAdjustment, .adjustment_id = id, .mode = ADJUSTMENT_MODE_REMOVAL, .reason = "不适宜担任现职",
	     .unit_opinion = "同意", .elected = true);
	heard(id);
	decide(id, 9, 9, 9);
	WHEN(RecordAdjustmentTalk, .adjustment_id = id, .talk = talk("2026-03-02", "minister", "officer"));
	WHEN(ExecuteAdjustment, .adjustment_id = id, .document = "任1号");
	REFUSED(REFUSAL_ELECTED_PROCEDURE);
	WHEN(ExecuteAdjustment, .adjustment_id = id, .document = "任1号", .procedure_document = "人大1号");
	ACCEPTED();
	CHECK_INT(EMITTED(SanctionEffective)->kind, MEASURE_KIND_REMOVAL);
	CHECK_TEXT(EMITTED(Adjusted)->bar_until, "2028-03-01");
}

TEST(the_third_level_of_a_warning_may_end_in_it)
{
	city("2026-03-02");
	as_head();
	WHEN(RaiseWarning, .cadre_id = "c1", .ground = "推进不力", .behavior = BEHAVIOR_KIND_INACTION, .origin = "f1", .level = 3,
	     .grave_reason = "造成重大损失", .approval_document = "批1号");
	const char *warning = world_answer("warning_id");
	as_officer();
	WHEN(OpenAdjustment, .cadre_id = "c1", .situation = UNFIT_SITUATION_U08, .cause = RESPONSE_CAUSE_WARNING,
	     .origin = warning, .behavior = BEHAVIOR_KIND_INACTION);
	CHECK_INT(EMITTED(Level3Settled)->step, WARNING_STEP_ADJUSTING);
	WHEN(DropAdjustment, .adjustment_id = world_answer("adjustment_id"), .reason = "事实不清");
	ACCEPTED();
	CHECK_INT(EMITTED_COUNT(WarningClosed), 1);
}

TEST(a_decision_has_its_last_day)
{
	const char *id = proposed(ADJUSTMENT_MODE_LATERAL, POST_LEVEL_COUNTY_HEAD);
	TODAY("2026-05-06");
	CHECK_INT(EMITTED_COUNT(AdjustmentOverdue), 0);
	TODAY("2026-05-07");
	CHECK_INT(EMITTED_COUNT(AdjustmentOverdue), 1);
	CHECK(adjustment_find(world_state(), id)->overdue);
}

TEST_MAIN()
