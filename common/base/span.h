/* A borrowed run of bytes. Owns nothing; who hands it out says how long it lives. */
#ifndef DANDANG_BASE_SPAN_H
#define DANDANG_BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct span {
	const uint8_t *data;
	size_t size;
};

static inline struct span span_of(const void *data, size_t size)
{
	return (struct span){ .data = data, .size = size };
}

static inline struct span span_text(const char *text)
{
	return (struct span){ .data = (const uint8_t *)text, .size = strlen(text) };
}

static inline bool span_equal(struct span a, struct span b)
{
	return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

#endif
