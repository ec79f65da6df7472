/* The gateway: one door for browsers and machines. It authenticates, turns JSON into commands for the owner daemons,
 * answers reads from what it has merged, and serves the merged stream. */
#ifndef DANDANG_GATEWAY_H
#define DANDANG_GATEWAY_H

#include "api/backend.h"
#include "http/http.h"
#include "runtime/server.h"

#define GATEWAY_WAITING_MAX 1024      /* reads waiting for the merged stream (Read-After) */
#define GATEWAY_READ_AFTER_MS 2000

struct call;
struct handling;
struct session_store;
struct event_streams;
struct waiting_reads;
struct bootstrap;

struct gateway {
	struct server *server;
	struct http_server *http;
	struct backend *backend;
	struct session_store *sessions;
	struct event_streams *streams;
	struct waiting_reads *waiting;
	struct bootstrap *bootstrapping;   /* first accounts on their way */
	struct bootstrap *bootstrapped;
	bool accounts_ready;
	struct handling *handling;         /* requests being handled, the innermost first; NULL: none */
};

/* The committed state as the request being handled sees it, from the first time it asks until its handling returns (its
 * answer leaves after that); `arena` is the request's. NULL: it cannot be read now. */
const struct state *gateway_state(struct gateway *g, struct arena *arena);
/* Ends what every request being handled reads, before the store it reads goes away; whoever asks again reads anew. */
void gateway_state_end(struct gateway *g);
/* Hands a request over to `route` with a view of its own. A command can end a batch at once and so wake reads that waited
 * for it (read_after.c): these are handled within its handling. */
void gateway_handle(struct gateway *g, struct call *c, void (*route)(struct call *c));

/* The clock as people see it: the simulated one of the sample city, else the wall clock. UTC ms. */
int64_t gateway_clock_ms(const struct gateway *g, const struct state *s);

enum err gateway_sessions_start(struct gateway *g, struct fault *f);
void gateway_sessions_stop(struct gateway *g);

enum err gateway_start(struct server *s, struct fault *f);
void gateway_stop(struct server *s);
void gateway_committed(struct server *s, uint64_t sequence);
void gateway_figures(struct server *s, StatusReply *r, struct arena *arena);

#endif
