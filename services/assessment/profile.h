/* Profile of a person in a behaviour appraisal (W3.6), from what the box has released and nothing else. Pure.
 *
 *   negative of an indicator = 100 points x sum over its statements of the share of voters who ticked, classes weighted; 100 at most
 *   net = positive - negative x APPRAISAL.NEGATIVE_PERCENT, zero at least
 *   aspect = its indicators by their weights, total = the aspects by theirs
 *
 * Each of these is rounded half up once, to 0.01 point. What may not be shown counts in no sum: a hidden indicator shares out its
 * weight, a hidden count of ticks is none, and both are said. */
#ifndef DANDANG_ASSESSMENT_PROFILE_H
#define DANDANG_ASSESSMENT_PROFILE_H

#include "assessment/bounds.h"
#include "rows.h"
#include "runtime/decision.h"

/* Id of the form's item that asks for a negative statement; the decision's memory. */
const char *appraisal_negative_item(struct decision *d, const AppraisalIndicator *indicator, const AppraisalNegative *statement);

struct profile {
	AspectProfile aspects[APPRAISAL_ASPECTS_MAX], *aspect_list[APPRAISAL_ASPECTS_MAX];
	IndicatorProfile indicators[APPRAISAL_INDICATORS_MAX], *indicator_list[APPRAISAL_INDICATORS_MAX];
	bool withheld;      /* nothing of it may be shown */
	int64_t total;
	uint32_t ballots;   /* valid ones */
};
/* The model and the tallies of the person are there. `negative_percent` is at most 100. */
void profile_of(struct decision *d, const AppraisalModelRow *model, const char *poll_id, const char *cadre_id, uint32_t negative_percent,
		struct profile *out);

/* Ticks of all statements of an indicator in one group of voter classes. */
struct ticks {
	uint64_t ticked;
	uint32_t ballots, weight;   /* at most 100000; all weights together at most 100 */
};
/* 0.01 point: 10000 and never more when everybody ticked one statement. Exact until the one rounding half up; at most
 * PROFILE_GROUPS_MAX groups, 0 without any. */
#define PROFILE_GROUPS_MAX 6
int64_t ticks_share(const struct ticks *groups, size_t count);

#endif
