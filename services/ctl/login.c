/* login and logout. The password comes from a file, the environment or the keyboard, never from the command line. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "arguments.h"
#include "client.h"
#include "token.h"
#include "wire/json_pick.h"

#define SESSION_PATH "/api/v1/session"

static bool first_line_of(FILE *file, char out[CTL_PASSWORD_MAX + 2])
{
	bool got = fgets(out, CTL_PASSWORD_MAX + 2, file) != NULL;

	if (got)
		out[strcspn(out, "\r\n")] = '\0';
	return got && out[0] && strlen(out) <= CTL_PASSWORD_MAX;
}

static bool from_file(const char *path, char out[CTL_PASSWORD_MAX + 2])
{
	FILE *file = fopen(path, "re");
	bool good = file && first_line_of(file, out);

	if (!good)
		fprintf(stderr, "dandangctl: 无法读取口令文件 / no password in %s%s%s\n", path, file ? "" : ": ",
			file ? "" : strerror(errno));
	if (file)
		fclose(file);
	return good;
}

/* On a terminal without echo; else a line of standard input. */
static bool from_keyboard(const char *account, char out[CTL_PASSWORD_MAX + 2])
{
	struct termios before, quiet;
	bool terminal = tcgetattr(STDIN_FILENO, &before) == 0, good;

	if (terminal) {
		quiet = before;
		quiet.c_lflag &= ~(tcflag_t)ECHO;
		fprintf(stderr, "%s 的口令 / password: ", account);
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
	}
	good = first_line_of(stdin, out);
	if (terminal) {
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
		fputc('\n', stderr);
	}
	if (!good)
		fprintf(stderr, "dandangctl: 没有口令 / no password\n");
	return good;
}

static bool read_password(const char *account, const char *path, char out[CTL_PASSWORD_MAX + 2])
{
	const char *given = getenv("DANDANG_PASSWORD");

	if (path)
		return from_file(path, out);
	if (given && given[0])
		return (size_t)snprintf(out, CTL_PASSWORD_MAX + 2, "%s", given) <= CTL_PASSWORD_MAX;
	return from_keyboard(account, out);
}

static int open_session(struct ctl *c, const char *password)
{
	struct exchange x = { .method = "POST", .path = SESSION_PATH "?bearer=true" };
	struct buffer body = { 0 };
	int status;

	buffer_text(&body, "{\"account\":");
	buffer_json(&body, span_text(c->account));
	buffer_text(&body, ",\"password\":");
	buffer_json(&body, span_text(password));
	buffer_text(&body, "}");
	x.body = buffer_span(&body);
	c->token = "";
	status = client_ask(c, &x);
	if (status == CTL_DONE) {
		const char *token = json_pick_text(buffer_span(&x.answer), "token", &c->arena);
		if (!token[0] || strlen(token) > CTL_TOKEN_MAX || !token_save(c, token))
			status = CTL_UNREACHABLE;
		else
			printf("%s %s\n", c->account, json_pick_text(buffer_span(&x.answer), "display_name", &c->arena));
	}
	explicit_bzero(body.data, body.room);
	buffer_free(&body);
	exchange_free(&x);
	return status;
}

int ctl_login(struct ctl *c, int argc, char **argv)
{
	struct argument options[] = { { .name = "password-file" } };
	struct words words = { 0 };
	char password[CTL_PASSWORD_MAX + 2];
	int status;

	if (!arguments_parse(options, 1, argc, argv, &words) || words.count > 0)
		return CTL_USAGE;
	if (!c->account[0]) {
		fprintf(stderr, "dandangctl: 请指定账号 / name the account: dandangctl --account NAME login\n");
		return CTL_USAGE;
	}
	if (!read_password(c->account, argument_text(&options[0], NULL), password))
		return CTL_USAGE;
	status = open_session(c, password);
	explicit_bzero(password, sizeof password);
	return status;
}

int ctl_logout(struct ctl *c, int argc, char **argv)
{
	struct exchange x = { .method = "DELETE", .path = SESSION_PATH };
	int status = CTL_DONE;

	(void)argv;
	if (argc > 0)
		return CTL_USAGE;
	if (c->token[0])
		status = client_ask(c, &x);
	if (status != CTL_UNREACHABLE)
		token_forget(c); /* refused means it had ended before */
	exchange_free(&x);
	return status;
}
