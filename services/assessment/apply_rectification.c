/* What rectifications change: steps, proof, how often one was sent back. */
#include "assessment/bounds.h"
#include "base/require.h"
#include "inspection_office.h"
#include "workflows.h"

#define PERCENT_ALL 100

static RectificationRow rectification_of(struct tables *t, const char *rectification_id)
{
	const RectificationRow *row = rectification_find(tables_state(t), rectification_id);

	REQUIRE(row);
	return *row;
}

void apply_rectification_opened(struct tables *t, const RectificationOpened *e, const struct event *ev)
{
	rectification_put(t, &(RectificationRow){
		.rectification_id = e->rectification_id,
		.inspection_id = e->inspection_id,
		.unit_id = e->unit_id,
		.item_id = e->item_id,
		.problem = e->problem,
		.state = RECTIFICATION_STATE_OPEN,
		.due_on = e->due_on,
		.authority = inspection_office(ev),
		.opened_on = ev->occurred_on,
	});
	due_set(t, DUE_RECTIFICATION, e->rectification_id, e->due_on);
}

void apply_rectification_progressed(struct tables *t, const RectificationProgressed *e, const struct event *ev)
{
	RectificationRow row = rectification_of(t, e->rectification_id);
	RectificationStep step, *steps[RECTIFICATION_STEPS_MAX];

	REQUIRE(row.n_steps < RECTIFICATION_STEPS_MAX); /* decided */
	rectification_step__init(&step);
	step.percent = e->percent;
	step.reached_on = e->reached_on;
	step.done = e->done;
	step.reason = e->reason;
	step.told_on = ev->occurred_on;
	for (size_t i = 0; i < row.n_steps; i++)
		steps[i] = row.steps[i];
	steps[row.n_steps++] = &step;
	row.steps = steps;
	row.percent = e->percent;
	rectification_put(t, &row);
}

void apply_rectification_reported(struct tables *t, const RectificationReported *e, const struct event *ev)
{
	RectificationRow row = rectification_of(t, e->rectification_id);

	(void)ev;
	row.state = RECTIFICATION_STATE_REPORTED;
	row.proof = e->proof;
	row.percent = PERCENT_ALL;
	rectification_put(t, &row);
	due_clear(t, DUE_RECTIFICATION, e->rectification_id);
}

void apply_rectification_closed(struct tables *t, const RectificationClosed *e, const struct event *ev)
{
	RectificationRow row = rectification_of(t, e->rectification_id);

	(void)ev;
	row.state = RECTIFICATION_STATE_CLOSED;
	row.note = e->note;
	rectification_put(t, &row);
}

void apply_rectification_returned(struct tables *t, const RectificationReturned *e, const struct event *ev)
{
	RectificationRow row = rectification_of(t, e->rectification_id);

	(void)ev;
	row.state = RECTIFICATION_STATE_OPEN;
	row.proof = "";
	row.note = e->note;
	row.due_on = e->due_on;
	row.returns++;
	row.percent = e->percent;
	rectification_put(t, &row);
	due_set(t, DUE_RECTIFICATION, e->rectification_id, e->due_on);
}

void apply_rectification_overdue(struct tables *t, const RectificationOverdue *e, const struct event *ev)
{
	RectificationRow row = rectification_of(t, e->rectification_id);

	(void)ev;
	row.overdue = true;
	rectification_put(t, &row);
}
