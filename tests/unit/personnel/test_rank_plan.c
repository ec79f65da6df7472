/* Plans and candidates: who may go for which rank, and when. */
#include "rank_fixture.h"

static void plan(Rank rank, unsigned count)
{
	GIVEN(RankPlanOpened, .plan_id = "plan", .unit_id = "u1", .rank = rank, .slots = count);
}

#define NAME(id) WHEN(NameRankCandidate, .plan_id = "plan", .cadre_id = id)

TEST(a_plan_is_opened_for_a_unit_and_a_rank)
{
	ordinary_day();
	WHEN(OpenRankPlan, .unit_id = "u1", .rank = RANK_CHIEF_CLERK_2, .slots = 2);
	ACCEPTED();
	CHECK_INT(EMITTED(RankPlanOpened)->slots, 2);
	WHEN(OpenRankPlan, .unit_id = "nowhere", .rank = RANK_CHIEF_CLERK_2, .slots = 2);
	REFUSED(REFUSAL_UNIT_UNKNOWN);
	WHEN(OpenRankPlan, .unit_id = "u1", .rank = RANK_CLERK_2, .slots = 2);
	REFUSED(REFUSAL_RANK_NOT_NEXT);
	ACTOR(OFFICERS, COUNTY);
	WHEN(OpenRankPlan, .unit_id = "u1", .rank = RANK_CHIEF_CLERK_2, .slots = 2);
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
}

TEST(two_years_at_the_rank_below_make_eligible)
{
	ordinary_day();
	plan(RANK_CHIEF_CLERK_2, 5);
	CADRE("early", "u1", POST_LEVEL_STAFF, .rank = RANK_CHIEF_CLERK_3, .rank_since = "2024-03-03");
	NAME("early");
	REFUSED(REFUSAL_TENURE_SHORT);
	CADRE("ripe", "u1", POST_LEVEL_STAFF, .rank = RANK_CHIEF_CLERK_3, .rank_since = "2024-03-02");
	NAME("ripe");
	ACCEPTED();
	CHECK_TEXT(world_answer("eligible_on"), "2026-03-02");
}

TEST(an_excellent_year_brings_it_forward_by_six_months)
{
	ordinary_day();
	plan(RANK_CHIEF_CLERK_2, 5);
	CADRE("good", "u1", POST_LEVEL_STAFF, .rank = RANK_CHIEF_CLERK_3, .rank_since = "2024-09-02", GRADED(ANNUAL_GRADE_EXCELLENT));
	NAME("good");
	ACCEPTED();
	CHECK_INT(EMITTED(RankCandidateNamed)->excellent_years, 1);
	CADRE("late", "u1", POST_LEVEL_STAFF, .rank = RANK_CHIEF_CLERK_3, .rank_since = "2024-09-03", GRADED(ANNUAL_GRADE_EXCELLENT));
	NAME("late");
	REFUSED(REFUSAL_TENURE_SHORT);
}

TEST(a_leading_post_leads_there_too)
{
	ordinary_day();
	plan(RANK_CHIEF_CLERK_1, 5);
	CADRE("head", "u1", POST_LEVEL_SECTION_HEAD, .level_since = "2023-01-01", .rank = RANK_UNSPECIFIED);
	NAME("head");
	ACCEPTED();
	CADRE("deputy", "u1", POST_LEVEL_SECTION_DEPUTY, .rank = RANK_UNSPECIFIED);
	NAME("deputy");
	REFUSED(REFUSAL_RANK_NOT_NEXT);
}

TEST(ranks_are_climbed_one_by_one_and_never_down)
{
	ordinary_day();
	plan(RANK_CHIEF_CLERK_1, 5);
	NAME("c1");
	REFUSED(REFUSAL_RANK_NOT_NEXT);
	plan(RANK_CHIEF_CLERK_4, 5);
	NAME("c1");
	REFUSED(REFUSAL_RANK_NOT_NEXT);
}

TEST(bars_grades_and_the_unit_are_checked)
{
	ordinary_day();
	plan(RANK_CHIEF_CLERK_2, 5);
	CADRE("low", "u1", POST_LEVEL_STAFF, .rank = RANK_CHIEF_CLERK_3, .rank_since = "2020-01-01",
	      GRADED(ANNUAL_GRADE_BASICALLY_COMPETENT));
	NAME("low");
	REFUSED(REFUSAL_GRADE_TOO_LOW);
	CADRE("once", "u1", POST_LEVEL_STAFF, .rank = RANK_CHIEF_CLERK_3, .rank_since = "2020-01-01", .n_grades = 2,
	      .grades = (GradeOfYear *[]){ grade(2021, ANNUAL_GRADE_INCOMPETENT), grade(2025, ANNUAL_GRADE_COMPETENT) });
	NAME("once");
	REFUSED(REFUSAL_RANK_GRADE_IN_WINDOW);
	CADRE("away", "t1", POST_LEVEL_STAFF, .rank = RANK_CHIEF_CLERK_3, .rank_since = "2020-01-01");
	NAME("away");
	REFUSED(REFUSAL_RANK_OF_ANOTHER_UNIT);
	GIVEN(BarImposed, .bar_id = "b", .cadre_id = "c1", .ground = BAR_GROUND_MEASURE, .from_on = "2026-01-01", .until_on = "");
	NAME("c1");
	REFUSED(REFUSAL_CADRE_BARRED);
	GIVEN(BarLifted, .bar_id = "b", .cadre_id = "c1");
	NAME("c1");
	ACCEPTED();
}

TEST(a_plan_has_its_slots_and_a_person_one_case)
{
	ordinary_day();
	plan(RANK_CHIEF_CLERK_2, 1);
	NAME("c1");
	ACCEPTED();
	const char *id = world_answer("rank_case_id");
	NAME("c1");
	REFUSED(REFUSAL_RANK_CASE_OPEN);
	CADRE("other", "u1", POST_LEVEL_STAFF, .rank = RANK_CHIEF_CLERK_3, .rank_since = "2020-01-01");
	NAME("other");
	REFUSED(REFUSAL_RANK_PLAN_FULL);
	WHEN(AbortRankCase, .rank_case_id = id, .reason = "本人放弃");
	NAME("other");
	ACCEPTED();
	WHEN(NameRankCandidate, .plan_id = "none", .cadre_id = "c1");
	REFUSED(REFUSAL_RANK_PLAN_UNKNOWN);
	NAME("ghost");
	REFUSED(REFUSAL_CADRE_UNKNOWN);
}

TEST(recognition_is_noted)
{
	ordinary_day();
	plan(RANK_CHIEF_CLERK_2, 1);
	GIVEN(AwardGranted, .award_id = "w", .cadre_id = "c1", .granted_on = "2026-01-15");
	NAME("c1");
	ACCEPTED();
	CHECK(EMITTED(RankCandidateNamed)->recognised);
	CHECK(!EMITTED(RankCandidateNamed)->listed);
}

TEST_MAIN()
