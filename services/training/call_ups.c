#include "call_ups.h"

#include "classes.h"

static bool call_up_open(const CallUpRow *row)
{
	switch (row->state) {
	case CALL_UP_STATE_PROPOSED:
	case CALL_UP_STATE_CALLED_UP:
	case CALL_UP_STATE_ATTENDING:
	case CALL_UP_STATE_FAILED:
	case CALL_UP_STATE_RETAKING:
		return true;
	default:
		return false;
	}
}

const CallUpRow *call_up_open_for(const struct state *s, const char *cadre_id)
{
	const CallUpRow *row;
	struct row_scan scan = call_up_by_cadre_id(s, cadre_id);

	while ((row = call_up_next(&scan)))
		if (call_up_open(row))
			return row;
	return NULL;
}

bool call_up_awaits_report(const CallUpRow *row)
{
	return row->state == CALL_UP_STATE_CALLED_UP || row->state == CALL_UP_STATE_FAILED;
}

bool call_up_attending(const CallUpRow *row)
{
	return row->state == CALL_UP_STATE_ATTENDING || row->state == CALL_UP_STATE_RETAKING;
}

void call_up_report(struct decision *d, const CallUpRow *row, const char *reported_on)
{
	const ClassRow *class = row->class_id[0] ? class_find(d->state, row->class_id) : NULL;
	const char *from = class ? class->plan->ends_on : reported_on;

	emit_call_up_reported(d, &(CallUpReported){
		.call_up_id = row->call_up_id,
		.cadre_id = row->cadre_id,
		.reported_on = reported_on,
		.conclude_by = policy_deadline_from(d, "TRAIN.CALLUP_RESULT_WITHIN", from),
	});
}

static void emit_failed(struct decision *d, const CallUpRow *row, bool final, const char *reason)
{
	emit_call_up_failed(d, &(CallUpFailed){
		.call_up_id = row->call_up_id,
		.cadre_id = row->cadre_id,
		.ground = row->ground,
		.failed_on = d->today,
		.final = final,
		.reason = reason,
	});
}

void call_up_conclude(struct decision *d, const CallUpRow *row, bool passed, uint32_t score, const char *opinion)
{
	bool final = row->attempt >= CALL_UP_ATTEMPTS_MAX;

	emit_call_up_concluded(d, &(CallUpConcluded){
		.call_up_id = row->call_up_id,
		.cadre_id = row->cadre_id,
		.passed = passed,
		.score = score,
		.opinion = opinion,
		.attempt = row->attempt,
	});
	if (passed) {
		emit_call_up_passed(d, &(CallUpPassed){
			.call_up_id = row->call_up_id,
			.cadre_id = row->cadre_id,
			.ground = row->ground,
			.passed_on = d->today,
		});
		return;
	}
	emit_failed(d, row, final, opinion);
	if (!final)
		emit_call_up_retake_ordered(d, &(CallUpRetakeOrdered){
			.call_up_id = row->call_up_id,
			.cadre_id = row->cadre_id,
			.start_by = policy_deadline(d, "TRAIN.RETAKE_WITHIN"),
		});
}

void call_up_escalate(struct decision *d, const CallUpRow *row, const char *reason)
{
	class_release(d, row->class_id, row->cadre_id, reason);
	emit_failed(d, row, true, reason);
}

void call_up_propose(struct decision *d, const char *cadre_id, CallUpGround ground, const char *origin)
{
	if (call_up_open_for(d->state, cadre_id))
		return;
	emit_call_up_proposed(d, &(CallUpProposed){
		.call_up_id = decision_new_id(d, "callup"),
		.cadre_id = cadre_id,
		.ground = ground,
		.origin = origin,
	});
}
