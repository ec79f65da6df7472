/* The stream protocol under a seeded storm: messages lost and doubled, lines that break, producers that restart, batches
 * that fail. Afterwards, on a quiet line, every record has arrived exactly once and in order. A failure names its seed. */
#include "session_world.h"

#define SEEDS 150
#define STORM_STEPS 120
#define RECORDS 400

static uint64_t random_state;

static unsigned roll(unsigned sides)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return (unsigned)((random_state >> 20) % sides);
}

static bool lose_or_double(struct world *w, StreamMessage *m)
{
	unsigned fate = roll(40);

	if (fate == 0)
		follower_session_on_message(&w->follower, m, w->now_ms);
	return fate != 1;
}

static void go_back_to_durable(struct world *w)
{
	struct bus_cursor cursor = cursor_at(w->journal, w->follower.durable);

	w->next = cursor.sequence + 1;
	follower_session_resume(&w->follower, &cursor, w->now_ms);
}

static void mishap(struct world *w)
{
	switch (roll(60)) {
	case 0:
		w->line_down = !w->line_down;
		return;
	case 1:
		w->full = !w->full;
		return;
	case 2:
		fresh_producer(w); /* the daemon restarted */
		return;
	case 3:
		follower_session_on_lost(&w->follower, w->now_ms);
		fresh_producer(w);
		return;
	case 4:
		go_back_to_durable(w);
		return;
	case 5:
		w->poison = w->next + roll(20);
		return;
	case 6:
		empty(&w->to_producer);
		return;
	default:
		return;
	}
}

static void check_bounds(struct world *w)
{
	CHECK(w->follower.outstanding_records <= BUS_CREDIT_RECORDS);
	CHECK(w->follower.outstanding_bytes <= BUS_CREDIT_BYTES);
	CHECK(w->follower.durable <= w->follower.cursor.sequence);
	CHECK(w->follower.cursor.sequence - w->follower.durable == w->follower.outstanding_records);
	CHECK(w->producer.credit_records <= BUS_CREDIT_RECORDS);
	CHECK(w->follower.cursor.sequence <= w->feed.tail.sequence);
	CHECK(w->next == w->follower.cursor.sequence + 1);
}

static void storm(struct world *w)
{
	w->auto_durable = false;
	w->tamper = lose_or_double;
	for (int i = 0; i < STORM_STEPS; i++) {
		mishap(w);
		step(w);
		w->now_ms += roll(700);
		if (roll(3) == 0)
			follower_session_durable(&w->follower, w->follower.durable + roll(60));
		if (roll(4) == 0 && w->feed.tail.sequence < RECORDS) {
			append_many(w->journal, "event", roll(40));
			w->feed.tail = journal_tail(w->journal);
		}
		check_bounds(w);
		if (w->follower.phase == FOLLOWER_HALT) {
			w->poison = 0;
			CHECK_INT(w->state, BUS_BLOCKED);
			go_back_to_durable(w);
		}
	}
}

static void calm(struct world *w)
{
	w->tamper = NULL;
	w->poison = 0;
	w->line_down = w->full = false;
	w->auto_durable = true;
	if (w->follower.phase == FOLLOWER_HALT)
		go_back_to_durable(w);
	for (int i = 0; i < 300; i++) {
		step(w);
		w->now_ms += 1000;
	}
}

TEST(after_any_storm_every_record_has_arrived_once_and_in_order)
{
	static struct world w;

	for (uint64_t seed = 1; seed <= SEEDS && !tap_failures_here; seed++) {
		random_state = seed * 0x9e3779b97f4a7c15u;
		world_open(&w, 5);
		storm(&w);
		calm(&w);
		CHECK_INT(w.follower.cursor.sequence, w.feed.tail.sequence);
		CHECK_INT(w.state, BUS_STREAMING);
		CHECK_INT(w.producer.durable, w.feed.tail.sequence);
		CHECK_INT(w.follower.outstanding_records, 0);
		if (tap_failures_here)
			printf("#   SEED=%llu\n", (unsigned long long)seed);
		world_close(&w);
	}
}

/* ---- bytes nobody meant */

static struct span some_message(struct world *w)
{
	struct queue *q = roll(2) ? &w->to_follower : &w->to_producer;

	return q->head < q->tail ? q->items[q->head % QUEUE] : span_of("", 0);
}

static StreamMessage *garbled(struct world *w, struct span from)
{
	struct wire_result result = { 0 };
	static uint8_t bytes[1 << 16];
	size_t size = from.size < sizeof bytes ? from.size : sizeof bytes;

	memcpy(bytes, from.data, size);
	for (unsigned i = roll(8); i > 0 && size > 0; i--)
		bytes[roll((unsigned)size)] = (uint8_t)roll(256);
	if (roll(4) == 0)
		size = roll((unsigned)size + 1);
	arena_reset(&w->arena);
	return (StreamMessage *)wire_unpack(&StreamMessage_type, span_of(bytes, size), BUS_STREAM_BYTES_MAX, true,
					    &w->arena, &result);
}

TEST(garbled_messages_break_neither_side)
{
	static struct world w;
	unsigned understood = 0;

	random_state = 4711;
	world_open(&w, 300);
	w.tamper = lose_or_double;
	for (int i = 0; i < 20000; i++) {
		StreamMessage *m;

		if (i % 50 == 0) {
			w.poison = 0;
			w.next = 1;
			follower_session_resume(&w.follower, &(struct bus_cursor){ 0 }, w.now_ms);
		}
		follower_session_on_tick(&w.follower, w.now_ms);
		if (w.connected)
			follower_session_on_writable(&w.follower, w.now_ms);
		m = garbled(&w, some_message(&w));
		understood += m != NULL;
		if (m)
			producer_session_on_message(&w.producer, m, w.now_ms);
		(void)producer_session_pump(&w.producer, w.now_ms, &w.batch);
		m = garbled(&w, some_message(&w));
		if (m)
			follower_session_on_message(&w.follower, m, w.now_ms);
		if (roll(3) == 0 && w.to_producer.head < w.to_producer.tail &&
		    (m = take(&w, &w.to_producer)) != NULL)
			producer_session_on_message(&w.producer, m, w.now_ms);
		if (roll(3) == 0)
			to_follower(&w);
		follower_session_durable(&w.follower, w.follower.cursor.sequence);
		w.now_ms += roll(100);
	}
	CHECK(understood > 1000);
	world_close(&w);
}

TEST_MAIN()
