/* Rank quotas of a unit, within the ratios the regulations set. Row S4; workflow W2.7.
 *
 * In:  SetRankQuota (the whole table of a unit at once).
 * Out: RankQuotaSet; PooledQuotaReturned for every pooled slot the larger quota can repay.
 *
 * Ceilings are percentages of the authorised posts, or of a group of ranks, by kind of unit; a ceiling is exceeded when
 * 100 x slots > percent x base (rounded down, never up). */
#include "quota.h"

#include "ranks.h"
#include "policy/region.h"

/* Slots of the ranks first..last may not pass `rule_id` percent of those of base_first..base_last, or of the authorised
 * posts where base_first is UNSPECIFIED. */
struct ceiling {
	Rank first, last;
	Rank base_first, base_last;
	const char *rule_id;
};

static const struct ceiling city_ceilings[] = {
	{ RANK_CONSULTANT_1, RANK_CONSULTANT_4, RANK_UNSPECIFIED, RANK_UNSPECIFIED, "QUOTA.CITY.CONSULTANT" },
	{ RANK_CONSULTANT_1, RANK_CONSULTANT_2, RANK_CONSULTANT_1, RANK_CONSULTANT_4, "QUOTA.CITY.CONSULTANT_12" },
	{ RANK_CONSULTANT_1, RANK_CONSULTANT_1, RANK_CONSULTANT_1, RANK_CONSULTANT_2, "QUOTA.CITY.CONSULTANT_1" },
	{ RANK_CHIEF_CLERK_1, RANK_CHIEF_CLERK_4, RANK_UNSPECIFIED, RANK_UNSPECIFIED, "QUOTA.CITY.CHIEF_CLERK" },
	{ RANK_CHIEF_CLERK_1, RANK_CHIEF_CLERK_2, RANK_CHIEF_CLERK_1, RANK_CHIEF_CLERK_4, "QUOTA.CITY.CHIEF_CLERK_12" },
};
static const struct ceiling county_ceilings[] = {
	{ RANK_CONSULTANT_2, RANK_CONSULTANT_2, RANK_UNSPECIFIED, RANK_UNSPECIFIED, "QUOTA.COUNTY.CONSULTANT_2" },
	{ RANK_CONSULTANT_3, RANK_CONSULTANT_4, RANK_UNSPECIFIED, RANK_UNSPECIFIED, "QUOTA.COUNTY.CONSULTANT_34" },
	{ RANK_CONSULTANT_3, RANK_CONSULTANT_3, RANK_CONSULTANT_3, RANK_CONSULTANT_4, "QUOTA.COUNTY.CONSULTANT_3" },
	{ RANK_CHIEF_CLERK_1, RANK_CHIEF_CLERK_4, RANK_UNSPECIFIED, RANK_UNSPECIFIED, "QUOTA.COUNTY.CHIEF_CLERK" },
	{ RANK_CHIEF_CLERK_1, RANK_CHIEF_CLERK_2, RANK_CHIEF_CLERK_1, RANK_CHIEF_CLERK_4, "QUOTA.COUNTY.CHIEF_CLERK_12" },
};

static int64_t slots_between(const SetRankQuota *cmd, Rank first, Rank last)
{
	int64_t sum = 0;

	for (size_t i = 0; i < cmd->n_slots; i++)
		if (cmd->slots[i]->rank >= first && cmd->slots[i]->rank <= last)
			sum += cmd->slots[i]->count;
	return sum;
}

static enum refusal check_ceiling(struct decision *d, const SetRankQuota *cmd, const struct ceiling *c)
{
	int64_t slots = slots_between(cmd, c->first, c->last);
	int64_t base = c->base_first == RANK_UNSPECIFIED ? (int64_t)cmd->authorised_posts
							   : slots_between(cmd, c->base_first, c->base_last);

	if (slots * 100 > policy_number(d, c->rule_id) * base)
		return decision_refuse(d, REFUSAL_QUOTA_RATIO_EXCEEDED, "slots", c->rule_id);
	return REFUSAL_NONE;
}

static enum refusal check_ratios(struct decision *d, const SetRankQuota *cmd, bool city)
{
	const struct ceiling *ceilings = city ? city_ceilings : county_ceilings;
	size_t count = city ? sizeof city_ceilings / sizeof city_ceilings[0]
			    : sizeof county_ceilings / sizeof county_ceilings[0];
	enum refusal refusal = REFUSAL_NONE;

	if (slots_between(cmd, RANK_INSPECTOR_1, RANK_INSPECTOR_2) > 0 ||
	    (!city && slots_between(cmd, RANK_CONSULTANT_1, RANK_CONSULTANT_1) > 0))
		return decision_refuse(d, REFUSAL_QUOTA_OF_HIGHER_SITE, "slots", "");
	for (size_t i = 0; i < count && refusal == REFUSAL_NONE; i++)
		refusal = check_ceiling(d, cmd, &ceilings[i]);
	return refusal;
}

/* 市直机关 by the city's ratios; counties, their departments and townships by the county's. */
static bool counts_as_city(const UnitFileRow *unit)
{
	char city[REGION_DIGITS + 1];

	region_city(unit->region, city);
	return unit->kind == UNIT_KIND_CITY_DEPARTMENT ||
	       (unit->kind == UNIT_KIND_INSTITUTION && region_within(unit->region, city));
}

static enum refusal check_rows(struct decision *d, const SetRankQuota *cmd)
{
	for (size_t i = 0; i < cmd->n_slots; i++)
		for (size_t j = 0; j < i; j++)
			if (cmd->slots[j]->rank == cmd->slots[i]->rank)
				return decision_refuse_row(d, REFUSAL_QUOTA_RANK_TWICE, (uint32_t)i + 1, "slots",
							   rank_label(cmd->slots[i]->rank));
	return REFUSAL_NONE;
}

/* Slots in use stay covered; a pooled slot need not be. */
static enum refusal check_holders(struct decision *d, const SetRankQuota *cmd)
{
	for (int rank = RANK_CONSULTANT_1; rank <= RANK_CHIEF_CLERK_4; rank++) {
		const RankQuotaRow *old = rank_quota_find(d->state, cmd->unit_id, (Rank)rank);
		int64_t count = slots_between(cmd, (Rank)rank, (Rank)rank);
		if (old && count < old->count && count < quota_in_use(d->state, cmd->unit_id, (Rank)rank))
			return decision_refuse(d, REFUSAL_QUOTA_BELOW_HOLDERS, "slots", rank_label((Rank)rank));
	}
	return REFUSAL_NONE;
}

static void repay_pools(struct decision *d, const SetRankQuota *cmd)
{
	for (size_t i = 0; i < cmd->n_slots; i++) {
		const RankSlots *slots = cmd->slots[i];
		int64_t vacancies = (int64_t)slots->count - quota_in_use(d->state, cmd->unit_id, slots->rank);
		struct row_scan scan = pool_grant_by_unit_id_rank(d->state, cmd->unit_id, slots->rank);
		const PoolGrantRow *grant;
		while (vacancies > 0 && (grant = pool_grant_next(&scan)))
			if (grant->effective && grant->returned_on[0] == '\0') {
				quota_emit_return(d, grant, POOL_RETURN_REASON_OWN_VACANCY);
				vacancies--;
			}
	}
}

enum refusal set_rank_quota_decide(struct decision *d, const SetRankQuota *cmd)
{
	const UnitFileRow *unit = unit_file_find(d->state, cmd->unit_id);
	enum refusal refusal;

	if (!unit)
		return decision_refuse(d, REFUSAL_UNIT_UNKNOWN, "unit_id", cmd->unit_id);
	if (!d->actor->system && !region_within(d->actor->region, unit->region))
		return decision_refuse(d, REFUSAL_OUTSIDE_AUTHORITY, "unit_id", cmd->unit_id);
	if (unit->ended_on[0])
		return decision_refuse(d, REFUSAL_UNIT_ENDED, "unit_id", unit->ended_on);
	refusal = check_rows(d, cmd);
	if (refusal == REFUSAL_NONE)
		refusal = check_ratios(d, cmd, counts_as_city(unit));
	if (refusal == REFUSAL_NONE)
		refusal = check_holders(d, cmd);
	if (refusal != REFUSAL_NONE)
		return refusal;
	emit_rank_quota_set(d, &(RankQuotaSet){
		.unit_id = cmd->unit_id,
		.authorised_posts = cmd->authorised_posts,
		.n_slots = cmd->n_slots,
		.slots = cmd->slots,
		.document = cmd->document,
	});
	repay_pools(d, cmd);
	return REFUSAL_NONE;
}
