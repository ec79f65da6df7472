/* The decision on annual grades of persons and the publicity of the excellent: rows A6, W3.8. Overview in person_round.c.
 *
 *   CHECKED -> DECIDED -> PUBLICITY (ASSESS.PUBLICITY) -> PUBLISHED; nobody excellent: no publicity
 *   an objection: OPEN -> UPHELD (a lower grade instead) | REJECTED
 *
 * In:  DecidePersonGrades, PublishExcellent, ObjectToExcellent, DecideExcellentObjection; the end of the publicity by the due-table.
 * Out: PersonGradesDecided (sealed), ExcellentPublished, ExcellentObjected, ExcellentObjectionNoted (sealed), ExcellentObjectionDecided,
 *      ExcellentWithdrawn (sealed), ExcellentPublicityEnded. */
#include <string.h>

#include "assessment/bounds.h"
#include "assessment/person.h"
#include "assessment/person_effect.h"
#include "assessment/votes.h"
#include "base/require.h"
#include "roster/people.h"
#include "workflows.h"

/* ---- decision --------------------------------------------------------------------------------------------- */

static enum refusal check_body(const DecidePersonGrades *cmd, const PersonRoundRow *round)
{
	const struct votes votes = { cmd->members, cmd->present, cmd->in_favour, cmd->n_dissents };

	if (cmd->body == DECIDING_BODY_UNIT_HEAD)
		return round->track == PERSON_TRACK_MEMBERS ? REFUSAL_PERSON_BODY : REFUSAL_NONE;
	return cmd->members ? votes_check(&votes) : REFUSAL_VOTE_COUNT;
}

/* Quotas may have been computed again since the check. */
static enum refusal check_cap(struct decision *d, const PersonRoundRow *round)
{
	struct person_cap cap;
	enum refusal r = person_cap_of(d, round, &cap);

	if (!r && cap.excellent > cap.heads)
		r = decision_refuse(d, REFUSAL_PERSON_CAP, "round_id", decision_format(d, "%u > %u", cap.excellent, cap.heads));
	return r;
}

enum refusal decide_person_grades_decide(struct decision *d, const DecidePersonGrades *cmd)
{
	const PersonRoundRow *round;
	enum refusal r = person_round_decided(d, cmd->round_id, &round);

	if (r)
		return r;
	if (round->state == PERSON_ROUND_STATE_OPEN)      return REFUSAL_PERSON_NOT_CHECKED;
	if (round->state != PERSON_ROUND_STATE_CHECKED)   return REFUSAL_STATE_WRONG;
	if (strcmp(cmd->held_on, d->today) > 0)
		return decision_refuse(d, REFUSAL_DATE_FUTURE, "held_on", cmd->held_on);
	if ((r = check_body(cmd, round)) || (r = person_excellent_may_stay(d, round)) || (r = check_cap(d, round)))
		return r;
	emit_person_grades_decided(d, &(PersonGradesDecided){
		.round_id = round->round_id,
		.unit_id = round->unit_id,
		.body = cmd->body,
		.held_on = cmd->held_on,
		.members = cmd->members,
		.present = cmd->present,
		.in_favour = cmd->in_favour,
		.n_dissents = cmd->n_dissents,
		.dissents = cmd->dissents,
		.minutes = cmd->minutes,
		.excellent = round->excellent,
	});
	return REFUSAL_NONE;
}

/* ---- publicity ----------------------------------------------------------------------------------------------- */

static size_t excellent_of(const struct state *s, const char *round_id, const char **ids)
{
	struct row_scan scan = person_proposal_scan_1(s, round_id);
	const PersonProposalRow *p;
	size_t count = 0;

	while ((p = person_proposal_next(&scan)))
		if (p->proposal->grade == ANNUAL_GRADE_EXCELLENT) {
			REQUIRE(count < PERSON_ROUND_MAX);
			ids[count++] = p->person_id;
		}
	return count;
}

enum refusal publish_excellent_decide(struct decision *d, const PublishExcellent *cmd)
{
	const char *ids[PERSON_ROUND_MAX], *until = policy_deadline(d, "ASSESS.PUBLICITY");
	const PersonRoundRow *round;
	size_t count;
	enum refusal r = person_round_handled(d, cmd->round_id, &round);

	if (r)
		return r;
	if (round->state != PERSON_ROUND_STATE_DECIDED)
		return REFUSAL_STATE_WRONG;
	count = excellent_of(d->state, round->round_id, ids);
	if (count == 0)
		return REFUSAL_PERSON_NOBODY_EXCELLENT;
	decision_answer(d, "until", until);
	emit_excellent_published(d, &(ExcellentPublished){
		.round_id = round->round_id,
		.unit_id = round->unit_id,
		.n_cadre_ids = count,
		.cadre_ids = ids,
		.place = cmd->place,
		.until = until,
	});
	return REFUSAL_NONE;
}

void due_excellent_publicity(struct decision *d, const char *id)
{
	const PersonRoundRow *round = person_round_find(d->state, id);

	if (round && round->state == PERSON_ROUND_STATE_PUBLICITY)
		emit_excellent_publicity_ended(d, &(ExcellentPublicityEnded){ .round_id = id, .unit_id = round->unit_id });
}

/* ---- objections to it -------------------------------------------------------------------------------------------- */

/* People of the unit where it hangs, and the discipline organ. */
static bool may_object(const struct actor *actor, const PersonRoundRow *round)
{
	return strcmp(actor->unit_id, round->unit_id) == 0 || actor_has_role(actor, "discipline");
}

/* What the discipline organ finds after the publicity still counts until the grades are told. */
static bool objection_time(const struct actor *actor, const PersonRoundRow *round)
{
	return round->state == PERSON_ROUND_STATE_PUBLICITY ||
	       (round->state == PERSON_ROUND_STATE_PUBLISHED && actor_has_role(actor, "discipline"));
}

enum refusal object_to_excellent_decide(struct decision *d, const ObjectToExcellent *cmd)
{
	const char *decide_by = policy_deadline(d, "ASSESS.OBJECTION.DECIDE");
	const PersonRoundRow *round = person_round_find(d->state, cmd->round_id);
	const PersonProposalRow *p = person_proposal_find(d->state, cmd->round_id, cmd->cadre_id);
	const char *id;

	if (!round)                                                 return REFUSAL_PERSON_ROUND_UNKNOWN;
	if (!may_object(d->actor, round))                           return REFUSAL_OUTSIDE_AUTHORITY;
	if (!objection_time(d->actor, round))                       return REFUSAL_PERSON_NOT_PUBLIC;
	if (!p || p->proposal->grade != ANNUAL_GRADE_EXCELLENT)     return REFUSAL_PERSON_NOT_PUBLIC;
	id = decision_new_id(d, "objection");
	decision_answer(d, "objection_id", id);
	decision_answer(d, "decide_by", decide_by);
	emit_excellent_objected(d, &(ExcellentObjected){
		.objection_id = id,
		.round_id = round->round_id,
		.unit_id = round->unit_id,
		.decide_by = decide_by,
	});
	emit_excellent_objection_noted(d, &(ExcellentObjectionNoted){
		.objection_id = id,
		.round_id = round->round_id,
		.cadre_id = cmd->cadre_id,
		.reason = cmd->reason,
		.objected_by = d->actor->account,
	});
	return REFUSAL_NONE;
}

static bool below_excellent(AnnualGrade grade)
{
	return grade > ANNUAL_GRADE_EXCELLENT && grade <= ANNUAL_GRADE_INCOMPETENT;
}

enum refusal decide_excellent_objection_decide(struct decision *d, const DecideExcellentObjection *cmd)
{
	const ExcellentObjectionRow *objection = excellent_objection_find(d->state, cmd->objection_id);
	const ExcellentObjectionNoteRow *note = excellent_objection_note_find(d->state, cmd->objection_id);
	const PersonRoundRow *round;
	enum refusal r;

	if (!objection || !note)                                return REFUSAL_PERSON_OBJECTION_UNKNOWN;
	if ((r = person_round_decided(d, objection->round_id, &round)))
		return r;
	if (objection->state != OBJECTION_STATE_OPEN)           return REFUSAL_STATE_WRONG;
	if (actor_is(d->actor, note->person_id))                return REFUSAL_SELF_DEALING;
	if (cmd->upheld && !below_excellent(cmd->grade))        return REFUSAL_PERSON_GRADE_NOT_LOWER;
	emit_excellent_objection_decided(d, &(ExcellentObjectionDecided){
		.objection_id = objection->objection_id,
		.round_id = objection->round_id,
		.unit_id = objection->unit_id,
		.upheld = cmd->upheld,
	});
	if (cmd->upheld)
		emit_excellent_withdrawn(d, &(ExcellentWithdrawn){
			.round_id = objection->round_id,
			.cadre_id = note->person_id,
			.grade = cmd->grade,
			.objection_id = objection->objection_id,
			.reason = cmd->reason,
		});
	return REFUSAL_NONE;
}
