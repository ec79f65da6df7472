/* Reading old segments again before somebody needs them: a disk forgets in silence. */
#include <fcntl.h>

#include "journal/file_impl.h"

/* So that the disk is asked, not the memory. The last segment is in use and left there. */
static void drop_cache(const struct journal *j, uint64_t first)
{
	struct segment_header h;
	int fd;

	if (segment_open(j->dir_fd, first, O_RDONLY, &fd, &h, NULL) != ERR_NONE)
		return; /* reading will say why */
	(void)posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
	fd_close(&fd);
}

/* The segment that holds `from`, or the oldest: its first and last record. False when there is none. */
static bool find_segment(const struct journal *j, uint64_t from, uint64_t *first, uint64_t *last, uint64_t *tail)
{
	struct journal_shared *shared = j->shared;
	const struct segment_list *list = &shared->segments;
	bool sealed;

	(void)pthread_mutex_lock(&shared->lock);
	const struct segment *segment = segment_list_find(list, from);

	if (!segment)
		segment = &list->items[0];
	sealed = segment != &list->items[list->count - 1];
	*tail = shared->tail.sequence;
	*first = segment->first;
	*last = sealed ? segment[1].first - 1 : *tail;
	(void)pthread_mutex_unlock(&shared->lock);
	if (sealed)
		drop_cache(j, *first);
	return *last >= *first;
}

/* One record into the next segment, since it names the hash this one ends with. */
static enum err read_through(const struct journal *j, uint64_t first, uint64_t last, struct fault *f)
{
	struct journal_reader *reader;
	struct record record;
	enum err e = journal_reader_open(&reader, j, first, f);

	if (e != ERR_NONE)
		return e;
	do
		e = journal_reader_next(reader, &record, f);
	while (e == ERR_NONE && record.header.sequence <= last);
	journal_reader_close(reader);
	return e == ERR_NOT_FOUND ? ERR_NONE : e;
}

enum err journal_scrub(const struct journal *j, uint64_t from, uint64_t *next, struct fault *f)
{
	uint64_t first, last, tail;
	enum err e;

	*next = 1;
	if (!find_segment(j, from, &first, &last, &tail))
		return ERR_NONE;
	if (last < tail)
		*next = last + 1;
	e = read_through(j, first, last, f);
	/* trimmed meanwhile: nothing to look at */
	return e == ERR_CONFLICT ? ERR_NONE : e;
}
