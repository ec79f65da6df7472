#include "journal/window.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/require.h"

void window_init(struct window *w, int fd, uint64_t limit)
{
	*w = (struct window){ .fd = fd, .limit = limit };
}

void window_fini(struct window *w)
{
	free(w->data);
	*w = (struct window){ .fd = -1 };
}

void window_move(struct window *w, int fd, uint64_t limit)
{
	w->fd = fd;
	w->limit = limit;
	w->start = 0;
	w->filled = 0;
}

/* Memory for `size` bytes; what a rare big record took is given back after it. */
static enum err make_room(struct window *w, size_t size, struct fault *f)
{
	size_t capacity = size > WINDOW_BYTES ? size : WINDOW_BYTES;

	if (w->capacity == capacity)
		return ERR_NONE;
	free(w->data);
	w->filled = 0;
	w->capacity = 0;
	w->data = malloc(capacity);
	if (!w->data)
		return fault_set(f, ERR_MEMORY, "no memory for a read of %zu bytes", capacity);
	w->capacity = capacity;
	return ERR_NONE;
}

enum err window_read(struct window *w, uint64_t offset, size_t size, const uint8_t **out,
		     struct fault *f)
{
	REQUIRE(offset <= w->limit && size <= w->limit - offset);
	if (w->filled > 0 && offset >= w->start && offset - w->start <= w->filled &&
	    size <= w->filled - (size_t)(offset - w->start)) {
		*out = w->data + (offset - w->start);
		return ERR_NONE;
	}
	enum err e = make_room(w, size, f);

	if (e)
		return e;
	size_t want = w->limit - offset < w->capacity ? (size_t)(w->limit - offset) : w->capacity;

	w->start = offset;
	w->filled = 0;
	while (w->filled < want) {
		ssize_t got = pread(w->fd, w->data + w->filled, want - w->filled,
				    (off_t)(offset + w->filled));

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			w->filled = 0;
			return fault_set(f, ERR_IO, "read at offset %llu: %s",
					 (unsigned long long)offset, strerror(errno));
		}
		if (got == 0)
			break;
		w->filled += (size_t)got;
	}
	if (w->filled < size) {
		unsigned long long end = (unsigned long long)(offset + w->filled);

		w->filled = 0;
		return fault_set(f, ERR_CORRUPT, "file ends at offset %llu", end);
	}
	*out = w->data;
	return ERR_NONE;
}
