/* Recognition in an emergency (疫情一线发现识别): rows S1, S4, W2.5.
 *
 *   the emergency: OPEN -> ENDED (recommendations still come in) -> CLOSED
 *   one person: RECOMMENDED -> VERIFIED -> RECOGNISED (reward, promotion track, note) -> CLOSED with the emergency
 *                           -> REFUTED
 *
 * Only a party organisation at that front recommends; others verify, and somebody else again recognises (S19). Nobody under a
 * bar is recommended or recognised. An appointment stays personnel's procedure: when it comes, it is noted here (frontline_use.c).
 *
 * In:  DeclareFrontlineEvent, EndFrontlineEvent, RecommendFromFrontline, VerifyFrontlineDeed, RecogniseFrontline; last days by
 *      the due-table.
 * Out: FrontlineEventDeclared, FrontlineEventEnded, FrontlineEventClosed, FrontlineRecommended, FrontlineDeedVerified,
 *      FrontlineDeedRefuted, FrontlineRecognised, FrontlineOverdue. */
#include <string.h>

#include "assessment/fieldwork.h"
#include "roster/bars.h"
#include "roster/people.h"
#include "workflows.h"

/* ---- the emergency --------------------------------------------------------------------------------- */

enum refusal declare_frontline_event_decide(struct decision *d, const DeclareFrontlineEvent *cmd)
{
	const char *id;

	for (size_t i = 0; i < cmd->n_unit_ids; i++) {
		struct names before = { cmd->unit_ids, i };
		enum refusal r = !unit_find(d->state, cmd->unit_ids[i]) ? REFUSAL_UNIT_UNKNOWN :
				 named(before, cmd->unit_ids[i])        ? REFUSAL_VALUE_DUPLICATE : REFUSAL_NONE;
		if (r)
			return decision_refuse_row(d, r, (uint32_t)i + 1, "unit_ids", cmd->unit_ids[i]);
	}
	if (strcmp(cmd->starts_on, d->today) > 0)
		return decision_refuse(d, REFUSAL_DATE_FUTURE, "starts_on", cmd->starts_on);
	id = decision_new_id(d, "frontline");
	decision_answer(d, "frontline_id", id);
	emit_frontline_event_declared(d, &(FrontlineEventDeclared){
		.frontline_id = id,
		.title = cmd->title,
		.kind = cmd->kind,
		.domain = cmd->domain,
		.starts_on = cmd->starts_on,
		.n_unit_ids = cmd->n_unit_ids,
		.unit_ids = cmd->unit_ids,
		.document = cmd->document,
		.authority = d->actor->region,
	});
	return REFUSAL_NONE;
}

enum refusal end_frontline_event_decide(struct decision *d, const EndFrontlineEvent *cmd)
{
	const FrontlineEventRow *event = frontline_event_find(d->state, cmd->frontline_id);
	const char *until = policy_deadline_from(d, "FRONTLINE.RECOMMEND_WITHIN", cmd->ended_on);

	if (!event)                                              return REFUSAL_FRONTLINE_UNKNOWN;
	if (strcmp(event->authority, d->actor->region) != 0)     return REFUSAL_OUTSIDE_AUTHORITY;
	if (event->state != FRONTLINE_EVENT_STATE_OPEN)          return REFUSAL_FRONTLINE_ENDED;
	if (strcmp(cmd->ended_on, d->today) > 0)                 return decision_refuse(d, REFUSAL_DATE_FUTURE, "ended_on", cmd->ended_on);
	if (strcmp(cmd->ended_on, event->starts_on) < 0)         return decision_refuse(d, REFUSAL_DATE_ORDER, "ended_on", cmd->ended_on);

	decision_answer(d, "recommend_until", until);
	emit_frontline_event_ended(d, &(FrontlineEventEnded){
		.frontline_id = event->frontline_id,
		.ended_on = cmd->ended_on,
		.recommend_until = until,
	});
	return REFUSAL_NONE;
}

void due_frontline_close(struct decision *d, const char *id)
{
	const FrontlineEventRow *event = frontline_event_find(d->state, id);

	if (event && event->state == FRONTLINE_EVENT_STATE_ENDED)
		emit_frontline_event_closed(d, &(FrontlineEventClosed){ .frontline_id = id, .closed_on = d->today });
}

/* ---- recommendation --------------------------------------------------------------------------------- */

static bool recommended(const struct state *s, const char *frontline_id, const char *cadre_id)
{
	struct row_scan scan = recommendation_by_cadre_id(s, cadre_id);
	const RecommendationRow *row;

	while ((row = recommendation_next(&scan)))
		if (strcmp(row->frontline_id, frontline_id) == 0 && row->state != RECOMMENDATION_STATE_REFUTED)
			return true;
	return false;
}

static bool is_late(const struct decision *d, const FrontlineEventRow *event)
{
	return event->state == FRONTLINE_EVENT_STATE_CLOSED ||
	       (event->state == FRONTLINE_EVENT_STATE_ENDED && strcmp(d->today, event->recommend_until) > 0);
}

static enum refusal check_recommended(struct decision *d, const FrontlineEventRow *event, const RecommendFromFrontline *cmd)
{
	const CadreRow *cadre = cadre_find(d->state, cmd->cadre_id);

	if (!event)                                                  return REFUSAL_FRONTLINE_UNKNOWN;
	if (!named((struct names){ event->unit_ids, event->n_unit_ids }, d->actor->unit_id))
		return REFUSAL_RECOMMENDER_NOT_AT_FRONT;
	if (is_late(d, event))                                       return REFUSAL_RECOMMENDED_LATE;
	if (!cadre)                                                  return decision_refuse(d, REFUSAL_CADRE_UNKNOWN, "cadre_id", cmd->cadre_id);
	/* the organ that declared it decides about those it manages; others are put forward to their own */
	if (strcmp(cadre->authority, event->authority) != 0)         return decision_refuse(d, REFUSAL_OUTSIDE_AUTHORITY, "cadre_id", cmd->cadre_id);
	if (actor_is(d->actor, cadre->cadre_id))                     return REFUSAL_SELF_DEALING;
	if (bar_in_force(d->state, cadre->cadre_id, d->today))       return decision_refuse(d, REFUSAL_CADRE_BARRED, "cadre_id", cmd->cadre_id);
	if (recommended(d->state, event->frontline_id, cadre->cadre_id)) return decision_refuse(d, REFUSAL_RECOMMENDED_ALREADY, "cadre_id", cmd->cadre_id);
	if (cmd->n_evidence == 0)                                    return decision_refuse(d, REFUSAL_FINDING_EVIDENCE_MISSING, "evidence", NULL);
	return REFUSAL_NONE;
}

enum refusal recommend_from_frontline_decide(struct decision *d, const RecommendFromFrontline *cmd)
{
	const FrontlineEventRow *event = frontline_event_find(d->state, cmd->frontline_id);
	const char *id, *digest = text_digest(d, &cmd->deed, 1), *verify_by = policy_deadline(d, "FRONTLINE.VERIFY_WITHIN");
	enum refusal r = check_recommended(d, event, cmd);

	if (r)
		return r;
	id = decision_new_id(d, "recommendation");
	decision_answer(d, "recommendation_id", id);
	decision_answer(d, "verify_by", verify_by);
	emit_frontline_recommended(d, &(FrontlineRecommended){
		.recommendation_id = id,
		.frontline_id = event->frontline_id,
		.cadre_id = cmd->cadre_id,
		.unit_id = d->actor->unit_id,
		.domain = event->domain,
		.deed = cmd->deed,
		.n_evidence = cmd->n_evidence,
		.evidence = cmd->evidence,
		.verify_by = verify_by,
		.text_digest = digest,
		.same_text_as = text_seen(d, digest),
	});
	return REFUSAL_NONE;
}

/* ---- verification and recognition ------------------------------------------------------------------- */

static const RecommendationRow *recommendation_of(struct decision *d, const char *id, const CadreRow **cadre, enum refusal *r)
{
	const RecommendationRow *row = recommendation_find(d->state, id);

	*cadre = row ? cadre_find(d->state, row->cadre_id) : NULL;
	*r = !*cadre                                ? REFUSAL_RECOMMENDATION_UNKNOWN :
	     !actor_may_manage(d->actor, *cadre)    ? REFUSAL_OUTSIDE_AUTHORITY :
	     actor_is(d->actor, row->cadre_id)      ? REFUSAL_SELF_DEALING : REFUSAL_NONE;
	return row;
}

static enum refusal check_verifiers(struct decision *d, const RecommendationRow *row, const CadreRow *cadre,
				    const VerifyFrontlineDeed *cmd)
{
	enum refusal r = observers_fit(d, "verifier_ids", (struct names){ cmd->verifier_ids, cmd->n_verifier_ids }, cadre);

	for (size_t i = 0; !r && i < cmd->n_verifier_ids; i++)
		if (strcmp(cadre_find(d->state, cmd->verifier_ids[i])->unit_id, row->unit_id) == 0)
			r = decision_refuse_row(d, REFUSAL_VERIFIER_RECOMMENDED, (uint32_t)i + 1, "verifier_ids",
						cmd->verifier_ids[i]);
	return r;
}

static enum refusal check_verification(struct decision *d, const RecommendationRow *row, const CadreRow *cadre,
				       const VerifyFrontlineDeed *cmd)
{
	if (row->state != RECOMMENDATION_STATE_RECOMMENDED)           return REFUSAL_STATE_WRONG;
	if (strcmp(d->actor->account, row->recommended_by) == 0)      return REFUSAL_FINDING_REVIEW_OWN;
	if (cmd->borne_out && cmd->n_evidence == 0)                   return decision_refuse(d, REFUSAL_FINDING_EVIDENCE_MISSING, "evidence", NULL);
	return check_verifiers(d, row, cadre, cmd);
}

enum refusal verify_frontline_deed_decide(struct decision *d, const VerifyFrontlineDeed *cmd)
{
	const CadreRow *cadre;
	enum refusal r;
	const RecommendationRow *row = recommendation_of(d, cmd->recommendation_id, &cadre, &r);

	if (r || (r = check_verification(d, row, cadre, cmd)))
		return r;
	if (!cmd->borne_out) {
		emit_frontline_deed_refuted(d, &(FrontlineDeedRefuted){
			.recommendation_id = row->recommendation_id,
			.cadre_id = row->cadre_id,
			.n_verifier_ids = cmd->n_verifier_ids,
			.verifier_ids = cmd->verifier_ids,
			.finding = cmd->finding,
			.verified_on = d->today,
		});
		return REFUSAL_NONE;
	}
	emit_frontline_deed_verified(d, &(FrontlineDeedVerified){
		.recommendation_id = row->recommendation_id,
		.cadre_id = row->cadre_id,
		.n_verifier_ids = cmd->n_verifier_ids,
		.verifier_ids = cmd->verifier_ids,
		.finding = cmd->finding,
		.n_evidence = cmd->n_evidence,
		.evidence = cmd->evidence,
		.verified_on = d->today,
		.decide_by = policy_deadline(d, "FRONTLINE.DECIDE_WITHIN"),
	});
	return REFUSAL_NONE;
}

static enum refusal check_outcome(struct decision *d, const RecommendationRow *row, const RecogniseFrontline *cmd)
{
	bool on_track = cmd->outcome == RECOGNITION_OUTCOME_PROMOTE_TRACK;

	if (row->state != RECOMMENDATION_STATE_VERIFIED)               return REFUSAL_STATE_WRONG;
	if (strcmp(d->actor->account, row->verified_by) == 0 || strcmp(d->actor->account, row->recommended_by) == 0 ||
	    named((struct names){ row->verifier_ids, row->n_verifier_ids }, d->actor->cadre_id))
		return REFUSAL_FINDING_REVIEW_OWN;
	if (bar_in_force(d->state, row->cadre_id, d->today))           return REFUSAL_CADRE_BARRED;
	if (on_track != (cmd->track != RECOGNITION_TRACK_UNSPECIFIED)) return decision_refuse(d, REFUSAL_TRACK_REQUIRED, "track", NULL);
	if (cmd->outcome == RECOGNITION_OUTCOME_TIMELY_REWARD && cmd->document[0] == '\0')
		return decision_refuse(d, REFUSAL_REWARD_DOCUMENT_MISSING, "document", NULL);
	return REFUSAL_NONE;
}

enum refusal recognise_frontline_decide(struct decision *d, const RecogniseFrontline *cmd)
{
	const CadreRow *cadre;
	enum refusal r;
	const RecommendationRow *row = recommendation_of(d, cmd->recommendation_id, &cadre, &r);

	if (r || (r = check_outcome(d, row, cmd)))
		return r;
	emit_frontline_recognised(d, &(FrontlineRecognised){
		.recommendation_id = row->recommendation_id,
		.frontline_id = row->frontline_id,
		.cadre_id = row->cadre_id,
		.kind = frontline_event_find(d->state, row->frontline_id)->kind,
		.domain = row->domain,
		.outcome = cmd->outcome,
		.track = cmd->track,
		.first_secretary = cadre->first_secretary,
		.document = cmd->document,
		.summary = cmd->summary,
		.recognised_on = d->today,
	});
	return REFUSAL_NONE;
}

/* ---- last days ------------------------------------------------------------------------------------- */

static void overdue(struct decision *d, const char *id, RecommendationState state, RecommendationState waiting_for)
{
	const RecommendationRow *row = recommendation_find(d->state, id);

	if (row && row->state == state)
		emit_frontline_overdue(d, &(FrontlineOverdue){
			.recommendation_id = id,
			.waiting_for = waiting_for,
			.due_on = state == RECOMMENDATION_STATE_RECOMMENDED ? row->verify_by : row->decide_by,
		});
}

void due_frontline_verify(struct decision *d, const char *id)
{
	overdue(d, id, RECOMMENDATION_STATE_RECOMMENDED, RECOMMENDATION_STATE_VERIFIED);
}

void due_frontline_decide(struct decision *d, const char *id)
{
	overdue(d, id, RECOMMENDATION_STATE_VERIFIED, RECOMMENDATION_STATE_RECOGNISED);
}
