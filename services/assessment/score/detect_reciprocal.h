/* 抱团: pairs of units that mark each other high beyond what the marker gives everybody and the marked gets from everybody. Names
 * pairs for review, and never acts.
 *
 * What the additive model of raters and units leaves over is taken relative to the rater's own spread. A pair is as far as the
 * smaller of its two remainders: one that admires without return is no pair. How rare that is follows from all remainders paired at
 * random: (share of remainders at least so large) squared. Pairs are named by Benjamini-Hochberg, so that of the pairs named
 * at most `rate` are expected to be none.
 *
 * Every unit marks every other but itself, as far as marks are there. Floating point, the same bits for the same matrix. Pure. */
#ifndef DANDANG_ASSESSMENT_SCORE_DETECT_RECIPROCAL_H
#define DANDANG_ASSESSMENT_SCORE_DETECT_RECIPROCAL_H

#include "score/panel.h"

#define RECIPROCAL_UNITS_MIN 6   /* fewer leave nothing to compare with */

struct reciprocal_pair {
	uint32_t one, other;      /* units, one < other */
	double one_of_other, other_of_one;   /* remainders, in spreads of the rater */
	double p_value;
	bool named;
};

/* `marks` is units x units, the diagonal MARK_ABSENT. `pairs` holds units x (units - 1) / 2, `work` 2 x units x units. Returns the
 * number of pairs that have both marks, most conspicuous first; 0 also for fewer units than RECIPROCAL_UNITS_MIN, more than PANEL_MAX,
 * or marks that fall into parts. */
size_t reciprocal_pairs(const int32_t *marks, size_t units, double rate, struct reciprocal_pair *pairs, double *work);

#endif
