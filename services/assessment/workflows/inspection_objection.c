/* Objections to scores of an inspection: row A4, W3.3.
 *
 *   OBJECTION (3 working days) -> READY when the period has passed
 *   an objection: OPEN -> UPHELD (score corrected, ranks stale) | REJECTED
 *
 * In:  ObjectToScore, DecideObjection; the end of the period by the due-table.
 * Out: ScoreObjected, ObjectionDecided, ObjectionPeriodEnded. */
#include <string.h>

#include "roster/people.h"
#include "workflows.h"

static bool objection_stands(const struct state *s, const ObjectToScore *cmd)
{
	struct row_scan scan = score_objection_by_inspection_id(s, cmd->inspection_id);
	const ScoreObjectionRow *other;

	while ((other = score_objection_next(&scan)))
		if (other->state == OBJECTION_STATE_OPEN && strcmp(other->unit_id, cmd->unit_id) == 0 &&
		    strcmp(other->item_id, cmd->item_id) == 0)
			return true;
	return false;
}

enum refusal object_to_score_decide(struct decision *d, const ObjectToScore *cmd)
{
	const InspectionRow *inspection = inspection_find(d->state, cmd->inspection_id);
	const char *id;

	if (!inspection)                                          return REFUSAL_INSPECTION_UNKNOWN;
	if (strcmp(d->actor->unit_id, cmd->unit_id) != 0)         return REFUSAL_NOT_OWN_UNIT;
	if (!inspection_result_find(d->state, cmd->inspection_id, cmd->unit_id)) return REFUSAL_UNIT_NOT_INSPECTED;
	if (!item_score_find(d->state, cmd->inspection_id, cmd->unit_id, cmd->item_id)) return REFUSAL_ITEM_UNKNOWN;
	if (inspection->state == INSPECTION_STATE_READY ||
	    inspection->state == INSPECTION_STATE_PUBLISHED)      return REFUSAL_OBJECTION_LATE;
	if (inspection->state != INSPECTION_STATE_OBJECTION)      return REFUSAL_STATE_WRONG;
	if (strcmp(d->today, inspection->objection_until) > 0)    return REFUSAL_OBJECTION_LATE;
	if (objection_stands(d->state, cmd))                      return REFUSAL_OBJECTION_STANDS;

	id = decision_new_id(d, "objection");
	decision_answer(d, "objection_id", id);
	emit_score_objected(d, &(ScoreObjected){
		.objection_id = id,
		.inspection_id = cmd->inspection_id,
		.unit_id = cmd->unit_id,
		.item_id = cmd->item_id,
		.reason = cmd->reason,
	});
	return REFUSAL_NONE;
}

enum refusal decide_objection_decide(struct decision *d, const DecideObjection *cmd)
{
	const ScoreObjectionRow *objection = score_objection_find(d->state, cmd->objection_id);
	const ItemScoreRow *score;

	if (!objection)                                   return REFUSAL_OBJECTION_UNKNOWN;
	if (objection->state != OBJECTION_STATE_OPEN)     return REFUSAL_STATE_WRONG;
	score = item_score_find(d->state, objection->inspection_id, objection->unit_id, objection->item_id);
	if (!score)                                       return REFUSAL_ITEM_UNKNOWN;
	/* neither the unit itself nor the inspector who gave the score reviews it */
	if (strcmp(d->actor->unit_id, objection->unit_id) == 0) return REFUSAL_SELF_DEALING;
	if (actor_is(d->actor, score->inspector_id))      return REFUSAL_SELF_DEALING;
	if (cmd->upheld && cmd->score == score->score)    return REFUSAL_SCORE_UNCHANGED;

	emit_objection_decided(d, &(ObjectionDecided){
		.objection_id = objection->objection_id,
		.inspection_id = objection->inspection_id,
		.unit_id = objection->unit_id,
		.item_id = objection->item_id,
		.upheld = cmd->upheld,
		.score = cmd->upheld ? cmd->score : score->score,
		.reason = cmd->reason,
	});
	return REFUSAL_NONE;
}

void due_inspection_objection(struct decision *d, const char *id)
{
	const InspectionRow *inspection = inspection_find(d->state, id);

	if (inspection && inspection->state == INSPECTION_STATE_OBJECTION)
		emit_objection_period_ended(d, &(ObjectionPeriodEnded){ .inspection_id = id });
}
