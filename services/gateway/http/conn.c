#include <malloc.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/require.h"
#include "http_impl.h"

#define RAW_ANSWER_BYTES 1024
#define ANSWERS_FLOOD_BYTES (32u << 20)

/* ---- phases and deadlines */

static int64_t answer_deadline(const struct conn *c, int64_t now_ms)
{
	const struct http_options *o = &c->server->options;
	const struct http_request *r = c->request;

	if (c->down.size > 0)
		return now_ms + o->write_idle_ms;
	if (r && r->stream)
		return INT64_MAX;       /* an idle stream; heartbeats show whether its reader lives */
	return now_ms + (r && !r->answered ? o->answer_ms : o->write_idle_ms);
}

static int64_t phase_deadline(const struct conn *c, int64_t now_ms)
{
	const struct http_options *o = &c->server->options;
	int64_t whole_body_ms = c->began_ms + o->body_ms;

	switch (c->phase) {
	case CONN_IDLE:
		return now_ms + o->idle_ms;
	case CONN_HEAD:
		return now_ms + o->head_ms;
	case CONN_BODY:
		return whole_body_ms < now_ms + o->body_idle_ms ? whole_body_ms : now_ms + o->body_idle_ms;
	case CONN_ANSWER:
		return answer_deadline(c, now_ms);
	case CONN_LINGER:
		return now_ms + o->linger_ms;
	case CONN_NEW:
	case CONN_CLOSED:
		break;
	}
	return INT64_MAX;
}

static bool owes(enum conn_phase phase)
{
	return phase == CONN_IDLE || phase == CONN_HEAD;
}

static void owing_append(struct conn *c)
{
	struct http_server *s = c->server;

	c->owing_previous = s->owing_last;
	c->owing_next = NULL;
	*(s->owing_last ? &s->owing_last->owing_next : &s->owing_first) = c;
	s->owing_last = c;
}

static void owing_remove(struct conn *c)
{
	struct http_server *s = c->server;

	*(c->owing_previous ? &c->owing_previous->owing_next : &s->owing_first) = c->owing_next;
	*(c->owing_next ? &c->owing_next->owing_previous : &s->owing_last) = c->owing_previous;
}

void conn_set_phase(struct conn *c, enum conn_phase phase)
{
	int64_t now_ms = loop_now_ms(c->server->loop);

	if (owes(c->phase) && !owes(phase))
		owing_remove(c);
	if (owes(phase) && !owes(c->phase))
		owing_append(c);
	if (phase == CONN_BODY && c->phase != CONN_BODY)
		c->began_ms = now_ms;
	c->phase = phase;
	c->deadline_ms = phase_deadline(c, now_ms);
}

/* A head that trickles in and a client that lingers get no more time for it. */
void conn_progress(struct conn *c)
{
	if (c->phase == CONN_BODY || c->phase == CONN_ANSWER)
		c->deadline_ms = phase_deadline(c, loop_now_ms(c->server->loop));
}

void conn_check_deadline(struct conn *c, int64_t now_ms)
{
	if (c->phase == CONN_ANSWER && c->request && c->request->stream)
		stream_tick(c->request, now_ms);
	if (now_ms < c->deadline_ms)
		return;
	c->server->figures.expired++;
	if (c->closing || c->phase == CONN_IDLE || c->phase == CONN_LINGER)
		conn_close(c);
	else if (c->phase == CONN_HEAD || c->phase == CONN_BODY)
		conn_refuse(c, 408, "REQUEST_TOO_SLOW");
	else if (c->request && !c->request->answered)
		conn_refuse(c, 504, "ANSWER_TOO_LATE");
	else
		conn_close(c);
	server_touch(c);
}

/* ---- life */

struct conn *conn_open(struct http_server *s, int fd, const char *peer, bool counted)
{
	struct conn *c = calloc(1, sizeof(*c));
	int on = 1;

	if (!c)
		return NULL;
	c->server = s;
	c->fd = fd;
	c->interest = UINT32_MAX;
	c->readable = true;
	c->counted = counted;
	(void)snprintf(c->peer, sizeof(c->peer), "%s", peer);
	gate_init(&c->gate);
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	c->next = s->conns;
	if (s->conns)
		s->conns->previous = c;
	s->conns = c;
	s->conn_count++;
	conn_set_phase(c, CONN_IDLE);
	server_touch(c);
	return c;
}

static void let_go_of_request(struct conn *c)
{
	struct http_request *r = c->request;

	c->request = NULL;
	if (!r)
		return;
	stream_detach(r);
	r->conn = NULL;
	request_gone(r);
	request_release(r);
}

void conn_close(struct conn *c)
{
	if (c->phase == CONN_CLOSED)
		return;
	conn_set_phase(c, CONN_CLOSED);
	let_go_of_request(c);
	(void)close(c->fd);
	c->fd = -1;
	buffer_free(&c->in);
	buffer_free(&c->down);
	conn_give_back(c);
	gate_fini(&c->gate);
	gate_init(&c->gate);
	server_touch(c);
}

void conn_free(struct conn *c)
{
	struct http_server *s = c->server;

	REQUIRE(c->phase == CONN_CLOSED && !c->request && !c->touched);
	if (c->previous)
		c->previous->next = c->next;
	else
		s->conns = c->next;
	if (c->next)
		c->next->previous = c->previous;
	s->conn_count--;
	if (c->counted)
		address_give_back(s, c->peer);
	free(c);
}

/* ---- memory of answers */

bool conn_hold(struct conn *c, size_t size)
{
	struct http_server *s = c->server;

	if (size <= HTTP_ANSWER_SMALL_BYTES)
		return true;
	if (s->answer_bytes + size > s->options.answers_bytes_max)
		return false;
	s->answer_bytes += size;
	s->answer_peak = s->answer_peak > s->answer_bytes ? s->answer_peak : s->answer_bytes;
	c->held += size;
	return true;
}

/* After a flood of answers the allocator keeps the pages until it is told; told after each, it would spend its time on that. */
void conn_give_back(struct conn *c)
{
	struct http_server *s = c->server;
	bool flood = s->answer_peak > ANSWERS_FLOOD_BYTES;

	s->answer_bytes -= c->held;
	c->held = 0;
	if (s->answer_bytes > 0 || !flood)
		return;
	s->answer_peak = 0;
	(void)malloc_trim(0);
}

/* A client that reads slowly keeps its answer in memory, and nothing else. */
static void forget_what_was_answered(struct conn *c)
{
	if (c->request && c->request->answered && !c->request->stream && c->down.size > 0)
		request_forget(c->request);
}

/* ---- ends */

static void linger(struct conn *c)
{
	let_go_of_request(c);
	buffer_free(&c->in);
	c->closing = false;
	conn_set_phase(c, CONN_LINGER);
	if (c->client_eof || shutdown(c->fd, SHUT_WR) != 0)
		conn_close(c);
}

void conn_refuse(struct conn *c, unsigned status, const char *reason)
{
	char text[RAW_ANSWER_BYTES];
	struct span answer = respond_raw(status, reason, text, sizeof(text));

	if (c->phase == CONN_CLOSED || c->closing)
		return;
	c->server->figures.refused++;
	let_go_of_request(c);
	buffer_free(&c->in);
	c->closing = true;
	if (!buffer_append(&c->down, answer.data, answer.size)) {
		conn_close(c);
		return;
	}
	conn_set_phase(c, CONN_ANSWER);
	server_touch(c);
}

/* A client that only closed its sending side may still wait for its answer (half-close); a stream has no other way to
 * learn that its reader left. */
static void client_ended(struct conn *c)
{
	c->client_eof = true;
	if (c->request && c->request->stream)
		conn_close(c);
	else if (c->request)
		request_gone(c->request);
}

static bool answer_is_out(const struct conn *c)
{
	const struct http_request *r = c->request;

	return r && r->answered && (!r->stream || r->stream->finished) && c->down.size == 0;
}

/* The answer is out: what comes next on this connection? */
static bool end_answer(struct conn *c)
{
	struct http_request *r = c->request;

	if (c->phase == CONN_CLOSED)
		return false;
	if (c->closing && c->down.size == 0) {
		linger(c);
		return true;
	}
	if (c->phase != CONN_ANSWER || !answer_is_out(c))
		return false;
	if (c->gate.wants_close || c->server->draining) {
		linger(c);
		return true;
	}
	c->request = NULL;
	stream_detach(r);
	r->conn = NULL;
	request_release(r);
	gate_next(&c->gate);
	conn_set_phase(c, CONN_IDLE);
	return true;
}

/* ---- movement */

bool conn_wants_input(const struct conn *c)
{
	bool reading = c->phase == CONN_IDLE || c->phase == CONN_HEAD || c->phase == CONN_BODY;

	return c->phase == CONN_LINGER || (reading && !c->closing && c->in.size == 0);
}

/* A client usually sends nothing while it waits for its answer: EPOLLIN stays until it does (`readable`), which saves two
 * system calls a request. */
static void watch(struct conn *c)
{
	bool watched = c->interest != UINT32_MAX;
	bool input = conn_wants_input(c) || (watched && (c->interest & EPOLLIN) && !c->readable);
	uint32_t interest = (c->client_eof ? 0 : EPOLLRDHUP) | (input ? EPOLLIN : 0u) | (c->down.size > 0 ? EPOLLOUT : 0u);
	struct epoll_event event = { .events = interest, .data.ptr = c };

	if (interest == c->interest)
		return;
	if (epoll_ctl(c->server->events, watched ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, c->fd, &event) != 0)
		conn_close(c);
	else
		c->interest = interest;
}

void conn_advance(struct conn *c)
{
	bool moved = true;

	if (c->kill || (c->server->draining && c->phase == CONN_IDLE && c->in.size == 0))
		conn_close(c);
	for (int i = 0; moved && i < CONN_READS_PER_TURN && c->phase != CONN_CLOSED; i++) {
		moved = stream_flush(c);
		moved = conn_flush_down(c) || moved;
		moved = end_answer(c) || moved;
		moved = conn_push_gate(c) || moved;
		moved = conn_pull_client(c) || moved;
	}
	if (c->phase == CONN_CLOSED)
		return;
	forget_what_was_answered(c);
	watch(c);
	if (moved || c->kill)
		server_touch(c);
}

void conn_event(struct conn *c, uint32_t events)
{
	if (c->phase == CONN_CLOSED)
		return;
	if (events & (EPOLLERR | EPOLLHUP)) {
		conn_close(c);
		return;
	}
	if (events & (EPOLLIN | EPOLLRDHUP))
		c->readable = true;
	if ((events & EPOLLRDHUP) && !c->client_eof)
		client_ended(c);
	if (c->phase != CONN_CLOSED)
		conn_advance(c);
}
