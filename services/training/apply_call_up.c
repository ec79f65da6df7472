/* What the events of named call-ups change. */
#include "base/require.h"
#include "workflows.h"

static CallUpRow call_up_row(struct tables *t, const char *call_up_id)
{
	const CallUpRow *row = call_up_find(tables_state(t), call_up_id);

	REQUIRE(row);
	return *row;
}

static void end(struct tables *t, const char *call_up_id, CallUpState state, const char *note)
{
	CallUpRow row = call_up_row(t, call_up_id);

	row.state = state;
	row.note = note;
	call_up_put(t, &row);
	due_clear(t, DUE_CALL_UP_START, call_up_id);
	due_clear(t, DUE_CALL_UP_RESULT, call_up_id);
}

void apply_call_up_proposed(struct tables *t, const CallUpProposed *e, const struct event *ev)
{
	(void)ev;
	call_up_put(t, &(CallUpRow){ .call_up_id = e->call_up_id, .cadre_id = e->cadre_id, .ground = e->ground,
				     .state = CALL_UP_STATE_PROPOSED, .origin = e->origin });
}

void apply_called_up(struct tables *t, const CalledUp *e, const struct event *ev)
{
	const CallUpRow *proposal = call_up_find(tables_state(t), e->call_up_id);

	call_up_put(t, &(CallUpRow){
		.call_up_id = e->call_up_id,
		.cadre_id = e->cadre_id,
		.ground = e->ground,
		.state = CALL_UP_STATE_CALLED_UP,
		.origin = proposal ? proposal->origin : "",
		.class_id = e->class_id,
		.start_by = e->start_by,
		.called_by = ev->actor_account,
		.called_by_region = ev->actor_region,
		.reason = e->reason,
		.attempt = 1,
	});
	due_set(t, DUE_CALL_UP_START, e->call_up_id, e->start_by);
}

void apply_call_up_declined(struct tables *t, const CallUpDeclined *e, const struct event *ev)
{
	(void)ev;
	end(t, e->call_up_id, CALL_UP_STATE_DECLINED, e->reason);
}

void apply_call_up_class_assigned(struct tables *t, const CallUpClassAssigned *e, const struct event *ev)
{
	CallUpRow row = call_up_row(t, e->call_up_id);

	(void)ev;
	row.class_id = e->class_id;
	call_up_put(t, &row);
}

void apply_call_up_reported(struct tables *t, const CallUpReported *e, const struct event *ev)
{
	CallUpRow row = call_up_row(t, e->call_up_id);

	(void)ev;
	row.state = row.attempt > 1 ? CALL_UP_STATE_RETAKING : CALL_UP_STATE_ATTENDING;
	row.conclude_by = e->conclude_by;
	call_up_put(t, &row);
	due_clear(t, DUE_CALL_UP_START, e->call_up_id);
	due_set(t, DUE_CALL_UP_RESULT, e->call_up_id, e->conclude_by);
}

void apply_call_up_excused(struct tables *t, const CallUpExcused *e, const struct event *ev)
{
	(void)ev;
	end(t, e->call_up_id, CALL_UP_STATE_EXCUSED, e->reason);
}

void apply_call_up_concluded(struct tables *t, const CallUpConcluded *e, const struct event *ev)
{
	(void)ev; /* CallUpPassed or CallUpFailed follows and moves the state */
	due_clear(t, DUE_CALL_UP_RESULT, e->call_up_id);
}

void apply_call_up_passed(struct tables *t, const CallUpPassed *e, const struct event *ev)
{
	(void)ev;
	end(t, e->call_up_id, CALL_UP_STATE_PASSED, "");
}

void apply_call_up_failed(struct tables *t, const CallUpFailed *e, const struct event *ev)
{
	(void)ev;
	end(t, e->call_up_id, e->final ? CALL_UP_STATE_ESCALATED : CALL_UP_STATE_FAILED, e->reason);
}

void apply_call_up_retake_ordered(struct tables *t, const CallUpRetakeOrdered *e, const struct event *ev)
{
	CallUpRow row = call_up_row(t, e->call_up_id);

	(void)ev;
	row.attempt++;
	row.class_id = "";
	row.start_by = e->start_by;
	row.conclude_by = "";
	call_up_put(t, &row);
	due_set(t, DUE_CALL_UP_START, e->call_up_id, e->start_by);
}

void apply_call_up_overdue(struct tables *t, const CallUpOverdue *e, const struct event *ev)
{
	(void)t; /* the to-do has passed to the head */
	(void)e;
	(void)ev;
}
