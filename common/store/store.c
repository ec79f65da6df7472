/* Opening and closing: the lock, the mark, the environment, the tables.
 *
 * Order of opening: lock -> hold data against the mark (or lay down the snapshot) -> open the environment -> compare the
 * layout -> remove the mark -> first write. Whatever comes between, the next opening finds the mark with untouched data,
 * or none. */
#include "store/store.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/crash_point.h"
#include "base/require.h"
#include "store/store_files.h"
#include "store/store_impl.h"
#include "store/store_mark.h"
#include "store/store_restore.h"

/* NOSYNC: the journal is the truth, the mark says when the pages may be believed. NOTLS: read
 * transactions belong to their objects, not to threads. NORDAHEAD: access is random. WRITEMAP
 * never: a stray pointer would write the state. */
#define ENV_FLAGS     (MDB_NOSYNC | MDB_NOTLS | MDB_NORDAHEAD)
#define PAGE_ALIGN    4096u
#define DISK_FREE_MIN (4u << 20) /* below it an EIO is taken for a full disk */

static enum err check_options(const struct store_options *options, struct fault *f)
{
	if (options->table_count > STORE_TABLES_MAX)
		return fault_set(f, ERR_LIMIT, "%u tables, at most %u", options->table_count,
				 (unsigned)STORE_TABLES_MAX);
	for (unsigned i = 0; i < options->table_count; i++) {
		const char *name = options->tables[i];

		if (name[0] == '\0' || name[0] == '.' || strlen(name) > STORE_KEY_MAX)
			return fault_set(f, ERR_INVALID, "\"%s\" is no table name", name);
		for (unsigned j = 0; j < i; j++)
			if (strcmp(options->tables[j], name) == 0)
				return fault_set(f, ERR_INVALID, "table %s is named twice", name);
	}
	return ERR_NONE;
}

static void store_free(struct store *s)
{
	if (s->env)
		mdb_env_close(s->env);
	if (s->lock_fd >= 0)
		close(s->lock_fd);
	for (unsigned i = 0; s->names && i < s->table_count; i++)
		free(s->names[i]);
	free(s->names);
	free(s->tables);
	free(s->seeds);
	free(s->by_name);
	free(s->directory);
	free(s);
}

static void sort_by_name(struct store *s)
{
	for (unsigned i = 0; i < s->table_count; i++) {
		unsigned at = i;

		for (; at > 0 && strcmp(s->names[s->by_name[at - 1]], s->names[i]) > 0; at--)
			s->by_name[at] = s->by_name[at - 1];
		s->by_name[at] = i;
	}
}

/* NULL when out of memory. */
static struct store *store_new(const struct store_options *options)
{
	struct store *s = calloc(1, sizeof *s);
	bool complete;

	if (!s)
		return NULL;
	s->lock_fd = -1;
	s->process = store_process();
	s->layout = options->layout;
	s->table_count = options->table_count;
	s->directory = strdup(options->directory);
	s->names = calloc(s->table_count + 1, sizeof *s->names);
	s->tables = calloc(s->table_count + 1, sizeof *s->tables);
	s->seeds = calloc(s->table_count + 1, sizeof *s->seeds);
	s->by_name = calloc(s->table_count + 1, sizeof *s->by_name);
	complete = s->directory && s->names && s->tables && s->seeds && s->by_name;
	for (unsigned i = 0; complete && i < s->table_count; i++) {
		s->names[i] = strdup(options->tables[i]);
		complete = s->names[i] != NULL;
		s->seeds[i] = store_table_seed(options->tables[i]);
	}
	if (!complete) {
		store_free(s);
		return NULL;
	}
	sort_by_name(s);
	return s;
}

static enum err open_env(struct store *s, const struct store_options *options, struct fault *f)
{
	uint64_t bytes = options->map_bytes ? options->map_bytes : STORE_MAP_BYTES_DEFAULT;
	int code;

	/* what readers a dead process left there; the lock of the directory says that there is no other */
	if (store_remove_file(s->directory, STORE_LMDB_LOCK_NAME, f) != ERR_NONE)
		return f ? f->code : ERR_IO;
	bytes = (bytes + PAGE_ALIGN - 1) / PAGE_ALIGN * PAGE_ALIGN;
	code = mdb_env_create(&s->env);
	if (code == MDB_SUCCESS)
		code = mdb_env_set_maxdbs(s->env, s->table_count + 1);
	if (code == MDB_SUCCESS)
		code = mdb_env_set_maxreaders(s->env, STORE_READERS_MAX);
	if (code == MDB_SUCCESS)
		code = mdb_env_set_mapsize(s->env, bytes);
	if (code == MDB_SUCCESS)
		code = mdb_env_open(s->env, s->directory, ENV_FLAGS, 0600);
	return code == MDB_SUCCESS ? ERR_NONE
				   : store_lmdb_fault(s, code, "open the environment", f);
}

static void encode_layout(const struct store *s, uint8_t out[STORE_OWN_LAYOUT_SIZE])
{
	put_u64be(out, s->layout);
	put_u32be(out + 8, STORE_FORMAT);
}

/* Compares the layout. Nothing written yet counts as EMPTY: the process was killed while it made
 * the store. */
static enum err judge_layout(struct store *s, enum store_trust *trust, struct fault *f)
{
	uint8_t layout[STORE_OWN_LAYOUT_SIZE];
	struct span value;
	MDB_txn *txn;
	int code = mdb_txn_begin(s->env, NULL, MDB_RDONLY, &txn);

	if (code != MDB_SUCCESS)
		return store_lmdb_fault(s, code, "read the layout", f);
	code = mdb_dbi_open(txn, STORE_OWN_TABLE, 0, &s->own);
	if (code == MDB_SUCCESS)
		code = store_own_get(txn, s->own, STORE_OWN_LAYOUT, &value);
	encode_layout(s, layout);
	if (code == MDB_SUCCESS && span_equal(value, span_of(layout, sizeof layout)))
		*trust = STORE_TRUSTED;
	else
		*trust = code == MDB_NOTFOUND ? STORE_EMPTY : STORE_UNTRUSTED;
	mdb_txn_abort(txn);
	return code == MDB_SUCCESS || code == MDB_NOTFOUND
		       ? ERR_NONE
		       : store_lmdb_fault(s, code, "read the layout", f);
}

/* All handles are opened here and live as long as the environment: a handle from an aborted
 * transaction is void. */
static enum err open_tables(struct store *s, struct fault *f)
{
	uint8_t layout[STORE_OWN_LAYOUT_SIZE];
	struct span value;
	MDB_txn *txn;
	int code = mdb_txn_begin(s->env, NULL, 0, &txn);

	if (code != MDB_SUCCESS)
		return store_lmdb_fault(s, code, "open the tables", f);
	code = mdb_dbi_open(txn, STORE_OWN_TABLE, MDB_CREATE, &s->own);
	encode_layout(s, layout);
	if (code == MDB_SUCCESS)
		code = store_own_get(txn, s->own, STORE_OWN_LAYOUT, &value);
	if (code == MDB_NOTFOUND)
		code = store_own_put(txn, s->own, STORE_OWN_LAYOUT, span_of(layout, sizeof layout));
	for (unsigned i = 0; code == MDB_SUCCESS && i < s->table_count; i++)
		code = mdb_dbi_open(txn, s->names[i], MDB_CREATE, &s->tables[i]);
	if (code == MDB_SUCCESS)
		code = mdb_dbi_open(txn, NULL, 0, &s->catalog);
	if (code == MDB_SUCCESS)
		code = mdb_txn_commit(txn);
	else
		mdb_txn_abort(txn);
	return code == MDB_SUCCESS ? ERR_NONE : store_lmdb_fault(s, code, "open the tables", f);
}

/* Is there data at all, and is it what the mark says? */
static enum err judge_mark(const struct store *s, enum store_trust *trust, struct fault *f)
{
	struct store_mark mark, found;
	char path[PATH_MAX];
	enum err code = store_path(path, s->directory, STORE_DATA_NAME, f);

	if (code != ERR_NONE)
		return code;
	code = store_file_size(path, &found.bytes, NULL);
	if (code == ERR_NOT_FOUND) {
		*trust = STORE_EMPTY;
		return ERR_NONE;
	}
	if (code != ERR_NONE || !store_mark_read(s->directory, &mark) || mark.bytes != found.bytes)
		return ERR_NONE; /* UNTRUSTED */
	code = store_mark_measure(path, &found, f);
	if (code == ERR_NONE && memcmp(mark.sha256, found.sha256, sizeof mark.sha256) == 0)
		*trust = STORE_TRUSTED;
	/* cut while it was read, or the disk cannot read it any more: not believed either */
	return code == ERR_CORRUPT || code == ERR_IO ? ERR_NONE : code;
}

/* Opens as far as it may; *trust says how it ended when ERR_NONE comes back. */
static enum err open_judged(struct store *s, const struct store_options *options,
			    enum store_trust *trust, struct fault *f)
{
	enum err code = store_make_directory(s->directory, f);

	if (code == ERR_NONE)
		code = store_lock(s->directory, &s->lock_fd, f);
	if (code == ERR_NONE && options->snapshot) {
		code = store_restore_files(s->directory, options->snapshot, f);
		*trust = code == ERR_NONE ? STORE_TRUSTED : STORE_UNTRUSTED;
	} else if (code == ERR_NONE) {
		code = judge_mark(s, trust, f);
	}
	if (code != ERR_NONE || *trust == STORE_UNTRUSTED)
		return code;
	code = open_env(s, options, f);
	if (code == ERR_NONE)
		code = judge_layout(s, trust, f);
	if (code == ERR_CORRUPT) {
		*trust = STORE_UNTRUSTED;
		return ERR_NONE;
	}
	if (code != ERR_NONE || *trust == STORE_UNTRUSTED)
		return code;
	code = store_mark_remove(s->directory, f);
	CRASH_POINT("store.open.marked");
	return code == ERR_NONE ? open_tables(s, f) : code;
}

enum err store_open(struct store **out, const struct store_options *options,
		    enum store_trust *trust, struct fault *f)
{
	struct store *s;
	enum err code = check_options(options, f);

	*out = NULL;
	*trust = STORE_UNTRUSTED;
	if (code != ERR_NONE)
		return code;
	s = store_new(options);
	if (!s)
		return fault_set(f, ERR_MEMORY, "out of memory");
	code = open_judged(s, options, trust, f);
	if (code != ERR_NONE || *trust == STORE_UNTRUSTED) {
		store_free(s);
		return code == ERR_NONE ? ERR_NONE
					: fault_wrap(f, "open store %s", options->directory);
	}
	*out = s;
	return ERR_NONE;
}

/* Where the store stands, and that every row of it is good: damage met by nobody must not be sealed as clean. */
static bool ready_for_mark(struct store *s, struct store_position *position)
{
	MDB_txn *txn;
	int code;

	if (atomic_load(&s->failed) || store_check(s, NULL) != ERR_NONE)
		return false;
	code = mdb_txn_begin(s->env, NULL, MDB_RDONLY, &txn);
	if (code != MDB_SUCCESS)
		return false;
	code = store_own_position(txn, s->own, position);
	mdb_txn_abort(txn);
	return code == MDB_SUCCESS && mdb_env_sync(s->env, 1) == MDB_SUCCESS;
}

void store_close(struct store *s, bool clean)
{
	char path[PATH_MAX];
	struct store_mark mark;

	if (!s)
		return;
	REQUIRE(s->process == store_process());
	REQUIRE(atomic_load(&s->open) == 0);
	clean = clean && ready_for_mark(s, &mark.position);
	CRASH_POINT("store.close.synced");
	mdb_env_close(s->env);
	s->env = NULL;
	/* where anything fails there is no mark: the next opening rebuilds */
	if (clean && store_path(path, s->directory, STORE_DATA_NAME, NULL) == ERR_NONE &&
	    store_mark_measure(path, &mark, NULL) == ERR_NONE)
		(void)store_mark_write(s->directory, &mark, NULL);
	CRASH_POINT("store.close.marked");
	store_free(s);
}

/* Pages on the free list; it is short unless a reader pins much. */
static uint64_t free_pages(const struct store *s)
{
	MDB_txn *txn;
	MDB_cursor *cursor;
	MDB_val key, value;
	uint64_t pages = 0;
	size_t count;

	if (mdb_txn_begin(s->env, NULL, MDB_RDONLY, &txn) != MDB_SUCCESS)
		return 0;
	if (mdb_cursor_open(txn, 0, &cursor) == MDB_SUCCESS) {
		while (mdb_cursor_get(cursor, &key, &value, MDB_NEXT) == MDB_SUCCESS) {
			/* a list of page numbers begins with its length */
			memcpy(&count, value.mv_data, sizeof count);
			pages += count;
		}
		mdb_cursor_close(cursor);
	}
	mdb_txn_abort(txn);
	return pages;
}

struct store_usage store_usage(const struct store *s)
{
	MDB_envinfo info;
	MDB_stat stat;
	uint64_t pages, unused;

	REQUIRE(s->process == store_process());
	unused = free_pages(s);
	REQUIRE(mdb_env_info(s->env, &info) == MDB_SUCCESS);
	REQUIRE(mdb_env_stat(s->env, &stat) == MDB_SUCCESS);
	pages = (uint64_t)info.me_last_pgno + 1;
	pages = pages > unused ? pages - unused : 0;
	return (struct store_usage){
		.used_bytes = pages * stat.ms_psize,
		.map_bytes = info.me_mapsize,
	};
}

enum err store_err_of_lmdb(int code)
{
	switch (code) {
	case MDB_SUCCESS:
		return ERR_NONE;
	case MDB_MAP_FULL:
		return ERR_FULL;
	case MDB_NOTFOUND:
		return ERR_NOT_FOUND;
	case MDB_PAGE_NOTFOUND:
	case MDB_CORRUPTED:
	case MDB_PANIC:
	case MDB_VERSION_MISMATCH:
	case MDB_INVALID:
	case MDB_INCOMPATIBLE:
		return ERR_CORRUPT;
	case MDB_READERS_FULL:
	case MDB_TXN_FULL:
	case MDB_DBS_FULL:
	case MDB_BAD_VALSIZE:
		return ERR_LIMIT;
	default:
		return code > 0 ? store_err_of_errno(code) : ERR_IO;
	}
}

bool store_has_room(const struct store *s)
{
	struct statvfs disk;

	return statvfs(s->directory, &disk) != 0 || disk.f_bavail * disk.f_frsize >= STORE_ROOM_BYTES;
}

/* LMDB reports a write that the disk took only in part as EIO. */
static bool disk_is_full(const struct store *s)
{
	struct statvfs disk;

	return statvfs(s->directory, &disk) == 0 && disk.f_bavail * disk.f_frsize < DISK_FREE_MIN;
}

enum err store_lmdb_fault(struct store *s, int code, const char *what, struct fault *f)
{
	enum err kind = store_err_of_lmdb(code);

	REQUIRE(code != MDB_SUCCESS);
	if (code == EIO && disk_is_full(s))
		kind = ERR_FULL;
	if (kind == ERR_IO || kind == ERR_CORRUPT)
		atomic_store(&s->failed, true);
	return fault_set(f, kind, "%s: %s", what, mdb_strerror(code));
}
