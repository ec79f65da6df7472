/* What looks at patterns change: their rows, and what a person says of them. */
#include "base/require.h"
#include "workflows.h"

void apply_pattern_looked_for(struct tables *t, const PatternLookedFor *e, const struct event *ev)
{
	const SchemeRow *scheme = scheme_find(tables_state(t), e->scheme_id);

	(void)ev;
	REQUIRE(scheme);
	pattern_put(t, &(PatternRow){
		.pattern_id = e->pattern_id,
		.scheme_id = e->scheme_id,
		.year = e->year,
		.authority = scheme->authority,
		.pattern = e->pattern,
	});
}

/* To-dos stand with the gateway. */
void apply_pattern_review_opened(struct tables *t, const PatternReviewOpened *e, const struct event *ev)
{
	(void)t;
	(void)e;
	(void)ev;
}

void apply_pattern_reviewed(struct tables *t, const PatternReviewed *e, const struct event *ev)
{
	const PatternRow *old = pattern_find(tables_state(t), e->pattern_id);

	(void)ev;
	REQUIRE(old);
	PatternRow row = *old;
	row.verdict = e->verdict;
	row.words = e->words;
	row.reviewed_on = e->reviewed_on;
	row.reviewed_by = e->reviewed_by;
	pattern_put(t, &row);
}

void apply_pattern_review_closed(struct tables *t, const PatternReviewClosed *e, const struct event *ev)
{
	(void)t;
	(void)e;
	(void)ev;
}
