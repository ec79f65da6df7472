/* What the box keeps of polls, ballots and results. */
#include <string.h>

#include "base/require.h"
#include "workflows.h"

static BoxRow box_of(struct tables *t, const char *poll_id)
{
	const BoxRow *row = box_find(tables_state(t), poll_id);

	REQUIRE(row);
	return *row;
}

static void set_state(struct tables *t, const char *poll_id, BoxState state)
{
	BoxRow row = box_of(t, poll_id);

	row.state = state;
	box_put(t, &row);
}

void apply_poll_readied(struct tables *t, const PollReadied *e, const struct event *ev)
{
	(void)ev;
	box_put(t, &(BoxRow){
		.poll_id = e->poll_id,
		.title = e->title,
		.state = BOX_STATE_READY,
		.form = e->form,
		.opens_on = e->opens_on,
		.closes_on = e->closes_on,
		.n_sizes = e->n_sizes,
		.sizes = e->sizes,
		.thresholds = e->thresholds,
		.n_keys = e->n_keys,
		.keys = e->keys,
	});
	for (size_t i = 0; i < e->n_sizes; i++)
		turnout_put(t, &(TurnoutRow){ .poll_id = e->poll_id, .class_id = e->sizes[i]->class_id });
}

void apply_poll_opened(struct tables *t, const PollOpened *e, const struct event *ev)
{
	(void)ev;
	set_state(t, e->poll_id, BOX_STATE_OPEN);
}

void apply_poll_closed(struct tables *t, const PollClosed *e, const struct event *ev)
{
	(void)ev;
	set_state(t, e->poll_id, BOX_STATE_CLOSING);
}

void apply_turnout_counted(struct tables *t, const TurnoutCounted *e, const struct event *ev)
{
	const TurnoutRow *turnout = turnout_find(tables_state(t), e->poll_id, e->class_id);

	(void)ev;
	REQUIRE(turnout);
	turnout_put(t, &(TurnoutRow){ .poll_id = e->poll_id, .class_id = e->class_id, .ballots = e->ballots, .slips = turnout->slips,
				      .recorded = turnout->recorded });
}

void apply_ballot_recorded(struct tables *t, const BallotRecorded *e, const struct event *ev)
{
	const TurnoutRow *turnout = turnout_find(tables_state(t), e->poll_id, e->class_id);

	(void)ev;
	REQUIRE(turnout);
	uint32_t recorded = turnout->recorded + 1;
	turnout_put(t, &(TurnoutRow){ .poll_id = e->poll_id, .class_id = e->class_id, .slips = turnout->slips, .recorded = recorded,
				      .ballots = recorded > turnout->ballots ? recorded : turnout->ballots });
	ballot_put(t, &(BallotRow){
		.poll_id = e->poll_id,
		.token_hash = e->token_hash,
		.class_id = e->class_id,
		.n_marks = e->n_marks,
		.marks = e->marks,
		.salt = e->salt,
		.leaf = e->leaf,
	});
}

void apply_board_extended(struct tables *t, const BoardExtended *e, const struct event *ev)
{
	BoxRow row = box_of(t, e->poll_id);

	(void)ev;
	for (size_t i = 0; i < e->n_leaves; i++)
		board_put(t, &(BoardRow){ .poll_id = e->poll_id, .number = e->first + (uint32_t)i, .leaf = e->leaves[i] });
	row.leaves = e->first + (uint32_t)e->n_leaves - 1;
	row.root = e->root;
	box_put(t, &row);
}

void apply_paper_ballot_recorded(struct tables *t, const PaperBallotRecorded *e, const struct event *ev)
{
	const TurnoutRow *turnout = turnout_find(tables_state(t), e->poll_id, e->class_id);
	BoxRow row = box_of(t, e->poll_id);

	(void)ev;
	REQUIRE(turnout);
	turnout_put(t, &(TurnoutRow){ .poll_id = e->poll_id, .class_id = e->class_id, .ballots = turnout->ballots,
				      .slips = turnout->slips + 1, .recorded = turnout->recorded });
	slip_put(t, &(SlipRow){
		.poll_id = e->poll_id,
		.number = e->number,
		.class_id = e->class_id,
		.n_marks = e->n_marks,
		.marks = e->marks,
		.invalid = e->invalid,
	});
	row.slips = e->number;
	box_put(t, &row);
}

void apply_paper_ballots_finished(struct tables *t, const PaperBallotsFinished *e, const struct event *ev)
{
	BoxRow row = box_of(t, e->poll_id);

	(void)ev;
	row.slips_entered = true;
	box_put(t, &row);
}

void apply_item_tallied(struct tables *t, const ItemTallied *e, const struct event *ev)
{
	(void)ev;
	item_tally_put(t, &(ItemTallyRow){
		.poll_id = e->poll_id,
		.target_id = e->target_id,
		.item_id = e->item_id,
		.n_groups = e->n_groups,
		.groups = e->groups,
		.score_hidden = e->score_hidden,
		.score = e->score,
	});
}

static void empty_examples(struct tables *t, const char *poll_id)
{
	struct row_scan scan = example_scan_1(tables_state(t), poll_id);
	const ExampleRow *example;

	while ((example = example_next(&scan)))
		example_delete(t, example->poll_id, example->example_id);
}

/* What was written is counted: the rows keep token and leaf, no mark and no salt. */
static void empty_box(struct tables *t, const char *poll_id)
{
	struct row_scan ballots = ballot_scan_1(tables_state(t), poll_id), slips = slip_scan_1(tables_state(t), poll_id);
	const BallotRow *ballot;
	const SlipRow *slip;

	while ((ballot = ballot_next(&ballots)))
		ballot_put(t, &(BallotRow){ .poll_id = ballot->poll_id, .token_hash = ballot->token_hash, .class_id = ballot->class_id,
					    .leaf = ballot->leaf });
	while ((slip = slip_next(&slips)))
		slip_delete(t, slip->poll_id, slip->number);
}

static void settle_turnout(struct tables *t, const char *poll_id)
{
	struct row_scan scan = turnout_scan_1(tables_state(t), poll_id);
	const TurnoutRow *turnout;

	while ((turnout = turnout_next(&scan)))
		turnout_put(t, &(TurnoutRow){ .poll_id = poll_id, .class_id = turnout->class_id, .ballots = turnout->recorded,
					      .slips = turnout->slips, .recorded = turnout->recorded });
}

void apply_box_sealed(struct tables *t, const BoxSealed *e, const struct event *ev)
{
	(void)ev;
	set_state(t, e->poll_id, BOX_STATE_SEALED);
}

void apply_poll_tallied(struct tables *t, const PollTallied *e, const struct event *ev)
{
	(void)ev;
	settle_turnout(t, e->poll_id);
	empty_box(t, e->poll_id);
	empty_examples(t, e->poll_id);
	set_state(t, e->poll_id, BOX_STATE_TALLIED);
	poll_tally_put(t, &(PollTallyRow){
		.poll_id = e->poll_id,
		.valid = e->valid,
		.should_attend = e->should_attend,
		.ballots = e->ballots,
		.n_classes = e->n_classes,
		.classes = e->classes,
		.root = e->root,
		.leaves = e->leaves,
		.invalid = e->invalid,
	});
}
