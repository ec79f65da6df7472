/* The store: named LMDB tables under the journal. Commits are not synced (MDB_NOSYNC): the journal is the truth, the
 * store carries the sequence it has reached and is rebuilt when it cannot be trusted. The only place that knows LMDB.
 *
 * Trust: store_open reports whether the files may be used as they are: after a clean close, or when the boot id recorded
 * while open equals the running one (a killed process leaves its pages to the kernel). Else UNTRUSTED: the caller
 * removes the store (store_discard), restores the last snapshot, and replays the journal.
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
#define STORE_TABLES_MAX 128
#define STORE_MAP_BYTES_DEFAULT (64ull << 30)
#define STORE_VALUE_MAX (64u << 20)
#define STORE_READERS_MAX 126
#define STORE_DIGEST_SIZE 32

struct store;
struct store_txn;

struct store_options {
	const char *directory;
	const char *const *tables;   /* names, no "." first; the index is the table's number in every call */
	unsigned table_count;
	uint64_t map_bytes;          /* 0: STORE_MAP_BYTES_DEFAULT */
	uint64_t layout;             /* hash of the row layouts; a store written with another one is UNTRUSTED */
	const char *boot_id;         /* NULL: the running kernel's; tests give another */
};
enum store_trust { STORE_TRUSTED, STORE_UNTRUSTED, STORE_EMPTY };

/* UNTRUSTED comes with ERR_NONE and *out NULL: nothing is open, the files are as they were. The directory's last part is
 * made when missing. ERR_LOCKED: open elsewhere (in this process, too). */
enum err store_open(struct store **out, const struct store_options *options, enum store_trust *trust, struct fault *f);
/* clean: sync everything and leave the mark of a clean stop. NULL is allowed. */
void store_close(struct store *s, bool clean);
/* Removes the files of a store that is not open (else ERR_LOCKED). */
enum err store_discard(const char *directory, struct fault *f);
/* Copies a snapshot file into a directory without a store, so that store_open finds it TRUSTED. The snapshot's seal is
 * checked: ERR_CORRUPT when it is damaged or cut. ERR_INVALID: there is a store already. */
enum err store_restore(const char *directory, const char *snapshot_path, struct fault *f);

/* sequence: how far the state has come, kept in a table of the store's own (not part of the digest). */
enum err store_begin(struct store *s, bool write, struct store_txn **out, struct fault *f);
enum err store_commit(struct store_txn *txn, struct fault *f);  /* sticky: returns the first error of the transaction */
void store_abort(struct store_txn *txn);
bool store_writes(const struct store_txn *txn);                 /* begun to write: what it hands out may not last */
uint64_t store_sequence(const struct store_txn *txn);
void store_set_sequence(struct store_txn *txn, uint64_t sequence);

/* put and delete are sticky: an error poisons the transaction and shows at commit (a read transaction may be ended by
 * store_commit to learn of one). Past a key or value limit: ERR_LIMIT; get and delete then just find nothing. */
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
/* Writes a compacted, consistent copy to `path` (temporary name, fsync, rename); runs in its own read transaction and may
 * be called from a worker thread. Returns the sequence the copy stands at. */
enum err store_snapshot(struct store *s, const char *path, uint64_t *sequence, struct fault *f);
/* Bytes in use (pages on the free list not counted) and bytes of the map; the age of the oldest reader is not tracked. */
struct store_usage { uint64_t used_bytes; uint64_t map_bytes; };
struct store_usage store_usage(const struct store *s);

#endif
