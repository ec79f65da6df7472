/* A scheme for the tests: two groups of three county teams, six indicators, the usual weights. */
#ifndef TESTS_SCHEME_LIB_H
#define TESTS_SCHEME_LIB_H

#include "given.h"
#include "workflows.h"

#define CITY "150400"

WORLD(assessment_service)

static inline void county(const char *id, const char *region)
{
	GIVEN(UnitRegistered, .unit_id = id, .name = id, .region = region, .kind = UNIT_KIND_COUNTY);
}

static inline void counties(const char *day)
{
	OPEN(day);
	county("c1", "150402");
	county("c2", "150403");
	county("c3", "150404");
	county("c4", "150421");
	county("c5", "150422");
	county("c6", "150423");
	GIVEN(UnitRegistered, .unit_id = "fgw", .name = "发改委", .region = CITY, .kind = UNIT_KIND_CITY_DEPARTMENT);
	GIVEN(UnitRegistered, .unit_id = "kpb", .name = "考核办", .region = CITY, .kind = UNIT_KIND_CITY_DEPARTMENT);
	ACTOR("org.assessment,org.head", CITY);
}

/* What a test may change before it is drafted. */
struct draft {
	ComponentWeight weights[4], *weight_list[4];
	PeerGroup groups[2], *group_list[2];
	const char *first[4], *second[4];
	Indicator indicators[6], *indicator_list[6];
	ScoreBand bands[3], *band_list[3];
	VetoItem vetoes[1], *veto_list[1];
	size_t weight_count, group_count, indicator_count, veto_count;
	const char *scheme_id;
	uint32_t year;
	UnitKind kind;
};

static inline void draft_indicator(struct draft *f, size_t i, const char *id, ScoreComponent component, const char *group,
				   uint32_t weight, ScoringMethod method)
{
	Indicator *one = f->indicator_list[i] = &f->indicators[i];

	indicator__init(one);
	one->indicator_id = id;
	one->name = id;
	one->component = component;
	one->group_id = group;
	one->weight_percent = weight;
	one->method = method;
	one->measure = "分";
	one->data_owner = "fgw";
	one->source = "年度统计";
	one->evidence = "报表";
}

static inline void draft_group(struct draft *f, size_t i, const char *id, const char **units)
{
	PeerGroup *group = f->group_list[i] = &f->groups[i];

	peer_group__init(group);
	group->group_id = id;
	group->name = id;
	group->function = "重点开发";
	group->endowment = "工业";
	group->location = "城区";
	group->n_unit_ids = 3;
	group->unit_ids = units;
}

static inline void draft_bands(struct draft *f)
{
	static const int64_t points[] = { 6000, 8000, 10000 };

	for (size_t i = 0; i < 3; i++) {
		f->band_list[i] = &f->bands[i];
		score_band__init(&f->bands[i]);
		f->bands[i].from = (int64_t)i * 10;
		f->bands[i].to = (int64_t)i * 10 + 10;
		f->bands[i].points = points[i];
	}
	f->indicators[1].n_bands = 3;
	f->indicators[1].bands = f->band_list;
}

/* gdp 60 (ratio of 1000), env 40 in group a by bands, prj 40 in group b by deduction; year-end and leader one each. */
static inline struct draft *a_draft(void)
{
	static const ScoreComponent components[] = { SCORE_COMPONENT_PERFORMANCE, SCORE_COMPONENT_YEAR_END,
						     SCORE_COMPONENT_LEADER, SCORE_COMPONENT_INSPECTION };
	static struct draft f;

	f = (struct draft){ .weight_count = 4, .group_count = 2, .indicator_count = 5, .veto_count = 1, .scheme_id = "",
			    .year = 2026, .kind = UNIT_KIND_COUNTY, .first = { "c1", "c2", "c3" }, .second = { "c4", "c5", "c6" } };
	for (size_t i = 0; i < 4; i++) {
		f.weight_list[i] = &f.weights[i];
		component_weight__init(&f.weights[i]);
		f.weights[i].component = components[i];
		f.weights[i].weight_percent = i == 0 ? 40 : 20;
	}
	draft_group(&f, 0, "a", f.first);
	draft_group(&f, 1, "b", f.second);
	draft_indicator(&f, 0, "gdp", SCORE_COMPONENT_PERFORMANCE, "", 60, SCORING_METHOD_RATIO);
	draft_indicator(&f, 1, "env", SCORE_COMPONENT_PERFORMANCE, "a", 40, SCORING_METHOD_BANDS);
	draft_indicator(&f, 2, "prj", SCORE_COMPONENT_PERFORMANCE, "b", 40, SCORING_METHOD_DEDUCTION);
	draft_indicator(&f, 3, "year", SCORE_COMPONENT_YEAR_END, "", 100, SCORING_METHOD_POINTS);
	draft_indicator(&f, 4, "lead", SCORE_COMPONENT_LEADER, "", 100, SCORING_METHOD_POINTS);
	f.indicators[0].target = 1000;
	f.indicators[2].points_each = 500;
	draft_bands(&f);
	f.veto_list[0] = &f.vetoes[0];
	veto_item__init(&f.vetoes[0]);
	f.vetoes[0].veto_id = "safety";
	f.vetoes[0].name = "重大安全事故";
	f.vetoes[0].legal_base = "安全生产法第九十条";
	return &f;
}

static inline const char *drafted(const struct draft *f)
{
	WHEN(DraftScheme, .scheme_id = f->scheme_id, .year = f->year, .unit_kind = f->kind, .title = "旗县区考核方案",
	     .n_components = f->weight_count, .components = (ComponentWeight **)(uintptr_t)f->weight_list,
	     .n_groups = f->group_count, .groups = (PeerGroup **)(uintptr_t)f->group_list,
	     .n_indicators = f->indicator_count, .indicators = (Indicator **)(uintptr_t)f->indicator_list,
	     .n_vetoes = f->veto_count, .vetoes = (VetoItem **)(uintptr_t)f->veto_list, .bonus_cap = 300, .deduction_cap = 500);
	return world_answer("scheme_id");
}

static inline const SchemeRow *scheme(const char *id)
{
	return scheme_find(world_state(), id);
}

static inline const char *consulted(void)
{
	counties("2026-01-05");
	const char *id = drafted(a_draft());

	WHEN(ConsultScheme, .scheme_id = id);
	ACCEPTED();
	return id;
}

#endif
