#include "play_names.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"

#define ROOM_FIRST 1024
#define NAMES_BYTES_MAX ((size_t)1 << 30)

struct play_name {
	uint64_t hash;
	struct span name;
	const char *value;
};

void play_names_init(struct play_names *n)
{
	*n = (struct play_names){ .room = ROOM_FIRST };
	arena_init(&n->arena, NAMES_BYTES_MAX);
	n->places = calloc(n->room, sizeof *n->places);
	REQUIRE(n->places);
}

void play_names_fini(struct play_names *n)
{
	free(n->places);
	arena_fini(&n->arena);
	*n = (struct play_names){ 0 };
}

/* FNV-1a. */
static uint64_t hash_of(struct span name)
{
	uint64_t hash = 0xcbf29ce484222325u;

	for (size_t i = 0; i < name.size; i++)
		hash = (hash ^ name.data[i]) * 0x100000001b3u;
	return hash;
}

/* Where the name stands, or the free place where it would. */
static struct play_name **place_of(const struct play_names *n, uint64_t hash, struct span name)
{
	size_t i = hash & (n->room - 1);

	while (n->places[i] && (n->places[i]->hash != hash || !span_equal(n->places[i]->name, name)))
		i = (i + 1) & (n->room - 1);
	return &n->places[i];
}

static void double_room(struct play_names *n)
{
	struct play_name **old = n->places;
	size_t count = n->room;

	n->room *= 2;
	n->places = calloc(n->room, sizeof *n->places);
	REQUIRE(n->places);
	for (size_t i = 0; i < count; i++)
		if (old[i])
			*place_of(n, old[i]->hash, old[i]->name) = old[i];
	free(old);
}

void play_names_put(struct play_names *n, struct span name, const char *value)
{
	uint64_t hash = hash_of(name);
	struct play_name **place = place_of(n, hash, name);

	if (!*place) {
		*place = arena_alloc(&n->arena, sizeof **place);
		REQUIRE(*place);
		**place = (struct play_name){ .hash = hash,
					      .name = span_of(arena_copy(&n->arena, name.data, name.size), name.size) };
		n->count++;
	}
	(*place)->value = arena_text(&n->arena, value, strlen(value));
	REQUIRE((*place)->value);
	if (n->count * 2 > n->room)
		double_room(n);
}

const char *play_names_find(const struct play_names *n, struct span name)
{
	struct play_name *found = *place_of(n, hash_of(name), name);

	return found ? found->value : NULL;
}

/* ---- filling in ----------------------------------------------------------------------------------- */

static size_t name_size(const uint8_t *at, size_t size)
{
	size_t i = 0;

	while (i < size && (isalnum(at[i]) || at[i] == '_' || at[i] == '.' || at[i] == '-'))
		i++;
	return i;
}

/* Past the closing quote of the string at `at`. */
static size_t string_end(struct span json, size_t at)
{
	for (at++; at < json.size && json.data[at] != '"'; at++)
		if (json.data[at] == '\\')
			at++;
	return at + 1 < json.size ? at + 1 : json.size;
}

bool play_fill_json(struct buffer *out, struct span json, const struct play_names *n, struct span *missing)
{
	size_t plain = 0;

	for (size_t at = 0; at < json.size;) {
		if (json.data[at] != '"') {
			at++;
			continue;
		}
		size_t end = string_end(json, at), inner = end - at >= 3 ? end - at - 3 : 0;
		struct span name = span_of(json.data + at + 2, inner);
		if (inner > 0 && json.data[at + 1] == '$' && name_size(name.data, inner) == inner) {
			const char *value = play_names_find(n, name);
			if (!value) {
				*missing = name;
				return false;
			}
			buffer_add(out, span_of(json.data + plain, at - plain));
			buffer_json(out, span_text(value));
			plain = end;
		}
		at = end;
	}
	buffer_add(out, span_of(json.data + plain, json.size - plain));
	return true;
}

bool play_fill_query(struct buffer *out, const char *text, const struct play_names *n, struct span *missing)
{
	while (*text) {
		size_t plain = strcspn(text, "$");
		buffer_add(out, span_of(text, plain));
		text += plain;
		if (!*text)
			break;
		struct span name = span_of(text + 1, name_size((const uint8_t *)text + 1, strlen(text + 1)));
		const char *value = play_names_find(n, name);
		if (!value) {
			*missing = name;
			return false;
		}
		buffer_escaped(out, value);
		text += 1 + name.size;
	}
	return true;
}
