#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/require.h"
#include "http_impl.h"
#include "listen.h"

static void options_default(struct http_options *o)
{
#define DEFAULT(field, value) o->field = o->field ? o->field : (value)
	DEFAULT(connections_max, HTTP_CONNECTIONS_MAX);
	DEFAULT(connections_per_address_max, HTTP_CONNECTIONS_PER_ADDRESS_MAX);
	DEFAULT(streams_max, HTTP_STREAMS_MAX);
	DEFAULT(bodies_bytes_max, HTTP_BODIES_BYTES_MAX);
	DEFAULT(answers_bytes_max, HTTP_ANSWERS_BYTES_MAX);
	DEFAULT(stream_queue_bytes, HTTP_STREAM_QUEUE_BYTES);
	DEFAULT(streams_bytes_max, HTTP_STREAMS_BYTES_MAX);
	DEFAULT(head_ms, HTTP_HEAD_MS);
	DEFAULT(body_idle_ms, HTTP_BODY_IDLE_MS);
	DEFAULT(body_ms, HTTP_BODY_MS);
	DEFAULT(answer_ms, HTTP_ANSWER_MS);
	DEFAULT(write_idle_ms, HTTP_WRITE_IDLE_MS);
	DEFAULT(idle_ms, HTTP_IDLE_MS);
	DEFAULT(linger_ms, HTTP_LINGER_MS);
	DEFAULT(heartbeat_ms, HTTP_STREAM_HEARTBEAT_MS);
	DEFAULT(tick_ms, HTTP_TICK_MS);
#undef DEFAULT
}

/* ---- accepting */

static bool is_trusted(const struct http_server *s, const char *peer)
{
	for (size_t i = 0; i < s->options.trusted_proxy_count; i++)
		if (strcmp(s->proxies[i], peer) == 0)
			return true;
	return false;
}

static void turn_away(struct http_server *s, int fd)
{
	char text[1024];
	struct span answer = respond_raw(503, "TOO_MANY_CONNECTIONS", text, sizeof(text));

	s->figures.turned_away++;
	(void)send(fd, answer.data, answer.size, MSG_DONTWAIT | MSG_NOSIGNAL);
	(void)shutdown(fd, SHUT_WR);
	(void)close(fd);
}

/* Someone new is likelier to ask something than who has owed us a request longest. False: nobody does. */
static bool give_one_up(struct http_server *s)
{
	struct conn *c = s->owing_first;

	if (!c)
		return false;
	s->figures.given_up++;
	conn_close(c);
	return true;
}

static void admit(struct http_server *s, int fd, const struct sockaddr_storage *address)
{
	char peer[PEER_TEXT_SIZE];

	listen_peer_text(address, peer, sizeof(peer));
	bool counted = !is_trusted(s, peer);

	s->figures.accepted++;
	if (counted && !address_take(s, peer)) {
		turn_away(s, fd);
		return;
	}
	if (s->conn_count >= s->options.connections_max && !give_one_up(s)) {
		if (counted)
			address_give_back(s, peer);
		turn_away(s, fd);
		return;
	}
	if (conn_open(s, fd, peer, counted))
		return;
	if (counted)
		address_give_back(s, peer);
	(void)close(fd);
}

/* Out of descriptors: the listener would stay readable and spin; it rests until the next tick. */
static void accept_pause(struct http_server *s, bool pause)
{
	struct epoll_event event = { .events = pause ? 0 : EPOLLIN, .data.ptr = NULL };

	s->accept_paused = pause;
	(void)epoll_ctl(s->events, EPOLL_CTL_MOD, s->listener, &event);
}

static void accept_some(struct http_server *s)
{
	for (int i = 0; i < EVENTS_PER_TURN && s->listener >= 0; i++) {
		struct sockaddr_storage address = { 0 };
		socklen_t size = sizeof(address);
		int fd = accept4(s->listener, (struct sockaddr *)&address, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);

		if (fd >= 0) {
			admit(s, fd, &address);
			continue;
		}
		if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
			accept_pause(s, true);
		if (errno != EINTR && errno != ECONNABORTED)
			return;
	}
}

/* ---- turns */

void server_touch(struct conn *c)
{
	if (c->touched)
		return;
	c->touched = true;
	c->touched_next = c->server->touched;
	c->server->touched = c;
}

/* Connections are freed only here, so that no event of the same batch meets freed memory. */
static void look_at_touched(struct http_server *s)
{
	struct conn *c = s->touched;

	s->touched = NULL;      /* those touched meanwhile come next time */
	for (struct conn *next; c; c = next) {
		next = c->touched_next;
		c->touched = false;
		conn_advance(c);
		if (c->phase == CONN_CLOSED && !c->touched)
			conn_free(c);
	}
}

static void take_events(struct http_server *s)
{
	struct epoll_event events[EVENTS_PER_TURN];
	int count = epoll_wait(s->events, events, EVENTS_PER_TURN, 0);

	for (int i = 0; i < count; i++) {
		if (events[i].data.ptr)
			conn_event(events[i].data.ptr, events[i].events);
		else
			accept_some(s);
	}
}

/* One turn: what our sockets have, then what was touched meanwhile. What is touched by that comes in the next turn. */
static void turn(void *context)
{
	struct http_server *s = context;

	if (s->in_turn)
		return;
	s->in_turn = true;
	take_events(s);
	look_at_touched(s);
	s->in_turn = false;
	if (s->draining && s->conn_count == 0 && s->drained) {
		void (*drained)(void *) = s->drained;

		s->drained = NULL;
		drained(s->drained_context);
	}
}

static bool is_pending(void *context)
{
	const struct http_server *s = context;

	return s->touched != NULL;
}

static void on_tick(void *context)
{
	struct http_server *s = context;
	int64_t now_ms = loop_now_ms(s->loop);

	if (s->accept_paused && s->listener >= 0)
		accept_pause(s, false);
	for (struct conn *c = s->conns; c; c = c->next)
		conn_check_deadline(c, now_ms);
}

/* ---- life */

static enum err start(struct http_server *s, struct fault *f)
{
	struct epoll_event event = { .events = EPOLLIN, .data.ptr = NULL };

	if (listen_open(s->options.address, &s->listener, f) != ERR_NONE)
		return f ? f->code : ERR_IO;
	s->events = epoll_create1(EPOLL_CLOEXEC);
	if (s->events < 0 || epoll_ctl(s->events, EPOLL_CTL_ADD, s->listener, &event) != 0)
		return fault_set(f, ERR_IO, "epoll: %s", strerror(errno));
	s->tick = loop_timer_new(s->loop, on_tick, s);
	s->pump = loop_pump_new(s->loop, s->events, is_pending, turn, s);
	loop_timer_set(s->tick, (uint64_t)s->options.tick_ms, (uint64_t)s->options.tick_ms);
	return ERR_NONE;
}

enum err http_server_new(struct http_server **out, struct loop *l, const struct http_options *options,
			 struct fault *f)
{
	struct http_server *s = calloc(1, sizeof(*s));

	*out = NULL;
	if (!s)
		return fault_set(f, ERR_MEMORY, "http server");
	REQUIRE(options->handler && options->trusted_proxy_count <= HTTP_TRUSTED_PROXIES_MAX);
	s->loop = l;
	s->options = *options;
	s->listener = s->events = -1;
	for (size_t i = 0; i < options->trusted_proxy_count; i++)
		s->proxies[i] = options->trusted_proxies[i];
	options_default(&s->options);
	enum err code = start(s, f);

	if (code != ERR_NONE) {
		http_server_free(s);
		return fault_wrap(f, "http %s", options->address);
	}
	*out = s;
	return ERR_NONE;
}

uint16_t http_server_port(const struct http_server *s)
{
	return s->listener < 0 ? 0 : listen_port(s->listener);
}

struct http_figures http_server_figures(const struct http_server *s)
{
	struct http_figures figures = s->figures;

	figures.connections = s->conn_count;
	figures.streams = s->stream_count;
	figures.body_bytes = s->body_bytes;
	figures.answer_bytes = s->answer_bytes;
	return figures;
}

static void stop_listening(struct http_server *s)
{
	if (s->listener >= 0)
		(void)close(s->listener);
	s->listener = -1;
}

void http_server_drain(struct http_server *s, void (*done)(void *context), void *context)
{
	s->draining = true;
	s->drained = done;
	s->drained_context = context;
	stop_listening(s);
	for (struct conn *c = s->conns; c; c = c->next) {
		struct http_stream *stream = c->request ? c->request->stream : NULL;

		if (stream)
			c->kill = true;
		server_touch(c);
	}
	loop_pump_kick(s->pump);
}

static void close_events(void *context)
{
	(void)close((int)(intptr_t)context);
}

static void free_loop_handles(struct http_server *s)
{
	if (s->tick)
		loop_timer_free(s->tick);
	if (s->pump)
		loop_pump_free(s->pump, close_events, (void *)(intptr_t)s->events);
	else if (s->events >= 0)
		(void)close(s->events);
}

void http_server_free(struct http_server *s)
{
	if (!s)
		return;
	REQUIRE(!s->in_turn);
	stop_listening(s);
	free_loop_handles(s);
	for (struct conn *c = s->conns; c; c = c->next)
		conn_close(c);
	while (s->touched)
		look_at_touched(s);
	REQUIRE(!s->conns && !s->addresses);
	while (s->requests)
		request_free(s->requests);
	request_drop_spare(s);
	free(s);
}
