#include "appointment.h"

#include <string.h>

enum refusal appointment_begin(struct decision *d, const char *appointment_id, struct appointment_step *step)
{
	step->row = appointment_find(d->state, appointment_id);
	if (!step->row)
		return decision_refuse(d, REFUSAL_APPOINTMENT_UNKNOWN, "appointment_id", appointment_id);
	step->file = cadre_file_find(d->state, step->row->cadre_id);
	if (!step->file)
		return decision_refuse(d, REFUSAL_CADRE_UNKNOWN, "cadre_id", step->row->cadre_id);
	step->cadre = step->file->file;
	/* once in post the organ of the post manages him too, so the same rule holds during probation */
	return rules_handler(d, step->cadre, step->row->motion->authority);
}

const char *appointment_state_label(AppointmentState state)
{
	switch (state) {
	case APPOINTMENT_STATE_MOTION: return "动议";
	case APPOINTMENT_STATE_RECOMMENDED: return "民主推荐";
	case APPOINTMENT_STATE_INSPECTING: return "考察中";
	case APPOINTMENT_STATE_INSPECTED: return "考察结束";
	case APPOINTMENT_STATE_DECIDED: return "讨论决定";
	case APPOINTMENT_STATE_PUBLICITY: return "任前公示";
	case APPOINTMENT_STATE_PUBLICITY_OVER: return "公示期满";
	case APPOINTMENT_STATE_PROBATION: return "试用期";
	case APPOINTMENT_STATE_PROBATION_OVER: return "试用期满";
	case APPOINTMENT_STATE_CONFIRMED: return "正式任职";
	case APPOINTMENT_STATE_RETURNED: return "免去试任职务";
	case APPOINTMENT_STATE_ABORTED: return "终止";
	default: return "";
	}
}

bool appointment_is_plain(const AppointmentRow *row)
{
	return !rules_upward(row->motion->kind);
}
