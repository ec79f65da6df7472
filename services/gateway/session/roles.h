/* The roles an account may hold. Business roles may be held together; each of the three administrators (三员: system,
 * security, audit) stands alone: no second administrator's role, no business role. Pure. */
#ifndef DANDANG_GATEWAY_ROLES_H
#define DANDANG_GATEWAY_ROLES_H

#include <stdbool.h>
#include <stddef.h>

#define ROLES_MAX 14    /* of one account; items_max of OpenAccount.roles */

enum role_kind {
	ROLE_BUSINESS,
	ROLE_ADMINISTRATOR,
};
enum role_needs {       /* what the account must name */
	ROLE_NEEDS_NOTHING,
	ROLE_NEEDS_CADRE,
};
struct role {
	const char *name;
	const char *zh;
	enum role_kind kind;
	enum role_needs needs;
};

const struct role *role_find(const char *name);      /* NULL: unknown */
const struct role *role_at(size_t index);            /* NULL past the last */
/* False when the list mixes an administrator's role with any other. */
bool roles_compatible(const char *const *roles, size_t count);

#endif
