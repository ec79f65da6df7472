/* The target of a request: path and query, decoded once, refused where decoding could mean two things. */
#include <string.h>

#include "base/hex.h"
#include "http_impl.h"
#include "wire/wire.h"

/* Decodes size bytes of percent-encoded text into the arena. NULL: malformed, a control byte, not UTF-8, or no memory. */
static char *decode(struct arena *arena, const char *text, size_t size, bool plus_is_blank)
{
	char *out = arena_alloc(arena, size + 1);
	size_t n = 0;

	if (!out)
		return NULL;
	for (size_t i = 0; i < size; i++) {
		int c = (unsigned char)text[i];

		if (c == '%') {
			int high = size - i > 2 ? hex_digit(text[i + 1]) : -1;
			int low = high < 0 ? -1 : hex_digit(text[i + 2]);

			if (low < 0)
				return NULL;
			c = high << 4 | low;
			i += 2;
		} else if (c == '+' && plus_is_blank) {
			c = ' ';
		}
		if (c < 0x20 || c == 0x7f)
			return NULL;
		out[n++] = (char)c;
	}
	return wire_utf8_valid(span_of(out, n), NULL) ? out : NULL;
}

/* "/a/../b", "//" and an encoded slash name one thing to us and another to a proxy's rules. */
static bool is_plain_path(const char *raw, size_t raw_size, const char *path)
{
	for (size_t i = 0; i + 2 < raw_size; i++)
		if (raw[i] == '%' && raw[i + 1] == '2' && (raw[i + 2] == 'f' || raw[i + 2] == 'F'))
			return false;
	if (strchr(path, '\\') || strstr(path, "//"))
		return false;
	for (const char *segment = path; segment; segment = strchr(segment + 1, '/')) {
		size_t size = strcspn(segment + 1, "/");

		if ((size == 1 || size == 2) && strncmp(segment + 1, "..", size) == 0)
			return false;
	}
	return true;
}

static bool parse_query(struct http_request *r, const char *query)
{
	size_t count = *query ? 1 : 0;

	for (const char *c = query; *c; c++)
		if (*c == '&')
			count++;
	if (count > HTTP_QUERY_PARAMETERS_MAX)
		return false;
	r->query = arena_alloc(&r->arena, sizeof(*r->query) * (count + 1));
	if (!r->query)
		return false;
	while (*query) {
		size_t size = strcspn(query, "&");
		const char *equals = memchr(query, '=', size);
		size_t name_size = equals ? (size_t)(equals - query) : size;
		struct http_header *pair = &r->query[r->query_count];

		pair->name = decode(&r->arena, query, name_size, true);
		pair->value = equals ? decode(&r->arena, equals + 1, size - name_size - 1, true) : "";
		if (!pair->name || !pair->value)
			return false;
		if (size > 0)
			r->query_count++;
		query += size + (query[size] == '&' ? 1 : 0);
	}
	return true;
}

bool target_parse(struct http_request *r, const char *target)
{
	size_t path_size = strcspn(target, "?");

	r->path = decode(&r->arena, target, path_size, false);
	if (!r->path || r->path[0] != '/' || !is_plain_path(target, path_size, r->path))
		return false;
	return parse_query(r, target[path_size] == '?' ? target + path_size + 1 : target + path_size);
}
