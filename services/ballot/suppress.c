/* What an attacker knows of the hidden counts x: their sum, and the sum of points times counts. What he cannot know is
 * shown by moves that change neither: one ballot from a cell to another of equal standing, or three cells at once along the
 * one direction that keeps both sums. The range such moves give a cell is a range he cannot narrow. */
#include "ballot/suppress.h"

static bool is_small(const struct cell *c, uint32_t least)
{
	return c->count > 0 && c->count < least;
}

static int64_t gcd(int64_t a, int64_t b)
{
	a = a < 0 ? -a : a;
	b = b < 0 ? -b : b;
	while (b) {
		int64_t rest = a % b;
		a = b;
		b = rest;
	}
	return a;
}

/* Steps along `step` before the count would fall below 0, forwards or backwards. */
static int64_t steps(int64_t count, int64_t step, bool forwards)
{
	if (step == 0 || (step > 0) == forwards)
		return INT64_MAX;
	return count / (step < 0 ? -step : step);
}

static int64_t least_of(int64_t a, int64_t b, int64_t c)
{
	int64_t ab = a < b ? a : b;

	return ab < c ? ab : c;
}

/* The range of s when i and j move with it so that number and points stay. */
static int64_t range_of_three(const struct cell *s, const struct cell *i, const struct cell *j)
{
	int64_t a = i->points - j->points, b = j->points - s->points, c = s->points - i->points;
	int64_t common = gcd(gcd(a, b), c);

	if (a == 0 || common == 0)
		return 0;
	a /= common;
	b /= common;
	c /= common;
	int64_t on = least_of(steps(s->count, a, true), steps(i->count, b, true), steps(j->count, c, true));
	int64_t back = least_of(steps(s->count, a, false), steps(i->count, b, false), steps(j->count, c, false));
	return (a < 0 ? -a : a) * (on + back);
}

static bool may_swap(const struct cell *s, const struct cell *i, bool mean_shown)
{
	if (!mean_shown)
		return true;
	return s->counts == i->counts && (!s->counts || s->points == i->points);
}

static int64_t range_of(const struct cell *cells, size_t count, size_t s, bool mean_shown)
{
	int64_t widest = 0, range;

	for (size_t i = 0; i < count; i++) {
		if (i == s || !cells[i].hidden)
			continue;
		if (may_swap(&cells[s], &cells[i], mean_shown)) {
			range = (int64_t)cells[s].count + cells[i].count;
			widest = range > widest ? range : widest;
		}
		for (size_t j = 0; j < i; j++) {
			if (j == s || !cells[j].hidden || !cells[s].counts || !cells[i].counts || !cells[j].counts)
				continue;
			range = range_of_three(&cells[s], &cells[i], &cells[j]);
			widest = range > widest ? range : widest;
		}
	}
	return widest;
}

static bool is_safe(const struct cell *cells, size_t count, uint32_t least, bool mean_shown)
{
	for (size_t s = 0; s < count; s++)
		if (is_small(&cells[s], least) && range_of(cells, count, s, mean_shown) < least)
			return false;
	return true;
}

/* One more complement: the smallest count still shown. False: all are hidden. */
static bool hide_one(struct cell *cells, size_t count)
{
	struct cell *smallest = NULL;

	for (size_t i = 0; i < count; i++)
		if (!cells[i].hidden && (!smallest || cells[i].count < smallest->count))
			smallest = &cells[i];
	if (smallest)
		smallest->hidden = true;
	return smallest != NULL;
}

static bool hide_until_safe(struct cell *cells, size_t count, uint32_t least, bool mean_shown)
{
	for (size_t i = 0; i < count; i++)
		cells[i].hidden = is_small(&cells[i], least);
	while (!is_safe(cells, count, least, mean_shown))
		if (!hide_one(cells, count))
			return false;
	return true;
}

bool suppress_row(struct cell *cells, size_t count, uint32_t least)
{
	if (hide_until_safe(cells, count, least, true))
		return true;
	if (!hide_until_safe(cells, count, least, false))
		for (size_t i = 0; i < count; i++)
			cells[i].hidden = true;
	return false;
}
