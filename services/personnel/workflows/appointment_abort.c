/* Appointment: the procedure ends without an appointment, at any step before the post is taken. Row S4; workflow W2.6.
 *
 *   MOTION .. PUBLICITY_OVER -> ABORTED
 *
 * In:  AbortAppointment.
 * Out: AppointmentAborted (the person is due a talk: 思想波动); VettingWithdrawn for what agencies still owe. */
#include "appointment.h"
#include "vetting.h"

void appointment_abort(struct decision *d, const AppointmentRow *row, const char *reason)
{
	emit_appointment_aborted(d, &(AppointmentAborted){
		.appointment_id = row->appointment_id,
		.cadre_id = row->cadre_id,
		.reason = reason,
		.step = appointment_state_label(row->state),
	});
	vetting_withdraw_all(d, row->appointment_id);
}

enum refusal abort_appointment_decide(struct decision *d, const AbortAppointment *cmd)
{
	struct appointment_step step;
	enum refusal refusal = appointment_begin(d, cmd->appointment_id, &step);

	if (refusal != REFUSAL_NONE)
		return refusal;
	if (!rules_appointment_open(step.row->state))
		return decision_refuse(d, REFUSAL_STATE_WRONG, "appointment_id", appointment_state_label(step.row->state));
	appointment_abort(d, step.row, cmd->reason);
	return REFUSAL_NONE;
}
