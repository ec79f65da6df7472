#include "runtime/rebuild.h"

#include <string.h>

#include "base/crash_point.h"
#include "base/require.h"
#include "runtime/fold.h"

#define REBUILD_ARENA_BYTES (1u << 30)

static struct store_options store_options_of(const struct rebuild_options *o)
{
	return (struct store_options){
		.directory = o->directory,
		.tables = o->service->store_tables,
		.table_count = (unsigned)o->service->store_table_count,
		.layout = o->service->layout,
	};
}

/* Folds up to REBUILD_BATCH_RECORDS records in one transaction. */
static enum err fold_batch(struct store *s, struct journal_reader *reader, const struct rebuild_options *o,
			   uint64_t until, struct arena *arena, bool *ended, struct fault *f)
{
	struct store_txn *txn;
	struct record record;
	enum err e = store_begin(s, true, &txn, f);

	if (e != ERR_NONE)
		return e;
	struct tables tables = { .state = { .txn = txn, .arena = arena }, .txn = txn };
	for (unsigned i = 0; i < REBUILD_BATCH_RECORDS && store_sequence(txn) < until; i++) {
		e = journal_reader_next(reader, &record, f);
		if (e == ERR_NONE)
			e = fold_record(o->service, &tables, &record, f);
		if (e != ERR_NONE) {
			store_abort(txn);
			return e;
		}
		arena_reset(arena);
	}
	uint64_t reached = store_sequence(txn);
	*ended = reached >= until;
	if (o->progress)
		o->progress(o->context, reached, until);
	CRASH_POINT("rebuild.batch.folded");
	e = store_commit(txn, f);
	CRASH_POINT("rebuild.batch.committed");
	return e;
}

static enum err catch_up(struct store *s, const struct rebuild_options *o, struct fault *f)
{
	struct journal_tail tail = journal_tail(o->journal);
	uint64_t until = o->until ? o->until : tail.sequence;
	struct journal_reader *reader;
	struct store_txn *txn;
	struct arena arena;
	bool ended = false;
	uint64_t have;
	enum err e = store_begin(s, false, &txn, f);

	if (e != ERR_NONE)
		return e;
	have = store_sequence(txn);
	store_abort(txn);
	if (have >= until)
		return ERR_NONE;
	e = journal_reader_open(&reader, o->journal, have + 1, f);
	if (e != ERR_NONE)
		return fault_wrap(f, "read the journal from %llu", (unsigned long long)have + 1);
	arena_init(&arena, REBUILD_ARENA_BYTES);
	while (e == ERR_NONE && !ended)
		e = fold_batch(s, reader, o, until, &arena, &ended, f);
	arena_fini(&arena);
	journal_reader_close(reader);
	return e;
}

enum err rebuild(struct store **out, const struct rebuild_options *o, struct fault *f)
{
	struct store_options so = store_options_of(o);
	enum store_trust trust;
	uint64_t sequence;
	char path[512];
	enum err e = store_discard(o->directory, f);

	if (e != ERR_NONE)
		return e;
	if (o->from_snapshot && journal_snapshot_last(o->journal, &sequence, path) == ERR_NONE &&
	    store_restore(o->directory, path, f) != ERR_NONE) {
		e = store_discard(o->directory, f); /* an unreadable snapshot: from the first record, then */
		if (e != ERR_NONE)
			return e;
	}
	e = store_open(out, &so, &trust, f);
	if (e == ERR_NONE && trust == STORE_UNTRUSTED) { /* a snapshot of another layout */
		store_close(*out, false);
		e = store_discard(o->directory, f);
		if (e == ERR_NONE)
			e = store_open(out, &so, &trust, f);
	}
	if (e != ERR_NONE)
		return e;
	CRASH_POINT("rebuild.store.opened");
	e = catch_up(*out, o, f);
	if (e != ERR_NONE) {
		store_close(*out, false);
		*out = NULL;
	}
	return e;
}

enum err store_open_current(struct store **out, const struct rebuild_options *o, bool *rebuilt, struct fault *f)
{
	struct store_options so = store_options_of(o);
	enum store_trust trust;
	struct store_txn *txn;
	enum err e = store_open(out, &so, &trust, f);

	*rebuilt = false;
	if (e == ERR_NONE && trust != STORE_UNTRUSTED) {
		e = store_begin(*out, false, &txn, f);
		if (e != ERR_NONE)
			return e;
		uint64_t have = store_sequence(txn);
		store_abort(txn);
		if (have <= journal_tail(o->journal).sequence)
			return catch_up(*out, o, f);
	}
	if (*out)
		store_close(*out, false);
	*out = NULL;
	*rebuilt = true;
	return rebuild(out, o, f);
}

enum err shadow_rebuild(struct store *live, const struct rebuild_options *o, struct shadow *out, struct fault *f)
{
	struct rebuild_options shadow = *o;
	struct store_txn *txn;
	struct store *built = NULL;
	enum err e = store_begin(live, false, &txn, f);

	if (e != ERR_NONE)
		return e;
	out->sequence = store_sequence(txn);
	store_digest(txn, out->live);
	store_abort(txn);
	shadow.until = out->sequence;
	shadow.from_snapshot = journal_tail(o->journal).first_sequence > 1;
	e = rebuild(&built, &shadow, f);
	if (e == ERR_NONE)
		e = store_begin(built, false, &txn, f);
	if (e == ERR_NONE) {
		store_digest(txn, out->rebuilt);
		store_abort(txn);
		out->equal = memcmp(out->live, out->rebuilt, STORE_DIGEST_SIZE) == 0;
	}
	if (built)
		store_close(built, false);
	store_discard(shadow.directory, &(struct fault){ 0 });
	return e;
}
