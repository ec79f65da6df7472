/* Classes and who may sit in them: what enrolment, call-ups and closing ask alike. */
#ifndef DANDANG_TRAINING_CLASSES_H
#define DANDANG_TRAINING_CLASSES_H

#include <stdbool.h>

#include "workflows.h"

#define CLASS_DAYS_MAX 400 /* longest class the ledger spreads hours over */

/* The class, when it is run by the actor's region and stands at `state`; else the refusal. */
enum refusal class_at(struct decision *d, const char *class_id, ClassState state, const ClassRow **out);
/* A unit's personnel officer speaks for his own unit only; the training section for everybody. */
bool actor_speaks_for(const struct actor *actor, const CadreRow *cadre);
/* Two periods share a day. */
bool days_overlap(const char *a_from, const char *a_to, const char *b_from, const char *b_to);
/* Nominated or confirmed. */
bool enrolment_active(const EnrolmentRow *row);
/* Whether this cadre may be enrolled: authority, unit, no second enrolment, no teacher of the class, no other off-job
 * class on the same days (TRAIN.NORELEASE). Seats are counted by the caller. */
enum refusal class_takes(struct decision *d, const ClassRow *class, const char *cadre_id);
uint32_t class_seats_left(const struct state *s, const ClassRow *class);
/* An active enrolment in a reforging class, or NULL. */
const EnrolmentRow *reforge_enrolment(const struct state *s, const char *cadre_id);
/* Takes the cadre out of the class when he is in it. */
void class_release(struct decision *d, const char *class_id, const char *cadre_id, const char *reason);

#endif
