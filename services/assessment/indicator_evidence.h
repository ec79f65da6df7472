/* Files that carry the values of indicators. */
#ifndef DANDANG_ASSESSMENT_INDICATOR_EVIDENCE_H
#define DANDANG_ASSESSMENT_INDICATOR_EVIDENCE_H

#include "rows.h"

/* One that a second person has checked; NULL: there is none. */
const IndicatorEvidenceRow *indicator_evidence_checked(const struct state *s, const char *scheme_id, const char *unit_id,
						       const char *indicator_id);

#endif
