/* Transactions, single rows, the sequence. The first fault of a transaction sticks: what follows
 * does nothing, and store_commit gives the fault back. */
#include <stdlib.h>
#include <unistd.h>

#include "base/bytes.h"
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

static void read_sequence(struct store_txn *txn)
{
	MDB_val key = store_val(span_text(STORE_OWN_SEQUENCE)), value;
	int code = mdb_get(txn->mdb, txn->store->own, &key, &value);

	if (code == MDB_SUCCESS && value.mv_size == 8)
		txn->sequence = get_u64be(value.mv_data);
	else if (code != MDB_NOTFOUND)
		store_txn_fault(txn, code == MDB_SUCCESS ? MDB_CORRUPTED : code,
				"read the sequence");
}

enum err store_begin(struct store *s, bool write, struct store_txn **out, struct fault *f)
{
	struct store_txn *txn;
	int code;

	REQUIRE(s->pid == getpid());
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
	read_sequence(txn);
	*out = txn;
	return ERR_NONE;
}

static void check_end(const struct store_txn *txn)
{
	REQUIRE(txn->store->pid == getpid());
	REQUIRE(!txn->write || pthread_equal(txn->owner, pthread_self()));
	REQUIRE(txn->work->cursors == 0);
}

static void end(struct store_txn *txn)
{
	if (txn->write)
		atomic_store(&txn->store->writing, false);
	free(txn);
}

enum err store_commit(struct store_txn *txn, struct fault *f)
{
	struct store_work *work = txn->work;
	int code;

	check_end(txn);
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

uint64_t store_sequence(const struct store_txn *txn)
{
	return txn->sequence;
}

void store_set_sequence(struct store_txn *txn, uint64_t sequence)
{
	uint8_t bytes[8];
	MDB_val key = store_val(span_text(STORE_OWN_SEQUENCE)), value = { sizeof bytes, bytes };
	int code;

	REQUIRE(txn->write);
	if (txn->work->fault.code != ERR_NONE)
		return;
	put_u64be(bytes, sequence);
	code = mdb_put(txn->mdb, txn->store->own, &key, &value, 0);
	if (code == MDB_SUCCESS)
		txn->sequence = sequence;
	else
		store_txn_fault(txn, code, "set the sequence");
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
	if (code == MDB_SUCCESS)
		*value = store_span(v);
	else if (code != MDB_NOTFOUND)
		store_txn_fault(txn, code, "get");
	return code == MDB_SUCCESS;
}

void store_put(struct store_txn *txn, unsigned table, struct span key, struct span value)
{
	MDB_val k = store_val(key), v = store_val(value);
	int code;

	REQUIRE(txn->write);
	if (!usable(txn, table))
		return;
	if (!key_fits(key) || value.size > STORE_VALUE_MAX) {
		(void)fault_set(&txn->work->fault, ERR_LIMIT,
				"put into %s: key of %zu bytes, value of %zu bytes",
				txn->store->names[table], key.size, value.size);
		return;
	}
	txn->generations[table]++;
	code = mdb_put(txn->mdb, txn->store->tables[table], &k, &v, 0);
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
	if (code != MDB_SUCCESS && code != MDB_NOTFOUND)
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
	if (code != MDB_SUCCESS) {
		store_txn_fault(txn, code, "count");
		return 0;
	}
	return stat.ms_entries;
}
