/* Called for every merged event, adopted or own, withheld or not. Prototype as the generated service table expects it. */
#ifndef DANDANG_GATEWAY_PROJECTION_H
#define DANDANG_GATEWAY_PROJECTION_H

#include "runtime/event.h"
#include "runtime/tables.h"

void gateway_apply_any(struct tables *t, const struct event *e);
/* Where an event that names neither a person nor a unit belongs: where its matter began, else with whoever caused it, else
 * with its site. */
const char *event_region(const struct state *s, const struct event *e);

#endif
