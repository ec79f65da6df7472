/* What the events of observation and evaluation change. */
#include <string.h>

#include "base/require.h"
#include "workflows.h"

static ObservationRow observation_row(struct tables *t, const char *id)
{
	const ObservationRow *row = observation_find(tables_state(t), id);

	REQUIRE(row);
	return *row;
}

static EvaluationRow evaluation_row(struct tables *t, const char *id)
{
	const EvaluationRow *row = evaluation_find(tables_state(t), id);

	REQUIRE(row);
	return *row;
}

/* ---- observation ------------------------------------------------------------------------------- */

void apply_observation_enrolled(struct tables *t, const ObservationEnrolled *e, const struct event *ev)
{
	(void)ev;
	observation_put(t, &(ObservationRow){
		.observation_id = e->observation_id,
		.cadre_id = e->cadre_id,
		.state = OBSERVATION_STATE_ENROLLED,
		.enrolled_on = e->enrolled_on,
		.until_on = e->until_on,
	});
	due_set(t, DUE_OBSERVATION_END, e->observation_id, e->until_on);
}

void apply_observation_opened(struct tables *t, const ObservationOpened *e, const struct event *ev)
{
	ObservationRow row = observation_row(t, e->observation_id);

	(void)ev;
	row.document = e->document;
	row.unit_id = e->unit_id;
	observation_put(t, &row);
	observed_sanction_put(t, &(ObservedSanctionRow){
		.sanction_id = e->sanction_id,
		.observation_id = e->observation_id,
		.kind = e->kind,
		.until_on = e->until_on,
		.origin = e->origin,
		.handler_id = e->handler_id,
	});
}

void apply_observation_extended(struct tables *t, const ObservationExtended *e, const struct event *ev)
{
	ObservationRow row = observation_row(t, e->observation_id);

	(void)ev;
	if (e->replaces[0])
		observed_sanction_delete(t, e->replaces);
	observed_sanction_put(t, &(ObservedSanctionRow){
		.sanction_id = e->sanction_id,
		.observation_id = e->observation_id,
		.kind = e->kind,
		.until_on = e->sanction_until,
		.origin = e->origin,
		.handler_id = e->handler_id,
	});
	row.until_on = e->until_on;
	if (row.state == OBSERVATION_STATE_PERIOD_END) {
		row.state = OBSERVATION_STATE_ENROLLED;
		row.evaluation_id = "";
	}
	observation_put(t, &row);
	due_set(t, DUE_OBSERVATION_END, e->observation_id, e->until_on);
}

void apply_observation_planned(struct tables *t, const ObservationPlanned *e, const struct event *ev)
{
	ObservationRow row = observation_row(t, e->observation_id);

	(void)ev;
	if (row.state == OBSERVATION_STATE_ENROLLED)
		row.state = OBSERVATION_STATE_PLANNED;
	row.mentor_id = e->mentor_id;
	row.n_tasks = e->n_tasks;
	row.tasks = e->tasks;
	row.record_by = e->record_by;
	row.record_month = e->record_month;
	observation_put(t, &row);
	due_set(t, DUE_OBSERVATION_RECORD, e->observation_id, e->record_by);
}

void apply_mentor_conflict_noted(struct tables *t, const MentorConflictNoted *e, const struct event *ev)
{
	(void)ev;
	mentor_conflict_put(t, &(MentorConflictRow){ .observation_id = e->observation_id, .cadre_id = e->cadre_id });
}

/* Without a mentor there is no plan: back to the first step, records pause. */
static void unplan(struct tables *t, ObservationRow *row)
{
	row->state = OBSERVATION_STATE_ENROLLED;
	row->mentor_id = "";
	row->record_by = "";
	observation_put(t, row);
	due_clear(t, DUE_OBSERVATION_RECORD, row->observation_id);
}

void apply_mentor_released(struct tables *t, const MentorReleased *e, const struct event *ev)
{
	ObservationRow row = observation_row(t, e->observation_id);

	(void)ev;
	unplan(t, &row);
}

static void await_record(struct tables *t, ObservationRow *row, const char *month, const char *record_by)
{
	row->record_month = month;
	row->record_by = record_by;
	observation_put(t, row);
	due_set(t, DUE_OBSERVATION_RECORD, row->observation_id, record_by);
}

void apply_observation_recorded(struct tables *t, const ObservationRecorded *e, const struct event *ev)
{
	ObservationRow row = observation_row(t, e->observation_id);

	observation_record_put(t, &(ObservationRecordRow){
		.observation_id = e->observation_id,
		.month = e->month,
		.thought = e->thought,
		.improvement = e->improvement,
		.work = e->work,
		.recorded_on = ev->occurred_on,
		.recorded_by = ev->actor_account,
	});
	row.records++;
	await_record(t, &row, e->record_month, e->record_by);
}

void apply_observation_record_missed(struct tables *t, const ObservationRecordMissed *e, const struct event *ev)
{
	ObservationRow row = observation_row(t, e->observation_id);

	(void)ev;
	await_record(t, &row, e->record_month, e->record_by);
}

void apply_observation_reviewed(struct tables *t, const ObservationReviewed *e, const struct event *ev)
{
	ObservationRow row = observation_row(t, e->observation_id);

	(void)ev;
	row.state = OBSERVATION_STATE_MID_REVIEWED;
	row.note = e->opinion;
	observation_put(t, &row);
}

void apply_observation_transferred(struct tables *t, const ObservationTransferred *e, const struct event *ev)
{
	ObservationRow row = observation_row(t, e->observation_id);

	(void)ev;
	row.unit_id = e->unit_id;
	if (row.state == OBSERVATION_STATE_PERIOD_END)
		observation_put(t, &row); /* the evaluation goes on where he is now */
	else
		unplan(t, &row);
}

void apply_observation_shortened(struct tables *t, const ObservationShortened *e, const struct event *ev)
{
	ObservationRow row = observation_row(t, e->observation_id);

	(void)ev;
	observed_sanction_delete(t, e->sanction_id);
	row.until_on = e->until_on;
	observation_put(t, &row);
	if (row.state != OBSERVATION_STATE_PERIOD_END)
		due_set(t, DUE_OBSERVATION_END, e->observation_id, e->until_on);
}

void apply_observation_revoked(struct tables *t, const ObservationRevoked *e, const struct event *ev)
{
	ObservationRow row = observation_row(t, e->observation_id);

	(void)ev;
	row.state = OBSERVATION_STATE_REVOKED;
	row.note = e->reason;
	row.record_by = "";
	observation_put(t, &row);
	due_clear(t, DUE_OBSERVATION_END, e->observation_id);
	due_clear(t, DUE_OBSERVATION_RECORD, e->observation_id);
}

void apply_observation_continued(struct tables *t, const ObservationContinued *e, const struct event *ev)
{
	ObservationRow row = observation_row(t, e->observation_id);

	(void)ev;
	row.state = OBSERVATION_STATE_ENROLLED;
	row.until_on = e->until_on;
	row.evaluation_id = "";
	observation_put(t, &row);
	due_set(t, DUE_OBSERVATION_END, e->observation_id, e->until_on);
}

void apply_observation_concluded(struct tables *t, const ObservationConcluded *e, const struct event *ev)
{
	ObservationRow row = observation_row(t, e->observation_id);

	(void)ev;
	row.state = OBSERVATION_STATE_CONCLUDED; /* ObservationContinued follows when it is not */
	observation_put(t, &row);
}

/* Accountability's clock ran out: noted here first, then react.c asks whether the period is over. */
void apply_sanction_expired(struct tables *t, const SanctionExpired *e, const struct event *ev)
{
	const ObservedSanctionRow *found = observed_sanction_find(tables_state(t), e->sanction_id);
	ObservedSanctionRow row;

	(void)ev;
	if (!found)
		return;
	row = *found;
	row.expired = true;
	observed_sanction_put(t, &row);
}

/* ---- evaluation -------------------------------------------------------------------------------- */

void apply_evaluation_due(struct tables *t, const EvaluationDue *e, const struct event *ev)
{
	ObservationRow row = observation_row(t, e->observation_id);

	(void)ev;
	row.state = OBSERVATION_STATE_PERIOD_END;
	row.evaluation_id = e->evaluation_id;
	row.record_by = "";
	observation_put(t, &row);
	due_clear(t, DUE_OBSERVATION_END, e->observation_id);
	due_clear(t, DUE_OBSERVATION_RECORD, e->observation_id);
	evaluation_put(t, &(EvaluationRow){
		.evaluation_id = e->evaluation_id,
		.observation_id = e->observation_id,
		.cadre_id = e->cadre_id,
		.state = EVALUATION_STATE_DUE,
		.start_by = e->start_by,
	});
	due_set(t, DUE_EVALUATION_START, e->evaluation_id, e->start_by);
}

void apply_evaluation_overdue(struct tables *t, const EvaluationOverdue *e, const struct event *ev)
{
	(void)t; /* the to-do has passed to the head */
	(void)e;
	(void)ev;
}

static void evaluation_to(struct tables *t, const char *id, EvaluationState state)
{
	EvaluationRow row = evaluation_row(t, id);

	row.state = state;
	evaluation_put(t, &row);
}

void apply_evaluation_voided(struct tables *t, const EvaluationVoided *e, const struct event *ev)
{
	(void)ev;
	evaluation_to(t, e->evaluation_id, EVALUATION_STATE_VOIDED);
	due_clear(t, DUE_EVALUATION_START, e->evaluation_id);
}

void apply_evaluation_started(struct tables *t, const EvaluationStarted *e, const struct event *ev)
{
	(void)ev;
	evaluation_to(t, e->evaluation_id, EVALUATION_STATE_COLLECTING);
	due_clear(t, DUE_EVALUATION_START, e->evaluation_id);
}

void apply_evaluation_answered(struct tables *t, const EvaluationAnswered *e, const struct event *ev)
{
	EvaluationRow row = evaluation_row(t, e->evaluation_id);

	(void)ev;
	row.state = EVALUATION_STATE_ASSESSED;
	row.n_answers = e->n_answers;
	row.answers = e->answers;
	evaluation_put(t, &row);
}

void apply_observed_heard(struct tables *t, const ObservedHeard *e, const struct event *ev)
{
	EvaluationRow row = evaluation_row(t, e->evaluation_id);

	(void)ev;
	row.state = EVALUATION_STATE_HEARD;
	row.statement = e->statement;
	row.waiver_document = e->waiver_document;
	evaluation_put(t, &row);
}

void apply_evaluation_decided(struct tables *t, const EvaluationDecided *e, const struct event *ev)
{
	EvaluationRow row = evaluation_row(t, e->evaluation_id);

	(void)ev;
	row.state = EVALUATION_STATE_OPINION;
	row.opinion = e->opinion;
	row.reason = e->reason;
	row.continue_until = e->continue_until;
	row.decided_on = e->decided_on;
	row.inform_by = e->inform_by;
	evaluation_put(t, &row);
}

void apply_evaluated_informed(struct tables *t, const EvaluatedInformed *e, const struct event *ev)
{
	const EvaluationRow row = evaluation_row(t, e->evaluation_id);

	(void)ev;
	evaluation_to(t, e->evaluation_id,
		      row.opinion == OBSERVATION_OPINION_RESETTLE   ? EVALUATION_STATE_INFORMED
		      : row.opinion == OBSERVATION_OPINION_CONTINUE ? EVALUATION_STATE_CONTINUED
								    : EVALUATION_STATE_CLOSED);
}

void apply_resettlement_due(struct tables *t, const ResettlementDue *e, const struct event *ev)
{
	EvaluationRow row = evaluation_row(t, e->evaluation_id);

	(void)ev;
	row.resettle_by = e->resettle_by;
	evaluation_put(t, &row);
	due_set(t, DUE_RESETTLEMENT, e->evaluation_id, e->resettle_by);
}

void apply_resettlement_overdue(struct tables *t, const ResettlementOverdue *e, const struct event *ev)
{
	(void)t; /* the to-do has passed to the head */
	(void)e;
	(void)ev;
}

void apply_observed_resettled(struct tables *t, const ObservedResettled *e, const struct event *ev)
{
	EvaluationRow row = evaluation_row(t, e->evaluation_id);

	(void)ev;
	row.state = EVALUATION_STATE_RESETTLED;
	row.unit_id = e->unit_id;
	row.title = e->title;
	evaluation_put(t, &row);
	due_clear(t, DUE_RESETTLEMENT, e->evaluation_id);
}
