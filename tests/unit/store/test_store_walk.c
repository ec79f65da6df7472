/* Walking tables: cursors and the digest. */
#include "fixture.h"

static const struct span nothing;

/* Walks and returns the keys, joined by blanks. */
static const char *walk(const struct store_txn *txn, const char *prefix, const char *after)
{
	static char keys[256];
	struct store_cursor *c;
	struct span key, value;
	size_t used = 0;

	keys[0] = '\0';
	if (store_cursor_open(txn, FIRST, span_text(prefix), span_text(after), &c) != ERR_NONE)
		return NULL;
	while (store_cursor_next(c, &key, &value))
		used += (size_t)snprintf(keys + used, sizeof keys - used, "%s%.*s", used ? " " : "",
					 (int)key.size, (const char *)key.data);
	CHECK(!store_cursor_next(c, &key, &value)); /* the end stays the end */
	store_cursor_close(c);
	return keys;
}

TEST(cursor_prefix_and_after)
{
	static const char *const keys[] = { "b2", "a", "b", "c", "b1", "b10", "ba" };
	struct fixture x;
	struct store_txn *txn;

	fixture_start(&x);
	txn = fixture_begin(&x, true);
	CHECK_TEXT(walk(txn, "", ""), "");
	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
		put_text(txn, FIRST, keys[i], "v");
	CHECK_TEXT(walk(txn, "", ""), "a b b1 b10 b2 ba c"); /* before the commit, too */
	CHECK_INT(store_commit(txn, &x.fault), ERR_NONE);
	txn = fixture_begin(&x, false);
	CHECK_TEXT(walk(txn, "", ""), "a b b1 b10 b2 ba c");
	CHECK_TEXT(walk(txn, "b", ""), "b b1 b10 b2 ba");
	CHECK_TEXT(walk(txn, "b1", ""), "b1 b10");
	CHECK_TEXT(walk(txn, "b3", ""), "");
	CHECK_TEXT(walk(txn, "c", ""), "c");
	CHECK_TEXT(walk(txn, "d", ""), "");
	CHECK_TEXT(walk(txn, "b", "b1"), "b10 b2 ba");
	CHECK_TEXT(walk(txn, "b", "b11"), "b2 ba");        /* after need not exist */
	CHECK_TEXT(walk(txn, "b", "a"), "b b1 b10 b2 ba"); /* before the prefix */
	CHECK_TEXT(walk(txn, "b", "ba"), "");
	CHECK_TEXT(walk(txn, "b", "c"), ""); /* past the prefix */
	CHECK_TEXT(walk(txn, "", "b2"), "ba c");
	store_abort(txn);
	fixture_end(&x);
}

TEST(cursor_with_longest_keys)
{
	struct fixture x;
	char key[STORE_KEY_MAX + 2];
	struct store_txn *txn;
	struct store_cursor *c;
	struct span found, value;

	memset(key, 'k', sizeof key);
	key[STORE_KEY_MAX + 1] = '\0';
	fixture_start(&x);
	txn = fixture_begin(&x, true);
	store_put(txn, FIRST, span_of(key, STORE_KEY_MAX), span_text("v"));
	put_text(txn, FIRST, "z", "v");
	CHECK_INT(store_commit(txn, &x.fault), ERR_NONE);
	txn = fixture_begin(&x, false);
	CHECK_INT(store_cursor_open(txn, FIRST, span_of(key, STORE_KEY_MAX), nothing, &c),
		  ERR_NONE);
	CHECK(store_cursor_next(c, &found, &value) && found.size == STORE_KEY_MAX);
	CHECK(!store_cursor_next(c, &found, &value));
	store_cursor_close(c);
	CHECK_INT(store_cursor_open(txn, FIRST, span_of(key, STORE_KEY_MAX + 1), nothing, &c),
		  ERR_NONE);
	CHECK(!store_cursor_next(c, &found, &value));
	store_cursor_close(c);
	/* after = a key one byte too long: the longest key is its prefix and thus before it */
	CHECK_INT(store_cursor_open(txn, FIRST, nothing, span_of(key, STORE_KEY_MAX + 1), &c),
		  ERR_NONE);
	CHECK(store_cursor_next(c, &found, &value) && span_equal(found, span_text("z")));
	store_cursor_close(c);
	store_abort(txn);
	fixture_end(&x);
}

TEST(cursor_may_outlive_writes_to_other_tables)
{
	struct fixture x;
	struct store_txn *txn;
	struct store_cursor *c;
	struct span key, value;

	fixture_start(&x);
	fixture_put(&x, "a", "1", 1);
	txn = fixture_begin(&x, true);
	CHECK_INT(store_cursor_open(txn, FIRST, nothing, nothing, &c), ERR_NONE);
	put_text(txn, SECOND, "b", "2");
	CHECK(store_cursor_next(c, &key, &value));
	CHECK(span_equal(value, span_text("1")));
	store_cursor_close(c);
	CHECK_INT(store_commit(txn, &x.fault), ERR_NONE);
	fixture_end(&x);
}

static void fill(struct fixture *x, const char *const *keys, size_t count, bool backwards)
{
	for (size_t i = 0; i < count; i++) {
		struct store_txn *txn = fixture_begin(x, true);
		const char *key = keys[backwards ? count - 1 - i : i];

		put_text(txn, FIRST, key, key);
		put_text(txn, SECOND, key, "x");
		store_set_sequence(txn, i + (backwards ? 100 : 1)); /* no part of the digest */
		CHECK_INT(store_commit(txn, &x->fault), ERR_NONE);
	}
}

static void digest_of(struct fixture *x, uint8_t out[STORE_DIGEST_SIZE])
{
	struct store_txn *txn = fixture_begin(x, false);

	store_digest(txn, out);
	CHECK_INT(store_commit(txn, &x->fault), ERR_NONE);
}

TEST(digest_is_of_the_rows)
{
	static const char *const keys[] = { "m", "c", "x", "a", "zz" };
	static const char *const swapped[] = { "second", "first" };
	struct fixture x, y;
	uint8_t dx[STORE_DIGEST_SIZE], dy[STORE_DIGEST_SIZE];
	struct store_txn *txn;

	fixture_start(&x);
	fixture_init(&y);
	y.options.tables = swapped; /* other numbers, same names */
	CHECK_INT(fixture_open(&y), ERR_NONE);
	digest_of(&x, dx);
	digest_of(&y, dy);
	CHECK(memcmp(dx, dy, sizeof dx) == 0);
	fill(&x, keys, 5, false);
	digest_of(&x, dy);
	CHECK(memcmp(dx, dy, sizeof dx) != 0); /* moved with the rows */

	fixture_close(&y, true);
	y.options.tables = fixture_tables;
	CHECK_INT(fixture_open(&y), ERR_NONE);
	fill(&y, keys, 5, true);
	txn = fixture_begin(&y, true); /* a row come and gone leaves no trace */
	put_text(txn, FIRST, "gone", "1");
	CHECK_INT(store_commit(txn, &y.fault), ERR_NONE);
	txn = fixture_begin(&y, true);
	CHECK(store_delete(txn, FIRST, span_text("gone")));
	CHECK_INT(store_commit(txn, &y.fault), ERR_NONE);
	digest_of(&x, dx);
	digest_of(&y, dy);
	CHECK(memcmp(dx, dy, sizeof dx) == 0);

	txn = fixture_begin(&y, true); /* the same bytes, split elsewhere */
	CHECK(store_delete(txn, FIRST, span_text("zz")));
	put_text(txn, FIRST, "z", "zzz");
	CHECK_INT(store_commit(txn, &y.fault), ERR_NONE);
	digest_of(&y, dy);
	CHECK(memcmp(dx, dy, sizeof dx) != 0);
	fixture_end(&x);
	fixture_end(&y);
}

TEST_MAIN()
