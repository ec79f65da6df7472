/* Grants of a named list: to an account or a role of a region, to read or to write, until a day. */
#include "named_list_lib.h"

#define GRANT(...) WHEN(GrantNamedList, .named_list_id = list, .access = LIST_ACCESS_READ, .reason = "r", __VA_ARGS__)

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

TEST(a_grant_is_checked)
{
	opened();
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
