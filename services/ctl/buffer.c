#include "buffer.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "ctl.h"
#include "wire/base64.h"

#define ROOM_MIN 256
#define READ_BYTES 65536

/* Room for `size` more bytes and NUL. */
static char *grow(struct buffer *b, size_t size)
{
	if (b->room - b->size <= size) {
		size_t room = b->room ? b->room : ROOM_MIN;
		while (room - b->size <= size)
			room *= 2;
		b->data = realloc(b->data, room);
		REQUIRE(b->data);
		b->room = room;
	}
	b->data[b->size + size] = '\0';
	b->size += size;
	return b->data + b->size - size;
}

void buffer_add(struct buffer *b, struct span bytes)
{
	char *at = grow(b, bytes.size);

	if (bytes.size)
		memcpy(at, bytes.data, bytes.size);
}

void buffer_text(struct buffer *b, const char *text)
{
	buffer_add(b, span_text(text));
}

void buffer_format(struct buffer *b, const char *format, ...)
{
	va_list args, again;
	int size;

	va_start(args, format);
	va_copy(again, args);
	size = vsnprintf(NULL, 0, format, args);
	va_end(args);
	REQUIRE(size >= 0);
	char *at = grow(b, (size_t)size);

	vsnprintf(at, (size_t)size + 1, format, again);
	va_end(again);
}

void buffer_json(struct buffer *b, struct span text)
{
	size_t plain = 0;

	buffer_text(b, "\"");
	for (size_t i = 0; i < text.size; i++) {
		uint8_t c = text.data[i];
		if (c >= 0x20 && c != '"' && c != '\\')
			continue;
		buffer_add(b, span_of(text.data + plain, i - plain));
		if (c < 0x20)
			buffer_format(b, "\\u%04x", c);
		else
			buffer_format(b, "\\%c", c);
		plain = i + 1;
	}
	buffer_add(b, span_of(text.data + plain, text.size - plain));
	buffer_text(b, "\"");
}

void buffer_base64(struct buffer *b, struct span bytes)
{
	buffer_text(b, "\"");
	base64_encode(bytes, grow(b, BASE64_SIZE(bytes.size)));
	buffer_text(b, "\"");
}

void buffer_escaped(struct buffer *b, const char *text)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

	for (; *text; text++) {
		if (strchr(plain, *text))
			buffer_add(b, span_of(text, 1));
		else
			buffer_format(b, "%%%02X", (unsigned char)*text);
	}
}

bool buffer_file(struct buffer *b, const char *path)
{
	bool is_stdin = strcmp(path, "-") == 0, good;
	FILE *file = is_stdin ? stdin : fopen(path, "re");

	if (!file) {
		fprintf(stderr, "dandangctl: 无法打开 %s / cannot open it: %s\n", path, strerror(errno));
		return false;
	}
	while (b->size <= CTL_INPUT_BYTES_MAX) {
		char *at = grow(b, READ_BYTES);
		size_t got = fread(at, 1, READ_BYTES, file);
		b->size -= READ_BYTES - got;
		b->data[b->size] = '\0';
		if (got == 0)
			break;
	}
	good = !ferror(file) && b->size <= CTL_INPUT_BYTES_MAX;
	if (!good)
		fprintf(stderr, "dandangctl: 无法读取 %s / cannot read it: %s\n", path,
			ferror(file) ? strerror(errno) : "larger than 16 MiB");
	if (!is_stdin)
		fclose(file);
	return good;
}

void buffer_clear(struct buffer *b)
{
	b->size = 0;
}

void buffer_free(struct buffer *b)
{
	free(b->data);
	*b = (struct buffer){ 0 };
}
