/* The score, by hand. */
#include "ballot/tally.h"

#include "ballot/bounds.h"
#include "tap.h"

TEST(a_weighted_mean_of_means)
{
	const struct sums groups[] = { { 10000 * 3, 3, 40 }, { 8000 * 7, 7, 30 }, { 5000 * 2, 2, 30 } };

	CHECK_INT(tally_score(groups, 3), 7900);
}

TEST(who_did_not_mark_has_no_weight)
{
	const struct sums groups[] = { { 10000, 1, 40 }, { 0, 0, 30 }, { 5000, 1, 30 } };
	const struct sums none[] = { { 0, 0, 40 }, { 0, 0, 60 } };

	CHECK_INT(tally_score(groups, 3), 7857);        /* 55/70 of a hundred points: 7857.14 */
	CHECK_INT(tally_score(none, 2), 0);
	CHECK_INT(tally_score(none, 0), 0);
}

TEST(it_is_rounded_once_and_half_up)
{
	const struct sums third[] = { { 10000, 3, 100 } };
	const struct sums half[] = { { 1, 2, 100 } };
	/* rounded class by class it would be 3333 and 3334 -> 3334; exact it is 3333.5 */
	const struct sums two[] = { { 10000, 3, 50 }, { 10001, 3, 50 } };

	CHECK_INT(tally_score(third, 1), 3333);
	CHECK_INT(tally_score(half, 1), 1);
	CHECK_INT(tally_score(two, 2), 3334);
}

TEST(the_order_of_groups_changes_nothing)
{
	struct sums groups[] = { { 123457, 13, 17 }, { 998877, 101, 23 }, { 31, 7, 41 }, { 5, 1, 19 } };
	int64_t first = tally_score(groups, 4);

	for (int i = 0; i < 4; i++) {
		struct sums moved = groups[0];
		groups[0] = groups[i];
		groups[i] = moved;
		CHECK_INT(tally_score(groups, 4), first);
	}
}

TEST(the_largest_poll_does_not_overflow)
{
	struct sums groups[BALLOT_CLASSES_MAX];

	for (size_t i = 0; i < BALLOT_CLASSES_MAX; i++)
		groups[i] = (struct sums){ (int64_t)10000 * (BALLOT_VOTERS_MAX - (int64_t)i), BALLOT_VOTERS_MAX - (uint32_t)i, 100 };
	CHECK_INT(tally_score(groups, BALLOT_CLASSES_MAX), 10000);
}

TEST_MAIN()
