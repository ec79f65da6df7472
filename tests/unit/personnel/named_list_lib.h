/* A named list of the account "owner" of the city, and t-c1, whom the county manages. */
#ifndef DANDANG_TESTS_NAMED_LIST_LIB_H
#define DANDANG_TESTS_NAMED_LIST_LIB_H

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

#endif
