/* Appointment, second step: the democratic recommendation (民主推荐). Row S4; workflow W2.6.
 *
 *   MOTION | RECOMMENDED -> RECOMMENDED     (a recommendation that grew old is held again)
 *
 * In:  RecordRecommendation.
 * Out: AppointmentRecommended with the last day it may be used. */
#include <string.h>

#include "appointment.h"

static enum refusal check_counts(struct decision *d, const RecordRecommendation *cmd)
{
	int64_t part = policy_number(d, "PROMO.QUORUM.PART");
	int64_t whole = policy_number(d, "PROMO.QUORUM.WHOLE");

	if (cmd->present > cmd->expected || cmd->in_favour > cmd->present)
		return decision_refuse(d, REFUSAL_RECOMMENDATION_COUNTS, "present", "");
	if (cmd->present * whole < cmd->expected * part)
		return decision_refuse(d, REFUSAL_QUORUM_MISSING, "present", "");
	if (cmd->in_favour * INT64_C(100) < cmd->present * policy_number(d, "PROMO.REC_MIN_PERCENT"))
		return decision_refuse(d, REFUSAL_RECOMMENDATION_LOW, "in_favour", "");
	return REFUSAL_NONE;
}

enum refusal record_recommendation_decide(struct decision *d, const RecordRecommendation *cmd)
{
	struct appointment_step step;
	enum refusal refusal = appointment_begin(d, cmd->appointment_id, &step);
	const char *valid_until;

	if (refusal != REFUSAL_NONE)
		return refusal;
	if (step.row->state != APPOINTMENT_STATE_MOTION && step.row->state != APPOINTMENT_STATE_RECOMMENDED)
		return decision_refuse(d, REFUSAL_STATE_WRONG, "appointment_id", appointment_state_label(step.row->state));
	if (strcmp(cmd->held_on, d->today) > 0)
		return decision_refuse(d, REFUSAL_DATE_FUTURE, "held_on", cmd->held_on);
	valid_until = policy_deadline_from(d, "PROMO.REC_VALID", cmd->held_on);
	if (strcmp(valid_until, d->today) < 0)
		return decision_refuse(d, REFUSAL_RECOMMENDATION_OLD, "held_on", cmd->held_on);
	refusal = check_counts(d, cmd);
	if (refusal != REFUSAL_NONE)
		return refusal;
	emit_appointment_recommended(d, &(AppointmentRecommended){
		.appointment_id = cmd->appointment_id,
		.cadre_id = step.row->cadre_id,
		.held_on = cmd->held_on,
		.valid_until = valid_until,
		.expected = cmd->expected,
		.present = cmd->present,
		.in_favour = cmd->in_favour,
		.talks = cmd->talks,
	});
	return REFUSAL_NONE;
}
