/* Walking a table in key order. The cursor stands on the row to hand out next, found by a search
 * when it is opened. */
#include <stdlib.h>

#include "base/require.h"
#include "store/store_impl.h"

struct store_cursor {
	const struct store_txn *txn;
	MDB_cursor *mdb;
	unsigned table;
	uint32_t generation; /* of the table when the cursor was opened */
	bool ready;          /* key and value are the next row */
	bool ended;
	MDB_val key, value;
	size_t prefix_size;
	uint8_t prefix[STORE_KEY_MAX];
};

static int span_compare(struct span a, struct span b)
{
	size_t size = a.size < b.size ? a.size : b.size;
	int order = size == 0 ? 0 : memcmp(a.data, b.data, size);

	return order != 0 ? order : (a.size > b.size) - (a.size < b.size);
}

static void advance(struct store_cursor *c, MDB_cursor_op op)
{
	int code = mdb_cursor_get(c->mdb, &c->key, &c->value, op);

	c->ready = code == MDB_SUCCESS;
	if (c->ready)
		return;
	c->ended = true;
	if (code != MDB_NOTFOUND)
		store_txn_fault(c->txn, code, "walk");
}

/* Stands on the first key that is >= prefix and > after. */
static void seek(struct store_cursor *c, struct span prefix, struct span after)
{
	struct span from = span_compare(prefix, after) >= 0 ? prefix : after;

	/* no stored key is longer; those that are cut off wrongly are skipped below */
	if (from.size > STORE_KEY_MAX)
		from.size = STORE_KEY_MAX;
	c->key = store_val(from);
	advance(c, from.size == 0 ? MDB_FIRST : MDB_SET_RANGE);
	while (c->ready && after.size > 0 && span_compare(store_span(c->key), after) <= 0)
		advance(c, MDB_NEXT);
}

enum err store_cursor_open(const struct store_txn *txn, unsigned table, struct span prefix,
			   struct span after, struct store_cursor **out)
{
	struct store_cursor *c;
	int code;

	REQUIRE(table < txn->store->table_count);
	*out = NULL;
	if (txn->work->fault.code != ERR_NONE)
		return txn->work->fault.code;
	c = calloc(1, sizeof *c);
	if (!c)
		return ERR_MEMORY;
	code = mdb_cursor_open(txn->mdb, txn->store->tables[table], &c->mdb);
	if (code != MDB_SUCCESS) {
		store_txn_fault(txn, code, "open a cursor");
		free(c);
		return txn->work->fault.code;
	}
	c->txn = txn;
	c->table = table;
	c->generation = txn->generations[table];
	txn->work->cursors++;
	c->ended = prefix.size > STORE_KEY_MAX; /* no stored key is that long */
	if (!c->ended) {
		c->prefix_size = prefix.size;
		if (prefix.size > 0)
			memcpy(c->prefix, prefix.data, prefix.size);
		seek(c, prefix, after);
	}
	*out = c;
	return ERR_NONE;
}

bool store_cursor_next(struct store_cursor *c, struct span *key, struct span *value)
{
	REQUIRE(c->generation ==
		c->txn->generations[c->table]); /* the table was written: collect keys first */
	*key = *value = span_of(NULL, 0);
	if (!c->ready && !c->ended)
		advance(c, MDB_NEXT);
	if (c->ended)
		return false;
	if (c->key.mv_size < c->prefix_size ||
	    (c->prefix_size > 0 && memcmp(c->key.mv_data, c->prefix, c->prefix_size) != 0)) {
		c->ended = true;
		return false;
	}
	c->ready = false;
	*key = store_span(c->key);
	*value = store_span(c->value);
	return true;
}

void store_cursor_close(struct store_cursor *c)
{
	if (!c)
		return;
	REQUIRE(c->txn->work->cursors > 0);
	c->txn->work->cursors--;
	mdb_cursor_close(c->mdb);
	free(c);
}
