/* What reports and unsealings change. */
#include "base/require.h"
#include "workflows.h"

static ReportRow report_of(struct tables *t, const char *report_id)
{
	const ReportRow *row = report_find(tables_state(t), report_id);

	REQUIRE(row);
	return *row;
}

void apply_report_sealed(struct tables *t, const ReportSealed *e, const struct event *ev)
{
	(void)ev;
	report_put(t, &(ReportRow){
		.report_id = e->report_id,
		.cadre_id = e->cadre_id,
		.state = e->repeats[0] ? REPORT_STATE_REPEATED : REPORT_STATE_REGISTERED,
		.channel = e->channel,
		.received_on = e->received_on,
		.content = e->content,
		.real_name = e->real_name,
		.repeats = e->repeats,
		.behavior = e->behavior,
		.registered_by = e->registered_by,
	});
}

void apply_reporter_sealed(struct tables *t, const ReporterSealed *e, const struct event *ev)
{
	(void)ev;
	reporter_put(t, &(ReporterRow){ .report_id = e->report_id, .name = e->name, .contact = e->contact });
}

void apply_report_registered(struct tables *t, const ReportRegistered *e, const struct event *ev)
{
	ReportRow row = report_of(t, e->report_id);

	(void)ev;
	row.conclude_by = e->conclude_by;
	report_put(t, &row);
	due_set(t, DUE_REPORT, e->report_id, e->conclude_by);
	due_set(t, DUE_PROVISIONAL_BAR, e->report_id, e->conclude_by);
}

void apply_report_extended(struct tables *t, const ReportExtended *e, const struct event *ev)
{
	ReportRow row = report_of(t, e->report_id);

	(void)ev;
	row.extended = true;
	row.overdue = false;
	row.conclude_by = e->conclude_by;
	report_put(t, &row);
	due_set(t, DUE_REPORT, e->report_id, e->conclude_by);
	due_set(t, DUE_PROVISIONAL_BAR, e->report_id, e->conclude_by);
}

void apply_report_concluded(struct tables *t, const ReportConcluded *e, const struct event *ev)
{
	ReportRow row = report_of(t, e->report_id);

	(void)ev;
	row.state = REPORT_STATE_CONCLUDED;
	row.conclusion = e->conclusion;
	row.concluded_on = e->concluded_on;
	row.close_by = e->close_by;
	row.overdue = false;
	report_put(t, &row);
	due_set(t, DUE_REPORT, e->report_id, e->close_by);
}

void apply_report_closed(struct tables *t, const ReportClosed *e, const struct event *ev)
{
	ReportRow row = report_of(t, e->report_id);

	(void)ev;
	row.state = REPORT_STATE_CLOSED;
	row.closed_on = e->closed_on;
	row.told_on = e->told_on;
	row.approved_by = e->approved_by;
	row.clear_by = e->clear_by;
	report_put(t, &row);
	due_clear(t, DUE_REPORT, e->report_id);
	due_set(t, DUE_CLEARING_PROPOSAL, e->report_id, e->clear_by);
}

void apply_report_overdue(struct tables *t, const ReportOverdue *e, const struct event *ev)
{
	ReportRow row = report_of(t, e->report_id);

	(void)ev;
	row.overdue = true;
	report_put(t, &row);
}

/* ---- unsealing ----------------------------------------------------------------------------------- */

static UnsealRow unseal_of(struct tables *t, const char *unseal_id)
{
	const UnsealRow *row = unseal_find(tables_state(t), unseal_id);

	REQUIRE(row);
	return *row;
}

void apply_unseal_requested(struct tables *t, const UnsealRequested *e, const struct event *ev)
{
	(void)ev;
	unseal_put(t, &(UnsealRow){
		.unseal_id = e->unseal_id,
		.report_id = e->report_id,
		.purpose = e->purpose,
		.state = UNSEAL_STATE_REQUESTED,
		.requested_by = e->requested_by,
	});
}

void apply_unseal_approved(struct tables *t, const UnsealApproved *e, const struct event *ev)
{
	UnsealRow row = unseal_of(t, e->unseal_id);

	(void)ev;
	row.state = UNSEAL_STATE_APPROVED;
	row.approved_by = e->approved_by;
	row.valid_until = e->valid_until;
	unseal_put(t, &row);
}

void apply_reporter_read(struct tables *t, const ReporterRead *e, const struct event *ev)
{
	UnsealRow row = unseal_of(t, e->unseal_id);

	(void)ev;
	row.state = UNSEAL_STATE_READ;
	row.read_on = e->read_on;
	unseal_put(t, &row);
}
