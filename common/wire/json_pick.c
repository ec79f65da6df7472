#include "wire/json_pick.h"

#include <string.h>

#define SURROGATE_FIRST 0xd800u
#define SURROGATE_LOW 0xdc00u
#define SURROGATE_LAST 0xdfffu
#define REPLACEMENT 0xfffdu

static size_t skip_blank(struct span s, size_t at)
{
	while (at < s.size && (s.data[at] == ' ' || s.data[at] == '\t' || s.data[at] == '\n' || s.data[at] == '\r'))
		at++;
	return at;
}

/* Past the closing quote of the string that begins at `at`; 0 when it does not end. */
static size_t string_end(struct span s, size_t at)
{
	for (at++; at < s.size; at++) {
		if (s.data[at] == '\\')
			at++;
		else if (s.data[at] == '"')
			return at + 1;
	}
	return 0;
}

static size_t nested_end(struct span s, size_t at)
{
	size_t depth = 0;

	while (at < s.size) {
		uint8_t c = s.data[at];
		if (c == '"') {
			at = string_end(s, at);
			if (at == 0)
				return 0;
			continue;
		}
		at++;
		if (c == '{' || c == '[')
			depth++;
		else if ((c == '}' || c == ']') && --depth == 0)
			return at;
	}
	return 0;
}

/* Past the value that begins at `at`; 0 when there is none or it does not end. */
static size_t value_end(struct span s, size_t at)
{
	size_t from = at;

	if (at >= s.size)
		return 0;
	if (s.data[at] == '"')
		return string_end(s, at);
	if (s.data[at] == '{' || s.data[at] == '[')
		return nested_end(s, at);
	while (at < s.size && !strchr(",:]}{[\" \t\r\n", s.data[at]))
		at++;
	return at > from ? at : 0;
}

/* Where the next item begins: behind `open` or a comma; 0 at the end. */
static size_t next_start(struct span rest, uint8_t open)
{
	size_t at = skip_blank(rest, 0);

	if (at >= rest.size || (rest.data[at] != open && rest.data[at] != ','))
		return 0;
	at = skip_blank(rest, at + 1);
	return at < rest.size && rest.data[at] != ']' && rest.data[at] != '}' ? at : 0;
}

bool json_pick_item(struct span *rest, struct span *item)
{
	size_t at = next_start(*rest, '[');
	size_t end = at ? value_end(*rest, at) : 0;

	if (end == 0)
		return false;
	*item = span_of(rest->data + at, end - at);
	*rest = span_of(rest->data + end, rest->size - end);
	return true;
}

bool json_pick_next(struct span *rest, struct span *name, struct span *value)
{
	size_t at = next_start(*rest, '{');
	size_t end = at && rest->data[at] == '"' ? string_end(*rest, at) : 0;
	size_t from, to;

	if (end == 0)
		return false;
	from = skip_blank(*rest, end);
	if (from >= rest->size || rest->data[from] != ':')
		return false;
	from = skip_blank(*rest, from + 1);
	to = value_end(*rest, from);
	if (to == 0)
		return false;
	*name = span_of(rest->data + at + 1, end - at - 2);
	*value = span_of(rest->data + from, to - from);
	*rest = span_of(rest->data + to, rest->size - to);
	return true;
}

struct span json_pick_member(struct span object, const char *name)
{
	struct span wanted = span_text(name), found, value;

	while (json_pick_next(&object, &found, &value))
		if (span_equal(found, wanted))
			return value;
	return (struct span){ 0 };
}

/* ---- decoding ------------------------------------------------------------------------------------- */

static int hex_of(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The number of "uXXXX" at `at`, or UINT32_MAX. */
static uint32_t unit_at(struct span s, size_t at)
{
	uint32_t unit = 0;

	if (at + 5 > s.size || s.data[at] != 'u')
		return UINT32_MAX;
	for (size_t i = at + 1; i < at + 5; i++) {
		int digit = hex_of(s.data[i]);
		if (digit < 0)
			return UINT32_MAX;
		unit = unit << 4 | (uint32_t)digit;
	}
	return unit;
}

static size_t put_utf8(char *out, uint32_t c)
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xc0 | c >> 6);
		out[1] = (char)(0x80 | (c & 63));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xe0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 63));
		out[2] = (char)(0x80 | (c & 63));
		return 3;
	}
	out[0] = (char)(0xf0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 63));
	out[2] = (char)(0x80 | (c >> 6 & 63));
	out[3] = (char)(0x80 | (c & 63));
	return 4;
}

/* Decodes "uXXXX" at *at, with its second half if it is the first of a pair. A NUL would cut the text: it shows as U+FFFD. */
static size_t put_unicode(struct span s, size_t *at, char *out)
{
	uint32_t unit = unit_at(s, *at), low;

	if (unit == UINT32_MAX)
		return 0;
	*at += 5;
	if (unit >= SURROGATE_FIRST && unit < SURROGATE_LOW && *at < s.size && s.data[*at] == '\\') {
		low = unit_at(s, *at + 1);
		if (low >= SURROGATE_LOW && low <= SURROGATE_LAST) {
			*at += 6;
			return put_utf8(out, 0x10000 + ((unit - SURROGATE_FIRST) << 10) + (low - SURROGATE_LOW));
		}
	}
	if (unit == 0 || (unit >= SURROGATE_FIRST && unit <= SURROGATE_LAST))
		unit = REPLACEMENT;
	return put_utf8(out, unit);
}

/* One escape, *at behind the backslash; 0 bytes when there is no such escape. No escape decodes longer than it stands. */
static size_t put_escape(struct span s, size_t *at, char *out)
{
	static const char letters[] = "\"\\/bfnrt", meaning[] = "\"\\/\b\f\n\r\t";
	const char *found = s.data[*at] ? strchr(letters, s.data[*at]) : NULL;

	if (!found)
		return put_unicode(s, at, out);
	*out = meaning[found - letters];
	(*at)++;
	return 1;
}

static const char *decode(struct span inner, struct arena *arena)
{
	char *out = arena_alloc(arena, inner.size + 1);
	size_t size = 0;

	if (!out)
		return "";
	for (size_t at = 0; at < inner.size;) {
		if (inner.data[at] != '\\') {
			out[size++] = (char)inner.data[at++];
			continue;
		}
		at++;
		size_t put = at < inner.size ? put_escape(inner, &at, out + size) : 0;
		if (put == 0)
			return "";
		size += put;
	}
	out[size] = '\0';
	return out;
}

const char *json_pick_value(struct span value, struct arena *arena)
{
	const char *text;

	if (value.size == 0 || span_equal(value, span_text("null")))
		return "";
	if (value.data[0] == '"')
		return value.size >= 2 ? decode(span_of(value.data + 1, value.size - 2), arena) : "";
	text = arena_text(arena, (const char *)value.data, value.size);
	return text ? text : "";
}

const char *json_pick_text(struct span object, const char *name, struct arena *arena)
{
	return json_pick_value(json_pick_member(object, name), arena);
}

bool json_pick_is(struct span text, char kind)
{
	size_t at = skip_blank(text, 0);
	size_t end = at < text.size && text.data[at] == (uint8_t)kind ? value_end(text, at) : 0;

	return end > 0 && skip_blank(text, end) == text.size;
}
