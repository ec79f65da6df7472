#include <errno.h>
#include <unistd.h>

#include "base/require.h"
#include "http_impl.h"

static bool would_block(void)
{
	return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

/* ---- answer -> client */

void conn_send(struct conn *c, struct span data)
{
	if (!buffer_append(&c->down, data.data, data.size))
		c->kill = true;
	conn_progress(c);
	server_touch(c);
}

bool conn_flush_down(struct conn *c)
{
	if (c->down.size == 0)
		return false;
	struct span data = buffer_span(&c->down);
	ssize_t sent = send(c->fd, data.data, data.size, MSG_NOSIGNAL);

	if (sent < 0) {
		if (!would_block())
			conn_close(c);
		return false;
	}
	buffer_consume(&c->down, (size_t)sent);
	if (c->down.size == 0)
		conn_give_back(c);
	conn_progress(c);
	return sent > 0;
}

/* ---- client -> gate -> request */

/* The head is whole: make the request, ask for its limit, let it pass. */
static void take_head(struct conn *c)
{
	static const char *const go_on = "HTTP/1.1 100 Continue\r\n\r\n";
	const struct http_options *o = &c->server->options;
	unsigned status = 0;
	const char *reason = NULL;
	uint64_t body_max = HTTP_BODY_BYTES_MAX;

	c->request = request_new(c, &status, &reason);
	if (!c->request) {
		(void)gate_refuse(&c->gate, status, reason);
		return;
	}
	if (o->body_max) {
		uint64_t announced = c->gate.chunked ? UINT64_MAX : c->gate.length;
		struct http_body_limit limit = o->body_max(o->context, c->request, announced);

		if (limit.status && announced > limit.bytes) {
			(void)gate_refuse(&c->gate, limit.status, limit.reason);
			return;
		}
		body_max = limit.bytes < body_max ? limit.bytes : body_max;
	}
	gate_open(&c->gate, body_max);
	if (c->gate.step == GATE_REFUSED)
		return;
	if (!request_reserve(c->request, (size_t)c->gate.length)) {
		(void)gate_refuse(&c->gate, 503, "BUSY");
		return;
	}
	if (c->gate.step == GATE_DONE)
		return;
	conn_set_phase(c, CONN_BODY);
	if (c->gate.expects_continue)
		conn_send(c, span_text(go_on));
}

static void hand_over(struct conn *c)
{
	struct http_server *s = c->server;

	c->request->handed = true;
	conn_set_phase(c, CONN_ANSWER);
	s->figures.requests++;
	s->options.handler(s->options.context, c->request);
}

/* Bytes of the client through the gate; returns how many it took. */
static size_t feed(struct conn *c, struct span in)
{
	struct gate *g = &c->gate;
	size_t taken = 0;

	if (c->phase == CONN_IDLE)
		conn_set_phase(c, CONN_HEAD);
	while (taken < in.size && g->step != GATE_DONE && g->step != GATE_REFUSED) {
		struct span body;

		taken += gate_feed(g, span_of(in.data + taken, in.size - taken), &body);
		if (g->step == GATE_READY)
			take_head(c);
		if (body.size > 0 && !request_take_body(c->request, body))
			(void)gate_refuse(g, 503, "BUSY");
	}
	conn_progress(c);
	if (g->step == GATE_REFUSED)
		conn_refuse(c, g->status, g->reason);
	else if (g->step == GATE_DONE)
		hand_over(c);
	return taken;
}

/* what was read earlier and had to wait -> gate */
bool conn_push_gate(struct conn *c)
{
	if (c->phase == CONN_CLOSED || c->in.size == 0 || c->closing || c->gate.step == GATE_DONE)
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

	if (!c->readable || !conn_wants_input(c))
		return false;
	ssize_t got = recv(c->fd, room, CONN_READ_BYTES, 0);

	c->readable = got == CONN_READ_BYTES;
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
