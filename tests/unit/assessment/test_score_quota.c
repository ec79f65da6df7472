/* The excellent quota: examples by hand, then every small city. */
#include "assessment/score/quota.h"
#include "tap.h"

static const struct quota_tier tiers[] = {
	{ 3000, 3000, false }, { 2500, 2500, false }, { 1000, 2000, true }, { 0, 2000, true },
};
static struct quota_rules rules = { .tiers = tiers, .tier_count = 4, .city_cap = 10000, .share_remainders = true };

static struct quota_share shares[QUOTA_TIERS_MAX];
static struct quota_total total;
static size_t at;

static struct quota_team team(uint64_t id, uint32_t tier, uint32_t members)
{
	return (struct quota_team){ .id = id, .tier = tier, .should_attend = members, .candidates = members, .heads = 1, .head_candidates = 1 };
}

TEST(the_ratio_of_the_tier_becomes_heads_and_the_legal_cap_stops_the_remainder)
{
	/* 30 % of 9 is 2.7, and 30 % is also the cap: the law gives 2, and the sum of claims does not help */
	struct quota_team t[] = { team(1, 0, 9), team(2, 1, 9), team(3, 2, 12) };

	CHECK_INT(quota_share(&rules, t, 3, shares, &total, &at), QUOTA_OK);
	CHECK_INT(shares[0].heads, 2);
	CHECK_INT(shares[0].legal_cap, 2);
	CHECK_INT(shares[0].limit, QUOTA_BY_LAW);
	CHECK_INT(shares[1].heads, 2);
	/* 10 % of the eleven below the head is 1.1, and 20 % of twelve leaves room for the seat of all remainders together */
	CHECK(shares[2].heads == 2 && shares[2].by_remainder);
	CHECK_INT(shares[2].candidates, 11);
	CHECK_INT(total.heads, 6);
	CHECK(ratio_equal(shares[0].claim, (struct ratio){ 27, 10 }));
}

TEST(remainders_go_to_the_largest_where_the_law_leaves_room)
{
	static const struct quota_tier roomy[] = { { 1800, 2500, false } };
	struct quota_rules r = { .tiers = roomy, .tier_count = 1, .city_cap = 10000, .share_remainders = true };
	struct quota_team t[] = { team(1, 0, 9), team(2, 0, 10), team(3, 0, 8) };   /* 1.62 1.80 1.44, in all 4.86 */

	CHECK_INT(quota_share(&r, t, 3, shares, &total, &at), QUOTA_OK);
	CHECK_INT(total.heads, 4);
	CHECK(shares[1].heads == 2 && shares[1].by_remainder && shares[0].heads == 1 && shares[2].heads == 1);
	r.share_remainders = false;
	CHECK_INT(quota_share(&r, t, 3, shares, &total, &at), QUOTA_OK);
	CHECK_INT(total.heads, 3);
}

TEST(small_teams_of_a_pool_share_what_none_has_alone)
{
	struct quota_team t[] = { team(1, 1, 3), team(2, 1, 3), team(3, 1, 2), team(4, 1, 3) };   /* 0.75 0.75 0.5 0.75 */
	struct quota_rules r = rules;

	CHECK_INT(quota_share(&r, t, 4, shares, &total, &at), QUOTA_OK);
	CHECK_INT(total.heads, 0);
	r.small_below = 4;
	for (int i = 0; i < 3; i++)
		t[i].pool = 7;
	CHECK_INT(quota_share(&r, t, 4, shares, &total, &at), QUOTA_OK);
	CHECK_INT(total.heads, 2);
	CHECK(shares[0].legal_cap == 2 && shares[0].pooled && !shares[3].pooled && shares[3].heads == 0);
	CHECK(shares[0].heads == 1 && shares[1].heads == 1 && shares[2].heads == 0);
	r.small_below = 3;   /* now the threes are not small */
	CHECK_INT(quota_share(&r, t, 4, shares, &total, &at), QUOTA_OK);
	CHECK_INT(total.heads, 0);
}

TEST(nobody_is_given_a_seat_without_a_candidate_and_it_falls_to_nobody)
{
	struct quota_team t[] = { team(1, 0, 10), team(2, 2, 9) };   /* 3, and 0.8 below the cap of 1 */

	t[0].candidates = 1;
	CHECK_INT(quota_share(&rules, t, 2, shares, &total, &at), QUOTA_OK);
	CHECK(shares[0].heads == 1 && shares[0].limit == QUOTA_BY_CANDIDATES);
	CHECK_INT(shares[1].heads, 0);
	CHECK_INT(total.heads, 1);
	/* the head as the only candidate is none where the tier excludes him */
	t[1] = (struct quota_team){ .id = 2, .tier = 2, .should_attend = 11, .candidates = 1, .heads = 1, .head_candidates = 1 };
	CHECK_INT(quota_share(&rules, t, 2, shares, &total, &at), QUOTA_OK);
	CHECK(shares[1].heads == 0 && shares[1].candidates == 0);
}

TEST(of_a_team_with_two_heads_neither_counts_where_the_tier_excludes_them)
{
	struct quota_team t[] = { team(1, 2, 16), team(2, 1, 16) };

	t[0].heads = t[0].head_candidates = t[1].heads = t[1].head_candidates = 2;
	CHECK_INT(quota_share(&rules, t, 2, shares, &total, &at), QUOTA_OK);
	CHECK(shares[0].members == 14 && shares[0].candidates == 14);
	CHECK(ratio_equal(shares[0].claim, (struct ratio){ 14, 10 }));
	CHECK(shares[1].members == 16 && shares[1].candidates == 16);
	t[0].head_candidates = 1;    /* one of them stands inside an influence period: sixteen candidates are too many */
	CHECK_INT(quota_share(&rules, t, 2, shares, &total, &at), QUOTA_TEAM_MEMBERS);
	t[0].candidates = 15;
	CHECK_INT(quota_share(&rules, t, 2, shares, &total, &at), QUOTA_OK);
	CHECK_INT(shares[0].candidates, 14);
	t[0].heads = 17;
	CHECK_INT(quota_share(&rules, t, 2, shares, &total, &at), QUOTA_TEAM_MEMBERS);
}

TEST(the_minimum_lifts_to_one_from_a_size_and_never_past_the_law)
{
	struct quota_team t[] = { team(1, 2, 5), team(2, 2, 4), team(3, 3, 30) };   /* 0.4; 0.3 with a cap of 0; ratio 0 */
	struct quota_rules r = rules;

	r.minimum_from = 4;
	CHECK_INT(quota_share(&r, t, 3, shares, &total, &at), QUOTA_OK);
	CHECK(shares[0].heads == 1 && shares[0].by_minimum);
	CHECK(shares[1].heads == 0 && shares[1].limit == QUOTA_BY_LAW && shares[2].heads == 0);
	r.minimum_from = 6;
	CHECK_INT(quota_share(&r, t, 3, shares, &total, &at), QUOTA_OK);
	CHECK_INT(total.heads, 0);
}

TEST(a_city_cap_shrinks_all_claims_by_one_factor)
{
	struct quota_team t[] = { team(1, 0, 20), team(2, 1, 20) };   /* 6 and 5 of 40; a cap of 20 % is 8 */
	struct quota_rules r = rules;

	r.city_cap = 2000;
	CHECK_INT(quota_share(&r, t, 2, shares, &total, &at), QUOTA_OK);
	CHECK(total.shrunk);
	CHECK_INT(total.heads, 8);
	CHECK(ratio_equal(shares[0].claim, (struct ratio){ 48, 11 }));
	CHECK(shares[0].heads == 4 && shares[1].heads == 4);   /* 4.36 and 3.64 */
}

TEST(what_is_carried_is_rounded_towards_zero_either_way)
{
	struct quota_team t[] = { team(1, 0, 20), team(2, 1, 20) };   /* 48/11 and 40/11 under a cap of 20 %, four seats each */
	struct quota_rules r = rules;

	r.city_cap = 2000;
	r.carry_over = true;
	CHECK_INT(quota_share(&r, t, 2, shares, &total, &at), QUOTA_OK);
	CHECK_INT(shares[0].carry, 3636);
	CHECK_INT(shares[1].carry, -3636);
}

TEST(what_is_carried_over_counts_next_year_and_settles_itself)
{
	static const struct quota_tier tier[] = { { 1500, 2500, false } };
	struct quota_rules r = { .tiers = tier, .tier_count = 1, .city_cap = 10000, .share_remainders = true, .carry_over = true };
	struct quota_team t[] = { team(1, 0, 8), team(2, 0, 8) };   /* 1.2 each */
	uint32_t first = 0, second = 0;

	for (int year = 0; year < 5; year++) {
		CHECK_INT(quota_share(&r, t, 2, shares, &total, &at), QUOTA_OK);
		first += shares[0].heads;
		second += shares[1].heads;
		t[0].carried = shares[0].carry;
		t[1].carried = shares[1].carry;
	}
	CHECK_INT(first, 6);    /* five times 1.2 */
	CHECK_INT(second, 6);
	CHECK(t[0].carried == 0 && t[1].carried == 0);
	/* what a team could not fill does not come back */
	t[0].candidates = 0;
	t[0].head_candidates = 0;
	CHECK_INT(quota_share(&r, t, 2, shares, &total, &at), QUOTA_OK);
	CHECK_INT(shares[0].carry, 2000);
	/* however little the city cap leaves, a carry stays within a person and is taken again */
	r.city_cap = 1;
	r.minimum_from = 1;
	t[0] = team(1, 0, 8);
	t[0].carried = -9999;
	for (int year = 0; year < 20; year++) {
		CHECK_INT(quota_share(&r, t, 2, shares, &total, &at), QUOTA_OK);
		CHECK_INT(total.heads, 0);
		t[0].carried = shares[0].carry;
		t[1].carried = shares[1].carry;
	}
}

static enum quota_error refused(struct quota_rules r, struct quota_team one)
{
	return quota_share(&r, &one, 1, shares, &total, &at);
}

TEST(rules_and_teams_that_cannot_be_meant_are_refused)
{
	struct quota_tier t[2] = { { 2000, 2500, true }, { 1000, 2000, true } };
	struct quota_rules r = { .tiers = t, .tier_count = 2, .city_cap = 10000 };
	struct quota_team good = team(1, 0, 5), bad;

	CHECK_INT(refused(r, good), QUOTA_OK);
	t[1].ratio = 2001; t[1].cap = 2500;
	CHECK_INT(refused(r, good), QUOTA_TIER_ORDER);
	CHECK_INT(at, 1);
	t[1] = (struct quota_tier){ 1000, 2501, true };
	CHECK_INT(refused(r, good), QUOTA_TIER_ORDER);
	t[1] = (struct quota_tier){ 1000, 2000, false };
	CHECK_INT(refused(r, good), QUOTA_TIER_ORDER);
	t[1] = (struct quota_tier){ 1001, 1000, true };
	CHECK_INT(refused(r, good), QUOTA_TIER_RATIO);
	t[1] = (struct quota_tier){ 1000, 2000, true };
	t[0].cap = 10001;
	CHECK_INT(refused(r, good), QUOTA_TIER_RATIO);
	t[0].cap = 2500;
	r.city_cap = 10001;
	CHECK_INT(refused(r, good), QUOTA_CITY_CAP);
	r.city_cap = 10000;
	r.tier_count = 0;
	CHECK_INT(refused(r, good), QUOTA_TIER_COUNT);
	r.tier_count = 2;
	bad = team(1, 2, 5);
	CHECK_INT(refused(r, bad), QUOTA_TEAM_TIER);
	CHECK_INT(refused(r, team(1, 0, 0)), QUOTA_TEAM_MEMBERS);
	CHECK_INT(refused(r, team(1, 0, QUOTA_MEMBERS_MAX + 1)), QUOTA_TEAM_MEMBERS);
	CHECK_INT(refused(r, team(1, 0, QUOTA_MEMBERS_MAX)), QUOTA_OK);
	bad = good; bad.candidates = 6;
	CHECK_INT(refused(r, bad), QUOTA_TEAM_MEMBERS);
	bad = good; bad.head_candidates = 0;   /* five of five candidates, but not the head */
	CHECK_INT(refused(r, bad), QUOTA_TEAM_MEMBERS);
	bad = good; bad.heads = 0;
	CHECK_INT(refused(r, bad), QUOTA_TEAM_MEMBERS);
	bad = good; bad.carried = 1;
	CHECK_INT(refused(r, bad), QUOTA_TEAM_CARRY);
	r.carry_over = true;
	CHECK_INT(refused(r, bad), QUOTA_OK);
	bad.carried = 10000;
	CHECK_INT(refused(r, bad), QUOTA_TEAM_CARRY);
	struct quota_team twice[] = { team(4, 0, 5), team(5, 0, 5), team(4, 1, 5) };
	CHECK_INT(quota_share(&r, twice, 3, shares, &total, &at), QUOTA_TEAM_TWICE);
	CHECK(at == 0 || at == 2);
	CHECK_INT(quota_share(&r, twice, QUOTA_TEAMS_MAX + 1, shares, &total, &at), QUOTA_TEAM_COUNT);
}

TEST(the_largest_city_stays_within_its_numbers)
{
	static struct quota_team t[2000];
	static struct quota_share s[2000];
	static const struct quota_tier all[] = { { 10000, 10000, false } };
	struct quota_rules r = { .tiers = all, .tier_count = 1, .city_cap = 9999, .share_remainders = true };

	for (uint64_t i = 0; i < 2000; i++)
		t[i] = team(i, 0, QUOTA_MEMBERS_MAX);
	CHECK_INT(quota_share(&r, t, 2000, s, &total, &at), QUOTA_OK);
	CHECK_INT(total.heads, 9999000);
	CHECK(total.shrunk && s[0].heads >= 4999 && s[1999].heads <= 5000);
}

/* Every city of up to six teams over three tiers and six sizes, under each of these rules. */
#define SIX 6
static const struct quota_tier three[] = { { 3000, 3000, false }, { 2000, 2500, false }, { 1000, 2000, true } };
static const struct quota_tier flat[] = { { 2000, 2000, false }, { 1800, 2000, false }, { 500, 2000, false } };
static const struct quota_rules variants[] = {
	{ .tiers = three, .tier_count = 3, .city_cap = 10000, .share_remainders = true },
	{ .tiers = three, .tier_count = 3, .city_cap = 2000, .share_remainders = true, .small_below = 5 },
	{ .tiers = flat, .tier_count = 3, .city_cap = 2000, .share_remainders = true, .minimum_from = 3, .small_below = 4 },
	{ .tiers = flat, .tier_count = 3, .city_cap = 1500, .share_remainders = true, .small_below = 99, .minimum_from = 2 },
	{ .tiers = three, .tier_count = 3, .city_cap = 2500 },
};
static const uint32_t sizes[] = { 1, 2, 3, 5, 7, 10 };

struct city {
	struct quota_team teams[SIX];
	struct quota_share shares[SIX];
	struct quota_total total;
	size_t count;
	const struct quota_rules *rules;
};
static long cities, shrunk, limited, remainders, minima, paradoxes;

static int same_ground(const struct quota_share *a, const struct quota_share *b)
{
	return a->pooled == b->pooled && (!a->pooled || a->leader == b->leader);
}

static int monotone(const struct city *c)
{
	for (size_t i = 0; i < c->count; i++)
		for (size_t j = 0; j < c->count; j++) {
			const struct quota_share *a = &c->shares[i], *b = &c->shares[j];
			if (a->tier < b->tier && a->members >= b->members && c->teams[i].should_attend >= c->teams[j].should_attend &&
			    same_ground(a, b) && a->heads < b->heads && a->heads < a->candidates)
				return 0;
		}
	return 1;
}

static int within_the_law(const struct city *c)
{
	uint64_t all = 0, heads = 0;

	for (size_t i = 0; i < c->count; i++) {
		uint64_t cap = 0, taken = 0;
		for (size_t j = 0; j < c->count; j++)
			if (j == i || (c->teams[i].pool && c->teams[i].pool == c->teams[j].pool && c->teams[i].should_attend < c->rules->small_below &&
				       c->teams[j].should_attend < c->rules->small_below)) {
				cap += (uint64_t)c->rules->tiers[c->teams[j].tier].cap * c->teams[j].should_attend;
				taken += c->shares[j].heads;
			}
		if (taken * 10000 > cap || c->shares[i].heads > c->teams[i].candidates)
			return 0;
		all += c->teams[i].should_attend;
		heads += c->shares[i].heads;
	}
	return heads == c->total.heads && heads * 10000 <= all * c->rules->city_cap;
}

/* No other choice of teams that get one more, within law and candidates, gives more seats away or to larger remainders. */
static int largest_remainders(const struct city *c)
{
	int64_t best = -1, ours = 0, seats = 0, asked = 0, cap = 0;

	for (size_t i = 0; i < c->count; i++) {
		asked += c->shares[i].asked;
		cap += (int64_t)c->rules->city_cap * c->teams[i].should_attend;
		seats -= c->shares[i].whole;
		ours += c->shares[i].by_remainder ? c->shares[i].claim.numerator % c->shares[i].claim.denominator + ((int64_t)1 << 50) : 0;
	}
	seats += (asked < cap ? asked : cap) / 10000;
	for (unsigned chosen = 0; chosen < 1u << c->count; chosen++) {
		struct city other = *c;
		int64_t worth = 0, given = 0;
		for (size_t i = 0; i < c->count; i++) {
			other.shares[i].heads -= c->shares[i].by_remainder;
			other.total.heads -= c->shares[i].by_remainder;
			if (!(chosen >> i & 1))
				continue;
			if (c->shares[i].claim.numerator % c->shares[i].claim.denominator == 0 || other.shares[i].heads < c->shares[i].whole ||
			    other.shares[i].heads == c->shares[i].candidates)
				given = 100;
			other.shares[i].heads++;
			other.total.heads++;
			given++;
			worth += c->shares[i].claim.numerator % c->shares[i].claim.denominator + ((int64_t)1 << 50);
		}
		if (given <= seats && worth > best && within_the_law(&other))
			best = worth;
	}
	return ours == best;
}

static int order_is_nothing(const struct city *c, size_t shift)
{
	struct quota_team moved[SIX];
	struct quota_share again[SIX];
	struct quota_total t;

	for (size_t i = 0; i < c->count; i++)
		moved[i] = c->teams[shift ? (i + shift) % c->count : c->count - 1 - i];
	if (quota_share(c->rules, moved, c->count, again, &t, &at) || t.heads != c->total.heads)
		return 0;
	for (size_t i = 0; i < c->count; i++)
		for (size_t j = 0; j < c->count; j++)
			if (c->shares[i].id == again[j].id && (c->shares[i].heads != again[j].heads || c->shares[i].legal_cap != again[j].legal_cap))
				return 0;
	return 1;
}

/* Of who is added to the last team: it never loses a seat by him while no claims shrink. */
static int a_further_member_costs_nothing(const struct city *c)
{
	struct city more = *c;
	size_t last = c->count - 1;

	if (c->teams[last].should_attend + 1 == c->rules->small_below)
		return 1;   /* it leaves its pool, which is another matter */
	more.teams[last].should_attend++;
	more.teams[last].candidates++;
	if (quota_share(more.rules, more.teams, more.count, more.shares, &more.total, &at))
		return 0;
	if (more.shares[last].heads >= c->shares[last].heads)
		return 1;
	paradoxes++;
	return more.total.shrunk || c->total.shrunk;
}

static void check_city(struct city *c)
{
	CHECK_INT(quota_share(c->rules, c->teams, c->count, c->shares, &c->total, &at), QUOTA_OK);
	int ok = within_the_law(c) && monotone(c) && order_is_nothing(c, 0) && order_is_nothing(c, 1) && a_further_member_costs_nothing(c);
	if (!c->rules->minimum_from && c->rules->share_remainders)
		ok = ok && largest_remainders(c);
	if (!ok) {
		CHECK(within_the_law(c));
		CHECK(monotone(c));
		CHECK(order_is_nothing(c, 0) && order_is_nothing(c, 1));
		CHECK(a_further_member_costs_nothing(c));
		CHECK(c->rules->minimum_from || !c->rules->share_remainders || largest_remainders(c));
		for (size_t i = 0; i < c->count; i++)
			printf("#   rules %d tier %u of %u: %u of %lld/%lld%s\n", (int)(c->rules - variants), c->teams[i].tier, c->teams[i].should_attend, c->shares[i].heads, (long long)c->shares[i].claim.numerator, (long long)c->shares[i].claim.denominator, c->shares[i].by_minimum ? " minimum" : "");
	}
	cities++;
	shrunk += c->total.shrunk;
	for (size_t i = 0; i < c->count; i++) {
		limited += c->shares[i].limit != QUOTA_UNLIMITED;
		remainders += c->shares[i].by_remainder;
		minima += c->shares[i].by_minimum;
	}
}

/* Each kind at most as often as places are left; kinds in falling order, so that no city comes twice. Some have fewer candidates. */
static void grow(struct city *c, int kind)
{
	if (c->count)
		check_city(c);
	if (c->count == SIX || tap_failures_here > 20)
		return;
	for (; kind >= 0; kind--) {
		struct quota_team *t = &c->teams[c->count];
		*t = team(100 * (c->count % 2) + 7 * c->count + 1, (uint32_t)kind % 3, sizes[kind / 3]);
		t->pool = 1 + (uint32_t)(c->count % 2);
		if (c->count == 2 || c->count == 5) {
			t->candidates /= 3;
			t->head_candidates = 0;
		}
		c->count++;
		grow(c, kind);
		c->count--;
	}
}

TEST(every_city_of_up_to_six_small_teams_is_within_the_law_and_monotone)
{
	for (size_t v = 0; v < sizeof variants / sizeof variants[0]; v++) {
		struct city c = { .rules = &variants[v] };
		grow(&c, 17);
	}
	printf("#   %ld cities, %ld shrunk, %ld limits, %ld remainders, %ld minima, %ld paradoxes where claims shrank\n", cities, shrunk, limited, remainders,
	       minima, paradoxes);
	CHECK_INT(cities, 5 * (134596 - 1));
	CHECK(shrunk > 1000 && limited > 1000 && remainders > 1000 && minima > 1000);
}

TEST_MAIN()
