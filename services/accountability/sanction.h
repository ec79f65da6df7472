/* Sanctions and their influence clock, for every workflow that ends in one. */
#ifndef DANDANG_ACCOUNTABILITY_SANCTION_H
#define DANDANG_ACCOUNTABILITY_SANCTION_H

#include "rows.h"
#include "runtime/decision.h"

struct sanction_order {
	const char *cadre_id;
	MeasureKind kind;
	DecidingOrgan organ;
	const char *document;
	const char *decided_on;
	const char *effective_on;
	const char *origin;
	const char *matter;
	BehaviorKind behavior;
	uint32_t probation_months;   /* 留党察看 */
	const char *instead_of;      /* sanction revoked in the same decision: it does not count any more */
	uint32_t merged_months;      /* several acts, one sanction: instead of the table's months; 0: the table */
};
struct sanction_imposed {
	const char *sanction_id;
	const char *influence_until; /* empty: no end */
};

/* Emits SanctionEffective, SanctionRegistered and BarImposed; where government sanctions run together, also
 * SanctionPeriodChanged and BarImposed for the others. The period is the one of the table on the effective day. */
struct sanction_imposed sanction_impose(struct decision *d, const struct sanction_order *order);
/* Emits SanctionRevoked and BarLifted; the others of a merged period fall back to what is left, or `instead` (may be NULL,
 * names the revoked one as instead_of) is imposed in its place. */
void sanction_revoke(struct decision *d, const SanctionRow *sanction, const char *reason,
		     const struct sanction_order *instead);

bool sanction_runs(const SanctionRow *sanction);
bool measure_is_government(MeasureKind kind);   /* 政务处分 below expulsion: periods that merge */
/* Rule of the influence period; NULL when the kind has none. */
const char *influence_rule(MeasureKind kind);
/* Last day of `months` months that begin on that day. */
const char *months_from(struct decision *d, const char *first_on, uint32_t months);

#endif
