/* A small city for getting to know people: cadre c of the bureau u1, his head, peer and subordinate, and observers elsewhere. */
#ifndef TESTS_FIELDWORK_LIB_H
#define TESTS_FIELDWORK_LIB_H

#include "given.h"
#include "workflows.h"

#define CITY "150400"
#define LONG_TEXT "他在汛期连续七天守在堤上，组织转移群众二百余人，无一伤亡。"
#define OTHER_TEXT "项目征拆久拖不决，他到任后逐户走访，三个月签完全部协议。"

WORLD(assessment_service)

static inline void person_of(const char *id, const char *name, const char *unit_id, PostLevel level, bool head, bool member)
{
	GIVEN(CadreRegistered, .cadre_id = id, .name = name, .unit_id = unit_id, .authority = CITY, .level = level, .team_head = head,
	      .team_member = member);
}

/* Whoever plans, records and concludes; the second person; the first's office again. */
static inline void officer(const char *account)
{
	ACTOR("org.cadre,org.deputy,org.head,org.supervision", CITY);
	ACCOUNT(account);
}

static inline void fieldwork(const char *day)
{
	OPEN(day);
	GIVEN(UnitRegistered, .unit_id = "u1", .name = "交通局", .region = CITY);
	GIVEN(UnitRegistered, .unit_id = "u11", .name = "公路处", .region = CITY, .parent_id = "u1");
	GIVEN(UnitRegistered, .unit_id = "u2", .name = "组织部", .region = CITY);
	GIVEN(UnitRegistered, .unit_id = "u3", .name = "农牧局", .region = CITY);
	person_of("head", "局样长", "u1", POST_LEVEL_COUNTY_HEAD, true, false);
	person_of("c", "林样担", "u1", POST_LEVEL_COUNTY_DEPUTY, false, true);
	person_of("peer", "同样级", "u1", POST_LEVEL_COUNTY_DEPUTY, false, true);
	person_of("sub", "下样级", "u1", POST_LEVEL_SECTION_HEAD, false, false);
	person_of("below", "路样处", "u11", POST_LEVEL_SECTION_HEAD, true, false);
	person_of("o1", "组样甲", "u2", POST_LEVEL_SECTION_HEAD, false, false);
	person_of("o2", "组样乙", "u2", POST_LEVEL_SECTION_DEPUTY, false, false);
	person_of("o3", "农样丙", "u3", POST_LEVEL_SECTION_DEPUTY, false, false);
	officer("cadre.1");
}

#define OBSERVERS(field) .n_##field = 2, .field = (const char *[]){ "o1", "o2" }
#define ONE_EVIDENCE .n_evidence = 1, .evidence = (const char *[]){ "佐证1" }

/* ---- frontline observation ---- */

static inline const char *observation_planned(void)
{
	WHEN(PlanFieldObservation, .cadre_id = "c", .occasion = OBSERVATION_OCCASION_CRISIS, .domain = FRONTLINE_DOMAIN_EPIDEMIC,
	     OBSERVERS(observer_ids), .purpose = "防汛一线表现");
	return world_answer("observation_id");
}

static inline void visit(const char *id, const char *record)
{
	WHEN(RecordFieldVisit, .observation_id = id, OBSERVERS(observer_ids), .visited_on = "2026-03-02", .place = "堤防",
	     .record = record);
}

static inline void talk(const char *id, Angle relation, const char *asked_id)
{
	WHEN(RecordSpecialTalk, .observation_id = id, OBSERVERS(talker_ids), .relation = relation, .asked_id = asked_id,
	     .asked_name = asked_id[0] ? "" : "村民", .held_on = "2026-03-02", .n_asks = 3,
	     .asks = (const char *[]){ "一", "二", "三" }, .n_looks = 3, .looks = (const char *[]){ "四", "五", "六" },
	     .n_discusses = 3, .discusses = (const char *[]){ "七", "八", "九" });
}

static inline const char *observation_talked(void)
{
	const char *id = observation_planned();

	visit(id, LONG_TEXT);
	talk(id, ANGLE_PEER, "peer");
	return id;
}

static inline void conclude(const char *id, Verdict verdict, BehaviorKind behavior)
{
	WHEN(ConcludeFieldObservation, .observation_id = id, .verdict = verdict, .talk_verdict = VERDICT_FAIRLY_GOOD,
	     .finding = OTHER_TEXT, .summary = "急难险重中表现突出", ONE_EVIDENCE, .behavior = behavior);
}

static inline const char *observation_reviewed(void)
{
	const char *id = observation_talked();

	conclude(id, VERDICT_GOOD, BEHAVIOR_KIND_UNSPECIFIED);
	officer("deputy.1");
	WHEN(ReviewFieldObservation, .observation_id = id, .accepted = true, .note = "属实");
	officer("cadre.1");
	return id;
}

#endif
