#include "assessment/scoring_rule.h"

#include "assessment/ranking.h"

static enum refusal check_bands(const Indicator *indicator, uint32_t *row)
{
	if (indicator->n_bands == 0)
		return REFUSAL_RULE_BANDS_MISSING;
	for (size_t i = 0; i < indicator->n_bands; i++) {
		const ScoreBand *band = indicator->bands[i];
		*row = (uint32_t)i + 1;
		if (band->to <= band->from)
			return REFUSAL_RULE_OVERLAP;
		if (i > 0 && band->from < indicator->bands[i - 1]->to)
			return REFUSAL_RULE_OVERLAP;
		if (i > 0 && band->from > indicator->bands[i - 1]->to)
			return REFUSAL_RULE_GAP;
	}
	*row = 0;
	return REFUSAL_NONE;
}

/* A parameter that the method does not use would be believed to count. */
static enum refusal check_parameters(const Indicator *indicator, const char **field)
{
	*field = "target";
	if (indicator->target != 0 && indicator->method != SCORING_METHOD_RATIO)
		return REFUSAL_RULE_FOREIGN_FIELD;
	*field = "points_each";
	if (indicator->points_each != 0 && indicator->method != SCORING_METHOD_DEDUCTION)
		return REFUSAL_RULE_FOREIGN_FIELD;
	*field = "bands";
	return indicator->n_bands != 0 && indicator->method != SCORING_METHOD_BANDS ? REFUSAL_RULE_FOREIGN_FIELD
										     : REFUSAL_NONE;
}

enum refusal scoring_rule_check(const Indicator *indicator, uint32_t *row, const char **field)
{
	const char *at = "bands";
	uint32_t band = 0;
	enum refusal r = check_parameters(indicator, &at);

	if (!r && indicator->method == SCORING_METHOD_BANDS)
		r = check_bands(indicator, &band);
	if (!r && indicator->method == SCORING_METHOD_RATIO && indicator->target == 0) {
		at = "target";
		r = REFUSAL_RULE_TARGET;
	}
	if (!r && indicator->method == SCORING_METHOD_DEDUCTION && indicator->points_each == 0) {
		at = "points_each";
		r = REFUSAL_RULE_POINTS_EACH;
	}
	if (r) {
		*row = band;
		*field = at;
	}
	return r;
}

static bool ratio_points(int64_t value, int64_t target, int64_t *points)
{
	if (value >= target)
		*points = SCORE_MAX;
	else
		*points = (2 * value * SCORE_MAX + target) / (2 * target); /* halves up; both are at most 10^12 */
	return true;
}

static bool band_points(const Indicator *indicator, int64_t value, int64_t *points)
{
	for (size_t i = 0; i < indicator->n_bands; i++)
		if (value >= indicator->bands[i]->from && value < indicator->bands[i]->to) {
			*points = indicator->bands[i]->points;
			return true;
		}
	return false;
}

static bool deduction_points(const Indicator *indicator, int64_t value, int64_t *points)
{
	*points = value > SCORE_MAX / indicator->points_each ? 0 : SCORE_MAX - value * indicator->points_each;
	return true;
}

bool scoring_rule_points(const Indicator *indicator, int64_t value, int64_t *points)
{
	if (indicator->method == SCORING_METHOD_BANDS)
		return band_points(indicator, value, points);
	if (value < 0)
		return false;
	switch (indicator->method) {
	case SCORING_METHOD_RATIO:     return ratio_points(value, indicator->target, points);
	case SCORING_METHOD_DEDUCTION: return deduction_points(indicator, value, points);
	default:                       *points = value;
				       return value <= SCORE_MAX;
	}
}
