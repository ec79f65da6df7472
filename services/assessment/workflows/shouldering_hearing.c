/* A person a type goes against is told and heard before it is reviewed (S01): row S3, W3.11.
 *
 *   REASONED, against him: -> INFORMED (SHOULDERING.HEARING) -> STATED | WAIVED in writing
 *
 * Silence is no waiver: when the days have passed the matter is shown as overdue, and somebody has to go and hear him.
 * In:  InformShouldering, HearShouldering; the last day for the statement by the due-table.
 * Out: ShoulderingInformed, ShoulderingHeard, ShoulderingStated (sealed), ShoulderingHearingOverdue. */
#include <string.h>

#include "assessment/shouldering.h"
#include "roster/people.h"
#include "workflows.h"

enum refusal inform_shouldering_decide(struct decision *d, const InformShouldering *cmd)
{
	const ShoulderingRow *row = shouldering_find(d->state, cmd->evaluation_id);
	const char *state_by = policy_deadline(d, "SHOULDERING.HEARING");

	if (!row)                                                return REFUSAL_SHOULDERING_UNKNOWN;
	if (strcmp(row->authority, d->actor->region) != 0)       return REFUSAL_OUTSIDE_AUTHORITY;
	if (row->state != SHOULDERING_STATE_REASONED)            return REFUSAL_STATE_WRONG;
	if (!shouldering_against(row->type))                     return REFUSAL_SHOULDERING_NOT_NEGATIVE;
	if (row->hearing != REBUTTAL_STATE_UNSPECIFIED)          return REFUSAL_SHOULDERING_INFORMED;
	decision_answer(d, "state_by", state_by);
	emit_shouldering_informed(d, &(ShoulderingInformed){
		.evaluation_id = row->evaluation_id,
		.cadre_id = row->cadre_id,
		.informed_on = d->today,
		.state_by = state_by,
	});
	return REFUSAL_NONE;
}

static enum refusal check_heard(const struct decision *d, const ShoulderingRow *row, const HearShouldering *cmd)
{
	bool officer = actor_has_role(d->actor, "org.cadre") || actor_has_role(d->actor, "org.supervision");

	if (!row)                                                            return REFUSAL_SHOULDERING_UNKNOWN;
	if (officer && strcmp(row->authority, d->actor->region) != 0)        return REFUSAL_OUTSIDE_AUTHORITY;
	if (!officer && !actor_is(d->actor, row->cadre_id))                  return REFUSAL_OUTSIDE_AUTHORITY;
	if (row->state != SHOULDERING_STATE_REASONED)                        return REFUSAL_STATE_WRONG;
	if (row->hearing == REBUTTAL_STATE_UNSPECIFIED)                      return REFUSAL_SHOULDERING_HEARING;
	if (row->hearing == REBUTTAL_STATE_STATED)                           return REFUSAL_SHOULDERING_HEARD;
	if (cmd->waived && cmd->document[0] == '\0')                         return REFUSAL_WAIVER_DOCUMENT;
	if (!cmd->waived && cmd->statement[0] == '\0')                       return REFUSAL_STATEMENT_MISSING;
	return REFUSAL_NONE;
}

enum refusal hear_shouldering_decide(struct decision *d, const HearShouldering *cmd)
{
	const ShoulderingRow *row = shouldering_find(d->state, cmd->evaluation_id);
	enum refusal r = check_heard(d, row, cmd);

	if (r)
		return r;
	emit_shouldering_heard(d, &(ShoulderingHeard){
		.evaluation_id = row->evaluation_id,
		.cadre_id = row->cadre_id,
		.waived = cmd->waived,
		.document = cmd->document,
		.heard_on = d->today,
	});
	if (cmd->statement[0])
		emit_shouldering_stated(d, &(ShoulderingStated){
			.evaluation_id = row->evaluation_id,
			.cadre_id = row->cadre_id,
			.statement = cmd->statement,
		});
	return REFUSAL_NONE;
}

void due_shouldering_hearing(struct decision *d, const char *id)
{
	const ShoulderingRow *row = shouldering_find(d->state, id);

	if (row && row->hearing == REBUTTAL_STATE_INFORMED)
		emit_shouldering_hearing_overdue(d, &(ShoulderingHearingOverdue){
			.evaluation_id = id,
			.cadre_id = row->cadre_id,
			.state_by = row->state_by,
		});
}
