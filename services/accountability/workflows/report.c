/* Reports about cadres (信访举报): rows E5 and X9, W4.7.
 *
 *   REGISTERED (60 days, once 30 more) -> CONCLUDED -> CLOSED;   a repetition is kept as REPEATED and changes nothing
 *
 * While a report is open the person stands under a provisional bar: it always has a last day, colleagues do not see it, and
 * it is no reason for anything (S05). Who reported lies sealed in a table without a read path (unseal.c, S06). What belongs
 * to another organ is refused: it is forwarded on paper and not entered here.
 *
 * In:  RegisterReport, ExtendReport, ConcludeReport, CloseReport; last days by the due-table.
 * Out: ReportRegistered, ReportSealed, ReporterSealed (both sealed), BarImposed, BarLifted (provisional), ReportExtended,
 *      ReportConcluded, MatterNoted (sealed), ReportClosed, ReportOverdue, ResponseProposed. */
#include <string.h>

#include "accountability/matter.h"
#include "accountability/report.h"
#include "accountability/response.h"
#include "roster/people.h"
#include "workflows.h"

static void impose_provisional(struct decision *d, const char *report_id, const char *cadre_id, const char *from_on,
			       const char *until_on)
{
	emit_bar_imposed(d, &(BarImposed){
		.bar_id = report_id,
		.cadre_id = cadre_id,
		.ground = BAR_GROUND_OPEN_REPORT,
		.origin = report_id,
		.from_on = from_on,
		.until_on = until_on,
		.provisional = true,
	});
}

void report_lift_bars(struct decision *d, const char *report_id, const char *cadre_id, bool expired)
{
	struct row_scan scan = bar_scan_1(d->state, cadre_id);
	const BarRow *bar;

	while ((bar = bar_next(&scan)))
		if (bar->provisional && strcmp(bar->origin, report_id) == 0)
			emit_bar_lifted(d, &(BarLifted){
				.bar_id = bar->bar_id,
				.cadre_id = cadre_id,
				.ground = bar->ground,
				.lifted_on = d->today,
				.expired = expired,
				.provisional = true,
			});
}

/* The handler is neither the reported person nor of his unit. */
static enum refusal check_handler(const struct actor *actor, const CadreRow *cadre)
{
	if (actor_is(actor, cadre->cadre_id))                                      return REFUSAL_SELF_DEALING;
	if (actor->unit_id[0] && strcmp(actor->unit_id, cadre->unit_id) == 0)      return REFUSAL_HANDLER_RELATED;
	return REFUSAL_NONE;
}

static enum refusal check_register(const struct decision *d, const RegisterReport *cmd, const CadreRow *cadre)
{
	const ReportRow *repeated = cmd->repeats[0] ? report_find(d->state, cmd->repeats) : NULL;
	enum refusal r;

	if (!cadre)                                                          return REFUSAL_CADRE_UNKNOWN;
	if (!actor_may_manage(d->actor, cadre))                              return REFUSAL_FORWARD_NOT_COPY;
	if ((r = check_handler(d->actor, cadre)))                            return r;
	if (strcmp(cmd->received_on, d->today) > 0)                          return REFUSAL_DATE_FUTURE;
	if (cmd->real_name && cmd->reporter_name[0] == '\0')                 return REFUSAL_REPORTER_NAME_MISSING;
	if (cmd->repeats[0] && !repeated)                                    return REFUSAL_REPORT_UNKNOWN;
	if (repeated && strcmp(repeated->cadre_id, cadre->cadre_id) != 0)    return REFUSAL_REPORT_UNKNOWN;
	return REFUSAL_NONE;
}

static void seal(struct decision *d, const RegisterReport *cmd, const char *id)
{
	emit_report_sealed(d, &(ReportSealed){
		.report_id = id,
		.cadre_id = cmd->cadre_id,
		.content = cmd->content,
		.repeats = cmd->repeats,
		.behavior = cmd->behavior,
		.registered_by = actor_person(d->actor),
		.channel = cmd->channel,
		.received_on = cmd->received_on,
		.real_name = cmd->real_name,
	});
	if (cmd->reporter_name[0] || cmd->reporter_contact[0])
		emit_reporter_sealed(d, &(ReporterSealed){
			.report_id = id,
			.name = cmd->reporter_name,
			.contact = cmd->reporter_contact,
		});
}

enum refusal register_report_decide(struct decision *d, const RegisterReport *cmd)
{
	const CadreRow *cadre = cadre_find(d->state, cmd->cadre_id);
	enum refusal r = check_register(d, cmd, cadre);
	const char *id, *conclude_by;

	if (r)
		return r;
	id = decision_new_id(d, "report");
	decision_answer(d, "report_id", id);
	seal(d, cmd, id);
	if (cmd->repeats[0])
		return REFUSAL_NONE;
	conclude_by = policy_deadline(d, "PETITION.HANDLE");
	decision_answer(d, "conclude_by", conclude_by);
	emit_report_registered(d, &(ReportRegistered){
		.report_id = id,
		.received_on = cmd->received_on,
		.conclude_by = conclude_by,
		.channel = cmd->channel,
		.real_name = cmd->real_name,
	});
	impose_provisional(d, id, cadre->cadre_id, d->today, conclude_by);
	return REFUSAL_NONE;
}

/* Finds the report at its step, and refuses who may not handle it. */
static enum refusal at_step(const struct decision *d, const char *id, ReportState state, const ReportRow **out)
{
	const ReportRow *report = report_find(d->state, id);
	const CadreRow *cadre = report ? cadre_find(d->state, report->cadre_id) : NULL;
	enum refusal r;

	*out = report;
	if (!report || !cadre)                             return REFUSAL_REPORT_UNKNOWN;
	if (!actor_may_manage(d->actor, cadre))            return REFUSAL_OUTSIDE_AUTHORITY;
	if ((r = check_handler(d->actor, cadre)))          return r;
	return report->state == state ? REFUSAL_NONE : REFUSAL_STATE_WRONG;
}

enum refusal extend_report_decide(struct decision *d, const ExtendReport *cmd)
{
	const ReportRow *report;
	enum refusal r = at_step(d, cmd->report_id, REPORT_STATE_REGISTERED, &report);
	const char *conclude_by;

	if (r)                     return r;
	if (report->extended)      return REFUSAL_EXTENDED_ALREADY;
	conclude_by = policy_deadline_from(d, "PETITION.HANDLE.EXTENSION", report->conclude_by);
	decision_answer(d, "conclude_by", conclude_by);
	emit_report_extended(d, &(ReportExtended){
		.report_id = report->report_id,
		.conclude_by = conclude_by,
		.reason = cmd->reason,
	});
	impose_provisional(d, report->report_id, report->cadre_id, d->today, conclude_by);
	return REFUSAL_NONE;
}

static bool two_people(const ConcludeReport *cmd)
{
	for (size_t i = 1; i < cmd->n_investigators; i++)
		if (strcmp(cmd->investigators[i], cmd->investigators[0]) != 0)
			return true;
	return false;
}

bool report_unfounded(ReportConclusion conclusion)
{
	return conclusion == REPORT_CONCLUSION_UNFOUNDED || conclusion == REPORT_CONCLUSION_UNSUBSTANTIATED;
}

enum refusal conclude_report_decide(struct decision *d, const ConcludeReport *cmd)
{
	const ReportRow *report;
	enum refusal r = at_step(d, cmd->report_id, REPORT_STATE_REGISTERED, &report);

	if (r)                      return r;
	if (!two_people(cmd))       return REFUSAL_TWO_INVESTIGATORS;
	emit_report_concluded(d, &(ReportConcluded){
		.report_id = report->report_id,
		.conclusion = cmd->conclusion,
		.concluded_on = d->today,
		.close_by = policy_deadline(d, "REPORT.REALNAME.RESULT"),
		.late = strcmp(d->today, report->conclude_by) > 0,
	});
	matter_note(d, report->report_id, report->cadre_id, NOTE_KIND_INVESTIGATION, cmd->finding);
	if (report_unfounded(cmd->conclusion))
		report_lift_bars(d, report->report_id, report->cadre_id, false);
	if (cmd->conclusion == REPORT_CONCLUSION_SUBSTANTIATED)
		response_propose(d, report->cadre_id, RESPONSE_CAUSE_REPORT, report->report_id, report->behavior);
	return REFUSAL_NONE;
}

enum refusal close_report_decide(struct decision *d, const CloseReport *cmd)
{
	const ReportRow *report;
	enum refusal r = at_step(d, cmd->report_id, REPORT_STATE_CONCLUDED, &report);
	bool told = cmd->told_on[0] != '\0';

	if (r)                                                             return r;
	if (report->real_name && !told)                                    return REFUSAL_REPORTER_NOT_TOLD;
	if (told && strcmp(cmd->told_on, d->today) > 0)                    return REFUSAL_DATE_FUTURE;
	if (told && strcmp(cmd->told_on, report->concluded_on) < 0)        return REFUSAL_DATE_ORDER;
	emit_report_closed(d, &(ReportClosed){
		.report_id = report->report_id,
		.closed_on = d->today,
		.told_on = cmd->told_on,
		.approved_by = cmd->approved_by,
		.clear_by = report_unfounded(report->conclusion) ? policy_deadline(d, "CLARIFY.PROPOSE") : "",
	});
	return REFUSAL_NONE;
}

/* ---- last days ----------------------------------------------------------------------------------- */

void due_report(struct decision *d, const char *id)
{
	const ReportRow *report = report_find(d->state, id);

	if (report && report->state < REPORT_STATE_CLOSED)
		emit_report_overdue(d, &(ReportOverdue){
			.report_id = id,
			.state = report->state,
			.due_on = report->state == REPORT_STATE_REGISTERED ? report->conclude_by : report->close_by,
		});
}

/* A provisional bar ends with its last day, concluded or not: nobody stays barred because an office is slow. */
void due_provisional_bar(struct decision *d, const char *id)
{
	const ReportRow *report = report_find(d->state, id);

	if (report)
		report_lift_bars(d, id, report->cadre_id, true);
}
