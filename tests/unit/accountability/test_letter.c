/* Letters: hands, receipt, reply. */
#include "accountability_lib.h"

static const char *warning_id;

/* A warning of level 2 on 2 March, a reminder drafted. */
static const char *drafted(void)
{
	city("2026-03-02");
	as_head();
	WHEN(RaiseWarning, .cadre_id = "c1", .ground = "推进不力", .behavior = BEHAVIOR_KIND_SLOW_ACTION, .origin = "f1",
	     .level = 2, .grave_reason = "情节严重", .approval_document = "批1号");
	warning_id = world_answer("warning_id");
	as_officer();
	WHEN(DraftLetter, .matter_id = warning_id, .kind = LETTER_KIND_INQUIRY, .text = "请说明");
	return world_answer("letter_id");
}

static const char *delivered(void)
{
	const char *id = drafted();

	as_deputy();
	WHEN(ReviewLetter, .letter_id = id);
	as_head();
	WHEN(ApproveLetter, .letter_id = id);
	as_officer();
	WHEN(DeliverLetter, .letter_id = id, .received_on = "2026-03-02", .unit_copy_to = "单位书记");
	return id;
}

static void reply(const char *id, const char *on, const char *late_reason)
{
	WHEN(RecordReply, .letter_id = id, .reply = "情况说明", .replied_on = on, .late_reason = late_reason);
}

static void assess(const char *id, ReplyOutcome outcome)
{
	WHEN(AssessReply, .letter_id = id, .outcome = outcome, .finding = "研判");
}

TEST(three_hands_and_in_order)
{
	const char *id = drafted();
	ACCEPTED();
	as_head();
	WHEN(ApproveLetter, .letter_id = id);
	REFUSED(REFUSAL_STATE_WRONG);
	ACTOR_CADRE("org.deputy", CITY, "org", "officer");     /* the drafter with another hat */
	WHEN(ReviewLetter, .letter_id = id);
	REFUSED(REFUSAL_SAME_HAND);
	as_deputy();
	WHEN(ReviewLetter, .letter_id = id);
	ACCEPTED();
	ACTOR_CADRE("org.head", CITY, "org", "deputy");
	WHEN(ApproveLetter, .letter_id = id);
	REFUSED(REFUSAL_SAME_HAND);
	as_head();
	WHEN(ApproveLetter, .letter_id = id);
	ACCEPTED();
	as_principal();
	WHEN(EndorseLetter, .letter_id = id);
	REFUSED(REFUSAL_LETTER_KIND);
	as_officer();
	WHEN(DeliverLetter, .letter_id = id, .received_on = "2026-03-02");
	REFUSED(REFUSAL_UNIT_COPY_MISSING);
	WHEN(DeliverLetter, .letter_id = id, .received_on = "2026-03-03", .unit_copy_to = "单位书记");
	REFUSED(REFUSAL_DATE_FUTURE);
}

TEST(one_letter_of_a_matter_at_a_time)
{
	drafted();
	WHEN(DraftLetter, .matter_id = warning_id, .kind = LETTER_KIND_REMINDER, .text = "提醒");
	REFUSED(REFUSAL_LETTER_OPEN);
	WHEN(DraftLetter, .matter_id = "none", .kind = LETTER_KIND_REMINDER, .text = "提醒");
	REFUSED(REFUSAL_MATTER_UNKNOWN);
	WHEN(DraftLetter, .matter_id = warning_id, .kind = LETTER_KIND_ADMONITION, .text = "诫勉");
	REFUSED(REFUSAL_STATE_WRONG);
}

TEST(no_reporter_is_named_however_it_is_written)
{
	city("2026-03-02");
	WHEN(RegisterReport, .cadre_id = "c1", .channel = REPORT_CHANNEL_LETTER, .received_on = "2026-03-02",
	     .content = "反映问题", .real_name = true, .reporter_name = "巴特尔", .reporter_contact = "13800000000");
	as_head();
	WHEN(RaiseWarning, .cadre_id = "c1", .ground = "推进不力", .behavior = BEHAVIOR_KIND_SLOW_ACTION, .origin = "f1",
	     .level = 2, .grave_reason = "情节严重", .approval_document = "批1号");
	const char *id = world_answer("warning_id");
	const char *texts[] = { "据巴特尔反映", "据 巴 特 尔 反映", "据巴·特尔反映", "来电 138 0000-0000", "据巴\u3000特尔反映" };
	as_officer();
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		WHEN(DraftLetter, .matter_id = id, .kind = LETTER_KIND_REMINDER, .text = texts[i]);
		REFUSED(REFUSAL_REPORTER_IN_TEXT);
	}
	WHEN(DraftLetter, .matter_id = id, .kind = LETTER_KIND_REMINDER, .text = "收到关于你的反映");
	ACCEPTED();
}

TEST(a_clear_reply_closes_the_warning)
{
	const char *id = delivered();
	assess(id, REPLY_OUTCOME_CLEAR);
	REFUSED(REFUSAL_STATE_WRONG);
	reply(id, "2026-03-03", "");
	REFUSED(REFUSAL_DATE_FUTURE);
	reply(id, "2026-03-01", "");
	REFUSED(REFUSAL_DATE_ORDER);
	reply(id, "2026-03-02", "");
	ACCEPTED();
	assess(id, REPLY_OUTCOME_CLEAR);
	CHECK(EMITTED(WarningClosed)->improved);
	reply(id, "2026-03-02", "");
	REFUSED(REFUSAL_LETTER_CLOSED);
	assess(id, REPLY_OUTCOME_CLEAR);
	REFUSED(REFUSAL_LETTER_CLOSED);
}

TEST(no_change_proposes_level_3_and_nothing_more)
{
	const char *id = delivered();
	reply(id, "2026-03-02", "");
	assess(id, REPLY_OUTCOME_NO_CHANGE);
	CHECK_INT(EMITTED_COUNT(Level3Proposed), 1);
	CHECK_INT(EMITTED_COUNT(BarImposed), 0);
}

TEST(a_second_inquiry_once_with_a_new_last_day)
{
	const char *id = delivered();
	reply(id, "2026-03-02", "");
	assess(id, REPLY_OUTCOME_INQUIRE_AGAIN);
	ACCEPTED();
	CHECK_TEXT(EMITTED(LetterInquiredAgain)->reply_by, "2026-03-23");
	TODAY("2026-03-10");
	reply(id, "2026-03-10", "");
	assess(id, REPLY_OUTCOME_INQUIRE_AGAIN);
	REFUSED(REFUSAL_INQUIRED_TOO_OFTEN);
}

TEST(a_late_reply_gives_its_reason_and_may_still_clear)
{
	const char *id = delivered();
	TODAY("2026-03-24");
	CHECK_INT(EMITTED_COUNT(Level3Proposed), 1);
	reply(id, "2026-03-24", "");
	REFUSED(REFUSAL_LATE_REASON_MISSING);
	reply(id, "2026-03-24", "出差");
	ACCEPTED();
	assess(id, REPLY_OUTCOME_INQUIRE_AGAIN);
	REFUSED(REFUSAL_STATE_WRONG);
	assess(id, REPLY_OUTCOME_CLEAR);
	ACCEPTED();
	CHECK_INT(EMITTED(Level3Settled)->step, WARNING_STEP_CLOSED);
	CHECK_INT(warning_find(world_state(), warning_id)->step, WARNING_STEP_CLOSED);
}

TEST_MAIN()
