/* The arithmetic of scores: exact integers in hundredths of a point, halves rounded up. Pure. */
#ifndef DANDANG_ASSESSMENT_RANKING_H
#define DANDANG_ASSESSMENT_RANKING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SCORE_MAX 10000 /* 100.00 points */

/* One contender and where he stands among those of his group; equal scores share a rank and the next one skips (1224). */
struct standing {
	uint32_t group;
	int64_t score;
	uint32_t rank;
	uint32_t group_size;
	bool first;
	bool last;   /* never in a group below `group_min`, nor where all are equal */
};
void standings_rank(struct standing *standings, size_t count, uint32_t group_min);

/* Sum of score x weight percent; the weights add up to 100. */
int64_t score_composite(const int64_t *scores, const uint32_t *weights_percent, size_t count);
int64_t score_mean(int64_t sum, int64_t count);          /* 0 of none */
int64_t score_percent(int64_t score, int64_t percent);

#endif
