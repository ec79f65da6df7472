/* The scoring kernel: marks of many raters for many cadres into exact scores and ranks.
 *
 * A mark is a whole number 0..100. Of each cadre, indicator and class of raters, n marks were given; the n / trim_part lowest and as
 * many highest are left out, the rest averaged. Classes are weighted, then indicators:
 *
 *     score = sum_i W_i x (sum_c w_c x mean_ic / sum of the w_c of classes that marked) / sum_i W_i
 *
 * A class without marks in a cell has its weight shared out among the others there, and the cell is counted as short; a cadre whom
 * nobody marked on some indicator has no score and no rank. Everything is one integer over one denominator (`whole` of the scale);
 * ranks compare these integers, so ties are exact. The only rounding is that of `hundredths`, half up, for showing.
 *
 * Marks lie in blocks of RATINGS_LANES cadres: [block][indicator][seat][cadre of the block], seats of all classes one class after the
 * other. Which seat of its class a mark takes, the order of records, threads and parts change nothing in the result.
 *
 * The caller owns all memory. ratings_score starts threads and ends them before it returns; everything else is pure. */
#ifndef DANDANG_ASSESSMENT_SCORE_RATINGS_H
#define DANDANG_ASSESSMENT_SCORE_RATINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "digest/digest.h"

#define RATINGS_LANES 64
#define RATINGS_CLASSES_MAX 6
#define RATINGS_SEATS_MAX 255        /* of one class */
#define RATINGS_INDICATORS_MAX 64
#define RATINGS_WEIGHT_MAX 10000
#define RATINGS_THREADS_MAX 64
#define RATING_MAX 100
#define RATING_ABSENT 255

struct ratings_class {
	uint32_t seats;     /* raters of the class at most */
	uint32_t weight;    /* any unit the classes share */
};

struct ratings_plan {
	size_t class_count, indicator_count;
	struct ratings_class classes[RATINGS_CLASSES_MAX];
	uint32_t indicator_weights[RATINGS_INDICATORS_MAX];
	uint32_t trim_part;      /* 8: an eighth at each end is left out; 0: nothing is. 1 and 2 would leave nothing and are refused */
};

/* Common denominators, worked out once for a plan. */
struct ratings_scale {
	int64_t whole;                                     /* denominator of every score; score in points = exact / whole */
	int64_t kept_factor[RATINGS_SEATS_MAX + 1];        /* makes a sum of so many marks a mean */
	int64_t present_factor[1 << RATINGS_CLASSES_MAX];  /* by the set of classes that marked */
	int64_t class_weights[RATINGS_CLASSES_MAX];        /* the plan's in lowest terms */
	int64_t indicator_weights[RATINGS_INDICATORS_MAX];
	uint32_t seats;                                    /* of all classes */
};

enum ratings_error {
	RATINGS_OK,
	RATINGS_PLAN,        /* counts, seats, weights or trim beyond limits, or zero */
	RATINGS_DENOMINATOR, /* weights and seats have no common denominator within 64 bits: rounder weights or smaller classes are needed; with
				weights of 4:3:2:1 and few indicators a class may have 34 seats at an eighth trimmed */
};
enum ratings_error ratings_scale_of(const struct ratings_plan *plan, struct ratings_scale *scale);

/* Bytes of marks for so many cadres; fill them with RATING_ABSENT before the first mark. */
size_t ratings_bytes(const struct ratings_plan *plan, size_t cadres);
size_t ratings_place(const struct ratings_plan *plan, size_t cadre, size_t indicator, size_t class, size_t seat);

struct ratings_score {
	int64_t exact;          /* over the scale's whole; 0 without a score */
	int32_t hundredths;     /* rounded half up */
	uint32_t rank;          /* 0 until ranked, and without a score */
	uint32_t short_cells;   /* cells in which a class did not mark */
	bool scored;
};

/* Scores all cadres on `threads` threads, 1 to RATINGS_THREADS_MAX; a thread that cannot be started has its part done by the
 * caller's. Marks above RATING_MAX other than RATING_ABSENT are a bug of the caller. */
void ratings_score(const struct ratings_plan *plan, const struct ratings_scale *scale, const uint8_t *marks, size_t cadres, size_t threads,
		   struct ratings_score *scores);
/* The same for the cadres of blocks first..end-1. */
void ratings_score_blocks(const struct ratings_plan *plan, const struct ratings_scale *scale, const uint8_t *marks, size_t cadres, size_t first,
			  size_t end, struct ratings_score *scores);

/* Ranks within groups; equal scores share a rank and the next one skips (1224). groups[i] < group_count; `starts` holds
 * group_count + 1, `places` as many as there are cadres. */
struct ratings_rank_place {
	int64_t exact;
	uint32_t cadre;
};
void ratings_rank(struct ratings_score *scores, const uint32_t *groups, size_t cadres, size_t group_count, size_t *starts,
		  struct ratings_rank_place *places);

/* SHA-256 over exact score and rank of every cadre, 12 bytes each, big-endian. */
void ratings_digest(const struct ratings_score *scores, size_t cadres, uint8_t out[SHA256_SIZE]);

#endif
