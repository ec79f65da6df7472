/* What the fuzz targets share: the input read piece by piece, properties, and memory that is reset between runs.
 *
 * A target is one file with fuzz_one(); it keeps nothing from one run to the next but what it built before the first, so
 * that an input alone always shows the same. A property that does not hold ends the process, like a bad access does. */
#ifndef DANDANG_TESTS_FUZZ_H
#define DANDANG_TESTS_FUZZ_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/span.h"

#define PROPERTY(condition)                                                                        \
	do {                                                                                       \
		if (!(condition)) {                                                                \
			fprintf(stderr, "%s:%d: property: %s\n", __FILE__, __LINE__, #condition);  \
			abort();                                                                   \
		}                                                                                  \
	} while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

/* What is left of the input. Past its end it reads as zeros. */
struct input {
	const uint8_t *at;
	size_t left;
};

static inline uint8_t take_byte(struct input *in)
{
	if (in->left == 0)
		return 0;
	in->left--;
	return *in->at++;
}

static inline uint64_t take_number(struct input *in, unsigned bytes)
{
	uint64_t number = 0;

	while (bytes-- > 0)
		number = number << 8 | take_byte(in);
	return number;
}

static inline struct span take_span(struct input *in, size_t size)
{
	struct span taken = span_of(in->at, size < in->left ? size : in->left);

	in->at += taken.size;
	in->left -= taken.size;
	return taken;
}

static inline struct span take_rest(struct input *in)
{
	return take_span(in, in->left);
}

/* An arena of the size the code under test gets, emptied. Every call gives the same one. */
static inline struct arena *fuzz_arena(size_t cap_bytes)
{
	static struct arena arena;

	arena_reset(&arena);
	arena.cap_bytes = cap_bytes;
	return &arena;
}

/* A copy that ends with NUL, for readers of C text; a NUL within ends it early. */
static inline char *text_in(struct arena *arena, struct span bytes)
{
	char *text = arena_text(arena, (const char *)bytes.data, bytes.size);

	PROPERTY(text);
	return text;
}

#endif
