/* Appointment, fifth step: publicity before the post is taken (任前公示), at least five working days. Row S4; W2.6.
 *
 *   DECIDED -> PUBLICITY -(due: the last day has passed)-> PUBLICITY_OVER
 *
 * In:  StartAppointmentPublicity, RaiseAppointmentObjection, ResolveAppointmentObjection; due moment.
 * Out: AppointmentPublicityStarted, AppointmentObjected, AppointmentObjectionResolved (both withheld from streams),
 *      AppointmentPublicityEnded.
 *
 * Lateral moves and resettlements may go from DECIDED straight to their effect. */
#include <string.h>

#include "appointment.h"

enum refusal start_appointment_publicity_decide(struct decision *d, const StartAppointmentPublicity *cmd)
{
	struct appointment_step step;
	enum refusal refusal = appointment_begin(d, cmd->appointment_id, &step);
	const char *from, *until;

	if (refusal != REFUSAL_NONE)
		return refusal;
	if (step.row->state != APPOINTMENT_STATE_DECIDED)
		return decision_refuse(d, REFUSAL_STATE_WRONG, "appointment_id", appointment_state_label(step.row->state));
	refusal = rules_publicity(d, "PROMO.NOTICE", cmd->starts_on, cmd->ends_on, step.row->vote->met_on, &from, &until);
	if (refusal != REFUSAL_NONE)
		return refusal;
	decision_answer(d, "until_on", until);
	emit_appointment_publicity_started(d, &(AppointmentPublicityStarted){
		.appointment_id = cmd->appointment_id,
		.cadre_id = step.row->cadre_id,
		.from_on = from,
		.until_on = until,
		.scope = cmd->scope,
	});
	return REFUSAL_NONE;
}

static bool before_effect(AppointmentState state)
{
	return state == APPOINTMENT_STATE_PUBLICITY || state == APPOINTMENT_STATE_PUBLICITY_OVER;
}

enum refusal raise_appointment_objection_decide(struct decision *d, const RaiseAppointmentObjection *cmd)
{
	struct appointment_step step;
	enum refusal refusal = appointment_begin(d, cmd->appointment_id, &step);
	const char *id;

	if (refusal != REFUSAL_NONE)
		return refusal;
	if (!before_effect(step.row->state))
		return decision_refuse(d, REFUSAL_STATE_WRONG, "appointment_id", appointment_state_label(step.row->state));
	id = decision_new_id(d, "objection");
	decision_answer(d, "objection_id", id);
	emit_appointment_objected(d, &(AppointmentObjected){
		.appointment_id = cmd->appointment_id,
		.cadre_id = step.row->cadre_id,
		.objection_id = id,
		.reference = cmd->reference,
		.raised_on = d->today,
	});
	return REFUSAL_NONE;
}

static const ObjectionNote *objection_of(const AppointmentRow *row, const char *id)
{
	for (size_t i = 0; i < row->n_objections; i++)
		if (strcmp(row->objections[i]->objection_id, id) == 0)
			return row->objections[i];
	return NULL;
}

enum refusal resolve_appointment_objection_decide(struct decision *d, const ResolveAppointmentObjection *cmd)
{
	struct appointment_step step;
	enum refusal refusal = appointment_begin(d, cmd->appointment_id, &step);
	const ObjectionNote *objection;

	if (refusal != REFUSAL_NONE)
		return refusal;
	objection = objection_of(step.row, cmd->objection_id);
	if (!objection)
		return decision_refuse(d, REFUSAL_APPOINTMENT_OBJECTION_UNKNOWN, "objection_id", cmd->objection_id);
	if (objection->resolved || !before_effect(step.row->state))
		return decision_refuse(d, REFUSAL_STATE_WRONG, "objection_id", cmd->objection_id);
	emit_appointment_objection_resolved(d, &(AppointmentObjectionResolved){
		.appointment_id = cmd->appointment_id,
		.cadre_id = step.row->cadre_id,
		.objection_id = cmd->objection_id,
		.upheld = cmd->upheld,
		.finding = cmd->finding,
	});
	return REFUSAL_NONE;
}

void due_appointment_publicity(struct decision *d, const char *id)
{
	const AppointmentRow *row = appointment_find(d->state, id);
	uint32_t open = 0;

	if (!row || row->state != APPOINTMENT_STATE_PUBLICITY)
		return;
	for (size_t i = 0; i < row->n_objections; i++)
		open += !row->objections[i]->resolved;
	emit_appointment_publicity_ended(d, &(AppointmentPublicityEnded){
		.appointment_id = id,
		.cadre_id = row->cadre_id,
		.objections_open = open,
	});
}
