/* The annual score of every team, ranked in its group, told, objected to, confirmed: rows A1-A4, W3.2, W3.7 (COMPOSE, GROUP_RANK).
 *
 *   OPEN -> TOLD (SCORING.OBJECTION) -> READY -> CONFIRMED; a corrected value: compute again, objections again
 *
 * In:  ComputeScores, ConfirmScores; the end of the objections by the due-table.
 * Out: UnitScored (one per unit, with its derivation), ScoresTold, ScoreObjectionPeriodEnded, ScoresConfirmed.
 * Components and the total are each rounded half up to a hundredth of a point; equal totals share a rank (1224). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assessment/bounds.h"
#include "assessment/ranking.h"
#include "assessment/scheme.h"
#include "assessment/scoring.h"
#include "base/hex.h"
#include "base/require.h"
#include "digest/digest.h"
#include "workflows.h"

struct table {
	UnitScored units[SCHEME_UNITS_MAX];
	size_t count;
	uint32_t pending;
};

static enum refusal score_all(struct decision *d, const struct scoring_case *c, struct table *table)
{
	struct row_scan scan = scheme_unit_scan_1(d->state, c->scheme->scheme_id);
	const SchemeUnitRow *unit;
	enum refusal first = REFUSAL_NONE;

	while ((unit = scheme_unit_next(&scan))) {
		REQUIRE(table->count < SCHEME_UNITS_MAX);
		enum refusal r = score_unit(d, c, unit, (uint32_t)table->count + 1, &table->units[table->count]);
		first = first ? first : r;
		table->pending += !r && table->units[table->count].state == PART_STATE_PENDING;
		table->count++;
	}
	return first;
}

static uint32_t group_number(const struct table *table, size_t unit)
{
	uint32_t number = 0;

	while (strcmp(table->units[number].group_id, table->units[unit].group_id) != 0)
		number++;
	return number;
}

/* Only who has a score has a rank. */
static void rank_all(struct table *table, uint32_t group_min)
{
	struct standing standings[SCHEME_UNITS_MAX];
	size_t who[SCHEME_UNITS_MAX], count = 0;

	for (size_t i = 0; i < table->count; i++)
		if (table->units[i].state == PART_STATE_SCORED) {
			standings[count] = (struct standing){ .group = group_number(table, i), .score = table->units[i].total };
			who[count++] = i;
		}
	standings_rank(standings, count, group_min);
	for (size_t i = 0; i < count; i++) {
		UnitScored *unit = &table->units[who[i]];
		unit->rank = standings[i].rank;
		unit->group_size = standings[i].group_size;
		unit->first = standings[i].first;
		unit->last = standings[i].last;
	}
}

/* ---- the hash of a result ----------------------------------------------------------------------------- */

static int by_place(const void *a, const void *b)
{
	const UnitScored *x = *(const UnitScored *const *)a, *y = *(const UnitScored *const *)b;
	int group = strcmp(x->group_id, y->group_id);

	if (group)
		return group;
	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return strcmp(x->unit_id, y->unit_id);
}

/* SHA-256 over "group rank unit total" lines in the order of groups, ranks, units, whatever order they came in. */
static const char *hash_of(struct decision *d, const struct table *table)
{
	const UnitScored *order[SCHEME_UNITS_MAX];
	uint8_t digest[SHA256_SIZE];
	char *text = arena_alloc(d->arena, 2 * SHA256_SIZE + 1);
	struct sha256 h;

	REQUIRE(text);
	for (size_t i = 0; i < table->count; i++)
		order[i] = &table->units[i];
	qsort(order, table->count, sizeof *order, by_place);
	sha256_init(&h);
	for (size_t i = 0; i < table->count; i++) {
		const char *line = decision_format(d, "%s %u %s %lld\n", order[i]->group_id, order[i]->rank, order[i]->unit_id,
						   (long long)order[i]->total);
		sha256_add(&h, line, strlen(line));
	}
	sha256_end(&h, digest);
	hex_encode(digest, sizeof digest, text);
	return text;
}

/* ---- commands ------------------------------------------------------------------------------------------ */

static enum refusal may_compute(struct decision *d, const struct scoring_case *c)
{
	const ScoringRow *scoring = c->scoring;

	if (!scheme_is_of(c->scheme, d->actor))                                return REFUSAL_OUTSIDE_AUTHORITY;
	if (scoring->state == SCORING_STATE_CONFIRMED)                         return REFUSAL_STATE_WRONG;
	if (scoring->state != SCORING_STATE_OPEN && !scoring->stale)           return REFUSAL_STATE_WRONG;
	if (scoring->objections_open)                                          return REFUSAL_OBJECTION_OPEN;
	if (!inspection_year_find(d->state, c->scheme->year))                  return REFUSAL_INSPECTIONS_NOT_ROLLED_UP;
	return REFUSAL_NONE;
}

enum refusal compute_scores_decide(struct decision *d, const ComputeScores *cmd)
{
	struct table *table = arena_alloc(d->arena, sizeof *table);
	const char *until = policy_deadline(d, "SCORING.OBJECTION");
	uint32_t group_min = (uint32_t)policy_number(d, "SCHEME.GROUP_MIN");
	struct scoring_case c;
	enum refusal r = scoring_case_find(d, cmd->scheme_id, &c);

	REQUIRE(table);
	if (r || (r = may_compute(d, &c)) || (r = score_all(d, &c, table)))
		return r;
	rank_all(table, group_min);
	for (size_t i = 0; i < table->count; i++)
		emit_unit_scored(d, &table->units[i]);
	const char *hash = hash_of(d, table);
	decision_answer(d, "objection_until", until);
	decision_answer(d, "hash", hash);
	emit_scores_told(d, &(ScoresTold){
		.scheme_id = c.scheme->scheme_id,
		.objection_until = until,
		.units = (uint32_t)table->count,
		.pending = table->pending,
		.hash = hash,
	});
	return REFUSAL_NONE;
}

void due_score_objection(struct decision *d, const char *id)
{
	const ScoringRow *scoring = scoring_find(d->state, id);

	if (scoring && scoring->state == SCORING_STATE_TOLD)
		emit_score_objection_period_ended(d, &(ScoreObjectionPeriodEnded){ .scheme_id = id });
}

enum refusal confirm_scores_decide(struct decision *d, const ConfirmScores *cmd)
{
	struct scoring_case c;
	enum refusal r = scoring_case_find(d, cmd->scheme_id, &c);

	if (r)
		return r;
	if (!scheme_is_of(c.scheme, d->actor))                return REFUSAL_OUTSIDE_AUTHORITY;
	if (c.scoring->state == SCORING_STATE_TOLD)           return REFUSAL_OBJECTION_PERIOD_RUNS;
	if (c.scoring->state != SCORING_STATE_READY)          return REFUSAL_STATE_WRONG;
	if (c.scoring->objections_open)                       return REFUSAL_OBJECTION_OPEN;
	if (c.scoring->stale)                                 return REFUSAL_SCORES_STALE;
	if (c.scoring->pending)                               return REFUSAL_SCORE_PENDING;
	emit_scores_confirmed(d, &(ScoresConfirmed){
		.scheme_id = cmd->scheme_id,
		.year = c.scheme->year,
		.unit_kind = c.scheme->unit_kind,
		.units = c.scoring->units,
		.hash = c.scoring->hash,
		.confirmed_on = d->today,
	});
	return REFUSAL_NONE;
}
