/* Weighted composition of a score from its components, exact, with an algebra for components that are not there.
 *
 *   SCORED          counts with its score
 *   NOT_APPLICABLE  does not count; its weight is shared out among the others in proportion to theirs
 *   MISSING         counts zero and is said to be missing
 *   PENDING         no total, no rank, until it is known
 *
 * total = sum(score x weight) / sum(weights that apply), rounded half up once, at the end, to a hundredth of a point.
 * An absent part therefore never counts silently as zero: it is excluded by name, or zero by name, or holds up the total.
 * Pure, any thread; nothing is kept. */
#ifndef DANDANG_ASSESSMENT_SCORE_COMPONENTS_H
#define DANDANG_ASSESSMENT_SCORE_COMPONENTS_H

#include <stddef.h>
#include <stdint.h>

#include "score/ratio.h"

#define COMPONENTS_MAX 64
#define COMPONENT_WEIGHT_MAX 1000000
#define COMPONENT_SCORE_MAX 10000000 /* hundredths; points above 100 and deductions below zero are within */

enum component_state { COMPONENT_SCORED, COMPONENT_NOT_APPLICABLE, COMPONENT_MISSING, COMPONENT_PENDING };

struct component {
	enum component_state state;
	int64_t score;      /* hundredths of a point, read only when SCORED */
	uint32_t weight;    /* any unit that all components share, above zero */
};

enum composition_kind {
	COMPOSITION_SCORED,
	COMPOSITION_PENDING,     /* a component is pending: no rank */
	COMPOSITION_NO_SCORE,    /* nothing applies: no score, which is not a score of zero */
};

struct composition {
	enum composition_kind kind;
	int64_t score;           /* hundredths, rounded; 0 unless SCORED */
	struct ratio exact;      /* the same before rounding: sum(score x weight) over the weights that apply; 0/1 unless SCORED */
	uint32_t scored, not_applicable, missing, pending;
};

enum compose_error {
	COMPOSE_OK,
	COMPOSE_COUNT,     /* none, or more than COMPONENTS_MAX */
	COMPOSE_STATE,     /* no such state */
	COMPOSE_WEIGHT,    /* zero, or above COMPONENT_WEIGHT_MAX */
	COMPOSE_SCORE,     /* beyond COMPONENT_SCORE_MAX either way */
	COMPOSE_TOTAL,     /* the weights do not add up to what they must */
};

/* `weight_total` is what all weights must add up to, 0 for any sum. `effective[i]` (of `count`) becomes the share of component i in
 * the total, weight / sum of those that apply, and 0/1 for one that does not. On an error nothing but `*at` (the component at
 * fault, `count` when it is none of them) is written. */
enum compose_error components_compose(const struct component *parts, size_t count, uint32_t weight_total, struct composition *out,
				      struct ratio *effective, size_t *at);

#endif
