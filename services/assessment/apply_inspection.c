/* What inspections change: their rows, scores, ranks, objections, years. */
#include "base/require.h"
#include "inspection_office.h"
#include "workflows.h"

static InspectionRow inspection_of(struct tables *t, const char *inspection_id)
{
	const InspectionRow *row = inspection_find(tables_state(t), inspection_id);

	REQUIRE(row);
	return *row;
}

void apply_inspection_planned(struct tables *t, const InspectionPlanned *e, const struct event *ev)
{
	inspection_put(t, &(InspectionRow){
		.inspection_id = e->inspection_id,
		.quarter = e->quarter,
		.title = e->title,
		.state = INSPECTION_STATE_PLANNED,
		.n_items = e->n_items,
		.items = e->items,
		.publish_by = e->publish_by,
		.units = (uint32_t)e->n_units,
	});
	for (size_t i = 0; i < e->n_units; i++)
		inspection_result_put(t, &(InspectionResultRow){
			.inspection_id = e->inspection_id,
			.unit_id = e->units[i]->unit_id,
			.quarter = e->quarter,
			.peer_group = e->units[i]->peer_group,
			.authority = inspection_office(ev),
		});
	due_set(t, DUE_INSPECTION_PUBLISH, e->inspection_id, e->publish_by);
}

void apply_inspection_begun(struct tables *t, const InspectionBegun *e, const struct event *ev)
{
	InspectionRow row = inspection_of(t, e->inspection_id);

	(void)ev;
	row.state = INSPECTION_STATE_FIELD;
	inspection_put(t, &row);
}

void apply_item_scores_recorded(struct tables *t, const ItemScoresRecorded *e, const struct event *ev)
{
	(void)ev;
	for (size_t i = 0; i < e->n_scores; i++)
		item_score_put(t, &(ItemScoreRow){
			.inspection_id = e->inspection_id,
			.unit_id = e->scores[i]->unit_id,
			.item_id = e->scores[i]->item_id,
			.score = e->scores[i]->score,
			.inspector_id = e->inspector_id,
			.mode = e->mode,
			.evidence = e->evidence,
		});
}

void apply_unit_ranked(struct tables *t, const UnitRanked *e, const struct event *ev)
{
	const InspectionResultRow *old = inspection_result_find(tables_state(t), e->inspection_id, e->unit_id);

	(void)ev;
	REQUIRE(old);
	inspection_result_put(t, &(InspectionResultRow){
		.inspection_id = e->inspection_id,
		.unit_id = e->unit_id,
		.quarter = old->quarter,
		.peer_group = e->peer_group,
		.composite = e->composite,
		.rank = e->rank,
		.group_size = e->group_size,
		.first = e->first,
		.last = e->last,
		.n_items = e->n_items,
		.items = e->items,
		.authority = old->authority,
	});
}

void apply_inspection_ranked(struct tables *t, const InspectionRanked *e, const struct event *ev)
{
	InspectionRow row = inspection_of(t, e->inspection_id);

	(void)ev;
	row.state = INSPECTION_STATE_OBJECTION;
	row.objection_until = e->objection_until;
	row.stale = false;
	inspection_put(t, &row);
	due_set(t, DUE_INSPECTION_OBJECTION, e->inspection_id, e->objection_until);
}

void apply_score_objected(struct tables *t, const ScoreObjected *e, const struct event *ev)
{
	InspectionRow row = inspection_of(t, e->inspection_id);

	(void)ev;
	row.objections_open++;
	inspection_put(t, &row);
	score_objection_put(t, &(ScoreObjectionRow){
		.objection_id = e->objection_id,
		.inspection_id = e->inspection_id,
		.unit_id = e->unit_id,
		.item_id = e->item_id,
		.reason = e->reason,
		.state = OBJECTION_STATE_OPEN,
	});
}

void apply_objection_decided(struct tables *t, const ObjectionDecided *e, const struct event *ev)
{
	InspectionRow row = inspection_of(t, e->inspection_id);
	const ScoreObjectionRow *old = score_objection_find(tables_state(t), e->objection_id);
	const ItemScoreRow *score = item_score_find(tables_state(t), e->inspection_id, e->unit_id, e->item_id);

	(void)ev;
	REQUIRE(old && score && row.objections_open > 0);
	row.objections_open--;
	row.stale = row.stale || e->upheld;
	inspection_put(t, &row);
	ScoreObjectionRow objection = *old;
	objection.state = e->upheld ? OBJECTION_STATE_UPHELD : OBJECTION_STATE_REJECTED;
	objection.decision_reason = e->reason;
	score_objection_put(t, &objection);
	ItemScoreRow corrected = *score;
	corrected.score = e->score;
	item_score_put(t, &corrected);
}

void apply_objection_period_ended(struct tables *t, const ObjectionPeriodEnded *e, const struct event *ev)
{
	InspectionRow row = inspection_of(t, e->inspection_id);

	(void)ev;
	row.state = INSPECTION_STATE_READY;
	inspection_put(t, &row);
}

void apply_inspection_settled(struct tables *t, const InspectionSettled *e, const struct event *ev)
{
	(void)ev;
	due_clear(t, DUE_INSPECTION_PUBLISH, e->inspection_id);
}

void apply_inspection_publish_overdue(struct tables *t, const InspectionPublishOverdue *e, const struct event *ev)
{
	(void)t;
	(void)e;
	(void)ev;
}

/* ---- the year ------------------------------------------------------------------------------------ */

void apply_exempted_from_inspection(struct tables *t, const ExemptedFromInspection *e, const struct event *ev)
{
	(void)ev;
	inspection_exemption_put(t, &(InspectionExemptionRow){
		.unit_id = e->unit_id,
		.quarter = e->quarter,
		.reason = e->reason,
		.document = e->document,
	});
}

void apply_year_inspected(struct tables *t, const YearInspected *e, const struct event *ev)
{
	inspected_year_put(t, &(InspectedYearRow){
		.year = e->year,
		.unit_id = e->unit_id,
		.quarters = e->quarters,
		.mean = e->mean,
		.weight_percent = e->weight_percent,
		.contribution = e->contribution,
		.authority = inspection_office(ev),
	});
}

void apply_inspection_year_closed(struct tables *t, const InspectionYearClosed *e, const struct event *ev)
{
	(void)ev;
	inspection_year_put(t, &(InspectionYearRow){
		.year = e->year,
		.units = e->units,
		.weight_percent = e->weight_percent,
	});
}
