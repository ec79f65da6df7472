/* A growable run of bytes with a start that moves: what was received or is to be sent but could not go yet. An empty
 * buffer holds no memory, so that idle connections cost none. */
#ifndef DANDANG_GATEWAY_HTTP_BUFFER_H
#define DANDANG_GATEWAY_HTTP_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

struct buffer {
	uint8_t *data;
	size_t start;
	size_t size;   /* of what is held, from start */
	size_t room;   /* allocated */
};

/* Room for `size` more bytes in one piece, so that they are not grown into step by step. False when memory is out. */
bool buffer_reserve(struct buffer *b, size_t size);
/* False when memory is out; the buffer stays as it was. */
bool buffer_append(struct buffer *b, const void *data, size_t size);
void buffer_consume(struct buffer *b, size_t size);   /* frees the memory once empty */
void buffer_free(struct buffer *b);

static inline struct span buffer_span(const struct buffer *b)
{
	return b->size ? span_of(b->data + b->start, b->size) : (struct span){ 0 };
}

#endif
