/* Needs collect themselves: assessment names a capability gap, and training officers find it beside the person (W1.3, NEED_COLLECT). */
#include "workflows.h"

void apply_weakness_identified(struct tables *t, const WeaknessIdentified *e, const struct event *ev)
{
	(void)ev;
	for (size_t i = 0; i < e->n_capabilities; i++)
		training_need_put(t, &(TrainingNeedRow){
			.cadre_id = e->cadre_id,
			.capability = e->capabilities[i],
			.origin = e->poll_id,
			.identified_on = e->identified_on,
		});
}
