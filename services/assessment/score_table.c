#include "assessment/score_table.h"

#include <stdlib.h>
#include <string.h>

#include "assessment/ranking.h"
#include "base/hex.h"
#include "base/require.h"
#include "digest/digest.h"

static enum refusal score_all(struct decision *d, const struct scoring_case *c, struct score_table *table)
{
	struct row_scan scan = scheme_unit_scan_1(d->state, c->scheme->scheme_id);
	struct score_room *room = score_room_new(d);
	const SchemeUnitRow *unit;
	enum refusal first = REFUSAL_NONE;

	while ((unit = scheme_unit_next(&scan))) {
		REQUIRE(table->count < SCHEME_UNITS_MAX);
		enum refusal r = score_unit(room, c, unit, (uint32_t)table->count + 1, &table->units[table->count]);
		first = first ? first : r;
		table->pending += !r && table->units[table->count].state == PART_STATE_PENDING;
		table->count++;
	}
	return first;
}

static uint32_t group_number(const struct score_table *table, size_t unit)
{
	uint32_t number = 0;

	while (strcmp(table->units[number].group_id, table->units[unit].group_id) != 0)
		number++;
	return number;
}

/* Only who has a score has a rank. */
static void rank_all(struct score_table *table, uint32_t group_min)
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

enum refusal score_table_make(struct decision *d, const struct scoring_case *c, struct score_table *out)
{
	uint32_t group_min = (uint32_t)policy_number(d, "SCHEME.GROUP_MIN");
	enum refusal r;

	out->count = out->pending = 0;
	r = score_all(d, c, out);
	if (!r)
		rank_all(out, group_min);
	return r;
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

const char *score_table_hash(struct decision *d, const struct score_table *table)
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
