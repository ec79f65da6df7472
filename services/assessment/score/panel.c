#include "score/panel.h"

#include <math.h>

#include "base/require.h"

#define SWEEPS_MAX 2000
#define CHANGE_MAX 1e-7 /* hundredths */

/* Raters who marked nothing are no part of the design. */
static bool is_idle(const struct panel *p, size_t rater)
{
	for (size_t u = 0; u < p->units; u++)
		if (panel_mark(p, rater, u) != MARK_ABSENT)
			return false;
	return true;
}

bool panel_is_complete(const struct panel *p)
{
	size_t first = 0;

	while (first < p->raters && is_idle(p, first))
		first++;
	for (size_t r = first + 1; r < p->raters; r++) {
		if (is_idle(p, r))
			continue;
		for (size_t u = 0; u < p->units; u++)
			if ((panel_mark(p, r, u) == MARK_ABSENT) != (panel_mark(p, first, u) == MARK_ABSENT))
				return false;
	}
	return true;
}

static bool spread(const struct panel *p, size_t rater, bool *reached)
{
	bool touches = false, grew = false;

	for (size_t u = 0; u < p->units; u++)
		touches |= reached[u] && panel_mark(p, rater, u) != MARK_ABSENT;
	for (size_t u = 0; touches && u < p->units; u++)
		if (!reached[u] && panel_mark(p, rater, u) != MARK_ABSENT)
			reached[u] = grew = true;
	return grew;
}

bool panel_is_connected(const struct panel *p)
{
	bool reached[PANEL_MAX] = { true };

	REQUIRE(p->units <= PANEL_MAX);
	for (bool again = true; again;) {
		again = false;
		for (size_t r = 0; r < p->raters; r++)
			again |= spread(p, r, reached);
	}
	for (size_t u = 0; u < p->units; u++)
		if (!reached[u])
			return false;
	return true;
}

static double refit_rater(const struct panel *p, size_t r, double *raters, const double *units)
{
	double sum = 0, before = raters[r];
	size_t count = 0;

	for (size_t u = 0; u < p->units; u++)
		if (panel_mark(p, r, u) != MARK_ABSENT) {
			sum += panel_mark(p, r, u) - units[u];
			count++;
		}
	raters[r] = count ? sum / (double)count : 0;
	return fabs(raters[r] - before);
}

static double refit_unit(const struct panel *p, size_t u, const double *raters, double *units)
{
	double sum = 0, before = units[u];
	size_t count = 0;

	for (size_t r = 0; r < p->raters; r++)
		if (panel_mark(p, r, u) != MARK_ABSENT) {
			sum += panel_mark(p, r, u) - raters[r];
			count++;
		}
	units[u] = count ? sum / (double)count : 0;
	return fabs(units[u] - before);
}

static void centre(const struct panel *p, double *raters, double *units)
{
	double sum = 0;
	size_t count = 0;

	for (size_t r = 0; r < p->raters; r++)
		if (!is_idle(p, r)) {
			sum += raters[r];
			count++;
		}
	for (size_t r = 0; r < p->raters; r++)
		if (!is_idle(p, r))
			raters[r] -= sum / (double)count;
	for (size_t u = 0; u < p->units; u++)
		for (size_t r = 0; r < p->raters; r++)
			if (panel_mark(p, r, u) != MARK_ABSENT) {
				units[u] += sum / (double)count;
				break;
			}
}

void panel_fit(const struct panel *p, double *raters, double *units)
{
	double change = INFINITY;

	for (size_t r = 0; r < p->raters; r++)
		raters[r] = 0;
	for (size_t u = 0; u < p->units; u++)
		units[u] = 0;
	for (int sweep = 0; sweep < SWEEPS_MAX && change > CHANGE_MAX; sweep++) {
		change = 0;
		for (size_t u = 0; u < p->units; u++)
			change = fmax(change, refit_unit(p, u, raters, units));
		for (size_t r = 0; r < p->raters; r++)
			change = fmax(change, refit_rater(p, r, raters, units));
	}
	centre(p, raters, units);
}
