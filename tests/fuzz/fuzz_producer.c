/* A producer with a hostile follower, without sockets and clock, over a real journal in memory. The input is what happens:
 * messages well and badly made, full queues, time, a tail that moves. What it sends is in order from the cursor named, never
 * past the tail or the credit given, whole or withheld as the rules say, and fit for an honest follower. */
#include "bus/stream_check.h"
#include "bus/stream_producer.h"
#include "folder.h"
#include "journal/journal.h"
#include "wire/wire.h"

#define RECORDS 600
#define TRIMMED 60                 /* about as many are gone in front */
#define SEGMENT_BYTES 16384
#define STEPS_MAX 300
#define SEES_BELOW 3               /* classes this follower may see, below the confidential ones */

static struct journal *journal;
static struct record_facts {
	uint8_t hash[JOURNAL_HASH_SIZE];
	uint64_t epoch;
	uint8_t data_class;
	size_t payload;
} facts[RECORDS + 1];              /* by sequence */
static uint64_t first_kept;

static void append_one(uint64_t sequence)
{
	static uint8_t payload[40000];
	struct record r = { .header = { .kind = RECORD_EVENT, .data_class = (uint8_t)(sequence % 6) } };

	if (sequence % 97 == 0) {
		PROPERTY(journal_epoch_bump(journal, 1, NULL) == ERR_NONE);
		return;
	}
	if (sequence % 13 == 0)
		r.header.kind = RECORD_MARKER;
	else
		r.payload = span_of(payload, sequence % 29 == 0 ? sizeof payload : sequence % 90);
	r.meta = span_text("private");
	PROPERTY(journal_append(journal, sequence, &r, 1, NULL) == ERR_NONE);
}

static void learn_facts(void)
{
	struct journal_reader *reader;
	struct record r;
	uint8_t header[RECORD_HEADER_SIZE];

	PROPERTY(journal_reader_open(&reader, journal, 1, NULL) == ERR_NONE);
	for (uint64_t n = 1; n <= RECORDS; n++) {
		PROPERTY(journal_reader_next(reader, &r, NULL) == ERR_NONE);
		record_header_encode(&r.header, header);
		record_header_hash(header, facts[n].hash);
		facts[n].epoch = r.header.epoch;
		facts[n].data_class = r.header.data_class;
		facts[n].payload = r.payload.size;
	}
	journal_reader_close(reader);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct journal_options options = { .engine = "file", .directory = fuzz_folder, .segment_bytes = SEGMENT_BYTES };

	(void)argc;
	(void)argv;
	fuzz_folder_make();
	PROPERTY(journal_open(&journal, &options, NULL) == ERR_NONE);
	for (uint64_t n = 1; n <= RECORDS; n++)
		append_one(n);
	learn_facts();
	PROPERTY(journal_snapshot_note(journal, TRIMMED, "none", NULL) == ERR_NONE);
	PROPERTY(journal_trim(journal, TRIMMED, NULL) == ERR_NONE);
	first_kept = journal_tail(journal).first_sequence;
	PROPERTY(first_kept > 1);
	return 0;
}

/* ---- the world around the session */

struct world {
	struct producer_feed feed;
	struct producer_session session;
	struct arena in, line, packed, batch;
	int64_t now_ms;
	bool may_follow, full, gone;
	bool ended;
	/* what the messages so far allow */
	bool open;
	uint64_t sent, durable;
	bool durable_known;
	uint64_t credit_records, credit_bytes;
};

static bool may_follow(void *context, const char *principal)
{
	struct world *w = context;

	PROPERTY(strcmp(principal, "gateway") == 0);
	return w->may_follow;
}

static bool may_see(void *context, const char *principal, const struct record *r)
{
	(void)context;
	(void)principal;
	return r->header.data_class < SEES_BELOW;
}

static bool hidden(uint64_t sequence)
{
	return facts[sequence].payload > 0 && facts[sequence].data_class >= SEES_BELOW;
}

/* The next record, paid for, of the chain, shown only to whom it may be. */
static void record_is_due(struct world *w, const StreamRecord *r)
{
	uint64_t n = ++w->sent;
	struct record_header h;
	uint8_t hash[JOURNAL_HASH_SIZE];

	PROPERTY(n <= w->feed.tail.sequence && r->header.len == RECORD_HEADER_SIZE);
	record_header_hash(r->header.data, hash);
	PROPERTY(memcmp(hash, facts[n].hash, JOURNAL_HASH_SIZE) == 0);
	PROPERTY(record_header_decode(r->header.data, &h) == ERR_NONE);
	PROPERTY(r->withheld == hidden(n) && r->payload.len == (hidden(n) ? 0 : facts[n].payload));
	PROPERTY(r->withheld || record_payload_matches(&h, span_of(r->payload.data, r->payload.len)));
	uint64_t cost = stream_record_cost(r->payload.len);

	PROPERTY(w->credit_records > 0 && w->credit_bytes > 0);
	PROPERTY(cost <= w->credit_bytes || (w->durable_known && w->durable >= n - 1));
	w->credit_records--;
	w->credit_bytes -= cost < w->credit_bytes ? cost : w->credit_bytes;
}

static enum err send(void *context, const StreamMessage *m)
{
	struct world *w = context;
	struct wire_result result;

	PROPERTY(!w->ended);
	arena_reset(&w->packed);
	struct span packed = wire_pack(&m->base, &w->packed);

	PROPERTY(packed.data && packed.size <= BUS_STREAM_BYTES_MAX);
	PROPERTY(wire_unpack(&StreamMessage_type, packed, BUS_STREAM_BYTES_MAX, true, &w->packed, &result));
	if (w->gone)
		return ERR_NOT_FOUND;
	if (w->full)
		return ERR_AGAIN;
	switch (m->kind_case) {
	case STREAM_MESSAGE__KIND_WELCOME:
		PROPERTY(m->welcome->tail_sequence == w->feed.tail.sequence);
		w->open = true;
		break;
	case STREAM_MESSAGE__KIND_RECORDS:
		PROPERTY(w->open && m->records->n_records > 0 && m->records->n_records <= BUS_STREAM_BATCH_RECORDS);
		for (size_t i = 0; i < m->records->n_records; i++)
			record_is_due(w, m->records->records[i]);
		break;
	case STREAM_MESSAGE__KIND_TAIL:
		PROPERTY(w->open && m->tail->tail_sequence == w->feed.tail.sequence);
		break;
	case STREAM_MESSAGE__KIND_RESET:
	case STREAM_MESSAGE__KIND_GOODBYE:
		w->ended = true;
		break;
	default:
		PROPERTY(false && "a producer says no such thing");
	}
	return ERR_NONE;
}

static void holds(struct world *w)
{
	const struct producer_session *s = &w->session;

	PROPERTY(!w->ended || s->state == PRODUCER_ENDED);
	if (s->state == PRODUCER_ENDED) {
		PROPERTY(!s->reader && !s->held);
		return;
	}
	PROPERTY(s->state != PRODUCER_OPEN || (s->sent == w->sent && s->sent <= w->feed.tail.sequence));
	PROPERTY(s->credit_records <= BUS_CREDIT_RECORDS && s->credit_bytes <= BUS_CREDIT_BYTES);
	PROPERTY(s->durable <= RECORDS && strlen(s->consumer) < BUS_CONSUMER_MAX);
}

/* ---- messages to it */

static uint64_t at_most(uint64_t value, uint64_t limit)
{
	return value < limit ? value : limit;
}

/* What an accepted message changes in what may be sent. */
static void expect(struct world *w, const StreamMessage *m, enum producer_state before)
{
	const struct producer_session *s = &w->session;

	if (s->state != PRODUCER_OPEN)
		return;
	if (m->kind_case == STREAM_MESSAGE__KIND_HELLO) {
		w->sent = m->hello->cursor->sequence;
		w->durable_known = false;
		w->credit_records = at_most(m->hello->credit_records, BUS_CREDIT_RECORDS);
		w->credit_bytes = at_most(m->hello->credit_bytes, BUS_CREDIT_BYTES);
	}
	if (m->kind_case == STREAM_MESSAGE__KIND_ACK && before == PRODUCER_OPEN) {
		PROPERTY(m->ack->durable_sequence <= w->sent);
		if (!w->durable_known || m->ack->durable_sequence > w->durable)
			w->durable = m->ack->durable_sequence;
		w->durable_known = true;
		w->credit_records = at_most(w->credit_records + m->ack->credit_records, BUS_CREDIT_RECORDS);
		w->credit_bytes = at_most(w->credit_bytes + m->ack->credit_bytes, BUS_CREDIT_BYTES);
	}
}

/* As bus/stream.c takes bytes off the line. */
static void deliver_bytes(struct world *w, struct span bytes)
{
	struct wire_result result;

	arena_reset(&w->in);
	const StreamMessage *m = (const StreamMessage *)wire_unpack(&StreamMessage_type, bytes, BUS_STREAM_BYTES_MAX, true,
								      &w->in, &result);
	enum producer_state before = w->session.state;

	if (!m) {
		producer_session_end(&w->session, "malformed message", BUS_BACKOFF_MAX_MS);
		return;
	}
	producer_session_on_message(&w->session, m, w->now_ms);
	expect(w, m, before);
}

static void deliver(struct world *w, const StreamMessage *m)
{
	arena_reset(&w->line);
	struct span packed = wire_pack(&m->base, &w->line);

	PROPERTY(packed.data);
	deliver_bytes(w, packed);
}

static uint64_t some_number(struct input *in, uint64_t near)
{
	uint8_t how = take_byte(in);

	if (how == 0xff)
		return take_number(in, 8);
	return how < 0x80 ? near + how % 16 : near >= how % 16u ? near - how % 16u : 0;
}

static uint32_t some_credit(struct input *in)
{
	uint8_t how = take_byte(in);

	return how < 0x40 ? how : how < 0x80 ? (uint32_t)how << 8 : how < 0xc0 ? (uint32_t)how << 14 : UINT32_MAX;
}

enum { HELLO_HASH = 3, HELLO_NO_CURSOR = 4, HELLO_PROTOCOL = 8, HELLO_CONSUMER = 16 };

static void send_hello(struct world *w, struct input *in)
{
	StreamHello hello = STREAM_HELLO__INIT;
	StreamMessage m = STREAM_MESSAGE__INIT;
	Position cursor = POSITION__INIT;
	uint8_t wrong = take_byte(in), hash[JOURNAL_HASH_SIZE] = { 0 };
	char consumer[200] = "440500/gateway";

	cursor.sequence = some_number(in, take_number(in, 2) % (RECORDS + 1));
	if (cursor.sequence >= 1 && cursor.sequence <= RECORDS) {
		memcpy(hash, facts[cursor.sequence].hash, sizeof hash);
		cursor.epoch = facts[cursor.sequence].epoch;
	}
	if (wrong & 0x20)
		cursor.epoch = some_number(in, cursor.epoch);
	if ((wrong & HELLO_HASH) == 3)
		hash[take_byte(in) % sizeof hash] ^= take_byte(in);
	cursor.hash = (ProtobufCBinaryData){ (wrong & HELLO_HASH) == 2 ? take_byte(in) % 33 : sizeof hash, hash };
	if (wrong & HELLO_CONSUMER) {
		memset(consumer, 'c', sizeof consumer - 1);
		consumer[take_byte(in) % sizeof consumer] = '\0';
	}
	hello.protocol = wrong & HELLO_PROTOCOL ? take_byte(in) : BUS_STREAM_PROTOCOL;
	hello.consumer = consumer;
	hello.cursor = wrong & HELLO_NO_CURSOR ? NULL : &cursor;
	hello.credit_records = some_credit(in);
	hello.credit_bytes = some_credit(in);
	m.kind_case = STREAM_MESSAGE__KIND_HELLO;
	m.hello = &hello;
	deliver(w, &m);
}

static void send_ack(struct world *w, struct input *in)
{
	StreamAck ack = STREAM_ACK__INIT;
	StreamMessage m = STREAM_MESSAGE__INIT;

	ack.durable_sequence = some_number(in, w->session.sent >= 15 ? w->session.sent - 15 : 0);
	ack.credit_records = some_credit(in);
	ack.credit_bytes = some_credit(in);
	m.kind_case = STREAM_MESSAGE__KIND_ACK;
	m.ack = &ack;
	deliver(w, &m);
}

/* ---- one thing that happens */

enum step { STEP_HELLO, STEP_ACK, STEP_PUMP, STEP_TICK, STEP_TAIL, STEP_LINE, STEP_BYTES, STEP_AGAIN, STEP_GOODBYE, STEPS };

static void move_tail(struct world *w, uint64_t sequence)
{
	if (sequence < first_kept || sequence > RECORDS || sequence < w->feed.tail.sequence)
		return;
	w->feed.tail = (struct journal_tail){ .first_sequence = first_kept, .sequence = sequence, .epoch = facts[sequence].epoch };
	memcpy(w->feed.tail.hash, facts[sequence].hash, JOURNAL_HASH_SIZE);
}

static void begin(struct world *w)
{
	producer_session_fini(&w->session);
	w->ended = w->open = w->durable_known = false;
	producer_session_init(&w->session, &w->feed, "gateway", send, w);
}

static void happens(struct world *w, struct input *in)
{
	StreamGoodbye goodbye = STREAM_GOODBYE__INIT;
	StreamMessage m = STREAM_MESSAGE__INIT;
	uint8_t line;

	switch ((enum step)(take_byte(in) % STEPS)) {
	case STEP_HELLO:
		send_hello(w, in);
		break;
	case STEP_ACK:
		send_ack(w, in);
		break;
	case STEP_PUMP:
		(void)producer_session_pump(&w->session, w->now_ms, &w->batch);
		break;
	case STEP_TICK:
		w->now_ms += take_byte(in) * 50;
		producer_session_on_tick(&w->session, w->now_ms);
		break;
	case STEP_TAIL:
		move_tail(w, w->feed.tail.sequence + take_byte(in));
		break;
	case STEP_LINE:
		line = take_byte(in);
		w->full = line & 1;
		w->gone = line & 2;
		w->may_follow = !(line & 4);
		break;
	case STEP_BYTES:
		deliver_bytes(w, take_span(in, (size_t)take_byte(in)));
		break;
	case STEP_AGAIN:
		begin(w);
		break;
	case STEP_GOODBYE:
	case STEPS:
		m.kind_case = STREAM_MESSAGE__KIND_GOODBYE;
		m.goodbye = &goodbye;
		deliver(w, &m);
		break;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct world w;
	struct input in = { data, size };
	struct arena arenas[] = { w.in, w.line, w.packed, w.batch };

	for (size_t i = 0; i < 4; i++) {
		arenas[i].cap_bytes = BUS_STREAM_ARENA_BYTES;
		arena_reset(&arenas[i]);
	}
	w = (struct world){ .in = arenas[0], .line = arenas[1], .packed = arenas[2], .batch = arenas[3], .now_ms = 1000,
			    .may_follow = true };
	w.feed = (struct producer_feed){ .journal = journal, .site = "440500", .service = "training", .may_follow = may_follow,
					 .may_see = may_see, .context = &w };
	move_tail(&w, first_kept + take_number(&in, 2) % (RECORDS - first_kept));
	begin(&w);
	for (int i = 0; i < STEPS_MAX && in.left > 0; i++) {
		happens(&w, &in);
		holds(&w);
	}
	producer_session_end(&w.session, "stopping", 0);
	return 0;
}
