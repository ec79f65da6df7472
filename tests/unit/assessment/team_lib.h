/* The team of u1 after its election: head, c and peer. */
#ifndef TESTS_TEAM_LIB_H
#define TESTS_TEAM_LIB_H

#include "fieldwork_lib.h"

static inline const char *survey_planned(const char *elected_on)
{
	WHEN(PlanTeamSurvey, .unit_id = "u1", .elected_on = elected_on, .title = "换届后调研", OBSERVERS(surveyor_ids));
	return world_answer("survey_id");
}

static inline void team_visit(const char *id, const char *record)
{
	WHEN(RecordTeamVisit, .survey_id = id, OBSERVERS(surveyor_ids), .visited_on = "2026-03-02", .place = "工地", .record = record);
}

static inline const char *survey_visited(void)
{
	const char *id = survey_planned("2025-09-10");

	team_visit(id, LONG_TEXT);
	return id;
}

/* What is changed in an otherwise complete sheet; 0 and NULL: as it should be. */
struct sheet_fault {
	size_t dimensions, members;
	const char *dimension_evidence, *member_evidence, *first_member;
	TeamDimension first_dimension;
	Verdict verdict;
	BehaviorKind behavior;
	int64_t score;
};
static inline void score_sheet(const char *id, const struct sheet_fault *f)
{
	const char *const ids[] = { f->first_member ? f->first_member : "c", "head", "peer", "o3" };
	DimensionScore dims[7], *dim_list[7];
	MemberEvaluation members[4], *member_list[4];

	for (int i = 0; i < 7; i++) {
		dimension_score__init(dim_list[i] = &dims[i]);
		dims[i].dimension = i == 0 && f->first_dimension ? f->first_dimension : i < 6 ? (TeamDimension)(i + 1) : TEAM_DIMENSION_REAL_SHAM;
		dims[i].score = i ? 8000 : f->score ? f->score : 9000;
		dims[i].evidence = i == 0 && f->dimension_evidence ? f->dimension_evidence : "走访记录";
	}
	for (int i = 0; i < 4; i++) {
		member_evaluation__init(member_list[i] = &members[i]);
		members[i].cadre_id = ids[i];
		members[i].condition = VERDICT_GOOD;
		members[i].role = VERDICT_FAIRLY_GOOD;
		members[i].verdict = i == 0 && f->verdict ? f->verdict : VERDICT_GOOD;
		members[i].behavior = i == 0 ? f->behavior : BEHAVIOR_KIND_UNSPECIFIED;
		members[i].summary = "作用发挥好";
		members[i].evidence = i == 0 && f->member_evidence ? f->member_evidence : "座谈记录";
	}
	WHEN(ScoreTeamSurvey, .survey_id = id, .n_dimensions = f->dimensions ? f->dimensions : 6, .dimensions = dim_list,
	     .n_members = f->members ? f->members : 3, .members = member_list);
}
#define SCORE(id, ...) score_sheet(id, &(struct sheet_fault){ __VA_ARGS__ })

static inline const char *survey_scored(void)
{
	const char *id = survey_visited();

	SCORE(id, .members = 3);
	return id;
}

static inline const char *survey_concluded(void)
{
	const char *id = survey_scored();

	officer("deputy.1");
	WHEN(ConcludeTeamSurvey, .survey_id = id, .verdict = VERDICT_GOOD, .opinion = "班子状态好");
	officer("cadre.1");
	return id;
}

#endif
