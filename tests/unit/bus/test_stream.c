/* Streams over real loopback TCP: order, restarts, credit, forks, poison. */
#include "stream_world.h"

TEST(fifty_thousand_records_arrive_in_order_and_verified)
{
	struct room room;
	struct producer p;
	struct reader r;

	room_with_keys(&room);
	producer_open(&p, &room, "training", 30000);
	reader_open(&r, &room, "gateway", &p);
	r.in_turn = 100;
	CHECK(wait_records(&r, 30000));
	for (int i = 0; i < 20; i++) { /* and live */
		append_many(p.journal, "event", 1000);
		bus_stream_advance(p.stream);
		turn_for(&room, 2);
	}
	CHECK(wait_records(&r, 50000));
	CHECK(!r.disorder);
	CHECK_INT(r.records, 50000);
	CHECK_INT(bus_follower_tail(r.follower), 50000);
	CHECK_INT(bus_follower_epoch(r.follower), 1);
	CHECK_INT(r.state, BUS_STREAMING);
	bus_follower_durable(r.follower, 50000);
	turn_for(&room, 50);
	CHECK_INT(bus_stream_acked_min(p.stream), 50000);
	reader_close(&r);
	producer_close(&p);
	room_close(&room);
}

TEST(a_record_is_there_at_once_when_the_tail_moves)
{
	struct room room;
	struct producer p;
	struct reader r;

	room_with_keys(&room);
	producer_open(&p, &room, "training", 1);
	reader_open(&r, &room, "gateway", &p);
	CHECK(wait_records(&r, 1));
	int64_t start = loop_now_ms(room.loop);
	for (uint64_t i = 2; i <= 101; i++) {
		append_many(p.journal, "event", 1);
		bus_stream_advance(p.stream);
		CHECK(wait_records(&r, i));
	}
	CHECK(loop_now_ms(room.loop) - start < 3000); /* not one heartbeat each */
	reader_close(&r);
	producer_close(&p);
	room_close(&room);
}

TEST(a_producer_that_restarts_goes_on_where_it_was)
{
	struct room room;
	struct producer p;
	struct reader r;
	char address[128];

	room_with_keys(&room);
	producer_open(&p, &room, "training", 20000);
	reader_open(&r, &room, "gateway", &p);
	r.in_turn = 50;
	CHECK(wait_records(&r, 7000));
	snprintf(address, sizeof address, "%s", p.address);
	producer_stop(&p);
	CHECK(r.records < 20000);
	CHECK(wait_state(&r, BUS_CONNECTING));
	append_many(p.journal, "event", 10);
	producer_start(&p, address);
	r.in_turn = 1;
	CHECK(wait_records(&r, 20010));
	CHECK_INT(r.records, 20010);
	CHECK(!r.disorder);
	reader_close(&r);
	producer_close(&p);
	room_close(&room);
}

TEST(a_follower_that_restarts_takes_its_old_place)
{
	struct room room;
	struct producer p;
	struct reader r;

	room_with_keys(&room);
	producer_open(&p, &room, "training", 1000);
	reader_open(&r, &room, "gateway", &p);
	CHECK(wait_records(&r, 1000));
	bus_follower_free(r.follower);
	append_many(p.journal, "event", 500);
	bus_stream_advance(p.stream);
	reader_follow(&r, &p, "gateway");
	CHECK(wait_records(&r, 1500));
	CHECK(!r.disorder);
	turn_for(&room, 50);
	CHECK_INT(bus_stream_acked_min(p.stream), 1500);
	reader_close(&r);
	producer_close(&p);
	room_close(&room);
}

TEST(a_second_connection_of_the_same_follower_takes_over)
{
	struct room room;
	struct producer p;
	struct reader first, second;

	room_with_keys(&room);
	producer_open(&p, &room, "training", 100);
	reader_open(&first, &room, "gateway", &p);
	CHECK(wait_records(&first, 100));
	second = (struct reader){ .room = &room, .in_turn = 1, .bus = first.bus };
	reader_follow(&second, &p, "gateway");
	CHECK(wait_records(&second, 100));
	CHECK(wait_state(&first, BUS_CONNECTING));
	append_many(p.journal, "event", 10);
	bus_stream_advance(p.stream);
	CHECK(wait_records(&second, 110));
	CHECK_INT(first.records, 100);
	bus_follower_free(second.follower);
	reader_close(&first);
	producer_close(&p);
	room_close(&room);
}

TEST(a_follower_without_credit_receives_no_more_and_costs_nobody_else)
{
	struct room room;
	struct producer p;
	struct reader stuck, slow, quick;

	room_with_keys(&room);
	producer_open(&p, &room, "training", 10000);
	reader_open(&stuck, &room, "gateway", &p);
	reader_open(&slow, &room, "welfare", &p);
	reader_open(&quick, &room, "personnel", &p);
	stuck.in_turn = 0;
	slow.in_turn = 1900; /* nearly all its credit at a time */
	CHECK(wait_records(&quick, 10000));
	CHECK(wait_records(&slow, 10000));
	turn_for(&room, 1500); /* heartbeats included */
	CHECK_INT(stuck.records, BUS_CREDIT_RECORDS);
	CHECK_INT(stuck.state, BUS_STREAMING);
	CHECK(!stuck.disorder && !slow.disorder && !quick.disorder);
	CHECK_INT(bus_stream_acked_min(p.stream), 1); /* holds retention back */
	bus_follower_durable(stuck.follower, 1000);
	CHECK(wait_records(&stuck, BUS_CREDIT_RECORDS + 1000));
	turn_for(&room, 100);
	CHECK_INT(stuck.records, BUS_CREDIT_RECORDS + 1000);
	CHECK_INT(bus_stream_acked_min(p.stream), 1000);
	reader_close(&stuck);
	reader_close(&slow);
	reader_close(&quick);
	producer_close(&p);
	room_close(&room);
}

TEST(the_largest_payload_travels)
{
	struct room room;
	struct producer p;
	struct reader r;
	uint8_t *body = calloc(1, RECORD_PAYLOAD_MAX);

	room_with_keys(&room);
	producer_open(&p, &room, "personnel", 10);
	append_record(p.journal, RECORD_EVENT, 2, span_of(body, RECORD_PAYLOAD_MAX));
	append_many(p.journal, "event", 10);
	bus_stream_advance(p.stream);
	reader_open(&r, &room, "gateway", &p);
	CHECK(wait_records(&r, 21));
	CHECK(!r.disorder);
	free(body);
	reader_close(&r);
	producer_close(&p);
	room_close(&room);
}

TEST(a_forked_journal_is_detected_and_stops_that_stream_alone)
{
	struct room room;
	struct producer training, personnel;
	struct reader a, b;
	char address[128];

	room_with_keys(&room);
	producer_open(&training, &room, "training", 100);
	producer_open(&personnel, &room, "personnel", 100);
	reader_open(&a, &room, "gateway", &training);
	b = (struct reader){ .room = &room, .in_turn = 1, .bus = a.bus }; /* one bus, two followers */
	reader_follow(&b, &personnel, "gateway");
	CHECK(wait_records(&a, 100));
	CHECK(wait_records(&b, 100));
	snprintf(address, sizeof address, "%s", training.address);
	producer_stop(&training);
	journal_close(training.journal);
	training.journal = journal_in(&room, "another", 0); /* restored from somewhere, and written to */
	append_many(training.journal, "another", 200);
	producer_start(&training, address);
	CHECK(wait_state(&a, BUS_FORKED));
	CHECK_INT(a.records, 100);
	append_many(personnel.journal, "event", 50);
	bus_stream_advance(personnel.stream);
	CHECK(wait_records(&b, 150));
	CHECK_INT(b.state, BUS_STREAMING);
	bus_follower_free(b.follower);
	reader_close(&a);
	producer_close(&training);
	producer_close(&personnel);
	room_close(&room);
}

TEST(a_trimmed_stream_is_detected)
{
	struct room room;
	struct producer p;
	struct reader r;

	room_with_keys(&room);
	producer_open(&p, &room, "training", 0);
	bus_stream_free(p.stream);
	journal_close(p.journal);
	p.journal = journal_in(&room, "small", 64 << 10);
	append_many(p.journal, "event", 3000);
	CHECK_INT(journal_snapshot_note(p.journal, 2000, "/tmp/snapshot", NULL), ERR_NONE);
	CHECK_INT(journal_trim(p.journal, 2000, NULL), ERR_NONE);
	bus_free(p.bus);
	producer_start(&p, ANY_PORT);
	reader_open(&r, &room, "gateway", &p);
	CHECK(wait_state(&r, BUS_TRIMMED));
	CHECK_INT(r.records, 0);
	reader_close(&r);
	producer_close(&p);
	room_close(&room);
}

TEST(withheld_payloads_leave_the_chain_whole)
{
	struct room room;
	struct producer p;
	struct reader r;

	room_with_keys(&room);
	producer_open(&p, &room, "training", 10);
	p.sees_below = 3;
	append_record(p.journal, RECORD_EVENT, 4, span_text("sealed"));
	append_record(p.journal, RECORD_EVENT, 3, span_text("not for this principal"));
	append_record(p.journal, RECORD_MARKER, 1, span_of("", 0));
	append_many(p.journal, "event", 10);
	bus_stream_advance(p.stream);
	reader_open(&r, &room, "gateway", &p);
	CHECK(wait_records(&r, 23));
	CHECK_INT(r.withheld, 2);
	CHECK(!r.disorder);
	CHECK_INT(r.state, BUS_STREAMING);
	reader_close(&r);
	producer_close(&p);
	room_close(&room);
}

TEST(poison_blocks_one_stream_and_resume_continues)
{
	struct room room;
	struct producer p;
	struct reader poisoned, sound;

	room_with_keys(&room);
	producer_open(&p, &room, "training", 100);
	reader_open(&poisoned, &room, "gateway", &p);
	reader_open(&sound, &room, "welfare", &p);
	poisoned.poison = 50;
	CHECK(wait_state(&poisoned, BUS_BLOCKED));
	CHECK(wait_records(&sound, 100));
	CHECK_INT(poisoned.records, 49);
	turn_for(&room, 500);
	CHECK_INT(poisoned.state, BUS_BLOCKED);
	poisoned.poison = 0;
	bus_follower_resume(poisoned.follower, poisoned.cursor);
	CHECK(wait_records(&poisoned, 100));
	CHECK(!poisoned.disorder);
	CHECK_INT(poisoned.state, BUS_STREAMING);
	reader_close(&poisoned);
	reader_close(&sound);
	producer_close(&p);
	room_close(&room);
}

TEST_MAIN()
