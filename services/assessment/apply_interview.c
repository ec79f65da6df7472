/* What interviews of bottom-ranked teams change. */
#include "base/require.h"
#include "workflows.h"

static InterviewRow interview_of(struct tables *t, const char *interview_id)
{
	const InterviewRow *row = interview_find(tables_state(t), interview_id);

	REQUIRE(row);
	return *row;
}

void apply_interview_opened(struct tables *t, const InterviewOpened *e, const struct event *ev)
{
	interview_put(t, &(InterviewRow){
		.interview_id = e->interview_id,
		.unit_id = e->unit_id,
		.inspection_id = e->inspection_id,
		.quarter = e->quarter,
		.state = INTERVIEW_STATE_NOTIFIED,
		.opened_on = ev->occurred_on,
		.talk_by = e->talk_by,
	});
	due_set(t, DUE_INTERVIEW_TALK, e->interview_id, e->talk_by);
}

void apply_interviewed(struct tables *t, const Interviewed *e, const struct event *ev)
{
	InterviewRow row = interview_of(t, e->interview_id);

	(void)ev;
	row.state = INTERVIEW_STATE_TALKED;
	row.cadre_id = e->cadre_id;
	row.talker_id = e->talker_id;
	row.held_on = e->held_on;
	interview_put(t, &row);
	due_clear(t, DUE_INTERVIEW_TALK, e->interview_id);
}

void apply_interview_noted(struct tables *t, const InterviewNoted *e, const struct event *ev)
{
	InterviewRow row = interview_of(t, e->interview_id);

	(void)ev;
	row.plan_by = e->plan_by;
	interview_put(t, &row);
	interview_note_put(t, &(InterviewNoteRow){
		.interview_id = e->interview_id,
		.record = e->record,
		.plan_demand = e->plan_demand,
	});
	due_set(t, DUE_INTERVIEW_PLAN, e->interview_id, e->plan_by);
}

void apply_interview_planned(struct tables *t, const InterviewPlanned *e, const struct event *ev)
{
	InterviewRow row = interview_of(t, e->interview_id);

	(void)ev;
	row.state = INTERVIEW_STATE_PLANNED;
	row.plan = e->plan;
	row.check_by = e->check_by;
	interview_put(t, &row);
	due_clear(t, DUE_INTERVIEW_PLAN, e->interview_id);
	due_set(t, DUE_INTERVIEW_CHECK, e->interview_id, e->check_by);
}

void apply_interview_checked(struct tables *t, const InterviewChecked *e, const struct event *ev)
{
	InterviewRow row = interview_of(t, e->interview_id);

	(void)ev;
	row.state = INTERVIEW_STATE_CHECKED;
	row.progress = e->progress;
	row.note = e->note;
	interview_put(t, &row);
	due_clear(t, DUE_INTERVIEW_CHECK, e->interview_id);
}

void apply_interview_overdue(struct tables *t, const InterviewOverdue *e, const struct event *ev)
{
	InterviewRow row = interview_of(t, e->interview_id);

	(void)ev;
	row.overdue = true;
	interview_put(t, &row);
}
