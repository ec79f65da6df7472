/* A year's scoring by a scheme: its case, and how the score of a unit is put together with its derivation. Pure. */
#ifndef DANDANG_ASSESSMENT_SCORING_H
#define DANDANG_ASSESSMENT_SCORING_H

#include "workflows.h"

struct scoring_case {
	const SchemeRow *scheme;
	const ScoringRow *scoring;
	IndicatorWeight *const *weights;   /* of a what-if: these instead of the scheme's; none otherwise */
	size_t weight_count;
};
/* SCORING_UNKNOWN when scoring by this scheme is not open. */
enum refusal scoring_case_find(struct decision *d, const char *scheme_id, struct scoring_case *out);
/* The same, and SCORES_TOLD when its data no longer change by themselves. */
enum refusal scoring_open_case(struct decision *d, const char *scheme_id, struct scoring_case *out);

/* The weight an indicator counts with within its component. */
uint32_t indicator_weight(const struct scoring_case *c, const Indicator *indicator);

/* Room in which the nodes of a unit are put together, the same for one unit after another. In the decision's arena. */
struct score_room;
struct score_room *score_room_new(struct decision *d);
/* Score of a unit with all its nodes, in the decision's arena, without its rank. Parts that were never recorded are refused as
 * PART_ABSENT, each with the unit and the indicator; so are rows that lack the acceptance or the checked evidence their scheme
 * asks for. `row` stands in those refusals. */
enum refusal score_unit(struct score_room *room, const struct scoring_case *c, const SchemeUnitRow *unit, uint32_t row,
			UnitScored *out);

#endif
