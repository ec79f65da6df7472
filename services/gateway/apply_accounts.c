/* What the events of accounts change. The hash stands apart from the account (CredentialRow), where no read reaches it. */
#include "workflows.h"

void apply_account_opened(struct tables *t, const AccountOpened *e, const struct event *ev)
{
	account_put(t, &(AccountRow){
		.account = e->account,
		.display_name = e->display_name,
		.region = e->region,
		.unit_id = e->unit_id,
		.cadre_id = e->cadre_id,
		.n_roles = e->n_roles,
		.roles = e->roles,
		.opened_on = ev->occurred_on,
		.generation = 1,
	});
	credential_put(t, &(CredentialRow){ .account = e->account, .password_hash = e->password_hash });
}

void apply_account_closed(struct tables *t, const AccountClosed *e, const struct event *ev)
{
	const AccountRow *account = account_find(tables_state(t), e->account);

	if (!account)
		return;
	AccountRow row = *account;

	row.closed = true;
	row.closed_on = ev->occurred_on;
	row.reason = e->reason;
	account_put(t, &row);
	credential_delete(t, e->account);
}

void apply_password_changed(struct tables *t, const PasswordChanged *e, const struct event *ev)
{
	const AccountRow *account = account_find(tables_state(t), e->account);

	(void)ev;
	if (!account)
		return;
	AccountRow row = *account;

	row.generation++;
	account_put(t, &row);
	credential_put(t, &(CredentialRow){ .account = e->account, .password_hash = e->password_hash });
}
