#include "roll.h"

#include <stdlib.h>
#include <string.h>

#include "aliases.h"
#include "rules.h"

static void fail(struct roll *roll, struct roll_entry *e, enum refusal code, enum cadre_field field, const char *value)
{
	import_fail(roll->report, code, e->person->row, person_label(e->person, field), value);
	e->person->bad = true;
}

static int by_id_number(const void *a, const void *b)
{
	const struct roll_entry *const *x = a, *const *y = b;

	return strcmp((*x)->person->stated.id_number, (*y)->person->stated.id_number);
}

static int by_cadre_id(const void *a, const void *b)
{
	const struct roll_entry *const *x = a, *const *y = b;

	return strcmp((*x)->now.cadre_id, (*y)->now.cadre_id);
}

static int by_post(const void *a, const void *b)
{
	const struct roll_entry *const *x = a, *const *y = b;
	int order = strcmp((*x)->now.post_id, (*y)->now.post_id);

	if (order)
		return order;
	return (*x)->person->row < (*y)->person->row ? -1 : (*x)->person->row > (*y)->person->row;
}

/* Neither of two rows with one ID number can be trusted: both are refused. Sorts by_id. */
static void refuse_twice(struct roll *roll)
{
	qsort(roll->by_id, roll->count, sizeof *roll->by_id, by_id_number);
	for (size_t i = 1; i < roll->count; i++) {
		const char *id = roll->by_id[i]->person->stated.id_number;
		bool first;
		if (!id[0] || by_id_number(&roll->by_id[i - 1], &roll->by_id[i]) != 0)
			continue;
		first = i < 2 || by_id_number(&roll->by_id[i - 2], &roll->by_id[i]) != 0;
		if (first)
			fail(roll, roll->by_id[i - 1], REFUSAL_ROW_ID_TWICE, CADRE_FIELD_ID_NUMBER, id);
		fail(roll, roll->by_id[i], REFUSAL_ROW_ID_TWICE, CADRE_FIELD_ID_NUMBER, id);
	}
}

/* Defaults of the command stand for columns the file does not have. */
static void fill_defaults(const struct roll *roll, struct person *p)
{
	const ImportPeople *cmd = roll->cmd;
	const struct {
		enum cadre_field field;
		bool has;
	} defaults[] = {
		{ CADRE_FIELD_UNIT_ID, cmd->unit_id[0] },
		{ CADRE_FIELD_POST_ID, cmd->post_id[0] },
		{ CADRE_FIELD_LEVEL, cmd->level != POST_LEVEL_UNSPECIFIED },
		{ CADRE_FIELD_LEVEL_SINCE, cmd->level_since[0] },
		{ CADRE_FIELD_RANK, cmd->rank != RANK_UNSPECIFIED },
		{ CADRE_FIELD_RANK_SINCE, cmd->rank_since[0] },
		{ CADRE_FIELD_AUTHORITY, cmd->authority[0] },
	};
	CadreRegistered stand = p->stated;

	stand.unit_id = cmd->unit_id;
	stand.post_id = cmd->post_id;
	stand.level = cmd->level;
	stand.level_since = cmd->level_since;
	stand.rank = cmd->rank;
	stand.rank_since = cmd->rank_since;
	stand.authority = cmd->authority;
	for (size_t i = 0; i < sizeof defaults / sizeof defaults[0]; i++)
		if (defaults[i].has && !person_given(p, defaults[i].field)) {
			cadre_field_take(defaults[i].field, &p->stated, &stand, roll->d->arena);
			p->given |= UINT32_C(1) << defaults[i].field;
		}
}

static const CadreFileRow *find_existing(const struct state *s, const char *id_number)
{
	struct row_scan scan = cadre_file_by_id_number(s, id_number);

	return id_number[0] ? cadre_file_next(&scan) : NULL;
}

/* The number of a record that was merged: a new record under it would be the same person twice again. */
static bool number_merged(const struct state *s, const char *id_number)
{
	struct row_scan scan = merged_file_by_id_number(s, id_number);

	return id_number[0] && merged_file_next(&scan);
}

/* What the row says over what is on file; an empty cell says nothing. */
static void merge(struct roll *roll, struct roll_entry *e)
{
	const struct person *p = e->person;

	if (e->existing)
		e->now = *e->existing->file;
	else
		cadre_registered__init(&e->now);
	for (int f = 0; f < CADRE_FIELD_COUNT; f++)
		if (person_given(p, (enum cadre_field)f))
			cadre_field_take((enum cadre_field)f, &e->now, &p->stated, roll->d->arena);
	if (!e->now.authority[0])
		e->now.authority = roll->d->actor->region;
	/* who leaves the unit leaves its post, unless the row names another */
	if (e->existing && strcmp(e->now.unit_id, e->existing->unit_id) != 0 && !person_given(p, CADRE_FIELD_POST_ID))
		e->now.post_id = "";
}

/* A known person keeps the id of the file on record; a stated id may not be somebody else's. */
static void check_cadre_id(struct roll *roll, struct roll_entry *e)
{
	const char *stated = person_given(e->person, CADRE_FIELD_CADRE_ID) ? e->person->stated.cadre_id : "";

	if (!stated[0])
		return;
	if (e->existing && strcmp(alias_kept(roll->d->state, stated), e->existing->cadre_id) == 0) {
		e->now.cadre_id = e->existing->cadre_id; /* by the old id the same person */
		return;
	}
	if (e->existing ? strcmp(stated, e->existing->cadre_id) != 0 : cadre_find(roll->d->state, stated) != NULL)
		fail(roll, e, REFUSAL_ROW_CADRE_ID_TAKEN, CADRE_FIELD_CADRE_ID, stated);
}

static void check_authority(struct roll *roll, struct roll_entry *e)
{
	const struct actor *actor = roll->d->actor;

	if (actor->system)
		return;
	if (strcmp(e->now.authority, actor->region) != 0 ||
	    (e->existing && strcmp(e->existing->authority, actor->region) != 0))
		fail(roll, e, REFUSAL_ROW_OUTSIDE_AUTHORITY, CADRE_FIELD_AUTHORITY,
		     e->existing ? e->existing->authority : e->now.authority);
}

static void check_place(struct roll *roll, struct roll_entry *e)
{
	const UnitFileRow *unit = unit_file_find(roll->d->state, e->now.unit_id);
	const PostRow *post;

	if (!e->now.unit_id[0]) {
		fail(roll, e, REFUSAL_ROW_UNIT_MISSING, CADRE_FIELD_UNIT_ID, "");
		return;
	}
	if (!unit || unit->ended_on[0]) {
		fail(roll, e, unit ? REFUSAL_UNIT_ENDED : REFUSAL_ROW_UNIT_UNKNOWN, CADRE_FIELD_UNIT_ID, e->now.unit_id);
		return;
	}
	if (!e->now.post_id[0])
		return;
	post = post_find(roll->d->state, e->now.post_id);
	if (!post || post->abolished || strcmp(post->unit_id, e->now.unit_id) != 0) {
		fail(roll, e, REFUSAL_ROW_POST_UNKNOWN, CADRE_FIELD_POST_ID, e->now.post_id);
		return;
	}
	if (!e->now.post_title[0])
		e->now.post_title = post->title;
	if (e->now.level == POST_LEVEL_UNSPECIFIED)
		e->now.level = post->level;
}

static bool moves(const struct roll_entry *e)
{
	return strcmp(e->now.unit_id, e->existing->unit_id) != 0 || strcmp(e->now.post_id, e->existing->post_id) != 0 ||
	       e->now.level != e->existing->file->level;
}

static void match_one(struct roll *roll, struct roll_entry *e)
{
	fill_defaults(roll, e->person);
	e->existing = find_existing(roll->d->state, e->person->stated.id_number);
	merge(roll, e);
	if (e->person->bad)
		return;
	if (!e->existing && number_merged(roll->d->state, e->person->stated.id_number))
		fail(roll, e, REFUSAL_ROW_ID_MERGED, CADRE_FIELD_ID_NUMBER, e->person->stated.id_number);
	check_cadre_id(roll, e);
	check_authority(roll, e);
	check_place(roll, e);
	if (e->existing && moves(e) && rules_open_appointment(roll->d->state, e->existing->cadre_id))
		fail(roll, e, REFUSAL_ROW_MOVE_IN_PROCESS, CADRE_FIELD_UNIT_ID, e->now.unit_id);
}

static void refuse_same_cadre_ids(struct roll *roll, struct roll_entry **sorted)
{
	qsort(sorted, roll->count, sizeof *sorted, by_cadre_id);
	for (size_t i = 1; i < roll->count; i++)
		if (sorted[i]->now.cadre_id[0] && by_cadre_id(&sorted[i - 1], &sorted[i]) == 0 && !sorted[i]->person->bad)
			fail(roll, sorted[i], REFUSAL_ROW_CODE_TWICE, CADRE_FIELD_CADRE_ID, sorted[i]->now.cadre_id);
}

/* The entry of the file about this person, or NULL. */
static const struct roll_entry *entry_of(const struct roll *roll, const char *id_number)
{
	struct person wanted = { .stated = { .id_number = id_number } };
	struct roll_entry probe = { .person = &wanted };
	struct roll_entry *key = &probe;
	struct roll_entry **found = bsearch(&key, roll->by_id, roll->count, sizeof *roll->by_id, by_id_number);

	return found ? *found : NULL;
}

/* Places of the post left for those of the file: holders the file does not move stay. */
static int64_t places_left(const struct roll *roll, const PostRow *post)
{
	struct row_scan scan = cadre_file_by_post_id(roll->d->state, post->post_id);
	int64_t left = (int64_t)post->count - rules_post_claims(roll->d->state, post->post_id, "");
	const CadreFileRow *holder;

	while ((holder = cadre_file_next(&scan))) {
		const struct roll_entry *e = entry_of(roll, holder->id_number);
		if (!e || e->person->bad)
			left--;
	}
	return left;
}

static bool stays(const struct roll_entry *e)
{
	return e->existing && strcmp(e->existing->post_id, e->now.post_id) == 0;
}

/* Those who stay are served first, then the others in the order of the file. */
static void check_group(struct roll *roll, struct roll_entry **group, size_t count)
{
	const PostRow *post = post_find(roll->d->state, group[0]->now.post_id);
	int64_t left = post ? places_left(roll, post) : 0;

	for (size_t i = 0; i < count; i++)
		left -= !group[i]->person->bad && stays(group[i]);
	for (size_t i = 0; i < count; i++) {
		if (group[i]->person->bad || stays(group[i]))
			continue;
		if (left <= 0)
			fail(roll, group[i], REFUSAL_ROW_POST_FULL, CADRE_FIELD_POST_ID, group[i]->now.post_id);
		else
			left--;
	}
}

static void check_posts(struct roll *roll, struct roll_entry **sorted)
{
	qsort(sorted, roll->count, sizeof *sorted, by_post);
	for (size_t i = 0, end; i < roll->count; i = end) {
		end = i + 1;
		while (end < roll->count && strcmp(sorted[end]->now.post_id, sorted[i]->now.post_id) == 0)
			end++;
		if (sorted[i]->now.post_id[0])
			check_group(roll, sorted + i, end - i);
	}
}

bool roll_match(struct roll *roll, struct people *people)
{
	struct arena *arena = roll->d->arena;
	struct roll_entry **sorted = arena_alloc(arena, (people->count + 1) * sizeof *sorted);

	roll->count = people->count;
	roll->entries = arena_alloc(arena, (people->count + 1) * sizeof *roll->entries);
	roll->by_id = arena_alloc(arena, (people->count + 1) * sizeof *roll->by_id);
	if (!roll->entries || !roll->by_id || !sorted)
		return false;
	for (size_t i = 0; i < people->count; i++) {
		roll->entries[i].person = &people->items[i];
		roll->by_id[i] = sorted[i] = &roll->entries[i];
	}
	refuse_twice(roll);
	for (size_t i = 0; i < roll->count; i++)
		match_one(roll, &roll->entries[i]);
	refuse_same_cadre_ids(roll, sorted);
	check_posts(roll, sorted);
	return true;
}

size_t roll_bad(const struct roll *roll)
{
	size_t bad = 0;

	for (size_t i = 0; i < roll->count; i++)
		bad += roll->entries[i].person->bad;
	return bad;
}
