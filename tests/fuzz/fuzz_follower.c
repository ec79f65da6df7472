/* A follower of a hostile producer, without sockets and clock. The input is what happens to it: messages well and badly
 * made, lines that break, time that passes, a user that refuses or starts again. Records come out in order, chained and
 * whole, and never more of them are outstanding than credit allows. */
#include "base/bytes.h"
#include "bus/stream_check.h"
#include "bus/stream_follower.h"
#include "fuzz.h"
#include "wire/wire.h"

#define CHAIN 1200
#define LARGE_BYTES ((size_t)240 << 10)
#define RUN_MAX 200               /* records in one message of ours */
#define STEPS_MAX 400

/* ---- a good stream to begin with: header n-1 is record n's */

static struct chain_record {
	uint8_t header[RECORD_HEADER_SIZE];
	uint8_t hash[JOURNAL_HASH_SIZE];
	uint64_t epoch;
	struct span payload;
} chain[CHAIN];
static uint8_t large[LARGE_BYTES];
static char texts[CHAIN][16];

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	uint8_t previous[JOURNAL_HASH_SIZE] = { 0 };
	uint64_t epoch = 1;

	(void)argc;
	(void)argv;
	for (size_t i = 0; i < CHAIN; i++) {
		struct chain_record *c = &chain[i];
		bool bump = i % 300 == 299, big = i % 40 == 39;

		(void)snprintf(texts[i], sizeof texts[i], "event %zu", i + 1);
		c->payload = bump ? (struct span){ 0 } : big ? span_of(large, LARGE_BYTES) : span_text(texts[i]);
		c->epoch = epoch += bump;
		struct record_header h = { .sequence = i + 1, .epoch = epoch, .recorded_at_ms = 1, .data_class = (uint8_t)(i % 6),
					   .kind = bump ? RECORD_EPOCH : RECORD_EVENT, .payload_size = (uint32_t)c->payload.size };
		memcpy(h.previous_hash, previous, JOURNAL_HASH_SIZE);
		journal_sha256(c->payload, h.payload_hash);
		record_header_encode(&h, c->header);
		record_header_hash(c->header, c->hash);
		memcpy(previous, c->hash, JOURNAL_HASH_SIZE);
	}
	return 0;
}

static struct bus_cursor cursor_at(uint64_t sequence)
{
	struct bus_cursor cursor = { .sequence = sequence };

	if (sequence > 0) {
		cursor.epoch = chain[sequence - 1].epoch;
		memcpy(cursor.hash, chain[sequence - 1].hash, JOURNAL_HASH_SIZE);
	}
	return cursor;
}

/* ---- the world around the session */

struct world {
	struct follower_session session;
	struct arena in, line, packed;
	int64_t now_ms;
	bool connected, line_down, full, halted;
	struct bus_cursor last;        /* of the record handed on last */
	uint64_t poison;               /* refused */
	bool durable_within, resume_within;
};

static bool io_connect(void *context)
{
	struct world *w = context;

	PROPERTY(!w->connected && !w->halted);
	w->connected = !w->line_down;
	return w->connected;
}

static void io_disconnect(void *context)
{
	struct world *w = context;

	PROPERTY(w->connected);
	w->connected = false;
}

/* What it says, its producer must understand. */
static bool io_send(void *context, const StreamMessage *m)
{
	struct world *w = context;
	struct wire_result result;

	PROPERTY(w->connected);
	arena_reset(&w->packed);
	struct span packed = wire_pack(&m->base, &w->packed);
	ProtobufCMessage *read = wire_unpack(&StreamMessage_type, packed, BUS_STREAM_BYTES_MAX, true, &w->packed, &result);

	PROPERTY(read);
	if (m->kind_case == STREAM_MESSAGE__KIND_HELLO) {
		PROPERTY(m->hello->credit_records <= BUS_CREDIT_RECORDS && m->hello->credit_bytes <= BUS_CREDIT_BYTES);
		PROPERTY(m->hello->cursor->sequence == w->session.cursor.sequence);
	}
	if (m->kind_case == STREAM_MESSAGE__KIND_ACK)
		PROPERTY(m->ack->durable_sequence <= w->session.cursor.sequence);
	return !w->full;
}

static void resume(struct world *w, uint64_t sequence)
{
	struct bus_cursor cursor = cursor_at(sequence % (CHAIN + 1));

	w->last = cursor;
	w->halted = false;
	follower_session_resume(&w->session, &cursor, w->now_ms);
}

static bool on_record(void *context, const struct record *r, const uint8_t header_bytes[RECORD_HEADER_SIZE])
{
	struct world *w = context;
	uint8_t encoded[RECORD_HEADER_SIZE];

	PROPERTY(!w->halted && r->header.sequence == w->last.sequence + 1 && r->header.epoch >= w->last.epoch);
	PROPERTY(memcmp(r->header.previous_hash, w->last.hash, JOURNAL_HASH_SIZE) == 0);
	record_header_encode(&r->header, encoded);
	PROPERTY(memcmp(encoded, header_bytes, RECORD_HEADER_SIZE) == 0 && r->meta.size == 0);
	PROPERTY(r->withheld ? r->payload.size == 0 : record_payload_matches(&r->header, r->payload));
	PROPERTY(w->session.outstanding_records <= BUS_CREDIT_RECORDS && w->session.outstanding_bytes <= BUS_CREDIT_BYTES);
	if (w->resume_within) {
		w->resume_within = false;
		resume(w, r->header.sequence - 1);
		return false;
	}
	if (r->header.sequence == w->poison)
		return false;
	w->last.sequence = r->header.sequence;
	w->last.epoch = r->header.epoch;
	record_header_hash(header_bytes, w->last.hash);
	if (w->durable_within)
		follower_session_durable(&w->session, r->header.sequence);
	return true;
}

static void on_state(void *context, enum bus_follow_state state, const char *reason)
{
	struct world *w = context;

	PROPERTY(reason);
	w->halted = state == BUS_BLOCKED || state == BUS_FORKED || state == BUS_TRIMMED;
}

static void holds(struct world *w)
{
	const struct follower_session *s = &w->session;
	uint64_t bytes = 0;
	int64_t wait_ms = follower_session_wait_ms(s, w->now_ms);

	PROPERTY(s->cursor.sequence == w->last.sequence && memcmp(s->cursor.hash, w->last.hash, JOURNAL_HASH_SIZE) == 0);
	PROPERTY(s->durable <= s->cursor.sequence && s->cursor.sequence - s->durable == s->outstanding_records);
	PROPERTY(s->outstanding_records <= BUS_CREDIT_RECORDS && s->outstanding_bytes <= BUS_CREDIT_BYTES);
	for (uint64_t n = s->durable + 1; n <= s->cursor.sequence; n++)
		bytes += s->costs[n % BUS_CREDIT_RECORDS];
	PROPERTY(bytes == s->outstanding_bytes);
	PROPERTY(wait_ms >= 0 && wait_ms <= BUS_HEARTBEAT_MS);
	PROPERTY(w->connected == (s->phase == FOLLOWER_CONNECT || s->phase == FOLLOWER_HELLO || s->phase == FOLLOWER_STREAM));
	PROPERTY((s->phase == FOLLOWER_HALT) == w->halted);
	PROPERTY(s->state != BUS_STREAMING || s->phase == FOLLOWER_STREAM || s->phase == FOLLOWER_CONNECT || s->phase == FOLLOWER_HELLO);
}

/* ---- messages to it */

/* Bytes as they come off the line. */
static void deliver_bytes(struct world *w, struct span bytes)
{
	struct wire_result result;

	if (!w->connected)
		return;
	arena_reset(&w->in);
	ProtobufCMessage *m = wire_unpack(&StreamMessage_type, bytes, BUS_STREAM_BYTES_MAX, true, &w->in, &result);

	if (m)
		follower_session_on_message(&w->session, (const StreamMessage *)m, w->now_ms);
	else
		follower_session_on_disorder(&w->session, w->now_ms);
}

static void deliver(struct world *w, StreamMessage *m)
{
	arena_reset(&w->line);
	struct span packed = wire_pack(&m->base, &w->line);

	PROPERTY(packed.data);
	deliver_bytes(w, packed);
}

/* Near our own cursor more often than anywhere. */
static uint64_t some_number(struct input *in, uint64_t near)
{
	uint8_t how = take_byte(in);

	if (how == 0xff)
		return take_number(in, 8);
	return how < 0x80 ? near + how % 16 : near >= how % 16u ? near - how % 16u : 0;
}

/* What may be wrong with a record of the run. */
enum { SPOIL_WITHHELD = 1, SPOIL_PAYLOAD = 2, SPOIL_HEADER = 4, SPOIL_SKIP = 8, SPOIL_CHAIN = 16, SPOIL_WITHHELD_PAYLOAD = 32 };

static void spoil(struct input *in, StreamRecord *r, uint8_t header[RECORD_HEADER_SIZE], uint8_t how)
{
	if (how & SPOIL_CHAIN) { /* a header that is whole and names another payload and past */
		journal_sha256(span_text("other"), header + 72);
		put_u32be(header + 36, 5);
		header[104 + take_byte(in) % 32] ^= take_byte(in) % 2;
		r->payload = (ProtobufCBinaryData){ 5, (uint8_t *)(uintptr_t)"other" };
	}
	if (how & SPOIL_HEADER)
		header[take_byte(in) % RECORD_HEADER_SIZE] ^= take_byte(in);
	if (how & SPOIL_PAYLOAD)
		r->payload = (ProtobufCBinaryData){ 3, (uint8_t *)(uintptr_t)"bad" };
	if (how & (SPOIL_WITHHELD | SPOIL_WITHHELD_PAYLOAD)) {
		r->withheld = true;
		if (!(how & SPOIL_WITHHELD_PAYLOAD))
			r->payload.len = 0;
	}
}

static void send_records(struct world *w, struct input *in)
{
	static StreamRecord items[RUN_MAX], *pointers[RUN_MAX];
	static uint8_t headers[RUN_MAX][RECORD_HEADER_SIZE];
	StreamRecords body = STREAM_RECORDS__INIT;
	StreamMessage m = STREAM_MESSAGE__INIT;
	uint64_t from = some_number(in, w->last.sequence + 1), large_left = 3;
	size_t count = take_byte(in) % (RUN_MAX + 1);
	uint8_t every = take_byte(in), how = take_byte(in);

	for (size_t i = 0; i < count && from >= 1 && from <= CHAIN; i++, from++) {
		const struct chain_record *c = &chain[from - 1];
		StreamRecord *r = &items[body.n_records];

		if (c->payload.size == LARGE_BYTES && large_left-- == 0)
			break;
		if (every && i % every == every - 1u && how & SPOIL_SKIP)
			continue;
		stream_record__init(r);
		memcpy(headers[i], c->header, RECORD_HEADER_SIZE);
		r->header = (ProtobufCBinaryData){ RECORD_HEADER_SIZE, headers[i] };
		r->payload = (ProtobufCBinaryData){ c->payload.size, (uint8_t *)(uintptr_t)c->payload.data };
		if (every && i % every == every - 1u)
			spoil(in, r, headers[i], how);
		pointers[body.n_records++] = r;
	}
	body.records = pointers;
	body.tail_sequence = some_number(in, from);
	m.kind_case = STREAM_MESSAGE__KIND_RECORDS;
	m.records = &body;
	deliver(w, &m);
}

static void send_welcome(struct world *w, struct input *in)
{
	StreamWelcome body = STREAM_WELCOME__INIT;
	StreamMessage m = STREAM_MESSAGE__INIT;

	body.epoch = some_number(in, w->last.epoch);
	body.tail_sequence = some_number(in, w->last.sequence);
	body.site = "440500";
	body.service = "training";
	m.kind_case = STREAM_MESSAGE__KIND_WELCOME;
	m.welcome = &body;
	deliver(w, &m);
}

static void send_tail(struct world *w, struct input *in)
{
	StreamTail body = STREAM_TAIL__INIT;
	StreamMessage m = STREAM_MESSAGE__INIT;

	body.tail_sequence = some_number(in, w->last.sequence);
	body.epoch = some_number(in, w->last.epoch);
	m.kind_case = STREAM_MESSAGE__KIND_TAIL;
	m.tail = &body;
	deliver(w, &m);
}

static void send_end(struct world *w, struct input *in)
{
	StreamReset reset = STREAM_RESET__INIT;
	StreamGoodbye goodbye = STREAM_GOODBYE__INIT;
	StreamMessage m = STREAM_MESSAGE__INIT;
	uint8_t which = take_byte(in);

	if (which & 0x80) {
		goodbye.reason = "bye";
		goodbye.retry_after_ms = (uint32_t)take_number(in, 4);
		m.kind_case = STREAM_MESSAGE__KIND_GOODBYE;
		m.goodbye = &goodbye;
	} else {
		reset.reason = which % 4;
		reset.text = "no";
		m.kind_case = STREAM_MESSAGE__KIND_RESET;
		m.reset = &reset;
	}
	deliver(w, &m);
}

/* ---- one thing that happens */

enum step { STEP_TICK, STEP_LONG_TICK, STEP_WRITABLE, STEP_LOST, STEP_DURABLE, STEP_RESUME, STEP_LINE, STEP_USER, STEP_DISORDER,
	    STEP_WELCOME, STEP_RECORDS, STEP_TAIL, STEP_END, STEP_BYTES, STEP_BEGIN, STEPS };

/* From wherever it is into a stream, so that the rest of the input meets one. */
static void begin(struct world *w, struct input *in)
{
	w->line_down = w->full = false;
	w->now_ms += BUS_BACKOFF_MAX_MS + BUS_RETRY_AFTER_MAX_MS;
	follower_session_on_tick(&w->session, w->now_ms);
	follower_session_on_tick(&w->session, w->now_ms);
	if (w->connected)
		follower_session_on_writable(&w->session, w->now_ms);
	send_welcome(w, in);
}

static void user(struct world *w, struct input *in)
{
	uint8_t what = take_byte(in);

	w->durable_within = what & 1;
	w->resume_within = what & 2;
	w->poison = what & 4 ? some_number(in, w->last.sequence + 1) : 0;
}

static void happens(struct world *w, struct input *in)
{
	struct follower_session *s = &w->session;

	switch ((enum step)(take_byte(in) % STEPS)) {
	case STEP_TICK:
		w->now_ms += take_byte(in) * 10;
		follower_session_on_tick(s, w->now_ms);
		break;
	case STEP_LONG_TICK:
		w->now_ms += take_byte(in) * 2000;
		follower_session_on_tick(s, w->now_ms);
		break;
	case STEP_WRITABLE:
		if (w->connected)
			follower_session_on_writable(s, w->now_ms);
		break;
	case STEP_LOST:
		follower_session_on_lost(s, w->now_ms);
		break;
	case STEP_DURABLE:
		follower_session_durable(s, some_number(in, s->durable + take_byte(in)));
		break;
	case STEP_RESUME:
		resume(w, some_number(in, s->durable));
		break;
	case STEP_LINE:
		w->line_down = take_byte(in) & 1;
		w->full = take_byte(in) & 1;
		break;
	case STEP_USER:
		user(w, in);
		break;
	case STEP_DISORDER:
		if (w->connected)
			follower_session_on_disorder(s, w->now_ms);
		break;
	case STEP_WELCOME:
		send_welcome(w, in);
		break;
	case STEP_RECORDS:
		send_records(w, in);
		break;
	case STEP_TAIL:
		send_tail(w, in);
		break;
	case STEP_END:
		send_end(w, in);
		break;
	case STEP_BYTES:
		deliver_bytes(w, take_span(in, (size_t)take_byte(in)));
		break;
	case STEP_BEGIN:
	case STEPS:
		begin(w, in);
		break;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct world w;
	struct input in = { data, size };
	const struct follower_io io = { .connect = io_connect, .disconnect = io_disconnect, .send = io_send, .context = &w,
					.on_record = on_record, .on_state = on_state, .user_context = &w };
	struct arena arenas[] = { w.in, w.line, w.packed };

	for (size_t i = 0; i < 3; i++) {
		arenas[i].cap_bytes = BUS_STREAM_ARENA_BYTES;
		arena_reset(&arenas[i]);
	}
	w = (struct world){ .in = arenas[0], .line = arenas[1], .packed = arenas[2], .now_ms = 1000 };
	w.last = cursor_at(take_number(&in, 2) % (CHAIN + 1));
	follower_session_init(&w.session, &io, "440500/gateway", &w.last, 42, w.now_ms);
	for (int i = 0; i < STEPS_MAX && in.left > 0; i++) {
		happens(&w, &in);
		holds(&w);
	}
	follower_session_end(&w.session);
	return 0;
}
