/* Section cadres are evaluated by whoever knows them: row A3, W3.4.
 *
 *   OPEN (marks until the last day) -> CLOSED; too few came: the same lists open again until a later day
 *
 * A mark is given by the evaluator himself, or that he does not know the person well enough, which counts in no mean. Marks are sealed.
 * In:  EvaluateSectionCadre, ReopenSectionEvaluation; the last day by the due-table.
 * Out: SectionCadreEvaluated (sealed), SectionEvaluationClosed, SectionEvaluationReopened. */
#include <string.h>

#include "assessment/section.h"
#include "workflows.h"

enum refusal evaluate_section_cadre_decide(struct decision *d, const EvaluateSectionCadre *cmd)
{
	const SectionEvaluationRow *evaluation = section_evaluation_find(d->state, cmd->evaluation_id);

	if (!evaluation)
		return decision_refuse(d, REFUSAL_SECTION_UNKNOWN, "evaluation_id", cmd->evaluation_id);
	if (!work_relation_find(d->state, cmd->evaluation_id, cmd->cadre_id, d->actor->cadre_id))
		return decision_refuse(d, REFUSAL_SECTION_NO_RELATION, "cadre_id", cmd->cadre_id);
	if (evaluation->state != SECTION_STATE_OPEN)
		return REFUSAL_SECTION_NOT_OPEN;
	if (cmd->unknown && cmd->points)
		return decision_refuse(d, REFUSAL_FIELD_OUT_OF_RANGE, "points", "");
	emit_section_cadre_evaluated(d, &(SectionCadreEvaluated){
		.evaluation_id = cmd->evaluation_id,
		.cadre_id = cmd->cadre_id,
		.evaluator_id = d->actor->cadre_id,
		.points = cmd->points,
		.unknown = cmd->unknown,
	});
	return REFUSAL_NONE;
}

void due_section_close(struct decision *d, const char *id)
{
	const SectionEvaluationRow *evaluation = section_evaluation_find(d->state, id);

	if (evaluation && evaluation->state == SECTION_STATE_OPEN)
		emit_section_evaluation_closed(d, &(SectionEvaluationClosed){ .evaluation_id = id });
}

enum refusal reopen_section_evaluation_decide(struct decision *d, const ReopenSectionEvaluation *cmd)
{
	const SectionEvaluationRow *evaluation;
	enum refusal r = section_find(d, cmd->evaluation_id, &evaluation);

	if (r)
		return r;
	if (evaluation->state != SECTION_STATE_CLOSED)
		return REFUSAL_STATE_WRONG;
	if (strcmp(cmd->closes_on, d->today) < 0)
		return decision_refuse(d, REFUSAL_DATE_ORDER, "closes_on", cmd->closes_on);
	emit_section_evaluation_reopened(d, &(SectionEvaluationReopened){
		.evaluation_id = cmd->evaluation_id,
		.closes_on = cmd->closes_on,
		.reason = cmd->reason,
	});
	return REFUSAL_NONE;
}
