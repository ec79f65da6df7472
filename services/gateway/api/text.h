/* A growing text in an arena, for JSON put together from parts that are JSON already. */
#ifndef DANDANG_GATEWAY_TEXT_H
#define DANDANG_GATEWAY_TEXT_H

#include "base/arena.h"
#include "base/span.h"

struct text {
	struct arena *arena;
	char *data;
	size_t size;
	size_t cap;
};

/* Room for `more` bytes, so that a long text is not grown into step by step. */
void text_reserve(struct text *t, size_t more);
void text_add(struct text *t, const char *words);
void text_add_span(struct text *t, struct span words);
void text_add_number(struct text *t, long long number);
/* As a JSON string with quotes, escaped. */
void text_add_json(struct text *t, const char *words);
static inline struct span text_span(const struct text *t)
{
	return (struct span){ (const uint8_t *)t->data, t->size };
}

#endif
