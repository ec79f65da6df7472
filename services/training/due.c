/* What happens when a last day has passed. */
#include "call_ups.h"
#include "dispatches.h"
#include "post_trainings.h"

void due_class_results(struct decision *d, const char *id)
{
	const ClassRow *class = class_find(d->state, id);
	const ClassCountRow *count = class_count_find(d->state, id);

	if (class && class->state == CLASS_STATE_ENDED && count && count->results < count->confirmed)
		emit_class_overdue(d, &(ClassOverdue){ .class_id = id, .due_on = class->results_by });
}

void due_class_hours(struct decision *d, const char *id)
{
	const ClassRow *class = class_find(d->state, id);

	if (class && class->state == CLASS_STATE_ENDED)
		emit_class_overdue(d, &(ClassOverdue){ .class_id = id, .due_on = class->hours_by, .hours = true });
}

/* Nobody reported: for good, and reported onward (TRAIN.REFORGE). */
void due_call_up_start(struct decision *d, const char *id)
{
	const CallUpRow *row = call_up_find(d->state, id);

	if (row && call_up_awaits_report(row))
		call_up_escalate(d, row, row->attempt > 1 ? "逾期未参加补训" : "逾期未报到");
}

void due_call_up_result(struct decision *d, const char *id)
{
	const CallUpRow *row = call_up_find(d->state, id);

	if (row && call_up_attending(row))
		emit_call_up_overdue(d, &(CallUpOverdue){ .call_up_id = id, .cadre_id = row->cadre_id,
							  .due_on = row->conclude_by });
}

void due_secondment_report(struct decision *d, const char *id)
{
	const SecondmentRow *row = secondment_find(d->state, id);

	if (row && row->state == SECONDMENT_STATE_IN_POST)
		emit_secondment_report_missed(d, &(SecondmentReportMissed){
			.secondment_id = id,
			.cadre_id = row->cadre_id,
			.due_on = row->report_by,
			.report_by = secondment_report_by(d),
		});
}

void due_secondment_appraisal(struct decision *d, const char *id)
{
	const SecondmentRow *row = secondment_find(d->state, id);

	if (row && row->state == SECONDMENT_STATE_ENDED)
		emit_secondment_appraisal_overdue(d, &(SecondmentAppraisalOverdue){
			.secondment_id = id,
			.cadre_id = row->cadre_id,
			.due_on = row->appraise_by,
		});
}

void due_post_training(struct decision *d, const char *id)
{
	const PostTrainingRow *row = post_training_find(d->state, id);

	if (row && !row->met)
		emit_post_training_short(d, &(PostTrainingShort){
			.appointment_id = id,
			.cadre_id = row->cadre_id,
			.hours = post_training_hours(d->state, row->cadre_id, row->count_from, d->today),
			.required = row->hours,
			.due_on = row->finish_by,
		});
}

void due_hours_dispute(struct decision *d, const char *id)
{
	const HoursDisputeRow *dispute = hours_dispute_find(d->state, id);
	const HoursEntryRow *entry = dispute ? hours_entry_find(d->state, dispute->cadre_id, dispute->entry_id) : NULL;

	if (entry && entry->state == HOURS_STATE_DISPUTED)
		emit_hours_dispute_overdue(d, &(HoursDisputeOverdue){
			.entry_id = entry->entry_id,
			.cadre_id = entry->cadre_id,
			.dispute_id = id,
			.due_on = entry->answer_by,
		});
}
