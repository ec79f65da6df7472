/* Data of the year's indicators, from whoever owns them: rows A1-A3, W3.2.
 *
 *   OPEN (SCORING.SUBMIT) -> TOLD -> READY -> CONFIRMED; composing stands in score_composition.c
 *
 * In:  OpenScoring, ExtendScoring, RecordIndicatorData, RecordAdjustment, RecordVeto.
 * Out: ScoringOpened, ScoringExtended, IndicatorScored (one per unit), AdjustmentRecorded, VetoRecorded. */
#include <string.h>

#include "assessment/bounds.h"
#include "assessment/scheme.h"
#include "assessment/scoring.h"
#include "assessment/scoring_rule.h"
#include "workflows.h"

static uint32_t units_of(const struct state *s, const char *scheme_id)
{
	struct row_scan scan = scheme_unit_scan_1(s, scheme_id);
	uint32_t count = 0;

	while (scheme_unit_next(&scan))
		count++;
	return count;
}

enum refusal open_scoring_decide(struct decision *d, const OpenScoring *cmd)
{
	const char *from = decision_format(d, "%u-%s", cmd->year, policy_text(d, "SCORING.OPEN_FROM"));
	const char *last_day = decision_format(d, "%u-12-31", cmd->year);
	const SchemeRow *scheme = scheme_in_force(d->state, d->actor->region, cmd->year, cmd->unit_kind, last_day);
	const char *submit_by = policy_deadline(d, "SCORING.SUBMIT");

	if (!scheme)                                        return REFUSAL_NO_SCHEME_IN_FORCE;
	if (scoring_find(d->state, scheme->scheme_id))      return REFUSAL_SCORING_OPEN;
	if (strcmp(d->today, from) < 0)
		return decision_refuse(d, REFUSAL_SCORING_EARLY, "year", from);
	decision_answer(d, "scheme_id", scheme->scheme_id);
	decision_answer(d, "submit_by", submit_by);
	emit_scoring_opened(d, &(ScoringOpened){
		.scheme_id = scheme->scheme_id,
		.year = scheme->year,
		.unit_kind = scheme->unit_kind,
		.submit_by = submit_by,
		.units = units_of(d->state, scheme->scheme_id),
	});
	return REFUSAL_NONE;
}

enum refusal extend_scoring_decide(struct decision *d, const ExtendScoring *cmd)
{
	struct scoring_case c;
	enum refusal r = scoring_open_case(d, cmd->scheme_id, &c);

	if (r)
		return r;
	if (!scheme_is_of(c.scheme, d->actor))                          return REFUSAL_OUTSIDE_AUTHORITY;
	if (strcmp(cmd->submit_by, c.scoring->submit_by) <= 0 || strcmp(cmd->submit_by, d->today) < 0)
		return decision_refuse(d, REFUSAL_DATE_ORDER, "submit_by", c.scoring->submit_by);
	emit_scoring_extended(d, &(ScoringExtended){
		.scheme_id = cmd->scheme_id,
		.submit_by = cmd->submit_by,
		.reason = cmd->reason,
	});
	return REFUSAL_NONE;
}

/* ---- data ----------------------------------------------------------------------------------------- */

static enum refusal check_value(struct decision *d, const Indicator *indicator, const RecordIndicatorData *cmd, size_t i)
{
	const IndicatorValue *value = cmd->values[i];
	const SchemeUnitRow *unit = scheme_unit_find(d->state, cmd->scheme_id, value->unit_id);
	const IndicatorDataRow *old = indicator_data_find(d->state, cmd->scheme_id, value->unit_id, cmd->indicator_id);
	int64_t points;

	if (!unit)                                                     return REFUSAL_UNIT_NOT_IN_SCHEME;
	if (!indicator_of_group(indicator, unit->group_id))            return REFUSAL_INDICATOR_NOT_OF_UNIT;
	if (strcmp(value->unit_id, indicator->data_owner) == 0)        return REFUSAL_OWNER_SCORES_ITSELF;
	for (size_t j = 0; j < i; j++)
		if (strcmp(cmd->values[j]->unit_id, value->unit_id) == 0)
			return REFUSAL_VALUE_DUPLICATE;
	if (old && old->acceptance == DATA_STATE_ACCEPTED)             return REFUSAL_DATA_LOCKED;
	if (value->state != PART_STATE_SCORED)
		return value->reason[0] ? REFUSAL_NONE : REFUSAL_ABSENCE_REASON;
	if (value->evidence[0] == '\0')                                return REFUSAL_EVIDENCE_MISSING;
	return scoring_rule_points(indicator, value->value, &points) ? REFUSAL_NONE : REFUSAL_VALUE_OUTSIDE_RULE;
}

static enum refusal check_values(struct decision *d, const Indicator *indicator, const RecordIndicatorData *cmd)
{
	enum refusal first = REFUSAL_NONE;

	for (size_t i = 0; i < cmd->n_values; i++) {
		enum refusal r = check_value(d, indicator, cmd, i);
		if (r == REFUSAL_NONE)
			continue;
		decision_refuse_row(d, r, (uint32_t)i + 1, "values", cmd->values[i]->unit_id);
		first = first ? first : r;
	}
	return first;
}

static void emit_value(struct decision *d, const Indicator *indicator, const RecordIndicatorData *cmd, const IndicatorValue *value)
{
	bool scored = value->state == PART_STATE_SCORED;
	int64_t points = 0;

	if (scored)
		(void)scoring_rule_points(indicator, value->value, &points); /* checked */
	emit_indicator_scored(d, &(IndicatorScored){
		.scheme_id = cmd->scheme_id,
		.indicator_id = cmd->indicator_id,
		.unit_id = value->unit_id,
		.state = value->state,
		.value = scored ? value->value : 0,
		.points = points,
		.evidence = value->evidence,
		.reason = value->reason,
		.document = cmd->document,
		.recorded_by = d->actor->account,
	});
}

enum refusal record_indicator_data_decide(struct decision *d, const RecordIndicatorData *cmd)
{
	const SchemeIndicatorRow *row = scheme_indicator_find(d->state, cmd->scheme_id, cmd->indicator_id);
	struct scoring_case c;
	enum refusal r = scoring_open_case(d, cmd->scheme_id, &c);

	if (r)
		return r;
	if (!row)                                                       return REFUSAL_INDICATOR_UNKNOWN;
	if (row->indicator->component == SCORE_COMPONENT_LEADER)        return REFUSAL_LEADER_INDICATOR;
	if (strcmp(d->actor->unit_id, row->indicator->data_owner) != 0)
		return decision_refuse(d, REFUSAL_NOT_DATA_OWNER, "indicator_id", row->indicator->data_owner);
	if (strcmp(d->today, c.scoring->submit_by) > 0)
		return decision_refuse(d, REFUSAL_DATA_LATE, "scheme_id", c.scoring->submit_by);
	if ((r = check_values(d, row->indicator, cmd)))
		return r;
	for (size_t i = 0; i < cmd->n_values; i++)
		emit_value(d, row->indicator, cmd, cmd->values[i]);
	return REFUSAL_NONE;
}

/* ---- bonus, deduction, veto ------------------------------------------------------------------------- */

static size_t adjustments_of(const struct state *s, const char *scheme_id, const char *unit_id)
{
	struct row_scan scan = score_adjustment_scan_2(s, scheme_id, unit_id);
	size_t count = 0;

	while (score_adjustment_next(&scan))
		count++;
	return count;
}

enum refusal record_adjustment_decide(struct decision *d, const RecordAdjustment *cmd)
{
	struct scoring_case c;
	enum refusal r = scoring_open_case(d, cmd->scheme_id, &c);
	const char *id;

	if (r)
		return r;
	if (!scheme_is_of(c.scheme, d->actor))                                       return REFUSAL_OUTSIDE_AUTHORITY;
	if (!scheme_unit_find(d->state, cmd->scheme_id, cmd->unit_id))               return REFUSAL_UNIT_NOT_IN_SCHEME;
	if (strcmp(d->actor->unit_id, cmd->unit_id) == 0)                            return REFUSAL_SELF_DEALING;
	if (adjustments_of(d->state, cmd->scheme_id, cmd->unit_id) >= ADJUSTMENTS_MAX) return REFUSAL_ADJUSTMENTS_MANY;
	id = decision_new_id(d, "adjustment");
	decision_answer(d, "adjustment_id", id);
	emit_adjustment_recorded(d, &(AdjustmentRecorded){
		.adjustment_id = id,
		.scheme_id = cmd->scheme_id,
		.unit_id = cmd->unit_id,
		.kind = cmd->kind,
		.points = cmd->points,
		.reason = cmd->reason,
		.document = cmd->document,
	});
	return REFUSAL_NONE;
}

static bool has_veto(const SchemeRow *scheme, const char *veto_id)
{
	for (size_t i = 0; i < scheme->n_vetoes; i++)
		if (strcmp(scheme->vetoes[i]->veto_id, veto_id) == 0)
			return true;
	return false;
}

enum refusal record_veto_decide(struct decision *d, const RecordVeto *cmd)
{
	struct scoring_case c;
	enum refusal r = scoring_open_case(d, cmd->scheme_id, &c);

	if (r)
		return r;
	if (!scheme_is_of(c.scheme, d->actor))                                       return REFUSAL_OUTSIDE_AUTHORITY;
	if (!scheme_unit_find(d->state, cmd->scheme_id, cmd->unit_id))               return REFUSAL_UNIT_NOT_IN_SCHEME;
	if (!has_veto(c.scheme, cmd->veto_id))                                       return REFUSAL_NO_VETO;
	if (veto_find(d->state, cmd->scheme_id, cmd->unit_id, cmd->veto_id))         return REFUSAL_VETO_RECORDED;
	emit_veto_recorded(d, &(VetoRecorded){
		.scheme_id = cmd->scheme_id,
		.unit_id = cmd->unit_id,
		.veto_id = cmd->veto_id,
		.document = cmd->document,
	});
	return REFUSAL_NONE;
}
