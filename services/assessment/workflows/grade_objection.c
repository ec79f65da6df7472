/* Objections of teams to their annual grade: row A6, W3.7.
 *
 *   OPEN -> UPHELD (grades are proposed and decided again) | REJECTED
 *
 * In:  ObjectToGrade, DecideGradeObjection.
 * Out: GradeObjected, GradeObjectionDecided. */
#include <string.h>

#include "assessment/scheme.h"
#include "workflows.h"

static bool objection_stands(const struct state *s, const char *scheme_id, const char *unit_id)
{
	struct row_scan scan = grade_objection_by_scheme_id(s, scheme_id);
	const GradeObjectionRow *row;

	while ((row = grade_objection_next(&scan)))
		if (row->state == OBJECTION_STATE_OPEN && strcmp(row->unit_id, unit_id) == 0)
			return true;
	return false;
}

enum refusal object_to_grade_decide(struct decision *d, const ObjectToGrade *cmd)
{
	const GradingRow *grading = grading_find(d->state, cmd->scheme_id);
	const char *unit_id = d->actor->unit_id, *id;

	if (!grading)                                                   return REFUSAL_GRADES_UNKNOWN;
	if (!team_grade_find(d->state, cmd->scheme_id, unit_id))        return REFUSAL_UNIT_NOT_IN_SCHEME;
	if (grading->state < GRADING_STATE_NOTIFIED)                    return REFUSAL_STATE_WRONG;
	if (grading->state > GRADING_STATE_NOTIFIED)                    return REFUSAL_OBJECTION_LATE;
	if (objection_stands(d->state, cmd->scheme_id, unit_id))        return REFUSAL_GRADE_OBJECTION_STANDS;
	id = decision_new_id(d, "objection");
	decision_answer(d, "objection_id", id);
	emit_grade_objected(d, &(GradeObjected){
		.objection_id = id,
		.scheme_id = cmd->scheme_id,
		.unit_id = unit_id,
		.reason = cmd->reason,
	});
	return REFUSAL_NONE;
}

enum refusal decide_grade_objection_decide(struct decision *d, const DecideGradeObjection *cmd)
{
	const GradeObjectionRow *objection = grade_objection_find(d->state, cmd->objection_id);
	const SchemeRow *scheme = objection ? scheme_find(d->state, objection->scheme_id) : NULL;

	if (!objection || !scheme)                                      return REFUSAL_GRADE_OBJECTION_UNKNOWN;
	if (!scheme_is_of(scheme, d->actor))                            return REFUSAL_OUTSIDE_AUTHORITY;
	if (objection->state != OBJECTION_STATE_OPEN)                   return REFUSAL_STATE_WRONG;
	if (strcmp(d->actor->unit_id, objection->unit_id) == 0)         return REFUSAL_SELF_DEALING;
	emit_grade_objection_decided(d, &(GradeObjectionDecided){
		.objection_id = objection->objection_id,
		.scheme_id = objection->scheme_id,
		.unit_id = objection->unit_id,
		.upheld = cmd->upheld,
		.reason = cmd->reason,
	});
	return REFUSAL_NONE;
}
