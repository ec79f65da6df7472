#include "ranking.h"

#include "base/require.h"

static int64_t divide_half_up(int64_t value, int64_t by)
{
	REQUIRE(value >= 0 && by > 0);
	return (2 * value + by) / (2 * by);
}

/* Counting who is better needs no sorting and gives ties their shared rank by itself; a few hundred units are few. */
static void rank_one(const struct standing *all, size_t count, struct standing *one, uint32_t group_min)
{
	uint32_t better = 0, worse = 0, size = 0;

	for (size_t i = 0; i < count; i++) {
		if (all[i].group != one->group)
			continue;
		size++;
		better += all[i].score > one->score;
		worse += all[i].score < one->score;
	}
	one->rank = better + 1;
	one->group_size = size;
	one->first = size >= group_min && better == 0 && worse > 0;
	one->last = size >= group_min && worse == 0 && better > 0;
}

void standings_rank(struct standing *standings, size_t count, uint32_t group_min)
{
	for (size_t i = 0; i < count; i++)
		rank_one(standings, count, &standings[i], group_min);
}

int64_t score_composite(const int64_t *scores, const uint32_t *weights_percent, size_t count)
{
	int64_t sum = 0;
	uint32_t weights = 0;

	for (size_t i = 0; i < count; i++) {
		REQUIRE(scores[i] >= 0 && scores[i] <= SCORE_MAX);
		sum += scores[i] * weights_percent[i];
		weights += weights_percent[i];
	}
	REQUIRE(weights == 100);
	return divide_half_up(sum, 100);
}

int64_t score_mean(int64_t sum, int64_t count)
{
	return count == 0 ? 0 : divide_half_up(sum, count);
}

int64_t score_percent(int64_t score, int64_t percent)
{
	return divide_half_up(score * percent, 100);
}
