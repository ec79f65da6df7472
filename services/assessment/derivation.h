/* How a score came about (得分由来), as a tree in the making: nodes in the order in which a reader goes down, each parent before its
 * children. Pure; nodes lie in the arena they were made with, texts are the caller's. */
#ifndef ASSESSMENT_DERIVATION_H
#define ASSESSMENT_DERIVATION_H

#include "contract.h"
#include "runtime/decision.h"

#define PERCENT_ALL 100

struct derivation {
	ScoreNode *nodes, **list;
	size_t count, room;
};

/* Of at most `room` nodes. */
void derivation_begin(struct derivation *t, struct arena *a, size_t room);
/* A node that counts (PART_STATE_SCORED, the caller may say otherwise), with no points and no share yet. */
ScoreNode *derivation_add(struct derivation *t, const char *node, const char *parent, const char *name, uint32_t weight_percent);
/* The score, state and note of a node from those below it, children[0..count), and their shares of it. */
void derivation_compose(struct decision *d, ScoreNode *node, ScoreNode *const *children, size_t count);

struct adjustment_node {
	const char *adjustment_id, *reason, *source, *document;
	int64_t points;
};
/* One bonus or deduction below the sum of its kind, *sum, which is made with the first: NULL while there is none. */
void derivation_adjust(struct decision *d, struct derivation *t, ScoreNode **sum, const char *kind, const char *title,
		       const struct adjustment_node *one);
#endif
