/* Teams finally graded for 2025 by facts, and people in them: scheme k1 with groups a (g1 g2 g3) and b (g4 g5). */
#ifndef TESTS_QUOTA_LIB_H
#define TESTS_QUOTA_LIB_H

#include "person_lib.h"

static void officers(void)
{
	ACTOR_CADRE("org.head,org.assessment,org.civil_servant", CITY, "zzb", "");
	ACCOUNT("zzb");
}

/* A unit with a head, `members` in its team all told, and `others` beside it. */
static void people_unit(const char *unit_id, int members, int others)
{
	char id[32];

	GIVEN(UnitRegistered, .unit_id = unit_id, .name = unit_id, .kind = UNIT_KIND_COUNTY, .region = CITY);
	for (int i = 0; i < members; i++) {
		snprintf(id, sizeof id, "%s-m%d", unit_id, i);
		GIVEN(CadreRegistered, .cadre_id = id, .unit_id = unit_id, .authority = CITY, .level = POST_LEVEL_COUNTY_DEPUTY,
		      .team_head = i == 0, .team_member = i > 0);
	}
	for (int i = 0; i < others; i++) {
		snprintf(id, sizeof id, "%s-s%d", unit_id, i);
		GIVEN(CadreRegistered, .cadre_id = id, .unit_id = unit_id, .authority = CITY, .level = POST_LEVEL_STAFF);
	}
}

static void team_scored(const char *unit_id, const char *group_id, uint32_t rank, uint32_t size)
{
	GIVEN(UnitScored, .scheme_id = "k1", .unit_id = unit_id, .group_id = group_id, .state = PART_STATE_SCORED, .rank = rank, .group_size = size);
}

static const struct graded_team {
	const char *unit_id;
	TeamGrade grade;
	bool upper_half;
	uint32_t members_percent, staff_percent, bonus_percent;
} graded_teams[] = {
	{ "g1", TEAM_GRADE_EXCELLENT, true, 30, 25, 120 }, { "g2", TEAM_GRADE_GOOD, true, 25, 20, 100 },
	{ "g3", TEAM_GRADE_FAIR, false, 10, 15, 80 },	   { "g4", TEAM_GRADE_GOOD, true, 25, 20, 100 },
	{ "g5", TEAM_GRADE_POOR, false, 5, 10, 60 },
};

static void proposed_grades(void)
{
	ProposedGrade grades[5], *list[5];

	for (int i = 0; i < 5; i++) {
		list[i] = &grades[i];
		proposed_grade__init(list[i]);
		grades[i].unit_id = graded_teams[i].unit_id;
		grades[i].grade = graded_teams[i].grade;
	}
	GIVEN(TeamGradesProposed, .scheme_id = "k1", .year = 2025, .n_grades = 5, .grades = list);
}

static void final_grades(void)
{
	for (int i = 0; i < 5; i++)
		GIVEN(TeamGraded, .scheme_id = "k1", .unit_id = graded_teams[i].unit_id, .year = 2025, .grade = graded_teams[i].grade,
		      .upper_half = graded_teams[i].upper_half, .members_percent = graded_teams[i].members_percent,
		      .staff_percent = graded_teams[i].staff_percent, .bonus_percent = graded_teams[i].bonus_percent,
		      .head_excluded = graded_teams[i].grade >= TEAM_GRADE_FAIR);
	GIVEN(TeamGradesFinal, .scheme_id = "k1", .year = 2025, .units = 5, .excellent = 1, .final_on = "2026-01-05");
}

/* Grades proposed, not final; 5 January 2026. */
static void graded_city(int members, int others)
{
	OPEN("2026-01-05");
	for (int i = 0; i < 5; i++)
		people_unit(graded_teams[i].unit_id, members, others);
	GIVEN(SchemeDrafted, .scheme_id = "k1", .year = 2025, .authority = CITY);
	team_scored("g1", "a", 1, 3);
	team_scored("g2", "a", 2, 3);
	team_scored("g3", "a", 3, 3);
	team_scored("g4", "b", 1, 2);
	team_scored("g5", "b", 2, 2);
	proposed_grades();
	officers();
}

static const ExcellentQuota *quota_of(uint32_t year, const char *unit_id, PersonTrack track)
{
	const ExcellentQuotaRow *row = excellent_quota_find(world_state(), year, unit_id, track);

	return row ? row->quota : NULL;
}

#endif
