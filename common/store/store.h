/* The store: named LMDB tables under the journal. Commits are not synced (MDB_NOSYNC): the journal is the truth, the
 * store says at which of its records it stands and is rebuilt when it cannot be trusted. The only place that knows LMDB.
 *
 * Trust: LMDB has no checksums, so its files are believed after a clean close alone, whose mark carries their SHA-256; what
 * a killed process or a fallen machine left is UNTRUSTED. The caller then opens with a sealed snapshot, or discards the
 * store, and replays the journal.
 *
 * Damage while open: every row carries a CRC32C over table, key and value, and what is not found is looked for on both
 * sides. Damage met is a sticky ERR_CORRUPT of the transaction, and the store is never marked clean again: an answer may
 * be given only after store_fault, or a commit, said that there is none.
 *
 * Keys: 1..511 bytes. Values handed out live until the next write in the same transaction: copy or unpack first.
 * Thread: one write transaction at a time, begun and committed on the same thread; read transactions on any thread. */
#ifndef DANDANG_STORE_H
#define DANDANG_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/span.h"

#define STORE_KEY_MAX 511
#define STORE_TABLES_MAX 256
#define STORE_MAP_BYTES_DEFAULT (64ull << 30)
#define STORE_VALUE_MAX (64u << 20)
#define STORE_READERS_MAX 126
#define STORE_DIGEST_SIZE 32
#define STORE_JOURNAL_ID_SIZE 16
#define STORE_HASH_SIZE 32
#define STORE_ROOM_BYTES (32u << 20)   /* free on the disk, so that a transaction can be committed */

struct store;
struct store_txn;

/* Where a state stands: a record of a journal, and that record's hash. Sequence 0: at the beginning. */
struct store_position {
	uint64_t sequence;
	uint8_t journal[STORE_JOURNAL_ID_SIZE];
	uint8_t hash[STORE_HASH_SIZE];
};

struct store_options {
	const char *directory;
	const char *const *tables;   /* names, no "." first; the index is the table's number in every call */
	unsigned table_count;
	uint64_t map_bytes;          /* 0: STORE_MAP_BYTES_DEFAULT */
	uint64_t layout;             /* hash of the row layouts; a store written with another one is UNTRUSTED */
	const char *snapshot;        /* NULL, or the sealed copy to begin from: what lies in the directory is removed */
};
enum store_trust { STORE_TRUSTED, STORE_UNTRUSTED, STORE_EMPTY };

/* UNTRUSTED comes with ERR_NONE and *out NULL: nothing is open, the files are as they were (or the snapshot is of another
 * layout). The directory's last part is made when missing. ERR_LOCKED: open elsewhere (in this process, too).
 * ERR_CORRUPT: the snapshot is damaged or cut. */
enum err store_open(struct store **out, const struct store_options *options, enum store_trust *trust, struct fault *f);
/* clean: check every row, sync everything and leave the mark of a clean stop; without a good check no mark. NULL is
 * allowed. */
void store_close(struct store *s, bool clean);
/* Removes the files of a store that is not open (else ERR_LOCKED). */
enum err store_discard(const char *directory, struct fault *f);
/* What a store that is not open says it had reached, believed or not: enough to know that a journal which ends before lost
 * records, and for nothing else. Sequence 0 when it says nothing certain. Reads damaged files in a child process: to be
 * called before there are threads. */
struct store_position store_known(const char *directory);

enum err store_begin(struct store *s, bool write, struct store_txn **out, struct fault *f);
enum err store_commit(struct store_txn *txn, struct fault *f);  /* sticky: returns the first error of the transaction */
void store_abort(struct store_txn *txn);
bool store_writes(const struct store_txn *txn);                 /* begun to write: what it hands out may not last */
/* The first error so far; a read transaction may also be ended by store_commit to learn of one. */
enum err store_fault(const struct store_txn *txn, struct fault *f);
/* How far the state has come, kept in a table of the store's own (not part of the digest). Setting the sequence alone
 * leaves the rest of the position to be set before the commit. */
uint64_t store_sequence(const struct store_txn *txn);
void store_set_sequence(struct store_txn *txn, uint64_t sequence);
struct store_position store_position(const struct store_txn *txn);
void store_set_position(struct store_txn *txn, const struct store_position *position);

/* put and delete are sticky: an error poisons the transaction and shows at commit. Past a key or value limit: ERR_LIMIT;
 * get and delete then just find nothing. */
bool store_get(const struct store_txn *txn, unsigned table, struct span key, struct span *value);
void store_put(struct store_txn *txn, unsigned table, struct span key, struct span value);
bool store_delete(struct store_txn *txn, unsigned table, struct span key);   /* true when it was there */
uint64_t store_count(const struct store_txn *txn, unsigned table);

/* Iteration in key order over keys that begin with `prefix`, starting after `after` (empty: at the first). A cursor
 * must not survive a write to its table (REQUIRE): collect keys first. Close it before its transaction ends. */
struct store_cursor;
enum err store_cursor_open(const struct store_txn *txn, unsigned table, struct span prefix, struct span after,
			   struct store_cursor **out);
bool store_cursor_next(struct store_cursor *c, struct span *key, struct span *value);
void store_cursor_close(struct store_cursor *c);

/* SHA-256 over every (table name, key, value) in order, own table excluded. */
void store_digest(const struct store_txn *txn, uint8_t out[STORE_DIGEST_SIZE]);
/* Walks every row of every table: checksums, order, number. ERR_CORRUPT names the table. Any thread. */
enum err store_check(struct store *s, struct fault *f);

/* Writes a compacted, consistent copy to `path` (temporary name, fsync, rename), every row of it checked, with a seal
 * behind it; runs in its own read transaction and may be called from a worker thread. Returns where the copy stands. */
enum err store_snapshot(struct store *s, const char *path, struct store_position *position, struct fault *f);
/* What the seal says, its own checksum verified, the body not. ERR_CORRUPT: there is no seal. */
enum err store_snapshot_position(const char *path, struct store_position *position, struct fault *f);
/* Reads the whole file against its seal. */
enum err store_snapshot_check(const char *path, struct fault *f);

/* Bytes in use (pages on the free list not counted) and bytes of the map; the age of the oldest reader is not tracked. */
struct store_usage { uint64_t used_bytes; uint64_t map_bytes; };
struct store_usage store_usage(const struct store *s);
/* Whether the disk has STORE_ROOM_BYTES left for those who are no superuser. */
bool store_has_room(const struct store *s);

#endif
