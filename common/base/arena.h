/* A bump allocator for one batch or one request: everything is freed at once. Memory comes zeroed, in chunks, up to a
 * cap. Past the cap allocation returns NULL and `overflowed` stays set until arena_reset; `starved` besides, where it was the
 * process that had no memory. Not thread-safe. */
#ifndef DANDANG_BASE_ARENA_H
#define DANDANG_BASE_ARENA_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct arena_chunk;
struct arena {
	struct arena_chunk *chunks;
	size_t used_bytes;
	size_t cap_bytes;
	bool overflowed, starved;
};

void arena_init(struct arena *a, size_t cap_bytes);
void arena_reset(struct arena *a);   /* keeps one chunk for reuse */
void arena_fini(struct arena *a);

void *arena_alloc(struct arena *a, size_t size);                       /* 16-byte aligned, zeroed; NULL past the cap */
void *arena_alloc_raw(struct arena *a, size_t size);                   /* the same, but whatever was there before */
void *arena_copy(struct arena *a, const void *data, size_t size);
char *arena_text(struct arena *a, const char *text, size_t size);      /* copies size bytes and ends them with NUL */
char *arena_format(struct arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
