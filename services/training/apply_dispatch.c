/* What the events of secondments and squads change. */
#include <string.h>

#include "base/require.h"
#include "workflows.h"

/* ---- secondments ------------------------------------------------------------------------------- */

static SecondmentRow secondment_row(struct tables *t, const char *id)
{
	const SecondmentRow *row = secondment_find(tables_state(t), id);

	REQUIRE(row);
	return *row;
}

static void secondment_to(struct tables *t, const char *id, SecondmentState state)
{
	SecondmentRow row = secondment_row(t, id);

	row.state = state;
	secondment_put(t, &row);
}

void apply_secondment_planned(struct tables *t, const SecondmentPlanned *e, const struct event *ev)
{
	(void)ev;
	secondment_plan_put(t, &(SecondmentPlanRow){ .plan_id = e->plan_id, .plan = e->plan, .region = e->region });
}

void apply_secondment_nominated(struct tables *t, const SecondmentNominated *e, const struct event *ev)
{
	const SecondmentPlanRow *found = secondment_plan_find(tables_state(t), e->plan_id);
	SecondmentPlanRow plan;

	REQUIRE(found);
	plan = *found;
	plan.nominated++;
	secondment_plan_put(t, &plan);
	secondment_put(t, &(SecondmentRow){
		.secondment_id = e->secondment_id,
		.plan_id = e->plan_id,
		.cadre_id = e->cadre_id,
		.state = SECONDMENT_STATE_NOMINATED,
		.programme = plan.plan->programme,
		.starts_on = plan.plan->starts_on,
		.ends_on = plan.plan->ends_on,
		.mentor = e->mentor,
		.nominated_by = ev->actor_account,
	});
}

void apply_secondment_approved(struct tables *t, const SecondmentApproved *e, const struct event *ev)
{
	(void)ev;
	secondment_to(t, e->secondment_id, SECONDMENT_STATE_APPROVED);
}

/* Squad members are dispatched too: their row is SquadJoined's. */
void apply_dispatched(struct tables *t, const Dispatched *e, const struct event *ev)
{
	(void)ev;
	if (secondment_find(tables_state(t), e->dispatch_id))
		secondment_to(t, e->dispatch_id, SECONDMENT_STATE_DISPATCHED);
}

void apply_secondment_arrived(struct tables *t, const SecondmentArrived *e, const struct event *ev)
{
	SecondmentRow row = secondment_row(t, e->secondment_id);

	(void)ev;
	row.state = SECONDMENT_STATE_IN_POST;
	row.report_by = e->report_by;
	secondment_put(t, &row);
	due_set(t, DUE_SECONDMENT_REPORT, e->secondment_id, e->report_by);
}

static void report_next(struct tables *t, const char *id, const char *report_by)
{
	SecondmentRow row = secondment_row(t, id);

	row.report_by = report_by;
	secondment_put(t, &row);
	due_set(t, DUE_SECONDMENT_REPORT, id, report_by);
}

#define QUARTERS_KEPT 40 /* ten years; a secondment lasts two */

void apply_secondment_reported(struct tables *t, const SecondmentReported *e, const struct event *ev)
{
	SecondmentRow row = secondment_row(t, e->secondment_id);
	const char *quarters[QUARTERS_KEPT];
	size_t kept = row.n_quarters < QUARTERS_KEPT - 1 ? row.n_quarters : QUARTERS_KEPT - 1;

	(void)ev;
	for (size_t i = 0; i < kept; i++)
		quarters[i] = row.quarters[row.n_quarters - kept + i];
	quarters[kept] = e->quarter;
	row.quarters = quarters;
	row.n_quarters = kept + 1;
	secondment_put(t, &row);
	report_next(t, e->secondment_id, e->report_by);
}

void apply_secondment_report_missed(struct tables *t, const SecondmentReportMissed *e, const struct event *ev)
{
	(void)ev;
	report_next(t, e->secondment_id, e->report_by);
}

void apply_secondment_ended(struct tables *t, const SecondmentEnded *e, const struct event *ev)
{
	SecondmentRow row = secondment_row(t, e->secondment_id);

	(void)ev;
	row.state = SECONDMENT_STATE_ENDED;
	row.ended_on = e->ended_on;
	row.appraise_by = e->appraise_by;
	row.recalled = e->recalled;
	row.report_by = "";
	secondment_put(t, &row);
	due_clear(t, DUE_SECONDMENT_REPORT, e->secondment_id);
	due_set(t, DUE_SECONDMENT_APPRAISAL, e->secondment_id, e->appraise_by);
}

void apply_secondment_appraised(struct tables *t, const SecondmentAppraised *e, const struct event *ev)
{
	SecondmentRow row = secondment_row(t, e->secondment_id);

	(void)ev;
	row.state = SECONDMENT_STATE_APPRAISED;
	row.appraisal = e->appraisal;
	secondment_put(t, &row);
	due_clear(t, DUE_SECONDMENT_APPRAISAL, e->secondment_id);
}

void apply_secondment_appraisal_overdue(struct tables *t, const SecondmentAppraisalOverdue *e, const struct event *ev)
{
	(void)t; /* the to-do has passed to the head */
	(void)e;
	(void)ev;
}

void apply_dispatch_ended(struct tables *t, const DispatchEnded *e, const struct event *ev)
{
	(void)t; /* SecondmentAppraised or SquadLeft stands beside it and moves the state */
	(void)e;
	(void)ev;
}

void apply_secondment_returned(struct tables *t, const SecondmentReturned *e, const struct event *ev)
{
	(void)ev;
	secondment_to(t, e->secondment_id, SECONDMENT_STATE_RETURNED);
}

/* ---- squads ------------------------------------------------------------------------------------ */

static SquadRow squad_row(struct tables *t, const char *id)
{
	const SquadRow *row = squad_find(tables_state(t), id);

	REQUIRE(row);
	return *row;
}

void apply_squad_formed(struct tables *t, const SquadFormed *e, const struct event *ev)
{
	(void)ev;
	squad_put(t, &(SquadRow){
		.squad_id = e->squad_id,
		.name = e->name,
		.programme = e->programme,
		.domain = e->domain,
		.target = e->target,
		.leader_id = e->leader_id,
		.starts_on = e->starts_on,
		.ends_on = e->ends_on,
		.region = e->region,
		.state = SQUAD_STATE_FORMED,
	});
}

void apply_squad_joined(struct tables *t, const SquadJoined *e, const struct event *ev)
{
	SquadRow squad = squad_row(t, e->squad_id);

	(void)ev;
	squad_member_put(t, &(SquadMemberRow){
		.squad_id = e->squad_id,
		.cadre_id = e->cadre_id,
		.dispatch_id = e->dispatch_id,
		.joined_on = e->joined_on,
		.active = true,
		.starts_on = squad.starts_on,
		.ends_on = squad.ends_on,
	});
	squad.members++;
	if (squad.state == SQUAD_STATE_FORMED)
		squad.state = SQUAD_STATE_MEMBERS_ASSIGNED;
	squad_put(t, &squad);
}

void apply_squad_left(struct tables *t, const SquadLeft *e, const struct event *ev)
{
	const SquadMemberRow *found = squad_member_find(tables_state(t), e->squad_id, e->cadre_id);
	SquadMemberRow member;
	SquadRow squad = squad_row(t, e->squad_id);

	(void)ev;
	REQUIRE(found && squad.members > 0);
	member = *found;
	member.active = false;
	member.left_on = e->left_on;
	squad_member_put(t, &member);
	squad.members--;
	squad_put(t, &squad);
}

void apply_squad_leader_changed(struct tables *t, const SquadLeaderChanged *e, const struct event *ev)
{
	SquadRow squad = squad_row(t, e->squad_id);

	(void)ev;
	squad.leader_id = e->leader_id;
	squad_put(t, &squad);
}

void apply_squad_activated(struct tables *t, const SquadActivated *e, const struct event *ev)
{
	SquadRow squad = squad_row(t, e->squad_id);

	(void)ev;
	squad.state = SQUAD_STATE_ACTIVE;
	squad_put(t, &squad);
}

void apply_squad_result_recorded(struct tables *t, const SquadResultRecorded *e, const struct event *ev)
{
	SquadRow squad = squad_row(t, e->squad_id);

	(void)ev;
	squad_result_put(t, &(SquadResultRow){
		.result_id = e->result_id,
		.squad_id = e->squad_id,
		.kind = e->kind,
		.project = e->project,
		.title = e->title,
		.amount_fen = e->amount_fen,
		.achieved_on = e->achieved_on,
		.document = e->document,
	});
	squad_project_put(t, &(SquadProjectRow){ .project = e->project, .kind = e->kind, .squad_id = e->squad_id,
						 .result_id = e->result_id });
	squad.results++;
	if (e->kind == SQUAD_RESULT_KIND_SIGNED)
		squad.amount_fen += e->amount_fen;
	squad_put(t, &squad);
}

void apply_squad_closed(struct tables *t, const SquadClosed *e, const struct event *ev)
{
	SquadRow squad = squad_row(t, e->squad_id);

	(void)ev;
	squad.state = SQUAD_STATE_CLOSED;
	squad.closed_on = e->closed_on;
	squad_put(t, &squad);
}

void apply_squad_evaluated(struct tables *t, const SquadEvaluated *e, const struct event *ev)
{
	SquadRow squad = squad_row(t, e->squad_id);

	(void)ev;
	squad.state = SQUAD_STATE_EVALUATED;
	squad.appraisal = e->appraisal;
	squad_put(t, &squad);
}
