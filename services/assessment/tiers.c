#include "assessment/tiers.h"

static const char *const rule_names[] = {
	[TEAM_TIER_EXCELLENT] = "EXCELLENT",
	[TEAM_TIER_GOOD_UPPER] = "GOOD_UPPER",
	[TEAM_TIER_GOOD_LOWER] = "GOOD_LOWER",
	[TEAM_TIER_FAIR] = "FAIR",
	[TEAM_TIER_POOR] = "POOR",
};

bool team_upper_half(uint32_t rank, uint32_t group_size)
{
	return rank * 2 <= group_size + 1;
}

TeamTier team_tier(TeamGrade grade, bool upper_half)
{
	switch (grade) {
	case TEAM_GRADE_EXCELLENT: return TEAM_TIER_EXCELLENT;
	case TEAM_GRADE_GOOD:      return upper_half ? TEAM_TIER_GOOD_UPPER : TEAM_TIER_GOOD_LOWER;
	case TEAM_GRADE_FAIR:      return TEAM_TIER_FAIR;
	case TEAM_GRADE_POOR:      return TEAM_TIER_POOR;
	default:                   return TEAM_TIER_UNSPECIFIED;
	}
}

bool team_head_excluded(TeamTier tier)
{
	return tier >= TEAM_TIER_FAIR;
}

static uint32_t linked(struct decision *d, const char *what, TeamTier tier)
{
	return (uint32_t)policy_number(d, decision_format(d, "TEAM.LINK.%s.%s", what, rule_names[tier]));
}

TierLink team_link(struct decision *d, TeamTier tier)
{
	TierLink link;

	tier_link__init(&link);
	link.tier = tier;
	link.members_percent = linked(d, "MEMBERS", tier);
	link.staff_percent = linked(d, "STAFF", tier);
	link.bonus_percent = linked(d, "BONUS", tier);
	return link;
}
