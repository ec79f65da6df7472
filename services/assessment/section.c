#include "assessment/section.h"

#include <string.h>

#include "assessment/bounds.h"
#include "assessment/derivation.h"
#include "assessment/ranking.h"
#include "base/require.h"
#include "workflows.h"

#define PARTS 3
#define NODES_MAX (1 + PARTS + 2 + ADJUSTMENTS_MAX)

enum refusal section_find(struct decision *d, const char *evaluation_id, const SectionEvaluationRow **out)
{
	*out = section_evaluation_find(d->state, evaluation_id);
	if (!*out)
		return decision_refuse(d, REFUSAL_SECTION_UNKNOWN, "evaluation_id", evaluation_id);
	return strcmp((*out)->authority, d->actor->region) == 0 ? REFUSAL_NONE : REFUSAL_OUTSIDE_AUTHORITY;
}

/* ---- inputs ----------------------------------------------------------------------------------------- */

struct voices section_voices(const struct state *s, const char *evaluation_id, const char *cadre_id, bool township)
{
	struct row_scan scan = work_relation_scan_2(s, evaluation_id, cadre_id);
	struct voices v = { 0 };
	const WorkRelationRow *row;

	while ((row = work_relation_next(&scan))) {
		if (row->township != township)
			continue;
		v.named++;
		if (row->given && !row->unknown) {
			v.counting++;
			v.sum += row->points;
		}
	}
	return v;
}

uint32_t section_least(uint32_t rule)
{
	return rule > POLL_CELL_FLOOR ? rule : POLL_CELL_FLOOR;
}

bool section_performance(const struct state *s, const SectionEvaluationRow *evaluation, const char *unit_id, int64_t *points,
			 const char **source)
{
	const ScoringRow *scoring = scoring_find(s, evaluation->scheme_id);
	const UnitScoreRow *score = unit_score_find(s, evaluation->scheme_id, unit_id);
	const SectionPerformanceRow *by_hand = section_performance_find(s, evaluation->evaluation_id, unit_id);

	if (scoring && score && scoring->state == SCORING_STATE_CONFIRMED && score->state == PART_STATE_SCORED) {
		*points = score->total;
		*source = evaluation->scheme_id;
		return true;
	}
	if (!by_hand)
		return false;
	*points = by_hand->points;
	*source = by_hand->source;
	return true;
}

int64_t section_adjusted(const struct state *s, const char *evaluation_id, const char *cadre_id, AdjustmentKind kind)
{
	struct row_scan scan = section_adjustment_scan_2(s, evaluation_id, cadre_id);
	const SectionAdjustmentRow *row;
	int64_t sum = 0;

	while ((row = section_adjustment_next(&scan)))
		sum += row->kind == kind ? row->points : 0;
	return sum;
}

/* ---- the total -------------------------------------------------------------------------------------- */

/* A total in the making. */
struct making {
	struct decision *d;
	const SectionEvaluationRow *evaluation;
	const SectionSubjectRow *subject;
	struct derivation tree;
};

static enum refusal fill_performance(struct making *m)
{
	ScoreNode *node = derivation_add(&m->tree, "performance", "total", "单位绩效考核", m->evaluation->rules->performance_percent);

	return section_performance(m->d->state, m->evaluation, m->subject->unit_id, &node->score, &node->source)
		       ? REFUSAL_NONE : REFUSAL_SECTION_PERFORMANCE_MISSING;
}

static void fill_voices(struct making *m, ScoreNode *node, const struct voices *v)
{
	node->score = score_mean(v->sum, v->counting);
	node->value = v->counting;
	node->measure = "人";
	node->note = decision_format(m->d, "%u 人了解并评价的平均分，名单 %u 人", v->counting, v->named);
}

static enum refusal fill_mutual(struct making *m)
{
	ScoreNode *node = derivation_add(&m->tree, "mutual", "total", "部门互评", m->evaluation->rules->mutual_percent);
	struct voices v = section_voices(m->d->state, m->evaluation->evaluation_id, m->subject->cadre_id, false);

	fill_voices(m, node, &v);
	return v.counting < section_least(m->evaluation->rules->mutual_min) ? REFUSAL_SECTION_MUTUAL_FEW : REFUSAL_NONE;
}

/* Whoever has nothing to do with townships is not measured by them. */
static enum refusal fill_township(struct making *m)
{
	ScoreNode *node = derivation_add(&m->tree, "township", "total", "苏木乡镇街道评价", m->evaluation->rules->township_percent);
	struct voices v = section_voices(m->d->state, m->evaluation->evaluation_id, m->subject->cadre_id, true);

	fill_voices(m, node, &v);
	if (v.named == 0) {
		node->state = PART_STATE_NOT_APPLICABLE;
		node->note = "与苏木乡镇街道没有工作关系，权重由其余部分分担";
		return REFUSAL_NONE;
	}
	return v.counting < section_least(m->evaluation->rules->township_min) ? REFUSAL_SECTION_TOWNSHIP_FEW : REFUSAL_NONE;
}

static int64_t add_adjustments(struct making *m, AdjustmentKind kind, const char *name, const char *title)
{
	struct row_scan scan = section_adjustment_scan_2(m->d->state, m->evaluation->evaluation_id, m->subject->cadre_id);
	const SectionAdjustmentRow *row;
	ScoreNode *node = NULL;

	while ((row = section_adjustment_next(&scan)))
		if (row->kind == kind)
			derivation_adjust(m->d, &m->tree, &node, name, title, &(struct adjustment_node){
				.adjustment_id = row->adjustment_id,
				.reason = row->reason,
				.source = row->source,
				.document = row->document,
				.points = row->points,
			});
	return node ? node->score : 0;
}

enum refusal section_score(struct decision *d, const SectionEvaluationRow *evaluation, const SectionSubjectRow *subject,
			   SectionCadreScored *out)
{
	struct making room = { .d = d, .evaluation = evaluation, .subject = subject }, *m = &room;
	enum refusal r;

	derivation_begin(&m->tree, d->arena, NODES_MAX);
	ScoreNode *total = derivation_add(&m->tree, "total", "", "环节干部综合考评得分", PERCENT_ALL);
	total->share_numerator = 1;
	if ((r = fill_performance(m)) || (r = fill_mutual(m)) || (r = fill_township(m)))
		return r;
	derivation_compose(d, total, &m->tree.list[1], PARTS);
	total->score += add_adjustments(m, ADJUSTMENT_KIND_BONUS, "bonus", "正向加分");
	total->score -= add_adjustments(m, ADJUSTMENT_KIND_DEDUCTION, "deduction", "反向扣分");
	total->score = total->score < 0 ? 0 : total->score;
	*out = (SectionCadreScored){
		.evaluation_id = evaluation->evaluation_id,
		.cadre_id = subject->cadre_id,
		.total = total->score,
		.n_nodes = m->tree.count,
		.nodes = m->tree.list,
	};
	return REFUSAL_NONE;
}
