/* Portraits of teams, and the places of the years they look back on. */
#include "workflows.h"

void apply_team_portrait_drawn(struct tables *t, const TeamPortraitDrawn *e, const struct event *ev)
{
	(void)ev;
	team_portrait_put(t, &(TeamPortraitRow){
		.unit_id = e->unit_id,
		.authority = e->authority,
		.members = e->members,
		.drawn_on = e->drawn_on,
		.n_flags = e->n_flags,
		.flags = e->flags,
	});
}

void apply_team_graded(struct tables *t, const TeamGraded *e, const struct event *ev)
{
	(void)ev;
	team_place_put(t, &(TeamPlaceRow){
		.unit_id = e->unit_id,
		.year = e->year,
		.group_rank = e->group_rank,
		.group_size = e->group_size,
		.last = e->last,
	});
}
