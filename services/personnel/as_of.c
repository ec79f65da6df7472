/* A person and a unit's people on any day in the past: out of the dated posts and ranks of the files. What that day's record does not
 * say is said as a gap; nothing is guessed. */
#include <stdlib.h>
#include <string.h>

#include "aliases.h"
#include "as_of.h"
#include "base/require.h"

#define GAPS_MAX 6

/* One post from a day on; the last has no end. */
struct stretch {
	const char *unit_id, *post_id, *post_title;
	PostLevel level;
	bool team_head, team_member, entered;
	const char *from_on, *until_on;
};

static struct stretch stretch_at(const CadreFileRow *file, size_t i)
{
	const CadreRegistered *now = file->file;

	if (i < file->n_former) {
		const FormerPost *f = file->former[i];
		return (struct stretch){ f->unit_id, f->post_id, f->post_title, f->level, f->team_head, f->team_member, f->entered,
					 f->from_on, f->until_on };
	}
	return (struct stretch){ now->unit_id, now->post_id, now->post_title, now->level, now->team_head, now->team_member,
				 file->post_entered, file->post_since, "" };
}

static bool covers(const char *from_on, const char *until_on, const char *on)
{
	return strcmp(from_on, on) <= 0 && (until_on[0] == '\0' || strcmp(on, until_on) < 0);
}

/* The post of that day; false: before the record begins. `uncertain`: he left it on a day of entry, so that he may have left before. */
static bool stretch_on(const CadreFileRow *file, const char *on, struct stretch *out, bool *uncertain)
{
	for (size_t i = 0; i <= file->n_former; i++) {
		*out = stretch_at(file, i);
		*uncertain = i < file->n_former && stretch_at(file, i + 1).entered;
		if (covers(out->from_on, out->until_on, on))
			return true;
	}
	return false;
}

static void add_gap(struct arena *arena, AsOfGap **gaps, size_t *count, AsOfGap gap)
{
	if (!*gaps)
		*gaps = arena_alloc(arena, GAPS_MAX * sizeof **gaps);
	REQUIRE(*gaps && *count < GAPS_MAX);
	(*gaps)[(*count)++] = gap;
}

/* A rank without a day counts from the end of the one before, the first from the day the person was entered. */
static const char *rank_begin_of(const CadreFileRow *file, const char *since_on, size_t i)
{
	if (since_on[0])
		return since_on;
	return i ? file->former_ranks[i - 1]->until_on : file->registered_on;
}

static void fill_rank(const CadreFileRow *file, PersonAsOf *p)
{
	const char *since_on = file->file->rank_since, *until_on = "";
	Rank rank = file->file->rank;

	for (size_t i = file->n_former_ranks;; i--) {
		if (covers(rank_begin_of(file, since_on, i), until_on, p->on)) {
			p->rank_known = true;
			p->rank = rank;
			p->rank_since = since_on;
			return;
		}
		if (i == 0)
			return;
		rank = file->former_ranks[i - 1]->rank;
		since_on = file->former_ranks[i - 1]->since_on;
		until_on = file->former_ranks[i - 1]->until_on;
	}
}

static void fill_post(struct decision *d, const struct stretch *post, PersonAsOf *p)
{
	bool recorded;

	p->known = true;
	p->unit_id = post->unit_id;
	p->unit_name = as_of_unit_name(d->state, post->unit_id, p->on, &recorded);
	p->post_id = post->post_id;
	p->post_title = post->post_title;
	p->level = post->level;
	p->team_head = post->team_head;
	p->team_member = post->team_member;
	p->from_on = post->from_on;
	p->until_on = post->until_on;
	if (!recorded)
		add_gap(d->arena, &p->gaps, &p->n_gaps, AS_OF_GAP_UNIT_BEFORE_RECORD);
}

static void fill_person(struct decision *d, const CadreFileRow *file, const char *on, PersonAsOf *p)
{
	struct stretch post;
	bool uncertain = false;

	person_as_of__init(p);
	p->cadre_id = file->cadre_id;
	p->name = file->file->name;
	p->on = on;
	if (stretch_on(file, on, &post, &uncertain))
		fill_post(d, &post, p);
	else
		add_gap(d->arena, &p->gaps, &p->n_gaps, file->older_dropped ? AS_OF_GAP_OLDER_DROPPED : AS_OF_GAP_BEFORE_RECORD);
	if (p->known && uncertain)
		add_gap(d->arena, &p->gaps, &p->n_gaps, AS_OF_GAP_DAY_OF_ENTRY);
	fill_rank(file, p);
	if (!p->rank_known)
		add_gap(d->arena, &p->gaps, &p->n_gaps, AS_OF_GAP_RANK);
}

enum refusal person_as_of_answer(struct decision *d, const AskPersonAsOf *ask, PersonAsOf *out)
{
	const CadreFileRow *file = cadre_file_find(d->state, alias_kept(d->state, ask->cadre_id));

	if (!file || !question_sees(d, file->authority, file->unit_id)) /* the same answer: nobody learns who exists */
		return decision_refuse(d, REFUSAL_CADRE_UNKNOWN, "cadre_id", ask->cadre_id);
	if (strcmp(ask->on, d->today) > 0)
		return decision_refuse(d, REFUSAL_DATE_FUTURE, "on", ask->on);
	fill_person(d, file, ask->on, out);
	return REFUSAL_NONE;
}

/* ---- a unit's people ------------------------------------------------------------------------------------------ */

static int place_of(const PersonAsOf *p)
{
	return p->team_head ? 0 : p->team_member ? 1 : 2;
}

static int by_place(const void *a, const void *b)
{
	const PersonAsOf *const *x = a, *const *y = b;
	int order = place_of(*x) - place_of(*y);

	return order ? order : strcmp((*x)->cadre_id, (*y)->cadre_id);
}

/* False: one too many. */
static bool add_person(struct decision *d, TeamAsOf *out, const CadreFileRow *file)
{
	struct stretch post;
	bool uncertain;

	if (!stretch_on(file, out->on, &post, &uncertain)) {
		out->later_recorded++;
		return true;
	}
	if (strcmp(post.unit_id, out->unit_id) != 0)
		return true;
	if (out->n_people == AS_OF_PEOPLE_MAX)
		return false;
	out->people[out->n_people] = arena_alloc(d->arena, sizeof **out->people);
	REQUIRE(out->people[out->n_people]);
	fill_person(d, file, out->on, out->people[out->n_people++]);
	return true;
}

static bool add_people(struct decision *d, TeamAsOf *out)
{
	struct row_scan scan = unit_service_scan_1(d->state, out->unit_id);
	const UnitServiceRow *service;

	out->people = arena_alloc(d->arena, AS_OF_PEOPLE_MAX * sizeof *out->people);
	REQUIRE(out->people);
	while ((service = unit_service_next(&scan))) {
		const CadreFileRow *file = cadre_file_find(d->state, service->cadre_id);
		if (file && !add_person(d, out, file))
			return false;
	}
	qsort(out->people, out->n_people, sizeof *out->people, by_place);
	return true;
}

enum refusal team_as_of_answer(struct decision *d, const AskTeamAsOf *ask, TeamAsOf *out)
{
	const UnitFileRow *unit = unit_file_find(d->state, ask->unit_id);
	bool recorded;

	if (!unit)
		return decision_refuse(d, REFUSAL_UNIT_UNKNOWN, "unit_id", ask->unit_id);
	if (!question_sees(d, "", ask->unit_id))
		return decision_refuse(d, REFUSAL_OUTSIDE_AUTHORITY, "unit_id", ask->unit_id);
	if (strcmp(ask->on, d->today) > 0)
		return decision_refuse(d, REFUSAL_DATE_FUTURE, "on", ask->on);
	out->unit_id = ask->unit_id;
	out->on = ask->on;
	out->unit_name = as_of_unit_name(d->state, ask->unit_id, ask->on, &recorded);
	if (!add_people(d, out))
		return decision_refuse(d, REFUSAL_AS_OF_PEOPLE_MANY, "unit_id", ask->unit_id);
	if (!recorded)
		add_gap(d->arena, &out->gaps, &out->n_gaps, AS_OF_GAP_UNIT_BEFORE_RECORD);
	if (unit->ended_on[0] && strcmp(unit->ended_on, ask->on) <= 0)
		add_gap(d->arena, &out->gaps, &out->n_gaps, AS_OF_GAP_UNIT_ENDED);
	if (out->later_recorded)
		add_gap(d->arena, &out->gaps, &out->n_gaps, AS_OF_GAP_BEFORE_RECORD);
	return REFUSAL_NONE;
}
