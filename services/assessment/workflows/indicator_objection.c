/* Objections of units to the score of an indicator: rows A2, A3, W3.2. Who reviews is neither the unit nor who supplied the value.
 *
 *   OPEN -> UPHELD (value corrected, totals stale) | REJECTED
 *
 * In:  ObjectToIndicator, DecideIndicatorObjection.
 * Out: IndicatorObjected, IndicatorObjectionDecided, IndicatorScored (corrected). */
#include <string.h>

#include "assessment/scheme.h"
#include "assessment/scoring.h"
#include "assessment/scoring_rule.h"
#include "roster/people.h"
#include "workflows.h"

static bool objection_stands(const struct state *s, const char *scheme_id, const char *unit_id, const char *indicator_id)
{
	struct row_scan scan = indicator_objection_by_scheme_id(s, scheme_id);
	const IndicatorObjectionRow *row;

	while ((row = indicator_objection_next(&scan)))
		if (row->state == OBJECTION_STATE_OPEN && strcmp(row->unit_id, unit_id) == 0 &&
		    strcmp(row->indicator_id, indicator_id) == 0)
			return true;
	return false;
}

enum refusal object_to_indicator_decide(struct decision *d, const ObjectToIndicator *cmd)
{
	const char *unit_id = d->actor->unit_id, *id;
	struct scoring_case c;
	enum refusal r = scoring_case_find(d, cmd->scheme_id, &c);

	if (r)
		return r;
	if (!scheme_unit_find(d->state, cmd->scheme_id, unit_id))                            return REFUSAL_UNIT_NOT_IN_SCHEME;
	if (!indicator_data_find(d->state, cmd->scheme_id, unit_id, cmd->indicator_id))      return REFUSAL_INDICATOR_UNKNOWN;
	if (c.scoring->state == SCORING_STATE_OPEN)                                          return REFUSAL_STATE_WRONG;
	if (c.scoring->state != SCORING_STATE_TOLD)                                          return REFUSAL_OBJECTION_LATE;
	if (strcmp(d->today, c.scoring->objection_until) > 0)                                return REFUSAL_OBJECTION_LATE;
	if (objection_stands(d->state, cmd->scheme_id, unit_id, cmd->indicator_id))
		return REFUSAL_INDICATOR_OBJECTION_STANDS;
	id = decision_new_id(d, "objection");
	decision_answer(d, "objection_id", id);
	emit_indicator_objected(d, &(IndicatorObjected){
		.objection_id = id,
		.scheme_id = cmd->scheme_id,
		.indicator_id = cmd->indicator_id,
		.unit_id = unit_id,
		.reason = cmd->reason,
	});
	return REFUSAL_NONE;
}

static enum refusal check_correction(struct decision *d, const Indicator *indicator, const IndicatorDataRow *data,
				     const DecideIndicatorObjection *cmd)
{
	int64_t points;

	if (!cmd->upheld)
		return REFUSAL_NONE;
	if (data->state == PART_STATE_SCORED && cmd->value == data->value)
		return decision_refuse(d, REFUSAL_VALUE_UNCHANGED, "value", NULL);
	return scoring_rule_points(indicator, cmd->value, &points) ? REFUSAL_NONE
								    : decision_refuse(d, REFUSAL_VALUE_OUTSIDE_RULE, "value", NULL);
}

static void emit_correction(struct decision *d, const Indicator *indicator, const IndicatorDataRow *data, int64_t value,
			    const char *reason)
{
	int64_t points = 0;

	(void)scoring_rule_points(indicator, value, &points); /* checked */
	emit_indicator_scored(d, &(IndicatorScored){
		.scheme_id = data->scheme_id,
		.indicator_id = data->indicator_id,
		.unit_id = data->unit_id,
		.state = PART_STATE_SCORED,
		.value = value,
		.points = points,
		.evidence = reason,
		.document = data->document,
		.recorded_by = d->actor->account,
	});
}

enum refusal decide_indicator_objection_decide(struct decision *d, const DecideIndicatorObjection *cmd)
{
	const IndicatorObjectionRow *objection = indicator_objection_find(d->state, cmd->objection_id);
	const SchemeRow *scheme = objection ? scheme_find(d->state, objection->scheme_id) : NULL;
	enum refusal r;

	if (!objection || !scheme)                                            return REFUSAL_INDICATOR_OBJECTION_UNKNOWN;
	if (!scheme_is_of(scheme, d->actor))                                  return REFUSAL_OUTSIDE_AUTHORITY;
	if (objection->state != OBJECTION_STATE_OPEN)                         return REFUSAL_STATE_WRONG;
	const IndicatorDataRow *data =
		indicator_data_find(d->state, objection->scheme_id, objection->unit_id, objection->indicator_id);
	const SchemeIndicatorRow *row = scheme_indicator_find(d->state, objection->scheme_id, objection->indicator_id);
	if (!data || !row)                                                    return REFUSAL_INDICATOR_UNKNOWN;
	if (strcmp(d->actor->unit_id, objection->unit_id) == 0)               return REFUSAL_SELF_DEALING;
	if (actor_did(d->actor, data->recorded_by, data->recorded_by_cadre))  return REFUSAL_SELF_DEALING;
	if ((r = check_correction(d, row->indicator, data, cmd)))
		return r;
	emit_indicator_objection_decided(d, &(IndicatorObjectionDecided){
		.objection_id = objection->objection_id,
		.scheme_id = objection->scheme_id,
		.indicator_id = objection->indicator_id,
		.unit_id = objection->unit_id,
		.upheld = cmd->upheld,
		.reason = cmd->reason,
	});
	if (cmd->upheld)
		emit_correction(d, row->indicator, data, cmd->value, cmd->reason);
	return REFUSAL_NONE;
}
