#include <string.h>

#include "assessment/bounds.h"
#include "assessment/ranking.h"
#include "assessment/section.h"
#include "base/require.h"
#include "score/detect_reciprocal.h"
#include "workflows.h"

#define PERCENT_ALL 100.0
#define SPREAD_SHOWN 100.0 /* remainders are told in hundredths of a spread */

/* What the people of one unit gave those of another, on the average. Sealed marks enter as means of units and leave as patterns. */
struct panel_room {
	const char *units[SECTION_UNITS_MAX];
	size_t count;
	int64_t sums[SECTION_UNITS_MAX * SECTION_UNITS_MAX];
	int64_t counts[SECTION_UNITS_MAX * SECTION_UNITS_MAX];
	int32_t marks[SECTION_UNITS_MAX * SECTION_UNITS_MAX];
	struct reciprocal_pair pairs[SECTION_UNITS_MAX * (SECTION_UNITS_MAX - 1) / 2];
	double work[2 * SECTION_UNITS_MAX * SECTION_UNITS_MAX];
};

static size_t unit_number(struct panel_room *p, const char *unit_id)
{
	size_t i = 0;

	while (i < p->count && strcmp(p->units[i], unit_id) != 0)
		i++;
	if (i == p->count) {
		REQUIRE(p->count < SECTION_UNITS_MAX);   /* held when relations are recorded */
		p->units[p->count++] = unit_id;
	}
	return i;
}

static void collect(struct decision *d, const SectionEvaluationRow *evaluation, struct panel_room *p)
{
	struct row_scan scan = work_relation_scan_1(d->state, evaluation->evaluation_id);
	const WorkRelationRow *row;

	while ((row = work_relation_next(&scan))) {
		if (row->township || !row->given || row->unknown)
			continue;
		const SectionSubjectRow *subject = section_subject_find(d->state, row->evaluation_id, row->cadre_id);
		size_t rater = unit_number(p, row->evaluator_unit_id), rated = unit_number(p, subject->unit_id);
		p->sums[rater * SECTION_UNITS_MAX + rated] += row->points;
		p->counts[rater * SECTION_UNITS_MAX + rated]++;
	}
}

/* The matrix as the detector takes it. */
static void fill_marks(struct panel_room *p)
{
	for (size_t i = 0; i < p->count; i++)
		for (size_t j = 0; j < p->count; j++) {
			size_t at = i * SECTION_UNITS_MAX + j;
			bool there = i != j && p->counts[at];
			p->marks[i * p->count + j] = there ? (int32_t)score_mean(p->sums[at], p->counts[at]) : MARK_ABSENT;
		}
}

uint32_t section_emit_patterns(struct decision *d, const SectionEvaluationRow *evaluation)
{
	struct panel_room *p = arena_alloc(d->arena, sizeof *p);
	double rate = (double)policy_number(d, "SECTION.RECIPROCAL_RATE") / PERCENT_ALL;
	uint32_t named = 0;

	REQUIRE(p);
	memset(p, 0, sizeof *p);
	collect(d, evaluation, p);
	fill_marks(p);
	size_t pairs = reciprocal_pairs(p->marks, p->count, rate, p->pairs, p->work);
	for (size_t i = 0; i < pairs; i++) {
		if (!p->pairs[i].named)
			continue;
		named++;
		emit_reciprocal_named(d, &(ReciprocalNamed){
			.evaluation_id = evaluation->evaluation_id,
			.unit_id = p->units[p->pairs[i].one],
			.other_unit_id = p->units[p->pairs[i].other],
			.one_of_other = (int64_t)(p->pairs[i].one_of_other * SPREAD_SHOWN),
			.other_of_one = (int64_t)(p->pairs[i].other_of_one * SPREAD_SHOWN),
		});
	}
	return named;
}
