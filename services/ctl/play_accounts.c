#include "play_accounts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"

#define FIELDS 7

static int by_name(const void *a, const void *b)
{
	const struct play_account *left = a, *right = b;

	return strcmp(left->name, right->name);
}

/* Cuts the line at its tabs. */
static bool take_line(struct play_account *account, char *line)
{
	char *fields[FIELDS];
	size_t count = 0;

	for (char *at = line; at && count < FIELDS; count++) {
		fields[count] = at;
		at = strchr(at, '\t');
		if (at)
			*at++ = '\0';
	}
	if (count < FIELDS || !fields[0][0] || !fields[6][0])
		return false;
	*account = (struct play_account){ .name = fields[0], .roles = fields[5], .password = fields[6] };
	return true;
}

bool play_accounts_read(struct play_accounts *a, const char *path)
{
	size_t number = 0;

	*a = (struct play_accounts){ 0 };
	a->items = calloc(PLAY_ACCOUNTS_MAX, sizeof *a->items);
	REQUIRE(a->items);
	if (!buffer_file(&a->text, path))
		return false;
	for (char *line = a->text.data, *next; line && *line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		line[strcspn(line, "\r")] = '\0';
		number++;
		if (!line[0] || line[0] == '#')
			continue;
		if (a->count == PLAY_ACCOUNTS_MAX || !take_line(&a->items[a->count], line)) {
			fprintf(stderr, "dandangctl: %s:%zu: %s\n", path, number,
				a->count == PLAY_ACCOUNTS_MAX ? "账号过多 / too many accounts" :
								"须有七项 / seven fields, with a password");
			return false;
		}
		a->count++;
	}
	qsort(a->items, a->count, sizeof *a->items, by_name);
	return true;
}

void play_accounts_free(struct play_accounts *a)
{
	if (a->text.data)
		explicit_bzero(a->text.data, a->text.room);
	buffer_free(&a->text);
	free(a->items);
	*a = (struct play_accounts){ 0 };
}

struct play_account *play_accounts_find(const struct play_accounts *a, const char *name)
{
	struct play_account wanted = { .name = name };

	return bsearch(&wanted, a->items, a->count, sizeof *a->items, by_name);
}

struct play_account *play_accounts_with(const struct play_accounts *a, const char *role)
{
	size_t size = strlen(role);

	for (size_t i = 0; i < a->count; i++)
		for (const char *at = a->items[i].roles; *at; at += strcspn(at, ","), at += *at == ',')
			if (strcspn(at, ",") == size && memcmp(at, role, size) == 0)
				return &a->items[i];
	return NULL;
}
