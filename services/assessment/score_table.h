/* The annual scores of all teams of a scheme, ranked in their groups, and the hash of the result. One way for all: what units are
 * told, what a what-if asks and what a replay checks come out of these functions. Components and the total are each rounded half
 * up to a hundredth of a point; equal totals share a rank (1224). Pure. */
#ifndef DANDANG_ASSESSMENT_SCORE_TABLE_H
#define DANDANG_ASSESSMENT_SCORE_TABLE_H

#include "assessment/bounds.h"
#include "assessment/scoring.h"

struct score_table {
	UnitScored units[SCHEME_UNITS_MAX];   /* in the order of the scheme's units; their nodes in the decision's arena */
	size_t count;
	uint32_t pending;                     /* of them without a total yet, and so without rank */
};

/* PART_ABSENT, with every unit and part that was never recorded; then nothing in `out` holds. */
enum refusal score_table_make(struct decision *d, const struct scoring_case *c, struct score_table *out);
/* SHA-256, in hex, over "group rank unit total" lines in the order of groups, ranks, units, whatever order they came in. */
const char *score_table_hash(struct decision *d, const struct score_table *table);

#endif
