/* Snapshots: a compacted copy of the environment with a seal behind it, and the way back.
 *
 * The seal is there because LMDB pages carry no checksums: a damaged copy would be read as wrong
 * data. It stands behind the last page, where LMDB does not look, and holds magic (8 bytes), size
 * of the body (8), sequence (8), zeros (8), and the SHA-256 of body and seal before it (32). */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/crash_point.h"
#include "base/require.h"
#include "digest/digest.h"
#include "store/store_files.h"
#include "store/store_impl.h"
#include "store/store_mark.h"

#define SEAL_MAGIC  "DDSNAP1" /* with its NUL 8 bytes */
#define SEAL_HASHED 32u       /* bytes of the seal the hash covers */
#define SEAL_SIZE   (SEAL_HASHED + SHA256_SIZE)
#define COPY_CHUNK  (256u << 10)
#define PART_SUFFIX ".part"

struct snapshot_file {
	const char *path;
	int fd;
	uint64_t body_bytes;
	uint64_t sequence;
};

/* Hashes the body; with to_fd >= 0 it also copies it there. */
static enum err hash_body(const struct snapshot_file *file, int to_fd, const char *to_path,
			  struct sha256 *h, struct fault *f)
{
	uint8_t *chunk = malloc(COPY_CHUNK);
	enum err code = ERR_NONE;

	if (!chunk)
		return fault_set(f, ERR_MEMORY, "read %s: out of memory", file->path);
	for (uint64_t at = 0; code == ERR_NONE && at < file->body_bytes;) {
		uint64_t left = file->body_bytes - at;
		size_t size = left < COPY_CHUNK ? (size_t)left : COPY_CHUNK;

		code = store_read_at(file->fd, chunk, size, at, file->path, f);
		if (code == ERR_NONE && to_fd >= 0)
			code = store_write_all(to_fd, chunk, size, to_path, f);
		if (code == ERR_NONE)
			sha256_add(h, chunk, size);
		at += size;
	}
	free(chunk);
	return code;
}

static void encode_seal(const struct snapshot_file *file, uint8_t seal[SEAL_HASHED])
{
	memset(seal, 0, SEAL_HASHED);
	memcpy(seal, SEAL_MAGIC, sizeof SEAL_MAGIC);
	put_u64be(seal + 8, file->body_bytes);
	put_u64be(seal + 16, file->sequence);
}

static enum err write_seal(const struct snapshot_file *file, struct fault *f)
{
	struct sha256 h;
	uint8_t seal[SEAL_SIZE];
	enum err code;

	sha256_init(&h);
	code = hash_body(file, -1, NULL, &h, f);
	if (code != ERR_NONE)
		return code;
	encode_seal(file, seal);
	sha256_add(&h, seal, SEAL_HASHED);
	sha256_end(&h, seal + SEAL_HASHED);
	if (lseek(file->fd, (off_t)file->body_bytes, SEEK_SET) < 0)
		return store_errno(f, "seek in", file->path);
	return store_write_all(file->fd, seal, sizeof seal, file->path, f);
}

/* Opens the copy as LMDB sees it: proves that it can be opened, and says how far it goes. */
static int read_copy_sequence(const char *path, uint64_t *sequence)
{
	MDB_env *env;
	MDB_txn *txn;
	MDB_dbi own;
	MDB_val key = store_val(span_text(STORE_OWN_SEQUENCE)), value;
	int code = mdb_env_create(&env);

	*sequence = 0;
	if (code != MDB_SUCCESS)
		return code;
	code = mdb_env_set_maxdbs(env, 1);
	if (code == MDB_SUCCESS)
		code = mdb_env_open(env, path, MDB_RDONLY | MDB_NOSUBDIR | MDB_NOLOCK | MDB_NOTLS,
				    0600);
	if (code == MDB_SUCCESS)
		code = mdb_txn_begin(env, NULL, MDB_RDONLY, &txn);
	if (code == MDB_SUCCESS) {
		code = mdb_dbi_open(txn, STORE_OWN_TABLE, 0, &own);
		if (code == MDB_SUCCESS) {
			code = mdb_get(txn, own, &key, &value);
			if (code == MDB_SUCCESS && value.mv_size == 8)
				*sequence = get_u64be(value.mv_data);
			if (code == MDB_NOTFOUND) /* nothing applied yet */
				code = MDB_SUCCESS;
		}
		mdb_txn_abort(txn);
	}
	mdb_env_close(env);
	return code;
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
	code = read_copy_sequence(file->path, &file->sequence);
	if (code != MDB_SUCCESS)
		return fault_set(f, ERR_CORRUPT, "the copy %s cannot be opened: %s", file->path,
				 mdb_strerror(code));
	if (fstat(file->fd, &status) != 0)
		return store_errno(f, "look at", file->path);
	file->body_bytes = (uint64_t)status.st_size;
	return ERR_NONE;
}

enum err store_snapshot(struct store *s, const char *path, uint64_t *sequence, struct fault *f)
{
	char part[PATH_MAX];
	struct snapshot_file file = { .path = part };
	enum err code;

	REQUIRE(s->pid == getpid());
	*sequence = 0;
	if (snprintf(part, sizeof part, "%s" PART_SUFFIX, path) >= (int)sizeof part)
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
		*sequence = file.sequence;
	return code;
}

static enum err read_seal(struct snapshot_file *file, uint8_t seal[SEAL_SIZE], struct fault *f)
{
	struct stat status;
	uint64_t bytes;
	enum err code;

	if (fstat(file->fd, &status) != 0)
		return store_errno(f, "look at", file->path);
	bytes = (uint64_t)status.st_size;
	if (bytes < SEAL_SIZE)
		return fault_set(f, ERR_CORRUPT, "%s is no snapshot", file->path);
	file->body_bytes = bytes - SEAL_SIZE;
	code = store_read_at(file->fd, seal, SEAL_SIZE, file->body_bytes, file->path, f);
	if (code != ERR_NONE)
		return code;
	if (memcmp(seal, SEAL_MAGIC, sizeof SEAL_MAGIC) != 0 ||
	    get_u64be(seal + 8) != file->body_bytes)
		return fault_set(f, ERR_CORRUPT, "%s is no whole snapshot", file->path);
	return ERR_NONE;
}

static enum err copy_back(struct snapshot_file *file, const char *directory, struct fault *f)
{
	char data[PATH_MAX], part[PATH_MAX];
	uint8_t seal[SEAL_SIZE], hash[SHA256_SIZE];
	struct sha256 h;
	enum err code = read_seal(file, seal, f);
	int fd;

	if (code == ERR_NONE)
		code = store_path(data, directory, STORE_DATA_NAME, f);
	if (code == ERR_NONE)
		code = store_path(part, directory, STORE_DATA_NAME PART_SUFFIX, f);
	if (code != ERR_NONE)
		return code;
	fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0)
		return store_errno(f, "open", part);
	sha256_init(&h);
	code = hash_body(file, fd, part, &h, f);
	sha256_add(&h, seal, SEAL_HASHED);
	sha256_end(&h, hash);
	if (code == ERR_NONE && memcmp(hash, seal + SEAL_HASHED, sizeof hash) != 0)
		code = fault_set(f, ERR_CORRUPT, "%s is damaged", file->path);
	if (code == ERR_NONE && fsync(fd) != 0)
		code = store_errno(f, "sync", part);
	close(fd);
	CRASH_POINT("store.restore.copied");
	if (code == ERR_NONE && rename(part, data) != 0)
		code = store_errno(f, "rename", part);
	if (code != ERR_NONE)
		(void)unlink(part);
	return code;
}

/* The directory must be locked. No mark is left behind while the data is not whole. */
static enum err restore_locked(const char *directory, const char *snapshot_path, struct fault *f)
{
	struct snapshot_file file = { .path = snapshot_path };
	char data[PATH_MAX];
	uint64_t bytes;
	enum err code = store_path(data, directory, STORE_DATA_NAME, f);

	if (code != ERR_NONE)
		return code;
	if (store_file_size(data, &bytes, NULL) != ERR_NOT_FOUND)
		return fault_set(f, ERR_INVALID, "%s is not empty", directory);
	file.fd = open(snapshot_path, O_RDONLY | O_CLOEXEC);
	if (file.fd < 0)
		return store_errno(f, "open", snapshot_path);
	code = copy_back(&file, directory, f);
	close(file.fd);
	CRASH_POINT("store.restore.renamed");
	return code == ERR_NONE ? store_mark_clean(directory, file.body_bytes, f) : code;
}

enum err store_restore(const char *directory, const char *snapshot_path, struct fault *f)
{
	int lock_fd;
	enum err code = store_make_directory(directory, f);

	if (code == ERR_NONE)
		code = store_lock(directory, &lock_fd, f);
	if (code != ERR_NONE)
		return code;
	code = restore_locked(directory, snapshot_path, f);
	close(lock_fd);
	return code;
}

enum err store_discard(const char *directory, struct fault *f)
{
	/* the mark first: should the machine fall in between, what is left is not believed */
	static const char *const names[] = { STORE_MARK_NAME, STORE_DATA_NAME, STORE_LMDB_LOCK_NAME,
					     STORE_DATA_NAME PART_SUFFIX,
					     STORE_MARK_NAME PART_SUFFIX };
	char path[PATH_MAX];
	int lock_fd;
	enum err code;

	if (access(directory, F_OK) != 0 && errno == ENOENT)
		return ERR_NONE;
	code = store_lock(directory, &lock_fd, f);
	if (code != ERR_NONE)
		return code;
	for (size_t i = 0; code == ERR_NONE && i < sizeof names / sizeof names[0]; i++) {
		code = store_path(path, directory, names[i], f);
		if (code == ERR_NONE && unlink(path) != 0 && errno != ENOENT)
			code = store_errno(f, "remove", path);
		if (code == ERR_NONE && i == 0)
			code = store_sync_directory(directory, f);
		CRASH_POINT("store.discard.removed");
	}
	if (code == ERR_NONE)
		code = store_sync_directory(directory, f);
	close(lock_fd);
	return code;
}
