/* What the events of the award change. */
#include "base/require.h"
#include "workflows.h"

static AwardRow award_row(struct tables *t, const char *id)
{
	const AwardRow *row = award_find(tables_state(t), id);

	REQUIRE(row);
	return *row;
}

void apply_award_scheme_set(struct tables *t, const AwardSchemeSet *e, const struct event *ev)
{
	(void)ev;
	award_scheme_put(t, &(AwardSchemeRow){ .scheme_id = e->scheme_id, .scheme = e->scheme, .region = e->region,
					       .year = e->scheme->year });
}

void apply_award_nominated(struct tables *t, const AwardNominated *e, const struct event *ev)
{
	award_put(t, &(AwardRow){
		.award_id = e->award_id,
		.scheme_id = e->scheme_id,
		.cadre_id = e->cadre_id,
		.tier = e->tier,
		.state = AWARD_STATE_NOMINATED,
		.deed = e->deed,
		.domain = e->domain,
		.nominated_by = ev->actor_account,
		.year = e->year,
	});
}

void apply_award_deed_verified(struct tables *t, const AwardDeedVerified *e, const struct event *ev)
{
	AwardRow row = award_row(t, e->award_id);

	(void)ev;
	row.verified_by_unit = e->unit_id;
	award_put(t, &row);
}

void apply_award_gate_passed(struct tables *t, const AwardGatePassed *e, const struct event *ev)
{
	AwardRow row = award_row(t, e->award_id);

	(void)ev;
	row.political = row.political || e->gate == AWARD_GATE_POLITICAL;
	row.ability = row.ability || e->gate == AWARD_GATE_ABILITY;
	row.integrity = row.integrity || e->gate == AWARD_GATE_INTEGRITY;
	if (row.political && row.ability && row.integrity)
		row.state = AWARD_STATE_GATES_PASSED;
	award_put(t, &row);
}

void apply_award_ended(struct tables *t, const AwardEnded *e, const struct event *ev)
{
	AwardRow row = award_row(t, e->award_id);

	(void)ev;
	row.state = AWARD_STATE_ENDED;
	row.end = e->end;
	row.note = e->reason;
	row.objection_open = false;
	award_put(t, &row);
	due_clear(t, DUE_AWARD_PUBLICITY, e->award_id);
}

void apply_award_compared(struct tables *t, const AwardCompared *e, const struct event *ev)
{
	AwardRow row = award_row(t, e->award_id);

	(void)ev;
	row.state = AWARD_STATE_COMPARED;
	row.score = e->score;
	award_put(t, &row);
}

void apply_award_meeting_held(struct tables *t, const AwardMeetingHeld *e, const struct event *ev)
{
	(void)t; /* the record of the meeting is the event itself */
	(void)e;
	(void)ev;
}

void apply_award_publicised(struct tables *t, const AwardPublicised *e, const struct event *ev)
{
	AwardRow row = award_row(t, e->award_id);

	(void)ev;
	row.state = AWARD_STATE_PUBLICITY;
	row.publicity_until = e->until_on;
	award_put(t, &row);
	due_set(t, DUE_AWARD_PUBLICITY, e->award_id, e->until_on);
}

static void objection(struct tables *t, const char *award_id, bool open)
{
	AwardRow row = award_row(t, award_id);

	row.objection_open = open;
	award_put(t, &row);
}

void apply_award_objected(struct tables *t, const AwardObjected *e, const struct event *ev)
{
	(void)ev;
	objection(t, e->award_id, true);
}

void apply_award_objection_settled(struct tables *t, const AwardObjectionSettled *e, const struct event *ev)
{
	(void)ev;
	objection(t, e->award_id, false);
}

void apply_award_publicity_ended(struct tables *t, const AwardPublicityEnded *e, const struct event *ev)
{
	(void)t; /* opens the to-do; whether it is over is asked of the date */
	(void)e;
	(void)ev;
}

void apply_award_decided(struct tables *t, const AwardDecided *e, const struct event *ev)
{
	AwardRow row = award_row(t, e->award_id);

	(void)ev;
	row.state = AWARD_STATE_DECIDED;
	row.document = e->document;
	award_put(t, &row);
	due_clear(t, DUE_AWARD_PUBLICITY, e->award_id);
}

void apply_award_granted(struct tables *t, const AwardGranted *e, const struct event *ev)
{
	AwardRow row = award_row(t, e->award_id);

	(void)ev;
	row.state = AWARD_STATE_AWARDED;
	award_put(t, &row);
}
