/* What the evaluation of section cadres changes: lists of relations, sealed marks, adjustments, results, feedback. */
#include "base/require.h"
#include "workflows.h"

static SectionEvaluationRow evaluation_of(struct tables *t, const char *evaluation_id)
{
	const SectionEvaluationRow *row = section_evaluation_find(tables_state(t), evaluation_id);

	REQUIRE(row);
	return *row;
}

static SectionSubjectRow subject_of(struct tables *t, const char *evaluation_id, const char *cadre_id)
{
	const SectionSubjectRow *row = section_subject_find(tables_state(t), evaluation_id, cadre_id);

	REQUIRE(row);
	return *row;
}

void apply_section_evaluation_opened(struct tables *t, const SectionEvaluationOpened *e, const struct event *ev)
{
	(void)ev;
	section_evaluation_put(t, &(SectionEvaluationRow){
		.evaluation_id = e->evaluation_id,
		.year = e->year,
		.title = e->title,
		.state = SECTION_STATE_RELATIONS,
		.scheme_id = e->scheme_id,
		.authority = e->authority,
		.rules = e->rules,
		.subjects = (uint32_t)e->n_subjects,
	});
	for (size_t i = 0; i < e->n_subjects; i++)
		section_subject_put(t, &(SectionSubjectRow){
			.evaluation_id = e->evaluation_id,
			.cadre_id = e->subjects[i]->cadre_id,
			.unit_id = e->subjects[i]->unit_id,
		});
}

void apply_work_relation_recorded(struct tables *t, const WorkRelationRecorded *e, const struct event *ev)
{
	(void)ev;
	work_relation_put(t, &(WorkRelationRow){
		.evaluation_id = e->evaluation_id,
		.cadre_id = e->relation->cadre_id,
		.evaluator_id = e->relation->evaluator_id,
		.relation = e->relation->relation,
		.reason = e->relation->reason,
		.township = e->township,
		.evaluator_unit_id = e->evaluator_unit_id,
	});
}

void apply_work_relation_removed(struct tables *t, const WorkRelationRemoved *e, const struct event *ev)
{
	(void)ev;
	work_relation_delete(t, e->evaluation_id, e->cadre_id, e->evaluator_id);
}

static void open_until(struct tables *t, const char *evaluation_id, const char *closes_on)
{
	SectionEvaluationRow row = evaluation_of(t, evaluation_id);

	row.state = SECTION_STATE_OPEN;
	row.closes_on = closes_on;
	section_evaluation_put(t, &row);
	due_set(t, DUE_SECTION_CLOSE, evaluation_id, closes_on);
}

void apply_section_evaluation_begun(struct tables *t, const SectionEvaluationBegun *e, const struct event *ev)
{
	(void)ev;
	open_until(t, e->evaluation_id, e->closes_on);
}

void apply_section_evaluation_reopened(struct tables *t, const SectionEvaluationReopened *e, const struct event *ev)
{
	(void)ev;
	open_until(t, e->evaluation_id, e->closes_on);
}

void apply_section_cadre_evaluated(struct tables *t, const SectionCadreEvaluated *e, const struct event *ev)
{
	const WorkRelationRow *old = work_relation_find(tables_state(t), e->evaluation_id, e->cadre_id, e->evaluator_id);

	(void)ev;
	REQUIRE(old);
	WorkRelationRow row = *old;
	row.given = true;
	row.points = e->points;
	row.unknown = e->unknown;
	work_relation_put(t, &row);
}

void apply_section_evaluation_closed(struct tables *t, const SectionEvaluationClosed *e, const struct event *ev)
{
	SectionEvaluationRow row = evaluation_of(t, e->evaluation_id);

	(void)ev;
	row.state = SECTION_STATE_CLOSED;
	section_evaluation_put(t, &row);
}

void apply_section_score_adjusted(struct tables *t, const SectionScoreAdjusted *e, const struct event *ev)
{
	section_adjustment_put(t, &(SectionAdjustmentRow){
		.evaluation_id = e->evaluation_id,
		.cadre_id = e->cadre_id,
		.adjustment_id = e->adjustment_id,
		.kind = e->kind,
		.points = e->points,
		.reason = e->reason,
		.document = e->document,
		.source = ev->id,
	});
}

void apply_section_performance_recorded(struct tables *t, const SectionPerformanceRecorded *e, const struct event *ev)
{
	section_performance_put(t, &(SectionPerformanceRow){
		.evaluation_id = e->evaluation_id,
		.unit_id = e->unit_id,
		.points = e->points,
		.document = e->document,
		.source = ev->id,
	});
}

void apply_section_cadre_scored(struct tables *t, const SectionCadreScored *e, const struct event *ev)
{
	SectionEvaluationRow evaluation = evaluation_of(t, e->evaluation_id);
	SectionSubjectRow row = subject_of(t, e->evaluation_id, e->cadre_id);

	(void)ev;
	row.scored = true;
	row.total = e->total;
	row.rank = e->rank;
	row.group_size = e->group_size;
	row.n_nodes = e->n_nodes;
	row.nodes = e->nodes;
	section_subject_put(t, &row);
	evaluation.feedback_by = e->feedback_by;
	evaluation.feedback_open++;
	section_evaluation_put(t, &evaluation);
}

void apply_reciprocal_named(struct tables *t, const ReciprocalNamed *e, const struct event *ev)
{
	(void)ev;
	reciprocal_put(t, &(ReciprocalRow){
		.evaluation_id = e->evaluation_id,
		.unit_id = e->unit_id,
		.other_unit_id = e->other_unit_id,
		.one_of_other = e->one_of_other,
		.other_of_one = e->other_of_one,
	});
}

void apply_section_results_made(struct tables *t, const SectionResultsMade *e, const struct event *ev)
{
	SectionEvaluationRow row = evaluation_of(t, e->evaluation_id);

	(void)ev;
	row.state = SECTION_STATE_RESULT;
	row.made_on = e->made_on;
	row.patterns = e->patterns;
	section_evaluation_put(t, &row);
	due_set(t, DUE_SECTION_FEEDBACK, e->evaluation_id, row.feedback_by);
}

void apply_section_result_fed_back(struct tables *t, const SectionResultFedBack *e, const struct event *ev)
{
	SectionEvaluationRow evaluation = evaluation_of(t, e->evaluation_id);
	SectionSubjectRow row = subject_of(t, e->evaluation_id, e->cadre_id);

	(void)ev;
	REQUIRE(evaluation.feedback_open > 0);
	row.told_on = e->told_on;
	section_subject_put(t, &row);
	evaluation.feedback_open--;
	if (e->last) {
		evaluation.state = SECTION_STATE_SETTLED;
		evaluation.overdue = false;
		due_clear(t, DUE_SECTION_FEEDBACK, e->evaluation_id);
	}
	section_evaluation_put(t, &evaluation);
}

void apply_section_feedback_noted(struct tables *t, const SectionFeedbackNoted *e, const struct event *ev)
{
	(void)ev;
	section_feedback_note_put(t, &(SectionFeedbackNoteRow){
		.evaluation_id = e->evaluation_id,
		.cadre_id = e->cadre_id,
		.note = e->note,
	});
}

void apply_section_feedback_overdue(struct tables *t, const SectionFeedbackOverdue *e, const struct event *ev)
{
	SectionEvaluationRow row = evaluation_of(t, e->evaluation_id);

	(void)ev;
	row.overdue = true;
	section_evaluation_put(t, &row);
}
