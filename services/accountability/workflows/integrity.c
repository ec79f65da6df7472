/* The integrity opinion on an appointment (廉洁自律意见, 凡提四必): row S4, W2.6.
 *
 *   ASKED (PROMO.CLEARANCE_REPLY) -> ANSWERED (no objection, objection)
 *     |  ^                     \--> WITHDRAWN (the appointment ended)
 *     v  |
 *   DEFERRED (INTEGRITY.DEFER, at most INTEGRITY.DEFERRALS_MAX times)
 *
 * The question comes from personnel by message; what is known of the person is laid beside it, for the commission alone. A person of
 * the commission of the region that asks answers; the ground stays here, sealed. Personnel goes on only with an answer.
 *
 * In:  personnel's ClearanceRequested, AppointmentAborted; AnswerIntegrity; the last day by the due-table.
 * Out: IntegrityAsked, IntegrityMatched (sealed), IntegrityOpinionGiven, IntegrityDeferred, IntegrityWithdrawn, IntegrityOverdue,
 *      IntegrityLateSettled, MatterNoted (sealed). */
#include <string.h>

#include "accountability/known.h"
#include "accountability/matter.h"
#include "accountability/reporters.h"
#include "roster/people.h"
#include "workflows.h"

static bool is_open(const IntegrityRequestRow *request)
{
	return request->state == INTEGRITY_STATE_ASKED || request->state == INTEGRITY_STATE_DEFERRED;
}

/* ---- asked ----------------------------------------------------------------------------------------- */

/* Personnel counts an answer to the last question only. */
static void withdraw_former(struct decision *d, const char *appointment_id, const char *cadre_id)
{
	struct row_scan scan = integrity_request_by_cadre_id(d->state, cadre_id);
	const IntegrityRequestRow *former;

	while ((former = integrity_request_next(&scan))) {
		if (!is_open(former) || strcmp(former->appointment_id, appointment_id) != 0)
			continue;
		emit_integrity_withdrawn(d, &(IntegrityWithdrawn){
			.request_id = former->request_id,
			.cadre_id = cadre_id,
			.appointment_id = appointment_id,
		});
		if (former->overdue)
			emit_integrity_late_settled(d, &(IntegrityLateSettled){ .request_id = former->request_id, .cadre_id = cadre_id });
	}
}

void react_clearance_requested(struct decision *d, const ClearanceRequested *e, const struct event *ev)
{
	struct known known;

	(void)ev;
	if (!e->request_id[0]) /* asked before answers came by message: entered by hand */
		return;
	withdraw_former(d, e->appointment_id, e->cadre_id);
	known_matters(d->state, e->cadre_id, d->today, &known);
	emit_integrity_asked(d, &(IntegrityAsked){
		.request_id = e->request_id,
		.cadre_id = e->cadre_id,
		.appointment_id = e->appointment_id,
		.post_title = e->post_title,
		.authority = e->authority,
		.asked_on = e->requested_on,
		.reply_by = e->reply_by,
	});
	emit_integrity_matched(d, &(IntegrityMatched){
		.request_id = e->request_id,
		.cadre_id = e->cadre_id,
		.n_matters = known.count,
		.matters = known.list,
		.matched_on = d->today,
	});
}

void react_appointment_aborted(struct decision *d, const AppointmentAborted *e, const struct event *ev)
{
	(void)ev;
	withdraw_former(d, e->appointment_id, e->cadre_id);
}

/* ---- answered -------------------------------------------------------------------------------------- */

static enum refusal check_opinion(struct decision *d, const AnswerIntegrity *cmd, const IntegrityRequestRow *request)
{
	bool explained = cmd->ground[0] != '\0';
	struct known known;

	if (cmd->opinion != INTEGRITY_OPINION_NO_OBJECTION && !explained)
		return decision_refuse(d, REFUSAL_INTEGRITY_GROUND, "ground", "");
	if (cmd->opinion == INTEGRITY_OPINION_NOT_YET && request->deferrals >= (uint32_t)policy_number(d, "INTEGRITY.DEFERRALS_MAX"))
		return decision_refuse(d, REFUSAL_INTEGRITY_DEFERRED_OFTEN, "opinion", "");
	known_matters(d->state, request->cadre_id, d->today, &known); /* as of now: something may have come since the question */
	if (cmd->opinion == INTEGRITY_OPINION_NO_OBJECTION && known.count > 0 && !explained)
		return decision_refuse(d, REFUSAL_INTEGRITY_MATTER_OPEN, "ground", known.list[0]->matter_id);
	return REFUSAL_NONE;
}

static enum refusal check_answer(struct decision *d, const AnswerIntegrity *cmd, const IntegrityRequestRow *request)
{
	if (!request)                                                  return REFUSAL_INTEGRITY_UNKNOWN;
	if (strcmp(d->actor->region, request->authority) != 0)         return REFUSAL_OUTSIDE_AUTHORITY;
	if (actor_is(d->actor, request->cadre_id))                     return REFUSAL_SELF_DEALING;
	if (!is_open(request))                                         return REFUSAL_INTEGRITY_SETTLED;
	if (text_names_reporter(d, request->cadre_id, cmd->ground))    return REFUSAL_REPORTER_IN_TEXT;
	return check_opinion(d, cmd, request);
}

static void defer(struct decision *d, const AnswerIntegrity *cmd, const IntegrityRequestRow *request)
{
	const char *reply_by = policy_deadline(d, "INTEGRITY.DEFER");

	emit_integrity_deferred(d, &(IntegrityDeferred){
		.request_id = request->request_id,
		.cadre_id = request->cadre_id,
		.appointment_id = request->appointment_id,
		.document = cmd->document,
		.reply_by = reply_by,
		.deferrals = request->deferrals + 1,
	});
	decision_answer(d, "reply_by", reply_by);
}

static void give(struct decision *d, const AnswerIntegrity *cmd, const IntegrityRequestRow *request)
{
	emit_integrity_opinion_given(d, &(IntegrityOpinionGiven){
		.request_id = request->request_id,
		.cadre_id = request->cadre_id,
		.appointment_id = request->appointment_id,
		.opinion = cmd->opinion,
		.document = cmd->document,
		.answered_on = d->today,
		.late = strcmp(d->today, request->reply_by) > 0,
	});
}

enum refusal answer_integrity_decide(struct decision *d, const AnswerIntegrity *cmd)
{
	const IntegrityRequestRow *request = integrity_request_find(d->state, cmd->request_id);
	enum refusal r = check_answer(d, cmd, request);

	if (r)
		return r;
	if (cmd->opinion == INTEGRITY_OPINION_NOT_YET)
		defer(d, cmd, request);
	else
		give(d, cmd, request);
	if (request->overdue)
		emit_integrity_late_settled(d, &(IntegrityLateSettled){ .request_id = request->request_id, .cadre_id = request->cadre_id });
	matter_note(d, request->request_id, request->cadre_id, NOTE_KIND_INTEGRITY, cmd->ground);
	return REFUSAL_NONE;
}

void due_integrity_reply(struct decision *d, const char *id)
{
	const IntegrityRequestRow *request = integrity_request_find(d->state, id);

	if (request && is_open(request))
		emit_integrity_overdue(d, &(IntegrityOverdue){
			.request_id = id,
			.cadre_id = request->cadre_id,
			.appointment_id = request->appointment_id,
			.reply_by = request->reply_by,
		});
}
