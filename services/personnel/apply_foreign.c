/* What other daemons say and personnel keeps: list positions, observation conclusions, commendations. Bars are applied by
 * roster/bars.c. What comes for an alias is the kept person's. */
#include <string.h>

#include "aliases.h"

void apply_list_placed(struct tables *t, const ListPlaced *e, const struct event *ev)
{
	list_position_put(t, &(ListPositionRow){
		.cadre_id = alias_kept(tables_state(t), e->cadre_id),
		.list_id = e->list_id,
		.version = e->version,
		.tier = e->tier,
		.rank = e->rank,
		.head = e->head,
		.tail = e->tail,
		.valid_until = e->valid_until,
		.placed_on = ev->occurred_on,
	});
}

/* Until the period is evaluated there is no opinion, and nothing upward is supported, whether or not the bar still runs. */
void apply_observation_enrolled(struct tables *t, const ObservationEnrolled *e, const struct event *ev)
{
	(void)ev;
	eligibility_note_put(t, &(EligibilityNoteRow){ .cadre_id = alias_kept(tables_state(t), e->cadre_id),
							    .observation_id = e->observation_id });
}

void apply_observation_revoked(struct tables *t, const ObservationRevoked *e, const struct event *ev)
{
	const char *cadre_id = alias_kept(tables_state(t), e->cadre_id);
	const EligibilityNoteRow *note = eligibility_note_find(tables_state(t), cadre_id);

	(void)ev;
	if (note && strcmp(note->observation_id, e->observation_id) == 0)
		eligibility_note_delete(t, cadre_id);
}

void apply_observation_concluded(struct tables *t, const ObservationConcluded *e, const struct event *ev)
{
	(void)ev;
	eligibility_note_put(t, &(EligibilityNoteRow){
		.cadre_id = alias_kept(tables_state(t), e->cadre_id),
		.observation_id = e->observation_id,
		.opinion = e->opinion,
		.eligible = e->eligible,
		.concluded_on = e->concluded_on,
	});
}

void apply_award_granted(struct tables *t, const AwardGranted *e, const struct event *ev)
{
	(void)ev;
	recognition_put(t, &(RecognitionRow){
		.cadre_id = alias_kept(tables_state(t), e->cadre_id),
		.origin = e->award_id,
		.on = e->granted_on,
	});
}
