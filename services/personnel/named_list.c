#include "named_list.h"

#include <string.h>

#include "policy/region.h"

const char *named_list_account(struct decision *d, const char *account)
{
	return decision_format(d, "account:%s", account);
}

const char *named_list_role(struct decision *d, const char *role, const char *region)
{
	return decision_format(d, "role:%s@%s", role, region);
}

static ListAccess granted(const struct decision *d, const char *id, const char *grantee)
{
	const NamedListGrantRow *grant = named_list_grant_find(d->state, id, grantee);

	return grant && strcmp(grant->until_on, d->today) >= 0 ? grant->access : LIST_ACCESS_UNSPECIFIED;
}

static ListAccess access_of(struct decision *d, const NamedListRow *row)
{
	ListAccess best;

	if (strcmp(row->owner, d->actor->account) == 0)
		return LIST_ACCESS_WRITE;
	best = granted(d, row->named_list_id, named_list_account(d, d->actor->account));
	for (size_t i = 0; i < d->actor->role_count && best != LIST_ACCESS_WRITE; i++) {
		ListAccess one = granted(d, row->named_list_id, named_list_role(d, d->actor->roles[i], d->actor->region));
		best = one > best ? one : best;
	}
	return best;
}

enum refusal named_list_begin(struct decision *d, const char *id, const NamedListRow **row, bool *writes)
{
	ListAccess access;

	*row = named_list_find(d->state, id);
	access = *row ? access_of(d, *row) : LIST_ACCESS_UNSPECIFIED;
	*writes = access == LIST_ACCESS_WRITE;
	return access == LIST_ACCESS_UNSPECIFIED ? decision_refuse(d, REFUSAL_NAMED_LIST_UNKNOWN, "named_list_id", id) : REFUSAL_NONE;
}

enum refusal named_list_owned(struct decision *d, const char *id, const NamedListRow **row)
{
	bool writes;
	enum refusal refusal = named_list_begin(d, id, row, &writes);

	if (refusal == REFUSAL_NONE && strcmp((*row)->owner, d->actor->account) != 0)
		refusal = decision_refuse(d, REFUSAL_NAMED_LIST_NOT_OWNER, "named_list_id", id);
	return refusal;
}

static bool is_officer(const struct actor *actor)
{
	for (size_t i = 0; i < actor->role_count; i++)
		if (strncmp(actor->roles[i], "org.", 4) == 0)
			return true;
	return false;
}

bool named_list_sees(const struct decision *d, const CadreFileRow *file)
{
	const UnitFileRow *unit = unit_file_find(d->state, file->unit_id);

	if (!is_officer(d->actor))
		return d->actor->unit_id[0] && strcmp(d->actor->unit_id, file->unit_id) == 0;
	return region_within(d->actor->region, file->authority) || (unit && region_within(d->actor->region, unit->region));
}
