#include "recent_events.h"

#include <stdlib.h>
#include <string.h>

#include "base/require.h"

#define BEFORE_FIRST 64u              /* how far back it begins when the first one listens */
#define ARENA_BYTES (16u << 20)

struct recent {
	uint8_t *json;                /* NULL: no event */
	size_t size;
};

/* Holds the records from `first` on, before `next`; a record stands at its sequence modulo the room. */
struct recent_events {
	struct server *server;
	bool (*write)(struct text *t, struct server *server, const struct record *record);
	struct recent items[RECENT_EVENTS_MAX];
	uint64_t first, next;         /* equal: nothing */
	size_t bytes;
	struct journal_reader *reader; /* before `next`; NULL: to be opened */
	struct arena arena;
};

struct recent_events *recent_events_new(struct server *server, bool (*write)(struct text *t, struct server *server,
									      const struct record *record))
{
	struct recent_events *e = calloc(1, sizeof *e);

	REQUIRE(e);
	e->server = server;
	e->write = write;
	arena_init(&e->arena, ARENA_BYTES);
	return e;
}

static struct recent *item_at(struct recent_events *e, uint64_t sequence)
{
	return &e->items[sequence % RECENT_EVENTS_MAX];
}

static void drop_first(struct recent_events *e)
{
	struct recent *item = item_at(e, e->first++);

	e->bytes -= item->size;
	free(item->json);
	*item = (struct recent){ 0 };
}

void recent_events_forget(struct recent_events *e)
{
	while (e->first < e->next)
		drop_first(e);
	e->first = e->next = 0;
	if (e->reader)
		journal_reader_close(e->reader);
	e->reader = NULL;
}

void recent_events_free(struct recent_events *e)
{
	recent_events_forget(e);
	arena_fini(&e->arena);
	free(e);
}

static void take(struct recent_events *e, const struct record *record)
{
	struct recent *item;

	arena_reset(&e->arena);
	struct text t = { .arena = &e->arena };
	bool event = e->write(&t, e->server, record);

	if (e->next - e->first == RECENT_EVENTS_MAX)
		drop_first(e);
	item = item_at(e, e->next++);
	if (!event)
		return;
	item->json = malloc(t.size + 1);
	REQUIRE(item->json);
	memcpy(item->json, t.data, t.size);
	item->size = t.size;
	e->bytes += t.size;
	while (e->bytes > RECENT_EVENTS_BYTES && e->next - e->first > 1)
		drop_first(e);
}

static bool begin(struct recent_events *e, uint64_t sequence)
{
	uint64_t from = e->next;
	struct fault f = { 0 };

	if (!from || sequence - from >= RECENT_EVENTS_MAX) {
		recent_events_forget(e);
		from = sequence > BEFORE_FIRST ? sequence - BEFORE_FIRST : 1;
		e->first = e->next = from;
	}
	return e->reader || journal_reader_open(&e->reader, server_journal(e->server), from, &f) == ERR_NONE;
}

/* What cannot be read here is left to the streams, which will tell. */
void recent_events_advance(struct recent_events *e, uint64_t sequence)
{
	struct record record;
	struct fault f = { 0 };

	if (sequence < e->next)
		return;
	bool good = begin(e, sequence);

	while (good && e->next <= sequence) {
		good = journal_reader_next(e->reader, &record, &f) == ERR_NONE && record.header.sequence == e->next;
		if (good)
			take(e, &record);
	}
	if (!good)
		recent_events_forget(e);
}

bool recent_events_at(const struct recent_events *e, uint64_t sequence, struct span *json)
{
	const struct recent *item = &e->items[sequence % RECENT_EVENTS_MAX];

	if (sequence < e->first || sequence >= e->next)
		return false;
	*json = span_of(item->json, item->size);
	return true;
}
