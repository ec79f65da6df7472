/* What the files of this folder share. Nobody outside includes this. */
#ifndef DANDANG_STORE_IMPL_H
#define DANDANG_STORE_IMPL_H

#include <lmdb.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/types.h>

#include "store/store.h"

#define STORE_DATA_NAME       "data.mdb"
#define STORE_LMDB_LOCK_NAME  "lock.mdb"
#define STORE_OWN_TABLE       ".store"   /* names of callers' tables may not begin with a dot */
#define STORE_OWN_SEQUENCE    "sequence" /* 8 bytes, big-endian */
#define STORE_OWN_LAYOUT      "layout"   /* 8 bytes layout, 4 bytes STORE_FORMAT, big-endian */
#define STORE_OWN_LAYOUT_SIZE 12
#define STORE_FORMAT          1u

struct store {
	MDB_env *env;
	char *directory;
	int lock_fd;
	pid_t pid; /* LMDB must not be used across fork */
	unsigned table_count;
	char **names;      /* by table number */
	MDB_dbi *tables;   /* by table number */
	unsigned *by_name; /* table numbers in the order of their names */
	MDB_dbi own;
	uint64_t layout;
	atomic_bool writing; /* a second write transaction in one thread would hang for ever */
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
	uint64_t sequence;
	bool write;
	pthread_t owner; /* LMDB lets another thread commit, and then hangs the next writer */
	uint32_t
		generations[STORE_TABLES_MAX]; /* writes per table: a cursor must not survive one */
	struct store_work work_memory;
};

enum err store_err_of_lmdb(int code);
/* Fault of an LMDB return code (not MDB_SUCCESS). Damage and I/O errors mark the store failed. */
enum err store_lmdb_fault(struct store *s, int code, const char *what, struct fault *f);
/* Keeps the first fault of a transaction. */
void store_txn_fault(const struct store_txn *txn, int code, const char *what);

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

#endif
