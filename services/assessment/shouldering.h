/* What the workflow files of the shouldering evaluation share (W3.11). */
#ifndef DANDANG_ASSESSMENT_SHOULDERING_H
#define DANDANG_ASSESSMENT_SHOULDERING_H

#include "rows.h"
#include "runtime/decision.h"

/* Whether a source is there, about this person, settled, of no open matter, and within the period. */
enum refusal shouldering_source_check(struct decision *d, const CadreRow *cadre, const ShoulderingSource *source, const char *from_on,
				      const char *until_on);
bool shouldering_against(ShoulderingType type);
/* The source speaks for that type, or against it; a type between is spoken for by any and against by none. */
bool shouldering_bears_out(ShoulderingType type, EvidenceBearing bearing);
bool shouldering_contradicts(ShoulderingType type, EvidenceBearing bearing);
/* What the special list is told the evaluation rests on: "" when a source it relies on, bearing the type out, is evidence nowhere else;
 * otherwise the matter of one that is, so that one fact is not counted twice. */
const char *shouldering_origin(const ShoulderingRow *row);
bool shouldering_relies_on(const ShoulderingRow *row, const ShoulderingSource *source);

#endif
