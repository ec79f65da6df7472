/* Named lists kept by hand (名单): feature G1.7.
 *
 *   OPENED <-> LOCKED     members come and go, each change with who and why; a locked list waits for its owner to unlock it
 *
 * The owner, and whom he grants it to write (named_list_grant.c), change its members, each among the people he may see.
 *
 * In:  OpenNamedList, AddToNamedList, RemoveFromNamedList, LockNamedList, UnlockNamedList.
 * Out: NamedListOpened, NamedListAdded, NamedListRemoved (both sealed), NamedListLocked, NamedListUnlocked. */
#include <string.h>

#include "named_list.h"
#include "roster/people.h"

enum refusal open_named_list_decide(struct decision *d, const OpenNamedList *cmd)
{
	const char *id = decision_new_id(d, "namedlist");

	emit_named_list_opened(d, &(NamedListOpened){
		.named_list_id = id,
		.name = cmd->name,
		.purpose = cmd->purpose,
		.owner = d->actor->account,
		.region = d->actor->region,
		.opened_on = d->today,
	});
	decision_answer(d, "named_list_id", id);
	return REFUSAL_NONE;
}

/* ---- members ---------------------------------------------------------------------------------------- */

static enum refusal may_change(struct decision *d, const char *id, const NamedListRow **row)
{
	bool writes;
	enum refusal refusal = named_list_begin(d, id, row, &writes);

	if (refusal != REFUSAL_NONE)
		return refusal;
	if (!writes)
		return decision_refuse(d, REFUSAL_NAMED_LIST_READ_ONLY, "named_list_id", id);
	if ((*row)->frozen)
		return decision_refuse(d, REFUSAL_NAMED_LIST_FROZEN, "named_list_id", id);
	if ((*row)->locked)
		return decision_refuse(d, REFUSAL_NAMED_LIST_LOCKED, "named_list_id", id);
	return REFUSAL_NONE;
}

static bool stands_before(const char *const *ids, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (strcmp(ids[i], ids[at]) == 0)
			return true;
	return false;
}

static enum refusal check_new(struct decision *d, const AddToNamedList *cmd, size_t at)
{
	const char *id = cmd->cadre_ids[at];
	const CadreFileRow *file = cadre_file_find(d->state, id);

	if (!file)
		return REFUSAL_CADRE_UNKNOWN;
	if (!named_list_sees(d, file))
		return REFUSAL_OUTSIDE_AUTHORITY;
	if (actor_is(d->actor, id))
		return REFUSAL_SELF_DEALING;
	if (named_list_place_find(d->state, cmd->named_list_id, id))
		return REFUSAL_NAMED_LIST_MEMBER_TWICE;
	return stands_before(cmd->cadre_ids, at) ? REFUSAL_VALUE_DUPLICATE : REFUSAL_NONE;
}

enum refusal add_to_named_list_decide(struct decision *d, const AddToNamedList *cmd)
{
	const NamedListRow *row;
	enum refusal refusal = may_change(d, cmd->named_list_id, &row);

	for (size_t i = 0; refusal == REFUSAL_NONE && i < cmd->n_cadre_ids; i++) {
		refusal = check_new(d, cmd, i);
		if (refusal != REFUSAL_NONE)
			return decision_refuse_row(d, refusal, (uint32_t)i + 1, "cadre_ids", cmd->cadre_ids[i]);
	}
	if (refusal != REFUSAL_NONE)
		return refusal;
	if ((int64_t)(row->members + cmd->n_cadre_ids) > policy_number(d, "NAMED_LIST.MEMBERS_MAX"))
		return decision_refuse(d, REFUSAL_NAMED_LIST_FULL, "cadre_ids", "");
	emit_named_list_added(d, &(NamedListAdded){
		.named_list_id = cmd->named_list_id,
		.n_cadre_ids = cmd->n_cadre_ids,
		.cadre_ids = cmd->cadre_ids,
		.reason = cmd->reason,
	});
	return REFUSAL_NONE;
}

/* Who may not see a person is not told that he is on the list. */
static enum refusal check_member(struct decision *d, const RemoveFromNamedList *cmd, size_t at)
{
	const CadreFileRow *file = cadre_file_find(d->state, cmd->cadre_ids[at]);

	if (!file || !named_list_sees(d, file) || !named_list_place_find(d->state, cmd->named_list_id, cmd->cadre_ids[at]))
		return REFUSAL_NAMED_LIST_NOT_MEMBER;
	return stands_before(cmd->cadre_ids, at) ? REFUSAL_VALUE_DUPLICATE : REFUSAL_NONE;
}

enum refusal remove_from_named_list_decide(struct decision *d, const RemoveFromNamedList *cmd)
{
	const NamedListRow *row;
	enum refusal refusal = may_change(d, cmd->named_list_id, &row);

	for (size_t i = 0; refusal == REFUSAL_NONE && i < cmd->n_cadre_ids; i++) {
		refusal = check_member(d, cmd, i);
		if (refusal != REFUSAL_NONE)
			return decision_refuse_row(d, refusal, (uint32_t)i + 1, "cadre_ids", cmd->cadre_ids[i]);
	}
	if (refusal != REFUSAL_NONE)
		return refusal;
	emit_named_list_removed(d, &(NamedListRemoved){
		.named_list_id = cmd->named_list_id,
		.n_cadre_ids = cmd->n_cadre_ids,
		.cadre_ids = cmd->cadre_ids,
		.reason = cmd->reason,
	});
	return REFUSAL_NONE;
}

/* ---- locked ----------------------------------------------------------------------------------------- */

enum refusal lock_named_list_decide(struct decision *d, const LockNamedList *cmd)
{
	const NamedListRow *row;
	enum refusal refusal = named_list_owned(d, cmd->named_list_id, &row);

	if (refusal != REFUSAL_NONE)
		return refusal;
	if (row->frozen)
		return decision_refuse(d, REFUSAL_NAMED_LIST_FROZEN, "named_list_id", cmd->named_list_id);
	if (row->locked)
		return decision_refuse(d, REFUSAL_NAMED_LIST_LOCKED, "named_list_id", cmd->named_list_id);
	emit_named_list_locked(d, &(NamedListLocked){ .named_list_id = cmd->named_list_id, .reason = cmd->reason });
	return REFUSAL_NONE;
}

enum refusal unlock_named_list_decide(struct decision *d, const UnlockNamedList *cmd)
{
	const NamedListRow *row;
	enum refusal refusal = named_list_owned(d, cmd->named_list_id, &row);

	if (refusal != REFUSAL_NONE)
		return refusal;
	if (row->frozen)
		return decision_refuse(d, REFUSAL_NAMED_LIST_FROZEN, "named_list_id", cmd->named_list_id);
	if (!row->locked)
		return decision_refuse(d, REFUSAL_NAMED_LIST_NOT_LOCKED, "named_list_id", cmd->named_list_id);
	emit_named_list_unlocked(d, &(NamedListUnlocked){ .named_list_id = cmd->named_list_id, .reason = cmd->reason });
	return REFUSAL_NONE;
}
