/* Sums without the extremes. Up to two are left out at each end in nearly every class; then the two smallest and two largest are kept
 * in running minima and maxima, one lane a cadre, which compilers turn into vectors. More are found by counting sort. */
#include "score/ratings_impl.h"

#include <string.h>

#define FAST_TRIM_MAX 2

struct extremes {
	uint8_t low[RATINGS_LANES], next_low[RATINGS_LANES], high[RATINGS_LANES], next_high[RATINGS_LANES];
};

static inline uint8_t smaller(uint8_t a, uint8_t b)
{
	return a < b ? a : b;
}

static inline uint8_t larger(uint8_t a, uint8_t b)
{
	return a > b ? a : b;
}

/* An absent mark is above all for the minima and zero for everything else. */
static void take_row(const uint8_t *restrict row, struct extremes *restrict e, struct trimmed *restrict t)
{
	uint8_t value[RATINGS_LANES];

	for (int i = 0; i < RATINGS_LANES; i++)
		value[i] = row[i] == RATING_ABSENT ? 0 : row[i];
	for (int i = 0; i < RATINGS_LANES; i++)
		t->kept[i] = (uint8_t)(t->kept[i] + (row[i] != RATING_ABSENT));
	for (int i = 0; i < RATINGS_LANES; i++)
		t->total[i] = (uint16_t)(t->total[i] + value[i]);
	for (int i = 0; i < RATINGS_LANES; i++) {
		e->next_low[i] = smaller(e->next_low[i], larger(e->low[i], row[i]));
		e->low[i] = smaller(e->low[i], row[i]);
	}
	for (int i = 0; i < RATINGS_LANES; i++) {
		e->next_high[i] = larger(e->next_high[i], smaller(e->high[i], value[i]));
		e->high[i] = larger(e->high[i], value[i]);
	}
}

static void trim_few(const uint8_t *marks, uint32_t seats, uint32_t trim_part, struct trimmed *t)
{
	struct extremes e = { .high = { 0 } };

	memset(e.low, RATING_ABSENT, sizeof e.low);
	memset(e.next_low, RATING_ABSENT, sizeof e.next_low);
	for (uint32_t s = 0; s < seats; s++)
		take_row(marks + (size_t)s * RATINGS_LANES, &e, t);
	for (int i = 0; i < RATINGS_LANES && trim_part; i++) {
		uint16_t once = t->kept[i] >= trim_part, twice = t->kept[i] >= 2 * trim_part;
		t->total[i] = (uint16_t)(t->total[i] - once * (e.low[i] + e.high[i]) - twice * (e.next_low[i] + e.next_high[i]));
		t->kept[i] = (uint8_t)(t->kept[i] - 2 * (once + twice));
	}
}

/* The sum of the marks whose place in order lies in first..end-1. */
static uint16_t sum_of_places(const uint8_t *counts, uint32_t first, uint32_t end)
{
	uint32_t place = 0, total = 0;

	for (uint32_t mark = 0; mark <= RATING_MAX; mark++) {
		uint32_t from = place > first ? place : first;
		place += counts[mark];
		uint32_t to = place < end ? place : end;
		if (to > from)
			total += (to - from) * mark;
	}
	return (uint16_t)total;
}

static void trim_by_counting(const uint8_t *marks, uint32_t seats, uint32_t trim_part, struct trimmed *t)
{
	for (size_t lane = 0; lane < RATINGS_LANES; lane++) {
		uint8_t counts[RATING_ABSENT + 1] = { 0 };
		for (uint32_t s = 0; s < seats; s++)
			counts[marks[(size_t)s * RATINGS_LANES + lane]]++;
		uint32_t given = seats - counts[RATING_ABSENT], cut = given / trim_part;
		t->total[lane] = sum_of_places(counts, cut, given - cut);
		t->kept[lane] = (uint8_t)(given - 2 * cut);
	}
}

void ratings_trim(const uint8_t *marks, uint32_t seats, uint32_t trim_part, struct trimmed *out)
{
	*out = (struct trimmed){ .total = { 0 } };
	if (trim_part && seats / trim_part > FAST_TRIM_MAX)
		trim_by_counting(marks, seats, trim_part, out);
	else
		trim_few(marks, seats, trim_part, out);
}
