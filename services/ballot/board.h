/* The public board: a leaf for every ballot, sorted by the leaf. A leaf is a salted hash, so that this is no order anybody came
 * in and no batch can be told from another. It is put up when the box is closed and never before: a board that grew while people
 * vote would date its leaves. Pure. */
#ifndef DANDANG_BALLOT_BOARD_H
#define DANDANG_BALLOT_BOARD_H

#include "ballot/leaf.h"
#include "rows.h"
#include "runtime/decision.h"

struct board {
	uint32_t leaves;
	char root[LEAF_TEXT];           /* "" without leaves */
};

/* Emits BoardExtended, at most BALLOT_BATCH_MAX leaves each. REFUSAL_DECISION_TOO_LARGE: out of memory. */
enum refusal board_emit(struct decision *d, const BoxRow *box, struct board *out);

#endif
