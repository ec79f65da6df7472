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
	DEFAULT(stream_queue_bytes, HTTP_STREAM_QUEUE_BYTES);
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

bool server_register(struct http_server *s, struct conn_end *end, uint32_t interest)
{
	struct epoll_event event = { .events = interest, .data.ptr = end };
	int how = end->interest == UINT32_MAX ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;

	if (end->interest == interest)
		return true;
	if (epoll_ctl(s->events, how, end->fd, &event) != 0)
		return false;
	end->interest = interest;
	return true;
}

/* ---- accepting */

static unsigned conns_of_address(const struct http_server *s, const char *peer)
{
	unsigned count = 0;

	for (const struct conn *c = s->conns; c; c = c->next)
		if (c->counted && strcmp(c->peer, peer) == 0)
			count++;
	return count;
}

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

static void admit(struct http_server *s, int fd, const struct sockaddr_storage *address)
{
	char peer[PEER_TEXT_SIZE];

	listen_peer_text(address, peer, sizeof(peer));
	bool trusted = is_trusted(s, peer);

	s->figures.accepted++;
	if (s->conn_count >= s->options.connections_max ||
	    (!trusted && conns_of_address(s, peer) >= s->options.connections_per_address_max)) {
		turn_away(s, fd);
		return;
	}
	struct conn *c = conn_open(s, fd, address);

	if (c)
		c->counted = !trusted;
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

static void look_at_touched(struct http_server *s)
{
	struct conn *c = s->touched;

	s->touched = NULL;      /* those touched meanwhile come next time */
	for (struct conn *next; c; c = next) {
		next = c->touched_next;
		c->touched = false;
		conn_advance(c);
	}
}

static void reap(struct http_server *s)
{
	for (struct conn *c = s->conns, *next; c; c = next) {
		next = c->next;
		if (conn_reapable(c) && !c->touched)
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

/* One turn: what our sockets have, what libmicrohttpd makes of it, what it left for the sockets. Connections are freed
 * only here, so that no event of the same batch meets freed memory. */
void server_turn(struct http_server *s)
{
	if (s->in_turn)
		return;
	s->in_turn = true;
	take_events(s);
	for (int round = 0; round < ENGINE_ROUNDS; round++) {
		s->kick = false;
		engine_run(s);
		look_at_touched(s);
		if (!s->kick && !s->touched && !engine_pending(s))
			break;
	}
	reap(s);
	s->in_turn = false;
	if (s->draining && s->conn_count == 0 && s->drained) {
		void (*drained)(void *) = s->drained;

		s->drained = NULL;
		drained(s->drained_context);
	}
}

static void on_watch(void *context, bool readable, bool writable)
{
	(void)readable;
	(void)writable;
	server_turn(context);
}

static void on_pump(void *context)
{
	server_turn(context);
}

static bool on_pump_pending(void *context)
{
	const struct http_server *s = context;

	return s->kick || s->touched || engine_pending(s);
}

static void on_tick(void *context)
{
	struct http_server *s = context;
	int64_t now_ms = loop_now_ms(s->loop);

	if (s->accept_paused && s->listener >= 0)
		accept_pause(s, false);
	for (struct conn *c = s->conns; c; c = c->next)
		conn_check_deadline(c, now_ms);
	server_turn(s);
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
	if (!engine_start(s, f))
		return ERR_IO;
	s->watch = loop_watch_new(s->loop, s->events, true, false, on_watch, s);
	s->tick = loop_timer_new(s->loop, on_tick, s);
	s->pump = loop_pump_new(s->loop, MHD_get_daemon_info(s->engine, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd,
				on_pump_pending, on_pump, s);
	if (!s->watch || !s->tick || !s->pump)
		return fault_set(f, ERR_MEMORY, "loop handles");
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
	s->kick = true;
}

/* The pump's closing is asynchronous, but its callbacks stop at once; nothing of ours is touched afterwards. */
void http_server_free(struct http_server *s)
{
	if (!s)
		return;
	REQUIRE(!s->in_turn);
	stop_listening(s);
	if (s->pump)
		loop_pump_free(s->pump, NULL, NULL);
	if (s->watch)
		loop_watch_free(s->watch);
	if (s->tick)
		loop_timer_free(s->tick);
	for (struct conn *c = s->conns; c; c = c->next)
		conn_close(c);
	engine_stop(s);
	while (s->touched)
		look_at_touched(s);
	reap(s);
	REQUIRE(!s->conns);
	while (s->requests)
		request_free(s->requests);
	if (s->events >= 0)
		(void)close(s->events);
	free(s);
}
