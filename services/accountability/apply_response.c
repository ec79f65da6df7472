/* What graded responses and measures change. */
#include "base/require.h"
#include "workflows.h"

static ResponseRow response_of(struct tables *t, const char *response_id)
{
	const ResponseRow *row = response_find(tables_state(t), response_id);

	REQUIRE(row);
	return *row;
}

void apply_response_proposed(struct tables *t, const ResponseProposed *e, const struct event *ev)
{
	(void)ev;
	response_put(t, &(ResponseRow){
		.response_id = e->response_id,
		.cadre_id = e->cadre_id,
		.state = RESPONSE_STATE_PROPOSED,
		.cause = e->cause,
		.origin = e->origin,
		.behavior = e->behavior,
	});
}

void apply_response_opened(struct tables *t, const ResponseOpened *e, const struct event *ev)
{
	const ResponseRow *proposal = response_find(tables_state(t), e->response_id);

	(void)ev;
	response_put(t, &(ResponseRow){
		.response_id = e->response_id,
		.cadre_id = e->cadre_id,
		.state = RESPONSE_STATE_OPEN,
		.cause = e->cause,
		.origin = e->origin[0] || !proposal ? e->origin : proposal->origin,
		.behavior = e->behavior,
		.finding = e->finding,
	});
}

void apply_response_declined(struct tables *t, const ResponseDeclined *e, const struct event *ev)
{
	ResponseRow row = response_of(t, e->response_id);

	(void)ev;
	row.state = RESPONSE_STATE_DECLINED;
	row.reason = e->reason;
	response_put(t, &row);
}

void apply_measure_issued(struct tables *t, const MeasureIssued *e, const struct event *ev)
{
	const ResponseRow *response = response_find(tables_state(t), e->origin);

	(void)ev;
	measure_put(t, &(MeasureRow){
		.measure_id = e->measure_id,
		.cadre_id = e->cadre_id,
		.kind = e->kind,
		.behavior = e->behavior,
		.issued_on = e->issued_on,
		.influence_until = e->influence_until,
		.origin = e->origin,
	});
	if (response) {
		ResponseRow row = *response;
		row.state = RESPONSE_STATE_MEASURE;
		row.measure_id = e->measure_id;
		row.kind = e->kind;
		row.issued_on = e->issued_on;
		response_put(t, &row);
	}
}

void apply_measure_documented(struct tables *t, const MeasureDocumented *e, const struct event *ev)
{
	const MeasureRow *old = measure_find(tables_state(t), e->measure_id);
	MeasureRow row;

	(void)ev;
	REQUIRE(old);
	row = *old;
	row.letter_id = e->letter_id;
	row.unit_copy_to = e->unit_copy_to;
	row.sanction_id = e->sanction_id;
	row.escalation_note = e->escalation_note;
	measure_put(t, &row);
}

void apply_plan_awaited(struct tables *t, const PlanAwaited *e, const struct event *ev)
{
	ResponseRow row = response_of(t, e->response_id);

	(void)ev;
	row.plan_by = e->plan_by;
	response_put(t, &row);
	due_set(t, DUE_RESPONSE_PLAN, e->response_id, e->plan_by);
}

void apply_rectify_planned(struct tables *t, const RectifyPlanned *e, const struct event *ev)
{
	ResponseRow row = response_of(t, e->response_id);

	(void)ev;
	row.state = RESPONSE_STATE_TRACK;
	row.plan = e->plan;
	row.deadline = e->deadline;
	row.review_by = e->review_by;
	row.overdue = false;
	response_put(t, &row);
	due_clear(t, DUE_RESPONSE_PLAN, e->response_id);
	due_set(t, DUE_TRACK_REVIEW, e->response_id, e->review_by);
}

void apply_track_reviewed(struct tables *t, const TrackReviewed *e, const struct event *ev)
{
	ResponseRow row = response_of(t, e->response_id);

	(void)ev;
	row.reviews = e->node;
	row.review_by = e->next_by;
	row.overdue = false;
	response_put(t, &row);
	due_set(t, DUE_TRACK_REVIEW, e->response_id, e->next_by);
}

void apply_response_concluded(struct tables *t, const ResponseConcluded *e, const struct event *ev)
{
	ResponseRow row = response_of(t, e->response_id);

	(void)ev;
	row.state = e->improved ? RESPONSE_STATE_IMPROVED : RESPONSE_STATE_NO_CHANGE;
	row.concluded_on = e->concluded_on;
	response_put(t, &row);
	due_clear(t, DUE_TRACK_REVIEW, e->response_id);
}

void apply_response_overdue(struct tables *t, const ResponseOverdue *e, const struct event *ev)
{
	ResponseRow row = response_of(t, e->response_id);

	(void)ev;
	row.overdue = true;
	response_put(t, &row);
}
