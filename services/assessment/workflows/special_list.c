/* The special list (担当作为专项清单), graded and ranked: row S3, W2.4.
 *
 *   COLLECT -> DRAFT_RANK -> JUDGED (meeting) -> FROZEN version n -> EXPIRED
 *
 * In:  OpenSpecialList, DraftListEntries, RemoveListEntry, FreezeList; the end of validity by the due-table; accountability's
 *      Cleared.
 * Out: SpecialListOpened, ListEntryDrafted, ListEntryRemoved (sealed), ListFrozen, ListPlaced, SpecialListSettled,
 *      ListExpired, RejudgementProposed.
 * Information, rebuttal and the meeting stand in list_judgement.c, warnings of missing evidence in list_evidence.c. Corrections of a frozen list: a new version only. */
#include <string.h>

#include "assessment/bounds.h"
#include "assessment/list.h"
#include "assessment/sources.h"
#include "base/require.h"
#include "roster/bars.h"
#include "roster/people.h"
#include "workflows.h"

bool list_is_of(const SpecialListRow *list, const struct actor *actor)
{
	return actor->system || strcmp(list->authority, actor->region) == 0;
}

enum refusal tail_evidence(struct decision *d, const SpecialListRow *list, const CadreRow *cadre, uint32_t *count)
{
	struct sources sources = sources_count(d->state, cadre, list->evidence_from);

	*count = sources.kinds;
	if (sources.kinds < (uint32_t)policy_number(d, "LIST.SOURCES_MIN"))
		return REFUSAL_EVIDENCE_INSUFFICIENT;
	if (sources.negative_kinds < (uint32_t)policy_number(d, "LIST.NEGATIVE_SOURCES_MIN"))
		return REFUSAL_TAIL_SINGLE_SOURCE;
	return REFUSAL_NONE;
}

enum refusal open_special_list_decide(struct decision *d, const OpenSpecialList *cmd)
{
	struct row_scan scan = special_list_by_scope(d->state, cmd->scope);
	const SpecialListRow *other;
	const char *freeze_on = cmd->freeze_on[0] ? cmd->freeze_on : policy_deadline(d, "LIST.FREEZE_WITHIN");
	uint32_t version = 1;
	const char *id;

	while ((other = special_list_next(&scan))) {
		if (!list_is_of(other, d->actor))
			return decision_refuse(d, REFUSAL_OUTSIDE_AUTHORITY, "scope", cmd->scope);
		if (other->state < LIST_STATE_FROZEN)
			return decision_refuse(d, REFUSAL_LIST_OPEN, "scope", cmd->scope);
		version = other->version + 1;
	}
	if (strcmp(cmd->evidence_from, d->today) > 0)
		return REFUSAL_DATE_FUTURE;
	if (strcmp(freeze_on, d->today) <= 0)
		return decision_refuse(d, REFUSAL_FREEZE_PLANNED_PAST, "freeze_on", freeze_on);
	id = decision_new_id(d, "list");
	decision_answer(d, "list_id", id);
	decision_answer_number(d, "version", version);
	emit_special_list_opened(d, &(SpecialListOpened){
		.list_id = id,
		.scope = cmd->scope,
		.version = version,
		.title = cmd->title,
		.n_levels = cmd->n_levels,
		.levels = cmd->levels,
		.evidence_from = cmd->evidence_from,
		.authority = d->actor->region,
		.freeze_on = freeze_on,
		.check_after = evidence_check_after(d, freeze_on),
	});
	return REFUSAL_NONE;
}

/* ---- drafting ------------------------------------------------------------------------------------ */

bool list_covers(const SpecialListRow *list, const CadreRow *cadre)
{
	bool found = list->n_levels == 0;

	for (size_t i = 0; i < list->n_levels; i++)
		found = found || list->levels[i] == cadre->level;
	return found;
}

/* 影响期: a running sanction bars from the head; a provisional bar decides nothing, neither way. */
static bool barred(struct decision *d, const CadreRow *cadre)
{
	struct row_scan scan = bar_scan_1(d->state, cadre->cadre_id);
	const BarRow *bar;

	while ((bar = bar_next(&scan))) {
		bool over = bar->until_on[0] && strcmp(bar->until_on, d->today) < 0;
		if (!bar->provisional && !over && strcmp(bar->from_on, d->today) <= 0)
			return true;
	}
	return false;
}

static enum refusal check_place(struct decision *d, const SpecialListRow *list, const CadreRow *cadre,
				const ListEntry *entry, uint32_t *sources)
{
	enum refusal carried = tail_evidence(d, list, cadre, sources);

	if (entry->head && entry->tail)                                return REFUSAL_HEAD_AND_TAIL;
	if ((entry->head || entry->tail) && entry->reason[0] == '\0')  return REFUSAL_REASON_MISSING;
	if (entry->head && entry->tier > LIST_TIER_GOOD)               return REFUSAL_TIER_ORDER;
	if (entry->head && barred(d, cadre))                           return REFUSAL_CADRE_BARRED;
	if (!entry->tail)                                              return REFUSAL_NONE;
	if (entry->tier < LIST_TIER_FAIR)                              return REFUSAL_TIER_ORDER;
	if (!entry->ground || !entry->behavior)                        return REFUSAL_FIELD_REQUIRED;
	return carried;
}

static enum refusal check_entry(struct decision *d, const SpecialListRow *list, const DraftListEntries *cmd, size_t i,
				uint32_t *sources)
{
	const ListEntry *entry = cmd->entries[i];
	const CadreRow *cadre = cadre_find(d->state, entry->cadre_id);

	if (!cadre)                               return REFUSAL_CADRE_UNKNOWN;
	if (!actor_may_manage(d->actor, cadre))   return REFUSAL_OUTSIDE_AUTHORITY;
	if (actor_is(d->actor, cadre->cadre_id))  return REFUSAL_SELF_DEALING;
	if (!list_covers(list, cadre))         return REFUSAL_OUTSIDE_SCOPE;
	for (size_t j = 0; j < i; j++)
		if (strcmp(cmd->entries[j]->cadre_id, entry->cadre_id) == 0)
			return REFUSAL_VALUE_DUPLICATE;
	return check_place(d, list, cadre, entry, sources);
}

static enum refusal may_draft(const SpecialListRow *list, const struct actor *actor)
{
	if (!list)                                  return REFUSAL_LIST_UNKNOWN;
	if (!list_is_of(list, actor))               return REFUSAL_OUTSIDE_AUTHORITY;
	if (list->state > LIST_STATE_DRAFT_RANK)    return REFUSAL_LIST_JUDGED;
	return REFUSAL_NONE;
}

enum refusal draft_list_entries_decide(struct decision *d, const DraftListEntries *cmd)
{
	const SpecialListRow *list = special_list_find(d->state, cmd->list_id);
	enum refusal first = may_draft(list, d->actor);
	uint32_t sources[LIST_DRAFT_MAX];

	if (first)
		return first;
	REQUIRE(cmd->n_entries <= LIST_DRAFT_MAX);
	if (list->entries + cmd->n_entries > LIST_ENTRIES_MAX)
		return REFUSAL_LIST_FULL;
	for (size_t i = 0; i < cmd->n_entries; i++) {
		enum refusal r = check_entry(d, list, cmd, i, &sources[i]);
		if (r)
			decision_refuse_row(d, r, (uint32_t)i + 1, "entries", cmd->entries[i]->cadre_id);
		first = first ? first : r;
	}
	if (first)
		return first;
	for (size_t i = 0; i < cmd->n_entries; i++)
		emit_list_entry_drafted(d, &(ListEntryDrafted){
			.list_id = list->list_id,
			.entry = cmd->entries[i],
			.sources = sources[i],
			.under_review = under_review(d->state, cmd->entries[i]->cadre_id, d->today),
		});
	return REFUSAL_NONE;
}

enum refusal remove_list_entry_decide(struct decision *d, const RemoveListEntry *cmd)
{
	const SpecialListRow *list = special_list_find(d->state, cmd->list_id);
	enum refusal r = may_draft(list, d->actor);

	if (r)
		return r;
	if (!list_entry_find(d->state, cmd->list_id, cmd->cadre_id))
		return REFUSAL_ENTRY_UNKNOWN;
	emit_list_entry_removed(d, &(ListEntryRemoved){
		.list_id = cmd->list_id,
		.cadre_id = cmd->cadre_id,
		.reason = cmd->reason,
	});
	return REFUSAL_NONE;
}

/* ---- freezing ------------------------------------------------------------------------------------ */

static void replace_former(struct decision *d, const SpecialListRow *list)
{
	struct row_scan scan = special_list_by_scope(d->state, list->scope);
	const SpecialListRow *former;

	while ((former = special_list_next(&scan)))
		if (former->state == LIST_STATE_FROZEN)
			emit_list_expired(d, &(ListExpired){
				.list_id = former->list_id,
				.version = former->version,
				.expired_on = d->today,
				.replaced_by = list->list_id,
			});
}

static void place(struct decision *d, const SpecialListRow *list, const ListEntryRow *entry, const char *valid_until)
{
	emit_list_placed(d, &(ListPlaced){
		.list_id = list->list_id,
		.version = list->version,
		.cadre_id = entry->cadre_id,
		.tier = entry->tier,
		.rank = entry->rank,
		.head = entry->head,
		.tail = entry->tail,
		.ground = entry->ground,
		.valid_until = valid_until,
		.behavior = entry->behavior,
	});
}

enum refusal freeze_list_decide(struct decision *d, const FreezeList *cmd)
{
	const SpecialListRow *list = special_list_find(d->state, cmd->list_id);
	const char *valid_until = policy_deadline(d, "LIST.VALID");
	ListFrozen frozen = { .frozen_on = d->today, .valid_until = valid_until };
	const ListEntryRow *entry;

	if (!list)                               return REFUSAL_LIST_UNKNOWN;
	if (!list_is_of(list, d->actor))         return REFUSAL_OUTSIDE_AUTHORITY;
	if (list->state != LIST_STATE_JUDGED)    return REFUSAL_STATE_WRONG;

	struct row_scan count = list_entry_scan_1(d->state, list->list_id);
	while ((entry = list_entry_next(&count))) {
		frozen.entries++;
		frozen.head += entry->head ? 1 : 0;
		frozen.tail += entry->tail ? 1 : 0;
	}
	frozen.list_id = list->list_id;
	frozen.version = list->version;
	frozen.scope = list->scope;
	replace_former(d, list);
	emit_list_frozen(d, &frozen);
	struct row_scan scan = list_entry_by_list_id(d->state, list->list_id);
	while ((entry = list_entry_next(&scan)))
		place(d, list, entry, valid_until);
	emit_special_list_settled(d, &(SpecialListSettled){ .list_id = list->list_id, .scope = list->scope });
	if (list->evidence_short)
		emit_evidence_enough(d, &(EvidenceEnough){ .list_id = list->list_id, .people = frozen.entries, .counted_on = d->today });
	decision_answer_number(d, "entries", frozen.entries);
	decision_answer_number(d, "tail", frozen.tail);
	return REFUSAL_NONE;
}

void due_list_expiry(struct decision *d, const char *id)
{
	const SpecialListRow *list = special_list_find(d->state, id);

	if (list && list->state == LIST_STATE_FROZEN)
		emit_list_expired(d, &(ListExpired){
			.list_id = id,
			.version = list->version,
			.expired_on = list->valid_until,
		});
}

void list_propose_rejudgement(struct decision *d, const char *cadre_id, const char *origin)
{
	struct row_scan scan = list_entry_by_cadre_id(d->state, cadre_id);
	const ListEntryRow *entry;

	while ((entry = list_entry_next(&scan))) {
		const SpecialListRow *list = special_list_find(d->state, entry->list_id);
		if (list && list->state == LIST_STATE_FROZEN && entry->tail)
			emit_rejudgement_proposed(d, &(RejudgementProposed){
				.list_id = list->list_id,
				.cadre_id = cadre_id,
				.origin = origin,
			});
	}
}

/* A person whose name is cleared stands at the tail of a list in force: the judgement has to be looked at again. */
void react_cleared(struct decision *d, const Cleared *e, const struct event *ev)
{
	(void)ev;
	list_propose_rejudgement(d, e->cadre_id, e->clearing_id);
}
