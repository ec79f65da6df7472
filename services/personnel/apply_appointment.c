/* Appointments: what their events change. Each arm takes the row, changes it and puts it back. */
#include <string.h>

#include "workflows.h"

#define OBJECTIONS_MAX 200
#define CLEARANCES_MAX 4

/* The row as it stands, for changing; false when the appointment is not kept here. */
static bool row_of(struct tables *t, const char *id, AppointmentRow *row)
{
	const AppointmentRow *old = appointment_find(tables_state(t), id);

	if (old)
		*row = *old;
	return old != NULL;
}

void apply_appointment_moved(struct tables *t, const AppointmentMoved *e, const struct event *ev)
{
	AppointmentMoved motion = *e;

	appointment_put(t, &(AppointmentRow){
		.appointment_id = e->appointment_id,
		.state = APPOINTMENT_STATE_MOTION,
		.cadre_id = e->cadre_id,
		.post_id = e->post_id,
		.motion = &motion,
		.moved_by = ev->actor_account,
	});
}

void apply_appointment_recommended(struct tables *t, const AppointmentRecommended *e, const struct event *ev)
{
	AppointmentRow row;

	(void)ev;
	if (!row_of(t, e->appointment_id, &row))
		return;
	row.state = APPOINTMENT_STATE_RECOMMENDED;
	row.recommended_on = e->held_on;
	row.recommendation_until = e->valid_until;
	appointment_put(t, &row);
}

void apply_appointment_inspection_started(struct tables *t, const AppointmentInspectionStarted *e, const struct event *ev)
{
	AppointmentRow row;

	(void)ev;
	if (!row_of(t, e->appointment_id, &row))
		return;
	row.state = APPOINTMENT_STATE_INSPECTING;
	appointment_put(t, &row);
}

/* What was cleared so far but for one kind, into `items`; returns how many. */
static size_t clearances_but(const AppointmentRow *row, ClearanceKind kind, ClearanceItem **items)
{
	size_t count = 0;

	for (size_t i = 0; i < row->n_clearances && count < CLEARANCES_MAX; i++)
		if (row->clearances[i]->kind != kind)
			items[count++] = row->clearances[i];
	return count;
}

static void put_clearances(struct tables *t, AppointmentRow *row, ClearanceItem **items, size_t count)
{
	row->clearances = items;
	row->n_clearances = count;
	appointment_put(t, row);
}

/* A question to the discipline commission: what it answered before does not count any more. */
void apply_clearance_requested(struct tables *t, const ClearanceRequested *e, const struct event *ev)
{
	ClearanceItem *items[CLEARANCES_MAX + 1];
	AppointmentRow row;

	(void)ev;
	if (!row_of(t, e->appointment_id, &row))
		return;
	row.integrity_request = e->request_id;
	put_clearances(t, &row, items, clearances_but(&row, CLEARANCE_KIND_DISCIPLINE, items));
}

/* Its answer is the clearance of that kind; an answer to an older question is not. */
void apply_integrity_opinion_given(struct tables *t, const IntegrityOpinionGiven *e, const struct event *ev)
{
	ClearanceItem *items[CLEARANCES_MAX + 1], answer;
	AppointmentRow row;
	size_t count;

	(void)ev;
	if (!row_of(t, e->appointment_id, &row) || strcmp(row.integrity_request, e->request_id) != 0)
		return;
	clearance_item__init(&answer);
	answer.kind = CLEARANCE_KIND_DISCIPLINE;
	answer.clear = e->opinion == INTEGRITY_OPINION_NO_OBJECTION;
	answer.document = e->document;
	answer.obtained_on = e->answered_on;
	count = clearances_but(&row, CLEARANCE_KIND_DISCIPLINE, items);
	items[count++] = &answer;
	put_clearances(t, &row, items, count);
}

void apply_clearance_recorded(struct tables *t, const ClearanceRecorded *e, const struct event *ev)
{
	ClearanceItem *items[CLEARANCES_MAX + 1];
	AppointmentRow row;
	size_t count;

	(void)ev;
	if (!row_of(t, e->appointment_id, &row) || !e->item)
		return;
	count = clearances_but(&row, e->item->kind, items);
	items[count++] = e->item;
	put_clearances(t, &row, items, count);
}

void apply_appointment_inspected(struct tables *t, const AppointmentInspected *e, const struct event *ev)
{
	AppointmentRow row;

	(void)ev;
	if (!row_of(t, e->appointment_id, &row))
		return;
	row.state = APPOINTMENT_STATE_INSPECTED;
	row.suitable = e->suitable;
	row.inspected_on = e->concluded_on;
	appointment_put(t, &row);
}

void apply_appointment_decided(struct tables *t, const AppointmentDecided *e, const struct event *ev)
{
	AppointmentRow row;

	(void)ev;
	if (!row_of(t, e->appointment_id, &row))
		return;
	row.state = APPOINTMENT_STATE_DECIDED;
	row.vote = e->vote;
	appointment_put(t, &row);
}

void apply_appointment_publicity_started(struct tables *t, const AppointmentPublicityStarted *e, const struct event *ev)
{
	AppointmentRow row;

	(void)ev;
	if (!row_of(t, e->appointment_id, &row))
		return;
	row.state = APPOINTMENT_STATE_PUBLICITY;
	row.public_until = e->until_on;
	appointment_put(t, &row);
	due_set(t, DUE_APPOINTMENT_PUBLICITY, e->appointment_id, e->until_on);
}

void apply_appointment_publicity_ended(struct tables *t, const AppointmentPublicityEnded *e, const struct event *ev)
{
	AppointmentRow row;

	(void)ev;
	if (!row_of(t, e->appointment_id, &row))
		return;
	row.state = APPOINTMENT_STATE_PUBLICITY_OVER;
	appointment_put(t, &row);
}

void apply_appointment_objected(struct tables *t, const AppointmentObjected *e, const struct event *ev)
{
	ObjectionNote *notes[OBJECTIONS_MAX];
	ObjectionNote note;
	AppointmentRow row;
	size_t count = 0;

	(void)ev;
	if (!row_of(t, e->appointment_id, &row))
		return;
	for (size_t i = 0; i < row.n_objections && count < OBJECTIONS_MAX - 1; i++)
		notes[count++] = row.objections[i];
	objection_note__init(&note);
	note.objection_id = e->objection_id;
	notes[count++] = &note;
	row.objections = notes;
	row.n_objections = count;
	appointment_put(t, &row);
}

void apply_appointment_objection_resolved(struct tables *t, const AppointmentObjectionResolved *e, const struct event *ev)
{
	AppointmentRow row;

	(void)ev;
	if (!row_of(t, e->appointment_id, &row))
		return;
	for (size_t i = 0; i < row.n_objections; i++)
		if (strcmp(row.objections[i]->objection_id, e->objection_id) == 0) {
			row.objections[i]->resolved = true;
			row.objections[i]->upheld = e->upheld;
		}
	appointment_put(t, &row);
}

void apply_appointed(struct tables *t, const Appointed *e, const struct event *ev)
{
	const CadreFileRow *file = cadre_file_find(tables_state(t), e->cadre_id);
	AppointmentRow row;

	(void)ev;
	if (!row_of(t, e->appointment_id, &row))
		return;
	row.state = e->probation_until[0] ? APPOINTMENT_STATE_PROBATION : APPOINTMENT_STATE_CONFIRMED;
	row.effective_on = e->effective_on;
	row.probation_until = e->probation_until;
	row.before = file ? file->file : NULL; /* CadreRevised follows and changes it */
	appointment_put(t, &row);
	due_clear(t, DUE_APPOINTMENT_PUBLICITY, e->appointment_id);
	due_set(t, DUE_APPOINTMENT_PROBATION, e->appointment_id, e->probation_until);
}

/* The procedure is over: no due moment of it may fire any more. */
static void finish(struct tables *t, const char *id, AppointmentState state, const char *reason)
{
	AppointmentRow row;

	if (!row_of(t, id, &row))
		return;
	row.state = state;
	row.ended_reason = reason;
	appointment_put(t, &row);
	due_clear(t, DUE_APPOINTMENT_PUBLICITY, id);
	due_clear(t, DUE_APPOINTMENT_PROBATION, id);
}

void apply_appointment_aborted(struct tables *t, const AppointmentAborted *e, const struct event *ev)
{
	(void)ev;
	finish(t, e->appointment_id, APPOINTMENT_STATE_ABORTED, e->reason);
}

void apply_appointment_probation_ended(struct tables *t, const AppointmentProbationEnded *e, const struct event *ev)
{
	(void)ev;
	finish(t, e->appointment_id, APPOINTMENT_STATE_PROBATION_OVER, "");
}

void apply_appointment_confirmed(struct tables *t, const AppointmentConfirmed *e, const struct event *ev)
{
	(void)ev;
	finish(t, e->appointment_id, APPOINTMENT_STATE_CONFIRMED, e->opinion);
}

void apply_appointment_returned(struct tables *t, const AppointmentReturned *e, const struct event *ev)
{
	(void)ev;
	finish(t, e->appointment_id, APPOINTMENT_STATE_RETURNED, e->opinion);
}
