/* The gateway: one door for browsers and machines. It authenticates, turns JSON into commands for the owner daemons,
 * answers reads from what it has merged, and serves the merged stream. */
#ifndef DANDANG_GATEWAY_H
#define DANDANG_GATEWAY_H

#include "api/backend.h"
#include "http/http.h"
#include "runtime/server.h"

#define GATEWAY_WAITING_MAX 1024      /* reads waiting for the merged stream (Read-After) */
#define GATEWAY_READ_AFTER_MS 2000

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
};

/* The clock as people see it: the simulated one of the sample city, else the wall clock. UTC ms. */
int64_t gateway_clock_ms(const struct gateway *g, const struct state *s);

enum err gateway_sessions_start(struct gateway *g, struct fault *f);
void gateway_sessions_stop(struct gateway *g);

enum err gateway_start(struct server *s, struct fault *f);
void gateway_stop(struct server *s);
void gateway_committed(struct server *s, uint64_t sequence);
void gateway_figures(struct server *s, StatusReply *r, struct arena *arena);

#endif
