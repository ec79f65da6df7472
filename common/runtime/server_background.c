/* Upkeep: snapshots and shadow rebuilds on a worker thread, a rebuild on demand on the loop. */
#include "runtime/server_impl.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/hex.h"
#include "base/require.h"
#include "runtime/decision_run.h"

static void add_result(Reply *reply, struct arena *arena, const char *name, const char *value)
{
	Pair *pair = arena_alloc(arena, sizeof *pair);

	REQUIRE(pair && reply->n_result < 8);
	pair__init(pair);
	pair->name = name;
	pair->value = value;
	reply->result[reply->n_result++] = pair;
}

static Reply *new_reply(struct arena *arena)
{
	Reply *reply = arena_alloc(arena, sizeof *reply);

	REQUIRE(reply);
	reply__init(reply);
	reply->status = 200;
	reply->result = arena_alloc(arena, 8 * sizeof *reply->result);
	REQUIRE(reply->result);
	return reply;
}

static const char *hex_of(struct arena *arena, const uint8_t digest[STORE_DIGEST_SIZE])
{
	char *text = arena_alloc(arena, 2 * STORE_DIGEST_SIZE + 1);

	REQUIRE(text);
	hex_encode(digest, STORE_DIGEST_SIZE, text);
	return text;
}

static enum err digest_of(struct store *store, uint8_t out[STORE_DIGEST_SIZE], uint64_t *sequence, struct fault *f)
{
	struct store_txn *txn;
	enum err e = store_begin(store, false, &txn, f);

	if (e != ERR_NONE)
		return e;
	store_digest(txn, out);
	*sequence = store_sequence(txn);
	store_abort(txn);
	return ERR_NONE;
}

/* ---- on demand ------------------------------------------------------------------------------------ */

/* Throws the store away and folds the journal again, from its first record where that is still kept. A fault here ends the
 * daemon: it starts again through verification. */
Reply *server_rebuild(struct server *s, struct arena *arena)
{
	struct rebuild_options o = server_rebuild_options(s);
	uint8_t before[STORE_DIGEST_SIZE], after[STORE_DIGEST_SIZE];
	uint64_t sequence = 0, again = 0;
	struct fault f = { 0 };
	Reply *reply = new_reply(arena);

	if (s->snapshot_job.running || s->shadow_job.running)
		return reply_refusal(arena, REFUSAL_BUSY, NULL);
	server_commit_now(s);
	if (digest_of(s->store, before, &sequence, &f) != ERR_NONE)
		server_fail(s, &f);
	store_close(s->store, true);
	s->store = NULL;
	o.from_snapshot = journal_tail(s->journal).first_sequence > 1;
	if (rebuild(&s->store, &o, &f) != ERR_NONE || digest_of(s->store, after, &again, &f) != ERR_NONE)
		server_fail(s, &f);
	pipeline_store_replaced(s->pipeline, s->store);
	server_follow_resume(s);
	add_result(reply, arena, "state_sequence", arena_format(arena, "%llu", (unsigned long long)again));
	add_result(reply, arena, "digest_before", hex_of(arena, before));
	add_result(reply, arena, "digest_after", hex_of(arena, after));
	add_result(reply, arena, "equal", memcmp(before, after, sizeof before) == 0 && sequence == again ? "yes" : "no");
	return reply;
}

Reply *server_verify(struct server *s, struct arena *arena)
{
	uint8_t digest[STORE_DIGEST_SIZE];
	uint64_t sequence;
	struct fault f = { 0 };
	Reply *reply = new_reply(arena);

	if (digest_of(s->store, digest, &sequence, &f) != ERR_NONE)
		return reply_refusal(arena, REFUSAL_BUSY, NULL);
	add_result(reply, arena, "state_sequence", arena_format(arena, "%llu", (unsigned long long)sequence));
	add_result(reply, arena, "digest", hex_of(arena, digest));
	add_result(reply, arena, "shadow_rebuilds", arena_format(arena, "%llu", (unsigned long long)s->shadow_runs));
	add_result(reply, arena, "shadow_mismatches",
		   arena_format(arena, "%llu", (unsigned long long)s->shadow_mismatches));
	return reply;
}

/* ---- snapshots ------------------------------------------------------------------------------------ */

static void snapshot_work(void *context)
{
	struct background_job *job = context;

	job->result = store_snapshot(job->server->store, job->path, &job->sequence, &job->fault);
}

/* Drops segments nobody needs: below the last snapshot and below every follower's durable cursor. Only where configured:
 * evidence is kept for ever by default. */
static void trim(struct server *s)
{
	uint64_t acked = bus_stream_acked_min(s->stream);
	uint64_t keep_from = acked < s->snapshot_sequence ? acked : s->snapshot_sequence;
	struct fault f = { 0 };

	if (!s->config.journal_trim || keep_from == 0)
		return;
	if (journal_trim(s->journal, keep_from, &f) != ERR_NONE)
		log_error(&s->log, "trim: %s", f.text);
	else
		log_info(&s->log, "the journal keeps from %llu", (unsigned long long)journal_tail(s->journal).first_sequence);
}

static void snapshot_done(void *context)
{
	struct background_job *job = context;
	struct server *s = job->server;

	job->running = false;
	if (job->result == ERR_NONE)
		job->result = journal_snapshot_note(s->journal, job->sequence, job->path, &job->fault);
	if (job->result != ERR_NONE) {
		log_error(&s->log, "snapshot failed: %s", job->fault.text);
		return;
	}
	s->snapshot_sequence = job->sequence;
	log_info(&s->log, "snapshot at %llu", (unsigned long long)job->sequence);
	if (s->stream)
		trim(s);
}

static bool snapshot_begin(struct server *s)
{
	struct background_job *job = &s->snapshot_job;

	if (job->running || s->stopping)
		return false;
	snprintf(job->path, sizeof job->path, "%.480s/snapshots", s->data);
	mkdir(job->path, 0700);
	snprintf(job->path, sizeof job->path, "%.440s/snapshots/%llu.mdb", s->data,
		 (unsigned long long)server_sequence(s));
	job->server = s;
	job->running = true;
	loop_job(s->loop, snapshot_work, snapshot_done, job);
	return true;
}

Reply *server_snapshot(struct server *s, struct arena *arena)
{
	Reply *reply = new_reply(arena);

	if (!snapshot_begin(s))
		return reply_refusal(arena, REFUSAL_BUSY, NULL);
	reply->status = 202;
	add_result(reply, arena, "path", arena_format(arena, "%s", s->snapshot_job.path));
	return reply;
}

static void on_snapshot_timer(void *context)
{
	snapshot_begin(context);
}

/* ---- shadow rebuild ------------------------------------------------------------------------------- */

static void shadow_work(void *context)
{
	struct background_job *job = context;
	struct rebuild_options o = server_rebuild_options(job->server);

	o.directory = job->directory;
	job->result = shadow_rebuild(job->server->store, &o, &job->shadow, &job->fault);
}

static void shadow_done(void *context)
{
	struct background_job *job = context;
	struct server *s = job->server;

	job->running = false;
	if (job->result != ERR_NONE) {
		log_error(&s->log, "shadow rebuild failed: %s", job->fault.text);
		return;
	}
	s->shadow_runs++;
	if (job->shadow.equal)
		return;
	s->shadow_mismatches++;
	log_error(&s->log, "ALARM: the live state at %llu differs from one rebuilt from the journal; run a rebuild",
		  (unsigned long long)job->shadow.sequence);
}

static void on_shadow_timer(void *context)
{
	struct server *s = context;
	struct background_job *job = &s->shadow_job;

	if (job->running || s->stopping)
		return;
	job->server = s;
	job->running = true;
	snprintf(job->directory, sizeof job->directory, "%.480s/shadow", s->data);
	loop_job(s->loop, shadow_work, shadow_done, job);
}

void server_background_start(struct server *s)
{
	char path[512];

	if (journal_snapshot_last(s->journal, &s->snapshot_sequence, path) != ERR_NONE)
		s->snapshot_sequence = 0;
	s->snapshot_timer = loop_timer_new(s->loop, on_snapshot_timer, s);
	s->shadow_timer = loop_timer_new(s->loop, on_shadow_timer, s);
	if (s->config.snapshot_minutes)
		loop_timer_set(s->snapshot_timer, s->config.snapshot_minutes * 60000ull,
			       s->config.snapshot_minutes * 60000ull);
	if (s->config.shadow_minutes)
		loop_timer_set(s->shadow_timer, s->config.shadow_minutes * 60000ull,
			       s->config.shadow_minutes * 60000ull);
}
