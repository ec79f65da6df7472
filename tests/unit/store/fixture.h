/* A store in a directory of its own, removed at the end. */
#ifndef DANDANG_TESTS_STORE_FIXTURE_H
#define DANDANG_TESTS_STORE_FIXTURE_H

#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/store.h"
#include "tap.h"

#define FIXTURE_MAP_BYTES (64u << 20)
#define FIXTURE_LAYOUT    7
enum { FIRST, SECOND, FIXTURE_TABLES };

struct fixture {
	char root[64];
	char directory[128];
	char snapshot[128];
	struct store_options options;
	struct store *store;
	enum store_trust trust;
	struct fault fault;
};

static const char *const fixture_tables[FIXTURE_TABLES] = { "first", "second" };

static inline void fixture_init(struct fixture *x)
{
	*x = (struct fixture){ .root = "/tmp/dandang-store-XXXXXX" };
	if (!mkdtemp(x->root))
		abort();
	snprintf(x->directory, sizeof x->directory, "%s/state", x->root);
	snprintf(x->snapshot, sizeof x->snapshot, "%s/snapshot", x->root);
	x->options = (struct store_options){ .directory = x->directory,
					     .tables = fixture_tables,
					     .table_count = FIXTURE_TABLES,
					     .map_bytes = FIXTURE_MAP_BYTES,
					     .layout = FIXTURE_LAYOUT };
}

static inline enum err fixture_open(struct fixture *x)
{
	enum err code = store_open(&x->store, &x->options, &x->trust, &x->fault);

	if (code != ERR_NONE)
		printf("#   open: %s\n", x->fault.text);
	return code;
}

static inline void fixture_close(struct fixture *x, bool clean)
{
	store_close(x->store, clean);
	x->store = NULL;
}

static inline void fixture_start(struct fixture *x)
{
	fixture_init(x);
	CHECK_INT(fixture_open(x), ERR_NONE);
	CHECK_INT(x->trust, STORE_EMPTY);
}

static inline void fixture_remove(const char *root, const char *name)
{
	char path[PATH_MAX];

	snprintf(path, sizeof path, "%s/%s", root, name);
	(void)unlink(path);
}

static inline void fixture_end(struct fixture *x)
{
	fixture_close(x, false);
	CHECK_INT(store_discard(x->directory, &x->fault), ERR_NONE);
	fixture_remove(x->directory, "lock");
	CHECK_INT(rmdir(x->directory), 0); /* discard left nothing but the lock */
	fixture_remove(x->root, "snapshot");
	CHECK_INT(rmdir(x->root), 0);
}

static inline struct store_txn *fixture_begin(struct fixture *x, bool write)
{
	struct store_txn *txn;

	if (store_begin(x->store, write, &txn, &x->fault) != ERR_NONE)
		abort();
	return txn;
}

static inline void put_text(struct store_txn *txn, unsigned table, const char *key,
			    const char *value)
{
	store_put(txn, table, span_text(key), span_text(value));
}

static inline bool has_text(const struct store_txn *txn, unsigned table, const char *key,
			    const char *value)
{
	struct span found;

	return store_get(txn, table, span_text(key), &found) && span_equal(found, span_text(value));
}

/* Opens, puts one row with a sequence, commits, closes. */
static inline void fixture_put(struct fixture *x, const char *key, const char *value,
			       uint64_t sequence)
{
	struct store_txn *txn = fixture_begin(x, true);

	put_text(txn, FIRST, key, value);
	store_set_sequence(txn, sequence);
	CHECK_INT(store_commit(txn, &x->fault), ERR_NONE);
}

static inline void fixture_check(struct fixture *x, const char *key, const char *value,
				 uint64_t sequence)
{
	struct store_txn *txn = fixture_begin(x, false);

	CHECK(has_text(txn, FIRST, key, value));
	CHECK_INT(store_sequence(txn), sequence);
	CHECK_INT(store_commit(txn, &x->fault), ERR_NONE);
}

/* Overwrites one byte at an offset; a negative offset counts from the end. */
static inline void damage_file(const char *path, long offset)
{
	FILE *file = fopen(path, "r+b");
	int byte;

	if (!file)
		abort();
	fseek(file, offset, offset < 0 ? SEEK_END : SEEK_SET);
	byte = fgetc(file);
	fseek(file, -1, SEEK_CUR);
	fputc(byte ^ 0x55, file);
	fclose(file);
}

/* Runs body in a child and returns the signal that ended it, 0 when it ended by itself. */
static inline int signal_of_child(void (*body)(struct fixture *x), struct fixture *x)
{
	int status = 0;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (child == 0) {
		int null = open("/dev/null", O_WRONLY);

		dup2(null, 2);
		body(x);
		_exit(0);
	}
	if (child < 0 || waitpid(child, &status, 0) != child)
		abort();
	return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

#endif
