/* A named list whose members follow from stated criteria: feature G1.8.
 *
 *   COMPUTED, and never changed: criteria, day, everybody looked at with the outcome of each criterion
 *
 * Looked at are the people the actor may see, as their records stand today; ages and years are counted to the day asked for.
 *
 * In:  ComputeNamedList.
 * Out: NamedListOpened with the criteria, NamedListPlaced (sealed). */
#include <string.h>

#include "base/require.h"
#include "list_criteria.h"
#include "named_list.h"

#define PLACES_OF_ONE_EVENT 50

struct pool {
	struct decision *d;
	const ComputeNamedList *cmd;
	const char *as_of;
	ListPlace **places;
	size_t count;
	uint32_t members;
};

static size_t seen_by(struct decision *d)
{
	struct row_scan scan = cadre_file_scan(d->state);
	const CadreFileRow *file;
	size_t count = 0;

	while ((file = cadre_file_next(&scan)))
		count += named_list_sees(d, file);
	return count;
}

static ListPlace *place_of(struct pool *p, const CadreFileRow *file)
{
	ListPlace *place = arena_alloc(p->d->arena, sizeof *place);

	REQUIRE(place);
	list_place__init(place);
	place->outcomes = arena_alloc(p->d->arena, LIST_CRITERIA_MAX * sizeof *place->outcomes);
	REQUIRE(place->outcomes);
	place->cadre_id = file->cadre_id;
	place->member = list_criteria_judge(p->d, p->cmd->criteria, file->file, p->as_of, place->outcomes, &place->n_outcomes);
	p->members += place->member ? 1u : 0u;
	return place;
}

static void judge_all(struct pool *p, size_t room)
{
	struct row_scan scan = cadre_file_scan(p->d->state);
	const CadreFileRow *file;

	p->places = arena_alloc(p->d->arena, (room + 1) * sizeof *p->places);
	REQUIRE(p->places);
	while (p->count < room && (file = cadre_file_next(&scan)))
		if (named_list_sees(p->d, file))
			p->places[p->count++] = place_of(p, file);
}

static void emit_places(struct pool *p, const char *id)
{
	for (size_t at = 0; at < p->count; at += PLACES_OF_ONE_EVENT)
		emit_named_list_placed(p->d, &(NamedListPlaced){
			.named_list_id = id,
			.n_places = p->count - at < PLACES_OF_ONE_EVENT ? p->count - at : PLACES_OF_ONE_EVENT,
			.places = p->places + at,
		});
}

static enum refusal check_day(struct decision *d, const char *as_of)
{
	if (strcmp(as_of, d->today) < 0 || strcmp(as_of, policy_deadline(d, "NAMED_LIST.AHEAD")) > 0)
		return decision_refuse(d, REFUSAL_NAMED_LIST_DAY, "as_of", as_of);
	return REFUSAL_NONE;
}

enum refusal compute_named_list_decide(struct decision *d, const ComputeNamedList *cmd)
{
	struct pool pool = { .d = d, .cmd = cmd, .as_of = cmd->as_of[0] ? cmd->as_of : d->today };
	enum refusal refusal = check_day(d, pool.as_of);
	const char *id;
	size_t room;

	if (refusal == REFUSAL_NONE)
		refusal = list_criteria_check(d, cmd->criteria);
	if (refusal != REFUSAL_NONE)
		return refusal;
	room = seen_by(d);
	if ((int64_t)room > policy_number(d, "NAMED_LIST.POOL_MAX"))
		return decision_refuse(d, REFUSAL_NAMED_LIST_POOL_LARGE, "criteria", "");
	judge_all(&pool, room);
	id = decision_new_id(d, "namedlist");
	emit_named_list_opened(d, &(NamedListOpened){
		.named_list_id = id,
		.name = cmd->name,
		.purpose = cmd->purpose,
		.owner = d->actor->account,
		.region = d->actor->region,
		.opened_on = d->today,
		.criteria = cmd->criteria,
		.as_of = pool.as_of,
		.looked_at = (uint32_t)pool.count,
		.members = pool.members,
	});
	emit_places(&pool, id);
	decision_answer(d, "named_list_id", id);
	decision_answer_number(d, "members", pool.members);
	decision_answer_number(d, "looked_at", (int64_t)pool.count);
	return REFUSAL_NONE;
}
