/* Observation period of cadres under sanction (观察期、专项库): row W1, W5.1. 不抛弃、促转化、给出路.
 *
 *   ENROLLED -> PLANNED -> MID_REVIEWED -> PERIOD_END -> (evaluation.c) CONCLUDED
 *      ^___________|  (mentor released, unit changed)        REVOKED with the sanction
 *
 * One observation per cadre: another measure lets it run on. Enrolled by reactions (react.c) or by hand with a document.
 * In:  EnrolObservation, PlanObservation, DeclareMentorConflict, RecordObservation, ReviewObservation,
 *      TransferObservation; missed records and the end of the period (due.c).
 * Out: ObservationEnrolled, ObservationOpened, ObservationExtended, ObservationPlanned, MentorConflictNoted,
 *      MentorReleased, ObservationRecorded, ObservationReviewed, ObservationTransferred. */
#include <string.h>

#include "base/date.h"
#include "months.h"
#include "observations.h"
#include "roster/bars.h"
#include "roster/people.h"
#include "talks.h"

enum refusal enrol_observation_decide(struct decision *d, const EnrolObservation *cmd)
{
	const CadreRow *cadre = cadre_find(d->state, cmd->cadre_id);

	if (!cadre)
		return decision_refuse(d, REFUSAL_CADRE_UNKNOWN, "cadre_id", cmd->cadre_id);
	if (!actor_may_manage(d->actor, cadre))
		return decision_refuse(d, REFUSAL_OUTSIDE_AUTHORITY, "cadre_id", cmd->cadre_id);
	if (actor_is(d->actor, cmd->cadre_id))
		return decision_refuse(d, REFUSAL_SELF_DEALING, "cadre_id", cmd->cadre_id);
	if (cmd->document[0] == '\0')
		return decision_refuse(d, REFUSAL_OBSERVATION_DOCUMENT_MISSING, "document", "");
	if (strcmp(cmd->until_on, d->today) < 0)
		return decision_refuse(d, REFUSAL_OBSERVATION_PERIOD_PAST, "until_on", cmd->until_on);
	if (observation_open_for(d->state, cmd->cadre_id))
		return decision_refuse(d, REFUSAL_OBSERVED_ALREADY, "cadre_id", cmd->cadre_id);
	observation_enrol(d, cmd->cadre_id, &(struct observed_measure){
		.sanction_id = decision_new_id(d, "measure"),
		.origin = "",
		.kind = cmd->kind,
		.until_on = cmd->until_on,
		.document = cmd->document,
		.handler_id = d->actor->cadre_id,
	});
	talk_open(d, cmd->cadre_id, TALK_TRIGGER_PROBLEM_FOUND, "");
	return REFUSAL_NONE;
}

/* The observation named, between two states, of a cadre the actor manages. */
static enum refusal observation_between(struct decision *d, const char *id, ObservationState first,
					ObservationState last, const ObservationRow **out)
{
	const ObservationRow *row = observation_find(d->state, id);
	const CadreRow *cadre = row ? cadre_find(d->state, row->cadre_id) : NULL;

	*out = row;
	if (!row || !cadre)
		return decision_refuse(d, REFUSAL_OBSERVATION_UNKNOWN, "observation_id", id);
	if (!actor_may_manage(d->actor, cadre) && !actor_is(d->actor, row->mentor_id))
		return decision_refuse(d, REFUSAL_OUTSIDE_AUTHORITY, "observation_id", id);
	if (actor_is(d->actor, row->cadre_id))
		return decision_refuse(d, REFUSAL_SELF_DEALING, "observation_id", id);
	if (row->state < first || row->state > last)
		return decision_refuse(d, REFUSAL_STATE_WRONG, "observation_id", id);
	return REFUSAL_NONE;
}

/* Whoever reported, handled the case or has another interest: only that there is one is known here. */
static bool mentor_conflicted(const struct state *s, const char *observation_id, const char *mentor_id)
{
	const ObservedSanctionRow *one;
	struct row_scan scan = observed_sanction_by_observation_id(s, observation_id);

	if (mentor_conflict_find(s, observation_id, mentor_id))
		return true;
	while ((one = observed_sanction_next(&scan)))
		if (strcmp(one->handler_id, mentor_id) == 0)
			return true;
	return false;
}

static enum refusal mentor_fits(struct decision *d, const ObservationRow *row, const char *mentor_id)
{
	if (strcmp(mentor_id, row->cadre_id) == 0)
		return decision_refuse(d, REFUSAL_MENTOR_IS_OBSERVED, "mentor_id", mentor_id);
	if (!cadre_find(d->state, mentor_id))
		return decision_refuse(d, REFUSAL_CADRE_UNKNOWN, "mentor_id", mentor_id);
	if (mentor_conflicted(d->state, row->observation_id, mentor_id))
		return decision_refuse(d, REFUSAL_MENTOR_CONFLICTED, "mentor_id", mentor_id);
	if (bar_in_force(d->state, mentor_id, d->today))
		return decision_refuse(d, REFUSAL_MENTOR_BARRED, "mentor_id", mentor_id);
	return REFUSAL_NONE;
}

enum refusal plan_observation_decide(struct decision *d, const PlanObservation *cmd)
{
	const ObservationRow *row;
	const char *month = month_of(d, d->today);
	enum refusal refusal = observation_between(d, cmd->observation_id, OBSERVATION_STATE_ENROLLED,
						   OBSERVATION_STATE_MID_REVIEWED, &row);

	if (refusal == REFUSAL_NONE)
		refusal = mentor_fits(d, row, cmd->mentor_id);
	if (refusal != REFUSAL_NONE)
		return refusal;
	if (cmd->n_tasks == 0)
		return decision_refuse(d, REFUSAL_OBSERVATION_TASK_MISSING, "tasks", "");
	if (observation_record_find(d->state, row->observation_id, month))
		month = month_next(d, month);
	emit_observation_planned(d, &(ObservationPlanned){
		.observation_id = row->observation_id,
		.cadre_id = row->cadre_id,
		.mentor_id = cmd->mentor_id,
		.n_tasks = cmd->n_tasks,
		.tasks = cmd->tasks,
		.reforge = cmd->reforge,
		.record_by = observation_record_by(d, month),
		.record_month = month,
	});
	return REFUSAL_NONE;
}

enum refusal declare_mentor_conflict_decide(struct decision *d, const DeclareMentorConflict *cmd)
{
	const ObservationRow *row = observation_find(d->state, cmd->observation_id);

	if (!row)
		return decision_refuse(d, REFUSAL_OBSERVATION_UNKNOWN, "observation_id", cmd->observation_id);
	emit_mentor_conflict_noted(d, &(MentorConflictNoted){ .observation_id = row->observation_id,
							      .cadre_id = cmd->cadre_id });
	if (strcmp(row->mentor_id, cmd->cadre_id) == 0 && row->state <= OBSERVATION_STATE_MID_REVIEWED)
		emit_mentor_released(d, &(MentorReleased){ .observation_id = row->observation_id,
							   .cadre_id = row->cadre_id, .mentor_id = row->mentor_id });
	return REFUSAL_NONE;
}

static bool month_in_period(struct decision *d, const ObservationRow *row, const char *month)
{
	const char *last = strcmp(d->today, row->until_on) < 0 ? d->today : row->until_on;

	return month_valid(month) && strcmp(month, month_of(d, row->enrolled_on)) >= 0 &&
	       strcmp(month, month_of(d, last)) <= 0;
}

enum refusal record_observation_decide(struct decision *d, const RecordObservation *cmd)
{
	const ObservationRow *row;
	const char *next;
	enum refusal refusal = observation_between(d, cmd->observation_id, OBSERVATION_STATE_PLANNED,
						   OBSERVATION_STATE_MID_REVIEWED, &row);

	if (refusal != REFUSAL_NONE)
		return refusal;
	if (!actor_is(d->actor, row->mentor_id) && !actor_has_role(d->actor, "org.supervision") &&
	    !actor_has_role(d->actor, "org.cadre") && !actor_has_role(d->actor, "org.welfare"))
		return decision_refuse(d, REFUSAL_OBSERVATION_NOT_YOURS, "observation_id", cmd->observation_id);
	if (!month_in_period(d, row, cmd->month))
		return decision_refuse(d, REFUSAL_OBSERVATION_MONTH_INVALID, "month", cmd->month);
	if (observation_record_find(d->state, row->observation_id, cmd->month))
		return decision_refuse(d, REFUSAL_OBSERVATION_RECORD_TWICE, "month", cmd->month);
	if (strcmp(d->today, observation_record_by(d, cmd->month)) > 0)
		return decision_refuse(d, REFUSAL_OBSERVATION_RECORD_LATE, "month", cmd->month);
	next = month_next(d, strcmp(cmd->month, row->record_month) < 0 ? row->record_month : cmd->month);
	if (strcmp(cmd->month, row->record_month) < 0) /* an earlier month made good; the awaited one stays awaited */
		next = row->record_month;
	emit_observation_recorded(d, &(ObservationRecorded){
		.observation_id = row->observation_id,
		.cadre_id = row->cadre_id,
		.month = cmd->month,
		.thought = cmd->thought,
		.improvement = cmd->improvement,
		.work = cmd->work,
		.record_by = strcmp(next, month_of(d, row->until_on)) <= 0 ? observation_record_by(d, next) : "",
		.record_month = next,
	});
	return REFUSAL_NONE;
}

enum refusal review_observation_decide(struct decision *d, const ReviewObservation *cmd)
{
	const ObservationRow *row;
	enum refusal refusal = observation_between(d, cmd->observation_id, OBSERVATION_STATE_PLANNED,
						   OBSERVATION_STATE_PLANNED, &row);

	if (refusal != REFUSAL_NONE)
		return refusal;
	if (row->records == 0)
		return decision_refuse(d, REFUSAL_OBSERVATION_RECORD_MISSING, "observation_id", cmd->observation_id);
	if (date_days_between(row->enrolled_on, d->today) * 2 < date_days_between(row->enrolled_on, row->until_on))
		return decision_refuse(d, REFUSAL_TOO_EARLY, "observation_id", cmd->observation_id);
	emit_observation_reviewed(d, &(ObservationReviewed){ .observation_id = row->observation_id,
							     .cadre_id = row->cadre_id, .opinion = cmd->opinion,
							     .reviewed_on = d->today });
	return REFUSAL_NONE;
}

enum refusal transfer_observation_decide(struct decision *d, const TransferObservation *cmd)
{
	const ObservationRow *row;
	enum refusal refusal = observation_between(d, cmd->observation_id, OBSERVATION_STATE_ENROLLED,
						   OBSERVATION_STATE_MID_REVIEWED, &row);

	if (refusal != REFUSAL_NONE)
		return refusal;
	if (!unit_find(d->state, cmd->unit_id))
		return decision_refuse(d, REFUSAL_UNIT_UNKNOWN, "unit_id", cmd->unit_id);
	if (strcmp(row->unit_id, cmd->unit_id) == 0)
		return decision_refuse(d, REFUSAL_OBSERVATION_SAME_UNIT, "unit_id", cmd->unit_id);
	emit_observation_transferred(d, &(ObservationTransferred){ .observation_id = row->observation_id,
								   .cadre_id = row->cadre_id,
								   .unit_id = cmd->unit_id });
	return REFUSAL_NONE;
}
