/* Inside the HTTP server. Files:
 *
 *   server.c    listening, our epoll set, limits on connections, the clock tick, drain
 *   address.c   connections counted per address
 *   conn.c      one client connection: what can move is moved (conn_advance), deadlines, refusals
 *   conn_io.c   the bytes of a connection: client -> gate -> request, answer -> client
 *   request.c   a request: made from the gate's head, target decoded, accessors, life
 *   respond.c   answers and their standard headers
 *   stream.c    server-sent events
 *
 * Happy path: readable client -> conn reads -> gate lets the head pass -> request made -> its body collected -> handler
 * called -> http_respond, now or later, puts head and body behind one another -> sent once the handler has returned -> conn
 * takes the next request.
 *
 * Work that is due without an event of a descriptor (an answer that came later, an event for a stream) marks its
 * connection as touched; the pump keeps the loop awake while there are such (loop.h). Deadlines are ours (server tick).
 *
 * Life: a closed conn is freed at the end of a turn; a request once its connection has let go of it and, if the handler
 * was called, the handler has answered. */
#ifndef DANDANG_GATEWAY_HTTP_IMPL_H
#define DANDANG_GATEWAY_HTTP_IMPL_H

#include <netinet/in.h>
#include <sys/socket.h>

#include "buffer.h"
#include "gate.h"
#include "http.h"

#define CONN_READ_BYTES (64u << 10)     /* one read of a socket */
#define CONN_READS_PER_TURN 8           /* fairness: then the next connection */
#define EVENTS_PER_TURN 64
#define PEER_TEXT_SIZE 46               /* INET6_ADDRSTRLEN */
#define DATE_TEXT_SIZE 64

enum conn_phase {
	CONN_NEW,       /* being made */
	CONN_IDLE,      /* between requests */
	CONN_HEAD,      /* a head has begun */
	CONN_BODY,      /* head passed, body outstanding */
	CONN_ANSWER,    /* handed to the handler; answer or stream under way */
	CONN_LINGER,    /* last bytes sent, reads until the client closes */
	CONN_CLOSED,
};

struct conn {
	struct http_server *server;
	int fd;                         /* -1: closed */
	uint32_t interest;              /* registered with epoll; UINT32_MAX: not yet */
	enum conn_phase phase;
	struct gate gate;
	struct buffer in;               /* read from the client, not yet taken by the gate */
	struct buffer down;             /* to the client */
	size_t held;                    /* of the server's answer budget, until `down` is empty */
	struct http_request *request;
	int64_t began_ms;               /* of the body */
	int64_t deadline_ms;            /* INT64_MAX: none */
	bool readable;                  /* there may be something to read; else epoll will say so */
	bool client_eof;
	bool closing;                   /* once `down` is empty: linger */
	bool kill;                      /* close at the next look (broken, or a slow stream) */
	bool counted;                   /* against the limit per address */
	bool touched;
	char peer[PEER_TEXT_SIZE];
	struct conn *touched_next;
	struct conn *previous, *next;
	struct conn *owing_previous, *owing_next; /* while it owes us a request: CONN_IDLE, CONN_HEAD */
};

struct http_stream {
	struct http_request *request;
	struct buffer queue;
	bool ended;                     /* after what is queued */
	bool finished;                  /* and the end has been sent */
	int64_t sent_ms;
	void (*closed)(void *context);
	void *context;
};

struct http_request {
	struct http_server *server;
	struct conn *conn;              /* NULL once gone */
	bool handed;                    /* the handler was called */
	bool answered;
	bool gone;
	struct arena arena;
	struct buffer head;             /* taken over from the gate: the texts below stand in it */
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
	int events;                     /* our epoll set: listener and clients */
	struct loop_pump *pump;         /* on `events` */
	struct loop_timer *tick;
	bool in_turn;
	bool draining;
	void (*drained)(void *context);
	void *drained_context;
	struct conn *conns;
	struct conn *owing_first, *owing_last;  /* those that owe us a request, longest first */
	struct conn *touched;
	struct http_request *requests;
	struct http_request *spare;     /* ended ones kept for the memory of their arenas */
	unsigned spare_count;
	void *addresses;                /* address.c */
	unsigned stream_count;
	size_t stream_bytes;            /* in the queues of all */
	unsigned conn_count;
	size_t body_bytes, answer_bytes;
	size_t answer_peak;             /* since all were last taken */
	struct http_figures figures;
	int64_t date_s;                 /* the second `date` stands for */
	char date[DATE_TEXT_SIZE];      /* a whole header line */
	uint8_t scratch[CONN_READ_BYTES];
};

/* server.c */
void server_touch(struct conn *c);      /* look at it again before the loop sleeps */

/* address.c: false: the address has as many as it may, or no memory */
bool address_take(struct http_server *s, const char *peer);
void address_give_back(struct http_server *s, const char *peer);

/* conn.c */
struct conn *conn_open(struct http_server *s, int fd, const char *peer, bool counted);
void conn_advance(struct conn *c);
void conn_event(struct conn *c, uint32_t events);
void conn_check_deadline(struct conn *c, int64_t now_ms);
void conn_refuse(struct conn *c, unsigned status, const char *reason);
void conn_close(struct conn *c);
void conn_free(struct conn *c);         /* a closed one */
void conn_set_phase(struct conn *c, enum conn_phase phase);
void conn_progress(struct conn *c);     /* bytes moved: puts the deadline of the phase off */
bool conn_wants_input(const struct conn *c);

bool conn_hold(struct conn *c, size_t size);    /* false: past the budget of all answers */
void conn_give_back(struct conn *c);    /* nothing of an answer is left to send */

/* conn_io.c; those with a result return whether anything moved */
/* To be sent when the connection is looked at next (before the loop sleeps). */
void conn_send(struct conn *c, struct span data);
bool conn_pull_client(struct conn *c);
bool conn_push_gate(struct conn *c);
bool conn_flush_down(struct conn *c);

/* request.c */
struct http_request *request_new(struct conn *c, unsigned *status, const char **reason);
bool request_take_body(struct http_request *r, struct span data);   /* false: past the budget of all bodies, or no memory */
void request_gone(struct http_request *r);
void request_release(struct http_request *r);   /* frees it if nobody needs it any more */
void request_free(struct http_request *r);
void request_forget(struct http_request *r);    /* answered, and its answer lies with the connection: what it was made from goes */
bool request_reserve(struct http_request *r, size_t size);   /* false: past the budget of all bodies */
void request_drop_spare(struct http_server *s);

/* target.c */
bool target_parse(struct http_request *r, const char *target);

/* respond.c */
struct span respond_raw(unsigned status, const char *reason, char *room, size_t size);
/* Marks the request answered and puts the head of an answer before what is to be sent. False: nobody will read it,
 * the request is over. body_size HTTP_SIZE_UNKNOWN: an event stream. */
#define HTTP_SIZE_UNKNOWN SIZE_MAX
bool respond_head(struct http_request *r, unsigned status, const char *content_type, size_t body_size,
		  const struct http_header *extra, size_t extra_count);

/* stream.c */
bool stream_flush(struct conn *c);              /* queue -> client; whether anything moved */
void stream_detach(struct http_request *r);     /* the connection is over: tell the owner, free */
void stream_tick(struct http_request *r, int64_t now_ms);

#endif
