/* A year's scoring for the tests: the frozen scheme of scheme_lib.h, inspections rolled up, data of all units. */
#ifndef TESTS_SCORING_LIB_H
#define TESTS_SCORING_LIB_H

#include "scheme_lib.h"

static const char *const all_units[] = { "c1", "c2", "c3", "c4", "c5", "c6" };

static inline void office(void)
{
	ACTOR_CADRE("org.assessment,org.head", CITY, "kpb", "");
}

static inline void owner(void)
{
	ACTOR_CADRE("unit.head", CITY, "fgw", "");
	ACCOUNT("fgw.head");
}

static inline const char *frozen_scheme(void)
{
	counties("2026-01-05");
	GIVEN(CadreRegistered, .cadre_id = "l1", .unit_id = "kpb", .authority = CITY, .level = POST_LEVEL_BUREAU_DEPUTY);
	GIVEN(CadreRegistered, .cadre_id = "l2", .unit_id = "c1", .authority = CITY, .level = POST_LEVEL_BUREAU_DEPUTY);
	office();
	const char *id = drafted(a_draft());

	WHEN(ConsultScheme, .scheme_id = id);
	TODAY("2026-01-20");
	WHEN(ApproveScheme, .scheme_id = id, .document = "考核〔2026〕1号");
	WHEN(FreezeScheme, .scheme_id = id);
	ACCEPTED();
	return id;
}

/* Opened on 2026-12-01. */
static inline const char *opened(void)
{
	const char *id = frozen_scheme();

	TODAY("2026-12-01");
	WHEN(OpenScoring, .year = 2026, .unit_kind = UNIT_KIND_COUNTY);
	ACCEPTED();
	return id;
}

static inline void data(const char *id, const char *indicator_id, const char *unit_id, PartState state, int64_t value)
{
	IndicatorValue one, *list[] = { &one };

	indicator_value__init(&one);
	one.unit_id = unit_id;
	one.state = state;
	one.value = value;
	one.evidence = "报表";
	one.reason = state == PART_STATE_SCORED ? "" : "说明";
	WHEN(RecordIndicatorData, .scheme_id = id, .indicator_id = indicator_id, .document = "统〔2026〕9号", .n_values = 1,
	     .values = list);
}

static inline void leader(const char *id, const char *leader_id, const char *group_id, const char *const *units, size_t count,
			  int64_t best)
{
	LeaderRating ratings[8], *list[8];

	for (size_t i = 0; i < count; i++) {
		list[i] = &ratings[i];
		leader_rating__init(list[i]);
		ratings[i].unit_id = units[i];
		ratings[i].points = best - (int64_t)i * 1000;
	}
	WHEN(RecordLeaderEvaluation, .scheme_id = id, .indicator_id = "lead", .group_id = group_id, .leader_id = leader_id,
	     .document = "评价表", .n_ratings = count, .ratings = list);
}

static inline void inspected(const char *unit_id, int64_t mean)
{
	GIVEN(YearInspected, .unit_id = unit_id, .year = 2026, .quarters = 4, .mean = mean, .weight_percent = 20,
	      .contribution = mean / 5);
}

/* Everything recorded: c1..c3 of group a, c4..c6 of group b. */
static inline const char *filled(void)
{
	const char *id = opened();

	owner();
	for (int i = 0; i < 6; i++) {
		data(id, "gdp", all_units[i], PART_STATE_SCORED, 1000 - 100 * i);
		data(id, i < 3 ? "env" : "prj", all_units[i], PART_STATE_SCORED, i < 3 ? 25 - 10 * i : i - 3);
		data(id, "year", all_units[i], PART_STATE_SCORED, 9000 - 500 * i);
		ACCEPTED();
	}
	office();
	leader(id, "l1", "a", &all_units[0], 3, 9000);
	ACCEPTED();
	leader(id, "l1", "b", &all_units[3], 3, 9000);
	ACCEPTED();
	for (int i = 0; i < 6; i++)
		inspected(all_units[i], 9500 - 1000 * i);
	GIVEN(InspectionYearClosed, .year = 2026, .units = 6, .weight_percent = 20);
	return id;
}

static inline const UnitScoreRow *score_of(const char *id, const char *unit_id)
{
	return unit_score_find(world_state(), id, unit_id);
}

static inline const ScoreNode *node_of(const char *id, const char *unit_id, const char *node)
{
	const UnitScoreRow *row = score_of(id, unit_id);

	for (size_t i = 0; row && i < row->n_nodes; i++)
		if (strcmp(row->nodes[i]->node, node) == 0)
			return row->nodes[i];
	return NULL;
}

static inline const char *told(void)
{
	const char *id = filled();

	WHEN(ComputeScores, .scheme_id = id);
	ACCEPTED();
	return id;
}

#endif
