/* Rectification list of an inspection (整改清单): row A4, W3.3.
 *
 *   OPEN (steps of 0 to 99 percent) -> REPORTED (proof) -> CLOSED
 *                                                       -> OPEN (returned, counted)
 *
 * In:  OpenRectification, ReportRectificationProgress, ReportRectification, CheckRectification; the last day by the due-table.
 * Out: RectificationOpened, RectificationProgressed, RectificationReported, RectificationClosed, RectificationReturned,
 *      RectificationOverdue. */
#include <string.h>

#include "assessment/bounds.h"
#include "workflows.h"

static bool item_of(const InspectionRow *inspection, const char *item_id)
{
	for (size_t i = 0; i < inspection->n_items; i++)
		if (strcmp(inspection->items[i]->item_id, item_id) == 0)
			return true;
	return false;
}

enum refusal open_rectification_decide(struct decision *d, const OpenRectification *cmd)
{
	const InspectionRow *inspection = inspection_find(d->state, cmd->inspection_id);
	const char *id, *due_on;

	if (!inspection)                                      return REFUSAL_INSPECTION_UNKNOWN;
	if (inspection->state != INSPECTION_STATE_PUBLISHED)  return REFUSAL_NOT_PUBLISHED;
	if (!inspection_result_find(d->state, cmd->inspection_id, cmd->unit_id)) return REFUSAL_UNIT_NOT_INSPECTED;
	if (!item_of(inspection, cmd->item_id))               return REFUSAL_ITEM_UNKNOWN;

	id = decision_new_id(d, "rectification");
	due_on = policy_deadline(d, "INSPECTION.RECTIFY_WITHIN");
	decision_answer(d, "rectification_id", id);
	decision_answer(d, "due_on", due_on);
	emit_rectification_opened(d, &(RectificationOpened){
		.rectification_id = id,
		.inspection_id = cmd->inspection_id,
		.unit_id = cmd->unit_id,
		.item_id = cmd->item_id,
		.problem = cmd->problem,
		.due_on = due_on,
	});
	return REFUSAL_NONE;
}

/* The percentage of the last step; what the proof claims beyond it does not outlast a return. */
static uint32_t percent_told(const RectificationRow *item)
{
	return item->n_steps ? item->steps[item->n_steps - 1]->percent : 0;
}

static enum refusal check_step(struct decision *d, const RectificationRow *item, const ReportRectificationProgress *cmd)
{
	const char *last = item->n_steps ? item->steps[item->n_steps - 1]->reached_on : item->opened_on;

	if (item->n_steps >= RECTIFICATION_STEPS_MAX)
		return REFUSAL_RECTIFICATION_STEPS_MANY;
	if (strcmp(cmd->reached_on, d->today) > 0)
		return decision_refuse(d, REFUSAL_DATE_FUTURE, "reached_on", cmd->reached_on);
	if (strcmp(cmd->reached_on, last) < 0)
		return decision_refuse(d, REFUSAL_DATE_ORDER, "reached_on", last);
	if (cmd->percent < percent_told(item) && cmd->reason[0] == '\0')
		return decision_refuse(d, REFUSAL_RECTIFICATION_BACKWARDS, "reason", decision_format(d, "%u%%", percent_told(item)));
	return REFUSAL_NONE;
}

enum refusal report_rectification_progress_decide(struct decision *d, const ReportRectificationProgress *cmd)
{
	const RectificationRow *item = rectification_find(d->state, cmd->rectification_id);
	enum refusal r;

	if (!item)                                         return REFUSAL_RECTIFICATION_UNKNOWN;
	if (strcmp(d->actor->unit_id, item->unit_id) != 0) return REFUSAL_NOT_OWN_UNIT;
	if (item->state != RECTIFICATION_STATE_OPEN)       return REFUSAL_STATE_WRONG;
	if ((r = check_step(d, item, cmd)))
		return r;
	emit_rectification_progressed(d, &(RectificationProgressed){
		.rectification_id = item->rectification_id,
		.unit_id = item->unit_id,
		.percent = cmd->percent,
		.reached_on = cmd->reached_on,
		.done = cmd->done,
		.reason = cmd->reason,
		.before = percent_told(item),
	});
	return REFUSAL_NONE;
}

enum refusal report_rectification_decide(struct decision *d, const ReportRectification *cmd)
{
	const RectificationRow *item = rectification_find(d->state, cmd->rectification_id);

	if (!item)                                         return REFUSAL_RECTIFICATION_UNKNOWN;
	if (strcmp(d->actor->unit_id, item->unit_id) != 0) return REFUSAL_NOT_OWN_UNIT;
	if (item->state == RECTIFICATION_STATE_CLOSED)     return REFUSAL_STATE_WRONG;

	emit_rectification_reported(d, &(RectificationReported){
		.rectification_id = item->rectification_id,
		.unit_id = item->unit_id,
		.proof = cmd->proof,
		.returns = item->returns,
	});
	return REFUSAL_NONE;
}

enum refusal check_rectification_decide(struct decision *d, const CheckRectification *cmd)
{
	const RectificationRow *item = rectification_find(d->state, cmd->rectification_id);

	if (!item)                                         return REFUSAL_RECTIFICATION_UNKNOWN;
	if (item->state == RECTIFICATION_STATE_CLOSED)     return REFUSAL_STATE_WRONG;
	if (item->state != RECTIFICATION_STATE_REPORTED)   return REFUSAL_PROOF_MISSING;
	if (strcmp(d->actor->unit_id, item->unit_id) == 0) return REFUSAL_SELF_DEALING;

	if (cmd->accepted)
		emit_rectification_closed(d, &(RectificationClosed){
			.rectification_id = item->rectification_id,
			.unit_id = item->unit_id,
			.note = cmd->note,
			.returns = item->returns,
		});
	else
		emit_rectification_returned(d, &(RectificationReturned){
			.rectification_id = item->rectification_id,
			.unit_id = item->unit_id,
			.note = cmd->note,
			.due_on = policy_deadline(d, "INSPECTION.RECTIFY_AGAIN"),
			.returns = item->returns + 1,
			.percent = percent_told(item),
		});
	return REFUSAL_NONE;
}

void due_rectification(struct decision *d, const char *id)
{
	const RectificationRow *item = rectification_find(d->state, id);

	if (item && item->state == RECTIFICATION_STATE_OPEN)
		emit_rectification_overdue(d, &(RectificationOverdue){
			.rectification_id = id,
			.unit_id = item->unit_id,
			.due_on = item->due_on,
		});
}
