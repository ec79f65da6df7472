/* Interview of the head or the deputy in charge of a team that ranks last (约谈): row A6, W3.9, metric M15.
 *
 *   NOTIFIED -> TALKED -> PLANNED -> CHECKED
 *
 * In:  OpenInterview (publishing opens them by itself), RecordInterview, SubmitInterviewPlan, CheckInterview; the last
 *      days by the due-table.
 * Out: InterviewOpened, Interviewed, InterviewNoted (sealed), InterviewPlanned, InterviewChecked, InterviewOverdue. */
#include "assessment/interview.h"

#include <string.h>

#include "roster/people.h"
#include "workflows.h"

static bool opened_before(const struct state *s, const char *inspection_id, const char *unit_id)
{
	struct row_scan scan = interview_by_inspection_id(s, inspection_id);
	const InterviewRow *interview;

	while ((interview = interview_next(&scan)))
		if (strcmp(interview->unit_id, unit_id) == 0)
			return true;
	return false;
}

const char *interview_open(struct decision *d, const InspectionRow *inspection, const char *unit_id)
{
	const char *id;

	if (opened_before(d->state, inspection->inspection_id, unit_id))
		return NULL;
	id = decision_new_id(d, "interview");
	emit_interview_opened(d, &(InterviewOpened){
		.interview_id = id,
		.unit_id = unit_id,
		.inspection_id = inspection->inspection_id,
		.quarter = inspection->quarter,
		.talk_by = policy_deadline(d, "INTERVIEW.TALK_WITHIN"),
	});
	return id;
}

enum refusal open_interview_decide(struct decision *d, const OpenInterview *cmd)
{
	const InspectionRow *inspection = inspection_find(d->state, cmd->inspection_id);
	const InspectionResultRow *result = inspection_result_find(d->state, cmd->inspection_id, cmd->unit_id);
	const char *id;

	if (!inspection)                                      return REFUSAL_INSPECTION_UNKNOWN;
	if (!result)                                          return REFUSAL_UNIT_NOT_INSPECTED;
	if (inspection->state != INSPECTION_STATE_PUBLISHED)  return REFUSAL_NOT_PUBLISHED;
	if (!result->last)                                    return REFUSAL_UNIT_NOT_BOTTOM;
	id = interview_open(d, inspection, cmd->unit_id);
	if (!id)                                              return REFUSAL_INTERVIEW_OPEN;
	decision_answer(d, "interview_id", id);
	return REFUSAL_NONE;
}

/* The unit's last checked interview ended without progress, and it was this same deputy who came. */
static bool deputy_came_in_vain(const struct state *s, const InterviewRow *interview, const CadreRow *cadre)
{
	struct row_scan scan = interview_by_unit_id(s, interview->unit_id);
	const InterviewRow *other, *latest = NULL;

	while ((other = interview_next(&scan)))
		if (other->state == INTERVIEW_STATE_CHECKED && (!latest || strcmp(other->held_on, latest->held_on) > 0))
			latest = other;
	return latest && !latest->progress && !cadre->team_head && strcmp(latest->cadre_id, cadre->cadre_id) == 0;
}

static bool in_charge_of(const CadreRow *cadre, const char *unit_id)
{
	return strcmp(cadre->unit_id, unit_id) == 0 && (cadre->team_head || cadre->team_member);
}

enum refusal record_interview_decide(struct decision *d, const RecordInterview *cmd)
{
	const InterviewRow *interview = interview_find(d->state, cmd->interview_id);
	const CadreRow *cadre = cadre_find(d->state, cmd->cadre_id);

	if (!interview)                                       return REFUSAL_INTERVIEW_UNKNOWN;
	if (!cadre)                                           return REFUSAL_CADRE_UNKNOWN;
	if (interview->state != INTERVIEW_STATE_NOTIFIED)     return REFUSAL_STATE_WRONG;
	if (!in_charge_of(cadre, interview->unit_id))         return REFUSAL_INTERVIEWEE_NOT_IN_CHARGE;
	if (actor_is(d->actor, cadre->cadre_id))              return REFUSAL_SELF_DEALING;
	if (strcmp(cmd->held_on, d->today) > 0)               return REFUSAL_DATE_FUTURE;
	if (strcmp(cmd->held_on, interview->opened_on) < 0)   return REFUSAL_DATE_ORDER;
	if (cmd->record[0] == '\0')                           return REFUSAL_INTERVIEW_RECORD_MISSING;
	if (deputy_came_in_vain(d->state, interview, cadre))  return REFUSAL_DEPUTY_TWICE;

	emit_interviewed(d, &(Interviewed){
		.interview_id = interview->interview_id,
		.unit_id = interview->unit_id,
		.cadre_id = cadre->cadre_id,
		.held_on = cmd->held_on,
		.talker_id = d->actor->cadre_id[0] ? d->actor->cadre_id : d->actor->account,
	});
	emit_interview_noted(d, &(InterviewNoted){
		.interview_id = interview->interview_id,
		.record = cmd->record,
		.plan_demand = cmd->plan_demand,
		.plan_by = policy_deadline(d, "INTERVIEW.PLAN_WITHIN"),
	});
	return REFUSAL_NONE;
}

static bool acts_for(const struct actor *actor, const char *unit_id)
{
	return actor_has_role(actor, "org.assessment") || strcmp(actor->unit_id, unit_id) == 0;
}

enum refusal submit_interview_plan_decide(struct decision *d, const SubmitInterviewPlan *cmd)
{
	const InterviewRow *interview = interview_find(d->state, cmd->interview_id);

	if (!interview)                                     return REFUSAL_INTERVIEW_UNKNOWN;
	if (!acts_for(d->actor, interview->unit_id))        return REFUSAL_NOT_OWN_UNIT;
	if (interview->state != INTERVIEW_STATE_TALKED)     return REFUSAL_STATE_WRONG;

	emit_interview_planned(d, &(InterviewPlanned){
		.interview_id = interview->interview_id,
		.unit_id = interview->unit_id,
		.plan = cmd->plan,
		.check_by = policy_deadline(d, "INTERVIEW.CHECK_WITHIN"),
	});
	return REFUSAL_NONE;
}

enum refusal check_interview_decide(struct decision *d, const CheckInterview *cmd)
{
	const InterviewRow *interview = interview_find(d->state, cmd->interview_id);

	if (!interview)                                          return REFUSAL_INTERVIEW_UNKNOWN;
	if (interview->state != INTERVIEW_STATE_PLANNED)         return REFUSAL_STATE_WRONG;
	if (strcmp(d->actor->unit_id, interview->unit_id) == 0)  return REFUSAL_SELF_DEALING;
	if (actor_is(d->actor, interview->cadre_id))             return REFUSAL_SELF_DEALING;

	emit_interview_checked(d, &(InterviewChecked){
		.interview_id = interview->interview_id,
		.unit_id = interview->unit_id,
		.progress = cmd->progress,
		.note = cmd->note,
		.checked_on = d->today,
	});
	return REFUSAL_NONE;
}

static void overdue(struct decision *d, const char *id, InterviewState state, InterviewState waiting_for)
{
	const InterviewRow *interview = interview_find(d->state, id);
	const char *due_on;

	if (!interview || interview->state != state)
		return;
	due_on = state == INTERVIEW_STATE_NOTIFIED ? interview->talk_by :
		 state == INTERVIEW_STATE_TALKED   ? interview->plan_by : interview->check_by;
	emit_interview_overdue(d, &(InterviewOverdue){
		.interview_id = id,
		.unit_id = interview->unit_id,
		.waiting_for = waiting_for,
		.due_on = due_on,
	});
}

void due_interview_talk(struct decision *d, const char *id)
{
	overdue(d, id, INTERVIEW_STATE_NOTIFIED, INTERVIEW_STATE_TALKED);
}

void due_interview_plan(struct decision *d, const char *id)
{
	overdue(d, id, INTERVIEW_STATE_TALKED, INTERVIEW_STATE_PLANNED);
}

void due_interview_check(struct decision *d, const char *id)
{
	overdue(d, id, INTERVIEW_STATE_PLANNED, INTERVIEW_STATE_CHECKED);
}
