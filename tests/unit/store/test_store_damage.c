/* Damage under an open store: a read gives the right bytes or a fault, never something else. */
#include "fixture.h"

#include <sys/mman.h>

static const struct span nothing;

#define ROWS 400 /* some leaves and a root above them */

static void key_of(unsigned i, char out[32])
{
	snprintf(out, 32, "key-%06u", i * 2);
}

static void value_of(unsigned i, char out[64])
{
	snprintf(out, 64, "the value of row %06u", i);
}

static void fill(struct fixture *x)
{
	struct store_txn *txn = fixture_begin(x, true);
	char key[32], value[64];

	for (unsigned i = 0; i < ROWS; i++) {
		key_of(i, key);
		value_of(i, value);
		put_text(txn, FIRST, key, value);
	}
	store_set_sequence(txn, 1);
	CHECK_INT(store_commit(txn, &x->fault), ERR_NONE);
}

/* Bytes of the running store's file, as a disk would hand them out. */
static uint8_t *map_file(const struct fixture *x, size_t *size)
{
	char path[PATH_MAX];
	struct stat status;

	snprintf(path, sizeof path, "%s/data.mdb", x->directory);
	int fd = open(path, O_RDWR);
	if (fd < 0 || fstat(fd, &status) != 0)
		abort();
	*size = (size_t)status.st_size;
	uint8_t *bytes = mmap(NULL, *size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	if (bytes == MAP_FAILED)
		abort();
	return bytes;
}

/* Every place where the text stands: older versions of pages, too. Adds `by` to its byte at `offset`. */
static unsigned change_text(const struct fixture *x, const char *text, size_t offset, int by)
{
	size_t size, length = strlen(text);
	uint8_t *bytes = map_file(x, &size);
	unsigned count = 0;

	for (size_t at = 0; at + length <= size; at++)
		if (memcmp(bytes + at, text, length) == 0) {
			bytes[at + offset] = (uint8_t)(bytes[at + offset] + by);
			count++;
		}
	munmap(bytes, size);
	return count;
}

static enum err read_one(struct fixture *x, const char *key, bool *found)
{
	struct store_txn *txn = fixture_begin(x, false);
	struct span value;

	*found = store_get(txn, FIRST, span_text(key), &value);
	CHECK_INT(store_fault(txn, &x->fault), store_fault(txn, NULL));
	return store_commit(txn, &x->fault);
}

static enum err walk_all(struct fixture *x, unsigned *rows)
{
	struct store_txn *txn = fixture_begin(x, false);
	struct store_cursor *c;
	struct span key, value;

	*rows = 0;
	if (store_cursor_open(txn, FIRST, nothing, nothing, &c) == ERR_NONE) {
		while (store_cursor_next(c, &key, &value))
			++*rows;
		store_cursor_close(c);
	}
	return store_commit(txn, &x->fault);
}

TEST(a_changed_value_is_a_fault)
{
	struct fixture x;
	bool found;
	unsigned rows;
	struct store_position position;

	fixture_start(&x);
	fill(&x);
	CHECK_INT(read_one(&x, "key-000100", &found), ERR_NONE);
	CHECK(found);
	CHECK(change_text(&x, "the value of row 000050", 4, 1) > 0);
	CHECK_INT(read_one(&x, "key-000100", &found), ERR_CORRUPT);
	CHECK(!found);
	CHECK(strstr(x.fault.text, "first") != NULL); /* names the table */
	CHECK_INT(read_one(&x, "key-000002", &found), ERR_NONE); /* others are as good as before */
	CHECK(found);
	CHECK_INT(walk_all(&x, &rows), ERR_CORRUPT);
	CHECK_INT(rows, 50);
	CHECK_INT(store_check(x.store, &x.fault), ERR_CORRUPT);
	CHECK_INT(store_snapshot(x.store, x.snapshot, &position, &x.fault), ERR_CORRUPT);
	CHECK(access(x.snapshot, F_OK) != 0); /* damage is not sealed */
	fixture_close(&x, true);
	CHECK_INT(fixture_open(&x), ERR_NONE);
	CHECK_INT(x.trust, STORE_UNTRUSTED); /* nor marked clean */
	fixture_end(&x);
}

/* A key that reads as another one hides its row: who looks for it must not be told that it is not there. */
TEST(a_changed_key_is_no_missing_row)
{
	static const int changes[] = { 1, -1, 100, -100 };
	struct fixture x;
	bool found;
	unsigned rows;

	for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
		fixture_start(&x);
		fill(&x);
		CHECK(change_text(&x, "key-000100", 9, changes[i]) > 0);
		CHECK_INT(read_one(&x, "key-000100", &found), ERR_CORRUPT);
		CHECK(!found);
		CHECK_INT(walk_all(&x, &rows), ERR_CORRUPT);
		fixture_end(&x);
	}
}

TEST(what_is_really_missing_is_no_fault)
{
	struct fixture x;
	struct store_txn *txn;
	bool found;

	fixture_start(&x);
	CHECK_INT(read_one(&x, "any", &found), ERR_NONE); /* in an empty table */
	CHECK(!found);
	fill(&x);
	for (unsigned i = 0; i < 2 * ROWS; i++) {
		char key[32];
		snprintf(key, sizeof key, "key-%06u", i);
		CHECK_INT(read_one(&x, key, &found), ERR_NONE);
		CHECK_INT(found, i % 2 == 0);
	}
	CHECK_INT(read_one(&x, "a", &found), ERR_NONE); /* before the first */
	CHECK(!found);
	CHECK_INT(read_one(&x, "z", &found), ERR_NONE); /* behind the last */
	CHECK(!found);
	txn = fixture_begin(&x, true);
	CHECK(!store_delete(txn, FIRST, span_text("key-000101")));
	CHECK(store_delete(txn, FIRST, span_text("key-000100")));
	CHECK(!store_delete(txn, FIRST, span_text("key-000100")));
	CHECK_INT(store_commit(txn, &x.fault), ERR_NONE);
	CHECK_INT(store_check(x.store, &x.fault), ERR_NONE);
	fixture_end(&x);
}

/* The value of one table laid into another is good in itself, but not there. */
TEST(rows_of_another_table_are_a_fault)
{
	struct fixture x;
	struct store_txn *txn;
	size_t size, first = 0, second = 0;
	bool found;

	fixture_start(&x);
	txn = fixture_begin(&x, true);
	put_text(txn, FIRST, "same key", "value of the first");
	put_text(txn, SECOND, "same key", "value of the other");
	CHECK_INT(store_commit(txn, &x.fault), ERR_NONE);
	uint8_t *bytes = map_file(&x, &size);

	for (size_t at = 0; at + 22 <= size; at++) {
		if (memcmp(bytes + at, "value of the first", 18) == 0)
			first = at;
		if (memcmp(bytes + at, "value of the other", 18) == 0)
			second = at;
	}
	CHECK(first > 0 && second > 0);
	memcpy(bytes + first, bytes + second, 22); /* with its checksum */
	munmap(bytes, size);
	CHECK_INT(read_one(&x, "same key", &found), ERR_CORRUPT);
	CHECK(!found);
	fixture_end(&x);
}

/* A leaf that says it has fewer rows than it has: no single read can know, walking the table shows it. */
TEST(a_leaf_cut_short_shows_in_the_number_of_rows)
{
	struct fixture x;
	struct store_position position;
	size_t size;
	unsigned cut = 0, rows;
	uint16_t flags, lower;

	fixture_start(&x);
	fill(&x);
	uint8_t *bytes = map_file(&x, &size);

	for (size_t page = 2 * 4096; page < size; page += 4096) {
		memcpy(&flags, bytes + page + 10, sizeof flags);
		memcpy(&lower, bytes + page + 12, sizeof lower);
		if (flags != 2 || lower < 16 + 20 * 2) /* a leaf with many rows */
			continue;
		lower = (uint16_t)(lower - 2);
		memcpy(bytes + page + 12, &lower, sizeof lower);
		cut++;
	}
	munmap(bytes, size);
	CHECK(cut > 1);
	CHECK_INT(walk_all(&x, &rows), ERR_CORRUPT);
	CHECK(rows < ROWS);
	CHECK_INT(store_check(x.store, &x.fault), ERR_CORRUPT);
	CHECK_INT(store_snapshot(x.store, x.snapshot, &position, &x.fault), ERR_CORRUPT);
	fixture_close(&x, true);
	CHECK_INT(fixture_open(&x), ERR_NONE);
	CHECK_INT(x.trust, STORE_UNTRUSTED);
	fixture_end(&x);
}

/* LMDB finds no row in a table whose entry in its table of tables is damaged, and says nothing. */
TEST(a_table_whose_entry_is_damaged_is_not_empty)
{
	struct fixture x;
	struct store_txn *txn;
	bool found;
	unsigned rows;

	fixture_start(&x);
	fill(&x);
	CHECK(change_text(&x, "first", 1, 1) > 0);
	CHECK_INT(read_one(&x, "key-000100", &found), ERR_CORRUPT);
	CHECK_INT(walk_all(&x, &rows), ERR_CORRUPT);
	CHECK_INT(rows, 0);
	txn = fixture_begin(&x, false);
	CHECK_INT(store_count(txn, FIRST), 0);
	CHECK_INT(store_commit(txn, &x.fault), ERR_CORRUPT);
	CHECK_INT(store_check(x.store, &x.fault), ERR_CORRUPT);
	fixture_end(&x);
}

static void read_cut_file(struct fixture *x)
{
	char path[PATH_MAX];
	bool found;
	unsigned rows;

	fixture_open(x);
	fill(x);
	snprintf(path, sizeof path, "%s/data.mdb", x->directory);
	if (truncate(path, 8192) != 0)
		return;
	(void)read_one(x, "key-000100", &found);
	(void)walk_all(x, &rows);
}

TEST(a_file_cut_under_the_store_ends_the_process)
{
	struct fixture x;

	fixture_init(&x);
	CHECK_INT(signal_of_child(read_cut_file, &x), SIGBUS);
	CHECK_INT(fixture_open(&x), ERR_NONE);
	CHECK_INT(x.trust, STORE_UNTRUSTED); /* and the next start rebuilds */
	fixture_end(&x);
}

TEST_MAIN()
