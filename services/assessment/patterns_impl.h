/* The looks of patterns.h; for its own files only. */
#ifndef DANDANG_ASSESSMENT_PATTERNS_IMPL_H
#define DANDANG_ASSESSMENT_PATTERNS_IMPL_H

#include "workflows.h"

struct look {
	struct decision *d;
	const SchemeRow *scheme;
};

/* A share as the rules give it, in parts of a million. */
double look_rate(struct look *look, const char *rule_id);
const char *look_decimal(struct look *look, double value);
/* A finding with nothing set but its kind and measure. */
Pattern look_begin(PatternKind kind, const char *measure);
void look_end(struct look *look, const Pattern *pattern);
/* The scheme that counted in an earlier year, of the same authority and kind of unit; NULL: none. */
const SchemeRow *look_scheme_of(struct look *look, uint32_t year);

void look_for_rotation(struct look *look);
void look_for_compression(struct look *look);
void look_for_reciprocal(struct look *look);
void look_for_leniency(struct look *look);

#endif
