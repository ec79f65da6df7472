/* Named lists kept by hand: whose they are, who changes them, and that a locked one does not change. */
#include "fixture.h"

#define AS(account_name, roles, region)                                                                               \
	do {                                                                                                          \
		ACTOR(roles, region);                                                                                 \
		ACCOUNT(account_name);                                                                                \
	} while (0)
#define ADD(...)                                                                                                      \
	do {                                                                                                          \
		const char *ids[] = { __VA_ARGS__ };                                                                  \
		WHEN(AddToNamedList, .named_list_id = list, .n_cadre_ids = sizeof ids / sizeof ids[0], .cadre_ids = ids, .reason = "推荐"); \
	} while (0)
#define REMOVE(...)                                                                                                   \
	do {                                                                                                          \
		const char *ids[] = { __VA_ARGS__ };                                                                  \
		WHEN(RemoveFromNamedList, .named_list_id = list, .n_cadre_ids = sizeof ids / sizeof ids[0], .cadre_ids = ids, .reason = "不再适合"); \
	} while (0)

static char list[64];

/* A list of the account "owner" of the city. */
static void opened(void)
{
	ordinary_day();
	GIVEN(CadreRegistered, .cadre_id = "t-c1", .name = "镇样甲", .id_number = "id-t", .unit_id = "t1", .authority = COUNTY,
	      .level = POST_LEVEL_STAFF);
	AS("owner", "org.cadre", CITY);
	WHEN(OpenNamedList, .name = "样例后备名单", .purpose = "换届推荐");
	ACCEPTED();
	snprintf(list, sizeof list, "%s", world_answer("named_list_id"));
}

static const NamedListRow *row(void)
{
	return named_list_find(world_state(), list);
}

/* The latest line of the list's changes. */
static const NamedListChangeRow *last_change(void)
{
	return named_list_change_find(world_state(), list, row()->changes);
}

static void granted(const char *account, ListAccess access)
{
	AS("owner", "org.cadre", CITY);
	WHEN(GrantNamedList, .named_list_id = list, .account = account, .access = access, .until_on = "2026-06-30", .reason = "共同研究");
	ACCEPTED();
}

TEST(members_come_and_go_each_with_who_and_why)
{
	opened();
	CHECK_TEXT(row()->owner, "owner");
	CHECK_INT(last_change()->change, LIST_CHANGE_OPENED);
	ADD("c1", "c2");
	ACCEPTED();
	CHECK_INT(row()->members, 2);
	CHECK_TEXT(named_list_place_find(world_state(), list, "c1")->reason, "推荐");
	CHECK_TEXT(named_list_place_find(world_state(), list, "c1")->placed_by, "owner");
	REMOVE("c1");
	ACCEPTED();
	CHECK_INT(row()->members, 1);
	CHECK(!named_list_place_find(world_state(), list, "c1"));
	CHECK_INT(row()->changes, 4);
	CHECK_INT(last_change()->change, LIST_CHANGE_REMOVED);
	CHECK_TEXT(last_change()->cadre_id, "c1");
	CHECK_TEXT(last_change()->by, "owner");
	CHECK_TEXT(last_change()->on, "2026-03-02");
	CHECK_TEXT(last_change()->reason, "不再适合");
	ADD("c1");
	ACCEPTED();
}

TEST(what_is_added_and_removed_is_checked)
{
	opened();
	ADD("none");
	REFUSED(REFUSAL_CADRE_UNKNOWN);
	ADD("c1", "c1");
	REFUSED(REFUSAL_VALUE_DUPLICATE);
	ADD("c1");
	ADD("c2", "c1");
	REFUSED(REFUSAL_NAMED_LIST_MEMBER_TWICE);
	CHECK_TEXT(world_violation(0), "NAMED_LIST_MEMBER_TWICE 2 cadre_ids");
	CHECK_INT(row()->members, 1);
	REMOVE("c2");
	REFUSED(REFUSAL_NAMED_LIST_NOT_MEMBER);
	REMOVE("c1", "c1");
	REFUSED(REFUSAL_VALUE_DUPLICATE);
	WHEN(RemoveFromNamedList, .named_list_id = list, .n_cadre_ids = 1, .cadre_ids = (const char *[]){ "c1" });
	REFUSED(REFUSAL_FIELD_REQUIRED);
	ACTOR_CADRE("org.cadre", CITY, "u1", "c3");
	ACCOUNT("owner");
	ADD("c3");
	REFUSED(REFUSAL_SELF_DEALING);
}

TEST(as_many_members_as_policy_allows)
{
	opened();
	POLICY("NAMED_LIST.MEMBERS_MAX", "2", "number");
	ADD("c1", "c2", "c3");
	REFUSED(REFUSAL_NAMED_LIST_FULL);
	ADD("c1", "c2");
	ACCEPTED();
	ADD("c3");
	REFUSED(REFUSAL_NAMED_LIST_FULL);
}

TEST(locked_nothing_changes_but_by_its_owner_with_a_reason)
{
	opened();
	granted("helper", LIST_ACCESS_WRITE);
	WHEN(UnlockNamedList, .named_list_id = list, .reason = "r");
	REFUSED(REFUSAL_NAMED_LIST_NOT_LOCKED);
	WHEN(LockNamedList, .named_list_id = list, .reason = "定稿");
	ACCEPTED();
	CHECK_TEXT(last_change()->reason, "定稿");
	WHEN(LockNamedList, .named_list_id = list, .reason = "定稿");
	REFUSED(REFUSAL_NAMED_LIST_LOCKED);
	ADD("c1");
	REFUSED(REFUSAL_NAMED_LIST_LOCKED);
	REMOVE("c1");
	REFUSED(REFUSAL_NAMED_LIST_LOCKED);
	WHEN(GrantNamedList, .named_list_id = list, .account = "more", .access = LIST_ACCESS_READ, .until_on = "2026-06-30", .reason = "r");
	REFUSED(REFUSAL_NAMED_LIST_LOCKED);
	AS("helper", "org.cadre", CITY);
	WHEN(UnlockNamedList, .named_list_id = list, .reason = "r");
	REFUSED(REFUSAL_NAMED_LIST_NOT_OWNER);
	WHEN(LockNamedList, .named_list_id = list, .reason = "r");
	REFUSED(REFUSAL_NAMED_LIST_NOT_OWNER);
	AS("owner", "org.cadre", CITY);
	WHEN(UnlockNamedList, .named_list_id = list);
	REFUSED(REFUSAL_FIELD_REQUIRED);
	WHEN(RevokeNamedList, .named_list_id = list, .account = "helper", .reason = "调离"); /* access is taken back at any time */
	ACCEPTED();
	WHEN(UnlockNamedList, .named_list_id = list, .reason = "增补");
	ACCEPTED();
	ADD("c1");
	ACCEPTED();
}

TEST(who_has_no_grant_does_not_learn_of_the_list)
{
	opened();
	AS("stranger", "org.head", CITY);
	ADD("c1");
	REFUSED(REFUSAL_NAMED_LIST_UNKNOWN);
	WHEN(GrantNamedList, .named_list_id = list, .account = "stranger", .access = LIST_ACCESS_READ, .until_on = "2026-06-30", .reason = "r");
	REFUSED(REFUSAL_NAMED_LIST_UNKNOWN);
	WHEN(LockNamedList, .named_list_id = "none", .reason = "r");
	REFUSED(REFUSAL_NAMED_LIST_UNKNOWN);
}

TEST(a_grant_reads_or_writes_until_its_day)
{
	opened();
	granted("helper", LIST_ACCESS_READ);
	AS("helper", "org.cadre", CITY);
	ADD("c1");
	REFUSED(REFUSAL_NAMED_LIST_READ_ONLY);
	granted("helper", LIST_ACCESS_WRITE); /* replaces the one before */
	AS("helper", "org.cadre", CITY);
	ADD("c1");
	ACCEPTED();
	TODAY("2026-06-30");
	REMOVE("c1");
	ACCEPTED();
	TODAY("2026-07-01");
	ADD("c1");
	REFUSED(REFUSAL_NAMED_LIST_UNKNOWN);
}

TEST(a_grant_to_a_role_holds_in_its_region)
{
	opened();
	WHEN(GrantNamedList, .named_list_id = list, .role = "org.training", .access = LIST_ACCESS_WRITE, .until_on = "2026-06-30", .reason = "r");
	ACCEPTED();
	WHEN(GrantNamedList, .named_list_id = list, .role = "org.training", .region = COUNTY, .access = LIST_ACCESS_READ, .until_on = "2026-06-30",
	     .reason = "r");
	CHECK_TEXT(EMITTED(NamedListGranted)->grantee, "role:org.training@150404");
	AS("t1", "org.training", CITY);
	ADD("c1");
	ACCEPTED();
	AS("t2", "org.training", COUNTY);
	ADD("t-c1");
	REFUSED(REFUSAL_NAMED_LIST_READ_ONLY);
	AS("t3", "org.training", "150402");
	ADD("t-c1");
	REFUSED(REFUSAL_NAMED_LIST_UNKNOWN);
	AS("owner", "org.cadre", CITY);
	WHEN(RevokeNamedList, .named_list_id = list, .role = "org.training", .reason = "r");
	ACCEPTED();
	AS("t1", "org.training", CITY);
	REMOVE("c1");
	REFUSED(REFUSAL_NAMED_LIST_UNKNOWN);
}

TEST(a_writer_reaches_only_the_people_he_may_see)
{
	opened();
	ADD("c1", "t-c1");
	granted("county", LIST_ACCESS_WRITE);
	AS("county", "org.cadre", COUNTY);
	ADD("c2");
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
	REMOVE("c1");
	REFUSED(REFUSAL_NAMED_LIST_NOT_MEMBER);
	REMOVE("t-c1");
	ACCEPTED();
	granted("hand", LIST_ACCESS_WRITE);
	world_actor("unit.hr", CITY, "u1", "");
	ACCOUNT("hand");
	ADD("t-c1");
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
	ADD("c2");
	ACCEPTED();
}

TEST(a_grant_is_checked)
{
	opened();
#define GRANT(...) WHEN(GrantNamedList, .named_list_id = list, .access = LIST_ACCESS_READ, .reason = "r", __VA_ARGS__)
	GRANT(.until_on = "2026-06-30");
	REFUSED(REFUSAL_NAMED_LIST_GRANTEE);
	GRANT(.account = "a", .role = "org.cadre", .until_on = "2026-06-30");
	REFUSED(REFUSAL_NAMED_LIST_GRANTEE);
	GRANT(.account = "a", .region = CITY, .until_on = "2026-06-30");
	REFUSED(REFUSAL_NAMED_LIST_GRANTEE);
	GRANT(.account = "owner", .until_on = "2026-06-30");
	REFUSED(REFUSAL_NAMED_LIST_OWN);
	GRANT(.role = "cadre", .until_on = "2026-06-30");
	REFUSED(REFUSAL_NAMED_LIST_ROLE);
	GRANT(.role = "org.cadre", .region = "15", .until_on = "2026-06-30");
	REFUSED(REFUSAL_FIELD_MALFORMED);
	GRANT(.account = "a", .until_on = "2026-03-01");
	REFUSED(REFUSAL_NAMED_LIST_GRANT_PAST);
	GRANT(.account = "a", .until_on = "2027-03-03");
	REFUSED(REFUSAL_NAMED_LIST_GRANT_LONG);
	GRANT(.account = "a", .until_on = "2027-03-02");
	ACCEPTED();
	GRANT(.account = "a", .until_on = "2026-03-02");
	ACCEPTED();
	WHEN(RevokeNamedList, .named_list_id = list, .account = "b", .reason = "r");
	REFUSED(REFUSAL_NAMED_LIST_GRANT_UNKNOWN);
	WHEN(RevokeNamedList, .named_list_id = list, .reason = "r");
	REFUSED(REFUSAL_NAMED_LIST_GRANTEE);
	AS("a", "org.cadre", CITY);
	WHEN(RevokeNamedList, .named_list_id = list, .account = "a", .reason = "r");
	REFUSED(REFUSAL_NAMED_LIST_NOT_OWNER);
	GRANT(.account = "b", .until_on = "2026-06-30");
	REFUSED(REFUSAL_NAMED_LIST_NOT_OWNER);
}

TEST(fifty_grants_at_most)
{
	char account[8];

	opened();
	for (unsigned i = 0; i < 50; i++) {
		snprintf(account, sizeof account, "a%u", i);
		GRANT(.account = account, .until_on = "2026-06-30");
		ACCEPTED();
	}
	GRANT(.account = "a50", .until_on = "2026-06-30");
	REFUSED(REFUSAL_NAMED_LIST_GRANTS_MANY);
	GRANT(.account = "a49", .until_on = "2026-07-30");
	ACCEPTED();
}

TEST_MAIN()
