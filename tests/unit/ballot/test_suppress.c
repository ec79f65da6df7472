/* Suppression held against an attacker who tries every table that fits what is shown. */
#include "ballot/suppress.h"

#include "tap.h"

#define CELLS 5
#define LEAST 5u

struct attacker {
	const struct cell *cells;
	size_t count;
	bool mean_shown;
	uint32_t total, counted;        /* of the hidden ones: ballots, and those that enter the mean */
	int64_t points;
	uint32_t guess[SUPPRESS_CELLS_MAX], low[SUPPRESS_CELLS_MAX], high[SUPPRESS_CELLS_MAX];
};

static void note(struct attacker *a)
{
	for (size_t i = 0; i < a->count; i++) {
		a->low[i] = a->guess[i] < a->low[i] ? a->guess[i] : a->low[i];
		a->high[i] = a->guess[i] > a->high[i] ? a->guess[i] : a->high[i];
	}
}

/* The mean to the last digit: points of the whole row by marks of the whole row, as a fraction. */
static bool same_mean(const struct attacker *a)
{
	int64_t points = 0, marks = 0, real_points = 0, real_marks = 0;

	for (size_t i = 0; i < a->count; i++) {
		if (!a->cells[i].counts)
			continue;
		uint32_t x = a->cells[i].hidden ? a->guess[i] : a->cells[i].count;
		points += a->cells[i].points * x;
		marks += x;
		real_points += a->cells[i].points * a->cells[i].count;
		real_marks += a->cells[i].count;
	}
	return (marks == 0) == (real_marks == 0) && points * real_marks == real_points * marks;
}

static void try_from(struct attacker *a, size_t at, uint32_t left)
{
	if (at == a->count) {
		if (left == 0 && (!a->mean_shown || same_mean(a)))
			note(a);
		return;
	}
	if (!a->cells[at].hidden) {
		a->guess[at] = a->cells[at].count;
		try_from(a, at + 1, left);
		return;
	}
	for (uint32_t x = 0; x <= left; x++) {
		a->guess[at] = x;
		try_from(a, at + 1, left - x);
	}
}

/* How narrow the attacker gets the small count he knows best; UINT32_MAX when there is none. */
static uint32_t narrowest(const struct cell *cells, size_t count, bool mean_shown)
{
	struct attacker a = { .cells = cells, .count = count, .mean_shown = mean_shown };
	uint32_t hidden = 0, best = UINT32_MAX;

	for (size_t i = 0; i < count; i++) {
		hidden += cells[i].hidden ? cells[i].count : 0;
		a.low[i] = UINT32_MAX;
	}
	try_from(&a, 0, hidden);
	for (size_t i = 0; i < count; i++)
		if (cells[i].count > 0 && cells[i].count < LEAST && a.high[i] - a.low[i] < best)
			best = a.high[i] - a.low[i];
	return best;
}

static void row_of(struct cell *cells, const uint32_t counts[CELLS])
{
	static const int64_t points[] = { 10000, 8000, 6000, 0, 0 };

	for (size_t i = 0; i < CELLS; i++)
		cells[i] = (struct cell){ .count = counts[i], .counts = i < 4, .points = points[i] };
}

TEST(a_row_without_small_counts_is_shown_whole)
{
	struct cell cells[CELLS];

	row_of(cells, (const uint32_t[]){ 12, 5, 0, 7, 0 });
	CHECK(suppress_row(cells, CELLS, LEAST));
	for (size_t i = 0; i < CELLS; i++)
		CHECK(!cells[i].hidden);
}

TEST(a_small_count_never_stands_alone)
{
	struct cell cells[CELLS];
	size_t hidden = 0;

	row_of(cells, (const uint32_t[]){ 30, 20, 2, 10, 6 });
	suppress_row(cells, CELLS, LEAST);
	for (size_t i = 0; i < CELLS; i++)
		hidden += cells[i].hidden;
	CHECK(cells[2].hidden && hidden >= 2);
}

TEST(the_threshold_is_exact)
{
	struct cell cells[CELLS];

	row_of(cells, (const uint32_t[]){ 20, 5, 20, 20, 20 });
	suppress_row(cells, CELLS, LEAST);
	CHECK(!cells[1].hidden);
	row_of(cells, (const uint32_t[]){ 20, 4, 20, 20, 20 });
	suppress_row(cells, CELLS, LEAST);
	CHECK(cells[1].hidden);
}

TEST(no_attacker_bounds_a_hidden_count_tighter_than_the_threshold)
{
	uint64_t random = 20260310;
	unsigned tables = 0, means = 0;

	for (int run = 0; run < 3000; run++) {
		struct cell cells[CELLS];
		uint32_t counts[CELLS], total = 0;
		for (size_t i = 0; i < CELLS; i++) {
			random = random * 6364136223846793005u + 1442695040888963407u;
			counts[i] = (uint32_t)(random >> 33) % ((random >> 61) ? 7 : 14);
			total += counts[i];
		}
		if (total < LEAST)
			continue;                       /* such a group is not shown at all: tally.c */
		row_of(cells, counts);
		bool mean_shown = suppress_row(cells, CELLS, LEAST);
		tables++;
		means += mean_shown;
		if (narrowest(cells, CELLS, mean_shown) < LEAST) {
			CHECK(!"the attacker came closer");
			printf("#   %u %u %u %u %u, mean %d\n", counts[0], counts[1], counts[2], counts[3], counts[4], mean_shown);
		}
	}
	CHECK(tables > 2000);
	CHECK(means > 100 && means < tables);           /* it is not safe by hiding everything */
}

TEST(the_attacker_is_no_fool)
{
	struct cell cells[CELLS];

	row_of(cells, (const uint32_t[]){ 30, 20, 2, 10, 6 });
	cells[2].hidden = true;                         /* alone: the total gives it away */
	CHECK_INT(narrowest(cells, CELLS, false), 0);
	cells[1].hidden = true;                         /* two, but the mean is shown */
	CHECK_INT(narrowest(cells, CELLS, true), 0);
	CHECK(narrowest(cells, CELLS, false) >= LEAST);
}

TEST_MAIN()
