/* The stream protocol: what it refuses. Forks, trimmed streams, withheld and damaged payloads, poison, hostile peers. */
#include "session_world.h"

/* ---- forks, trimmed streams, epochs */

TEST(a_cursor_of_another_history_is_a_fork)
{
	static struct world w;

	world_open(&w, 100);
	struct journal *other = journal_in(&w.room, "other", 0);
	append_many(other, "other", 100);
	follow_from(&w, cursor_at(other, 50)); /* within */
	steps(&w, 3, 10);
	CHECK_INT(w.state, BUS_FORKED);
	CHECK_INT(w.records, 0);
	follow_from(&w, cursor_at(other, 100)); /* at the tail */
	w.state = BUS_CONNECTING;
	steps(&w, 3, 10);
	CHECK_INT(w.state, BUS_FORKED);
	CHECK_INT(w.producer.state, PRODUCER_ENDED);
	journal_close(other);
	world_close(&w);
}

TEST(a_cursor_ahead_of_the_producer_is_a_fork)
{
	static struct world w;

	world_open(&w, 100);
	struct bus_cursor cursor = cursor_at(w.journal, 100);
	cursor.sequence = 101;
	follow_from(&w, cursor);
	steps(&w, 3, 10);
	CHECK_INT(w.state, BUS_FORKED);
	cursor.sequence = 100;
	cursor.epoch = 2; /* of an epoch the producer does not know */
	follow_from(&w, cursor);
	w.state = BUS_CONNECTING;
	steps(&w, 3, 10);
	CHECK_INT(w.state, BUS_FORKED);
	steps(&w, 5, 60000); /* only a person helps */
	CHECK_INT(w.connects, 2);
	world_close(&w);
}

TEST(the_producer_refuses_an_epoch_it_does_not_know)
{
	static struct world w;
	Position position;

	world_open(&w, 100);
	struct bus_cursor cursor = cursor_at(w.journal, 100);
	position__init(&position);
	position.sequence = 100;
	position.epoch = 1;
	position.hash = (ProtobufCBinaryData){ .len = JOURNAL_HASH_SIZE, .data = cursor.hash };
	greet(&w, 1, 1, &position);
	CHECK_INT(w.producer.state, PRODUCER_OPEN);
	position.epoch = 2;
	greet(&w, 1, 1, &position);
	CHECK_INT(w.producer.state, PRODUCER_ENDED);
	CHECK(last_is(&w, STREAM_MESSAGE__KIND_RESET));
	world_close(&w);
}

TEST(a_new_hello_forgets_what_was_durable)
{
	static struct world w;
	Position position;

	world_open(&w, 100);
	position__init(&position);
	greet(&w, 100, 1u << 20, &position);
	(void)producer_session_pump(&w.producer, w.now_ms, &w.batch);
	acknowledge(&w, 100, 0, 0);
	CHECK_INT(w.producer.durable, 100);
	greet(&w, 100, 1u << 20, &position); /* it went back to the beginning */
	CHECK(!w.producer.durable_known);
	acknowledge(&w, 0, 0, 0);
	CHECK_INT(w.producer.durable, 0);
	world_close(&w);
}

TEST(a_higher_epoch_on_the_same_history_is_followed)
{
	static struct world w;

	world_open(&w, 100);
	steps(&w, 3, 10);
	CHECK_INT(journal_epoch_bump(w.journal, 5, NULL), ERR_NONE);
	append_many(w.journal, "event", 10);
	w.feed.tail = journal_tail(w.journal);
	follower_session_on_disorder(&w.follower, w.now_ms);
	steps(&w, 20, 100);
	CHECK_INT(w.state, BUS_STREAMING);
	CHECK_INT(w.records, 111); /* the EPOCH record is one */
	CHECK_INT(w.follower.epoch, 2);
	CHECK_INT(w.follower.cursor.epoch, 2);
	world_close(&w);
}

static bool renounce(struct world *w, StreamMessage *m)
{
	(void)w;
	if (m->kind_case == STREAM_MESSAGE__KIND_WELCOME)
		m->welcome->epoch = 0;
	return true;
}

TEST(a_welcome_of_a_lower_epoch_is_a_fork)
{
	static struct world w;

	world_open(&w, 100);
	follow_from(&w, cursor_at(w.journal, 10));
	w.tamper = renounce;
	steps(&w, 3, 10);
	CHECK_INT(w.state, BUS_FORKED);
	world_close(&w);
}

TEST(a_trimmed_stream_is_seen_and_its_first_kept_record_still_reachable)
{
	static struct world w;

	world_open(&w, 0);
	journal_close(w.journal);
	w.journal = journal_in(&w.room, "small", 64 << 10);
	w.feed.journal = w.journal;
	append_many(w.journal, "event", 3000);
	CHECK_INT(journal_snapshot_note(w.journal, 2000, "/tmp/snapshot", NULL), ERR_NONE);
	struct bus_cursor early = cursor_at(w.journal, 5);
	struct bus_cursor cursors[2] = { early, early };
	CHECK_INT(journal_trim(w.journal, 2000, NULL), ERR_NONE);
	w.feed.tail = journal_tail(w.journal);
	uint64_t first = w.feed.tail.first_sequence;
	CHECK(first > 6 && first <= 2000);
	follow_from(&w, cursors[0]);
	steps(&w, 3, 10);
	CHECK_INT(w.state, BUS_TRIMMED);
	CHECK_INT(w.records, 0);
	/* One before the first kept: its hash is known from the record behind it. */
	struct journal_reader *r = NULL;
	struct record record;
	CHECK_INT(journal_reader_open(&r, w.journal, first, NULL), ERR_NONE);
	CHECK_INT(journal_reader_next(r, &record, NULL), ERR_NONE);
	cursors[1] = (struct bus_cursor){ .epoch = 1, .sequence = first - 1 };
	memcpy(cursors[1].hash, record.header.previous_hash, JOURNAL_HASH_SIZE);
	journal_reader_close(r);
	follow_from(&w, cursors[1]);
	steps(&w, 10, 10);
	CHECK_INT(w.state, BUS_STREAMING);
	CHECK_INT(w.records, 3001 - first);
	cursors[1].hash[0] ^= 1;
	follow_from(&w, cursors[1]);
	steps(&w, 3, 10);
	CHECK_INT(w.state, BUS_FORKED);
	world_close(&w);
}

/* ---- what a follower may see */

TEST(withheld_payloads_verify_by_their_headers)
{
	static struct world w;

	world_open(&w, 2);
	w.sees_below = 100; /* and yet: */
	append_record(w.journal, RECORD_EVENT, 4, span_text("informant"));
	append_record(w.journal, RECORD_ADOPTED, 2, span_text("of another service"));
	append_record(w.journal, RECORD_MARKER, 1, span_of("", 0));
	append_record(w.journal, RECORD_EVENT, 200, span_text("a class of the future"));
	append_many(w.journal, "event", 2);
	w.feed.tail = journal_tail(w.journal);
	steps(&w, 3, 10);
	CHECK_INT(w.records, 8);
	CHECK_INT(w.withheld, 3); /* the marker has nothing to withhold */
	CHECK_INT(w.payload_bytes, 4 * (int)strlen("event 1"));
	CHECK_INT(w.state, BUS_STREAMING);
	world_close(&w);
}

static bool flip(struct world *w, StreamMessage *m)
{
	if (m->kind_case == STREAM_MESSAGE__KIND_RECORDS && m->records->n_records > 2) {
		StreamRecord *r = m->records->records[2];

		w->tampered++;
		if (w->tamper_at < RECORD_HEADER_SIZE)
			r->header.data[w->tamper_at] ^= 1;
		else
			r->payload.data[0] ^= 1;
	}
	return true;
}

TEST(a_flip_anywhere_in_header_or_payload_stops_the_stream)
{
	static struct world w;

	world_open(&w, 10);
	w.tamper = flip;
	for (w.tamper_at = 0; w.tamper_at <= RECORD_HEADER_SIZE; w.tamper_at++) {
		w.state = BUS_CONNECTING;
		w.records = 0;
		follow_from(&w, (struct bus_cursor){ 0 });
		steps(&w, 2, 10);
		CHECK(w.records < 10);
		CHECK(w.state == BUS_FORKED || w.state == BUS_BLOCKED || w.follower.figures.gaps > 0 ||
		      w.follower.figures.duplicates > 0);
	}
	CHECK(w.tampered > RECORD_HEADER_SIZE);
	world_close(&w);
}

static bool expose(struct world *w, StreamMessage *m)
{
	if (m->kind_case == STREAM_MESSAGE__KIND_RECORDS) {
		m->records->records[0]->withheld = true;
		w->tampered++;
	}
	return true;
}

TEST(a_payload_called_withheld_is_damage)
{
	static struct world w;

	world_open(&w, 2);
	w.tamper = expose;
	steps(&w, 3, 10);
	CHECK_INT(w.state, BUS_BLOCKED);
	CHECK_INT(w.records, 0);
	world_close(&w);
}

/* ---- poison, resume, permission */

TEST(a_poison_record_blocks_until_a_person_resumes)
{
	static struct world w;

	world_open(&w, 100);
	w.poison = 42;
	steps(&w, 10, 1000);
	CHECK_INT(w.state, BUS_BLOCKED);
	CHECK_INT(w.records, 41);
	CHECK(strstr(w.reason, "42") != NULL);
	CHECK_INT(w.follower.cursor.sequence, 41);
	steps(&w, 10, 60000);
	CHECK_INT(w.connects, 1);
	/* parked: the cursor moves over it */
	w.poison = 0;
	w.next = 43;
	struct bus_cursor behind = cursor_at(w.journal, 42);
	follower_session_resume(&w.follower, &behind, w.now_ms);
	steps(&w, 10, 10);
	CHECK_INT(w.state, BUS_STREAMING);
	CHECK_INT(w.records, 99);
	CHECK_INT(w.producer.durable, 100);
	world_close(&w);
}

TEST(resume_and_durable_may_come_from_within_on_record)
{
	static struct world w;

	world_open(&w, 5000);
	w.auto_durable = false;
	w.durable_within = true;
	w.resume_within = true; /* at the first record */
	steps(&w, 60, 10);
	CHECK_INT(w.records, 5000);
	CHECK_INT(w.state, BUS_STREAMING);
	CHECK_INT(w.connects, 2);
	CHECK_INT(w.follower.outstanding_records, 0);
	CHECK_INT(w.follower.outstanding_bytes, 0);
	world_close(&w);
}

TEST(a_failed_batch_goes_back_to_the_durable_cursor)
{
	static struct world w;

	world_open(&w, 500);
	w.auto_durable = false;
	steps(&w, 5, 10);
	CHECK_INT(w.records, 500);
	follower_session_durable(&w.follower, 200);
	struct bus_cursor back = cursor_at(w.journal, 200);
	w.next = 201;
	follower_session_resume(&w.follower, &back, w.now_ms);
	follower_session_durable(&w.follower, 500); /* late word of what was given up: no effect */
	CHECK_INT(w.follower.durable, 200);
	steps(&w, 5, 10);
	CHECK_INT(w.records, 800);
	CHECK_INT(w.producer.durable, 200);
	world_close(&w);
}

TEST(a_follower_that_may_not_asks_again_slowly)
{
	static struct world w;

	world_open(&w, 10);
	w.may_follow = false;
	steps(&w, 10, 1000);
	CHECK_INT(w.state, BUS_DENIED);
	CHECK_INT(w.connects, 1);
	w.may_follow = true;
	steps(&w, 30, 1000);
	CHECK_INT(w.state, BUS_STREAMING);
	CHECK_INT(w.records, 10);
	world_close(&w);
}

/* ---- a producer among hostile peers */

TEST(nothing_but_hello_opens_a_session)
{
	static struct world w;

	world_open(&w, 10);
	for (int kind = 0; kind <= STREAM_MESSAGE__KIND_GOODBYE + 1; kind++) {
		StreamMessage m = message((StreamMessage__KindCase)kind);
		StreamHello hello;

		if (kind == STREAM_MESSAGE__KIND_HELLO || kind == STREAM_MESSAGE__KIND_GOODBYE)
			continue;
		stream_hello__init(&hello);
		m.hello = &hello;
		fresh_producer(&w);
		w.connected = true;
		producer_session_on_message(&w.producer, &m, w.now_ms);
		CHECK_INT(w.producer.state, PRODUCER_ENDED);
		CHECK(last_is(&w, STREAM_MESSAGE__KIND_GOODBYE));
	}
	world_close(&w);
}

TEST(malformed_hellos_are_refused)
{
	static struct world w;
	Position cursor;
	uint8_t hash[JOURNAL_HASH_SIZE] = { 0 };

	world_open(&w, 10);
	greet(&w, 1, 1, NULL); /* no cursor */
	CHECK_INT(w.producer.state, PRODUCER_ENDED);
	CHECK(last_is(&w, STREAM_MESSAGE__KIND_GOODBYE));
	position__init(&cursor);
	cursor.sequence = 5; /* no hash */
	fresh_producer(&w);
	greet(&w, 1, 1, &cursor);
	CHECK(last_is(&w, STREAM_MESSAGE__KIND_GOODBYE));
	cursor.hash = (ProtobufCBinaryData){ .len = 31, .data = hash };
	fresh_producer(&w);
	greet(&w, 1, 1, &cursor);
	CHECK(last_is(&w, STREAM_MESSAGE__KIND_GOODBYE));
	cursor.sequence = UINT64_MAX;
	cursor.hash.len = 32;
	fresh_producer(&w);
	greet(&w, 1, 1, &cursor);
	CHECK(last_is(&w, STREAM_MESSAGE__KIND_RESET));
	cursor.sequence = 0;
	hash[3] = 1; /* before the first record there is no hash */
	fresh_producer(&w);
	greet(&w, 1, 1, &cursor);
	CHECK(last_is(&w, STREAM_MESSAGE__KIND_RESET));
	world_close(&w);
}

TEST(acknowledging_what_was_never_sent_ends_the_session)
{
	static struct world w;
	Position cursor;

	world_open(&w, 10);
	position__init(&cursor);
	greet(&w, 3, 100000, &cursor);
	(void)producer_session_pump(&w.producer, w.now_ms, &w.batch);
	acknowledge(&w, 3, 0, 0);
	CHECK_INT(w.producer.state, PRODUCER_OPEN);
	acknowledge(&w, 4, 0, 0);
	CHECK_INT(w.producer.state, PRODUCER_ENDED);
	world_close(&w);
}

TEST(a_peer_that_has_gone_ends_the_session)
{
	static struct world w;

	world_open(&w, 10);
	steps(&w, 3, 10);
	w.connected = false;
	w.now_ms += 2000;
	producer_session_on_tick(&w.producer, w.now_ms);
	CHECK_INT(w.producer.state, PRODUCER_ENDED);
	world_close(&w);
}

TEST(reasons_are_cut_between_characters)
{
	char out[STREAM_REASON_MAX], in[400] = "";

	stream_reason(out, "short");
	CHECK_TEXT(out, "short");
	for (int i = 0; i < 100; i++)
		memcpy(in + 3 * i, "担", 4);
	stream_reason(out, in);
	CHECK_INT(strlen(out), 198);
	CHECK(wire_utf8_valid(span_text(out), NULL));
}

TEST_MAIN()
