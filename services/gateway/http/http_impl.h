/* Inside the HTTP server. Files:
 *
 *   server.c    listening, our epoll set, limits on connections, the clock tick, drain
 *   conn.c      one client connection: what can move is moved (conn_advance), deadlines, refusals without libmicrohttpd
 *   conn_io.c   the four directions of bytes between client, gate and libmicrohttpd's end of the socket pair
 *   engine.c    libmicrohttpd: the daemon, its callbacks, its turn
 *   request.c   a request: made from the gate's head, target decoded, accessors, life
 *   respond.c   answers and their standard headers
 *   stream.c    server-sent events
 *
 * Happy path: readable client -> conn reads -> gate lets the head pass -> request made -> canonical bytes to the pair ->
 * engine_turn: libmicrohttpd reads them, calls on_access; body collected; handler called -> http_respond now, or the
 * connection of libmicrohttpd is suspended and resumed by it -> bytes come out of the pair -> client -> completed callback
 * -> conn takes the next request.
 *
 * libmicrohttpd's epoll descriptor is edge-triggered and does not tell of work already read: engine_pending asks
 * MHD_get_timeout, the pump keeps the loop awake while it says 0 (loop.h). Deadlines are all ours (server tick).
 *
 * Life: a conn is freed at the end of a turn once our end is closed and libmicrohttpd has let go of its end; a request
 * once libmicrohttpd has let go of it and, if the handler was called, the handler has answered. */
#ifndef DANDANG_GATEWAY_HTTP_IMPL_H
#define DANDANG_GATEWAY_HTTP_IMPL_H

#include <microhttpd.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "buffer.h"
#include "gate.h"
#include "http.h"

#define CONN_READ_BYTES (64u << 10)     /* one read of a socket */
#define CONN_READS_PER_TURN 8           /* fairness: then the next connection */
#define EVENTS_PER_TURN 64
#define ENGINE_ROUNDS 4                 /* runs of libmicrohttpd in one turn */
#define PEER_TEXT_SIZE 46               /* INET6_ADDRSTRLEN */

enum conn_phase {
	CONN_IDLE,      /* between requests */
	CONN_HEAD,      /* a head has begun */
	CONN_BODY,      /* head passed, body or the handler's turn outstanding */
	CONN_ANSWER,    /* handed to the handler; answer or stream under way */
	CONN_LINGER,    /* last bytes sent, reads until the client closes */
	CONN_CLOSED,
};

struct conn_end {
	struct conn *conn;
	int fd;                         /* -1: closed */
	uint32_t interest;              /* registered with epoll */
	bool ready;                     /* may have something to read; else epoll will say so */
};

struct conn {
	struct http_server *server;
	struct conn_end client;
	struct conn_end pair;           /* our end of the socket pair; libmicrohttpd holds the other */
	int engine_fd;                  /* the other end, while libmicrohttpd holds it; else -1 */
	enum conn_phase phase;
	struct gate gate;
	struct buffer in;               /* read from the client, not yet taken by the gate */
	struct buffer up;               /* to libmicrohttpd */
	struct buffer down;             /* to the client */
	struct http_request *request;
	int64_t began_ms;               /* of the body */
	int64_t deadline_ms;            /* INT64_MAX: none */
	bool finished;                  /* libmicrohttpd has sent the whole answer */
	bool engine_eof;                /* and closed its end */
	bool engine_hung;               /* hung up: no longer in the epoll set, read until the end of file */
	bool client_eof;
	bool closing;                   /* once `down` is empty: linger */
	bool kill;                      /* close at the next look (slow stream) */
	bool counted;                   /* against the limit per address */
	bool touched;
	struct sockaddr_storage address;
	char peer[PEER_TEXT_SIZE];
	struct conn *touched_next;
	struct conn *previous, *next;
};

struct http_stream {
	struct http_request *request;
	struct buffer queue;
	bool ended;                     /* after what is queued */
	int64_t sent_ms;
	void (*closed)(void *context);
	void *context;
};

struct http_request {
	struct http_server *server;
	struct conn *conn;              /* NULL once gone */
	struct MHD_Connection *engine;
	struct MHD_Response *response;
	unsigned status;
	bool in_engine;                 /* between on_access and completed */
	bool suspended;                 /* in libmicrohttpd: waits for an answer or for events to send */
	bool handed;                    /* the handler was called */
	bool answered;
	bool gone;
	struct arena arena;
	const char *method, *path, *peer;
	struct http_header *headers, *query;
	size_t header_count, query_count;
	uint8_t *body;
	size_t body_size, body_room;
	size_t reserved;                /* of the server's body budget */
	void (*on_gone)(void *context);
	void *gone_context;
	void *user;
	struct http_stream *stream;
	struct http_request *previous, *next;
};

struct http_server {
	struct loop *loop;
	struct http_options options;
	const char *proxies[HTTP_TRUSTED_PROXIES_MAX];
	int listener;                   /* -1: not listening */
	bool accept_paused;             /* out of descriptors: until the next tick */
	int events;                     /* our epoll set: listener, clients, pairs */
	struct loop_watch *watch;
	struct MHD_Daemon *engine;
	struct loop_pump *pump;
	struct loop_timer *tick;
	bool in_turn;
	bool kick;                      /* libmicrohttpd has work its epoll set does not show */
	bool draining;
	void (*drained)(void *context);
	void *drained_context;
	struct conn *conns;
	struct conn *touched;
	struct http_request *requests;
	unsigned stream_count;
	unsigned conn_count;
	size_t body_bytes;
	struct http_figures figures;
	uint8_t scratch[CONN_READ_BYTES];
};

/* server.c */
void server_turn(struct http_server *s);
void server_touch(struct conn *c);      /* look at it again before the turn ends */
bool server_register(struct http_server *s, struct conn_end *end, uint32_t interest);

/* conn.c */
struct conn *conn_open(struct http_server *s, int fd, const struct sockaddr_storage *address);
void conn_advance(struct conn *c);
void conn_event(struct conn_end *end, uint32_t events);
void conn_check_deadline(struct conn *c, int64_t now_ms);
void conn_refuse(struct conn *c, unsigned status, const char *reason);
void conn_close(struct conn *c);        /* both ends, at once */
bool conn_reapable(const struct conn *c);
void conn_free(struct conn *c);
void conn_set_phase(struct conn *c, enum conn_phase phase);
void conn_progress(struct conn *c);     /* bytes moved: puts the deadline of the phase off */
bool conn_wants_input(const struct conn *c);
void conn_client_ended(struct conn *c); /* the client closed its sending side */

/* conn_io.c: each returns whether anything moved */
bool conn_pull_client(struct conn *c);
bool conn_push_gate(struct conn *c);
bool conn_flush_up(struct conn *c);
bool conn_relay_down(struct conn *c);
bool conn_flush_down(struct conn *c);

/* engine.c */
bool engine_start(struct http_server *s, struct fault *f);
void engine_stop(struct http_server *s);
bool engine_add(struct conn *c);
bool engine_pending(const struct http_server *s);
void engine_run(struct http_server *s);
void engine_resume(struct http_request *r);

/* request.c */
struct http_request *request_new(struct conn *c, unsigned *status, const char **reason);
bool request_take_body(struct http_request *r, const void *data, size_t size);
void request_gone(struct http_request *r);
void request_release(struct http_request *r);   /* frees it if nobody needs it any more */
void request_free(struct http_request *r);
bool request_reserve(struct http_request *r, size_t size);   /* false: past the budget of all bodies */

/* target.c */
bool target_parse(struct http_request *r, const char *target);

/* respond.c */
struct span respond_raw(unsigned status, const char *reason, char *room, size_t size);
void respond_with(struct http_request *r, unsigned status, struct MHD_Response *response, const char *content_type,
		  const struct http_header *extra, size_t extra_count);

/* stream.c */
void stream_detach(struct http_request *r);     /* the connection is over: tell the owner, free */
void stream_tick(struct http_request *r, int64_t now_ms);

#endif
