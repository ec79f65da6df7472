/* How many members of each team may be graded excellent (优秀), from the tier of the team: ratio -> head-count.
 *
 *   claim      ratio of the tier x members (without the heads where the tier excludes them) + what was carried over, in exact
 *              1/10000 of a person; all claims shrink by one factor when together they pass the city cap
 *   whole      every team gets the whole part of its claim
 *   minimum    then one for teams of some size that would get none, if the rules say so
 *   remainder  then the seats left of the sum of all claims go to the largest remainders, at most one a team; one that may not
 *              take it is passed over
 *
 * Never passed, in this order of strength: the legal cap (floor of cap x those who should attend, of a team or of its pool), the
 * city cap (floor), the candidates. The caller passes candidates: who is inside an influence period is none. Seats a team cannot
 * fill for want of candidates lapse; they are nobody else's claim.
 *
 * Small teams of one pool are measured against the legal cap together; all others each by itself.
 *
 * Monotone: of two teams in the same pool, or both outside, where one has the better tier, at least as many members and no smaller
 * carry, the better gets at least as many seats, unless it lacks candidates (members: those who should attend, and those counted). Between teams of different size no rule in whole
 * persons can keep the order of ratios, and none is claimed. Without a city cap that binds, a further member never costs his team
 * a seat; when all claims shrink together it can (the population paradox of largest remainders).
 *
 * Exact integers; the order of teams changes nothing. Pure, any thread. */
#ifndef DANDANG_ASSESSMENT_SCORE_QUOTA_H
#define DANDANG_ASSESSMENT_SCORE_QUOTA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "score/ratio.h"

#define QUOTA_TIERS_MAX 16
#define QUOTA_TEAMS_MAX 100000
#define QUOTA_MEMBERS_MAX 5000          /* of one team */
#define QUOTA_CITY_MEMBERS_MAX 10000000 /* of all */

/* Tiers stand best first. Ratio and cap never rise from one tier to the next, and once a tier excludes the head all below do. */
struct quota_tier {
	uint32_t ratio;         /* basis points of members, at most `cap` */
	uint32_t cap;           /* basis points: what the law allows of those who should attend */
	bool head_excluded;     /* no head is counted in the ratio or a candidate */
};

struct quota_rules {
	const struct quota_tier *tiers;
	size_t tier_count;
	uint32_t city_cap;          /* basis points of all who should attend */
	uint32_t small_below;       /* a team with fewer who should attend joins its pool; 0: none does */
	uint32_t minimum_from;      /* a team with at least so many who should attend gets one at least; 0: no minimum */
	bool share_remainders;      /* largest remainder over all teams; otherwise whole parts only */
	bool carry_over;            /* remainders go into next year */
};

struct quota_team {
	uint64_t id;             /* unique; settles what nothing else settles */
	uint32_t tier;           /* index into the tiers */
	uint32_t should_attend;  /* head included */
	uint32_t candidates;     /* of those, who may be graded excellent at all; head included */
	uint32_t heads;          /* of those who should attend: a committee and its government have one each */
	uint32_t head_candidates;   /* of the candidates */
	uint32_t pool;           /* which pool it joins if small; 0: none */
	int32_t carried;         /* last year's remainder in 1/10000 of a person, within one person either way */
};

enum quota_limit { QUOTA_UNLIMITED, QUOTA_BY_CANDIDATES, QUOTA_BY_LAW };

/* One team's share, in the order of the teams; all that is needed to derive it again. */
struct quota_share {
	uint32_t heads;          /* may be graded excellent */
	struct ratio claim;      /* persons, exact, carry included, after the city cap */
	uint32_t candidates;     /* after the head rule */
	uint32_t legal_cap;      /* persons; of the whole pool when `pooled` */
	bool pooled;
	bool by_minimum, by_remainder;
	enum quota_limit limit;  /* what kept a seat away that it had a claim to */
	int32_t carry;           /* for next year, 1/10000 of a person rounded towards zero; 0 unless carried over */
	/* what the sharing itself works on */
	uint64_t id;
	int64_t asked;           /* 1/10000 of a person, before the city cap; below zero after a carry */
	uint32_t tier, members, whole, leader, room, order;
};

enum quota_error {
	QUOTA_OK,
	QUOTA_TIER_COUNT,      /* none, or more than QUOTA_TIERS_MAX */
	QUOTA_TIER_RATIO,      /* ratio above cap, or cap above the whole */
	QUOTA_TIER_ORDER,      /* a worse tier has the larger ratio or cap, or gets its head back */
	QUOTA_CITY_CAP,        /* above the whole */
	QUOTA_TEAM_COUNT,      /* more than QUOTA_TEAMS_MAX */
	QUOTA_TEAM_TIER,       /* no such tier */
	QUOTA_TEAM_MEMBERS,    /* none, too many, more candidates or heads than members, or candidate heads who are not there */
	QUOTA_TEAM_CARRY,      /* a person or more either way, or some although nothing is carried over */
	QUOTA_TEAM_TWICE,      /* an id stands for two teams */
};

struct quota_total {
	uint32_t heads;       /* sum over the teams */
	uint32_t city_cap;    /* persons */
	bool shrunk;          /* the city cap made all claims smaller */
};

/* `shares` holds `count`. On an error `*at` is the tier or team at fault and nothing else holds. */
enum quota_error quota_share(const struct quota_rules *rules, const struct quota_team *teams, size_t count, struct quota_share *shares,
			     struct quota_total *total, size_t *at);

#endif
