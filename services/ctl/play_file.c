#include "play_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/date.h"
#include "base/hex.h"
#include "digest/digest.h"
#include "wire/json_pick.h"

#define PREFIX_HASH_BYTES 6

static void name_file(struct play_file *f, struct arena *arena)
{
	const char *slash = strrchr(f->path, '/');
	const char *name = slash ? slash + 1 : f->path;
	uint8_t digest[SHA256_SIZE];

	digest_sha256(span_text(name), digest);
	hex_encode(digest, PREFIX_HASH_BYTES, f->key_prefix);
	f->folder = slash ? arena_text(arena, f->path, (size_t)(slash - f->path)) : ".";
}

static size_t count_lines(struct span text)
{
	size_t lines = 0;
	const uint8_t *at = text.data, *end = text.data + text.size, *found;

	for (; at < end && (found = memchr(at, '\n', (size_t)(end - at))); at = found + 1)
		lines++;
	return lines + (at < end);
}

enum err play_file_open(struct play_file *f, const char *path, struct arena *arena, struct fault *fault)
{
	int file = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	void *map = NULL;

	*f = (struct play_file){ .path = path };
	if (file < 0 || fstat(file, &st) != 0) {
		fault_set(fault, ERR_IO, "%s: %s", path, strerror(errno));
		if (file >= 0)
			close(file);
		return ERR_IO;
	}
	if (st.st_size > 0)
		map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, file, 0);
	close(file);
	if (map == MAP_FAILED)
		return fault_set(fault, ERR_IO, "%s: %s", path, strerror(errno));
	f->text = span_of(map, (size_t)st.st_size);
	f->lines = count_lines(f->text);
	name_file(f, arena);
	return ERR_NONE;
}

void play_file_close(struct play_file *f)
{
	union { const uint8_t *in; void *out; } map = { .in = f->text.data };

	if (map.out)
		munmap(map.out, f->text.size);
	f->text = (struct span){ 0 };
}

/* The next line that holds something. */
static bool next_line(struct play_file *f, struct span *line)
{
	while (f->at < f->text.size) {
		const uint8_t *from = f->text.data + f->at;
		const uint8_t *end = memchr(from, '\n', f->text.size - f->at);
		size_t size = end ? (size_t)(end - from) : f->text.size - f->at;
		f->at += size + 1;
		f->line++;
		while (size > 0 && (from[size - 1] == '\r' || from[size - 1] == ' '))
			size--;
		*line = span_of(from, size);
		if (size > 0)
			return true;
	}
	return false;
}

struct member {
	const char *name;
	const char **text;             /* either the decoded text */
	struct span *span;             /* or the value as it stands */
};

static bool is_name(struct span name, const char *wanted)
{
	return span_equal(name, span_text(wanted));
}

static bool take_member(struct play_step *s, struct span name, struct span value, struct arena *arena)
{
	const char *command = "", *get = "";
	const struct member members[] = {
		{ "day", &s->day, NULL }, { "lane", &s->lane, NULL }, { "as", &s->account, NULL }, { "do", &command, NULL },
		{ "get", &get, NULL }, { "query", &s->query, NULL }, { "expect", &s->expect, NULL }, { "key", &s->key, NULL },
		{ "body_file", &s->body_file, NULL }, { "field", &s->field, NULL }, { "body", NULL, &s->body },
		{ "save", NULL, &s->save }, { "where", NULL, &s->where },
	};

	if (is_name(name, "settle")) {
		s->settle = is_name(value, "true");
		return true;
	}
	for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
		if (!is_name(name, members[i].name))
			continue;
		if (members[i].span)
			*members[i].span = value;
		else
			*members[i].text = json_pick_value(value, arena);
		if (command[0] || get[0]) {
			s->kind = command[0] ? PLAY_COMMAND : PLAY_GET;
			s->path = command[0] ? command : get;
		}
		return true;
	}
	return false;
}

/* What is wrong with a line, or NULL. */
static const char *check(const struct play_file *f, const struct play_step *s)
{
	if (day_of_iso(s->day) == DAY_NONE)
		return "no day";
	if (strcmp(s->day, f->last_day) < 0)
		return "the day lies before the line above";
	if (s->kind != PLAY_NOTHING && (!s->account[0] || s->path[0] != '/'))
		return "\"as\" or the path is missing";
	if (s->kind == PLAY_COMMAND && s->body.size && !json_pick_is(s->body, '{'))
		return "the body is no object";
	if (s->body_file[0] && !s->field[0])
		return "body_file without field";
	if (strlen(s->key) >= KEY_CHARS)
		return "the key is too long";
	return NULL;
}

enum err play_file_next(struct play_file *f, struct play_step *step, struct arena *arena, struct fault *fault)
{
	struct span line, rest, name, value;
	const char *wrong;

	if (!next_line(f, &line))
		return ERR_NOT_FOUND;
	*step = (struct play_step){ .line = f->line, .day = "", .lane = "", .account = "", .path = "", .query = "",
				    .expect = "", .key = "", .body_file = "", .field = "" };
	if (line.size > PLAY_LINE_BYTES_MAX || !json_pick_is(line, '{'))
		return fault_set(fault, ERR_INVALID, "%s:%zu: no JSON object", f->path, f->line);
	rest = line;
	while (json_pick_next(&rest, &name, &value))
		if (!take_member(step, name, value, arena))
			return fault_set(fault, ERR_INVALID, "%s:%zu: unknown member %.*s", f->path, f->line, (int)name.size,
					 (const char *)name.data);
	wrong = check(f, step);
	if (wrong)
		return fault_set(fault, ERR_INVALID, "%s:%zu: %s", f->path, f->line, wrong);
	memcpy(f->last_day, step->day, sizeof f->last_day);
	return ERR_NONE;
}

void play_file_key(const struct play_file *f, const struct play_step *step, char out[KEY_CHARS])
{
	if (step->key[0])
		snprintf(out, KEY_CHARS, "%s", step->key);
	else if (step->kind == PLAY_CLOCK)
		snprintf(out, KEY_CHARS, "%s-clock-%s", f->key_prefix, step->day);
	else
		snprintf(out, KEY_CHARS, "%s-%08zu", f->key_prefix, step->line);
}
