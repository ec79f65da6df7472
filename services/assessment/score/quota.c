#include "score/quota.h"

#include "base/require.h"
#include "score/quota_impl.h"

/* All claims together, in 1/10000 of a person. */
struct claims {
	int64_t asked;   /* before the city cap */
	int64_t cap;     /* the city cap */
};

static bool by_id(const struct quota_share *a, const struct quota_share *b)
{
	return a->id < b->id;
}

/* Better tier, then more members, then id: who comes first where claims do not decide. */
static bool by_standing(const struct quota_share *a, const struct quota_share *b)
{
	if (a->tier != b->tier)
		return a->tier < b->tier;
	if (a->members != b->members)
		return a->members > b->members;
	return a->id < b->id;
}

static int64_t remainder_of(const struct quota_share *s)
{
	return s->claim.numerator % s->claim.denominator;
}

static bool by_remainder(const struct quota_share *a, const struct quota_share *b)
{
	if (remainder_of(a) != remainder_of(b))
		return remainder_of(a) > remainder_of(b);
	return by_standing(a, b);
}

static struct quota_share measure(const struct quota_rules *rules, const struct quota_team *team)
{
	const struct quota_tier *tier = &rules->tiers[team->tier];
	uint32_t members = team->should_attend - (tier->head_excluded ? team->heads : 0);

	return (struct quota_share){
		.id = team->id,
		.tier = team->tier,
		.members = members,
		.candidates = team->candidates - (tier->head_excluded ? team->head_candidates : 0),
		.asked = (int64_t)tier->ratio * members + team->carried,
		.pooled = team->pool && team->should_attend < rules->small_below,
	};
}

/* Teams of a pool stand next to each other in `order`, by pool number kept in `leader` until the first of them takes its place. */
static bool by_pool(const struct quota_share *a, const struct quota_share *b)
{
	if (a->pooled != b->pooled)
		return a->pooled;
	if (a->pooled && a->leader != b->leader)
		return a->leader < b->leader;
	return a->id < b->id;
}

/* The legal cap of a pool is one number of persons, kept with its leader; a team by itself leads itself. */
static void set_caps(const struct quota_rules *rules, const struct quota_team *teams, size_t count, struct quota_share *shares)
{
	for (size_t i = 0; i < count; i++)
		shares[i].leader = teams[i].pool;
	quota_sort(shares, count, by_pool);
	for (size_t i = 0, next; i < count; i = next) {
		uint32_t first = shares[i].order;
		bool pooled = shares[first].pooled;
		uint32_t pool = teams[first].pool;
		uint64_t cap = 0;
		for (next = i; next < count && (next == i || (pooled && shares[shares[next].order].pooled && teams[shares[next].order].pool == pool)); next++) {
			const struct quota_team *team = &teams[shares[next].order];
			cap += (uint64_t)rules->tiers[team->tier].cap * team->should_attend;
			shares[shares[next].order].leader = first;
		}
		for (size_t k = i; k < next; k++)
			shares[shares[k].order].legal_cap = (uint32_t)(cap / BASIS_POINTS);
		shares[first].room = (uint32_t)(cap / BASIS_POINTS);
	}
}

static void claim_one(struct quota_share *s, const struct claims *claims)
{
	int64_t asked = s->asked > 0 ? s->asked : 0;

	s->claim = claims->asked > claims->cap ? (struct ratio){ asked * claims->cap, claims->asked * BASIS_POINTS } :
						 (struct ratio){ asked, BASIS_POINTS };
	s->whole = (uint32_t)(s->claim.numerator / s->claim.denominator);
}

/* One more seat, or what forbids it. */
static bool grant(struct quota_share *shares, struct quota_share *s)
{
	uint32_t *room = &shares[s->leader].room;

	if (s->heads == s->candidates)
		s->limit = QUOTA_BY_CANDIDATES;
	else if (*room == 0)
		s->limit = QUOTA_BY_LAW;
	else {
		s->heads++;
		(*room)--;
		return true;
	}
	return false;
}

static void share_whole(struct quota_share *shares, size_t count, struct quota_total *total)
{
	quota_sort(shares, count, by_standing);
	for (size_t i = 0; i < count; i++) {
		struct quota_share *s = &shares[shares[i].order];
		while (s->heads < s->whole && grant(shares, s))
			total->heads++;
	}
}

static void share_minimum(const struct quota_rules *rules, const struct quota_team *teams, struct quota_share *shares, size_t count,
			  struct quota_total *total)
{
	for (size_t i = 0; i < count && total->heads < total->city_cap; i++) {   /* still by standing */
		struct quota_share *s = &shares[shares[i].order];
		const struct quota_team *team = &teams[shares[i].order];
		if (s->whole > 0 || s->asked <= 0 || team->should_attend < rules->minimum_from)
			continue;
		s->by_minimum = grant(shares, s);
		total->heads += s->by_minimum;
	}
}

static void share_remainders(struct quota_share *shares, size_t count, int64_t seats, struct quota_total *total)
{
	for (size_t i = 0; i < count; i++)
		seats -= shares[i].whole + shares[i].by_minimum;
	quota_sort(shares, count, by_remainder);
	for (size_t i = 0; i < count && seats > 0; i++) {
		struct quota_share *s = &shares[shares[i].order];
		if (s->by_minimum || remainder_of(s) == 0)
			continue;
		s->by_remainder = grant(shares, s);
		seats -= s->by_remainder;
		total->heads += s->by_remainder;
	}
}

/* What lapsed does not come back next year: of a claim that was cut only the part below a person remains. */
static int32_t carry(const struct quota_share *s)
{
	struct ratio claim = s->asked < 0 ? (struct ratio){ s->asked, BASIS_POINTS } : s->claim;
	int64_t settled = s->heads < s->whole ? s->whole : s->heads;
	wide left = (claim.numerator - (wide)settled * claim.denominator) * BASIS_POINTS / claim.denominator;

	return (int32_t)(left > -BASIS_POINTS ? left : 1 - BASIS_POINTS);
}

static enum quota_error check_ids(struct quota_share *shares, size_t count, size_t *at)
{
	quota_sort(shares, count, by_id);
	for (size_t i = 1; i < count; i++)
		if (shares[shares[i - 1].order].id == shares[shares[i].order].id) {
			*at = shares[i].order;
			return QUOTA_TEAM_TWICE;
		}
	return QUOTA_OK;
}

enum quota_error quota_share(const struct quota_rules *rules, const struct quota_team *teams, size_t count, struct quota_share *shares,
			     struct quota_total *total, size_t *at)
{
	enum quota_error error = quota_check_rules(rules, at);
	struct claims claims = { 0 };
	int64_t seats;

	if (!error)
		error = quota_check_teams(rules, teams, count, at);
	if (error)
		return error;
	for (size_t i = 0; i < count; i++) {
		shares[i] = measure(rules, &teams[i]);
		claims.asked += shares[i].asked > 0 ? shares[i].asked : 0;
		claims.cap += (int64_t)rules->city_cap * teams[i].should_attend;
	}
	error = check_ids(shares, count, at);
	if (error)
		return error;
	set_caps(rules, teams, count, shares);
	seats = (claims.asked < claims.cap ? claims.asked : claims.cap) / BASIS_POINTS;
	*total = (struct quota_total){ .city_cap = (uint32_t)(claims.cap / BASIS_POINTS), .shrunk = claims.asked > claims.cap };
	for (size_t i = 0; i < count; i++)
		claim_one(&shares[i], &claims);
	share_whole(shares, count, total);
	if (rules->minimum_from)
		share_minimum(rules, teams, shares, count, total);
	if (rules->share_remainders)
		share_remainders(shares, count, seats, total);
	for (size_t i = 0; i < count; i++)
		shares[i].carry = rules->carry_over ? carry(&shares[i]) : 0;
	REQUIRE(total->heads <= total->city_cap);
	return QUOTA_OK;
}
