#include "token.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hex.h"
#include "digest/digest.h"

#define NAME_HASH_BYTES 4

/* The folder, made when absent; "" without a home. */
static const char *folder(struct ctl *c)
{
	const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	const char *path;

	if (config && config[0])
		path = arena_text(&c->arena, config, strlen(config));
	else if (home && home[0])
		path = arena_format(&c->arena, "%s/.config", home);
	else
		return "";
	if (mkdir(path, 0700) != 0 && errno != EEXIST)
		return "";
	path = arena_format(&c->arena, "%s/dandang", path);
	return mkdir(path, 0700) == 0 || errno == EEXIST ? path : "";
}

/* A name people recognise, and a hash so that no two pairs share it. account "": the file naming the last account. */
static const char *file_of(struct ctl *c, const char *account)
{
	const char *dir = folder(c);
	uint8_t digest[SHA256_SIZE];
	char hash[HEX_SIZE(NAME_HASH_BYTES)];
	char *name = arena_format(&c->arena, "%s@%s", account, c->url);

	if (!dir[0])
		return "";
	digest_sha256(span_text(name), digest);
	hex_encode(digest, NAME_HASH_BYTES, hash);
	for (char *at = name; *at; at++)
		if (!isalnum((unsigned char)*at) && !strchr("@.-", *at))
			*at = '_';
	return arena_format(&c->arena, "%s/%.180s-%s.%s", dir, name, hash, account[0] ? "token" : "last");
}

static const char *first_line(struct ctl *c, const char *path)
{
	char line[CTL_TOKEN_MAX + 2] = "";
	FILE *file = path[0] ? fopen(path, "re") : NULL;

	if (!file)
		return "";
	if (!fgets(line, sizeof line, file))
		line[0] = '\0';
	fclose(file);
	line[strcspn(line, "\r\n")] = '\0';
	return arena_text(&c->arena, line, strlen(line));
}

/* Written beside and renamed, never readable by others. */
static bool write_line(struct ctl *c, const char *path, const char *line)
{
	const char *beside = arena_format(&c->arena, "%s.%ld", path, (long)getpid());
	int file = path[0] ? open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600) : -1;
	bool good = file >= 0 && dprintf(file, "%s\n", line) > 0;

	if (file >= 0 && close(file) != 0)
		good = false;
	if (good && rename(beside, path) == 0)
		return true;
	fprintf(stderr, "dandangctl: 无法保存会话 / cannot keep the session in %s: %s\n", path[0] ? path : "$HOME",
		strerror(errno));
	if (file >= 0)
		unlink(beside);
	return false;
}

void token_load(struct ctl *c)
{
	if (!c->account[0])
		c->account = first_line(c, file_of(c, ""));
	if (c->account[0])
		c->token = first_line(c, file_of(c, c->account));
}

bool token_save(struct ctl *c, const char *token)
{
	c->token = token;
	return write_line(c, file_of(c, c->account), token) && write_line(c, file_of(c, ""), c->account);
}

void token_forget(struct ctl *c)
{
	const char *path = file_of(c, c->account);

	c->token = "";
	if (path[0] && unlink(path) != 0 && errno != ENOENT)
		fprintf(stderr, "dandangctl: %s: %s\n", path, strerror(errno));
}
