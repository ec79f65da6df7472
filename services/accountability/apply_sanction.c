/* What the registry of sanctions changes. The bars themselves are applied by the roster, alike in every daemon. */
#include "accountability/matter.h"
#include "base/require.h"
#include "workflows.h"

static SanctionRow sanction_of(struct tables *t, const char *sanction_id)
{
	const SanctionRow *row = sanction_find(tables_state(t), sanction_id);

	REQUIRE(row);
	return *row;
}

void apply_sanction_effective(struct tables *t, const SanctionEffective *e, const struct event *ev)
{
	(void)ev;
	sanction_put(t, &(SanctionRow){
		.sanction_id = e->sanction_id,
		.cadre_id = e->cadre_id,
		.kind = e->kind,
		.state = SANCTION_STATE_RUNNING,
		.effective_on = e->effective_on,
		.influence_until = e->influence_until,
		.own_until = e->influence_until,
		.document = e->document,
		.origin = e->origin,
	});
	due_set(t, DUE_SANCTION_EXPIRY, e->sanction_id, e->influence_until);
}

void apply_sanction_registered(struct tables *t, const SanctionRegistered *e, const struct event *ev)
{
	SanctionRow row = sanction_of(t, e->sanction_id);

	row.organ = e->organ;
	row.decided_on = e->decided_on;
	row.matter = e->matter;
	row.own_until = e->own_until;
	row.merged_with = e->merged_with;
	row.behavior = e->behavior;
	row.months = e->months;
	row.registered_by = ev->actor_cadre_id[0] ? ev->actor_cadre_id : ev->actor_account;
	sanction_put(t, &row);
}

void apply_sanction_period_changed(struct tables *t, const SanctionPeriodChanged *e, const struct event *ev)
{
	SanctionRow row = sanction_of(t, e->sanction_id);

	(void)ev;
	row.influence_until = e->influence_until;
	row.state = e->extended ? SANCTION_STATE_EXTENDED : SANCTION_STATE_RUNNING;
	sanction_put(t, &row);
	due_set(t, DUE_SANCTION_EXPIRY, e->sanction_id, e->influence_until);
}

void apply_sanction_expired(struct tables *t, const SanctionExpired *e, const struct event *ev)
{
	SanctionRow row = sanction_of(t, e->sanction_id);

	(void)ev;
	row.state = SANCTION_STATE_EXPIRED;
	sanction_put(t, &row);
}

void apply_sanction_revoked(struct tables *t, const SanctionRevoked *e, const struct event *ev)
{
	SanctionRow row = sanction_of(t, e->sanction_id);

	(void)ev;
	row.state = SANCTION_STATE_REVOKED;
	sanction_put(t, &row);
	due_clear(t, DUE_SANCTION_EXPIRY, e->sanction_id);
}

/* ---- appeals ------------------------------------------------------------------------------------- */

void apply_appeal_filed(struct tables *t, const AppealFiled *e, const struct event *ev)
{
	(void)ev;
	appeal_put(t, &(AppealRow){
		.appeal_id = e->appeal_id,
		.cadre_id = e->cadre_id,
		.object = e->object,
		.object_id = e->object_id,
		.filed_on = e->filed_on,
		.decide_by = e->decide_by,
	});
	due_set(t, DUE_APPEAL, e->appeal_id, e->decide_by);
}

void apply_appeal_decided(struct tables *t, const AppealDecided *e, const struct event *ev)
{
	const AppealRow *old = appeal_find(tables_state(t), e->appeal_id);
	AppealRow row;

	(void)ev;
	REQUIRE(old);
	row = *old;
	row.outcome = e->outcome;
	row.decided_on = e->decided_on;
	row.n_panel = e->n_panel;
	row.panel = e->panel;
	row.document = e->document;
	appeal_put(t, &row);
	due_clear(t, DUE_APPEAL, e->appeal_id);
}

void apply_appeal_overdue(struct tables *t, const AppealOverdue *e, const struct event *ev)
{
	const AppealRow *old = appeal_find(tables_state(t), e->appeal_id);
	AppealRow row;

	(void)ev;
	REQUIRE(old);
	row = *old;
	row.overdue = true;
	appeal_put(t, &row);
}
