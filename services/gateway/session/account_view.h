/* An account as sessions see it, read from the gateway's rows anew on every request, so that closing an account, taking a
 * role or changing a password takes effect at once. */
#ifndef DANDANG_GATEWAY_ACCOUNT_VIEW_H
#define DANDANG_GATEWAY_ACCOUNT_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "contract.h"

struct state;

struct account_view {
	const char *account;
	const char *display_name;
	const char *region;
	const char *unit_id;
	const char *cadre_id;
	const char *const *roles;
	size_t role_count;
	uint64_t generation;
	bool closed;
};

/* Everything is copied into the arena. False: no such account, or no memory. */
bool account_view_read(const struct state *s, const char *account, struct arena *arena, struct account_view *out);
/* The hash of the account's password, in the arena; "" when it has none. Only for who proves a password. */
const char *account_credential(const struct state *s, const char *account, struct arena *arena);
/* No account has ever been opened here. */
bool account_view_none(const struct state *s);
/* The actor of this account's commands; points into the view. */
const Actor *account_view_actor(const struct account_view *view, struct arena *arena);

static inline bool account_view_has_role(const struct account_view *view, const char *role)
{
	for (size_t i = 0; i < view->role_count; i++)
		if (strcmp(view->roles[i], role) == 0)
			return true;
	return false;
}

#endif
