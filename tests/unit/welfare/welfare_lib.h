/* What the tests of welfare share. */
#ifndef DANDANG_TESTS_WELFARE_LIB_H
#define DANDANG_TESTS_WELFARE_LIB_H

#include "given.h"
#include "workflows.h"

WORLD(welfare_service)

static inline void cadre(const char *id)
{
	GIVEN(CadreRegistered, .cadre_id = id, .name = id, .unit_id = "u1", .authority = "150400",
	      .level = POST_LEVEL_SECTION_HEAD, .n_grades = 1,
	      .grades = (GradeOfYear *[]){ &(GradeOfYear){ .year = 2025, .grade = ANNUAL_GRADE_COMPETENT } });
}

/* Units u1 (city) and u4 (county 150404); cadres c1..c4; the head h of a team, its member m; c9 of the county. */
static inline void people(const char *today)
{
	OPEN(today);
	GIVEN(UnitRegistered, .unit_id = "u1", .name = "一局", .region = "150400");
	GIVEN(UnitRegistered, .unit_id = "u4", .name = "松山区", .region = "150404");
	cadre("c1");
	cadre("c2");
	cadre("c3");
	cadre("c4");
	GIVEN(CadreRegistered, .cadre_id = "h", .unit_id = "u1", .authority = "150400", .team_head = true);
	GIVEN(CadreRegistered, .cadre_id = "m", .unit_id = "u1", .authority = "150400", .team_member = true);
	GIVEN(CadreRegistered, .cadre_id = "c9", .unit_id = "u4", .authority = "150404");
}

static inline void bar(const char *cadre_id, BarGround ground, const char *until_on)
{
	GIVEN(BarImposed, .bar_id = "b1", .cadre_id = cadre_id, .ground = ground, .from_on = "2026-01-01",
	      .until_on = until_on);
}

/* A sanction enters the registry; answers the observation's id. */
static inline void sanctioned(const char *cadre_id, const char *sanction_id, const char *until_on)
{
	GIVEN(SanctionEffective, .sanction_id = sanction_id, .cadre_id = cadre_id, .kind = MEASURE_KIND_GOV_WARNING,
	      .effective_on = "2026-03-02", .influence_until = until_on, .document = "处分决定1号");
}

static inline const char *observed(const char *cadre_id)
{
	struct row_scan scan = observation_by_cadre_id(world_state(), cadre_id);
	const ObservationRow *row = observation_next(&scan);

	return row ? row->observation_id : "";
}

static inline const char *evaluation(const char *cadre_id)
{
	struct row_scan scan = evaluation_by_cadre_id(world_state(), cadre_id);
	const EvaluationRow *row, *last = NULL;

	while ((row = evaluation_next(&scan)))
		last = row;
	return last ? last->evaluation_id : "";
}

static inline ObservationState observation_state(const char *cadre_id)
{
	return observation_find(world_state(), observed(cadre_id))->state;
}

#endif
