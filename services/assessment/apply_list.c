/* What the special list changes. The person's own page follows every step he may know of. */
#include "assessment/own_place.h"
#include "base/require.h"
#include "workflows.h"

static SpecialListRow list_of(struct tables *t, const char *list_id)
{
	const SpecialListRow *row = special_list_find(tables_state(t), list_id);

	REQUIRE(row);
	return *row;
}

static ListEntryRow entry_of(struct tables *t, const char *list_id, const char *cadre_id)
{
	const ListEntryRow *row = list_entry_find(tables_state(t), list_id, cadre_id);

	REQUIRE(row);
	return *row;
}

void apply_special_list_opened(struct tables *t, const SpecialListOpened *e, const struct event *ev)
{
	(void)ev;
	special_list_put(t, &(SpecialListRow){
		.list_id = e->list_id,
		.scope = e->scope,
		.version = e->version,
		.title = e->title,
		.state = LIST_STATE_COLLECT,
		.n_levels = e->n_levels,
		.levels = e->levels,
		.evidence_from = e->evidence_from,
		.authority = e->authority,
		.freeze_on = e->freeze_on,
	});
	due_set(t, DUE_LIST_EVIDENCE, e->list_id, e->check_after);
}

/* He was told before: the page follows the new draft, and goes when he is no longer meant for the tail. */
static void refresh_page(struct tables *t, const ListEntryRow *entry)
{
	if (entry->tail)
		own_place_write(t, entry->list_id, entry->cadre_id, OWN_PLACE_STATE_INFORMED);
	else
		own_list_place_delete(t, entry->cadre_id, entry->list_id);
}

void apply_list_entry_drafted(struct tables *t, const ListEntryDrafted *e, const struct event *ev)
{
	SpecialListRow list = list_of(t, e->list_id);
	const ListEntryRow *old = list_entry_find(tables_state(t), e->list_id, e->entry->cadre_id);
	ListEntryRow row = {
		.list_id = e->list_id,
		.cadre_id = e->entry->cadre_id,
		.tier = e->entry->tier,
		.rank = e->entry->rank,
		.head = e->entry->head,
		.tail = e->entry->tail,
		.reason = e->entry->reason,
		.ground = e->entry->ground,
		.behavior = e->entry->behavior,
		.sources = e->sources,
		.under_review = e->under_review,
	};

	(void)ev;
	if (old && old->tail && row.tail) { /* still at the tail: what he was told and said stands */
		row.rebuttal = old->rebuttal;
		row.rebut_by = old->rebut_by;
		row.overdue = old->overdue;
		row.document = old->document;
	}
	list_entry_put(t, &row);
	if (own_list_place_find(tables_state(t), row.cadre_id, row.list_id))
		refresh_page(t, &row);
	list.state = LIST_STATE_DRAFT_RANK;
	list.entries += old == NULL;
	special_list_put(t, &list);
}

void apply_list_entry_removed(struct tables *t, const ListEntryRemoved *e, const struct event *ev)
{
	SpecialListRow list = list_of(t, e->list_id);

	(void)ev;
	REQUIRE(list.entries > 0);
	list.entries--;
	special_list_put(t, &list);
	list_entry_delete(t, e->list_id, e->cadre_id);
	own_list_place_delete(t, e->cadre_id, e->list_id);
}

void apply_tail_informed(struct tables *t, const TailInformed *e, const struct event *ev)
{
	ListEntryRow row = entry_of(t, e->list_id, e->cadre_id);

	(void)ev;
	row.rebuttal = REBUTTAL_STATE_INFORMED;
	row.rebut_by = e->rebut_by;
	row.overdue = false;
	list_entry_put(t, &row);
	due_set(t, DUE_LIST_REBUTTAL, e->rebuttal_id, e->rebut_by);
	own_place_write(t, e->list_id, e->cadre_id, OWN_PLACE_STATE_INFORMED);
}

void apply_tail_facts_told(struct tables *t, const TailFactsTold *e, const struct event *ev)
{
	const OwnListPlaceRow *old = own_list_place_find(tables_state(t), e->cadre_id, e->list_id);

	(void)ev;
	REQUIRE(old);
	OwnListPlaceRow page = *old;
	page.facts = e->facts;
	own_list_place_put(t, &page);
}

void apply_rebuttal_recorded(struct tables *t, const RebuttalRecorded *e, const struct event *ev)
{
	ListEntryRow row = entry_of(t, e->list_id, e->cadre_id);

	(void)ev;
	row.rebuttal = e->waived ? REBUTTAL_STATE_WAIVED : REBUTTAL_STATE_STATED;
	row.document = e->document;
	list_entry_put(t, &row);
	due_clear(t, DUE_LIST_REBUTTAL, e->rebuttal_id);
	own_place_write(t, e->list_id, e->cadre_id, OWN_PLACE_STATE_INFORMED);
}

void apply_rebuttal_noted(struct tables *t, const RebuttalNoted *e, const struct event *ev)
{
	(void)ev;
	rebuttal_note_put(t, &(RebuttalNoteRow){
		.list_id = e->list_id,
		.cadre_id = e->cadre_id,
		.statement = e->statement,
	});
}

void apply_rebuttal_overdue(struct tables *t, const RebuttalOverdue *e, const struct event *ev)
{
	ListEntryRow row = entry_of(t, e->list_id, e->cadre_id);

	(void)ev;
	row.overdue = true;
	list_entry_put(t, &row);
}

void apply_list_judged(struct tables *t, const ListJudged *e, const struct event *ev)
{
	SpecialListRow row = list_of(t, e->list_id);

	(void)ev;
	row.state = LIST_STATE_JUDGED;
	row.judged_on = e->held_on;
	row.members = e->members;
	row.present = e->present;
	row.in_favour = e->in_favour;
	row.n_dissents = e->n_dissents;
	row.dissents = e->dissents;
	row.minutes = e->minutes;
	special_list_put(t, &row);
}

void apply_list_frozen(struct tables *t, const ListFrozen *e, const struct event *ev)
{
	SpecialListRow row = list_of(t, e->list_id);

	(void)ev;
	row.state = LIST_STATE_FROZEN;
	row.frozen_on = e->frozen_on;
	row.valid_until = e->valid_until;
	special_list_put(t, &row);
	due_set(t, DUE_LIST_EXPIRY, e->list_id, e->valid_until);
	due_clear(t, DUE_LIST_EVIDENCE, e->list_id);
}

/* For the others, and for the person himself: the place stands in the entry already. */
void apply_list_placed(struct tables *t, const ListPlaced *e, const struct event *ev)
{
	(void)ev;
	own_place_write(t, e->list_id, e->cadre_id, OWN_PLACE_STATE_IN_FORCE);
}

void apply_special_list_settled(struct tables *t, const SpecialListSettled *e, const struct event *ev)
{
	(void)t;
	(void)e;
	(void)ev;
}

void apply_list_expired(struct tables *t, const ListExpired *e, const struct event *ev)
{
	SpecialListRow row = list_of(t, e->list_id);

	(void)ev;
	row.state = LIST_STATE_EXPIRED;
	row.expired_on = e->expired_on;
	row.replaced_by = e->replaced_by;
	special_list_put(t, &row);
	due_clear(t, DUE_LIST_EXPIRY, e->list_id);
	own_places_expire(t, e->list_id, e->expired_on);
}

void apply_rejudgement_proposed(struct tables *t, const RejudgementProposed *e, const struct event *ev)
{
	(void)t;
	(void)e;
	(void)ev;
}
