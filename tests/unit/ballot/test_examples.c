/* Examples of negative ticks are reviewed before they count, and lead to nobody. */
#include "ballot/examples.h"

#include "ballot_lib.h"

/* An open box whose form wants examples reviewed; class A has ten voters who all mark, `ticks` of them with an example. */
static void voted(bool paper, unsigned ticks)
{
	static struct poll_room r;

	OPEN("2026-03-10");
	room_form(&r);
	room_keys(&r);
	r.form.examples_reviewed = true;
	r.form.paper = paper;
	GIVEN(PollReadied, .poll_id = POLL, .title = "测评", .form = &r.form, .opens_on = "2026-03-10", .closes_on = "2026-03-12",
	      .n_sizes = 3, .sizes = r.size_list, .thresholds = &r.thresholds, .n_keys = 3, .keys = r.key_list);
	GIVEN(PollOpened, .poll_id = POLL);
	ACTOR("ballot.box", "150400");
	vote(0, "good", "推诿三次", ticks);
	vote(0, "good", "", 10 - ticks);
	vote(1, "good", "", 10);
}

static void listed(bool paper, unsigned ticks)
{
	voted(paper, ticks);
	GIVEN(PollClosed, .poll_id = POLL);
	WHEN(ListExamples, .poll_id = POLL);
}

static const ExampleRow *next_open(void)
{
	struct row_scan scan = example_scan_1(world_state(), POLL);
	const ExampleRow *row;

	while ((row = example_next(&scan)) && row->verdict)
		;
	return row;
}

static void review(ExampleVerdict verdict)
{
	const ExampleRow *row = next_open();
	char id[LEAF_TEXT];

	CHECK(row != NULL);
	snprintf(id, sizeof id, "%s", row ? row->example_id : "");
	ACTOR("org.supervision", "150400");
	WHEN(ReviewExample, .poll_id = POLL, .example_id = id, .verdict = verdict);
	ACCEPTED();
	ACTOR("ballot.box", "150400");
}

TEST(the_box_waits_for_the_review_and_counts_what_was_upheld)
{
	listed(false, 8);
	ACCEPTED();
	CHECK_INT(EMITTED(ExamplesListed)->examples, 8);
	WHEN(CloseBox, .poll_id = POLL);
	REFUSED(REFUSAL_BALLOT_BOX_CLOSED);
	for (int i = 0; i < 8; i++)
		review(i < 5 ? EXAMPLE_VERDICT_COUNTS : i < 7 ? EXAMPLE_VERDICT_NOT_CONCRETE : EXAMPLE_VERDICT_NOT_OF_ITEM);
	WHEN(CloseBox, .poll_id = POLL);
	ACCEPTED();
	CHECK_INT(tallied("t1", "shirks")->groups[0]->ticked, 5);
	CHECK(!tallied("t1", "shirks")->groups[0]->ticked_hidden);
	CHECK_INT(tallied("t1", "acts")->groups[0]->ballots, 10);     /* the ballots themselves stay valid */
}

TEST(no_example_outlives_the_tally)
{
	listed(false, 1);
	CHECK_TEXT(next_open()->text, "推诿三次");
	review(EXAMPLE_VERDICT_COUNTS);
	WHEN(CloseBox, .poll_id = POLL);
	ACCEPTED();
	struct row_scan scan = example_scan_1(world_state(), POLL);
	CHECK(example_next(&scan) == NULL);
}

TEST(an_example_tells_neither_class_nor_ballot)
{
	const ProtobufCMessageDescriptor *fields = ExampleRow_type.descriptor;
	char leaf[LEAF_TEXT];

	listed(false, 3);
	for (unsigned i = 0; i < fields->n_fields; i++)
		CHECK(!strstr(fields->fields[i].name, "class") && !strstr(fields->fields[i].name, "token") &&
		      !strstr(fields->fields[i].name, "leaf"));
	struct row_scan ballots = ballot_scan_1(world_state(), POLL);
	const BallotRow *ballot;
	while ((ballot = ballot_next(&ballots))) {
		struct written written;
		written_in_box(ballot, &written);
		for (size_t i = 0; i < ballot->n_marks; i++) {
			example_id_of(&written, ballot->marks[i], leaf);
			CHECK(strcmp(leaf, ballot->leaf) != 0 && strcmp(leaf, ballot->token_hash) != 0);
		}
	}
}

TEST(each_is_reviewed_once_and_by_people)
{
	listed(false, 2);
	char id[LEAF_TEXT];
	snprintf(id, sizeof id, "%s", next_open()->example_id);
	WHEN(ReviewExample, .poll_id = POLL, .example_id = id, .verdict = EXAMPLE_VERDICT_COUNTS);
	REFUSED(REFUSAL_ROLE_MISSING);
	ACTOR_CADRE("org.supervision", "150400", "u1", "t1");
	WHEN(ReviewExample, .poll_id = POLL, .example_id = id, .verdict = EXAMPLE_VERDICT_COUNTS);
	REFUSED(REFUSAL_SELF_DEALING);
	ACTOR_CADRE("org.supervision", "150400", "u1", "t2");
	WHEN(ReviewExample, .poll_id = POLL, .example_id = id, .verdict = EXAMPLE_VERDICT_COUNTS);
	ACCEPTED();
	CHECK_TEXT(world_answer("open"), "1");
	WHEN(ReviewExample, .poll_id = POLL, .example_id = id, .verdict = EXAMPLE_VERDICT_COUNTS);
	REFUSED(REFUSAL_EXAMPLE_REVIEWED);
	WHEN(ReviewExample, .poll_id = POLL, .example_id = "none", .verdict = EXAMPLE_VERDICT_COUNTS);
	REFUSED(REFUSAL_EXAMPLE_UNKNOWN);
	WHEN(ReviewExample, .poll_id = "none", .example_id = id, .verdict = EXAMPLE_VERDICT_COUNTS);
	REFUSED(REFUSAL_BALLOT_POLL_UNKNOWN);
}

TEST(nothing_is_listed_while_people_vote_or_slips_are_entered)
{
	voted(true, 2);
	WHEN(ListExamples, .poll_id = POLL);
	REFUSED(REFUSAL_BALLOT_BOX_CLOSED);
	GIVEN(PollClosed, .poll_id = POLL);
	WHEN(ListExamples, .poll_id = POLL);
	REFUSED(REFUSAL_BALLOT_BOX_CLOSED);
	const char *tellers[] = { "监样票" };
	ACTOR("org.assessment", "150400");
	WHEN(FinishPaperBallots, .poll_id = POLL, .n_tellers = 1, .tellers = tellers);
	ACCEPTED();
	ACTOR("ballot.box", "150400");
	WHEN(ListExamples, .poll_id = POLL);
	ACCEPTED();
	CHECK_INT(EMITTED(ExamplesListed)->examples, 2);
	WHEN(ListExamples, .poll_id = POLL);
	REFUSED(REFUSAL_BALLOT_BOX_CLOSED);
}

TEST(slips_have_examples_too)
{
	BallotMark marks[3], *mark_list[] = { &marks[0], &marks[1], &marks[2] };
	const char *options[] = { "good" };
	PaperBallot slips[2], *list[] = { &slips[0], &slips[1] };

	voted(true, 0);
	for (int i = 0; i < 3; i++) {
		ballot_mark__init(&marks[i]);
		marks[i].target_id = i == 1 ? "t2" : "t1";
		marks[i].item_id = i == 2 ? "shirks" : "acts";
		marks[i].n_option_ids = i == 2 ? 0 : 1;
		marks[i].option_ids = options;
		marks[i].example = i == 2 ? "两次不接件" : "";
	}
	for (int i = 0; i < 2; i++) {
		paper_ballot__init(&slips[i]);
		slips[i].class_id = "C";
		slips[i].n_marks = 3;
		slips[i].marks = mark_list;
	}
	ACTOR("org.assessment", "150400");
	WHEN(RecordPaperBallots, .poll_id = POLL, .n_ballots = 2, .ballots = list);
	ACCEPTED();
	const char *tellers[] = { "监样票" };
	WHEN(FinishPaperBallots, .poll_id = POLL, .n_tellers = 1, .tellers = tellers);
	GIVEN(PollClosed, .poll_id = POLL);
	ACTOR("ballot.box", "150400");
	WHEN(ListExamples, .poll_id = POLL);
	CHECK_INT(EMITTED(ExamplesListed)->examples, 2);    /* two alike are two */
	review(EXAMPLE_VERDICT_COUNTS);
	review(EXAMPLE_VERDICT_COUNTS);
	WHEN(CloseBox, .poll_id = POLL);
	ACCEPTED();
}

TEST(without_examples_the_box_is_tallied_at_once)
{
	listed(false, 0);
	ACCEPTED();
	WHEN(CloseBox, .poll_id = POLL);
	ACCEPTED();
}
TEST_MAIN()
