/* Secondment, shadowing, practice on the spot (挂职锻炼、跟班学习、蹲点式实践锻炼、下沉帮扶): row T5, W1.6.
 *
 *   (plan) -> NOMINATED -> APPROVED -> DISPATCHED -> IN_POST -> ENDED -> APPRAISED -> RETURNED
 *
 * A plan offers posts; each person has his own secondment. Personnel relations stay with the unit (公务员法 art. 72).
 * In:  PlanSecondment, NominateForSecondment, ApproveSecondments, DispatchSecondments, ArriveInPost, ReportOnSecondment,
 *      EndSecondments, RecallSecondment, AppraiseSecondment, ReturnFromSecondment; overdue reports and appraisals (due.c).
 * Out: SecondmentPlanned .. SecondmentReturned, Dispatched, DispatchEnded. */
#include <string.h>

#include "base/date.h"
#include "dispatches.h"
#include "roster/bars.h"
#include "roster/people.h"
#include "runtime/bulk.h"

enum refusal plan_secondment_decide(struct decision *d, const PlanSecondment *cmd)
{
	int months_max = (int)policy_number(d, "TRAIN.SECONDMENT_MAX");
	PlanSecondment plan = *cmd;
	const char *id;

	if (cmd->programme == DISPATCH_PROGRAMME_UNSPECIFIED)
		return decision_refuse(d, REFUSAL_DISPATCH_PROGRAMME_REQUIRED, "programme", "");
	if (cmd->programme == DISPATCH_PROGRAMME_INVESTMENT)
		return decision_refuse(d, REFUSAL_PROGRAMME_IS_SQUAD, "programme", "");
	if (cmd->host_post[0] == '\0')
		return decision_refuse(d, REFUSAL_HOST_POST_REQUIRED, "host_post", "");
	if (strcmp(cmd->ends_on, cmd->starts_on) < 0)
		return decision_refuse(d, REFUSAL_DATE_ORDER, "ends_on", cmd->ends_on);
	if (strcmp(cmd->ends_on, date_add_months(d, cmd->starts_on, months_max)) > 0)
		return decision_refuse(d, REFUSAL_SECONDMENT_TOO_LONG, "ends_on", cmd->ends_on);
	id = decision_new_id(d, "secplan");
	emit_secondment_planned(d, &(SecondmentPlanned){ .plan_id = id, .plan = &plan, .region = d->actor->region });
	decision_answer(d, "plan_id", id);
	return REFUSAL_NONE;
}

static bool nominee_repeated(const NominateForSecondment *cmd, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (strcmp(cmd->rows[i]->cadre_id, cmd->rows[at]->cadre_id) == 0)
			return true;
	return false;
}

static enum refusal nominee_outcome(struct decision *d, const PlanSecondment *plan, const SecondmentNominee *nominee)
{
	const CadreRow *cadre = cadre_find(d->state, nominee->cadre_id);

	if (!cadre)
		return REFUSAL_CADRE_UNKNOWN;
	if (!actor_may_manage(d->actor, cadre))
		return REFUSAL_OUTSIDE_AUTHORITY;
	if (plan->young_only && !cadre->young)
		return REFUSAL_NOT_YOUNG_CADRE;
	if (!nominee->fit)
		return REFUSAL_MEDICALLY_UNFIT;
	if (bar_in_force(d->state, cadre->cadre_id, d->today))
		return REFUSAL_CADRE_BARRED;
	if (dispatch_overlaps(d->state, cadre->cadre_id, plan->starts_on, plan->ends_on))
		return REFUSAL_DISPATCH_OVERLAP;
	return REFUSAL_NONE;
}

enum refusal nominate_for_secondment_decide(struct decision *d, const NominateForSecondment *cmd)
{
	const SecondmentPlanRow *row = secondment_plan_find(d->state, cmd->plan_id);
	struct bulk bulk = bulk_start(d, "rows", cmd->partial);

	if (!row)
		return decision_refuse(d, REFUSAL_SECONDMENT_PLAN_UNKNOWN, "plan_id", cmd->plan_id);
	for (size_t i = 0; i < cmd->n_rows; i++) {
		const SecondmentNominee *nominee = cmd->rows[i];
		enum refusal outcome = nominee_repeated(cmd, i) ? REFUSAL_VALUE_DUPLICATE
								: nominee_outcome(d, row->plan, nominee);
		if (outcome == REFUSAL_NONE && row->nominated + bulk.taken >= row->plan->posts)
			outcome = REFUSAL_SECONDMENT_PLAN_FULL;
		if (!bulk_row(&bulk, outcome, nominee->cadre_id))
			continue;
		const char *id = decision_new_id(d, "second");
		emit_secondment_nominated(d, &(SecondmentNominated){
			.secondment_id = id,
			.plan_id = row->plan_id,
			.cadre_id = nominee->cadre_id,
			.mentor = nominee->mentor,
		});
		decision_answer(d, "secondment_id", id);
	}
	return bulk_end(&bulk);
}

/* The secondment named, at that step, of a cadre the actor manages. */
static enum refusal secondment_at(struct decision *d, const char *id, SecondmentState state, const SecondmentRow **out)
{
	const SecondmentRow *row = secondment_find(d->state, id);
	const CadreRow *cadre = row ? cadre_find(d->state, row->cadre_id) : NULL;

	*out = row;
	if (!row || !cadre)
		return REFUSAL_SECONDMENT_UNKNOWN;
	if (!actor_may_manage(d->actor, cadre))
		return REFUSAL_OUTSIDE_AUTHORITY;
	if (row->state != state)
		return REFUSAL_STATE_WRONG;
	return REFUSAL_NONE;
}

/* One step of a list: what the row must be, and what happens to it. */
typedef enum refusal step_check(struct decision *d, const SecondmentRow *row);
typedef void step_take(struct decision *d, const SecondmentRow *row);

static enum refusal step(struct decision *d, const char *const *ids, size_t count, bool partial, SecondmentState state,
			 step_check *check, step_take *take)
{
	struct bulk bulk = bulk_start(d, "secondment_ids", partial);

	for (size_t i = 0; i < count; i++) {
		const SecondmentRow *row;
		enum refusal outcome = bulk_repeated(ids, i) ? REFUSAL_VALUE_DUPLICATE
							     : secondment_at(d, ids[i], state, &row);
		if (outcome == REFUSAL_NONE && check)
			outcome = check(d, row);
		if (bulk_row(&bulk, outcome, ids[i]))
			take(d, row);
	}
	return bulk_end(&bulk);
}

static enum refusal not_barred(struct decision *d, const SecondmentRow *row)
{
	return bar_in_force(d->state, row->cadre_id, d->today) ? REFUSAL_CADRE_BARRED : REFUSAL_NONE;
}

static enum refusal approvable(struct decision *d, const SecondmentRow *row)
{
	if (strcmp(row->nominated_by, d->actor->account) == 0)
		return REFUSAL_SECONDMENT_APPROVAL_OWN;
	if (actor_is(d->actor, row->cadre_id))
		return REFUSAL_SELF_DEALING;
	return not_barred(d, row);
}

static void approve(struct decision *d, const SecondmentRow *row)
{
	emit_secondment_approved(d, &(SecondmentApproved){ .secondment_id = row->secondment_id,
							   .cadre_id = row->cadre_id });
}

enum refusal approve_secondments_decide(struct decision *d, const ApproveSecondments *cmd)
{
	return step(d, (const char *const *)cmd->secondment_ids, cmd->n_secondment_ids, cmd->partial,
		    SECONDMENT_STATE_NOMINATED, approvable, approve);
}

static void dispatch(struct decision *d, const SecondmentRow *row)
{
	const PlanSecondment *plan = secondment_plan_find(d->state, row->plan_id)->plan;

	emit_dispatched(d, &(Dispatched){
		.dispatch_id = row->secondment_id,
		.cadre_id = row->cadre_id,
		.programme = plan->programme,
		.domain = plan->domain,
		.destination = plan->destination,
		.starts_on = plan->starts_on,
		.ends_on = plan->ends_on,
	});
}

enum refusal dispatch_secondments_decide(struct decision *d, const DispatchSecondments *cmd)
{
	return step(d, (const char *const *)cmd->secondment_ids, cmd->n_secondment_ids, cmd->partial,
		    SECONDMENT_STATE_APPROVED, not_barred, dispatch);
}

static void arrive(struct decision *d, const SecondmentRow *row)
{
	emit_secondment_arrived(d, &(SecondmentArrived){
		.secondment_id = row->secondment_id,
		.cadre_id = row->cadre_id,
		.arrived_on = d->today,
		.report_by = secondment_report_by(d),
	});
}

enum refusal arrive_in_post_decide(struct decision *d, const ArriveInPost *cmd)
{
	return step(d, (const char *const *)cmd->secondment_ids, cmd->n_secondment_ids, cmd->partial,
		    SECONDMENT_STATE_DISPATCHED, NULL, arrive);
}

enum refusal report_on_secondment_decide(struct decision *d, const ReportOnSecondment *cmd)
{
	const SecondmentRow *row;
	enum refusal refusal = secondment_at(d, cmd->secondment_id, SECONDMENT_STATE_IN_POST, &row);

	if (refusal != REFUSAL_NONE)
		return decision_refuse(d, refusal, "secondment_id", cmd->secondment_id);
	if (!actor_has_role(d->actor, "org.training") && !actor_has_role(d->actor, "org.cadre") &&
	    !actor_is(d->actor, row->cadre_id))
		return decision_refuse(d, REFUSAL_OUTSIDE_AUTHORITY, "secondment_id", cmd->secondment_id);
	for (size_t i = 0; i < row->n_quarters; i++)
		if (strcmp(row->quarters[i], cmd->quarter) == 0)
			return decision_refuse(d, REFUSAL_SECONDMENT_REPORT_TWICE, "quarter", cmd->quarter);
	emit_secondment_reported(d, &(SecondmentReported){
		.secondment_id = row->secondment_id,
		.cadre_id = row->cadre_id,
		.quarter = cmd->quarter,
		.report = cmd->report,
		.mentor_opinion = cmd->mentor_opinion,
		.report_by = secondment_report_by(d),
	});
	return REFUSAL_NONE;
}

static enum refusal over(struct decision *d, const SecondmentRow *row)
{
	return strcmp(d->today, row->ends_on) < 0 ? REFUSAL_RECALL_NOT_APPROVED : REFUSAL_NONE;
}

static void end(struct decision *d, const SecondmentRow *row)
{
	emit_secondment_ended(d, &(SecondmentEnded){
		.secondment_id = row->secondment_id,
		.cadre_id = row->cadre_id,
		.ended_on = d->today,
		.appraise_by = policy_deadline(d, "TRAIN.SECONDMENT_APPRAISE_WITHIN"),
	});
}

enum refusal end_secondments_decide(struct decision *d, const EndSecondments *cmd)
{
	return step(d, (const char *const *)cmd->secondment_ids, cmd->n_secondment_ids, cmd->partial,
		    SECONDMENT_STATE_IN_POST, over, end);
}

enum refusal recall_secondment_decide(struct decision *d, const RecallSecondment *cmd)
{
	const SecondmentRow *row;
	enum refusal refusal = secondment_at(d, cmd->secondment_id, SECONDMENT_STATE_IN_POST, &row);

	if (refusal != REFUSAL_NONE)
		return decision_refuse(d, refusal, "secondment_id", cmd->secondment_id);
	if (cmd->approval_document[0] == '\0')
		return decision_refuse(d, REFUSAL_RECALL_NOT_APPROVED, "approval_document", "");
	emit_secondment_ended(d, &(SecondmentEnded){
		.secondment_id = row->secondment_id,
		.cadre_id = row->cadre_id,
		.ended_on = d->today,
		.appraise_by = policy_deadline(d, "TRAIN.SECONDMENT_APPRAISE_WITHIN"),
		.recalled = true,
		.reason = cmd->reason,
		.approval_document = cmd->approval_document,
	});
	return REFUSAL_NONE;
}

enum refusal appraise_secondment_decide(struct decision *d, const AppraiseSecondment *cmd)
{
	const SecondmentRow *row;
	enum refusal refusal = secondment_at(d, cmd->secondment_id, SECONDMENT_STATE_ENDED, &row);

	if (refusal != REFUSAL_NONE)
		return decision_refuse(d, refusal, "secondment_id", cmd->secondment_id);
	if (!dispatch_appraisal_valid(cmd->appraisal))
		return decision_refuse(d, REFUSAL_DISPATCH_APPRAISAL_INVALID, "appraisal", cmd->appraisal);
	if (cmd->self_report[0] == '\0')
		return decision_refuse(d, REFUSAL_SECONDMENT_SELF_REPORT_MISSING, "self_report", "");
	emit_secondment_appraised(d, &(SecondmentAppraised){
		.secondment_id = row->secondment_id,
		.cadre_id = row->cadre_id,
		.appraisal = cmd->appraisal,
		.opinion = cmd->opinion,
		.self_report = cmd->self_report,
	});
	emit_dispatch_ended(d, &(DispatchEnded){
		.dispatch_id = row->secondment_id,
		.cadre_id = row->cadre_id,
		.programme = row->programme,
		.ended_on = row->ended_on,
		.appraisal = cmd->appraisal,
	});
	return REFUSAL_NONE;
}

static void come_back(struct decision *d, const SecondmentRow *row)
{
	emit_secondment_returned(d, &(SecondmentReturned){ .secondment_id = row->secondment_id,
							   .cadre_id = row->cadre_id, .returned_on = d->today });
}

enum refusal return_from_secondment_decide(struct decision *d, const ReturnFromSecondment *cmd)
{
	return step(d, (const char *const *)cmd->secondment_ids, cmd->n_secondment_ids, cmd->partial,
		    SECONDMENT_STATE_APPRAISED, NULL, come_back);
}
