/* Evidence of an indicator, checked by a second person: rows A2, A3, W3.2. The platform keeps name, size and digest; the file
 * itself stays where it is kept.
 *
 *   REGISTERED -> ACCEPTED | RETURNED (with a reason); a value that changes sends what was accepted back to REGISTERED
 *
 * In:  RegisterIndicatorEvidence, CheckIndicatorEvidence.
 * Out: IndicatorEvidenceRegistered, IndicatorEvidenceChecked. */
#include "assessment/indicator_evidence.h"

#include <string.h>

#include "assessment/bounds.h"
#include "assessment/scheme.h"
#include "assessment/scoring.h"
#include "roster/people.h"
#include "workflows.h"

#define DIGEST_DIGITS 64

static bool is_digest(const char *text)
{
	return strlen(text) == DIGEST_DIGITS && strspn(text, "0123456789abcdef") == DIGEST_DIGITS;
}

const IndicatorEvidenceRow *indicator_evidence_checked(const struct state *s, const char *scheme_id, const char *unit_id,
						       const char *indicator_id)
{
	struct row_scan scan = indicator_evidence_by_scheme_id_unit_id_indicator_id(s, scheme_id, unit_id, indicator_id);
	const IndicatorEvidenceRow *row;

	while ((row = indicator_evidence_next(&scan)))
		if (row->state == INDICATOR_EVIDENCE_STATE_ACCEPTED)
			return row;
	return NULL;
}

/* The same file once, unless it was returned; at most INDICATOR_EVIDENCE_MAX, returned ones included. */
static enum refusal may_register(struct decision *d, const RegisterIndicatorEvidence *cmd)
{
	struct row_scan scan =
		indicator_evidence_by_scheme_id_unit_id_indicator_id(d->state, cmd->scheme_id, cmd->unit_id, cmd->indicator_id);
	const IndicatorEvidenceRow *row;
	size_t count = 0;

	while ((row = indicator_evidence_next(&scan))) {
		if (row->state != INDICATOR_EVIDENCE_STATE_RETURNED && strcmp(row->sha256, cmd->sha256) == 0)
			return decision_refuse(d, REFUSAL_INDICATOR_EVIDENCE_STANDS, "sha256", row->evidence_id);
		count++;
	}
	return count < INDICATOR_EVIDENCE_MAX ? REFUSAL_NONE : REFUSAL_INDICATOR_EVIDENCE_MANY;
}

enum refusal register_indicator_evidence_decide(struct decision *d, const RegisterIndicatorEvidence *cmd)
{
	const SchemeIndicatorRow *row = scheme_indicator_find(d->state, cmd->scheme_id, cmd->indicator_id);
	const SchemeUnitRow *unit = scheme_unit_find(d->state, cmd->scheme_id, cmd->unit_id);
	struct scoring_case c;
	enum refusal r = scoring_open_case(d, cmd->scheme_id, &c);
	const char *id;

	if (r)
		return r;
	if (!row)                                                       return REFUSAL_INDICATOR_UNKNOWN;
	if (row->indicator->component == SCORE_COMPONENT_LEADER)        return REFUSAL_LEADER_INDICATOR;
	if (strcmp(d->actor->unit_id, row->indicator->data_owner) != 0)
		return decision_refuse(d, REFUSAL_NOT_DATA_OWNER, "indicator_id", row->indicator->data_owner);
	if (!unit)
		return decision_refuse(d, REFUSAL_UNIT_NOT_IN_SCHEME, "unit_id", cmd->unit_id);
	if (!indicator_of_group(row->indicator, unit->group_id))
		return decision_refuse(d, REFUSAL_INDICATOR_NOT_OF_UNIT, "unit_id", cmd->unit_id);
	if (strcmp(cmd->unit_id, row->indicator->data_owner) == 0)      return REFUSAL_OWNER_SCORES_ITSELF;
	if (!is_digest(cmd->sha256))
		return decision_refuse(d, REFUSAL_INDICATOR_EVIDENCE_DIGEST, "sha256", cmd->sha256);
	if ((r = may_register(d, cmd)))
		return r;
	id = decision_new_id(d, "evidence");
	decision_answer(d, "evidence_id", id);
	emit_indicator_evidence_registered(d, &(IndicatorEvidenceRegistered){
		.evidence_id = id,
		.scheme_id = cmd->scheme_id,
		.indicator_id = cmd->indicator_id,
		.unit_id = cmd->unit_id,
		.file_name = cmd->file_name,
		.bytes = cmd->bytes,
		.sha256 = cmd->sha256,
		.kept_at = cmd->kept_at,
		.owner_unit_id = row->indicator->data_owner,
	});
	return REFUSAL_NONE;
}

/* A second person of the unit that owns the data, or the office; never of the unit that is measured. */
static enum refusal may_check(const struct decision *d, const IndicatorEvidenceRow *row, const SchemeRow *scheme)
{
	bool office = (actor_has_role(d->actor, "org.assessment") || actor_has_role(d->actor, "org.head")) &&
		      scheme_is_of(scheme, d->actor);
	bool owner = d->actor->unit_id[0] && strcmp(d->actor->unit_id, row->owner_unit_id) == 0;

	if (strcmp(d->actor->unit_id, row->unit_id) == 0)                 return REFUSAL_SELF_DEALING;
	if (!office && !owner)                                            return REFUSAL_INDICATOR_EVIDENCE_CHECKER;
	if (actor_did(d->actor, row->registered_by, row->registered_by_cadre)) return REFUSAL_INDICATOR_EVIDENCE_OWN;
	return REFUSAL_NONE;
}

enum refusal check_indicator_evidence_decide(struct decision *d, const CheckIndicatorEvidence *cmd)
{
	const IndicatorEvidenceRow *row = indicator_evidence_find(d->state, cmd->evidence_id);
	struct scoring_case c;
	enum refusal r;

	if (!row)
		return REFUSAL_INDICATOR_EVIDENCE_UNKNOWN;
	if ((r = scoring_open_case(d, row->scheme_id, &c)) || (r = may_check(d, row, c.scheme)))
		return r;
	if (row->state != INDICATOR_EVIDENCE_STATE_REGISTERED)
		return REFUSAL_STATE_WRONG;
	if (!cmd->accepted && cmd->reason[0] == '\0')
		return decision_refuse(d, REFUSAL_RETURN_REASON, "reason", NULL);
	emit_indicator_evidence_checked(d, &(IndicatorEvidenceChecked){
		.evidence_id = row->evidence_id,
		.scheme_id = row->scheme_id,
		.indicator_id = row->indicator_id,
		.unit_id = row->unit_id,
		.accepted = cmd->accepted,
		.reason = cmd->reason,
		.checked_on = d->today,
	});
	return REFUSAL_NONE;
}
