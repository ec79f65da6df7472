/* What the rules and teams of a quota must satisfy before anything is shared out. */
#include "score/quota_impl.h"

static enum quota_error check_tier(const struct quota_tier *tier, const struct quota_tier *better)
{
	if (tier->ratio > tier->cap || tier->cap > BASIS_POINTS)
		return QUOTA_TIER_RATIO;
	if (better && (tier->ratio > better->ratio || tier->cap > better->cap || (better->head_excluded && !tier->head_excluded)))
		return QUOTA_TIER_ORDER;
	return QUOTA_OK;
}

enum quota_error quota_check_rules(const struct quota_rules *rules, size_t *at)
{
	*at = 0;
	if (rules->tier_count == 0 || rules->tier_count > QUOTA_TIERS_MAX)
		return QUOTA_TIER_COUNT;
	for (size_t i = 0; i < rules->tier_count; i++) {
		enum quota_error error = check_tier(&rules->tiers[i], i ? &rules->tiers[i - 1] : NULL);
		*at = i;
		if (error)
			return error;
	}
	return rules->city_cap > BASIS_POINTS ? QUOTA_CITY_CAP : QUOTA_OK;
}

static enum quota_error check_team(const struct quota_rules *rules, const struct quota_team *team)
{
	if (team->tier >= rules->tier_count)
		return QUOTA_TEAM_TIER;
	if (team->should_attend == 0 || team->should_attend > QUOTA_MEMBERS_MAX || team->candidates > team->should_attend)
		return QUOTA_TEAM_MEMBERS;
	if (team->heads > team->should_attend || team->head_candidates > team->heads || team->head_candidates > team->candidates)
		return QUOTA_TEAM_MEMBERS;
	if (team->candidates - team->head_candidates > team->should_attend - team->heads)
		return QUOTA_TEAM_MEMBERS;
	if (team->carried <= -BASIS_POINTS || team->carried >= BASIS_POINTS || (team->carried && !rules->carry_over))
		return QUOTA_TEAM_CARRY;
	return QUOTA_OK;
}

enum quota_error quota_check_teams(const struct quota_rules *rules, const struct quota_team *teams, size_t count, size_t *at)
{
	uint64_t members = 0;

	*at = 0;
	if (count > QUOTA_TEAMS_MAX)
		return QUOTA_TEAM_COUNT;
	for (size_t i = 0; i < count; i++) {
		enum quota_error error = check_team(rules, &teams[i]);
		*at = i;
		if (error)
			return error;
		members += teams[i].should_attend;
		if (members > QUOTA_CITY_MEMBERS_MAX)
			return QUOTA_TEAM_MEMBERS;
	}
	return QUOTA_OK;
}
