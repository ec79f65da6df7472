/* A JSON body out of flags: --cadre-id c1 --ground WEAK_PUSH; a repeated field by repeating its flag; a message field takes
 * JSON, a bytes field the name of a file. --json brings a whole body to which flags add. */
#include <stdlib.h>
#include <string.h>

#include "arguments.h"
#include "command.h"
#include "wire/json_pick.h"

void command_flag(char out[COMMAND_FIELD_CHARS], const char *field)
{
	snprintf(out, COMMAND_FIELD_CHARS, "%s", field);
	for (char *at = out; *at; at++)
		if (*at == '_')
			*at = '-';
}

static const struct ctl_field *field_of(const struct ctl_command *command, const char *name, size_t size)
{
	char flag[COMMAND_FIELD_CHARS];

	for (size_t i = 0; i < command->field_count; i++) {
		const struct ctl_field *f = &command->fields[i];
		command_flag(flag, f->name);
		if (strlen(flag) == size && (memcmp(flag, name, size) == 0 || memcmp(f->name, name, size) == 0))
			return f;
	}
	return NULL;
}

static bool complain(const struct ctl_field *f, const char *value, const char *what)
{
	char flag[COMMAND_FIELD_CHARS];

	command_flag(flag, f->name);
	fprintf(stderr, "dandangctl: --%s %s: %s\n", flag, value, what);
	return false;
}

static bool is_number(const char *value)
{
	const char *digits = value + (value[0] == '-');

	return digits[0] && strspn(digits, "0123456789") == strlen(digits) && (digits[0] != '0' || !digits[1]);
}

static bool is_one_of(const char *values, const char *value)
{
	size_t size = strlen(value);

	for (const char *at = values; *at; at += strcspn(at, "|"), at += *at == '|')
		if (strcspn(at, "|") == size && memcmp(at, value, size) == 0)
			return true;
	return false;
}

static bool add_file(struct buffer *body, const char *path)
{
	struct buffer content = { 0 };
	bool good = buffer_file(&content, path);

	if (good)
		buffer_base64(body, buffer_span(&content));
	buffer_free(&content);
	return good;
}

static bool add_value(struct buffer *body, const struct ctl_field *f, const char *value)
{
	switch (f->kind) {
	case CTL_NUMBER:
		if (!is_number(value))
			return complain(f, value, "须为整数 / not a whole number");
		buffer_text(body, value);
		return true;
	case CTL_FLAG:
		if (strcmp(value, "true") != 0 && strcmp(value, "false") != 0)
			return complain(f, value, "true 或 false");
		buffer_text(body, value);
		return true;
	case CTL_ENUM:
		if (!is_one_of(f->values, value))
			return complain(f, value, f->values);
		break;
	case CTL_BYTES:
		return add_file(body, value);
	case CTL_MESSAGE:
		if (!json_pick_is(span_text(value), '{'))
			return complain(f, value, "须为 JSON 对象 / not a JSON object");
		buffer_text(body, value);
		return true;
	case CTL_TEXT:
		break;
	}
	buffer_json(body, span_text(value));
	return true;
}

/* The value of a word at `i`; a yes/no field needs none. NULL: none left. */
static const char *value_at(const struct ctl_field *f, const char *given, int argc, char **argv, int *i)
{
	if (given)
		return given;
	if (f && f->kind == CTL_FLAG && !(*i + 1 < argc && (strcmp(argv[*i + 1], "true") == 0 ||
							    strcmp(argv[*i + 1], "false") == 0)))
		return "true";
	return *i + 1 < argc ? argv[++*i] : NULL;
}

static bool is_option(struct command_line *line, const char *name, size_t size, const char ***slot)
{
	if (size == 4 && memcmp(name, "json", 4) == 0)
		*slot = &line->json;
	else if (size == 3 && memcmp(name, "key", 3) == 0)
		*slot = &line->key;
	else if (size == 2 && memcmp(name, "at", 2) == 0)
		*slot = &line->at;
	else
		return false;
	return true;
}

/* Each field's values, in `parts` by field number. */
static bool read_words(const struct ctl_command *command, int argc, char **argv, struct command_line *line,
		       struct buffer *parts)
{
	for (int i = 0; i < argc; i++) {
		const char *name, *given, *value, **slot = NULL;
		const struct ctl_field *f;
		size_t size;
		if (strcmp(argv[i], "--help") == 0) {
			line->help = true;
			return true;
		}
		if (!argument_split(argv[i], &name, &size, &given)) {
			fprintf(stderr, "dandangctl: %s: 应为 --字段 值 / expected --field VALUE\n", argv[i]);
			return false;
		}
		f = field_of(command, name, size);
		if (!f && !is_option(line, name, size, &slot)) {
			fprintf(stderr, "dandangctl: 没有这个字段 / there is no such field: %s\n", argv[i]);
			return false;
		}
		value = value_at(f, given, argc, argv, &i);
		if (!value) {
			fprintf(stderr, "dandangctl: 缺少值 / its value is missing: --%.*s\n", (int)size, name);
			return false;
		}
		if (!f) {
			*slot = value;
			continue;
		}
		struct buffer *part = &parts[f - command->fields];
		if (part->size > 0 && !f->repeated)
			return complain(f, value, "重复 / it stands twice");
		if (part->size > 0)
			buffer_text(part, ",");
		if (!add_value(part, f, value))
			return false;
	}
	return true;
}

/* The members of the body that --json brings, without its braces. */
static bool add_json(struct buffer *body, const char *path)
{
	struct buffer content = { 0 };
	bool good = buffer_file(&content, path);

	if (good && !json_pick_is(buffer_span(&content), '{')) {
		fprintf(stderr, "dandangctl: %s: 须为 JSON 对象 / not a JSON object\n", path);
		good = false;
	}
	struct span rest = buffer_span(&content), name, value;

	while (good && json_pick_next(&rest, &name, &value)) {
		buffer_text(body, body->size > 1 ? ",\"" : "\"");
		buffer_add(body, name);
		buffer_text(body, "\":");
		buffer_add(body, value);
	}
	buffer_free(&content);
	return good;
}

bool command_body(const struct ctl_command *command, int argc, char **argv, struct command_line *line,
		  struct buffer *body)
{
	struct buffer *parts = calloc(command->field_count + 1, sizeof *parts);
	bool good = parts && read_words(command, argc, argv, line, parts);

	buffer_text(body, "{");
	if (good && !line->help && line->json)
		good = add_json(body, line->json);
	for (size_t i = 0; i < command->field_count && parts; i++) {
		const struct ctl_field *f = &command->fields[i];
		if (parts[i].size == 0)
			continue;
		buffer_format(body, f->repeated ? "%s\"%s\":[" : "%s\"%s\":", body->size > 1 ? "," : "", f->name);
		buffer_add(body, buffer_span(&parts[i]));
		buffer_text(body, f->repeated ? "]" : "");
		buffer_free(&parts[i]);
	}
	buffer_text(body, "}");
	free(parts);
	return good;
}
