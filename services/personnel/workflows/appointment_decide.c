/* Appointment, fourth step: discussed and decided by the collective (讨论决定). Row S4; workflow W2.6.
 *
 *   INSPECTED -> DECIDED     (the vacancy is taken from here on)
 *
 * In:  DecideAppointment.
 * Out: AppointmentDecided. */
#include <string.h>

#include "appointment.h"
#include "vetting.h"

#define CLEARANCE_KINDS 4 /* 凡提四必 */

static const ClearanceItem *clearance_of(const AppointmentRow *row, ClearanceKind kind)
{
	for (size_t i = 0; i < row->n_clearances; i++)
		if (row->clearances[i]->kind == kind)
			return row->clearances[i];
	return NULL;
}

/* The opinion of the discipline commission: without it, or with an objection, nothing is decided. */
static enum refusal check_integrity(struct decision *d, const AppointmentRow *row)
{
	const ClearanceItem *opinion = clearance_of(row, CLEARANCE_KIND_DISCIPLINE);

	if (!opinion)
		return decision_refuse(d, REFUSAL_INTEGRITY_PENDING, "appointment_id", row->integrity_request);
	if (!opinion->clear)
		return decision_refuse(d, REFUSAL_INTEGRITY_OBJECTED, "appointment_id", opinion->document);
	return REFUSAL_NONE;
}

static enum refusal check_clearances(struct decision *d, const AppointmentRow *row)
{
	static const ClearanceKind needed[CLEARANCE_KINDS] = {
		CLEARANCE_KIND_ARCHIVE, CLEARANCE_KIND_PERSONAL_MATTERS, CLEARANCE_KIND_DISCIPLINE, CLEARANCE_KIND_LEADS,
	};

	for (size_t i = 0; i < CLEARANCE_KINDS; i++) {
		const ClearanceItem *item = clearance_of(row, needed[i]);
		const char *which = decision_format(d, "clearance %d", (int)needed[i]);
		if (!item)
			return decision_refuse(d, REFUSAL_CLEARANCES_INCOMPLETE, "appointment_id", which);
		if (!item->clear)
			return decision_refuse(d, REFUSAL_CLEARANCE_NOT_CLEAR, "appointment_id", which);
		if (strcmp(policy_deadline_from(d, "PROMO.CLEARANCE_VALID", item->obtained_on), d->today) < 0)
			return decision_refuse(d, REFUSAL_CLEARANCE_OLD, "appointment_id", which);
	}
	return REFUSAL_NONE;
}

static enum refusal check_ripe(struct decision *d, const struct appointment_step *step, const DecideAppointment *cmd)
{
	const AppointmentRow *row = step->row;
	enum refusal refusal;

	if (row->state != APPOINTMENT_STATE_INSPECTED)
		return decision_refuse(d, REFUSAL_STATE_WRONG, "appointment_id", appointment_state_label(row->state));
	if (!row->suitable)
		return decision_refuse(d, REFUSAL_INSPECTION_NOT_SUITABLE, "appointment_id", "");
	if (strcmp(cmd->vote->met_on, row->inspected_on) < 0)
		return decision_refuse(d, REFUSAL_APPOINTMENT_MET_BEFORE_INSPECTION, "vote.met_on", cmd->vote->met_on);
	if (row->recommendation_until[0] && strcmp(row->recommendation_until, cmd->vote->met_on) < 0)
		return decision_refuse(d, REFUSAL_RECOMMENDATION_OLD, "appointment_id", row->recommended_on);
	refusal = check_integrity(d, row);
	if (refusal == REFUSAL_NONE)
		refusal = check_clearances(d, row);
	if (refusal == REFUSAL_NONE)
		refusal = vetting_check(d, row);
	return refusal != REFUSAL_NONE ? refusal : appointment_compared(d, row);
}

enum refusal decide_appointment_decide(struct decision *d, const DecideAppointment *cmd)
{
	struct appointment_step step;
	enum refusal refusal = appointment_begin(d, cmd->appointment_id, &step);
	const PostRow *post;

	if (refusal == REFUSAL_NONE)
		refusal = check_ripe(d, &step, cmd);
	if (refusal == REFUSAL_NONE && rules_upward(step.row->motion->kind))
		refusal = rules_block(d, step.cadre, step.row->motion->kind);
	if (refusal == REFUSAL_NONE)
		refusal = rules_vote(d, cmd->vote, step.row->cadre_id, step.row->moved_by);
	if (refusal != REFUSAL_NONE)
		return refusal;
	post = post_find(d->state, step.row->post_id);
	if (!post || post->abolished)
		return decision_refuse(d, REFUSAL_POST_ABOLISHED, "post_id", step.row->post_id);
	if (rules_post_vacancies(d->state, post, cmd->appointment_id, false) <= 0)
		return decision_refuse(d, REFUSAL_POST_NO_VACANCY, "post_id", step.row->post_id);
	emit_appointment_decided(d, &(AppointmentDecided){
		.appointment_id = cmd->appointment_id,
		.cadre_id = step.row->cadre_id,
		.vote = cmd->vote,
	});
	return REFUSAL_NONE;
}
