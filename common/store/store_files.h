/* Files of a store directory: paths, durable small files, faults with errno. */
#ifndef DANDANG_STORE_FILES_H
#define DANDANG_STORE_FILES_H

#include <limits.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "digest/digest.h"

/* out = directory/name; ERR_LIMIT past PATH_MAX. */
enum err store_path(char out[PATH_MAX], const char *directory, const char *name, struct fault *f);
/* A fault from errno: "<what> <path>: <reason>". */
enum err store_errno(struct fault *f, const char *what, const char *path);
enum err store_err_of_errno(int number);

/* Makes the last part of the path when it is missing. */
enum err store_make_directory(const char *directory, struct fault *f);
/* Takes the lock file of the directory, which keeps two openers apart, even inside one process;
 * closing the descriptor gives it back. ERR_LOCKED. */
enum err store_lock(const char *directory, int *fd, struct fault *f);
/* Makes renames and removals in the directory durable. */
enum err store_sync_directory(const char *directory, struct fault *f);
/* The same for the directory a file lies in. */
enum err store_sync_parent(const char *path, struct fault *f);

/* Reads at most size-1 bytes and ends them with NUL. ERR_NOT_FOUND when there is no such file. */
enum err store_read_small(const char *path, char *out, size_t size, struct fault *f);
/* Replaces directory/name durably: temporary name, fsync, rename, fsync of the directory. */
enum err store_replace_small(const char *directory, const char *name, const char *text,
			     struct fault *f);
/* None is no error; not yet durable. */
enum err store_remove_file(const char *directory, const char *name, struct fault *f);
/* Bytes of a file; ERR_NOT_FOUND. */
enum err store_file_size(const char *path, uint64_t *size, struct fault *f);

enum err store_write_all(int fd, const void *data, size_t size, const char *path, struct fault *f);
/* Reads exactly size bytes at offset; ERR_CORRUPT when the file ends before. */
enum err store_read_at(int fd, void *out, size_t size, uint64_t offset, const char *path,
		       struct fault *f);

/* Adds the first `bytes` of a file to a hash; with to_fd >= 0 it also copies them there. */
enum err store_hash_file(int fd, uint64_t bytes, const char *path, int to_fd, const char *to_path,
			 struct sha256 *h, struct fault *f);

#endif
