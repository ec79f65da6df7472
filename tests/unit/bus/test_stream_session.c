/* The stream protocol: the straight way, credit, and a line that fails. */
#include "session_world.h"

/* ---- the straight way */

TEST(all_records_arrive_in_order_and_verified)
{
	static struct world w;

	world_open(&w, 10000);
	steps(&w, 50, 10);
	CHECK_INT(w.records, 10000);
	CHECK_INT(w.state, BUS_STREAMING);
	CHECK_INT(w.follower.tail, 10000);
	CHECK_INT(w.follower.epoch, 1);
	CHECK_INT(w.producer.durable, 10000);
	CHECK_INT(w.producer.credit_records, BUS_CREDIT_RECORDS);
	CHECK_INT(w.producer.credit_bytes, BUS_CREDIT_BYTES);
	CHECK_INT(w.follower.figures.gaps + w.follower.figures.duplicates + w.follower.figures.disorders, 0);
	/* Live: what is appended now arrives too. */
	append_many(w.journal, "event", 3);
	w.feed.tail = journal_tail(w.journal);
	steps(&w, 2, 10);
	CHECK_INT(w.records, 10003);
	world_close(&w);
}

TEST(an_empty_stream_is_followed_and_begins_with_its_first_record)
{
	static struct world w;

	world_open(&w, 0);
	steps(&w, 3, 1000);
	CHECK_INT(w.state, BUS_STREAMING);
	append_many(w.journal, "event", 1);
	w.feed.tail = journal_tail(w.journal);
	steps(&w, 3, 10);
	CHECK_INT(w.records, 1);
	world_close(&w);
}

TEST(nothing_past_the_known_tail_is_sent)
{
	static struct world w;

	world_open(&w, 5);
	append_many(w.journal, "event", 5); /* durable, but the producer was not told */
	steps(&w, 5, 10);
	CHECK_INT(w.records, 5);
	world_close(&w);
}

TEST(a_follower_resumes_behind_its_cursor)
{
	static struct world w;

	world_open(&w, 100);
	follow_from(&w, cursor_at(w.journal, 60));
	steps(&w, 5, 10);
	CHECK_INT(w.records, 40);
	CHECK_INT(w.follower.cursor.sequence, 100);
	world_close(&w);
}

/* ---- credit */

TEST(without_durable_no_more_comes_than_credit_in_records)
{
	static struct world w;

	world_open(&w, 3000);
	w.auto_durable = false;
	steps(&w, 100, 1);
	CHECK_INT(w.records, BUS_CREDIT_RECORDS);
	follower_session_durable(&w.follower, 10);
	steps(&w, 10, 1);
	CHECK_INT(w.records, BUS_CREDIT_RECORDS + 10);
	/* A new connection brings no new credit. */
	follower_session_on_disorder(&w.follower, w.now_ms);
	steps(&w, 100, 10);
	CHECK_INT(w.state, BUS_STREAMING);
	CHECK_INT(w.records, BUS_CREDIT_RECORDS + 10);
	follower_session_durable(&w.follower, w.follower.cursor.sequence);
	steps(&w, 10, 1);
	CHECK_INT(w.records, 3000);
	world_close(&w);
}

TEST(without_durable_no_more_comes_than_credit_in_bytes)
{
	static struct world w;
	static uint8_t body[100000];

	world_open(&w, 0);
	w.auto_durable = false;
	for (int i = 0; i < 60; i++)
		append_record(w.journal, RECORD_EVENT, 2, span_of(body, sizeof body));
	w.feed.tail = journal_tail(w.journal);
	steps(&w, 50, 1);
	CHECK_INT(w.records, BUS_CREDIT_BYTES / stream_record_cost(sizeof body));
	w.auto_durable = true;
	steps(&w, 50, 1);
	CHECK_INT(w.records, 60);
	world_close(&w);
}

TEST(the_largest_record_is_sent_alone_when_all_before_it_is_durable)
{
	static struct world w;
	uint8_t *body = calloc(1, RECORD_PAYLOAD_MAX);

	world_open(&w, 3);
	append_record(w.journal, RECORD_EVENT, 2, span_of(body, RECORD_PAYLOAD_MAX));
	append_many(w.journal, "event", 3);
	w.feed.tail = journal_tail(w.journal);
	w.auto_durable = false;
	steps(&w, 20, 1);
	CHECK_INT(w.records, 3);
	follower_session_durable(&w.follower, 2);
	steps(&w, 20, 1);
	CHECK_INT(w.records, 3);
	follower_session_durable(&w.follower, 3);
	steps(&w, 20, 1);
	CHECK_INT(w.records, 4); /* it takes the whole window */
	CHECK_INT(w.follower.outstanding_bytes, BUS_CREDIT_BYTES);
	follower_session_on_disorder(&w.follower, w.now_ms);
	steps(&w, 20, 100); /* also on a new connection */
	CHECK_INT(w.state, BUS_STREAMING);
	CHECK_INT(w.records, 4);
	follower_session_durable(&w.follower, 4);
	steps(&w, 20, 1);
	CHECK_INT(w.records, 7);
	CHECK_INT(w.follower.figures.disorders, 1); /* ours */
	free(body);
	world_close(&w);
}

TEST(a_hello_without_credit_gets_nothing_and_greed_is_capped)
{
	static struct world w;
	Position cursor;

	world_open(&w, 5000);
	position__init(&cursor);
	greet(&w, 0, 0, &cursor);
	CHECK_INT(w.producer.state, PRODUCER_OPEN);
	CHECK(!producer_session_pump(&w.producer, w.now_ms, &w.batch));
	CHECK_INT(w.producer.sent, 0);
	acknowledge(&w, 0, 7, 0);
	CHECK(!producer_session_pump(&w.producer, w.now_ms, &w.batch));
	CHECK_INT(w.producer.sent, 0); /* records alone are no credit */
	acknowledge(&w, 0, 0, 1u << 20);
	(void)producer_session_pump(&w.producer, w.now_ms, &w.batch);
	CHECK_INT(w.producer.sent, 7);
	acknowledge(&w, 7, UINT32_MAX, UINT32_MAX);
	CHECK_INT(w.producer.credit_records, BUS_CREDIT_RECORDS);
	CHECK_INT(w.producer.credit_bytes, BUS_CREDIT_BYTES);
	world_close(&w);
}

static bool overpay(struct world *w, StreamMessage *m)
{
	if (m->kind_case == STREAM_MESSAGE__KIND_RECORDS && w->producer.credit_records == 0) {
		w->producer.credit_records = 10; /* a producer that cannot count */
		w->tampered++;
	}
	return true;
}

TEST(a_producer_that_overdraws_its_credit_is_cut)
{
	static struct world w;

	world_open(&w, 5000);
	w.auto_durable = false;
	w.tamper = overpay;
	steps(&w, 3, 1);
	CHECK_INT(w.records, BUS_CREDIT_RECORDS);
	CHECK(w.tampered > 0);
	CHECK(w.follower.figures.disorders > 0);
	world_close(&w);
}

TEST(a_full_queue_loses_nothing)
{
	static struct world w;

	world_open(&w, 5000);
	steps(&w, 1, 1);
	for (int i = 0; i < 40; i++) {
		w.full = i % 2 == 0;
		step(&w);
		w.now_ms++;
	}
	CHECK_INT(w.records, 5000);
	CHECK_INT(w.follower.figures.gaps, 0);
	CHECK_INT(w.connects, 1);
	world_close(&w);
}

/* ---- the line */

static bool lose_one_batch(struct world *w, StreamMessage *m)
{
	if (m->kind_case == STREAM_MESSAGE__KIND_RECORDS && w->tampered == 0) {
		w->tampered++;
		return false;
	}
	return true;
}

TEST(a_lost_batch_is_asked_for_again)
{
	static struct world w;

	world_open(&w, 4000);
	w.tamper = lose_one_batch;
	steps(&w, 20, 10);
	CHECK_INT(w.records, 4000);
	CHECK_INT(w.follower.figures.gaps, 1);
	CHECK_INT(w.connects, 1);
	world_close(&w);
}

TEST(a_lost_last_batch_shows_by_the_heartbeats)
{
	static struct world w;

	world_open(&w, 5);
	w.tamper = lose_one_batch;
	steps(&w, 8, 1000);
	CHECK_INT(w.records, 5);
	CHECK_INT(w.follower.figures.gaps, 1);
	world_close(&w);
}

static bool lose_every_first(struct world *w, StreamMessage *m)
{
	if (m->kind_case == STREAM_MESSAGE__KIND_WELCOME)
		w->tampered = 0;
	return m->kind_case != STREAM_MESSAGE__KIND_RECORDS || w->tampered++ > 0;
}

TEST(records_that_keep_missing_block_the_stream)
{
	static struct world w;

	world_open(&w, 4000);
	w.tamper = lose_every_first;
	steps(&w, 50, 10);
	CHECK_INT(w.state, BUS_BLOCKED);
	CHECK_INT(w.follower.figures.gaps, BUS_GAPS_MAX + 1);
	CHECK_INT(w.records, 0);
	CHECK(!w.connected);
	/* Spread over more than a minute they do not. */
	struct bus_cursor start = { 0 };
	follower_session_resume(&w.follower, &start, w.now_ms);
	steps(&w, 3, 25000);
	CHECK_INT(w.state == BUS_BLOCKED, 0);
	world_close(&w);
}

static bool double_it(struct world *w, StreamMessage *m)
{
	if (m->kind_case == STREAM_MESSAGE__KIND_RECORDS) {
		follower_session_on_message(&w->follower, m, w->now_ms);
		w->tampered++;
	}
	return true;
}

TEST(doubled_messages_are_dropped_silently)
{
	static struct world w;

	world_open(&w, 5000);
	w.tamper = double_it;
	steps(&w, 60, 1);
	CHECK_INT(w.records, 5000);
	CHECK_INT(w.follower.figures.duplicates, 5000);
	CHECK_INT(w.connects, 1);
	world_close(&w);
}

TEST(three_missed_heartbeats_bring_a_new_connection)
{
	static struct world w;

	world_open(&w, 10);
	steps(&w, 3, 10);
	CHECK_INT(w.records, 10);
	steps(&w, 30, 1000); /* heartbeats keep it */
	CHECK_INT(w.connects, 1);
	w.line_down = true;
	empty(&w.to_follower);
	w.full = true;
	steps(&w, 3, 1000);
	CHECK_INT(w.state, BUS_STREAMING);
	steps(&w, 2, 1000);
	CHECK_INT(w.state, BUS_CONNECTING);
	CHECK(!w.connected);
	w.line_down = w.full = false;
	append_many(w.journal, "event", 5);
	w.feed.tail = journal_tail(w.journal);
	steps(&w, 40, 100);
	CHECK_INT(w.state, BUS_STREAMING);
	CHECK_INT(w.records, 15);
	world_close(&w);
}

TEST(back_off_doubles_to_its_limit)
{
	static struct world w;
	int64_t longest = 0;

	world_open(&w, 1);
	w.line_down = true;
	for (int i = 0; i < 200; i++) {
		int64_t before = w.now_ms;

		follower_session_on_tick(&w.follower, w.now_ms);
		w.now_ms = w.follower.deadline_ms;
		if (w.now_ms - before > longest)
			longest = w.now_ms - before;
		CHECK(w.now_ms - before <= BUS_BACKOFF_MAX_MS);
	}
	CHECK(longest > BUS_BACKOFF_MAX_MS / 2);
	CHECK(follower_session_wait_ms(&w.follower, w.now_ms) <= BUS_HEARTBEAT_MS);
	w.line_down = false;
	steps(&w, 3, 100);
	CHECK_INT(w.records, 1);
	world_close(&w);
}

/* On a slow line one large record may take longer than three heartbeats. */
TEST(patience_grows_with_silence_and_is_forgotten_later)
{
	static struct world w;

	world_open(&w, 1);
	steps(&w, 3, 10);
	w.line_down = w.full = true;
	steps(&w, 5, 1000);
	CHECK_INT(w.follower.silence_ms, 2 * BUS_SILENCE_MS);
	w.line_down = w.full = false;
	steps(&w, 400, 1000);
	CHECK_INT(w.state, BUS_STREAMING);
	CHECK_INT(w.follower.silence_ms, BUS_SILENCE_MS);
	world_close(&w);
}

TEST(a_lost_connection_says_hello_again_on_the_next)
{
	static struct world w;

	world_open(&w, 100);
	steps(&w, 3, 10);
	follower_session_on_lost(&w.follower, w.now_ms); /* the transport mends it: another session at the producer */
	CHECK_INT(w.state, BUS_CONNECTING);
	fresh_producer(&w);
	append_many(w.journal, "event", 1);
	w.feed.tail = journal_tail(w.journal);
	steps(&w, 3, 10);
	CHECK_INT(w.state, BUS_STREAMING);
	CHECK_INT(w.records, 101);
	CHECK_INT(w.connects, 1);
	world_close(&w);
}

TEST_MAIN()
