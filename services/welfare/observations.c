#include "observations.h"

#include <string.h>

#include "months.h"

bool observation_follows(MeasureKind kind)
{
	switch (kind) {
	case MEASURE_KIND_UNSPECIFIED:
	case MEASURE_KIND_CRITICISM:
	case MEASURE_KIND_ORDERED_SELF_CHECK:
	case MEASURE_KIND_GOV_EXPULSION: /* no cadre any more */
		return false;
	default:
		return true;
	}
}

static bool observation_open(const ObservationRow *row)
{
	return row->state >= OBSERVATION_STATE_ENROLLED && row->state <= OBSERVATION_STATE_PERIOD_END;
}

const ObservationRow *observation_open_for(const struct state *s, const char *cadre_id)
{
	const ObservationRow *row;
	struct row_scan scan = observation_by_cadre_id(s, cadre_id);

	while ((row = observation_next(&scan)))
		if (observation_open(row))
			return row;
	return NULL;
}

/* The registry's entry of this measure stands in the observation already, under its own id. */
static bool known_by_registry(const struct state *s, const char *measure_id)
{
	struct row_scan scan = observed_sanction_by_origin(s, measure_id);

	return observed_sanction_next(&scan) != NULL;
}

static void void_evaluation(struct decision *d, const ObservationRow *row, const char *reason)
{
	const EvaluationRow *e = row->evaluation_id[0] ? evaluation_find(d->state, row->evaluation_id) : NULL;

	if (row->state == OBSERVATION_STATE_PERIOD_END && e)
		emit_evaluation_voided(d, &(EvaluationVoided){ .evaluation_id = e->evaluation_id,
							       .cadre_id = row->cadre_id, .reason = reason });
}

static void run_on(struct decision *d, const ObservationRow *row, const struct observed_measure *m,
		   const char *replaces)
{
	bool later = strcmp(m->until_on, row->until_on) > 0;

	void_evaluation(d, row, "观察期内新增处理处分");
	emit_observation_extended(d, &(ObservationExtended){
		.observation_id = row->observation_id,
		.cadre_id = row->cadre_id,
		.sanction_id = m->sanction_id,
		.until_on = later ? m->until_on : row->until_on,
		.origin = m->origin,
		.sanction_until = m->until_on,
		.replaces = replaces,
		.kind = m->kind,
		.handler_id = m->handler_id,
	});
}

static void open_new(struct decision *d, const char *cadre_id, const struct observed_measure *m)
{
	const CadreRow *cadre = cadre_find(d->state, cadre_id);
	const char *id = decision_new_id(d, "observe");

	emit_observation_enrolled(d, &(ObservationEnrolled){
		.observation_id = id,
		.cadre_id = cadre_id,
		.sanction_id = m->sanction_id,
		.until_on = m->until_on,
		.enrolled_on = d->today,
	});
	emit_observation_opened(d, &(ObservationOpened){
		.observation_id = id,
		.cadre_id = cadre_id,
		.sanction_id = m->sanction_id,
		.document = m->document,
		.kind = m->kind,
		.handler_id = m->handler_id,
		.unit_id = cadre ? cadre->unit_id : "",
		.until_on = m->until_on,
		.origin = m->origin,
	});
	decision_answer(d, "observation_id", id);
}

void observation_enrol(struct decision *d, const char *cadre_id, const struct observed_measure *m)
{
	const ObservationRow *open = observation_open_for(d->state, cadre_id);
	const ObservedSanctionRow *known = observed_sanction_find(d->state, m->sanction_id);
	const ObservedSanctionRow *earlier = m->origin[0] ? observed_sanction_find(d->state, m->origin) : NULL;

	if (m->until_on[0] == '\0' || strcmp(m->until_on, d->today) < 0)
		return;
	if (known_by_registry(d->state, m->sanction_id))
		return;
	if (known && strcmp(known->until_on, m->until_on) == 0)
		return;
	if (open)
		run_on(d, open, m, earlier ? earlier->sanction_id : "");
	else
		open_new(d, cadre_id, m);
}

/* The latest end among the measures of an observation, one left out; "" when it was the only one. */
static const char *latest_end(const struct state *s, const char *observation_id, const char *except)
{
	const ObservedSanctionRow *one;
	const char *latest = "";
	struct row_scan scan = observed_sanction_by_observation_id(s, observation_id);

	while ((one = observed_sanction_next(&scan)))
		if (strcmp(one->sanction_id, except) != 0 && strcmp(one->until_on, latest) > 0)
			latest = one->until_on;
	return latest;
}

void observation_drop(struct decision *d, const ObservedSanctionRow *sanction, const char *reason)
{
	const ObservationRow *row = observation_find(d->state, sanction->observation_id);
	const char *until = latest_end(d->state, sanction->observation_id, sanction->sanction_id);

	if (!row || !observation_open(row))
		return;
	if (until[0]) {
		emit_observation_shortened(d, &(ObservationShortened){
			.observation_id = row->observation_id,
			.cadre_id = row->cadre_id,
			.sanction_id = sanction->sanction_id,
			.until_on = until,
		});
		return;
	}
	void_evaluation(d, row, "处理处分已撤销");
	emit_observation_revoked(d, &(ObservationRevoked){ .observation_id = row->observation_id,
							   .cadre_id = row->cadre_id, .revoked_on = d->today,
							   .reason = reason });
}

const char *observation_record_by(struct decision *d, const char *month)
{
	return date_add_days(d, month_last_day(d, month), (int)policy_number(d, "OBS.RECORD_RETRO"));
}

static bool measure_runs(const struct state *s, const char *observation_id, const char *today)
{
	const ObservedSanctionRow *one;
	struct row_scan scan = observed_sanction_by_observation_id(s, observation_id);

	while ((one = observed_sanction_next(&scan)))
		if (!one->expired && strcmp(one->until_on, today) >= 0)
			return true;
	return false;
}

void observation_period_end(struct decision *d, const ObservationRow *row)
{
	const char *id;

	if (!observation_open(row) || row->state == OBSERVATION_STATE_PERIOD_END ||
	    measure_runs(d->state, row->observation_id, d->today))
		return;
	id = decision_new_id(d, "evaluate");
	emit_evaluation_due(d, &(EvaluationDue){
		.evaluation_id = id,
		.observation_id = row->observation_id,
		.cadre_id = row->cadre_id,
		.ended_on = row->until_on,
		.start_by = policy_deadline(d, "OBS.EVALUATE_WITHIN"),
	});
}
