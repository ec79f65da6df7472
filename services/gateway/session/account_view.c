#include "account_view.h"

#include <string.h>

#include "rows.h"

static const char *copy(struct arena *arena, const char *text)
{
	return arena_text(arena, text, strlen(text));
}

bool account_view_read(const struct state *s, const char *account, struct arena *arena, struct account_view *out)
{
	const AccountRow *row = account_find(s, account);

	if (!row)
		return false;
	const char **roles = arena_alloc(arena, sizeof(*roles) * (row->n_roles + 1));

	if (!roles)
		return false;
	for (size_t i = 0; i < row->n_roles; i++)
		roles[i] = copy(arena, row->roles[i]);
	*out = (struct account_view){
		.account = copy(arena, row->account),
		.display_name = copy(arena, row->display_name),
		.region = copy(arena, row->region),
		.unit_id = copy(arena, row->unit_id),
		.cadre_id = copy(arena, row->cadre_id),
		.roles = roles,
		.role_count = row->n_roles,
		.generation = row->generation,
		.closed = row->closed,
	};
	return !arena->overflowed;
}

const char *account_credential(const struct state *s, const char *account, struct arena *arena)
{
	const CredentialRow *row = credential_find(s, account);
	const char *hash = copy(arena, row ? row->password_hash : "");

	return hash ? hash : "";
}

bool account_view_none(const struct state *s)
{
	struct row_scan scan = account_scan(s);

	return account_next(&scan) == NULL;
}

const Actor *account_view_actor(const struct account_view *view, struct arena *arena)
{
	Actor *actor = arena_alloc(arena, sizeof(*actor));
	const char **roles = arena_copy(arena, view->roles, sizeof(*roles) * view->role_count);

	if (!actor || !roles)
		return NULL;
	actor__init(actor);
	actor->account = view->account;
	actor->cadre_id = view->cadre_id;
	actor->region = view->region;
	actor->unit_id = view->unit_id;
	actor->n_roles = view->role_count;
	actor->roles = roles;
	return actor;
}
