/* Accounts: who may open, close and change them, and what stands in the rows afterwards. */
#include "given.h"
#include "rows.h"
#include "session/account_view.h"
#include "workflows.h"

WORLD(gateway_service)

#define HASH "$argon2id$v=19$m=65536,t=2,p=1$AAAA$BBBB"
#define ROLES(...) .n_roles = sizeof((const char *[]){ __VA_ARGS__ }) / sizeof(char *), .roles = (const char *[]){ __VA_ARGS__ }
#define OPEN_ACCOUNT(name, ...)                                                                              \
	WHEN(OpenAccount, .account = name, .display_name = "张三", .password_hash = HASH, .region = "150400", __VA_ARGS__)

static void security_admin_at_work(void)
{
	OPEN("2026-03-02");
	ACTOR("security_admin", "150400");
}

TEST(the_security_administrator_opens_accounts)
{
	security_admin_at_work();
	OPEN_ACCOUNT("zhang", ROLES("org.head", "org.cadre"), .unit_id = "u1");
	ACCEPTED();
	CHECK_TEXT(world_answer("account"), "zhang");
	const AccountOpened *e = EMITTED(AccountOpened);

	CHECK_TEXT(e->password_hash, HASH);
	const AccountRow *row = account_find(world_state(), "zhang");

	CHECK_TEXT(row->display_name, "张三");
	CHECK_TEXT(row->opened_on, "2026-03-02");
	CHECK_INT(row->n_roles, 2);
	CHECK_INT(row->generation, 1);
	CHECK_TEXT(credential_find(world_state(), "zhang")->password_hash, HASH);
}

TEST(nobody_else_opens_or_closes_accounts)
{
	security_admin_at_work();
	OPEN_ACCOUNT("zhang", ROLES("org.head"));
	ACCEPTED();
	static const char *const others[] = { "org.head", "system_admin", "audit_admin", "org.cadre" };

	for (size_t i = 0; i < 4; i++) {
		ACTOR(others[i], "150400");
		OPEN_ACCOUNT("li", ROLES("org.head"));
		REFUSED(REFUSAL_ROLE_MISSING);
		WHEN(CloseAccount, .account = "zhang", .reason = "离职");
		REFUSED(REFUSAL_ROLE_MISSING);
	}
	CHECK(!account_find(world_state(), "li"));
}

TEST(the_three_administrators_exclude_one_another_and_business)
{
	security_admin_at_work();
	OPEN_ACCOUNT("a", ROLES("system_admin", "security_admin"));
	REFUSED(REFUSAL_ROLES_EXCLUSIVE);
	AT_FIELD("roles");
	OPEN_ACCOUNT("a", ROLES("org.head", "audit_admin"));
	REFUSED(REFUSAL_ROLES_EXCLUSIVE);
	OPEN_ACCOUNT("a", ROLES("audit_admin"));
	ACCEPTED();
}

TEST(roles_must_be_known_once_and_fit)
{
	security_admin_at_work();
	OPEN_ACCOUNT("a", ROLES("root"));
	REFUSED(REFUSAL_ROLE_UNKNOWN);
	OPEN_ACCOUNT("a", ROLES("org.head", "org.head"));
	REFUSED(REFUSAL_VALUE_DUPLICATE);
	OPEN_ACCOUNT("a", .n_roles = 0);
	REFUSED(REFUSAL_FIELD_REQUIRED);
	OPEN_ACCOUNT("a", ROLES("cadre"));
	REFUSED(REFUSAL_CADRE_REQUIRED);
	OPEN_ACCOUNT("a", ROLES("cadre"), .cadre_id = "c1");
	ACCEPTED();
}

TEST(a_name_is_never_given_twice)
{
	security_admin_at_work();
	OPEN_ACCOUNT("zhang", ROLES("org.head"));
	ACCEPTED();
	OPEN_ACCOUNT("zhang", ROLES("org.cadre"));
	REFUSED(REFUSAL_ACCOUNT_TAKEN);
	WHEN(CloseAccount, .account = "zhang", .reason = "离职");
	ACCEPTED();
	OPEN_ACCOUNT("zhang", ROLES("org.cadre"));
	REFUSED(REFUSAL_ACCOUNT_TAKEN);
}

TEST(a_password_in_clear_is_never_recorded)
{
	security_admin_at_work();
	OPEN_ACCOUNT("a", ROLES("org.head"), .password = "in-clear-2026");
	REFUSED(REFUSAL_PASSWORD_NOT_HASHED);
	WHEN(OpenAccount, .account = "a", .display_name = "a", .region = "150400", ROLES("org.head"),
	     .password_hash = "in-clear-2026");
	REFUSED(REFUSAL_PASSWORD_NOT_HASHED);
	OPEN_ACCOUNT("a", ROLES("org.head"));
	ACCEPTED();
	WHEN(ChangePassword, .account = "a", .password_hash = HASH, .old_password = "in-clear-2026");
	REFUSED(REFUSAL_PASSWORD_NOT_HASHED);
	WHEN(ChangePassword, .account = "a", .password = "in-clear-2026", .password_hash = HASH);
	REFUSED(REFUSAL_PASSWORD_NOT_HASHED);
	WHEN(ChangePassword, .account = "a", .password_hash = "in-clear-2026");
	REFUSED(REFUSAL_PASSWORD_NOT_HASHED);
}

TEST(closing_takes_the_password_away_and_nobody_closes_himself)
{
	security_admin_at_work();
	OPEN_ACCOUNT("zhang", ROLES("org.head"));
	WHEN(CloseAccount, .account = "zhang", .reason = "离职");
	ACCEPTED();
	const AccountRow *row = account_find(world_state(), "zhang");

	CHECK(row->closed);
	CHECK_TEXT(row->closed_on, "2026-03-02");
	CHECK_TEXT(row->reason, "离职");
	CHECK(!credential_find(world_state(), "zhang"));
	WHEN(CloseAccount, .account = "zhang", .reason = "离职");
	REFUSED(REFUSAL_ACCOUNT_CLOSED);
	WHEN(ChangePassword, .account = "zhang", .password_hash = HASH);
	REFUSED(REFUSAL_ACCOUNT_CLOSED);
	WHEN(CloseAccount, .account = "nobody", .reason = "离职");
	REFUSED(REFUSAL_ACCOUNT_UNKNOWN);
	OPEN_ACCOUNT("officer", ROLES("security_admin"));        /* the account the tests act as */
	ACCEPTED();
	WHEN(CloseAccount, .account = "officer", .reason = "离职");
	REFUSED(REFUSAL_SELF_DEALING);
}

TEST(a_new_password_ends_the_sessions_of_the_old_one)
{
	static const char other[] = "$argon2id$v=19$m=65536,t=2,p=1$CCCC$DDDD";

	security_admin_at_work();
	OPEN_ACCOUNT("zhang", ROLES("org.head"));
	OPEN_ACCOUNT("officer", ROLES("org.cadre"));
	WHEN(ChangePassword, .account = "zhang", .password_hash = other);
	ACCEPTED();
	CHECK_INT(account_find(world_state(), "zhang")->generation, 2);
	CHECK_TEXT(credential_find(world_state(), "zhang")->password_hash, other);
	ACTOR("org.cadre", "150400");
	WHEN(ChangePassword, .account = "officer", .password_hash = other);      /* his own */
	ACCEPTED();
	WHEN(ChangePassword, .account = "zhang", .password_hash = HASH);
	REFUSED(REFUSAL_ROLE_MISSING);
}

TEST(sessions_see_an_account_as_it_is_now)
{
	struct arena arena;
	struct account_view view;

	security_admin_at_work();
	arena_init(&arena, 1 << 20);
	CHECK(account_view_none(world_state()));
	OPEN_ACCOUNT("zhang", ROLES("org.head", "org.cadre"), .cadre_id = "c1");
	CHECK(!account_view_none(world_state()));
	CHECK(!account_view_read(world_state(), "nobody", &arena, &view));
	CHECK(account_view_read(world_state(), "zhang", &arena, &view));
	CHECK(account_view_has_role(&view, "org.cadre") && !account_view_has_role(&view, "cadre"));
	CHECK_TEXT(account_credential(world_state(), "zhang", &arena), HASH);
	const Actor *actor = account_view_actor(&view, &arena);

	CHECK_TEXT(actor->cadre_id, "c1");
	CHECK_INT(actor->n_roles, 2);
	WHEN(CloseAccount, .account = "zhang", .reason = "离职");
	CHECK(account_view_read(world_state(), "zhang", &arena, &view));
	CHECK(view.closed);
	CHECK_TEXT(account_credential(world_state(), "zhang", &arena), "");
	arena_fini(&arena);
}

TEST_MAIN()
