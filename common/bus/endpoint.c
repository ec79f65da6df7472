/* Commands, serving side: a ROUTER. Frames in: identity, request number (8 bytes, big-endian), body; out the same. */
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/crash_point.h"
#include "base/require.h"
#include "bus/socket.h"

#define PEER_SIZE (BUS_IDENTITY_SIZE + BUS_KEY_TEXT) /* identity and key: a reply is checked against the list too */

struct bus_endpoint {
	struct bus *bus;
	struct bus_socket *socket;
	bus_on_request *on_request;
	void *context;
	bool paused;
};

enum endpoint_part { PART_IDENTITY, PART_NUMBER, PART_BODY, PART_COUNT };

static bool endpoint_pending(void *context, int events)
{
	struct bus_endpoint *e = context;

	return !e->paused && (events & ZMQ_POLLIN) != 0;
}

static bool well_formed(struct bus_message *m)
{
	struct span identity;

	if (m->count != PART_COUNT)
		return false;
	identity = bus_message_part(m, PART_IDENTITY);
	return identity.size == BUS_IDENTITY_SIZE && identity.data[0] == 0 &&
	       bus_message_part(m, PART_NUMBER).size == sizeof(uint64_t) &&
	       bus_message_part(m, PART_BODY).size <= BUS_COMMAND_BYTES_MAX;
}

static void endpoint_take(struct bus_endpoint *e, struct bus_message *m)
{
	struct bus_request from = { .peer_size = PEER_SIZE };

	if (!well_formed(m)) {
		e->bus->figures.malformed++;
		return;
	}
	const char *key = bus_message_key(m);
	const char *principal = allow_principal(&e->bus->allow, key);
	if (!principal) {
		e->bus->figures.revoked++;
		bus_message_cut(m);
		return;
	}
	_Static_assert(PEER_SIZE <= sizeof(from.peer), "a request holds identity and key");
	memcpy(from.peer, bus_message_part(m, PART_IDENTITY).data, BUS_IDENTITY_SIZE);
	memcpy(from.peer + BUS_IDENTITY_SIZE, key, BUS_KEY_TEXT);
	from.id = get_u64be(bus_message_part(m, PART_NUMBER).data);
	memcpy(from.principal, principal, strlen(principal) + 1);
	CRASH_POINT("endpoint.request.received");
	e->on_request(e->context, &from, bus_message_part(m, PART_BODY));
}

static void endpoint_work(void *context)
{
	struct bus_endpoint *e = context;
	struct bus_message m;

	for (int i = 0; i < BUS_COMMANDS_PER_TURN && !e->paused && bus_socket_receive(e->socket, &m); i++) {
		endpoint_take(e, &m);
		bus_message_free(&m);
	}
}

enum err bus_endpoint_open(struct bus_endpoint **out, struct bus *b, const char *address, bus_on_request *on_request,
			   void *context, struct fault *f)
{
	struct bus_endpoint *e = calloc(1, sizeof(*e));

	if (!e)
		return fault_set(f, ERR_MEMORY, "endpoint");
	*e = (struct bus_endpoint){ .bus = b, .on_request = on_request, .context = context };
	const struct bus_socket_options options = { .type = ZMQ_ROUTER, .address = address, .hwm = BUS_COMMAND_HWM,
						    .bytes_max = BUS_COMMAND_BYTES_MAX + BUS_FRAME_SLACK,
						    .unread_max = BUS_LINE_UNREAD_MAX,
						    .pending = endpoint_pending, .work = endpoint_work, .context = e };
	enum err rc = bus_socket_open(&e->socket, b, &options, f);
	if (rc != ERR_NONE) {
		free(e);
		return rc;
	}
	*out = e;
	return ERR_NONE;
}

enum err bus_endpoint_reply(struct bus_endpoint *e, const struct bus_request *to, struct span body)
{
	uint8_t number[sizeof(uint64_t)];

	REQUIRE(to->peer_size == PEER_SIZE);
	if (body.size > BUS_COMMAND_BYTES_MAX)
		return ERR_LIMIT;
	if (!allow_principal(&e->bus->allow, (const char *)to->peer + BUS_IDENTITY_SIZE)) {
		e->bus->figures.revoked++;
		return ERR_NOT_FOUND;
	}
	put_u64be(number, to->id);
	const struct span parts[PART_COUNT] = { span_of(to->peer, BUS_IDENTITY_SIZE), span_of(number, sizeof(number)),
						body };
	enum err rc = bus_socket_send(e->socket, parts, PART_COUNT);
	CRASH_POINT("endpoint.reply.sent");
	return rc;
}

void bus_endpoint_pause(struct bus_endpoint *e, bool pause)
{
	e->paused = pause;
	if (!pause)
		bus_socket_kick(e->socket);
}

const char *bus_endpoint_address(const struct bus_endpoint *e)
{
	return bus_socket_address(e->socket);
}

void bus_endpoint_free(struct bus_endpoint *e)
{
	if (!e)
		return;
	bus_socket_close(e->socket);
	free(e);
}
