/* Appointment, sixth step: the post is taken (任职). Rows S4, O1; workflow W2.6; metrics M08, M09, M11, M14.
 *
 *   PUBLICITY_OVER (plain moves: DECIDED) -> PROBATION | CONFIRMED
 *
 * In:  EffectAppointment.
 * Out: Appointed, CadreRevised (unit, post, level, authority, exchange) in one decision; PooledQuotaReturned when the
 *      person leaves a rank slot. */
#include <string.h>

#include "appointment.h"
#include "revise.h"

static bool publicity_done(const AppointmentRow *row)
{
	return row->state == APPOINTMENT_STATE_PUBLICITY_OVER ||
	       (row->state == APPOINTMENT_STATE_DECIDED && appointment_is_plain(row));
}

static enum refusal check_objections(struct decision *d, const AppointmentRow *row)
{
	for (size_t i = 0; i < row->n_objections; i++) {
		if (!row->objections[i]->resolved)
			return decision_refuse(d, REFUSAL_APPOINTMENT_OBJECTION_OPEN, "appointment_id",
					       row->objections[i]->objection_id);
		if (row->objections[i]->upheld)
			return decision_refuse(d, REFUSAL_APPOINTMENT_OBJECTION_UPHELD, "appointment_id",
					       row->objections[i]->objection_id);
	}
	return REFUSAL_NONE;
}

static enum refusal check_ripe(struct decision *d, const struct appointment_step *step, const char *effective_on)
{
	const AppointmentRow *row = step->row;
	const PostRow *post = post_find(d->state, row->post_id);

	if (row->state == APPOINTMENT_STATE_PUBLICITY)
		return decision_refuse(d, REFUSAL_APPOINTMENT_PUBLICITY_RUNNING, "appointment_id", row->public_until);
	if (!publicity_done(row))
		return decision_refuse(d, REFUSAL_STATE_WRONG, "appointment_id", appointment_state_label(row->state));
	if (strcmp(effective_on, row->vote->met_on) < 0)
		return decision_refuse(d, REFUSAL_APPOINTMENT_BEFORE_DECISION, "effective_on", effective_on);
	if (strcmp(effective_on, d->today) > 0)
		return decision_refuse(d, REFUSAL_DATE_FUTURE, "effective_on", effective_on);
	if (!post || post->abolished)
		return decision_refuse(d, REFUSAL_POST_ABOLISHED, "post_id", row->post_id);
	if (rules_post_holders(d->state, row->post_id) >= post->count)
		return decision_refuse(d, REFUSAL_POST_NO_VACANCY, "post_id", row->post_id);
	return check_objections(d, row);
}

/* One year for posts that are not filled by election; staff has none. */
static const char *probation_end(struct decision *d, const AppointmentMoved *motion, const char *effective_on)
{
	bool tried = motion->kind == APPOINTMENT_KIND_PROMOTION || motion->kind == APPOINTMENT_KIND_TRANSFER_IN;

	if (!tried || motion->elected || motion->level == POST_LEVEL_STAFF)
		return "";
	return date_add_days(d, policy_deadline_from(d, "PROMO.PROBATION", effective_on), -1);
}

static void emit_taken(struct decision *d, const struct appointment_step *step, const PostRow *post,
		       const UnitFileRow *unit, const char *effective_on)
{
	const AppointmentMoved *motion = step->row->motion;

	emit_appointed(d, &(Appointed){
		.appointment_id = step->row->appointment_id,
		.cadre_id = step->row->cadre_id,
		.kind = motion->kind,
		.ground = motion->ground,
		.domain = motion->domain,
		.unit_id = post->unit_id,
		.post_id = post->post_id,
		.post_title = post->title,
		.level = post->level,
		.effective_on = effective_on,
		.was_first_secretary = step->cadre->first_secretary,
		.township_leadership = unit && unit->kind == UNIT_KIND_TOWNSHIP && (post->team_head || post->team_member),
		.team_head = post->team_head,
		.team_member = post->team_member,
		.exchange = motion->exchange,
		.home_region = motion->home_region,
		.probation_until = probation_end(d, motion, effective_on),
		.from_unit_id = step->cadre->unit_id,
	});
}

static void revise(struct decision *d, const struct appointment_step *step, const PostRow *post, const char *effective_on)
{
	const AppointmentMoved *motion = step->row->motion;
	CadreRegistered now = *step->cadre;

	now.unit_id = post->unit_id;
	now.post_id = post->post_id;
	now.post_title = post->title;
	if (now.level != post->level) {
		now.level = post->level;
		now.level_since = effective_on;
	}
	if (post->authority[0])
		now.authority = post->authority;
	if (strcmp(post->unit_id, step->cadre->unit_id) != 0) {
		now.exchange = motion->exchange;
		now.first_secretary = false;
	}
	if (motion->home_region[0])
		now.home_region = motion->home_region;
	now.team_head = post->team_head;
	now.team_member = post->team_member;
	cadre_revise(d, step->cadre, &now, step->row->appointment_id, true);
}

enum refusal effect_appointment_decide(struct decision *d, const EffectAppointment *cmd)
{
	struct appointment_step step;
	enum refusal refusal = appointment_begin(d, cmd->appointment_id, &step);
	const char *effective_on = cmd->effective_on[0] ? cmd->effective_on : d->today;
	const PostRow *post;

	if (refusal == REFUSAL_NONE)
		refusal = check_ripe(d, &step, effective_on);
	if (refusal == REFUSAL_NONE && rules_upward(step.row->motion->kind))
		refusal = rules_block(d, step.cadre, step.row->motion->kind);
	if (refusal != REFUSAL_NONE)
		return refusal;
	post = post_find(d->state, step.row->post_id);
	emit_taken(d, &step, post, unit_file_find(d->state, post->unit_id), effective_on);
	revise(d, &step, post, effective_on);
	return REFUSAL_NONE;
}
