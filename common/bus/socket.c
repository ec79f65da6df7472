#include "bus/socket.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/require.h"

#define ADDRESS_MAX 256

struct bus_socket {
	struct bus *bus;
	void *zmq;
	struct loop_pump *pump;
	struct bus_monitor *monitor; /* of a socket that listens */
	bool (*pending)(void *context, int events);
	void (*work)(void *context);
	void *context;
	bool asked;                   /* nothing was done with it since `events` was asked for */
	int events;
	char address[ADDRESS_MAX];
};

/* ---- opening */

static bool set_int(void *zmq, int option, int value)
{
	return zmq_setsockopt(zmq, option, &value, sizeof(value)) == 0;
}

static bool set_text(void *zmq, int option, const char *text)
{
	return zmq_setsockopt(zmq, option, text, strlen(text)) == 0;
}

/* The library's defaults are not ours: unlimited messages, endless linger, no back-off, silent drops. */
static bool set_limits(void *zmq, const struct bus_socket_options *o)
{
	const struct {
		int option;
		int value;
	} values[] = {
		{ ZMQ_SNDHWM, o->hwm },
		{ ZMQ_RCVHWM, o->hwm },
		{ ZMQ_LINGER, 0 },
		{ ZMQ_HEARTBEAT_IVL, BUS_HEARTBEAT_IVL_MS },
		{ ZMQ_HEARTBEAT_TIMEOUT, BUS_HEARTBEAT_TIMEOUT_MS },
		{ ZMQ_HEARTBEAT_TTL, BUS_HEARTBEAT_TTL_MS },
		{ ZMQ_HANDSHAKE_IVL, BUS_HANDSHAKE_MS },
		{ ZMQ_RECONNECT_IVL, BUS_RECONNECT_MS + (int)(bus_random() % BUS_RECONNECT_MS) },
		{ ZMQ_RECONNECT_IVL_MAX, BUS_RECONNECT_MAX_MS },
		{ ZMQ_CONNECT_TIMEOUT, BUS_CONNECT_TIMEOUT_MS },
		{ ZMQ_TCP_MAXRT, BUS_TCP_MAXRT_MS },
		{ ZMQ_TCP_KEEPALIVE, 1 },
		{ ZMQ_TCP_KEEPALIVE_IDLE, BUS_TCP_KEEPALIVE_IDLE_S },
		{ ZMQ_TCP_KEEPALIVE_INTVL, BUS_TCP_KEEPALIVE_INTERVAL_S },
		{ ZMQ_TCP_KEEPALIVE_CNT, BUS_TCP_KEEPALIVE_COUNT },
		{ ZMQ_BACKLOG, BUS_BACKLOG },
		{ ZMQ_IMMEDIATE, o->server_key != NULL },
	};
	int64_t bytes_max = o->bytes_max;

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		if (!set_int(zmq, values[i].option, values[i].value))
			return false;
	if (o->type == ZMQ_ROUTER && (!set_int(zmq, ZMQ_ROUTER_MANDATORY, 1) || !set_int(zmq, ZMQ_ROUTER_HANDOVER, 0)))
		return false;
	return zmq_setsockopt(zmq, ZMQ_MAXMSGSIZE, &bytes_max, sizeof(bytes_max)) == 0;
}

static bool set_security(void *zmq, const struct bus *b, const struct bus_socket_options *o)
{
	if (o->plain)
		return strncmp(o->address, "inproc://", strlen("inproc://")) == 0;
	if (!set_text(zmq, ZMQ_CURVE_SECRETKEY, b->own.secret))
		return false;
	if (!o->server_key)
		return set_int(zmq, ZMQ_CURVE_SERVER, 1) && set_text(zmq, ZMQ_ZAP_DOMAIN, BUS_ZAP_DOMAIN);
	return set_text(zmq, ZMQ_CURVE_PUBLICKEY, b->own.public) && set_text(zmq, ZMQ_CURVE_SERVERKEY, o->server_key);
}

static enum err attach(struct bus_socket *s, const struct bus_socket_options *o, struct fault *f)
{
	size_t size = sizeof(s->address);
	bool joins = o->server_key || o->joins;
	int rc = joins ? zmq_connect(s->zmq, o->address) : zmq_bind(s->zmq, o->address);

	if (rc != 0)
		return fault_set(f, errno == EINVAL ? ERR_INVALID : ERR_IO, "%s %s: %s",
				 joins ? "connect to" : "listen on", o->address, zmq_strerror(errno));
	if (zmq_getsockopt(s->zmq, ZMQ_LAST_ENDPOINT, s->address, &size) != 0)
		(void)snprintf(s->address, sizeof(s->address), "%s", o->address);
	return ERR_NONE;
}

static bool socket_pending(void *context)
{
	struct bus_socket *s = context;

	/* Asked even when the owner wants nothing, since asking is what drains the descriptor. What it says changes
	 * only by a call on the socket or by a command of the I/O thread, which makes the descriptor readable; so a
	 * socket left alone is not asked again (two system calls each, for every socket and twice a turn). */
	if (!s->asked)
		(void)bus_socket_events(s);
	return s->pending(s->context, s->events);
}

static void socket_work(void *context)
{
	struct bus_socket *s = context;

	s->asked = false; /* perhaps the descriptor became readable */
	s->work(s->context);
}

enum err bus_socket_open(struct bus_socket **out, struct bus *b, const struct bus_socket_options *o, struct fault *f)
{
	struct bus_socket *s = calloc(1, sizeof(*s));
	int descriptor = -1;
	size_t size = sizeof(descriptor);
	enum err e = ERR_NONE;

	if (!s)
		return fault_set(f, ERR_MEMORY, "socket");
	*s = (struct bus_socket){ .bus = b, .pending = o->pending, .work = o->work, .context = o->context };
	s->zmq = zmq_socket(b->zmq_context, o->type);
	if (!s->zmq) {
		e = fault_set(f, errno == EMFILE ? ERR_LIMIT : ERR_IO, "socket: %s", zmq_strerror(errno));
		goto out;
	}
	if (!set_limits(s->zmq, o) || !set_security(s->zmq, b, o))
		e = fault_set(f, ERR_INVALID, "socket options for %s", o->address);
	if (e == ERR_NONE && !o->plain && !o->server_key)
		e = monitor_open(&s->monitor, b, s->zmq, o->unread_max, f);
	if (e == ERR_NONE)
		e = attach(s, o, f);
	if (e == ERR_NONE && zmq_getsockopt(s->zmq, ZMQ_FD, &descriptor, &size) != 0)
		e = fault_set(f, ERR_IO, "socket: %s", zmq_strerror(errno));
out:
	if (e != ERR_NONE) {
		monitor_close(s->monitor, s->zmq);
		if (s->zmq)
			(void)zmq_close(s->zmq);
		free(s);
		return e;
	}
	bus_reference(b);
	s->pump = loop_pump_new(b->loop, descriptor, socket_pending, socket_work, s);
	*out = s;
	return ERR_NONE;
}

/* ---- closing: only once the loop no longer watches the descriptor */

static void socket_closed(void *context)
{
	struct bus_socket *s = context;
	struct bus *b = s->bus;

	REQUIRE(zmq_close(s->zmq) == 0);
	free(s);
	bus_release(b);
}

void bus_socket_close(struct bus_socket *s)
{
	if (!s)
		return;
	monitor_close(s->monitor, s->zmq);
	loop_pump_free(s->pump, socket_closed, s);
}

const char *bus_socket_address(const struct bus_socket *s)
{
	return s->address;
}

int bus_socket_events(struct bus_socket *s)
{
	int events = 0, rc;
	size_t size = sizeof(events);

	do
		rc = zmq_getsockopt(s->zmq, ZMQ_EVENTS, &events, &size);
	while (rc != 0 && errno == EINTR);
	REQUIRE(rc == 0);
	s->events = events;
	s->asked = true;
	return events;
}

void bus_socket_kick(struct bus_socket *s)
{
	loop_pump_kick(s->pump);
}

/* ---- messages */

static bool receive_part(struct bus_socket *s, zmq_msg_t *part)
{
	int rc;

	s->asked = false;
	REQUIRE(zmq_msg_init(part) == 0);
	do
		rc = zmq_msg_recv(part, s->zmq, ZMQ_DONTWAIT);
	while (rc < 0 && errno == EINTR);
	if (rc >= 0)
		return true;
	REQUIRE(errno == EAGAIN);
	(void)zmq_msg_close(part);
	return false;
}

/* Of the connection it came over; -1: none. */
static int message_descriptor(struct bus_message *m)
{
	return m->count > 0 ? zmq_msg_get(&m->parts[m->count - 1], ZMQ_SRCFD) : -1;
}

bool bus_socket_receive(struct bus_socket *s, struct bus_message *m)
{
	bool more = true, fits = true;

	m->count = 0;
	while (more) {
		zmq_msg_t surplus;
		zmq_msg_t *part = m->count < BUS_PARTS_MAX ? &m->parts[m->count] : &surplus;

		if (!receive_part(s, part)) {
			REQUIRE(m->count == 0); /* parts of a message arrive together */
			return false;
		}
		more = zmq_msg_more(part) != 0;
		if (part == &surplus) {
			(void)zmq_msg_close(&surplus);
			fits = false;
		} else {
			m->count++;
		}
	}
	if (s->monitor)
		lines_spoke(&s->bus->lines, message_descriptor(m), bus_message_key(m));
	if (!fits) {
		if (s->monitor) {
			s->bus->figures.overfull++;
			bus_message_cut(m);
		}
		bus_message_free(m);
	}
	return true;
}

static enum err send_part(struct bus_socket *s, struct span part, bool more)
{
	int rc;

	s->asked = false;
	do
		rc = zmq_send(s->zmq, part.data, part.size, ZMQ_DONTWAIT | (more ? ZMQ_SNDMORE : 0));
	while (rc < 0 && errno == EINTR);
	if (rc >= 0)
		return ERR_NONE;
	if (errno == EAGAIN)
		return ERR_AGAIN;
	return errno == EHOSTUNREACH ? ERR_NOT_FOUND : ERR_IO;
}

/* When a later part fails the peer has just gone and the library rolls the earlier parts back. */
enum err bus_socket_send(struct bus_socket *s, const struct span *parts, size_t count)
{
	enum err e = ERR_NONE;

	for (size_t i = 0; i < count && e == ERR_NONE; i++)
		e = send_part(s, parts[i], i + 1 < count);
	return e;
}

struct span bus_message_part(struct bus_message *m, size_t i)
{
	REQUIRE(i < m->count);
	return span_of(zmq_msg_data(&m->parts[i]), zmq_msg_size(&m->parts[i]));
}

const char *bus_message_key(struct bus_message *m)
{
	REQUIRE(m->count > 0);
	return zmq_msg_gets(&m->parts[m->count - 1], "User-Id");
}

/* The descriptor belongs to the I/O thread, which sees an end of file and cleans up. Were it closed and its number
 * given to another connection since the message was read, that one would be cut and connect again: harmless. On
 * anything but a socket shutdown does nothing. */
void bus_message_cut(struct bus_message *m)
{
	int descriptor = message_descriptor(m);

	if (descriptor >= 0)
		(void)shutdown(descriptor, SHUT_RDWR);
}

void bus_message_free(struct bus_message *m)
{
	for (size_t i = 0; i < m->count; i++)
		(void)zmq_msg_close(&m->parts[i]);
	m->count = 0;
}
