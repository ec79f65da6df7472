#include "score/detect_compression.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int ascending(const void *left, const void *right)
{
	int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;

	return (a > b) - (a < b);
}

static void sort_into(int64_t *work, const int64_t *scores, size_t count)
{
	if (count)
		memcpy(work, scores, count * sizeof *work);
	qsort(work, count, sizeof *work, ascending);
}

static double deviation(const int64_t *sorted, size_t count)
{
	double mean = 0, squares = 0;

	for (size_t i = 0; i < count; i++)
		mean += (double)(sorted[i] - sorted[0]) / (double)count;
	for (size_t i = 0; i < count; i++)
		squares += pow((double)(sorted[i] - sorted[0]) - mean, 2);
	return count > 1 ? sqrt(squares / (double)(count - 1)) : 0;
}

static size_t most_within_point(const int64_t *sorted, size_t count)
{
	size_t most = 0;

	for (size_t first = 0, last = 0; last < count; last++) {
		while (sorted[last] - sorted[first] > COMPRESSION_POINT)
			first++;
		if (last - first + 1 > most)
			most = last - first + 1;
	}
	return most;
}

static double entropy_of_points(const int64_t *sorted, size_t count)
{
	double entropy = 0;

	for (size_t i = 0, next; i < count; i = next) {
		int64_t point = (sorted[i] - sorted[0]) / COMPRESSION_POINT;
		for (next = i; next < count && (sorted[next] - sorted[0]) / COMPRESSION_POINT == point; next++)
			;
		double share = (double)(next - i) / (double)count;
		entropy -= share * log(share);
	}
	return count > 1 ? entropy / log((double)count) : 0;
}

void compression_measure(const int64_t *scores, size_t count, int64_t *work, struct compression *out)
{
	*out = (struct compression){ .count = count, .index = 1 };
	if (count == 0)
		return;
	sort_into(work, scores, count);
	out->range = work[count - 1] - work[0];
	out->deviation = deviation(work, count);
	out->within_point = most_within_point(work, count);
	out->entropy = entropy_of_points(work, count);
	if (count > 1)
		out->index = (double)(out->within_point - 1) / (double)(count - 1);
}

double compression_entropy(const uint32_t *counts, size_t grades)
{
	double all = 0, entropy = 0;

	for (size_t i = 0; i < grades; i++)
		all += counts[i];
	for (size_t i = 0; i < grades; i++)
		if (counts[i])
			entropy -= counts[i] / all * log(counts[i] / all);
	return grades > 1 ? entropy / log((double)grades) : 0;
}

/* Twice the median, so that it is whole. */
static int64_t twice_median(const int64_t *scores, size_t count, int64_t *work)
{
	sort_into(work, scores, count);
	return count ? work[(count - 1) / 2] + work[count / 2] : 0;
}

static double log_choose(size_t n, size_t k)
{
	int sign;

	return lgamma_r((double)n + 1, &sign) - lgamma_r((double)k + 1, &sign) - lgamma_r((double)(n - k) + 1, &sign);
}

void compression_trend(const int64_t *before, const int64_t *now, size_t count, int64_t *work, struct compression_trend *out)
{
	int64_t middle_before = twice_median(before, count, work), middle_now = twice_median(now, count, work);
	double tail = 0;

	*out = (struct compression_trend){ 0 };
	for (size_t i = 0; i < count; i++) {
		int64_t was = llabs(2 * before[i] - middle_before), is = llabs(2 * now[i] - middle_now);
		out->closer += is < was;
		out->farther += is > was;
	}
	for (size_t n = out->closer + out->farther, k = n + 1; k-- > out->closer;)
		tail += exp(log_choose(n, k) - (double)n * log(2));
	out->p_value = tail < 1 ? tail : 1;
}
