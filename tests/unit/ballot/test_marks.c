/* What makes a ballot invalid, rule by rule. */
#include "ballot_lib.h"

static struct poll_room room;
static BallotMark marks[8], *list[8];
static const char *options[8][2];

/* The n-th mark; options "" stays blank. */
static void mark(size_t n, const char *target, const char *item, const char *option, const char *example)
{
	list[n] = &marks[n];
	ballot_mark__init(&marks[n]);
	options[n][0] = option;
	options[n][1] = "fair";
	marks[n] = (BallotMark){ .base = marks[n].base, .target_id = target, .item_id = item, .n_option_ids = option[0] ? 1 : 0,
				 .option_ids = options[n], .example = example };
}

static enum refusal check(size_t count, struct marks_fault *at)
{
	return marks_check(&room.form, &room.thresholds, count, list, at);
}

TEST(a_full_ballot_is_valid)
{
	struct marks_fault at;

	room_form(&room);
	mark(0, "t1", "acts", "good", "");
	mark(1, "t2", "acts", "abstain", "");
	mark(2, "t2", "shirks", "", "推诿三次");
	CHECK_INT(check(3, &at), REFUSAL_NONE);
	CHECK_INT(check(2, &at), REFUSAL_NONE);
}

TEST(a_negative_item_needs_its_example_and_takes_no_option)
{
	struct marks_fault at;

	room_form(&room);
	mark(0, "t1", "acts", "good", "");
	mark(1, "t2", "acts", "fair", "");
	mark(2, "t1", "shirks", "", "");
	CHECK_INT(check(3, &at), REFUSAL_BALLOT_EXAMPLE_MISSING);
	CHECK_INT(at.row, 3);
	CHECK_TEXT(at.field, "example");
	mark(2, "t1", "shirks", "poor", "推诿三次");
	CHECK_INT(check(3, &at), REFUSAL_BALLOT_NEGATIVE_OPTION);
}

TEST(one_option_an_item_and_each_item_once)
{
	struct marks_fault at;

	room_form(&room);
	mark(0, "t1", "acts", "good", "");
	mark(1, "t2", "acts", "good", "");
	marks[1].n_option_ids = 2;
	CHECK_INT(check(2, &at), REFUSAL_BALLOT_OPTIONS_MANY);
	CHECK_INT(at.row, 2);
	mark(1, "t1", "acts", "fair", "");
	CHECK_INT(check(2, &at), REFUSAL_BALLOT_MARK_TWICE);
	mark(1, "t2", "acts", "superb", "");
	CHECK_INT(check(2, &at), REFUSAL_BALLOT_OPTION_UNKNOWN);
	mark(1, "t2", "sings", "good", "");
	CHECK_INT(check(2, &at), REFUSAL_BALLOT_ITEM_UNKNOWN);
	mark(1, "t3", "acts", "good", "");
	CHECK_INT(check(2, &at), REFUSAL_BALLOT_TARGET_UNKNOWN);
}

TEST(excellent_is_given_up_to_the_limit)
{
	struct marks_fault at;

	room_form(&room);
	mark(0, "t1", "acts", "good", "");
	mark(1, "t2", "acts", "good", "");
	room.form.excellent_max = 2;
	CHECK_INT(check(2, &at), REFUSAL_NONE);
	room.form.excellent_max = 1;
	CHECK_INT(check(2, &at), REFUSAL_BALLOT_EXCELLENT_MANY);
	room.form.excellent_max = 0;                    /* no limit */
	CHECK_INT(check(2, &at), REFUSAL_NONE);
}

TEST(blanks_are_allowed_up_to_the_threshold)
{
	struct marks_fault at;

	room_form(&room);
	mark(0, "t1", "acts", "good", "");
	mark(1, "t2", "acts", "", "");
	CHECK_INT(check(2, &at), REFUSAL_BALLOT_BLANK); /* one of two is more than a third */
	CHECK_INT(at.row, 0);
	CHECK_INT(check(1, &at), REFUSAL_BALLOT_BLANK);
	room.thresholds.blank_denominator = 2;
	CHECK_INT(check(1, &at), REFUSAL_NONE);         /* one of two is not more than a half */
	CHECK_INT(check(0, &at), REFUSAL_BALLOT_BLANK);
}

TEST_MAIN()
