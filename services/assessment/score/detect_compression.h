/* 大锅饭: do the scores of a group lie so close together that they tell nobody apart? Measures for review; what is too close is
 * the reader's figure, not ours.
 *
 * Shifting all scores changes nothing here, nor does their order. Floating point beside exact counts. Pure, any thread. */
#ifndef DANDANG_ASSESSMENT_SCORE_DETECT_COMPRESSION_H
#define DANDANG_ASSESSMENT_SCORE_DETECT_COMPRESSION_H

#include <stddef.h>
#include <stdint.h>

#define COMPRESSION_POINT 100 /* hundredths */

struct compression {
	size_t count;
	int64_t range;          /* largest less smallest, hundredths */
	double deviation;       /* standard deviation, hundredths; 0 of fewer than two */
	size_t within_point;    /* the most scores that lie within one point of each other */
	double index;           /* (within_point - 1) / (count - 1): 0 none within a point, 1 all of them; 1 of fewer than two */
	double entropy;         /* of whole points counted from the smallest, over log(count): 1 all apart, 0 all in one point */
};
/* `work` holds `count`. */
void compression_measure(const int64_t *scores, size_t count, int64_t *work, struct compression *out);

/* Entropy of grades over log(grades): 1 all used alike, 0 one only or none. */
double compression_entropy(const uint32_t *counts, size_t grades);

/* Did a group move together from one year to the next? Of the same units in the same order, how many came closer to the median
 * of their group; if neither year pressed more than the other, each did so with probability 1/2. */
struct compression_trend {
	size_t closer, farther;   /* units as far as before are in neither */
	double p_value;           /* of so many closer or more */
};
/* `work` holds `count`. */
void compression_trend(const int64_t *before, const int64_t *now, size_t count, int64_t *work, struct compression_trend *out);

#endif
