/* How a value of an indicator becomes points (W3.2). Pure. */
#ifndef DANDANG_ASSESSMENT_SCORING_RULE_H
#define DANDANG_ASSESSMENT_SCORING_RULE_H

#include "workflows.h"

/* The scoring rule of one indicator; REFUSAL_NONE and *row, *field untouched when it is sound. `row` is the 1-based band at
 * fault, 0 when it is no band. */
enum refusal scoring_rule_check(const Indicator *indicator, uint32_t *row, const char **field);
/* Points (0.01) of a value by a sound rule. False: the rule gives this value none (outside the bands, negative). */
bool scoring_rule_points(const Indicator *indicator, int64_t value, int64_t *points);

#endif
