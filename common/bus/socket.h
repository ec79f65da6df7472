/* One ZeroMQ socket on the loop: options, pump, whole messages in and out. Nothing outside these files calls ZeroMQ on
 * a socket. Everything on the loop thread. */
#ifndef DANDANG_BUS_SOCKET_H
#define DANDANG_BUS_SOCKET_H

#include <zmq.h>

#include "bus/bus_impl.h"

struct bus_socket_options {
	int type;                     /* ZMQ_ROUTER, ZMQ_DEALER, ZMQ_REP, ZMQ_PAIR */
	const char *address;
	const char *server_key;       /* connects to the server with this z85 key; NULL: binds */
	bool plain;                   /* inproc only: no CURVE */
	bool joins;                   /* plain only: connects to who has bound the address in this process */
	int hwm;
	int64_t bytes_max;            /* of one part */
	uint64_t unread_max;          /* listening: of one message, see lines.h */
	/* Events are ZMQ_POLLIN and ZMQ_POLLOUT. `work` handles a bounded amount. */
	bool (*pending)(void *context, int events);
	void (*work)(void *context);
	void *context;
};

struct bus_message {
	zmq_msg_t parts[BUS_PARTS_MAX];
	size_t count;                 /* 0: it had more parts than any message of ours: thrown away, its connection cut */
};

enum err bus_socket_open(struct bus_socket **out, struct bus *b, const struct bus_socket_options *options,
			 struct fault *f);
/* No callback follows; the socket itself closes while the loop turns, with what it has not sent. */
void bus_socket_close(struct bus_socket *s);
const char *bus_socket_address(const struct bus_socket *s);
int bus_socket_events(struct bus_socket *s);
void bus_socket_kick(struct bus_socket *s);    /* `work` runs in this turn or the next */

/* False when there is none. After true, bus_message_free. */
bool bus_socket_receive(struct bus_socket *s, struct bus_message *m);
/* ERR_AGAIN: no peer or its queue is full; ERR_NOT_FOUND: the peer named by the first part has gone. All or nothing. */
enum err bus_socket_send(struct bus_socket *s, const struct span *parts, size_t count);

struct bus_monitor;
/* monitor.c: counts and watches (lines.h) what happens to the connections of a socket that listens. To be opened before it binds and closed
 * before it closes. `monitor` may be NULL. */
enum err monitor_open(struct bus_monitor **monitor, struct bus *b, void *zmq, uint64_t unread_max, struct fault *f);
void monitor_close(struct bus_monitor *monitor, void *zmq);

struct span bus_message_part(struct bus_message *m, size_t i);
const char *bus_message_key(struct bus_message *m);   /* z85 key the peer proved at the handshake; NULL: none */
/* Cuts the connection the message came over. ZeroMQ has no call for it. */
void bus_message_cut(struct bus_message *m);
void bus_message_free(struct bus_message *m);

#endif
