/* The runtime's books: due moments, answers by idempotency key, cursors of followed streams. */
#include <string.h>

#include "base/require.h"
#include "runtime/key.h"
#include "runtime/platform.h"

#define ANSWER_AGE_SIZE 16 /* recorded_at, sequence */

const struct state *tables_state(const struct tables *t)
{
	return &t->state;
}

struct arena *tables_arena(struct tables *t)
{
	return t->state.arena;
}

/* ---- due: (last_day, kind, id) -> empty; (kind, id) -> last_day ---------------------------------- */

void due_clear(struct tables *t, unsigned kind, const char *id)
{
	struct key by_id = { .size = 0 }, by_day = { .size = 0 };
	struct span last_day;

	key_number(&by_id, kind);
	key_text(&by_id, id);
	REQUIRE(!by_id.too_long);
	if (!store_get(t->txn, TABLE_DUE_BY_ID, key_span(&by_id), &last_day))
		return;
	REQUIRE(last_day.size > 0 && last_day.data[last_day.size - 1] == 0);
	key_text(&by_day, (const char *)last_day.data);
	key_number(&by_day, kind);
	key_text(&by_day, id);
	store_delete(t->txn, TABLE_DUE, key_span(&by_day));
	store_delete(t->txn, TABLE_DUE_BY_ID, key_span(&by_id));
}

void due_set(struct tables *t, unsigned kind, const char *id, const char *last_day)
{
	struct key by_id = { .size = 0 }, by_day = { .size = 0 };

	due_clear(t, kind, id);
	if (!last_day || !*last_day)
		return;
	key_number(&by_id, kind);
	key_text(&by_id, id);
	key_text(&by_day, last_day);
	key_number(&by_day, kind);
	key_text(&by_day, id);
	REQUIRE(!by_day.too_long);
	store_put(t->txn, TABLE_DUE, key_span(&by_day), (struct span){ 0 });
	store_put(t->txn, TABLE_DUE_BY_ID, key_span(&by_id), span_of(last_day, strlen(last_day) + 1));
}

bool due_next(const struct state *s, const char *today, unsigned *kind, const char **id, const char **last_day)
{
	struct store_cursor *cursor;
	struct span key, value;
	bool found = false;

	if (store_cursor_open(s->txn, TABLE_DUE, (struct span){ 0 }, (struct span){ 0 }, &cursor) != ERR_NONE)
		return false;
	if (store_cursor_next(cursor, &key, &value)) {
		const char *day = arena_copy(s->arena, key.data, key.size);
		REQUIRE(day);
		size_t day_size = strlen(day) + 1;
		found = strcmp(day, today) < 0;
		*last_day = day;
		*kind = (unsigned)key_read_number((const uint8_t *)day + day_size);
		*id = day + day_size + 8;
	}
	store_cursor_close(cursor);
	return found;
}

uint64_t due_count(const struct state *s)
{
	return store_count(s->txn, TABLE_DUE);
}

/* ---- answers: "account|key" -> RecordMeta; (recorded_at, sequence) -> key ------------------------- */

const char *answer_key(struct arena *arena, const char *account, const char *key)
{
	size_t head = strlen(account), tail = strlen(key);
	char *text = arena_alloc_raw(arena, head + 1 + tail + 1);

	if (!text)
		return NULL;
	memcpy(text, account, head);
	text[head] = '|';
	memcpy(text + head + 1, key, tail + 1);
	return text;
}

bool answer_find(const struct state *s, const char *key, struct span *fingerprint, struct span *answer)
{
	struct span value;

	if (!store_get(s->txn, TABLE_ANSWERS, span_text(key), &value))
		return false;
	const RecordMeta *meta = (const RecordMeta *)wire_unpack_own(&RecordMeta_type, value, s->arena);
	REQUIRE(meta);
	*fingerprint = span_of(meta->fingerprint.data, meta->fingerprint.len);
	*answer = span_of(meta->answer.data, meta->answer.len);
	return true;
}

/* Reads which answer is the oldest; false: there is none. */
static bool find_oldest(struct tables *t, struct key *age, struct span *key)
{
	struct store_cursor *cursor;
	struct span at, value;

	t->oldest_known = false;
	if (store_cursor_open(t->txn, TABLE_ANSWER_AGES, (struct span){ 0 }, (struct span){ 0 }, &cursor) != ERR_NONE)
		return false;
	if (store_cursor_next(cursor, &at, &value) && at.size == ANSWER_AGE_SIZE) {
		memcpy(age->bytes, at.data, at.size);
		age->size = at.size;
		*key = span_of(arena_copy(t->state.arena, value.data, value.size), value.size);
		t->oldest_known = true;
		t->oldest_answer_ms = key_read_number(at.data);
	}
	store_cursor_close(cursor);
	return t->oldest_known;
}

/* Old answers go a few at a time, by the moment of the record being applied, so that replay forgets the same ones. What
 * is remembered of the oldest only saves looking: it says what the table says. */
static void forget_answers(struct tables *t, int64_t before_ms)
{
	if (t->oldest_known && (int64_t)t->oldest_answer_ms >= before_ms)
		return;
	for (int i = 0; i < ANSWERS_FORGOTTEN_PER_RECORD; i++) {
		struct key age = { .size = 0 };
		struct span key = { 0 };

		if (!find_oldest(t, &age, &key) || (int64_t)t->oldest_answer_ms >= before_ms)
			return;
		store_delete(t->txn, TABLE_ANSWERS, key);
		store_delete(t->txn, TABLE_ANSWER_AGES, key_span(&age));
		t->oldest_known = false;
	}
}

void answer_put(struct tables *t, const RecordMeta *meta, int64_t recorded_at_ms, uint64_t sequence)
{
	struct key age = { .size = 0 };
	RecordMeta kept;
	struct span packed;

	record_meta__init(&kept);
	kept.fingerprint = meta->fingerprint;
	kept.answer = meta->answer;
	packed = wire_pack(&kept.base, t->state.arena);
	REQUIRE(packed.data);
	store_put(t->txn, TABLE_ANSWERS, span_text(meta->idempotency_key), packed);
	key_number(&age, (uint64_t)recorded_at_ms);
	key_number(&age, sequence);
	store_put(t->txn, TABLE_ANSWER_AGES, key_span(&age), span_text(meta->idempotency_key));
	if ((uint64_t)recorded_at_ms < t->oldest_answer_ms)
		t->oldest_answer_ms = (uint64_t)recorded_at_ms;
	forget_answers(t, recorded_at_ms - ANSWER_KEPT_MS);
}

/* ---- cursors ------------------------------------------------------------------------------------- */

const Position *cursor_find(const struct state *s, const char *site, const char *service)
{
	struct key k = { .size = 0 };
	struct span value;

	key_text(&k, site);
	key_text(&k, service);
	if (k.too_long || !store_get(s->txn, TABLE_CURSORS, key_span(&k), &value))
		return NULL;
	return (const Position *)wire_unpack_own(&Position_type, value, s->arena);
}

void cursor_put(struct tables *t, const Position *p)
{
	struct key k = { .size = 0 };
	struct span packed = wire_pack(&p->base, t->state.arena);

	key_text(&k, p->site);
	key_text(&k, p->service);
	REQUIRE(!k.too_long && packed.data);
	store_put(t->txn, TABLE_CURSORS, key_span(&k), packed);
}
