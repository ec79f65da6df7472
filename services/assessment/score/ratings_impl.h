/* Between the files of the scoring kernel. */
#ifndef DANDANG_ASSESSMENT_SCORE_RATINGS_IMPL_H
#define DANDANG_ASSESSMENT_SCORE_RATINGS_IMPL_H

#include "score/ratings.h"

/* Of the marks of one class in one cell, for all cadres of a block: what is left after trimming. */
struct trimmed {
	uint16_t total[RATINGS_LANES];
	uint8_t kept[RATINGS_LANES];
};

/* `marks` is [seat][lane]. */
void ratings_trim(const uint8_t *marks, uint32_t seats, uint32_t trim_part, struct trimmed *out);

#endif
