/* 互打高分 and 评分宽严: marks of leaders, by the units they belong to and by themselves. */
#include <math.h>
#include <string.h>

#include "assessment/bounds.h"
#include "assessment/patterns_impl.h"
#include "assessment/scheme.h"
#include "base/require.h"
#include "score/detect_leniency.h"
#include "score/detect_reciprocal.h"

#define PAIRS_NAMED_MAX 20     /* the most conspicuous; more say that the marks as a whole have to be looked at */
#define PAIR_LIMITS "须有至少六个单位的领导互相评分；只看彼此都高于各自常态的一对，不看一方"
#define LENIENCY_LIMITS "仅在评价人所评单位不尽相同时给出；与原始分并列，不替代原始分；同一批人评所有单位时宽严自行抵消"

/* Sums of marks of one row of raters for one unit. */
struct cell {
	int64_t sum;
	int32_t count;
};

static int32_t mark_of(const struct cell *cell)
{
	return cell->count ? (int32_t)((2 * cell->sum + cell->count) / (2 * cell->count)) : MARK_ABSENT;
}

static size_t index_of(const char **list, size_t count, const char *id)
{
	size_t i = 0;

	while (i < count && strcmp(list[i], id) != 0)
		i++;
	return i;
}

/* ---- pairs of a group ------------------------------------------------------------------------------------ */

/* What a unit was marked by the leaders of each unit of its group. */
static void fill_column(struct look *look, const PeerGroup *group, const char *indicator_id, size_t to, int32_t *marks)
{
	struct row_scan scan = leader_rating_scan_3(look->d->state, look->scheme->scheme_id, group->unit_ids[to], indicator_id);
	size_t units = group->n_unit_ids;
	struct cell *cells = arena_alloc(look->d->arena, units * sizeof *cells);
	const LeaderRatingRow *rating;

	REQUIRE(cells);
	while ((rating = leader_rating_next(&scan))) {
		const CadreRow *leader = cadre_find(look->d->state, rating->leader_id);
		size_t from = leader ? index_of(group->unit_ids, units, leader->unit_id) : units;
		if (from == units || from == to)
			continue;
		cells[from].sum += rating->points;
		cells[from].count++;
	}
	for (size_t from = 0; from < units; from++)
		marks[from * units + to] = mark_of(&cells[from]);
}

/* Marks of an indicator between the units of a group, and how many of them mark at all. */
static size_t fill_matrix(struct look *look, const PeerGroup *group, const char *indicator_id, int32_t *marks)
{
	size_t units = group->n_unit_ids, markers = 0;

	for (size_t to = 0; to < units; to++)
		fill_column(look, group, indicator_id, to, marks);
	for (size_t from = 0; from < units; from++) {
		bool any = false;
		for (size_t to = 0; to < units; to++)
			any = any || marks[from * units + to] != MARK_ABSENT;
		markers += any;
	}
	return markers;
}

static Pattern pair_begin(struct look *look, const PeerGroup *group, const char *indicator_id, double rate)
{
	Pattern p = look_begin(PATTERN_KIND_RECIPROCAL, "一对单位互评同时高于各自常态的概率（按假发现率提名）");

	p.group_id = group->group_id;
	p.indicator_id = indicator_id;
	p.rule = "PATTERN.RECIPROCAL.RATE";
	p.limits = PAIR_LIMITS;
	p.threshold = p.nominal_rate = look_decimal(look, rate);
	return p;
}

static void say_pairs(struct look *look, const PeerGroup *group, const char *indicator_id)
{
	size_t units = group->n_unit_ids, named = 0;
	double rate = look_rate(look, "PATTERN.RECIPROCAL.RATE"), *work = arena_alloc(look->d->arena, 2 * units * units * sizeof *work);
	struct reciprocal_pair *pairs = arena_alloc(look->d->arena, units * units * sizeof *pairs);
	int32_t *marks = arena_alloc(look->d->arena, units * units * sizeof *marks);

	REQUIRE(work && pairs && marks);
	bool enough = fill_matrix(look, group, indicator_id, marks) >= RECIPROCAL_UNITS_MIN;
	size_t count = enough ? reciprocal_pairs(marks, units, rate, pairs, work) : 0;
	for (; named < count && named < PAIRS_NAMED_MAX && pairs[named].named; named++) {
		const char *both[] = { group->unit_ids[pairs[named].one], group->unit_ids[pairs[named].other] };
		Pattern p = pair_begin(look, group, indicator_id, rate);
		p.statement = PATTERN_STATEMENT_NAMED;
		p.statistic = look_decimal(look, pairs[named].p_value);
		p.n_unit_ids = 2;
		p.unit_ids = both;
		look_end(look, &p);
	}
	if (named)
		return;
	Pattern p = pair_begin(look, group, indicator_id, rate);
	if (count) {
		p.statement = PATTERN_STATEMENT_NOT_NAMED;
		p.statistic = look_decimal(look, pairs[0].p_value);
	}
	look_end(look, &p);
}

void look_for_reciprocal(struct look *look)
{
	struct row_scan scan = scheme_indicator_scan_1(look->d->state, look->scheme->scheme_id);
	const SchemeIndicatorRow *indicator;

	while ((indicator = scheme_indicator_next(&scan))) {
		struct row_scan groups = scheme_group_scan_1(look->d->state, look->scheme->scheme_id);
		const SchemeGroupRow *group;
		while (indicator->indicator->component == SCORE_COMPONENT_LEADER && (group = scheme_group_next(&groups)))
			if (indicator_of_group(indicator->indicator, group->group_id))
				say_pairs(look, group->group, indicator->indicator_id);
	}
}

/* ---- raters ------------------------------------------------------------------------------------------------- */

/* The panel of one indicator: raters and units in the order in which the rows name them first. */
struct crowd {
	const char *raters[PANEL_MAX], *units[SCHEME_UNITS_MAX];
	size_t rater_count, unit_count;
	struct leniency_rater effects[PANEL_MAX];
	struct leniency_unit values[SCHEME_UNITS_MAX];
};

/* The number of an id, added when new; `max` when there is no room. */
static size_t number_of(const char **list, size_t *count, size_t max, const char *id)
{
	size_t i = index_of(list, *count, id);

	if (i == *count && i < max)
		list[(*count)++] = id;
	return i;
}

static bool next_mark(struct row_scan *scan, const char *indicator_id, const LeaderRatingRow **out)
{
	while ((*out = leader_rating_next(scan)))
		if (strcmp((*out)->indicator_id, indicator_id) == 0)
			return true;
	return false;
}

/* False: more raters than a panel holds. */
static bool fill_crowd(struct look *look, const char *indicator_id, struct crowd *crowd)
{
	struct row_scan scan = leader_rating_scan_1(look->d->state, look->scheme->scheme_id);
	const LeaderRatingRow *rating;

	while (next_mark(&scan, indicator_id, &rating))
		if (number_of(crowd->raters, &crowd->rater_count, PANEL_MAX, rating->leader_id) == PANEL_MAX ||
		    number_of(crowd->units, &crowd->unit_count, SCHEME_UNITS_MAX, rating->unit_id) == SCHEME_UNITS_MAX)
			return false;
	return true;
}

static enum leniency_offer measure(struct look *look, const char *indicator_id, struct crowd *crowd, double *spread)
{
	struct row_scan scan = leader_rating_scan_1(look->d->state, look->scheme->scheme_id);
	size_t size = crowd->rater_count * crowd->unit_count;
	int32_t *marks = arena_alloc(look->d->arena, (size + 1) * sizeof *marks);
	const LeaderRatingRow *rating;

	REQUIRE(marks);
	for (size_t i = 0; i < size; i++)
		marks[i] = MARK_ABSENT;
	while (next_mark(&scan, indicator_id, &rating)) {
		size_t rater = index_of(crowd->raters, crowd->rater_count, rating->leader_id);
		marks[rater * crowd->unit_count + index_of(crowd->units, crowd->unit_count, rating->unit_id)] = (int32_t)rating->points;
	}
	struct panel panel = { .raters = crowd->rater_count, .units = crowd->unit_count, .marks = marks };
	return leniency_measure(&panel, crowd->effects, crowd->values, spread);
}

/* Who lies farthest from the mean rater. */
static const char *farthest(const struct crowd *crowd)
{
	size_t best = 0;

	for (size_t i = 1; i < crowd->rater_count; i++)
		if (fabs(crowd->effects[i].effect) > fabs(crowd->effects[best].effect))
			best = i;
	return crowd->raters[best];
}

static void say_leniency(struct look *look, const char *indicator_id)
{
	struct crowd *crowd = arena_alloc(look->d->arena, sizeof *crowd);
	Pattern p = look_begin(PATTERN_KIND_LENIENCY, "评价人宽严差异的标准差（分）；所列为偏离最大的评价人");
	double threshold = (double)policy_number(look->d, "PATTERN.LENIENCY.SPREAD") / 100, spread = 0;

	REQUIRE(crowd);
	p.indicator_id = indicator_id;
	p.rule = "PATTERN.LENIENCY.SPREAD";
	p.limits = LENIENCY_LIMITS;
	p.threshold = look_decimal(look, threshold);
	if (fill_crowd(look, indicator_id, crowd) && measure(look, indicator_id, crowd, &spread) == LENIENCY_OFFERED) {
		p.statistic = look_decimal(look, spread / 100);
		p.statement = spread / 100 >= threshold ? PATTERN_STATEMENT_NAMED : PATTERN_STATEMENT_NOT_NAMED;
		p.rater_id = p.statement == PATTERN_STATEMENT_NAMED ? farthest(crowd) : "";
	}
	look_end(look, &p);
}

void look_for_leniency(struct look *look)
{
	struct row_scan scan = scheme_indicator_scan_1(look->d->state, look->scheme->scheme_id);
	const SchemeIndicatorRow *indicator;

	while ((indicator = scheme_indicator_next(&scan)))
		if (indicator->indicator->component == SCORE_COMPONENT_LEADER)
			say_leniency(look, indicator->indicator_id);
}
