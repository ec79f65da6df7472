#include "score/detect_reciprocal.h"

#include <math.h>
#include <stdlib.h>

static int descending(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;

	return (a < b) - (a > b);
}

static int by_chance(const void *left, const void *right)
{
	const struct reciprocal_pair *a = left, *b = right;

	if (a->p_value < b->p_value || a->p_value > b->p_value)
		return a->p_value < b->p_value ? -1 : 1;
	if (a->one != b->one)
		return a->one < b->one ? -1 : 1;
	return (a->other > b->other) - (a->other < b->other);
}

/* Relative to the rater's own spread: a rater who marks wide would otherwise be conspicuous with anybody. */
static void standardise(double *row, size_t count)
{
	double sum = 0;
	size_t marks = 0;

	for (size_t u = 0; u < count; u++)
		if (!isnan(row[u])) {
			sum += fabs(row[u]);
			marks++;
		}
	for (size_t u = 0; u < count; u++)
		if (!isnan(row[u]))
			row[u] = sum > 1e-6 ? row[u] * (double)marks / sum : 0;
}

static size_t remainders(const struct panel *p, double *rest, double *sorted)
{
	double raters[PANEL_MAX], values[PANEL_MAX];
	size_t count = 0;

	panel_fit(p, raters, values);
	for (size_t r = 0; r < p->raters; r++) {
		for (size_t u = 0; u < p->units; u++) {
			int32_t mark = panel_mark(p, r, u);
			rest[r * p->units + u] = mark == MARK_ABSENT ? NAN : mark - raters[r] - values[u];
		}
		standardise(rest + r * p->units, p->units);
	}
	for (size_t i = 0; i < p->raters * p->units; i++)
		if (!isnan(rest[i]))
			sorted[count++] = rest[i];
	qsort(sorted, count, sizeof *sorted, descending);
	return count;
}

/* Share of all remainders that are at least so large. */
static double share_above(const double *sorted, size_t count, double value)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = (low + high) / 2;
		if (sorted[middle] >= value)
			low = middle + 1;
		else
			high = middle;
	}
	return (double)low / (double)count;
}

/* Benjamini-Hochberg: the last p-value below its place's part of the rate, and all before it. */
static void name_pairs(struct reciprocal_pair *pairs, size_t count, double rate)
{
	size_t named = 0;

	for (size_t i = 0; i < count; i++)
		if (pairs[i].p_value <= rate * (double)(i + 1) / (double)count)
			named = i + 1;
	for (size_t i = 0; i < count; i++)
		pairs[i].named = i < named;
}

size_t reciprocal_pairs(const int32_t *marks, size_t units, double rate, struct reciprocal_pair *pairs, double *work)
{
	struct panel panel = { .raters = units, .units = units, .marks = marks };
	double *rest = work, *sorted = work + units * units;
	size_t count, found = 0;

	if (units < RECIPROCAL_UNITS_MIN || units > PANEL_MAX || !panel_is_connected(&panel))
		return 0;
	count = remainders(&panel, rest, sorted);
	for (size_t a = 0; a < units; a++)
		for (size_t b = a + 1; b < units; b++) {
			double ab = rest[a * units + b], ba = rest[b * units + a];
			if (isnan(ab) || isnan(ba))
				continue;
			double share = share_above(sorted, count, fmin(ab, ba));
			pairs[found++] = (struct reciprocal_pair){ .one = (uint32_t)a, .other = (uint32_t)b, .one_of_other = ab, .other_of_one = ba,
								   .p_value = share * share };
		}
	qsort(pairs, found, sizeof *pairs, by_chance);
	name_pairs(pairs, found, rate);
	return found;
}
