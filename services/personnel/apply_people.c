/* Units, posts and people: what their events change. */
#include <string.h>

#include "people.h"
#include "workflows.h"

#define FORMER_POSTS_MAX 60 /* the oldest is dropped past this */

void apply_unit_registered(struct tables *t, const UnitRegistered *e, const struct event *ev)
{
	const UnitFileRow *old = unit_file_find(tables_state(t), e->unit_id);

	(void)ev;
	people_put_unit(t, e);
	unit_file_put(t, &(UnitFileRow){
		.unit_id = e->unit_id,
		.name = e->name,
		.kind = e->kind,
		.region = e->region,
		.parent_id = e->parent_id,
		.peer_group = e->peer_group,
		.authorised_posts = old ? old->authorised_posts : 0,
	});
}

void apply_post_established(struct tables *t, const PostEstablished *e, const struct event *ev)
{
	(void)ev;
	post_put(t, &(PostRow){
		.post_id = e->post_id,
		.unit_id = e->unit_id,
		.title = e->title,
		.level = e->level,
		.count = e->count,
		.team_head = e->team_head,
		.team_member = e->team_member,
		.authority = e->authority,
	});
}

void apply_post_abolished(struct tables *t, const PostAbolished *e, const struct event *ev)
{
	const PostRow *old = post_find(tables_state(t), e->post_id);
	PostRow row;

	(void)ev;
	if (!old)
		return;
	row = *old;
	row.abolished = true;
	post_put(t, &row);
}

static bool same_post(const CadreRegistered *a, const CadreRegistered *b)
{
	return strcmp(a->unit_id, b->unit_id) == 0 && strcmp(a->post_title, b->post_title) == 0 && a->level == b->level;
}

static void put_file(struct tables *t, const CadreRegistered *e, const struct event *ev, const CadreFileRow *old)
{
	FormerPost *former[FORMER_POSTS_MAX];
	FormerPost left;
	CadreRegistered file = *e;
	CadreFileRow row = { 0 };

	row.cadre_id = e->cadre_id;
	row.id_number = e->id_number;
	row.unit_id = e->unit_id;
	row.rank = e->rank;
	row.post_id = e->post_id;
	row.authority = e->authority;
	row.file = &file;
	row.post_since = ev->occurred_on;
	row.revised_on = ev->occurred_on;
	row.former = former;
	if (old) {
		size_t skip = old->n_former == FORMER_POSTS_MAX;
		for (size_t i = skip; i < old->n_former; i++)
			former[row.n_former++] = old->former[i];
		row.post_since = old->post_since;
	}
	if (old && !same_post(old->file, e)) {
		if (row.n_former == FORMER_POSTS_MAX)
			row.n_former--;
		former_post__init(&left);
		left.unit_id = old->file->unit_id;
		left.post_title = old->file->post_title;
		left.level = old->file->level;
		left.from_on = old->post_since;
		left.until_on = ev->occurred_on;
		former[row.n_former++] = &left;
		row.post_since = ev->occurred_on;
	}
	cadre_file_put(t, &row);
}

void apply_cadre_registered(struct tables *t, const CadreRegistered *e, const struct event *ev)
{
	people_keep_former_unit(t, e, ev->occurred_on);
	people_put_cadre(t, e);
	put_file(t, e, ev, cadre_file_find(tables_state(t), e->cadre_id));
}

void apply_cadre_revised(struct tables *t, const CadreRevised *e, const struct event *ev)
{
	if (e->now)
		apply_cadre_registered(t, e->now, ev);
}

void apply_cadre_form_filed(struct tables *t, const CadreFormFiled *e, const struct event *ev)
{
	(void)ev;
	cadre_form_put(t, &(CadreFormRow){
		.cadre_id = e->cadre_id,
		.n_fields = e->n_fields,
		.fields = e->fields,
		.n_family = e->n_family,
		.family = e->family,
		.filed_on = e->filed_on,
	});
}

void apply_file_imported(struct tables *t, const FileImported *e, const struct event *ev)
{
	(void)t; /* a line of the history; its rows are events of their own */
	(void)e;
	(void)ev;
}
