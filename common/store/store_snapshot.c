/* Snapshots: a compacted copy of the environment, every row of it checked, with a seal behind it. A copy that is not good
 * is never given its name: damage that lives in the store is not sealed into a snapshot. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/crash_point.h"
#include "base/require.h"
#include "store/store_files.h"
#include "store/store_restore.h"

static enum err write_seal(const struct snapshot_file *file, struct fault *f)
{
	struct sha256 h;
	uint8_t seal[SEAL_SIZE] = SEAL_MAGIC;
	enum err code;

	put_u64be(seal + 8, file->body_bytes);
	store_position_encode(&file->position, seal + SEAL_POSITION);
	put_u32be(seal + SEAL_CHECKSUM, crc32c_extend(0, seal, SEAL_CHECKSUM));
	sha256_init(&h);
	code = store_hash_file(file->fd, file->body_bytes, file->path, -1, NULL, &h, f);
	sha256_add(&h, seal, SEAL_HASHED);
	sha256_end(&h, seal + SEAL_HASHED);
	if (code != ERR_NONE)
		return code;
	if (lseek(file->fd, (off_t)file->body_bytes, SEEK_SET) < 0)
		return store_errno(f, "seek in", file->path);
	return store_write_all(file->fd, seal, sizeof seal, file->path, f);
}

/* Every table of the copy, as LMDB finds it there. */
static enum err check_tables(const struct store *s, MDB_txn *txn, struct snapshot_file *file, struct fault *f)
{
	MDB_dbi table;
	int code = mdb_dbi_open(txn, STORE_OWN_TABLE, 0, &table);
	const char *wrong = NULL;

	if (code == MDB_SUCCESS)
		code = store_own_position(txn, table, &file->position);
	if (code != MDB_SUCCESS)
		return fault_set(f, ERR_CORRUPT, "the copy %s: %s", file->path, mdb_strerror(code));
	for (unsigned i = 0; i < s->table_count; i++) {
		code = mdb_dbi_open(txn, s->names[i], 0, &table);
		wrong = code == MDB_SUCCESS ? store_check_table(txn, table, s->seeds[i]) :
					      mdb_strerror(code);
		if (wrong)
			return fault_set(f, ERR_CORRUPT, "the copy %s, table %s: %s", file->path,
					 s->names[i], wrong);
	}
	return ERR_NONE;
}

static enum err check_copy(const struct store *s, struct snapshot_file *file, struct fault *f)
{
	MDB_env *env;
	MDB_txn *txn;
	enum err checked = ERR_NONE;
	int code = mdb_env_create(&env);

	if (code != MDB_SUCCESS)
		return fault_set(f, store_err_of_lmdb(code), "open the copy %s", file->path);
	code = mdb_env_set_maxdbs(env, s->table_count + 1);
	if (code == MDB_SUCCESS)
		code = mdb_env_open(env, file->path,
				    MDB_RDONLY | MDB_NOSUBDIR | MDB_NOLOCK | MDB_NOTLS, 0600);
	if (code == MDB_SUCCESS)
		code = mdb_txn_begin(env, NULL, MDB_RDONLY, &txn);
	if (code == MDB_SUCCESS) {
		checked = check_tables(s, txn, file, f);
		mdb_txn_abort(txn);
	} else {
		checked = fault_set(f, ERR_CORRUPT, "the copy %s cannot be opened: %s", file->path,
				    mdb_strerror(code));
	}
	mdb_env_close(env);
	return checked;
}

/* A compacting copy refuses a store that leaked pages; a plain one carries them along. */
static enum err copy_env(struct store *s, struct snapshot_file *file, struct fault *f)
{
	int code = mdb_env_copyfd2(s->env, file->fd, MDB_CP_COMPACT);
	struct stat status;

	if (code == MDB_INCOMPATIBLE) {
		if (ftruncate(file->fd, 0) != 0 || lseek(file->fd, 0, SEEK_SET) < 0)
			return store_errno(f, "rewind", file->path);
		code = mdb_env_copyfd2(s->env, file->fd, 0);
	}
	if (code !=
	    MDB_SUCCESS) /* may be the target's disk: says nothing against the store itself */
		return fault_set(f, store_err_of_lmdb(code), "copy to %s: %s", file->path,
				 mdb_strerror(code));
	if (fstat(file->fd, &status) != 0)
		return store_errno(f, "look at", file->path);
	file->body_bytes = (uint64_t)status.st_size;
	return check_copy(s, file, f);
}

enum err store_snapshot(struct store *s, const char *path, struct store_position *position, struct fault *f)
{
	char part[PATH_MAX];
	struct snapshot_file file = { .path = part };
	enum err code;

	REQUIRE(s->process == store_process());
	*position = (struct store_position){ 0 };
	if (snprintf(part, sizeof part, "%s" STORE_PART, path) >= (int)sizeof part)
		return fault_set(f, ERR_LIMIT, "the path %s is too long", path);
	file.fd = open(part, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (file.fd < 0)
		return store_errno(f, "open", part);
	code = copy_env(s, &file, f);
	CRASH_POINT("store.snapshot.copied");
	if (code == ERR_NONE)
		code = write_seal(&file, f);
	if (code == ERR_NONE && fsync(file.fd) != 0)
		code = store_errno(f, "sync", part);
	close(file.fd);
	CRASH_POINT("store.snapshot.sealed");
	if (code == ERR_NONE && rename(part, path) != 0)
		code = store_errno(f, "rename", part);
	CRASH_POINT("store.snapshot.renamed");
	if (code == ERR_NONE)
		code = store_sync_parent(path, f);
	else
		(void)unlink(part);
	if (code == ERR_NONE)
		*position = file.position;
	return code;
}
