/* Any command of the contract: dandangctl <group> <command> [--field VALUE]... */
#include "command.h"

#include <string.h>

#include "client.h"
#include "key.h"

bool ctl_contract_group(const char *group)
{
	for (size_t i = 0; i < CTL_COMMAND_COUNT; i++)
		if (strcmp(ctl_commands[i].service, group) == 0)
			return true;
	return false;
}

void ctl_list_groups(void)
{
	const char *last = "";

	for (size_t i = 0; i < CTL_COMMAND_COUNT; i++) {
		if (strcmp(ctl_commands[i].service, last) != 0)
			printf("    %s\n", ctl_commands[i].service);
		last = ctl_commands[i].service;
	}
}

void ctl_list_tables(void)
{
	for (size_t i = 0; i < CTL_TABLE_COUNT; i++)
		printf("  %s  %s  键 %s%s%s\n", ctl_tables[i].path, ctl_tables[i].zh, ctl_tables[i].keys,
		       ctl_tables[i].indexes[0] ? "  可筛选 " : "", ctl_tables[i].indexes);
}

static int list_commands(const char *group)
{
	for (size_t i = 0; i < CTL_COMMAND_COUNT; i++)
		if (strcmp(ctl_commands[i].service, group) == 0)
			printf("  %s %s  %s\n", group, ctl_commands[i].name, ctl_commands[i].zh);
	return CTL_DONE;
}

static const struct ctl_command *command_of(const char *group, const char *name)
{
	for (size_t i = 0; i < CTL_COMMAND_COUNT; i++)
		if (strcmp(ctl_commands[i].service, group) == 0 && strcmp(ctl_commands[i].name, name) == 0)
			return &ctl_commands[i];
	return NULL;
}

static int send_command(struct ctl *c, const struct ctl_command *command, const struct command_line *line,
			const struct buffer *body)
{
	struct buffer path = { 0 };
	struct exchange x = { .method = "POST", .body = buffer_span(body) };
	char key[KEY_CHARS];
	int status;

	key_new(key);
	x.key = line->key ? line->key : key;
	buffer_format(&path, "/api/v1%s", command->path);
	if (line->at) {
		buffer_text(&path, "?at=");
		buffer_escaped(&path, line->at);
	}
	x.path = path.data;
	status = client_ask(c, &x);
	if (status == CTL_DONE)
		printf("%s\n", x.answer.data ? x.answer.data : "");
	buffer_free(&path);
	exchange_free(&x);
	return status;
}

int ctl_contract_command(struct ctl *c, int argc, char **argv)
{
	const struct ctl_command *command;
	struct command_line line = { 0 };
	struct buffer body = { 0 };
	int status = CTL_USAGE;

	if (argc < 2 || strcmp(argv[1], "--help") == 0)
		return list_commands(argv[0]);
	command = command_of(argv[0], argv[1]);
	if (!command) {
		fprintf(stderr, "dandangctl: %s 没有这个命令 / there is no such command: %s\n", argv[0], argv[1]);
		return CTL_USAGE;
	}
	if (command_body(command, argc - 2, argv + 2, &line, &body)) {
		status = CTL_DONE;
		if (line.help)
			command_help(command);
		else
			status = send_command(c, command, &line, &body);
	}
	if (status == CTL_USAGE)
		fprintf(stderr, "dandangctl %s %s --help\n", argv[0], argv[1]);
	buffer_free(&body);
	return status;
}
