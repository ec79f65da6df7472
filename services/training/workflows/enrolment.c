/* Who sits in a class: nomination by the unit, confirmation by the trainee: row T1, W1.1 (PUBLISHED -> ENROLLED).
 *
 *   NOMINATED -> CONFIRMED -> (graduation.c)
 *        |            |
 *      LAPSED     WITHDRAWN
 *
 * In:  Nominate, ConfirmNominations, WithdrawTrainee, CloseEnrolment.
 * Out: Nominated, NominationConfirmed, NominationLapsed, TraineeWithdrawn, EnrolmentClosed. */
#include <string.h>

#include "classes.h"
#include "roster/people.h"
#include "runtime/bulk.h"

enum refusal nominate_decide(struct decision *d, const Nominate *cmd)
{
	const ClassRow *class = class_find(d->state, cmd->class_id);
	struct bulk bulk = bulk_start(d, "cadre_ids", cmd->partial);
	uint32_t seats;

	if (!class)
		return decision_refuse(d, REFUSAL_CLASS_UNKNOWN, "class_id", cmd->class_id);
	if (class->state != CLASS_STATE_PUBLISHED)
		return decision_refuse(d, REFUSAL_CLASS_NOT_OPEN, "class_id", cmd->class_id);
	seats = class_seats_left(d->state, class);
	for (size_t i = 0; i < cmd->n_cadre_ids; i++) {
		const char *cadre_id = cmd->cadre_ids[i];
		enum refusal outcome = bulk_repeated((const char *const *)cmd->cadre_ids, i)
					       ? REFUSAL_VALUE_DUPLICATE
					       : class_takes(d, class, cadre_id);
		if (outcome == REFUSAL_NONE && bulk.taken >= seats)
			outcome = REFUSAL_CLASS_FULL;
		if (bulk_row(&bulk, outcome, cadre_id))
			emit_nominated(d, &(Nominated){ .class_id = class->class_id, .cadre_id = cadre_id });
	}
	return bulk_end(&bulk);
}

static enum refusal confirmable(struct decision *d, const ClassRow *class, const char *cadre_id)
{
	const EnrolmentRow *row = enrolment_find(d->state, class->class_id, cadre_id);

	if (!row || row->state == ENROLMENT_STATE_WITHDRAWN)
		return REFUSAL_NOT_ENROLLED;
	if (row->state != ENROLMENT_STATE_NOMINATED)
		return REFUSAL_STATE_WRONG;
	if (!actor_has_role(d->actor, "org.training") && !actor_has_role(d->actor, "unit.hr") &&
	    !actor_is(d->actor, cadre_id))
		return REFUSAL_CONFIRM_OTHERS;
	return REFUSAL_NONE;
}

enum refusal confirm_nominations_decide(struct decision *d, const ConfirmNominations *cmd)
{
	const ClassRow *class = class_find(d->state, cmd->class_id);
	struct bulk bulk = bulk_start(d, "cadre_ids", cmd->partial);

	if (!class)
		return decision_refuse(d, REFUSAL_CLASS_UNKNOWN, "class_id", cmd->class_id);
	if (class->state != CLASS_STATE_PUBLISHED)
		return decision_refuse(d, REFUSAL_CLASS_NOT_OPEN, "class_id", cmd->class_id);
	for (size_t i = 0; i < cmd->n_cadre_ids; i++) {
		const char *cadre_id = cmd->cadre_ids[i];
		enum refusal outcome = bulk_repeated((const char *const *)cmd->cadre_ids, i)
					       ? REFUSAL_VALUE_DUPLICATE
					       : confirmable(d, class, cadre_id);
		if (bulk_row(&bulk, outcome, cadre_id))
			emit_nomination_confirmed(d, &(NominationConfirmed){ .class_id = class->class_id,
									     .cadre_id = cadre_id });
	}
	return bulk_end(&bulk);
}

enum refusal withdraw_trainee_decide(struct decision *d, const WithdrawTrainee *cmd)
{
	const ClassRow *class = class_find(d->state, cmd->class_id);
	const EnrolmentRow *row = enrolment_find(d->state, cmd->class_id, cmd->cadre_id);
	enum refusal refusal = class_at(d, cmd->class_id, class ? class->state : CLASS_STATE_DRAFT, &class);

	if (refusal != REFUSAL_NONE)
		return refusal;
	if (class->state >= CLASS_STATE_CLOSED)
		return decision_refuse(d, REFUSAL_STATE_WRONG, "class_id", cmd->class_id);
	if (!enrolment_active(row))
		return decision_refuse(d, REFUSAL_NOT_ENROLLED, "cadre_id", cmd->cadre_id);
	if (row->call_up_id[0]) /* whoever was called up by name is excused by the caller alone */
		return decision_refuse(d, REFUSAL_EXCUSE_NOT_BY_CALLER, "cadre_id", cmd->cadre_id);
	class_release(d, class->class_id, row->cadre_id, cmd->reason);
	return REFUSAL_NONE;
}

enum refusal close_enrolment_decide(struct decision *d, const CloseEnrolment *cmd)
{
	const ClassRow *class;
	const ClassCountRow *count = class_count_find(d->state, cmd->class_id);
	const EnrolmentRow *row;
	struct row_scan scan;
	enum refusal refusal = class_at(d, cmd->class_id, CLASS_STATE_PUBLISHED, &class);

	if (refusal != REFUSAL_NONE)
		return refusal;
	if (!count || count->confirmed == 0)
		return decision_refuse(d, REFUSAL_CLASS_EMPTY, "class_id", cmd->class_id);
	scan = enrolment_scan_1(d->state, class->class_id);
	while ((row = enrolment_next(&scan)))
		if (row->state == ENROLMENT_STATE_NOMINATED)
			emit_nomination_lapsed(d, &(NominationLapsed){ .class_id = row->class_id,
								       .cadre_id = row->cadre_id });
	emit_enrolment_closed(d, &(EnrolmentClosed){ .class_id = class->class_id, .trainees = count->confirmed });
	return REFUSAL_NONE;
}
