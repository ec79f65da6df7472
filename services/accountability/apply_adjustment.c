/* What adjustments of the unfit change. */
#include <string.h>

#include "base/require.h"
#include "workflows.h"

static AdjustmentRow adjustment_of(struct tables *t, const char *adjustment_id)
{
	const AdjustmentRow *row = adjustment_find(tables_state(t), adjustment_id);

	REQUIRE(row);
	return *row;
}

void apply_adjustment_suggested(struct tables *t, const AdjustmentSuggested *e, const struct event *ev)
{
	(void)ev;
	adjustment_put(t, &(AdjustmentRow){
		.adjustment_id = e->adjustment_id,
		.cadre_id = e->cadre_id,
		.state = ADJUSTMENT_STATE_SUGGESTED,
		.cause = e->cause,
		.origin = e->origin,
		.behavior = e->behavior,
	});
}

void apply_adjustment_opened(struct tables *t, const AdjustmentOpened *e, const struct event *ev)
{
	const AdjustmentRow *suggestion = adjustment_find(tables_state(t), e->adjustment_id);

	(void)ev;
	adjustment_put(t, &(AdjustmentRow){
		.adjustment_id = e->adjustment_id,
		.cadre_id = e->cadre_id,
		.state = ADJUSTMENT_STATE_VERIFY,
		.situation = e->situation,
		.cause = e->cause,
		.origin = e->origin[0] || !suggestion ? e->origin : suggestion->origin,
		.behavior = e->behavior,
	});
}

void apply_adjustment_dropped(struct tables *t, const AdjustmentDropped *e, const struct event *ev)
{
	AdjustmentRow row = adjustment_of(t, e->adjustment_id);

	(void)ev;
	row.state = ADJUSTMENT_STATE_DROPPED;
	row.reason = e->reason;
	adjustment_put(t, &row);
	due_clear(t, DUE_ADJUSTMENT_DECISION, e->adjustment_id);
	due_clear(t, DUE_ADJUSTMENT_REUSE, e->adjustment_id);
}

void apply_adjustment_verified(struct tables *t, const AdjustmentVerified *e, const struct event *ev)
{
	AdjustmentRow row = adjustment_of(t, e->adjustment_id);

	(void)ev;
	row.state = ADJUSTMENT_STATE_VERIFIED;
	row.n_evidence = e->n_evidence;
	row.evidence = e->evidence;
	row.unfit_since = e->unfit_since;
	adjustment_put(t, &row);
}

void apply_adjustment_proposed(struct tables *t, const AdjustmentProposed *e, const struct event *ev)
{
	AdjustmentRow row = adjustment_of(t, e->adjustment_id);

	(void)ev;
	row.state = ADJUSTMENT_STATE_PROPOSED;
	row.mode = e->mode;
	row.placement_unit_id = e->placement_unit_id;
	row.placement_title = e->placement_title;
	row.placement_level = e->placement_level;
	row.reason = e->reason;
	row.elected = e->elected;
	row.decide_by = e->decide_by;
	row.unit_heard = e->unit_heard;
	adjustment_put(t, &row);
	due_set(t, DUE_ADJUSTMENT_DECISION, e->adjustment_id, e->decide_by);
}

void apply_adjustment_decided(struct tables *t, const AdjustmentDecided *e, const struct event *ev)
{
	AdjustmentRow row = adjustment_of(t, e->adjustment_id);

	row.state = ADJUSTMENT_STATE_DECIDED;
	row.meeting = e->meeting;
	row.decided_by = ev->actor_cadre_id[0] ? ev->actor_cadre_id : ev->actor_account;
	adjustment_put(t, &row);
	due_clear(t, DUE_ADJUSTMENT_DECISION, e->adjustment_id);
}

void apply_adjustment_talked(struct tables *t, const AdjustmentTalked *e, const struct event *ev)
{
	AdjustmentRow row = adjustment_of(t, e->adjustment_id);

	(void)ev;
	row.state = ADJUSTMENT_STATE_TALKED;
	row.talked_on = e->held_on;
	adjustment_put(t, &row);
}

/* The sanction this adjustment brought, registered in the same decision. */
static const char *sanction_behind(const struct state *s, const char *cadre_id, const char *adjustment_id)
{
	struct row_scan scan = sanction_by_cadre_id(s, cadre_id);
	const SanctionRow *sanction;

	while ((sanction = sanction_next(&scan)))
		if (strcmp(sanction->origin, adjustment_id) == 0)
			return sanction->sanction_id;
	return "";
}

void apply_adjusted(struct tables *t, const Adjusted *e, const struct event *ev)
{
	AdjustmentRow row = adjustment_of(t, e->adjustment_id);

	(void)ev;
	row.state = ADJUSTMENT_STATE_ADJUSTED;
	row.adjusted_on = e->adjusted_on;
	row.bar_until = e->bar_until;
	row.sanction_id = sanction_behind(tables_state(t), e->cadre_id, e->adjustment_id);
	adjustment_put(t, &row);
	due_set(t, DUE_ADJUSTMENT_REUSE, e->adjustment_id, e->bar_until);
}

void apply_adjustment_overdue(struct tables *t, const AdjustmentOverdue *e, const struct event *ev)
{
	AdjustmentRow row = adjustment_of(t, e->adjustment_id);

	(void)ev;
	row.overdue = true;
	adjustment_put(t, &row);
}

void apply_reuse_eligible(struct tables *t, const ReuseEligible *e, const struct event *ev)
{
	AdjustmentRow row = adjustment_of(t, e->adjustment_id);

	(void)ev;
	row.state = ADJUSTMENT_STATE_REUSE_ELIGIBLE;
	adjustment_put(t, &row);
}
