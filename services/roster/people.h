/* The copy of people and units every daemon keeps, and who may manage whom. */
#ifndef DANDANG_ROSTER_PEOPLE_H
#define DANDANG_ROSTER_PEOPLE_H

#include <stdbool.h>

#include "rows.h"
#include "runtime/decision.h"

void people_put_unit(struct tables *t, const UnitRegistered *e);
void people_put_cadre(struct tables *t, const CadreRegistered *e);
/* Before the cadre is put: keeps the unit he leaves by this. Of several moves on one day the first says where he came from. */
void people_keep_former_unit(struct tables *t, const CadreRegistered *e, const char *iso_day);

/* The unit he belonged to on a day, as far as moves were kept; on the day of a move the new one. */
const char *people_unit_on(const struct state *s, const CadreRow *cadre, const char *iso_day);

/* 干部管理权限: one region's organ manages a cadre; the account must exercise exactly that region's authority. */
bool actor_may_manage(const struct actor *actor, const CadreRow *cadre);
/* The actor acts in a matter about himself (recusal). */
bool actor_is(const struct actor *actor, const char *cadre_id);
/* Did this account do it, or the same person under another one? For what wants a second officer. */
bool actor_did(const struct actor *actor, const char *account, const char *cadre_id);
/* ANNUAL_GRADE_UNSPECIFIED when the cadre has no grade of that year. */
AnnualGrade cadre_grade_of(const CadreRow *cadre, unsigned year);

/* The cadres of a unit (or all, for ""), after a cadre already seen (or from the first, for ""): for work done page by
 * page. */
struct row_scan people_after(const struct state *s, const char *unit_id, const char *after);

#endif
