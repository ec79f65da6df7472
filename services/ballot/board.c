#include "ballot/board.h"

#include <stdlib.h>
#include <string.h>

#include "ballot/bounds.h"
#include "workflows.h"

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static size_t count_ballots(struct decision *d, const char *poll_id)
{
	struct row_scan scan = ballot_scan_1(d->state, poll_id);
	size_t count = 0;

	while (ballot_next(&scan))
		count++;
	return count;
}

/* NULL: out of memory. */
static const char **sorted_leaves(struct decision *d, const char *poll_id, size_t count)
{
	const char **leaves = arena_alloc(d->arena, (count + 1) * sizeof *leaves);
	struct row_scan scan = ballot_scan_1(d->state, poll_id);
	const BallotRow *ballot;
	size_t at = 0;

	while (leaves && at < count && (ballot = ballot_next(&scan)))
		leaves[at++] = ballot->leaf;
	if (leaves)
		qsort(leaves, at, sizeof *leaves, by_text);
	return leaves;
}

enum refusal board_emit(struct decision *d, const BoxRow *box, struct board *out)
{
	size_t count = count_ballots(d, box->poll_id);
	const char **leaves = sorted_leaves(d, box->poll_id, count);

	*out = (struct board){ .leaves = (uint32_t)count };
	if (!leaves)
		return REFUSAL_DECISION_TOO_LARGE;
	for (size_t at = 0; at < count; at += BALLOT_BATCH_MAX) {
		size_t more = count - at < BALLOT_BATCH_MAX ? count - at : BALLOT_BATCH_MAX;
		for (size_t i = 0; i < more; i++)
			root_with(out->root, leaves[at + i], out->root);
		emit_board_extended(d, &(BoardExtended){
			.poll_id = box->poll_id,
			.first = (uint32_t)at + 1,
			.n_leaves = more,
			.leaves = leaves + at,
			.root = out->root,
		});
	}
	return REFUSAL_NONE;
}
