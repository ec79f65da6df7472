/* Whose merit or fault a finding of an inspection is (督事+考人): row A4, W3.3.
 *
 *   LINKED -> TOLD (FINDING.ANSWER to answer) -> CONFIRMED: evidence of the special list; each -> WITHDRAWN with a reason
 *
 * The person reads it from the start. It counts only once he was told, has answered or let the days pass, and a second
 * officer has confirmed it (S01).
 *
 * In:  LinkFindingPerson, TellFindingPerson, AnswerFinding, ConfirmFindingPerson, WithdrawFindingPerson.
 * Out: FindingPersonLinked, FindingPersonTold, FindingAnswered (sealed), FindingPersonConfirmed, FindingPersonWithdrawn,
 *      RejudgementProposed. */
#include <string.h>

#include "assessment/bounds.h"
#include "assessment/list.h"
#include "assessment/quarter.h"
#include "roster/people.h"
#include "workflows.h"

/* What is linked: the problem of a rectification, or a good item by its unit and inspection. */
struct subject {
	const InspectionRow *inspection;
	const char *rectification_id, *unit_id, *item_id;
};

static bool item_of(const InspectionRow *inspection, const char *item_id)
{
	for (size_t i = 0; i < inspection->n_items; i++)
		if (strcmp(inspection->items[i]->item_id, item_id) == 0)
			return true;
	return false;
}

static enum refusal problem_of(struct decision *d, const LinkFindingPerson *cmd, struct subject *out)
{
	const RectificationRow *row = rectification_find(d->state, cmd->rectification_id);

	if (cmd->rectification_id[0] == '\0')
		return decision_refuse(d, REFUSAL_FIELD_REQUIRED, "rectification_id", NULL);
	if (!row)
		return decision_refuse(d, REFUSAL_RECTIFICATION_UNKNOWN, "rectification_id", cmd->rectification_id);
	if (!cmd->behavior)
		return decision_refuse(d, REFUSAL_FIELD_REQUIRED, "behavior", NULL);
	*out = (struct subject){ inspection_find(d->state, row->inspection_id), row->rectification_id, row->unit_id, row->item_id };
	return out->inspection ? REFUSAL_NONE : REFUSAL_INSPECTION_UNKNOWN;
}

static enum refusal good_item_of(struct decision *d, const LinkFindingPerson *cmd, struct subject *out)
{
	const InspectionRow *inspection = inspection_find(d->state, cmd->inspection_id);

	if (cmd->behavior)
		return decision_refuse(d, REFUSAL_FIELD_OUT_OF_RANGE, "behavior", NULL);
	if (!inspection)
		return decision_refuse(d, REFUSAL_INSPECTION_UNKNOWN, "inspection_id", cmd->inspection_id);
	if (!inspection_result_find(d->state, cmd->inspection_id, cmd->unit_id))
		return decision_refuse(d, REFUSAL_UNIT_NOT_INSPECTED, "unit_id", cmd->unit_id);
	if (!item_of(inspection, cmd->item_id))
		return decision_refuse(d, REFUSAL_ITEM_UNKNOWN, "item_id", cmd->item_id);
	*out = (struct subject){ inspection, "", cmd->unit_id, cmd->item_id };
	return REFUSAL_NONE;
}

static enum refusal subject_of(struct decision *d, const LinkFindingPerson *cmd, struct subject *out)
{
	enum refusal r = cmd->kind == FINDING_KIND_PROBLEM ? problem_of(d, cmd, out) : good_item_of(d, cmd, out);

	if (r)
		return r;
	if (out->inspection->state != INSPECTION_STATE_PUBLISHED)
		return REFUSAL_NOT_PUBLISHED;
	if (strcmp(cmd->found_on, quarter_first_day(d, out->inspection->quarter)) < 0 ||
	    strcmp(cmd->found_on, out->inspection->published_on) > 0)
		return decision_refuse(d, REFUSAL_FINDING_DAY, "found_on", cmd->found_on);
	return REFUSAL_NONE;
}

static bool same_finding(const FindingPersonRow *row, const struct subject *subject, FindingKind kind)
{
	return row->state != FINDING_PERSON_STATE_WITHDRAWN && row->kind == kind && strcmp(row->item_id, subject->item_id) == 0 &&
	       strcmp(row->rectification_id, subject->rectification_id) == 0;
}

/* Nobody twice, and at most FINDING_PERSONS_MAX. */
static enum refusal may_join(struct decision *d, const struct subject *subject, const LinkFindingPerson *cmd)
{
	struct row_scan scan =
		finding_person_by_inspection_id_unit_id(d->state, subject->inspection->inspection_id, subject->unit_id);
	const FindingPersonRow *row;
	size_t count = 0;

	while ((row = finding_person_next(&scan))) {
		if (!same_finding(row, subject, cmd->kind))
			continue;
		if (strcmp(row->cadre_id, cmd->cadre_id) == 0)
			return decision_refuse(d, REFUSAL_FINDING_PERSON_LINKED, "cadre_id", cmd->cadre_id);
		count++;
	}
	return count < FINDING_PERSONS_MAX ? REFUSAL_NONE : REFUSAL_FINDING_PERSONS_MANY;
}

enum refusal link_finding_person_decide(struct decision *d, const LinkFindingPerson *cmd)
{
	const CadreRow *cadre = cadre_find(d->state, cmd->cadre_id);
	struct subject subject = { 0 };
	const char *id;
	enum refusal r;

	if (!cadre)
		return decision_refuse(d, REFUSAL_CADRE_UNKNOWN, "cadre_id", cmd->cadre_id);
	if (!actor_may_manage(d->actor, cadre))         return REFUSAL_OUTSIDE_AUTHORITY;
	if (actor_is(d->actor, cadre->cadre_id))        return REFUSAL_SELF_DEALING;
	if ((r = subject_of(d, cmd, &subject)))
		return r;
	if (strcmp(people_unit_on(d->state, cadre, cmd->found_on), subject.unit_id) != 0)
		return decision_refuse(d, REFUSAL_FINDING_PERSON_UNIT, "cadre_id", cmd->cadre_id);
	if ((r = may_join(d, &subject, cmd)))
		return r;
	id = decision_new_id(d, "link");
	decision_answer(d, "link_id", id);
	emit_finding_person_linked(d, &(FindingPersonLinked){
		.link_id = id,
		.kind = cmd->kind,
		.rectification_id = subject.rectification_id,
		.inspection_id = subject.inspection->inspection_id,
		.unit_id = subject.unit_id,
		.item_id = subject.item_id,
		.cadre_id = cadre->cadre_id,
		.role = cmd->role,
		.sentence = cmd->sentence,
		.found_on = cmd->found_on,
		.behavior = cmd->behavior,
	});
	return REFUSAL_NONE;
}

/* ---- told, answered, confirmed --------------------------------------------------------------------------- */

/* The link, when it is one the actor may act on as an officer; else NULL and *r. */
static const FindingPersonRow *link_of(struct decision *d, const char *link_id, enum refusal *r)
{
	const FindingPersonRow *link = finding_person_find(d->state, link_id);
	const CadreRow *cadre = link ? cadre_find(d->state, link->cadre_id) : NULL;

	*r = !link                                                ? REFUSAL_FINDING_PERSON_UNKNOWN
	     : !cadre || !actor_may_manage(d->actor, cadre)       ? REFUSAL_OUTSIDE_AUTHORITY
	     : actor_is(d->actor, link->cadre_id)                 ? REFUSAL_SELF_DEALING
	     : link->state == FINDING_PERSON_STATE_WITHDRAWN      ? REFUSAL_STATE_WRONG
								  : REFUSAL_NONE;
	return *r ? NULL : link;
}

enum refusal tell_finding_person_decide(struct decision *d, const TellFindingPerson *cmd)
{
	enum refusal r;
	const FindingPersonRow *link = link_of(d, cmd->link_id, &r);

	if (r)                                          return r;
	if (link->state != FINDING_PERSON_STATE_LINKED) return REFUSAL_STATE_WRONG;
	if (strcmp(cmd->told_on, d->today) > 0)
		return decision_refuse(d, REFUSAL_DATE_FUTURE, "told_on", cmd->told_on);
	if (strcmp(cmd->told_on, link->linked_on) < 0)
		return decision_refuse(d, REFUSAL_DATE_ORDER, "told_on", link->linked_on);
	const char *answer_by = policy_deadline(d, "FINDING.ANSWER");
	decision_answer(d, "answer_by", answer_by);
	emit_finding_person_told(d, &(FindingPersonTold){
		.link_id = link->link_id,
		.cadre_id = link->cadre_id,
		.told_on = cmd->told_on,
		.answer_by = answer_by,
	});
	return REFUSAL_NONE;
}

enum refusal answer_finding_decide(struct decision *d, const AnswerFinding *cmd)
{
	const FindingPersonRow *link = finding_person_find(d->state, cmd->link_id);

	if (!link || !actor_is(d->actor, link->cadre_id)) return REFUSAL_FINDING_PERSON_UNKNOWN;
	if (link->state != FINDING_PERSON_STATE_TOLD)     return REFUSAL_STATE_WRONG;
	emit_finding_answered(d, &(FindingAnswered){
		.link_id = link->link_id,
		.cadre_id = link->cadre_id,
		.statement = cmd->statement,
		.answered_on = d->today,
	});
	return REFUSAL_NONE;
}

/* The same person behind another account is no second officer either. */
enum refusal confirm_finding_person_decide(struct decision *d, const ConfirmFindingPerson *cmd)
{
	enum refusal r;
	const FindingPersonRow *link = link_of(d, cmd->link_id, &r);

	if (r)                                             return r;
	if (link->state == FINDING_PERSON_STATE_LINKED)    return REFUSAL_FINDING_NOT_TOLD;
	if (link->state == FINDING_PERSON_STATE_CONFIRMED) return REFUSAL_STATE_WRONG;
	if (actor_did(d->actor, link->linked_by, link->linked_by_cadre) || actor_did(d->actor, link->told_by, link->told_by_cadre))
		return REFUSAL_FINDING_SECOND_OFFICER;
	if (!link->answered && strcmp(d->today, link->answer_by) <= 0)
		return decision_refuse(d, REFUSAL_FINDING_ANSWER_RUNS, "link_id", link->answer_by);
	emit_finding_person_confirmed(d, &(FindingPersonConfirmed){
		.link_id = link->link_id,
		.cadre_id = link->cadre_id,
		.kind = link->kind,
		.role = link->role,
		.confirmed_on = d->today,
	});
	return REFUSAL_NONE;
}

enum refusal withdraw_finding_person_decide(struct decision *d, const WithdrawFindingPerson *cmd)
{
	enum refusal r;
	const FindingPersonRow *link = link_of(d, cmd->link_id, &r);

	if (r)
		return r;
	emit_finding_person_withdrawn(d, &(FindingPersonWithdrawn){
		.link_id = link->link_id,
		.cadre_id = link->cadre_id,
		.reason = cmd->reason,
		.withdrawn_on = d->today,
	});
	if (link->state == FINDING_PERSON_STATE_CONFIRMED && link->kind == FINDING_KIND_PROBLEM)
		list_propose_rejudgement(d, link->cadre_id, link->link_id);
	return REFUSAL_NONE;
}
