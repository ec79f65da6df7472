/* Accounts of a site: opened and closed by the security administrator alone, passwords changed by their owner or by him.
 *
 *   (none) -> OPEN -> CLOSED          a closed name is never used again
 *
 * A password comes here only as an argon2id hash, made by the gateway's HTTP layer before (session/); in clear it is
 * refused, so that it can reach no journal. The first accounts of a site come from the bootstrap file
 * (session/bootstrap.h) on the same road.
 * In:  OpenAccount, CloseAccount, ChangePassword.
 * Out: AccountOpened, AccountClosed, PasswordChanged. */
#include <string.h>

#include "session/roles.h"
#include "workflows.h"

static bool is_hash(const char *text)
{
	static const char prefix[] = "$argon2id$";

	return strncmp(text, prefix, sizeof(prefix) - 1) == 0;
}

static bool stands_earlier(const OpenAccount *cmd, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (strcmp(cmd->roles[i], cmd->roles[at]) == 0)
			return true;
	return false;
}

static enum refusal check_roles(struct decision *d, const OpenAccount *cmd)
{
	for (size_t i = 0; i < cmd->n_roles; i++) {
		const struct role *role = role_find(cmd->roles[i]);

		if (!role)
			return decision_refuse(d, REFUSAL_ROLE_UNKNOWN, "roles", cmd->roles[i]);
		if (stands_earlier(cmd, i))
			return decision_refuse(d, REFUSAL_VALUE_DUPLICATE, "roles", cmd->roles[i]);
		if (role->needs == ROLE_NEEDS_CADRE && cmd->cadre_id[0] == '\0')
			return decision_refuse(d, REFUSAL_CADRE_REQUIRED, "cadre_id", role->name);
	}
	if (!roles_compatible((const char *const *)cmd->roles, cmd->n_roles))
		return decision_refuse(d, REFUSAL_ROLES_EXCLUSIVE, "roles", "");
	return REFUSAL_NONE;
}

enum refusal open_account_decide(struct decision *d, const OpenAccount *cmd)
{
	enum refusal wrong_roles = check_roles(d, cmd);

	if (wrong_roles != REFUSAL_NONE)
		return wrong_roles;
	if (cmd->password[0] != '\0')
		return decision_refuse(d, REFUSAL_PASSWORD_NOT_HASHED, "password", "");
	if (!is_hash(cmd->password_hash))
		return decision_refuse(d, REFUSAL_PASSWORD_NOT_HASHED, "password_hash", "");
	if (account_find(d->state, cmd->account))
		return decision_refuse(d, REFUSAL_ACCOUNT_TAKEN, "account", cmd->account);
	emit_account_opened(d, &(AccountOpened){
		.account = cmd->account,
		.display_name = cmd->display_name,
		.password_hash = cmd->password_hash,
		.region = cmd->region,
		.unit_id = cmd->unit_id,
		.cadre_id = cmd->cadre_id,
		.n_roles = cmd->n_roles,
		.roles = cmd->roles,
	});
	decision_answer(d, "account", cmd->account);
	return REFUSAL_NONE;
}

/* Nobody closes his own account: the last security administrator could lock the site. */
enum refusal close_account_decide(struct decision *d, const CloseAccount *cmd)
{
	const AccountRow *account = account_find(d->state, cmd->account);

	if (!account)
		return decision_refuse(d, REFUSAL_ACCOUNT_UNKNOWN, "account", cmd->account);
	if (account->closed)
		return decision_refuse(d, REFUSAL_ACCOUNT_CLOSED, "account", cmd->account);
	if (strcmp(d->actor->account, cmd->account) == 0)
		return decision_refuse(d, REFUSAL_SELF_DEALING, "account", cmd->account);
	emit_account_closed(d, &(AccountClosed){ .account = cmd->account, .reason = cmd->reason });
	return REFUSAL_NONE;
}

enum refusal change_password_decide(struct decision *d, const ChangePassword *cmd)
{
	const AccountRow *account = account_find(d->state, cmd->account);
	bool own = strcmp(d->actor->account, cmd->account) == 0;

	if (!own && !actor_has_role(d->actor, "security_admin"))
		return decision_refuse(d, REFUSAL_ROLE_MISSING, "account", cmd->account);
	if (cmd->password[0] != '\0' || cmd->old_password[0] != '\0')
		return decision_refuse(d, REFUSAL_PASSWORD_NOT_HASHED, "password", "");
	if (!is_hash(cmd->password_hash))
		return decision_refuse(d, REFUSAL_PASSWORD_NOT_HASHED, "password_hash", "");
	if (!account)
		return decision_refuse(d, REFUSAL_ACCOUNT_UNKNOWN, "account", cmd->account);
	if (account->closed)
		return decision_refuse(d, REFUSAL_ACCOUNT_CLOSED, "account", cmd->account);
	emit_password_changed(d, &(PasswordChanged){ .account = cmd->account, .password_hash = cmd->password_hash });
	return REFUSAL_NONE;
}
