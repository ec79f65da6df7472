/* The second half of the selection: committee, publicity, decision, award: row P1, W6.1 (see award.c).
 *
 *   COMPARED -> (committee, quota of the tier) PUBLICITY (AWARD.PUBLICITY) -> DECIDED -> AWARDED
 *
 * In:  ChooseAwards, ObjectToAward, SettleAwardObjection, DecideAwards, GrantAwards.
 * Out: AwardMeetingHeld, AwardPublicised, AwardObjected, AwardObjectionSettled, AwardDecided, AwardGranted, AwardEnded. */
#include <string.h>

#include "meetings.h"
#include "roster/bars.h"
#include "roster/people.h"
#include "runtime/bulk.h"
#include "workflows.h"

/* Already chosen in this tier, in this scheme. */
static uint32_t chosen_before(const struct state *s, const char *scheme_id, const char *tier)
{
	const AwardRow *row;
	uint32_t count = 0;
	struct row_scan scan = award_by_scheme_id_tier(s, scheme_id, tier);

	while ((row = award_next(&scan)))
		if (row->state >= AWARD_STATE_PUBLICITY && row->state <= AWARD_STATE_AWARDED)
			count++;
	return count;
}

static bool in_list(const ChooseAwards *cmd, const char *award_id)
{
	for (size_t i = 0; i < cmd->n_award_ids; i++)
		if (strcmp(cmd->award_ids[i], award_id) == 0)
			return true;
	return false;
}

static enum refusal choosable(struct decision *d, const ChooseAwards *cmd, const char *award_id, const AwardRow **out)
{
	const AwardRow *row = award_find(d->state, award_id);

	*out = row;
	if (!row || strcmp(row->scheme_id, cmd->scheme_id) != 0)
		return REFUSAL_AWARD_UNKNOWN;
	if (row->state != AWARD_STATE_COMPARED)
		return REFUSAL_STATE_WRONG;
	if (bar_in_force(d->state, row->cadre_id, d->today))
		return REFUSAL_CADRE_BARRED;
	return REFUSAL_NONE;
}

static void publicise(struct decision *d, const AwardRow *row)
{
	emit_award_publicised(d, &(AwardPublicised){
		.award_id = row->award_id,
		.cadre_id = row->cadre_id,
		.tier = row->tier,
		.until_on = policy_deadline(d, "AWARD.PUBLICITY"),
	});
}

/* In a tier the committee has chosen from, those compared and not chosen are out. */
static void end_the_others(struct decision *d, const ChooseAwards *cmd, const char *tier)
{
	const AwardRow *row;
	struct row_scan scan = award_by_scheme_id_tier(d->state, cmd->scheme_id, tier);

	while ((row = award_next(&scan)))
		if (row->state == AWARD_STATE_COMPARED && !in_list(cmd, row->award_id))
			emit_award_ended(d, &(AwardEnded){ .award_id = row->award_id, .cadre_id = row->cadre_id,
							   .end = AWARD_END_NOT_CHOSEN });
}

static enum refusal choose_tier(struct decision *d, const ChooseAwards *cmd, const AwardSchemeRow *scheme,
				const AwardTier *tier, uint32_t *chosen)
{
	uint32_t before = chosen_before(d->state, scheme->scheme_id, tier->name);
	uint32_t here = 0;

	for (size_t i = 0; i < cmd->n_award_ids; i++) {
		const AwardRow *row;
		enum refusal refusal = choosable(d, cmd, cmd->award_ids[i], &row);
		if (refusal != REFUSAL_NONE)
			return decision_refuse_row(d, refusal, (uint32_t)i + 1, "award_ids", cmd->award_ids[i]);
		if (strcmp(row->tier, tier->name) != 0)
			continue;
		if (before + ++here > tier->quota)
			return decision_refuse_row(d, REFUSAL_AWARD_QUOTA_EXCEEDED, (uint32_t)i + 1, "award_ids",
						   tier->name);
		publicise(d, row);
	}
	if (here)
		end_the_others(d, cmd, tier->name);
	*chosen += here;
	return REFUSAL_NONE;
}

enum refusal choose_awards_decide(struct decision *d, const ChooseAwards *cmd)
{
	const AwardSchemeRow *scheme = award_scheme_find(d->state, cmd->scheme_id);
	uint32_t chosen = 0;
	enum refusal refusal;

	if (!scheme)
		return decision_refuse(d, REFUSAL_AWARD_SCHEME_UNKNOWN, "scheme_id", cmd->scheme_id);
	if (strcmp(scheme->region, d->actor->region) != 0)
		return decision_refuse(d, REFUSAL_OUTSIDE_AUTHORITY, "scheme_id", cmd->scheme_id);
	refusal = meeting_carries(d, cmd->meeting);
	if (refusal != REFUSAL_NONE)
		return refusal;
	for (size_t i = 0; i < cmd->n_award_ids; i++)
		if (bulk_repeated((const char *const *)cmd->award_ids, i))
			return decision_refuse_row(d, REFUSAL_VALUE_DUPLICATE, (uint32_t)i + 1, "award_ids",
						   cmd->award_ids[i]);
	for (size_t i = 0; i < scheme->scheme->n_tiers; i++) {
		refusal = choose_tier(d, cmd, scheme, scheme->scheme->tiers[i], &chosen);
		if (refusal != REFUSAL_NONE)
			return refusal;
	}
	emit_award_meeting_held(d, &(AwardMeetingHeld){ .scheme_id = scheme->scheme_id, .meeting = cmd->meeting,
							.chosen = chosen });
	return REFUSAL_NONE;
}

static enum refusal award_at(struct decision *d, const char *award_id, AwardState state, const AwardRow **out)
{
	const AwardRow *row = award_find(d->state, award_id);
	const CadreRow *cadre = row ? cadre_find(d->state, row->cadre_id) : NULL;

	*out = row;
	if (!row || !cadre)
		return REFUSAL_AWARD_UNKNOWN;
	if (!actor_may_manage(d->actor, cadre))
		return REFUSAL_OUTSIDE_AUTHORITY;
	if (row->state != state)
		return REFUSAL_STATE_WRONG;
	return actor_is(d->actor, row->cadre_id) ? REFUSAL_SELF_DEALING : REFUSAL_NONE;
}

enum refusal object_to_award_decide(struct decision *d, const ObjectToAward *cmd)
{
	const AwardRow *row;
	enum refusal refusal = award_at(d, cmd->award_id, AWARD_STATE_PUBLICITY, &row);

	if (refusal != REFUSAL_NONE)
		return decision_refuse(d, refusal, "award_id", cmd->award_id);
	if (strcmp(d->today, row->publicity_until) > 0)
		return decision_refuse(d, REFUSAL_STATE_WRONG, "award_id", row->publicity_until);
	emit_award_objected(d, &(AwardObjected){ .award_id = row->award_id, .cadre_id = row->cadre_id,
						 .objection = cmd->objection });
	return REFUSAL_NONE;
}

enum refusal settle_award_objection_decide(struct decision *d, const SettleAwardObjection *cmd)
{
	const AwardRow *row;
	enum refusal refusal = award_at(d, cmd->award_id, AWARD_STATE_PUBLICITY, &row);

	if (refusal != REFUSAL_NONE)
		return decision_refuse(d, refusal, "award_id", cmd->award_id);
	if (!row->objection_open)
		return decision_refuse(d, REFUSAL_STATE_WRONG, "award_id", cmd->award_id);
	emit_award_objection_settled(d, &(AwardObjectionSettled){
		.award_id = row->award_id,
		.cadre_id = row->cadre_id,
		.upheld = cmd->upheld,
		.reason = cmd->reason,
	});
	if (cmd->upheld)
		emit_award_ended(d, &(AwardEnded){ .award_id = row->award_id, .cadre_id = row->cadre_id,
						   .end = AWARD_END_OBJECTION, .reason = cmd->reason });
	return REFUSAL_NONE;
}

static enum refusal decidable(struct decision *d, const AwardRow *row)
{
	if (strcmp(d->today, row->publicity_until) <= 0)
		return REFUSAL_AWARD_PUBLICITY_OPEN;
	if (row->objection_open)
		return REFUSAL_AWARD_OBJECTION_OPEN;
	return bar_in_force(d->state, row->cadre_id, d->today) ? REFUSAL_CADRE_BARRED : REFUSAL_NONE;
}

enum refusal decide_awards_decide(struct decision *d, const DecideAwards *cmd)
{
	struct bulk bulk = bulk_start(d, "award_ids", cmd->partial);

	for (size_t i = 0; i < cmd->n_award_ids; i++) {
		const char *id = cmd->award_ids[i];
		const AwardRow *row;
		enum refusal outcome = bulk_repeated((const char *const *)cmd->award_ids, i)
					       ? REFUSAL_VALUE_DUPLICATE
					       : award_at(d, id, AWARD_STATE_PUBLICITY, &row);
		if (outcome == REFUSAL_NONE)
			outcome = decidable(d, row);
		if (bulk_row(&bulk, outcome, id))
			emit_award_decided(d, &(AwardDecided){ .award_id = row->award_id, .cadre_id = row->cadre_id,
							       .document = cmd->document, .decided_on = d->today });
	}
	return bulk_end(&bulk);
}

enum refusal grant_awards_decide(struct decision *d, const GrantAwards *cmd)
{
	struct bulk bulk = bulk_start(d, "award_ids", cmd->partial);

	for (size_t i = 0; i < cmd->n_award_ids; i++) {
		const char *id = cmd->award_ids[i];
		const AwardRow *row;
		enum refusal outcome = bulk_repeated((const char *const *)cmd->award_ids, i)
					       ? REFUSAL_VALUE_DUPLICATE
					       : award_at(d, id, AWARD_STATE_DECIDED, &row);
		if (bulk_row(&bulk, outcome, id))
			emit_award_granted(d, &(AwardGranted){
				.award_id = row->award_id,
				.cadre_id = row->cadre_id,
				.year = row->year,
				.tier = row->tier,
				.granted_on = d->today,
			});
	}
	return bulk_end(&bulk);
}
