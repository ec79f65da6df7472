/* The annual score of every team, ranked in its group, told, objected to, confirmed: rows A1-A4, W3.2, W3.7 (COMPOSE, GROUP_RANK).
 *
 *   OPEN -> TOLD (SCORING.OBJECTION) -> READY -> CONFIRMED; a corrected value: compute again, objections again
 *
 * In:  ComputeScores, ConfirmScores; the end of the objections by the due-table.
 * Out: UnitScored (one per unit, with its derivation), ScoresTold, ScoreObjectionPeriodEnded, ScoresConfirmed.
 * Components and the total are each rounded half up to a hundredth of a point; equal totals share a rank (1224). */
#include "assessment/scheme.h"
#include "assessment/score_table.h"
#include "base/require.h"
#include "workflows.h"

static enum refusal may_compute(struct decision *d, const struct scoring_case *c)
{
	const ScoringRow *scoring = c->scoring;

	if (!scheme_is_of(c->scheme, d->actor))                                return REFUSAL_OUTSIDE_AUTHORITY;
	if (scoring->state == SCORING_STATE_CONFIRMED)                         return REFUSAL_STATE_WRONG;
	if (scoring->state != SCORING_STATE_OPEN && !scoring->stale)           return REFUSAL_STATE_WRONG;
	if (scoring->objections_open)                                          return REFUSAL_OBJECTION_OPEN;
	if (!inspection_year_find(d->state, c->scheme->year))                  return REFUSAL_INSPECTIONS_NOT_ROLLED_UP;
	return REFUSAL_NONE;
}

enum refusal compute_scores_decide(struct decision *d, const ComputeScores *cmd)
{
	struct score_table *table = arena_alloc(d->arena, sizeof *table);
	const char *until = policy_deadline(d, "SCORING.OBJECTION");
	struct scoring_case c;
	enum refusal r = scoring_case_find(d, cmd->scheme_id, &c);

	REQUIRE(table);
	if (r || (r = may_compute(d, &c)) || (r = score_table_make(d, &c, table)))
		return r;
	for (size_t i = 0; i < table->count; i++)
		emit_unit_scored(d, &table->units[i]);
	const char *hash = score_table_hash(d, table);
	decision_answer(d, "objection_until", until);
	decision_answer(d, "hash", hash);
	emit_scores_told(d, &(ScoresTold){
		.scheme_id = c.scheme->scheme_id,
		.objection_until = until,
		.units = (uint32_t)table->count,
		.pending = table->pending,
		.hash = hash,
	});
	return REFUSAL_NONE;
}

void due_score_objection(struct decision *d, const char *id)
{
	const ScoringRow *scoring = scoring_find(d->state, id);

	if (scoring && scoring->state == SCORING_STATE_TOLD)
		emit_score_objection_period_ended(d, &(ScoreObjectionPeriodEnded){ .scheme_id = id });
}

enum refusal confirm_scores_decide(struct decision *d, const ConfirmScores *cmd)
{
	struct scoring_case c;
	enum refusal r = scoring_case_find(d, cmd->scheme_id, &c);

	if (r)
		return r;
	if (!scheme_is_of(c.scheme, d->actor))                return REFUSAL_OUTSIDE_AUTHORITY;
	if (c.scoring->state == SCORING_STATE_TOLD)           return REFUSAL_OBJECTION_PERIOD_RUNS;
	if (c.scoring->state != SCORING_STATE_READY)          return REFUSAL_STATE_WRONG;
	if (c.scoring->objections_open)                       return REFUSAL_OBJECTION_OPEN;
	if (c.scoring->stale)                                 return REFUSAL_SCORES_STALE;
	if (c.scoring->pending)                               return REFUSAL_SCORE_PENDING;
	emit_scores_confirmed(d, &(ScoresConfirmed){
		.scheme_id = cmd->scheme_id,
		.year = c.scheme->year,
		.unit_kind = c.scheme->unit_kind,
		.units = c.scoring->units,
		.hash = c.scoring->hash,
		.confirmed_on = d->today,
	});
	return REFUSAL_NONE;
}
