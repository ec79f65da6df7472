/* The opinion of the discipline commission on an appointment, personnel's half (凡提四必: 纪检监察机关意见必听). Row S4; workflow W2.6.
 *
 *   asked with the inspection (appointment_inspect.c), and again by hand until the decision
 *
 * Accountability takes the question up and a person of the commission answers there; the answer enters the appointment by itself
 * (apply_appointment.c), and the decision is refused without it.
 *
 * In:  RequestIntegrityOpinion; accountability's IntegrityOpinionGiven.
 * Out: ClearanceRequested. */
#include "appointment.h"

static const ClearanceItem *opinion_of(const AppointmentRow *row)
{
	for (size_t i = 0; i < row->n_clearances; i++)
		if (row->clearances[i]->kind == CLEARANCE_KIND_DISCIPLINE)
			return row->clearances[i];
	return NULL;
}

void appointment_ask_integrity(struct decision *d, const AppointmentRow *row)
{
	const char *request_id = decision_new_id(d, "integrity");
	const char *reply_by = policy_deadline(d, "PROMO.CLEARANCE_REPLY");

	decision_answer(d, "request_id", request_id);
	decision_answer(d, "reply_by", reply_by);
	emit_clearance_requested(d, &(ClearanceRequested){
		.appointment_id = row->appointment_id,
		.cadre_id = row->cadre_id,
		.requested_on = d->today,
		.reply_by = reply_by,
		.post_title = row->motion->post_title,
		.request_id = request_id,
		.authority = d->actor->region,
	});
}

enum refusal request_integrity_opinion_decide(struct decision *d, const RequestIntegrityOpinion *cmd)
{
	struct appointment_step step;
	enum refusal refusal = appointment_begin(d, cmd->appointment_id, &step);

	if (refusal != REFUSAL_NONE)
		return refusal;
	if (step.row->state != APPOINTMENT_STATE_INSPECTING && step.row->state != APPOINTMENT_STATE_INSPECTED)
		return decision_refuse(d, REFUSAL_STATE_WRONG, "appointment_id", appointment_state_label(step.row->state));
	if (step.row->integrity_request[0] && !opinion_of(step.row))
		return decision_refuse(d, REFUSAL_INTEGRITY_PENDING, "appointment_id", step.row->integrity_request);
	appointment_ask_integrity(d, step.row);
	return REFUSAL_NONE;
}
