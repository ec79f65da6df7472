/* Commands, asking side: a DEALER that mends itself. libzmq reconnects after a broken line, but never again after a
 * refused handshake (our key not yet on the server's list) and never with another server key: both ask for a new
 * socket. The server's public key may also be missing at first, when its daemon has not run yet. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/require.h"
#include "bus/socket.h"

#define NAME_MAX_BYTES 256

struct bus_client {
	struct bus *bus;
	struct bus_member member;
	struct bus_socket *socket;    /* NULL while there is no server key */
	struct loop_timer *timer;
	bus_on_reply *on_reply;
	void *context;
	int64_t writable_at_ms;       /* when it was last seen ready to send, or opened */
	bool was_writable;            /* this socket had a connection once */
	char address[NAME_MAX_BYTES];
	char server_name[NAME_MAX_BYTES];
	char server_key[BUS_KEY_TEXT];
};

enum client_part { PART_NUMBER, PART_BODY, PART_COUNT };

static bool client_pending(void *context, int events)
{
	(void)context;
	return (events & ZMQ_POLLIN) != 0;
}

static void client_work(void *context)
{
	struct bus_client *c = context;
	struct bus_message m;

	for (int i = 0; i < BUS_DRAIN_MAX && c->socket && bus_socket_receive(c->socket, &m); i++) {
		if (m.count == PART_COUNT && bus_message_part(&m, PART_NUMBER).size == sizeof(uint64_t) &&
		    bus_message_part(&m, PART_BODY).size <= BUS_COMMAND_BYTES_MAX)
			c->on_reply(c->context, get_u64be(bus_message_part(&m, PART_NUMBER).data),
				    bus_message_part(&m, PART_BODY));
		else
			c->bus->figures.malformed++;
		bus_message_free(&m);
	}
}

static enum err client_connect(struct bus_client *c, struct fault *f)
{
	enum err e = keys_load_public(c->bus->directory, c->server_name, c->server_key, f);

	if (e != ERR_NONE)
		return e;
	const struct bus_socket_options options = { .type = ZMQ_DEALER, .address = c->address,
						    .server_key = c->server_key, .hwm = BUS_CLIENT_HWM,
						    .bytes_max = BUS_COMMAND_BYTES_MAX + BUS_FRAME_SLACK,
						    .pending = client_pending, .work = client_work, .context = c };
	c->writable_at_ms = loop_now_ms(c->bus->loop);
	c->was_writable = false;
	return bus_socket_open(&c->socket, c->bus, &options, f);
}

static void client_renew(struct bus_client *c)
{
	bus_socket_close(c->socket);
	c->socket = NULL;
	(void)client_connect(c, NULL); /* else the next check tries again */
}

static bool server_key_changed(const struct bus_client *c)
{
	char key[BUS_KEY_TEXT];

	return keys_load_public(c->bus->directory, c->server_name, key, NULL) == ERR_NONE &&
	       memcmp(key, c->server_key, sizeof(key)) != 0;
}

/* A socket that never had a connection may have been refused. One that had may just be full, because the server holds
 * back; throwing it away would throw its queue away. */
static void client_check(void *context)
{
	struct bus_client *c = context;
	int64_t now = loop_now_ms(c->bus->loop);

	if (!c->socket) {
		client_renew(c);
	} else if ((bus_socket_events(c->socket) & ZMQ_POLLOUT) != 0) {
		c->writable_at_ms = now;
		c->was_writable = true;
	} else if (now - c->writable_at_ms >= BUS_CLIENT_RENEW_MS) {
		if (!c->was_writable || server_key_changed(c) ||
		    now - c->writable_at_ms >= BUS_CLIENT_FULL_MS)
			client_renew(c);
	}
}

static void client_reloaded(void *context)
{
	struct bus_client *c = context;

	if (server_key_changed(c))
		client_renew(c);
}

enum err bus_client_open(struct bus_client **out, struct bus *b, const char *address, const char *server_name,
			 bus_on_reply *on_reply, void *context, struct fault *f)
{
	struct bus_client *c = calloc(1, sizeof(*c));

	if (!c)
		return fault_set(f, ERR_MEMORY, "client");
	*c = (struct bus_client){ .bus = b, .on_reply = on_reply, .context = context };
	if (snprintf(c->address, sizeof(c->address), "%s", address) >= NAME_MAX_BYTES ||
	    snprintf(c->server_name, sizeof(c->server_name), "%s", server_name) >= NAME_MAX_BYTES) {
		free(c);
		return fault_set(f, ERR_INVALID, "client: address or name too long");
	}
	enum err e = client_connect(c, f);
	if (e != ERR_NONE && e != ERR_NOT_FOUND) {
		free(c);
		return e;
	}
	c->timer = loop_timer_new(b->loop, client_check, c);
	loop_timer_set(c->timer, BUS_CLIENT_CHECK_MS, BUS_CLIENT_CHECK_MS);
	bus_member_add(b, &c->member, client_reloaded, c);
	*out = c;
	return ERR_NONE;
}

enum err bus_client_send(struct bus_client *c, uint64_t id, struct span body)
{
	uint8_t number[sizeof(uint64_t)];

	if (body.size > BUS_COMMAND_BYTES_MAX)
		return ERR_LIMIT;
	if (!c->socket)
		return ERR_AGAIN;
	put_u64be(number, id);
	const struct span parts[PART_COUNT] = { span_of(number, sizeof(number)), body };
	enum err e = bus_socket_send(c->socket, parts, PART_COUNT);
	if (e == ERR_NONE)
		c->was_writable = true; /* the check, once a second, may never see it */
	return e;
}

void bus_client_free(struct bus_client *c)
{
	if (!c)
		return;
	bus_member_remove(c->bus, &c->member);
	loop_timer_free(c->timer);
	bus_socket_close(c->socket);
	free(c);
}
