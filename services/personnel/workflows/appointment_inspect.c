/* Appointment, third step: the inspection (考察) and the four clearances (凡提四必). Row S4; workflow W2.6.
 *
 *   RECOMMENDED (plain moves: MOTION) -> INSPECTING -> INSPECTED
 *
 * Three clearances are entered here; the fourth, the opinion of the discipline commission, is asked by message and comes back from
 * accountability (appointment_integrity.c). Other agencies are asked by message, too (vetting.c).
 *
 * In:  StartAppointmentInspection, RecordClearances, ConcludeAppointmentInspection.
 * Out: AppointmentInspectionStarted, ClearanceRequested (to the discipline commission), VettingAsked (to other agencies),
 *      ClearanceRecorded, AppointmentInspected. */
#include <string.h>

#include "appointment.h"
#include "vetting.h"

static bool may_start(const AppointmentRow *row)
{
	return row->state == APPOINTMENT_STATE_RECOMMENDED ||
	       (row->state == APPOINTMENT_STATE_MOTION && appointment_is_plain(row));
}

static enum refusal check_inspectors(struct decision *d, const StartAppointmentInspection *cmd, const char *cadre_id)
{
	if ((int64_t)cmd->n_inspectors < policy_number(d, "PROMO.INSPECTORS_MIN"))
		return decision_refuse(d, REFUSAL_INSPECTORS_TOO_FEW, "inspectors", "");
	for (size_t i = 0; i < cmd->n_inspectors; i++) {
		const char *id = cmd->inspectors[i];
		uint32_t row = (uint32_t)i + 1;
		if (strcmp(id, cadre_id) == 0)
			return decision_refuse_row(d, REFUSAL_SELF_DEALING, row, "inspectors", id);
		if (!cadre_file_find(d->state, id))
			return decision_refuse_row(d, REFUSAL_INSPECTOR_UNKNOWN, row, "inspectors", id);
		for (size_t j = 0; j < i; j++)
			if (strcmp(cmd->inspectors[j], id) == 0)
				return decision_refuse_row(d, REFUSAL_VALUE_DUPLICATE, row, "inspectors", id);
	}
	return REFUSAL_NONE;
}

enum refusal start_appointment_inspection_decide(struct decision *d, const StartAppointmentInspection *cmd)
{
	struct appointment_step step;
	enum refusal refusal = appointment_begin(d, cmd->appointment_id, &step);

	if (refusal != REFUSAL_NONE)
		return refusal;
	if (!may_start(step.row))
		return decision_refuse(d, REFUSAL_STATE_WRONG, "appointment_id", appointment_state_label(step.row->state));
	if (step.row->recommendation_until[0] && strcmp(step.row->recommendation_until, d->today) < 0)
		return decision_refuse(d, REFUSAL_RECOMMENDATION_OLD, "appointment_id", step.row->recommended_on);
	if (strcmp(cmd->notice_on, d->today) > 0)
		return decision_refuse(d, REFUSAL_DATE_FUTURE, "notice_on", cmd->notice_on);
	refusal = check_inspectors(d, cmd, step.row->cadre_id);
	if (refusal == REFUSAL_NONE && rules_upward(step.row->motion->kind))
		refusal = rules_block(d, step.cadre, step.row->motion->kind);
	if (refusal != REFUSAL_NONE)
		return refusal;
	emit_appointment_inspection_started(d, &(AppointmentInspectionStarted){
		.appointment_id = cmd->appointment_id,
		.cadre_id = step.row->cadre_id,
		.notice_on = cmd->notice_on,
		.n_inspectors = cmd->n_inspectors,
		.inspectors = cmd->inspectors,
		.clear_by = policy_deadline(d, "PROMO.CLEARANCE_REPLY"),
	});
	appointment_ask_integrity(d, step.row);
	vetting_ask_all(d, step.row);
	return REFUSAL_NONE;
}

static enum refusal check_item(struct decision *d, const RecordClearances *cmd, size_t i)
{
	const ClearanceItem *item = cmd->items[i];

	if (item->kind == CLEARANCE_KIND_DISCIPLINE)
		return decision_refuse_row(d, REFUSAL_INTEGRITY_BY_MESSAGE, (uint32_t)i + 1, "kind", "");
	if (strcmp(item->obtained_on, d->today) > 0)
		return decision_refuse_row(d, REFUSAL_DATE_FUTURE, (uint32_t)i + 1, "obtained_on", item->obtained_on);
	for (size_t j = 0; j < i; j++)
		if (cmd->items[j]->kind == item->kind)
			return decision_refuse_row(d, REFUSAL_SEVERAL_CLEARANCES, (uint32_t)i + 1, "kind", "");
	return REFUSAL_NONE;
}

/* Clearances come in while the inspection runs and may be renewed until the decision. */
enum refusal record_clearances_decide(struct decision *d, const RecordClearances *cmd)
{
	struct appointment_step step;
	enum refusal refusal = appointment_begin(d, cmd->appointment_id, &step);

	if (refusal != REFUSAL_NONE)
		return refusal;
	if (step.row->state != APPOINTMENT_STATE_INSPECTING && step.row->state != APPOINTMENT_STATE_INSPECTED)
		return decision_refuse(d, REFUSAL_STATE_WRONG, "appointment_id", appointment_state_label(step.row->state));
	for (size_t i = 0; i < cmd->n_items && refusal == REFUSAL_NONE; i++)
		refusal = check_item(d, cmd, i);
	if (refusal != REFUSAL_NONE)
		return refusal;
	for (size_t i = 0; i < cmd->n_items; i++)
		emit_clearance_recorded(d, &(ClearanceRecorded){
			.appointment_id = cmd->appointment_id,
			.cadre_id = step.row->cadre_id,
			.item = cmd->items[i],
		});
	return REFUSAL_NONE;
}

enum refusal conclude_appointment_inspection_decide(struct decision *d, const ConcludeAppointmentInspection *cmd)
{
	struct appointment_step step;
	enum refusal refusal = appointment_begin(d, cmd->appointment_id, &step);

	if (refusal != REFUSAL_NONE)
		return refusal;
	if (step.row->state != APPOINTMENT_STATE_INSPECTING)
		return decision_refuse(d, REFUSAL_STATE_WRONG, "appointment_id", appointment_state_label(step.row->state));
	emit_appointment_inspected(d, &(AppointmentInspected){
		.appointment_id = cmd->appointment_id,
		.cadre_id = step.row->cadre_id,
		.suitable = cmd->suitable,
		.summary = cmd->summary,
		.concluded_on = d->today,
	});
	return REFUSAL_NONE;
}
