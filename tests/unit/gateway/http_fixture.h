/* A real HTTP server on loopback in its own thread, and raw clients. The handler answers by path. */
#ifndef DANDANG_TESTS_HTTP_FIXTURE_H
#define DANDANG_TESTS_HTTP_FIXTURE_H

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/require.h"
#include "http/http.h"
#include "http/http_limits.h"
#include "tap.h"

#define REPLY_MAX ((size_t)24 << 20)

struct fixture {
	struct loop *loop;
	struct http_server *server;
	struct http_options options;
	struct loop_watch *control;
	int control_pipe[2];
	pthread_t thread;
	uint16_t port;
	struct http_request *kept;          /* of /never */
	struct http_stream *stream;         /* of /stream */
	atomic_int gone, closed, handled, drained, sent, refused_send, flooded;
};
static struct fixture fx;
static void (*fx_at_stop)(void);            /* between the server and the loop */

struct later {
	struct http_request *r;
	struct loop_timer *timer;
};

static inline void respond_text(struct http_request *r, unsigned status, const char *text)
{
	http_respond(r, status, "text/plain", span_text(text), NULL, 0);
}

static inline void answer_later(void *context)
{
	struct later *later = context;

	respond_text(later->r, 200, "later");
	loop_timer_free(later->timer);
	free(later);
}

static inline void on_gone(void *context)
{
	(void)context;
	atomic_fetch_add(&fx.gone, 1);
}

static inline void on_stream_closed(void *context)
{
	(void)context;
	fx.stream = NULL;
	atomic_fetch_add(&fx.closed, 1);
}

static inline void describe(struct http_request *r)
{
	char *text = arena_format(http_arena(r), "%s|%s|%s|%s|%zu|%s", http_method(r), http_path(r),
				  http_query(r, "q") ? http_query(r, "q") : "-",
				  http_header(r, "x-test") ? http_header(r, "x-test") : "-", http_body(r).size,
				  http_peer(r));

	respond_text(r, 200, text);
}

static inline void handle(void *context, struct http_request *r)
{
	const char *path = http_path(r);

	(void)context;
	atomic_fetch_add(&fx.handled, 1);
	if (strcmp(path, "/echo") == 0) {
		http_respond(r, 200, "application/octet-stream", http_body(r), NULL, 0);
	} else if (strcmp(path, "/big") == 0) {
		size_t size = strtoul(http_query(r, "size"), NULL, 10);
		char *big = calloc(1, size + 1);

		memset(big, 'b', size);
		http_respond(r, 200, "text/plain", span_of(big, size), NULL, 0);
		free(big);
	} else if (strcmp(path, "/later") == 0) {
		struct later *later = calloc(1, sizeof(*later));

		later->r = r;
		later->timer = loop_timer_new(fx.loop, answer_later, later);
		loop_timer_set(later->timer, 50, 0);
	} else if (strcmp(path, "/never") == 0) {
		fx.kept = r;
		http_on_gone(r, on_gone, NULL);
	} else if (strcmp(path, "/stream") == 0) {
		fx.stream = http_sse_open(r, on_stream_closed, NULL);
	} else if (strcmp(path, "/own") == 0) {
		const struct http_header own[] = { { "Cache-Control", "max-age=60" }, { "X-Own", "1" } };

		http_respond(r, 200, "text/plain", span_text("own"), own, 2);
	} else {
		describe(r);
	}
}

static inline struct http_body_limit route_max(void *context, struct http_request *r, uint64_t announced)
{
	(void)context;
	(void)announced;
	if (strncmp(http_path(r), "/known", 6) == 0)
		return (struct http_body_limit){ .bytes = 10, .status = 401, .reason = "SESSION_REQUIRED" };
	return (struct http_body_limit){ .bytes = strncmp(http_path(r), "/small", 6) == 0 ? 10 : HTTP_BODY_BYTES_MAX };
}

static inline void on_drained(void *context)
{
	(void)context;
	atomic_store(&fx.drained, 1);
}

/* Commands from the test thread, one letter each. */
static inline void on_control(void *context, bool readable, bool writable)
{
	char letter = 0;

	(void)context;
	(void)writable;
	if (!readable || read(fx.control_pipe[0], &letter, 1) != 1)
		return;
	switch (letter) {
	case 'a':                               /* answer the kept request */
		respond_text(fx.kept, 200, http_client_gone(fx.kept) ? "gone" : "here");
		fx.kept = NULL;
		break;
	case 'e':                               /* one event */
		if (fx.stream && http_sse_send(fx.stream, "7.9", "note", span_text("one\ntwo")))
			atomic_fetch_add(&fx.sent, 1);
		break;
	case 'f':                               /* flood */
		for (int i = 0; i < 20000 && fx.stream; i++) {
			char line[1000];

			memset(line, 'x', sizeof(line));
			if (!http_sse_send(fx.stream, NULL, NULL, span_of(line, sizeof(line)))) {
				atomic_fetch_add(&fx.refused_send, 1);
				break;
			}
			atomic_fetch_add(&fx.sent, 1);
		}
		atomic_fetch_add(&fx.flooded, 1);
		break;
	case 'c':
		if (fx.stream)
			http_sse_close(fx.stream);
		fx.stream = NULL;
		break;
	case 'd':
		http_server_drain(fx.server, on_drained, NULL);
		break;
	case 'q':
		loop_stop(fx.loop);
		break;
	default:
		break;
	}
}

static inline void *run(void *context)
{
	(void)context;
	loop_run(fx.loop);
	return NULL;
}

static inline void control(char letter)
{
	REQUIRE(write(fx.control_pipe[1], &letter, 1) == 1);
}

static inline void start(struct http_options options)
{
	struct fault f;

	fx = (struct fixture){ 0 };
	REQUIRE(loop_new(&fx.loop, &f) == ERR_NONE);
	REQUIRE(pipe(fx.control_pipe) == 0);
	options.address = options.address ? options.address : "127.0.0.1:0";
	options.handler = options.handler ? options.handler : handle;
	options.body_max = route_max;
	options.tick_ms = 20;
	if (http_server_new(&fx.server, fx.loop, &options, &f) != ERR_NONE) {
		printf("# %s\n", f.text);
		abort();
	}
	fx.options = options;
	fx.port = http_server_port(fx.server);
	fx.control = loop_watch_new(fx.loop, fx.control_pipe[0], true, false, on_control, NULL);
	REQUIRE(pthread_create(&fx.thread, NULL, run, NULL) == 0);
}

/* Stops the loop; then the figures can be read without a race. */
static inline struct http_figures stop(void)
{
	control('q');
	REQUIRE(pthread_join(fx.thread, NULL) == 0);
	struct http_figures figures = http_server_figures(fx.server);

	http_server_free(fx.server);
	if (fx_at_stop)
		fx_at_stop();
	loop_watch_free(fx.control);
	loop_free(fx.loop);
	close(fx.control_pipe[0]);
	close(fx.control_pipe[1]);
	return figures;
}

static inline void sleep_ms(long ms)
{
	struct timespec t = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };

	nanosleep(&t, NULL);
}

static inline bool wait_for(atomic_int *value, int least)
{
	for (int i = 0; i < 300; i++) {
		if (atomic_load(value) >= least)
			return true;
		sleep_ms(10);
	}
	return false;
}

/* ---- raw clients */

/* receive_bytes 0: as the kernel likes, which may be many megabytes. */
static inline int dial_with(int receive_bytes)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(fx.port),
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct timeval limit = { .tv_sec = 5 };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (receive_bytes > 0)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receive_bytes, sizeof(receive_bytes));
	REQUIRE(fd >= 0 && connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
	return fd;
}

static inline int dial(void)
{
	return dial_with(0);
}

/* The server has made its answer and sent what fits. */
static inline void wait_readable(int fd)
{
	struct pollfd waiting = { .fd = fd, .events = POLLIN };

	CHECK_INT(poll(&waiting, 1, 5000), 1);
}

static inline bool put_bytes(int fd, const void *data, size_t size)
{
	const char *at = data;

	while (size > 0) {
		ssize_t sent = send(fd, at, size, MSG_NOSIGNAL);

		if (sent <= 0)
			return false;
		at += sent;
		size -= (size_t)sent;
	}
	return true;
}

static inline bool put_text(int fd, const char *text)
{
	return put_bytes(fd, text, strlen(text));
}

struct reply {
	char *data;
	size_t size;
	int status;
	bool closed;        /* the server closed the connection after it */
	const char *body;
	size_t body_size;
};

static inline void reply_free(struct reply *reply)
{
	free(reply->data);
	*reply = (struct reply){ 0 };
}

static inline bool reply_whole(struct reply *reply)
{
	char *end = reply->data ? strstr(reply->data, "\r\n\r\n") : NULL;
	char *length = end ? strcasestr(reply->data, "\r\nContent-Length: ") : NULL;

	if (!end)
		return false;
	reply->status = atoi(reply->data + 9);
	reply->body = end + 4;
	reply->body_size = reply->size - (size_t)(reply->body - reply->data);
	if (!length || length > end)
		return strcasestr(reply->data, "\r\nTransfer-Encoding: chunked") && strstr(end, "\r\n0\r\n\r\n");
	size_t want = strtoul(length + 18, NULL, 10);

	if (reply->body_size < want)
		return false;
	reply->body_size = want;
	return true;
}

/* Reads one answer (no pipelining); with `to_end`, until the server closes. */
static inline struct reply get_reply(int fd, bool to_end)
{
	struct reply reply = { 0 };
	size_t room = 0;

	while (reply.size < REPLY_MAX && (to_end || !reply_whole(&reply))) {
		if (room - reply.size < 65536) {
			room = room ? room * 2 : 131072;
			reply.data = realloc(reply.data, room);
			REQUIRE(reply.data);
			reply.data[reply.size] = '\0';
		}
		ssize_t got = recv(fd, reply.data + reply.size, room - reply.size - 1, 0);

		if (got <= 0) {
			reply.closed = got == 0;
			break;
		}
		reply.size += (size_t)got;
		reply.data[reply.size] = '\0';
	}
	(void)reply_whole(&reply);
	return reply;
}

/* One request on a connection of its own, until the server closes it. */
static inline struct reply ask(const void *data, size_t size)
{
	int fd = dial();

	put_bytes(fd, data, size);
	struct reply reply = get_reply(fd, true);

	close(fd);
	return reply;
}

static inline bool reply_has(const struct reply *reply, const char *text)
{
	return reply->data && strstr(reply->data, text) != NULL;
}

#endif
