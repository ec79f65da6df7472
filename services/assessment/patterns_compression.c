/* 大锅饭: annual totals of a peer group that tell nobody apart. */
#include "assessment/bounds.h"
#include "assessment/patterns_impl.h"
#include "base/require.h"
#include "score/detect_compression.h"

#define LIMITS "只说明得分拉不开，不说明原因；单位少的组偶然接近很常见"
#define TREND_LIMITS "与上年同一批单位比较；单位少时查不出"

struct totals {
	int64_t now[SCHEME_UNITS_MAX], before[SCHEME_UNITS_MAX], work[SCHEME_UNITS_MAX];
	size_t count, both;            /* `before` holds the first `both` of them where all have a total of the year before */
};

static void add_unit(struct look *look, struct totals *t, const SchemeRow *before, const char *unit_id)
{
	const UnitScoreRow *now = unit_score_find(look->d->state, look->scheme->scheme_id, unit_id);
	const UnitScoreRow *then = before ? unit_score_find(look->d->state, before->scheme_id, unit_id) : NULL;

	if (!now || now->rank == 0)
		return;
	REQUIRE(t->count < SCHEME_UNITS_MAX);
	if (then && then->rank && t->both == t->count)
		t->before[t->both++] = then->total;
	t->now[t->count++] = now->total;
}

static void name_units(Pattern *p, const PeerGroup *group, bool named)
{
	p->statement = named ? PATTERN_STATEMENT_NAMED : PATTERN_STATEMENT_NOT_NAMED;
	p->n_unit_ids = named ? group->n_unit_ids : 0;
	p->unit_ids = group->unit_ids;
}

static void say_index(struct look *look, const PeerGroup *group, struct totals *t)
{
	Pattern p = look_begin(PATTERN_KIND_COMPRESSION, "组内得分相差不到一分的单位所占比例（0 各不相同，1 全部相近）");
	double threshold = (double)policy_number(look->d, "PATTERN.COMPRESSION.INDEX") / 100;
	struct compression c;

	p.group_id = group->group_id;
	p.rule = "PATTERN.COMPRESSION.INDEX、PATTERN.COMPRESSION.UNITS_MIN";
	p.limits = LIMITS;
	p.threshold = look_decimal(look, threshold);
	if ((int64_t)t->count >= policy_number(look->d, "PATTERN.COMPRESSION.UNITS_MIN")) {
		compression_measure(t->now, t->count, t->work, &c);
		p.statistic = look_decimal(look, c.index);
		name_units(&p, group, c.index >= threshold);
	}
	look_end(look, &p);
}

static void say_trend(struct look *look, const PeerGroup *group, struct totals *t)
{
	Pattern p = look_begin(PATTERN_KIND_COMPRESSION, "较上年向组内中位收拢的单位：同样多或更多的概率");
	double rate = look_rate(look, "PATTERN.COMPRESSION.ALPHA");
	struct compression_trend trend;

	p.group_id = group->group_id;
	p.rule = "PATTERN.COMPRESSION.ALPHA、PATTERN.COMPRESSION.UNITS_MIN";
	p.limits = TREND_LIMITS;
	p.threshold = p.nominal_rate = look_decimal(look, rate);
	if (t->both == t->count && (int64_t)t->count >= policy_number(look->d, "PATTERN.COMPRESSION.UNITS_MIN")) {
		compression_trend(t->before, t->now, t->count, t->work, &trend);
		p.statistic = look_decimal(look, trend.p_value);
		name_units(&p, group, trend.p_value <= rate);
	}
	look_end(look, &p);
}

void look_for_compression(struct look *look)
{
	struct row_scan scan = scheme_group_scan_1(look->d->state, look->scheme->scheme_id);
	const SchemeRow *before = look_scheme_of(look, look->scheme->year - 1);
	struct totals *t = arena_alloc(look->d->arena, sizeof *t);
	const SchemeGroupRow *row;

	REQUIRE(t);
	while ((row = scheme_group_next(&scan))) {
		t->count = t->both = 0;
		for (size_t i = 0; i < row->group->n_unit_ids; i++)
			add_unit(look, t, before, row->group->unit_ids[i]);
		say_index(look, row->group, t);
		say_trend(look, row->group, t);
	}
}
