#include "score/detect_leniency.h"

#include <math.h>

static uint64_t read_raw(const struct panel *p, struct leniency_rater *raters, struct leniency_unit *units)
{
	uint64_t marks = 0;

	for (size_t r = 0; r < p->raters; r++)
		raters[r] = (struct leniency_rater){ 0 };
	for (size_t u = 0; u < p->units; u++) {
		int64_t sum = 0;
		units[u] = (struct leniency_unit){ 0 };
		for (size_t r = 0; r < p->raters; r++)
			if (panel_mark(p, r, u) != MARK_ABSENT) {
				sum += panel_mark(p, r, u);
				units[u].marks++;
				raters[r].marks++;
			}
		if (units[u].marks)
			units[u].raw = units[u].corrected = (double)sum / units[u].marks;
		marks += units[u].marks;
	}
	return marks;
}

static double deviation(const struct leniency_rater *raters, size_t count)
{
	double squares = 0;
	size_t active = 0;

	for (size_t r = 0; r < count; r++)
		if (raters[r].marks) {
			squares += raters[r].effect * raters[r].effect;
			active++;
		}
	return active > 1 ? sqrt(squares / (double)(active - 1)) : 0;
}

enum leniency_offer leniency_measure(const struct panel *p, struct leniency_rater *raters, struct leniency_unit *units, double *spread)
{
	double effects[PANEL_MAX], values[PANEL_MAX];
	bool same;

	if (p->raters == 0 || p->raters > PANEL_MAX || p->units == 0 || p->units > PANEL_MAX)
		return LENIENCY_NO_PANEL;
	*spread = 0;
	if (read_raw(p, raters, units) == 0)
		return LENIENCY_NO_PANEL;
	same = panel_is_complete(p);
	if (!same && !panel_is_connected(p))
		return LENIENCY_APART;
	panel_fit(p, effects, values);
	for (size_t r = 0; r < p->raters; r++)
		raters[r].effect = effects[r];
	for (size_t u = 0; u < p->units && !same; u++)
		units[u].corrected = values[u];
	*spread = deviation(raters, p->raters);
	return same ? LENIENCY_SAME_PANEL : LENIENCY_OFFERED;
}
