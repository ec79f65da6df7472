/* Commands over real loopback TCP with CURVE: both ends on one loop, each with a bus of its own. */
#include "bus/socket.h"
#include "fixture.h"

struct pair {
	struct room room;
	struct bus *server_bus, *client_bus;
	struct bus_endpoint *endpoint;
	struct bus_client *client;
	struct bus_request last;
	unsigned requests, replies, replies_wanted;
	uint64_t last_reply_id;
	size_t last_size;
	uint64_t sum_ids;
	bool silent;             /* takes requests, answers none */
	enum err replied;
	struct loop_timer *sender;
	uint64_t next_id;
};

static void on_request(void *context, const struct bus_request *from, struct span body)
{
	struct pair *p = context;

	p->requests++;
	p->last = *from;
	p->last_size = body.size;
	if (!p->silent)
		p->replied = bus_endpoint_reply(p->endpoint, from, body);
}

static void on_reply(void *context, uint64_t id, struct span body)
{
	struct pair *p = context;

	p->replies++;
	p->last_reply_id = id;
	p->last_size = body.size;
	p->sum_ids += id;
}

static bool replied(void *context)
{
	struct pair *p = context;

	return p->replies >= p->replies_wanted;
}

static bool requested(void *context)
{
	struct pair *p = context;

	return p->requests >= p->replies_wanted;
}

static bool connected(void *context)
{
	struct pair *p = context;

	return bus_client_send(p->client, 1, span_text("hello")) == ERR_NONE;
}

static void pair_serve(struct pair *p)
{
	*p = (struct pair){ 0 };
	room_open(&p->room);
	allow_only(&p->room, "gateway", "training", NULL);
	p->server_bus = bus_of(&p->room, "training");
	p->client_bus = bus_of(&p->room, "gateway");
	CHECK_INT(bus_endpoint_open(&p->endpoint, p->server_bus, ANY_PORT, on_request, p, NULL), ERR_NONE);
}

static void pair_ask(struct pair *p)
{
	CHECK_INT(bus_client_open(&p->client, p->client_bus, bus_endpoint_address(p->endpoint), "training", on_reply, p,
				  NULL), ERR_NONE);
}

static void pair_open(struct pair *p)
{
	pair_serve(p);
	pair_ask(p);
	CHECK(turn_until(&p->room, connected, p, PATIENCE_MS));
	p->replies_wanted = 1;
	CHECK(turn_until(&p->room, replied, p, PATIENCE_MS));
}

static void pair_close(struct pair *p)
{
	loop_timer_free(p->sender);
	bus_client_free(p->client);
	bus_endpoint_free(p->endpoint);
	bus_free(p->client_bus);
	bus_free(p->server_bus);
	room_close(&p->room);
}

TEST(a_command_goes_there_and_back)
{
	struct pair p;

	pair_open(&p);
	CHECK_INT(bus_client_send(p.client, UINT64_MAX - 1, span_text("call up")), ERR_NONE);
	p.replies_wanted = 2;
	CHECK(turn_until(&p.room, replied, &p, PATIENCE_MS));
	CHECK(p.last_reply_id == UINT64_MAX - 1);
	CHECK_INT(p.last_size, 7);
	CHECK_TEXT(p.last.principal, "gateway");
	CHECK_INT(bus_client_send(p.client, 2, span_of("", 0)), ERR_NONE);
	p.replies_wanted = 3;
	CHECK(turn_until(&p.room, replied, &p, PATIENCE_MS));
	CHECK_INT(p.last_size, 0);
	CHECK_INT(bus_figures(p.server_bus).unknown_keys, 0);
	CHECK_INT(bus_figures(p.server_bus).handshakes, 1);
	pair_close(&p);
}

TEST(a_body_at_the_limit_passes_and_one_past_it_does_not)
{
	struct pair p;
	uint8_t *body = calloc(1, BUS_COMMAND_BYTES_MAX + 1);

	pair_open(&p);
	CHECK_INT(bus_client_send(p.client, 2, span_of(body, BUS_COMMAND_BYTES_MAX)), ERR_NONE);
	p.replies_wanted = 2;
	CHECK(turn_until(&p.room, replied, &p, PATIENCE_MS));
	CHECK_INT(p.last_size, BUS_COMMAND_BYTES_MAX);
	CHECK_INT(bus_client_send(p.client, 3, span_of(body, BUS_COMMAND_BYTES_MAX + 1)), ERR_LIMIT);
	CHECK_INT(bus_endpoint_reply(p.endpoint, &p.last, span_of(body, BUS_COMMAND_BYTES_MAX + 1)), ERR_LIMIT);
	free(body);
	pair_close(&p);
}

/* ---- peers that do not keep to the rules: sockets by hand */

static bool never(void *context, int events)
{
	(void)context;
	(void)events;
	return false;
}

static void nothing(void *context)
{
	(void)context;
}

static struct bus_socket *raw_dealer(struct pair *p, char key[BUS_KEY_TEXT])
{
	const struct bus_socket_options o = { .type = ZMQ_DEALER, .address = bus_endpoint_address(p->endpoint),
					      .server_key = key, .hwm = 100, .bytes_max = -1, .pending = never,
					      .work = nothing };
	struct bus_socket *s = NULL;

	CHECK_INT(keys_load_public(p->room.keys, "training", key, NULL), ERR_NONE);
	CHECK_INT(bus_socket_open(&s, p->client_bus, &o, NULL), ERR_NONE);
	return s;
}

static bool raw_writable(void *context)
{
	return (bus_socket_events(context) & ZMQ_POLLOUT) != 0;
}

static bool malformed_three(void *context)
{
	return bus_figures(context).malformed >= 3;
}

static bool malformed_four(void *context)
{
	return bus_figures(context).malformed >= 4;
}

TEST(malformed_requests_are_counted_and_dropped)
{
	struct pair p;
	char key[BUS_KEY_TEXT];
	uint8_t *body = calloc(1, BUS_COMMAND_BYTES_MAX + 1000);
	struct span number = span_of("12345678", 8);

	pair_serve(&p);
	struct bus_socket *raw = raw_dealer(&p, key);
	CHECK(turn_until(&p.room, raw_writable, raw, PATIENCE_MS));
	const struct span one[] = { number };
	const struct span short_number[] = { span_text("1234567"), span_text("x") };
	const struct span many[] = { number, number, number, number, number, number, number, number, number, number };
	CHECK_INT(bus_socket_send(raw, one, 1), ERR_NONE);
	CHECK_INT(bus_socket_send(raw, short_number, 2), ERR_NONE);
	/* One byte past the limit still fits the slack of the transport: the endpoint refuses it. */
	const struct span past[] = { number, span_of(body, BUS_COMMAND_BYTES_MAX + 1) };
	CHECK_INT(bus_socket_send(raw, past, 2), ERR_NONE);
	CHECK(turn_until(&p.room, malformed_three, p.server_bus, PATIENCE_MS));
	/* Far too many parts cut the line besides; it comes back. */
	CHECK_INT(bus_figures(p.server_bus).overfull, 0);
	CHECK_INT(bus_socket_send(raw, many, 10), ERR_NONE);
	CHECK(turn_until(&p.room, malformed_four, p.server_bus, PATIENCE_MS));
	CHECK_INT(bus_figures(p.server_bus).overfull, 1);
	turn_for(&p.room, 300);
	CHECK(turn_until(&p.room, raw_writable, raw, PATIENCE_MS));
	/* Far past the limit of bytes the transport cuts it. */
	const struct span far[] = { number, span_of(body, BUS_COMMAND_BYTES_MAX + 1000) };
	CHECK_INT(bus_socket_send(raw, far, 2), ERR_NONE);
	turn_for(&p.room, 300);
	CHECK_INT(bus_figures(p.server_bus).malformed, 4);
	CHECK_INT(p.requests, 0);
	bus_socket_close(raw);
	/* Everybody else is served as before. */
	pair_ask(&p);
	CHECK(turn_until(&p.room, connected, &p, PATIENCE_MS));
	p.replies_wanted = 1;
	CHECK(turn_until(&p.room, replied, &p, PATIENCE_MS));
	free(body);
	pair_close(&p);
}

/* Without CURVE, or with another mechanism, nothing gets in. */
TEST(a_peer_without_curve_is_not_served)
{
	struct pair p;
	int zero = 0;

	pair_serve(&p);
	void *context = zmq_ctx_new();
	void *null_peer = zmq_socket(context, ZMQ_DEALER);
	void *plain_peer = zmq_socket(context, ZMQ_DEALER);
	(void)zmq_setsockopt(null_peer, ZMQ_LINGER, &zero, sizeof zero);
	(void)zmq_setsockopt(plain_peer, ZMQ_LINGER, &zero, sizeof zero);
	(void)zmq_setsockopt(plain_peer, ZMQ_PLAIN_USERNAME, "admin", 5);
	(void)zmq_setsockopt(plain_peer, ZMQ_PLAIN_PASSWORD, "admin", 5);
	void *const peers[] = { null_peer, plain_peer };
	for (int i = 0; i < 2; i++) {
		CHECK_INT(zmq_connect(peers[i], bus_endpoint_address(p.endpoint)), 0);
		CHECK_INT(zmq_send(peers[i], "12345678", 8, ZMQ_SNDMORE | ZMQ_DONTWAIT), 8);
		CHECK_INT(zmq_send(peers[i], "hello", 5, ZMQ_DONTWAIT), 5);
	}
	turn_for(&p.room, 500);
	CHECK_INT(p.requests, 0);
	CHECK_INT(bus_figures(p.server_bus).malformed, 0);
	CHECK_INT(bus_figures(p.server_bus).handshakes, 0);
	for (int i = 0; i < 2; i++)
		(void)zmq_close(peers[i]);
	(void)zmq_ctx_term(context);
	pair_close(&p);
}

static bool refused_once(void *context)
{
	struct pair *p = context;

	return bus_figures(p->server_bus).unknown_keys > 0;
}

TEST(an_unknown_key_is_refused_until_it_is_listed)
{
	struct pair p;

	pair_serve(&p);
	allow_only(&p.room, "training", NULL);
	CHECK_INT(bus_reload(p.server_bus, NULL), ERR_NONE);
	pair_ask(&p);
	CHECK(turn_until(&p.room, refused_once, &p, PATIENCE_MS));
	turn_for(&p.room, 200);
	CHECK_INT(bus_client_send(p.client, 1, span_text("x")), ERR_AGAIN);
	CHECK_INT(p.requests, 0);
	CHECK_INT(bus_figures(p.server_bus).handshakes, 0);
	allow_only(&p.room, "gateway", "training", NULL);
	CHECK_INT(bus_reload(p.server_bus, NULL), ERR_NONE);
	/* libzmq never retries after a refusal; the client renews its socket. */
	CHECK(turn_until(&p.room, connected, &p, PATIENCE_MS));
	p.replies_wanted = 1;
	CHECK(turn_until(&p.room, replied, &p, PATIENCE_MS));
	pair_close(&p);
}

static bool cut_off(void *context)
{
	struct pair *p = context;

	return bus_client_send(p->client, 9, span_text("still me")) == ERR_AGAIN;
}

TEST(a_revoked_key_is_cut_off_its_live_connection)
{
	struct pair p;

	pair_open(&p);
	p.silent = true;
	CHECK_INT(bus_client_send(p.client, 5, span_text("pending")), ERR_NONE);
	p.replies_wanted = 2;
	CHECK(turn_until(&p.room, requested, &p, PATIENCE_MS));
	struct bus_request pending = p.last;
	allow_only(&p.room, "training", NULL);
	CHECK_INT(bus_reload(p.server_bus, NULL), ERR_NONE);
	/* It does not get the answer to what it asked before, though the line still stands. */
	CHECK_INT(bus_endpoint_reply(p.endpoint, &pending, span_text("secret")), ERR_NOT_FOUND);
	unsigned before = p.requests;
	int64_t start = loop_now_ms(p.room.loop);
	CHECK(turn_until(&p.room, cut_off, &p, 5000));
	CHECK(loop_now_ms(p.room.loop) - start < 5000);
	CHECK_INT(p.requests, before);
	CHECK(bus_figures(p.server_bus).revoked > 0);
	pair_close(&p);
}

TEST(a_broken_allow_list_leaves_the_old_one_in_force)
{
	struct pair p;

	pair_open(&p);
	write_text(p.room.keys, "allow", "nonsense\n");
	CHECK_INT(bus_reload(p.server_bus, NULL), ERR_INVALID);
	CHECK_INT(bus_client_send(p.client, 2, span_text("x")), ERR_NONE);
	p.replies_wanted = 2;
	CHECK(turn_until(&p.room, replied, &p, PATIENCE_MS));
	pair_close(&p);
}

TEST(a_paused_endpoint_reads_nothing_and_then_everything)
{
	struct pair p;

	pair_open(&p);
	bus_endpoint_pause(p.endpoint, true);
	for (unsigned i = 0; i < 500; i++)
		CHECK_INT(bus_client_send(p.client, i, span_text("x")), ERR_NONE);
	turn_for(&p.room, 200);
	CHECK_INT(p.requests, 1);
	bus_endpoint_pause(p.endpoint, false);
	p.replies_wanted = 501;
	CHECK(turn_until(&p.room, replied, &p, PATIENCE_MS));
	CHECK_INT(p.requests, 501);
	pair_close(&p);
}

TEST(a_client_far_ahead_of_a_paused_endpoint_is_told)
{
	struct pair p;
	unsigned taken = 0;
	uint8_t body[4096] = { 0 };

	pair_open(&p);
	bus_endpoint_pause(p.endpoint, true);
	for (int round = 0; round < 40; round++) {
		for (int i = 0; i < 500; i++)
			taken += bus_client_send(p.client, 1, span_of(body, sizeof body)) == ERR_NONE;
		turn_for(&p.room, 5);
	}
	CHECK(taken < 20000);
	turn_for(&p.room, BUS_CLIENT_RENEW_MS + 2 * BUS_CLIENT_CHECK_MS); /* full is not gone */
	while (taken < 20000 && bus_client_send(p.client, 1, span_of(body, sizeof body)) == ERR_NONE)
		taken++; /* on a busy machine the line may take some more by now */
	CHECK(taken < 20000);
	bus_endpoint_pause(p.endpoint, false);
	p.replies_wanted = taken + 1;
	CHECK(turn_until(&p.room, requested, &p, PATIENCE_MS)); /* nothing of what was taken is lost */
	pair_close(&p);
}

TEST(an_answer_for_a_client_that_left_finds_nobody)
{
	struct pair p;

	pair_open(&p);
	bus_client_free(p.client);
	p.client = NULL;
	turn_for(&p.room, 300);
	CHECK_INT(bus_endpoint_reply(p.endpoint, &p.last, span_text("x")), ERR_NOT_FOUND);
	pair_close(&p);
}

static void send_one(void *context)
{
	struct pair *p = context;

	if (p->next_id < 500 && bus_client_send(p->client, p->next_id, span_text("tick")) == ERR_NONE)
		p->next_id++;
}

/* The trap of the edge-triggered descriptor: sending from a timer must not lose the word of a reply. */
TEST(sends_from_a_timer_lose_no_wake_up)
{
	struct pair p;

	pair_open(&p);
	p.sum_ids = 0;
	p.sender = loop_timer_new(p.room.loop, send_one, &p);
	loop_timer_set(p.sender, 1, 1);
	p.replies_wanted = 501;
	int64_t start = loop_now_ms(p.room.loop);
	CHECK(turn_until(&p.room, replied, &p, PATIENCE_MS));
	CHECK(p.sum_ids == 499 * 500 / 2);
	CHECK(loop_now_ms(p.room.loop) - start < 5000);
	pair_close(&p);
}

TEST(a_client_waits_for_a_server_that_has_no_key_yet)
{
	struct pair p;
	char address[128], public[128], aside[140];

	pair_serve(&p);
	snprintf(public, sizeof public, "%s/training.public", p.room.keys);
	snprintf(aside, sizeof aside, "%s.aside", public);
	CHECK_INT(rename(public, aside), 0);
	snprintf(address, sizeof address, "%s", bus_endpoint_address(p.endpoint));
	pair_ask(&p);
	turn_for(&p.room, 100);
	CHECK_INT(bus_client_send(p.client, 1, span_text("x")), ERR_AGAIN);
	CHECK_INT(rename(aside, public), 0);
	CHECK(turn_until(&p.room, connected, &p, PATIENCE_MS));
	pair_close(&p);
}

TEST(a_client_refuses_a_server_with_another_key)
{
	struct pair p;

	pair_serve(&p);
	CHECK_INT(bus_keys_ensure(p.room.keys, "impostor", NULL), ERR_NONE);
	CHECK_INT(bus_client_open(&p.client, p.client_bus, bus_endpoint_address(p.endpoint), "impostor", on_reply, &p,
				  NULL), ERR_NONE);
	turn_for(&p.room, 500);
	CHECK_INT(bus_client_send(p.client, 1, span_text("x")), ERR_AGAIN);
	CHECK_INT(p.requests, 0);
	pair_close(&p);
}

TEST(the_server_comes_back_and_the_client_finds_it)
{
	struct pair p;
	char address[128];

	pair_open(&p);
	snprintf(address, sizeof address, "%s", bus_endpoint_address(p.endpoint));
	bus_endpoint_free(p.endpoint);
	p.endpoint = NULL;
	turn_for(&p.room, 300);
	CHECK_INT(bus_client_send(p.client, 2, span_text("x")), ERR_AGAIN);
	CHECK_INT(bus_endpoint_open(&p.endpoint, p.server_bus, address, on_request, &p, NULL), ERR_NONE);
	CHECK(turn_until(&p.room, connected, &p, PATIENCE_MS));
	p.replies_wanted = 2;
	CHECK(turn_until(&p.room, replied, &p, PATIENCE_MS));
	pair_close(&p);
}

TEST(an_address_in_use_or_nonsense_is_an_error)
{
	struct pair p;
	struct bus_endpoint *second = NULL;
	struct fault f = { 0 };

	pair_serve(&p);
	CHECK_INT(bus_endpoint_open(&second, p.server_bus, bus_endpoint_address(p.endpoint), on_request, &p, &f), ERR_IO);
	CHECK(strstr(f.text, "tcp://") != NULL);
	CHECK_INT(bus_endpoint_open(&second, p.server_bus, "nonsense", on_request, &p, NULL), ERR_INVALID);
	pair_close(&p);
}

TEST_MAIN()
