/* What waits for the caller: his roles, his region or unit, soonest due first, what has no day last; and what of it he is reminded of
 * today. Nothing is sent anywhere: the digest is there when he asks. */
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/hex.h"
#include "read.h"
#include "reminder.h"
#include "rows.h"
#include "runtime/platform.h"
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

/* The day of the reader, and the days he is reminded on. */
struct reader_day {
	char today[ISO_DAY_SIZE];
	const char *before;
	const char *after;
};

static const char *rule_text(const struct call *c, const struct state *s, const char *rule_id, const char *today)
{
	const PolicyRow *row = policy_find(s, rule_id, c->actor->region, today);

	return row ? row->value : "";
}

static struct reader_day reader_day(const struct call *c, const struct state *s)
{
	struct reader_day day;

	iso_of_day(day_of_moment(gateway_clock_ms(c->gateway, s)), day.today);
	day.before = rule_text(c, s, "REMIND.BEFORE", day.today);
	day.after = rule_text(c, s, "REMIND.AFTER", day.today);
	return day;
}

static int days_left(const TodoRow *row, const struct reader_day *day)
{
	int32_t due = day_of_iso(row->due_on);

	return due == DAY_NONE ? 0 : (int)(due - day_of_iso(day->today));
}

static bool is_reminded(const TodoRow *row, const struct reader_day *day)
{
	return row->due_on[0] && reminder_today(day->before, day->after, days_left(row, day));
}

static TodoItem *item_of(const struct state *s, const TodoRow *row, const struct reader_day *day, struct arena *arena)
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
	out->overdue = row->due_on[0] && strcmp(row->due_on, day->today) < 0;
	out->days_left = days_left(row, day);
	out->reminded = is_reminded(row, day);
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
	struct list all = { 0 };
	struct reader_day day;
	struct place after;
	TodoPage page;
	size_t limit;

	if (!read_limit(c, &limit))
		return;
	if (behind && !read_cursor(c, &after)) {
		answer_refusal(c, REFUSAL_FIELD_MALFORMED, "after");
		return;
	}
	day = reader_day(c, s);
	collect(c, s, behind ? &after : NULL, &all);
	if (all.count)
		qsort(all.rows, all.count, sizeof *all.rows, by_place);
	todo_page__init(&page);
	page.total = all.total;
	page.items = read_must(arena_alloc(arena, (limit + 1) * sizeof *page.items));
	while (page.n_items < limit && page.n_items < all.count) {
		page.items[page.n_items] = item_of(s, all.rows[page.n_items], &day, arena);
		page.n_items++;
	}
	if (all.count > limit) {
		struct place last = place_of(all.rows[limit - 1]);
		page.next = cursor_of(arena, &last);
	}
	answer_message(c, &TodoPage_type, &page.base);
}

void read_todo_digest(struct call *c, const struct state *s)
{
	struct reader_day day = reader_day(c, s);
	struct list all = { 0 };
	TodoDigest digest;

	collect(c, s, NULL, &all);
	todo_digest__init(&digest);
	digest.account = c->actor->account;
	digest.on_day = day.today;
	digest.total = all.count;
	for (size_t i = 0; i < all.count; i++) {
		int left = days_left(all.rows[i], &day);
		bool has_day = all.rows[i]->due_on[0];
		digest.without_day += !has_day;
		digest.overdue += has_day && left < 0;
		digest.due_today += has_day && left == 0;
		digest.later += has_day && left > 0;
		digest.reminded += is_reminded(all.rows[i], &day);
	}
	answer_message(c, &TodoDigest_type, &digest.base);
}
