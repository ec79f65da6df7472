/* Confirmed scores of six teams (c1 > c2 > c3 in group a, c4 > c5 > c6 in group b), and grades for them. */
#ifndef TESTS_GRADING_LIB_H
#define TESTS_GRADING_LIB_H

#include "scoring_lib.h"

/* Confirmed on 2026-12-20; c4 has a veto. */
static inline const char *confirmed(void)
{
	const char *id = filled();

	WHEN(RecordVeto, .scheme_id = id, .unit_id = "c4", .veto_id = "safety", .document = "x");
	WHEN(ComputeScores, .scheme_id = id);
	TODAY("2026-12-20");
	WHEN(ConfirmScores, .scheme_id = id);
	ACCEPTED();
	return id;
}

/* One letter a team, c1..c6: e, g, f, p; fair and poor with a reason, the others without. */
static inline void propose(const char *id, const char *letters)
{
	ProposedGrade grades[6], *list[6];
	size_t count = 0;

	for (; letters[count]; count++) {
		char letter = letters[count];
		list[count] = &grades[count];
		proposed_grade__init(list[count]);
		grades[count].unit_id = all_units[count];
		grades[count].grade = letter == 'e'   ? TEAM_GRADE_EXCELLENT
				      : letter == 'g' ? TEAM_GRADE_GOOD
				      : letter == 'f' ? TEAM_GRADE_FAIR
						      : TEAM_GRADE_POOR;
		grades[count].reason = letter == 'f' || letter == 'p' ? "任务滞后" : "";
	}
	WHEN(ProposeTeamGrades, .scheme_id = id, .n_grades = count, .grades = list);
}

static inline void decide(const char *id, uint32_t members, uint32_t present, uint32_t in_favour)
{
	WHEN(DecideTeamGrades, .scheme_id = id, .held_on = "2026-12-20", .members = members, .present = present,
	     .in_favour = in_favour, .minutes = "纪要1");
}

static inline const char *notified(void)
{
	const char *id = confirmed();

	propose(id, "egfggp");
	ACCEPTED();
	decide(id, 9, 9, 9);
	ACCEPTED();
	WHEN(NotifyTeamGrades, .scheme_id = id);
	ACCEPTED();
	return id;
}

#endif
