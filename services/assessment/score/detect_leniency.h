/* Lenient and severe raters: the additive model beside the raw means, never in their place.
 *
 * Offered only where panels differ and hang together. Where all rate the same units the raters' effects cancel and the correction
 * is nothing; where no rater joins two parts of the units, effects of the parts cannot be compared. The correction costs a little
 * precision when raters do not differ at all; `spread` is there to be shown with it. A panel that rates everything is better than
 * any correction. Pure, any thread; the same bits on every run. */
#ifndef DANDANG_ASSESSMENT_SCORE_DETECT_LENIENCY_H
#define DANDANG_ASSESSMENT_SCORE_DETECT_LENIENCY_H

#include "score/panel.h"

enum leniency_offer {
	LENIENCY_OFFERED,
	LENIENCY_SAME_PANEL,     /* nothing to correct: corrected is raw, effects are shown */
	LENIENCY_APART,          /* the panel falls into parts: no effects, corrected is raw */
	LENIENCY_NO_PANEL,       /* no marks, or none or more than PANEL_MAX of either: nothing holds */
};

struct leniency_rater {
	double effect;           /* hundredths above (lenient) or below (severe) the mean rater */
	uint32_t marks;
};

struct leniency_unit {
	double raw;              /* mean of its marks, hundredths; 0 without marks */
	double corrected;
	uint32_t marks;
};

/* `raters` and `units` hold as many as the panel has; `spread` becomes the standard deviation of the raters' effects. */
enum leniency_offer leniency_measure(const struct panel *panel, struct leniency_rater *raters, struct leniency_unit *units, double *spread);

#endif
