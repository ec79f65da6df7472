/* The HTTP server of the gateway: HTTP/1.1 on our loop. Requests arrive whole, answers may come later.
 *
 * How a request goes:   client socket -> gate (gate.h: the only judge of what a request is) -> handler -> http_respond,
 * now or later -> client socket. What each piece does is told in http_impl.h.
 *
 * A handler is called once the whole body has arrived. It must end in exactly one call of http_respond or http_sse_open,
 * before it returns or later on the loop thread, even when the client has gone (then it only frees the request). Every
 * span and text handed out lives until then. One request of a connection is worked on at a time. */
#ifndef DANDANG_GATEWAY_HTTP_H
#define DANDANG_GATEWAY_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/span.h"
#include "http_limits.h"
#include "loop/loop.h"

struct http_server;
struct http_request;
struct http_stream;

struct http_header {
	const char *name;
	const char *value;
};

struct http_body_limit {
	size_t bytes;
	unsigned status;                        /* what refuses a larger one; 0: 413 BODY_TOO_LARGE */
	const char *reason;
};

struct http_options {
	const char *address;                    /* "127.0.0.1:8080", "[::]:8080"; port 0 takes any */
	void (*handler)(void *context, struct http_request *r);
	/* Largest body for a request, asked when its head has arrived; `announced` is its Content-Length, UINT64_MAX in
	 * chunks. NULL: HTTP_BODY_BYTES_MAX. */
	struct http_body_limit (*body_max)(void *context, struct http_request *r, uint64_t announced);
	void *context;
	bool secure;                            /* people reach us over TLS (a proxy ends it): say HSTS */
	/* Addresses whose X-Forwarded-For is believed; they are not counted per address. */
	const char *const *trusted_proxies;
	size_t trusted_proxy_count;
	/* 0: the constant of http_limits.h. */
	unsigned connections_max;
	unsigned connections_per_address_max;
	unsigned streams_max;
	size_t bodies_bytes_max;
	size_t answers_bytes_max;
	size_t stream_queue_bytes;
	size_t streams_bytes_max;
	int64_t head_ms, body_idle_ms, body_ms, answer_ms, write_idle_ms, idle_ms, linger_ms, heartbeat_ms, tick_ms;
};

enum err http_server_new(struct http_server **out, struct loop *l, const struct http_options *options,
			 struct fault *f);
uint16_t http_server_port(const struct http_server *s);
/* Stops listening, closes idle connections and streams, lets requests under way end; each answer closes its connection.
 * Calls `done` on the loop once nothing is left. */
void http_server_drain(struct http_server *s, void (*done)(void *context), void *context);
/* Closes what is left; requests not yet answered are freed and must not be touched again. Not from a handler. */
void http_server_free(struct http_server *s);

struct http_figures {
	uint64_t accepted;              /* connections since the start */
	uint64_t turned_away;           /* connections past a limit */
	uint64_t given_up;              /* closed to make room for newer ones */
	uint64_t requests;              /* handed to the handler */
	uint64_t refused;               /* by the gate or a limit, before any handler */
	uint64_t expired;               /* a time limit */
	uint64_t slow_streams;          /* streams closed because their reader was too slow */
	unsigned connections;           /* now */
	unsigned streams;
	size_t body_bytes;
	size_t answer_bytes;            /* of large ones not yet taken */
};
struct http_figures http_server_figures(const struct http_server *s);

/* ---- the request */
const char *http_method(const struct http_request *r);
const char *http_path(const struct http_request *r);            /* decoded, valid UTF-8, begins with '/' */
const char *http_query(const struct http_request *r, const char *name);   /* first of that name, decoded; or NULL */
size_t http_query_count(const struct http_request *r);
struct http_header http_query_at(const struct http_request *r, size_t index);
const char *http_header(const struct http_request *r, const char *name);  /* first of that name, any case; or NULL */
struct span http_body(const struct http_request *r);
const char *http_peer(const struct http_request *r);            /* address as text, as the trusted proxy told it */
struct arena *http_arena(struct http_request *r);
/* A place for what the handler's layers hang on the request (the session). */
void http_set_user(struct http_request *r, void *user);
void *http_user(const struct http_request *r);

/* True once the client closed its side or was cut off. An answer is still sent if it only closed its sending side. */
bool http_client_gone(const struct http_request *r);
/* Called at most once, on the loop, when that happens before the answer. */
void http_on_gone(struct http_request *r, void (*gone)(void *context), void *context);

/* ---- the answer; everything is copied, and leaves only after the handler (or whatever callback answers) has returned: what
 * a read meets at its end still comes before it. A large one past the budget of all becomes 503. Headers named in `extra` replace the standard ones of respond.c. */
void http_respond(struct http_request *r, unsigned status, const char *content_type, struct span body,
		  const struct http_header *extra, size_t extra_count);

/* Answers with an event stream. NULL: refused (503 has been sent, or the client has gone); the request is over in any
 * case. `closed` is called once when the stream ends by the client, a slow reader or the server; the stream must not be
 * used after it. */
struct http_stream *http_sse_open(struct http_request *r, void (*closed)(void *context), void *context);
/* False: the stream is past its queue and will be closed. id and event may be NULL; data may hold several lines. */
bool http_sse_send(struct http_stream *stream, const char *id, const char *event, struct span data);
/* Room left in the stream's queue (in the memory of all streams, when that is less): whoever has a backlog to send waits
 * until the readers have taken some. */
size_t http_sse_room(const struct http_stream *stream);
/* Ends the stream after what is queued; `closed` is not called. */
void http_sse_close(struct http_stream *stream);

#endif
