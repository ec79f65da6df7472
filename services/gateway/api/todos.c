/* What waits for the caller: his roles, his region or unit, soonest due first, what has no day last. */
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/hex.h"
#include "read.h"
#include "rows.h"
#include "session/roles.h"

#define NO_DAY "~" /* stands behind every day */
#define CURSOR_PARTS 3

/* Where a to-do stands in the list; the cursor is the same three parts. */
struct place {
	const char *due_on;
	const char *kind;
	const char *matter_id;
};

static struct place place_of(const TodoRow *row)
{
	return (struct place){ row->due_on[0] ? row->due_on : NO_DAY, row->kind, row->matter_id };
}

static int compare(const struct place *a, const struct place *b)
{
	int order = strcmp(a->due_on, b->due_on);

	order = order ? order : strcmp(a->kind, b->kind);
	return order ? order : strcmp(a->matter_id, b->matter_id);
}

static int by_place(const void *a, const void *b)
{
	struct place left = place_of(*(const TodoRow *const *)a), right = place_of(*(const TodoRow *const *)b);

	return compare(&left, &right);
}

/* "2026-05-01|talk|t-1", as hex digits: ids may hold any character. */
static const char *cursor_of(struct arena *arena, const struct place *last)
{
	const char *text = read_must(arena_format(arena, "%s|%s|%s", last->due_on, last->kind, last->matter_id));
	char *hex = read_must(arena_alloc(arena, 2 * strlen(text) + 1));

	hex_encode((const uint8_t *)text, strlen(text), hex);
	return hex;
}

static bool read_cursor(struct call *c, struct place *out)
{
	const char *given = parameter(c, "after"), *parts[CURSOR_PARTS], *after;
	size_t bytes = strlen(given) / 2;
	char *text = read_must(arena_alloc(http_arena(c->http), bytes + 1));

	if (!hex_decode(given, (uint8_t *)text, bytes) || strlen(text) != bytes)
		return false;
	after = text;

	for (size_t i = 0; i < CURSOR_PARTS; i++) {
		size_t size = i + 1 < CURSOR_PARTS ? strcspn(after, "|") : strlen(after);
		if (size == 0 || (i + 1 < CURSOR_PARTS && after[size] != '|'))
			return false;
		parts[i] = read_must(arena_text(http_arena(c->http), after, size));
		after += size + (i + 1 < CURSOR_PARTS);
	}
	*out = (struct place){ parts[0], parts[1], parts[2] };
	return true;
}

/* A unit's people see their unit's matters, everybody else those of his region. */
static bool is_callers(const struct call *c, const struct state *s, const TodoRow *row)
{
	const CadreRow *cadre;

	if (strncmp(row->role, "unit.", 5) != 0)
		return strcmp(row->region, c->actor->region) == 0;
	if (!c->actor->unit_id[0])
		return false;
	if (strcmp(row->subject, c->actor->unit_id) == 0)
		return true;
	cadre = cadre_find(s, row->subject);
	return cadre && strcmp(cadre->unit_id, c->actor->unit_id) == 0;
}

struct list {
	const TodoRow **rows;
	size_t count;
	size_t room;
	size_t total;                  /* those before the cursor, too */
};

static void add(struct list *l, const TodoRow *row, struct arena *arena)
{
	if (l->count == l->room) {
		size_t room = l->room ? 2 * l->room : READ_PAGE_DEFAULT;
		const TodoRow **grown = read_must(arena_alloc(arena, room * sizeof *grown));
		if (l->count)
			memcpy(grown, l->rows, l->count * sizeof *grown);
		l->rows = grown;
		l->room = room;
	}
	l->rows[l->count++] = row;
}

static TodoItem *item_of(const struct state *s, const TodoRow *row, const char *today, struct arena *arena)
{
	TodoItem *out = read_must(arena_alloc(arena, sizeof *out));
	const CadreRow *cadre = cadre_find(s, row->subject);
	const UnitRow *unit = cadre ? NULL : unit_find(s, row->subject);
	const struct role *role = role_find(row->role);

	todo_item__init(out);
	out->kind = row->kind;
	out->matter_id = row->matter_id;
	out->due_on = row->due_on;
	out->role = row->role;
	out->role_zh = role ? role->zh : row->role;
	out->zh = row->zh;
	out->subject = row->subject;
	out->subject_name = cadre ? cadre->name : unit ? unit->name : "";
	out->subject_kind = cadre ? "cadre" : unit ? "unit" : "matter";
	out->region = row->region;
	out->opened_on = row->opened_on;
	out->event_id = row->event_id;
	out->overdue = row->due_on[0] && strcmp(row->due_on, today) < 0;
	return out;
}

static void collect(const struct call *c, const struct state *s, const struct place *after, struct list *all)
{
	const TodoRow *row;

	for (size_t i = 0; i < c->actor->n_roles; i++) {
		struct row_scan scan = todo_by_role(s, c->actor->roles[i]);
		while ((row = todo_next(&scan))) {
			struct place at = place_of(row);
			if (!is_callers(c, s, row))
				continue;
			all->total++;
			if (!after || compare(&at, after) > 0)
				add(all, row, http_arena(c->http));
		}
	}
}

void read_todos(struct call *c, const struct state *s)
{
	struct arena *arena = http_arena(c->http);
	bool behind = parameter(c, "after")[0] != '\0';
	char today[ISO_DAY_SIZE];
	struct list all = { 0 };
	struct place after;
	TodoPage page;
	size_t limit;

	if (!read_limit(c, &limit))
		return;
	if (behind && !read_cursor(c, &after)) {
		answer_refusal(c, REFUSAL_FIELD_MALFORMED, "after");
		return;
	}
	iso_of_day(day_of_moment(gateway_clock_ms(c->gateway, s)), today);
	collect(c, s, behind ? &after : NULL, &all);
	if (all.count)
		qsort(all.rows, all.count, sizeof *all.rows, by_place);
	todo_page__init(&page);
	page.total = all.total;
	page.items = read_must(arena_alloc(arena, (limit + 1) * sizeof *page.items));
	while (page.n_items < limit && page.n_items < all.count) {
		page.items[page.n_items] = item_of(s, all.rows[page.n_items], today, arena);
		page.n_items++;
	}
	if (all.count > limit) {
		struct place last = place_of(all.rows[limit - 1]);
		page.next = cursor_of(arena, &last);
	}
	answer_message(c, &TodoPage_type, &page.base);
}
