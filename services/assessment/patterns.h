/* Looks for patterns in the result of a year, once its grades become final: score/detect_*.h fed from the rows. Names for review, with
 * the rule, the figure, the threshold, the nominal rate of false alarms and the limits; opens nothing but the review, changes nothing.
 *
 *   rotation      members are the teams of a peer group, winners its excellent ones, years back as long as all its teams were graded
 *                 and one was excellent: each group by itself, and all groups together by how many stand at the maximum;
 *                 and the people of a unit by their annual grades, all units together, for a single one proves too little
 *   compression   annual totals of a group; and, where the year before has the same teams, whether they closed in on its median
 *   reciprocal    marks of leaders, by the unit a leader belongs to, for the units of the group
 *   leniency      leaders against units, indicator by indicator: the spread of leaders' effects
 *
 * The same rows give the same findings: everything runs in the order of keys. */
#ifndef DANDANG_ASSESSMENT_PATTERNS_H
#define DANDANG_ASSESSMENT_PATTERNS_H

#include "workflows.h"

/* Emits PatternLookedFor for every look, and PatternReviewOpened for each that names something. The grades of the scheme stand in
 * their rows, final or about to be. */
void patterns_look(struct decision *d, const SchemeRow *scheme);

#endif
