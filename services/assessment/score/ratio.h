/* Exact fractions, for arithmetic that people may check by hand. The denominator is positive and nothing is reduced: a
 * derivation shows the terms as they were added. Pure, any thread. */
#ifndef DANDANG_ASSESSMENT_SCORE_RATIO_H
#define DANDANG_ASSESSMENT_SCORE_RATIO_H

#include <stdbool.h>
#include <stdint.h>

#define BASIS_POINTS 10000 /* a whole, in basis points */

/* Products of two amounts; enough for every limit of this folder. */
__extension__ typedef __int128 wide;

struct ratio {
	int64_t numerator, denominator;
};

int64_t ratio_floor(wide numerator, wide denominator);     /* denominator > 0, result within int64 */
int64_t ratio_half_up(wide numerator, wide denominator);   /* floor of x + 1/2, so -1.5 becomes -1 */
int ratio_compare(struct ratio a, struct ratio b);         /* < 0, 0, > 0 */
bool ratio_equal(struct ratio a, struct ratio b);          /* as numbers: 1/2 equals 2/4 */

#endif
