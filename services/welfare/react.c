/* What welfare answers to: observation from sanctions, evaluation from their expiry, talks from the four triggers. */
#include <string.h>

#include "observations.h"
#include "talks.h"

/* 发现问题必谈: a warning, a sanction, a measure. */
void react_warning_raised(struct decision *d, const WarningRaised *e, const struct event *ev)
{
	(void)ev;
	talk_open(d, e->cadre_id, TALK_TRIGGER_PROBLEM_FOUND, e->warning_id);
}

/* An appraisal proposes a talk by codes of what is aggregated; the talker finds them in the profile. */
void react_appraisal_talk_proposed(struct decision *d, const AppraisalTalkProposed *e, const struct event *ev)
{
	(void)ev;
	talk_open(d, e->cadre_id, TALK_TRIGGER_PROBLEM_FOUND, e->poll_id);
}

void react_sanction_effective(struct decision *d, const SanctionEffective *e, const struct event *ev)
{
	if (observation_follows(e->kind))
		observation_enrol(d, e->cadre_id, &(struct observed_measure){
			.sanction_id = e->sanction_id,
			.origin = e->origin,
			.kind = e->kind,
			.until_on = e->influence_until,
			.document = e->document,
			.handler_id = ev->actor_cadre_id,
		});
	talk_open(d, e->cadre_id, TALK_TRIGGER_PROBLEM_FOUND, e->sanction_id);
}

void react_measure_issued(struct decision *d, const MeasureIssued *e, const struct event *ev)
{
	if (e->kind == MEASURE_KIND_ADMONITION)
		observation_enrol(d, e->cadre_id, &(struct observed_measure){
			.sanction_id = e->measure_id,
			.origin = "",
			.kind = e->kind,
			.until_on = e->influence_until[0] ? e->influence_until
							  : policy_period_end(d, "INFLUENCE.ADMONITION", e->issued_on),
			.document = e->measure_id,
			.handler_id = ev->actor_cadre_id,
		});
	talk_open(d, e->cadre_id, TALK_TRIGGER_PROBLEM_FOUND, e->measure_id);
}

/* The influence period of one measure ended; it has been noted already (apply_sanction_expired). */
void react_sanction_expired(struct decision *d, const SanctionExpired *e, const struct event *ev)
{
	const ObservedSanctionRow *one = observed_sanction_find(d->state, e->sanction_id);
	const ObservationRow *row = one ? observation_find(d->state, one->observation_id) : NULL;

	(void)ev;
	if (row)
		observation_period_end(d, row);
}

void react_sanction_revoked(struct decision *d, const SanctionRevoked *e, const struct event *ev)
{
	const ObservedSanctionRow *one = observed_sanction_find(d->state, e->sanction_id);

	(void)ev;
	if (one)
		observation_drop(d, one, e->reason);
}

/* 思想波动必谈: also good news moves people, and so does not being chosen. */
void react_cleared(struct decision *d, const Cleared *e, const struct event *ev)
{
	(void)ev;
	talk_open(d, e->cadre_id, TALK_TRIGGER_MOOD, e->clearing_id);
}

void react_appointment_aborted(struct decision *d, const AppointmentAborted *e, const struct event *ev)
{
	(void)ev;
	talk_open(d, e->cadre_id, TALK_TRIGGER_MOOD, e->appointment_id);
}

/* Whoever waited to be re-placed after his evaluation has been. */
static void resettled(struct decision *d, const Appointed *e)
{
	const EvaluationRow *row;
	struct row_scan scan = evaluation_by_cadre_id(d->state, e->cadre_id);

	while ((row = evaluation_next(&scan)))
		if (row->state == EVALUATION_STATE_INFORMED)
			emit_observed_resettled(d, &(ObservedResettled){
				.evaluation_id = row->evaluation_id,
				.cadre_id = row->cadre_id,
				.unit_id = e->unit_id,
				.title = e->post_title,
				.resettled_on = e->effective_on,
			});
}

/* 工作变动必谈; the level is that of the new post. */
void react_appointed(struct decision *d, const Appointed *e, const struct event *ev)
{
	(void)ev;
	talk_open_at(d, e->cadre_id, TALK_TRIGGER_JOB_CHANGE, talk_level(e->team_head, e->team_member),
		     e->appointment_id);
	resettled(d, e);
}

/* An observed cadre takes his observation along. */
void react_adjusted(struct decision *d, const Adjusted *e, const struct event *ev)
{
	const ObservationRow *row = observation_open_for(d->state, e->cadre_id);

	(void)ev;
	talk_open(d, e->cadre_id, TALK_TRIGGER_JOB_CHANGE, e->adjustment_id);
	if (row && e->placement_unit_id[0] && strcmp(row->unit_id, e->placement_unit_id) != 0)
		emit_observation_transferred(d, &(ObservationTransferred){ .observation_id = row->observation_id,
									   .cadre_id = e->cadre_id,
									   .unit_id = e->placement_unit_id });
}

void react_dispatched(struct decision *d, const Dispatched *e, const struct event *ev)
{
	(void)ev;
	talk_open(d, e->cadre_id, TALK_TRIGGER_JOB_CHANGE, e->dispatch_id);
}
