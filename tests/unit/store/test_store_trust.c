/* When a store is believed, snapshots and the way back from them. */
#include "fixture.h"

#include <pthread.h>
#include <stdatomic.h>

static enum store_trust reopen(struct fixture *x)
{
	CHECK_INT(fixture_open(x), ERR_NONE);
	CHECK_INT(x->store != NULL, x->trust != STORE_UNTRUSTED);
	return x->trust;
}

TEST(trusted_after_clean_close)
{
	struct fixture x;

	fixture_start(&x);
	fixture_put(&x, "a", "1", 41);
	fixture_close(&x, true);
	CHECK_INT(store_known(x.directory).sequence, 41); /* the mark says it */
	CHECK_INT(reopen(&x), STORE_TRUSTED);
	fixture_check(&x, "a", "1", 41);
	fixture_end(&x);
}

TEST(untrusted_after_unclean_close)
{
	struct fixture x;

	fixture_start(&x);
	fixture_put(&x, "a", "1", 3);
	fixture_close(&x, false);
	CHECK_INT(reopen(&x), STORE_UNTRUSTED);
	CHECK_INT(reopen(&x), STORE_UNTRUSTED); /* looking does not make it better */
	CHECK_INT(store_known(x.directory).sequence, 3);
	CHECK_INT(store_discard(x.directory, &x.fault), ERR_NONE);
	CHECK_INT(store_known(x.directory).sequence, 0);
	CHECK_INT(reopen(&x), STORE_EMPTY);
	fixture_put(&x, "a", "1", 1);
	fixture_end(&x);
}

static void commit_and_be_killed(struct fixture *x)
{
	struct store_txn *txn;

	fixture_open(x);
	fixture_put(x, "committed", "1", 7);
	txn = fixture_begin(x, true);
	put_text(txn, FIRST, "committed", "half");
	store_set_sequence(txn, 8);
	kill(getpid(), SIGKILL);
}

TEST(untrusted_after_kill_but_it_says_how_far_it_was)
{
	struct fixture x;

	fixture_init(&x);
	CHECK_INT(signal_of_child(commit_and_be_killed, &x), SIGKILL);
	CHECK_INT(store_known(x.directory).sequence, 7);
	CHECK_INT(reopen(&x), STORE_UNTRUSTED);
	fixture_end(&x);
}

static void open_clean_and_be_killed(struct fixture *x)
{
	fixture_open(x);
	kill(getpid(), SIGKILL);
}

TEST(the_mark_goes_with_the_first_opening)
{
	struct fixture x;

	fixture_start(&x);
	fixture_put(&x, "a", "1", 1);
	fixture_close(&x, true);
	CHECK_INT(signal_of_child(open_clean_and_be_killed, &x), SIGKILL);
	CHECK_INT(reopen(&x), STORE_UNTRUSTED);
	fixture_end(&x);
}

static void data_path(const struct fixture *x, char out[PATH_MAX])
{
	snprintf(out, PATH_MAX, "%s/data.mdb", x->directory);
}

TEST(untrusted_with_any_byte_changed)
{
	struct fixture x;
	char path[PATH_MAX];
	struct stat status;

	fixture_start(&x);
	fixture_put(&x, "a", "1", 1);
	fixture_close(&x, true);
	data_path(&x, path);
	CHECK_INT(stat(path, &status), 0);
	for (off_t at = 0; at < status.st_size; at += 97) {
		damage_file(path, at);
		CHECK_INT(reopen(&x), STORE_UNTRUSTED);
		damage_file(path, at); /* undo */
	}
	CHECK_INT(reopen(&x), STORE_TRUSTED);
	fixture_end(&x);
}

/* What is known of damaged files is nothing, or what they held; looking neither crashes nor hangs. */
TEST(known_of_damaged_files_is_nothing_or_right)
{
	struct fixture x;
	char path[PATH_MAX];
	struct stat status;
	unsigned told = 0;

	fixture_start(&x);
	fixture_put(&x, "a", "1", 1);
	fixture_put(&x, "a", "2", 2);
	fixture_close(&x, false);
	data_path(&x, path);
	CHECK_INT(stat(path, &status), 0);
	for (off_t at = 0; at < status.st_size; at += 131) {
		damage_file(path, at);
		uint64_t sequence = store_known(x.directory).sequence;
		CHECK(sequence <= 2);
		told += sequence == 2;
		damage_file(path, at); /* undo */
	}
	CHECK(told > 0);
	CHECK_INT(truncate(path, 8192), 0);
	CHECK_INT(store_known(x.directory).sequence, 0);
	CHECK_INT(truncate(path, 100), 0);
	CHECK_INT(store_known(x.directory).sequence, 0);
	fixture_end(&x);
}

TEST(untrusted_with_another_layout)
{
	struct fixture x;

	fixture_start(&x);
	fixture_put(&x, "a", "1", 1);
	fixture_close(&x, true);
	x.options.layout++;
	CHECK_INT(reopen(&x), STORE_UNTRUSTED);
	x.options.layout--;
	CHECK_INT(reopen(&x), STORE_TRUSTED); /* looking took nothing away */
	fixture_check(&x, "a", "1", 1);
	fixture_end(&x);
}

TEST(untrusted_with_a_bad_mark)
{
	struct fixture x;
	char path[PATH_MAX];
	struct stat status;

	fixture_start(&x);
	fixture_put(&x, "a", "1", 1);
	fixture_close(&x, true);
	snprintf(path, sizeof path, "%s/state", x.directory);
	CHECK_INT(stat(path, &status), 0);
	for (off_t at = 0; at < status.st_size; at++) {
		damage_file(path, at);
		CHECK_INT(reopen(&x), STORE_UNTRUSTED);
		damage_file(path, at); /* undo */
	}
	CHECK_INT(reopen(&x), STORE_TRUSTED);
	fixture_close(&x, true);
	CHECK_INT(truncate(path, status.st_size - 1), 0);
	CHECK_INT(reopen(&x), STORE_UNTRUSTED);
	CHECK_INT(unlink(path), 0);
	CHECK_INT(reopen(&x), STORE_UNTRUSTED);
	fixture_end(&x);
}

TEST(untrusted_when_data_was_cut_or_grew)
{
	struct fixture x;
	char path[PATH_MAX];
	struct stat status;

	fixture_start(&x);
	fixture_put(&x, "a", "1", 1);
	fixture_close(&x, true);
	data_path(&x, path);
	CHECK_INT(stat(path, &status), 0);
	CHECK_INT(truncate(path, status.st_size + 4096), 0);
	CHECK_INT(reopen(&x), STORE_UNTRUSTED);
	CHECK_INT(truncate(path, status.st_size), 0);
	CHECK_INT(reopen(&x), STORE_TRUSTED);
	fixture_close(&x, true);
	CHECK_INT(truncate(path, 8192), 0);
	CHECK_INT(reopen(&x), STORE_UNTRUSTED);
	fixture_end(&x);
}

TEST(one_opener_at_a_time)
{
	struct fixture x;
	struct store *second;
	enum store_trust trust;

	fixture_start(&x);
	CHECK_INT(store_open(&second, &x.options, &trust, &x.fault),
		  ERR_LOCKED); /* even in one process */
	CHECK(second == NULL);
	CHECK_INT(store_discard(x.directory, &x.fault), ERR_LOCKED);
	fixture_put(&x, "a", "1", 1); /* untouched */
	fixture_close(&x, true);
	CHECK_INT(reopen(&x), STORE_TRUSTED);
	fixture_end(&x);
}

TEST(discard_of_nothing)
{
	struct fixture x;

	fixture_init(&x);
	CHECK_INT(store_discard(x.directory, &x.fault), ERR_NONE);
	CHECK_INT(rmdir(x.root), 0);
	store_close(NULL, true);
}

/* Opens with the snapshot to begin from. */
static enum err open_from_snapshot(struct fixture *x)
{
	x->options.snapshot = x->snapshot;
	enum err code = store_open(&x->store, &x->options, &x->trust, &x->fault);
	x->options.snapshot = NULL;
	return code;
}

static const struct store_position somewhere = { .sequence = 11, .journal = "journal", .hash = "hash" };

TEST(snapshot_and_back)
{
	struct fixture x;
	struct store_position position = { .sequence = 99 };
	uint8_t before[STORE_DIGEST_SIZE], after[STORE_DIGEST_SIZE];
	struct store_txn *txn;

	fixture_start(&x);
	CHECK_INT(store_snapshot(x.store, x.snapshot, &position, &x.fault),
		  ERR_NONE); /* of an empty one */
	CHECK_INT(position.sequence, 0);
	txn = fixture_begin(&x, true);
	put_text(txn, FIRST, "a", "1");
	store_set_position(txn, &somewhere);
	CHECK_INT(store_commit(txn, &x.fault), ERR_NONE);
	txn = fixture_begin(&x, false);
	store_digest(txn, before);
	store_abort(txn);
	CHECK_INT(store_snapshot(x.store, x.snapshot, &position, &x.fault),
		  ERR_NONE); /* replaces */
	CHECK(memcmp(&position, &somewhere, sizeof position) == 0);
	position.sequence = 0;
	CHECK_INT(store_snapshot_position(x.snapshot, &position, &x.fault), ERR_NONE);
	CHECK(memcmp(&position, &somewhere, sizeof position) == 0);
	CHECK_INT(store_snapshot_check(x.snapshot, &x.fault), ERR_NONE);
	fixture_put(&x, "a", "later", 12);
	fixture_close(&x, true);
	CHECK_INT(open_from_snapshot(&x), ERR_NONE); /* in place of what was there */
	CHECK_INT(x.trust, STORE_TRUSTED);
	fixture_check(&x, "a", "1", 11);
	txn = fixture_begin(&x, false);
	store_digest(txn, after);
	store_abort(txn);
	CHECK(memcmp(before, after, sizeof before) == 0);
	fixture_put(&x, "a", "again", 12); /* and it can be written */
	fixture_close(&x, false);
	CHECK_INT(reopen(&x), STORE_UNTRUSTED); /* what was laid down is not believed later */
	x.options.layout++;
	CHECK_INT(open_from_snapshot(&x), ERR_NONE);
	CHECK_INT(x.trust, STORE_UNTRUSTED);
	fixture_end(&x);
}

TEST(damaged_snapshots_are_refused)
{
	struct fixture x;
	struct store_position position;
	struct stat status;
	/* meta, page, hash, checksum of the seal, position, magic */
	static const long places[] = { 0, 5000, -1, -33, -60, -108 };

	fixture_start(&x);
	fixture_put(&x, "a", "1", 3);
	CHECK_INT(store_snapshot(x.store, x.snapshot, &position, &x.fault), ERR_NONE);
	fixture_close(&x, true);
	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
		damage_file(x.snapshot, places[i]);
		CHECK_INT(open_from_snapshot(&x), ERR_CORRUPT);
		CHECK(x.store == NULL);
		CHECK_INT(store_snapshot_check(x.snapshot, &x.fault), ERR_CORRUPT);
		CHECK_INT(store_snapshot_position(x.snapshot, &position, &x.fault),
			  places[i] < -32 ? ERR_CORRUPT : ERR_NONE); /* the seal alone */
		CHECK(reopen(&x) != STORE_TRUSTED); /* nothing of it was left behind */
		fixture_close(&x, false);
		CHECK_INT(store_discard(x.directory, &x.fault), ERR_NONE);
		damage_file(x.snapshot, places[i]); /* undo */
	}
	CHECK_INT(stat(x.snapshot, &status), 0);
	CHECK_INT(truncate(x.snapshot, status.st_size - 1), 0);
	CHECK_INT(open_from_snapshot(&x), ERR_CORRUPT);
	CHECK_INT(truncate(x.snapshot, 10), 0);
	CHECK_INT(open_from_snapshot(&x), ERR_CORRUPT);
	CHECK_INT(unlink(x.snapshot), 0);
	CHECK_INT(open_from_snapshot(&x), ERR_NOT_FOUND);
	fixture_end(&x);
}

TEST(snapshot_to_a_bad_place)
{
	struct fixture x;
	struct store_position position;
	char path[PATH_MAX];

	fixture_start(&x);
	fixture_put(&x, "a", "1", 1);
	CHECK_INT(store_snapshot(x.store, "/proc/no/such/place", &position, &x.fault),
		  ERR_NOT_FOUND);
	snprintf(path, sizeof path, "/dev/full.d/x");
	CHECK(store_snapshot(x.store, path, &position, &x.fault) != ERR_NONE);
	fixture_put(&x, "b", "2", 2); /* the store itself is well */
	fixture_close(&x, true);
	CHECK_INT(reopen(&x), STORE_TRUSTED);
	fixture_end(&x);
}

/* Writes rows in step with the sequence while the main thread takes snapshots. */
struct writer {
	struct fixture *x;
	atomic_bool stop;
	uint64_t sequence;
};

static void *write_on(void *data)
{
	struct writer *w = data;

	while (!atomic_load(&w->stop)) {
		struct store_txn *txn = fixture_begin(w->x, true);
		uint64_t next = w->sequence + 1;

		store_put(txn, FIRST, span_text("number"), span_of(&next, sizeof next));
		store_put(txn, SECOND, span_of(&next, sizeof next), span_text("row"));
		store_set_sequence(txn, next);
		CHECK_INT(store_commit(txn, NULL), ERR_NONE);
		w->sequence = next;
	}
	return NULL;
}

TEST(snapshot_while_writing)
{
	struct fixture x;
	struct writer w = { .x = &x };
	pthread_t thread;
	struct store_position position;
	uint64_t sequence = 0, last = 0, number = 0;
	struct store_txn *txn;
	struct span value;

	fixture_start(&x);
	if (pthread_create(&thread, NULL, write_on, &w) != 0)
		abort();
	for (int i = 0; i < 5; i++) {
		usleep(10000);
		CHECK_INT(store_snapshot(x.store, x.snapshot, &position, NULL), ERR_NONE);
		sequence = position.sequence;
		CHECK(sequence >= last);
		last = sequence;
	}
	atomic_store(&w.stop, true);
	pthread_join(thread, NULL);
	CHECK(sequence > 0 && sequence <= w.sequence);
	fixture_close(&x, true);
	CHECK_INT(open_from_snapshot(&x), ERR_NONE);
	txn = fixture_begin(&x, false); /* all of one moment */
	CHECK_INT(store_sequence(txn), sequence);
	CHECK(store_get(txn, FIRST, span_text("number"), &value) && value.size == sizeof number);
	if (value.size == sizeof number)
		memcpy(&number, value.data, sizeof number);
	CHECK_INT(number, sequence);
	CHECK_INT(store_count(txn, SECOND), sequence);
	store_abort(txn);
	fixture_end(&x);
}

TEST_MAIN()
