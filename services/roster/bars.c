#include "bars.h"

#include <string.h>

#include "aliases.h"

void apply_bar_imposed(struct tables *t, const BarImposed *e, const struct event *ev)
{
	(void)ev;
	bar_put(t, &(BarRow){
		.cadre_id = alias_kept(tables_state(t), e->cadre_id),
		.bar_id = e->bar_id,
		.ground = e->ground,
		.origin = e->origin,
		.from_on = e->from_on,
		.until_on = e->until_on,
		.provisional = e->provisional,
	});
}

void apply_bar_lifted(struct tables *t, const BarLifted *e, const struct event *ev)
{
	(void)ev;
	bar_delete(t, alias_kept(tables_state(t), e->cadre_id), e->bar_id);
}

static bool ends_later(const BarRow *a, const BarRow *b)
{
	if (!b)
		return true;
	if (a->until_on[0] == '\0' || b->until_on[0] == '\0')
		return a->until_on[0] == '\0';
	return strcmp(a->until_on, b->until_on) > 0;
}

const BarRow *bar_in_force(const struct state *s, const char *cadre_id, const char *iso_day)
{
	const BarRow *latest = NULL;
	const BarRow *bar;
	struct row_scan scan = bar_scan_1(s, cadre_id);

	while ((bar = bar_next(&scan))) {
		bool begun = strcmp(bar->from_on, iso_day) <= 0;
		bool over = bar->until_on[0] != '\0' && strcmp(bar->until_on, iso_day) < 0;
		if (begun && !over && ends_later(bar, latest))
			latest = bar;
	}
	return latest;
}
