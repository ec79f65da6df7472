/* Opening the sealed identity of a reporter (启封): safeguard S06. One person asks with a purpose, another approves, the first
 * reads once within the days given; each step is on record for the auditor.
 *
 *   REQUESTED -> APPROVED -> READ
 *
 * In:  RequestUnseal, ApproveUnseal, ReadReporter.
 * Out: UnsealRequested, UnsealApproved, ReporterRead (all sealed); the identity only in the answer of ReadReporter. */
#include <string.h>

#include "accountability/matter.h"
#include "roster/people.h"
#include "workflows.h"

/* Nobody of the reported person's unit, least of all himself, comes near. */
static enum refusal check_actor(const struct decision *d, const char *report_id)
{
	const ReportRow *report = report_find(d->state, report_id);
	const CadreRow *cadre = report ? cadre_find(d->state, report->cadre_id) : NULL;

	if (!report || !cadre)                                                            return REFUSAL_REPORT_UNKNOWN;
	if (!actor_may_manage(d->actor, cadre))                                           return REFUSAL_OUTSIDE_AUTHORITY;
	if (actor_is(d->actor, cadre->cadre_id))                                          return REFUSAL_SELF_DEALING;
	if (d->actor->unit_id[0] && strcmp(d->actor->unit_id, cadre->unit_id) == 0)       return REFUSAL_HANDLER_RELATED;
	if (!reporter_find(d->state, report_id))                                          return REFUSAL_NOBODY_SEALED;
	return REFUSAL_NONE;
}

enum refusal request_unseal_decide(struct decision *d, const RequestUnseal *cmd)
{
	enum refusal r = check_actor(d, cmd->report_id);
	const char *id;

	if (r)
		return r;
	id = decision_new_id(d, "unseal");
	decision_answer(d, "unseal_id", id);
	emit_unseal_requested(d, &(UnsealRequested){
		.unseal_id = id,
		.report_id = cmd->report_id,
		.purpose = cmd->purpose,
		.requested_by = actor_person(d->actor),
	});
	return REFUSAL_NONE;
}

enum refusal approve_unseal_decide(struct decision *d, const ApproveUnseal *cmd)
{
	const UnsealRow *unseal = unseal_find(d->state, cmd->unseal_id);
	enum refusal r;

	if (!unseal)                                                          return REFUSAL_UNSEAL_UNKNOWN;
	if ((r = check_actor(d, unseal->report_id)))                          return r;
	if (unseal->state != UNSEAL_STATE_REQUESTED)                          return REFUSAL_STATE_WRONG;
	if (strcmp(unseal->requested_by, actor_person(d->actor)) == 0)        return REFUSAL_SAME_HAND;
	emit_unseal_approved(d, &(UnsealApproved){
		.unseal_id = unseal->unseal_id,
		.approved_by = actor_person(d->actor),
		.valid_until = policy_deadline(d, "UNSEAL.VALID"),
	});
	return REFUSAL_NONE;
}

enum refusal read_reporter_decide(struct decision *d, const ReadReporter *cmd)
{
	const UnsealRow *unseal = unseal_find(d->state, cmd->unseal_id);
	const ReporterRow *reporter;
	enum refusal r;

	if (!unseal)                                                          return REFUSAL_UNSEAL_UNKNOWN;
	if ((r = check_actor(d, unseal->report_id)))                          return r;
	if (unseal->state != UNSEAL_STATE_APPROVED)                           return REFUSAL_UNSEAL_NOT_APPROVED;
	if (strcmp(d->today, unseal->valid_until) > 0)                        return REFUSAL_UNSEAL_NOT_APPROVED;
	if (strcmp(unseal->requested_by, actor_person(d->actor)) != 0)        return REFUSAL_UNSEAL_NOT_APPROVED;
	reporter = reporter_find(d->state, unseal->report_id);
	decision_answer(d, "name", reporter->name);
	decision_answer(d, "contact", reporter->contact);
	emit_reporter_read(d, &(ReporterRead){
		.unseal_id = unseal->unseal_id,
		.report_id = unseal->report_id,
		.read_by = actor_person(d->actor),
		.read_on = d->today,
	});
	return REFUSAL_NONE;
}
