/* The year's inspections enter the annual score with their weight: row A4, W3.3 ROLL_UP.
 * A quarter a unit missed counts as nothing unless an exemption was recorded; then the mean is over the others.
 *
 * In:  ExemptFromInspection, RollUpInspections.
 * Out: ExemptedFromInspection, YearInspected (one per unit), InspectionYearClosed. */
#include <string.h>

#include "assessment/bounds.h"
#include "assessment/quarter.h"
#include "assessment/ranking.h"
#include "base/require.h"
#include "workflows.h"

#define YEAR_UNITS_MAX (INSPECTION_UNITS_MAX * QUARTERS_OF_YEAR)

enum refusal exempt_from_inspection_decide(struct decision *d, const ExemptFromInspection *cmd)
{
	struct row_scan scan = inspection_by_quarter(d->state, cmd->quarter);
	const InspectionRow *inspection;

	if (!unit_find(d->state, cmd->unit_id))
		return REFUSAL_UNIT_UNKNOWN;
	if (inspection_exemption_find(d->state, cmd->unit_id, cmd->quarter))
		return REFUSAL_UNIT_EXEMPT;
	while ((inspection = inspection_next(&scan)))
		if (inspection_result_find(d->state, inspection->inspection_id, cmd->unit_id))
			return REFUSAL_STATE_WRONG;
	if (inspection_year_find(d->state, quarter_year(cmd->quarter)))
		return REFUSAL_YEAR_ROLLED_UP;
	emit_exempted_from_inspection(d, &(ExemptedFromInspection){
		.unit_id = cmd->unit_id,
		.quarter = cmd->quarter,
		.reason = cmd->reason,
		.document = cmd->document,
	});
	return REFUSAL_NONE;
}

struct unit_year {
	const char *unit_id;
	int64_t sum;
	uint32_t quarters;
};
struct year {
	struct unit_year units[YEAR_UNITS_MAX];
	size_t count;
	uint32_t published;
};

static void add_result(struct year *year, const InspectionResultRow *result)
{
	struct unit_year *unit = NULL;

	for (size_t i = 0; i < year->count && !unit; i++)
		if (strcmp(year->units[i].unit_id, result->unit_id) == 0)
			unit = &year->units[i];
	if (!unit) {
		REQUIRE(year->count < YEAR_UNITS_MAX);
		unit = &year->units[year->count++];
		unit->unit_id = result->unit_id;
	}
	unit->sum += result->composite;
	unit->quarters++;
}

static enum refusal add_quarter(struct decision *d, struct year *year, const char *quarter)
{
	struct row_scan scan = inspection_by_quarter(d->state, quarter);
	const InspectionRow *inspection = inspection_next(&scan);
	const InspectionResultRow *result;

	if (!inspection)
		return REFUSAL_NONE;
	if (inspection->state != INSPECTION_STATE_PUBLISHED)
		return decision_refuse(d, REFUSAL_QUARTER_NOT_PUBLISHED, "quarter", quarter);
	year->published++;
	struct row_scan results = inspection_result_scan_1(d->state, inspection->inspection_id);
	while ((result = inspection_result_next(&results)))
		add_result(year, result);
	return REFUSAL_NONE;
}

static uint32_t exemptions(struct decision *d, const char *unit_id, uint32_t year)
{
	uint32_t count = 0;

	for (int q = 1; q <= QUARTERS_OF_YEAR; q++)
		count += inspection_exemption_find(d->state, unit_id, decision_format(d, "%uQ%d", year, q)) != NULL;
	return count;
}

static void emit_unit_year(struct decision *d, const struct unit_year *unit, uint32_t year, uint32_t expected,
			   uint32_t weight)
{
	uint32_t exempt = exemptions(d, unit->unit_id, year);
	uint32_t counted = expected > exempt ? expected - exempt : 0;

	counted = counted > unit->quarters ? counted : unit->quarters;
	int64_t mean = score_mean(unit->sum, counted);
	emit_year_inspected(d, &(YearInspected){
		.unit_id = unit->unit_id,
		.year = year,
		.quarters = counted,
		.mean = mean,
		.weight_percent = weight,
		.contribution = score_percent(mean, weight),
	});
}

enum refusal roll_up_inspections_decide(struct decision *d, const RollUpInspections *cmd)
{
	const char *last_day = decision_format(d, "%u-12-31", cmd->year);
	uint32_t weight = (uint32_t)policy_number_on(d, "TEAM.WEIGHT.INSPECTION", last_day);
	uint32_t expected = (uint32_t)policy_number_on(d, "INSPECTION.PER_YEAR", last_day);
	struct year *year = arena_alloc(d->arena, sizeof *year);

	REQUIRE(year);
	if (inspection_year_find(d->state, cmd->year))  return REFUSAL_YEAR_ROLLED_UP;
	if (strcmp(d->today, last_day) <= 0)            return REFUSAL_YEAR_NOT_OVER;
	for (int q = 1; q <= QUARTERS_OF_YEAR; q++) {
		enum refusal r = add_quarter(d, year, decision_format(d, "%uQ%d", cmd->year, q));
		if (r)
			return r;
	}
	if (year->published < expected || year->published == 0) return REFUSAL_QUARTER_NOT_PUBLISHED;
	for (size_t i = 0; i < year->count; i++)
		emit_unit_year(d, &year->units[i], cmd->year, expected, weight);
	emit_inspection_year_closed(d, &(InspectionYearClosed){
		.year = cmd->year,
		.units = (uint32_t)year->count,
		.weight_percent = weight,
	});
	return REFUSAL_NONE;
}
