/* Encodings: UTF-8 with or without BOM, else GB18030, which is what Chinese Excel writes as .csv. */
#include "import.h"

#include <iconv.h>
#include <string.h>

#include "wire/wire.h"

bool import_fail(struct import_report *r, enum refusal code, uint32_t row, const char *column, const char *value)
{
	r->total++;
	if (r->kept < IMPORT_ERRORS_MAX)
		r->items[r->kept++] = (struct import_error){ code, row, column, value };
	return false;
}

/* Bytes of the control character at `at`: C0 and DEL one, C1 two in UTF-8; 0 for anything else. */
static size_t control_size(const char *at)
{
	unsigned char first = (unsigned char)at[0], second = (unsigned char)at[1];

	if (first == 0xC2 && second >= 0x80 && second < 0xA0)
		return 2;
	return (first < 0x20 && first != '\t' && first != '\n') || first == 0x7F ? 1 : 0;
}

size_t import_clean(char *text, size_t size)
{
	size_t used = 0;

	for (size_t i = 0; i < size;) {
		size_t control = control_size(text + i);
		i += control;
		if (!control)
			text[used++] = text[i++];
	}
	text[used] = '\0';
	return used;
}

bool import_looks_like_xml(struct span content)
{
	size_t i = 0;

	if (content.size >= 3 && memcmp(content.data, "\xEF\xBB\xBF", 3) == 0)
		i = 3;
	while (i < content.size && (content.data[i] == ' ' || content.data[i] == '\t' || content.data[i] == '\r' ||
				    content.data[i] == '\n'))
		i++;
	return i < content.size && content.data[i] == '<';
}

/* GB18030 needs at most 4 bytes of UTF-8 for each 2 of its own (FE51 is U+20087). Any invalid sequence refuses the whole text. */
static enum refusal from_gb18030(struct arena *arena, struct span content, struct span *utf8)
{
	size_t room = 2 * content.size + 4;
	char *text = arena_alloc(arena, room);
	char *source = arena_text(arena, (const char *)content.data, content.size); /* iconv wants it writable */
	char *in = source, *out = text;
	size_t in_left = content.size, out_left = room;
	iconv_t converter;
	size_t result;

	if (!text || !source)
		return REFUSAL_IMPORT_TOO_LARGE;
	converter = iconv_open("UTF-8", "GB18030");
	if (converter == (iconv_t)-1) /* NOLINT: iconv's way to say it has no such conversion */
		return REFUSAL_IMPORT_ENCODING;
	result = iconv(converter, &in, &in_left, &out, &out_left);
	iconv_close(converter);
	if (result == (size_t)-1 || in_left != 0)
		return REFUSAL_IMPORT_ENCODING;
	*utf8 = span_of(text, room - out_left);
	return REFUSAL_NONE;
}

enum refusal import_text(struct arena *arena, struct span content, struct span *utf8)
{
	size_t chars;

	if (content.size > IMPORT_BYTES_MAX)
		return REFUSAL_IMPORT_TOO_LARGE;
	if (content.size >= 3 && memcmp(content.data, "\xEF\xBB\xBF", 3) == 0) {
		*utf8 = span_of(content.data + 3, content.size - 3);
		return wire_utf8_valid(*utf8, &chars) ? REFUSAL_NONE : REFUSAL_IMPORT_ENCODING;
	}
	if (content.size && memchr(content.data, '\0', content.size))
		return REFUSAL_IMPORT_ENCODING;
	*utf8 = content;
	if (wire_utf8_valid(content, &chars))
		return REFUSAL_NONE;
	return from_gb18030(arena, content, utf8);
}
