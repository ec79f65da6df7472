/* A running service: loop, bus, journal, store and pipeline wired together. service_main runs the plain ones; the gateway
 * adds HTTP through hooks. Loop thread only. */
#ifndef DANDANG_RUNTIME_SERVER_H
#define DANDANG_RUNTIME_SERVER_H

#include "bus/bus.h"
#include "loop/loop.h"
#include "runtime/config.h"
#include "runtime/log.h"
#include "runtime/pipeline.h"
#include "runtime/service.h"

#define SERVER_COMMIT_CHECK_MS 5000      /* effectless cursors are journalled this often */
#define SERVER_DUE_CHECK_MS 10000
#define SERVER_COARSE_MS 3600000        /* what coarse_clock rounds down to */
#define SERVER_FULL_REST_MS 1000         /* while the disk is full, streams are asked this often */

struct server;
struct server_hooks {
	/* After everything else is up. */
	enum err (*start)(struct server *s, struct fault *f);
	/* Before anything else goes down. */
	void (*stop)(struct server *s);
	/* Records up to `sequence` of this service's journal are durable and applied. */
	void (*committed)(struct server *s, uint64_t sequence);
	/* Requests of the gateway that are no commands of the contract (a signature, a ballot). NULL: not one of these. */
	Reply *(*request)(struct server *s, const Request *request, struct arena *arena);
	/* The daemon's clock knows whole hours only: nothing it records carries a finer time. */
	bool coarse_clock;
	/* Further figures of the status: server_add_figure. NULL: none. */
	void (*figures)(struct server *s, StatusReply *r, struct arena *arena);
};

/* Exit status: 0 after a stop; 64 for a wrong command line or configuration; 75 for a fault that a new start mends (disk,
 * state); 65 when a person must mend the journal first: starting again is of no use. */
int server_main(const struct service *service, const struct server_hooks *hooks, int argc, char **argv);

struct loop *server_loop(struct server *s);
struct bus *server_bus(struct server *s);
const struct config *server_config(const struct server *s);
const struct service *server_service(const struct server *s);
const struct log *server_log(const struct server *s);
struct journal *server_journal(struct server *s);
void *server_context(struct server *s);
void server_set_context(struct server *s, void *context);

/* A command to this very service, decided in the current batch. `request` need not outlive the call. */
void server_command(struct server *s, const Request *request, size_t request_bytes, const struct answer_to *to);
/* A read of the committed state: fill in a state over `arena`; end with server_read_end in the same callback, before an
 * answer leaves: where a damaged row was met, server_read_end ends the process. */
struct server_view {
	struct server *server;
	struct store_txn *txn;
	struct state *state;   /* arena memory */
};
enum err server_read(struct server *s, struct arena *arena, struct server_view *view, struct fault *f);
void server_read_end(struct server_view *view);
/* Status of this service as every daemon answers it; arena memory. */
StatusReply *server_status(struct server *s, struct arena *arena);
void server_add_figure(StatusReply *r, struct arena *arena, const char *name, uint64_t value);
/* How far a followed stream has been taken in. */
uint64_t server_followed(const struct server *s, const char *site, const char *service);
/* Every followed stream of the own site is connected. */
bool server_ready(const struct server *s);
/* A Query over this very service's tables. */
Reply *server_query(struct server *s, const Request *request, struct arena *arena);
/* 200 with that message as its body. */
Reply *server_reply(struct arena *arena, const ProtobufCMessage *body);
/* Rebuild, Verify or Snapshot of this very service; NULL: another type. */
Reply *server_upkeep(struct server *s, const Request *request, struct arena *arena);
/* Replaces the store by a compacted copy of itself and every older copy by that one; what was deleted from it before stands
 * nowhere in its files any more (the journal keeps what it keeps). Stops the daemon for as long as copying takes. ERR_AGAIN: a copy is
 * just being made. On the loop, outside of a commit; no view may be open. */
enum err server_compact(struct server *s, struct fault *f);
uint64_t server_sequence(const struct server *s);  /* last durable */
/* A fault the daemon cannot live with: log and end; the supervisor starts it again through verification. */
void server_fail(struct server *s, const struct fault *f);
/* Ends the process with this exit status after a clean stop. */
void server_stop(struct server *s, int exit_status);

#endif
