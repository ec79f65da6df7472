/* What democratic evaluations change on the issuer's side: the poll, its roll, who fetched a token. */
#include "base/date.h"
#include "base/require.h"
#include "workflows.h"

static PollRow poll_of(struct tables *t, const char *poll_id)
{
	const PollRow *row = poll_find(tables_state(t), poll_id);

	REQUIRE(row);
	return *row;
}

static void set_state(struct tables *t, const char *poll_id, PollState state)
{
	PollRow row = poll_of(t, poll_id);

	row.state = state;
	poll_put(t, &row);
}

void apply_poll_drafted(struct tables *t, const PollDrafted *e, const struct event *ev)
{
	(void)ev;
	poll_put(t, &(PollRow){
		.poll_id = e->poll_id,
		.title = e->title,
		.state = POLL_STATE_DRAFT,
		.form = e->form,
		.opens_on = e->opens_on,
		.closes_on = e->closes_on,
		.region = e->region,
	});
}

void apply_poll_voter_added(struct tables *t, const PollVoterAdded *e, const struct event *ev)
{
	(void)ev;
	poll_voter_put(t, &(PollVoterRow){ .poll_id = e->poll_id, .cadre_id = e->cadre_id, .class_id = e->class_id });
}

void apply_poll_published(struct tables *t, const PollPublished *e, const struct event *ev)
{
	PollRow row = poll_of(t, e->poll_id);

	(void)ev;
	row.state = POLL_STATE_PUBLISHED;
	row.n_sizes = e->n_sizes;
	row.sizes = e->sizes;
	row.thresholds = e->thresholds;
	poll_put(t, &row);
}

void apply_poll_readied(struct tables *t, const PollReadied *e, const struct event *ev)
{
	PollRow row = poll_of(t, e->poll_id);
	char eve[ISO_DAY_SIZE];
	int32_t day = day_of_iso(e->opens_on);

	(void)ev;
	REQUIRE(day != DAY_NONE);
	row.state = POLL_STATE_READY;
	row.n_keys = e->n_keys;
	row.keys = e->keys;
	poll_put(t, &row);
	iso_of_day(day - 1, eve);      /* a due moment comes once its day has passed */
	due_set(t, DUE_POLL_OPEN, e->poll_id, eve);
	due_set(t, DUE_POLL_CLOSE, e->poll_id, e->closes_on);
}

void apply_poll_opened(struct tables *t, const PollOpened *e, const struct event *ev)
{
	(void)ev;
	set_state(t, e->poll_id, POLL_STATE_VOTING);
}

void apply_ballot_token_issued(struct tables *t, const BallotTokenIssued *e, const struct event *ev)
{
	PollRow row = poll_of(t, e->poll_id);
	const PollVoterRow *old = poll_voter_find(tables_state(t), e->poll_id, e->cadre_id);

	(void)ev;
	REQUIRE(old);
	PollVoterRow voter = *old;
	voter.blinded_digest = e->blinded_digest;
	poll_voter_put(t, &voter);
	row.issued++;
	poll_put(t, &row);
}

void apply_paper_ballot_handed_out(struct tables *t, const PaperBallotHandedOut *e, const struct event *ev)
{
	PollRow row = poll_of(t, e->poll_id);
	const PollVoterRow *old = poll_voter_find(tables_state(t), e->poll_id, e->cadre_id);

	(void)ev;
	REQUIRE(old);
	PollVoterRow voter = *old;
	voter.paper = true;
	poll_voter_put(t, &voter);
	row.slips++;
	poll_put(t, &row);
}

void apply_poll_closed(struct tables *t, const PollClosed *e, const struct event *ev)
{
	(void)ev;
	set_state(t, e->poll_id, POLL_STATE_CLOSED);
}

void apply_poll_tallied(struct tables *t, const PollTallied *e, const struct event *ev)
{
	PollRow row = poll_of(t, e->poll_id);

	(void)ev;
	row.state = POLL_STATE_TALLIED;
	row.valid = e->valid;
	poll_put(t, &row);
}

void apply_poll_released(struct tables *t, const PollReleased *e, const struct event *ev)
{
	(void)ev;
	set_state(t, e->poll_id, POLL_STATE_RELEASED);
}
