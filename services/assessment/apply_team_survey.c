/* What evaluations of teams after their election change. */
#include "assessment/fieldwork.h"
#include "base/require.h"
#include "workflows.h"

static TeamSurveyRow survey_of(struct tables *t, const char *survey_id)
{
	const TeamSurveyRow *row = team_survey_find(tables_state(t), survey_id);

	REQUIRE(row);
	return *row;
}

void apply_team_survey_planned(struct tables *t, const TeamSurveyPlanned *e, const struct event *ev)
{
	team_survey_put(t, &(TeamSurveyRow){
		.survey_id = e->survey_id,
		.unit_id = e->unit_id,
		.state = TEAM_SURVEY_STATE_SCHEME,
		.title = e->title,
		.elected_on = e->elected_on,
		.n_surveyor_ids = e->n_surveyor_ids,
		.surveyor_ids = e->surveyor_ids,
		.authority = e->authority,
		.planned_by = ev->actor_account,
		.conclude_by = e->conclude_by,
	});
	for (size_t i = 0; i < e->n_member_ids; i++)
		team_survey_member_put(t, &(TeamSurveyMemberRow){ .survey_id = e->survey_id, .cadre_id = e->member_ids[i] });
	due_set(t, DUE_TEAM_SURVEY, e->survey_id, e->conclude_by);
}

void apply_team_visit_recorded(struct tables *t, const TeamVisitRecorded *e, const struct event *ev)
{
	TeamSurveyRow row = survey_of(t, e->survey_id);

	row.state = TEAM_SURVEY_STATE_VISIT;
	row.visits++;
	row.same_texts += e->same_text_as[0] != '\0';
	team_survey_put(t, &row);
	team_visit_put(t, &(TeamVisitRow){
		.survey_id = e->survey_id,
		.visit_id = e->visit_id,
		.authority = row.authority,
		.n_surveyor_ids = e->n_surveyor_ids,
		.surveyor_ids = e->surveyor_ids,
		.visited_on = e->visited_on,
		.place = e->place,
		.record = e->record,
		.same_text_as = e->same_text_as,
		.recorded_by = ev->actor_account,
	});
	text_keep(t, e->text_digest, e->visit_id);
}

void apply_team_survey_scored(struct tables *t, const TeamSurveyScored *e, const struct event *ev)
{
	TeamSurveyRow row = survey_of(t, e->survey_id);

	row.state = TEAM_SURVEY_STATE_SCORED;
	row.scored_by = ev->actor_account;
	team_survey_put(t, &row);
	team_survey_score_put(t, &(TeamSurveyScoreRow){
		.survey_id = e->survey_id,
		.authority = row.authority,
		.n_dimensions = e->n_dimensions,
		.dimensions = e->dimensions,
		.composite = e->composite,
		.scored_on = ev->occurred_on,
	});
	for (size_t i = 0; i < e->n_members; i++)
		team_survey_member_put(t, &(TeamSurveyMemberRow){
			.survey_id = e->survey_id,
			.cadre_id = e->members[i]->cadre_id,
			.evaluation = e->members[i],
			.evaluated = true,
		});
}

void apply_team_survey_returned(struct tables *t, const TeamSurveyReturned *e, const struct event *ev)
{
	TeamSurveyRow row = survey_of(t, e->survey_id);

	(void)ev;
	row.state = TEAM_SURVEY_STATE_VISIT;
	team_survey_put(t, &row);
}

void apply_team_evaluated(struct tables *t, const TeamEvaluated *e, const struct event *ev)
{
	TeamSurveyRow row = survey_of(t, e->survey_id);

	row.state = TEAM_SURVEY_STATE_RESULT;
	row.composite = e->composite;
	row.verdict = e->verdict;
	row.opinion = e->opinion;
	row.evaluated_on = e->evaluated_on;
	row.evaluated_by = ev->actor_account;
	row.feedback_by = e->feedback_by;
	row.overdue = false;
	team_survey_put(t, &row);
	due_clear(t, DUE_TEAM_SURVEY, e->survey_id);
	due_set(t, DUE_TEAM_FEEDBACK, e->survey_id, e->feedback_by);
}

void apply_member_evaluated(struct tables *t, const MemberEvaluated *e, const struct event *ev)
{
	const TeamSurveyMemberRow *member = team_survey_member_find(tables_state(t), e->survey_id, e->cadre_id);

	REQUIRE(member && member->evaluation);
	finding_file(t, ev, &(struct finding){
		.cadre_id = e->cadre_id,
		.matter_id = e->survey_id,
		.source = SOURCE_KIND_POST_TERM,
		.verdict = e->verdict,
		.behavior = member->evaluation->behavior,
		.summary = member->evaluation->summary,
		.filed_on = e->evaluated_on,
	});
}

void apply_team_survey_fed_back(struct tables *t, const TeamSurveyFedBack *e, const struct event *ev)
{
	TeamSurveyRow row = survey_of(t, e->survey_id);

	(void)ev;
	row.state = TEAM_SURVEY_STATE_FEEDBACK;
	row.told_on = e->told_on;
	row.n_improvements = e->n_improvements;
	row.improvements = e->improvements;
	row.improve_by = e->improve_by;
	row.overdue = false;
	team_survey_put(t, &row);
	due_clear(t, DUE_TEAM_FEEDBACK, e->survey_id);
	due_set(t, DUE_TEAM_IMPROVEMENT, e->survey_id, e->improve_by);
}

void apply_team_improvement_reported(struct tables *t, const TeamImprovementReported *e, const struct event *ev)
{
	TeamSurveyRow row = survey_of(t, e->survey_id);

	(void)ev;
	row.state = TEAM_SURVEY_STATE_IMPROVEMENT;
	row.measures = e->measures;
	row.proof = e->proof;
	team_survey_put(t, &row);
	due_clear(t, DUE_TEAM_IMPROVEMENT, e->survey_id);
}

void apply_team_improvement_accepted(struct tables *t, const TeamImprovementAccepted *e, const struct event *ev)
{
	TeamSurveyRow row = survey_of(t, e->survey_id);

	(void)ev;
	row.state = TEAM_SURVEY_STATE_CLOSED;
	row.note = e->note;
	row.overdue = false;
	team_survey_put(t, &row);
}

void apply_team_improvement_returned(struct tables *t, const TeamImprovementReturned *e, const struct event *ev)
{
	TeamSurveyRow row = survey_of(t, e->survey_id);

	(void)ev;
	row.state = TEAM_SURVEY_STATE_FEEDBACK;
	row.note = e->note;
	row.improve_by = e->improve_by;
	team_survey_put(t, &row);
	due_set(t, DUE_TEAM_IMPROVEMENT, e->survey_id, e->improve_by);
}

void apply_team_survey_overdue(struct tables *t, const TeamSurveyOverdue *e, const struct event *ev)
{
	TeamSurveyRow row = survey_of(t, e->survey_id);

	(void)ev;
	row.overdue = true;
	team_survey_put(t, &row);
}
