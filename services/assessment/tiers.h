/* Tiers of teams (班子档次) and what the rules link to them: excellent ratios of members and of the other cadres, the coefficient of
 * the bonus (W3.9, TEAM.LINK). Pure. */
#ifndef DANDANG_ASSESSMENT_TIERS_H
#define DANDANG_ASSESSMENT_TIERS_H

#include "workflows.h"

#define TEAM_TIERS 5

/* The upper half of a group, the middle place of an odd one included. */
bool team_upper_half(uint32_t rank, uint32_t group_size);
/* UNSPECIFIED of a team without a grade. */
TeamTier team_tier(TeamGrade grade, bool upper_half);
/* The head of such a team is in principle not excellent, and not counted in its ratio. */
bool team_head_excluded(TeamTier tier);
/* The rules of a tier as they are in force today. */
TierLink team_link(struct decision *d, TeamTier tier);

#endif
