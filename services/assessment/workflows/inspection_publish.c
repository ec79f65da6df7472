/* Publication of a quarterly inspection: row A4, W3.3. The last of every group of three or more is due an interview,
 * opened in the same decision, so that no bottom rank is ever published without one.
 *
 * In:  PublishInspection; the last day to publish by the due-table.
 * Out: InspectionPublished, InspectionSettled, InterviewOpened, InspectionPublishOverdue. */
#include <string.h>

#include "assessment/interview.h"
#include "assessment/bounds.h"
#include "base/require.h"
#include "workflows.h"

static InspectedUnit *published_unit(struct decision *d, const InspectionResultRow *result)
{
	InspectedUnit *unit = arena_alloc(d->arena, sizeof *unit);

	REQUIRE(unit);
	inspected_unit__init(unit);
	unit->unit_id = result->unit_id;
	unit->peer_group = result->peer_group;
	unit->composite = result->composite;
	unit->rank = result->rank;
	unit->group_size = result->group_size;
	unit->first = result->first;
	unit->last = result->last;
	return unit;
}

enum refusal publish_inspection_decide(struct decision *d, const PublishInspection *cmd)
{
	const InspectionRow *inspection = inspection_find(d->state, cmd->inspection_id);
	InspectedUnit *units[INSPECTION_UNITS_MAX];
	size_t count = 0;

	if (!inspection)                                         return REFUSAL_INSPECTION_UNKNOWN;
	if (inspection->state == INSPECTION_STATE_PUBLISHED)     return REFUSAL_STATE_WRONG;
	if (inspection->stale)                                   return REFUSAL_RANKS_STALE;
	if (inspection->objections_open)                         return REFUSAL_OBJECTION_OPEN;
	if (inspection->state == INSPECTION_STATE_OBJECTION)     return REFUSAL_OBJECTION_PERIOD_RUNS;
	if (inspection->state != INSPECTION_STATE_READY)         return REFUSAL_STATE_WRONG;

	struct row_scan scan = inspection_result_scan_1(d->state, inspection->inspection_id);
	const InspectionResultRow *result;
	while ((result = inspection_result_next(&scan))) {
		REQUIRE(count < INSPECTION_UNITS_MAX);
		units[count++] = published_unit(d, result);
	}
	emit_inspection_published(d, &(InspectionPublished){
		.inspection_id = inspection->inspection_id,
		.quarter = inspection->quarter,
		.n_units = count,
		.units = units,
		.published_on = d->today,
		.weight_percent = (uint32_t)policy_number(d, "TEAM.WEIGHT.INSPECTION"),
	});
	emit_inspection_settled(d, &(InspectionSettled){
		.inspection_id = inspection->inspection_id,
		.late = strcmp(d->today, inspection->publish_by) > 0,
	});
	for (size_t i = 0; i < count; i++)
		if (units[i]->last)
			interview_open(d, inspection, units[i]->unit_id);
	return REFUSAL_NONE;
}

void due_inspection_publish(struct decision *d, const char *id)
{
	const InspectionRow *inspection = inspection_find(d->state, id);

	if (inspection && inspection->state != INSPECTION_STATE_PUBLISHED)
		emit_inspection_publish_overdue(d, &(InspectionPublishOverdue){
			.inspection_id = id,
			.quarter = inspection->quarter,
			.publish_by = inspection->publish_by,
		});
}
