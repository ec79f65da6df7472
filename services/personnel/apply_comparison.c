/* The comparison sheet as it was last drawn. */
#include "workflows.h"

void apply_comparison_drawn(struct tables *t, const ComparisonDrawn *e, const struct event *ev)
{
	(void)ev;
	comparison_put(t, &(ComparisonRow){
		.appointment_id = e->appointment_id,
		.cadre_id = e->cadre_id,
		.list_id = e->list_id,
		.list_version = e->list_version,
		.drawn_on = e->drawn_on,
		.n_candidates = e->n_candidates,
		.candidates = e->candidates,
	});
}
