/* What the library tells of connections that never become messages: most refusals happen on its own thread. It sends each
 * word over an inproc pair and waits while that is full, so the queue is longer than any burst the loop can miss. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "bus/socket.h"

#define ADDRESS_MAX 64
#define WATCHED \
	(ZMQ_EVENT_ACCEPTED | ZMQ_EVENT_DISCONNECTED | ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL | \
	 ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL)

struct bus_monitor {
	struct bus *bus;
	struct bus_socket *socket;
	uint64_t unread_max;
};

static bool monitor_pending(void *context, int events)
{
	(void)context;
	return (events & ZMQ_POLLIN) != 0;
}

/* Two parts: event (16 bits) with its value (32 bits; a descriptor), in the machine's own order, and the address. */
static void monitor_take(struct bus_monitor *monitor, struct bus_message *m)
{
	struct bus *b = monitor->bus;
	struct span head = bus_message_part(m, 0);
	uint16_t event;
	int32_t value;

	REQUIRE(head.size == sizeof(event) + sizeof(value));
	memcpy(&event, head.data, sizeof(event));
	memcpy(&value, head.data + sizeof(event), sizeof(value));
	if (event == ZMQ_EVENT_ACCEPTED) {
		b->figures.connections++;
		lines_opened(&b->lines, value, monitor, monitor->unread_max);
	} else if (event == ZMQ_EVENT_DISCONNECTED) {
		lines_closed(&b->lines, value, monitor);
	} else {
		b->figures.failed_handshakes++;
	}
}

static void monitor_work(void *context)
{
	struct bus_monitor *monitor = context;
	struct bus_message m;

	for (int i = 0; i < BUS_DRAIN_MAX && bus_socket_receive(monitor->socket, &m); i++) {
		monitor_take(monitor, &m);
		bus_message_free(&m);
	}
}

enum err monitor_open(struct bus_monitor **out, struct bus *b, void *zmq, uint64_t unread_max,
		      struct fault *f)
{
	struct bus_monitor *monitor = calloc(1, sizeof(*monitor));
	char address[ADDRESS_MAX];

	if (!monitor)
		return fault_set(f, ERR_MEMORY, "monitor");
	monitor->bus = b;
	monitor->unread_max = unread_max;
	(void)snprintf(address, sizeof(address), "inproc://monitor-%p", zmq);
	const struct bus_socket_options options = { .type = ZMQ_PAIR, .address = address, .plain = true, .joins = true,
						    .hwm = BUS_MONITOR_HWM, .bytes_max = ADDRESS_MAX * 4,
						    .pending = monitor_pending, .work = monitor_work,
						    .context = monitor };
	enum err e = ERR_NONE;
	if (zmq_socket_monitor(zmq, address, WATCHED) != 0)
		e = fault_set(f, ERR_IO, "monitor: %s", zmq_strerror(errno));
	if (e == ERR_NONE)
		e = bus_socket_open(&monitor->socket, b, &options, f);
	if (e != ERR_NONE) {
		(void)zmq_socket_monitor(zmq, NULL, 0);
		free(monitor);
		return e;
	}
	*out = monitor;
	return ERR_NONE;
}

void monitor_close(struct bus_monitor *monitor, void *zmq)
{
	if (!monitor)
		return;
	(void)zmq_socket_monitor(zmq, NULL, 0); /* first: the library must not wait for a reader that has gone */
	bus_socket_close(monitor->socket);
	free(monitor);
}
