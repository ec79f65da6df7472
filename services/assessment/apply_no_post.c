/* What inspections without an appointment change, and who stands in an appointment procedure. */
#include <string.h>

#include "assessment/fieldwork.h"
#include "base/require.h"
#include "workflows.h"

#define ANGLE_KINDS 8

/* ---- appointment procedures, as personnel tells --------------------------------------------------- */

void apply_appointment_moved(struct tables *t, const AppointmentMoved *e, const struct event *ev)
{
	(void)ev;
	pending_appointment_put(t, &(PendingAppointmentRow){
		.cadre_id = e->cadre_id,
		.appointment_id = e->appointment_id,
		.moved_on = e->moved_on,
	});
}

void apply_appointed(struct tables *t, const Appointed *e, const struct event *ev)
{
	(void)ev;
	pending_appointment_delete(t, e->cadre_id, e->appointment_id);
}

void apply_appointment_aborted(struct tables *t, const AppointmentAborted *e, const struct event *ev)
{
	(void)ev;
	pending_appointment_delete(t, e->cadre_id, e->appointment_id);
}

/* ---- the inspection ------------------------------------------------------------------------------- */

static NoPostInspectionRow inspection_of(struct tables *t, const char *inspection_id)
{
	const NoPostInspectionRow *row = no_post_inspection_find(tables_state(t), inspection_id);

	REQUIRE(row);
	return *row;
}

static NoPostSubjectRow subject_of(struct tables *t, const char *inspection_id, const char *cadre_id)
{
	const NoPostSubjectRow *row = no_post_subject_find(tables_state(t), inspection_id, cadre_id);

	REQUIRE(row);
	return *row;
}

void apply_no_post_inspection_planned(struct tables *t, const NoPostInspectionPlanned *e, const struct event *ev)
{
	no_post_inspection_put(t, &(NoPostInspectionRow){
		.inspection_id = e->inspection_id,
		.title = e->title,
		.state = NO_POST_STATE_PLANNED,
		.n_inspector_ids = e->n_inspector_ids,
		.inspector_ids = e->inspector_ids,
		.authority = e->authority,
		.planned_on = ev->occurred_on,
		.planned_by = ev->actor_account,
		.pool_by = e->pool_by,
		.subjects = (uint32_t)e->n_cadre_ids,
	});
	for (size_t i = 0; i < e->n_cadre_ids; i++)
		no_post_subject_put(t, &(NoPostSubjectRow){
			.inspection_id = e->inspection_id,
			.cadre_id = e->cadre_ids[i],
			.state = NO_POST_STATE_PLANNED,
		});
	due_set(t, DUE_NO_POST_INSPECTION, e->inspection_id, e->pool_by);
}

/* SUMMARY once everybody still in it has one. */
static void settle(struct tables *t, NoPostInspectionRow *row)
{
	bool all = row->subjects > 0 && row->summarised == row->subjects;

	row->state = all ? NO_POST_STATE_SUMMARY : NO_POST_STATE_FIELD;
	no_post_inspection_put(t, row);
}

static void add_angle(NoPostSubjectRow *row, Angle angle, Angle list[ANGLE_KINDS])
{
	for (size_t i = 0; i < row->n_angles; i++) {
		if (row->angles[i] == angle)
			return;
		list[i] = row->angles[i];
	}
	REQUIRE(row->n_angles < ANGLE_KINDS);
	list[row->n_angles++] = angle;
	row->angles = list;
}

void apply_no_post_angle_recorded(struct tables *t, const NoPostAngleRecorded *e, const struct event *ev)
{
	NoPostInspectionRow inspection = inspection_of(t, e->inspection_id);
	NoPostSubjectRow row = subject_of(t, e->inspection_id, e->cadre_id);
	Angle angles[ANGLE_KINDS];

	row.state = NO_POST_STATE_FIELD;
	row.same_texts += e->same_text_as[0] != '\0';
	add_angle(&row, e->angle, angles);
	no_post_subject_put(t, &row);
	settle(t, &inspection);
	no_post_angle_put(t, &(NoPostAngleRow){
		.inspection_id = e->inspection_id,
		.cadre_id = e->cadre_id,
		.angle_id = e->angle_id,
		.angle = e->angle,
		.n_inspector_ids = e->n_inspector_ids,
		.inspector_ids = e->inspector_ids,
		.asked_id = e->asked_id,
		.asked_name = e->asked_name,
		.observed_on = e->observed_on,
		.record = e->record,
		.n_evidence = e->n_evidence,
		.evidence = e->evidence,
		.same_text_as = e->same_text_as,
		.recorded_by = ev->actor_account,
	});
	text_keep(t, e->text_digest, e->angle_id);
}

void apply_no_post_summarised(struct tables *t, const NoPostSummarised *e, const struct event *ev)
{
	NoPostInspectionRow inspection = inspection_of(t, e->inspection_id);
	NoPostSubjectRow row = subject_of(t, e->inspection_id, e->cadre_id);
	const char *summary_id = arena_format(tables_arena(t), "%s/%s", e->inspection_id, e->cadre_id);

	REQUIRE(summary_id);
	row.state = NO_POST_STATE_SUMMARY;
	row.verdict = e->verdict;
	row.finding = e->finding;
	row.summary = e->summary;
	row.n_evidence = e->n_evidence;
	row.evidence = e->evidence;
	row.behavior = e->behavior;
	row.summarised_by = ev->actor_account;
	/* sent back and written again in the same words is no copy of another's */
	row.same_texts += e->same_text_as[0] != '\0' && strcmp(e->same_text_as, summary_id) != 0;
	no_post_subject_put(t, &row);
	inspection.summarised++;
	settle(t, &inspection);
	text_keep(t, e->text_digest, summary_id);
}

void apply_no_post_summary_returned(struct tables *t, const NoPostSummaryReturned *e, const struct event *ev)
{
	NoPostInspectionRow inspection = inspection_of(t, e->inspection_id);
	NoPostSubjectRow row = subject_of(t, e->inspection_id, e->cadre_id);

	(void)ev;
	REQUIRE(inspection.summarised > 0);
	row.state = NO_POST_STATE_FIELD;
	no_post_subject_put(t, &row);
	inspection.summarised--;
	settle(t, &inspection);
}

void apply_no_post_subject_split(struct tables *t, const NoPostSubjectSplit *e, const struct event *ev)
{
	NoPostInspectionRow inspection = inspection_of(t, e->inspection_id);
	NoPostSubjectRow row = subject_of(t, e->inspection_id, e->cadre_id);

	(void)ev;
	REQUIRE(inspection.subjects > 0);
	inspection.subjects--;
	inspection.summarised -= row.state == NO_POST_STATE_SUMMARY;
	settle(t, &inspection);
	row.state = NO_POST_STATE_SPLIT;
	row.reason = e->reason;
	no_post_subject_put(t, &row);
}

void apply_no_post_finding_pooled(struct tables *t, const NoPostFindingPooled *e, const struct event *ev)
{
	NoPostSubjectRow row = subject_of(t, e->inspection_id, e->cadre_id);

	row.state = NO_POST_STATE_POOLED;
	no_post_subject_put(t, &row);
	finding_file(t, ev, &(struct finding){
		.cadre_id = e->cadre_id,
		.matter_id = e->inspection_id,
		.source = SOURCE_KIND_NO_POST_INSPECTION,
		.verdict = e->verdict,
		.behavior = row.behavior,
		.summary = row.summary,
		.filed_on = e->pooled_on,
	});
}

void apply_no_post_inspection_pooled(struct tables *t, const NoPostInspectionPooled *e, const struct event *ev)
{
	NoPostInspectionRow row = inspection_of(t, e->inspection_id);

	row.state = NO_POST_STATE_POOLED;
	row.pooled_on = e->pooled_on;
	row.pooled_by = ev->actor_account;
	no_post_inspection_put(t, &row);
	due_clear(t, DUE_NO_POST_INSPECTION, e->inspection_id);
}

void apply_no_post_inspection_overdue(struct tables *t, const NoPostInspectionOverdue *e, const struct event *ev)
{
	NoPostInspectionRow row = inspection_of(t, e->inspection_id);

	(void)ev;
	row.overdue = true;
	no_post_inspection_put(t, &row);
}
