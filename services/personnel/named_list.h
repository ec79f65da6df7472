/* Named lists (名单): whose they are, who may do what with them, and whom of them he sees. Pure. */
#ifndef DANDANG_PERSONNEL_NAMED_LIST_H
#define DANDANG_PERSONNEL_NAMED_LIST_H

#include <stdbool.h>

#include "workflows.h"

#define NAMED_LIST_GRANTS_MAX 50

/* "account:x"; the gateway looks grants up by the same words (services/gateway/projection/lists.h). */
const char *named_list_account(struct decision *d, const char *account);
/* "role:org.cadre@150404" */
const char *named_list_role(struct decision *d, const char *role, const char *region);

/* The list when the actor may read it, as owner or by a grant in force today; whether he may change it. */
enum refusal named_list_begin(struct decision *d, const char *id, const NamedListRow **row, bool *writes);
/* The list when it is the actor's own. */
enum refusal named_list_owned(struct decision *d, const char *id, const NamedListRow **row);
/* Whether the actor may see this person: the organ that manages him or where he serves; his unit's people. */
bool named_list_sees(const struct decision *d, const CadreFileRow *file);

#endif
