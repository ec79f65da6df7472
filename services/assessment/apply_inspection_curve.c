/* What a published inspection adds to the curves of its units. */
#include <string.h>

#include "inspection_curve.h"
#include "quarter.h"

/* Ranks of different groups have nothing to do with one another. */
static void compare(InspectionCurveRow *point, const InspectionCurveRow *before)
{
	point->compared = before != NULL;
	point->score_change = before ? point->score - before->score : 0;
	point->rank_change = before && strcmp(before->peer_group, point->peer_group) == 0 ?
				     (int64_t)before->rank - (int64_t)point->rank : 0;
}

static void add_point(struct tables *t, InspectionCurveRow *point)
{
	char before[QUARTER_SIZE], after[QUARTER_SIZE];
	const InspectionCurveRow *next;

	quarter_before(point->quarter, before);
	quarter_after(point->quarter, after);
	compare(point, inspection_curve_find(tables_state(t), point->unit_id, point->item_id, before));
	inspection_curve_put(t, point);
	next = inspection_curve_find(tables_state(t), point->unit_id, point->item_id, after);
	if (!next)
		return;
	InspectionCurveRow again = *next;
	compare(&again, point);
	inspection_curve_put(t, &again);
}

static const char *name_of(const InspectionRow *inspection, const char *item_id)
{
	for (size_t i = 0; i < inspection->n_items; i++)
		if (strcmp(inspection->items[i]->item_id, item_id) == 0)
			return inspection->items[i]->name;
	return "";
}

static InspectionCurveRow point_of(const InspectionResultRow *result, const char *item_id, const char *name, int64_t score,
				   uint32_t rank)
{
	return (InspectionCurveRow){
		.unit_id = result->unit_id,
		.item_id = item_id,
		.quarter = result->quarter,
		.inspection_id = result->inspection_id,
		.name = name,
		.peer_group = result->peer_group,
		.score = score,
		.rank = rank,
		.group_size = result->group_size,
		.authority = result->authority,
	};
}

void inspection_curve_draw(struct tables *t, const InspectionRow *inspection)
{
	struct row_scan scan = inspection_result_scan_1(tables_state(t), inspection->inspection_id);
	const InspectionResultRow *result;

	while ((result = inspection_result_next(&scan))) {
		InspectionCurveRow all = point_of(result, ITEM_ALL, "", result->composite, result->rank);
		add_point(t, &all);
		for (size_t i = 0; i < result->n_items; i++) {
			const ItemRank *item = result->items[i];
			InspectionCurveRow point =
				point_of(result, item->item_id, name_of(inspection, item->item_id), item->score, item->rank);
			add_point(t, &point);
		}
	}
}
