#include "bootstrap.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "roles.h"
#include "session_impl.h"
#include "wire/wire.h"

#define FIELDS 7

/* ---- reading */

static enum err split_roles(OpenAccount *cmd, char *text, struct arena *arena, struct fault *f)
{
	const char **roles = arena_alloc(arena, sizeof(*roles) * (ROLES_MAX + 1));

	if (!roles)
		return fault_set(f, ERR_MEMORY, "accounts");
	cmd->roles = roles;
	for (char *role = text, *next; role; role = next) {
		next = strchr(role, ',');
		if (next)
			*next++ = '\0';
		if (!role_find(role))
			return fault_set(f, ERR_INVALID, "no role \"%s\"", role);
		if (cmd->n_roles == ROLES_MAX)
			return fault_set(f, ERR_LIMIT, "more than %d roles", ROLES_MAX);
		roles[cmd->n_roles++] = role;
	}
	return roles_compatible(roles, cmd->n_roles) ? ERR_NONE : fault_set(f, ERR_INVALID, "roles exclude one another");
}

static enum err parse_line(char *line, struct arena *arena, OpenAccount **out, struct fault *f)
{
	OpenAccount *cmd = arena_alloc(arena, sizeof(*cmd));
	char *fields[FIELDS];
	size_t count = 0;

	for (char *field = line, *next; field; field = next) {
		next = strchr(field, '\t');
		if (next)
			*next++ = '\0';
		if (count == FIELDS)
			return fault_set(f, ERR_INVALID, "more than %d fields", FIELDS);
		fields[count++] = field;
	}
	if (count != FIELDS)
		return fault_set(f, ERR_INVALID, "%zu fields instead of %d", count, FIELDS);
	if (!cmd)
		return fault_set(f, ERR_MEMORY, "accounts");
	open_account__init(cmd);
	cmd->account = fields[0];
	cmd->display_name = fields[1];
	cmd->region = fields[2];
	cmd->unit_id = fields[3];
	cmd->cadre_id = fields[4];
	cmd->password = fields[6];
	if (!password_acceptable(cmd->account, cmd->password))
		return fault_set(f, ERR_INVALID, "the password of \"%s\" is too weak", cmd->account);
	*out = cmd;
	return split_roles(cmd, fields[5], arena, f);
}

/* The same rules as a command from outside, so that the pipeline refuses none of them later. */
static enum err check(const OpenAccount *cmd, struct arena *arena, struct fault *f)
{
	struct wire_result result = { 0 };

	if (wire_check(&OpenAccount_type, &cmd->base, arena, &result))
		return ERR_NONE;
	return fault_set(f, ERR_INVALID, "%s", result.count && result.items[0].path ? result.items[0].path : "malformed");
}

enum err bootstrap_parse(const char *text, size_t size, struct arena *arena, OpenAccount ***out, size_t *count,
			 struct fault *f)
{
	char *copy = arena_text(arena, text, size);
	OpenAccount **accounts = arena_alloc(arena, sizeof(*accounts) * BOOTSTRAP_ACCOUNTS_MAX);
	unsigned number = 0;

	*count = 0;
	if (!copy || !accounts)
		return fault_set(f, ERR_MEMORY, "accounts");
	for (char *line = copy, *next; line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		number++;
		line[strcspn(line, "\r")] = '\0';
		if (line[0] == '\0' || line[0] == '#')
			continue;
		if (*count == BOOTSTRAP_ACCOUNTS_MAX)
			return fault_set(f, ERR_LIMIT, "more than %d accounts", BOOTSTRAP_ACCOUNTS_MAX);
		if (parse_line(line, arena, &accounts[*count], f) != ERR_NONE ||
		    check(accounts[*count], arena, f) != ERR_NONE)
			return fault_wrap(f, "line %u", number);
		(*count)++;
	}
	*out = accounts;
	return ERR_NONE;
}

enum err bootstrap_read(const char *path, struct arena *arena, OpenAccount ***out, size_t *count, struct fault *f)
{
	char *text = malloc(BOOTSTRAP_BYTES_MAX + 1);
	FILE *file = text ? fopen(path, "rbe") : NULL;

	if (!file) {
		free(text);
		return fault_set(f, ERR_IO, "%s: %s", path, strerror(errno));
	}
	size_t size = fread(text, 1, BOOTSTRAP_BYTES_MAX + 1, file);
	enum err code = size > BOOTSTRAP_BYTES_MAX ? fault_set(f, ERR_LIMIT, "larger than %u bytes", BOOTSTRAP_BYTES_MAX)
						   : bootstrap_parse(text, size, arena, out, count, f);

	(void)fclose(file);
	explicit_bzero(text, BOOTSTRAP_BYTES_MAX);
	free(text);
	return code == ERR_NONE ? ERR_NONE : fault_wrap(f, "accounts of %s", path);
}

/* ---- hashing: one after the other, so that they come out in order and never fill the queue */

struct bootstrap {
	struct session_store *store;
	OpenAccount **accounts;
	size_t count;
	size_t at;
	struct arena *arena;
	void (*each)(void *context, const OpenAccount *cmd);
	void (*done)(void *context);
	void *context;
};

static void hash_next(struct bootstrap *b);

static void hashed(void *context, const char *encoded)
{
	struct bootstrap *b = context;
	OpenAccount *cmd = b->accounts[b->at++];

	cmd->password_hash = encoded ? arena_text(b->arena, encoded, strlen(encoded)) : "";
	cmd->password = "";
	REQUIRE(cmd->password_hash);
	hash_next(b);
}

/* Handed in together, so that they become durable together: a gateway that ends before has none of them, and makes them
 * all when it starts again. */
static void hand_in(struct bootstrap *b)
{
	for (size_t i = 0; i < b->count; i++)
		b->each(b->context, b->accounts[i]);
	b->done(b->context);
}

static void hash_next(struct bootstrap *b)
{
	if (b->at == b->count) {
		hand_in(b);
		return;
	}
	REQUIRE(passwords_hash(b->store->passwords, b->accounts[b->at]->password, NULL, hashed, b));
}

void bootstrap_hash(struct session_store *s, OpenAccount **accounts, size_t count, struct arena *arena,
		    void (*each)(void *context, const OpenAccount *cmd), void (*done)(void *context), void *context)
{
	struct bootstrap *b = arena_alloc(arena, sizeof(*b));

	REQUIRE(b);
	*b = (struct bootstrap){ .store = s, .accounts = accounts, .count = count, .arena = arena, .each = each,
				 .done = done, .context = context };
	hash_next(b);
}

const Actor *bootstrap_actor(const char *region, struct arena *arena)
{
	static const char *roles[] = { "security_admin" };
	Actor *actor = arena_alloc(arena, sizeof(*actor));

	REQUIRE(actor);
	actor__init(actor);
	actor->account = "bootstrap";
	actor->region = region;
	actor->n_roles = 1;
	actor->roles = roles;
	return actor;
}

const char *bootstrap_key(const OpenAccount *cmd, struct arena *arena)
{
	return arena_format(arena, "bootstrap-%s", cmd->account);
}
