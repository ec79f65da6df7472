/* What became of a recognition on the promotion track: rows S1, S4, W2.5. Personnel appoints and ranks; when that happens to
 * somebody recognised at a front, it is noted with the recognition, so that a report can say how many were promoted, transferred
 * in, further used, ranked up, and how many village first secretaries among them came to lead a township.
 *
 * In:  personnel's Appointed and RankPromoted.
 * Out: FrontlineUsed. */
#include <string.h>

#include "workflows.h"

/* The recognition of that day or before which still waits for a use; the earliest where there are several. */
static const RecommendationRow *on_track(const struct state *s, const char *cadre_id, const char *used_on)
{
	struct row_scan scan = recommendation_by_cadre_id(s, cadre_id);
	const RecommendationRow *row, *first = NULL;

	while ((row = recommendation_next(&scan)))
		if (row->outcome == RECOGNITION_OUTCOME_PROMOTE_TRACK && !row->use && strcmp(row->recognised_on, used_on) <= 0 &&
		    (!first || strcmp(row->recognised_on, first->recognised_on) < 0))
			first = row;
	return first;
}

/* Lateral moves and resettlements are no use of it. */
static FrontlineUse use_of(AppointmentKind kind)
{
	switch (kind) {
	case APPOINTMENT_KIND_PROMOTION:   return FRONTLINE_USE_PROMOTED;
	case APPOINTMENT_KIND_TRANSFER_IN: return FRONTLINE_USE_TRANSFERRED_IN;
	case APPOINTMENT_KIND_FURTHER_USE: return FRONTLINE_USE_FURTHER_USED;
	default:                           return FRONTLINE_USE_UNSPECIFIED;
	}
}

void react_appointed(struct decision *d, const Appointed *e, const struct event *ev)
{
	const RecommendationRow *row = on_track(d->state, e->cadre_id, e->effective_on);
	FrontlineUse use = use_of(e->kind);

	(void)ev;
	if (!row || !use)
		return;
	emit_frontline_used(d, &(FrontlineUsed){
		.recommendation_id = row->recommendation_id,
		.frontline_id = row->frontline_id,
		.cadre_id = row->cadre_id,
		.domain = row->domain,
		.use = use,
		.first_secretary = e->was_first_secretary && e->township_leadership,
		.origin = e->appointment_id,
		.used_on = e->effective_on,
	});
}

void react_rank_promoted(struct decision *d, const RankPromoted *e, const struct event *ev)
{
	const RecommendationRow *row = on_track(d->state, e->cadre_id, e->effective_on);

	(void)ev;
	if (!row)
		return;
	emit_frontline_used(d, &(FrontlineUsed){
		.recommendation_id = row->recommendation_id,
		.frontline_id = row->frontline_id,
		.cadre_id = row->cadre_id,
		.domain = row->domain,
		.use = FRONTLINE_USE_RANK_PROMOTED,
		.origin = e->rank_case_id,
		.used_on = e->effective_on,
	});
}
