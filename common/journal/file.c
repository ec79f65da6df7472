/* Engine "file": opening, closing, the tail. Appending is in append.c, reading in reader.c, trim
 * and the snapshot note in snapshot.c. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/crash_point.h"
#include "base/crc32c.h"
#include "base/require.h"
#include "journal/file_impl.h"
#include "journal/recover.h"

#define DIRECTORY_MODE 0700
#define LOCK_MODE 0600
#define DIRECTORY_MAX 4096

void journal_notice(const struct journal *j, const char *format, ...)
{
	char text[FAULT_TEXT_MAX];
	va_list args;

	if (!j->notice)
		return;
	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	j->notice(j->context, text);
}

enum err journal_fail(struct journal *j, struct fault *f)
{
	atomic_store(&j->shared->failed, true);
	if (f)
		f->code = ERR_IO;
	return ERR_IO;
}

bool journal_failed(const struct journal *j, struct fault *f)
{
	if (!atomic_load(&j->shared->failed))
		return false;
	(void)fault_set(f, ERR_IO, "the journal failed before; the process must end");
	return true;
}

/* Makes the directory and those above it, each durable in its parent. */
static enum err make_directories(const char *directory, struct fault *f)
{
	char path[DIRECTORY_MAX];
	size_t size = strlen(directory);

	if (size == 0 || size >= sizeof(path))
		return fault_set(f, ERR_INVALID, "directory name of %zu bytes", size);
	for (size_t i = 1; i <= size; i++) {
		if (directory[i] != '/' && directory[i] != '\0')
			continue;
		memcpy(path, directory, i);
		path[i] = '\0';
		if (mkdir(path, DIRECTORY_MODE) != 0) {
			if (errno == EEXIST)
				continue;
			return fault_errno(f, "make directory", path);
		}
		char *slash = strrchr(path, '/');

		if (slash)
			slash[slash == path ? 1 : 0] = '\0';
		int parent = open(slash ? path : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		enum err e = parent >= 0 && fsync(parent) == 0
				     ? ERR_NONE
				     : fault_errno(f, "sync directory", path);

		fd_close(&parent);
		if (e)
			return e;
	}
	return ERR_NONE;
}

static enum err lock_directory(struct journal *j, const char *directory, struct fault *f)
{
	enum err e = make_directories(directory, f);

	if (e)
		return e;
	j->dir_fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (j->dir_fd < 0)
		return fault_errno(f, "open", "directory");
	j->lock_fd = openat(j->dir_fd, "lock", O_RDWR | O_CREAT | O_CLOEXEC, LOCK_MODE);
	if (j->lock_fd < 0)
		return fault_errno(f, "open", "lock");
	if (flock(j->lock_fd, LOCK_EX | LOCK_NB) == 0)
		return ERR_NONE;
	if (errno == EWOULDBLOCK)
		return fault_set(f, ERR_LOCKED, "another process has it open");
	return fault_errno(f, "lock", "lock");
}

static enum err create_first(struct journal *j, struct fault *f)
{
	struct segment_header h = { .first = 1, .before = { .epoch = 1 } };

	enum err e = journal_check_none(j, f);

	if (!e)
		e = journal_new_id(j, h.id, f);
	if (!e)
		e = segment_create(j->dir_fd, &h, &j->io, &j->fd, f);
	if (e)
		return e;
	fd_close(&j->fd);
	return segment_list_add(&j->shared->segments,
				(struct segment){ .first = 1, .bytes = SEGMENT_HEADER_SIZE }, f);
}

/* Each header names the segment before it and its length, so the list is checked without reading
 * the records. */
static enum err check_follows(const struct journal *j, const struct segment *before,
			      const struct segment_header *h, struct fault *f)
{
	char name[SEGMENT_NAME_SIZE];
	char name_before[SEGMENT_NAME_SIZE];

	segment_name(h->first, name);
	segment_name(before->first, name_before);
	if (memcmp(h->id, j->id, JOURNAL_ID_SIZE) != 0)
		return fault_set(f, ERR_CORRUPT, "segment %s offset 16: belongs to another journal",
				 name);
	if (h->previous_first != before->first)
		return fault_set(
			f, ERR_CORRUPT,
			"segment %s offset 80: the segment before it is missing (%s found)", name,
			name_before);
	if (h->previous_bytes == before->bytes)
		return ERR_NONE;
	return fault_set(f, ERR_CORRUPT, "segment %s offset %llu: file has %llu bytes, not %llu",
			 name_before,
			 (unsigned long long)(h->previous_bytes < before->bytes ? h->previous_bytes
										: before->bytes),
			 (unsigned long long)before->bytes, (unsigned long long)h->previous_bytes);
}

static enum err take_id(struct journal *j, const struct segment_header *h, struct fault *f)
{
	char name[SEGMENT_NAME_SIZE];

	memcpy(j->id, h->id, JOURNAL_ID_SIZE);
	segment_name(h->first, name);
	return journal_check_owner(j, name, f);
}

/* Checks every segment's header and leaves the last one open, its header in `last`. */
static enum err check_segments(struct journal *j, struct segment_header *last, struct fault *f)
{
	const struct segment_list *list = &j->shared->segments;

	for (size_t i = 0; i < list->count; i++) {
		enum err e;

		fd_close(&j->fd);
		e = segment_open(j->dir_fd, list->items[i].first, O_RDWR, &j->fd, last, f);
		if (e)
			return e;
		if (i == 0)
			e = take_id(j, last, f);
		else
			e = check_follows(j, &list->items[i - 1], last, f);
		if (e)
			return e;
		j->total_bytes += list->items[i].bytes;
	}
	j->seed = crc32c_extend(0, j->id, JOURNAL_ID_SIZE);
	return ERR_NONE;
}

/* Cuts what recovery found behind the end and makes that durable before anything is built on it. */
static enum err cut_tail(struct journal *j, const char *name, const struct recovered *r,
			 struct fault *f)
{
	if (ftruncate(j->fd, (off_t)r->end) != 0)
		return fault_errno(f, "cut", name);
	CRASH_POINT("journal.open.cut");
	if (j->io.fdatasync(j->fd) != 0)
		return fault_errno(f, "sync", name);
	journal_notice(j,
		       "journal: torn tail cut: segment %s offset %llu: %s; kept up to sequence "
		       "%llu, offset %llu",
		       name, (unsigned long long)r->wrong_at, r->wrong,
		       (unsigned long long)r->chain.sequence, (unsigned long long)r->end);
	j->allocated = r->end;
	return ERR_NONE;
}

/* A killed process may have left records and names that only the page cache holds; they count from
 * here on, so they must be durable first. And after a failed write-back the cache may show what the
 * disk does not hold: dropping the clean pages makes recovery read the disk. */
static enum err settle(struct journal *j, const char *name, struct fault *f)
{
	if (j->io.fdatasync(j->fd) != 0)
		return fault_errno(f, "sync", name);
	if (j->io.fsync(j->dir_fd) != 0)
		return fault_errno(f, "sync", "directory");
	(void)posix_fadvise(j->fd, 0, 0, POSIX_FADV_DONTNEED);
	return ERR_NONE;
}

/* The last segment holds no record yet: what its header says of the chain is held against the segment before. */
static enum err check_before(struct journal *j, const struct segment_header *h, struct fault *f)
{
	const struct segment_list *list = &j->shared->segments;
	const struct segment *former = &list->items[list->count - 2];
	struct segment_header header;
	struct recovered r;
	char name[SEGMENT_NAME_SIZE];
	int fd;
	enum err e = segment_open(j->dir_fd, former->first, O_RDONLY, &fd, &header, f);

	if (e)
		return e;
	e = recover_segment(fd, former->bytes, j->seed, &header, &r, f);
	fd_close(&fd);
	segment_name(h->first, name);
	if (!e && (r.chain.sequence != h->before.sequence || memcmp(r.chain.hash, h->before.hash, JOURNAL_HASH_SIZE) != 0))
		return fault_set(f, ERR_CORRUPT, "segment %s: does not continue the segment before", name);
	return e;
}

static enum err recover_last(struct journal *j, const struct segment_header *h, struct fault *f)
{
	struct segment_list *list = &j->shared->segments;
	struct segment *last = &list->items[list->count - 1];
	char name[SEGMENT_NAME_SIZE];
	struct recovered r;

	segment_name(h->first, name);
	j->allocated = last->bytes;
	enum err e = settle(j, name, f);

	CRASH_POINT("journal.open.settled");
	if (e)
		return e;
	e = recover_segment(j->fd, last->bytes, j->seed, h, &r, f);
	if (!e && r.chain.sequence == h->before.sequence && list->count > 1)
		e = check_before(j, h, f);
	if (!e)
		e = journal_check_reach(j, r.chain.sequence, f);
	if (!e && r.cut)
		e = cut_tail(j, name, &r, f);
	if (e)
		return e;
	j->total_bytes = j->total_bytes - last->bytes + r.end;
	last->bytes = r.end;
	j->first = h->first;
	j->end = r.end;
	j->chain = r.chain;
	struct journal_tail *tail = &j->shared->tail;

	*tail = (struct journal_tail){ .sequence = j->chain.sequence, .epoch = j->chain.epoch };
	memcpy(tail->hash, j->chain.hash, JOURNAL_HASH_SIZE);
	memcpy(tail->id, j->id, JOURNAL_ID_SIZE);
	if (tail->sequence >= list->items[0].first)
		tail->first_sequence = list->items[0].first;
	atomic_store(&j->shared->durable, tail->sequence);
	return ERR_NONE;
}

static enum err open_steps(struct journal *j, const char *directory, struct fault *f)
{
	struct journal_shared *shared = j->shared;
	struct segment_header last = { 0 };
	enum err e = lock_directory(j, directory, f);

	if (!e)
		e = segment_list_read(&shared->segments, j->dir_fd, f);
	if (!e)
		e = journal_snapshot_read(j, f);
	if (!e && shared->segments.count == 0)
		e = create_first(j, f);
	if (!e)
		e = check_segments(j, &last, f);
	if (!e)
		e = recover_last(j, &last, f);
	return e;
}

static struct journal_io io_of(const struct journal_io *given)
{
	struct journal_io io = given ? *given : (struct journal_io){ 0 };

	if (!io.pwritev)
		io.pwritev = pwritev;
	if (!io.fdatasync)
		io.fdatasync = fdatasync;
	if (!io.fallocate)
		io.fallocate = fallocate;
	if (!io.fsync)
		io.fsync = fsync;
	return io;
}

enum err journal_open(struct journal **out, const struct journal_options *options, struct fault *f)
{
	uint64_t segment_bytes =
		options->segment_bytes ? options->segment_bytes : JOURNAL_SEGMENT_BYTES_DEFAULT;

	*out = NULL;
	if (!options->engine || strcmp(options->engine, "file") != 0)
		return fault_set(f, ERR_INVALID, "journal engine %s is not built in",
				 options->engine ? options->engine : "(none)");
	if (!options->directory || segment_bytes < JOURNAL_SEGMENT_BYTES_MIN)
		return fault_set(f, ERR_INVALID,
				 "journal needs a directory and segments of %u bytes or more",
				 JOURNAL_SEGMENT_BYTES_MIN);
	struct journal *j = calloc(1, sizeof(*j));
	struct journal_shared *shared = calloc(1, sizeof(*shared));

	if (!j || !shared) {
		free(j);
		free(shared);
		return fault_set(f, ERR_MEMORY, "no memory for a journal");
	}
	*j = (struct journal){
		.shared = shared,
		.io = io_of(options->io),
		.notice = options->notice,
		.context = options->context,
		.segment_bytes = segment_bytes,
		.total_bytes_max = options->total_bytes_max ? options->total_bytes_max : UINT64_MAX,
		.dir_fd = -1,
		.lock_fd = -1,
		.fd = -1,
		.allocates = true,
	};
	journal_told(j, options);
	REQUIRE(pthread_mutex_init(&shared->lock, NULL) == 0);
	enum err e = open_steps(j, options->directory, f);

	if (e) {
		(void)fault_wrap(f, "open journal %s", options->directory);
		journal_close(j);
		return e;
	}
	*out = j;
	return ERR_NONE;
}

void journal_close(struct journal *j)
{
	if (!j)
		return;
	REQUIRE(atomic_load(&j->shared->readers) == 0);
	fd_close(&j->fd);
	fd_close(&j->dir_fd);
	CRASH_POINT("journal.close.unlocking");
	fd_close(&j->lock_fd); /* last: it is the lock */
	(void)pthread_mutex_destroy(&j->shared->lock);
	free(j->shared->segments.items);
	free(j->shared);
	free(j->buffer);
	free(j);
}

struct journal_tail journal_tail(const struct journal *j)
{
	(void)pthread_mutex_lock(&j->shared->lock);
	struct journal_tail tail = j->shared->tail;

	(void)pthread_mutex_unlock(&j->shared->lock);
	return tail;
}

uint64_t journal_bytes(const struct journal *j)
{
	return j->total_bytes;
}
