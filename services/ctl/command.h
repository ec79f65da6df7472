/* Commands of the contract from flags or a JSON file: what command.c, body.c and help.c share. */
#ifndef DANDANG_CTL_COMMAND_H
#define DANDANG_CTL_COMMAND_H

#include <stdio.h>

#include "buffer.h"
#include "ctl_commands.h"

#define COMMAND_FIELD_CHARS 128

/* What a command line gave. */
struct command_line {
	const char *json;              /* of --json, or NULL */
	const char *key;               /* of --key, or NULL */
	const char *at;                /* of --at (the service a platform command goes to), or NULL */
	bool help;
};

/* Reads flags into a JSON body. False after a message on stderr. (body.c) */
bool command_body(const struct ctl_command *command, int argc, char **argv, struct command_line *line,
		  struct buffer *body);
/* "cadre-id" of "cadre_id". */
void command_flag(char out[COMMAND_FIELD_CHARS], const char *field);

/* help.c */
void command_help(const struct ctl_command *command);

#endif
