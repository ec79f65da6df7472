/* Examples of negative ticks (反向表现的具体事例), read and judged by a person before their ticks count, where the form says so. An example
 * stands by itself: its id leads to no ballot, no slip, no leaf of the board, and two examples of one voter are not seen to be of one. */
#ifndef DANDANG_BALLOT_EXAMPLES_H
#define DANDANG_BALLOT_EXAMPLES_H

#include <stdbool.h>

#include "ballot/leaf.h"
#include "rows.h"

/* What somebody wrote, in the box or on a slip; borrows from the row. */
struct written {
	char secret[LEAF_TEXT];     /* only the box can work it out */
	const char *class_id;
	size_t count;
	BallotMark *const *marks;
};
void written_in_box(const BallotRow *ballot, struct written *out);
void written_on_slip(const SlipRow *slip, struct written *out);

void example_id_of(const struct written *written, const BallotMark *mark, char out[LEAF_TEXT]);
/* Nothing waits and all slips are entered: the examples of this box can be listed, and when that is done and none is open, it is tallied. */
bool examples_to_list(const BoxRow *box);
bool examples_settled(const BoxRow *box);

#endif
