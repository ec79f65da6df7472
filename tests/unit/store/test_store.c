/* Rows, limits, sticky faults, misuse. */
#include "fixture.h"

#include <sys/resource.h>

static const struct span nothing;

TEST(put_get_delete)
{
	struct fixture x;
	struct store_txn *txn;
	struct span value;

	fixture_start(&x);
	txn = fixture_begin(&x, true);
	put_text(txn, FIRST, "a", "1");
	put_text(txn, FIRST, "a", "2"); /* replaces */
	put_text(txn, SECOND, "a", "other table");
	store_put(txn, FIRST, span_text("empty"), nothing);
	CHECK(has_text(txn, FIRST, "a", "2"));
	CHECK_INT(store_count(txn, FIRST), 2);
	CHECK_INT(store_commit(txn, &x.fault), ERR_NONE);

	txn = fixture_begin(&x, true);
	CHECK(store_get(txn, FIRST, span_text("empty"), &value));
	CHECK_INT(value.size, 0);
	CHECK(store_delete(txn, FIRST, span_text("a")));
	CHECK(!store_delete(txn, FIRST, span_text("a")));
	CHECK(!store_get(txn, FIRST, span_text("a"), &value));
	CHECK(value.data == NULL);
	CHECK(has_text(txn, SECOND, "a", "other table"));
	CHECK_INT(store_count(txn, FIRST), 1);
	CHECK_INT(store_commit(txn, &x.fault), ERR_NONE);
	fixture_end(&x);
}

TEST(abort_leaves_nothing)
{
	struct fixture x;
	struct store_txn *txn;
	struct span value;

	fixture_start(&x);
	fixture_put(&x, "kept", "1", 5);
	txn = fixture_begin(&x, true);
	put_text(txn, FIRST, "kept", "2");
	put_text(txn, FIRST, "new", "2");
	store_set_sequence(txn, 6);
	CHECK_INT(store_sequence(txn), 6);
	store_abort(txn);
	fixture_check(&x, "kept", "1", 5);
	txn = fixture_begin(&x, false);
	CHECK(!store_get(txn, FIRST, span_text("new"), &value));
	store_abort(txn);
	fixture_end(&x);
}

TEST(reader_sees_its_moment)
{
	struct fixture x;
	struct store_txn *before, *after;

	fixture_start(&x);
	fixture_put(&x, "a", "1", 1);
	before = fixture_begin(&x, false);
	fixture_put(&x, "a", "2", 2);
	after = fixture_begin(&x, false); /* two readers in one thread */
	CHECK(has_text(before, FIRST, "a", "1"));
	CHECK_INT(store_sequence(before), 1);
	CHECK(has_text(after, FIRST, "a", "2"));
	CHECK_INT(store_sequence(after), 2);
	store_abort(before);
	store_abort(after);
	fixture_end(&x);
}

/* Commits one put with a key of that size. */
static enum err put_key_of(struct fixture *x, size_t size)
{
	uint8_t key[STORE_KEY_MAX + 1];
	struct store_txn *txn = fixture_begin(x, true);
	struct span value;
	bool found;

	memset(key, 'k', sizeof key);
	store_put(txn, FIRST, span_of(key, size), span_text("v"));
	enum err code = store_commit(txn, &x->fault);
	txn = fixture_begin(x, true);
	found = store_get(txn, FIRST, span_of(key, size), &value);
	CHECK_INT(found, code == ERR_NONE);
	CHECK_INT(store_delete(txn, FIRST, span_of(key, size)), found);
	CHECK_INT(store_commit(txn, &x->fault), ERR_NONE);
	return code;
}

TEST(key_limits)
{
	struct fixture x;

	fixture_start(&x);
	CHECK_INT(put_key_of(&x, 0), ERR_LIMIT);
	CHECK_INT(put_key_of(&x, 1), ERR_NONE);
	CHECK_INT(put_key_of(&x, STORE_KEY_MAX), ERR_NONE);
	CHECK_INT(put_key_of(&x, STORE_KEY_MAX + 1), ERR_LIMIT);
	fixture_end(&x);
}

TEST(value_limit)
{
	struct fixture x;
	struct store_txn *txn;
	uint8_t *bytes = calloc(1, STORE_VALUE_MAX + 1);
	struct span value;

	if (!bytes)
		abort();
	fixture_init(&x);
	x.options.map_bytes = 256u << 20;
	CHECK_INT(fixture_open(&x), ERR_NONE);
	bytes[STORE_VALUE_MAX - 1] = 9;
	txn = fixture_begin(&x, true);
	store_put(txn, FIRST, span_text("big"), span_of(bytes, STORE_VALUE_MAX));
	CHECK_INT(store_commit(txn, &x.fault), ERR_NONE);
	txn = fixture_begin(&x, false);
	CHECK(store_get(txn, FIRST, span_text("big"), &value));
	CHECK(span_equal(value, span_of(bytes, STORE_VALUE_MAX)));
	store_abort(txn);
	txn = fixture_begin(&x, true);
	store_put(txn, FIRST, span_text("bigger"), span_of(bytes, STORE_VALUE_MAX + 1));
	CHECK_INT(store_commit(txn, &x.fault), ERR_LIMIT);
	free(bytes);
	fixture_end(&x);
}

TEST(first_fault_sticks)
{
	struct fixture x;
	struct store_txn *txn;
	struct span value;

	fixture_start(&x);
	fixture_put(&x, "a", "1", 1);
	txn = fixture_begin(&x, true);
	put_text(txn, FIRST, "a", "2");
	store_put(txn, SECOND, nothing, span_text("no key"));
	put_text(txn, FIRST, "b", "after the fault");
	store_set_sequence(txn, 2);
	CHECK(!store_get(txn, FIRST, span_text("a"), &value));
	CHECK(!store_delete(txn, FIRST, span_text("a")));
	CHECK_INT(store_count(txn, FIRST), 0);
	CHECK_INT(store_sequence(txn), 1);
	CHECK_INT(store_commit(txn, &x.fault), ERR_LIMIT);
	CHECK_INT(x.fault.code, ERR_LIMIT);
	CHECK(strstr(x.fault.text, "second") != NULL); /* names the table */
	fixture_check(&x, "a", "1", 1);                /* nothing of it was kept */
	fixture_put(&x, "a", "3", 2);                  /* and the next one works */
	fixture_end(&x);
}

TEST(full_map_keeps_what_was_there)
{
	struct fixture x;
	static uint8_t page[8192];
	enum err code = ERR_NONE;
	unsigned rounds = 0;

	fixture_init(&x);
	x.options.map_bytes = 1u << 20;
	CHECK_INT(fixture_open(&x), ERR_NONE);
	fixture_put(&x, "kept", "1", 1);
	for (; code == ERR_NONE && rounds < 1000; rounds++) {
		struct store_txn *txn = fixture_begin(&x, true);

		store_put(txn, SECOND, span_of(&rounds, sizeof rounds), span_of(page, sizeof page));
		code = store_commit(txn, &x.fault);
	}
	CHECK_INT(code, ERR_FULL);
	CHECK(rounds > 10 && rounds < 1000);
	fixture_check(&x, "kept", "1", 1);
	struct store_usage usage = store_usage(x.store);
	CHECK_INT(usage.map_bytes, 1u << 20);
	CHECK(usage.used_bytes > usage.map_bytes / 2 && usage.used_bytes <= usage.map_bytes);
	fixture_close(&x, true); /* a full map is no damage: the store stays trusted, and may be
				    opened larger */
	x.options.map_bytes = 4u << 20;
	CHECK_INT(fixture_open(&x), ERR_NONE);
	CHECK_INT(x.trust, STORE_TRUSTED);
	fixture_put(&x, "more", "2", 2);
	fixture_check(&x, "kept", "1", 2);
	fixture_end(&x);
}

/* The file size limit stands in for a full disk: the write in the commit fails. */
TEST(failed_write_keeps_what_was_there)
{
	struct fixture x;
	static uint8_t page[64 << 10];
	struct rlimit usual, tight;
	struct stat status;
	char path[PATH_MAX];
	struct store_txn *txn;

	fixture_start(&x);
	fixture_put(&x, "kept", "1", 1);
	snprintf(path, sizeof path, "%s/data.mdb", x.directory);
	CHECK_INT(stat(path, &status), 0);
	CHECK_INT(getrlimit(RLIMIT_FSIZE, &usual), 0);
	tight = usual;
	tight.rlim_cur = (rlim_t)status.st_size;
	signal(SIGXFSZ, SIG_IGN);
	CHECK_INT(setrlimit(RLIMIT_FSIZE, &tight), 0);
	txn = fixture_begin(&x, true);
	put_text(txn, FIRST, "kept", "2");
	store_put(txn, FIRST, span_text("big"), span_of(page, sizeof page));
	enum err code = store_commit(txn, &x.fault);
	CHECK_INT(setrlimit(RLIMIT_FSIZE, &usual), 0);
	CHECK_INT(code, ERR_FULL);
	fixture_check(&x, "kept", "1", 1);
	fixture_put(&x, "next", "2", 2);
	fixture_close(&x, true);
	CHECK_INT(fixture_open(&x), ERR_NONE);
	CHECK_INT(x.trust, STORE_TRUSTED);
	fixture_check(&x, "kept", "1", 2);
	fixture_end(&x);
}

TEST(usage_falls_when_rows_go)
{
	struct fixture x;
	static uint8_t page[8192];
	struct store_txn *txn;
	uint64_t full, empty;

	fixture_start(&x);
	txn = fixture_begin(&x, true);
	for (unsigned i = 0; i < 100; i++)
		store_put(txn, FIRST, span_of(&i, sizeof i), span_of(page, sizeof page));
	CHECK_INT(store_commit(txn, &x.fault), ERR_NONE);
	full = store_usage(x.store).used_bytes;
	CHECK(full > 100 * sizeof page);
	txn = fixture_begin(&x, true);
	for (unsigned i = 0; i < 100; i++)
		CHECK(store_delete(txn, FIRST, span_of(&i, sizeof i)));
	CHECK_INT(store_commit(txn, &x.fault), ERR_NONE);
	empty = store_usage(x.store).used_bytes;
	CHECK(empty < full / 4);
	fixture_end(&x);
}

/* What the child before left behind is not believed. */
static enum err open_anew(struct fixture *x)
{
	CHECK_INT(store_discard(x->directory, &x->fault), ERR_NONE);
	return fixture_open(x);
}

static void write_under_cursor(struct fixture *x)
{
	struct store_txn *txn;
	struct store_cursor *c;
	struct span key, value;

	open_anew(x);
	txn = fixture_begin(x, true);
	store_cursor_open(txn, FIRST, nothing, nothing, &c);
	put_text(txn, FIRST, "a", "1");
	store_cursor_next(c, &key, &value);
}

static void write_twice_at_once(struct fixture *x)
{
	open_anew(x);
	fixture_begin(x, true);
	fixture_begin(x, true);
}

static void write_while_reading(struct fixture *x)
{
	open_anew(x);
	put_text(fixture_begin(x, false), FIRST, "a", "1");
}

static void leave_cursor_open(struct fixture *x)
{
	struct store_txn *txn;
	struct store_cursor *c;

	open_anew(x);
	txn = fixture_begin(x, false);
	store_cursor_open(txn, FIRST, nothing, nothing, &c);
	store_abort(txn);
}

static void unknown_table(struct fixture *x)
{
	struct span value;

	open_anew(x);
	store_get(fixture_begin(x, false), FIXTURE_TABLES, span_text("a"), &value);
}

static void use_after_fork(struct fixture *x)
{
	fixture_begin(x, false);
}

TEST(misuse_aborts)
{
	struct fixture x;

	fixture_init(&x);
	CHECK_INT(signal_of_child(write_under_cursor, &x), SIGABRT);
	CHECK_INT(signal_of_child(write_twice_at_once, &x), SIGABRT);
	CHECK_INT(signal_of_child(write_while_reading, &x), SIGABRT);
	CHECK_INT(signal_of_child(leave_cursor_open, &x), SIGABRT);
	CHECK_INT(signal_of_child(unknown_table, &x), SIGABRT);
	CHECK_INT(open_anew(&x), ERR_NONE);
	CHECK_INT(signal_of_child(use_after_fork, &x), SIGABRT);
	fixture_end(&x);
}

static char many_names[STORE_TABLES_MAX + 1][8];
static const char *many[STORE_TABLES_MAX + 1];

TEST(many_tables)
{
	struct fixture x;
	struct store_txn *txn;

	for (unsigned i = 0; i <= STORE_TABLES_MAX; i++) {
		snprintf(many_names[i], sizeof many_names[i], "t%u", i);
		many[i] = many_names[i];
	}
	fixture_init(&x);
	x.options.tables = many;
	x.options.table_count = STORE_TABLES_MAX + 1;
	CHECK_INT(store_open(&x.store, &x.options, &x.trust, &x.fault), ERR_LIMIT);
	x.options.table_count = STORE_TABLES_MAX;
	CHECK_INT(fixture_open(&x), ERR_NONE);
	txn = fixture_begin(&x, true);
	for (unsigned i = 0; i < STORE_TABLES_MAX; i++)
		put_text(txn, i, "k", many[i]);
	CHECK_INT(store_commit(txn, &x.fault), ERR_NONE);
	fixture_close(&x, true);
	CHECK_INT(fixture_open(&x), ERR_NONE);
	txn = fixture_begin(&x, false);
	for (unsigned i = 0; i < STORE_TABLES_MAX; i++)
		CHECK(has_text(txn, i, "k", many[i]));
	store_abort(txn);
	fixture_end(&x);
}

TEST(bad_options)
{
	static const char *const twice[] = { "a", "b", "a" }, *const dotted[] = { ".store" },
				 *const empty[] = { "" };
	struct fixture x;

	fixture_init(&x);
	x.options.tables = twice;
	x.options.table_count = 3;
	CHECK_INT(store_open(&x.store, &x.options, &x.trust, &x.fault), ERR_INVALID);
	x.options.tables = dotted;
	x.options.table_count = 1;
	CHECK_INT(store_open(&x.store, &x.options, &x.trust, &x.fault), ERR_INVALID);
	x.options.tables = empty;
	CHECK_INT(store_open(&x.store, &x.options, &x.trust, &x.fault), ERR_INVALID);
	CHECK(x.store == NULL);
	x.options.directory = "/proc/no/such/place";
	x.options.tables = fixture_tables;
	CHECK(store_open(&x.store, &x.options, &x.trust, &x.fault) != ERR_NONE);
	CHECK(strstr(x.fault.text, "/proc/no/such/place") != NULL);
	CHECK_INT(rmdir(x.root), 0);
}

TEST_MAIN()
