/* What follows the evaluation of a team: it is told, improves, and the improvement is checked: row S2, W2.3.
 *
 *   RESULT -> FEEDBACK (told, with demands) -> IMPROVEMENT (reported with proof) -> CLOSED
 *                ^------------- returned ---------------'
 *
 * In:  FeedBackTeamSurvey, ReportTeamImprovement, CheckTeamImprovement; last days by the due-table.
 * Out: TeamSurveyFedBack, TeamImprovementReported, TeamImprovementAccepted, TeamImprovementReturned, TeamSurveyOverdue. */
#include <string.h>

#include "assessment/team_survey.h"
#include "roster/people.h"
#include "workflows.h"

enum refusal feed_back_team_survey_decide(struct decision *d, const FeedBackTeamSurvey *cmd)
{
	enum refusal r;
	const TeamSurveyRow *row = team_survey_of(d, cmd->survey_id, &r);
	const char *improve_by = policy_deadline(d, "POST_TERM.IMPROVE_WITHIN");

	if (r)                                              return r;
	if (row->state != TEAM_SURVEY_STATE_RESULT)         return REFUSAL_STATE_WRONG;
	if (strcmp(cmd->told_on, d->today) > 0)             return decision_refuse(d, REFUSAL_DATE_FUTURE, "told_on", cmd->told_on);
	if (strcmp(cmd->told_on, row->evaluated_on) < 0)    return decision_refuse(d, REFUSAL_DATE_ORDER, "told_on", cmd->told_on);

	decision_answer(d, "improve_by", improve_by);
	emit_team_survey_fed_back(d, &(TeamSurveyFedBack){
		.survey_id = row->survey_id,
		.unit_id = row->unit_id,
		.told_on = cmd->told_on,
		.n_improvements = cmd->n_improvements,
		.improvements = cmd->improvements,
		.improve_by = improve_by,
	});
	return REFUSAL_NONE;
}

enum refusal report_team_improvement_decide(struct decision *d, const ReportTeamImprovement *cmd)
{
	const TeamSurveyRow *row = team_survey_find(d->state, cmd->survey_id);

	if (!row)                                            return REFUSAL_TEAM_SURVEY_UNKNOWN;
	if (strcmp(d->actor->unit_id, row->unit_id) != 0)    return REFUSAL_NOT_OWN_UNIT;
	if (row->state != TEAM_SURVEY_STATE_FEEDBACK)        return REFUSAL_STATE_WRONG;
	if (cmd->proof[0] == '\0')                           return decision_refuse(d, REFUSAL_SURVEY_EVIDENCE_MISSING, "proof", NULL);

	emit_team_improvement_reported(d, &(TeamImprovementReported){
		.survey_id = row->survey_id,
		.unit_id = row->unit_id,
		.measures = cmd->measures,
		.proof = cmd->proof,
	});
	return REFUSAL_NONE;
}

enum refusal check_team_improvement_decide(struct decision *d, const CheckTeamImprovement *cmd)
{
	enum refusal r;
	const TeamSurveyRow *row = team_survey_of(d, cmd->survey_id, &r);

	if (r)                                                  return r;
	if (row->state != TEAM_SURVEY_STATE_IMPROVEMENT)        return REFUSAL_STATE_WRONG;
	if (strcmp(d->actor->unit_id, row->unit_id) == 0)       return REFUSAL_SELF_DEALING;

	if (cmd->accepted)
		emit_team_improvement_accepted(d, &(TeamImprovementAccepted){
			.survey_id = row->survey_id,
			.unit_id = row->unit_id,
			.note = cmd->note,
			.accepted_on = d->today,
		});
	else
		emit_team_improvement_returned(d, &(TeamImprovementReturned){
			.survey_id = row->survey_id,
			.unit_id = row->unit_id,
			.note = cmd->note,
			.improve_by = policy_deadline(d, "POST_TERM.IMPROVE_AGAIN"),
		});
	return REFUSAL_NONE;
}

static void overdue(struct decision *d, const char *id, TeamSurveyState state, TeamSurveyState waiting_for)
{
	const TeamSurveyRow *row = team_survey_find(d->state, id);

	if (row && row->state == state)
		emit_team_survey_overdue(d, &(TeamSurveyOverdue){
			.survey_id = id,
			.unit_id = row->unit_id,
			.waiting_for = waiting_for,
			.due_on = state == TEAM_SURVEY_STATE_RESULT ? row->feedback_by : row->improve_by,
		});
}

void due_team_feedback(struct decision *d, const char *id)
{
	overdue(d, id, TEAM_SURVEY_STATE_RESULT, TEAM_SURVEY_STATE_FEEDBACK);
}

void due_team_improvement(struct decision *d, const char *id)
{
	overdue(d, id, TEAM_SURVEY_STATE_FEEDBACK, TEAM_SURVEY_STATE_IMPROVEMENT);
}
