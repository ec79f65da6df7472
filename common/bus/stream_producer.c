#include "bus/stream_producer.h"

#include <stdio.h>
#include <string.h>

#include "base/crash_point.h"
#include "base/require.h"
#include "bus/stream_check.h"

void producer_session_init(struct producer_session *s, const struct producer_feed *feed, const char *principal,
			   enum err (*send)(void *context, const StreamMessage *message), void *send_context)
{
	*s = (struct producer_session){ .feed = feed, .send = send, .send_context = send_context };
	(void)snprintf(s->principal, sizeof(s->principal), "%s", principal);
}

static void reader_drop(struct producer_session *s)
{
	if (s->reader)
		journal_reader_close(s->reader);
	s->reader = NULL;
	s->held = false;
}

void producer_session_fini(struct producer_session *s)
{
	reader_drop(s);
	s->state = PRODUCER_ENDED;
}

/* ---- sending */

static enum err say(struct producer_session *s, const StreamMessage *m)
{
	enum err e = s->send(s->send_context, m);

	if (e != ERR_NONE && e != ERR_AGAIN)
		producer_session_fini(s);
	return e;
}

static StreamMessage message_of(StreamMessage__KindCase kind)
{
	StreamMessage m;

	stream_message__init(&m);
	m.kind_case = kind;
	return m;
}

void producer_session_end(struct producer_session *s, const char *reason, uint32_t retry_after_ms)
{
	StreamMessage m = message_of(STREAM_MESSAGE__KIND_GOODBYE);
	StreamGoodbye goodbye;
	char text[STREAM_REASON_MAX];

	stream_reason(text, reason);
	stream_goodbye__init(&goodbye);
	goodbye.reason = text;
	goodbye.retry_after_ms = retry_after_ms;
	m.goodbye = &goodbye;
	if (s->state != PRODUCER_ENDED)
		(void)say(s, &m);
	producer_session_fini(s);
}

static void refuse(struct producer_session *s, StreamResetReason reason, const char *text)
{
	StreamMessage m = message_of(STREAM_MESSAGE__KIND_RESET);
	StreamReset reset;
	char clipped[STREAM_REASON_MAX];

	stream_reason(clipped, text);
	stream_reset__init(&reset);
	reset.reason = reason;
	reset.text = clipped;
	m.reset = &reset;
	(void)say(s, &m);
	producer_session_fini(s);
}

static void welcome(struct producer_session *s, int64_t now_ms)
{
	StreamMessage m = message_of(STREAM_MESSAGE__KIND_WELCOME);
	StreamWelcome body;

	stream_welcome__init(&body);
	body.epoch = s->feed->tail.epoch;
	body.first_sequence = s->feed->tail.first_sequence;
	body.tail_sequence = s->feed->tail.sequence;
	body.site = s->feed->site;
	body.service = s->feed->service;
	m.welcome = &body;
	s->state = PRODUCER_OPEN;
	s->sent_at_ms = now_ms;
	CRASH_POINT("stream.welcome.ready");
	if (say(s, &m) != ERR_NONE)
		producer_session_fini(s); /* it will say hello again */
}

/* ---- reading */

static bool shown_to(const struct producer_session *s, const struct record *r)
{
	const struct producer_feed *feed = s->feed;

	if (r->header.payload_size == 0)
		return true; /* markers and epochs: nothing to withhold */
	return r->header.data_class < BUS_DATA_CLASS_CONFIDENTIAL && feed->may_see(feed->context, s->principal, r);
}

/* Makes sure the record behind `sent` is at hand; false at the tail or when the session ended over it. */
static bool read_ahead(struct producer_session *s)
{
	struct fault f = { 0 };
	enum err e = ERR_NONE;

	if (s->held)
		return true;
	if (s->sent >= s->feed->tail.sequence)
		return false;
	if (!s->reader)
		e = journal_reader_open(&s->reader, s->feed->journal, s->sent + 1, &f);
	if (e == ERR_NOT_FOUND || e == ERR_CONFLICT) {
		refuse(s, STREAM_RESET_REASON__STREAM_RESET_REASON_TRIMMED, f.text);
		return false;
	}
	if (e == ERR_NONE)
		e = journal_reader_next(s->reader, &s->next, &f);
	if (e == ERR_CORRUPT && s->feed->damaged)
		s->feed->damaged(s->feed->context, f.text);
	if (e != ERR_NONE) {
		producer_session_end(s, f.code == ERR_NONE ? err_text(e) : f.text, BUS_BACKOFF_MAX_MS);
		return false;
	}
	REQUIRE(s->next.header.sequence == s->sent + 1);
	s->next_withheld = !shown_to(s, &s->next);
	s->held = true;
	return true;
}

/* ---- hello */

static bool cursor_well_formed(const Position *cursor)
{
	return cursor && (cursor->hash.len == JOURNAL_HASH_SIZE || (cursor->hash.len == 0 && cursor->sequence == 0));
}

static bool same_hash(const Position *cursor, const uint8_t hash[JOURNAL_HASH_SIZE])
{
	static const uint8_t none[JOURNAL_HASH_SIZE];

	return memcmp(cursor->hash.len ? cursor->hash.data : none, hash, JOURNAL_HASH_SIZE) == 0;
}

/* Does the follower stand on our chain? The record behind its cursor names the hash of the one at it, so that even the
 * last trimmed record can be compared. A higher epoch than the cursor's is no fork when the hash is the same. */
static bool cursor_fits(struct producer_session *s, const Position *cursor)
{
	const struct journal_tail *tail = &s->feed->tail;

	if (cursor->sequence > tail->sequence || cursor->epoch > tail->epoch) {
		refuse(s, STREAM_RESET_REASON__STREAM_RESET_REASON_FORK, "the cursor is ahead of the stream");
		return false;
	}
	if (tail->first_sequence != 0 && cursor->sequence + 1 < tail->first_sequence) {
		refuse(s, STREAM_RESET_REASON__STREAM_RESET_REASON_TRIMMED, "the records behind the cursor are gone");
		return false;
	}
	s->sent = cursor->sequence;
	bool at_tail = cursor->sequence == tail->sequence;
	if (!at_tail && !read_ahead(s))
		return false;
	if (same_hash(cursor, at_tail ? tail->hash : s->next.header.previous_hash))
		return true;
	refuse(s, STREAM_RESET_REASON__STREAM_RESET_REASON_FORK, "the cursor's hash is not the stream's");
	return false;
}

static uint32_t at_most(uint64_t value, uint32_t limit)
{
	return value < limit ? (uint32_t)value : limit;
}

static void on_hello(struct producer_session *s, const StreamMessage *m, int64_t now_ms)
{
	const StreamHello *hello = m->hello;
	size_t size = strlen(hello->consumer);

	if (hello->protocol != BUS_STREAM_PROTOCOL) {
		producer_session_end(s, "this stream speaks protocol 1", BUS_BACKOFF_MAX_MS);
		return;
	}
	if (size == 0 || size >= sizeof(s->consumer) || !cursor_well_formed(hello->cursor)) {
		producer_session_end(s, "malformed hello", BUS_BACKOFF_MAX_MS);
		return;
	}
	if (!s->feed->may_follow(s->feed->context, s->principal)) {
		refuse(s, STREAM_RESET_REASON__STREAM_RESET_REASON_NOT_ALLOWED, "this key may not follow this stream");
		return;
	}
	reader_drop(s);
	s->durable_known = false; /* its first acknowledgement tells */
	memcpy(s->consumer, hello->consumer, size + 1);
	if (!cursor_fits(s, hello->cursor))
		return;
	s->credit_records = at_most(hello->credit_records, BUS_CREDIT_RECORDS);
	s->credit_bytes = at_most(hello->credit_bytes, BUS_CREDIT_BYTES);
	welcome(s, now_ms);
}

static void on_ack(struct producer_session *s, const StreamMessage *m, int64_t now_ms)
{
	const StreamAck *ack = m->ack;

	(void)now_ms;
	if (ack->durable_sequence > s->sent) {
		producer_session_end(s, "acknowledged what was never sent", BUS_BACKOFF_MAX_MS);
		return;
	}
	if (!s->durable_known || ack->durable_sequence > s->durable)
		s->durable = ack->durable_sequence;
	s->durable_known = true;
	CRASH_POINT("stream.ack.received");
	s->credit_records = at_most((uint64_t)s->credit_records + ack->credit_records, BUS_CREDIT_RECORDS);
	s->credit_bytes = at_most((uint64_t)s->credit_bytes + ack->credit_bytes, BUS_CREDIT_BYTES);
}

static void on_goodbye(struct producer_session *s, const StreamMessage *m, int64_t now_ms)
{
	(void)m;
	(void)now_ms;
	producer_session_fini(s);
}

/* ---- messages */

typedef void producer_handler(struct producer_session *s, const StreamMessage *m, int64_t now_ms);

#define KINDS (STREAM_MESSAGE__KIND_GOODBYE + 1)
/* What is not here ends the session. */
static producer_handler *const handlers[PRODUCER_STATES][KINDS] = {
	[PRODUCER_NEW] = {
		[STREAM_MESSAGE__KIND_HELLO] = on_hello,
		[STREAM_MESSAGE__KIND_GOODBYE] = on_goodbye,
	},
	[PRODUCER_OPEN] = {
		[STREAM_MESSAGE__KIND_HELLO] = on_hello,
		[STREAM_MESSAGE__KIND_ACK] = on_ack,
		[STREAM_MESSAGE__KIND_GOODBYE] = on_goodbye,
	},
};

void producer_session_on_message(struct producer_session *s, const StreamMessage *m, int64_t now_ms)
{
	if (s->state == PRODUCER_ENDED)
		return;
	producer_handler *handler = (unsigned)m->kind_case < KINDS ? handlers[s->state][m->kind_case] : NULL;

	if (handler)
		handler(s, m, now_ms);
	else
		producer_session_end(s, s->state == PRODUCER_NEW ? "say hello first" : "unexpected message", 0);
}

void producer_session_on_tick(struct producer_session *s, int64_t now_ms)
{
	StreamMessage m = message_of(STREAM_MESSAGE__KIND_TAIL);
	StreamTail tail;

	if (s->state != PRODUCER_OPEN || now_ms - s->sent_at_ms < BUS_HEARTBEAT_MS)
		return;
	stream_tail__init(&tail);
	tail.tail_sequence = s->feed->tail.sequence;
	tail.epoch = s->feed->tail.epoch;
	m.tail = &tail;
	if (say(s, &m) == ERR_NONE)
		s->sent_at_ms = now_ms;
}

/* ---- records */

struct batch {
	StreamRecords body;
	StreamRecord items[BUS_STREAM_BATCH_RECORDS];
	StreamRecord *pointers[BUS_STREAM_BATCH_RECORDS];
	size_t bytes;
};

static bool affordable(const struct producer_session *s, uint32_t cost)
{
	if (s->credit_records == 0 || s->credit_bytes == 0)
		return false;
	return cost <= s->credit_bytes || (s->durable_known && s->durable >= s->sent);
}

static uint32_t cost_of_next(const struct producer_session *s)
{
	return stream_record_cost(s->next_withheld ? 0 : s->next.payload.size);
}

bool producer_session_ready(const struct producer_session *s)
{
	if (s->state != PRODUCER_OPEN || s->sent >= s->feed->tail.sequence)
		return false;
	return affordable(s, s->held ? cost_of_next(s) : stream_record_cost(0));
}

/* Takes the record read ahead into the batch. Its bytes are copied: they live only until the next is read. */
static void batch_add(struct producer_session *s, struct batch *b, uint32_t cost, struct arena *arena)
{
	StreamRecord *item = &b->items[b->body.n_records];
	uint8_t *header = arena_alloc(arena, RECORD_HEADER_SIZE);

	REQUIRE(header != NULL);
	stream_record__init(item);
	record_header_encode(&s->next.header, header);
	item->header = (ProtobufCBinaryData){ .len = RECORD_HEADER_SIZE, .data = header };
	item->withheld = s->next_withheld;
	if (!s->next_withheld && s->next.payload.size > 0) {
		item->payload.len = s->next.payload.size;
		item->payload.data = arena_copy(arena, s->next.payload.data, s->next.payload.size);
		REQUIRE(item->payload.data != NULL);
	}
	b->pointers[b->body.n_records++] = item;
	b->bytes += cost;
	s->credit_records--;
	s->credit_bytes -= at_most(cost, s->credit_bytes);
	s->sent++;
	s->held = false;
}

static void batch_fill(struct producer_session *s, struct batch *b, struct arena *arena)
{
	while (b->body.n_records < BUS_STREAM_BATCH_RECORDS && read_ahead(s)) {
		uint32_t cost = cost_of_next(s);
		bool alone = b->body.n_records == 0;

		if (!affordable(s, cost) || (!alone && b->bytes + cost > BUS_STREAM_BATCH_BYTES))
			return;
		batch_add(s, b, cost, arena);
	}
}

/* One batch; false when there was nothing to send or it could not be sent. */
static bool send_batch(struct producer_session *s, int64_t now_ms, struct arena *arena)
{
	StreamMessage m = message_of(STREAM_MESSAGE__KIND_RECORDS);
	uint64_t sent_before = s->sent;
	uint32_t records_before = s->credit_records, bytes_before = s->credit_bytes;

	arena_reset(arena);
	struct batch *b = arena_alloc(arena, sizeof(*b));
	REQUIRE(b != NULL);
	stream_records__init(&b->body);
	b->body.records = b->pointers;
	batch_fill(s, b, arena);
	if (b->body.n_records == 0 || s->state == PRODUCER_ENDED)
		return false;
	b->body.tail_sequence = s->feed->tail.sequence;
	m.records = &b->body;
	CRASH_POINT("stream.records.read");
	enum err e = say(s, &m);
	CRASH_POINT("stream.records.sent");
	if (e == ERR_AGAIN) { /* read them again later */
		reader_drop(s);
		s->sent = sent_before;
		s->credit_records = records_before;
		s->credit_bytes = bytes_before;
	}
	if (e != ERR_NONE)
		return false;
	s->sent_at_ms = now_ms;
	s->records_sent += b->body.n_records;
	return true;
}

bool producer_session_pump(struct producer_session *s, int64_t now_ms, struct arena *arena)
{
	for (int i = 0; i < BUS_STREAM_BATCHES_PER_TURN; i++)
		if (!producer_session_ready(s) || !send_batch(s, now_ms, arena))
			return false;
	return producer_session_ready(s);
}
