/* The annual bonus by coefficient, to the fen.
 *
 * Each person's due is base x coefficient. The money is shared in proportion to the dues; nobody who is given a minimum falls
 * below it: whoever would is set to it, and the others share the rest, until nobody would. What is left of whole fen goes to the
 * largest remainders, one fen each, so that the sum is the money to the fen. Whoever has the larger due (or, for the last fen, the
 * higher coefficient, then the lower id) and the same minimum never gets less.
 *
 * Exact integers; the order of persons changes nothing. Pure, any thread. */
#ifndef DANDANG_ASSESSMENT_SCORE_BONUS_H
#define DANDANG_ASSESSMENT_SCORE_BONUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BONUS_PERSONS_MAX 100000
#define BONUS_BUDGET_MAX INT64_C(1000000000000000) /* fen */
#define BONUS_BASE_MAX INT64_C(100000000)          /* fen a person */
#define BONUS_COEFFICIENT_MAX 100000               /* basis points */

enum bonus_spend {
	BONUS_WHOLE_BUDGET,   /* every fen of it, dues being only proportions */
	BONUS_UP_TO_DUE,      /* at most the sum of all dues (rounded down), or of the minima where that is more; the rest is not spent */
};

struct bonus_person {
	uint64_t id;            /* unique */
	int64_t base;           /* fen */
	uint32_t coefficient;   /* basis points, by the tier of his team; 0: none is due */
	int64_t minimum;        /* fen he gets by law at least; 0: none */
};

struct bonus_share {
	int64_t fen;
	bool at_minimum;        /* raised to the minimum */
	bool by_remainder;      /* the last fen is one of the remainder */
	/* what the sharing works on */
	uint64_t id;
	int64_t weight;         /* due in 1/10000 fen */
	int64_t remainder;      /* of one fen, in parts of bonus_total.weights */
	uint32_t coefficient, order;
};

struct bonus_total {
	int64_t spent, unspent;       /* fen; together the budget */
	int64_t shared;               /* of `spent`, what was shared in proportion */
	int64_t weights;              /* in 1/10000 fen: dues of those who share it; share = shared x weight / weights, rounded down */
	uint32_t at_minimum;
};

enum bonus_error {
	BONUS_OK,
	BONUS_COUNT,        /* more than BONUS_PERSONS_MAX */
	BONUS_PERSON,       /* an amount or coefficient below zero or beyond its limit */
	BONUS_TWICE,        /* an id stands for two persons */
	BONUS_BUDGET,       /* below zero or beyond its limit */
	BONUS_MINIMA,       /* the budget does not reach for the minima */
	BONUS_NOBODY,       /* money is left and nothing is due to anyone */
};

/* `shares` holds `count`, in the order of the persons. On an error `*at` is the person at fault, `count` when it is none of them, and
 * nothing else holds. */
enum bonus_error bonus_share(const struct bonus_person *persons, size_t count, int64_t budget, enum bonus_spend spend,
			     struct bonus_share *shares, struct bonus_total *total, size_t *at);

#endif
