/* Growing text on the heap. A buffer of zeros is an empty one. Running out of memory ends the program. */
#ifndef DANDANG_CTL_BUFFER_H
#define DANDANG_CTL_BUFFER_H

#include "base/span.h"

struct buffer {
	char *data;        /* ends with NUL once anything was added */
	size_t size;
	size_t room;
};

void buffer_add(struct buffer *b, struct span bytes);
void buffer_text(struct buffer *b, const char *text);
void buffer_format(struct buffer *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A JSON string with its quotes; the text must be UTF-8. */
void buffer_json(struct buffer *b, struct span text);
/* A JSON string of base64. */
void buffer_base64(struct buffer *b, struct span bytes);
/* Percent-encoded, for a query or a path part. */
void buffer_escaped(struct buffer *b, const char *text);
/* Reads a file, or standard input for "-". False with a message on stderr. */
bool buffer_file(struct buffer *b, const char *path);
void buffer_clear(struct buffer *b);   /* keeps its room */
void buffer_free(struct buffer *b);

static inline struct span buffer_span(const struct buffer *b)
{
	return (struct span){ (const uint8_t *)b->data, b->size };
}

#endif
