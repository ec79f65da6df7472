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
