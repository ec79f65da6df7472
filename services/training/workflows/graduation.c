/* From the first sign-in to the closing of a class: row T1, W1.1 (RUNNING -> ENDED -> CLOSED).
 *
 * Leave above one seventh of the hours withdraws the trainee in the decision that records it (TRAIN.LEAVE_SHARE).
 * Closing completes everybody who passed, posts his hours, and concludes the call-ups among the trainees.
 * In:  RecordAttendance, RecordResults, CloseClass.
 * Out: AttendanceRecorded, TraineeWithdrawn, ResultRecorded, TrainingCompleted, ClassClosed. */
#include <string.h>

#include "call_ups.h"
#include "classes.h"
#include "ledger.h"
#include "post_trainings.h"
#include "runtime/bulk.h"

struct attendance {
	const ClassRow *class;
	const RecordAttendance *cmd;
	uint32_t hours_max;        /* of the days recorded */
	int64_t leave_share;       /* one part in so many */
};

static bool attendance_repeated(const RecordAttendance *cmd, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (strcmp(cmd->rows[i]->cadre_id, cmd->rows[at]->cadre_id) == 0)
			return true;
	return false;
}

static enum refusal attendance_outcome(const struct attendance *a, const EnrolmentRow *trainee,
				       const AttendanceOf *row)
{
	if (!trainee || trainee->state == ENROLMENT_STATE_LAPSED)
		return REFUSAL_NOT_ENROLLED;
	if (trainee->state == ENROLMENT_STATE_WITHDRAWN)
		return REFUSAL_TRAINEE_WITHDRAWN;
	if (strcmp(trainee->recorded_to, a->cmd->from_on) >= 0)
		return REFUSAL_ATTENDANCE_TWICE;
	if ((uint64_t)row->hours + row->leave_hours > a->hours_max)
		return REFUSAL_ATTENDANCE_OVER_DAY;
	if ((uint64_t)trainee->hours + trainee->leave_hours + row->hours + row->leave_hours > a->class->plan->hours)
		return REFUSAL_ATTENDANCE_OVER_CLASS;
	return REFUSAL_NONE;
}

/* A called-up cadre has reported when he is seen in class; when he must leave, he has failed. */
static void attend_called_up(struct decision *d, const EnrolmentRow *trainee, bool withdrawn)
{
	const CallUpRow *call_up = trainee->call_up_id[0] ? call_up_find(d->state, trainee->call_up_id) : NULL;

	if (!call_up)
		return;
	if (call_up_awaits_report(call_up))
		call_up_report(d, call_up, d->today);
	if (withdrawn && (call_up_awaits_report(call_up) || call_up_attending(call_up)))
		call_up_conclude(d, call_up, false, 0, "请假超过总学时七分之一，退学");
}

static void attend(struct decision *d, const struct attendance *a, const EnrolmentRow *trainee, const AttendanceOf *row)
{
	int64_t leave = (int64_t)trainee->leave_hours + row->leave_hours;
	bool withdrawn = leave * a->leave_share > a->class->plan->hours;

	emit_attendance_recorded(d, &(AttendanceRecorded){
		.class_id = a->class->class_id,
		.cadre_id = trainee->cadre_id,
		.to_on = a->cmd->to_on,
		.hours = row->hours,
		.leave_hours = row->leave_hours,
	});
	if (withdrawn)
		emit_trainee_withdrawn(d, &(TraineeWithdrawn){
			.class_id = a->class->class_id,
			.cadre_id = trainee->cadre_id,
			.ground = WITHDRAWAL_GROUND_LEAVE,
			.withdrawn_on = d->today,
		});
	if (row->hours > 0 || withdrawn)
		attend_called_up(d, trainee, withdrawn);
}

enum refusal record_attendance_decide(struct decision *d, const RecordAttendance *cmd)
{
	struct attendance a = { .cmd = cmd };
	struct bulk bulk = bulk_start(d, "rows", cmd->partial);
	int days = date_days_between(cmd->from_on, cmd->to_on) + 1;
	enum refusal refusal = class_at(d, cmd->class_id, CLASS_STATE_RUNNING, &a.class);

	if (refusal != REFUSAL_NONE)
		return refusal;
	if (days < 1)
		return decision_refuse(d, REFUSAL_DATE_ORDER, "to_on", cmd->to_on);
	if (strcmp(cmd->from_on, a.class->plan->starts_on) < 0 || strcmp(cmd->to_on, a.class->plan->ends_on) > 0)
		return decision_refuse(d, REFUSAL_ATTENDANCE_OUTSIDE_CLASS, "to_on", cmd->to_on);
	if (strcmp(cmd->to_on, d->today) > 0)
		return decision_refuse(d, REFUSAL_DATE_FUTURE, "to_on", cmd->to_on);
	a.hours_max = (uint32_t)(days * policy_number(d, "TRAIN.HOURS_PER_DAY"));
	a.leave_share = policy_number(d, "TRAIN.LEAVE_SHARE");
	for (size_t i = 0; i < cmd->n_rows; i++) {
		const AttendanceOf *row = cmd->rows[i];
		const EnrolmentRow *trainee = enrolment_find(d->state, cmd->class_id, row->cadre_id);
		enum refusal outcome = attendance_repeated(cmd, i) ? REFUSAL_VALUE_DUPLICATE
								   : attendance_outcome(&a, trainee, row);
		if (bulk_row(&bulk, outcome, row->cadre_id))
			attend(d, &a, trainee, row);
	}
	return bulk_end(&bulk);
}

static bool result_repeated(const RecordResults *cmd, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (strcmp(cmd->rows[i]->cadre_id, cmd->rows[at]->cadre_id) == 0)
			return true;
	return false;
}

static enum refusal result_outcome(const EnrolmentRow *trainee, const ResultOf *row)
{
	if (!trainee || trainee->state == ENROLMENT_STATE_LAPSED)
		return REFUSAL_NOT_ENROLLED;
	if (trainee->state == ENROLMENT_STATE_WITHDRAWN)
		return REFUSAL_TRAINEE_WITHDRAWN;
	if (trainee->has_result)
		return REFUSAL_CLASS_RESULT_TWICE;
	if (row->passed && trainee->hours == 0)
		return REFUSAL_ATTENDANCE_EMPTY; /* whoever was never there cannot pass */
	return REFUSAL_NONE;
}

enum refusal record_results_decide(struct decision *d, const RecordResults *cmd)
{
	const ClassRow *class;
	struct bulk bulk = bulk_start(d, "rows", cmd->partial);
	enum refusal refusal = class_at(d, cmd->class_id, CLASS_STATE_ENDED, &class);

	if (refusal != REFUSAL_NONE)
		return refusal;
	for (size_t i = 0; i < cmd->n_rows; i++) {
		const ResultOf *row = cmd->rows[i];
		const EnrolmentRow *trainee = enrolment_find(d->state, cmd->class_id, row->cadre_id);
		enum refusal outcome = result_repeated(cmd, i) ? REFUSAL_VALUE_DUPLICATE : result_outcome(trainee, row);
		if (bulk_row(&bulk, outcome, row->cadre_id))
			emit_result_recorded(d, &(ResultRecorded){
				.class_id = class->class_id,
				.cadre_id = row->cadre_id,
				.passed = row->passed,
				.score = row->score,
			});
	}
	return bulk_end(&bulk);
}

static void complete(struct decision *d, const ClassRow *class, const EnrolmentRow *trainee, uint32_t per_day)
{
	const ClassPlan *plan = class->plan;
	uint32_t hours = ledger_credit(d->state, trainee->cadre_id, plan->starts_on, plan->ends_on, trainee->hours,
				       per_day, "");

	emit_training_completed(d, &(TrainingCompleted){
		.class_id = class->class_id,
		.cadre_id = trainee->cadre_id,
		.kind = plan->kind,
		.venue = plan->venue,
		.hours = hours,
		.completed_on = plan->ends_on,
		.title = plan->title,
	});
	if (plan->kind == CLASS_KIND_POST)
		post_training_advance(d, trainee->cadre_id, plan->ends_on, hours);
}

static void conclude_called_up(struct decision *d, const EnrolmentRow *trainee)
{
	const CallUpRow *call_up = trainee->call_up_id[0] ? call_up_find(d->state, trainee->call_up_id) : NULL;

	if (call_up && call_up_attending(call_up))
		call_up_conclude(d, call_up, trainee->passed, trainee->score, "随班结业");
}

enum refusal close_class_decide(struct decision *d, const CloseClass *cmd)
{
	const ClassRow *class;
	const ClassCountRow *count = class_count_find(d->state, cmd->class_id);
	const EnrolmentRow *trainee;
	uint32_t per_day, completed = 0, failed = 0;
	struct row_scan scan;
	enum refusal refusal = class_at(d, cmd->class_id, CLASS_STATE_ENDED, &class);

	if (refusal != REFUSAL_NONE)
		return refusal;
	if (count && count->results < count->confirmed)
		return decision_refuse(d, REFUSAL_CLASS_RESULTS_MISSING, "class_id", cmd->class_id);
	per_day = (uint32_t)policy_number(d, "TRAIN.HOURS_PER_DAY");
	scan = enrolment_scan_1(d->state, class->class_id);
	while ((trainee = enrolment_next(&scan))) {
		if (trainee->state != ENROLMENT_STATE_CONFIRMED)
			continue;
		if (trainee->passed)
			complete(d, class, trainee, per_day);
		conclude_called_up(d, trainee);
		completed += trainee->passed ? 1 : 0;
		failed += trainee->passed ? 0 : 1;
	}
	emit_class_closed(d, &(ClassClosed){ .class_id = class->class_id, .closed_on = d->today,
					     .completed = completed, .not_completed = failed });
	return REFUSAL_NONE;
}
