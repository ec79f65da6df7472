/* The ladder of ranks (职级): what leads to which, and what every step of a rank case begins with. */
#ifndef DANDANG_PERSONNEL_RANKS_H
#define DANDANG_PERSONNEL_RANKS_H

#include "cadre_fields.h"
#include "rules.h"

/* What leads to a rank: the rank below, held for the years of the rule, or a post level at or above `level` held so long
 * (公务员职务与职级并行规定 art. 17). level is UNSPECIFIED where no post leads there. */
struct rank_path {
	Rank from;
	PostLevel level;
	const char *rule_years;
};
/* NULL for a rank nobody is raised to (二级科员 is the entry). */
const struct rank_path *rank_path_to(Rank rank);

struct rank_eligibility {
	bool leads;                /* the present rank or post level leads to the rank */
	struct tenure tenure;      /* of the path that is ripe first */
};
struct rank_eligibility rank_eligibility(struct decision *d, const CadreRegistered *cadre, Rank rank);

struct rank_step {
	const RankCaseRow *row;
	const CadreRegistered *cadre;
};
enum refusal rank_begin(struct decision *d, const char *rank_case_id, struct rank_step *step);
const char *rank_case_state_label(RankCaseState state);
/* Asked at naming, decision and effect alike: still in the unit, no bar, grades, tenure. */
enum refusal rank_conditions(struct decision *d, const CadreRegistered *cadre, const char *unit_id, Rank rank,
			     struct rank_eligibility *eligibility);

/* At the head of a special list, or commended: what a pooled slot may ask for. */
bool rank_recognised(const struct state *s, const char *cadre_id);

/* Ends an open case: the event, and the pooled slot it held goes back. */
void rank_abort(struct decision *d, const RankCaseRow *row, const char *reason);

#endif
