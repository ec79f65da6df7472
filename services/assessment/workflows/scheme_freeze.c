/* The scheme is approved and frozen before the year is measured by it: rows A1, A2, W3.1.
 *
 *   CONSULTED -> APPROVED -> FROZEN; a frozen amendment replaces the version before it, from its day on
 *
 * In:  ApproveScheme, FreezeScheme.
 * Out: SchemeApproved, SchemeFrozen. */
#include <string.h>

#include "assessment/scheme.h"
#include "workflows.h"

enum refusal approve_scheme_decide(struct decision *d, const ApproveScheme *cmd)
{
	const SchemeRow *scheme = scheme_find(d->state, cmd->scheme_id);

	if (!scheme)                                     return REFUSAL_SCHEME_UNKNOWN;
	if (!scheme_is_of(scheme, d->actor))             return REFUSAL_OUTSIDE_AUTHORITY;
	if (scheme->state == SCHEME_STATE_CONSULTING)    return REFUSAL_CONSULTATION_RUNS;
	if (scheme->state != SCHEME_STATE_CONSULTED)     return REFUSAL_STATE_WRONG;
	if (scheme->comments_open)                       return REFUSAL_COMMENT_OPEN;
	emit_scheme_approved(d, &(SchemeApproved){
		.scheme_id = scheme->scheme_id,
		.document = cmd->document,
		.approved_on = d->today,
	});
	return REFUSAL_NONE;
}

/* The first version by the day policy names; an amendment before its own day. */
static enum refusal in_time(struct decision *d, const SchemeRow *scheme)
{
	const char *last = decision_format(d, "%u-%s", scheme->year, policy_text(d, "SCHEME.FREEZE_BY"));

	if (scheme->amends[0])
		return strcmp(scheme->effective_from, d->today) > 0 ? REFUSAL_NONE : REFUSAL_AMENDMENT_BACKDATED;
	return strcmp(d->today, last) <= 0 ? REFUSAL_NONE : decision_refuse(d, REFUSAL_SCHEME_FREEZE_LATE, "scheme_id", last);
}

enum refusal freeze_scheme_decide(struct decision *d, const FreezeScheme *cmd)
{
	const SchemeRow *scheme = scheme_find(d->state, cmd->scheme_id);
	enum refusal r;

	if (!scheme)                                     return REFUSAL_SCHEME_UNKNOWN;
	if (!scheme_is_of(scheme, d->actor))             return REFUSAL_OUTSIDE_AUTHORITY;
	if (scheme->state != SCHEME_STATE_APPROVED)      return REFUSAL_STATE_WRONG;
	if ((r = in_time(d, scheme)))                    return r;
	emit_scheme_frozen(d, &(SchemeFrozen){
		.scheme_id = scheme->scheme_id,
		.year = scheme->year,
		.unit_kind = scheme->unit_kind,
		.version = scheme->version,
		.frozen_on = d->today,
		.effective_from = scheme->effective_from,
		.replaces = scheme->amends,
	});
	return REFUSAL_NONE;
}
