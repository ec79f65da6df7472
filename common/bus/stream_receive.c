/* The follower's side, what comes in: a table of handlers by phase and message, and the checking of records. */
#include "bus/stream_follower_impl.h"

#include <stdio.h>
#include <string.h>

#include "base/crash_point.h"
#include "base/require.h"
#include "bus/stream_check.h"

/* ---- messages */

static void note_tail(struct follower_session *s, uint64_t tail)
{
	if (tail > s->tail)
		s->tail = tail;
}

static void on_welcome(struct follower_session *s, const StreamMessage *m, int64_t now_ms)
{
	const StreamWelcome *w = m->welcome;

	if (w->epoch < s->cursor.epoch || w->tail_sequence < s->cursor.sequence) {
		follower_halt(s, now_ms, BUS_FORKED, "the producer is behind what it sent before");
		return;
	}
	s->epoch = w->epoch;
	s->tail = w->tail_sequence;
	s->phase = FOLLOWER_STREAM;
	s->quiet_tails = 0;
	s->ack_due = true; /* tells what is durable here, which the cursor of HELLO does not */
	follower_try_ack(s);
	follower_set_state(s, BUS_STREAMING, "");
}

static void on_reset(struct follower_session *s, const StreamMessage *m, int64_t now_ms)
{
	const char *text = m->reset->text;

	switch (m->reset->reason) {
	case STREAM_RESET_REASON__STREAM_RESET_REASON_TRIMMED:
		follower_halt(s, now_ms, BUS_TRIMMED, text);
		return;
	case STREAM_RESET_REASON__STREAM_RESET_REASON_FORK:
		follower_halt(s, now_ms, BUS_FORKED, text);
		return;
	case STREAM_RESET_REASON__STREAM_RESET_REASON_NOT_ALLOWED:
		follower_retire(s, now_ms, BUS_BACKOFF_MAX_MS); /* permission may be given later */
		follower_set_state(s, BUS_DENIED, text);
		return;
	default:
		follower_session_on_disorder(s, now_ms);
	}
}

static void on_gap(struct follower_session *s, int64_t now_ms)
{
	unsigned kept = 0;

	s->figures.gaps++;
	for (unsigned i = 0; i < s->gap_count; i++)
		if (now_ms - s->gap_at_ms[i] < BUS_GAPS_WINDOW_MS)
			s->gap_at_ms[kept++] = s->gap_at_ms[i];
	s->gap_count = kept;
	if (s->gap_count == BUS_GAPS_MAX) {
		follower_halt(s, now_ms, BUS_BLOCKED, "records keep missing on the way");
		return;
	}
	s->gap_at_ms[s->gap_count++] = now_ms;
	s->phase = FOLLOWER_CONNECT;
	s->deadline_ms = now_ms + BUS_CONNECT_WAIT_MS;
	s->quiet_tails = 0;
	follower_try_hello(s, now_ms); /* what is on the way meanwhile is ignored until WELCOME */
}

static void on_tail(struct follower_session *s, const StreamMessage *m, int64_t now_ms)
{
	note_tail(s, m->tail->tail_sequence);
	s->attempts = 0;
	if (m->tail->epoch > s->epoch)
		s->epoch = m->tail->epoch;
	if (m->tail->tail_sequence <= s->cursor.sequence || s->outstanding_records > 0 || s->ack_due) {
		s->quiet_tails = 0;
		return;
	}
	/* It has records for us, we owe it nothing, and yet only heartbeats come. */
	if (++s->quiet_tails >= BUS_QUIET_TAILS_MAX)
		on_gap(s, now_ms);
}

static void on_goodbye(struct follower_session *s, const StreamMessage *m, int64_t now_ms)
{
	int64_t wait_ms = m->goodbye->retry_after_ms;

	if (wait_ms > BUS_RETRY_AFTER_MAX_MS)
		wait_ms = BUS_RETRY_AFTER_MAX_MS;
	follower_reconnect(s, now_ms, wait_ms, m->goodbye->reason);
}

/* ---- records */

/* More than our credit allows? A large record comes only when nothing is outstanding. */
static bool overdrawn(const struct follower_session *s, uint32_t cost)
{
	if (s->outstanding_records == 0)
		return false;
	return s->outstanding_records == BUS_CREDIT_RECORDS || cost > BUS_CREDIT_BYTES - s->outstanding_bytes;
}

/* Hands one good record on; false when the session is no longer where it was. The cursor moves first, since on_record may
 * make the record durable at once, and back when the record is refused. */
static bool hand_on(struct follower_session *s, const StreamRecord *in, const struct record *record, int64_t now_ms)
{
	struct bus_cursor before = s->cursor;
	uint64_t turn = s->turn;
	uint32_t cost = stream_record_cost(in->payload.len);
	char reason[64];

	if (cost > BUS_CREDIT_BYTES)
		cost = BUS_CREDIT_BYTES; /* a large one takes the whole window */
	s->cursor.sequence = record->header.sequence;
	s->cursor.epoch = record->header.epoch;
	record_header_hash(in->header.data, s->cursor.hash);
	*follower_cost_of(s, s->cursor.sequence) = cost;
	s->outstanding_records++;
	s->outstanding_bytes += cost;
	bool taken = s->io.on_record(s->io.user_context, record, in->header.data);
	CRASH_POINT("stream.record.taken");
	if (s->turn != turn)
		return false; /* resumed from within */
	if (taken) {
		s->figures.records++;
		return s->phase == FOLLOWER_STREAM;
	}
	REQUIRE(s->durable < s->cursor.sequence); /* what was made durable cannot be refused */
	s->cursor = before;
	s->outstanding_records--;
	s->outstanding_bytes -= cost;
	(void)snprintf(reason, sizeof(reason), "record %llu was refused",
		       (unsigned long long)record->header.sequence);
	follower_halt(s, now_ms, BUS_BLOCKED, reason);
	return false;
}

/* A record we had already costs the producer credit all the same. */
static void drop_duplicate(struct follower_session *s, const StreamRecord *in)
{
	s->figures.duplicates++;
	s->return_records++;
	s->return_bytes += stream_record_cost(in->payload.len);
	s->ack_due = true;
}

static bool take_record(struct follower_session *s, const StreamRecord *in, int64_t now_ms)
{
	struct record record;

	switch (stream_check(&s->cursor, in, &record)) {
	case STREAM_GOOD:
		if (!overdrawn(s, stream_record_cost(in->payload.len)))
			return hand_on(s, in, &record, now_ms);
		follower_session_on_disorder(s, now_ms);
		return false;
	case STREAM_DUPLICATE:
		drop_duplicate(s, in);
		return true;
	case STREAM_GAP:
		on_gap(s, now_ms);
		return false;
	case STREAM_FORK:
		follower_halt(s, now_ms, BUS_FORKED, "a record does not continue the chain");
		return false;
	case STREAM_DAMAGED:
		follower_halt(s, now_ms, BUS_BLOCKED, "a damaged record came");
		return false;
	}
	return false;
}

static void on_records(struct follower_session *s, const StreamMessage *m, int64_t now_ms)
{
	note_tail(s, m->records->tail_sequence);
	s->attempts = 0;
	s->quiet_tails = 0;
	for (size_t i = 0; i < m->records->n_records; i++)
		if (!take_record(s, m->records->records[i], now_ms))
			return;
	follower_try_ack(s);
}

/* ---- dispatch */

typedef void follower_handler(struct follower_session *s, const StreamMessage *m, int64_t now_ms);

static void ignore(struct follower_session *s, const StreamMessage *m, int64_t now_ms)
{
	(void)s;
	(void)m;
	(void)now_ms;
}

#define KINDS (STREAM_MESSAGE__KIND_GOODBYE + 1)
/* What is not here breaks the protocol. In CONNECT and HELLO the end of an earlier session may still arrive. */
static follower_handler *const handlers[FOLLOWER_PHASES][KINDS] = {
	[FOLLOWER_CONNECT] = {
		[STREAM_MESSAGE__KIND_WELCOME] = ignore,
		[STREAM_MESSAGE__KIND_RESET] = ignore,
		[STREAM_MESSAGE__KIND_RECORDS] = ignore,
		[STREAM_MESSAGE__KIND_TAIL] = ignore,
		[STREAM_MESSAGE__KIND_GOODBYE] = on_goodbye,
	},
	[FOLLOWER_HELLO] = {
		[STREAM_MESSAGE__KIND_WELCOME] = on_welcome,
		[STREAM_MESSAGE__KIND_RESET] = on_reset,
		[STREAM_MESSAGE__KIND_RECORDS] = ignore,
		[STREAM_MESSAGE__KIND_TAIL] = ignore,
		[STREAM_MESSAGE__KIND_GOODBYE] = on_goodbye,
	},
	[FOLLOWER_STREAM] = {
		[STREAM_MESSAGE__KIND_RESET] = on_reset,
		[STREAM_MESSAGE__KIND_RECORDS] = on_records,
		[STREAM_MESSAGE__KIND_TAIL] = on_tail,
		[STREAM_MESSAGE__KIND_GOODBYE] = on_goodbye,
	},
};

void follower_session_on_message(struct follower_session *s, const StreamMessage *m, int64_t now_ms)
{
	if (s->phase == FOLLOWER_IDLE || s->phase == FOLLOWER_HALT)
		return;
	follower_handler *handler = (unsigned)m->kind_case < KINDS ? handlers[s->phase][m->kind_case] : NULL;

	s->heard_at_ms = now_ms;
	if (handler)
		handler(s, m, now_ms);
	else
		follower_session_on_disorder(s, now_ms);
}
