/* What section cadres come to: row A3, W3.4.
 *
 *   CLOSED -> adjusted (bonus with its proof, deduction with the document that decided it, both up to a cap) -> RESULT
 *   -> each person told (SECTION.FEEDBACK_WITHIN) -> SETTLED
 *
 * The total carries the nodes it rests on, down to means, never to a mark. Units that mark each other high are named to the head and to
 * supervision, and nothing follows from it by itself.
 * In:  AdjustSectionScore, RecordSectionPerformance, ComputeSectionResults, FeedBackSectionResult; the last day by the due-table.
 * Out: SectionScoreAdjusted, SectionPerformanceRecorded, SectionCadreScored (one each), ReciprocalNamed (sealed), SectionResultsMade,
 *      SectionResultFedBack, SectionFeedbackNoted (sealed), SectionFeedbackOverdue. */
#include <string.h>

#include "assessment/bounds.h"
#include "assessment/ranking.h"
#include "assessment/section.h"
#include "base/require.h"
#include "roster/people.h"
#include "workflows.h"

/* The evaluation with its marks closed and no result yet. */
static enum refusal find_closed(struct decision *d, const char *evaluation_id, const SectionEvaluationRow **out)
{
	enum refusal r = section_find(d, evaluation_id, out);

	if (r)                                            return r;
	if ((*out)->state >= SECTION_STATE_RESULT)        return REFUSAL_SECTION_RESULT_MADE;
	return (*out)->state == SECTION_STATE_CLOSED ? REFUSAL_NONE : REFUSAL_STATE_WRONG;
}

/* ---- adjustments ------------------------------------------------------------------------------------- */

static size_t adjustments_of(const struct state *s, const AdjustSectionScore *cmd)
{
	struct row_scan scan = section_adjustment_scan_2(s, cmd->evaluation_id, cmd->cadre_id);
	size_t count = 0;

	while (section_adjustment_next(&scan))
		count++;
	return count;
}

static enum refusal check_adjustment(const struct decision *d, const SectionEvaluationRow *evaluation, const AdjustSectionScore *cmd)
{
	bool bonus = cmd->kind == ADJUSTMENT_KIND_BONUS;
	int64_t sum = section_adjusted(d->state, cmd->evaluation_id, cmd->cadre_id, cmd->kind) + cmd->points;

	if (!section_subject_find(d->state, cmd->evaluation_id, cmd->cadre_id))   return REFUSAL_SECTION_SUBJECT_UNKNOWN;
	if (actor_is(d->actor, cmd->cadre_id))                                    return REFUSAL_SELF_DEALING;
	if (bonus && cmd->document[0] == '\0')                                    return REFUSAL_SECTION_PROOF;
	if (!bonus && cmd->document[0] == '\0')                                   return REFUSAL_SECTION_DEDUCTION_DOCUMENT;
	if (bonus && sum > evaluation->rules->bonus_cap)                          return REFUSAL_SECTION_BONUS_CAP;
	if (!bonus && sum > evaluation->rules->deduction_cap)                     return REFUSAL_SECTION_DEDUCTION_CAP;
	return adjustments_of(d->state, cmd) < ADJUSTMENTS_MAX ? REFUSAL_NONE : REFUSAL_ADJUSTMENTS_MANY;
}

enum refusal adjust_section_score_decide(struct decision *d, const AdjustSectionScore *cmd)
{
	const SectionEvaluationRow *evaluation;
	enum refusal r = find_closed(d, cmd->evaluation_id, &evaluation);

	if (r)
		return r;
	if ((r = check_adjustment(d, evaluation, cmd)))
		return decision_refuse(d, r, "cadre_id", cmd->cadre_id);
	emit_section_score_adjusted(d, &(SectionScoreAdjusted){
		.evaluation_id = cmd->evaluation_id,
		.cadre_id = cmd->cadre_id,
		.adjustment_id = decision_new_id(d, "adjust"),
		.kind = cmd->kind,
		.points = cmd->points,
		.reason = cmd->reason,
		.document = cmd->document,
	});
	return REFUSAL_NONE;
}

enum refusal record_section_performance_decide(struct decision *d, const RecordSectionPerformance *cmd)
{
	const SectionEvaluationRow *evaluation;
	enum refusal r = section_find(d, cmd->evaluation_id, &evaluation);

	if (r)
		return r;
	if (evaluation->state >= SECTION_STATE_RESULT)
		return REFUSAL_SECTION_RESULT_MADE;
	if (!unit_find(d->state, cmd->unit_id))
		return decision_refuse(d, REFUSAL_UNIT_UNKNOWN, "unit_id", cmd->unit_id);
	if (evaluation->scheme_id[0] && scheme_unit_find(d->state, evaluation->scheme_id, cmd->unit_id))
		return decision_refuse(d, REFUSAL_SECTION_PERFORMANCE_SCORED, "unit_id", cmd->unit_id);
	emit_section_performance_recorded(d, &(SectionPerformanceRecorded){
		.evaluation_id = cmd->evaluation_id,
		.unit_id = cmd->unit_id,
		.points = cmd->points,
		.document = cmd->document,
	});
	return REFUSAL_NONE;
}

/* ---- results ----------------------------------------------------------------------------------------- */

struct table {
	SectionCadreScored scores[SECTION_SUBJECTS_MAX];
	struct standing standings[SECTION_SUBJECTS_MAX];
	size_t count;
};

static enum refusal score_all(struct decision *d, const SectionEvaluationRow *evaluation, struct table *table)
{
	struct row_scan scan = section_subject_scan_1(d->state, evaluation->evaluation_id);
	const SectionSubjectRow *subject;
	enum refusal first = REFUSAL_NONE;

	while ((subject = section_subject_next(&scan))) {
		REQUIRE(table->count < SECTION_SUBJECTS_MAX);
		enum refusal r = section_score(d, evaluation, subject, &table->scores[table->count]);
		if (r)
			decision_refuse_row(d, r, (uint32_t)table->count + 1, "subjects", subject->cadre_id);
		first = first ? first : r;
		table->standings[table->count] = (struct standing){ .score = table->scores[table->count].total };
		table->count++;
	}
	return first;
}

enum refusal compute_section_results_decide(struct decision *d, const ComputeSectionResults *cmd)
{
	struct table *table = arena_alloc(d->arena, sizeof *table);
	const char *feedback_by = policy_deadline(d, "SECTION.FEEDBACK_WITHIN");
	const SectionEvaluationRow *evaluation;
	enum refusal r = find_closed(d, cmd->evaluation_id, &evaluation);

	REQUIRE(table);
	memset(table, 0, sizeof *table);
	if (r || (r = score_all(d, evaluation, table)))
		return r;
	standings_rank(table->standings, table->count, 1);
	for (size_t i = 0; i < table->count; i++) {
		SectionCadreScored *one = &table->scores[i];
		one->rank = table->standings[i].rank;
		one->group_size = table->standings[i].group_size;
		one->feedback_by = feedback_by;
		one->feedback_id = decision_format(d, "%s/%s", one->evaluation_id, one->cadre_id);
		emit_section_cadre_scored(d, one);
	}
	uint32_t patterns = section_emit_patterns(d, evaluation);
	emit_section_results_made(d, &(SectionResultsMade){
		.evaluation_id = cmd->evaluation_id,
		.subjects = (uint32_t)table->count,
		.patterns = patterns,
		.made_on = d->today,
	});
	decision_answer_number(d, "patterns", patterns);
	return REFUSAL_NONE;
}

/* ---- feedback ---------------------------------------------------------------------------------------- */

static enum refusal check_feedback(const struct decision *d, const SectionEvaluationRow *evaluation, const FeedBackSectionResult *cmd)
{
	const SectionSubjectRow *subject = section_subject_find(d->state, cmd->evaluation_id, cmd->cadre_id);

	if (!subject)                                       return REFUSAL_SECTION_SUBJECT_UNKNOWN;
	if (evaluation->state < SECTION_STATE_RESULT)       return REFUSAL_STATE_WRONG;
	if (subject->told_on[0])                            return REFUSAL_SECTION_FED_BACK;
	if (strcmp(cmd->told_on, d->today) > 0)             return REFUSAL_DATE_FUTURE;
	if (strcmp(cmd->told_on, evaluation->made_on) < 0)  return REFUSAL_DATE_ORDER;
	return REFUSAL_NONE;
}

enum refusal feed_back_section_result_decide(struct decision *d, const FeedBackSectionResult *cmd)
{
	const SectionEvaluationRow *evaluation;
	enum refusal r = section_find(d, cmd->evaluation_id, &evaluation);

	if (r || (r = check_feedback(d, evaluation, cmd)))
		return r;
	emit_section_result_fed_back(d, &(SectionResultFedBack){
		.evaluation_id = cmd->evaluation_id,
		.cadre_id = cmd->cadre_id,
		.told_on = cmd->told_on,
		.feedback_id = decision_format(d, "%s/%s", cmd->evaluation_id, cmd->cadre_id),
		.last = evaluation->feedback_open == 1,
	});
	if (cmd->note[0])
		emit_section_feedback_noted(d, &(SectionFeedbackNoted){
			.evaluation_id = cmd->evaluation_id,
			.cadre_id = cmd->cadre_id,
			.note = cmd->note,
		});
	return REFUSAL_NONE;
}

void due_section_feedback(struct decision *d, const char *id)
{
	const SectionEvaluationRow *evaluation = section_evaluation_find(d->state, id);

	if (evaluation && evaluation->feedback_open)
		emit_section_feedback_overdue(d, &(SectionFeedbackOverdue){
			.evaluation_id = id,
			.open = evaluation->feedback_open,
			.feedback_by = evaluation->feedback_by,
		});
}
