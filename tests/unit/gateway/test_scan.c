/* Scans over rows: each row once and in order, whether the transaction reads, and takes them a page at a time, or writes. */
#include <stdio.h>
#include <stdlib.h>

#include "base/require.h"
#include "rows.h"
#include "runtime/service.h"
#include "runtime/state.h"
#include "tap.h"
#include "workflows.h"

#define ARENA_BYTES ((size_t)16 << 20)

static struct store *store;
static struct arena arena;
static char directory[32];

static struct tables begin(bool write)
{
	struct fault f = { 0 };
	struct store_txn *txn;

	REQUIRE(store_begin(store, write, &txn, &f) == ERR_NONE);
	return (struct tables){ .state = { .txn = txn, .arena = &arena }, .txn = txn };
}

static void commit(struct tables *t)
{
	struct fault f = { 0 };

	CHECK_INT(store_commit(t->txn, &f), ERR_NONE);
}

static void open_store(void)
{
	struct store_options o = { .directory = directory, .tables = gateway_service.store_tables,
				   .table_count = gateway_service.store_table_count, .map_bytes = 1u << 30 };
	enum store_trust trust;
	struct fault f = { 0 };

	arena_init(&arena, ARENA_BYTES);
	snprintf(directory, sizeof directory, "/tmp/dandang-scan-XXXXXX");
	REQUIRE(mkdtemp(directory) && store_open(&store, &o, &trust, &f) == ERR_NONE);
}

static void close_store(void)
{
	char command[64];

	store_close(store, true);
	arena_fini(&arena);
	snprintf(command, sizeof command, "rm -r %s", directory);
	CHECK_INT(system(command), 0);
}

/* Lines 1 to `count` of c1 between one of c0 and one of c2, and as many matters of one role. */
static void fill(unsigned count)
{
	struct tables t = begin(true);
	char matter[16];

	timeline_put(&t, &(TimelineRow){ .cadre_id = "c0", .sequence = 1 });
	timeline_put(&t, &(TimelineRow){ .cadre_id = "c2", .sequence = 1 });
	todo_put(&t, &(TodoRow){ .kind = "talk", .matter_id = "other", .role = "another" });
	for (unsigned i = 1; i <= count; i++) {
		snprintf(matter, sizeof matter, "m%03u", i);
		timeline_put(&t, &(TimelineRow){ .cadre_id = "c1", .sequence = i });
		todo_put(&t, &(TodoRow){ .kind = "talk", .matter_id = matter, .role = "one" });
	}
	commit(&t);
}

static unsigned lines(const struct state *s)
{
	struct row_scan scan = timeline_scan_1(s, "c1");
	const TimelineRow *row;
	unsigned seen = 0;

	while ((row = timeline_next(&scan)))
		CHECK_INT(row->sequence, ++seen);
	CHECK(!timeline_next(&scan));
	return seen;
}

static unsigned matters(const struct state *s)
{
	struct row_scan scan = todo_by_role(s, "one");
	const TodoRow *row;
	unsigned seen = 0;

	while ((row = todo_next(&scan))) {
		CHECK_INT(strtoul(row->matter_id + 1, NULL, 10), ++seen);
		CHECK_TEXT(row->role, "one");
	}
	return seen;
}

/* Deletes what it meets. */
static unsigned clear(struct tables *t)
{
	struct row_scan scan = timeline_scan_1(&t->state, "c1");
	const TimelineRow *row;
	unsigned seen = 0;

	while ((row = timeline_next(&scan))) {
		CHECK_INT(row->sequence, ++seen);
		timeline_delete(t, "c1", row->sequence);
	}
	return seen;
}

TEST(every_row_once_at_every_size_of_a_page)
{
	static const unsigned counts[] = { 0, 1, ROW_SCAN_PAGE - 1, ROW_SCAN_PAGE, ROW_SCAN_PAGE + 1, 2 * ROW_SCAN_PAGE,
					   2 * ROW_SCAN_PAGE + 1 };

	open_store();
	for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
		fill(counts[i]);
		struct tables t = begin(false);

		CHECK_INT(lines(&t.state), counts[i]);
		CHECK_INT(matters(&t.state), counts[i]);
		commit(&t);
		t = begin(true);
		CHECK_INT(lines(&t.state), counts[i]);
		CHECK_INT(clear(&t), counts[i]);
		CHECK_INT(lines(&t.state), 0);
		commit(&t);
		arena_reset(&arena);
	}
	close_store();
}

/* A row that goes while a scan that writes is under way is not met any more. */
TEST(a_scan_that_writes_sees_what_it_has_written)
{
	open_store();
	fill(5);
	struct tables t = begin(true);
	struct row_scan scan = timeline_scan_1(&t.state, "c1");

	CHECK_INT(timeline_next(&scan)->sequence, 1);
	timeline_delete(&t, "c1", 2);
	timeline_put(&t, &(TimelineRow){ .cadre_id = "c1", .sequence = 3, .zh = "changed" });
	const TimelineRow *row = timeline_next(&scan);

	CHECK_INT(row->sequence, 3);
	CHECK_TEXT(row->zh, "changed");
	commit(&t);
	close_store();
}

TEST_MAIN()
