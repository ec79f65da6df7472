#include <errno.h>
#include <unistd.h>

#include "base/require.h"
#include "http_impl.h"

static bool would_block(void)
{
	return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

/* Sends what fits and keeps the rest. False: the connection is broken. */
static bool send_or_keep(struct conn *c, struct span data)
{
	ssize_t sent = send(c->client.fd, data.data, data.size, MSG_NOSIGNAL);

	if (sent < 0 && !would_block())
		return false;
	size_t done = sent < 0 ? 0 : (size_t)sent;

	if (!buffer_append(&c->down, data.data + done, data.size - done))
		return false;
	if (done > 0)
		conn_progress(c);
	return true;
}

/* libmicrohttpd -> client */
bool conn_relay_down(struct conn *c)
{
	uint8_t *room = c->server->scratch;

	if (c->pair.fd < 0 || c->engine_eof || c->down.size > 0 || !c->pair.ready)
		return false;
	ssize_t got = recv(c->pair.fd, room, CONN_READ_BYTES, 0);

	c->pair.ready = got == CONN_READ_BYTES || c->engine_hung;
	if (got < 0 && would_block())
		return false;
	if (got <= 0) {
		c->engine_eof = true;
		c->pair.ready = false;
		return true;
	}
	if (!send_or_keep(c, span_of(room, (size_t)got)))
		conn_close(c);
	return true;
}

bool conn_flush_down(struct conn *c)
{
	if (c->phase == CONN_CLOSED || c->down.size == 0)
		return false;
	struct span data = buffer_span(&c->down);
	ssize_t sent = send(c->client.fd, data.data, data.size, MSG_NOSIGNAL);

	if (sent < 0) {
		if (!would_block())
			conn_close(c);
		return false;
	}
	buffer_consume(&c->down, (size_t)sent);
	conn_progress(c);
	return sent > 0;
}

/* gate -> libmicrohttpd */
bool conn_flush_up(struct conn *c)
{
	if (c->phase == CONN_CLOSED || c->pair.fd < 0 || c->up.size == 0)
		return false;
	struct span data = buffer_span(&c->up);
	ssize_t sent = send(c->pair.fd, data.data, data.size, MSG_NOSIGNAL);

	if (sent < 0) {
		if (!would_block())
			buffer_free(&c->up);      /* it has closed; its end of file says the rest */
		return false;
	}
	buffer_consume(&c->up, (size_t)sent);
	c->server->kick = true;
	return sent > 0;
}

/* The head is whole: make the request, ask for its limit, let it pass. */
static void take_head(struct conn *c)
{
	const struct http_options *o = &c->server->options;
	unsigned status = 0;
	const char *reason = NULL;

	c->request = request_new(c, &status, &reason);
	if (!c->request) {
		(void)gate_refuse(&c->gate, status, reason);
		return;
	}
	uint64_t body_max = HTTP_BODY_BYTES_MAX;

	if (o->body_max) {
		uint64_t route_max = o->body_max(o->context, c->request->method, c->request->path);

		body_max = route_max < body_max ? route_max : body_max;
	}
	gate_open(&c->gate, body_max, c->server->draining, &c->up);
	if (c->gate.step == GATE_REFUSED)
		return;
	if (!request_reserve(c->request, (size_t)c->gate.length) || (c->pair.fd < 0 && !engine_add(c))) {
		(void)gate_refuse(&c->gate, 503, "BUSY");
		return;
	}
	conn_set_phase(c, CONN_BODY);
}

/* Bytes of the client through the gate; returns how many it took. */
static size_t feed(struct conn *c, struct span in)
{
	size_t taken = 0;
	size_t step = 1;

	while (taken < in.size && step > 0) {
		if (c->phase == CONN_IDLE)
			conn_set_phase(c, CONN_HEAD);
		step = gate_feed(&c->gate, span_of(in.data + taken, in.size - taken), &c->up);
		taken += step;
		if (c->gate.step == GATE_READY)
			take_head(c);
		struct http_request *r = c->request;

		if (r && c->gate.body_seen > r->reserved &&
		    !request_reserve(r, (size_t)(c->gate.body_seen - r->reserved)))
			(void)gate_refuse(&c->gate, 503, "BUSY");
	}
	conn_progress(c);
	if (c->gate.step == GATE_REFUSED)
		conn_refuse(c, c->gate.status, c->gate.reason);
	return taken;
}

/* what was read earlier and had to wait -> gate */
bool conn_push_gate(struct conn *c)
{
	if (c->phase == CONN_CLOSED || c->in.size == 0 || c->up.size > 0 || c->closing || c->gate.step == GATE_DONE)
		return false;
	struct buffer in = c->in;

	c->in = (struct buffer){ 0 };
	size_t taken = feed(c, buffer_span(&in));

	buffer_consume(&in, taken);
	if (c->phase == CONN_CLOSED || c->closing)
		buffer_free(&in);
	else
		c->in = in;
	return taken > 0;
}

/* client -> gate */
bool conn_pull_client(struct conn *c)
{
	uint8_t *room = c->server->scratch;

	if (!c->client.ready || !conn_wants_input(c))
		return false;
	ssize_t got = recv(c->client.fd, room, CONN_READ_BYTES, 0);

	c->client.ready = got == CONN_READ_BYTES;
	if (got < 0 && would_block())
		return false;
	if (got <= 0) {
		conn_close(c);
		return true;
	}
	if (c->phase == CONN_LINGER)
		return true;
	size_t taken = feed(c, span_of(room, (size_t)got));

	if (c->phase != CONN_CLOSED && !c->closing &&
	    !buffer_append(&c->in, room + taken, (size_t)got - taken))
		conn_close(c);
	return true;
}
