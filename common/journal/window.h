/* A buffered view of a segment file: bytes at an offset, read by pread in large steps. Never reads
 * at or past `limit`, where bytes may still change. */
#ifndef DANDANG_JOURNAL_WINDOW_H
#define DANDANG_JOURNAL_WINDOW_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define WINDOW_BYTES ((size_t)256 << 10)

struct window {
	int fd; /* not owned */
	uint64_t limit;
	uint64_t start; /* offset of data[0] */
	size_t filled;
	size_t capacity;
	uint8_t *data;
};

void window_init(struct window *w, int fd, uint64_t limit); /* nothing read yet */
void window_fini(struct window *w);
/* Another file, keeping the memory. */
void window_move(struct window *w, int fd, uint64_t limit);
/* `size` bytes at `offset`, which must end within the limit; they live until the next call. ERR_IO,
 * ERR_MEMORY, or ERR_CORRUPT when the file is shorter than the limit. */
enum err window_read(struct window *w, uint64_t offset, size_t size, const uint8_t **out,
		     struct fault *f);

#endif
