#include "assessment/section.h"

#include <string.h>

#include "assessment/bounds.h"
#include "assessment/ranking.h"
#include "base/require.h"
#include "score/components.h"
#include "workflows.h"

#define PERCENT_ALL 100
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

/* Nodes in the making; the total first, each parent before its children. */
struct making {
	struct decision *d;
	const SectionEvaluationRow *evaluation;
	const SectionSubjectRow *subject;
	ScoreNode nodes[NODES_MAX], *list[NODES_MAX];
	size_t count;
};

static ScoreNode *add_node(struct making *m, const char *node, const char *parent, const char *name, uint32_t weight)
{
	REQUIRE(m->count < NODES_MAX);
	ScoreNode *n = m->list[m->count] = &m->nodes[m->count];

	m->count++;
	score_node__init(n);
	n->node = node;
	n->parent = parent;
	n->name = name;
	n->state = PART_STATE_SCORED;
	n->weight_percent = weight;
	n->share_denominator = 1;
	return n;
}

static enum refusal fill_performance(struct making *m)
{
	ScoreNode *node = add_node(m, "performance", "total", "单位绩效考核", m->evaluation->rules->performance_percent);

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
	ScoreNode *node = add_node(m, "mutual", "total", "部门互评", m->evaluation->rules->mutual_percent);
	struct voices v = section_voices(m->d->state, m->evaluation->evaluation_id, m->subject->cadre_id, false);

	fill_voices(m, node, &v);
	return v.counting < section_least(m->evaluation->rules->mutual_min) ? REFUSAL_SECTION_MUTUAL_FEW : REFUSAL_NONE;
}

/* Whoever has nothing to do with townships is not measured by them. */
static enum refusal fill_township(struct making *m)
{
	ScoreNode *node = add_node(m, "township", "total", "苏木乡镇街道评价", m->evaluation->rules->township_percent);
	struct voices v = section_voices(m->d->state, m->evaluation->evaluation_id, m->subject->cadre_id, true);

	fill_voices(m, node, &v);
	if (v.named == 0) {
		node->state = PART_STATE_NOT_APPLICABLE;
		node->note = "与苏木乡镇街道没有工作关系，权重由其余部分分担";
		return REFUSAL_NONE;
	}
	return v.counting < section_least(m->evaluation->rules->township_min) ? REFUSAL_SECTION_TOWNSHIP_FEW : REFUSAL_NONE;
}

static void compose(ScoreNode *total, ScoreNode *const *parts)
{
	struct component components[PARTS];
	struct ratio shares[PARTS];
	struct composition result;
	size_t at;

	for (size_t i = 0; i < PARTS; i++)
		components[i] = (struct component){
			.state = parts[i]->state == PART_STATE_SCORED ? COMPONENT_SCORED : COMPONENT_NOT_APPLICABLE,
			.score = parts[i]->score,
			.weight = parts[i]->weight_percent,
		};
	REQUIRE(components_compose(components, PARTS, PERCENT_ALL, &result, shares, &at) == COMPOSE_OK);
	for (size_t i = 0; i < PARTS; i++) {
		parts[i]->share_numerator = shares[i].numerator;
		parts[i]->share_denominator = shares[i].denominator;
	}
	total->score = result.score;
}

static int64_t add_adjustments(struct making *m, AdjustmentKind kind, const char *name, const char *title)
{
	struct row_scan scan = section_adjustment_scan_2(m->d->state, m->evaluation->evaluation_id, m->subject->cadre_id);
	const SectionAdjustmentRow *row;
	ScoreNode *node = NULL;

	while ((row = section_adjustment_next(&scan))) {
		if (row->kind != kind)
			continue;
		if (!node)
			node = add_node(m, name, "total", title, 0);
		ScoreNode *one = add_node(m, decision_format(m->d, "%s/%s", name, row->adjustment_id), name, row->reason, 0);
		one->score = row->points;
		one->source = row->source;
		one->note = row->document;
		node->score += row->points;
	}
	return node ? node->score : 0;
}

enum refusal section_score(struct decision *d, const SectionEvaluationRow *evaluation, const SectionSubjectRow *subject,
			   SectionCadreScored *out)
{
	struct making *m = arena_alloc(d->arena, sizeof *m);
	enum refusal r;

	REQUIRE(m);
	*m = (struct making){ .d = d, .evaluation = evaluation, .subject = subject };
	ScoreNode *total = add_node(m, "total", "", "环节干部综合考评得分", PERCENT_ALL);
	total->share_numerator = 1;
	if ((r = fill_performance(m)) || (r = fill_mutual(m)) || (r = fill_township(m)))
		return r;
	compose(total, &m->list[1]);
	total->score += add_adjustments(m, ADJUSTMENT_KIND_BONUS, "bonus", "正向加分");
	total->score -= add_adjustments(m, ADJUSTMENT_KIND_DEDUCTION, "deduction", "反向扣分");
	total->score = total->score < 0 ? 0 : total->score;
	*out = (SectionCadreScored){
		.evaluation_id = evaluation->evaluation_id,
		.cadre_id = subject->cadre_id,
		.total = total->score,
		.n_nodes = m->count,
		.nodes = m->list,
	};
	return REFUSAL_NONE;
}
