#include "classes.h"

#include <string.h>

#include "roster/people.h"

enum refusal class_at(struct decision *d, const char *class_id, ClassState state, const ClassRow **out)
{
	const ClassRow *class = class_find(d->state, class_id);

	*out = class;
	if (!class)
		return decision_refuse(d, REFUSAL_CLASS_UNKNOWN, "class_id", class_id);
	if (!d->actor->system && strcmp(d->actor->region, class->region) != 0)
		return decision_refuse(d, REFUSAL_OUTSIDE_AUTHORITY, "class_id", class_id);
	if (class->state != state)
		return decision_refuse(d, REFUSAL_STATE_WRONG, "class_id", class_id);
	return REFUSAL_NONE;
}

bool days_overlap(const char *a_from, const char *a_to, const char *b_from, const char *b_to)
{
	return strcmp(a_from, b_to) <= 0 && strcmp(b_from, a_to) <= 0;
}

bool enrolment_active(const EnrolmentRow *row)
{
	return row && (row->state == ENROLMENT_STATE_NOMINATED || row->state == ENROLMENT_STATE_CONFIRMED);
}

static bool teaches(const ClassPlan *plan, const char *cadre_id)
{
	for (size_t i = 0; i < plan->n_instructors; i++)
		if (strcmp(plan->instructors[i]->cadre_id, cadre_id) == 0)
			return true;
	return false;
}

static bool busy_off_job(const struct state *s, const ClassPlan *plan, const char *cadre_id, EnrolmentState state)
{
	const EnrolmentRow *row;
	struct row_scan scan = enrolment_by_cadre_id_state(s, cadre_id, state);

	while ((row = enrolment_next(&scan)))
		if (row->off_job && days_overlap(row->starts_on, row->ends_on, plan->starts_on, plan->ends_on))
			return true;
	return false;
}

bool actor_speaks_for(const struct actor *actor, const CadreRow *cadre)
{
	return actor->system || actor_has_role(actor, "org.training") || actor->unit_id[0] == '\0' ||
	       strcmp(actor->unit_id, cadre->unit_id) == 0;
}

enum refusal class_takes(struct decision *d, const ClassRow *class, const char *cadre_id)
{
	const CadreRow *cadre = cadre_find(d->state, cadre_id);
	const ClassPlan *plan = class->plan;

	if (!cadre)
		return REFUSAL_CADRE_UNKNOWN;
	if (!actor_may_manage(d->actor, cadre) || !actor_speaks_for(d->actor, cadre))
		return REFUSAL_OUTSIDE_AUTHORITY;
	if (enrolment_active(enrolment_find(d->state, class->class_id, cadre_id)))
		return REFUSAL_ENROLLED_TWICE;
	if (teaches(plan, cadre_id))
		return REFUSAL_INSTRUCTOR_IS_TRAINEE;
	if (plan->off_job && (busy_off_job(d->state, plan, cadre_id, ENROLMENT_STATE_NOMINATED) ||
			      busy_off_job(d->state, plan, cadre_id, ENROLMENT_STATE_CONFIRMED)))
		return REFUSAL_CLASS_OVERLAP;
	return REFUSAL_NONE;
}

uint32_t class_seats_left(const struct state *s, const ClassRow *class)
{
	const ClassCountRow *count = class_count_find(s, class->class_id);
	uint32_t taken = count ? count->active : 0;

	return taken < class->plan->seats ? class->plan->seats - taken : 0;
}

const EnrolmentRow *reforge_enrolment(const struct state *s, const char *cadre_id)
{
	static const EnrolmentState active[] = { ENROLMENT_STATE_NOMINATED, ENROLMENT_STATE_CONFIRMED };
	const EnrolmentRow *row;

	for (size_t i = 0; i < sizeof active / sizeof active[0]; i++) {
		struct row_scan scan = enrolment_by_cadre_id_state(s, cadre_id, active[i]);
		while ((row = enrolment_next(&scan)))
			if (row->kind == CLASS_KIND_REFORGE)
				return row;
	}
	return NULL;
}

void class_release(struct decision *d, const char *class_id, const char *cadre_id, const char *reason)
{
	if (class_id[0] == '\0' || !enrolment_active(enrolment_find(d->state, class_id, cadre_id)))
		return;
	emit_trainee_withdrawn(d, &(TraineeWithdrawn){
		.class_id = class_id,
		.cadre_id = cadre_id,
		.ground = WITHDRAWAL_GROUND_DECIDED,
		.withdrawn_on = d->today,
		.reason = reason,
	});
}
