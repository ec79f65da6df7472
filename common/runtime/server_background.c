/* Upkeep: snapshots, shadow rebuilds and the reading again of old journal segments on a worker thread, a rebuild on demand on
 * the loop. */
#include "runtime/server_impl.h"

#include <stdio.h>
#include <string.h>

#include "base/erase.h"
#include "base/hex.h"
#include "base/require.h"
#include "runtime/decision_run.h"
#include "runtime/snapshots.h"

#define SCRUB_MS 60000                       /* one segment each time */
#define SNAPSHOT_GROWTH_BYTES (32ull << 20)  /* journalled since the last one; more for a larger state, see due_bytes */

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
	return store_commit(txn, f); /* damage met on the way */
}

/* ---- on demand ------------------------------------------------------------------------------------ */

/* The whole journal, from the disk: the state at hand is not thrown away for one that cannot be made. */
static bool journal_whole(struct server *s)
{
	struct fault f = { 0 };
	uint64_t next = 1;
	enum err e;

	do
		e = journal_scrub(s->journal, next, &next, &f);
	while (e == ERR_NONE && next > 1); /* after the last segment it begins again */
	if (e != ERR_NONE)
		server_journal_damaged(s, f.text);
	return e == ERR_NONE;
}

/* Throws the store away and folds the journal again, from its first record where that is still kept. A fault of the store
 * ends the daemon: it starts again through verification. */
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
	if (!journal_whole(s))
		return reply_refusal(arena, REFUSAL_JOURNAL_DAMAGED, NULL);
	if (digest_of(s->store, before, &sequence, &f) != ERR_NONE)
		server_fail(s, &f);
	store_close(s->store, false);
	s->store = NULL;
	if (journal_tail(s->journal).first_sequence <= 1)
		o.snapshots = NULL;
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
		server_fail(s, &f);
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

	job->result = snapshots_make(job->server->store, job->directory, &job->sequence, &job->fault);
	if (job->result == ERR_NONE)
		job->keep_from = snapshots_prune(job->directory);
}

/* Drops segments nobody needs: below the older snapshot and below every follower's durable cursor. Only where configured:
 * evidence is kept for ever by default. */
static void trim(struct server *s, uint64_t snapshot)
{
	uint64_t acked = bus_stream_acked_min(s->stream);
	uint64_t keep_from = acked < snapshot ? acked : snapshot;
	struct fault f = { 0 };

	if (!s->config.journal_trim || keep_from == 0)
		return;
	if (journal_trim(s->journal, keep_from, &f) != ERR_NONE)
		log_error(&s->log, "trim: %s", f.text);
	else
		log_info(&s->log, "the journal keeps from %llu", (unsigned long long)journal_tail(s->journal).first_sequence);
}

/* A restart copies the snapshot back and folds what came after: the two should cost about the same. */
static uint64_t due_bytes(const struct server *s)
{
	uint64_t half = store_usage(s->store).used_bytes / 2;

	return half > SNAPSHOT_GROWTH_BYTES ? half : SNAPSHOT_GROWTH_BYTES;
}

/* Bytes journalled since the last snapshot, by the size of the average record. */
static uint64_t grown_bytes(const struct server *s)
{
	struct journal_tail tail = journal_tail(s->journal);
	uint64_t records = tail.sequence ? tail.sequence - tail.first_sequence + 1 : 0;

	if (tail.sequence <= s->snapshot_sequence)
		return 0;
	return journal_bytes(s->journal) / records * (tail.sequence - s->snapshot_sequence);
}

static void snapshot_done(void *context)
{
	struct background_job *job = context;
	struct server *s = job->server;
	char path[SNAPSHOT_PATH_MAX];

	job->running = false;
	if (job->result == ERR_CORRUPT) /* the copy showed it: the state itself is damaged */
		server_fail(s, &job->fault);
	if (job->result == ERR_NONE && job->keep_from > 0) {
		snapshots_path(job->directory, job->keep_from, path);
		job->result = journal_snapshot_note(s->journal, job->keep_from, path, &job->fault);
	}
	if (job->result != ERR_NONE) {
		log_error(&s->log, "snapshot failed: %s", job->fault.text);
		s->snapshot_due_bytes = grown_bytes(s) + SNAPSHOT_GROWTH_BYTES;
		return;
	}
	s->snapshot_sequence = job->sequence;
	s->snapshot_due_bytes = due_bytes(s);
	log_info(&s->log, "snapshot at %llu", (unsigned long long)job->sequence);
	if (s->stream)
		trim(s, job->keep_from);
}

static bool snapshot_begin(struct server *s)
{
	struct background_job *job = &s->snapshot_job;

	if (job->running || s->stopping)
		return false;
	snprintf(job->directory, sizeof job->directory, "%s", s->snapshots_path);
	job->server = s;
	job->running = true;
	job->keep_from = 0;
	loop_job(s->loop, snapshot_work, snapshot_done, job);
	return true;
}

void server_background_committed(struct server *s)
{
	if (s->started && !s->snapshot_job.running && grown_bytes(s) >= s->snapshot_due_bytes)
		snapshot_begin(s);
}

Reply *server_snapshot(struct server *s, struct arena *arena)
{
	Reply *reply = new_reply(arena);

	if (!snapshot_begin(s))
		return reply_refusal(arena, REFUSAL_BUSY, NULL);
	reply->status = 202;
	add_result(reply, arena, "path", arena_format(arena, "%s", s->snapshot_job.directory));
	return reply;
}

static void on_snapshot_timer(void *context)
{
	snapshot_begin(context);
}

/* ---- nothing of what was deleted is left --------------------------------------------------------- */

static enum err erase_older_snapshots(const struct server *s, uint64_t kept, struct fault *f)
{
	char path[SNAPSHOT_PATH_MAX];
	struct snapshots list;
	enum err e = ERR_NONE;

	snapshots_list(s->snapshots_path, &list);
	for (size_t i = 0; i < list.count && e == ERR_NONE; i++) {
		if (list.sequences[i] == kept)
			continue;
		snapshots_path(s->snapshots_path, list.sequences[i], path);
		e = file_erase(path, f);
	}
	return e;
}

enum err server_compact(struct server *s, struct fault *f)
{
	struct rebuild_options o = server_rebuild_options(s);
	char data[sizeof s->store_path + 16];
	uint64_t sequence;
	enum err e;

	if (s->snapshot_job.running || s->shadow_job.running || s->stopping)
		return fault_set(f, ERR_AGAIN, "a copy of the state is being made");
	server_commit_now(s);
	e = snapshots_make(s->store, s->snapshots_path, &sequence, f);
	if (e == ERR_CORRUPT)
		server_fail(s, f);
	if (e == ERR_NONE)
		e = erase_older_snapshots(s, sequence, f);
	if (e != ERR_NONE)
		return e;
	s->snapshot_sequence = sequence;
	store_close(s->store, false);
	s->store = NULL;
	snprintf(data, sizeof data, "%s/data.mdb", s->store_path);
	if (file_erase(data, f) != ERR_NONE || rebuild(&s->store, &o, f) != ERR_NONE)
		server_fail(s, f); /* it starts again from the copy */
	pipeline_store_replaced(s->pipeline, s->store);
	server_follow_resume(s);
	return ERR_NONE;
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
	if (job->shadow.live_damaged)
		server_fail(s, &job->fault);
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

/* ---- old segments ---------------------------------------------------------------------------------- */

void server_journal_damaged(struct server *s, const char *text)
{
	s->damages++;
	log_error(&s->log, "ALARM: the journal is damaged: %s; restore that file from a copy (docs/runbook.md)", text);
}

static void scrub_work(void *context)
{
	struct background_job *job = context;

	job->result = journal_scrub(job->server->journal, job->sequence, &job->sequence, &job->fault);
}

static void scrub_done(void *context)
{
	struct background_job *job = context;
	struct server *s = job->server;

	job->running = false;
	s->scrubbed++;
	if (job->result == ERR_CORRUPT || job->result == ERR_IO)
		server_journal_damaged(s, job->fault.text);
}

static void on_scrub_timer(void *context)
{
	struct server *s = context;
	struct background_job *job = &s->scrub_job;

	if (job->running || s->stopping)
		return;
	job->server = s;
	job->running = true;
	loop_job(s->loop, scrub_work, scrub_done, job);
}

static struct loop_timer *every(struct server *s, uint64_t ms, void (*callback)(void *context))
{
	struct loop_timer *timer = loop_timer_new(s->loop, callback, s);

	if (ms)
		loop_timer_set(timer, ms, ms);
	return timer;
}

void server_background_start(struct server *s)
{
	struct snapshots list;

	snapshots_list(s->snapshots_path, &list);
	s->snapshot_sequence = list.count ? list.sequences[0] : 0;
	s->snapshot_due_bytes = due_bytes(s);
	s->snapshot_timer = every(s, s->config.snapshot_minutes * 60000ull, on_snapshot_timer);
	s->shadow_timer = every(s, s->config.shadow_minutes * 60000ull, on_shadow_timer);
	s->scrub_timer = every(s, SCRUB_MS, on_scrub_timer);
}
