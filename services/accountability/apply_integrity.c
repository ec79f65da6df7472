/* What questions for an integrity opinion and their answers change. */
#include "base/require.h"
#include "workflows.h"

static IntegrityRequestRow request_of(struct tables *t, const char *request_id)
{
	const IntegrityRequestRow *row = integrity_request_find(tables_state(t), request_id);

	REQUIRE(row);
	return *row;
}

void apply_integrity_asked(struct tables *t, const IntegrityAsked *e, const struct event *ev)
{
	(void)ev;
	integrity_request_put(t, &(IntegrityRequestRow){
		.request_id = e->request_id,
		.cadre_id = e->cadre_id,
		.appointment_id = e->appointment_id,
		.post_title = e->post_title,
		.authority = e->authority,
		.state = INTEGRITY_STATE_ASKED,
		.asked_on = e->asked_on,
		.reply_by = e->reply_by,
	});
	due_set(t, DUE_INTEGRITY_REPLY, e->request_id, e->reply_by);
}

void apply_integrity_matched(struct tables *t, const IntegrityMatched *e, const struct event *ev)
{
	(void)ev;
	known_matters_put(t, &(KnownMattersRow){
		.request_id = e->request_id,
		.cadre_id = e->cadre_id,
		.n_matters = e->n_matters,
		.matters = e->matters,
		.matched_on = e->matched_on,
	});
}

void apply_integrity_opinion_given(struct tables *t, const IntegrityOpinionGiven *e, const struct event *ev)
{
	IntegrityRequestRow row = request_of(t, e->request_id);

	(void)ev;
	row.state = INTEGRITY_STATE_ANSWERED;
	row.opinion = e->opinion;
	row.document = e->document;
	row.answered_on = e->answered_on;
	row.overdue = false;
	integrity_request_put(t, &row);
	due_clear(t, DUE_INTEGRITY_REPLY, e->request_id);
}

void apply_integrity_deferred(struct tables *t, const IntegrityDeferred *e, const struct event *ev)
{
	IntegrityRequestRow row = request_of(t, e->request_id);

	(void)ev;
	row.state = INTEGRITY_STATE_DEFERRED;
	row.opinion = INTEGRITY_OPINION_NOT_YET;
	row.document = e->document;
	row.reply_by = e->reply_by;
	row.deferrals = e->deferrals;
	row.overdue = false;
	integrity_request_put(t, &row);
	due_set(t, DUE_INTEGRITY_REPLY, e->request_id, e->reply_by);
}

void apply_integrity_withdrawn(struct tables *t, const IntegrityWithdrawn *e, const struct event *ev)
{
	IntegrityRequestRow row = request_of(t, e->request_id);

	(void)ev;
	row.state = INTEGRITY_STATE_WITHDRAWN;
	row.overdue = false;
	integrity_request_put(t, &row);
	due_clear(t, DUE_INTEGRITY_REPLY, e->request_id);
}

void apply_integrity_overdue(struct tables *t, const IntegrityOverdue *e, const struct event *ev)
{
	IntegrityRequestRow row = request_of(t, e->request_id);

	(void)ev;
	row.overdue = true;
	integrity_request_put(t, &row);
}

/* Closes the to-do; the request's own row says the rest. */
void apply_integrity_late_settled(struct tables *t, const IntegrityLateSettled *e, const struct event *ev)
{
	(void)t;
	(void)e;
	(void)ev;
}
