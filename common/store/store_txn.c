/* Transactions, single rows, the position. The first fault of a transaction sticks: what follows
 * does nothing, and store_commit gives the fault back. */
#include <stdlib.h>

#include "base/require.h"
#include "store/store_impl.h"

static int begin_lmdb(struct store *s, bool write, MDB_txn **out)
{
	unsigned flags = write ? 0 : MDB_RDONLY;
	int code = mdb_txn_begin(s->env, NULL, flags, out);

	if (code != MDB_READERS_FULL)
		return code;
	code = mdb_reader_check(s->env, NULL); /* frees slots of dead processes */
	return code == MDB_SUCCESS ? mdb_txn_begin(s->env, NULL, flags, out) : code;
}

enum err store_begin(struct store *s, bool write, struct store_txn **out, struct fault *f)
{
	struct store_txn *txn;
	int code;

	REQUIRE(s->process == store_process());
	*out = NULL;
	txn = calloc(1, sizeof *txn);
	if (!txn)
		return fault_set(f, ERR_MEMORY, "begin a transaction: out of memory");
	if (write)
		REQUIRE(!atomic_exchange(&s->writing, true));
	txn->store = s;
	txn->write = write;
	txn->owner = pthread_self();
	txn->work = &txn->work_memory;
	code = begin_lmdb(s, write, &txn->mdb);
	if (code != MDB_SUCCESS) {
		free(txn);
		if (write)
			atomic_store(&s->writing, false);
		return store_lmdb_fault(s, code, "begin a transaction", f);
	}
	code = store_own_position(txn->mdb, s->own, &txn->position);
	if (code != MDB_SUCCESS)
		store_txn_fault(txn, code, "read the position");
	(void)atomic_fetch_add(&s->open, 1);
	*out = txn;
	return ERR_NONE;
}

/* The position goes in once, whatever moved it before. */
static void put_position(struct store_txn *txn)
{
	uint8_t bytes[STORE_POSITION_SIZE];
	int code;

	store_position_encode(&txn->position, bytes);
	code = store_own_put(txn->mdb, txn->store->own, STORE_OWN_POSITION,
			     span_of(bytes, sizeof bytes));
	if (code != MDB_SUCCESS)
		store_txn_fault(txn, code, "set the position");
}

static void check_end(const struct store_txn *txn)
{
	REQUIRE(txn->store->process == store_process());
	REQUIRE(!txn->write || pthread_equal(txn->owner, pthread_self()));
	REQUIRE(txn->work->cursors == 0);
}

static void end(struct store_txn *txn)
{
	if (txn->write)
		atomic_store(&txn->store->writing, false);
	(void)atomic_fetch_sub(&txn->store->open, 1);
	free(txn);
}

enum err store_commit(struct store_txn *txn, struct fault *f)
{
	struct store_work *work = txn->work;
	int code;

	check_end(txn);
	if (txn->moved && work->fault.code == ERR_NONE)
		put_position(txn);
	if (!txn->write || work->fault.code != ERR_NONE) {
		mdb_txn_abort(txn->mdb);
	} else {
		code = mdb_txn_commit(txn->mdb); /* frees the transaction whatever it returns */
		if (code != MDB_SUCCESS)
			store_txn_fault(txn, code, "commit");
	}
	enum err result = work->fault.code;
	if (result != ERR_NONE)
		(void)fault_set(f, result, "%s", work->fault.text);
	end(txn);
	return result;
}

void store_abort(struct store_txn *txn)
{
	check_end(txn);
	mdb_txn_abort(txn->mdb);
	end(txn);
}

bool store_writes(const struct store_txn *txn)
{
	return txn->write;
}

void store_txn_fault(const struct store_txn *txn, int code, const char *what)
{
	if (txn->work->fault.code == ERR_NONE)
		(void)store_lmdb_fault(txn->store, code, what, &txn->work->fault);
}

void store_txn_damage(const struct store_txn *txn, unsigned table, const char *what)
{
	struct store *s = txn->store;

	atomic_store(&s->failed, true);
	if (txn->work->fault.code == ERR_NONE)
		(void)fault_set(&txn->work->fault, ERR_CORRUPT, "table %s: %s", s->names[table],
				what);
}

enum err store_fault(const struct store_txn *txn, struct fault *f)
{
	const struct fault *fault = &txn->work->fault;

	return fault->code == ERR_NONE ? ERR_NONE : fault_set(f, fault->code, "%s", fault->text);
}

uint64_t store_sequence(const struct store_txn *txn)
{
	return txn->position.sequence;
}

struct store_position store_position(const struct store_txn *txn)
{
	return txn->position;
}

void store_set_position(struct store_txn *txn, const struct store_position *position)
{
	REQUIRE(txn->write);
	if (txn->work->fault.code != ERR_NONE)
		return;
	txn->position = *position;
	txn->moved = true;
}

void store_set_sequence(struct store_txn *txn, uint64_t sequence)
{
	store_set_position(txn, &(struct store_position){ .sequence = sequence });
}

static bool key_fits(struct span key)
{
	return key.size >= 1 && key.size <= STORE_KEY_MAX;
}

/* May this transaction go on with this table? */
static bool usable(const struct store_txn *txn, unsigned table)
{
	REQUIRE(table < txn->store->table_count);
	return txn->work->fault.code == ERR_NONE;
}

bool store_get(const struct store_txn *txn, unsigned table, struct span key, struct span *value)
{
	MDB_val k = store_val(key), v;
	int code;

	*value = span_of(NULL, 0);
	if (!usable(txn, table) || !key_fits(key))
		return false;
	code = mdb_get(txn->mdb, txn->store->tables[table], &k, &v);
	if (code == MDB_NOTFOUND) {
		store_prove_absent(txn, table, key);
		return false;
	}
	if (code != MDB_SUCCESS) {
		store_txn_fault(txn, code, "get");
		return false;
	}
	if (store_row_open(txn->store->seeds[table], key, v, value))
		return true;
	*value = span_of(NULL, 0);
	store_txn_damage(txn, table, STORE_ROW_DAMAGED);
	return false;
}

void store_put(struct store_txn *txn, unsigned table, struct span key, struct span value)
{
	struct store *s = txn->store;
	int code;

	REQUIRE(txn->write);
	if (!usable(txn, table))
		return;
	if (!key_fits(key) || value.size > STORE_VALUE_MAX) {
		(void)fault_set(&txn->work->fault, ERR_LIMIT,
				"put into %s: key of %zu bytes, value of %zu bytes",
				s->names[table], key.size, value.size);
		return;
	}
	txn->generations[table]++;
	code = store_row_put(txn->mdb, s->tables[table], s->seeds[table], key, value);
	if (code != MDB_SUCCESS)
		store_txn_fault(txn, code, "put");
}

bool store_delete(struct store_txn *txn, unsigned table, struct span key)
{
	MDB_val k = store_val(key);
	int code;

	REQUIRE(txn->write);
	if (!usable(txn, table) || !key_fits(key))
		return false;
	txn->generations[table]++;
	code = mdb_del(txn->mdb, txn->store->tables[table], &k, NULL);
	if (code == MDB_NOTFOUND)
		store_prove_absent(txn, table, key);
	else if (code != MDB_SUCCESS)
		store_txn_fault(txn, code, "delete");
	return code == MDB_SUCCESS;
}

uint64_t store_count(const struct store_txn *txn, unsigned table)
{
	MDB_stat stat;
	int code;

	if (!usable(txn, table))
		return 0;
	code = mdb_stat(txn->mdb, txn->store->tables[table], &stat);
	if (code == MDB_SUCCESS && stat.ms_entries == 0)
		code = store_catalog_has(txn->store, txn->mdb, table);
	if (code != MDB_SUCCESS) {
		store_txn_fault(txn, code, "count");
		return 0;
	}
	return stat.ms_entries;
}
