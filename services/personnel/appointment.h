/* What every step of an appointment begins with. */
#ifndef DANDANG_PERSONNEL_APPOINTMENT_H
#define DANDANG_PERSONNEL_APPOINTMENT_H

#include "rules.h"

struct appointment_step {
	const AppointmentRow *row;
	const CadreFileRow *file;
	const CadreRegistered *cadre;
};

/* Finds the appointment and its cadre and checks who handles it. */
enum refusal appointment_begin(struct decision *d, const char *appointment_id, struct appointment_step *step);
/* The name of a state for people: "动议", "民主推荐", ... */
const char *appointment_state_label(AppointmentState state);
/* Lateral moves and resettlements need neither a democratic recommendation nor a publicity period. */
bool appointment_is_plain(const AppointmentRow *row);
/* Emits ClearanceRequested: a new question to the discipline commission; only its answer counts from here on. */
void appointment_ask_integrity(struct decision *d, const AppointmentRow *row);
/* Ends the procedure, and what it still waits for. */
void appointment_abort(struct decision *d, const AppointmentRow *row, const char *reason);
/* By the special list: refuses unless the comparison sheet says of everybody else at its head why he was not chosen. */
enum refusal appointment_compared(struct decision *d, const AppointmentRow *row);

#endif
