/* Named lists: their members, grants and changes. Every change is a line of its own, with who and why. */
#include "base/require.h"
#include "workflows.h"

static NamedListRow list_of(struct tables *t, const char *id)
{
	const NamedListRow *row = named_list_find(tables_state(t), id);

	REQUIRE(row);
	return *row;
}

/* Adds a line; the row is put by the caller. */
static void note(struct tables *t, NamedListRow *row, NamedListChangeRow line, const struct event *ev)
{
	line.named_list_id = row->named_list_id;
	line.number = ++row->changes;
	line.by = ev->actor_account;
	line.on = ev->occurred_on;
	named_list_change_put(t, &line);
}

void apply_named_list_opened(struct tables *t, const NamedListOpened *e, const struct event *ev)
{
	NamedListRow row = {
		.named_list_id = e->named_list_id,
		.name = e->name,
		.purpose = e->purpose,
		.owner = e->owner,
		.region = e->region,
		.opened_on = e->opened_on,
		.members = e->members,
		.frozen = e->criteria != NULL,
		.criteria = e->criteria,
		.as_of = e->as_of,
		.looked_at = e->looked_at,
	};

	note(t, &row, (NamedListChangeRow){ .change = LIST_CHANGE_OPENED, .reason = e->purpose }, ev);
	named_list_put(t, &row);
}

void apply_named_list_placed(struct tables *t, const NamedListPlaced *e, const struct event *ev)
{
	for (size_t i = 0; i < e->n_places; i++)
		named_list_place_put(t, &(NamedListPlaceRow){
			.named_list_id = e->named_list_id,
			.cadre_id = e->places[i]->cadre_id,
			.member = e->places[i]->member,
			.n_outcomes = e->places[i]->n_outcomes,
			.outcomes = e->places[i]->outcomes,
			.placed_by = ev->actor_account,
			.placed_on = ev->occurred_on,
		});
}

void apply_named_list_added(struct tables *t, const NamedListAdded *e, const struct event *ev)
{
	NamedListRow row = list_of(t, e->named_list_id);

	for (size_t i = 0; i < e->n_cadre_ids; i++) {
		named_list_place_put(t, &(NamedListPlaceRow){
			.named_list_id = e->named_list_id,
			.cadre_id = e->cadre_ids[i],
			.member = true,
			.reason = e->reason,
			.placed_by = ev->actor_account,
			.placed_on = ev->occurred_on,
		});
		note(t, &row, (NamedListChangeRow){ .change = LIST_CHANGE_ADDED, .cadre_id = e->cadre_ids[i], .reason = e->reason }, ev);
	}
	row.members += (uint32_t)e->n_cadre_ids;
	named_list_put(t, &row);
}

void apply_named_list_removed(struct tables *t, const NamedListRemoved *e, const struct event *ev)
{
	NamedListRow row = list_of(t, e->named_list_id);

	for (size_t i = 0; i < e->n_cadre_ids; i++) {
		named_list_place_delete(t, e->named_list_id, e->cadre_ids[i]);
		note(t, &row, (NamedListChangeRow){ .change = LIST_CHANGE_REMOVED, .cadre_id = e->cadre_ids[i], .reason = e->reason }, ev);
	}
	row.members -= (uint32_t)e->n_cadre_ids;
	named_list_put(t, &row);
}

void apply_named_list_locked(struct tables *t, const NamedListLocked *e, const struct event *ev)
{
	NamedListRow row = list_of(t, e->named_list_id);

	row.locked = true;
	note(t, &row, (NamedListChangeRow){ .change = LIST_CHANGE_LOCKED, .reason = e->reason }, ev);
	named_list_put(t, &row);
}

void apply_named_list_unlocked(struct tables *t, const NamedListUnlocked *e, const struct event *ev)
{
	NamedListRow row = list_of(t, e->named_list_id);

	row.locked = false;
	note(t, &row, (NamedListChangeRow){ .change = LIST_CHANGE_UNLOCKED, .reason = e->reason }, ev);
	named_list_put(t, &row);
}

void apply_named_list_granted(struct tables *t, const NamedListGranted *e, const struct event *ev)
{
	NamedListRow row = list_of(t, e->named_list_id);

	named_list_grant_put(t, &(NamedListGrantRow){
		.named_list_id = e->named_list_id,
		.grantee = e->grantee,
		.access = e->access,
		.until_on = e->until_on,
		.granted_on = ev->occurred_on,
	});
	note(t, &row, (NamedListChangeRow){ .change = LIST_CHANGE_GRANTED, .grantee = e->grantee, .reason = e->reason }, ev);
	named_list_put(t, &row);
}

void apply_named_list_revoked(struct tables *t, const NamedListRevoked *e, const struct event *ev)
{
	NamedListRow row = list_of(t, e->named_list_id);

	named_list_grant_delete(t, e->named_list_id, e->grantee);
	note(t, &row, (NamedListChangeRow){ .change = LIST_CHANGE_REVOKED, .grantee = e->grantee, .reason = e->reason }, ev);
	named_list_put(t, &row);
}
