/* Walking everything there is: what a single read cannot see, a leaf that ends too early, shows in the number of rows. */
#include <string.h>
#include <unistd.h>

#include "base/require.h"
#include "store/store_impl.h"

/* The key before is copied: it lies in a page that may be left. */
struct walked {
	uint64_t rows;
	size_t key_size;
	uint8_t key[STORE_KEY_MAX];
};

static const char *check_row(struct walked *w, uint32_t seed, struct span key, MDB_val stored)
{
	struct span value;

	if (key.size < 1 || key.size > STORE_KEY_MAX)
		return "a key has no possible size";
	if (w->rows > 0 && store_compare(span_of(w->key, w->key_size), key) >= 0)
		return "keys are out of order";
	if (!store_row_open(seed, key, stored, &value))
		return STORE_ROW_DAMAGED;
	memcpy(w->key, key.data, key.size);
	w->key_size = key.size;
	w->rows++;
	return NULL;
}

int store_catalog_has(const struct store *s, MDB_txn *mdb, unsigned table)
{
	MDB_val key = store_val(span_text(s->names[table])), entry;
	int code = mdb_get(mdb, s->catalog, &key, &entry);

	return code == MDB_NOTFOUND ? MDB_CORRUPTED : code;
}

const char *store_check_table(MDB_txn *mdb, MDB_dbi table, uint32_t seed)
{
	struct walked w = { .rows = 0 };
	const char *wrong = NULL;
	MDB_cursor *cursor;
	MDB_val key, stored;
	MDB_stat stat;
	int code = mdb_stat(mdb, table, &stat);

	if (code == MDB_SUCCESS)
		code = mdb_cursor_open(mdb, table, &cursor);
	if (code != MDB_SUCCESS)
		return mdb_strerror(code);
	do {
		code = mdb_cursor_get(cursor, &key, &stored, MDB_NEXT);
		if (code == MDB_SUCCESS)
			wrong = check_row(&w, seed, store_span(key), stored);
	} while (code == MDB_SUCCESS && !wrong);
	mdb_cursor_close(cursor);
	if (!wrong && code != MDB_NOTFOUND)
		wrong = mdb_strerror(code);
	if (!wrong && w.rows != stat.ms_entries)
		wrong = "the number of rows is not the one noted";
	return wrong;
}

enum err store_check(struct store *s, struct fault *f)
{
	const char *wrong = NULL;
	struct store_position position;
	MDB_txn *txn;
	int code;

	REQUIRE(s->process == store_process());
	code = mdb_txn_begin(s->env, NULL, MDB_RDONLY, &txn);
	if (code != MDB_SUCCESS)
		return store_lmdb_fault(s, code, "begin a transaction", f);
	code = store_own_position(txn, s->own, &position);
	if (code != MDB_SUCCESS)
		(void)store_lmdb_fault(s, code, "check the position", f);
	for (unsigned i = 0; code == MDB_SUCCESS && i < s->table_count; i++) {
		wrong = store_catalog_has(s, txn, i) == MDB_SUCCESS ?
				store_check_table(txn, s->tables[i], s->seeds[i]) :
				"its entry in the catalog is gone";
		if (!wrong)
			continue;
		code = MDB_CORRUPTED;
		atomic_store(&s->failed, true);
		(void)fault_set(f, ERR_CORRUPT, "table %s: %s", s->names[i], wrong);
	}
	mdb_txn_abort(txn);
	return store_err_of_lmdb(code);
}
