/* Vetting of an appointment by other agencies (联审): what its steps ask of it. For one agency at most one question paper counts, the one
 * that is not withdrawn. */
#ifndef DANDANG_PERSONNEL_VETTING_H
#define DANDANG_PERSONNEL_VETTING_H

#include "rules.h"

#define VETTING_AGENCIES_MAX 30 /* of one region; also what one RequestVetting names */

/* The paper that counts, or NULL. */
const VettingRow *vetting_of(const struct state *s, const char *appointment_id, const char *agency);
/* The agency of the actor's region, in use, or NULL. */
const VettingAgencyRow *vetting_agency_in_use(const struct decision *d, const char *agency);
/* Asks one agency; a paper it had before is withdrawn. */
void vetting_ask(struct decision *d, const AppointmentRow *row, const VettingAgencyRow *agency);
/* Asks every agency the table names for this kind of appointment that was not asked yet or whose answer has grown old; how many. */
size_t vetting_ask_all(struct decision *d, const AppointmentRow *row);
/* The appointment ended: what is still open of it is answered no more. */
void vetting_withdraw_all(struct decision *d, const char *appointment_id);
/* Whether the collective may decide: every agency of the table asked and every paper answered, not too old, nothing adverse undecided. */
enum refusal vetting_check(struct decision *d, const AppointmentRow *row);
void vetting_withdraw(struct decision *d, const VettingRow *paper);

#endif
