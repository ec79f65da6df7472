/* Inside of the server, shared by server.c (start, stop), server_follow.c (streams), server_request.c (requests) and
 * server_background.c (snapshots, shadow rebuilds). */
#ifndef DANDANG_RUNTIME_SERVER_IMPL_H
#define DANDANG_RUNTIME_SERVER_IMPL_H

#include "runtime/opening.h"
#include "runtime/rebuild.h"
#include "runtime/server.h"

#define SERVER_FOLLOWS_MAX (CONFIG_SERVICES + CONFIG_UPSTREAMS_MAX)

struct follow {
	struct server *server;
	struct bus_follower *follower;
	char site[17];
	char service[33];
	enum bus_follow_state state;
	char reason[128];
};

struct background_job {
	struct server *server;
	bool running;
	char directory[512];
	uint64_t sequence;
	uint64_t keep_from;           /* snapshots: what a restart from the older one needs, 0: everything */
	struct shadow shadow;
	enum err result;
	struct fault fault;
};

struct server {
	const struct service *service;
	const struct server_hooks *hooks;
	void *context;
	struct config config;
	struct log log;
	char data[512];               /* <data>/<service> */
	char store_path[512];         /* <data>/<service>/state */
	char snapshots_path[512];
	struct loop *loop;
	struct bus *bus;
	struct journal *journal;
	struct store *store;
	struct pipeline *pipeline;
	struct bus_endpoint *endpoint;
	struct bus_stream *stream;
	struct follow follows[SERVER_FOLLOWS_MAX];
	size_t follow_count;
	struct loop_timer *commit_timer, *marker_timer, *due_timer, *snapshot_timer, *shadow_timer, *scrub_timer;
	bool commit_armed;
	bool stopping;
	bool started;
	int exit_status;
	uint64_t snapshot_sequence;   /* of the newest */
	uint64_t snapshot_due_bytes;  /* journalled since then: time for the next */
	struct background_job snapshot_job, shadow_job, scrub_job;
	uint64_t shadow_runs, shadow_mismatches;
	uint64_t scrubbed, damages;   /* journal segments read again; places found damaged */
	bool rebuilt_at_start;
	struct arena request_arena;   /* one request being read */
};

void server_arm_commit(struct server *s);
void server_commit_now(struct server *s);

enum err server_follow_all(struct server *s, struct fault *f);
void server_follow_durable(struct server *s);
void server_follow_resume(struct server *s);
/* The batch was refused for want of space: what the streams brought comes again, after a while. */
void server_follow_rest(struct server *s);
void server_follow_resume_one(struct server *s, struct follow *fo);
/* Blocked streams try again: a person parked the event or loaded the rule that was missing. */
void server_follow_unblock(struct server *s);
struct follow *server_follow_find(struct server *s, const char *site, const char *service);
const char *follow_state_text(enum bus_follow_state state);

void server_on_request(void *context, const struct bus_request *from, struct span body);
void server_background_start(struct server *s);
/* After a commit: a snapshot when enough was journalled since the last, so that a restart has little to fold. */
void server_background_committed(struct server *s);
/* The journal is damaged where it was read: the daemon goes on, a person must mend it. */
void server_journal_damaged(struct server *s, const char *text);
Reply *server_rebuild(struct server *s, struct arena *arena);
Reply *server_verify(struct server *s, struct arena *arena);
Reply *server_snapshot(struct server *s, struct arena *arena);
struct rebuild_options server_rebuild_options(struct server *s);

#endif
