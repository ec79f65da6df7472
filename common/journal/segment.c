#include "journal/segment.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/crash_point.h"
#include "base/crc32c.h"
#include "base/require.h"

#define SEGMENT_FORMAT 1
#define SEGMENT_MODE 0600
#define SEGMENT_DIGITS 20
#define SEGMENT_LIST_MIN 64

static const char segment_magic[8] = "DDJOURNL";
static const char segment_temporary[] = "segment.tmp";

enum err fault_errno(struct fault *f, const char *what, const char *name)
{
	int number = errno;
	enum err code = ERR_IO;

	if (number == ENOSPC || number == EDQUOT || number == EFBIG)
		code = ERR_FULL;
	else if (number == ENOMEM)
		code = ERR_MEMORY;
	return fault_set(f, code, "%s %s: %s", what, name, strerror(number));
}

void fd_close(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
}

void segment_name(uint64_t first, char out[SEGMENT_NAME_SIZE])
{
	(void)snprintf(out, SEGMENT_NAME_SIZE, "%020" PRIu64 ".seg", first);
}

/* 0 when the name is no segment's. */
static uint64_t first_of_name(const char *name)
{
	uint64_t first = 0;

	for (int i = 0; i < SEGMENT_DIGITS; i++) {
		if (name[i] < '0' || name[i] > '9')
			return 0;
		uint64_t digit = (uint64_t)(name[i] - '0');

		if (first > (UINT64_MAX - digit) / 10)
			return 0;
		first = first * 10 + digit;
	}
	return strcmp(name + SEGMENT_DIGITS, ".seg") == 0 ? first : 0;
}

enum err segment_list_reserve(struct segment_list *list, struct fault *f)
{
	if (list->count < list->capacity)
		return ERR_NONE;
	size_t capacity = list->capacity ? list->capacity * 2 : SEGMENT_LIST_MIN;
	struct segment *items = realloc(list->items, capacity * sizeof(*items));

	if (!items)
		return fault_set(f, ERR_MEMORY, "no memory for %zu segments", capacity);
	list->items = items;
	list->capacity = capacity;
	return ERR_NONE;
}

enum err segment_list_add(struct segment_list *list, struct segment segment, struct fault *f)
{
	enum err e = segment_list_reserve(list, f);

	if (!e)
		list->items[list->count++] = segment;
	return e;
}

static int by_first(const void *a, const void *b)
{
	const struct segment *left = a;
	const struct segment *right = b;

	return left->first < right->first ? -1 : left->first > right->first;
}

static enum err list_entry(struct segment_list *list, int dir_fd, const char *name, struct fault *f)
{
	uint64_t first = first_of_name(name);
	struct stat st;

	if (strcmp(name, segment_temporary) == 0 && unlinkat(dir_fd, name, 0) != 0)
		return fault_errno(f, "remove", name);
	if (first == 0)
		return ERR_NONE;
	if (fstatat(dir_fd, name, &st, 0) != 0)
		return fault_errno(f, "look at", name);
	return segment_list_add(
		list, (struct segment){ .first = first, .bytes = (uint64_t)st.st_size }, f);
}

enum err segment_list_read(struct segment_list *list, int dir_fd, struct fault *f)
{
	int fd = openat(dir_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
	enum err e = ERR_NONE;

	if (!dir) {
		e = fault_errno(f, "open", "directory");
		fd_close(&fd);
		return e;
	}
	while (!e) {
		errno = 0;
		const struct dirent *entry = readdir(dir);

		if (!entry) {
			if (errno != 0)
				e = fault_errno(f, "read", "directory");
			break;
		}
		e = list_entry(list, dir_fd, entry->d_name, f);
	}
	(void)closedir(dir);
	if (list->count > 1)
		qsort(list->items, list->count, sizeof(list->items[0]), by_first);
	return e;
}

const struct segment *segment_list_find(const struct segment_list *list, uint64_t sequence)
{
	size_t low = 0;
	size_t high = list->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (list->items[middle].first <= sequence)
			low = middle + 1;
		else
			high = middle;
	}
	return low > 0 ? &list->items[low - 1] : NULL;
}

static void header_encode(const struct segment_header *h, uint8_t out[SEGMENT_HEADER_SIZE])
{
	REQUIRE(h->before.sequence + 1 == h->first);
	memset(out, 0, SEGMENT_HEADER_SIZE);
	memcpy(out, segment_magic, 8);
	put_u32be(out + 8, SEGMENT_FORMAT);
	put_u32be(out + 12, SEGMENT_HEADER_SIZE);
	memcpy(out + 16, h->id, JOURNAL_ID_SIZE);
	put_u64be(out + 32, h->first);
	put_u64be(out + 40, h->before.epoch);
	memcpy(out + 48, h->before.hash, JOURNAL_HASH_SIZE);
	put_u64be(out + 80, h->previous_first);
	put_u64be(out + 88, h->previous_bytes);
	put_u32be(out + 124, crc32c_extend(0, out, 124));
}

static const char *header_decode(const uint8_t in[SEGMENT_HEADER_SIZE], struct segment_header *h)
{
	if (memcmp(in, segment_magic, 8) != 0)
		return "no segment header";
	if (get_u32be(in + 124) != crc32c_extend(0, in, 124))
		return "segment header checksum mismatch";
	if (get_u32be(in + 8) != SEGMENT_FORMAT || get_u32be(in + 12) != SEGMENT_HEADER_SIZE)
		return "segment format not understood";
	memcpy(h->id, in + 16, JOURNAL_ID_SIZE);
	h->first = get_u64be(in + 32);
	h->before.sequence = h->first - 1;
	h->before.epoch = get_u64be(in + 40);
	memcpy(h->before.hash, in + 48, JOURNAL_HASH_SIZE);
	h->previous_first = get_u64be(in + 80);
	h->previous_bytes = get_u64be(in + 88);
	return NULL;
}

enum err segment_open(int dir_fd, uint64_t first, int flags, int *fd, struct segment_header *h,
		      struct fault *f)
{
	char name[SEGMENT_NAME_SIZE];
	uint8_t bytes[SEGMENT_HEADER_SIZE];
	enum err e = ERR_NONE;
	const char *wrong = NULL;

	segment_name(first, name);
	*fd = openat(dir_fd, name, flags | O_CLOEXEC);
	if (*fd < 0)
		return fault_errno(f, "open", name);
	ssize_t got = pread(*fd, bytes, sizeof(bytes), 0);

	if (got < 0)
		e = fault_errno(f, "read", name);
	else if (got < (ssize_t)sizeof(bytes))
		wrong = "file shorter than a segment header";
	else
		wrong = header_decode(bytes, h);
	if (!e && !wrong && h->first != first)
		wrong = "segment header names another sequence";
	if (wrong)
		e = fault_set(f, ERR_CORRUPT, "segment %s offset 0: %s", name, wrong);
	if (e)
		fd_close(fd);
	return e;
}

static enum err write_header(int fd, const struct segment_header *h, const struct journal_io *io,
			     struct fault *f)
{
	uint8_t bytes[SEGMENT_HEADER_SIZE];
	struct iovec part = { .iov_base = bytes, .iov_len = sizeof(bytes) };

	header_encode(h, bytes);
	ssize_t wrote = io->pwritev(fd, &part, 1, 0);

	if (wrote < 0)
		return fault_errno(f, "write", segment_temporary);
	if (wrote != (ssize_t)sizeof(bytes))
		return fault_set(f, ERR_FULL, "write %s: %zd bytes only", segment_temporary, wrote);
	if (io->fdatasync(fd) != 0)
		return fault_errno(f, "sync", segment_temporary);
	return ERR_NONE;
}

enum err segment_create(int dir_fd, const struct segment_header *h, const struct journal_io *io,
			int *fd, struct fault *f)
{
	char name[SEGMENT_NAME_SIZE];

	segment_name(h->first, name);
	(void)unlinkat(dir_fd, segment_temporary, 0);
	*fd = openat(dir_fd, segment_temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC,
		     SEGMENT_MODE);
	if (*fd < 0)
		return fault_errno(f, "make", segment_temporary);
	enum err e = write_header(*fd, h, io, f);

	CRASH_POINT("journal.segment.written");
	if (!e && renameat(dir_fd, segment_temporary, dir_fd, name) != 0)
		e = fault_errno(f, "rename to", name);
	if (e) {
		(void)unlinkat(dir_fd, segment_temporary, 0);
		fd_close(fd);
		return e;
	}
	CRASH_POINT("journal.segment.renamed");
	if (io->fsync(dir_fd) != 0) {
		/* The name may or may not be durable, so this cannot be undone: never "full". */
		(void)fault_errno(f, "sync directory after making", name);
		fd_close(fd);
		if (f)
			f->code = ERR_IO;
		return ERR_IO;
	}
	return ERR_NONE;
}
