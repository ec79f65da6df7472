/* One more observer (增补考察人员) for an observation, a no-post inspection or a team survey under way: W2.1, W2.2, W2.3.
 *
 * Somebody of the plan has to stand back, moved or left: the matter goes on with another. The list only grows, so that whoever
 * was out there is known and never reviews.
 *
 * In:  AddObserver.
 * Out: ObserverAdded. */
#include <string.h>

#include "assessment/fieldwork.h"
#include "assessment/team_survey.h"
#include "roster/people.h"
#include "workflows.h"

static enum refusal joins_observation(struct decision *d, const FieldObservationRow *row, const char *observer_id)
{
	const CadreRow *cadre = cadre_find(d->state, row->cadre_id);

	if (!cadre || !actor_may_manage(d->actor, cadre))        return REFUSAL_OUTSIDE_AUTHORITY;
	if (actor_is(d->actor, row->cadre_id))                   return REFUSAL_SELF_DEALING;
	if (row->state > FIELD_OBSERVATION_STATE_TALKED)         return REFUSAL_STATE_WRONG;
	return observer_joins(d, observer_id, (struct names){ row->observer_ids, row->n_observer_ids }, cadre);
}

static enum refusal joins_no_post(struct decision *d, const NoPostInspectionRow *row, const char *observer_id)
{
	struct row_scan scan = no_post_subject_scan_1(d->state, row->inspection_id);
	const NoPostSubjectRow *subject;
	enum refusal r = REFUSAL_NONE;

	if (strcmp(row->authority, d->actor->region) != 0)       return REFUSAL_OUTSIDE_AUTHORITY;
	if (row->state == NO_POST_STATE_POOLED)                  return REFUSAL_STATE_WRONG;
	if (no_post_subject_find(d->state, row->inspection_id, d->actor->cadre_id)) return REFUSAL_SELF_DEALING;
	while (!r && (subject = no_post_subject_next(&scan)))
		r = observer_joins(d, observer_id, (struct names){ row->inspector_ids, row->n_inspector_ids },
				   cadre_find(d->state, subject->cadre_id));
	return r;
}

static enum refusal joins_survey(struct decision *d, const char *survey_id, const char *observer_id)
{
	struct row_scan scan = team_survey_member_scan_1(d->state, survey_id);
	const TeamSurveyMemberRow *member;
	enum refusal r;
	const TeamSurveyRow *row = team_survey_of(d, survey_id, &r);

	if (!r && row->state > TEAM_SURVEY_STATE_VISIT)
		return REFUSAL_STATE_WRONG;
	while (!r && (member = team_survey_member_next(&scan)))
		r = observer_joins(d, observer_id, (struct names){ row->surveyor_ids, row->n_surveyor_ids },
				   cadre_find(d->state, member->cadre_id));
	return r;
}

enum refusal add_observer_decide(struct decision *d, const AddObserver *cmd)
{
	const FieldObservationRow *observation = field_observation_find(d->state, cmd->matter_id);
	const NoPostInspectionRow *inspection = no_post_inspection_find(d->state, cmd->matter_id);
	enum refusal r = observation                                ? joins_observation(d, observation, cmd->observer_id) :
			 inspection                                 ? joins_no_post(d, inspection, cmd->observer_id) :
			 team_survey_find(d->state, cmd->matter_id) ? joins_survey(d, cmd->matter_id, cmd->observer_id) :
								      REFUSAL_FIELDWORK_UNKNOWN;

	if (r)
		return r;
	emit_observer_added(d, &(ObserverAdded){
		.matter_id = cmd->matter_id,
		.observer_id = cmd->observer_id,
		.reason = cmd->reason,
	});
	return REFUSAL_NONE;
}
