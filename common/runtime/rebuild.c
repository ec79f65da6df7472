#include "runtime/rebuild.h"

#include <string.h>

#include "base/crash_point.h"
#include "base/require.h"
#include "runtime/ahead.h"
#include "runtime/position.h"
#include "runtime/snapshots.h"

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

static void close_store(struct store **s)
{
	store_close(*s, false);
	*s = NULL;
}

/* ---- folding --------------------------------------------------------------------------------------- */

/* After the last record of a batch: its hash, which the next reader of the store holds against the journal. */
static void set_position(struct store_txn *txn, const struct journal *journal, const struct record_header *last)
{
	struct journal_tail tail = journal_tail(journal);
	uint8_t header[RECORD_HEADER_SIZE], hash[JOURNAL_HASH_SIZE];

	record_header_encode(last, header);
	record_header_hash(header, hash);
	struct store_position position = position_of(&tail, last->sequence, hash);
	store_set_position(txn, &position);
}

/* Folds up to REBUILD_BATCH_RECORDS records in one transaction. */
static enum err fold_batch(struct store *s, struct ahead *ahead, const struct rebuild_options *o, uint64_t until,
			   struct arena *arena, bool *ended, struct fault *f)
{
	const struct decoded *record = NULL;
	struct record_header last = { .sequence = 0 };
	struct store_txn *txn;
	enum err e = store_begin(s, true, &txn, f);

	if (e != ERR_NONE)
		return e;
	struct tables tables = { .state = { .txn = txn, .arena = arena }, .txn = txn };
	for (unsigned i = 0; i < REBUILD_BATCH_RECORDS && last.sequence < until; i++) {
		e = ahead_next(ahead, &record, f);
		if (e != ERR_NONE) {
			store_abort(txn);
			return e;
		}
		fold_apply(o->service, &tables, record);
		last = record->header;
		arena_reset(arena);
	}
	set_position(txn, o->journal, &last);
	*ended = last.sequence >= until;
	if (o->progress)
		o->progress(o->context, last.sequence, until);
	CRASH_POINT("rebuild.batch.folded");
	e = store_commit(txn, f);
	CRASH_POINT("rebuild.batch.committed");
	return e;
}

static enum err position_now(struct store *s, struct store_position *position, struct fault *f)
{
	struct store_txn *txn;
	enum err e = store_begin(s, false, &txn, f);

	if (e != ERR_NONE)
		return e;
	*position = store_position(txn);
	return store_commit(txn, f);
}

enum err rebuild_fits(const struct journal *journal, const struct store_position *position, struct fault *f)
{
	struct journal_tail tail = journal_tail(journal);
	struct journal_reader *reader;
	struct record next;
	const uint8_t *hash = tail.hash;
	enum err e;

	if (position->sequence == 0)
		return ERR_NONE;
	if (memcmp(position->journal, tail.id, sizeof tail.id) != 0)
		return fault_set(f, ERR_CONFLICT, "the state stands on another journal");
	if (position->sequence > tail.sequence || position->sequence + 1 < tail.first_sequence)
		return fault_set(f, ERR_CONFLICT, "the state stands at %llu, the journal has %llu to %llu",
				 (unsigned long long)position->sequence, (unsigned long long)tail.first_sequence,
				 (unsigned long long)tail.sequence);
	if (position->sequence < tail.sequence) {
		e = journal_reader_open(&reader, journal, position->sequence + 1, f);
		if (e != ERR_NONE)
			return e;
		e = journal_reader_next(reader, &next, f);
		journal_reader_close(reader);
		if (e != ERR_NONE)
			return e;
		hash = next.header.previous_hash;
	}
	if (memcmp(hash, position->hash, sizeof position->hash) == 0)
		return ERR_NONE;
	return fault_set(f, ERR_CONFLICT, "the journal has another record %llu than the state was made from",
			 (unsigned long long)position->sequence);
}

/* ERR_CONFLICT: the store stands on something this journal does not have. */
static enum err catch_up(struct store *s, const struct rebuild_options *o, struct fault *f)
{
	uint64_t until = o->until ? o->until : journal_tail(o->journal).sequence;
	struct store_position have;
	struct ahead *ahead;
	struct arena arena;
	bool ended = false;
	enum err e = position_now(s, &have, f);

	if (e == ERR_NONE)
		e = rebuild_fits(o->journal, &have, f);
	if (e != ERR_NONE || have.sequence >= until)
		return e;
	e = ahead_open(&ahead, o->service, o->journal, have.sequence + 1, until, f);
	if (e != ERR_NONE)
		return fault_wrap(f, "read the journal from %llu", (unsigned long long)have.sequence + 1);
	arena_init(&arena, REBUILD_ARENA_BYTES);
	while (e == ERR_NONE && !ended)
		e = fold_batch(s, ahead, o, until, &arena, &ended, f);
	arena_fini(&arena);
	ahead_close(ahead);
	return e;
}

/* ---- where to begin -------------------------------------------------------------------------------- */

/* From one snapshot; *out stays NULL when it cannot be read, is damaged, of another layout or of another history. */
static enum err from_snapshot(struct store **out, const struct rebuild_options *o, uint64_t sequence, struct fault *f)
{
	struct store_options so = store_options_of(o);
	enum store_trust trust;
	char path[SNAPSHOT_PATH_MAX];
	enum err e;

	snapshots_path(o->snapshots, sequence, path);
	so.snapshot = path;
	e = store_open(out, &so, &trust, f);
	if (e == ERR_CORRUPT || e == ERR_IO || e == ERR_NOT_FOUND || (e == ERR_NONE && trust == STORE_UNTRUSTED))
		return ERR_NONE;
	if (e != ERR_NONE)
		return e;
	CRASH_POINT("rebuild.store.opened");
	e = catch_up(*out, o, f);
	if (e != ERR_NONE)
		close_store(out);
	return e == ERR_CONFLICT ? ERR_NONE : e;
}

static enum err from_first_record(struct store **out, const struct rebuild_options *o, struct fault *f)
{
	struct store_options so = store_options_of(o);
	enum store_trust trust;
	uint64_t first = journal_tail(o->journal).first_sequence;
	enum err e;

	if (first > 1)
		return fault_set(f, ERR_CORRUPT, "the journal begins at %llu, and no snapshot before that is good",
				 (unsigned long long)first);
	e = store_discard(o->directory, f);
	if (e == ERR_NONE)
		e = store_open(out, &so, &trust, f);
	if (e != ERR_NONE)
		return e;
	e = catch_up(*out, o, f);
	if (e != ERR_NONE)
		close_store(out);
	return e;
}

enum err rebuild(struct store **out, const struct rebuild_options *o, struct fault *f)
{
	struct snapshots list = { .count = 0 };
	enum err e = ERR_NONE;

	*out = NULL;
	if (o->snapshots)
		snapshots_list(o->snapshots, &list);
	for (size_t i = 0; i < list.count && e == ERR_NONE && !*out; i++)
		if (o->until == 0 || list.sequences[i] <= o->until)
			e = from_snapshot(out, o, list.sequences[i], f);
	if (e == ERR_NONE && !*out)
		e = from_first_record(out, o, f);
	return e;
}

enum err store_open_current(struct store **out, const struct rebuild_options *o, bool *rebuilt, struct fault *f)
{
	struct store_options so = store_options_of(o);
	enum store_trust trust;
	enum err e = store_open(out, &so, &trust, f);

	*rebuilt = false;
	if (e == ERR_NONE && trust != STORE_UNTRUSTED && (trust == STORE_TRUSTED || journal_tail(o->journal).sequence == 0)) {
		e = catch_up(*out, o, f);
		if (e == ERR_NONE)
			return e;
	}
	if (*out)
		close_store(out);
	if (e != ERR_NONE && e != ERR_CONFLICT)
		return e;
	*rebuilt = true;
	return rebuild(out, o, f);
}

/* ---- beside the live one --------------------------------------------------------------------------- */

static enum err digest_now(struct store *s, uint8_t out[STORE_DIGEST_SIZE], uint64_t *sequence, struct fault *f)
{
	struct store_txn *txn;
	enum err e = store_begin(s, false, &txn, f);

	if (e != ERR_NONE)
		return e;
	*sequence = store_sequence(txn);
	store_digest(txn, out);
	return store_commit(txn, f); /* damage met on the way */
}

enum err shadow_rebuild(struct store *live, const struct rebuild_options *o, struct shadow *out, struct fault *f)
{
	struct rebuild_options shadow = *o;
	struct store *built = NULL;
	uint64_t sequence;
	enum err e = digest_now(live, out->live, &out->sequence, f);

	out->live_damaged = e == ERR_CORRUPT;
	if (e != ERR_NONE)
		return e;
	shadow.until = out->sequence;
	if (journal_tail(o->journal).first_sequence <= 1)
		shadow.snapshots = NULL;
	e = rebuild(&built, &shadow, f);
	if (e == ERR_NONE)
		e = digest_now(built, out->rebuilt, &sequence, f);
	if (e == ERR_NONE)
		out->equal = memcmp(out->live, out->rebuilt, STORE_DIGEST_SIZE) == 0;
	if (built)
		store_close(built, false);
	store_discard(shadow.directory, &(struct fault){ 0 });
	return e;
}
