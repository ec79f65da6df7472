/* Data of indicators accepted row by row: rows A2, A3, W3.2.
 *
 *   SUBMITTED -> ACCEPTED (locked) -> UNLOCKED by the head, with a reason -> SUBMITTED anew | ACCEPTED
 *             -> RETURNED, with a reason -> SUBMITTED anew
 *
 * In:  AcceptIndicatorData, UnlockIndicatorData.
 * Out: IndicatorDataAccepted, IndicatorDataReturned, IndicatorDataUnlocked. */
#include <string.h>

#include "assessment/indicator_evidence.h"
#include "assessment/scheme.h"
#include "assessment/scoring.h"
#include "roster/people.h"
#include "workflows.h"

static const IndicatorDataRow *data_of(const struct decision *d, const AcceptIndicatorData *cmd, size_t i)
{
	return indicator_data_find(d->state, cmd->scheme_id, cmd->rows[i]->unit_id, cmd->rows[i]->indicator_id);
}

static bool same_row(const DataVerdict *a, const DataVerdict *b)
{
	return strcmp(a->unit_id, b->unit_id) == 0 && strcmp(a->indicator_id, b->indicator_id) == 0;
}

/* Neither who supplied the row, nor the unit that owns it, nor the unit it measures accepts it. */
static bool has_part_in(const struct actor *actor, const Indicator *indicator, const IndicatorDataRow *data)
{
	return actor_did(actor, data->recorded_by, data->recorded_by_cadre) || strcmp(actor->unit_id, data->unit_id) == 0 ||
	       strcmp(actor->unit_id, indicator->data_owner) == 0;
}

static enum refusal check_verdict(struct decision *d, const AcceptIndicatorData *cmd, size_t i)
{
	const DataVerdict *verdict = cmd->rows[i];
	const SchemeIndicatorRow *row = scheme_indicator_find(d->state, cmd->scheme_id, verdict->indicator_id);
	const IndicatorDataRow *data = data_of(d, cmd, i);

	for (size_t j = 0; j < i; j++)
		if (same_row(cmd->rows[j], verdict))
			return REFUSAL_VALUE_DUPLICATE;
	if (!row)                                                    return REFUSAL_INDICATOR_UNKNOWN;
	if (!data)                                                   return REFUSAL_DATA_ABSENT;
	if (data->acceptance == DATA_STATE_ACCEPTED)                 return REFUSAL_DATA_LOCKED;
	if (data->acceptance == DATA_STATE_RETURNED)                 return REFUSAL_DATA_RETURNED;
	if (has_part_in(d->actor, row->indicator, data))             return REFUSAL_SELF_DEALING;
	if (!verdict->accepted)
		return verdict->reason[0] ? REFUSAL_NONE : REFUSAL_RETURN_REASON;
	if (row->indicator->checked_evidence && data->state == PART_STATE_SCORED &&
	    !indicator_evidence_checked(d->state, cmd->scheme_id, data->unit_id, data->indicator_id))
		return REFUSAL_INDICATOR_EVIDENCE_UNCHECKED;
	return REFUSAL_NONE;
}

static void emit_verdict(struct decision *d, const DataVerdict *verdict, const IndicatorDataRow *data)
{
	if (verdict->accepted)
		emit_indicator_data_accepted(d, &(IndicatorDataAccepted){
			.scheme_id = data->scheme_id,
			.indicator_id = data->indicator_id,
			.unit_id = data->unit_id,
			.accepted_on = d->today,
		});
	else
		emit_indicator_data_returned(d, &(IndicatorDataReturned){
			.scheme_id = data->scheme_id,
			.indicator_id = data->indicator_id,
			.unit_id = data->unit_id,
			.reason = verdict->reason,
			.returns = data->returns + 1,
		});
}

enum refusal accept_indicator_data_decide(struct decision *d, const AcceptIndicatorData *cmd)
{
	struct scoring_case c;
	enum refusal r = scoring_open_case(d, cmd->scheme_id, &c), first = REFUSAL_NONE;

	if (r)
		return r;
	if (!scheme_is_of(c.scheme, d->actor))
		return REFUSAL_OUTSIDE_AUTHORITY;
	for (size_t i = 0; i < cmd->n_rows; i++) {
		r = check_verdict(d, cmd, i);
		if (r)
			decision_refuse_row(d, r, (uint32_t)i + 1, "rows",
					    decision_format(d, "%s %s", cmd->rows[i]->unit_id, cmd->rows[i]->indicator_id));
		first = first ? first : r;
	}
	if (first)
		return first;
	for (size_t i = 0; i < cmd->n_rows; i++)
		emit_verdict(d, cmd->rows[i], data_of(d, cmd, i));
	return REFUSAL_NONE;
}

enum refusal unlock_indicator_data_decide(struct decision *d, const UnlockIndicatorData *cmd)
{
	const IndicatorDataRow *data = indicator_data_find(d->state, cmd->scheme_id, cmd->unit_id, cmd->indicator_id);
	struct scoring_case c;
	enum refusal r = scoring_open_case(d, cmd->scheme_id, &c);

	if (r)
		return r;
	if (!scheme_is_of(c.scheme, d->actor))                return REFUSAL_OUTSIDE_AUTHORITY;
	if (!data)                                            return REFUSAL_DATA_ABSENT;
	if (data->acceptance != DATA_STATE_ACCEPTED)          return REFUSAL_DATA_NOT_LOCKED;
	if (strcmp(d->actor->unit_id, cmd->unit_id) == 0)     return REFUSAL_SELF_DEALING;
	emit_indicator_data_unlocked(d, &(IndicatorDataUnlocked){
		.scheme_id = cmd->scheme_id,
		.indicator_id = cmd->indicator_id,
		.unit_id = cmd->unit_id,
		.reason = cmd->reason,
	});
	return REFUSAL_NONE;
}
