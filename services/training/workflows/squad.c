/* Squads: investment squads and regional stations, assistance teams (招商小分队、驻点招商专班、三服务一促进): row T6, W1.7.
 *
 *   FORMED -> MEMBERS_ASSIGNED -> ACTIVE -> CLOSED -> EVALUATED
 *
 * Joining is the dispatch metrics M05 and M07 count. A project counts once, for one squad.
 * In:  FormSquad, AssignSquadMembers, ReleaseSquadMember, ChangeSquadLeader, ActivateSquad, RecordSquadResult,
 *      CloseSquad, EvaluateSquad.
 * Out: SquadFormed .. SquadEvaluated, Dispatched, DispatchEnded. */
#include <string.h>

#include "dispatches.h"
#include "roster/bars.h"
#include "roster/people.h"
#include "runtime/bulk.h"

static enum refusal leader_fits(struct decision *d, const char *leader_id)
{
	const CadreRow *leader = leader_id[0] ? cadre_find(d->state, leader_id) : NULL;

	if (leader_id[0] == '\0')
		return decision_refuse(d, REFUSAL_SQUAD_LEADER_MISSING, "leader_id", "");
	if (!leader)
		return decision_refuse(d, REFUSAL_CADRE_UNKNOWN, "leader_id", leader_id);
	if (!actor_may_manage(d->actor, leader))
		return decision_refuse(d, REFUSAL_OUTSIDE_AUTHORITY, "leader_id", leader_id);
	if (bar_in_force(d->state, leader_id, d->today))
		return decision_refuse(d, REFUSAL_CADRE_BARRED, "leader_id", leader_id);
	return REFUSAL_NONE;
}

enum refusal form_squad_decide(struct decision *d, const FormSquad *cmd)
{
	enum refusal refusal;
	const char *id;

	if (cmd->programme != DISPATCH_PROGRAMME_INVESTMENT && cmd->programme != DISPATCH_PROGRAMME_ASSIST)
		return decision_refuse(d, REFUSAL_SQUAD_PROGRAMME, "programme", "");
	if (strcmp(cmd->ends_on, cmd->starts_on) < 0)
		return decision_refuse(d, REFUSAL_DATE_ORDER, "ends_on", cmd->ends_on);
	refusal = leader_fits(d, cmd->leader_id);
	if (refusal != REFUSAL_NONE)
		return refusal;
	id = decision_new_id(d, "squad");
	emit_squad_formed(d, &(SquadFormed){
		.squad_id = id,
		.name = cmd->name,
		.programme = cmd->programme,
		.domain = cmd->domain,
		.target = cmd->target,
		.leader_id = cmd->leader_id,
		.starts_on = cmd->starts_on,
		.ends_on = cmd->ends_on,
		.region = d->actor->region,
	});
	decision_answer(d, "squad_id", id);
	return REFUSAL_NONE;
}

/* The squad named, of the actor's region, between two states. */
static enum refusal squad_between(struct decision *d, const char *id, SquadState first, SquadState last,
				  const SquadRow **out)
{
	const SquadRow *row = squad_find(d->state, id);

	*out = row;
	if (!row)
		return decision_refuse(d, REFUSAL_SQUAD_UNKNOWN, "squad_id", id);
	if (strcmp(row->region, d->actor->region) != 0)
		return decision_refuse(d, REFUSAL_OUTSIDE_AUTHORITY, "squad_id", id);
	if (row->state < first || row->state > last)
		return decision_refuse(d, REFUSAL_STATE_WRONG, "squad_id", id);
	return REFUSAL_NONE;
}

static enum refusal member_outcome(struct decision *d, const SquadRow *squad, const char *cadre_id)
{
	const CadreRow *cadre = cadre_find(d->state, cadre_id);

	if (!cadre)
		return REFUSAL_CADRE_UNKNOWN;
	if (!actor_may_manage(d->actor, cadre))
		return REFUSAL_OUTSIDE_AUTHORITY;
	if (squad_membership(d->state, cadre_id))
		return REFUSAL_MEMBER_IN_SQUAD;
	if (bar_in_force(d->state, cadre_id, d->today))
		return REFUSAL_CADRE_BARRED;
	if (dispatch_overlaps(d->state, cadre_id, squad->starts_on, squad->ends_on))
		return REFUSAL_DISPATCH_OVERLAP;
	return REFUSAL_NONE;
}

static void join(struct decision *d, const SquadRow *squad, const char *cadre_id)
{
	const char *dispatch_id = decision_new_id(d, "member");

	emit_squad_joined(d, &(SquadJoined){ .squad_id = squad->squad_id, .cadre_id = cadre_id,
					     .dispatch_id = dispatch_id, .joined_on = d->today });
	emit_dispatched(d, &(Dispatched){
		.dispatch_id = dispatch_id,
		.cadre_id = cadre_id,
		.programme = squad->programme,
		.domain = squad->domain,
		.destination = squad->target,
		.starts_on = squad->starts_on,
		.ends_on = squad->ends_on,
	});
}

enum refusal assign_squad_members_decide(struct decision *d, const AssignSquadMembers *cmd)
{
	const SquadRow *squad;
	struct bulk bulk = bulk_start(d, "cadre_ids", cmd->partial);
	enum refusal refusal = squad_between(d, cmd->squad_id, SQUAD_STATE_FORMED, SQUAD_STATE_ACTIVE, &squad);

	if (refusal != REFUSAL_NONE)
		return refusal;
	for (size_t i = 0; i < cmd->n_cadre_ids; i++) {
		const char *cadre_id = cmd->cadre_ids[i];
		enum refusal outcome = bulk_repeated((const char *const *)cmd->cadre_ids, i)
					       ? REFUSAL_VALUE_DUPLICATE
					       : member_outcome(d, squad, cadre_id);
		if (bulk_row(&bulk, outcome, cadre_id))
			join(d, squad, cadre_id);
	}
	return bulk_end(&bulk);
}

static void leave(struct decision *d, const SquadRow *squad, const SquadMemberRow *member, const char *reason)
{
	emit_squad_left(d, &(SquadLeft){ .squad_id = squad->squad_id, .cadre_id = member->cadre_id,
					 .left_on = d->today, .reason = reason });
	emit_dispatch_ended(d, &(DispatchEnded){
		.dispatch_id = member->dispatch_id,
		.cadre_id = member->cadre_id,
		.programme = squad->programme,
		.ended_on = d->today,
	});
}

enum refusal release_squad_member_decide(struct decision *d, const ReleaseSquadMember *cmd)
{
	const SquadRow *squad;
	const SquadMemberRow *member;
	enum refusal refusal = squad_between(d, cmd->squad_id, SQUAD_STATE_MEMBERS_ASSIGNED, SQUAD_STATE_ACTIVE, &squad);

	if (refusal != REFUSAL_NONE)
		return refusal;
	member = squad_member_find(d->state, cmd->squad_id, cmd->cadre_id);
	if (!member || !member->active)
		return decision_refuse(d, REFUSAL_NOT_A_SQUAD_MEMBER, "cadre_id", cmd->cadre_id);
	if (strcmp(squad->leader_id, cmd->cadre_id) == 0)
		return decision_refuse(d, REFUSAL_LEADER_LEAVES, "cadre_id", cmd->cadre_id);
	leave(d, squad, member, cmd->reason);
	return REFUSAL_NONE;
}

enum refusal change_squad_leader_decide(struct decision *d, const ChangeSquadLeader *cmd)
{
	const SquadRow *squad;
	enum refusal refusal = squad_between(d, cmd->squad_id, SQUAD_STATE_FORMED, SQUAD_STATE_ACTIVE, &squad);

	if (refusal == REFUSAL_NONE)
		refusal = leader_fits(d, cmd->leader_id);
	if (refusal != REFUSAL_NONE)
		return refusal;
	emit_squad_leader_changed(d, &(SquadLeaderChanged){ .squad_id = squad->squad_id, .leader_id = cmd->leader_id });
	return REFUSAL_NONE;
}

enum refusal activate_squad_decide(struct decision *d, const ActivateSquad *cmd)
{
	const SquadRow *squad;
	enum refusal refusal = squad_between(d, cmd->squad_id, SQUAD_STATE_FORMED, SQUAD_STATE_MEMBERS_ASSIGNED, &squad);

	if (refusal != REFUSAL_NONE)
		return refusal;
	if (squad->members == 0)
		return decision_refuse(d, REFUSAL_SQUAD_EMPTY, "squad_id", cmd->squad_id);
	emit_squad_activated(d, &(SquadActivated){ .squad_id = squad->squad_id, .activated_on = d->today });
	return REFUSAL_NONE;
}

/* Visits repeat; every other kind of result counts once for a project. Once a squad has signed it, the project is its. */
static bool project_counted(const struct state *s, const RecordSquadResult *cmd)
{
	const SquadProjectRow *other;
	struct row_scan scan = squad_project_scan_1(s, cmd->project);

	while ((other = squad_project_next(&scan))) {
		if (other->kind == cmd->kind && cmd->kind != SQUAD_RESULT_KIND_VISIT)
			return true;
		if (other->kind >= SQUAD_RESULT_KIND_SIGNED && strcmp(other->squad_id, cmd->squad_id) != 0)
			return true;
	}
	return false;
}

enum refusal record_squad_result_decide(struct decision *d, const RecordSquadResult *cmd)
{
	const SquadRow *squad;
	const char *id;
	enum refusal refusal = squad_between(d, cmd->squad_id, SQUAD_STATE_ACTIVE, SQUAD_STATE_ACTIVE, &squad);

	if (refusal != REFUSAL_NONE)
		return refusal;
	if (cmd->document[0] == '\0')
		return decision_refuse(d, REFUSAL_RESULT_DOCUMENT_MISSING, "document", "");
	if (strcmp(cmd->achieved_on, d->today) > 0)
		return decision_refuse(d, REFUSAL_DATE_FUTURE, "achieved_on", cmd->achieved_on);
	if (project_counted(d->state, cmd))
		return decision_refuse(d, REFUSAL_PROJECT_COUNTED, "project", cmd->project);
	id = decision_new_id(d, "result");
	emit_squad_result_recorded(d, &(SquadResultRecorded){
		.result_id = id,
		.squad_id = squad->squad_id,
		.kind = cmd->kind,
		.project = cmd->project,
		.title = cmd->title,
		.amount_fen = cmd->amount_fen,
		.achieved_on = cmd->achieved_on,
		.document = cmd->document,
	});
	decision_answer(d, "result_id", id);
	return REFUSAL_NONE;
}

enum refusal close_squad_decide(struct decision *d, const CloseSquad *cmd)
{
	const SquadRow *squad;
	const SquadMemberRow *member;
	struct row_scan scan;
	enum refusal refusal = squad_between(d, cmd->squad_id, SQUAD_STATE_ACTIVE, SQUAD_STATE_ACTIVE, &squad);

	if (refusal != REFUSAL_NONE)
		return refusal;
	scan = squad_member_scan_1(d->state, squad->squad_id);
	while ((member = squad_member_next(&scan)))
		if (member->active)
			leave(d, squad, member, "工作队撤回");
	emit_squad_closed(d, &(SquadClosed){ .squad_id = squad->squad_id, .closed_on = d->today });
	return REFUSAL_NONE;
}

enum refusal evaluate_squad_decide(struct decision *d, const EvaluateSquad *cmd)
{
	const SquadRow *squad;
	enum refusal refusal = squad_between(d, cmd->squad_id, SQUAD_STATE_CLOSED, SQUAD_STATE_CLOSED, &squad);

	if (refusal != REFUSAL_NONE)
		return refusal;
	if (!dispatch_appraisal_valid(cmd->appraisal))
		return decision_refuse(d, REFUSAL_DISPATCH_APPRAISAL_INVALID, "appraisal", cmd->appraisal);
	if (actor_is(d->actor, squad->leader_id))
		return decision_refuse(d, REFUSAL_SELF_DEALING, "squad_id", cmd->squad_id);
	emit_squad_evaluated(d, &(SquadEvaluated){ .squad_id = squad->squad_id, .appraisal = cmd->appraisal,
						   .opinion = cmd->opinion });
	return REFUSAL_NONE;
}
