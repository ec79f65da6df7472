/* Who else may read or change a named list (名单授权): feature G1.7.
 *
 *   GRANTED until a day (again: replaced) -> REVOKED | over by itself
 *
 * Nothing is granted for ever (NAMED_LIST.GRANT_LONGEST). A locked list is granted to nobody new, but can be taken back at any time.
 * A grant opens the list, not the people on it: whom a reader may not see he does not see there either.
 *
 * In:  GrantNamedList, RevokeNamedList.
 * Out: NamedListGranted, NamedListRevoked. */
#include <string.h>

#include "named_list.h"
#include "policy/region.h"

static bool may_hold(const char *role)
{
	static const char *const roles[] = { "org.head", "org.deputy", "org.cadre", "org.civil_servant", "org.training", "org.supervision",
					     "org.assessment", "org.welfare", "unit.head", "unit.hr" };

	for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++)
		if (strcmp(roles[i], role) == 0)
			return true;
	return false;
}

/* The words a grant is kept under; NULL: refused. */
static const char *grantee_of(struct decision *d, const char *account, const char *role, const char *region)
{
	if (!account[0] == !role[0] || (account[0] && region[0])) {
		decision_refuse(d, REFUSAL_NAMED_LIST_GRANTEE, "account", account);
		return NULL;
	}
	return account[0] ? named_list_account(d, account) : named_list_role(d, role, region);
}

static enum refusal check_role(struct decision *d, const GrantNamedList *cmd)
{
	if (cmd->role[0] && !may_hold(cmd->role))
		return decision_refuse(d, REFUSAL_NAMED_LIST_ROLE, "role", cmd->role);
	if (cmd->region[0] && !region_valid(cmd->region))
		return decision_refuse(d, REFUSAL_FIELD_MALFORMED, "region", cmd->region);
	return REFUSAL_NONE;
}

static enum refusal check_until(struct decision *d, const char *until_on)
{
	if (strcmp(until_on, d->today) < 0)
		return decision_refuse(d, REFUSAL_NAMED_LIST_GRANT_PAST, "until_on", until_on);
	if (strcmp(until_on, policy_deadline(d, "NAMED_LIST.GRANT_LONGEST")) > 0)
		return decision_refuse(d, REFUSAL_NAMED_LIST_GRANT_LONG, "until_on", until_on);
	return REFUSAL_NONE;
}

static bool is_owner(const struct decision *d, const char *account)
{
	return strcmp(account, d->actor->account) == 0;
}

static size_t grants_of(const struct state *s, const char *id)
{
	struct row_scan scan = named_list_grant_scan_1(s, id);
	size_t count = 0;

	while (named_list_grant_next(&scan))
		count++;
	return count;
}

enum refusal grant_named_list_decide(struct decision *d, const GrantNamedList *cmd)
{
	const NamedListRow *row;
	enum refusal refusal = named_list_owned(d, cmd->named_list_id, &row);
	const char *grantee;

	if (refusal == REFUSAL_NONE && row->locked)
		refusal = decision_refuse(d, REFUSAL_NAMED_LIST_LOCKED, "named_list_id", cmd->named_list_id);
	if (refusal == REFUSAL_NONE)
		refusal = check_role(d, cmd);
	if (refusal == REFUSAL_NONE)
		refusal = check_until(d, cmd->until_on);
	if (refusal == REFUSAL_NONE && is_owner(d, cmd->account))
		refusal = decision_refuse(d, REFUSAL_NAMED_LIST_OWN, "account", cmd->account);
	if (refusal != REFUSAL_NONE)
		return refusal;
	grantee = grantee_of(d, cmd->account, cmd->role, cmd->role[0] && !cmd->region[0] ? row->region : cmd->region);
	if (!grantee)
		return REFUSAL_NAMED_LIST_GRANTEE;
	if (!named_list_grant_find(d->state, cmd->named_list_id, grantee) && grants_of(d->state, cmd->named_list_id) >= NAMED_LIST_GRANTS_MAX)
		return decision_refuse(d, REFUSAL_NAMED_LIST_GRANTS_MANY, "named_list_id", cmd->named_list_id);
	emit_named_list_granted(d, &(NamedListGranted){
		.named_list_id = cmd->named_list_id,
		.grantee = grantee,
		.access = cmd->access,
		.until_on = cmd->until_on,
		.reason = cmd->reason,
	});
	return REFUSAL_NONE;
}

enum refusal revoke_named_list_decide(struct decision *d, const RevokeNamedList *cmd)
{
	const NamedListRow *row;
	enum refusal refusal = named_list_owned(d, cmd->named_list_id, &row);
	const char *grantee;

	if (refusal != REFUSAL_NONE)
		return refusal;
	grantee = grantee_of(d, cmd->account, cmd->role, cmd->role[0] && !cmd->region[0] ? row->region : cmd->region);
	if (!grantee)
		return REFUSAL_NAMED_LIST_GRANTEE;
	if (!named_list_grant_find(d->state, cmd->named_list_id, grantee))
		return decision_refuse(d, REFUSAL_NAMED_LIST_GRANT_UNKNOWN, cmd->account[0] ? "account" : "role", grantee);
	emit_named_list_revoked(d, &(NamedListRevoked){ .named_list_id = cmd->named_list_id, .grantee = grantee, .reason = cmd->reason });
	return REFUSAL_NONE;
}
