/* Walking a table in key order. The cursor stands on the row to hand out next, found by a search when it is opened.
 *
 * Damage: every row is held against its checksum and its place in the order. Where the search does not land on the very
 * key it looked for, the row before must be good and lie before it, else a damaged page led the search astray. */
#include <stdlib.h>

#include "base/require.h"
#include "store/store_impl.h"

#define OUT_OF_ORDER "keys are out of order"
#define ROWS_MISSING "the number of rows is not the one noted"

struct store_cursor {
	const struct store_txn *txn;
	MDB_cursor *mdb;
	unsigned table;
	uint32_t generation; /* of the table when the cursor was opened */
	bool ready;          /* key and value are the next row */
	bool ended;
	bool whole;    /* walks the whole table */
	uint64_t rows; /* handed out */
	struct span key, value;
	size_t prefix_size;
	uint8_t prefix[STORE_KEY_MAX];
	size_t last_size; /* the key before `key`: it lies in a page that may be left */
	uint8_t last[STORE_KEY_MAX];
};

/* Where a search for a key stands. */
struct place {
	const struct store_txn *txn;
	MDB_cursor *mdb;
	unsigned table;
	bool found; /* key and value are the first row that is not before the one looked for */
	struct span key, value;
};

static bool damage(const struct store_txn *txn, unsigned table, const char *what)
{
	store_txn_damage(txn, table, what);
	return false;
}

/* One step of LMDB; false at the end (p->found false) and on a fault. */
static bool step(struct place *p, MDB_val *key, MDB_cursor_op op)
{
	MDB_val value;
	int code = mdb_cursor_get(p->mdb, key, &value, op);

	p->found = code == MDB_SUCCESS;
	if (code == MDB_NOTFOUND)
		return false;
	if (code != MDB_SUCCESS) {
		store_txn_fault(p->txn, code, "walk");
		return false;
	}
	p->key = store_span(*key);
	if (p->key.size < 1 || p->key.size > STORE_KEY_MAX)
		return damage(p->txn, p->table, "a key has no possible size");
	if (!store_row_open(p->txn->store->seeds[p->table], p->key, value, &p->value))
		return damage(p->txn, p->table, STORE_ROW_DAMAGED);
	return true;
}

static bool faulted(const struct store_txn *txn)
{
	return txn->work->fault.code != ERR_NONE;
}

/* Nothing is before the place and nothing behind it: then there is nothing. */
static bool is_empty(const struct place *p)
{
	return store_count(p->txn, p->table) == 0;
}

/* The row before the place must be before `from`. Leaves the cursor where it was. */
static void check_before(struct place *p, struct span from)
{
	struct place before = *p;
	MDB_val key = { 0 };

	if (step(&before, &key, p->found ? MDB_PREV : MDB_LAST)) {
		if (store_compare(before.key, from) >= 0)
			(void)damage(p->txn, p->table, OUT_OF_ORDER);
		else if (p->found)
			(void)step(p, &key, MDB_NEXT);
	} else if (!faulted(p->txn)) {
		if (p->found)
			(void)step(p, &key, MDB_FIRST);
		else if (!is_empty(p))
			(void)damage(p->txn, p->table, ROWS_MISSING);
	}
}

/* Finds the first row that is not before `from` (not empty); false on a fault. */
static bool find(struct place *p, struct span from)
{
	MDB_val key = store_val(from);
	struct span found;
	int order = 0;

	if (step(p, &key, MDB_SET_RANGE)) {
		found = p->key;
		order = store_compare(found, from);
		if (order < 0)
			return damage(p->txn, p->table, OUT_OF_ORDER);
		if (order == 0)
			return true;
	}
	if (!faulted(p->txn))
		check_before(p, from);
	return !faulted(p->txn);
}

void store_prove_absent(const struct store_txn *txn, unsigned table, struct span key)
{
	struct place p = { .txn = txn, .table = table };
	int code = mdb_cursor_open(txn->mdb, txn->store->tables[table], &p.mdb);

	if (code != MDB_SUCCESS) {
		store_txn_fault(txn, code, "open a cursor");
		return;
	}
	if (find(&p, key) && p.found && span_equal(p.key, key))
		(void)damage(txn, table, OUT_OF_ORDER);
	mdb_cursor_close(p.mdb);
}

static void keep_last(struct store_cursor *c)
{
	memcpy(c->last, c->key.data, c->key.size);
	c->last_size = c->key.size;
}

static void take(struct store_cursor *c, const struct place *p)
{
	c->ready = p->found && !faulted(c->txn);
	c->ended = !c->ready;
	c->key = p->key;
	c->value = p->value;
}

static void advance(struct store_cursor *c)
{
	struct place p = { .txn = c->txn, .mdb = c->mdb, .table = c->table };
	MDB_val key = { 0 };

	(void)step(&p, &key, MDB_NEXT);
	if (p.found && !faulted(c->txn) &&
	    store_compare(span_of(c->last, c->last_size), p.key) >= 0)
		(void)damage(c->txn, c->table, OUT_OF_ORDER);
	take(c, &p);
	if (c->ready)
		keep_last(c);
	else if (c->whole && !faulted(c->txn) && c->rows != store_count(c->txn, c->table))
		(void)damage(c->txn, c->table, ROWS_MISSING);
}

/* Stands on the first key that is >= prefix and > after. */
static void seek(struct store_cursor *c, struct span prefix, struct span after)
{
	struct place p = { .txn = c->txn, .mdb = c->mdb, .table = c->table };
	struct span from = store_compare(prefix, after) >= 0 ? prefix : after;
	MDB_val key = { 0 };

	/* no stored key is longer; those that are cut off wrongly are skipped below */
	if (from.size > STORE_KEY_MAX)
		from.size = STORE_KEY_MAX;
	if (from.size == 0)
		(void)step(&p, &key, MDB_FIRST);
	else
		(void)find(&p, from);
	c->whole = from.size == 0;
	take(c, &p);
	if (c->ready)
		keep_last(c);
	else if (c->whole && !faulted(c->txn) && !is_empty(&p))
		(void)damage(c->txn, c->table, ROWS_MISSING);
	while (c->ready && after.size > 0 && store_compare(c->key, after) <= 0)
		advance(c);
}

enum err store_cursor_open(const struct store_txn *txn, unsigned table, struct span prefix,
			   struct span after, struct store_cursor **out)
{
	struct store_cursor *c;
	int code;

	REQUIRE(table < txn->store->table_count);
	*out = NULL;
	if (faulted(txn))
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
		advance(c);
	if (c->ended)
		return false;
	if (c->key.size < c->prefix_size ||
	    (c->prefix_size > 0 && memcmp(c->key.data, c->prefix, c->prefix_size) != 0)) {
		c->ended = true;
		return false;
	}
	c->ready = false;
	c->rows++;
	*key = c->key;
	*value = c->value;
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
