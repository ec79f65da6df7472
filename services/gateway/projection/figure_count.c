/* Counting what a figure's records stand for. A period may hold any number of records: rows are unpacked into an arena of
 * the scan's own that is emptied row by row, and only what must be told apart is kept. */
#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "figures.h"
#include "runtime/key.h"

#define SCAN_ARENA_BYTES ((size_t)4 << 20)
#define SEEN_FIRST 256

/* ---- records in scope ----------------------------------------------------------------------------- */

bool region_covers(const char *scope, const char *region)
{
	size_t size = strlen(scope);

	while (size >= 2 && scope[size - 1] == '0' && scope[size - 2] == '0')
		size -= 2;
	return strncmp(region, scope, size) == 0 && (size > 0 || scope[0] == '\0' || region[0] != '\0');
}

/* Records stand by day: the scan begins with the first day asked for, or behind the place given. */
static void start_at(struct row_scan *scan, const char *from, const struct figure_place *after)
{
	struct key place = { .size = 0 };

	key_text(&place, after ? after->day : from);
	if (after)
		key_number(&place, after->sequence ^ (1ull << 63));
	else
		place.size--; /* a day without its end stands before everything of that day */
	if (place.too_long || scan->prefix_size + place.size > sizeof scan->after)
		return;
	memcpy(scan->after, scan->prefix, scan->prefix_size);
	memcpy(scan->after + scan->prefix_size, place.bytes, place.size);
	scan->after_size = scan->prefix_size + place.size;
}

void figure_scan_start(struct figure_scan *scan, const struct state *s, const struct figure *f,
		       const struct figure_scope *scope, const struct figure_place *after)
{
	*scan = (struct figure_scan){ .figure = f, .scope = *scope };
	arena_init(&scan->rows, SCAN_ARENA_BYTES);
	scan->reading = (struct state){ .txn = s->txn, .arena = &scan->rows };
	scan->scan = figure_entry_scan_1(&scan->reading, f->family);
	start_at(&scan->scan, scope->from, after);
}

void figure_scan_end(struct figure_scan *scan)
{
	arena_fini(&scan->rows);
}

static bool in_scope(const FigureEntryRow *row, const struct figure *f, const struct figure_scope *scope)
{
	if (strcmp(row->on_day, scope->from) < 0)
		return false;
	if (f->detail && strcmp(f->detail, row->detail) != 0)
		return false;
	if (scope->unit_id[0] && strcmp(scope->unit_id, row->unit_id) != 0)
		return false;
	return region_covers(scope->region, row->region);
}

const FigureEntryRow *figure_scan_next(struct figure_scan *scan)
{
	const FigureEntryRow *row;

	do {
		arena_reset(&scan->rows);
		row = figure_entry_next(&scan->scan);
	} while (row && strcmp(row->on_day, scan->scope.to) < 0 && !in_scope(row, scan->figure, &scan->scope));
	return row && strcmp(row->on_day, scan->scope.to) < 0 ? row : NULL;
}

/* ---- telling apart -------------------------------------------------------------------------------- */

/* Texts seen, by open addressing; grows by doubling. */
struct seen {
	struct arena *arena;
	const char **slots;
	size_t size;
	size_t count;
};

static size_t slot_of(const struct seen *s, const char *text)
{
	uint64_t hash = 14695981039346656037ull; /* FNV-1a */

	for (const char *at = text; *at; at++)
		hash = (hash ^ (unsigned char)*at) * 1099511628211ull;
	size_t slot = (size_t)hash & (s->size - 1);
	while (s->slots[slot] && strcmp(s->slots[slot], text) != 0)
		slot = (slot + 1) & (s->size - 1);
	return slot;
}

static void seen_grow(struct seen *s)
{
	struct seen bigger = { .arena = s->arena, .size = s->size ? s->size * 2 : SEEN_FIRST, .count = s->count };

	bigger.slots = arena_alloc(s->arena, bigger.size * sizeof *bigger.slots);
	REQUIRE(bigger.slots);
	for (size_t i = 0; i < s->size; i++)
		if (s->slots[i])
			bigger.slots[slot_of(&bigger, s->slots[i])] = s->slots[i];
	*s = bigger;
}

static void seen_add(struct seen *s, const char *text)
{
	if (2 * s->count >= s->size)
		seen_grow(s);
	size_t slot = slot_of(s, text);
	if (s->slots[slot])
		return;
	s->slots[slot] = arena_text(s->arena, text, strlen(text));
	REQUIRE(s->slots[slot]);
	s->count++;
}

struct figure_value figure_count(const struct state *s, const struct figure *f, const struct figure_scope *scope,
				 struct arena *arena)
{
	struct figure_value out = { 0 };
	struct seen seen = { .arena = arena };
	struct figure_scan scan;
	const FigureEntryRow *row;

	figure_scan_start(&scan, s, f, scope, NULL);
	while ((row = figure_scan_next(&scan))) {
		out.rows++;
		if (f->count == FIGURE_LATEST) /* rows come by day and sequence */
			out.value = strtoull(row->detail, NULL, 10);
		else if (f->count != FIGURE_ROWS)
			seen_add(&seen, f->count == FIGURE_ITEMS ? row->item_id : row->person_id);
	}
	figure_scan_end(&scan);
	if (f->count != FIGURE_LATEST)
		out.value = f->count == FIGURE_ROWS ? out.rows : seen.count;
	return out;
}
