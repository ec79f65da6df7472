/* What the tiers of a what-if cost: persons who may be graded excellent, and fen. */
#include <string.h>

#include "assessment/what_if_impl.h"
#include "base/require.h"
#include "roster/bars.h"
#include "roster/people.h"
#include "score/bonus.h"
#include "score/quota.h"

#define BASIS_POINTS_OF_PERCENT 100

/* ---- the rules ------------------------------------------------------------------------------------------- */

enum refusal what_if_rules_read(struct what_if *w)
{
	const AskWhatIf *ask = w->ask;

	for (size_t i = 0; i < TEAM_TIERS; i++)
		w->before.links[i] = team_link(w->d, (TeamTier)(i + 1));
	w->before.bonus_base = policy_number(w->d, "TEAM.BONUS.BASE");
	w->after = w->before;
	if (ask->bonus_base)
		w->after.bonus_base = ask->bonus_base;
	for (size_t i = 0; i < ask->n_tiers; i++) {
		for (size_t j = 0; j < i; j++)
			if (ask->tiers[j]->tier == ask->tiers[i]->tier)
				return decision_refuse_row(w->d, REFUSAL_VALUE_DUPLICATE, (uint32_t)i + 1, "tiers", NULL);
		w->after.links[ask->tiers[i]->tier - 1] = *ask->tiers[i];
	}
	return REFUSAL_NONE;
}

/* ---- persons ------------------------------------------------------------------------------------------------ */

struct crew {
	uint32_t count, candidates, heads, head_candidates;
};
struct crews {
	struct crew members[SCHEME_UNITS_MAX], staff[SCHEME_UNITS_MAX];   /* by row */
	uint32_t groups[SCHEME_UNITS_MAX];                                /* a number for each group, from 1 */
};

static void add_person(struct crew *crew, const CadreRow *cadre, bool candidate)
{
	bool head = cadre->team_head;

	crew->count++;
	crew->candidates += candidate;
	crew->heads += head;
	crew->head_candidates += head && candidate;
}

static void count_unit(struct what_if *w, struct crews *crews, size_t i)
{
	struct row_scan scan = cadre_by_unit_id(w->d->state, w->rows[i].unit_id);
	const CadreRow *cadre;

	while ((cadre = cadre_next(&scan))) {
		bool candidate = !bar_in_force(w->d->state, cadre->cadre_id, w->d->today);
		bool of_team = cadre->team_head || cadre->team_member;
		add_person(of_team ? &crews->members[i] : &crews->staff[i], cadre, candidate);
	}
	w->rows[i].members = crews->members[i].count;
	w->rows[i].staff = crews->staff[i].count;
	crews->groups[i] = i && strcmp(w->rows[i - 1].group_id, w->rows[i].group_id) == 0 ? crews->groups[i - 1] : (uint32_t)i + 1;
}

/* ---- seats -------------------------------------------------------------------------------------------------- */

/* One distribution of seats: of members or of the others, before or after. */
struct seats {
	const struct crew *crews;
	const uint32_t *groups;
	const struct what_if_rules *rules;
	bool staff, after;
	size_t rows[SCHEME_UNITS_MAX];
	struct quota_team teams[SCHEME_UNITS_MAX];
	struct quota_share shares[SCHEME_UNITS_MAX];
	size_t count;
};

static uint32_t *seats_of(WhatIfRow *row, bool staff, bool after)
{
	if (staff)
		return after ? &row->excellent_staff_after : &row->excellent_staff_before;
	return after ? &row->excellent_members_after : &row->excellent_members_before;
}

static void add_teams(const struct what_if *w, struct seats *s)
{
	for (size_t i = 0; i < w->count; i++) {
		TeamTier tier = s->after ? w->rows[i].tier_after : w->rows[i].tier_before;
		if (!tier || s->crews[i].count == 0)
			continue;
		s->rows[s->count] = i;
		s->teams[s->count++] = (struct quota_team){
			.id = i + 1,
			.tier = (uint32_t)tier - 1,
			.should_attend = s->crews[i].count,
			.candidates = s->crews[i].candidates,
			.heads = s->crews[i].heads,
			.head_candidates = s->crews[i].head_candidates,
			.pool = s->groups[i],
		};
	}
}

/* The ratio of a tier is also what no team or pool passes. */
static void set_tiers(const struct seats *s, struct quota_tier *tiers)
{
	for (size_t i = 0; i < TEAM_TIERS; i++) {
		const TierLink *link = &s->rules->links[i];
		uint32_t ratio = (s->staff ? link->staff_percent : link->members_percent) * BASIS_POINTS_OF_PERCENT;
		tiers[i] = (struct quota_tier){ .ratio = ratio, .cap = ratio, .head_excluded = !s->staff && team_head_excluded(link->tier) };
	}
}

static enum refusal share_seats(struct what_if *w, struct seats *s)
{
	struct quota_tier tiers[TEAM_TIERS];
	struct quota_rules rules = { .tiers = tiers, .tier_count = TEAM_TIERS, .city_cap = BASIS_POINTS, .share_remainders = true,
				     .small_below = (uint32_t)policy_number(w->d, "TEAM.EXCELLENT.POOL_BELOW") };
	struct quota_total total;
	size_t at;

	set_tiers(s, tiers);
	add_teams(w, s);
	switch (quota_share(&rules, s->teams, s->count, s->shares, &total, &at)) {
	case QUOTA_OK:
		break;
	case QUOTA_TIER_RATIO:
	case QUOTA_TIER_ORDER:
		return decision_refuse_row(w->d, REFUSAL_WHAT_IF_TIER_ORDER, (uint32_t)at + 1, "tiers", NULL);
	default:
		return REFUSAL_WHAT_IF_PEOPLE_MANY;
	}
	for (size_t i = 0; i < s->count; i++)
		*seats_of(&w->rows[s->rows[i]], s->staff, s->after) = s->shares[i].heads;
	return REFUSAL_NONE;
}

static enum refusal share_all_seats(struct what_if *w, const struct crews *crews)
{
	enum refusal r = REFUSAL_NONE;

	for (int way = 0; way < 4 && !r; way++) {
		struct seats *s = arena_alloc(w->d->arena, sizeof *s);
		REQUIRE(s);
		s->staff = way & 1;
		s->after = way & 2;
		s->crews = s->staff ? crews->staff : crews->members;
		s->groups = crews->groups;
		s->rules = s->after ? &w->after : &w->before;
		r = share_seats(w, s);
	}
	return r;
}

/* ---- money --------------------------------------------------------------------------------------------------- */

static uint32_t people_of(const WhatIfRow *row)
{
	return row->members + row->staff;
}

/* Whom a tier gives a coefficient, row by row. */
static size_t fill_persons(const struct what_if *w, bool after, struct bonus_person *persons)
{
	const struct what_if_rules *rules = after ? &w->after : &w->before;
	size_t count = 0;

	for (size_t i = 0; i < w->count; i++) {
		TeamTier tier = after ? w->rows[i].tier_after : w->rows[i].tier_before;
		uint32_t percent = tier ? rules->links[tier - 1].bonus_percent : 0;
		for (uint32_t k = 0; k < people_of(&w->rows[i]); k++, count++)
			persons[count] = (struct bonus_person){ .id = count + 1, .base = rules->bonus_base,
								.coefficient = percent * BASIS_POINTS_OF_PERCENT };
	}
	return count;
}

static enum refusal share_money(struct what_if *w, bool after, size_t count)
{
	struct bonus_person *persons = arena_alloc(w->d->arena, (count + 1) * sizeof *persons);
	struct bonus_share *shares = arena_alloc(w->d->arena, (count + 1) * sizeof *shares);
	struct bonus_total total;
	size_t at, next = 0;

	REQUIRE(persons && shares);
	fill_persons(w, after, persons);
	if (bonus_share(persons, count, BONUS_BUDGET_MAX, BONUS_UP_TO_DUE, shares, &total, &at) != BONUS_OK)
		return decision_refuse(w->d, REFUSAL_FIELD_OUT_OF_RANGE, "bonus_base", NULL);
	for (size_t i = 0; i < w->count; i++) {
		int64_t *fen = after ? &w->rows[i].bonus_after : &w->rows[i].bonus_before;
		for (uint32_t k = 0; k < people_of(&w->rows[i]); k++)
			*fen += shares[next++].fen;
	}
	return REFUSAL_NONE;
}

enum refusal what_if_links(struct what_if *w)
{
	struct crews *crews = arena_alloc(w->d->arena, sizeof *crews);
	enum refusal r;
	size_t people = 0;

	REQUIRE(crews);
	for (size_t i = 0; i < w->count; i++) {
		count_unit(w, crews, i);
		people += people_of(&w->rows[i]);
	}
	if (people > BONUS_PERSONS_MAX)
		return REFUSAL_WHAT_IF_PEOPLE_MANY;
	r = share_all_seats(w, crews);
	if (!r)
		r = share_money(w, false, people);
	return r ? r : share_money(w, true, people);
}
