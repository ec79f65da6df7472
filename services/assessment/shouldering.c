#include "assessment/shouldering.h"

#include <string.h>

#include "assessment/sources.h"
#include "base/require.h"

/* ---- where a source is found ------------------------------------------------------------------------ */

/* The day each is settled on; NULL when it is not there, not of this person or not settled. */
static const char *inspected_on(const struct state *s, const CadreRow *cadre, const char *inspection_id)
{
	const InspectionRow *inspection = inspection_find(s, inspection_id);

	if (!inspection || inspection->state != INSPECTION_STATE_PUBLISHED)
		return NULL;
	return inspection_result_find(s, inspection_id, cadre->unit_id) ? inspection->published_on : NULL;
}

static const char *scored_on(const struct state *s, const CadreRow *cadre, const char *scheme_id)
{
	const ScoringRow *scoring = scoring_find(s, scheme_id);

	if (!scoring || scoring->state != SCORING_STATE_CONFIRMED)
		return NULL;
	return unit_score_find(s, scheme_id, cadre->unit_id) ? scoring->confirmed_on : NULL;
}

/* The annual score of his unit, or his own composite evaluation as a section cadre. */
static const char *composed_on(const struct state *s, const CadreRow *cadre, const char *reference)
{
	const SectionSubjectRow *subject = section_subject_find(s, reference, cadre->cadre_id);

	if (subject)
		return subject->scored ? section_evaluation_find(s, reference)->made_on : NULL;
	return scored_on(s, cadre, reference);
}

static const char *found_on(const struct state *s, const CadreRow *cadre, const char *matter_id)
{
	struct row_scan scan = filed_finding_scan_1(s, cadre->cadre_id);
	const FiledFindingRow *row;

	while ((row = filed_finding_next(&scan)))
		if (row->source != SOURCE_KIND_SHOULDERING && strcmp(row->matter_id, matter_id) == 0)
			return row->filed_on;
	return NULL;
}

static const char *settled_on(const struct state *s, const CadreRow *cadre, const ShoulderingSource *source, const char *until_on)
{
	switch (source->kind) {
	case SHOULDERING_SOURCE_KIND_INSPECTION:   return inspected_on(s, cadre, source->reference);
	case SHOULDERING_SOURCE_KIND_COMPOSITE:    return composed_on(s, cadre, source->reference);
	case SHOULDERING_SOURCE_KIND_OBSERVATION:  return found_on(s, cadre, source->reference);
	case SHOULDERING_SOURCE_KIND_ORGANISATION: return until_on; /* a document of the organisation itself, about the whole period */
	default:                                   return NULL;
	}
}

enum refusal shouldering_source_check(struct decision *d, const CadreRow *cadre, const ShoulderingSource *source, const char *from_on,
				      const char *until_on)
{
	const char *day = settled_on(d->state, cadre, source, until_on);

	if (!day)                                                            return REFUSAL_SHOULDERING_SOURCE_UNKNOWN;
	if (strcmp(day, from_on) < 0 || strcmp(day, until_on) > 0)           return REFUSAL_SHOULDERING_SOURCE_OUTSIDE;
	if (origin_is_open(d->state, cadre->cadre_id, source->reference))    return REFUSAL_EVIDENCE_OPEN_MATTER;
	return REFUSAL_NONE;
}

/* ---- types and bearings ----------------------------------------------------------------------------- */

bool shouldering_against(ShoulderingType type)
{
	return type == SHOULDERING_TYPE_NOT_SHOULDERING;
}

bool shouldering_bears_out(ShoulderingType type, EvidenceBearing bearing)
{
	switch (type) {
	case SHOULDERING_TYPE_OUTSTANDING:
	case SHOULDERING_TYPE_GOOD:            return bearing == EVIDENCE_BEARING_POSITIVE;
	case SHOULDERING_TYPE_NOT_SHOULDERING: return bearing == EVIDENCE_BEARING_NEGATIVE;
	default:                               return true;
	}
}

bool shouldering_contradicts(ShoulderingType type, EvidenceBearing bearing)
{
	switch (type) {
	case SHOULDERING_TYPE_OUTSTANDING:
	case SHOULDERING_TYPE_GOOD:            return bearing == EVIDENCE_BEARING_NEGATIVE;
	case SHOULDERING_TYPE_NOT_SHOULDERING: return bearing == EVIDENCE_BEARING_POSITIVE;
	default:                               return false;
	}
}

bool shouldering_relies_on(const ShoulderingRow *row, const ShoulderingSource *source)
{
	for (size_t i = 0; i < row->n_relied_on; i++)
		if (strcmp(row->relied_on[i], source->reference) == 0)
			return true;
	return false;
}

/* Inspections and findings are pieces of evidence themselves. */
static bool is_evidence_elsewhere(const ShoulderingSource *source)
{
	return source->kind == SHOULDERING_SOURCE_KIND_INSPECTION || source->kind == SHOULDERING_SOURCE_KIND_OBSERVATION;
}

const char *shouldering_origin(const ShoulderingRow *row)
{
	const char *origin = NULL;

	for (size_t i = 0; i < row->n_sources; i++) {
		const ShoulderingSource *source = row->sources[i];
		if (!shouldering_relies_on(row, source) || !shouldering_bears_out(row->type, source->bearing))
			continue;
		if (!is_evidence_elsewhere(source))
			return "";
		origin = origin ? origin : source->reference;
	}
	REQUIRE(origin);    /* reasons without a source that bears the type out are refused */
	return origin;
}
