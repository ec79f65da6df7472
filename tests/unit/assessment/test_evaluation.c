/* Democratic evaluation from draft to release, as the issuer sees it. */
#include "evaluation_lib.h"

TEST(a_form_says_clearly_what_may_be_chosen)
{
	struct form_room r;

	city("2026-03-02");
	drafted(small_form(&r));
	ACCEPTED();
	small_form(&r);
	r.options[1].abstain = true;
	drafted(&r.form);
	REFUSED(REFUSAL_POLL_OPTIONS_FEW);
	small_form(&r);
	r.options[1].option_id = "good";
	drafted(&r.form);
	REFUSED(REFUSAL_VALUE_DUPLICATE);
	small_form(&r);
	r.items[1].item_id = "acts";
	drafted(&r.form);
	REFUSED(REFUSAL_VALUE_DUPLICATE);
	small_form(&r);
	r.targets[1].target_id = "h1";
	drafted(&r.form);
	REFUSED(REFUSAL_VALUE_DUPLICATE);
	AT_FIELD("form.targets");
}

TEST(a_limit_of_excellent_marks_fits_the_form)
{
	struct form_room r;

	city("2026-03-02");
	small_form(&r)->excellent_max = 2;
	drafted(&r.form);
	ACCEPTED();
	r.form.excellent_max = 3;
	drafted(&r.form);
	REFUSED(REFUSAL_POLL_EXCELLENT_LIMIT);
	r.form.excellent_max = 1;
	r.options[0].excellent = false;
	drafted(&r.form);
	REFUSED(REFUSAL_POLL_EXCELLENT_LIMIT);
}

TEST(weights_of_the_classes_add_up_to_a_hundred)
{
	struct form_room r;

	city("2026-03-02");
	small_form(&r);
	r.classes[0].weight_percent = 41;
	drafted(&r.form);
	REFUSED(REFUSAL_POLL_CLASS_WEIGHTS);
	small_form(&r);
	r.classes[1].class_id = "A";
	drafted(&r.form);
	REFUSED(REFUSAL_VALUE_DUPLICATE);
}

TEST(days_are_in_order_and_ahead)
{
	struct form_room r;

	city("2026-03-02");
	small_form(&r);
	WHEN(DraftPoll, .title = "测评", .form = &r.form, .opens_on = "2026-03-10", .closes_on = "2026-03-09");
	REFUSED(REFUSAL_DATE_ORDER);
	WHEN(DraftPoll, .title = "测评", .form = &r.form, .opens_on = "2026-03-01", .closes_on = "2026-03-09");
	REFUSED(REFUSAL_POLL_OPENS_PAST);
}

TEST(nobody_is_on_the_roll_of_his_own_evaluation)
{
	const char *poll_id = with_roll();

	voter(poll_id, "h1", "A");
	REFUSED(REFUSAL_POLL_VOTER_IS_TARGET);
	voter(poll_id, "v1", "B");
	REFUSED(REFUSAL_POLL_VOTER_TWICE);
	voter(poll_id, "i1", "C");
	REFUSED(REFUSAL_POLL_CLASS_UNKNOWN);
	voter(poll_id, "nobody", "A");
	REFUSED(REFUSAL_CADRE_UNKNOWN);
	voter("poll-none", "i1", "A");
	REFUSED(REFUSAL_POLL_UNKNOWN);
}

TEST(every_voter_at_fault_is_named_and_nobody_is_added)
{
	const char *poll_id = with_roll();
	PollVoter rows[3], *list[] = { &rows[0], &rows[1], &rows[2] };
	const char *ids[] = { "d3", "h3", "d3" };

	for (int i = 0; i < 3; i++) {
		poll_voter__init(&rows[i]);
		rows[i].cadre_id = ids[i];
		rows[i].class_id = "B";
	}
	WHEN(AddPollVoters, .poll_id = poll_id, .n_voters = 3, .voters = list);
	REFUSED(REFUSAL_POLL_VOTER_IS_TARGET);
	CHECK_TEXT(world_violation(0), "POLL_VOTER_IS_TARGET 2 voters");
	CHECK_TEXT(world_violation(1), "VALUE_DUPLICATE 3 voters");
	CHECK(!poll_voter_find(world_state(), poll_id, "d3"));
}

TEST(publishing_freezes_roll_and_thresholds)
{
	const char *poll_id = with_roll();

	POLICY("EVALUATION.CELL_MIN", "3", "number");
	POLICY("EVALUATION.TURNOUT", "3/4", "text");
	WHEN(PublishPoll, .poll_id = poll_id);
	ACCEPTED();
	const PollPublished *e = EMITTED(PollPublished);
	CHECK_INT(e->n_sizes, 2);
	CHECK_INT(e->sizes[0]->should_attend, 2);
	CHECK_INT(e->sizes[1]->should_attend, 4);
	CHECK_INT(e->thresholds->cell_min, 5);          /* the floor stands whatever the rule says */
	CHECK_INT(e->thresholds->turnout_numerator, 3);
	CHECK_INT(e->thresholds->turnout_denominator, 4);
	voter(poll_id, "i1", "A");
	REFUSED(REFUSAL_STATE_WRONG);
	WHEN(PublishPoll, .poll_id = poll_id);
	REFUSED(REFUSAL_STATE_WRONG);
}

TEST(a_threshold_written_wrong_is_seen)
{
	const char *poll_id = with_roll();
	static const char *const wrong[] = { "2", "2/", "/3", "2/0", "4/3", "-1/3", "2/3x", "2/1000" };

	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		POLICY("EVALUATION.TURNOUT", wrong[i], "text");
		ACCEPTED();
		WHEN(PublishPoll, .poll_id = poll_id);
		REFUSED(REFUSAL_POLL_THRESHOLD_RULE);
	}
	POLICY("EVALUATION.TURNOUT", "999/999", "text");
	WHEN(PublishPoll, .poll_id = poll_id);
	ACCEPTED();
}

TEST(a_roll_below_the_smallest_cell_or_an_empty_class_is_not_published)
{
	struct form_room r;

	city("2026-03-02");
	const char *poll_id = drafted(small_form(&r));
	voter(poll_id, "i1", "A");
	WHEN(PublishPoll, .poll_id = poll_id);
	REFUSED(REFUSAL_POLL_CLASS_EMPTY);
	voter(poll_id, "d3", "B");
	WHEN(PublishPoll, .poll_id = poll_id);
	REFUSED(REFUSAL_POLL_ROLL_SMALL);
}

TEST(only_the_issuer_registers_keys_and_each_class_has_its_own)
{
	const char *poll_id = with_roll();

	WHEN(PublishPoll, .poll_id = poll_id);
	ACCEPTED();
	register_keys(poll_id, 1, 2);
	REFUSED(REFUSAL_ROLE_MISSING);
	ACTOR("ballot.issuer", CITY);
	register_keys(poll_id, 1, 1);
	REFUSED(REFUSAL_POLL_KEYS_WRONG);
	register_keys(poll_id, 1, 2);
	ACCEPTED();
	CHECK_INT(EMITTED(PollReadied)->n_keys, 2);
	CHECK_TEXT(EMITTED(PollReadied)->form->targets[1]->target_id, "h3");
	register_keys(poll_id, 1, 2);
	REFUSED(REFUSAL_STATE_WRONG);
}

TEST(it_opens_and_closes_by_its_days)
{
	const char *poll_id = ready();

	TODAY("2026-03-09");
	CHECK(!EMITTED(PollOpened));
	TODAY("2026-03-10");
	CHECK_TEXT(EMITTED(PollOpened)->poll_id, poll_id);
	CHECK_INT(poll_find(world_state(), poll_id)->state, POLL_STATE_VOTING);
	TODAY("2026-03-12");
	CHECK(!EMITTED(PollClosed));
	TODAY("2026-03-13");
	CHECK_TEXT(EMITTED(PollClosed)->poll_id, poll_id);
	CHECK_INT(poll_find(world_state(), poll_id)->state, POLL_STATE_CLOSED);
}

TEST(results_are_released_once_the_box_has_counted)
{
	const char *poll_id = ready();

	TODAY("2026-03-13");
	ACTOR("org.head", CITY);
	WHEN(ReleasePoll, .poll_id = poll_id);
	REFUSED(REFUSAL_STATE_WRONG);
	GIVEN(PollTallied, .poll_id = poll_id, .valid = true, .ballots = 6);
	ACTOR("org.head", "150404");
	WHEN(ReleasePoll, .poll_id = poll_id);
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
	ACTOR("org.head", CITY);
	WHEN(ReleasePoll, .poll_id = poll_id);
	ACCEPTED();
	CHECK(EMITTED(PollReleased)->valid);
	CHECK_INT(poll_find(world_state(), poll_id)->state, POLL_STATE_RELEASED);
}

TEST_MAIN()
