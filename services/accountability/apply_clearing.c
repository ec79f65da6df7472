/* What clearing a name changes. */
#include "base/require.h"
#include "workflows.h"

static ClearingRow clearing_of(struct tables *t, const char *clearing_id)
{
	const ClearingRow *row = clearing_find(tables_state(t), clearing_id);

	REQUIRE(row);
	return *row;
}

/* The next step and its last day. */
static void step(struct tables *t, ClearingRow *row, ClearingState state, const char *due_on)
{
	row->state = state;
	row->due_on = due_on;
	row->overdue = false;
	clearing_put(t, row);
	due_set(t, DUE_CLEARING_STEP, row->clearing_id, due_on);
}

void apply_clearing_proposed(struct tables *t, const ClearingProposed *e, const struct event *ev)
{
	ClearingRow row = {
		.clearing_id = e->clearing_id,
		.cadre_id = e->cadre_id,
		.report_id = e->report_id,
		.trigger = e->trigger,
		.scope = e->scope,
		.proposed_by = e->proposed_by,
	};

	(void)ev;
	step(t, &row, CLEARING_STATE_PROPOSED, e->approve_by);
	due_clear(t, DUE_CLEARING_PROPOSAL, e->report_id);
}

void apply_clearing_consented(struct tables *t, const ClearingConsented *e, const struct event *ev)
{
	ClearingRow row = clearing_of(t, e->clearing_id);

	(void)ev;
	row.state = CLEARING_STATE_CONSENTED;
	row.consents = e->consents;
	row.form = e->form;
	row.consent_document = e->document;
	clearing_put(t, &row);
}

void apply_clearing_approved(struct tables *t, const ClearingApproved *e, const struct event *ev)
{
	ClearingRow row = clearing_of(t, e->clearing_id);

	(void)ev;
	row.approved_by = e->approved_by;
	step(t, &row, CLEARING_STATE_APPROVED, e->execute_by);
}

void apply_cleared(struct tables *t, const Cleared *e, const struct event *ev)
{
	ClearingRow row = clearing_of(t, e->clearing_id);

	(void)ev;
	row.cleared_on = e->cleared_on;
	clearing_put(t, &row);
}

void apply_clearing_executed(struct tables *t, const ClearingExecuted *e, const struct event *ev)
{
	ClearingRow row = clearing_of(t, e->clearing_id);

	(void)ev;
	step(t, &row, CLEARING_STATE_EXECUTED, e->visit_by);
}

void apply_clearing_visited(struct tables *t, const ClearingVisited *e, const struct event *ev)
{
	ClearingRow row = clearing_of(t, e->clearing_id);

	(void)ev;
	row.visited_on = e->visited_on;
	row.settled = e->settled;
	step(t, &row, e->settled ? CLEARING_STATE_VISITED : CLEARING_STATE_EXECUTED, e->visit_by);
}

void apply_clearing_closed(struct tables *t, const ClearingClosed *e, const struct event *ev)
{
	ClearingRow row = clearing_of(t, e->clearing_id);

	(void)ev;
	step(t, &row, CLEARING_STATE_CLOSED, "");
}

void apply_clearing_overdue(struct tables *t, const ClearingOverdue *e, const struct event *ev)
{
	ClearingRow row = clearing_of(t, e->clearing_id);

	(void)ev;
	row.overdue = true;
	clearing_put(t, &row);
}

void apply_clearing_forgotten(struct tables *t, const ClearingForgotten *e, const struct event *ev)
{
	(void)t;
	(void)e;
	(void)ev;
}
