/* Appointment, last step: the year of probation (试用期). Row S4; workflow W2.6.
 *
 *   PROBATION -(due: the last day has passed)-> PROBATION_OVER -> CONFIRMED | RETURNED
 *
 * In:  ConcludeProbation; due moment.
 * Out: AppointmentProbationEnded, AppointmentConfirmed, AppointmentReturned with CadreRevised.
 *
 * Who fails leaves the post and, unless the decision places him otherwise, returns to the former unit at the former level
 * without a post. Leaving early is possible only that way: a probation is never passed before its end. */
#include <string.h>

#include "appointment.h"
#include "revise.h"

void due_appointment_probation(struct decision *d, const char *id)
{
	const AppointmentRow *row = appointment_find(d->state, id);

	if (!row || row->state != APPOINTMENT_STATE_PROBATION)
		return;
	emit_appointment_probation_ended(d, &(AppointmentProbationEnded){
		.appointment_id = id,
		.cadre_id = row->cadre_id,
		.ended_on = row->probation_until,
		.conclude_by = policy_deadline(d, "PROMO.PROBATION_CONCLUDE"),
	});
}

static enum refusal check_placement(struct decision *d, const ConcludeProbation *cmd, const struct appointment_step *step)
{
	const char *unit_id = cmd->placement_unit_id[0] ? cmd->placement_unit_id : step->row->before->unit_id;
	const UnitFileRow *unit = unit_file_find(d->state, unit_id);
	const PostRow *post = NULL;

	if (cmd->placement_unit_id[0] && !unit)
		return decision_refuse(d, REFUSAL_UNIT_UNKNOWN, "placement_unit_id", cmd->placement_unit_id);
	if (unit && unit->ended_on[0] && !(cmd->placement_post_id[0] && !cmd->placement_unit_id[0]))
		return decision_refuse(d, REFUSAL_UNIT_ENDED, "placement_unit_id", unit->ended_on);
	if (!cmd->placement_post_id[0])
		return REFUSAL_NONE;
	post = post_find(d->state, cmd->placement_post_id);
	if (!post || post->abolished)
		return decision_refuse(d, REFUSAL_POST_UNKNOWN, "placement_post_id", cmd->placement_post_id);
	if (cmd->placement_unit_id[0] && strcmp(post->unit_id, cmd->placement_unit_id) != 0)
		return decision_refuse(d, REFUSAL_POST_OF_ANOTHER_UNIT, "placement_post_id", cmd->placement_post_id);
	if (post->level < step->row->motion->from_level)
		return decision_refuse(d, REFUSAL_LEVEL_TOO_HIGH, "placement_post_id", cmd->placement_post_id);
	if (rules_post_vacancies(d->state, post, "", false) <= 0)
		return decision_refuse(d, REFUSAL_POST_NO_VACANCY, "placement_post_id", cmd->placement_post_id);
	return REFUSAL_NONE;
}

/* The record as it was before the appointment, in the placement decided; what has changed since (grades, rank) stays. */
static CadreRegistered placed(struct decision *d, const ConcludeProbation *cmd, const struct appointment_step *step)
{
	const CadreRegistered *before = step->row->before;
	const PostRow *post = cmd->placement_post_id[0] ? post_find(d->state, cmd->placement_post_id) : NULL;
	CadreRegistered now = *step->cadre;

	now.unit_id = cmd->placement_unit_id[0] ? cmd->placement_unit_id : before->unit_id;
	now.post_id = "";
	now.post_title = cmd->placement_title;
	now.level = before->level;
	now.level_since = before->level_since;
	now.authority = before->authority;
	now.exchange = before->exchange;
	now.home_region = before->home_region;
	now.team_head = now.team_member = false;
	if (!post)
		return now;
	now.unit_id = post->unit_id;
	now.post_id = post->post_id;
	now.post_title = post->title;
	if (post->level != before->level) {
		now.level = post->level;
		now.level_since = d->today;
	}
	now.team_head = post->team_head;
	now.team_member = post->team_member;
	return now;
}

static enum refusal return_from_probation(struct decision *d, const ConcludeProbation *cmd,
					  const struct appointment_step *step)
{
	enum refusal refusal = check_placement(d, cmd, step);
	CadreRegistered now;

	if (refusal != REFUSAL_NONE)
		return refusal;
	now = placed(d, cmd, step);
	emit_appointment_returned(d, &(AppointmentReturned){
		.appointment_id = cmd->appointment_id,
		.cadre_id = step->row->cadre_id,
		.opinion = cmd->opinion,
		.returned_on = d->today,
		.unit_id = now.unit_id,
		.level = now.level,
	});
	cadre_revise(d, step->cadre, &now, cmd->appointment_id, true);
	return REFUSAL_NONE;
}

enum refusal conclude_probation_decide(struct decision *d, const ConcludeProbation *cmd)
{
	struct appointment_step step;
	enum refusal refusal = appointment_begin(d, cmd->appointment_id, &step);

	if (refusal != REFUSAL_NONE)
		return refusal;
	if (step.row->state == APPOINTMENT_STATE_PROBATION && cmd->passed)
		return decision_refuse(d, REFUSAL_PROBATION_RUNNING, "appointment_id", step.row->probation_until);
	if (step.row->state != APPOINTMENT_STATE_PROBATION && step.row->state != APPOINTMENT_STATE_PROBATION_OVER)
		return decision_refuse(d, REFUSAL_STATE_WRONG, "appointment_id", appointment_state_label(step.row->state));
	if (!cmd->passed)
		return return_from_probation(d, cmd, &step);
	emit_appointment_confirmed(d, &(AppointmentConfirmed){
		.appointment_id = cmd->appointment_id,
		.cadre_id = step.row->cadre_id,
		.opinion = cmd->opinion,
		.confirmed_on = d->today,
	});
	return REFUSAL_NONE;
}
