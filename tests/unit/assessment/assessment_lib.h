/* A small city for the tests of assessment: four units in one group, two in another, heads and an inspector. */
#ifndef TESTS_ASSESSMENT_LIB_H
#define TESTS_ASSESSMENT_LIB_H

#include "given.h"
#include "workflows.h"

#define CITY "150400"

WORLD(assessment_service)

static inline void unit(const char *id, const char *group)
{
	GIVEN(UnitRegistered, .unit_id = id, .name = id, .region = CITY, .peer_group = group);
}

static inline void cadre(const char *id, const char *unit_id, bool head, bool member)
{
	GIVEN(CadreRegistered, .cadre_id = id, .unit_id = unit_id, .authority = CITY, .team_head = head,
	      .team_member = member, .level = POST_LEVEL_COUNTY_HEAD);
}

static inline void city(const char *day)
{
	OPEN(day);
	unit("u1", "经济");
	unit("u2", "经济");
	unit("u3", "经济");
	unit("u4", "党群");
	unit("u5", "党群");
	cadre("h1", "u1", true, false);
	cadre("h3", "u3", true, false);
	cadre("d3", "u3", false, true);
	cadre("i1", "u4", false, false);
	ACTOR("org.assessment,org.head,org.deputy,org.cadre,org.supervision", CITY);
}

/* An inspection of u1..u5 by two items, weights 60 and 40; returns its id. */
static inline const char *planned(const char *quarter)
{
	InspectionItem items[2], *item_list[] = { &items[0], &items[1] };
	const char *units[] = { "u1", "u2", "u3", "u4", "u5" };

	for (int i = 0; i < 2; i++)
		inspection_item__init(&items[i]);
	items[0].item_id = "env";
	items[0].name = "营商环境";
	items[0].weight_percent = 60;
	items[1].item_id = "project";
	items[1].name = "重点项目";
	items[1].weight_percent = 40;
	WHEN(PlanInspection, .quarter = quarter, .title = "督查", .n_items = 2, .items = item_list, .n_unit_ids = 5,
	     .unit_ids = units);
	return world_answer("inspection_id");
}

static inline const char *begun(const char *quarter)
{
	const char *id = planned(quarter);

	WHEN(BeginInspection, .inspection_id = id);
	return id;
}

static inline void score(const char *inspection_id, const char *unit_id, const char *item_id, int64_t points)
{
	ItemScore one, *list[] = { &one };

	item_score__init(&one);
	one.unit_id = unit_id;
	one.item_id = item_id;
	one.score = points;
	WHEN(RecordItemScores, .inspection_id = inspection_id, .inspector_id = "i1", .mode = VISIT_MODE_OPEN,
	     .evidence = "底稿1", .n_scores = 1, .scores = list);
}

/* u3 is last of 经济 with 70.00; u1 and u2 share the first place when `tied`. */
static inline const char *scored(const char *quarter, bool tied)
{
	const char *id = begun(quarter);

	score(id, "u1", "env", 9000);
	score(id, "u1", "project", 9000);
	score(id, "u2", "env", tied ? 9000 : 8000);
	score(id, "u2", "project", tied ? 9000 : 8000);
	score(id, "u3", "env", 7000);
	score(id, "u3", "project", 7000);
	cadre("i1", "u1", false, false);    /* the inspector moved: 党群 units may now be scored by him */
	score(id, "u4", "env", 8000);
	score(id, "u4", "project", 8000);
	score(id, "u5", "env", 6000);
	score(id, "u5", "project", 6000);
	cadre("i1", "u4", false, false);
	return id;
}

static inline const char *ranked(const char *quarter)
{
	const char *id = scored(quarter, false);

	WHEN(RankInspection, .inspection_id = id);
	return id;
}

#endif
