/* Rounds of annual grades of persons (W3.8): who handles one, whom it holds, what it may grade excellent. Pure. */
#ifndef DANDANG_ASSESSMENT_PERSON_H
#define DANDANG_ASSESSMENT_PERSON_H

#include <stdbool.h>
#include <stdint.h>

#include "rows.h"
#include "runtime/decision.h"

/* The round, for somebody who handles it: members of teams by officers of the organ that manages them, staff by the people of
 * the unit (unit.head, unit.party). PERSON_ROUND_UNKNOWN, OUTSIDE_AUTHORITY. */
enum refusal person_round_handled(struct decision *d, const char *round_id, const PersonRoundRow **out);
/* The same for whoever decides: org.head, or the unit's head. */
enum refusal person_round_decided(struct decision *d, const char *round_id, const PersonRoundRow **out);

struct person {
	const PersonRoundRow *round;
	const PersonAssessmentRow *row;
};
/* One person of a round the actor handles; nobody handles himself (SELF_DEALING). */
enum refusal person_handled(struct decision *d, const char *round_id, const char *cadre_id, struct person *out);
/* The actor's own part in a round. */
enum refusal person_oneself(struct decision *d, const char *round_id, struct person *out);

const char *person_assessment_id(struct decision *d, const char *round_id, const char *cadre_id);
/* Whether the roster puts this cadre into that track of the unit's round under an authority. */
bool person_belongs(const CadreRow *cadre, PersonTrack track, const char *authority);
/* The final grade of the unit's team in a year; NULL: none yet. */
const TeamGradeRow *person_team_grade(const struct state *s, const char *unit_id, uint32_t year);

/* How many of a round may be excellent, and by what: the quota of the unit where its team is graded (PERSON_QUOTA_MISSING until that is
 * computed), else the share of law, ASSESS.CAP.DEFAULT or LEADER.CAP. */
struct person_cap {
	uint32_t should_attend;   /* everybody whom no other unit assesses */
	uint32_t excellent;       /* proposals */
	uint32_t heads;
	CapBasis basis;
	uint32_t percent;         /* where the law is the basis */
};
enum refusal person_cap_of(struct decision *d, const PersonRoundRow *round, struct person_cap *out);

#endif
