/* What the year's scoring changes: data, marks of leaders, adjustments, vetoes, scores, objections. */
#include "assessment/indicator_evidence.h"
#include "base/require.h"
#include "workflows.h"

static ScoringRow scoring_of(struct tables *t, const char *scheme_id)
{
	const ScoringRow *row = scoring_find(tables_state(t), scheme_id);

	REQUIRE(row);
	return *row;
}

void apply_scoring_opened(struct tables *t, const ScoringOpened *e, const struct event *ev)
{
	(void)ev;
	scoring_put(t, &(ScoringRow){
		.scheme_id = e->scheme_id,
		.year = e->year,
		.unit_kind = e->unit_kind,
		.state = SCORING_STATE_OPEN,
		.submit_by = e->submit_by,
		.units = e->units,
	});
}

void apply_scoring_extended(struct tables *t, const ScoringExtended *e, const struct event *ev)
{
	ScoringRow row = scoring_of(t, e->scheme_id);

	(void)ev;
	row.submit_by = e->submit_by;
	scoring_put(t, &row);
}

/* The files were looked at for the value of before. */
static void check_evidence_again(struct tables *t, const IndicatorScored *e)
{
	const IndicatorEvidenceRow *checked;

	while ((checked = indicator_evidence_checked(tables_state(t), e->scheme_id, e->unit_id, e->indicator_id))) {
		IndicatorEvidenceRow row = *checked;
		row.state = INDICATOR_EVIDENCE_STATE_REGISTERED;
		row.checked_by = "";
		row.checked_on = "";
		indicator_evidence_put(t, &row);
	}
}

void apply_indicator_scored(struct tables *t, const IndicatorScored *e, const struct event *ev)
{
	ScoringRow scoring = scoring_of(t, e->scheme_id);
	const IndicatorDataRow *old = indicator_data_find(tables_state(t), e->scheme_id, e->unit_id, e->indicator_id);
	bool corrected = scoring.state != SCORING_STATE_OPEN;  /* by an objection, whose decision is its acceptance */

	if (old && !corrected && (old->state != e->state || old->value != e->value))
		check_evidence_again(t, e);
	indicator_data_put(t, &(IndicatorDataRow){
		.scheme_id = e->scheme_id,
		.unit_id = e->unit_id,
		.indicator_id = e->indicator_id,
		.state = e->state,
		.value = e->value,
		.points = e->points,
		.evidence = e->evidence,
		.reason = e->reason,
		.document = e->document,
		.recorded_by = e->recorded_by,
		.recorded_by_cadre = ev->actor_cadre_id,
		.source = ev->id,
		.acceptance = corrected && old ? old->acceptance : DATA_STATE_SUBMITTED,
		.accepted_by = corrected && old ? old->accepted_by : "",
		.accepted_on = corrected && old ? old->accepted_on : "",
		.return_reason = old ? old->return_reason : "",
		.returns = old ? old->returns : 0,
	});
	if (!corrected)
		return;
	scoring.stale = true; /* corrected after it was told */
	scoring_put(t, &scoring);
}

void apply_leader_evaluated(struct tables *t, const LeaderEvaluated *e, const struct event *ev)
{
	(void)ev;
	for (size_t i = 0; i < e->n_ratings; i++)
		leader_rating_put(t, &(LeaderRatingRow){
			.scheme_id = e->scheme_id,
			.unit_id = e->ratings[i]->unit_id,
			.indicator_id = e->indicator_id,
			.leader_id = e->leader_id,
			.points = e->ratings[i]->points,
			.document = e->document,
		});
}

void apply_adjustment_recorded(struct tables *t, const AdjustmentRecorded *e, const struct event *ev)
{
	score_adjustment_put(t, &(ScoreAdjustmentRow){
		.scheme_id = e->scheme_id,
		.unit_id = e->unit_id,
		.adjustment_id = e->adjustment_id,
		.kind = e->kind,
		.points = e->points,
		.reason = e->reason,
		.document = e->document,
		.source = ev->id,
	});
}

void apply_veto_recorded(struct tables *t, const VetoRecorded *e, const struct event *ev)
{
	veto_put(t, &(VetoRow){
		.scheme_id = e->scheme_id,
		.unit_id = e->unit_id,
		.veto_id = e->veto_id,
		.document = e->document,
		.source = ev->id,
	});
}

void apply_unit_scored(struct tables *t, const UnitScored *e, const struct event *ev)
{
	(void)ev;
	unit_score_put(t, &(UnitScoreRow){
		.scheme_id = e->scheme_id,
		.unit_id = e->unit_id,
		.group_id = e->group_id,
		.state = e->state,
		.total = e->total,
		.rank = e->rank,
		.group_size = e->group_size,
		.first = e->first,
		.last = e->last,
		.vetoes = e->vetoes,
		.n_nodes = e->n_nodes,
		.nodes = e->nodes,
	});
}

void apply_scores_told(struct tables *t, const ScoresTold *e, const struct event *ev)
{
	ScoringRow row = scoring_of(t, e->scheme_id);

	(void)ev;
	row.state = SCORING_STATE_TOLD;
	row.objection_until = e->objection_until;
	row.pending = e->pending;
	row.hash = e->hash;
	row.stale = false;
	scoring_put(t, &row);
	due_set(t, DUE_SCORE_OBJECTION, e->scheme_id, e->objection_until);
}

void apply_indicator_objected(struct tables *t, const IndicatorObjected *e, const struct event *ev)
{
	ScoringRow row = scoring_of(t, e->scheme_id);

	(void)ev;
	row.objections_open++;
	scoring_put(t, &row);
	indicator_objection_put(t, &(IndicatorObjectionRow){
		.objection_id = e->objection_id,
		.scheme_id = e->scheme_id,
		.indicator_id = e->indicator_id,
		.unit_id = e->unit_id,
		.reason = e->reason,
		.state = OBJECTION_STATE_OPEN,
	});
}

void apply_indicator_objection_decided(struct tables *t, const IndicatorObjectionDecided *e, const struct event *ev)
{
	ScoringRow row = scoring_of(t, e->scheme_id);
	const IndicatorObjectionRow *old = indicator_objection_find(tables_state(t), e->objection_id);

	(void)ev;
	REQUIRE(old && row.objections_open > 0);
	IndicatorObjectionRow objection = *old;
	row.objections_open--;
	scoring_put(t, &row);
	objection.state = e->upheld ? OBJECTION_STATE_UPHELD : OBJECTION_STATE_REJECTED;
	objection.decision_reason = e->reason;
	indicator_objection_put(t, &objection);
}

void apply_score_objection_period_ended(struct tables *t, const ScoreObjectionPeriodEnded *e, const struct event *ev)
{
	ScoringRow row = scoring_of(t, e->scheme_id);

	(void)ev;
	row.state = SCORING_STATE_READY;
	scoring_put(t, &row);
}

void apply_scores_confirmed(struct tables *t, const ScoresConfirmed *e, const struct event *ev)
{
	ScoringRow row = scoring_of(t, e->scheme_id);

	(void)ev;
	row.state = SCORING_STATE_CONFIRMED;
	row.confirmed_on = e->confirmed_on;
	scoring_put(t, &row);
}
