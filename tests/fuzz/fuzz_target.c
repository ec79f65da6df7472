/* Path and query of a request. What is taken decodes to plain text, and written again in full it decodes to the same. */
#include <ctype.h>

#include "fuzz.h"
#include "http/http_impl.h"
#include "wire/wire.h"

#define ARENA_BYTES ((size_t)1 << 20)

/* As the gate lets a target pass (gate_head.c): visible ASCII that begins with a slash, without a fragment. */
static bool passes_the_gate(const char *target)
{
	if (target[0] != '/')
		return false;
	for (const char *c = target; *c; c++)
		if (*c <= ' ' || *c > '~' || *c == '#')
			return false;
	return true;
}

static void is_plain_text(const char *text)
{
	PROPERTY(wire_utf8_valid(span_text(text), NULL));
	for (const char *c = text; *c; c++)
		PROPERTY((unsigned char)*c >= 0x20 && *c != 0x7f);
}

/* One file name to us and to any proxy before us. */
static void is_plain_path(const char *path)
{
	PROPERTY(path[0] == '/' && !strstr(path, "//") && !strchr(path, '\\'));
	for (const char *at = path; at; at = strchr(at + 1, '/')) {
		size_t size = strcspn(at + 1, "/");

		PROPERTY(!(size == 1 && at[1] == '.') && !(size == 2 && at[1] == '.' && at[2] == '.'));
	}
}

static char *escaped(char *out, const char *text, bool path)
{
	static const char hex[] = "0123456789ABCDEF";

	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (isalnum(c) || (path && c == '/')) {
			*out++ = (char)c;
			continue;
		}
		*out++ = '%';
		*out++ = hex[c >> 4];
		*out++ = hex[c & 15];
	}
	return out;
}

static void reads_the_same(const struct http_request *r, struct arena *arena)
{
	size_t room = 3 * strlen(r->path) + 2;

	for (size_t i = 0; i < r->query_count; i++)
		room += 3 * (strlen(r->query[i].name) + strlen(r->query[i].value)) + 2;
	char *text = arena_alloc(arena, room);
	char *at = escaped(text, r->path, true);

	for (size_t i = 0; i < r->query_count; i++) {
		*at++ = i ? '&' : '?';
		at = escaped(at, r->query[i].name, false);
		*at++ = '=';
		at = escaped(at, r->query[i].value, false);
	}
	struct http_request again = { 0 };

	arena_init(&again.arena, ARENA_BYTES);
	PROPERTY(target_parse(&again, text));
	PROPERTY(strcmp(again.path, r->path) == 0 && again.query_count == r->query_count);
	for (size_t i = 0; i < r->query_count; i++)
		PROPERTY(strcmp(again.query[i].name, r->query[i].name) == 0 &&
			 strcmp(again.query[i].value, r->query[i].value) == 0);
	arena_fini(&again.arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = fuzz_arena(ARENA_BYTES);
	const char *target = text_in(arena, span_of(data, size));
	struct http_request r = { 0 };

	arena_init(&r.arena, ARENA_BYTES);
	if (target_parse(&r, target) && passes_the_gate(target)) {
		is_plain_text(r.path);
		is_plain_path(r.path);
		PROPERTY(r.query_count <= HTTP_QUERY_PARAMETERS_MAX);
		for (size_t i = 0; i < r.query_count; i++) {
			is_plain_text(r.query[i].name);
			is_plain_text(r.query[i].value);
		}
		reads_the_same(&r, arena);
	}
	arena_fini(&r.arena);
	return 0;
}
