/* Theory class, seminar, special class (理论培训班、专题班): row T1, W1.1.
 *
 *   DRAFT -> REVIEW -> PUBLISHED -> ENROLLED -> RUNNING -> ENDED -> CLOSED
 *     ^________|  (returned)       CANCELLED from DRAFT..ENROLLED
 *
 * Here the life of the class; who sits in it is enrolment.c, attendance to graduation is graduation.c.
 * In:  DraftClass, SubmitClass, ReturnClass, ApproveClass, CancelClass, StartClass, EndClass.
 * Out: ClassDrafted .. ClassEnded, ClassCancelled. */
#include <string.h>

#include "base/date.h"
#include "classes.h"
#include "roster/bars.h"

static enum refusal instructors_fit(struct decision *d, const ClassPlan *plan)
{
	for (size_t i = 0; i < plan->n_instructors; i++) {
		const Instructor *one = plan->instructors[i];
		if (one->qualification[0] == '\0')
			return decision_refuse_row(d, REFUSAL_INSTRUCTOR_UNQUALIFIED, (uint32_t)i + 1,
						   "plan.instructors", one->name);
		if (one->cadre_id[0] && bar_in_force(d->state, one->cadre_id, d->today))
			return decision_refuse_row(d, REFUSAL_INSTRUCTOR_BLOCKED, (uint32_t)i + 1,
						   "plan.instructors", one->name);
	}
	return REFUSAL_NONE;
}

/* Main classes of a party school: theory with party spirit, and party spirit alone, each a share of all hours. */
static enum refusal shares_met(struct decision *d, const ClassPlan *plan)
{
	if (!plan->main_class || plan->venue != VENUE_KIND_PARTY_SCHOOL)
		return REFUSAL_NONE;
	if ((int64_t)plan->theory_hours * 100 < policy_number(d, "TRAIN.SCHOOL_THEORY_SHARE") * plan->hours)
		return decision_refuse(d, REFUSAL_THEORY_SHARE_SHORT, "plan.theory_hours", plan->title);
	if ((int64_t)plan->spirit_hours * 100 < policy_number(d, "TRAIN.SCHOOL_SPIRIT_SHARE") * plan->hours)
		return decision_refuse(d, REFUSAL_PARTY_SPIRIT_SHARE_SHORT, "plan.spirit_hours", plan->title);
	return REFUSAL_NONE;
}

enum refusal draft_class_decide(struct decision *d, const DraftClass *cmd)
{
	const ClassPlan *plan = cmd->plan;
	int days = date_days_between(plan->starts_on, plan->ends_on) + 1;
	enum refusal refusal;
	const char *id;

	if (plan->venue == VENUE_KIND_UNSPECIFIED)
		return decision_refuse(d, REFUSAL_VENUE_REQUIRED, "plan.venue", "");
	if (days < 1)
		return decision_refuse(d, REFUSAL_DATE_ORDER, "plan.ends_on", plan->ends_on);
	if (days > CLASS_DAYS_MAX)
		return decision_refuse(d, REFUSAL_CLASS_TOO_LONG, "plan.ends_on", plan->ends_on);
	if (plan->hours == 0)
		return decision_refuse(d, REFUSAL_HOURS_NOT_POSITIVE, "plan.hours", "0");
	if ((int64_t)plan->hours > days * policy_number(d, "TRAIN.HOURS_PER_DAY"))
		return decision_refuse(d, REFUSAL_HOURS_OVER_PHYSICAL, "plan.hours", plan->title);
	refusal = shares_met(d, plan);
	if (refusal == REFUSAL_NONE)
		refusal = instructors_fit(d, plan);
	if (refusal != REFUSAL_NONE)
		return refusal;

	id = decision_new_id(d, "class");
	emit_class_drafted(d, &(ClassDrafted){ .class_id = id, .plan = cmd->plan, .region = d->actor->region });
	decision_answer(d, "class_id", id);
	return REFUSAL_NONE;
}

enum refusal submit_class_decide(struct decision *d, const SubmitClass *cmd)
{
	const ClassRow *class;
	enum refusal refusal = class_at(d, cmd->class_id, CLASS_STATE_DRAFT, &class);

	if (refusal != REFUSAL_NONE)
		return refusal;
	emit_class_submitted(d, &(ClassSubmitted){ .class_id = class->class_id });
	return REFUSAL_NONE;
}

enum refusal return_class_decide(struct decision *d, const ReturnClass *cmd)
{
	const ClassRow *class;
	enum refusal refusal = class_at(d, cmd->class_id, CLASS_STATE_REVIEW, &class);

	if (refusal != REFUSAL_NONE)
		return refusal;
	emit_class_returned(d, &(ClassReturned){ .class_id = class->class_id, .reason = cmd->reason });
	return REFUSAL_NONE;
}

enum refusal approve_class_decide(struct decision *d, const ApproveClass *cmd)
{
	const ClassRow *class;
	const ClassPlan *plan;
	enum refusal refusal = class_at(d, cmd->class_id, CLASS_STATE_REVIEW, &class);

	if (refusal != REFUSAL_NONE)
		return refusal;
	plan = class->plan;
	if (strcmp(class->submitted_by, d->actor->account) == 0)
		return decision_refuse(d, REFUSAL_CLASS_REVIEW_OWN, "class_id", class->class_id);
	if (strcmp(plan->starts_on, policy_deadline(d, "TRAIN.NOTICE_BEFORE")) < 0)
		return decision_refuse(d, REFUSAL_CLASS_NOTICE_SHORT, "class_id", plan->starts_on);
	refusal = instructors_fit(d, plan); /* a bar may have come since the draft */
	if (refusal != REFUSAL_NONE)
		return refusal;
	emit_class_published(d, &(ClassPublished){
		.class_id = class->class_id,
		.title = plan->title,
		.kind = plan->kind,
		.venue = plan->venue,
		.starts_on = plan->starts_on,
		.ends_on = plan->ends_on,
		.hours = plan->hours,
	});
	return REFUSAL_NONE;
}

static void cancel_enrolments(struct decision *d, const ClassRow *class, const char *reason)
{
	const EnrolmentRow *row;
	struct row_scan scan = enrolment_scan_1(d->state, class->class_id);

	while ((row = enrolment_next(&scan)))
		if (enrolment_active(row))
			emit_trainee_withdrawn(d, &(TraineeWithdrawn){
				.class_id = row->class_id,
				.cadre_id = row->cadre_id,
				.ground = WITHDRAWAL_GROUND_CANCELLED,
				.withdrawn_on = d->today,
				.reason = reason,
			});
}

enum refusal cancel_class_decide(struct decision *d, const CancelClass *cmd)
{
	const ClassRow *class = class_find(d->state, cmd->class_id);
	enum refusal refusal = class_at(d, cmd->class_id, class ? class->state : CLASS_STATE_DRAFT, &class);

	if (refusal != REFUSAL_NONE)
		return refusal;
	if (class->state > CLASS_STATE_ENROLLED)
		return decision_refuse(d, REFUSAL_STATE_WRONG, "class_id", class->class_id);
	cancel_enrolments(d, class, cmd->reason);
	emit_class_cancelled(d, &(ClassCancelled){ .class_id = class->class_id, .reason = cmd->reason });
	return REFUSAL_NONE;
}

enum refusal start_class_decide(struct decision *d, const StartClass *cmd)
{
	const ClassRow *class;
	enum refusal refusal = class_at(d, cmd->class_id, CLASS_STATE_ENROLLED, &class);

	if (refusal != REFUSAL_NONE)
		return refusal;
	if (strcmp(d->today, class->plan->starts_on) < 0)
		return decision_refuse(d, REFUSAL_TOO_EARLY, "class_id", class->plan->starts_on);
	emit_class_started(d, &(ClassStarted){ .class_id = class->class_id, .started_on = d->today });
	return REFUSAL_NONE;
}

enum refusal end_class_decide(struct decision *d, const EndClass *cmd)
{
	const ClassRow *class;
	const char *results_by;
	enum refusal refusal = class_at(d, cmd->class_id, CLASS_STATE_RUNNING, &class);

	if (refusal != REFUSAL_NONE)
		return refusal;
	if (strcmp(d->today, class->plan->ends_on) < 0)
		return decision_refuse(d, REFUSAL_TOO_EARLY, "class_id", class->plan->ends_on);
	results_by = policy_deadline(d, "TRAIN.RESULTS_WITHIN");
	emit_class_ended(d, &(ClassEnded){
		.class_id = class->class_id,
		.ended_on = d->today,
		.results_by = results_by,
		.hours_by = policy_deadline_from(d, "TRAIN.HOURS_WITHIN", results_by),
	});
	return REFUSAL_NONE;
}
