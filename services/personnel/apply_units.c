/* Units and their history: what their events change. Each change is a row with the unit as it stands from that day on. */
#include <string.h>

#include "people.h"
#include "workflows.h"

struct changing {
	UnitChangeKind kind;
	const char *from_on;
	const char *document;
	const char *const *successors;
	size_t successor_count;
};

static void put_change(struct tables *t, UnitFileRow *row, const struct changing *c, const struct event *ev)
{
	row->changes++;
	unit_change_put(t, &(UnitChangeRow){
		.unit_id = row->unit_id,
		.number = row->changes,
		.change = c->kind,
		.from_on = c->from_on,
		.document = c->document,
		.recorded_on = ev->occurred_on,
		.name = row->name,
		.kind = row->kind,
		.region = row->region,
		.parent_id = row->parent_id,
		.peer_group = row->peer_group,
		.n_successor_ids = c->successor_count,
		.successor_ids = (const char **)(uintptr_t)c->successors,
		.ended = row->ended_on && row->ended_on[0],
	});
	unit_file_put(t, row);
}

static bool same_unit(const UnitFileRow *old, const UnitRegistered *e)
{
	return strcmp(old->name, e->name) == 0 && old->kind == e->kind && strcmp(old->region, e->region) == 0 &&
	       strcmp(old->parent_id, e->parent_id) == 0 && strcmp(old->peer_group, e->peer_group) == 0;
}

void apply_unit_registered(struct tables *t, const UnitRegistered *e, const struct event *ev)
{
	const UnitFileRow *old = unit_file_find(tables_state(t), e->unit_id);
	UnitFileRow row = { 0 };

	people_put_unit(t, e);
	if (old && same_unit(old, e)) /* the renaming before it has said so */
		return;
	if (old)
		row = *old;
	else
		row.registered_on = ev->occurred_on;
	row.unit_id = e->unit_id;
	row.name = e->name;
	row.kind = e->kind;
	row.region = e->region;
	row.parent_id = e->parent_id;
	row.peer_group = e->peer_group;
	put_change(t, &row, &(struct changing){ .kind = old ? UNIT_CHANGE_KIND_REVISED : UNIT_CHANGE_KIND_REGISTERED,
						.from_on = ev->occurred_on }, ev);
}

void apply_unit_renamed(struct tables *t, const UnitRenamed *e, const struct event *ev)
{
	const UnitFileRow *old = unit_file_find(tables_state(t), e->unit_id);
	UnitFileRow row;

	if (!old)
		return;
	row = *old;
	row.name = e->name;
	put_change(t, &row, &(struct changing){ .kind = UNIT_CHANGE_KIND_RENAMED, .from_on = e->from_on, .document = e->document }, ev);
}

static void end(struct tables *t, const char *unit_id, const struct changing *c, const struct event *ev)
{
	const UnitFileRow *old = unit_file_find(tables_state(t), unit_id);
	UnitFileRow row;

	if (!old)
		return;
	row = *old;
	row.ended_on = c->from_on;
	put_change(t, &row, c, ev);
}

void apply_unit_merged(struct tables *t, const UnitMerged *e, const struct event *ev)
{
	const char *const into[] = { e->into_id };

	end(t, e->unit_id, &(struct changing){ UNIT_CHANGE_KIND_MERGED, e->from_on, e->document, into, 1 }, ev);
}

void apply_unit_split(struct tables *t, const UnitSplit *e, const struct event *ev)
{
	const UnitFileRow *old = unit_file_find(tables_state(t), e->unit_id);
	struct changing c = { UNIT_CHANGE_KIND_SPLIT, e->from_on, e->document, e->part_ids, e->n_part_ids };
	UnitFileRow row;

	if (!e->continues)
		end(t, e->unit_id, &c, ev);
	else if (old) {
		row = *old;
		put_change(t, &row, &c, ev);
	}
}

void apply_unit_abolished(struct tables *t, const UnitAbolished *e, const struct event *ev)
{
	end(t, e->unit_id, &(struct changing){ .kind = UNIT_CHANGE_KIND_ABOLISHED, .from_on = e->from_on, .document = e->document }, ev);
}
