/* Ids of persons that were merged into others (people.proto: CadreAliasRow). What comes for an alias is taken for the kept person;
 * a command that names one is refused and told the kept id. */
#ifndef DANDANG_ROSTER_ALIASES_H
#define DANDANG_ROSTER_ALIASES_H

#include "workflows.h"

/* The id under which this person is kept: `cadre_id` itself unless it is an alias. */
const char *alias_kept(const struct state *s, const char *cadre_id);
/* The alias row, the bars and the roster row: the alias is in no unit and no team any more, and still found by what was recorded
 * under it. */
void alias_apply(struct tables *t, const CadreMerged *e);

#endif
