/* Posts and people: what their events change. */
#include <string.h>

#include "people.h"
#include "workflows.h"

#define FORMER_POSTS_MAX 60 /* the oldest is dropped past these, and the file says so */
#define FORMER_RANKS_MAX 20

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

/* The file being put: lists with room for one more than the old file has. */
struct filing {
	CadreFileRow row;
	CadreRegistered file;
	FormerPost *former[FORMER_POSTS_MAX];
	FormerRank *ranks[FORMER_RANKS_MAX];
	FormerPost left;
	FormerRank held;
};

static void take_over(struct filing *f, const CadreFileRow *old)
{
	f->row.post_since = old->post_since;
	f->row.post_entered = old->post_entered;
	f->row.registered_on = old->registered_on;
	f->row.older_dropped = old->older_dropped;
	for (size_t i = 0; i < old->n_former; i++)
		f->former[f->row.n_former++] = old->former[i];
	for (size_t i = 0; i < old->n_former_ranks; i++)
		f->ranks[f->row.n_former_ranks++] = old->former_ranks[i];
}

static void leave_post(struct filing *f, const CadreFileRow *old, const char *on, bool entered)
{
	if (strcmp(on, old->post_since) < 0) /* a decision that took effect before the post was entered here */
		on = old->post_since;
	if (f->row.n_former == FORMER_POSTS_MAX) {
		memmove(f->former, f->former + 1, (FORMER_POSTS_MAX - 1) * sizeof *f->former);
		f->row.n_former--;
		f->row.older_dropped = true;
	}
	former_post__init(&f->left);
	f->left.unit_id = old->file->unit_id;
	f->left.post_title = old->file->post_title;
	f->left.level = old->file->level;
	f->left.from_on = old->post_since;
	f->left.until_on = on;
	f->left.post_id = old->file->post_id;
	f->left.team_head = old->file->team_head;
	f->left.team_member = old->file->team_member;
	f->left.entered = old->post_entered;
	f->former[f->row.n_former++] = &f->left;
	f->row.post_since = on;
	f->row.post_entered = entered;
}

static void leave_rank(struct filing *f, const CadreFileRow *old, const char *today)
{
	const char *since = f->file.rank_since;

	if (f->row.n_former_ranks == FORMER_RANKS_MAX) {
		memmove(f->ranks, f->ranks + 1, (FORMER_RANKS_MAX - 1) * sizeof *f->ranks);
		f->row.n_former_ranks--;
		f->row.older_dropped = true;
	}
	former_rank__init(&f->held);
	f->held.rank = old->file->rank;
	f->held.since_on = old->file->rank_since;
	f->held.until_on = since[0] && strcmp(since, today) <= 0 ? since : today;
	f->ranks[f->row.n_former_ranks++] = &f->held;
}

/* `decided_on`: the day a decision behind it took effect, "" when there is none but the entry. */
static void put_file(struct tables *t, const CadreRegistered *e, const struct event *ev, const char *decided_on)
{
	const CadreFileRow *old = cadre_file_find(tables_state(t), e->cadre_id);
	struct filing f = { .file = *e };

	f.row.cadre_id = e->cadre_id;
	f.row.id_number = e->id_number;
	f.row.unit_id = e->unit_id;
	f.row.rank = e->rank;
	f.row.post_id = e->post_id;
	f.row.authority = e->authority;
	f.row.file = &f.file;
	f.row.post_since = ev->occurred_on;
	f.row.post_entered = true;
	f.row.revised_on = ev->occurred_on;
	f.row.registered_on = ev->occurred_on;
	f.row.former = f.former;
	f.row.former_ranks = f.ranks;
	if (old)
		take_over(&f, old);
	if (old && !same_post(old->file, e))
		leave_post(&f, old, decided_on[0] ? decided_on : ev->occurred_on, decided_on[0] == '\0');
	if (old && old->file->rank != e->rank)
		leave_rank(&f, old, ev->occurred_on);
	cadre_file_put(t, &f.row);
	if (e->unit_id[0])
		unit_service_put(t, &(UnitServiceRow){ .unit_id = e->unit_id, .cadre_id = e->cadre_id });
}

void apply_cadre_registered(struct tables *t, const CadreRegistered *e, const struct event *ev)
{
	people_keep_former_unit(t, e, ev->occurred_on);
	people_put_cadre(t, e);
	put_file(t, e, ev, "");
}

/* Of an appointment the record follows in the same decision: it counts from the day the appointment does. */
static const char *decided_on(const struct state *s, const char *origin)
{
	const AppointmentRow *row = origin[0] ? appointment_find(s, origin) : NULL;
	bool taken = row && (row->state == APPOINTMENT_STATE_PROBATION || row->state == APPOINTMENT_STATE_CONFIRMED);

	return taken ? row->effective_on : "";
}

void apply_cadre_revised(struct tables *t, const CadreRevised *e, const struct event *ev)
{
	if (!e->now)
		return;
	people_put_cadre(t, e->now);
	put_file(t, e->now, ev, decided_on(tables_state(t), e->origin));
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
