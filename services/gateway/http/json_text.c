#include "json_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define JSON_ROOM_MIN 512

void json_start(struct json_text *j, struct arena *arena)
{
	*j = (struct json_text){ .arena = arena };
}

static void put(struct json_text *j, const char *data, size_t size)
{
	if (j->failed)
		return;
	if (j->size + size + 1 > j->room) {
		size_t room = j->room ? j->room * 2 : JSON_ROOM_MIN;

		while (room < j->size + size + 1)
			room *= 2;
		char *grown = arena_alloc_raw(j->arena, room);

		if (!grown) {
			j->failed = true;
			return;
		}
		if (j->size > 0)
			memcpy(grown, j->data, j->size);
		j->data = grown;
		j->room = room;
	}
	memcpy(j->data + j->size, data, size);
	j->size += size;
	j->data[j->size] = '\0';
}

static void comma_if_due(struct json_text *j)
{
	if (j->comma)
		put(j, ",", 1);
	j->comma = true;
}

struct span json_end(struct json_text *j)
{
	return j->failed ? (struct span){ 0 } : span_of(j->data, j->size);
}

void json_open(struct json_text *j, char bracket)
{
	comma_if_due(j);
	put(j, &bracket, 1);
	j->comma = false;
}

void json_close(struct json_text *j, char bracket)
{
	put(j, &bracket, 1);
	j->comma = true;
}

static void put_escaped(struct json_text *j, const char *text)
{
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;
		char escaped[8];

		if (c == '"' || c == '\\') {
			escaped[0] = '\\';
			escaped[1] = (char)c;
			put(j, escaped, 2);
		} else if (c < 0x20 || c == 0x7f) {
			put(j, escaped, (size_t)snprintf(escaped, sizeof(escaped), "\\u%04x", c));
		} else {
			put(j, text, 1);
		}
	}
}

void json_string_2(struct json_text *j, const char *first, const char *second)
{
	comma_if_due(j);
	put(j, "\"", 1);
	put_escaped(j, first);
	put_escaped(j, second);
	put(j, "\"", 1);
}

void json_string(struct json_text *j, const char *text)
{
	json_string_2(j, text ? text : "", "");
}

void json_name(struct json_text *j, const char *name)
{
	json_string(j, name);
	put(j, ":", 1);
	j->comma = false;
}

void json_number(struct json_text *j, int64_t value)
{
	char text[24];

	comma_if_due(j);
	put(j, text, (size_t)snprintf(text, sizeof(text), "%" PRId64, value));
}

void json_bool(struct json_text *j, bool value)
{
	comma_if_due(j);
	put(j, value ? "true" : "false", value ? 4 : 5);
}

void json_member(struct json_text *j, const char *name, const char *text)
{
	if (!text || !text[0])
		return;
	json_name(j, name);
	json_string(j, text);
}
