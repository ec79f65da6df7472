/* Told and heard (告知、陈述申辩): safeguard S01, for graded response, adjustment, the third level of a warning and
 * what a campaign found.
 *
 *   notified -> STATED | WAIVED in writing
 *
 * Nothing heavier follows without it, and silence is no waiver: past its day the hearing is shown as overdue.
 *
 * In:  NotifyParty, HearParty; the last day by the due-table.
 * Out: PartyNotified, PartyHeard, MatterNoted (sealed), HearingOverdue. */
#include <string.h>

#include "accountability/matter.h"
#include "accountability/reporters.h"
#include "roster/people.h"
#include "workflows.h"

/* The person of a matter that is at the step where he is told and heard. */
static enum refusal party_of(const struct state *s, const char *matter_id, const char **cadre_id)
{
	const ResponseRow *response = response_find(s, matter_id);
	const AdjustmentRow *adjustment = adjustment_find(s, matter_id);
	const WarningRow *warning = warning_find(s, matter_id);
	const ClueRow *clue = clue_find(s, matter_id);
	bool at_step = (response && response->state == RESPONSE_STATE_OPEN) ||
		       (adjustment && adjustment->state == ADJUSTMENT_STATE_PROPOSED) ||
		       (warning && warning->step == WARNING_STEP_LEVEL_3_PROPOSED) ||
		       (clue && clue->state == CLUE_STATE_VERIFYING);

	*cadre_id = response ? response->cadre_id : adjustment ? adjustment->cadre_id : warning ? warning->cadre_id :
		    clue ? clue->cadre_id : "";
	if ((*cadre_id)[0] == '\0')
		return REFUSAL_MATTER_UNKNOWN;
	return at_step ? REFUSAL_NONE : REFUSAL_STATE_WRONG;
}

enum refusal notify_party_decide(struct decision *d, const NotifyParty *cmd)
{
	const char *cadre_id;
	enum refusal r = party_of(d->state, cmd->matter_id, &cadre_id);
	const char *hear_by = policy_deadline(d, "HEARING.WITHIN");

	if (r)                                                return r;
	if (!matter_cadre(d, cadre_id, &r))                   return r;
	if (text_names_reporter(d, cadre_id, cmd->facts))     return REFUSAL_REPORTER_IN_TEXT;

	emit_party_notified(d, &(PartyNotified){
		.matter_id = cmd->matter_id,
		.cadre_id = cadre_id,
		.notified_on = d->today,
		.hear_by = hear_by,
	});
	matter_note(d, cmd->matter_id, cadre_id, NOTE_KIND_FACTS, cmd->facts);
	decision_answer(d, "hear_by", hear_by);
	return REFUSAL_NONE;
}

/* The person himself, or an officer who may manage him. */
static enum refusal may_record(const struct decision *d, const char *cadre_id)
{
	enum refusal r = REFUSAL_NONE;

	if (!actor_is(d->actor, cadre_id))
		matter_cadre(d, cadre_id, &r);
	if (!r && !actor_is(d->actor, cadre_id) && !actor_has_role(d->actor, "org.supervision") &&
	    !actor_has_role(d->actor, "org.cadre"))
		r = REFUSAL_OUTSIDE_AUTHORITY;
	return r;
}

enum refusal hear_party_decide(struct decision *d, const HearParty *cmd)
{
	const HearingRow *hearing = hearing_find(d->state, cmd->matter_id);
	bool waived = cmd->kind == HEARING_KIND_WAIVED;
	const char *cadre_id;
	enum refusal r = party_of(d->state, cmd->matter_id, &cadre_id);

	if (r)                                                       return r;
	if ((r = may_record(d, cadre_id)))                           return r;
	if (!hearing)                                                return REFUSAL_NOT_NOTIFIED;
	if (hearing->kind == HEARING_KIND_STATED)                    return REFUSAL_HEARD_TWICE;
	if (waived && cmd->document[0] == '\0')                      return REFUSAL_HEARING_WAIVER;
	if (!waived && cmd->statement[0] == '\0')                    return REFUSAL_STATEMENT_MISSING;

	emit_party_heard(d, &(PartyHeard){
		.matter_id = cmd->matter_id,
		.cadre_id = cadre_id,
		.kind = cmd->kind,
		.heard_on = d->today,
		.document = cmd->document,
	});
	matter_note(d, cmd->matter_id, cadre_id, NOTE_KIND_STATEMENT, cmd->statement);
	return REFUSAL_NONE;
}

void due_hearing(struct decision *d, const char *id)
{
	const HearingRow *hearing = hearing_find(d->state, id);

	if (hearing && hearing->kind == HEARING_KIND_UNSPECIFIED)
		emit_hearing_overdue(d, &(HearingOverdue){
			.matter_id = id,
			.cadre_id = hearing->cadre_id,
			.hear_by = hearing->hear_by,
		});
}
