/* What a scheme must be like before anybody is measured by it (W3.1). Pure. */
#ifndef DANDANG_ASSESSMENT_SCHEME_H
#define DANDANG_ASSESSMENT_SCHEME_H

#include "workflows.h"

/* Everything wrong with the content, each with the row and field at fault, in d; the first as the result. */
enum refusal scheme_check(struct decision *d, const DraftScheme *cmd);
/* The actor's own authority alone drafts, approves and scores. */
bool scheme_is_of(const SchemeRow *scheme, const struct actor *actor);
/* The frozen version of the authority's scheme in force on a day of its year; NULL: none. */
const SchemeRow *scheme_in_force(const struct state *s, const char *authority, uint32_t year, UnitKind kind,
				 const char *iso_day);
/* Whether an indicator measures the units of a group. */
bool indicator_of_group(const Indicator *indicator, const char *group_id);

#endif
