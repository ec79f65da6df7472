/* What this daemon knows of a person at one moment, for the discipline commission's opinion on him. Pure. */
#ifndef DANDANG_ACCOUNTABILITY_KNOWN_H
#define DANDANG_ACCOUNTABILITY_KNOWN_H

#include "accountability/bounds.h"
#include "rows.h"

struct known {
	KnownMatter items[KNOWN_MATTERS_MAX];
	KnownMatter *list[KNOWN_MATTERS_MAX];  /* the same, as messages want them */
	size_t count;
};

/* Reports, warnings, responses, adjustments and clues not yet ended, sanctions whose period runs, entries of a negative list within
 * its validity; the first KNOWN_MATTERS_MAX of them. Texts point into the rows. */
void known_matters(const struct state *s, const char *cadre_id, const char *today, struct known *out);

#endif
