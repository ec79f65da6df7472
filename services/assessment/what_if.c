#include "assessment/what_if.h"

#include <stdlib.h>
#include <string.h>

#include "assessment/scheme.h"
#include "assessment/what_if_impl.h"
#include "base/date.h"
#include "base/require.h"
#include "runtime/decision_run.h"

#define PERCENT_ALL 100
#define COMPONENTS_OF_SCORE (SCORE_COMPONENT_INSPECTION + 1)

/* ---- what may be asked -------------------------------------------------------------------------------- */

static bool has_component(const SchemeRow *scheme, ScoreComponent component)
{
	for (size_t i = 0; i < scheme->n_components; i++)
		if (scheme->components[i]->component == component)
			return true;
	return false;
}

static enum refusal check_components(const struct what_if *w)
{
	const AskWhatIf *ask = w->ask;
	uint32_t sum = 0;

	for (size_t i = 0; i < ask->n_components; i++) {
		if (!has_component(w->c.scheme, ask->components[i]->component))
			return decision_refuse_row(w->d, REFUSAL_WHAT_IF_COMPONENT, (uint32_t)i + 1, "components", NULL);
		for (size_t j = 0; j < i; j++)
			if (ask->components[j]->component == ask->components[i]->component)
				return decision_refuse_row(w->d, REFUSAL_VALUE_DUPLICATE, (uint32_t)i + 1, "components", NULL);
		sum += ask->components[i]->weight_percent;
	}
	if (ask->n_components && sum != PERCENT_ALL)
		return decision_refuse(w->d, REFUSAL_COMPONENT_WEIGHTS, "components", decision_format(w->d, "%u%%", sum));
	return REFUSAL_NONE;
}

/* Within a component of a group the weights add up to 100, as in the scheme. */
static enum refusal check_group(const struct what_if *w, const SchemeGroupRow *group)
{
	struct row_scan scan = scheme_indicator_scan_1(w->d->state, group->scheme_id);
	uint32_t sums[COMPONENTS_OF_SCORE] = { 0 };
	const SchemeIndicatorRow *row;

	while ((row = scheme_indicator_next(&scan)))
		if (indicator_of_group(row->indicator, group->group_id))
			sums[row->indicator->component] += indicator_weight(&w->c, row->indicator);
	for (size_t i = 0; i < w->scheme.n_components; i++) {
		ScoreComponent component = w->scheme.components[i]->component;
		if (component != SCORE_COMPONENT_INSPECTION && sums[component] != PERCENT_ALL)
			return decision_refuse(w->d, REFUSAL_INDICATOR_WEIGHTS, "indicators.weight_percent",
					       decision_format(w->d, "%s %u%%", group->group->name, sums[component]));
	}
	return REFUSAL_NONE;
}

static enum refusal check_indicators(const struct what_if *w)
{
	struct row_scan scan = scheme_group_scan_1(w->d->state, w->scheme.scheme_id);
	const AskWhatIf *ask = w->ask;
	const SchemeGroupRow *group;
	enum refusal r = REFUSAL_NONE;

	for (size_t i = 0; i < ask->n_indicators; i++) {
		const char *id = ask->indicators[i]->indicator_id;
		if (!scheme_indicator_find(w->d->state, w->scheme.scheme_id, id))
			return decision_refuse_row(w->d, REFUSAL_INDICATOR_UNKNOWN, (uint32_t)i + 1, "indicators", id);
		for (size_t j = 0; j < i; j++)
			if (strcmp(ask->indicators[j]->indicator_id, id) == 0)
				return decision_refuse_row(w->d, REFUSAL_VALUE_DUPLICATE, (uint32_t)i + 1, "indicators", id);
	}
	while (ask->n_indicators && !r && (group = scheme_group_next(&scan)))
		r = check_group(w, group);
	return r;
}

/* ---- the rows ------------------------------------------------------------------------------------------ */

static void fill_row(struct what_if *w, const UnitScored *after)
{
	const UnitScoreRow *before = unit_score_find(w->d->state, after->scheme_id, after->unit_id);
	const UnitRow *unit = unit_find(w->d->state, after->unit_id);
	WhatIfRow *row = &w->rows[w->count++];

	what_if_row__init(row);
	row->unit_id = after->unit_id;
	row->unit_name = unit ? unit->name : "";
	row->group_id = after->group_id;
	row->vetoed = after->vetoes > 0;
	row->score_before = before ? before->total : 0;
	row->rank_before = before ? before->rank : 0;
	row->score_after = after->total;
	row->rank_after = after->rank;
	row->group_size = after->group_size;
}

static enum refusal score(struct what_if *w, WhatIf *out)
{
	struct score_table *table = arena_alloc(w->d->arena, sizeof *table);
	enum refusal r;

	REQUIRE(table);
	r = score_table_make(w->d, &w->c, table);
	if (r)
		return r;
	for (size_t i = 0; i < table->count; i++)
		fill_row(w, &table->units[i]);
	out->hash = score_table_hash(w->d, table);
	return REFUSAL_NONE;
}

/* ---- grades stay with the places ------------------------------------------------------------------------- */

static int by_id(const WhatIfRow *a, const WhatIfRow *b)
{
	int group = strcmp(a->group_id, b->group_id);

	return group ? group : strcmp(a->unit_id, b->unit_id);
}

static int by_rank_before(const void *left, const void *right)
{
	const WhatIfRow *a = left, *b = right;
	int group = strcmp(a->group_id, b->group_id);

	if (group || a->rank_before == b->rank_before)
		return by_id(a, b);
	return a->rank_before - 1 < b->rank_before - 1 ? -1 : 1;   /* 0, no rank, is last */
}

static int by_rank_after(const void *left, const void *right)
{
	const WhatIfRow *a = left, *b = right;
	int group = strcmp(a->group_id, b->group_id);

	if (group || a->rank_after == b->rank_after)
		return by_rank_before(a, b);
	return a->rank_after - 1 < b->rank_after - 1 ? -1 : 1;
}

static TeamTier tier_after(WhatIfRow *row, TeamGrade of_place)
{
	if (row->rank_after == 0)
		return TEAM_TIER_UNSPECIFIED;
	row->grade_after = row->vetoed && of_place == TEAM_GRADE_EXCELLENT ? TEAM_GRADE_GOOD : of_place;
	return team_tier(row->grade_after, team_upper_half(row->rank_after, row->group_size));
}

static void set_tiers(struct what_if *w)
{
	TeamGrade of_place[SCHEME_UNITS_MAX];

	qsort(w->rows, w->count, sizeof *w->rows, by_rank_before);
	for (size_t i = 0; i < w->count; i++) {
		WhatIfRow *row = &w->rows[i];
		const TeamGradeRow *grade = team_grade_find(w->d->state, w->scheme.scheme_id, row->unit_id);
		of_place[i] = row->grade_before = grade ? grade->grade : TEAM_GRADE_UNSPECIFIED;
		row->tier_before = team_tier(row->grade_before, team_upper_half(row->rank_before, row->group_size));
	}
	qsort(w->rows, w->count, sizeof *w->rows, by_rank_after);   /* every group keeps its stretch of the rows */
	for (size_t i = 0; i < w->count; i++)
		w->rows[i].tier_after = tier_after(&w->rows[i], of_place[i]);
}

/* ---- the answer -------------------------------------------------------------------------------------------- */

static void add_up(struct what_if *w, WhatIf *out)
{
	WhatIfRow **rows = arena_alloc(w->d->arena, w->count * sizeof *rows);

	REQUIRE(rows);
	out->official = strcmp(out->hash, out->official_hash) == 0;
	for (size_t i = 0; i < w->count; i++) {
		WhatIfRow *row = rows[i] = &w->rows[i];
		uint32_t seats_before = row->excellent_members_before + row->excellent_staff_before;
		uint32_t seats_after = row->excellent_members_after + row->excellent_staff_after;
		row->moved = row->rank_before != row->rank_after || row->tier_before != row->tier_after;
		out->moved += row->moved != 0;
		out->excellent_before += seats_before;
		out->excellent_after += seats_after;
		out->bonus_before += row->bonus_before;
		out->bonus_after += row->bonus_after;
		out->official = out->official && seats_before == seats_after && row->bonus_before == row->bonus_after;
	}
	out->n_rows = w->count;
	out->rows = rows;
}

static void say_what_with(struct what_if *w, WhatIf *out)
{
	TierLink **tiers = arena_alloc(w->d->arena, TEAM_TIERS * sizeof *tiers);

	REQUIRE(tiers);
	for (size_t i = 0; i < TEAM_TIERS; i++)
		tiers[i] = &w->after.links[i];
	out->scheme_id = w->scheme.scheme_id;
	out->year = w->scheme.year;
	out->official_hash = w->c.scoring->hash;
	out->n_components = w->scheme.n_components;
	out->components = w->scheme.components;
	out->n_tiers = TEAM_TIERS;
	out->tiers = tiers;
	out->bonus_base = w->after.bonus_base;
}

/* A scheme would be refused with this weight of inspections; a question is not. */
static void name_rules_against(struct what_if *w, WhatIf *out)
{
	static const char rule[] = "TEAM.WEIGHT.INSPECTION";
	int64_t wanted = policy_number_on(w->d, rule, decision_format(w->d, "%u-12-31", w->scheme.year)), weight = 0;
	const char **rules = arena_alloc(w->d->arena, sizeof *rules);

	REQUIRE(rules);
	rules[0] = rule;
	for (size_t i = 0; i < w->scheme.n_components; i++)
		if (w->scheme.components[i]->component == SCORE_COMPONENT_INSPECTION)
			weight = w->scheme.components[i]->weight_percent;
	if (weight == wanted)
		return;
	out->n_against_rules = 1;
	out->against_rules = rules;
}

static enum refusal reckon(struct what_if *w, WhatIf *out)
{
	enum refusal r = check_components(w);

	if (w->ask->n_components) {
		w->scheme.n_components = w->ask->n_components;
		w->scheme.components = w->ask->components;
	}
	w->c.scheme = &w->scheme;
	w->c.weights = w->ask->indicators;
	w->c.weight_count = w->ask->n_indicators;
	if (r || (r = check_indicators(w)) || (r = what_if_rules_read(w)))
		return r;
	say_what_with(w, out);
	name_rules_against(w, out);
	if ((r = score(w, out)))
		return r;
	set_tiers(w);
	if ((r = what_if_links(w)))
		return r;
	add_up(w, out);
	return REFUSAL_NONE;
}

/* The day the result became what it is; "": there is none. */
static const char *day_of_result(const struct state *s, const ScoringRow *scoring)
{
	const GradingRow *grading = grading_find(s, scoring->scheme_id);

	if (scoring->state == SCORING_STATE_OPEN || scoring->stale)
		return "";
	if (grading && grading->final_on[0])
		return grading->final_on;
	return scoring->confirmed_on[0] ? scoring->confirmed_on : scoring->objection_until;
}

static struct decision_run *run_new(const struct state *s, const char *site, const SchemeRow *scheme, const char *day, struct arena *arena)
{
	static const char *const none[] = { NULL };
	struct actor *actor = arena_alloc(arena, sizeof *actor);

	REQUIRE(actor);
	*actor = (struct actor){ .account = "", .cadre_id = "", .region = scheme->authority, .unit_id = "", .roles = none };
	return decision_run_new(s, arena, site, actor, moment_of_day(day_of_iso(day)), 0);
}

Reply *what_if_answer(const struct state *s, const char *site, const Actor *actor, const AskWhatIf *ask, struct arena *arena)
{
	const SchemeRow *scheme = scheme_find(s, ask->scheme_id);
	const ScoringRow *scoring = scoring_find(s, ask->scheme_id);
	const char *day = scoring ? day_of_result(s, scoring) : "";
	struct what_if *w = arena_alloc(arena, sizeof *w);
	WhatIf out;

	REQUIRE(w);
	if (!scheme)                                                return reply_refusal(arena, REFUSAL_SCHEME_UNKNOWN, NULL);
	if (!actor || strcmp(scheme->authority, actor->region))     return reply_refusal(arena, REFUSAL_OUTSIDE_AUTHORITY, NULL);
	if (!scoring)                                               return reply_refusal(arena, REFUSAL_SCORING_UNKNOWN, NULL);
	if (day[0] == '\0')                                         return reply_refusal(arena, REFUSAL_WHAT_IF_NO_RESULT, NULL);
	struct decision_run *run = run_new(s, site, scheme, day, arena);
	w->d = &run->d;
	w->ask = ask;
	w->c = (struct scoring_case){ .scheme = scheme, .scoring = scoring };
	w->scheme = *scheme;
	what_if__init(&out);
	enum refusal r = reckon(w, &out);
	Reply *reply = decision_reply(run, r ? r : run->sticky, 0);
	if (reply->status == 200) {
		struct span packed = wire_pack(&out.base, arena);
		reply->body = (ProtobufCBinaryData){ packed.size, arena_copy(arena, packed.data, packed.size) };
	}
	return reply;
}
