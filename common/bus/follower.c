/* Streams, following side: a DEALER, a timer and a session. The protocol itself stands in stream_follower.c. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "bus/socket.h"
#include "bus/stream_follower_impl.h"
#include "wire/wire.h"

#define TEXT_MAX 256

struct bus_follower {
	struct bus *bus;
	struct bus_member member;
	struct bus_socket *socket;    /* NULL while the session is idle */
	struct loop_timer *timer;
	int64_t timer_at_ms;
	bool writable;                /* the connection stood when last asked */
	struct follower_session session;
	struct arena in, packed;
	char address[TEXT_MAX];
	char server_name[TEXT_MAX];
	char server_key[BUS_KEY_TEXT];
};

static int64_t now_ms(const struct bus_follower *fo)
{
	return loop_now_ms(fo->bus->loop);
}

/* The timer fires at least each heartbeat, and earlier when the session waits for something earlier. */
static void arm(struct bus_follower *fo)
{
	int64_t now = now_ms(fo), wait = follower_session_wait_ms(&fo->session, now);

	if (fo->timer_at_ms > now && fo->timer_at_ms <= now + wait)
		return;
	fo->timer_at_ms = now + wait;
	loop_timer_set(fo->timer, (uint64_t)wait, 0);
}

static void on_timer(void *context)
{
	struct bus_follower *fo = context;

	fo->timer_at_ms = 0;
	follower_session_on_tick(&fo->session, now_ms(fo));
	arm(fo);
}

/* ---- messages in */

static void dispatch(struct bus_follower *fo, struct bus_message *m)
{
	struct wire_result result = { 0 };
	ProtobufCMessage *message = NULL;

	arena_reset(&fo->in);
	if (m->count == 1)
		message = wire_unpack(&StreamMessage_type, bus_message_part(m, 0), BUS_STREAM_BYTES_MAX, true, &fo->in,
				      &result);
	if (message) {
		follower_session_on_message(&fo->session, (const StreamMessage *)message, now_ms(fo));
	} else {
		fo->bus->figures.malformed++;
		follower_session_on_disorder(&fo->session, now_ms(fo));
	}
}

static bool follower_pending(void *context, int events)
{
	struct bus_follower *fo = context;

	return (events & ZMQ_POLLIN) != 0 || ((events & ZMQ_POLLOUT) != 0) != fo->writable;
}

/* A DEALER that connects only immediately has a queue to write to exactly while a connection stands. */
static void follower_work(void *context)
{
	struct bus_follower *fo = context;
	struct bus_message m;
	bool writable = (bus_socket_events(fo->socket) & ZMQ_POLLOUT) != 0;

	if (fo->writable && !writable)
		follower_session_on_lost(&fo->session, now_ms(fo));
	fo->writable = writable;
	if (writable)
		follower_session_on_writable(&fo->session, now_ms(fo));
	for (int i = 0; i < BUS_DRAIN_MAX && fo->socket && bus_socket_receive(fo->socket, &m); i++) {
		dispatch(fo, &m);
		bus_message_free(&m);
	}
	arm(fo);
}

/* ---- what the session asks for */

static bool io_connect(void *context)
{
	struct bus_follower *fo = context;

	REQUIRE(fo->socket == NULL);
	/* Read anew each time: the server's daemon may not have run yet, or have a new key. */
	if (keys_load_public(fo->bus->directory, fo->server_name, fo->server_key, NULL) != ERR_NONE)
		return false;
	const struct bus_socket_options options = { .type = ZMQ_DEALER, .address = fo->address,
						    .server_key = fo->server_key, .hwm = BUS_STREAM_HWM,
						    .bytes_max = BUS_STREAM_BYTES_MAX + BUS_FRAME_SLACK,
						    .pending = follower_pending, .work = follower_work,
						    .context = fo };
	fo->writable = false;
	return bus_socket_open(&fo->socket, fo->bus, &options, NULL) == ERR_NONE;
}

static void io_disconnect(void *context)
{
	struct bus_follower *fo = context;

	bus_socket_close(fo->socket);
	fo->socket = NULL;
}

static bool io_send(void *context, const StreamMessage *message)
{
	struct bus_follower *fo = context;

	REQUIRE(fo->socket != NULL);
	arena_reset(&fo->packed);
	struct span body = wire_pack(&message->base, &fo->packed);
	REQUIRE(!fo->packed.overflowed);
	return bus_socket_send(fo->socket, &body, 1) == ERR_NONE;
}

static void follower_reloaded(void *context)
{
	struct bus_follower *fo = context;
	char key[BUS_KEY_TEXT];

	if (!fo->socket || keys_load_public(fo->bus->directory, fo->server_name, key, NULL) != ERR_NONE ||
	    memcmp(key, fo->server_key, sizeof(key)) == 0)
		return;
	follower_reconnect(&fo->session, now_ms(fo), 0, "the producer has a new key");
	arm(fo);
}

/* ---- interface */

enum err bus_follower_open(struct bus_follower **out, struct bus *b, const struct bus_follower_options *o,
			   struct fault *f)
{
	struct bus_follower *fo = calloc(1, sizeof(*fo));

	if (!fo)
		return fault_set(f, ERR_MEMORY, "follower");
	fo->bus = b;
	bool fits = snprintf(fo->address, sizeof(fo->address), "%s", o->address) < TEXT_MAX &&
		    snprintf(fo->server_name, sizeof(fo->server_name), "%s", o->server_name) < TEXT_MAX &&
		    o->consumer[0] != '\0' && strlen(o->consumer) < BUS_CONSUMER_MAX;
	if (!fits) {
		free(fo);
		return fault_set(f, ERR_INVALID, "follower: address or name missing or too long");
	}
	const struct follower_io io = { .connect = io_connect, .disconnect = io_disconnect, .send = io_send,
					.context = fo, .on_record = o->on_record, .on_state = o->on_state,
					.user_context = o->context };
	arena_init(&fo->in, BUS_STREAM_ARENA_BYTES);
	arena_init(&fo->packed, BUS_STREAM_ARENA_BYTES);
	follower_session_init(&fo->session, &io, o->consumer, &o->cursor, bus_random(), now_ms(fo));
	fo->timer = loop_timer_new(b->loop, on_timer, fo);
	bus_member_add(b, &fo->member, follower_reloaded, fo);
	arm(fo);
	*out = fo;
	return ERR_NONE;
}

void bus_follower_durable(struct bus_follower *fo, uint64_t sequence)
{
	follower_session_durable(&fo->session, sequence);
}

void bus_follower_resume(struct bus_follower *fo, struct bus_cursor cursor)
{
	follower_session_resume(&fo->session, &cursor, now_ms(fo));
	arm(fo);
}

void bus_follower_rest(struct bus_follower *fo, struct bus_cursor cursor, int64_t wait_ms)
{
	follower_session_rest(&fo->session, &cursor, now_ms(fo), wait_ms);
	arm(fo);
}

uint64_t bus_follower_tail(const struct bus_follower *fo)
{
	return fo->session.tail;
}

uint64_t bus_follower_epoch(const struct bus_follower *fo)
{
	return fo->session.epoch;
}

void bus_follower_free(struct bus_follower *fo)
{
	if (!fo)
		return;
	follower_session_end(&fo->session);
	bus_member_remove(fo->bus, &fo->member);
	loop_timer_free(fo->timer);
	bus_socket_close(fo->socket);
	arena_fini(&fo->in);
	arena_fini(&fo->packed);
	free(fo);
}
