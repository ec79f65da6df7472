/* Named lists kept by hand: whose they are, who changes them, and that a locked one does not change. */
#include "named_list_lib.h"

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

TEST_MAIN()
