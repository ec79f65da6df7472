/* The units of any day in the past, each as its history has it. */
#include <stdlib.h>
#include <string.h>

#include "as_of.h"
#include "base/require.h"

#define PARENTS_MAX 20

const UnitChangeRow *as_of_unit(const struct state *s, const char *unit_id, const char *on)
{
	struct row_scan scan = unit_change_scan_1(s, unit_id);
	const UnitChangeRow *change, *last = NULL;

	while ((change = unit_change_next(&scan)))
		if (strcmp(change->from_on, on) <= 0)
			last = change;
	return last;
}

const char *as_of_unit_name(const struct state *s, const char *unit_id, const char *on, bool *recorded)
{
	const UnitChangeRow *change = as_of_unit(s, unit_id, on);

	*recorded = change != NULL;
	if (!change)
		change = unit_change_find(s, unit_id, 1);
	return change ? change->name : "";
}

/* The units in being that day, in the order of their ids. */
struct units {
	const UnitChangeRow **items;
	size_t count;
	uint32_t later;
};

static int by_id(const void *a, const void *b)
{
	const UnitChangeRow *const *x = a, *const *y = b;

	return strcmp((*x)->unit_id, (*y)->unit_id);
}

static const UnitChangeRow *find_in(const struct units *u, const char *unit_id)
{
	UnitChangeRow probe = { .unit_id = unit_id };
	const UnitChangeRow *key = &probe;
	const UnitChangeRow **found = bsearch(&key, u->items, u->count, sizeof *u->items, by_id);

	return found ? *found : NULL;
}

static bool lies_in(const struct units *u, const UnitChangeRow *unit, const char *top)
{
	for (int steps = 0; unit && steps <= PARENTS_MAX; steps++) {
		if (strcmp(unit->unit_id, top) == 0)
			return true;
		unit = unit->parent_id[0] ? find_in(u, unit->parent_id) : NULL;
	}
	return false;
}

static size_t units_known(const struct state *s)
{
	struct row_scan scan = unit_file_scan(s);
	size_t count = 0;

	while (unit_file_next(&scan))
		count++;
	return count;
}

static void collect(struct decision *d, const char *on, struct units *u)
{
	struct row_scan scan = unit_file_scan(d->state);
	const UnitFileRow *unit;

	u->items = arena_alloc(d->arena, (units_known(d->state) + 1) * sizeof *u->items);
	REQUIRE(u->items);
	while ((unit = unit_file_next(&scan))) {
		const UnitChangeRow *change = as_of_unit(d->state, unit->unit_id, on);
		u->later += !change;
		if (change && !change->ended)
			u->items[u->count++] = change;
	}
}

static UnitAsOf *unit_of(struct arena *arena, const UnitChangeRow *change)
{
	UnitAsOf *out = arena_alloc(arena, sizeof *out);

	REQUIRE(out);
	unit_as_of__init(out);
	out->unit_id = change->unit_id;
	out->name = change->name;
	out->kind = change->kind;
	out->region = change->region;
	out->parent_id = change->parent_id;
	out->peer_group = change->peer_group;
	out->from_on = change->from_on;
	out->by = change->change;
	out->document = change->document;
	return out;
}

static void add_gap(struct decision *d, UnitsAsOf *out, AsOfGap gap)
{
	if (!out->gaps)
		out->gaps = arena_alloc(d->arena, 2 * sizeof *out->gaps);
	REQUIRE(out->gaps && out->n_gaps < 2);
	out->gaps[out->n_gaps++] = gap;
}

/* Of one unit only its own gap; of all of them, those registered since. */
static void say_gaps(struct decision *d, const AskUnitsAsOf *ask, const struct units *u, UnitsAsOf *out)
{
	const UnitChangeRow *top = ask->unit_id[0] ? as_of_unit(d->state, ask->unit_id, ask->on) : NULL;

	out->later_recorded = ask->unit_id[0] ? 0 : u->later;
	if (ask->unit_id[0] ? !top : u->later > 0)
		add_gap(d, out, AS_OF_GAP_UNIT_BEFORE_RECORD);
	if (top && top->ended)
		add_gap(d, out, AS_OF_GAP_UNIT_ENDED);
}

enum refusal units_as_of_answer(struct decision *d, const AskUnitsAsOf *ask, UnitsAsOf *out)
{
	struct units u = { 0 };

	if (ask->unit_id[0] && !unit_file_find(d->state, ask->unit_id))
		return decision_refuse(d, REFUSAL_UNIT_UNKNOWN, "unit_id", ask->unit_id);
	if (strcmp(ask->on, d->today) > 0)
		return decision_refuse(d, REFUSAL_DATE_FUTURE, "on", ask->on);
	collect(d, ask->on, &u);
	out->on = ask->on;
	out->units = arena_alloc(d->arena, AS_OF_UNITS_MAX * sizeof *out->units);
	REQUIRE(out->units);
	for (size_t i = 0; i < u.count; i++) {
		if (ask->unit_id[0] && !lies_in(&u, u.items[i], ask->unit_id))
			continue;
		if (out->n_units == AS_OF_UNITS_MAX)
			return decision_refuse(d, REFUSAL_AS_OF_UNITS_MANY, "unit_id", ask->unit_id);
		out->units[out->n_units++] = unit_of(d->arena, u.items[i]);
	}
	say_gaps(d, ask, &u, out);
	return REFUSAL_NONE;
}
