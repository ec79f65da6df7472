/* What the events of classes change. */
#include "base/require.h"
#include "ledger.h"
#include "workflows.h"

static ClassRow class_row(struct tables *t, const char *class_id)
{
	const ClassRow *row = class_find(tables_state(t), class_id);

	REQUIRE(row);
	return *row;
}

static void class_to(struct tables *t, const char *class_id, ClassState state)
{
	ClassRow row = class_row(t, class_id);

	row.state = state;
	class_put(t, &row);
}

static EnrolmentRow enrolment_row(struct tables *t, const char *class_id, const char *cadre_id)
{
	const EnrolmentRow *row = enrolment_find(tables_state(t), class_id, cadre_id);

	REQUIRE(row);
	return *row;
}

static ClassCountRow count_row(struct tables *t, const char *class_id)
{
	const ClassCountRow *row = class_count_find(tables_state(t), class_id);

	return row ? *row : (ClassCountRow){ .class_id = class_id };
}

void apply_class_drafted(struct tables *t, const ClassDrafted *e, const struct event *ev)
{
	(void)ev;
	class_put(t, &(ClassRow){ .class_id = e->class_id, .plan = e->plan, .state = CLASS_STATE_DRAFT,
				  .region = e->region });
}

void apply_class_submitted(struct tables *t, const ClassSubmitted *e, const struct event *ev)
{
	ClassRow row = class_row(t, e->class_id);

	row.state = CLASS_STATE_REVIEW;
	row.submitted_by = ev->actor_account;
	row.note = "";
	class_put(t, &row);
}

void apply_class_returned(struct tables *t, const ClassReturned *e, const struct event *ev)
{
	ClassRow row = class_row(t, e->class_id);

	(void)ev;
	row.state = CLASS_STATE_DRAFT;
	row.note = e->reason;
	class_put(t, &row);
}

void apply_class_published(struct tables *t, const ClassPublished *e, const struct event *ev)
{
	ClassRow row = class_row(t, e->class_id);

	row.state = CLASS_STATE_PUBLISHED;
	row.approved_by = ev->actor_account;
	class_put(t, &row);
}

void apply_class_cancelled(struct tables *t, const ClassCancelled *e, const struct event *ev)
{
	ClassRow row = class_row(t, e->class_id);

	(void)ev;
	row.state = CLASS_STATE_CANCELLED;
	row.note = e->reason;
	class_put(t, &row);
}

void apply_nominated(struct tables *t, const Nominated *e, const struct event *ev)
{
	ClassRow class = class_row(t, e->class_id);
	ClassCountRow count = count_row(t, e->class_id);
	bool called_up = e->call_up_id[0] != '\0';

	(void)ev;
	enrolment_put(t, &(EnrolmentRow){
		.class_id = e->class_id,
		.cadre_id = e->cadre_id,
		.state = called_up ? ENROLMENT_STATE_CONFIRMED : ENROLMENT_STATE_NOMINATED,
		.kind = class.plan->kind,
		.starts_on = class.plan->starts_on,
		.ends_on = class.plan->ends_on,
		.off_job = class.plan->off_job,
		.call_up_id = e->call_up_id,
	});
	count.active++;
	count.confirmed += called_up ? 1 : 0;
	class_count_put(t, &count);
}

void apply_nomination_confirmed(struct tables *t, const NominationConfirmed *e, const struct event *ev)
{
	EnrolmentRow row = enrolment_row(t, e->class_id, e->cadre_id);
	ClassCountRow count = count_row(t, e->class_id);

	(void)ev;
	row.state = ENROLMENT_STATE_CONFIRMED;
	enrolment_put(t, &row);
	count.confirmed++;
	class_count_put(t, &count);
}

void apply_nomination_lapsed(struct tables *t, const NominationLapsed *e, const struct event *ev)
{
	EnrolmentRow row = enrolment_row(t, e->class_id, e->cadre_id);
	ClassCountRow count = count_row(t, e->class_id);

	(void)ev;
	row.state = ENROLMENT_STATE_LAPSED;
	enrolment_put(t, &row);
	count.active--;
	class_count_put(t, &count);
}

void apply_enrolment_closed(struct tables *t, const EnrolmentClosed *e, const struct event *ev)
{
	(void)ev;
	class_to(t, e->class_id, CLASS_STATE_ENROLLED);
}

void apply_class_started(struct tables *t, const ClassStarted *e, const struct event *ev)
{
	(void)ev;
	class_to(t, e->class_id, CLASS_STATE_RUNNING);
}

void apply_attendance_recorded(struct tables *t, const AttendanceRecorded *e, const struct event *ev)
{
	EnrolmentRow row = enrolment_row(t, e->class_id, e->cadre_id);

	(void)ev;
	row.hours += e->hours;
	row.leave_hours += e->leave_hours;
	row.recorded_to = e->to_on;
	enrolment_put(t, &row);
}

/* A called-up cadre whose class was cancelled waits for another one. */
static void free_call_up(struct tables *t, const char *call_up_id)
{
	const CallUpRow *found = call_up_id[0] ? call_up_find(tables_state(t), call_up_id) : NULL;
	CallUpRow row;

	if (!found)
		return;
	row = *found;
	row.class_id = "";
	call_up_put(t, &row);
}

void apply_trainee_withdrawn(struct tables *t, const TraineeWithdrawn *e, const struct event *ev)
{
	EnrolmentRow row = enrolment_row(t, e->class_id, e->cadre_id);
	ClassCountRow count = count_row(t, e->class_id);

	(void)ev;
	count.active--;
	count.withdrawn++;
	count.confirmed -= row.state == ENROLMENT_STATE_CONFIRMED ? 1 : 0;
	count.results -= row.has_result ? 1 : 0;
	class_count_put(t, &count);
	row.state = ENROLMENT_STATE_WITHDRAWN;
	row.withdrawal = e->ground;
	enrolment_put(t, &row);
	if (e->ground == WITHDRAWAL_GROUND_CANCELLED)
		free_call_up(t, row.call_up_id);
}

void apply_class_ended(struct tables *t, const ClassEnded *e, const struct event *ev)
{
	ClassRow row = class_row(t, e->class_id);

	(void)ev;
	row.state = CLASS_STATE_ENDED;
	row.results_by = e->results_by;
	row.hours_by = e->hours_by;
	class_put(t, &row);
	due_set(t, DUE_CLASS_RESULTS, e->class_id, e->results_by);
	due_set(t, DUE_CLASS_HOURS, e->class_id, e->hours_by);
}

void apply_result_recorded(struct tables *t, const ResultRecorded *e, const struct event *ev)
{
	EnrolmentRow row = enrolment_row(t, e->class_id, e->cadre_id);
	ClassCountRow count = count_row(t, e->class_id);

	(void)ev;
	row.has_result = true;
	row.passed = e->passed;
	row.score = e->score;
	enrolment_put(t, &row);
	count.results++;
	class_count_put(t, &count);
}

void apply_training_completed(struct tables *t, const TrainingCompleted *e, const struct event *ev)
{
	EnrolmentRow row = enrolment_row(t, e->class_id, e->cadre_id);
	ClassCountRow count = count_row(t, e->class_id);

	(void)ev;
	row.state = ENROLMENT_STATE_COMPLETED;
	enrolment_put(t, &row);
	count.completed++;
	class_count_put(t, &count);
	ledger_post(t, &(HoursEntryRow){
		.cadre_id = e->cadre_id,
		.entry_id = e->class_id,
		.class_id = e->class_id,
		.title = e->title,
		.kind = e->kind,
		.venue = e->venue,
		.starts_on = row.starts_on,
		.ends_on = row.ends_on,
		.hours = e->hours,
		.claimed = row.hours,
	});
}

void apply_class_closed(struct tables *t, const ClassClosed *e, const struct event *ev)
{
	ClassRow class = class_row(t, e->class_id);
	const EnrolmentRow *row;
	struct row_scan scan = enrolment_scan_1(tables_state(t), e->class_id);

	(void)ev;
	while (e->not_completed && (row = enrolment_next(&scan)))
		if (row->state == ENROLMENT_STATE_CONFIRMED) {
			EnrolmentRow failed = *row;
			failed.state = ENROLMENT_STATE_NOT_COMPLETED;
			enrolment_put(t, &failed);
		}
	class.state = CLASS_STATE_CLOSED;
	class.closed_on = e->closed_on;
	class_put(t, &class);
	due_clear(t, DUE_CLASS_RESULTS, e->class_id);
	due_clear(t, DUE_CLASS_HOURS, e->class_id);
}

void apply_class_overdue(struct tables *t, const ClassOverdue *e, const struct event *ev)
{
	(void)t; /* the to-do has passed to the head; the class itself is as it was */
	(void)e;
	(void)ev;
}
