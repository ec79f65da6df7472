/* Patterns in a year's result, named for review by a person (W3.7): found in patterns.c when grades become final, reviewed here with
 * words. Nothing follows from a pattern by itself, nor from its review: whoever looks into it does so by the workflows there are.
 *
 *   NAMED -> REVIEWED (explained, or to be looked into)
 *
 * In:  ReviewPattern.
 * Out: PatternReviewed, PatternReviewClosed. */
#include "assessment/scheme.h"
#include "workflows.h"

enum refusal review_pattern_decide(struct decision *d, const ReviewPattern *cmd)
{
	const PatternRow *row = pattern_find(d->state, cmd->pattern_id);
	const SchemeRow *scheme = row ? scheme_find(d->state, row->scheme_id) : NULL;

	if (!row || !scheme)                                              return REFUSAL_PATTERN_UNKNOWN;
	if (!scheme_is_of(scheme, d->actor))                              return REFUSAL_OUTSIDE_AUTHORITY;
	if (row->pattern->statement != PATTERN_STATEMENT_NAMED)           return REFUSAL_PATTERN_NOT_NAMED;
	if (row->verdict)                                                 return REFUSAL_PATTERN_REVIEWED;
	emit_pattern_reviewed(d, &(PatternReviewed){
		.pattern_id = cmd->pattern_id,
		.scheme_id = row->scheme_id,
		.verdict = cmd->verdict,
		.words = cmd->words,
		.reviewed_on = d->today,
		.reviewed_by = d->actor->account,
	});
	emit_pattern_review_closed(d, &(PatternReviewClosed){ .pattern_id = cmd->pattern_id, .scheme_id = row->scheme_id });
	return REFUSAL_NONE;
}
