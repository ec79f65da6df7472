/* The arithmetic of scores. */
#include "assessment/ranking.h"
#include "tap.h"

TEST(a_composite_is_exact_and_rounds_halves_up)
{
	uint32_t weights[] = { 60, 40 };

	CHECK_INT(score_composite((int64_t[]){ 9000, 8000 }, weights, 2), 8600);
	CHECK_INT(score_composite((int64_t[]){ 1, 1 }, weights, 2), 1);
	CHECK_INT(score_composite((int64_t[]){ 1, 0 }, (uint32_t[]){ 50, 50 }, 2), 1);
	CHECK_INT(score_composite((int64_t[]){ 1, 0 }, (uint32_t[]){ 49, 51 }, 2), 0);
	CHECK_INT(score_composite((int64_t[]){ SCORE_MAX, SCORE_MAX }, weights, 2), SCORE_MAX);
}

TEST(a_mean_rounds_halves_up_and_of_none_is_nothing)
{
	CHECK_INT(score_mean(10, 4), 3);
	CHECK_INT(score_mean(9, 4), 2);
	CHECK_INT(score_mean(0, 0), 0);
	CHECK_INT(score_percent(8250, 20), 1650);
	CHECK_INT(score_percent(8253, 20), 1651);
}

TEST(ties_share_a_rank_and_the_next_one_skips)
{
	struct standing s[] = { { .score = 90 }, { .score = 80 }, { .score = 80 }, { .score = 70 } };

	standings_rank(s, 4, 3);
	CHECK_INT(s[0].rank, 1);
	CHECK_INT(s[1].rank, 2);
	CHECK_INT(s[2].rank, 2);
	CHECK_INT(s[3].rank, 4);
	CHECK(s[0].first && !s[1].first && !s[2].last && s[3].last);
	CHECK_INT(s[3].group_size, 4);
}

TEST(a_group_below_the_minimum_has_no_last)
{
	struct standing two[] = { { .score = 90 }, { .score = 80 } };
	struct standing three[] = { { .score = 90 }, { .score = 80 }, { .score = 70 } };

	standings_rank(two, 2, 3);
	CHECK(!two[1].last && !two[0].first);
	CHECK_INT(two[1].rank, 2);
	standings_rank(three, 3, 3);
	CHECK(three[2].last && three[0].first);
}

TEST(where_all_are_equal_nobody_is_last)
{
	struct standing s[] = { { .score = 80 }, { .score = 80 }, { .score = 80 } };

	standings_rank(s, 3, 3);
	CHECK(!s[0].last && !s[0].first && s[2].rank == 1);
}

TEST(ranks_stay_within_their_group)
{
	struct standing s[] = { { .group = 1, .score = 50 }, { .group = 2, .score = 90 }, { .group = 1, .score = 60 },
				{ .group = 2, .score = 80 }, { .group = 1, .score = 70 } };

	standings_rank(s, 5, 3);
	CHECK_INT(s[0].rank, 3);
	CHECK(s[0].last && !s[3].last);
	CHECK_INT(s[1].rank, 1);
	CHECK_INT(s[3].group_size, 2);
}

TEST(tied_at_the_bottom_both_are_last)
{
	struct standing s[] = { { .score = 90 }, { .score = 70 }, { .score = 70 } };

	standings_rank(s, 3, 3);
	CHECK(s[1].last && s[2].last);
	CHECK_INT(s[1].rank, 2);
}

TEST_MAIN()
