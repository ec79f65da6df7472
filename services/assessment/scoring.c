#include "assessment/scoring.h"

#include <string.h>

#include "assessment/bounds.h"
#include "assessment/derivation.h"
#include "assessment/indicator_evidence.h"
#include "assessment/ranking.h"
#include "assessment/scheme.h"
#include "base/require.h"
#include "contract.h"
#include "score/components.h"

#define COMPONENTS_OF_SCORE 4
#define NODES_MAX (COMPONENTS_OF_SCORE * (COMPONENT_INDICATORS_MAX + 1) + ADJUSTMENTS_MAX + 3)

_Static_assert(COMPONENT_INDICATORS_MAX <= COMPONENTS_MAX, "the indicators of a component are composed at once");

enum refusal scoring_case_find(struct decision *d, const char *scheme_id, struct scoring_case *out)
{
	*out = (struct scoring_case){ .scheme = scheme_find(d->state, scheme_id), .scoring = scoring_find(d->state, scheme_id) };
	if (!out->scheme)
		return REFUSAL_SCHEME_UNKNOWN;
	return out->scoring ? REFUSAL_NONE : REFUSAL_SCORING_UNKNOWN;
}

enum refusal scoring_open_case(struct decision *d, const char *scheme_id, struct scoring_case *out)
{
	enum refusal r = scoring_case_find(d, scheme_id, out);

	return !r && out->scoring->state != SCORING_STATE_OPEN ? REFUSAL_SCORES_TOLD : r;
}

/* ---- parts ------------------------------------------------------------------------------------------ */

/* A score in the making. */
struct score_room {
	struct decision *d;
	const struct scoring_case *c;
	const SchemeUnitRow *unit;
	struct derivation tree;
	uint32_t row;
	enum refusal first;
};

uint32_t indicator_weight(const struct scoring_case *c, const Indicator *indicator)
{
	for (size_t i = 0; i < c->weight_count; i++)
		if (strcmp(c->weights[i]->indicator_id, indicator->indicator_id) == 0)
			return c->weights[i]->weight_percent;
	return indicator->weight_percent;
}

static const char *const component_nodes[] = {
	[SCORE_COMPONENT_PERFORMANCE] = "performance",
	[SCORE_COMPONENT_YEAR_END] = "year_end",
	[SCORE_COMPONENT_LEADER] = "leader",
	[SCORE_COMPONENT_INSPECTION] = "inspection",
};

static void lacks(struct score_room *m, enum refusal refusal, const char *what)
{
	decision_refuse_row(m->d, refusal, m->row, "values", decision_format(m->d, "%s %s", m->unit->unit_id, what));
	m->first = m->first ? m->first : refusal;
}

static void absent(struct score_room *m, const char *what)
{
	lacks(m, REFUSAL_PART_ABSENT, what);
}

static void fill_from_data(struct score_room *m, const Indicator *indicator, ScoreNode *node)
{
	const IndicatorDataRow *data =
		indicator_data_find(m->d->state, m->unit->scheme_id, m->unit->unit_id, indicator->indicator_id);

	node->state = PART_STATE_PENDING;
	if (!data) {
		absent(m, indicator->indicator_id);
		return;
	}
	if (m->c->scheme->acceptance && data->acceptance != DATA_STATE_ACCEPTED)
		lacks(m, REFUSAL_DATA_NOT_ACCEPTED, indicator->indicator_id);
	if (indicator->checked_evidence && data->state == PART_STATE_SCORED &&
	    !indicator_evidence_checked(m->d->state, data->scheme_id, data->unit_id, data->indicator_id))
		lacks(m, REFUSAL_INDICATOR_EVIDENCE_UNCHECKED, indicator->indicator_id);
	node->state = data->state;
	node->score = data->points;
	node->value = data->value;
	node->source = data->source;
	node->note = data->state == PART_STATE_SCORED ? data->evidence : data->reason;
}

static void fill_from_leaders(struct score_room *m, const Indicator *indicator, ScoreNode *node)
{
	struct row_scan scan = leader_rating_scan_3(m->d->state, m->unit->scheme_id, m->unit->unit_id, indicator->indicator_id);
	const LeaderRatingRow *rating;
	int64_t sum = 0, count = 0;

	while ((rating = leader_rating_next(&scan))) {
		sum += rating->points;
		count++;
	}
	node->state = count ? PART_STATE_SCORED : PART_STATE_PENDING;
	node->score = score_mean(sum, count);
	node->value = count;
	node->note = decision_format(m->d, "%lld 人评价的平均分", (long long)count);
	if (count == 0)
		absent(m, indicator->indicator_id);
}

static void fill_component(struct score_room *m, ScoreNode *node, ScoreComponent component)
{
	struct row_scan scan = scheme_indicator_scan_1(m->d->state, m->unit->scheme_id);
	ScoreNode **children = &m->tree.list[m->tree.count];
	const SchemeIndicatorRow *row;
	size_t before = m->tree.count;

	while ((row = scheme_indicator_next(&scan))) {
		const Indicator *indicator = row->indicator;
		if (indicator->component != component || !indicator_of_group(indicator, m->unit->group_id))
			continue;
		ScoreNode *child = derivation_add(&m->tree, decision_format(m->d, "%s/%s", node->node, indicator->indicator_id),
						  node->node, indicator->name, indicator_weight(m->c, indicator));
		child->measure = indicator->measure;
		if (component == SCORE_COMPONENT_LEADER)
			fill_from_leaders(m, indicator, child);
		else
			fill_from_data(m, indicator, child);
	}
	derivation_compose(m->d, node, children, m->tree.count - before);
}

/* The year's inspections enter by themselves. A unit that was to be inspected and was not counts zero, by name. */
static void fill_inspections(struct score_room *m, ScoreNode *node)
{
	uint32_t year = m->c->scheme->year;
	const InspectedYearRow *inspected = inspected_year_find(m->d->state, year, m->unit->unit_id);
	bool exempt = true;

	node->state = PART_STATE_SCORED;
	if (inspected) {
		node->score = inspected->mean;
		node->value = inspected->quarters;
		node->measure = "季度";
		return;
	}
	for (int q = 1; q <= QUARTERS_OF_YEAR; q++)
		exempt = exempt && inspection_exemption_find(m->d->state, m->unit->unit_id,
							     decision_format(m->d, "%uQ%d", year, q));
	node->state = exempt ? PART_STATE_NOT_APPLICABLE : PART_STATE_MISSING;
	node->note = exempt ? "全年免于督查" : "全年没有督查结果，按零分计";
}

/* ---- bonus and deduction ----------------------------------------------------------------------------- */

/* What is granted of one kind, at most its cap; its nodes only where there is any. */
static int64_t add_adjustments(struct score_room *m, AdjustmentKind kind, const char *node_name, const char *name, int64_t cap)
{
	struct row_scan scan = score_adjustment_scan_2(m->d->state, m->unit->scheme_id, m->unit->unit_id);
	const ScoreAdjustmentRow *row;
	ScoreNode *node = NULL;

	while ((row = score_adjustment_next(&scan)))
		if (row->kind == kind)
			derivation_adjust(m->d, &m->tree, &node, node_name, name, &(struct adjustment_node){
				.adjustment_id = row->adjustment_id,
				.reason = row->reason,
				.source = row->source,
				.document = row->document,
				.points = row->points,
			});
	if (!node)
		return 0;
	if (node->score > cap) {
		node->note = decision_format(m->d, "合计 %lld.%02lld，上限 %lld.%02lld", (long long)(node->score / 100),
					     (long long)(node->score % 100), (long long)(cap / 100), (long long)(cap % 100));
		node->score = cap;
	}
	return node->score;
}

/* ---- the whole --------------------------------------------------------------------------------------- */

static uint32_t vetoes_of(const struct state *s, const SchemeUnitRow *unit)
{
	struct row_scan scan = veto_scan_2(s, unit->scheme_id, unit->unit_id);
	uint32_t count = 0;

	while (veto_next(&scan))
		count++;
	return count;
}

static void add_components(struct score_room *m, ScoreNode *total)
{
	const SchemeRow *scheme = m->c->scheme;
	ScoreNode *components[COMPONENTS_OF_SCORE];

	REQUIRE(scheme->n_components <= COMPONENTS_OF_SCORE);
	for (size_t i = 0; i < scheme->n_components; i++) {
		ScoreComponent component = scheme->components[i]->component;
		components[i] = derivation_add(&m->tree, component_nodes[component], "total",
					       contract_enum_label("ScoreComponent", component), scheme->components[i]->weight_percent);
		if (component == SCORE_COMPONENT_INSPECTION)
			fill_inspections(m, components[i]);
		else
			fill_component(m, components[i], component);
	}
	derivation_compose(m->d, total, components, scheme->n_components);
}

struct score_room *score_room_new(struct decision *d)
{
	struct score_room *room = arena_alloc(d->arena, sizeof *room);

	REQUIRE(room);
	*room = (struct score_room){ .d = d };
	derivation_begin(&room->tree, d->arena, NODES_MAX);
	return room;
}

/* The nodes out of the room, which the next unit uses. */
static void keep_nodes(struct score_room *m, UnitScored *out)
{
	size_t count = m->tree.count;
	ScoreNode *nodes = arena_copy(m->d->arena, m->tree.nodes, count * sizeof *nodes);
	ScoreNode **list = arena_alloc(m->d->arena, count * sizeof *list);

	REQUIRE(nodes && list);
	for (size_t i = 0; i < count; i++)
		list[i] = &nodes[i];
	out->n_nodes = count;
	out->nodes = list;
}

enum refusal score_unit(struct score_room *m, const struct scoring_case *c, const SchemeUnitRow *unit, uint32_t row,
			UnitScored *out)
{
	m->c = c;
	m->unit = unit;
	m->row = row;
	m->tree.count = 0;
	m->first = REFUSAL_NONE;
	ScoreNode *total = derivation_add(&m->tree, "total", "", "年度考核得分", PERCENT_ALL);
	total->share_numerator = 1;
	add_components(m, total);
	if (m->first)
		return m->first;
	int64_t bonus = add_adjustments(m, ADJUSTMENT_KIND_BONUS, "bonus", "加分", c->scheme->bonus_cap);
	int64_t deduction = add_adjustments(m, ADJUSTMENT_KIND_DEDUCTION, "deduction", "减分", c->scheme->deduction_cap);
	if (total->state == PART_STATE_SCORED) {
		total->score += bonus - deduction;
		total->score = total->score < 0 ? 0 : total->score;
	}
	*out = (UnitScored){
		.scheme_id = unit->scheme_id,
		.unit_id = unit->unit_id,
		.group_id = unit->group_id,
		.state = total->state,
		.total = total->score,
		.vetoes = vetoes_of(m->d->state, unit),
	};
	keep_nodes(m, out);
	return REFUSAL_NONE;
}
