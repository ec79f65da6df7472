/* The three levels. */
#include "accountability_lib.h"

static const char *raised(void)
{
	city("2026-03-02");
	WHEN(RaiseWarning, .cadre_id = "c1", .ground = "推进不力", .behavior = BEHAVIOR_KIND_SLOW_ACTION, .origin = "f1");
	return world_answer("warning_id");
}

static void level_1_talk(const char *id, const char *on)
{
	as_head();
	WHEN(RecordWarningTalk, .warning_id = id, .held_on = on, .record = "谈话内容");
}

static const char *level_2(void)
{
	const char *id = raised();

	level_1_talk(id, "2026-03-02");
	as_officer();
	WHEN(RecheckWarning, .warning_id = id, .finding = WARNING_FINDING_NO_CHANGE, .note = "没有转变");
	return id;
}

/* An inquiry delivered that day; returns its id. */
static const char *inquired(const char *warning_id, const char *on)
{
	as_officer();
	WHEN(DraftLetter, .matter_id = warning_id, .kind = LETTER_KIND_INQUIRY, .text = "请说明");
	const char *id = world_answer("letter_id");
	as_deputy();
	WHEN(ReviewLetter, .letter_id = id);
	as_head();
	WHEN(ApproveLetter, .letter_id = id);
	as_officer();
	WHEN(DeliverLetter, .letter_id = id, .received_on = on, .unit_copy_to = "单位书记");
	return id;
}

static WarningStep step_of(const char *id)
{
	return warning_find(world_state(), id)->step;
}

TEST(a_warning_begins_with_a_talk_in_ten_working_days)
{
	const char *id = raised();
	ACCEPTED();
	CHECK_INT(EMITTED(WarningRaised)->level, 1);
	CHECK_TEXT(EMITTED(WarningRaised)->due_on, "2026-03-16");
	WHEN(RaiseWarning, .cadre_id = "c1", .ground = "推进不力", .behavior = BEHAVIOR_KIND_SLOW_ACTION, .origin = "f2");
	REFUSED(REFUSAL_WARNING_OPEN);
	TODAY("2026-03-16");
	CHECK_INT(EMITTED_COUNT(WarningOverdue), 0);
	TODAY("2026-03-17");
	CHECK_INT(EMITTED(WarningOverdue)->step, WARNING_STEP_TALK_DUE);
	CHECK(warning_find(world_state(), id)->overdue);
}

TEST(the_head_talks_or_delegates_in_writing)
{
	const char *id = raised();
	as_deputy();
	WHEN(RecordWarningTalk, .warning_id = id, .held_on = "2026-03-02", .record = "谈话内容");
	REFUSED(REFUSAL_TALK_NOT_BY_HEAD);
	WHEN(RecordWarningTalk, .warning_id = id, .held_on = "2026-03-02", .record = "谈话内容", .delegation = "委托1号");
	ACCEPTED();
	CHECK_TEXT(EMITTED(WarningTalked)->talker_id, "deputy");
	CHECK_TEXT(EMITTED(WarningTalked)->recheck_by, "2026-06-02");
	level_1_talk(id, "2026-03-02");
	REFUSED(REFUSAL_STATE_WRONG);
}

TEST(improving_closes_and_the_fact_is_not_used_again)
{
	const char *id = raised();
	level_1_talk(id, "2026-03-01");
	REFUSED(REFUSAL_DATE_ORDER);
	level_1_talk(id, "2026-03-03");
	REFUSED(REFUSAL_DATE_FUTURE);
	level_1_talk(id, "2026-03-02");
	as_officer();
	WHEN(RecheckWarning, .warning_id = id, .finding = WARNING_FINDING_IMPROVING, .note = "转变明显");
	CHECK(EMITTED(WarningClosed)->improved);
	WHEN(RaiseWarning, .cadre_id = "c1", .ground = "推进不力", .behavior = BEHAVIOR_KIND_SLOW_ACTION, .origin = "f1");
	REFUSED(REFUSAL_FACT_REUSED);
	WHEN(RaiseWarning, .cadre_id = "c1", .ground = "推进不力", .behavior = BEHAVIOR_KIND_SLOW_ACTION, .origin = "f2");
	ACCEPTED();
}

TEST(no_letter_before_level_1_is_on_record)
{
	const char *id = raised();
	WHEN(DraftLetter, .matter_id = id, .kind = LETTER_KIND_REMINDER, .text = "提醒");
	REFUSED(REFUSAL_LEVEL_1_RECORD_MISSING);
	level_1_talk(id, "2026-03-02");
	as_officer();
	WHEN(DraftLetter, .matter_id = id, .kind = LETTER_KIND_REMINDER, .text = "提醒");
	REFUSED(REFUSAL_LEVEL_1_RECORD_MISSING);
	WHEN(RecheckWarning, .warning_id = id, .finding = WARNING_FINDING_NO_CHANGE, .note = "没有转变");
	CHECK_INT(EMITTED(WarningRaised)->level, 2);
	CHECK_TEXT(EMITTED(WarningRaised)->warning_id, id);
	WHEN(DraftLetter, .matter_id = id, .kind = LETTER_KIND_REMINDER, .text = "提醒");
	ACCEPTED();
}

TEST(levels_are_skipped_only_when_grave_and_approved)
{
	city("2026-03-02");
	WHEN(RaiseWarning, .cadre_id = "c1", .ground = "推进不力", .behavior = BEHAVIOR_KIND_INACTION, .origin = "f1", .level = 2);
	REFUSED(REFUSAL_WARNING_LEVEL_SKIPPED);
	WHEN(RaiseWarning, .cadre_id = "c1", .ground = "推进不力", .behavior = BEHAVIOR_KIND_INACTION, .origin = "f1", .level = 2,
	     .grave_reason = "造成重大损失");
	REFUSED(REFUSAL_SKIP_NOT_APPROVED);
	WHEN(RaiseWarning, .cadre_id = "c1", .ground = "推进不力", .behavior = BEHAVIOR_KIND_INACTION, .origin = "f1", .level = 2,
	     .grave_reason = "造成重大损失", .approval_document = "批1号");
	REFUSED(REFUSAL_SKIP_NOT_APPROVED);     /* an officer is not the head */
	as_head();
	WHEN(RaiseWarning, .cadre_id = "c1", .ground = "推进不力", .behavior = BEHAVIOR_KIND_INACTION, .origin = "f1", .level = 3,
	     .grave_reason = "造成重大损失", .approval_document = "批1号");
	ACCEPTED();
	CHECK_INT(EMITTED_COUNT(Level3Proposed), 1);
	CHECK_INT(EMITTED_COUNT(BarImposed), 0);   /* proposed, not issued */
	CHECK_INT(step_of(world_answer("warning_id")), WARNING_STEP_LEVEL_3_PROPOSED);
}

TEST(retraining_failed_for_good_raises_level_1)
{
	city("2026-03-02");
	GIVEN(CallUpFailed, .call_up_id = "cu1", .cadre_id = "c1", .ground = CALL_UP_GROUND_LONG_STAGNATION, .final = false);
	CHECK_INT(EMITTED_COUNT(WarningRaised), 0);
	GIVEN(CallUpFailed, .call_up_id = "cu1", .cadre_id = "c1", .ground = CALL_UP_GROUND_LONG_STAGNATION, .final = true);
	CHECK_INT(EMITTED(WarningRaised)->level, 1);
	CHECK_TEXT(EMITTED(WarningRaised)->origin, "cu1");
	CHECK_INT(EMITTED(WarningRaised)->behavior, BEHAVIOR_KIND_INACTION);
	GIVEN(CallUpFailed, .call_up_id = "cu2", .cadre_id = "c1", .final = true);
	CHECK_INT(EMITTED_COUNT(WarningRaised), 0);        /* one warning at a time */
	GIVEN(CallUpFailed, .call_up_id = "cu3", .cadre_id = "stranger", .final = true);
	CHECK_INT(EMITTED_COUNT(WarningRaised), 0);
}

TEST(the_whole_chain_ends_in_an_admonition_a_person_issues)
{
	city("2026-03-02");
	GIVEN(CallUpFailed, .call_up_id = "cu1", .cadre_id = "c1", .ground = CALL_UP_GROUND_WEAK_PUSH, .final = true);
	const char *id = EMITTED(WarningRaised)->warning_id;
	level_1_talk(id, "2026-03-02");
	as_officer();
	WHEN(RecheckWarning, .warning_id = id, .finding = WARNING_FINDING_NO_CHANGE, .note = "没有转变");
	inquired(id, "2026-03-02");
	CHECK_TEXT(EMITTED(LetterDelivered)->reply_by, "2026-03-23");
	CHECK_INT(step_of(id), WARNING_STEP_LETTER_SENT);
	TODAY("2026-03-23");
	CHECK_INT(EMITTED_COUNT(LetterOverdue), 0);
	TODAY("2026-03-24");
	CHECK_INT(EMITTED_COUNT(LetterOverdue), 1);
	CHECK_TEXT(EMITTED(Level3Proposed)->decide_by, "2026-04-08");
	CHECK_INT(EMITTED_COUNT(MeasureIssued), 0);
	heard(id);
	const char *letter = admonition_letter(id);
	admonish(id, letter, "2026-03-24");
	ACCEPTED();
	CHECK_INT(EMITTED(WarningRaised)->level, 3);
	CHECK_TEXT(EMITTED(WarningRaised)->origin, "cu1");
	CHECK_INT(EMITTED(MeasureIssued)->kind, MEASURE_KIND_ADMONITION);
	CHECK_TEXT(EMITTED(MeasureIssued)->origin, id);
	CHECK_TEXT(EMITTED(SanctionEffective)->influence_until, "2026-09-23");
	CHECK_TEXT(bar_on("2026-09-23")->until_on, "2026-09-23");
	CHECK_INT(EMITTED_COUNT(LetterWithdrawn), 1);      /* the unanswered inquiry waits no more */
	CHECK_INT(step_of(id), WARNING_STEP_ADMONISHED);
	as_officer();
	TODAY("2026-09-23");
	WHEN(CloseWarning, .warning_id = id, .finding = WARNING_FINDING_IMPROVING, .note = "已改正");
	REFUSED(REFUSAL_TOO_EARLY);
	TODAY("2026-09-24");
	CHECK_INT(EMITTED_COUNT(SanctionExpired), 1);
	WHEN(CloseWarning, .warning_id = id, .finding = WARNING_FINDING_IMPROVING, .note = "已改正");
	ACCEPTED();
	CHECK(EMITTED(WarningClosed)->improved);
}

TEST(no_change_after_the_admonition_suggests_an_adjustment)
{
	const char *id = level_2();
	inquired(id, "2026-03-02");
	TODAY("2026-03-24");
	heard(id);
	admonish(id, admonition_letter(id), "2026-03-24");
	as_officer();
	TODAY("2026-09-24");
	WHEN(CloseWarning, .warning_id = id, .finding = WARNING_FINDING_NO_CHANGE, .note = "没有转变");
	CHECK(!EMITTED(WarningClosed)->improved);
	CHECK_TEXT(EMITTED(AdjustmentSuggested)->origin, id);
}

TEST(the_head_may_lower_the_level)
{
	const char *id = level_2();
	const char *letter = inquired(id, "2026-03-02");
	TODAY("2026-03-24");
	as_head();
	WHEN(DowngradeWarning, .warning_id = id, .reason = "已有好转");
	ACCEPTED();
	CHECK_INT(step_of(id), WARNING_STEP_TALKED);
	CHECK_INT(warning_find(world_state(), id)->level, 1);
	CHECK_INT(letter_find(world_state(), letter)->state, LETTER_STATE_CLOSED);
	WHEN(DowngradeWarning, .warning_id = id, .reason = "已有好转");
	REFUSED(REFUSAL_STATE_WRONG);
}

static void published(const char *quarter, bool last)
{
	InspectedUnit unit, *list[] = { &unit };

	inspected_unit__init(&unit);
	unit.unit_id = "u1";
	unit.group_size = 5;
	unit.last = last;
	GIVEN(InspectionPublished, .inspection_id = quarter, .quarter = quarter, .n_units = 1, .units = list);
}

TEST(the_bottom_twice_in_a_row_suggests_a_warning_of_the_head)
{
	city("2026-03-02");
	published("2025Q2", true);
	CHECK_INT(EMITTED_COUNT(WarningSuggested), 0);
	published("2025Q3", false);
	published("2025Q4", true);
	CHECK_INT(EMITTED_COUNT(WarningSuggested), 0);
	published("2026Q1", true);
	CHECK_INT(EMITTED_COUNT(WarningSuggested), 1);
	CHECK_TEXT(EMITTED(WarningSuggested)->cadre_id, "c1");
	CHECK_INT(EMITTED(WarningSuggested)->quarters, 2);
	const char *id = EMITTED(WarningSuggested)->warning_id;
	as_officer();
	WHEN(RaiseWarning, .cadre_id = "c2", .ground = "连续末位", .behavior = BEHAVIOR_KIND_INACTION, .origin = "2026Q1",
	     .warning_id = id);
	REFUSED(REFUSAL_WARNING_UNKNOWN);
	WHEN(RaiseWarning, .cadre_id = "c1", .ground = "连续末位", .behavior = BEHAVIOR_KIND_INACTION, .origin = "2026Q1",
	     .warning_id = id);
	ACCEPTED();
	CHECK(EMITTED(WarningSuggestionSettled)->taken);
	CHECK_TEXT(EMITTED(WarningRaised)->warning_id, id);
	CHECK_INT(step_of(id), WARNING_STEP_TALK_DUE);
	CHECK_TEXT(warning_find(world_state(), id)->raised_on, "2026-03-02");
}

TEST(a_suggestion_may_be_declined)
{
	city("2026-03-02");
	published("2025Q4", true);
	published("2026Q1", true);
	const char *id = EMITTED(WarningSuggested)->warning_id;
	WHEN(DeclineWarning, .warning_id = id, .reason = "新任不足三个月");
	ACCEPTED();
	WHEN(DeclineWarning, .warning_id = id, .reason = "新任不足三个月");
	REFUSED(REFUSAL_STATE_WRONG);
	WHEN(DeclineWarning, .warning_id = "none", .reason = "无");
	REFUSED(REFUSAL_WARNING_UNKNOWN);
}

TEST_MAIN()
