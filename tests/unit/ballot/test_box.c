/* What the box takes, what it refuses, and what it says when it is closed. */
#include "ballot_lib.h"

static struct ballot_room a, b, c;

TEST(ballots_are_recorded_and_nothing_but_their_number_is_told)
{
	char leaf[LEAF_TEXT];

	opened(10);
	Ballot *list[] = { ballot_of(&a, 0, "good", ""), ballot_of(&b, 1, "fair", "推诿三次") };
	record(list, 2);
	ACCEPTED();
	CHECK_INT(EMITTED_COUNT(BallotRecorded), 2);
	CHECK_INT(EMITTED_COUNT(BoardExtended), 0);     /* a board that grew while people vote would date its leaves */
	CHECK(!board_find(world_state(), POLL, 1));
	leaf_of("5a", a.token_hash, "A", 2, a.mark_list, leaf);
	CHECK_TEXT(ballot_find(world_state(), POLL, a.token_hash)->leaf, leaf);
	CHECK_INT(turnout_find(world_state(), POLL, "B")->ballots, 1);
	CHECK_INT(turnout_find(world_state(), POLL, "C")->ballots, 0);
}

TEST(the_board_is_put_up_at_the_close_in_the_order_of_the_leaves)
{
	char root[LEAF_TEXT];
	bool sorted = true;

	opened(10);
	vote(0, "good", "", 4);
	vote(1, "fair", "", 3);
	closed();
	const BoardExtended *board = EMITTED(BoardExtended);
	CHECK_INT(EMITTED_COUNT(BoardExtended), 1);
	CHECK_INT(board->first, 1);
	CHECK_INT(board->n_leaves, 7);
	root_with("", board->leaves[0], root);
	for (size_t i = 1; i < board->n_leaves; i++) {
		sorted = sorted && strcmp(board->leaves[i - 1], board->leaves[i]) < 0;
		root_with(root, board->leaves[i], root);
	}
	CHECK(sorted);
	CHECK_TEXT(board->root, root);
	CHECK_TEXT(EMITTED(PollTallied)->root, root);
	CHECK_INT(EMITTED(PollTallied)->leaves, 7);
	CHECK_TEXT(board_find(world_state(), POLL, 7)->leaf, board->leaves[6]);
}

/* As an earlier batch left it: no signature is needed for what was decided already. */
static void recorded_before(unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		char token_hash[LEAF_TEXT], leaf[LEAF_TEXT];
		snprintf(token_hash, sizeof token_hash, "%064x", i);
		snprintf(leaf, sizeof leaf, "%064x", (count - i) * 7);
		GIVEN(BallotRecorded, .poll_id = POLL, .token_hash = token_hash, .class_id = "A", .salt = "5a", .leaf = leaf);
	}
}

TEST(a_long_board_comes_in_pieces_that_go_on_one_from_the_other)
{
	opened(1000);
	recorded_before(BALLOT_BATCH_MAX);
	closed();
	CHECK_INT(EMITTED_COUNT(BoardExtended), 1);
	opened(1000);
	recorded_before(BALLOT_BATCH_MAX + 1);
	closed();
	CHECK_INT(EMITTED_COUNT(BoardExtended), 2);
	CHECK_INT(EMITTED_AT(BoardExtended, 0)->n_leaves, BALLOT_BATCH_MAX);
	CHECK_INT(EMITTED_AT(BoardExtended, 1)->first, BALLOT_BATCH_MAX + 1);
	CHECK_INT(EMITTED_AT(BoardExtended, 1)->n_leaves, 1);
	CHECK(strcmp(EMITTED_AT(BoardExtended, 0)->leaves[BALLOT_BATCH_MAX - 1], EMITTED_AT(BoardExtended, 1)->leaves[0]) < 0);
	CHECK_TEXT(EMITTED(PollTallied)->root, EMITTED_AT(BoardExtended, 1)->root);
}

static void count(const char *class_id, uint32_t ballots)
{
	static ClassCount one, *list[1] = { &one };

	class_count__init(&one);
	one.class_id = class_id;
	one.ballots = ballots;
	WHEN(CountTurnout, .poll_id = POLL, .n_counts = 1, .counts = list);
}

TEST(while_people_vote_it_is_told_how_many_came)
{
	readied(10);
	count("A", 5);
	REFUSED(REFUSAL_BALLOT_NOT_OPEN);
	opened(10);
	count("A", 5);
	ACCEPTED();
	CHECK_INT(turnout_find(world_state(), POLL, "A")->ballots, 5);
	CHECK_INT(turnout_find(world_state(), POLL, "B")->ballots, 0);
	count("A", 5);
	REFUSED(REFUSAL_BALLOT_COUNT);
	count("A", 11);
	REFUSED(REFUSAL_BALLOT_COUNT);
	CHECK_TEXT(world_violation(0), "BALLOT_COUNT 0 counts");
	count("D", 5);
	REFUSED(REFUSAL_BALLOT_CLASS_UNKNOWN);
	count("A", 10);
	ACCEPTED();
	vote(0, "good", "", 5);
	CHECK_INT(turnout_find(world_state(), POLL, "A")->ballots, 10);        /* the others wait still */
	CHECK_INT(turnout_find(world_state(), POLL, "A")->recorded, 5);
	GIVEN(PollClosed, .poll_id = POLL);
	count("B", 5);
	REFUSED(REFUSAL_BALLOT_LATE);
	WHEN(CloseBox, .poll_id = POLL);
	ACCEPTED();
	CHECK_INT(turnout_find(world_state(), POLL, "A")->ballots, 5);         /* those that were counted */
}

TEST(a_token_is_used_once)
{
	opened(10);
	Ballot *list[] = { ballot_of(&a, 0, "good", ""), ballot_of(&b, 0, "fair", "") };
	record(list, 2);
	ACCEPTED();
	Ballot *again[] = { ballot_of(&c, 0, "good", ""), &b.ballot };
	record(again, 2);
	REFUSED(REFUSAL_BALLOT_TOKEN_USED);
	CHECK_TEXT(world_violation(0), "BALLOT_TOKEN_USED 2 ballots");
	b.options[0] = "good";
	record(list + 1, 1);
	REFUSED(REFUSAL_BALLOT_TOKEN_USED);
	Ballot *twice[] = { &c.ballot, &c.ballot };
	record(twice, 2);
	REFUSED(REFUSAL_BALLOT_TOKEN_USED);
	CHECK_INT(turnout_find(world_state(), POLL, "A")->ballots, 2);
}

TEST(a_token_of_one_class_is_none_of_another)
{
	opened(10);
	Ballot *list[] = { ballot_of(&a, 0, "good", "") };
	a.ballot.class_id = "B";
	record(list, 1);
	REFUSED(REFUSAL_BALLOT_TOKEN_FORGED);
	a.ballot.class_id = "D";
	record(list, 1);
	REFUSED(REFUSAL_BALLOT_CLASS_UNKNOWN);
	a.ballot.class_id = "A";
	record(list, 1);
	ACCEPTED();
}

TEST(forged_damaged_and_cut_tokens_are_refused)
{
	opened(10);
	Ballot *list[] = { ballot_of(&a, 0, "good", "") };
	a.signature[100] ^= 1;
	record(list, 1);
	REFUSED(REFUSAL_BALLOT_TOKEN_FORGED);
	a.signature[100] ^= 1;
	a.token[63] ^= 1;
	record(list, 1);
	REFUSED(REFUSAL_BALLOT_TOKEN_FORGED);
	a.token[63] ^= 1;
	a.ballot.token.len--;
	record(list, 1);
	REFUSED(REFUSAL_BALLOT_TOKEN_FORGED);
	a.ballot.token.len++;
	a.ballot.token_hash = b.token_hash;             /* not the hash of this token */
	record(list, 1);
	REFUSED(REFUSAL_BALLOT_TOKEN_FORGED);
	a.ballot.token_hash = a.token_hash;
	record(list, 1);
	ACCEPTED();
}

TEST(nothing_is_taken_before_the_opening_and_only_what_waited_after_the_close)
{
	readied(10);
	Ballot *list[] = { ballot_of(&a, 0, "good", "") };
	record(list, 1);
	REFUSED(REFUSAL_BALLOT_NOT_OPEN);
	GIVEN(PollOpened, .poll_id = POLL);
	WHEN(CloseBox, .poll_id = POLL);
	REFUSED(REFUSAL_BALLOT_BOX_CLOSED);
	GIVEN(PollClosed, .poll_id = POLL);
	record(list, 1);
	ACCEPTED();
	WHEN(CloseBox, .poll_id = POLL);
	ACCEPTED();
	Ballot *late[] = { ballot_of(&b, 0, "good", "") };
	record(late, 1);
	REFUSED(REFUSAL_BALLOT_LATE);
	WHEN(CloseBox, .poll_id = POLL);
	REFUSED(REFUSAL_BALLOT_BOX_CLOSED);
}

TEST(only_the_box_itself_speaks_for_the_box)
{
	opened(10);
	Ballot *list[] = { ballot_of(&a, 0, "good", "") };
	ACTOR("org.head,org.assessment,system_admin", "150400");
	record(list, 1);
	REFUSED(REFUSAL_ROLE_MISSING);
	WHEN(CloseBox, .poll_id = POLL);
	REFUSED(REFUSAL_ROLE_MISSING);
}

TEST(an_invalid_ballot_is_refused_with_its_row)
{
	opened(10);
	Ballot *list[] = { ballot_of(&a, 0, "good", ""), ballot_of(&b, 0, "good", "") };
	b.marks[1].target_id = "t9";
	record(list, 2);
	REFUSED(REFUSAL_BALLOT_TARGET_UNKNOWN);
	CHECK_TEXT(world_violation(0), "BALLOT_TARGET_UNKNOWN 2 ballots");
	WHEN(RecordBallots, .poll_id = "poll-none", .n_ballots = 1, .ballots = list);
	REFUSED(REFUSAL_BALLOT_POLL_UNKNOWN);
}

TEST(ballots_stay_in_the_daemon)
{
	bool found = false;

	for (size_t i = 0; i < ballot_service.event_count; i++)
		if (strcmp(ballot_service.events[i].type->name, "BallotRecorded") == 0) {
			found = true;
			CHECK_INT(ballot_service.events[i].data_class, DATA_CLASS_CONFIDENTIAL);
		}
	CHECK(found);
}

/* ---- the result ------------------------------------------------------------------------------------ */

TEST(a_score_weighs_the_classes)
{
	opened(10);
	vote(0, "good", "", 5);
	vote(1, "fair", "", 6);
	vote(2, "poor", "", 10);
	closed();
	CHECK(EMITTED(PollTallied)->valid);
	CHECK_INT(EMITTED(PollTallied)->ballots, 21);
	const ItemTallied *e = tallied("t2", "acts");
	CHECK_INT(e->n_groups, 3);
	CHECK(!e->score_hidden);
	CHECK_INT(e->score, 40 * 100 + 30 * 80 + 30 * 50);
	CHECK_INT(e->groups[0]->counts[0]->count, 5);
	CHECK_INT(e->groups[1]->mean, 8000);
	CHECK(!e->groups[1]->counts[1]->hidden);
}

TEST(a_class_that_stayed_away_is_spread_over_the_others_and_reported)
{
	opened(7);
	vote(0, "good", "", 7);
	vote(1, "poor", "", 7);
	closed();
	CHECK(EMITTED(PollTallied)->valid);             /* 14 of 21 are two thirds */
	CHECK_INT(EMITTED(PollTallied)->classes[2]->redistributed_percent, 30);
	CHECK_INT(EMITTED(PollTallied)->classes[0]->redistributed_percent, 0);
	CHECK_INT(tallied("t1", "acts")->score, (40 * 10000 + 30 * 5000 + 35) / 70);
	CHECK_INT(tallied("t1", "acts")->n_groups, 2);
}

TEST(too_few_make_it_invalid_and_nothing_is_shown)
{
	opened(7);
	vote(0, "good", "", 7);
	vote(1, "poor", "", 6);
	closed();
	CHECK(!EMITTED(PollTallied)->valid);            /* 13 of 21 */
	CHECK_INT(EMITTED_COUNT(ItemTallied), 0);
	CHECK_INT(EMITTED(PollTallied)->ballots, 13);
}

TEST(a_small_class_is_merged_in_calculation_and_publication)
{
	opened(7);
	vote(0, "good", "", 4);
	vote(1, "good", "", 6);
	vote(2, "fair", "", 7);
	closed();
	const ItemTallied *e = tallied("t1", "acts");
	CHECK_INT(e->n_groups, 2);
	const TallyGroup *merged = e->groups[0]->n_class_ids == 2 ? e->groups[0] : e->groups[1];
	CHECK_INT(merged->n_class_ids, 2);
	CHECK_INT(merged->weight_percent, 70);
	CHECK_INT(merged->ballots, 10);
	CHECK_INT(merged->counts[0]->count, 10);
	CHECK_INT(e->score, (70 * 10000 + 30 * 8000) / 100);
}

TEST(when_all_together_are_too_few_nothing_but_their_number_is_shown)
{
	opened(2);
	vote(0, "good", "", 2);
	vote(1, "good", "", 2);
	closed();
	CHECK(EMITTED(PollTallied)->valid);
	const ItemTallied *e = tallied("t1", "acts");
	CHECK_INT(e->n_groups, 1);
	CHECK(e->score_hidden && e->groups[0]->counts_hidden && e->groups[0]->mean_hidden);
	CHECK_INT(e->score, 0);
	for (size_t i = 0; i < e->groups[0]->n_counts; i++)
		CHECK(e->groups[0]->counts[i]->hidden && e->groups[0]->counts[i]->count == 0);
}

TEST(a_negative_item_counts_its_ticks_unless_few)
{
	opened(7);
	vote(0, "good", "", 7);
	vote(1, "fair", "推诿三次", 5);
	vote(1, "fair", "", 5);
	vote(2, "fair", "推诿三次", 1);
	vote(2, "fair", "", 6);
	closed();
	const ItemTallied *e = tallied("t1", "shirks");
	for (size_t i = 0; i < e->n_groups; i++) {
		const TallyGroup *g = e->groups[i];
		bool is_b = strcmp(g->class_ids[0], "B") == 0, is_c = strcmp(g->class_ids[0], "C") == 0;
		CHECK_INT(g->ticked, is_b ? 5 : 0);
		CHECK_INT(g->ticked_hidden, is_c);
	}
	CHECK(e->score_hidden);
}

TEST(after_the_tally_no_row_holds_a_mark_and_a_token_is_still_known)
{
	opened(2);
	Ballot *list[] = { ballot_of(&a, 0, "good", "推诿三次") };
	record(list, 1);
	closed();
	const BallotRow *row = ballot_find(world_state(), POLL, a.token_hash);
	CHECK(row && row->n_marks == 0 && !row->salt[0]);
	CHECK_INT(strlen(row->leaf), 64);
	WHEN(SealBox, .poll_id = POLL);
	ACCEPTED();
	CHECK_INT(box_find(world_state(), POLL)->state, BOX_STATE_SEALED);
	WHEN(SealBox, .poll_id = POLL);
	REFUSED(REFUSAL_BALLOT_BOX_CLOSED);
}

TEST_MAIN()
