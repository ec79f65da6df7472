#include "buffer.h"

#include <stdlib.h>
#include <string.h>

#include "base/require.h"

#define BUFFER_ROOM_MIN 512

bool buffer_reserve(struct buffer *b, size_t size)
{
	if (b->start + b->size + size <= b->room)
		return true;
	if (b->start > 0) {
		memmove(b->data, b->data + b->start, b->size);
		b->start = 0;
	}
	if (b->size + size > b->room) {
		size_t room = b->room ? b->room : BUFFER_ROOM_MIN;

		while (room < b->size + size)
			room *= 2;
		uint8_t *grown = realloc(b->data, room);

		if (!grown)
			return false;
		b->data = grown;
		b->room = room;
	}
	return true;
}

bool buffer_append(struct buffer *b, const void *data, size_t size)
{
	if (size == 0)
		return true;
	if (!buffer_reserve(b, size))
		return false;
	memcpy(b->data + b->start + b->size, data, size);
	b->size += size;
	return true;
}

void buffer_consume(struct buffer *b, size_t size)
{
	REQUIRE(size <= b->size);
	b->start += size;
	b->size -= size;
	if (b->size == 0)
		buffer_free(b);
}

void buffer_free(struct buffer *b)
{
	free(b->data);
	*b = (struct buffer){ 0 };
}
