/* The snapshot note and trimming. The note is a small text file "snapshot", replaced whole: written
 * under another name, synced, renamed, directory synced. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/crash_point.h"
#include "base/crc32c.h"
#include "base/require.h"
#include "journal/file_impl.h"

#define NOTE_NAME "snapshot"
#define NOTE_TEMPORARY "snapshot.tmp"
#define NOTE_MODE 0600
#define NOTE_SIZE_MAX (JOURNAL_PATH_MAX + 128)

static const char note_sequence[] = "dandang journal snapshot 1\nsequence ";
static const char note_path[] = "\npath ";

/* Returns the size of the text. */
static size_t note_format(char out[NOTE_SIZE_MAX], uint64_t sequence, const char *path)
{
	int size = snprintf(out, NOTE_SIZE_MAX, "%s%" PRIu64 "%s%s\n", note_sequence, sequence,
			    note_path, path);

	REQUIRE(size > 0 && size < NOTE_SIZE_MAX);
	int more = snprintf(out + size, NOTE_SIZE_MAX - (size_t)size, "crc32c %08" PRIx32 "\n",
			    crc32c_extend(0, out, (size_t)size));

	REQUIRE(more > 0 && size + more < NOTE_SIZE_MAX);
	return (size_t)size + (size_t)more;
}

/* Takes sequence and path out of the text; it is good when formatting them gives the same text
 * again. */
static bool note_parse(const char *text, size_t size, uint64_t *sequence,
		       char path[JOURNAL_PATH_MAX])
{
	char again[NOTE_SIZE_MAX];
	size_t prefix = sizeof(note_sequence) - 1;

	if (size <= prefix || memcmp(text, note_sequence, prefix) != 0)
		return false;
	*sequence = strtoull(text + prefix, NULL, 10);
	const char *from = strstr(text, note_path);

	if (!from)
		return false;
	from += sizeof(note_path) - 1;
	const char *to = strchr(from, '\n');

	if (!to || to == from || to - from >= JOURNAL_PATH_MAX)
		return false;
	memcpy(path, from, (size_t)(to - from));
	path[to - from] = '\0';
	return note_format(again, *sequence, path) == size && memcmp(again, text, size) == 0;
}

enum err journal_snapshot_read(struct journal *j, struct fault *f)
{
	struct journal_shared *shared = j->shared;
	char text[NOTE_SIZE_MAX + 1];
	enum err e = ERR_NONE;
	int fd = openat(j->dir_fd, NOTE_NAME, O_RDONLY | O_CLOEXEC);

	if (fd < 0 && errno == ENOENT)
		return ERR_NONE;
	if (fd < 0)
		return fault_errno(f, "open", NOTE_NAME);
	ssize_t got = read(fd, text, sizeof(text) - 1);

	if (got < 0) {
		e = fault_errno(f, "read", NOTE_NAME);
	} else {
		text[got] = '\0';
		if (!note_parse(text, (size_t)got, &shared->snapshot_sequence,
				shared->snapshot_path)) {
			/* Nothing but trimming needs it, and without it nothing is trimmed. */
			journal_notice(j, "journal: the snapshot note is damaged and counts as none");
			shared->snapshot_sequence = 0;
		}
	}
	fd_close(&fd);
	return e;
}

void journal_snapshot_forget(struct journal *j)
{
	(void)unlinkat(j->dir_fd, NOTE_NAME, 0);
	j->shared->snapshot_sequence = 0;
}

static enum err write_note(struct journal *j, const char *text, size_t size, struct fault *f)
{
	char copy[NOTE_SIZE_MAX];
	struct iovec part = { .iov_base = copy, .iov_len = size };
	int fd = openat(j->dir_fd, NOTE_TEMPORARY, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
			NOTE_MODE);
	enum err e = ERR_NONE;

	if (fd < 0)
		return fault_errno(f, "make", NOTE_TEMPORARY);
	memcpy(copy, text, size);
	ssize_t wrote = j->io.pwritev(fd, &part, 1, 0);

	if (wrote < 0)
		e = fault_errno(f, "write", NOTE_TEMPORARY);
	else if ((size_t)wrote != size)
		e = fault_set(f, ERR_FULL, "write %s: %zd bytes only", NOTE_TEMPORARY, wrote);
	else if (j->io.fdatasync(fd) != 0)
		e = fault_errno(f, "sync", NOTE_TEMPORARY);
	fd_close(&fd);
	CRASH_POINT("journal.note.written");
	if (!e && renameat(j->dir_fd, NOTE_TEMPORARY, j->dir_fd, NOTE_NAME) != 0)
		e = fault_errno(f, "rename to", NOTE_NAME);
	if (e) {
		(void)unlinkat(j->dir_fd, NOTE_TEMPORARY, 0);
		return e;
	}
	CRASH_POINT("journal.note.renamed");
	if (j->io.fsync(j->dir_fd) == 0)
		return ERR_NONE;
	(void)fault_errno(f, "sync directory after noting", "snapshot");
	return ERR_IO;
}

enum err journal_snapshot_note(struct journal *j, uint64_t sequence, const char *path,
			       struct fault *f)
{
	struct journal_shared *shared = j->shared;
	char text[NOTE_SIZE_MAX];

	if (journal_failed(j, f))
		return ERR_IO;
	if (sequence == 0 || sequence > j->chain.sequence)
		return fault_set(
			f, ERR_INVALID, "snapshot at sequence %llu of a journal that ends at %llu",
			(unsigned long long)sequence, (unsigned long long)j->chain.sequence);
	if (path[0] == '\0' || strlen(path) >= JOURNAL_PATH_MAX || strchr(path, '\n'))
		return fault_set(f, ERR_INVALID, "snapshot path of %zu bytes", strlen(path));
	enum err e = write_note(j, text, note_format(text, sequence, path), f);

	if (e == ERR_FULL)
		return e;
	if (e)
		return journal_fail(j, f);
	(void)pthread_mutex_lock(&shared->lock);
	shared->snapshot_sequence = sequence;
	memcpy(shared->snapshot_path, path, strlen(path) + 1);
	(void)pthread_mutex_unlock(&shared->lock);
	return ERR_NONE;
}

enum err journal_snapshot_last(const struct journal *j, uint64_t *sequence,
			       char path[JOURNAL_PATH_MAX])
{
	struct journal_shared *shared = j->shared;

	(void)pthread_mutex_lock(&shared->lock);
	*sequence = shared->snapshot_sequence;
	(void)snprintf(path, JOURNAL_PATH_MAX, "%s", shared->snapshot_path);
	(void)pthread_mutex_unlock(&shared->lock);
	return *sequence ? ERR_NONE : ERR_NOT_FOUND;
}

/* Takes the oldest segment off the list, if all its records lie below keep_from and the last record
 * is not among them. Its first sequence, or 0. */
static struct segment forget_oldest(struct journal_shared *shared, uint64_t keep_from)
{
	struct segment_list *list = &shared->segments;
	struct segment oldest = { 0 };

	(void)pthread_mutex_lock(&shared->lock);
	if (list->count > 1 && list->items[1].first <= keep_from &&
	    list->items[1].first <= shared->tail.sequence) {
		oldest = list->items[0];
		list->count--;
		memmove(list->items, list->items + 1, list->count * sizeof(list->items[0]));
		shared->tail.first_sequence = list->items[0].first;
	}
	(void)pthread_mutex_unlock(&shared->lock);
	return oldest;
}

enum err journal_trim(struct journal *j, uint64_t keep_from, struct fault *f)
{
	struct journal_shared *shared = j->shared;
	bool removed = false;

	if (journal_failed(j, f))
		return ERR_IO;
	/* Replay begins behind the snapshot, so records up to it may go, the next one may not. */
	if (keep_from > shared->snapshot_sequence + 1)
		keep_from = shared->snapshot_sequence + 1;
	for (;;) {
		struct segment oldest = forget_oldest(shared, keep_from);
		char name[SEGMENT_NAME_SIZE];

		if (oldest.first == 0)
			break;
		segment_name(oldest.first, name);
		if (unlinkat(j->dir_fd, name, 0) != 0) {
			(void)fault_errno(f, "remove", name);
			return journal_fail(j, f);
		}
		CRASH_POINT("journal.trim.removed");
		j->total_bytes -= oldest.bytes;
		removed = true;
	}
	if (!removed || j->io.fsync(j->dir_fd) == 0)
		return ERR_NONE;
	(void)fault_errno(f, "sync directory after removing", "segments");
	return journal_fail(j, f);
}
