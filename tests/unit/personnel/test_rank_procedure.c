/* Appraisal, decision and publicity of a rank promotion. */
#include "rank_fixture.h"

#define RECORD(...)                                                                                            \
	WHEN(RecordRankProcedure, .rank_case_id = "r1", .held_on = "2026-03-02", .expected = 9, .present = 6,  \
	     .in_favour = 3, .inspected = true, __VA_ARGS__)

TEST(the_appraisal_has_a_quorum_and_half_in_favour)
{
	named();
	RECORD(.present = 5);
	REFUSED(REFUSAL_QUORUM_MISSING);
	RECORD(.in_favour = 2);
	REFUSED(REFUSAL_RECOMMENDATION_LOW);
	RECORD(.in_favour = 7);
	REFUSED(REFUSAL_RECOMMENDATION_COUNTS);
	RECORD(.inspected = false);
	REFUSED(REFUSAL_RANK_NOT_INSPECTED);
	RECORD(.held_on = "2026-03-03");
	REFUSED(REFUSAL_DATE_FUTURE);
	RECORD(.summary = "好");
	ACCEPTED();
	RECORD(.summary = "好");
	REFUSED(REFUSAL_STATE_WRONG);
	RECORD(.rank_case_id = "none");
	REFUSED(REFUSAL_RANK_CASE_UNKNOWN);
}

TEST(the_decision_comes_after_the_quota)
{
	procedure_done();
	WHEN(DecideRankCase, .rank_case_id = "r1", .vote = vote("2026-03-02", 9, 9, 9));
	REFUSED(REFUSAL_STATE_WRONG);
	secured_by_unit();
	WHEN(DecideRankCase, .rank_case_id = "r1", .vote = vote("2026-03-01", 9, 9, 9));
	REFUSED(REFUSAL_APPOINTMENT_MET_BEFORE_INSPECTION);
	WHEN(DecideRankCase, .rank_case_id = "r1", .vote = vote("2026-03-02", 9, 9, 4));
	REFUSED(REFUSAL_VOTE_FAILED);
	WHEN(DecideRankCase, .rank_case_id = "r1", .vote = vote("2026-03-02", 9, 9, 5));
	ACCEPTED();
	CHECK_INT(case_state("r1"), RANK_CASE_STATE_DECIDED);
}

TEST(a_bar_before_the_decision_stops_it)
{
	secured_by_unit();
	GIVEN(BarImposed, .bar_id = "b", .cadre_id = "c1", .ground = BAR_GROUND_WARNING, .from_on = "2026-03-01",
	      .until_on = "2026-04-01");
	WHEN(DecideRankCase, .rank_case_id = "r1", .vote = vote("2026-03-02", 9, 9, 9));
	REFUSED(REFUSAL_CADRE_BARRED);
}

TEST(publicity_lasts_five_working_days)
{
	secured_by_unit();
	WHEN(StartRankPublicity, .rank_case_id = "r1");
	REFUSED(REFUSAL_STATE_WRONG);
	WHEN(DecideRankCase, .rank_case_id = "r1", .vote = vote("2026-03-02", 9, 9, 9));
	WHEN(StartRankPublicity, .rank_case_id = "r1", .ends_on = "2026-03-08");
	REFUSED(REFUSAL_APPOINTMENT_PUBLICITY_TOO_SHORT);
	WHEN(StartRankPublicity, .rank_case_id = "r1");
	ACCEPTED();
	CHECK_TEXT(world_answer("until_on"), "2026-03-09");
	TODAY("2026-03-09");
	CHECK_INT(case_state("r1"), RANK_CASE_STATE_PUBLICITY);
	TODAY("2026-03-10");
	CHECK_INT(EMITTED_COUNT(RankPublicityEnded), 1);
	CHECK_INT(case_state("r1"), RANK_CASE_STATE_PUBLICITY_OVER);
}

TEST_MAIN()
