#include "assessment/patterns.h"

#include "assessment/patterns_impl.h"
#include "assessment/scheme.h"

double look_rate(struct look *look, const char *rule_id)
{
	return (double)policy_number(look->d, rule_id) / 1e6;
}

const char *look_decimal(struct look *look, double value)
{
	return decision_format(look->d, "%.6f", value);
}

Pattern look_begin(PatternKind kind, const char *measure)
{
	Pattern pattern;

	pattern__init(&pattern);
	pattern.kind = kind;
	pattern.statement = PATTERN_STATEMENT_NOT_STATED;
	pattern.measure = measure;
	return pattern;
}

void look_end(struct look *look, const Pattern *pattern)
{
	const char *id = decision_new_id(look->d, "pattern");
	Pattern copy = *pattern;

	emit_pattern_looked_for(look->d, &(PatternLookedFor){
		.pattern_id = id,
		.scheme_id = look->scheme->scheme_id,
		.year = look->scheme->year,
		.pattern = &copy,
	});
	if (pattern->statement == PATTERN_STATEMENT_NAMED)
		emit_pattern_review_opened(look->d, &(PatternReviewOpened){ .pattern_id = id, .scheme_id = look->scheme->scheme_id });
}

const SchemeRow *look_scheme_of(struct look *look, uint32_t year)
{
	const SchemeRow *scheme = look->scheme;

	if (year == scheme->year)
		return scheme;
	return scheme_in_force(look->d->state, scheme->authority, year, scheme->unit_kind, decision_format(look->d, "%u-12-31", year));
}

/* What a look is held against; where one of its rules is not loaded it is not made, and the grades become final without it. */
static const struct {
	void (*look)(struct look *look);
	const char *rules[3];
} looks[] = {
	{ look_for_rotation, { "PATTERN.ROTATION.ALPHA", "PATTERN.ROTATION.GROUPS_MIN" } },
	{ look_for_compression, { "PATTERN.COMPRESSION.INDEX", "PATTERN.COMPRESSION.ALPHA", "PATTERN.COMPRESSION.UNITS_MIN" } },
	{ look_for_reciprocal, { "PATTERN.RECIPROCAL.RATE" } },
	{ look_for_leniency, { "PATTERN.LENIENCY.SPREAD" } },
};

void patterns_look(struct decision *d, const SchemeRow *scheme)
{
	struct look look = { .d = d, .scheme = scheme };

	for (size_t i = 0; i < sizeof looks / sizeof *looks; i++) {
		bool loaded = true;
		for (size_t k = 0; k < sizeof looks[i].rules / sizeof *looks[i].rules && looks[i].rules[k]; k++)
			loaded = loaded && policy_exists(d, looks[i].rules[k]);
		if (loaded)
			looks[i].look(&look);
	}
}
