/* What recognition in an emergency changes. */
#include "assessment/fieldwork.h"
#include "base/require.h"
#include "workflows.h"

static FrontlineEventRow event_of(struct tables *t, const char *frontline_id)
{
	const FrontlineEventRow *row = frontline_event_find(tables_state(t), frontline_id);

	REQUIRE(row);
	return *row;
}

static RecommendationRow recommendation_of(struct tables *t, const char *recommendation_id)
{
	const RecommendationRow *row = recommendation_find(tables_state(t), recommendation_id);

	REQUIRE(row);
	return *row;
}

void apply_frontline_event_declared(struct tables *t, const FrontlineEventDeclared *e, const struct event *ev)
{
	(void)ev;
	frontline_event_put(t, &(FrontlineEventRow){
		.frontline_id = e->frontline_id,
		.title = e->title,
		.state = FRONTLINE_EVENT_STATE_OPEN,
		.kind = e->kind,
		.domain = e->domain,
		.starts_on = e->starts_on,
		.n_unit_ids = e->n_unit_ids,
		.unit_ids = e->unit_ids,
		.document = e->document,
		.authority = e->authority,
	});
}

void apply_frontline_event_ended(struct tables *t, const FrontlineEventEnded *e, const struct event *ev)
{
	FrontlineEventRow row = event_of(t, e->frontline_id);

	(void)ev;
	row.state = FRONTLINE_EVENT_STATE_ENDED;
	row.ended_on = e->ended_on;
	row.recommend_until = e->recommend_until;
	frontline_event_put(t, &row);
	due_set(t, DUE_FRONTLINE_CLOSE, e->frontline_id, e->recommend_until);
}

static bool is_closed(const struct state *s, const char *frontline_id)
{
	return frontline_event_find(s, frontline_id)->state == FRONTLINE_EVENT_STATE_CLOSED;
}

/* Everybody recognised is closed with the emergency; who still waits is closed when he is recognised. */
void apply_frontline_event_closed(struct tables *t, const FrontlineEventClosed *e, const struct event *ev)
{
	struct row_scan scan = recommendation_by_frontline_id(tables_state(t), e->frontline_id);
	FrontlineEventRow row = event_of(t, e->frontline_id);
	const RecommendationRow *one;

	(void)ev;
	row.state = FRONTLINE_EVENT_STATE_CLOSED;
	row.closed_on = e->closed_on;
	frontline_event_put(t, &row);
	while ((one = recommendation_next(&scan)))
		if (one->state == RECOMMENDATION_STATE_RECOGNISED) {
			RecommendationRow closed = *one;
			closed.state = RECOMMENDATION_STATE_CLOSED;
			recommendation_put(t, &closed);
		}
}

void apply_frontline_recommended(struct tables *t, const FrontlineRecommended *e, const struct event *ev)
{
	recommendation_put(t, &(RecommendationRow){
		.recommendation_id = e->recommendation_id,
		.frontline_id = e->frontline_id,
		.cadre_id = e->cadre_id,
		.state = RECOMMENDATION_STATE_RECOMMENDED,
		.unit_id = e->unit_id,
		.domain = e->domain,
		.deed = e->deed,
		.n_evidence = e->n_evidence,
		.evidence = e->evidence,
		.recommended_on = ev->occurred_on,
		.recommended_by = ev->actor_account,
		.verify_by = e->verify_by,
		.same_text_as = e->same_text_as,
	});
	text_keep(t, e->text_digest, e->recommendation_id);
	due_set(t, DUE_FRONTLINE_VERIFY, e->recommendation_id, e->verify_by);
}

void apply_frontline_deed_verified(struct tables *t, const FrontlineDeedVerified *e, const struct event *ev)
{
	RecommendationRow row = recommendation_of(t, e->recommendation_id);

	row.state = RECOMMENDATION_STATE_VERIFIED;
	row.n_verifier_ids = e->n_verifier_ids;
	row.verifier_ids = e->verifier_ids;
	row.finding = e->finding;
	row.n_proof = e->n_evidence;
	row.proof = e->evidence;
	row.verified_on = e->verified_on;
	row.verified_by = ev->actor_account;
	row.decide_by = e->decide_by;
	row.overdue = false;
	recommendation_put(t, &row);
	due_clear(t, DUE_FRONTLINE_VERIFY, e->recommendation_id);
	due_set(t, DUE_FRONTLINE_DECIDE, e->recommendation_id, e->decide_by);
}

void apply_frontline_deed_refuted(struct tables *t, const FrontlineDeedRefuted *e, const struct event *ev)
{
	RecommendationRow row = recommendation_of(t, e->recommendation_id);

	row.state = RECOMMENDATION_STATE_REFUTED;
	row.n_verifier_ids = e->n_verifier_ids;
	row.verifier_ids = e->verifier_ids;
	row.finding = e->finding;
	row.verified_on = e->verified_on;
	row.verified_by = ev->actor_account;
	recommendation_put(t, &row);
	due_clear(t, DUE_FRONTLINE_VERIFY, e->recommendation_id);
}

void apply_frontline_recognised(struct tables *t, const FrontlineRecognised *e, const struct event *ev)
{
	RecommendationRow row = recommendation_of(t, e->recommendation_id);

	row.state = is_closed(tables_state(t), e->frontline_id) ? RECOMMENDATION_STATE_CLOSED : RECOMMENDATION_STATE_RECOGNISED;
	row.outcome = e->outcome;
	row.track = e->track;
	row.first_secretary = e->first_secretary;
	row.document = e->document;
	row.summary = e->summary;
	row.recognised_on = e->recognised_on;
	row.recognised_by = ev->actor_account;
	row.overdue = false;
	recommendation_put(t, &row);
	due_clear(t, DUE_FRONTLINE_DECIDE, e->recommendation_id);
	finding_file(t, ev, &(struct finding){
		.cadre_id = e->cadre_id,
		.matter_id = e->recommendation_id,
		.source = SOURCE_KIND_FRONTLINE,
		.verdict = VERDICT_GOOD,
		.summary = e->summary,
		.filed_on = e->recognised_on,
	});
}

void apply_frontline_used(struct tables *t, const FrontlineUsed *e, const struct event *ev)
{
	RecommendationRow row = recommendation_of(t, e->recommendation_id);

	(void)ev;
	row.use = e->use;
	row.used_on = e->used_on;
	row.origin = e->origin;
	recommendation_put(t, &row);
}

void apply_frontline_overdue(struct tables *t, const FrontlineOverdue *e, const struct event *ev)
{
	RecommendationRow row = recommendation_of(t, e->recommendation_id);

	(void)ev;
	row.overdue = true;
	recommendation_put(t, &row);
}
