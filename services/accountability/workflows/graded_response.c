/* Graded response to weak performers (分级处置): row S5, W2.8.
 *
 *   PROPOSED (list tail, report) -> OPEN (finding) -> MEASURE -> TRACK (1, 3, 6 months) -> IMPROVED
 *                                -> DECLINED                                           -> NO_CHANGE: adjustment is suggested
 *
 * In:  OpenResponse, DeclineResponse, SubmitRectifyPlan, RecordTrackReview (the measure: measure.c); assessment's ListPlaced;
 *      last days by the due-table.
 * Out: ResponseProposed, ResponseOpened, ResponseDeclined, RectifyPlanned, TrackReviewed, ResponseConcluded,
 *      ResponseOverdue, AdjustmentSuggested. */
#include <string.h>

#include "accountability/adjustment.h"
#include "accountability/bounds.h"
#include "accountability/matter.h"
#include "accountability/response.h"
#include "roster/people.h"
#include "workflows.h"

static bool response_is_open(const ResponseRow *response)
{
	return response->state >= RESPONSE_STATE_PROPOSED && response->state <= RESPONSE_STATE_TRACK;
}

static const ResponseRow *open_response(const struct state *s, const char *cadre_id)
{
	struct row_scan scan = response_by_cadre_id(s, cadre_id);
	const ResponseRow *response;

	while ((response = response_next(&scan)))
		if (response_is_open(response))
			return response;
	return NULL;
}

void response_propose(struct decision *d, const char *cadre_id, ResponseCause cause, const char *origin,
		      BehaviorKind behavior)
{
	if (!cadre_find(d->state, cadre_id) || open_response(d->state, cadre_id))
		return;
	emit_response_proposed(d, &(ResponseProposed){
		.response_id = decision_new_id(d, "response"),
		.cadre_id = cadre_id,
		.cause = cause,
		.origin = origin,
		.behavior = behavior,
	});
}

/* The tail of a special list is proposed; a person opens the case or declines it. */
void react_list_placed(struct decision *d, const ListPlaced *e, const struct event *ev)
{
	(void)ev;
	if (e->tail)
		response_propose(d, e->cadre_id, RESPONSE_CAUSE_LIST_TAIL, e->list_id, e->behavior);
}

/* ---- opening ------------------------------------------------------------------------------------- */

static enum refusal check_open(const struct decision *d, const OpenResponse *cmd)
{
	const ResponseRow *proposal = cmd->response_id[0] ? response_find(d->state, cmd->response_id) : NULL;
	const ResponseRow *other = open_response(d->state, cmd->cadre_id);

	if (cmd->response_id[0] && !proposal)                              return REFUSAL_RESPONSE_UNKNOWN;
	if (proposal && proposal->state != RESPONSE_STATE_PROPOSED)        return REFUSAL_STATE_WRONG;
	if (proposal && strcmp(proposal->cadre_id, cmd->cadre_id) != 0)    return REFUSAL_RESPONSE_UNKNOWN;
	if (other && other->state != RESPONSE_STATE_PROPOSED)              return REFUSAL_RESPONSE_OPEN;
	if (other && !proposal)                                            return REFUSAL_RESPONSE_OPEN;
	if (cmd->finding[0] == '\0')                                       return REFUSAL_FINDING_MISSING;
	return REFUSAL_NONE;
}

enum refusal open_response_decide(struct decision *d, const OpenResponse *cmd)
{
	const char *id;
	enum refusal r;

	if (!matter_cadre(d, cmd->cadre_id, &r))    return r;
	if ((r = check_open(d, cmd)))               return r;
	id = cmd->response_id[0] ? cmd->response_id : decision_new_id(d, "response");
	decision_answer(d, "response_id", id);
	emit_response_opened(d, &(ResponseOpened){
		.response_id = id,
		.cadre_id = cmd->cadre_id,
		.cause = cmd->cause,
		.origin = cmd->origin,
		.behavior = cmd->behavior,
		.finding = cmd->finding,
	});
	return REFUSAL_NONE;
}

enum refusal decline_response_decide(struct decision *d, const DeclineResponse *cmd)
{
	const ResponseRow *response = response_find(d->state, cmd->response_id);
	enum refusal r;

	if (!response)                                       return REFUSAL_RESPONSE_UNKNOWN;
	if (!matter_cadre(d, response->cadre_id, &r))        return r;
	if (response->state > RESPONSE_STATE_OPEN)           return REFUSAL_STATE_WRONG;
	emit_response_declined(d, &(ResponseDeclined){
		.response_id = response->response_id,
		.cadre_id = response->cadre_id,
		.reason = cmd->reason,
	});
	return REFUSAL_NONE;
}

/* ---- rectifying and tracking --------------------------------------------------------------------- */

static const char *review_rule(uint32_t node)
{
	static const char *const rules[TRACK_REVIEWS] = { "TRACK.REVIEW_1", "TRACK.REVIEW_2", "TRACK.REVIEW_3" };

	return rules[node <= TRACK_REVIEWS ? node - 1 : TRACK_REVIEWS - 1];
}

/* The person himself, his unit, or an officer who may manage him. */
static enum refusal may_plan(const struct decision *d, const char *cadre_id)
{
	const CadreRow *cadre = cadre_find(d->state, cadre_id);

	if (!cadre)                                                        return REFUSAL_CADRE_UNKNOWN;
	if (actor_is(d->actor, cadre_id))                                  return REFUSAL_NONE;
	if (actor_has_role(d->actor, "org.supervision"))
		return actor_may_manage(d->actor, cadre) ? REFUSAL_NONE : REFUSAL_OUTSIDE_AUTHORITY;
	return strcmp(d->actor->unit_id, cadre->unit_id) == 0 ? REFUSAL_NONE : REFUSAL_OUTSIDE_AUTHORITY;
}

enum refusal submit_rectify_plan_decide(struct decision *d, const SubmitRectifyPlan *cmd)
{
	const ResponseRow *response = response_find(d->state, cmd->response_id);
	enum refusal r;

	if (!response)                                            return REFUSAL_RESPONSE_UNKNOWN;
	if ((r = may_plan(d, response->cadre_id)))                return r;
	if (response->state != RESPONSE_STATE_MEASURE)            return REFUSAL_STATE_WRONG;
	if (response->kind != MEASURE_KIND_CRITICISM && cmd->self_check[0] == '\0')
		return REFUSAL_SELF_CHECK_MISSING;
	if (strcmp(cmd->deadline, d->today) <= 0)                 return REFUSAL_DATE_ORDER;

	emit_rectify_planned(d, &(RectifyPlanned){
		.response_id = response->response_id,
		.cadre_id = response->cadre_id,
		.plan = cmd->plan,
		.deadline = cmd->deadline,
		.review_by = policy_deadline_from(d, review_rule(1), response->issued_on),
		.late = strcmp(d->today, response->plan_by) > 0,
	});
	matter_note(d, response->response_id, response->cadre_id, NOTE_KIND_SELF_CHECK, cmd->self_check);
	return REFUSAL_NONE;
}

static enum refusal check_review(struct decision *d, const ResponseRow *response, const RecordTrackReview *cmd)
{
	uint32_t node = response->reviews + 1;
	bool admonished = response->kind == MEASURE_KIND_ADMONITION;
	const char *first_on = date_add_days(d, response->review_by, -(int)policy_number(d, "TRACK.WINDOW"));

	if (response->state != RESPONSE_STATE_TRACK)                       return REFUSAL_STATE_WRONG;
	if (strcmp(d->today, first_on) < 0)                                return REFUSAL_TOO_EARLY;
	if (cmd->finding == REVIEW_FINDING_CONTINUING && node == TRACK_REVIEWS)
		return REFUSAL_REVIEW_MUST_CONCLUDE;
	/* whether an admonition has worked shows after six months, not before */
	if (cmd->finding == REVIEW_FINDING_IMPROVED && admonished && node < TRACK_REVIEWS)
		return REFUSAL_TOO_EARLY;
	return REFUSAL_NONE;
}

enum refusal record_track_review_decide(struct decision *d, const RecordTrackReview *cmd)
{
	const ResponseRow *response = response_find(d->state, cmd->response_id);
	bool improved = cmd->finding == REVIEW_FINDING_IMPROVED;
	enum refusal r;

	if (!response)                                       return REFUSAL_RESPONSE_UNKNOWN;
	if (!matter_cadre(d, response->cadre_id, &r))        return r;
	if ((r = check_review(d, response, cmd)))            return r;

	matter_note(d, response->response_id, response->cadre_id, NOTE_KIND_REVIEW, cmd->note);
	if (cmd->finding == REVIEW_FINDING_CONTINUING) {
		emit_track_reviewed(d, &(TrackReviewed){
			.response_id = response->response_id,
			.cadre_id = response->cadre_id,
			.node = response->reviews + 1,
			.reviewed_on = d->today,
			.next_by = policy_deadline_from(d, review_rule(response->reviews + 2), response->issued_on),
		});
		return REFUSAL_NONE;
	}
	emit_response_concluded(d, &(ResponseConcluded){
		.response_id = response->response_id,
		.cadre_id = response->cadre_id,
		.improved = improved,
		.concluded_on = d->today,
	});
	if (!improved)
		adjustment_suggest(d, response->cadre_id, RESPONSE_CAUSE_NO_CHANGE, response->response_id,
				   response->behavior);
	return REFUSAL_NONE;
}

/* ---- last days ----------------------------------------------------------------------------------- */

static void overdue(struct decision *d, const char *id, ResponseState state)
{
	const ResponseRow *response = response_find(d->state, id);

	if (response && response->state == state)
		emit_response_overdue(d, &(ResponseOverdue){
			.response_id = id,
			.cadre_id = response->cadre_id,
			.state = state,
			.due_on = state == RESPONSE_STATE_MEASURE ? response->plan_by : response->review_by,
			.node = response->reviews + 1,
		});
}

void due_response_plan(struct decision *d, const char *id)
{
	overdue(d, id, RESPONSE_STATE_MEASURE);
}

void due_track_review(struct decision *d, const char *id)
{
	overdue(d, id, RESPONSE_STATE_TRACK);
}
