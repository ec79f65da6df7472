/* Streams over real loopback TCP: who may follow, and for how long. */
#include "stream_world.h"

TEST(a_revoked_follower_is_cut_off_at_once)
{
	struct room room;
	struct producer p;
	struct reader revoked, other;

	room_with_keys(&room);
	producer_open(&p, &room, "training", 100);
	reader_open(&revoked, &room, "gateway", &p);
	reader_open(&other, &room, "welfare", &p);
	CHECK(wait_records(&revoked, 100));
	CHECK(wait_records(&other, 100));
	allow_only(&room, "training", "welfare", NULL);
	CHECK_INT(bus_reload(p.bus, NULL), ERR_NONE);
	append_many(p.journal, "event", 100);
	bus_stream_advance(p.stream);
	CHECK(wait_records(&other, 200));
	CHECK(wait_state(&revoked, BUS_CONNECTING));
	turn_for(&room, 1500); /* it tries again, and is refused at the handshake */
	CHECK_INT(revoked.records, 100);
	allow_only(&room, "training", "welfare", "gateway", NULL);
	CHECK_INT(bus_reload(p.bus, NULL), ERR_NONE);
	bus_follower_resume(revoked.follower, revoked.cursor);
	CHECK(wait_records(&revoked, 200));
	CHECK(!revoked.disorder);
	CHECK(bus_figures(p.bus).handshakes >= 3);
	reader_close(&revoked);
	reader_close(&other);
	producer_close(&p);
	room_close(&room);
}

/* The lines are looked at in turn, whenever the list is read: here in the same moment. */
TEST(a_revoked_follower_is_told_before_its_line_is_cut)
{
	enum { ROUNDS = 6 };
	struct room room;
	struct producer p;
	unsigned told = 0;

	room_with_keys(&room);
	producer_open(&p, &room, "training", 10);
	for (int i = 0; i < ROUNDS; i++) {
		struct reader r;

		reader_open(&r, &room, "gateway", &p);
		CHECK(wait_records(&r, 10));
		allow_only(&room, "training", NULL);
		usleep((BUS_LINES_CHECK_MS + 20) * 1000); /* a check is due */
		CHECK_INT(bus_reload(p.bus, NULL), ERR_NONE);
		CHECK(wait_state(&r, BUS_CONNECTING));
		told += r.told_to_go;
		reader_close(&r);
		allow_only(&room, "training", "gateway", NULL);
		CHECK_INT(bus_reload(p.bus, NULL), ERR_NONE);
	}
	CHECK_INT(told, ROUNDS);
	producer_close(&p);
	room_close(&room);
}

static bool refused_some(void *context)
{
	return bus_figures(context).unknown_keys >= 1;
}

TEST(an_unknown_follower_is_refused_until_listed)
{
	struct room room;
	struct producer p;
	struct reader r;

	room_open(&room);
	allow_only(&room, "training", NULL);
	producer_open(&p, &room, "training", 100);
	reader_open(&r, &room, "gateway", &p);
	CHECK(turn_until(&room, refused_some, p.bus, PATIENCE_MS));
	CHECK_INT(r.records, 0);
	CHECK_INT(r.state, BUS_CONNECTING);
	allow_only(&room, "training", "gateway", NULL);
	CHECK_INT(bus_reload(p.bus, NULL), ERR_NONE);
	CHECK(wait_records(&r, 100)); /* a fresh socket after BUS_CONNECT_WAIT_MS */
	reader_close(&r);
	producer_close(&p);
	room_close(&room);
}

TEST(a_listed_key_that_may_not_follow_is_denied)
{
	struct room room;
	struct producer p;
	struct reader r;

	room_with_keys(&room);
	producer_open(&p, &room, "training", 100);
	p.refuses = true;
	reader_open(&r, &room, "gateway", &p);
	CHECK(wait_state(&r, BUS_DENIED));
	CHECK_INT(r.records, 0);
	CHECK_INT(bus_stream_acked_min(p.stream), 0);
	reader_close(&r);
	producer_close(&p);
	room_close(&room);
}

TEST(a_right_taken_away_ends_the_live_stream)
{
	struct room room;
	struct producer p;
	struct reader r;

	room_with_keys(&room);
	producer_open(&p, &room, "training", 100);
	reader_open(&r, &room, "gateway", &p);
	CHECK(wait_records(&r, 100));
	p.refuses = true;
	CHECK_INT(bus_reload(p.bus, NULL), ERR_NONE);
	append_many(p.journal, "event", 100);
	bus_stream_advance(p.stream);
	CHECK(wait_state(&r, BUS_CONNECTING));
	turn_for(&room, 500);
	CHECK_INT(r.records, 100);
	reader_close(&r);
	producer_close(&p);
	room_close(&room);
}

TEST(freed_with_much_on_the_way_nothing_is_left)
{
	struct room room;
	struct producer p;
	struct reader r;

	room_with_keys(&room);
	producer_open(&p, &room, "training", 20000);
	reader_open(&r, &room, "gateway", &p);
	CHECK(wait_records(&r, 100));
	reader_close(&r);
	producer_close(&p);
	room_close(&room); /* loop_free asserts */
}

TEST_MAIN()
