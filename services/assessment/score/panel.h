/* Marks of raters for units, and their additive model: mark = mean + rater + unit + what neither explains. Least squares by
 * sweeping in a fixed order, so the same panel gives the same bits. Pure, any thread. */
#ifndef DANDANG_ASSESSMENT_SCORE_PANEL_H
#define DANDANG_ASSESSMENT_SCORE_PANEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PANEL_MAX 1024 /* raters; units */
#define MARK_ABSENT INT32_MIN

struct panel {
	size_t raters, units;
	const int32_t *marks;   /* raters x units, hundredths; MARK_ABSENT where a rater did not mark a unit */
};

static inline int32_t panel_mark(const struct panel *p, size_t rater, size_t unit)
{
	return p->marks[rater * p->units + unit];
}

/* Every rater marked the same units: effects of raters then cancel in the means of units. */
bool panel_is_complete(const struct panel *p);
/* From every unit one comes to every other through shared raters: otherwise effects cannot be compared. At most PANEL_MAX of each. */
bool panel_is_connected(const struct panel *p);

/* Effects in hundredths; those of raters who marked at all have mean 0, a unit's is its value without them. 0 where nobody marked. */
void panel_fit(const struct panel *p, double *rater_effects, double *unit_values);

#endif
