/* What the files of this folder share. Nobody outside includes this. */
#ifndef DANDANG_STORE_IMPL_H
#define DANDANG_STORE_IMPL_H

#include <lmdb.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/types.h>

#include "base/bytes.h"
#include "base/crc32c.h"
#include "store/store.h"

#define STORE_DATA_NAME       "data.mdb"
#define STORE_LMDB_LOCK_NAME  "lock.mdb"
#define STORE_OWN_TABLE       ".store"   /* names of callers' tables may not begin with a dot */
#define STORE_OWN_POSITION    "position" /* see store_position_encode */
#define STORE_OWN_LAYOUT      "layout"   /* 8 bytes layout, 4 bytes STORE_FORMAT, big-endian */
#define STORE_OWN_LAYOUT_SIZE 12
#define STORE_FORMAT          2u
#define STORE_POSITION_SIZE   (8 + STORE_JOURNAL_ID_SIZE + STORE_HASH_SIZE)
#define STORE_CHECKSUM_SIZE   4 /* behind every value */
#define STORE_ROW_DAMAGED     "a row does not match its checksum"

struct store {
	MDB_env *env;
	char *directory;
	int lock_fd;
	unsigned process; /* that opened it: LMDB must not be used across fork */
	unsigned table_count;
	char **names;      /* by table number */
	MDB_dbi *tables;   /* by table number */
	uint32_t *seeds;   /* by table number: CRC of the name */
	unsigned *by_name; /* table numbers in the order of their names */
	MDB_dbi own;
	MDB_dbi catalog; /* LMDB's table of tables */
	uint64_t layout;
	atomic_bool writing; /* a second write transaction in one thread would hang for ever */
	atomic_uint open;    /* transactions; none may outlive the store */
	atomic_bool failed;  /* an I/O error or damage was met: never marked clean again */
};

/* What a transaction notes while its callers hold it const. */
struct store_work {
	struct fault fault; /* the first one; code ERR_NONE while all is well */
	unsigned cursors;   /* open ones */
};
struct store_txn {
	struct store *store;
	MDB_txn *mdb;
	struct store_work *work;
	struct store_position position;
	bool moved; /* the position is to be written by the commit */
	bool write;
	pthread_t owner; /* LMDB lets another thread commit, and then hangs the next writer */
	uint32_t
		generations[STORE_TABLES_MAX]; /* writes per table: a cursor must not survive one */
	struct store_work work_memory;
};

/* A number that changes in the child of a fork. */
unsigned store_process(void);

enum err store_err_of_lmdb(int code);
/* Fault of an LMDB return code (not MDB_SUCCESS). Damage and I/O errors mark the store failed. */
enum err store_lmdb_fault(struct store *s, int code, const char *what, struct fault *f);
/* Keeps the first fault of a transaction. */
void store_txn_fault(const struct store_txn *txn, int code, const char *what);
/* The same for damage met in a table. */
void store_txn_damage(const struct store_txn *txn, unsigned table, const char *what);

/* The key is not there for certain when the rows on both sides of its place are good and in order; else the transaction
 * gets a fault. A damaged page can hide a row as well as change it. */
void store_prove_absent(const struct store_txn *txn, unsigned table, struct span key);

/* MDB_SUCCESS when the catalog has the table. LMDB finds no row in a table whose own entry is damaged, and says nothing. */
int store_catalog_has(const struct store *s, MDB_txn *mdb, unsigned table);
/* Checks every row of a table; NULL when good, else what is wrong. */
const char *store_check_table(MDB_txn *mdb, MDB_dbi table, uint32_t seed);

void store_position_encode(const struct store_position *position, uint8_t out[STORE_POSITION_SIZE]);
struct store_position store_position_decode(const uint8_t in[STORE_POSITION_SIZE]);
/* Reads a row of the own table, checksum taken off. MDB_NOTFOUND, MDB_CORRUPTED and others. */
int store_own_get(MDB_txn *mdb, MDB_dbi own, const char *name, struct span *value);
int store_own_put(MDB_txn *mdb, MDB_dbi own, const char *name, struct span value);
/* The position the own table holds; sequence 0 when there is none yet. */
int store_own_position(MDB_txn *mdb, MDB_dbi own, struct store_position *position);

static inline MDB_val store_val(struct span bytes)
{
	/* LMDB takes keys and values through a plain pointer and does not write through it. */
	union {
		const uint8_t *in;
		void *out;
	} pointer = { .in = bytes.data };

	return (MDB_val){ .mv_size = bytes.size, .mv_data = pointer.out };
}

static inline struct span store_span(MDB_val v)
{
	return span_of(v.mv_data, v.mv_size);
}

static inline int store_compare(struct span a, struct span b)
{
	size_t size = a.size < b.size ? a.size : b.size;
	int order = size == 0 ? 0 : memcmp(a.data, b.data, size);

	return order != 0 ? order : (a.size > b.size) - (a.size < b.size);
}

/* The seed keeps tables apart, the size of the key the two parts. */
static inline uint32_t store_row_checksum(uint32_t seed, struct span key, struct span value)
{
	uint32_t crc = crc32c_extend(seed ^ (uint32_t)key.size, key.data, key.size);

	return crc32c_extend(crc, value.data, value.size);
}

/* Takes the checksum off a stored value; false when it does not match. */
static inline bool store_row_open(uint32_t seed, struct span key, MDB_val stored, struct span *value)
{
	const uint8_t *bytes = stored.mv_data;
	size_t size = stored.mv_size;

	*value = span_of(NULL, 0);
	if (size < STORE_CHECKSUM_SIZE || size > STORE_VALUE_MAX + STORE_CHECKSUM_SIZE)
		return false;
	size -= STORE_CHECKSUM_SIZE;
	*value = span_of(bytes, size);
	return get_u32be(bytes + size) == store_row_checksum(seed, key, *value);
}

/* Keeps the rows of one table from being taken for another's. */
uint32_t store_table_seed(const char *name);
int store_row_put(MDB_txn *mdb, MDB_dbi table, uint32_t seed, struct span key, struct span value);

#endif
