/* What of a play is done, a line at a time:
 *
 *   P <tab> hash of the file's name <tab> lines        the play
 *   N <tab> line <tab> name <tab> "value"              a result was saved
 *   D <tab> line <tab> merged sequence <tab> day       a day ended; line is its last
 *
 * A convenience, not the truth: without it every command is asked again with its key and answered as before. It is believed
 * only while the platform has come at least as far as it says. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "play.h"
#include "wire/json_pick.h"

#define PARTS 4

/* Cuts a line at its tabs; how many parts there were. */
static size_t cut(char *line, const char *parts[PARTS])
{
	size_t count = 0;

	for (char *at = line; at && count < PARTS; count++) {
		parts[count] = at;
		at = count + 1 < PARTS ? strchr(at, '\t') : NULL;
		if (at)
			*at++ = '\0';
	}
	return count;
}

/* The next whole line; a last one without its end was torn. */
static char *next_line(char **at)
{
	char *line = *at, *end = strchr(line, '\n');

	if (!end)
		return NULL;
	*end = '\0';
	*at = end + 1;
	return line;
}

static bool same_play(const struct play *p, const char *line)
{
	char mine[64];

	snprintf(mine, sizeof mine, "P\t%s\t%zu", p->file.key_prefix, p->file.lines);
	return strcmp(line, mine) == 0;
}

/* The last day that ended within what the platform has. */
static size_t last_day(const struct play *p, char *text)
{
	const char *parts[PARTS];
	char *line = next_line(&text);
	size_t found = 0;

	if (!line || !same_play(p, line))
		return 0;
	while ((line = next_line(&text)))
		if (line[0] == 'D' && cut(line, parts) == PARTS) {
			if (strtoull(parts[2], NULL, 10) > p->merged_sequence)
				return 0; /* another platform's, or one restored from before */
			found = strtoull(parts[1], NULL, 10);
		}
	return found;
}

static void load_names(struct play *p, char *text)
{
	const char *parts[PARTS];
	char *line;

	while ((line = next_line(&text))) {
		if (line[0] != 'N' || cut(line, parts) != PARTS)
			continue;
		play_names_put(&p->names, span_text(parts[2]), json_pick_value(span_text(parts[3]), &p->ctl->arena));
		play_names_put(&p->done_lines, span_text(parts[1]), "1");
	}
}

enum err play_done_open(struct play *p, const char *path, struct fault *fault)
{
	struct buffer text = { 0 }, copy = { 0 };
	FILE *file = fopen(path, "re");

	if (file) {
		fclose(file);
		if (!buffer_file(&text, path))
			return fault_set(fault, ERR_IO, "%s", path);
		buffer_add(&copy, buffer_span(&text));
		p->done_line = text.size ? last_day(p, copy.data) : 0;
		if (p->done_line)
			load_names(p, text.data);
		buffer_free(&text);
		buffer_free(&copy);
	}
	p->done = fopen(path, p->done_line ? "ae" : "we");
	if (!p->done)
		return fault_set(fault, ERR_IO, "%s: %s", path, strerror(errno));
	if (!p->done_line)
		fprintf(p->done, "P\t%s\t%zu\n", p->file.key_prefix, p->file.lines);
	else
		fputc('\n', p->done); /* ends a torn line */
	return ERR_NONE;
}

void play_done_close(struct play *p)
{
	if (p->done)
		fclose(p->done);
	p->done = NULL;
}

void play_done_name(struct play *p, size_t line, struct span name, const char *value)
{
	struct buffer b = { 0 };

	if (!p->done)
		return;
	buffer_format(&b, "N\t%zu\t%.*s\t", line, (int)name.size, (const char *)name.data);
	buffer_json(&b, span_text(value));
	buffer_text(&b, "\n");
	fwrite(b.data, 1, b.size, p->done);
	buffer_free(&b);
}

void play_done_day(struct play *p, size_t line)
{
	if (!p->done)
		return;
	fprintf(p->done, "D\t%zu\t%llu\t%s\n", line, (unsigned long long)p->merged_sequence, p->day);
	fflush(p->done);
}

bool play_done_has(const struct play *p, size_t line)
{
	char number[24];

	snprintf(number, sizeof number, "%zu", line);
	return line <= p->done_line || play_names_find(&p->done_lines, span_text(number));
}
