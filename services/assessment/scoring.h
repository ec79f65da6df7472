/* A year's scoring by a scheme: its case, and how the score of a unit is put together with its derivation. Pure. */
#ifndef DANDANG_ASSESSMENT_SCORING_H
#define DANDANG_ASSESSMENT_SCORING_H

#include "workflows.h"

struct scoring_case {
	const SchemeRow *scheme;
	const ScoringRow *scoring;
};
/* SCORING_UNKNOWN when scoring by this scheme is not open. */
enum refusal scoring_case_find(struct decision *d, const char *scheme_id, struct scoring_case *out);
/* The same, and SCORES_TOLD when its data no longer change by themselves. */
enum refusal scoring_open_case(struct decision *d, const char *scheme_id, struct scoring_case *out);

/* Score of a unit with all its nodes, in the decision's arena, without its rank. Parts that were never recorded are refused as
 * PART_ABSENT, each with the unit and the indicator; `row` stands in those refusals. */
enum refusal score_unit(struct decision *d, const struct scoring_case *c, const SchemeUnitRow *unit, uint32_t row,
			UnitScored *out);

#endif
