/* The note and trimming. The note is a small text file "snapshot", replaced whole: written under another name, synced,
 * renamed, directory synced. It says which snapshot may be relied on, and where trimming has let the journal begin: a first
 * segment that is missing for another reason must not look like a trimmed one. */
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

struct note {
	uint64_t sequence; /* 0: no snapshot */
	uint64_t first;    /* the journal may begin here, not later */
	char path[JOURNAL_PATH_MAX];
};

/* Returns the size of the text. */
static size_t note_format(char out[NOTE_SIZE_MAX], const struct note *note)
{
	int size = snprintf(out, NOTE_SIZE_MAX,
			    "dandang journal snapshot 2\nsequence %" PRIu64 "\nfirst %" PRIu64
			    "\npath %s\n",
			    note->sequence, note->first, note->path);

	REQUIRE(size > 0 && size < NOTE_SIZE_MAX);
	int more = snprintf(out + size, NOTE_SIZE_MAX - (size_t)size, "crc32c %08" PRIx32 "\n",
			    crc32c_extend(0, out, (size_t)size));

	REQUIRE(more > 0 && size + more < NOTE_SIZE_MAX);
	return (size_t)size + (size_t)more;
}

/* Takes the fields out of the text; it is good when formatting them gives the same text again. */
static bool note_parse(const char *text, size_t size, struct note *note)
{
	static const char before_path[] = "\npath ";
	char again[NOTE_SIZE_MAX];
	const char *from = strstr(text, before_path);

	if (sscanf(text, "dandang journal snapshot 2 sequence %" SCNu64 " first %" SCNu64,
		   &note->sequence, &note->first) != 2 ||
	    !from)
		return false;
	from += sizeof(before_path) - 1;
	const char *to = strchr(from, '\n');

	if (!to || to - from >= JOURNAL_PATH_MAX)
		return false;
	memcpy(note->path, from, (size_t)(to - from));
	note->path[to - from] = '\0';
	return note_format(again, note) == size && memcmp(again, text, size) == 0;
}

enum err journal_snapshot_read(struct journal *j, struct fault *f)
{
	struct journal_shared *shared = j->shared;
	char text[NOTE_SIZE_MAX + 1];
	struct note note;
	enum err e = ERR_NONE;
	int fd = openat(j->dir_fd, NOTE_NAME, O_RDONLY | O_CLOEXEC);

	j->kept_first = 1;
	if (fd < 0 && errno == ENOENT)
		return ERR_NONE;
	if (fd < 0)
		return fault_errno(f, "open", NOTE_NAME);
	ssize_t got = read(fd, text, sizeof(text) - 1);

	if (got < 0) {
		e = fault_errno(f, "read", NOTE_NAME);
	} else {
		text[got] = '\0';
		if (note_parse(text, (size_t)got, &note)) {
			j->kept_first = note.first;
			shared->snapshot_sequence = note.sequence;
			memcpy(shared->snapshot_path, note.path, sizeof(note.path));
		} else {
			journal_notice(j, "journal: the snapshot note is damaged and counts as none");
		}
	}
	fd_close(&fd);
	return e;
}

static enum err write_note(struct journal *j, const struct note *note, struct fault *f)
{
	char text[NOTE_SIZE_MAX];
	size_t size = note_format(text, note);
	struct iovec part = { .iov_base = text, .iov_len = size };
	int fd = openat(j->dir_fd, NOTE_TEMPORARY, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
			NOTE_MODE);
	enum err e = ERR_NONE;

	if (fd < 0)
		return fault_errno(f, "make", NOTE_TEMPORARY);
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

static struct note note_now(const struct journal *j)
{
	struct note note = { .sequence = j->shared->snapshot_sequence, .first = j->kept_first };

	memcpy(note.path, j->shared->snapshot_path, sizeof(note.path));
	return note;
}

/* Durably; a fault other than a full disk ends the journal. */
static enum err note_durably(struct journal *j, const struct note *note, struct fault *f)
{
	enum err e = write_note(j, note, f);

	return e == ERR_NONE || e == ERR_FULL ? e : journal_fail(j, f);
}

enum err journal_snapshot_note(struct journal *j, uint64_t sequence, const char *path,
			       struct fault *f)
{
	struct journal_shared *shared = j->shared;
	struct note note = { .sequence = sequence, .first = j->kept_first };

	if (journal_failed(j, f))
		return ERR_IO;
	if (sequence == 0 || sequence > j->chain.sequence)
		return fault_set(
			f, ERR_INVALID, "snapshot at sequence %llu of a journal that ends at %llu",
			(unsigned long long)sequence, (unsigned long long)j->chain.sequence);
	if (path[0] == '\0' || strlen(path) >= JOURNAL_PATH_MAX || strchr(path, '\n'))
		return fault_set(f, ERR_INVALID, "snapshot path of %zu bytes", strlen(path));
	memcpy(note.path, path, strlen(path) + 1);
	enum err e = note_durably(j, &note, f);

	if (e)
		return e;
	(void)pthread_mutex_lock(&shared->lock);
	shared->snapshot_sequence = sequence;
	memcpy(shared->snapshot_path, path, strlen(path) + 1);
	(void)pthread_mutex_unlock(&shared->lock);
	return ERR_NONE;
}

enum err journal_accept_begin(struct journal *j, bool forget_snapshot, struct fault *f)
{
	struct journal_shared *shared = j->shared;

	if (shared->segments.items[0].first > j->kept_first)
		j->kept_first = shared->segments.items[0].first;
	if (forget_snapshot) {
		shared->snapshot_sequence = 0;
		shared->snapshot_path[0] = '\0';
	}
	struct note note = note_now(j);

	return note_durably(j, &note, f);
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

/* Where the journal will begin when all that lies below keep_from is gone; the last record stays. */
static uint64_t first_after(struct journal_shared *shared, uint64_t keep_from)
{
	const struct segment_list *list = &shared->segments;
	size_t at = 0;

	(void)pthread_mutex_lock(&shared->lock);
	while (at + 1 < list->count && list->items[at + 1].first <= keep_from &&
	       list->items[at + 1].first <= shared->tail.sequence)
		at++;
	uint64_t first = list->items[at].first;

	(void)pthread_mutex_unlock(&shared->lock);
	return first;
}

/* Takes the oldest segment off the list when it lies below `first`; what it was, or 0. */
static struct segment forget_oldest(struct journal_shared *shared, uint64_t first)
{
	struct segment_list *list = &shared->segments;
	struct segment oldest = { 0 };

	(void)pthread_mutex_lock(&shared->lock);
	if (list->items[0].first < first) {
		oldest = list->items[0];
		list->count--;
		memmove(list->items, list->items + 1, list->count * sizeof(list->items[0]));
		shared->tail.first_sequence = list->items[0].first;
	}
	(void)pthread_mutex_unlock(&shared->lock);
	return oldest;
}

static enum err remove_below(struct journal *j, uint64_t first, struct fault *f)
{
	for (;;) {
		struct segment oldest = forget_oldest(j->shared, first);
		char name[SEGMENT_NAME_SIZE];

		if (oldest.first == 0)
			break;
		segment_name(oldest.first, name);
		if (unlinkat(j->dir_fd, name, 0) != 0) {
			(void)fault_errno(f, "remove", name);
			return journal_fail(j, f);
		}
		j->total_bytes -= oldest.bytes;
	}
	if (j->io.fsync(j->dir_fd) == 0)
		return ERR_NONE;
	(void)fault_errno(f, "sync directory after removing", "segments");
	return journal_fail(j, f);
}

enum err journal_trim(struct journal *j, uint64_t keep_from, struct fault *f)
{
	struct journal_shared *shared = j->shared;

	if (journal_failed(j, f))
		return ERR_IO;
	/* Replay begins behind the snapshot, so records up to it may go, the next one may not. */
	if (keep_from > shared->snapshot_sequence + 1)
		keep_from = shared->snapshot_sequence + 1;
	uint64_t first = first_after(shared, keep_from);

	if (first == shared->segments.items[0].first)
		return ERR_NONE;
	/* Noted first: a beginning that nothing speaks for counts as a loss. */
	if (first > j->kept_first) {
		struct note note = note_now(j);

		note.first = first;
		enum err e = note_durably(j, &note, f);

		if (e)
			return e;
		j->kept_first = first;
	}
	return remove_below(j, first, f);
}
