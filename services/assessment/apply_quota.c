/* What excellent quotas and bonus proposals change. */
#include "base/require.h"
#include "workflows.h"

void apply_excellent_quota_set(struct tables *t, const ExcellentQuotaSet *e, const struct event *ev)
{
	(void)ev;
	excellent_quota_put(t, &(ExcellentQuotaRow){
		.year = e->year,
		.unit_id = e->unit_id,
		.track = e->quota->track,
		.authority = e->authority,
		.quota = e->quota,
	});
}

void apply_excellent_quotas_computed(struct tables *t, const ExcellentQuotasComputed *e, const struct event *ev)
{
	excellent_quota_year_put(t, &(ExcellentQuotaYearRow){
		.year = e->year,
		.authority = e->authority,
		.approval = e->approval,
		.member_teams = e->member_teams,
		.member_heads = e->member_heads,
		.member_cap = e->member_cap,
		.members_shrunk = e->members_shrunk,
		.staff_units = e->staff_units,
		.staff_heads = e->staff_heads,
		.staff_cap = e->staff_cap,
		.staff_shrunk = e->staff_shrunk,
		.hash = e->hash,
		.computed_on = ev->occurred_on,
	});
}

void apply_bonus_unit_proposed(struct tables *t, const BonusUnitProposed *e, const struct event *ev)
{
	(void)ev;
	bonus_unit_put(t, &(BonusUnitRow){
		.proposal_id = e->proposal_id,
		.unit_id = e->unit_id,
		.authority = e->authority,
		.team_grade = e->team_grade,
		.coefficient = e->coefficient,
		.persons = e->persons,
		.fen = e->fen,
		.n_shares = e->n_shares,
		.shares = e->shares,
	});
}

void apply_bonus_proposed(struct tables *t, const BonusProposed *e, const struct event *ev)
{
	(void)ev;
	bonus_proposal_put(t, &(BonusProposalRow){
		.proposal_id = e->proposal_id,
		.scheme_id = e->scheme_id,
		.year = e->year,
		.authority = e->authority,
		.state = BONUS_STATE_PROPOSED,
		.budget = e->budget,
		.base_fen = e->base_fen,
		.minimum = e->minimum,
		.spend = e->spend,
		.persons = e->persons,
		.spent = e->spent,
		.unspent = e->unspent,
		.shared = e->shared,
		.dues = e->dues,
		.at_minimum = e->at_minimum,
		.document = e->document,
		.hash = e->hash,
		.n_steps = e->n_steps,
		.steps = e->steps,
	});
}

void apply_bonus_decided(struct tables *t, const BonusDecided *e, const struct event *ev)
{
	const BonusProposalRow *old = bonus_proposal_find(tables_state(t), e->proposal_id);

	REQUIRE(old);
	BonusProposalRow row = *old;
	row.state = e->approved ? BONUS_STATE_APPROVED : BONUS_STATE_REJECTED;
	row.minutes = e->minutes;
	row.decided_on = ev->occurred_on;
	bonus_proposal_put(t, &row);
}

void apply_bonus_granted(struct tables *t, const BonusGranted *e, const struct event *ev)
{
	(void)ev;
	bonus_grant_put(t, &(BonusGrantRow){
		.cadre_id = e->cadre_id,
		.year = e->year,
		.proposal_id = e->proposal_id,
		.unit_id = e->unit_id,
		.fen = e->fen,
	});
}
