/* Start and stop of a service, in the order they happen. */
#include "runtime/server_impl.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/crash_point.h"
#include "base/require.h"
#include "runtime/keys.h"

#define EXIT_FAULT 75   /* the supervisor should start us again */
#define EXIT_USAGE 64
#define EXIT_DAMAGED 65 /* it should not: a person must mend the journal first */
#define REQUEST_ARENA_BYTES (64u << 20)

struct loop *server_loop(struct server *s) { return s->loop; }
struct bus *server_bus(struct server *s) { return s->bus; }
const struct config *server_config(const struct server *s) { return &s->config; }
const struct service *server_service(const struct server *s) { return s->service; }
const struct log *server_log(const struct server *s) { return &s->log; }
struct journal *server_journal(struct server *s) { return s->journal; }
void *server_context(struct server *s) { return s->context; }
void server_set_context(struct server *s, void *context) { s->context = context; }

uint64_t server_sequence(const struct server *s)
{
	return journal_tail(s->journal).sequence;
}

static int64_t wall_ms(void *context)
{
	struct timespec now;

	(void)context;
	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int64_t wall_hour_ms(void *context)
{
	int64_t now = wall_ms(context);

	return now - now % SERVER_COARSE_MS;
}

void server_stop(struct server *s, int exit_status)
{
	s->exit_status = exit_status;
	s->stopping = true;
	loop_stop(s->loop);
}

void server_fail(struct server *s, const struct fault *f)
{
	log_error(&s->log, "%s: %s", err_text(f->code), f->text);
	/* The journal's outcome is unknown: no clean mark, no further write, verification at the next start. */
	_exit(EXIT_FAULT);
}

static void on_committed(void *context, uint64_t sequence)
{
	struct server *s = context;

	if (s->stream)
		bus_stream_advance(s->stream);
	server_background_committed(s);
	if (s->started && s->hooks && s->hooks->committed)
		s->hooks->committed(s, sequence);
}

void server_commit_now(struct server *s)
{
	struct fault f = { 0 };

	if (pipeline_commit(s->pipeline, &f) != ERR_NONE)
		server_fail(s, &f);
	if (pipeline_stalled(s->pipeline)) {
		log_error(&s->log, "the disk is full: the batch was refused, nothing accepted is lost");
		server_follow_rest(s);
		return;
	}
	server_follow_durable(s);
}

static void on_commit_timer(void *context)
{
	struct server *s = context;

	s->commit_armed = false;
	server_commit_now(s);
}

void server_arm_commit(struct server *s)
{
	if (pipeline_full(s->pipeline)) {
		server_commit_now(s);
		return;
	}
	if (!s->commit_armed && pipeline_open(s->pipeline)) {
		s->commit_armed = true;
		loop_timer_set(s->commit_timer, 0, 0);
	}
}

static void on_marker_timer(void *context)
{
	struct server *s = context;

	pipeline_markers(s->pipeline);
	server_arm_commit(s);
}

static void on_due_timer(void *context)
{
	struct server *s = context;

	pipeline_due(s->pipeline);
	server_arm_commit(s);
}

void server_command(struct server *s, const Request *request, size_t request_bytes, const struct answer_to *to)
{
	pipeline_command(s->pipeline, request, request_bytes, to);
	if (strcmp(request->type, "ParkEvent") == 0 || strcmp(request->type, "SetPolicy") == 0 ||
	    strcmp(request->type, "SetCalendar") == 0)
		server_follow_unblock(s);
	server_arm_commit(s);
}

enum err server_read(struct server *s, struct arena *arena, struct server_view *view, struct fault *f)
{
	enum err e = store_begin(s->store, false, &view->txn, f);

	if (e != ERR_NONE)
		return e;
	view->state = arena_alloc(arena, sizeof *view->state);
	REQUIRE(view->state);
	*view->state = (struct state){ .txn = view->txn, .arena = arena };
	view->server = s;
	return ERR_NONE;
}

void server_read_end(struct server_view *view)
{
	struct fault f = { 0 };

	if (store_commit(view->txn, &f) != ERR_NONE)
		server_fail(view->server, &f);
}

static void on_notice(void *context, const char *text)
{
	struct server *s = context;

	log_warn(&s->log, "journal: %s", text);
}

static void on_damaged(void *context, const char *text)
{
	server_journal_damaged(context, text);
}

static bool may_follow(void *context, const char *principal)
{
	(void)context;
	return principal[0] != '\0'; /* the allow-list decided */
}

/* Confidential payloads never leave; what a domain daemon adopted from others is not its to pass on. */
static bool may_see(void *context, const char *principal, const struct record *record)
{
	struct server *s = context;

	(void)principal;
	if (record->header.data_class == DATA_CLASS_CONFIDENTIAL)
		return false;
	return record->header.kind != RECORD_ADOPTED || s->service->apply_any != NULL;
}

struct rebuild_options server_rebuild_options(struct server *s)
{
	return (struct rebuild_options){ .service = s->service, .journal = s->journal, .snapshots = s->snapshots_path,
					 .directory = s->store_path };
}

static struct opening opening_of(struct server *s)
{
	return (struct opening){ .service = s->service, .site = s->config.site, .data = s->data,
				 .segment_bytes = s->config.segment_bytes, .journal_bytes_max = s->config.journal_bytes_max,
				 .notice = on_notice, .context = s };
}

static enum err open_state(struct server *s, struct fault *f)
{
	struct opening o = opening_of(s);
	struct opened opened;
	enum err e = state_open(&o, &opened, f);

	s->journal = opened.journal;
	s->store = opened.store;
	s->rebuilt_at_start = opened.rebuilt;
	if (e == ERR_NONE && s->rebuilt_at_start)
		log_warn(&s->log, "the state was not to be trusted and was rebuilt from the journal");
	return e;
}

/* --accept-loss: once, by hand, and then the daemon is started as ever. */
static int accept_loss(struct server *s)
{
	struct opening o = opening_of(s);
	struct journal_tail tail;
	struct fault f = { 0 };

	if (state_accept_loss(&o, wall_ms(NULL), &tail, &f) != ERR_NONE) {
		log_error(&s->log, "the loss cannot be accepted: %s", f.text);
		return f.code == ERR_CORRUPT ? EXIT_DAMAGED : EXIT_FAULT;
	}
	log_warn(&s->log, "LOSS ACCEPTED: the journal counts as it stands, up to %llu; what it lacks is given up. Epoch %llu begins",
		 (unsigned long long)tail.sequence - 1, (unsigned long long)tail.epoch);
	return 0;
}

static enum err open_bus(struct server *s, struct fault *f)
{
	char address[128], own[64];
	enum err e = keys_ensure_site(&s->config, f);

	key_name(own, s->config.site, s->service->name);
	if (e == ERR_NONE)
		e = bus_new(&s->bus, s->loop, s->config.keys, own, f);
	if (e != ERR_NONE)
		return e;
	config_address(&s->config, s->service->name, false, true, address);
	e = bus_endpoint_open(&s->endpoint, s->bus, address, server_on_request, s, f);
	if (e != ERR_NONE)
		return fault_wrap(f, "listen on %s", address);
	config_address(&s->config, s->service->name, true, true, address);
	struct bus_stream_options so = { .address = address, .journal = s->journal, .site = s->config.site,
					 .service = s->service->name, .may_follow = may_follow, .may_see = may_see,
					 .damaged = on_damaged, .context = s };
	e = bus_stream_open(&s->stream, s->bus, &so, f);
	return e == ERR_NONE ? e : fault_wrap(f, "listen on %s", address);
}

static void on_signal(void *context)
{
	struct server *s = context;

	log_info(&s->log, "stopping");
	server_stop(s, 0);
}

static void on_reload(void *context)
{
	struct server *s = context;
	struct fault f = { 0 };

	if (bus_reload(s->bus, &f) != ERR_NONE)
		log_error(&s->log, "allow-list not reloaded, the old one stays: %s", f.text);
	else
		log_info(&s->log, "allow-list reloaded");
}

/* The records that ended the processes before this one, time and again. */
static void read_suspects(struct server *s, struct suspects *out)
{
	suspect_read(s->data, out);
	for (unsigned i = 0; i < out->count; i++)
		if (out->of[i].deaths >= SUSPECT_DEATHS_MAX)
			log_error(&s->log, "record %llu of %s/%s ended this daemon %u times and is not taken in again: park it, or upgrade",
				  (unsigned long long)out->of[i].sequence, out->of[i].site, out->of[i].service, out->of[i].deaths);
	suspect_watch(s->data);
}

static enum err start(struct server *s, struct fault *f)
{
	struct pipeline_options po = { .service = s->service, .site = s->config.site,
				       .simulated_clock = s->config.simulated_clock,
				       .wall_ms = s->hooks && s->hooks->coarse_clock ? wall_hour_ms : wall_ms,
				       .committed = on_committed, .context = s };
	enum err e = open_state(s, f);

	if (e == ERR_NONE)
		e = loop_new(&s->loop, f);
	if (e == ERR_NONE)
		e = open_bus(s, f);
	if (e != ERR_NONE)
		return e;
	po.journal = s->journal;
	po.store = s->store;
	read_suspects(s, &po.suspects);
	s->pipeline = pipeline_new(&po);
	s->commit_timer = loop_timer_new(s->loop, on_commit_timer, s);
	s->marker_timer = loop_timer_new(s->loop, on_marker_timer, s);
	s->due_timer = loop_timer_new(s->loop, on_due_timer, s);
	loop_timer_set(s->marker_timer, SERVER_COMMIT_CHECK_MS, SERVER_COMMIT_CHECK_MS);
	if (!s->config.simulated_clock)
		loop_timer_set(s->due_timer, 0, SERVER_DUE_CHECK_MS);
	loop_on_stop_signal(s->loop, on_signal, on_reload, s);
	CRASH_POINT("server.start.opened");
	e = server_follow_all(s, f);
	server_background_start(s);
	if (e == ERR_NONE && s->hooks && s->hooks->start)
		e = s->hooks->start(s, f);
	s->started = e == ERR_NONE;
	CRASH_POINT("server.start.done");
	return e;
}

static void stop(struct server *s)
{
	if (s->pipeline)
		server_commit_now(s); /* answers go out while those who wait for them are still there */
	CRASH_POINT("server.stop.answered");
	if (s->started && s->hooks && s->hooks->stop)
		s->hooks->stop(s);
	if (s->pipeline) {
		pipeline_markers(s->pipeline);
		server_commit_now(s);
	}
	for (size_t i = 0; i < s->follow_count; i++)
		bus_follower_free(s->follows[i].follower);
	s->follow_count = 0;
	if (s->stream)
		bus_stream_free(s->stream);
	s->stream = NULL;
	if (s->endpoint)
		bus_endpoint_free(s->endpoint);
	if (s->bus)
		bus_free(s->bus);
	if (s->loop)
		loop_free(s->loop);
	CRASH_POINT("server.stop.silent");
	pipeline_free(s->pipeline);
	if (s->store)
		store_close(s->store, true);
	if (s->journal)
		journal_close(s->journal);
	if (s->started && s->exit_status == 0)
		suspect_forget(s->data);
	arena_fini(&s->request_arena);
}

/* Connections are descriptors, and the usual soft limit of 1024 is for programs that use select(). */
static void raise_descriptor_limit(struct server *s)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return;
	limit.rlim_cur = limit.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
		log_warn(&s->log, "the limit on open files stays as it is: %s", strerror(errno));
}

static int run(struct server *s)
{
	struct fault f = { 0 };

	if (start(s, &f) == ERR_NONE) {
		struct journal_tail tail = journal_tail(s->journal);
		log_info(&s->log, "ready: sequence %llu, epoch %llu", (unsigned long long)tail.sequence,
			 (unsigned long long)tail.epoch);
		loop_run(s->loop);
	} else if (f.code == ERR_CORRUPT || f.code == ERR_LOST) {
		log_error(&s->log, "refuses to start until a person mends it (docs/runbook.md): %s", f.text);
		s->exit_status = EXIT_DAMAGED;
	} else {
		log_error(&s->log, "cannot start: %s", f.text);
		s->exit_status = EXIT_FAULT;
	}
	stop(s);
	return s->exit_status;
}

/* NULL when the command line is none of ours. */
static const char *arguments(int argc, char **argv, bool *loss)
{
	const char *path = NULL;

	*loss = false;
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--accept-loss") == 0)
			*loss = true;
		else if (strcmp(argv[i], "--config") == 0 && i + 1 < argc)
			path = argv[++i];
		else
			return NULL;
	}
	return path;
}

int server_main(const struct service *service, const struct server_hooks *hooks, int argc, char **argv)
{
	bool loss;
	const char *path = arguments(argc, argv, &loss);
	struct server *s = calloc(1, sizeof *s);
	struct fault f = { 0 };
	int exit_status = EXIT_USAGE;

	REQUIRE(s);
	s->service = service;
	s->hooks = hooks;
	s->log = (struct log){ .site = "", .service = service->name };
	arena_init(&s->request_arena, REQUEST_ARENA_BYTES);
	if (!path) {
		fprintf(stderr, "usage: %sd --config FILE [--accept-loss]\n", service->name);
	} else if (config_load(&s->config, path, &f) != ERR_NONE) {
		log_error(&s->log, "%s", f.text);
	} else {
		s->log.site = s->config.site;
		snprintf(s->data, sizeof s->data, "%.256s/%s", s->config.data, service->name);
		opening_path(s->data, "state", s->store_path);
		opening_path(s->data, "snapshots", s->snapshots_path);
		raise_descriptor_limit(s);
		exit_status = loss ? accept_loss(s) : run(s);
	}
	free(s);
	return exit_status;
}

int service_main(const struct service *service, int argc, char **argv)
{
	return server_main(service, NULL, argc, argv);
}
