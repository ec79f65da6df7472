/* What warnings change, and the streaks of bottom ranks they are suggested from. */
#include "base/require.h"
#include "workflows.h"

static WarningRow warning_of(struct tables *t, const char *warning_id)
{
	const WarningRow *row = warning_find(tables_state(t), warning_id);

	REQUIRE(row);
	return *row;
}

/* Last again: one more; any other rank ends the streak; a unit that was not inspected keeps it. */
void apply_inspection_published(struct tables *t, const InspectionPublished *e, const struct event *ev)
{
	(void)ev;
	for (size_t i = 0; i < e->n_units; i++) {
		const InspectedUnit *unit = e->units[i];
		const BottomStreakRow *streak = bottom_streak_find(tables_state(t), unit->unit_id);
		if (unit->last)
			bottom_streak_put(t, &(BottomStreakRow){
				.unit_id = unit->unit_id,
				.quarters = streak ? streak->quarters + 1 : 1,
				.quarter = e->quarter,
			});
		else
			bottom_streak_delete(t, unit->unit_id);
	}
}

void apply_warning_suggested(struct tables *t, const WarningSuggested *e, const struct event *ev)
{
	(void)ev;
	warning_put(t, &(WarningRow){
		.warning_id = e->warning_id,
		.cadre_id = e->cadre_id,
		.step = WARNING_STEP_SUGGESTED,
		.ground = e->ground,
		.origin = e->origin,
	});
}

void apply_warning_suggestion_settled(struct tables *t, const WarningSuggestionSettled *e, const struct event *ev)
{
	WarningRow row = warning_of(t, e->warning_id);

	row.step = WARNING_STEP_DECLINED; /* when taken up, WarningRaised follows and opens it */
	row.closed_on = e->taken ? "" : ev->occurred_on;
	warning_put(t, &row);
}

static void new_level(struct tables *t, WarningRow *row, const WarningRaised *e)
{
	row->level = e->level;
	row->due_on = e->due_on;
	row->overdue = false;
	if (e->level == 1) {
		row->step = WARNING_STEP_TALK_DUE;
		due_set(t, DUE_WARNING_TALK, e->warning_id, e->due_on);
	} else if (e->level == 2) {
		row->step = WARNING_STEP_LETTER_DUE;
		due_set(t, DUE_WARNING_LETTER, e->warning_id, e->due_on);
	}
	/* the step of level 3 comes with Level3Proposed and Level3Settled */
}

void apply_warning_raised(struct tables *t, const WarningRaised *e, const struct event *ev)
{
	const WarningRow *old = warning_find(tables_state(t), e->warning_id);
	WarningRow row = old ? *old : (WarningRow){ .warning_id = e->warning_id };

	if (!old || old->step == WARNING_STEP_DECLINED) {
		row.cadre_id = e->cadre_id;
		row.ground = e->ground;
		row.behavior = e->behavior;
		row.origin = e->origin;
		row.raised_on = ev->occurred_on;
	}
	new_level(t, &row, e);
	warning_put(t, &row);
}

void apply_warning_talked(struct tables *t, const WarningTalked *e, const struct event *ev)
{
	WarningRow row = warning_of(t, e->warning_id);

	(void)ev;
	row.step = WARNING_STEP_TALKED;
	row.talked_on = e->held_on;
	row.talker_id = e->talker_id;
	row.delegation = e->delegation;
	row.due_on = e->recheck_by;
	row.overdue = false;
	warning_put(t, &row);
	due_clear(t, DUE_WARNING_TALK, e->warning_id);
	due_set(t, DUE_WARNING_RECHECK, e->warning_id, e->recheck_by);
}

void apply_warning_rechecked(struct tables *t, const WarningRechecked *e, const struct event *ev)
{
	(void)ev;
	due_clear(t, DUE_WARNING_RECHECK, e->warning_id);
}

void apply_warning_overdue(struct tables *t, const WarningOverdue *e, const struct event *ev)
{
	WarningRow row = warning_of(t, e->warning_id);

	(void)ev;
	row.overdue = true;
	warning_put(t, &row);
}

void apply_level3_proposed(struct tables *t, const Level3Proposed *e, const struct event *ev)
{
	WarningRow row = warning_of(t, e->warning_id);

	(void)ev;
	row.step = WARNING_STEP_LEVEL_3_PROPOSED;
	row.due_on = e->decide_by;
	row.overdue = false;
	warning_put(t, &row);
	due_set(t, DUE_WARNING_DECISION, e->warning_id, e->decide_by);
}

void apply_level3_settled(struct tables *t, const Level3Settled *e, const struct event *ev)
{
	WarningRow row = warning_of(t, e->warning_id);

	(void)ev;
	row.step = e->step;
	row.follow_up_by = e->follow_up_by;
	row.due_on = e->follow_up_by;
	row.overdue = false;
	warning_put(t, &row);
	due_clear(t, DUE_WARNING_DECISION, e->warning_id);
	due_set(t, DUE_WARNING_FOLLOW_UP, e->warning_id, e->follow_up_by);
}

void apply_warning_downgraded(struct tables *t, const WarningDowngraded *e, const struct event *ev)
{
	WarningRow row = warning_of(t, e->warning_id);

	(void)ev;
	row.level = 1;
	row.step = WARNING_STEP_TALKED;
	row.due_on = e->recheck_by;
	row.overdue = false;
	warning_put(t, &row);
	due_clear(t, DUE_WARNING_LETTER, e->warning_id);
	due_set(t, DUE_WARNING_RECHECK, e->warning_id, e->recheck_by);
}

void apply_warning_closed(struct tables *t, const WarningClosed *e, const struct event *ev)
{
	WarningRow row = warning_of(t, e->warning_id);

	(void)ev;
	row.step = WARNING_STEP_CLOSED;
	row.closed_on = e->closed_on;
	row.improved = e->improved;
	row.due_on = "";
	warning_put(t, &row);
	due_clear(t, DUE_WARNING_TALK, e->warning_id);
	due_clear(t, DUE_WARNING_LETTER, e->warning_id);
	due_clear(t, DUE_WARNING_RECHECK, e->warning_id);
	due_clear(t, DUE_WARNING_DECISION, e->warning_id);
	due_clear(t, DUE_WARNING_FOLLOW_UP, e->warning_id);
}
