/* Files of a store directory. Nothing here retries an fsync: after a failed one the pages may be
 * marked clean, so a second try would lie. */
#include "store/store_files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/crash_point.h"
#include "base/require.h"

#define LOCK_NAME   "lock"
#define PART_SUFFIX ".part"
#define HASH_CHUNK  (256u << 10)

enum err store_path(char out[PATH_MAX], const char *directory, const char *name, struct fault *f)
{
	int size = snprintf(out, PATH_MAX, "%s/%s", directory, name);

	if (size < 0 || size >= PATH_MAX)
		return fault_set(f, ERR_LIMIT, "the path %s/%s is too long", directory, name);
	return ERR_NONE;
}

enum err store_err_of_errno(int number)
{
	switch (number) {
	case ENOSPC:
	case EDQUOT:
	case EFBIG:
		return ERR_FULL;
	case ENOENT:
		return ERR_NOT_FOUND;
	case ENOMEM:
		return ERR_MEMORY;
	case EACCES:
	case EPERM:
	case EROFS:
		return ERR_DENIED;
	default:
		return ERR_IO;
	}
}

enum err store_errno(struct fault *f, const char *what, const char *path)
{
	int number = errno;
	const char *reason = strerrordesc_np(number);

	return fault_set(f, store_err_of_errno(number), "%s %s: %s", what, path,
			 reason ? reason : "unknown error");
}

enum err store_make_directory(const char *directory, struct fault *f)
{
	if (mkdir(directory, 0700) == 0)
		return store_sync_parent(directory, f);
	return errno == EEXIST ? ERR_NONE : store_errno(f, "make directory", directory);
}

enum err store_lock(const char *directory, int *fd, struct fault *f)
{
	char path[PATH_MAX];
	enum err code = store_path(path, directory, LOCK_NAME, f);

	if (code != ERR_NONE)
		return code;
	*fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (*fd < 0)
		return store_errno(f, "open", path);
	if (flock(*fd, LOCK_EX | LOCK_NB) == 0)
		return ERR_NONE;
	code = errno == EWOULDBLOCK
		       ? fault_set(f, ERR_LOCKED, "the store %s is open elsewhere", directory)
		       : store_errno(f, "lock", path);
	close(*fd);
	*fd = -1;
	return code;
}

enum err store_sync_directory(const char *directory, struct fault *f)
{
	int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	enum err code = ERR_NONE;

	if (fd < 0)
		return store_errno(f, "open", directory);
	if (fsync(fd) != 0)
		code = store_errno(f, "sync", directory);
	close(fd);
	return code;
}

enum err store_sync_parent(const char *path, struct fault *f)
{
	char parent[PATH_MAX];
	size_t size = strlen(path);

	while (size > 1 && path[size - 1] == '/')
		size--;
	while (size > 0 && path[size - 1] != '/')
		size--;
	if (size == 0)
		return store_sync_directory(".", f);
	if (size >= sizeof parent)
		return fault_set(f, ERR_LIMIT, "the path %s is too long", path);
	memcpy(parent, path, size);
	parent[size] = '\0';
	return store_sync_directory(parent, f);
}

enum err store_read_small(const char *path, char *out, size_t size, struct fault *f)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got;

	REQUIRE(size > 0);
	if (fd < 0)
		return store_errno(f, "open", path);
	got = read(fd, out, size - 1);
	if (got < 0) {
		enum err code = store_errno(f, "read", path);

		close(fd);
		return code;
	}
	out[got] = '\0';
	close(fd);
	return ERR_NONE;
}

enum err store_replace_small(const char *directory, const char *name, const char *text,
			     struct fault *f)
{
	char path[PATH_MAX], part[PATH_MAX];
	enum err code = store_path(path, directory, name, f);
	int fd;

	if (code != ERR_NONE)
		return code;
	if (snprintf(part, sizeof part, "%s" PART_SUFFIX, path) >= (int)sizeof part)
		return fault_set(f, ERR_LIMIT, "the path %s is too long", path);
	fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0)
		return store_errno(f, "open", part);
	code = store_write_all(fd, text, strlen(text), part, f);
	if (code == ERR_NONE && fsync(fd) != 0)
		code = store_errno(f, "sync", part);
	close(fd);
	CRASH_POINT("store.mark.written");
	if (code == ERR_NONE && rename(part, path) != 0)
		code = store_errno(f, "rename", part);
	if (code != ERR_NONE) {
		(void)unlink(part);
		return code;
	}
	CRASH_POINT("store.mark.renamed");
	return store_sync_directory(directory, f);
}

enum err store_remove_file(const char *directory, const char *name, struct fault *f)
{
	char path[PATH_MAX];
	enum err code = store_path(path, directory, name, f);

	if (code == ERR_NONE && unlink(path) != 0 && errno != ENOENT)
		code = store_errno(f, "remove", path);
	return code;
}

enum err store_file_size(const char *path, uint64_t *size, struct fault *f)
{
	struct stat status;

	if (stat(path, &status) != 0)
		return store_errno(f, "look at", path);
	*size = (uint64_t)status.st_size;
	return ERR_NONE;
}

enum err store_write_all(int fd, const void *data, size_t size, const char *path, struct fault *f)
{
	const uint8_t *from = data;

	while (size > 0) {
		ssize_t done = write(fd, from, size);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return store_errno(f, "write", path);
		from += done;
		size -= (size_t)done;
	}
	return ERR_NONE;
}

enum err store_read_at(int fd, void *out, size_t size, uint64_t offset, const char *path,
		       struct fault *f)
{
	uint8_t *to = out;

	while (size > 0) {
		ssize_t got = pread(fd, to, size, (off_t)offset);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return store_errno(f, "read", path);
		if (got == 0)
			return fault_set(f, ERR_CORRUPT, "%s ends too early", path);
		to += got;
		size -= (size_t)got;
		offset += (uint64_t)got;
	}
	return ERR_NONE;
}

enum err store_hash_file(int fd, uint64_t bytes, const char *path, int to_fd, const char *to_path,
			 struct sha256 *h, struct fault *f)
{
	uint8_t *chunk = malloc(HASH_CHUNK);
	enum err code = ERR_NONE;

	if (!chunk)
		return fault_set(f, ERR_MEMORY, "read %s: out of memory", path);
	for (uint64_t at = 0; code == ERR_NONE && at < bytes;) {
		uint64_t left = bytes - at;
		size_t size = left < HASH_CHUNK ? (size_t)left : HASH_CHUNK;

		code = store_read_at(fd, chunk, size, at, path, f);
		if (code == ERR_NONE && to_fd >= 0)
			code = store_write_all(to_fd, chunk, size, to_path, f);
		if (code == ERR_NONE)
			sha256_add(h, chunk, size);
		at += size;
	}
	free(chunk);
	return code;
}
