/* Quarterly inspection (督考联动): row A4, W3.3, from the plan to the ranks.
 *
 *   PLANNED -> FIELD (item scores) -> OBJECTION (composite, ranks) -> READY -> PUBLISHED
 *
 * In:  PlanInspection, BeginInspection, RecordItemScores, RankInspection.
 * Out: InspectionPlanned, InspectionBegun, ItemScoresRecorded, UnitRanked, InspectionRanked.
 * Objections, publication, rectification and the year stand in files of their own. */
#include <string.h>

#include "assessment/bounds.h"
#include "assessment/inspection_curve.h"
#include "assessment/quarter.h"
#include "assessment/ranking.h"
#include "base/require.h"
#include "roster/people.h"
#include "workflows.h"

static enum refusal check_items(struct decision *d, const PlanInspection *cmd)
{
	uint32_t weights = 0;

	for (size_t i = 0; i < cmd->n_items; i++) {
		weights += cmd->items[i]->weight_percent;
		if (strcmp(cmd->items[i]->item_id, ITEM_ALL) == 0)
			return decision_refuse_row(d, REFUSAL_ITEM_ID_TAKEN, (uint32_t)i + 1, "items", ITEM_ALL);
		for (size_t j = 0; j < i; j++)
			if (strcmp(cmd->items[i]->item_id, cmd->items[j]->item_id) == 0)
				return decision_refuse_row(d, REFUSAL_VALUE_DUPLICATE, (uint32_t)i + 1, "items",
							   cmd->items[i]->item_id);
	}
	return weights == 100 ? REFUSAL_NONE : decision_refuse(d, REFUSAL_ITEM_WEIGHTS, "items", NULL);
}

static enum refusal check_unit(struct decision *d, const PlanInspection *cmd, size_t i)
{
	const UnitRow *unit = unit_find(d->state, cmd->unit_ids[i]);

	if (!unit)                          return REFUSAL_UNIT_UNKNOWN;
	if (unit->peer_group[0] == '\0')    return REFUSAL_PEER_GROUP_MISSING;
	if (inspection_exemption_find(d->state, unit->unit_id, cmd->quarter))
		return REFUSAL_UNIT_EXEMPT;
	for (size_t j = 0; j < i; j++)
		if (strcmp(cmd->unit_ids[j], cmd->unit_ids[i]) == 0)
			return REFUSAL_VALUE_DUPLICATE;
	return REFUSAL_NONE;
}

/* All faulty units are named at once, so that the list is corrected in one go. */
static enum refusal check_units(struct decision *d, const PlanInspection *cmd)
{
	enum refusal first = REFUSAL_NONE;

	for (size_t i = 0; i < cmd->n_unit_ids; i++) {
		enum refusal r = check_unit(d, cmd, i);
		if (r == REFUSAL_NONE)
			continue;
		decision_refuse_row(d, r, (uint32_t)i + 1, "unit_ids", cmd->unit_ids[i]);
		first = first ? first : r;
	}
	return first;
}

static InspectionGroupMember **members_of(struct decision *d, const PlanInspection *cmd)
{
	InspectionGroupMember **list = arena_alloc(d->arena, cmd->n_unit_ids * sizeof *list);

	REQUIRE(list);
	for (size_t i = 0; i < cmd->n_unit_ids; i++) {
		list[i] = arena_alloc(d->arena, sizeof **list);
		REQUIRE(list[i]);
		inspection_group_member__init(list[i]);
		list[i]->unit_id = cmd->unit_ids[i];
		list[i]->peer_group = unit_find(d->state, cmd->unit_ids[i])->peer_group;
	}
	return list;
}

enum refusal plan_inspection_decide(struct decision *d, const PlanInspection *cmd)
{
	struct row_scan same_quarter = inspection_by_quarter(d->state, cmd->quarter);
	const char *id, *publish_by;
	enum refusal r;

	if (inspection_next(&same_quarter))
		return decision_refuse(d, REFUSAL_QUARTER_PLANNED, "quarter", cmd->quarter);
	if ((r = check_items(d, cmd)) || (r = check_units(d, cmd)))
		return r;
	id = decision_new_id(d, "inspection");
	publish_by = policy_deadline_from(d, "INSPECTION.PUBLISH_WITHIN", quarter_last_day(d, cmd->quarter));
	decision_answer(d, "inspection_id", id);
	decision_answer(d, "publish_by", publish_by);
	emit_inspection_planned(d, &(InspectionPlanned){
		.inspection_id = id,
		.quarter = cmd->quarter,
		.title = cmd->title,
		.n_items = cmd->n_items,
		.items = cmd->items,
		.n_units = cmd->n_unit_ids,
		.units = members_of(d, cmd),
		.publish_by = publish_by,
	});
	return REFUSAL_NONE;
}

enum refusal begin_inspection_decide(struct decision *d, const BeginInspection *cmd)
{
	const InspectionRow *inspection = inspection_find(d->state, cmd->inspection_id);

	if (!inspection)                                    return REFUSAL_INSPECTION_UNKNOWN;
	if (inspection->state != INSPECTION_STATE_PLANNED)  return REFUSAL_STATE_WRONG;
	emit_inspection_begun(d, &(InspectionBegun){ .inspection_id = inspection->inspection_id });
	return REFUSAL_NONE;
}

static enum refusal may_score(const InspectionRow *inspection)
{
	switch (inspection->state) {
	case INSPECTION_STATE_FIELD:     return REFUSAL_NONE;
	case INSPECTION_STATE_OBJECTION:
	case INSPECTION_STATE_READY:     return REFUSAL_SCORE_RANKED;
	case INSPECTION_STATE_PUBLISHED: return REFUSAL_SCORE_PUBLISHED;
	default:                         return REFUSAL_STATE_WRONG;
	}
}

static bool has_item(const InspectionRow *inspection, const char *item_id)
{
	for (size_t i = 0; i < inspection->n_items; i++)
		if (strcmp(inspection->items[i]->item_id, item_id) == 0)
			return true;
	return false;
}

static enum refusal check_score(struct decision *d, const InspectionRow *inspection, const CadreRow *inspector,
				const RecordItemScores *cmd, size_t i)
{
	const ItemScore *score = cmd->scores[i];

	if (!inspection_result_find(d->state, inspection->inspection_id, score->unit_id))
		return REFUSAL_UNIT_NOT_INSPECTED;
	if (!has_item(inspection, score->item_id))
		return REFUSAL_ITEM_UNKNOWN;
	if (strcmp(inspector->unit_id, score->unit_id) == 0)
		return REFUSAL_INSPECTOR_OF_UNIT;
	for (size_t j = 0; j < i; j++)
		if (strcmp(cmd->scores[j]->unit_id, score->unit_id) == 0 &&
		    strcmp(cmd->scores[j]->item_id, score->item_id) == 0)
			return REFUSAL_VALUE_DUPLICATE;
	return REFUSAL_NONE;
}

static enum refusal check_scores(struct decision *d, const InspectionRow *inspection, const CadreRow *inspector,
				 const RecordItemScores *cmd)
{
	enum refusal first = REFUSAL_NONE;

	for (size_t i = 0; i < cmd->n_scores; i++) {
		enum refusal r = check_score(d, inspection, inspector, cmd, i);
		if (r == REFUSAL_NONE)
			continue;
		decision_refuse_row(d, r, (uint32_t)i + 1, "scores", cmd->scores[i]->unit_id);
		first = first ? first : r;
	}
	return first;
}

enum refusal record_item_scores_decide(struct decision *d, const RecordItemScores *cmd)
{
	const InspectionRow *inspection = inspection_find(d->state, cmd->inspection_id);
	const CadreRow *inspector = cadre_find(d->state, cmd->inspector_id);
	enum refusal r;

	if (!inspection)
		return REFUSAL_INSPECTION_UNKNOWN;
	if ((r = may_score(inspection)))
		return r;
	if (!inspector)
		return decision_refuse(d, REFUSAL_CADRE_UNKNOWN, "inspector_id", cmd->inspector_id);
	if (!actor_has_role(d->actor, "org.assessment") && !actor_is(d->actor, cmd->inspector_id))
		return decision_refuse(d, REFUSAL_SCORE_OF_ANOTHER, "inspector_id", cmd->inspector_id);
	if ((r = check_scores(d, inspection, inspector, cmd)))
		return r;
	emit_item_scores_recorded(d, &(ItemScoresRecorded){
		.inspection_id = inspection->inspection_id,
		.inspector_id = cmd->inspector_id,
		.mode = cmd->mode,
		.evidence = cmd->evidence,
		.n_scores = cmd->n_scores,
		.scores = cmd->scores,
	});
	return REFUSAL_NONE;
}

/* ---- ranking ------------------------------------------------------------------------------------- */

/* Everything ranked in one inspection: one row of scores per unit, the composite in the last column. */
struct sheet {
	const InspectionRow *inspection;
	const InspectionResultRow *units[INSPECTION_UNITS_MAX];
	uint32_t groups[INSPECTION_UNITS_MAX];
	size_t count;
	struct standing *columns[INSPECTION_ITEMS_MAX + 1];
};

static uint32_t group_number(const struct sheet *sheet, size_t unit)
{
	for (size_t i = 0; i < unit; i++)
		if (strcmp(sheet->units[i]->peer_group, sheet->units[unit]->peer_group) == 0)
			return sheet->groups[i];
	return (uint32_t)unit;
}

static struct sheet *sheet_new(struct decision *d, const InspectionRow *inspection)
{
	struct row_scan scan = inspection_result_scan_1(d->state, inspection->inspection_id);
	struct sheet *sheet = arena_alloc(d->arena, sizeof *sheet);
	const InspectionResultRow *unit;

	REQUIRE(sheet && inspection->n_items <= INSPECTION_ITEMS_MAX);
	sheet->inspection = inspection;
	while ((unit = inspection_result_next(&scan))) {
		REQUIRE(sheet->count < INSPECTION_UNITS_MAX);
		sheet->units[sheet->count] = unit;
		sheet->groups[sheet->count] = group_number(sheet, sheet->count);
		sheet->count++;
	}
	for (size_t i = 0; i <= inspection->n_items; i++) {
		sheet->columns[i] = arena_alloc(d->arena, sheet->count * sizeof **sheet->columns);
		REQUIRE(sheet->columns[i]);
		for (size_t u = 0; u < sheet->count; u++)
			sheet->columns[i][u].group = sheet->groups[u];
	}
	return sheet;
}

/* The scores of one unit and their composite; names every item that is missing. */
static enum refusal fill_unit(struct decision *d, struct sheet *sheet, size_t u)
{
	const InspectionRow *inspection = sheet->inspection;
	int64_t scores[INSPECTION_ITEMS_MAX];
	uint32_t weights[INSPECTION_ITEMS_MAX];
	enum refusal missing = REFUSAL_NONE;

	for (size_t i = 0; i < inspection->n_items; i++) {
		const char *item = inspection->items[i]->item_id, *unit = sheet->units[u]->unit_id;
		const ItemScoreRow *score = item_score_find(d->state, inspection->inspection_id, unit, item);
		if (!score)
			missing = decision_refuse_row(d, REFUSAL_ITEM_SCORE_MISSING, (uint32_t)u + 1, "scores",
						      decision_format(d, "%s %s", unit, item));
		scores[i] = score ? score->score : 0;
		weights[i] = inspection->items[i]->weight_percent;
		sheet->columns[i][u].score = scores[i];
	}
	sheet->columns[inspection->n_items][u].score = score_composite(scores, weights, inspection->n_items);
	return missing;
}

static void emit_unit(struct decision *d, const struct sheet *sheet, size_t u)
{
	const InspectionRow *inspection = sheet->inspection;
	const struct standing *composite = &sheet->columns[inspection->n_items][u];
	ItemRank ranks[INSPECTION_ITEMS_MAX], *list[INSPECTION_ITEMS_MAX];

	for (size_t i = 0; i < inspection->n_items; i++) {
		list[i] = &ranks[i];
		item_rank__init(list[i]);
		list[i]->item_id = inspection->items[i]->item_id;
		list[i]->score = sheet->columns[i][u].score;
		list[i]->rank = sheet->columns[i][u].rank;
	}
	emit_unit_ranked(d, &(UnitRanked){
		.inspection_id = inspection->inspection_id,
		.unit_id = sheet->units[u]->unit_id,
		.peer_group = sheet->units[u]->peer_group,
		.composite = composite->score,
		.rank = composite->rank,
		.group_size = composite->group_size,
		.first = composite->first,
		.last = composite->last,
		.n_items = inspection->n_items,
		.items = list,
	});
}

static bool may_rank(const InspectionRow *inspection)
{
	bool again = inspection->state == INSPECTION_STATE_OBJECTION || inspection->state == INSPECTION_STATE_READY;

	return inspection->state == INSPECTION_STATE_FIELD || (again && inspection->stale);
}

enum refusal rank_inspection_decide(struct decision *d, const RankInspection *cmd)
{
	const InspectionRow *inspection = inspection_find(d->state, cmd->inspection_id);
	uint32_t group_min = (uint32_t)policy_number(d, "INSPECTION.GROUP_MIN");
	const char *until = policy_deadline(d, "INSPECTION.OBJECTION");
	enum refusal missing = REFUSAL_NONE;

	if (!inspection)                           return REFUSAL_INSPECTION_UNKNOWN;
	if (inspection->state == INSPECTION_STATE_PUBLISHED) return REFUSAL_SCORE_PUBLISHED;
	if (!may_rank(inspection))                 return REFUSAL_STATE_WRONG;
	if (inspection->objections_open)           return REFUSAL_OBJECTION_OPEN;

	struct sheet *sheet = sheet_new(d, inspection);
	for (size_t u = 0; u < sheet->count; u++) {
		enum refusal r = fill_unit(d, sheet, u);
		missing = missing ? missing : r;
	}
	if (missing)
		return missing;
	for (size_t i = 0; i <= inspection->n_items; i++)
		standings_rank(sheet->columns[i], sheet->count, group_min);
	for (size_t u = 0; u < sheet->count; u++)
		emit_unit(d, sheet, u);
	decision_answer(d, "objection_until", until);
	emit_inspection_ranked(d, &(InspectionRanked){
		.inspection_id = inspection->inspection_id,
		.objection_until = until,
		.units = (uint32_t)sheet->count,
	});
	return REFUSAL_NONE;
}
