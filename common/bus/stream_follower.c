#include "bus/stream_follower_impl.h"

#include <stdio.h>
#include <string.h>

#include "base/crash_point.h"
#include "base/require.h"

void follower_session_init(struct follower_session *s, const struct follower_io *io, const char *consumer,
			   const struct bus_cursor *cursor, uint64_t random_seed, int64_t now_ms)
{
	*s = (struct follower_session){
		.io = *io,
		.cursor = *cursor,
		.durable = cursor->sequence,
		.epoch = cursor->epoch,
		.deadline_ms = now_ms,
		.silence_ms = BUS_SILENCE_MS,
		.random = random_seed | 1,
	};
	(void)snprintf(s->consumer, sizeof(s->consumer), "%s", consumer);
}

void follower_set_state(struct follower_session *s, enum bus_follow_state state, const char *reason)
{
	if (s->state == state)
		return;
	s->state = state;
	s->io.on_state(s->io.user_context, state, reason);
}

static uint64_t random_next(struct follower_session *s) /* xorshift64 */
{
	s->random ^= s->random << 13;
	s->random ^= s->random >> 7;
	s->random ^= s->random << 17;
	return s->random;
}

/* ---- leaving */

void follower_retire(struct follower_session *s, int64_t now_ms, int64_t wait_ms)
{
	if (s->phase != FOLLOWER_IDLE && s->phase != FOLLOWER_HALT)
		s->io.disconnect(s->io.context);
	s->phase = FOLLOWER_IDLE;
	s->deadline_ms = now_ms + wait_ms;
	s->quiet_tails = 0;
}

/* Doubling, with full jitter, so that followers of a producer that comes back do not come all at once. */
static int64_t backoff_ms(struct follower_session *s)
{
	int64_t limit = BUS_BACKOFF_MS;

	for (unsigned i = 0; i < s->attempts && limit < BUS_BACKOFF_MAX_MS; i++)
		limit *= 2;
	if (limit > BUS_BACKOFF_MAX_MS)
		limit = BUS_BACKOFF_MAX_MS;
	s->attempts++;
	return (int64_t)(random_next(s) % (uint64_t)limit);
}

void follower_reconnect(struct follower_session *s, int64_t now_ms, int64_t wait_min_ms, const char *reason)
{
	int64_t wait_ms = backoff_ms(s);

	s->figures.reconnects++;
	follower_retire(s, now_ms, wait_ms > wait_min_ms ? wait_ms : wait_min_ms);
	if (s->state == BUS_STREAMING)
		follower_set_state(s, BUS_CONNECTING, reason);
}

static void say_goodbye(struct follower_session *s, const char *reason)
{
	StreamMessage m;
	StreamGoodbye goodbye;

	stream_message__init(&m);
	stream_goodbye__init(&goodbye);
	goodbye.reason = reason;
	m.kind_case = STREAM_MESSAGE__KIND_GOODBYE;
	m.goodbye = &goodbye;
	(void)s->io.send(s->io.context, &m);
}

void follower_halt(struct follower_session *s, int64_t now_ms, enum bus_follow_state state, const char *reason)
{
	say_goodbye(s, reason);
	follower_retire(s, now_ms, 0);
	s->phase = FOLLOWER_HALT;
	follower_set_state(s, state, reason);
}

void follower_session_on_disorder(struct follower_session *s, int64_t now_ms)
{
	s->figures.disorders++;
	follower_reconnect(s, now_ms, 0, "the producer broke the protocol");
}

void follower_session_end(struct follower_session *s)
{
	if (s->phase == FOLLOWER_HELLO || s->phase == FOLLOWER_STREAM)
		say_goodbye(s, "stopping");
	s->phase = FOLLOWER_HALT;
}

/* ---- hello and acknowledgement */

void follower_try_hello(struct follower_session *s, int64_t now_ms)
{
	StreamMessage m;
	StreamHello hello;
	Position cursor;

	stream_message__init(&m);
	stream_hello__init(&hello);
	position__init(&cursor);
	cursor.epoch = s->cursor.epoch;
	cursor.sequence = s->cursor.sequence;
	cursor.hash = (ProtobufCBinaryData){ .len = JOURNAL_HASH_SIZE, .data = s->cursor.hash };
	hello.protocol = BUS_STREAM_PROTOCOL;
	hello.consumer = s->consumer;
	hello.cursor = &cursor;
	hello.credit_records = BUS_CREDIT_RECORDS - s->outstanding_records;
	hello.credit_bytes = BUS_CREDIT_BYTES - s->outstanding_bytes;
	m.kind_case = STREAM_MESSAGE__KIND_HELLO;
	m.hello = &hello;
	if (!s->io.send(s->io.context, &m))
		return;
	CRASH_POINT("stream.hello.sent");
	s->return_records = 0;
	s->return_bytes = 0;
	s->phase = FOLLOWER_HELLO;
	s->deadline_ms = now_ms + BUS_HELLO_TIMEOUT_MS;
}

void follower_try_ack(struct follower_session *s)
{
	StreamMessage m;
	StreamAck ack;

	if (!s->ack_due || s->phase != FOLLOWER_STREAM)
		return;
	stream_message__init(&m);
	stream_ack__init(&ack);
	ack.durable_sequence = s->durable;
	ack.credit_records = s->return_records;
	ack.credit_bytes = s->return_bytes;
	m.kind_case = STREAM_MESSAGE__KIND_ACK;
	m.ack = &ack;
	CRASH_POINT("stream.ack.ready");
	if (!s->io.send(s->io.context, &m))
		return; /* the next tick tries again */
	CRASH_POINT("stream.ack.sent");
	s->return_records = 0;
	s->return_bytes = 0;
	s->ack_due = false;
}

uint32_t *follower_cost_of(struct follower_session *s, uint64_t sequence)
{
	return &s->costs[sequence % BUS_CREDIT_RECORDS];
}

void follower_session_durable(struct follower_session *s, uint64_t sequence)
{
	if (sequence > s->cursor.sequence)
		sequence = s->cursor.sequence;
	if (sequence <= s->durable)
		return;
	while (s->durable < sequence) {
		uint32_t cost = *follower_cost_of(s, ++s->durable);

		REQUIRE(s->outstanding_records > 0 && s->outstanding_bytes >= cost);
		s->outstanding_records--;
		s->outstanding_bytes -= cost;
		s->return_records++;
		s->return_bytes += cost;
	}
	s->ack_due = true;
	follower_try_ack(s);
}

void follower_session_resume(struct follower_session *s, const struct bus_cursor *cursor, int64_t now_ms)
{
	follower_session_rest(s, cursor, now_ms, 0);
}

void follower_session_rest(struct follower_session *s, const struct bus_cursor *cursor, int64_t now_ms, int64_t wait_ms)
{
	bool resting = s->phase == FOLLOWER_IDLE && s->deadline_ms > now_ms && s->deadline_ms < now_ms + wait_ms;

	follower_retire(s, now_ms, resting ? s->deadline_ms - now_ms : wait_ms);
	s->turn++;
	s->cursor = *cursor;
	s->durable = cursor->sequence;
	s->outstanding_records = 0;
	s->outstanding_bytes = 0;
	s->attempts = 0;
	s->gap_count = 0;
	follower_set_state(s, BUS_CONNECTING, "resumed");
}

/* ---- time */

static void patience_grows(struct follower_session *s, int64_t now_ms)
{
	s->silence_ms *= 2;
	if (s->silence_ms > BUS_SILENCE_MAX_MS)
		s->silence_ms = BUS_SILENCE_MAX_MS;
	s->silence_grown_at_ms = now_ms;
}

static void on_stream_tick(struct follower_session *s, int64_t now_ms)
{
	if (now_ms - s->heard_at_ms >= s->silence_ms) {
		/* On a slow line one large record can take longer than three heartbeats. */
		patience_grows(s, now_ms);
		follower_reconnect(s, now_ms, 0, "nothing heard from the producer");
		return;
	}
	if (s->silence_ms > BUS_SILENCE_MS && now_ms - s->silence_grown_at_ms >= BUS_SILENCE_KEEP_MS)
		s->silence_ms = BUS_SILENCE_MS;
	follower_try_ack(s);
}

void follower_session_on_tick(struct follower_session *s, int64_t now_ms)
{
	switch (s->phase) {
	case FOLLOWER_IDLE:
		if (now_ms < s->deadline_ms)
			return;
		if (!s->io.connect(s->io.context)) {
			s->deadline_ms = now_ms + backoff_ms(s);
			return;
		}
		s->phase = FOLLOWER_CONNECT;
		s->deadline_ms = now_ms + BUS_CONNECT_WAIT_MS;
		return;
	case FOLLOWER_CONNECT:
	case FOLLOWER_HELLO:
		if (now_ms >= s->deadline_ms)
			follower_reconnect(s, now_ms, 0, "no answer from the producer");
		return;
	case FOLLOWER_STREAM:
		on_stream_tick(s, now_ms);
		return;
	case FOLLOWER_HALT:
	case FOLLOWER_PHASES:
		return;
	}
}

int64_t follower_session_wait_ms(const struct follower_session *s, int64_t now_ms)
{
	int64_t wait_ms = BUS_HEARTBEAT_MS;

	if (s->phase == FOLLOWER_IDLE || s->phase == FOLLOWER_CONNECT || s->phase == FOLLOWER_HELLO)
		wait_ms = s->deadline_ms - now_ms;
	if (wait_ms < 0)
		return 0;
	return wait_ms < BUS_HEARTBEAT_MS ? wait_ms : BUS_HEARTBEAT_MS;
}

void follower_session_on_writable(struct follower_session *s, int64_t now_ms)
{
	if (s->phase == FOLLOWER_CONNECT)
		follower_try_hello(s, now_ms);
	else
		follower_try_ack(s);
}

void follower_session_on_lost(struct follower_session *s, int64_t now_ms)
{
	if (s->phase != FOLLOWER_HELLO && s->phase != FOLLOWER_STREAM)
		return;
	s->phase = FOLLOWER_CONNECT;
	s->deadline_ms = now_ms + BUS_CONNECT_WAIT_MS;
	if (s->state == BUS_STREAMING)
		follower_set_state(s, BUS_CONNECTING, "connection lost");
}
