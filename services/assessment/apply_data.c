/* What checking evidence and accepting data row by row change. */
#include "base/require.h"
#include "workflows.h"

void apply_indicator_evidence_registered(struct tables *t, const IndicatorEvidenceRegistered *e, const struct event *ev)
{
	const SchemeRow *scheme = scheme_find(tables_state(t), e->scheme_id);

	REQUIRE(scheme);
	indicator_evidence_put(t, &(IndicatorEvidenceRow){
		.evidence_id = e->evidence_id,
		.scheme_id = e->scheme_id,
		.unit_id = e->unit_id,
		.indicator_id = e->indicator_id,
		.file_name = e->file_name,
		.bytes = e->bytes,
		.sha256 = e->sha256,
		.kept_at = e->kept_at,
		.state = INDICATOR_EVIDENCE_STATE_REGISTERED,
		.registered_by = ev->actor_account,
		.registered_by_cadre = ev->actor_cadre_id,
		.registered_on = ev->occurred_on,
		.owner_unit_id = e->owner_unit_id,
		.authority = scheme->authority,
	});
}

void apply_indicator_evidence_checked(struct tables *t, const IndicatorEvidenceChecked *e, const struct event *ev)
{
	const IndicatorEvidenceRow *old = indicator_evidence_find(tables_state(t), e->evidence_id);

	REQUIRE(old);
	IndicatorEvidenceRow row = *old;
	row.state = e->accepted ? INDICATOR_EVIDENCE_STATE_ACCEPTED : INDICATOR_EVIDENCE_STATE_RETURNED;
	row.checked_by = ev->actor_account;
	row.checked_on = e->checked_on;
	row.reason = e->reason;
	indicator_evidence_put(t, &row);
}

static IndicatorDataRow data_of(struct tables *t, const char *scheme_id, const char *unit_id, const char *indicator_id)
{
	const IndicatorDataRow *row = indicator_data_find(tables_state(t), scheme_id, unit_id, indicator_id);

	REQUIRE(row);
	return *row;
}

void apply_indicator_data_accepted(struct tables *t, const IndicatorDataAccepted *e, const struct event *ev)
{
	IndicatorDataRow row = data_of(t, e->scheme_id, e->unit_id, e->indicator_id);

	row.acceptance = DATA_STATE_ACCEPTED;
	row.accepted_by = ev->actor_account;
	row.accepted_on = e->accepted_on;
	indicator_data_put(t, &row);
}

void apply_indicator_data_returned(struct tables *t, const IndicatorDataReturned *e, const struct event *ev)
{
	IndicatorDataRow row = data_of(t, e->scheme_id, e->unit_id, e->indicator_id);

	(void)ev;
	row.acceptance = DATA_STATE_RETURNED;
	row.return_reason = e->reason;
	row.returns = e->returns;
	indicator_data_put(t, &row);
}

void apply_indicator_data_unlocked(struct tables *t, const IndicatorDataUnlocked *e, const struct event *ev)
{
	IndicatorDataRow row = data_of(t, e->scheme_id, e->unit_id, e->indicator_id);

	(void)ev;
	row.acceptance = DATA_STATE_UNLOCKED;
	row.accepted_by = "";
	row.accepted_on = "";
	row.return_reason = e->reason;
	indicator_data_put(t, &row);
}
