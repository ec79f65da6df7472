/* Named call-up for retraining (点名"回炉再造"): row T3, W1.4.
 *
 *   PROPOSED -> CALLED_UP -> ATTENDING -> PASSED
 *      |            |            |-> FAILED -> RETAKING -> PASSED | ESCALATED
 *   DECLINED        |-> EXCUSED      (not reported in time, or failed again: ESCALATED)
 *
 * Proposals come from the tail of a special list, an admonition or an observation (react.c); a person decides.
 * In:  CallUp, DeclineCallUp, AssignCallUpClass, ReportForCallUp, ExcuseCallUp, ConcludeCallUp; attendance and results
 *      of the class (graduation.c); the last day to report and the last day to conclude (due.c).
 * Out: CalledUp, CallUpDeclined, CallUpClassAssigned, CallUpReported, CallUpExcused, CallUpConcluded, CallUpPassed,
 *      CallUpFailed, CallUpRetakeOrdered. */
#include <string.h>

#include "call_ups.h"
#include "classes.h"
#include "roster/people.h"

/* The class takes the cadre for reforging, and starts in time. */
static enum refusal reforging_class(struct decision *d, const char *class_id, const char *cadre_id,
				    const char *start_by)
{
	const ClassRow *class = class_find(d->state, class_id);

	if (!class)
		return REFUSAL_CLASS_UNKNOWN;
	if (class->plan->kind != CLASS_KIND_REFORGE)
		return REFUSAL_CLASS_NOT_REFORGE;
	if (class->state != CLASS_STATE_PUBLISHED)
		return REFUSAL_CLASS_NOT_OPEN;
	if (strcmp(class->plan->starts_on, start_by) > 0)
		return REFUSAL_CLASS_STARTS_LATE;
	if (reforge_enrolment(d->state, cadre_id))
		return REFUSAL_EQUIVALENT_CLASS;
	if (class_seats_left(d->state, class) == 0)
		return REFUSAL_CLASS_FULL;
	return class_takes(d, class, cadre_id);
}

static void enrol(struct decision *d, const char *class_id, const char *cadre_id, const char *call_up_id)
{
	if (class_id[0])
		emit_nominated(d, &(Nominated){ .class_id = class_id, .cadre_id = cadre_id, .call_up_id = call_up_id });
}

/* The proposal a CallUp approves: the one it names, else the cadre's open one. */
static enum refusal proposal_of(struct decision *d, const CallUp *cmd, const CallUpRow **out)
{
	const CallUpRow *row;

	*out = NULL;
	if (cmd->call_up_id[0] == '\0') {
		row = call_up_open_for(d->state, cmd->cadre_id);
		if (row && row->state != CALL_UP_STATE_PROPOSED)
			return decision_refuse(d, REFUSAL_ALREADY_CALLED_UP, "cadre_id", cmd->cadre_id);
		*out = row;
		return REFUSAL_NONE;
	}
	row = call_up_find(d->state, cmd->call_up_id);
	if (!row)
		return decision_refuse(d, REFUSAL_CALL_UP_UNKNOWN, "call_up_id", cmd->call_up_id);
	if (cmd->cadre_id[0] && strcmp(cmd->cadre_id, row->cadre_id) != 0)
		return decision_refuse(d, REFUSAL_CALL_UP_OTHER_CADRE, "cadre_id", cmd->cadre_id);
	if (row->state != CALL_UP_STATE_PROPOSED)
		return decision_refuse(d, REFUSAL_STATE_WRONG, "call_up_id", cmd->call_up_id);
	*out = row;
	return REFUSAL_NONE;
}

enum refusal call_up_decide(struct decision *d, const CallUp *cmd)
{
	const CallUpRow *proposal;
	const CadreRow *cadre;
	const char *id, *start_by;
	CallUpGround ground = cmd->ground;
	enum refusal refusal = proposal_of(d, cmd, &proposal);

	if (refusal != REFUSAL_NONE)
		return refusal;
	cadre = cadre_find(d->state, proposal ? proposal->cadre_id : cmd->cadre_id);
	if (!cadre)
		return decision_refuse(d, REFUSAL_CADRE_UNKNOWN, "cadre_id", cmd->cadre_id);
	if (!actor_may_manage(d->actor, cadre))
		return decision_refuse(d, REFUSAL_OUTSIDE_AUTHORITY, "cadre_id", cadre->cadre_id);
	if (actor_is(d->actor, cadre->cadre_id))
		return decision_refuse(d, REFUSAL_SELF_DEALING, "cadre_id", cadre->cadre_id);
	if (ground == CALL_UP_GROUND_UNSPECIFIED && proposal)
		ground = proposal->ground;
	if (ground == CALL_UP_GROUND_UNSPECIFIED)
		return decision_refuse(d, REFUSAL_CALL_UP_GROUND_REQUIRED, "ground", "");
	start_by = policy_deadline(d, "TRAIN.CALLUP_START_WITHIN");
	if (cmd->class_id[0])
		refusal = reforging_class(d, cmd->class_id, cadre->cadre_id, start_by);
	if (refusal != REFUSAL_NONE)
		return decision_refuse(d, refusal, "class_id", cmd->class_id);

	id = proposal ? proposal->call_up_id : decision_new_id(d, "callup");
	emit_called_up(d, &(CalledUp){
		.call_up_id = id,
		.cadre_id = cadre->cadre_id,
		.ground = ground,
		.class_id = cmd->class_id,
		.start_by = start_by,
		.reason = cmd->reason,
	});
	enrol(d, cmd->class_id, cadre->cadre_id, id);
	decision_answer(d, "call_up_id", id);
	return REFUSAL_NONE;
}

/* The call-up named, of a cadre the actor manages, and not himself. */
static enum refusal call_up_of_actor(struct decision *d, const char *call_up_id, const CallUpRow **out)
{
	const CallUpRow *row = call_up_find(d->state, call_up_id);
	const CadreRow *cadre = row ? cadre_find(d->state, row->cadre_id) : NULL;

	*out = row;
	if (!row || !cadre)
		return decision_refuse(d, REFUSAL_CALL_UP_UNKNOWN, "call_up_id", call_up_id);
	if (!actor_may_manage(d->actor, cadre))
		return decision_refuse(d, REFUSAL_OUTSIDE_AUTHORITY, "call_up_id", call_up_id);
	if (actor_is(d->actor, cadre->cadre_id))
		return decision_refuse(d, REFUSAL_SELF_DEALING, "call_up_id", call_up_id);
	return REFUSAL_NONE;
}

enum refusal decline_call_up_decide(struct decision *d, const DeclineCallUp *cmd)
{
	const CallUpRow *row;
	enum refusal refusal = call_up_of_actor(d, cmd->call_up_id, &row);

	if (refusal != REFUSAL_NONE)
		return refusal;
	if (row->state != CALL_UP_STATE_PROPOSED)
		return decision_refuse(d, REFUSAL_STATE_WRONG, "call_up_id", cmd->call_up_id);
	emit_call_up_declined(d, &(CallUpDeclined){ .call_up_id = row->call_up_id, .cadre_id = row->cadre_id,
						    .reason = cmd->reason });
	return REFUSAL_NONE;
}

enum refusal assign_call_up_class_decide(struct decision *d, const AssignCallUpClass *cmd)
{
	const CallUpRow *row;
	enum refusal refusal = call_up_of_actor(d, cmd->call_up_id, &row);

	if (refusal != REFUSAL_NONE)
		return refusal;
	if (row->state == CALL_UP_STATE_ESCALATED)
		return decision_refuse(d, REFUSAL_RETAKE_ONCE, "call_up_id", cmd->call_up_id);
	if (!call_up_awaits_report(row))
		return decision_refuse(d, REFUSAL_STATE_WRONG, "call_up_id", cmd->call_up_id);
	refusal = reforging_class(d, cmd->class_id, row->cadre_id, row->start_by);
	if (refusal != REFUSAL_NONE)
		return decision_refuse(d, refusal, "class_id", cmd->class_id);
	emit_call_up_class_assigned(d, &(CallUpClassAssigned){ .call_up_id = row->call_up_id,
							       .cadre_id = row->cadre_id,
							       .class_id = cmd->class_id });
	enrol(d, cmd->class_id, row->cadre_id, row->call_up_id);
	return REFUSAL_NONE;
}

enum refusal report_for_call_up_decide(struct decision *d, const ReportForCallUp *cmd)
{
	const CallUpRow *row;
	enum refusal refusal = call_up_of_actor(d, cmd->call_up_id, &row);

	if (refusal != REFUSAL_NONE)
		return refusal;
	if (strcmp(cmd->cadre_id, row->cadre_id) != 0)
		return decision_refuse(d, REFUSAL_CALL_UP_SUBSTITUTION, "cadre_id", cmd->cadre_id);
	if (!call_up_awaits_report(row))
		return decision_refuse(d, REFUSAL_STATE_WRONG, "call_up_id", cmd->call_up_id);
	if (strcmp(cmd->reported_on, d->today) > 0)
		return decision_refuse(d, REFUSAL_DATE_FUTURE, "reported_on", cmd->reported_on);
	call_up_report(d, row, cmd->reported_on);
	return REFUSAL_NONE;
}

enum refusal excuse_call_up_decide(struct decision *d, const ExcuseCallUp *cmd)
{
	const CallUpRow *row = call_up_find(d->state, cmd->call_up_id);

	if (!row)
		return decision_refuse(d, REFUSAL_CALL_UP_UNKNOWN, "call_up_id", cmd->call_up_id);
	if (!call_up_awaits_report(row))
		return decision_refuse(d, REFUSAL_STATE_WRONG, "call_up_id", cmd->call_up_id);
	if (strcmp(row->called_by, d->actor->account) != 0)
		return decision_refuse(d, REFUSAL_EXCUSE_NOT_BY_CALLER, "call_up_id", cmd->call_up_id);
	class_release(d, row->class_id, row->cadre_id, cmd->reason);
	emit_call_up_excused(d, &(CallUpExcused){ .call_up_id = row->call_up_id, .cadre_id = row->cadre_id,
						  .reason = cmd->reason });
	return REFUSAL_NONE;
}

enum refusal conclude_call_up_decide(struct decision *d, const ConcludeCallUp *cmd)
{
	const CallUpRow *row;
	enum refusal refusal = call_up_of_actor(d, cmd->call_up_id, &row);

	if (refusal != REFUSAL_NONE)
		return refusal;
	if (!call_up_attending(row))
		return decision_refuse(d, REFUSAL_STATE_WRONG, "call_up_id", cmd->call_up_id);
	call_up_conclude(d, row, cmd->passed, cmd->score, cmd->opinion);
	return REFUSAL_NONE;
}
