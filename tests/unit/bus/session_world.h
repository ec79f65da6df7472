/* A producer session and a follower session without sockets, loop and clock, with a line between them that can lose,
 * double, tamper with or hold back messages. Messages are packed and unpacked on the way. */
#ifndef DANDANG_TESTS_BUS_SESSION_WORLD_H
#define DANDANG_TESTS_BUS_SESSION_WORLD_H

#include "base/arena.h"
#include "bus/stream_check.h"
#include "bus/stream_follower.h"
#include "bus/stream_producer.h"
#include "stream_fixture.h"
#include "wire/wire.h"

#define QUEUE 4096

struct queue {
	struct span items[QUEUE];
	size_t head, tail;
};

struct world {
	struct room room;
	struct journal *journal;
	struct producer_feed feed;
	struct producer_session producer;
	struct follower_session follower;
	struct queue to_producer, to_follower;
	struct arena arena, batch, packed;
	int64_t now_ms;
	bool line_down, full;          /* no connection; or no room for anything at the producer's side */
	bool connected;
	unsigned connects;
	bool may_follow;
	uint8_t sees_below;            /* classes below this */
	/* what the follower saw */
	uint64_t next, records, withheld, payload_bytes;
	uint64_t poison;               /* sequence refused by on_record */
	bool auto_durable;
	bool durable_within;           /* from within on_record */
	bool resume_within;
	enum bus_follow_state state;
	unsigned states;
	char reason[128];
	/* tampering, called on every message to the follower; false drops it */
	bool (*tamper)(struct world *w, StreamMessage *m);
	uint64_t tamper_at;
	unsigned tampered;
};

static inline void put(struct queue *q, struct span bytes)
{
	uint8_t *copy = malloc(bytes.size + 1);

	REQUIRE(copy && q->tail - q->head < QUEUE);
	memcpy(copy, bytes.data, bytes.size);
	q->items[q->tail++ % QUEUE] = span_of(copy, bytes.size);
}

static inline StreamMessage *take(struct world *w, struct queue *q)
{
	struct wire_result result = { 0 };

	if (q->head == q->tail)
		return NULL;
	struct span bytes = q->items[q->head++ % QUEUE];
	arena_reset(&w->arena);
	ProtobufCMessage *m = wire_unpack(&StreamMessage_type, bytes, BUS_STREAM_BYTES_MAX, true, &w->arena, &result);
	CHECK(m != NULL);
	free((void *)(uintptr_t)bytes.data);
	return (StreamMessage *)m;
}

static inline void empty(struct queue *q)
{
	while (q->head < q->tail)
		free((void *)(uintptr_t)q->items[q->head++ % QUEUE].data);
}

static inline void pack_into(struct world *w, struct queue *q, const StreamMessage *m)
{
	arena_reset(&w->packed);
	put(q, wire_pack(&m->base, &w->packed));
}

static inline enum err producer_send(void *context, const StreamMessage *m)
{
	struct world *w = context;

	if (w->full)
		return ERR_AGAIN;
	if (!w->connected)
		return ERR_NOT_FOUND;
	pack_into(w, &w->to_follower, m);
	return ERR_NONE;
}

static inline bool may_follow(void *context, const char *principal)
{
	struct world *w = context;

	return w->may_follow && strcmp(principal, "gateway") == 0;
}

static inline bool may_see(void *context, const char *principal, const struct record *record)
{
	struct world *w = context;

	(void)principal;
	return record->header.data_class < w->sees_below && record->header.kind != RECORD_ADOPTED;
}

static inline void fresh_producer(struct world *w)
{
	producer_session_fini(&w->producer);
	producer_session_init(&w->producer, &w->feed, "gateway", producer_send, w);
}

static inline bool io_connect(void *context)
{
	struct world *w = context;

	if (w->line_down)
		return false;
	w->connected = true;
	w->connects++;
	empty(&w->to_producer);
	empty(&w->to_follower);
	fresh_producer(w);
	return true;
}

static inline void io_disconnect(void *context)
{
	struct world *w = context;

	w->connected = false;
	empty(&w->to_follower);
}

static inline bool io_send(void *context, const StreamMessage *m)
{
	struct world *w = context;

	if (w->line_down || !w->connected)
		return false;
	pack_into(w, &w->to_producer, m);
	return true;
}

static inline bool on_record(void *context, const struct record *record, const uint8_t header_bytes[RECORD_HEADER_SIZE])
{
	struct world *w = context;
	uint8_t encoded[RECORD_HEADER_SIZE];
	uint64_t sequence = record->header.sequence;

	record_header_encode(&record->header, encoded);
	CHECK(memcmp(encoded, header_bytes, RECORD_HEADER_SIZE) == 0);
	CHECK_INT(record->meta.size, 0);
	CHECK(sequence == w->next);
	if (w->resume_within) {
		w->resume_within = false;
		struct bus_cursor back = cursor_at(w->journal, sequence - 1);
		follower_session_resume(&w->follower, &back, w->now_ms);
		return false;
	}
	if (sequence == w->poison)
		return false;
	w->next = sequence + 1;
	w->records++;
	w->withheld += record->withheld;
	w->payload_bytes += record->payload.size;
	if (w->durable_within)
		follower_session_durable(&w->follower, sequence);
	return true;
}

static inline void on_state(void *context, enum bus_follow_state state, const char *reason)
{
	struct world *w = context;

	w->state = state;
	w->states++;
	snprintf(w->reason, sizeof w->reason, "%s", reason);
}

static inline void follow_from(struct world *w, struct bus_cursor cursor)
{
	const struct follower_io io = { .connect = io_connect, .disconnect = io_disconnect, .send = io_send,
					.context = w, .on_record = on_record, .on_state = on_state,
					.user_context = w };

	w->next = cursor.sequence + 1;
	follower_session_init(&w->follower, &io, "440500/gateway", &cursor, 42, w->now_ms);
}

static inline void world_open(struct world *w, uint64_t records)
{
	*w = (struct world){ .may_follow = true, .sees_below = 4, .auto_durable = true, .now_ms = 1000 };
	room_open(&w->room);
	arena_init(&w->arena, BUS_STREAM_ARENA_BYTES);
	arena_init(&w->batch, BUS_STREAM_ARENA_BYTES);
	arena_init(&w->packed, BUS_STREAM_ARENA_BYTES);
	w->journal = journal_in(&w->room, "journal", 0);
	append_many(w->journal, "event", records);
	w->feed = (struct producer_feed){ .journal = w->journal, .tail = journal_tail(w->journal), .site = "440500",
					  .service = "training", .may_follow = may_follow, .may_see = may_see,
					  .context = w };
	producer_session_init(&w->producer, &w->feed, "gateway", producer_send, w);
	follow_from(w, (struct bus_cursor){ 0 });
}

static inline void world_close(struct world *w)
{
	producer_session_fini(&w->producer);
	empty(&w->to_producer);
	empty(&w->to_follower);
	arena_fini(&w->arena);
	arena_fini(&w->batch);
	arena_fini(&w->packed);
	journal_close(w->journal);
	room_close(&w->room);
}

static inline void to_follower(struct world *w)
{
	StreamMessage *m = take(w, &w->to_follower);

	if (m && (!w->tamper || w->tamper(w, m)))
		follower_session_on_message(&w->follower, m, w->now_ms);
}

/* One turn of both sides. */
static inline void step(struct world *w)
{
	StreamMessage *m;

	follower_session_on_tick(&w->follower, w->now_ms);
	if (w->connected && !w->line_down)
		follower_session_on_writable(&w->follower, w->now_ms);
	while ((m = take(w, &w->to_producer)) != NULL)
		producer_session_on_message(&w->producer, m, w->now_ms);
	producer_session_on_tick(&w->producer, w->now_ms);
	(void)producer_session_pump(&w->producer, w->now_ms, &w->batch);
	while (w->to_follower.head < w->to_follower.tail)
		to_follower(w);
	if (w->auto_durable)
		follower_session_durable(&w->follower, w->follower.cursor.sequence);
}

static inline void steps(struct world *w, int count, int64_t each_ms)
{
	for (int i = 0; i < count; i++) {
		step(w);
		w->now_ms += each_ms;
	}
}

static inline StreamMessage message(StreamMessage__KindCase kind)
{
	StreamMessage m;

	stream_message__init(&m);
	m.kind_case = kind;
	return m;
}

static inline void greet(struct world *w, uint32_t records, uint32_t bytes, Position *cursor)
{
	StreamMessage m = message(STREAM_MESSAGE__KIND_HELLO);
	StreamHello hello;

	stream_hello__init(&hello);
	hello.protocol = BUS_STREAM_PROTOCOL;
	hello.consumer = "x";
	hello.cursor = cursor;
	hello.credit_records = records;
	hello.credit_bytes = bytes;
	m.hello = &hello;
	w->connected = true;
	producer_session_on_message(&w->producer, &m, w->now_ms);
}

/* Is the last thing the producer said of this kind? */
static inline bool last_is(struct world *w, StreamMessage__KindCase kind)
{
	StreamMessage *m = NULL, *next;

	while ((next = take(w, &w->to_follower)) != NULL)
		m = next;
	return m && m->kind_case == kind;
}

static inline void acknowledge(struct world *w, uint64_t durable, uint32_t records, uint32_t bytes)
{
	StreamMessage m = message(STREAM_MESSAGE__KIND_ACK);
	StreamAck ack;

	stream_ack__init(&ack);
	ack.durable_sequence = durable;
	ack.credit_records = records;
	ack.credit_bytes = bytes;
	m.ack = &ack;
	producer_session_on_message(&w->producer, &m, w->now_ms);
}

#endif
