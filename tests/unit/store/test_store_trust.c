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
	x.options.boot_id = "another-boot"; /* after a clean stop the boot does not matter */
	CHECK_INT(reopen(&x), STORE_TRUSTED);
	fixture_check(&x, "a", "1", 41);
	fixture_end(&x);
}

TEST(trusted_after_unclean_close_in_the_same_boot)
{
	struct fixture x;

	fixture_start(&x);
	fixture_put(&x, "a", "1", 1);
	fixture_close(&x, false);
	CHECK_INT(reopen(&x), STORE_TRUSTED);
	fixture_check(&x, "a", "1", 1);
	fixture_end(&x);
}

static void commit_and_be_killed(struct fixture *x)
{
	struct store_txn *txn;

	fixture_open(x);
	fixture_put(x, "committed", "1", 7);
	txn = fixture_begin(x, true);
	put_text(txn, FIRST, "committed", "half");
	put_text(txn, FIRST, "half", "half");
	store_set_sequence(txn, 8);
	kill(getpid(), SIGKILL);
}

TEST(trusted_after_kill_in_the_same_boot)
{
	struct fixture x;
	struct store_txn *txn;
	struct span value;

	fixture_init(&x);
	CHECK_INT(signal_of_child(commit_and_be_killed, &x), SIGKILL);
	CHECK_INT(reopen(&x), STORE_TRUSTED);
	fixture_check(&x, "committed", "1", 7);
	txn = fixture_begin(&x, false);
	CHECK(!store_get(txn, FIRST, span_text("half"), &value));
	store_abort(txn);
	fixture_put(&x, "next", "2", 8); /* the dead writer holds nothing */
	fixture_end(&x);
}

TEST(untrusted_after_kill_and_another_boot)
{
	struct fixture x;

	fixture_init(&x);
	CHECK_INT(signal_of_child(commit_and_be_killed, &x), SIGKILL);
	x.options.boot_id = "another-boot";
	CHECK_INT(reopen(&x), STORE_UNTRUSTED);
	CHECK_INT(reopen(&x), STORE_UNTRUSTED); /* looking does not make it better */
	CHECK_INT(store_discard(x.directory, &x.fault), ERR_NONE);
	CHECK_INT(reopen(&x), STORE_EMPTY);
	fixture_put(&x, "a", "1", 1);
	fixture_end(&x);
}

static void open_and_be_killed(struct fixture *x)
{
	fixture_open(x);
	kill(getpid(), SIGKILL);
}

TEST(trusted_after_kill_before_the_first_row)
{
	struct fixture x;

	fixture_init(&x);
	CHECK_INT(signal_of_child(open_and_be_killed, &x), SIGKILL);
	CHECK_INT(reopen(&x), STORE_TRUSTED);
	fixture_put(&x, "a", "1", 1);
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

static void write_mark(struct fixture *x, const char *text)
{
	char path[PATH_MAX];
	FILE *file;

	snprintf(path, sizeof path, "%s/state", x->directory);
	file = fopen(path, "w");
	if (!file)
		abort();
	fputs(text, file);
	fclose(file);
}

TEST(untrusted_with_a_bad_mark)
{
	struct fixture x;
	char path[PATH_MAX];
	static const char *const bad[] = { "",
					   "failed\n",
					   "clean",
					   "clean x\n",
					   "clean 1",
					   "open \n",
					   "open same-boot",
					   "open same-boot-2\n",
					   "clean 99999999999\n" };

	fixture_init(&x);
	x.options.boot_id = "same-boot";
	CHECK_INT(reopen(&x), STORE_EMPTY);
	fixture_put(&x, "a", "1", 1);
	fixture_close(&x, true);
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		write_mark(&x, bad[i]);
		CHECK_INT(reopen(&x), STORE_UNTRUSTED);
	}
	write_mark(&x, "open same-boot\n");
	CHECK_INT(reopen(&x), STORE_TRUSTED);
	fixture_close(&x, true);
	snprintf(path, sizeof path, "%s/state", x.directory);
	CHECK_INT(unlink(path), 0);
	CHECK_INT(reopen(&x), STORE_UNTRUSTED);
	fixture_end(&x);
}

TEST(untrusted_when_data_was_cut_or_is_none)
{
	struct fixture x;
	char path[PATH_MAX];

	fixture_start(&x);
	fixture_put(&x, "a", "1", 1);
	fixture_close(&x, true);
	snprintf(path, sizeof path, "%s/data.mdb", x.directory);
	CHECK_INT(truncate(path, 8192), 0);
	CHECK_INT(reopen(&x), STORE_UNTRUSTED);
	CHECK_INT(store_discard(x.directory, &x.fault), ERR_NONE);
	CHECK_INT(reopen(&x), STORE_EMPTY);
	fixture_close(&x, true);
	damage_file(path, 16); /* both meta pages lose their magic number */
	damage_file(path, 4096 + 16);
	CHECK_INT(reopen(&x), STORE_UNTRUSTED);
	write_mark(&x, "clean 0\n");
	CHECK_INT(truncate(path, 100), 0);
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
	CHECK_INT(store_restore(x.directory, x.snapshot, &x.fault), ERR_LOCKED);
	fixture_put(&x, "a", "1", 1); /* untouched */
	fixture_close(&x, false);
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

TEST(snapshot_and_restore)
{
	struct fixture x;
	uint64_t sequence = 99;
	uint8_t before[STORE_DIGEST_SIZE], after[STORE_DIGEST_SIZE];
	struct store_txn *txn;

	fixture_start(&x);
	CHECK_INT(store_snapshot(x.store, x.snapshot, &sequence, &x.fault),
		  ERR_NONE); /* of an empty one */
	CHECK_INT(sequence, 0);
	fixture_put(&x, "a", "1", 11);
	txn = fixture_begin(&x, false);
	store_digest(txn, before);
	store_abort(txn);
	CHECK_INT(store_snapshot(x.store, x.snapshot, &sequence, &x.fault),
		  ERR_NONE); /* replaces */
	CHECK_INT(sequence, 11);
	fixture_put(&x, "a", "later", 12);
	fixture_close(&x, true);
	CHECK_INT(store_restore(x.directory, x.snapshot, &x.fault), ERR_INVALID); /* there is one */
	CHECK_INT(store_discard(x.directory, &x.fault), ERR_NONE);
	CHECK_INT(store_restore(x.directory, x.snapshot, &x.fault), ERR_NONE);
	x.options.boot_id = "another-boot";
	CHECK_INT(reopen(&x), STORE_TRUSTED);
	fixture_check(&x, "a", "1", 11);
	txn = fixture_begin(&x, false);
	store_digest(txn, after);
	store_abort(txn);
	CHECK(memcmp(before, after, sizeof before) == 0);
	fixture_put(&x, "a", "again", 12); /* and it can be written */
	fixture_end(&x);
}

TEST(damaged_snapshots_are_refused)
{
	struct fixture x;
	uint64_t sequence;
	struct stat status;
	static const long places[] = { 0, 5000, -1, -40,
				       -64 }; /* meta, page, hash, sequence's zeros, magic */

	fixture_start(&x);
	fixture_put(&x, "a", "1", 3);
	CHECK_INT(store_snapshot(x.store, x.snapshot, &sequence, &x.fault), ERR_NONE);
	fixture_close(&x, true);
	CHECK_INT(store_discard(x.directory, &x.fault), ERR_NONE);
	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
		damage_file(x.snapshot, places[i]);
		CHECK_INT(store_restore(x.directory, x.snapshot, &x.fault), ERR_CORRUPT);
		CHECK_INT(reopen(&x), STORE_EMPTY); /* nothing of it was left behind */
		fixture_close(&x, true);
		CHECK_INT(store_discard(x.directory, &x.fault), ERR_NONE);
		damage_file(x.snapshot, places[i]); /* undo */
	}
	CHECK_INT(stat(x.snapshot, &status), 0);
	CHECK_INT(truncate(x.snapshot, status.st_size - 1), 0);
	CHECK_INT(store_restore(x.directory, x.snapshot, &x.fault), ERR_CORRUPT);
	CHECK_INT(truncate(x.snapshot, 10), 0);
	CHECK_INT(store_restore(x.directory, x.snapshot, &x.fault), ERR_CORRUPT);
	CHECK_INT(unlink(x.snapshot), 0);
	CHECK_INT(store_restore(x.directory, x.snapshot, &x.fault), ERR_NOT_FOUND);
	fixture_end(&x);
}

TEST(snapshot_to_a_bad_place)
{
	struct fixture x;
	uint64_t sequence;
	char path[PATH_MAX];

	fixture_start(&x);
	fixture_put(&x, "a", "1", 1);
	CHECK_INT(store_snapshot(x.store, "/proc/no/such/place", &sequence, &x.fault),
		  ERR_NOT_FOUND);
	snprintf(path, sizeof path, "/dev/full.d/x");
	CHECK(store_snapshot(x.store, path, &sequence, &x.fault) != ERR_NONE);
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
	uint64_t sequence = 0, last = 0, number = 0;
	struct store_txn *txn;
	struct span value;

	fixture_start(&x);
	if (pthread_create(&thread, NULL, write_on, &w) != 0)
		abort();
	for (int i = 0; i < 5; i++) {
		usleep(10000);
		CHECK_INT(store_snapshot(x.store, x.snapshot, &sequence, NULL), ERR_NONE);
		CHECK(sequence >= last);
		last = sequence;
	}
	atomic_store(&w.stop, true);
	pthread_join(thread, NULL);
	CHECK(sequence > 0 && sequence <= w.sequence);
	fixture_close(&x, true);
	CHECK_INT(store_discard(x.directory, &x.fault), ERR_NONE);
	CHECK_INT(store_restore(x.directory, x.snapshot, &x.fault), ERR_NONE);
	CHECK_INT(reopen(&x), STORE_TRUSTED);
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
