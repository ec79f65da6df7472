/* How a daemon that is not personnel applies personnel's events to its copy. */
#include "aliases.h"
#include "people.h"
#include "workflows.h"

void apply_unit_registered(struct tables *t, const UnitRegistered *e, const struct event *ev)
{
	(void)ev;
	people_put_unit(t, e);
}

void apply_cadre_registered(struct tables *t, const CadreRegistered *e, const struct event *ev)
{
	people_keep_former_unit(t, e, ev->occurred_on);
	people_put_cadre(t, e);
}

void apply_cadre_revised(struct tables *t, const CadreRevised *e, const struct event *ev)
{
	if (!e->now)
		return;
	people_keep_former_unit(t, e->now, ev->occurred_on);
	people_put_cadre(t, e->now);
}

void apply_cadre_merged(struct tables *t, const CadreMerged *e, const struct event *ev)
{
	(void)ev;
	alias_apply(t, e);
}
