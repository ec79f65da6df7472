/* Rectification lists. */
#include "assessment_lib.h"

static const char *opened(const char **inspection)
{
	city("2026-04-01");
	*inspection = ranked("2026Q1");
	WHEN(OpenRectification, .inspection_id = *inspection, .unit_id = "u3", .item_id = "env", .problem = "拖延");
	REFUSED(REFUSAL_NOT_PUBLISHED);
	TODAY("2026-04-08");
	WHEN(PublishInspection, .inspection_id = *inspection);
	WHEN(OpenRectification, .inspection_id = *inspection, .unit_id = "u3", .item_id = "env", .problem = "拖延");
	ACCEPTED();
	return world_answer("rectification_id");
}

static void report(const char *id, const char *unit_id)
{
	ACTOR_CADRE("unit.head", CITY, unit_id, "h3");
	WHEN(ReportRectification, .rectification_id = id, .proof = "照片和文件");
	ACTOR("org.assessment", CITY);
}

TEST(nothing_is_closed_without_proof)
{
	const char *inspection, *id = opened(&inspection);
	WHEN(CheckRectification, .rectification_id = id, .accepted = true, .note = "好");
	REFUSED(REFUSAL_PROOF_MISSING);
	report(id, "u1");
	REFUSED(REFUSAL_NOT_OWN_UNIT);
	report(id, "u3");
	ACCEPTED();
	WHEN(CheckRectification, .rectification_id = id, .accepted = true, .note = "好");
	ACCEPTED();
	CHECK_INT(rectification_find(world_state(), id)->state, RECTIFICATION_STATE_CLOSED);
	report(id, "u3");
	REFUSED(REFUSAL_STATE_WRONG);
}

TEST(what_is_returned_needs_new_proof)
{
	const char *inspection, *id = opened(&inspection);
	report(id, "u3");
	WHEN(CheckRectification, .rectification_id = id, .accepted = false, .note = "不实");
	CHECK_INT(EMITTED_COUNT(RectificationReturned), 1);
	WHEN(CheckRectification, .rectification_id = id, .accepted = true, .note = "好");
	REFUSED(REFUSAL_PROOF_MISSING);
}

TEST(the_unit_does_not_accept_its_own)
{
	const char *inspection, *id = opened(&inspection);
	report(id, "u3");
	ACTOR_CADRE("org.assessment", CITY, "u3", "c9");
	WHEN(CheckRectification, .rectification_id = id, .accepted = true, .note = "好");
	REFUSED(REFUSAL_SELF_DEALING);
}

TEST(unknown_units_items_and_matters_are_refused)
{
	const char *inspection, *id = opened(&inspection);
	CHECK(id[0]);
	WHEN(OpenRectification, .inspection_id = inspection, .unit_id = "u8", .item_id = "env", .problem = "拖延");
	REFUSED(REFUSAL_UNIT_NOT_INSPECTED);
	WHEN(OpenRectification, .inspection_id = inspection, .unit_id = "u3", .item_id = "none", .problem = "拖延");
	REFUSED(REFUSAL_ITEM_UNKNOWN);
	WHEN(CheckRectification, .rectification_id = "none", .accepted = true, .note = "好");
	REFUSED(REFUSAL_RECTIFICATION_UNKNOWN);
}

static void step(const char *id, uint32_t percent, const char *day, const char *reason)
{
	ACTOR_CADRE("unit.head", CITY, "u3", "h3");
	WHEN(ReportRectificationProgress, .rectification_id = id, .percent = percent, .reached_on = day, .done = "已立项", .reason = reason);
	ACTOR("org.assessment", CITY);
}

TEST(progress_is_told_in_steps_and_never_falls_without_a_reason)
{
	const char *inspection, *id = opened(&inspection);
	CHECK_INT(rectification_find(world_state(), id)->percent, 0);
	CHECK_TEXT(rectification_find(world_state(), id)->opened_on, "2026-04-08");
	TODAY("2026-04-20");
	step(id, 40, "2026-04-15", "");
	ACCEPTED();
	CHECK_INT(EMITTED(RectificationProgressed)->before, 0);
	step(id, 39, "2026-04-18", "");
	REFUSED(REFUSAL_RECTIFICATION_BACKWARDS);
	AT_FIELD("reason");
	step(id, 40, "2026-04-18", "");
	ACCEPTED();
	step(id, 30, "2026-04-18", "原方案未通过评审");
	ACCEPTED();
	CHECK_INT(EMITTED(RectificationProgressed)->before, 40);
	step(id, 99, "2026-04-20", "");
	ACCEPTED();
	step(id, 100, "2026-04-20", "");
	REFUSED(REFUSAL_FIELD_OUT_OF_RANGE);
	const RectificationRow *row = rectification_find(world_state(), id);
	CHECK_INT(row->percent, 99);
	CHECK_INT(row->n_steps, 4);
	CHECK_TEXT(row->steps[2]->reason, "原方案未通过评审");
	CHECK_TEXT(row->steps[2]->told_on, "2026-04-20");
}

TEST(a_step_has_a_day_that_has_come_and_follows_the_last)
{
	const char *inspection, *id = opened(&inspection);
	TODAY("2026-04-20");
	step(id, 10, "2026-04-21", "");
	REFUSED(REFUSAL_DATE_FUTURE);
	step(id, 10, "2026-04-07", "");
	REFUSED(REFUSAL_DATE_ORDER);
	AT_FIELD("reached_on");
	step(id, 10, "2026-04-08", "");
	ACCEPTED();
	step(id, 20, "2026-04-20", "");
	ACCEPTED();
	step(id, 30, "2026-04-19", "");
	REFUSED(REFUSAL_DATE_ORDER);
}

TEST(steps_come_from_the_unit_while_the_matter_is_with_it)
{
	const char *inspection, *id = opened(&inspection);
	ACTOR_CADRE("unit.head", CITY, "u1", "h1");
	WHEN(ReportRectificationProgress, .rectification_id = id, .percent = 10, .reached_on = "2026-04-08", .done = "已立项");
	REFUSED(REFUSAL_NOT_OWN_UNIT);
	step("none", 10, "2026-04-08", "");
	REFUSED(REFUSAL_RECTIFICATION_UNKNOWN);
	report(id, "u3");
	step(id, 10, "2026-04-08", "");
	REFUSED(REFUSAL_STATE_WRONG);
}

TEST(there_may_be_sixty_steps_and_no_more)
{
	const char *inspection, *id = opened(&inspection);
	for (uint32_t i = 0; i < 60; i++) {
		step(id, i, "2026-04-08", "");
		ACCEPTED();
	}
	step(id, 60, "2026-04-08", "");
	REFUSED(REFUSAL_RECTIFICATION_STEPS_MANY);
}

TEST(returns_are_counted_and_the_percentage_falls_back_to_the_last_step)
{
	const char *inspection, *id = opened(&inspection);
	step(id, 70, "2026-04-08", "");
	for (uint32_t times = 0; times < 2; times++) {
		report(id, "u3");
		CHECK_INT(EMITTED(RectificationReported)->returns, times);
		CHECK_INT(rectification_find(world_state(), id)->percent, 100);
		WHEN(CheckRectification, .rectification_id = id, .accepted = false, .note = "不实");
		CHECK_INT(EMITTED(RectificationReturned)->returns, times + 1);
		CHECK_INT(EMITTED(RectificationReturned)->percent, 70);
		CHECK_INT(rectification_find(world_state(), id)->percent, 70);
	}
	report(id, "u3");
	WHEN(CheckRectification, .rectification_id = id, .accepted = true, .note = "好");
	CHECK_INT(EMITTED(RectificationClosed)->returns, 2);
	CHECK_INT(rectification_find(world_state(), id)->returns, 2);
	CHECK_INT(rectification_find(world_state(), id)->percent, 100);
}

TEST(it_is_the_matter_of_the_office_that_gave_it)
{
	const char *inspection, *id = opened(&inspection);
	CHECK_TEXT(rectification_find(world_state(), id)->authority, CITY);
	CHECK_TEXT(inspection_result_find(world_state(), inspection, "u1")->authority, CITY);
}

TEST(past_its_day_it_is_overdue)
{
	const char *inspection, *id = opened(&inspection);
	CHECK_TEXT(rectification_find(world_state(), id)->due_on, "2026-05-08");
	TODAY("2026-05-08");
	CHECK_INT(EMITTED_COUNT(RectificationOverdue), 0);
	TODAY("2026-05-09");
	CHECK_INT(EMITTED_COUNT(RectificationOverdue), 1);
	CHECK(rectification_find(world_state(), id)->overdue);
}

TEST_MAIN()
