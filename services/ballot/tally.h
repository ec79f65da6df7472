/* What the ballots of a box come to. Pure. */
#ifndef DANDANG_BALLOT_TALLY_H
#define DANDANG_BALLOT_TALLY_H

#include "ballot/board.h"
#include "ballot/suppress.h"
#include "rows.h"
#include "runtime/decision.h"

/* Ballots of one item of one target from one group of classes. */
struct sums {
	int64_t points;        /* of all counting marks, 0.01 point */
	uint32_t marks;        /* counting ones */
	uint32_t weight;
};
/* sum of weight * mean over the groups with marks, the weights of those without spread over the others in proportion:
 * exact until the one rounding at the end, half up, to 0.01 point. 0 when nobody marked. */
int64_t tally_score(const struct sums *groups, size_t count);

/* Emits ItemTallied for every target and item (none when too few came) and PollTallied. */
void tally_emit(struct decision *d, const BoxRow *box, const struct board *board);

#endif
