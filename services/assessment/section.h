/* What the workflow files of the section cadres' evaluation share (W3.4), and how a total comes about. Pure. */
#ifndef DANDANG_ASSESSMENT_SECTION_H
#define DANDANG_ASSESSMENT_SECTION_H

#include "rows.h"
#include "runtime/decision.h"

/* The evaluation of the actor's authority. */
enum refusal section_find(struct decision *d, const char *evaluation_id, const SectionEvaluationRow **out);

/* What the relations of one person and one tier say. */
struct voices {
	uint32_t named;      /* on the list */
	uint32_t counting;   /* said a score */
	int64_t sum;         /* of these, 0.01 point */
};
struct voices section_voices(const struct state *s, const char *evaluation_id, const char *cadre_id, bool township);
/* Whatever the rule says, means of fewer are never shown: POLL_CELL_FLOOR. */
uint32_t section_least(uint32_t rule);

/* The performance score of a unit, 0.01 point, and the event it rests on: from the confirmed scheme, else as recorded by hand. */
bool section_performance(const struct state *s, const SectionEvaluationRow *evaluation, const char *unit_id, int64_t *points,
			 const char **source);
/* Adjustments of one kind so far. */
int64_t section_adjusted(const struct state *s, const char *evaluation_id, const char *cadre_id, AdjustmentKind kind);

/* The total with its nodes, in the decision's memory, without rank. Parts are rounded half up to 0.01 point, then the sum; a tier nobody
 * of whom knows him does not apply and shares out its weight. REFUSAL_SECTION_PERFORMANCE_MISSING, _MUTUAL_FEW, _TOWNSHIP_FEW. */
enum refusal section_score(struct decision *d, const SectionEvaluationRow *evaluation, const SectionSubjectRow *subject,
			   SectionCadreScored *out);

/* Units whose people mark each other high beyond the rest, emitted as patterns; their number. */
uint32_t section_emit_patterns(struct decision *d, const SectionEvaluationRow *evaluation);

#endif
