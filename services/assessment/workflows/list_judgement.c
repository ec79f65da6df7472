/* What has to happen before a list is frozen: the tail is told and heard, and the meeting judges: row S3, W2.4, S01.
 *
 *   an entry at the tail: -> INFORMED (10 working days) -> STATED | WAIVED in writing
 *   the list: DRAFT_RANK -> JUDGED (quorum, majority, dissents recorded)
 *
 * Silence is no waiver: when the days have passed the matter is shown as overdue, and somebody has to go and hear him.
 *
 * In:  InformTail, RecordRebuttal, RecordJudgement; the last day for the statement by the due-table.
 * Out: TailInformed, TailFactsTold (sealed), RebuttalRecorded, RebuttalNoted (sealed), RebuttalOverdue, ListJudged (sealed). */
#include <string.h>

#include "assessment/bounds.h"
#include "assessment/list.h"
#include "assessment/votes.h"
#include "roster/people.h"
#include "workflows.h"

static const char *rebuttal_id(struct decision *d, const char *list_id, const char *cadre_id)
{
	return decision_format(d, "%s/%s", list_id, cadre_id);
}

static enum refusal check_informed(struct decision *d, const InformTail *cmd, size_t i)
{
	const ListEntryRow *entry = list_entry_find(d->state, cmd->list_id, cmd->cadre_ids[i]);

	if (!entry)         return REFUSAL_ENTRY_UNKNOWN;
	if (!entry->tail)   return REFUSAL_NOT_TAIL;
	for (size_t j = 0; j < i; j++)
		if (strcmp(cmd->cadre_ids[j], cmd->cadre_ids[i]) == 0)
			return REFUSAL_VALUE_DUPLICATE;
	return REFUSAL_NONE;
}

static void tell(struct decision *d, const InformTail *cmd, const char *cadre_id, const char *rebut_by)
{
	emit_tail_informed(d, &(TailInformed){
		.rebuttal_id = rebuttal_id(d, cmd->list_id, cadre_id),
		.list_id = cmd->list_id,
		.cadre_id = cadre_id,
		.informed_on = d->today,
		.rebut_by = rebut_by,
	});
	emit_tail_facts_told(d, &(TailFactsTold){ .list_id = cmd->list_id, .cadre_id = cadre_id, .facts = cmd->facts });
}

enum refusal inform_tail_decide(struct decision *d, const InformTail *cmd)
{
	const SpecialListRow *list = special_list_find(d->state, cmd->list_id);
	const char *rebut_by = policy_deadline(d, "LIST.REBUTTAL");
	enum refusal first = REFUSAL_NONE;

	if (!list)                                return REFUSAL_LIST_UNKNOWN;
	if (!list_is_of(list, d->actor))          return REFUSAL_OUTSIDE_AUTHORITY;
	if (list->state > LIST_STATE_DRAFT_RANK)  return REFUSAL_LIST_JUDGED;
	for (size_t i = 0; i < cmd->n_cadre_ids; i++) {
		enum refusal r = check_informed(d, cmd, i);
		if (r)
			decision_refuse_row(d, r, (uint32_t)i + 1, "cadre_ids", cmd->cadre_ids[i]);
		first = first ? first : r;
	}
	if (first)
		return first;
	for (size_t i = 0; i < cmd->n_cadre_ids; i++)
		tell(d, cmd, cmd->cadre_ids[i], rebut_by);
	decision_answer(d, "rebut_by", rebut_by);
	return REFUSAL_NONE;
}

static enum refusal check_rebuttal(const struct decision *d, const RecordRebuttal *cmd, const SpecialListRow *list,
				   const ListEntryRow *entry)
{
	bool officer = actor_has_role(d->actor, "org.cadre") || actor_has_role(d->actor, "org.supervision");

	if (!list)                                        return REFUSAL_LIST_UNKNOWN;
	if (!entry)                                       return REFUSAL_ENTRY_UNKNOWN;
	if (officer && !list_is_of(list, d->actor))       return REFUSAL_OUTSIDE_AUTHORITY;
	if (!officer && !actor_is(d->actor, cmd->cadre_id)) return REFUSAL_OUTSIDE_AUTHORITY;
	if (list->state > LIST_STATE_DRAFT_RANK)          return REFUSAL_LIST_JUDGED;
	if (!entry->tail)                                 return REFUSAL_NOT_TAIL;
	if (entry->rebuttal == REBUTTAL_STATE_UNSPECIFIED) return REFUSAL_TAIL_NOT_INFORMED;
	if (entry->rebuttal == REBUTTAL_STATE_STATED)     return REFUSAL_REBUTTAL_TWICE;
	if (cmd->waived && cmd->document[0] == '\0')      return REFUSAL_WAIVER_DOCUMENT;
	if (!cmd->waived && cmd->statement[0] == '\0')    return REFUSAL_STATEMENT_MISSING;
	return REFUSAL_NONE;
}

enum refusal record_rebuttal_decide(struct decision *d, const RecordRebuttal *cmd)
{
	const SpecialListRow *list = special_list_find(d->state, cmd->list_id);
	const ListEntryRow *entry = list_entry_find(d->state, cmd->list_id, cmd->cadre_id);
	enum refusal r = check_rebuttal(d, cmd, list, entry);

	if (r)
		return r;
	emit_rebuttal_recorded(d, &(RebuttalRecorded){
		.rebuttal_id = rebuttal_id(d, cmd->list_id, cmd->cadre_id),
		.list_id = cmd->list_id,
		.cadre_id = cmd->cadre_id,
		.waived = cmd->waived,
		.recorded_on = d->today,
		.document = cmd->document,
	});
	if (cmd->statement[0])
		emit_rebuttal_noted(d, &(RebuttalNoted){
			.list_id = cmd->list_id,
			.cadre_id = cmd->cadre_id,
			.statement = cmd->statement,
		});
	return REFUSAL_NONE;
}

void due_list_rebuttal(struct decision *d, const char *id)
{
	const char *slash = strrchr(id, '/');
	const char *list_id = slash ? decision_format(d, "%.*s", (int)(slash - id), id) : id;
	const ListEntryRow *entry = slash ? list_entry_find(d->state, list_id, slash + 1) : NULL;

	if (entry && entry->tail && entry->rebuttal == REBUTTAL_STATE_INFORMED)
		emit_rebuttal_overdue(d, &(RebuttalOverdue){
			.list_id = list_id,
			.cadre_id = entry->cadre_id,
			.rebut_by = entry->rebut_by,
		});
}

/* ---- the meeting --------------------------------------------------------------------------------- */

static enum refusal check_tail(struct decision *d, const SpecialListRow *list, const ListEntryRow *entry)
{
	const CadreRow *cadre = cadre_find(d->state, entry->cadre_id);
	uint32_t sources;

	if (!cadre)                                                    return REFUSAL_CADRE_UNKNOWN;
	if (entry->rebuttal == REBUTTAL_STATE_UNSPECIFIED)             return REFUSAL_TAIL_NOT_INFORMED;
	if (entry->rebuttal == REBUTTAL_STATE_INFORMED)                return REFUSAL_STATEMENT_MISSING;
	return tail_evidence(d, list, cadre, &sources);
}

/* Head, middle, tail; tiers fall with the ranks; the ranks are 1, 2, 3 and so on. */
static int place_of(const ListEntryRow *entry)
{
	return entry->head ? 0 : entry->tail ? 2 : 1;
}

static enum refusal check_order(const ListEntryRow *entry, const ListEntryRow *before)
{
	if (entry->rank != (before ? before->rank + 1 : 1))            return REFUSAL_RANK_GAP;
	if (before && entry->tier < before->tier)                      return REFUSAL_TIER_ORDER;
	if (before && place_of(entry) < place_of(before))              return REFUSAL_TIER_ORDER;
	return REFUSAL_NONE;
}

static enum refusal check_entries(struct decision *d, const SpecialListRow *list)
{
	struct row_scan scan = list_entry_by_list_id(d->state, list->list_id);
	const ListEntryRow *entry, *before = NULL;
	enum refusal first = REFUSAL_NONE;

	while ((entry = list_entry_next(&scan))) {
		enum refusal r = check_order(entry, before);
		if (!r && entry->tail)
			r = check_tail(d, list, entry);
		if (r)
			decision_refuse_row(d, r, entry->rank, "entries", entry->cadre_id);
		first = first ? first : r;
		before = entry;
	}
	return before ? first : REFUSAL_LIST_EMPTY;
}

enum refusal record_judgement_decide(struct decision *d, const RecordJudgement *cmd)
{
	const struct votes votes = { cmd->members, cmd->present, cmd->in_favour, cmd->n_dissents };
	const SpecialListRow *list = special_list_find(d->state, cmd->list_id);
	enum refusal r;

	if (!list)                                return REFUSAL_LIST_UNKNOWN;
	if (!list_is_of(list, d->actor))          return REFUSAL_OUTSIDE_AUTHORITY;
	if (list->state > LIST_STATE_DRAFT_RANK)  return REFUSAL_LIST_JUDGED;
	if (list->state != LIST_STATE_DRAFT_RANK) return REFUSAL_LIST_EMPTY;
	if (strcmp(cmd->held_on, d->today) > 0)   return REFUSAL_DATE_FUTURE;
	if ((r = votes_check(&votes)))             return r;
	if ((r = check_entries(d, list)))         return r;

	emit_list_judged(d, &(ListJudged){
		.list_id = list->list_id,
		.held_on = cmd->held_on,
		.members = cmd->members,
		.present = cmd->present,
		.in_favour = cmd->in_favour,
		.n_dissents = cmd->n_dissents,
		.dissents = cmd->dissents,
		.minutes = cmd->minutes,
	});
	return REFUSAL_NONE;
}
