/* Appointment: the procedure ends without an appointment, at any step before the post is taken. Row S4; workflow W2.6.
 *
 *   MOTION .. PUBLICITY_OVER -> ABORTED
 *
 * In:  AbortAppointment.
 * Out: AppointmentAborted (the person is due a talk: 思想波动). */
#include "appointment.h"

enum refusal abort_appointment_decide(struct decision *d, const AbortAppointment *cmd)
{
	struct appointment_step step;
	enum refusal refusal = appointment_begin(d, cmd->appointment_id, &step);

	if (refusal != REFUSAL_NONE)
		return refusal;
	if (!rules_appointment_open(step.row->state))
		return decision_refuse(d, REFUSAL_STATE_WRONG, "appointment_id", appointment_state_label(step.row->state));
	emit_appointment_aborted(d, &(AppointmentAborted){
		.appointment_id = cmd->appointment_id,
		.cadre_id = step.row->cadre_id,
		.reason = cmd->reason,
		.step = appointment_state_label(step.row->state),
	});
	return REFUSAL_NONE;
}
