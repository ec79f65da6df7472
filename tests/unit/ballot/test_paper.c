/* Slips merge with the ballots of the box. */
#include "ballot_lib.h"

static PaperBallot slips[20], *slip_list[20];
static BallotMark slip_marks[20][2], *slip_mark_lists[20][2];
static const char *slip_options[20][2];

/* The n-th slip: one option for both targets; "" leaves both blank, which is more than may be. */
static void slip(size_t n, const char *class_id, const char *option)
{
	slip_list[n] = &slips[n];
	paper_ballot__init(&slips[n]);
	slips[n].class_id = class_id;
	for (size_t i = 0; i < 2; i++) {
		slip_mark_lists[n][i] = &slip_marks[n][i];
		ballot_mark__init(&slip_marks[n][i]);
		slip_marks[n][i].target_id = i ? "t2" : "t1";
		slip_marks[n][i].item_id = "acts";
		slip_options[n][i] = option;
		slip_marks[n][i].n_option_ids = option[0] ? 1 : 0;
		slip_marks[n][i].option_ids = &slip_options[n][i];
	}
	slips[n].n_marks = 2;
	slips[n].marks = slip_mark_lists[n];
}

static void enter(size_t count)
{
	ACTOR("org.assessment", "150400");
	WHEN(RecordPaperBallots, .poll_id = POLL, .n_ballots = count, .ballots = slip_list);
}

static void with_paper(uint32_t should)
{
	static struct poll_room r;

	OPEN("2026-03-10");
	room_form(&r);
	room_keys(&r);
	r.form.paper = true;
	for (int i = 0; i < 3; i++)
		r.sizes[i].should_attend = should;
	GIVEN(PollReadied, .poll_id = POLL, .title = "测评", .form = &r.form, .opens_on = "2026-03-10", .closes_on = "2026-03-12",
	      .n_sizes = 3, .sizes = r.size_list, .thresholds = &r.thresholds, .n_keys = 3, .keys = r.key_list);
	GIVEN(PollOpened, .poll_id = POLL);
}

static void finish(void)
{
	const char *tellers[] = { "监样票", "计样票" };

	ACTOR("org.assessment", "150400");
	WHEN(FinishPaperBallots, .poll_id = POLL, .n_tellers = 2, .tellers = tellers);
}

TEST(slips_and_ballots_are_counted_together)
{
	with_paper(10);
	ACTOR("ballot.box", "150400");
	vote(0, "good", "", 3);
	for (size_t i = 0; i < 7; i++)
		slip(i, i < 4 ? "A" : "B", "fair");
	enter(7);
	ACCEPTED();
	CHECK_INT(EMITTED_COUNT(PaperBallotRecorded), 7);
	CHECK_INT(turnout_find(world_state(), POLL, "A")->slips, 4);
	for (size_t i = 0; i < 12; i++)
		slip(i, i < 5 ? "B" : "C", "fair");
	enter(12);
	ACCEPTED();
	CHECK_INT(EMITTED_AT(PaperBallotRecorded, 11)->number, 19);
	GIVEN(PollClosed, .poll_id = POLL);
	finish();
	ACCEPTED();
	CHECK_INT(EMITTED(PaperBallotsFinished)->slips, 19);
	ACTOR("ballot.box", "150400");
	WHEN(CloseBox, .poll_id = POLL);
	ACCEPTED();
	CHECK_INT(EMITTED(PollTallied)->ballots, 22);
	CHECK_INT(EMITTED(PollTallied)->classes[0]->ballots, 7);
	CHECK_INT(EMITTED(PollTallied)->classes[0]->paper, 4);
	CHECK_INT(EMITTED(PollTallied)->leaves, 3);     /* slips have no leaf */
}

TEST(an_invalid_slip_counts_as_come_and_is_in_no_mean)
{
	with_paper(7);
	for (size_t i = 0; i < 14; i++)
		slip(i, i < 7 ? "A" : "B", i == 0 ? "" : i < 7 ? "good" : "poor");
	slips[13].n_marks = 1;                          /* too many blanks */
	enter(14);
	ACCEPTED();
	CHECK_TEXT(world_answer("invalid"), "2");
	GIVEN(PollClosed, .poll_id = POLL);
	finish();
	ACTOR("ballot.box", "150400");
	WHEN(CloseBox, .poll_id = POLL);
	const PollTallied *e = EMITTED(PollTallied);
	CHECK_INT(e->ballots, 14);
	CHECK_INT(e->invalid, 2);
	CHECK(e->valid);                                /* 14 of 21 came */
	CHECK_INT(e->classes[0]->ballots, 6);
	CHECK_INT(e->classes[0]->invalid, 1);
	CHECK_INT(tallied("t1", "acts")->score, (40 * 10000 + 30 * 5000 + 35) / 70);
}

TEST(no_class_has_more_ballots_than_people)
{
	with_paper(3);
	ACTOR("ballot.box", "150400");
	vote(0, "good", "", 2);
	slip(0, "A", "good");
	slip(1, "A", "good");
	enter(2);
	REFUSED(REFUSAL_BALLOT_PAPER_MANY);
	CHECK_TEXT(world_violation(0), "BALLOT_PAPER_MANY 2 ballots");
	enter(1);
	ACCEPTED();
	enter(1);
	REFUSED(REFUSAL_BALLOT_PAPER_MANY);
	slip(0, "D", "good");
	enter(1);
	REFUSED(REFUSAL_BALLOT_CLASS_UNKNOWN);
}

TEST(the_box_waits_for_the_slips)
{
	with_paper(10);
	GIVEN(PollClosed, .poll_id = POLL);
	ACTOR("ballot.box", "150400");
	WHEN(CloseBox, .poll_id = POLL);
	REFUSED(REFUSAL_BALLOT_BOX_CLOSED);
	slip(0, "A", "good");
	enter(1);
	ACCEPTED();
	finish();
	ACCEPTED();
	finish();
	REFUSED(REFUSAL_BALLOT_NO_PAPER);
	enter(1);
	REFUSED(REFUSAL_BALLOT_NO_PAPER);
	ACTOR("ballot.box", "150400");
	WHEN(CloseBox, .poll_id = POLL);
	ACCEPTED();
}

TEST(a_poll_without_paper_takes_no_slips)
{
	opened(10);
	slip(0, "A", "good");
	enter(1);
	REFUSED(REFUSAL_BALLOT_NO_PAPER);
	finish();
	REFUSED(REFUSAL_BALLOT_NO_PAPER);
	WHEN(RecordPaperBallots, .poll_id = "poll-none", .n_ballots = 1, .ballots = slip_list);
	REFUSED(REFUSAL_BALLOT_POLL_UNKNOWN);
}

TEST_MAIN()
