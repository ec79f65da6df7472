#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_ASAN 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define ARENA_ASAN 1
#endif

/* Under AddressSanitizer bytes not handed out are poisoned and a red zone lies behind each
 * allocation, so that a write past one is caught although malloc sees only chunks. */
#ifdef ARENA_ASAN
#include <sanitizer/asan_interface.h>
#define ARENA_RED_ZONE 16
#else
#define ASAN_POISON_MEMORY_REGION(data, size) ((void)(data), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(data, size) ((void)(data), (void)(size))
#define ARENA_RED_ZONE 0
#endif

#define ARENA_ALIGN 16
#define FORMAT_ONCE_MAX 256 /* a longer text is formatted twice */
#define ARENA_CHUNK_MIN ((size_t)16 << 10)
#define ARENA_CHUNK_MAX                                                                            \
	((size_t)1 << 20) /* chunks double up to this; larger requests get a chunk of their own */

struct arena_chunk {
	struct arena_chunk *next;
	size_t size; /* of data */
	size_t used;
	_Alignas(ARENA_ALIGN) uint8_t data[];
};

void arena_init(struct arena *a, size_t cap_bytes)
{
	*a = (struct arena){ .cap_bytes = cap_bytes };
}

static void chunk_free(struct arena_chunk *chunk)
{
	ASAN_UNPOISON_MEMORY_REGION(chunk->data, chunk->size);
	free(chunk);
}

void arena_reset(struct arena *a)
{
	struct arena_chunk *kept = NULL;

	for (struct arena_chunk *chunk = a->chunks, *next; chunk; chunk = next) {
		next = chunk->next;
		bool keep = chunk->size <= ARENA_CHUNK_MAX && (!kept || chunk->size > kept->size);

		if (!keep) {
			chunk_free(chunk);
			continue;
		}
		if (kept)
			chunk_free(kept);
		kept = chunk;
	}
	if (kept) {
		kept->next = NULL;
		kept->used = 0;
		ASAN_POISON_MEMORY_REGION(kept->data, kept->size);
	}
	a->chunks = kept;
	a->used_bytes = 0;
	a->overflowed = a->starved = false;
}

void arena_fini(struct arena *a)
{
	for (struct arena_chunk *chunk = a->chunks, *next; chunk; chunk = next) {
		next = chunk->next;
		chunk_free(chunk);
	}
	*a = (struct arena){ .cap_bytes = a->cap_bytes };
}

/* Puts a chunk with room for `need` bytes in front. An oversize chunk goes second, so that the room
 * left in the first is not lost to it. */
static struct arena_chunk *chunk_add(struct arena *a, size_t need)
{
	size_t size = a->chunks ? a->chunks->size * 2 : ARENA_CHUNK_MIN;

	if (size > ARENA_CHUNK_MAX)
		size = ARENA_CHUNK_MAX;
	bool oversize = need > size;

	if (oversize)
		size = need;
	struct arena_chunk *chunk = malloc(sizeof(*chunk) + size);

	if (!chunk)
		return NULL;
	chunk->size = size;
	chunk->used = 0;
	ASAN_POISON_MEMORY_REGION(chunk->data, chunk->size);
	if (oversize && a->chunks) {
		chunk->next = a->chunks->next;
		a->chunks->next = chunk;
	} else {
		chunk->next = a->chunks;
		a->chunks = chunk;
	}
	return chunk;
}

void *arena_alloc_raw(struct arena *a, size_t size)
{
	REQUIRE(a->used_bytes <= a->cap_bytes);
	if (a->overflowed || size > a->cap_bytes - a->used_bytes)
		goto overflow;
	size_t rounded = (size + ARENA_ALIGN - 1) & ~(size_t)(ARENA_ALIGN - 1);

	if (rounded == 0)
		rounded = ARENA_ALIGN;
	if (rounded < size || rounded > a->cap_bytes - a->used_bytes)
		goto overflow;
	size_t stride = rounded + ARENA_RED_ZONE;
	struct arena_chunk *chunk = a->chunks;

	if (!chunk || stride > chunk->size - chunk->used)
		chunk = chunk_add(a, stride);
	if (!chunk) {
		a->starved = true;
		goto overflow;
	}
	uint8_t *data = chunk->data + chunk->used;

	chunk->used += stride;
	a->used_bytes += rounded;
	ASAN_UNPOISON_MEMORY_REGION(data, size ? size : 1);
	return data;
overflow:
	a->overflowed = true;
	return NULL;
}

void *arena_alloc(struct arena *a, size_t size)
{
	void *data = arena_alloc_raw(a, size);

	return data ? memset(data, 0, size) : NULL;
}

void *arena_copy(struct arena *a, const void *data, size_t size)
{
	void *copy = arena_alloc_raw(a, size);

	if (copy && size > 0)
		memcpy(copy, data, size);
	return copy;
}

char *arena_text(struct arena *a, const char *text, size_t size)
{
	char *copy = arena_alloc_raw(a, size < SIZE_MAX ? size + 1 : size);

	if (!copy)
		return NULL;
	if (size > 0)
		memcpy(copy, text, size);
	copy[size] = '\0';
	return copy;
}

char *arena_format(struct arena *a, const char *format, ...)
{
	char small[FORMAT_ONCE_MAX];
	va_list args;

	va_start(args, format);
	int size = vsnprintf(small, sizeof small, format, args);

	va_end(args);
	if (size < 0) {
		a->overflowed = true;
		return NULL;
	}
	if ((size_t)size < sizeof small)
		return arena_copy(a, small, (size_t)size + 1);
	char *text = arena_alloc_raw(a, (size_t)size + 1);

	if (!text)
		return NULL;
	va_start(args, format);
	(void)vsnprintf(text, (size_t)size + 1, format, args);
	va_end(args);
	return text;
}
