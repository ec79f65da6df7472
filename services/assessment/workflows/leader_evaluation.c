/* Leaders' evaluation of teams (领导评价): row A1, W3.2. One leader rates a whole group at one sitting; the highest band is
 * limited, so that marks mean something. What a unit sees is the mean of the leaders.
 *
 * In:  RecordLeaderEvaluation (again: replaces this leader's marks, as long as data are open).
 * Out: LeaderEvaluated. */
#include <string.h>

#include "assessment/scheme.h"
#include "assessment/scoring.h"
#include "roster/people.h"
#include "workflows.h"

static const LeaderRating *rating_of(const RecordLeaderEvaluation *cmd, const char *unit_id)
{
	for (size_t i = 0; i < cmd->n_ratings; i++)
		if (strcmp(cmd->ratings[i]->unit_id, unit_id) == 0)
			return cmd->ratings[i];
	return NULL;
}

static enum refusal check_rating(struct decision *d, const RecordLeaderEvaluation *cmd, const CadreRow *leader, size_t i)
{
	const char *unit_id = cmd->ratings[i]->unit_id;
	const SchemeUnitRow *unit = scheme_unit_find(d->state, cmd->scheme_id, unit_id);

	if (!unit || strcmp(unit->group_id, cmd->group_id) != 0)       return REFUSAL_UNIT_NOT_IN_SCHEME;
	if (strcmp(leader->unit_id, unit_id) == 0)                     return REFUSAL_SELF_DEALING;
	return rating_of(cmd, unit_id) == cmd->ratings[i] ? REFUSAL_NONE : REFUSAL_VALUE_DUPLICATE;
}

static enum refusal check_ratings(struct decision *d, const RecordLeaderEvaluation *cmd, const CadreRow *leader)
{
	enum refusal first = REFUSAL_NONE;

	for (size_t i = 0; i < cmd->n_ratings; i++) {
		enum refusal r = check_rating(d, cmd, leader, i);
		if (r == REFUSAL_NONE)
			continue;
		decision_refuse_row(d, r, (uint32_t)i + 1, "ratings", cmd->ratings[i]->unit_id);
		first = first ? first : r;
	}
	return first;
}

/* Every unit of the group but the leader's own. */
static enum refusal complete(struct decision *d, const RecordLeaderEvaluation *cmd, const CadreRow *leader)
{
	const SchemeGroupRow *group = scheme_group_find(d->state, cmd->scheme_id, cmd->group_id);

	for (size_t i = 0; i < group->group->n_unit_ids; i++) {
		const char *unit_id = group->group->unit_ids[i];
		if (strcmp(unit_id, leader->unit_id) != 0 && !rating_of(cmd, unit_id))
			return decision_refuse(d, REFUSAL_RATINGS_INCOMPLETE, "ratings", unit_id);
	}
	return REFUSAL_NONE;
}

static enum refusal spread(struct decision *d, const RecordLeaderEvaluation *cmd)
{
	int64_t from = policy_number(d, "LEADER.EVALUATION.TOP_FROM");
	int64_t percent = policy_number(d, "LEADER.EVALUATION.TOP_PERCENT");
	int64_t top = 0;

	for (size_t i = 0; i < cmd->n_ratings; i++)
		top += cmd->ratings[i]->points >= from;
	return top * 100 <= percent * (int64_t)cmd->n_ratings
		       ? REFUSAL_NONE
		       : decision_refuse(d, REFUSAL_RATINGS_TOO_HIGH, "ratings", decision_format(d, "%lld", (long long)top));
}

enum refusal record_leader_evaluation_decide(struct decision *d, const RecordLeaderEvaluation *cmd)
{
	const SchemeIndicatorRow *row = scheme_indicator_find(d->state, cmd->scheme_id, cmd->indicator_id);
	const CadreRow *leader = cadre_find(d->state, cmd->leader_id);
	struct scoring_case c;
	enum refusal r = scoring_open_case(d, cmd->scheme_id, &c);

	if (r)
		return r;
	if (!scheme_is_of(c.scheme, d->actor))                              return REFUSAL_OUTSIDE_AUTHORITY;
	if (!row || row->indicator->component != SCORE_COMPONENT_LEADER)    return REFUSAL_INDICATOR_UNKNOWN;
	if (!scheme_group_find(d->state, cmd->scheme_id, cmd->group_id))    return REFUSAL_GROUP_UNKNOWN;
	if (!indicator_of_group(row->indicator, cmd->group_id))             return REFUSAL_INDICATOR_NOT_OF_UNIT;
	if (!leader)
		return decision_refuse(d, REFUSAL_CADRE_UNKNOWN, "leader_id", cmd->leader_id);
	if (strcmp(d->today, c.scoring->submit_by) > 0)
		return decision_refuse(d, REFUSAL_DATA_LATE, "scheme_id", c.scoring->submit_by);
	if ((r = check_ratings(d, cmd, leader)) || (r = complete(d, cmd, leader)) || (r = spread(d, cmd)))
		return r;
	emit_leader_evaluated(d, &(LeaderEvaluated){
		.scheme_id = cmd->scheme_id,
		.indicator_id = cmd->indicator_id,
		.group_id = cmd->group_id,
		.leader_id = cmd->leader_id,
		.document = cmd->document,
		.n_ratings = cmd->n_ratings,
		.ratings = cmd->ratings,
	});
	return REFUSAL_NONE;
}
