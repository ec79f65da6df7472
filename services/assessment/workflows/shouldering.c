/* Evaluation of shouldering performance (担当表现评价): rows A2-A3, S3, W3.11.
 *
 *   MERGED (sources of at least SHOULDERING.SOURCES_MIN kinds) -> TYPED -> REASONED -> (against him: told, heard: shouldering_hearing.c)
 *   -> REVIEWED -> RELEASED; not accepted: MERGED again
 *
 * A type is a person's judgement, not the sum of the sources: it says which of them it relies on and answers those that speak against it.
 * Whoever wrote it does not review it, and whoever reviewed does not release it. Released, it is a source of the special list.
 * In:  MergeShouldering, TypeShouldering, ReasonShouldering, ReviewShouldering, ReleaseShouldering.
 * Out: ShoulderingMerged, ShoulderingTyped, ShoulderingReasoned, ShoulderingReviewed (sealed), ShoulderingReleased. */
#include "assessment/shouldering.h"

#include <string.h>

#include "assessment/bounds.h"
#include "roster/people.h"
#include "workflows.h"

#define SOURCE_KINDS_END (SHOULDERING_SOURCE_KIND_ORGANISATION + 1)

/* The evaluation in one of the two states, for somebody who may work on it. */
static enum refusal find_in(struct decision *d, const char *evaluation_id, ShoulderingState one, ShoulderingState other,
			    const ShoulderingRow **out)
{
	*out = shouldering_find(d->state, evaluation_id);
	if (!*out)                                              return REFUSAL_SHOULDERING_UNKNOWN;
	if (strcmp((*out)->authority, d->actor->region) != 0)   return REFUSAL_OUTSIDE_AUTHORITY;
	if (actor_is(d->actor, (*out)->cadre_id))               return REFUSAL_SELF_DEALING;
	return (*out)->state == one || (*out)->state == other ? REFUSAL_NONE : REFUSAL_STATE_WRONG;
}

/* ---- merge ------------------------------------------------------------------------------------------ */

static bool merged_twice(const MergeShouldering *cmd, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (strcmp(cmd->sources[i]->reference, cmd->sources[at]->reference) == 0)
			return true;
	return false;
}

static enum refusal check_sources(struct decision *d, const MergeShouldering *cmd, const CadreRow *cadre, uint32_t *kinds)
{
	bool seen[SOURCE_KINDS_END] = { false };
	enum refusal first = REFUSAL_NONE;

	for (size_t i = 0; i < cmd->n_sources; i++) {
		const ShoulderingSource *source = cmd->sources[i];
		enum refusal r = merged_twice(cmd, i) ? REFUSAL_VALUE_DUPLICATE
						      : shouldering_source_check(d, cadre, source, cmd->from_on, cmd->until_on);
		if (r) {
			decision_refuse_row(d, r, (uint32_t)i + 1, "sources", source->reference);
			first = first ? first : r;
			continue;
		}
		*kinds += !seen[source->kind];
		seen[source->kind] = true;
	}
	if (!first && *kinds < policy_number(d, "SHOULDERING.SOURCES_MIN"))
		return decision_refuse(d, REFUSAL_SHOULDERING_SOURCES_FEW, "sources", decision_format(d, "%u", *kinds));
	return first;
}

static bool under_way(const struct state *s, const char *cadre_id)
{
	struct row_scan scan = shouldering_by_cadre_id(s, cadre_id);
	const ShoulderingRow *row;

	while ((row = shouldering_next(&scan)))
		if (row->state != SHOULDERING_STATE_RELEASED)
			return true;
	return false;
}

enum refusal merge_shouldering_decide(struct decision *d, const MergeShouldering *cmd)
{
	const CadreRow *cadre = cadre_find(d->state, cmd->cadre_id);
	uint32_t kinds = 0;
	const char *id;
	enum refusal r;

	if (!cadre)                                          return REFUSAL_CADRE_UNKNOWN;
	if (!actor_may_manage(d->actor, cadre))              return REFUSAL_OUTSIDE_AUTHORITY;
	if (actor_is(d->actor, cadre->cadre_id))             return REFUSAL_SELF_DEALING;
	if (strcmp(cmd->until_on, cmd->from_on) < 0)         return REFUSAL_DATE_ORDER;
	if (strcmp(cmd->until_on, d->today) > 0)             return REFUSAL_DATE_FUTURE;
	if (under_way(d->state, cadre->cadre_id))            return REFUSAL_SHOULDERING_OPEN;
	if ((r = check_sources(d, cmd, cadre, &kinds)))      return r;
	id = decision_new_id(d, "shouldering");
	decision_answer(d, "evaluation_id", id);
	emit_shouldering_merged(d, &(ShoulderingMerged){
		.evaluation_id = id,
		.cadre_id = cadre->cadre_id,
		.authority = d->actor->region,
		.from_on = cmd->from_on,
		.until_on = cmd->until_on,
		.n_sources = cmd->n_sources,
		.sources = cmd->sources,
		.kinds = kinds,
	});
	return REFUSAL_NONE;
}

/* ---- type and reason --------------------------------------------------------------------------------- */

static bool wrote(const ShoulderingRow *row, const char *account)
{
	for (size_t i = 0; i < row->n_authors; i++)
		if (strcmp(row->authors[i], account) == 0)
			return true;
	return false;
}

/* Everybody who writes is remembered, so that he does not review; whom the row could not remember does not write. */
static bool may_write(const ShoulderingRow *row, const char *account)
{
	return row->n_authors < SHOULDERING_AUTHORS_MAX || wrote(row, account);
}

enum refusal type_shouldering_decide(struct decision *d, const TypeShouldering *cmd)
{
	const ShoulderingRow *row;
	enum refusal r = find_in(d, cmd->evaluation_id, SHOULDERING_STATE_MERGED, SHOULDERING_STATE_TYPED, &row);

	if (r)
		return r;
	if (!may_write(row, d->actor->account))
		return decision_refuse(d, REFUSAL_FIELD_TOO_MANY, "evaluation_id", "");
	if (shouldering_against(cmd->type) != (cmd->behavior != BEHAVIOR_KIND_UNSPECIFIED))
		return decision_refuse(d, REFUSAL_SHOULDERING_BEHAVIOR, "behavior", "");
	emit_shouldering_typed(d, &(ShoulderingTyped){
		.evaluation_id = row->evaluation_id,
		.cadre_id = row->cadre_id,
		.type = cmd->type,
		.behavior = cmd->behavior,
	});
	return REFUSAL_NONE;
}

static const ShoulderingSource *source_of(const ShoulderingRow *row, const char *reference)
{
	for (size_t i = 0; i < row->n_sources; i++)
		if (strcmp(row->sources[i]->reference, reference) == 0)
			return row->sources[i];
	return NULL;
}

/* Relied on: merged sources of enough kinds, one at least that bears the type out. */
static enum refusal check_relied_on(struct decision *d, const ShoulderingRow *row, const ReasonShouldering *cmd)
{
	bool seen[SOURCE_KINDS_END] = { false }, borne_out = false;
	uint32_t kinds = 0;

	for (size_t i = 0; i < cmd->n_references; i++) {
		const ShoulderingSource *source = source_of(row, cmd->references[i]);
		if (!source)
			return decision_refuse_row(d, REFUSAL_SHOULDERING_SOURCE_UNMERGED, (uint32_t)i + 1, "references",
						   cmd->references[i]);
		kinds += !seen[source->kind];
		seen[source->kind] = true;
		borne_out = borne_out || shouldering_bears_out(row->type, source->bearing);
	}
	if (kinds < policy_number(d, "SHOULDERING.SOURCES_MIN"))
		return decision_refuse(d, REFUSAL_SHOULDERING_SOURCES_FEW, "references", "");
	return borne_out ? REFUSAL_NONE : decision_refuse(d, REFUSAL_SHOULDERING_UNSUPPORTED, "references", "");
}

static bool contradicted(const ShoulderingRow *row)
{
	for (size_t i = 0; i < row->n_sources; i++)
		if (shouldering_contradicts(row->type, row->sources[i]->bearing))
			return true;
	return false;
}

enum refusal reason_shouldering_decide(struct decision *d, const ReasonShouldering *cmd)
{
	const ShoulderingRow *row;
	enum refusal r = find_in(d, cmd->evaluation_id, SHOULDERING_STATE_TYPED, SHOULDERING_STATE_TYPED, &row);

	if (r || (r = check_relied_on(d, row, cmd)))
		return r;
	if (!may_write(row, d->actor->account))
		return decision_refuse(d, REFUSAL_FIELD_TOO_MANY, "evaluation_id", "");
	if (contradicted(row) && cmd->counter[0] == '\0')
		return decision_refuse(d, REFUSAL_SHOULDERING_COUNTER, "counter", "");
	emit_shouldering_reasoned(d, &(ShoulderingReasoned){
		.evaluation_id = row->evaluation_id,
		.cadre_id = row->cadre_id,
		.n_references = cmd->n_references,
		.references = cmd->references,
		.reason = cmd->reason,
		.counter = cmd->counter,
		.summary = cmd->summary,
	});
	return REFUSAL_NONE;
}

/* ---- review and release ------------------------------------------------------------------------------ */

static bool heard(const ShoulderingRow *row)
{
	return row->hearing == REBUTTAL_STATE_STATED || row->hearing == REBUTTAL_STATE_WAIVED;
}

enum refusal review_shouldering_decide(struct decision *d, const ReviewShouldering *cmd)
{
	const ShoulderingRow *row;
	enum refusal r = find_in(d, cmd->evaluation_id, SHOULDERING_STATE_REASONED, SHOULDERING_STATE_REASONED, &row);

	if (r)                                                  return r;
	if (wrote(row, d->actor->account))                      return REFUSAL_SHOULDERING_REVIEW_OWN;
	if (shouldering_against(row->type) && !heard(row))      return REFUSAL_SHOULDERING_HEARING;
	emit_shouldering_reviewed(d, &(ShoulderingReviewed){
		.evaluation_id = row->evaluation_id,
		.cadre_id = row->cadre_id,
		.accepted = cmd->accepted,
		.note = cmd->note,
	});
	return REFUSAL_NONE;
}

enum refusal release_shouldering_decide(struct decision *d, const ReleaseShouldering *cmd)
{
	const ShoulderingRow *row;
	enum refusal r = find_in(d, cmd->evaluation_id, SHOULDERING_STATE_REVIEWED, SHOULDERING_STATE_REVIEWED, &row);

	if (r)                                                   return r;
	if (strcmp(row->reviewed_by, d->actor->account) == 0)    return REFUSAL_SHOULDERING_RELEASE_OWN;
	emit_shouldering_released(d, &(ShoulderingReleased){
		.evaluation_id = row->evaluation_id,
		.cadre_id = row->cadre_id,
		.type = row->type,
		.behavior = row->behavior,
		.from_on = row->from_on,
		.until_on = row->until_on,
		.released_on = d->today,
		.kinds = row->kinds,
		.origin = shouldering_origin(row),
	});
	return REFUSAL_NONE;
}
