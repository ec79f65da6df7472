#include "store/store_restore.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/crash_point.h"
#include "base/require.h"
#include "store/store_files.h"
#include "store/store_mark.h"

static enum err open_snapshot(struct snapshot_file *file, uint8_t seal[SEAL_SIZE], struct fault *f)
{
	struct stat status;
	enum err code;

	file->fd = open(file->path, O_RDONLY | O_CLOEXEC);
	if (file->fd < 0)
		return store_errno(f, "open", file->path);
	if (fstat(file->fd, &status) != 0)
		return store_errno(f, "look at", file->path);
	if (status.st_size < (off_t)SEAL_SIZE)
		return fault_set(f, ERR_CORRUPT, "%s is no snapshot", file->path);
	file->body_bytes = (uint64_t)status.st_size - SEAL_SIZE;
	code = store_read_at(file->fd, seal, SEAL_SIZE, file->body_bytes, file->path, f);
	if (code != ERR_NONE)
		return code;
	if (memcmp(seal, SEAL_MAGIC, sizeof SEAL_MAGIC) != 0 ||
	    get_u32be(seal + SEAL_CHECKSUM) != crc32c_extend(0, seal, SEAL_CHECKSUM) ||
	    get_u64be(seal + 8) != file->body_bytes)
		return fault_set(f, ERR_CORRUPT, "%s has no seal", file->path);
	file->position = store_position_decode(seal + SEAL_POSITION);
	return ERR_NONE;
}

static void close_snapshot(struct snapshot_file *file)
{
	if (file->fd >= 0)
		close(file->fd);
}

/* Reads the body against the seal; with to_fd >= 0 also copies it there. */
static enum err read_body(const struct snapshot_file *file, const uint8_t seal[SEAL_SIZE], int to_fd,
			  const char *to_path, struct fault *f)
{
	uint8_t hash[SHA256_SIZE];
	struct sha256 h;
	enum err code;

	sha256_init(&h);
	code = store_hash_file(file->fd, file->body_bytes, file->path, to_fd, to_path, &h, f);
	sha256_add(&h, seal, SEAL_HASHED);
	sha256_end(&h, hash);
	if (code == ERR_NONE && memcmp(hash, seal + SEAL_HASHED, sizeof hash) != 0)
		code = fault_set(f, ERR_CORRUPT, "%s is damaged", file->path);
	return code;
}

enum err store_snapshot_position(const char *path, struct store_position *position, struct fault *f)
{
	struct snapshot_file file = { .path = path };
	uint8_t seal[SEAL_SIZE];
	enum err code = open_snapshot(&file, seal, f);

	close_snapshot(&file);
	*position = file.position;
	return code;
}

enum err store_snapshot_check(const char *path, struct fault *f)
{
	struct snapshot_file file = { .path = path };
	uint8_t seal[SEAL_SIZE];
	enum err code = open_snapshot(&file, seal, f);

	if (code == ERR_NONE)
		code = read_body(&file, seal, -1, NULL, f);
	close_snapshot(&file);
	return code;
}

static enum err copy_back(const struct snapshot_file *file, const uint8_t seal[SEAL_SIZE],
			  const char *directory, struct fault *f)
{
	char data[PATH_MAX], part[PATH_MAX];
	enum err code = store_path(data, directory, STORE_DATA_NAME, f);
	int fd;

	if (code == ERR_NONE)
		code = store_path(part, directory, STORE_DATA_NAME STORE_PART, f);
	if (code != ERR_NONE)
		return code;
	fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0)
		return store_errno(f, "open", part);
	code = read_body(file, seal, fd, part, f);
	close(fd);
	CRASH_POINT("store.restore.copied");
	if (code == ERR_NONE && rename(part, data) != 0)
		code = store_errno(f, "rename", part);
	if (code != ERR_NONE)
		(void)unlink(part);
	return code;
}

enum err store_restore_files(const char *directory, const char *snapshot, struct fault *f)
{
	struct snapshot_file file = { .path = snapshot };
	uint8_t seal[SEAL_SIZE];
	enum err code = open_snapshot(&file, seal, f);

	if (code == ERR_NONE)
		code = store_discard_files(directory, f);
	if (code == ERR_NONE)
		code = copy_back(&file, seal, directory, f);
	CRASH_POINT("store.restore.renamed");
	close_snapshot(&file);
	return code;
}

enum err store_discard_files(const char *directory, struct fault *f)
{
	/* the mark first: should the machine fall in between, what is left is not believed */
	static const char *const names[] = { STORE_DATA_NAME, STORE_LMDB_LOCK_NAME,
					     STORE_DATA_NAME STORE_PART,
					     STORE_MARK_NAME STORE_PART };
	enum err code = store_mark_remove(directory, f);

	for (size_t i = 0; code == ERR_NONE && i < sizeof names / sizeof names[0]; i++) {
		code = store_remove_file(directory, names[i], f);
		CRASH_POINT("store.discard.removed");
	}
	return code;
}

enum err store_discard(const char *directory, struct fault *f)
{
	int lock_fd;
	enum err code;

	if (access(directory, F_OK) != 0 && errno == ENOENT)
		return ERR_NONE;
	code = store_lock(directory, &lock_fd, f);
	if (code != ERR_NONE)
		return code;
	code = store_discard_files(directory, f);
	if (code == ERR_NONE)
		code = store_sync_directory(directory, f);
	close(lock_fd);
	return code;
}
