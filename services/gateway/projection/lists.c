#include "lists.h"

#include <stdio.h>
#include <string.h>

#include "contract.h"

#define GRANTEE_SIZE 160 /* "account:" or "role:", 64 characters at most each of name and region */

static void put(struct tables *t, const char *id, const char *grantee, const char *until_on)
{
	list_reader_put(t, &(ListReaderRow){ .named_list_id = id, .grantee = grantee, .until_on = until_on });
}

void lists_apply(struct tables *t, const struct event *e)
{
	if (strcmp(e->type, "NamedListOpened") == 0) {
		const NamedListOpened *opened = (const NamedListOpened *)e->body;
		char owner[GRANTEE_SIZE];
		snprintf(owner, sizeof owner, "account:%s", opened->owner);
		put(t, opened->named_list_id, owner, "");
	} else if (strcmp(e->type, "NamedListGranted") == 0) {
		const NamedListGranted *granted = (const NamedListGranted *)e->body;
		put(t, granted->named_list_id, granted->grantee, granted->until_on);
	} else if (strcmp(e->type, "NamedListRevoked") == 0) {
		const NamedListRevoked *revoked = (const NamedListRevoked *)e->body;
		list_reader_delete(t, revoked->named_list_id, revoked->grantee);
	}
}

static bool in_force(const struct state *s, const char *id, const char *grantee, const char *today)
{
	const ListReaderRow *row = list_reader_find(s, id, grantee);

	return row && (!row->until_on[0] || strcmp(row->until_on, today) >= 0);
}

bool list_readable(const struct state *s, const char *id, const struct list_reader *reader, const char *today)
{
	char grantee[GRANTEE_SIZE];
	bool readable;

	snprintf(grantee, sizeof grantee, "account:%s", reader->account);
	readable = in_force(s, id, grantee, today);
	for (size_t i = 0; i < reader->role_count && !readable; i++) {
		snprintf(grantee, sizeof grantee, "role:%s@%s", reader->roles[i], reader->region);
		readable = in_force(s, id, grantee, today);
	}
	return readable;
}
