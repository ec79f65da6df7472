/* Clearing a name (澄清正名): row E5, W4.8, metric M16.
 *
 *   a report closed as unfounded or unsubstantiated -> PROPOSED -> CONSENTED (form chosen) -> APPROVED
 *     -> EXECUTED -> VISITED (3 months) -> CLOSED
 *
 * The text speaks about the reported question only and names no reporter; the scope is that of the harm; a public form needs
 * the person's consent. "Cannot be excluded" is not unfounded.
 *
 * In:  ProposeClearing, RecordClearingConsent, ApproveClearing, ExecuteClearing, RecordEffectVisit, CloseClearing; last days
 *      by the due-table.
 * Out: ClearingProposed, ClearingConsented, ClearingApproved, Cleared, ClearingExecuted, BarLifted, ClearingVisited,
 *      ClearingClosed, ClearingOverdue, ClearingForgotten. */
#include <string.h>

#include "accountability/matter.h"
#include "accountability/report.h"
#include "accountability/reporters.h"
#include "roster/people.h"
#include "workflows.h"

static const ClearingRow *clearing_of(const struct state *s, const char *report_id)
{
	struct row_scan scan = clearing_by_report_id(s, report_id);

	return clearing_next(&scan);
}

static enum refusal check_text(struct decision *d, const char *cadre_id, const char *text)
{
	if (text_names_reporter(d, cadre_id, text))    return REFUSAL_REPORTER_IN_TEXT;
	if (text_holds_one_of(d, text, policy_text(d, "CLARIFY.PRAISE_WORDS")))
		return REFUSAL_OVERALL_PRAISE; /* 整体评价 */
	return REFUSAL_NONE;
}

static enum refusal check_report(const ReportRow *report)
{
	if (!report)                                                       return REFUSAL_REPORT_UNKNOWN;
	if (report->conclusion == REPORT_CONCLUSION_CANNOT_EXCLUDE)        return REFUSAL_CANNOT_EXCLUDE;
	if (report->conclusion == REPORT_CONCLUSION_SUBSTANTIATED)         return REFUSAL_REPORT_SUBSTANTIATED;
	if (report->state != REPORT_STATE_CLOSED)                          return REFUSAL_REPORT_NOT_CLOSED;
	return REFUSAL_NONE;
}

enum refusal propose_clearing_decide(struct decision *d, const ProposeClearing *cmd)
{
	const ReportRow *report = report_find(d->state, cmd->report_id);
	const char *id, *approve_by;
	enum refusal r = check_report(report);

	if (r)                                                   return r;
	if (!matter_cadre(d, report->cadre_id, &r))              return r;
	if (clearing_of(d->state, report->report_id))            return REFUSAL_CLEARING_OPEN;
	if ((r = check_text(d, report->cadre_id, cmd->text)))    return r;

	id = decision_new_id(d, "clearing");
	approve_by = policy_deadline(d, "CLARIFY.APPROVE");
	decision_answer(d, "clearing_id", id);
	emit_clearing_proposed(d, &(ClearingProposed){
		.clearing_id = id,
		.cadre_id = report->cadre_id,
		.report_id = report->report_id,
		.trigger = cmd->trigger,
		.scope = cmd->scope,
		.approve_by = approve_by,
		.proposed_by = actor_person(d->actor),
	});
	matter_note(d, id, report->cadre_id, NOTE_KIND_CLEARING, cmd->text);
	return REFUSAL_NONE;
}

static bool public_form(ClearingForm form)
{
	return form == CLEARING_FORM_MEETING || form == CLEARING_FORM_NOTICE || form == CLEARING_FORM_BULLETIN;
}

enum refusal record_clearing_consent_decide(struct decision *d, const RecordClearingConsent *cmd)
{
	const ClearingRow *clearing = clearing_find(d->state, cmd->clearing_id);
	enum refusal r;

	if (!clearing)                                                    return REFUSAL_CLEARING_UNKNOWN;
	if (!actor_is(d->actor, clearing->cadre_id)) {
		if (!actor_has_role(d->actor, "org.supervision"))         return REFUSAL_OUTSIDE_AUTHORITY;
		if (!matter_cadre(d, clearing->cadre_id, &r))             return r;
	}
	if (clearing->state != CLEARING_STATE_PROPOSED &&
	    clearing->state != CLEARING_STATE_CONSENTED)                  return REFUSAL_STATE_WRONG;
	if (!cmd->consents && public_form(cmd->form))                     return REFUSAL_CONSENT_MISSING;
	emit_clearing_consented(d, &(ClearingConsented){
		.clearing_id = clearing->clearing_id,
		.cadre_id = clearing->cadre_id,
		.consents = cmd->consents,
		.form = cmd->form,
		.document = cmd->document,
	});
	return REFUSAL_NONE;
}

enum refusal approve_clearing_decide(struct decision *d, const ApproveClearing *cmd)
{
	const ClearingRow *clearing = clearing_find(d->state, cmd->clearing_id);
	enum refusal r;

	if (!clearing)                                                      return REFUSAL_CLEARING_UNKNOWN;
	if (!matter_cadre(d, clearing->cadre_id, &r))                       return r;
	if (clearing->state == CLEARING_STATE_PROPOSED)                     return REFUSAL_CONSENT_MISSING;
	if (clearing->state != CLEARING_STATE_CONSENTED)                    return REFUSAL_STATE_WRONG;
	if (strcmp(clearing->proposed_by, actor_person(d->actor)) == 0)     return REFUSAL_SAME_HAND;
	emit_clearing_approved(d, &(ClearingApproved){
		.clearing_id = clearing->clearing_id,
		.cadre_id = clearing->cadre_id,
		.approved_by = actor_person(d->actor),
		.execute_by = policy_deadline(d, "CLARIFY.EXECUTE"),
	});
	return REFUSAL_NONE;
}

static enum refusal check_execution(struct decision *d, const ExecuteClearing *cmd, const ClearingRow *clearing)
{
	if (clearing->state != CLEARING_STATE_APPROVED)                  return REFUSAL_STATE_WRONG;
	if (public_form(cmd->form) && !clearing->consents)               return REFUSAL_CONSENT_MISSING;
	if (cmd->form != clearing->form)                                 return REFUSAL_FORM_NOT_CHOSEN;
	if (cmd->scope != clearing->scope)                               return REFUSAL_SCOPE_DIFFERS;
	if (strcmp(cmd->executed_on, d->today) > 0)                      return REFUSAL_DATE_FUTURE;
	return check_text(d, clearing->cadre_id, cmd->text);
}

enum refusal execute_clearing_decide(struct decision *d, const ExecuteClearing *cmd)
{
	const ClearingRow *clearing = clearing_find(d->state, cmd->clearing_id);
	enum refusal r;

	if (!clearing)                                                   return REFUSAL_CLEARING_UNKNOWN;
	if (!matter_cadre(d, clearing->cadre_id, &r))                    return r;
	if ((r = check_execution(d, cmd, clearing)))                     return r;

	emit_cleared(d, &(Cleared){
		.clearing_id = clearing->clearing_id,
		.cadre_id = clearing->cadre_id,
		.form = cmd->form,
		.cleared_on = cmd->executed_on,
		.report_id = clearing->report_id,
	});
	report_lift_bars(d, clearing->report_id, clearing->cadre_id, false);
	emit_clearing_executed(d, &(ClearingExecuted){
		.clearing_id = clearing->clearing_id,
		.cadre_id = clearing->cadre_id,
		.visit_by = policy_deadline_from(d, "CLARIFY.EFFECT_VISIT", cmd->executed_on),
		.scope = cmd->scope,
		.executed_by = actor_person(d->actor),
	});
	matter_note(d, clearing->clearing_id, clearing->cadre_id, NOTE_KIND_CLEARING, cmd->text);
	return REFUSAL_NONE;
}

enum refusal record_effect_visit_decide(struct decision *d, const RecordEffectVisit *cmd)
{
	const ClearingRow *clearing = clearing_find(d->state, cmd->clearing_id);
	enum refusal r;

	if (!clearing)                                           return REFUSAL_CLEARING_UNKNOWN;
	if (!matter_cadre(d, clearing->cadre_id, &r))            return r;
	if (clearing->state != CLEARING_STATE_EXECUTED)          return REFUSAL_STATE_WRONG;
	emit_clearing_visited(d, &(ClearingVisited){
		.clearing_id = clearing->clearing_id,
		.cadre_id = clearing->cadre_id,
		.settled = cmd->settled,
		.visited_on = d->today,
		.visit_by = cmd->settled ? "" : policy_deadline(d, "CLARIFY.EFFECT_VISIT"),
	});
	matter_note(d, clearing->clearing_id, clearing->cadre_id, NOTE_KIND_VISIT, cmd->note);
	return REFUSAL_NONE;
}

enum refusal close_clearing_decide(struct decision *d, const CloseClearing *cmd)
{
	const ClearingRow *clearing = clearing_find(d->state, cmd->clearing_id);
	enum refusal r;

	if (!clearing)                                           return REFUSAL_CLEARING_UNKNOWN;
	if (!matter_cadre(d, clearing->cadre_id, &r))            return r;
	if (clearing->state == CLEARING_STATE_CLOSED)            return REFUSAL_STATE_WRONG;
	if (clearing->state != CLEARING_STATE_VISITED)           return REFUSAL_VISIT_MISSING;
	emit_clearing_closed(d, &(ClearingClosed){
		.clearing_id = clearing->clearing_id,
		.cadre_id = clearing->cadre_id,
		.closed_on = d->today,
	});
	return REFUSAL_NONE;
}

/* ---- last days ----------------------------------------------------------------------------------- */

void due_clearing_proposal(struct decision *d, const char *id)
{
	const ReportRow *report = report_find(d->state, id);

	if (report && !clearing_of(d->state, id))
		emit_clearing_forgotten(d, &(ClearingForgotten){ .report_id = id, .clear_by = report->clear_by });
}

void due_clearing_step(struct decision *d, const char *id)
{
	const ClearingRow *clearing = clearing_find(d->state, id);

	if (clearing && clearing->state < CLEARING_STATE_VISITED)
		emit_clearing_overdue(d, &(ClearingOverdue){
			.clearing_id = id,
			.cadre_id = clearing->cadre_id,
			.state = clearing->state,
			.due_on = clearing->due_on,
		});
}
