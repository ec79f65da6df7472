/* Clues: a source, the right level, two who verify, the person heard, and what each outcome leads to. */
#include "campaign_lib.h"

#define CLUE(...)                                                                                                                    \
	WHEN(RecordClue, .campaign_id = id, .behavior = BEHAVIOR_KIND_SLOW_ACTION, .content = "拖延", .source = CLUE_SOURCE_CHECK,   \
	     __VA_ARGS__)

TEST(a_clue_has_a_source_and_a_person_of_the_section_level)
{
	const char *id = campaign_opened();
	CLUE(.cadre_id = "s1");
	REFUSED(REFUSAL_CLUE_SOURCE_MISSING);
	CLUE(.cadre_id = "c2", .source_id = "p1");             /* a county-level deputy */
	REFUSED(REFUSAL_CLUE_ABOVE_SECTION);
	CLUE(.cadre_id = "county", .source_id = "p1");
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
	CLUE(.cadre_id = "s1", .source_id = "p1");
	ACCEPTED();
	CHECK_TEXT(EMITTED(ClueRecorded)->verify_by, "2026-03-30");
	CHECK_TEXT(EMITTED(ClueSealed)->cadre_id, "s1");
	CLUE(.cadre_id = "s1", .source_id = "p1");
	REFUSED(REFUSAL_CLUE_TWICE);
	CLUE(.cadre_id = "s2", .source_id = "p1");             /* the same check, another person */
	ACCEPTED();
	ACTOR_CADRE("org.supervision", CITY, "u2", "officer");
	CLUE(.cadre_id = "s1", .source_id = "p2");
	REFUSED(REFUSAL_HANDLER_RELATED);
}

TEST(a_report_is_named_by_its_own_id_and_never_by_who_wrote_it)
{
	const char *id = campaign_opened();
	WHEN(RegisterReport, .cadre_id = "s1", .channel = REPORT_CHANNEL_LETTER, .received_on = "2026-03-02", .content = "反映问题",
	     .real_name = true, .reporter_name = "巴特尔", .reporter_contact = "13800000000");
	const char *report = world_answer("report_id");
	CLUE(.cadre_id = "s1", .source = CLUE_SOURCE_REPORT, .source_id = "r9");
	REFUSED(REFUSAL_CLUE_SOURCE_UNKNOWN);
	CLUE(.cadre_id = "s2", .source = CLUE_SOURCE_REPORT, .source_id = report);
	REFUSED(REFUSAL_CLUE_SOURCE_UNKNOWN);
	CLUE(.cadre_id = "s1", .source = CLUE_SOURCE_REPORT, .source_id = report, .content = "巴特尔反映拖延");
	REFUSED(REFUSAL_REPORTER_IN_TEXT);
	CLUE(.cadre_id = "s1", .source = CLUE_SOURCE_REPORT, .source_id = report);
	ACCEPTED();
}

TEST(after_the_last_day_nothing_is_taken_in)
{
	const char *id = campaign_opened();
	TODAY("2026-07-01");
	as_officer();
	CLUE(.cadre_id = "s1", .source_id = "p1");
	REFUSED(REFUSAL_CAMPAIGN_OVER);
}

TEST(two_different_people_verify)
{
	const char *id = clue_about(campaign_opened(), "s1", "v1");
	const char *one[] = { "核一", "核一" };
	WHEN(StartClueVerification, .clue_id = id, .n_investigators = 1, .investigators = one);
	REFUSED(REFUSAL_TWO_INVESTIGATORS);
	WHEN(StartClueVerification, .clue_id = id, .n_investigators = 2, .investigators = one);
	REFUSED(REFUSAL_TWO_INVESTIGATORS);
	verifying(id);
	ACCEPTED();
	verifying(id);
	REFUSED(REFUSAL_STATE_WRONG);
	verifying("x");
	REFUSED(REFUSAL_CLUE_UNKNOWN);
}

TEST(past_its_day_a_clue_is_overdue)
{
	const char *id = clue_about(campaign_opened(), "s1", "v1");
	TODAY("2026-03-30");
	CHECK_INT(EMITTED_COUNT(ClueOverdue), 0);
	TODAY("2026-03-31");
	CHECK_TEXT(EMITTED(ClueOverdue)->clue_id, id);
	CHECK(clue_find(world_state(), id)->overdue);
}

TEST(nothing_is_held_against_him_before_he_is_told_and_heard)
{
	const char *id = clue_about(campaign_opened(), "s1", "v1");
	conclude(id, BLOCK_OUTCOME_KIND_NOTICE);
	REFUSED(REFUSAL_CLUE_UNVERIFIED);
	verifying(id);
	conclude(id, BLOCK_OUTCOME_KIND_NOTICE);
	REFUSED(REFUSAL_NOT_NOTIFIED);
	as_officer();
	WHEN(NotifyParty, .matter_id = id, .facts = "事实和依据");
	ACCEPTED();
	conclude(id, BLOCK_OUTCOME_KIND_ADMONITION);
	REFUSED(REFUSAL_STATEMENT_MISSING);
	as_officer();
	WHEN(HearParty, .matter_id = id, .kind = HEARING_KIND_STATED, .statement = "有客观原因");
	conclude(id, BLOCK_OUTCOME_KIND_NOTICE);
	ACCEPTED();
	CHECK_INT(EMITTED(BlockOutcome)->outcome, BLOCK_OUTCOME_KIND_NOTICE);
	CHECK_TEXT(EMITTED(BlockOutcome)->unit_id, "u2");
	CHECK_INT(EMITTED_COUNT(ResponseProposed), 0);
	conclude(id, BLOCK_OUTCOME_KIND_NOTICE);
	REFUSED(REFUSAL_STATE_WRONG);
}

TEST(who_recorded_it_does_not_conclude_it)
{
	const char *id = campaign_opened();
	ACTOR_CADRE("org.supervision,org.head", CITY, "org", "minister");
	CLUE(.cadre_id = "s1", .source_id = "p1");
	const char *clue = world_answer("clue_id");
	verifying(clue);
	conclude(clue, BLOCK_OUTCOME_KIND_UNFOUNDED);
	REFUSED(REFUSAL_SAME_HAND);
}

TEST(admonition_and_adjustment_are_proposed_and_go_their_own_way)
{
	const char *id = campaign_opened();
	const char *clue = concluded(id, "s1", "v1", BLOCK_OUTCOME_KIND_ADMONITION);
	CHECK_INT(EMITTED(ResponseProposed)->cause, RESPONSE_CAUSE_MIDDLE_BLOCKAGE);
	CHECK_TEXT(EMITTED(ResponseProposed)->origin, clue);
	CHECK_INT(EMITTED_COUNT(MeasureIssued), 0);
	concluded(id, "s2", "v2", BLOCK_OUTCOME_KIND_ADJUSTMENT);
	CHECK_INT(EMITTED(AdjustmentSuggested)->cause, RESPONSE_CAUSE_MIDDLE_BLOCKAGE);
	CHECK_INT(counts_of(id)->adjustments, 1);
}

static uint32_t known_of(const char *request_id)
{
	GIVEN(ClearanceRequested, .appointment_id = request_id, .cadre_id = "s1", .requested_on = "2026-03-02", .reply_by = "2026-03-16",
	      .request_id = request_id, .authority = CITY);
	const IntegrityMatched *e = EMITTED(IntegrityMatched);
	return e->n_matters == 1 && e->matters[0]->kind == KNOWN_MATTER_KIND_CLUE ? 1 : (uint32_t)e->n_matters * 100;
}

TEST(an_open_clue_is_known_when_the_commission_is_asked)
{
	const char *id = campaign_opened();
	const char *clue = clue_about(id, "s1", "v1");
	CHECK_INT(known_of("q1"), 1);
	verifying(clue);
	conclude(clue, BLOCK_OUTCOME_KIND_UNFOUNDED);
	CHECK_INT(known_of("q2"), 0);
	concluded(id, "s1", "v2", BLOCK_OUTCOME_KIND_INVESTIGATION);
	CHECK_INT(known_of("q3"), 1);
}

TEST(what_is_for_the_commission_is_handed_over_without_a_name)
{
	const char *id = campaign_opened();
	const char *clue = concluded(id, "s1", "v1", BLOCK_OUTCOME_KIND_INVESTIGATION);
	CHECK_INT(EMITTED_COUNT(BlockOutcome), 0);
	CHECK_TEXT(EMITTED(ClueHandedOver)->take_by, "2026-03-09");
	ACTOR_CADRE("discipline", CITY, "cdi", "inspector");
	WHEN(TakeOverClue, .clue_id = clue, .receipt = "收1号");
	ACCEPTED();
	WHEN(TakeOverClue, .clue_id = clue, .receipt = "收2号");
	REFUSED(REFUSAL_STATE_WRONG);
	clue = concluded(id, "s1", "v2", BLOCK_OUTCOME_KIND_UNFOUNDED);
	CHECK_INT(EMITTED_COUNT(BlockOutcome), 0);
	CHECK_TEXT(EMITTED(ClueUnfounded)->clue_id, clue);
	ACTOR_CADRE("discipline", CITY, "cdi", "inspector");
	WHEN(TakeOverClue, .clue_id = clue, .receipt = "收3号");
	REFUSED(REFUSAL_CLUE_NOT_HANDED_OVER);
}
TEST_MAIN()
