/* The annual bonus in fen. */
#include "assessment/bounds.h"
#include "quota_lib.h"

/* Everybody of a unit graded for good, by facts: m0.. competent, and s0 basically competent. */
static void final_unit(const char *unit_id, int members, int others)
{
	char round[32], id[32];
	const char *words[] = { "", "members", "staff" };

	for (PersonTrack track = PERSON_TRACK_MEMBERS; track <= PERSON_TRACK_STAFF; track++) {
		int count = track == PERSON_TRACK_MEMBERS ? members : others;
		snprintf(round, sizeof round, "%s-%s", unit_id, words[track]);
		if (count == 0)
			continue;
		GIVEN(PersonRoundOpened, .round_id = round, .year = 2025, .unit_id = unit_id, .track = track, .authority = CITY,
		      .participants = (uint32_t)count, .summary_by = "2026-01-19");
		for (int i = 0; i < count; i++) {
			AnnualGrade grade = track == PERSON_TRACK_STAFF && i == 0 ? ANNUAL_GRADE_BASICALLY_COMPETENT : ANNUAL_GRADE_COMPETENT;
			snprintf(id, sizeof id, "%s-%c%d", unit_id, track == PERSON_TRACK_MEMBERS ? 'm' : 's', i);
			GIVEN(PersonAssessmentOpened, .round_id = round, .cadre_id = id, .year = 2025, .unit_id = unit_id,
			      .standing = GRADE_STANDING_ELIGIBLE, .summary_by = "2026-01-19");
			GIVEN(PersonGraded, .round_id = round, .cadre_id = id, .year = 2025, .grade = grade, .unit_id = unit_id,
			      .graded_on = "2026-01-05");
		}
		GIVEN(PersonRoundFinal, .round_id = round, .unit_id = unit_id, .year = 2025);
	}
}

static void graded_people(int members, int others)
{
	graded_city(members, others);
	final_grades();
	for (int i = 0; i < 5; i++)
		final_unit(graded_teams[i].unit_id, members, others);
}

static void propose_bonus(int64_t budget, BonusSpend spend, int64_t minimum)
{
	WHEN(ProposeBonus, .scheme_id = "k1", .budget = budget, .base_fen = 1000000, .minimum = minimum, .spend = spend, .document = "财〔2026〕1号");
}

TEST(a_unit_whose_persons_are_not_graded_stops_the_proposal)
{
	graded_city(2, 1);
	final_grades();
	propose_bonus(100000000, BONUS_SPEND_UP_TO_DUE, 0);
	REFUSED(REFUSAL_BONUS_ROUNDS_OPEN);
	final_unit("g1", 2, 1);
	propose_bonus(100000000, BONUS_SPEND_UP_TO_DUE, 0);
	REFUSED(REFUSAL_BONUS_ROUNDS_OPEN);
	WHEN(ProposeBonus, .scheme_id = "none", .budget = 1, .spend = BONUS_SPEND_UP_TO_DUE, .document = "x");
	REFUSED(REFUSAL_SCHEME_UNKNOWN);
}

TEST(base_times_coefficient_to_the_fen)
{
	graded_people(2, 1);                                      /* the one of the staff is 基本称职: nothing is due to him */
	propose_bonus(100000000, BONUS_SPEND_UP_TO_DUE, 0);
	ACCEPTED();
	const BonusProposed *all = EMITTED(BonusProposed);
	CHECK_INT(all->persons, 10);
	CHECK_INT(all->spent, 2 * (1200000 + 1000000 + 800000 + 1000000 + 600000));
	CHECK_INT(all->unspent, 100000000 - 9200000);
	CHECK_INT(EMITTED_COUNT(BonusUnitProposed), 5);
	CHECK_INT(EMITTED_AT(BonusUnitProposed, 0)->fen, 2400000);
	CHECK_INT(EMITTED_AT(BonusUnitProposed, 0)->shares[0]->coefficient, 12000);
	CHECK_INT(EMITTED_AT(BonusUnitProposed, 0)->shares[0]->due, INT64_C(12000000000));
	CHECK_TEXT(all->steps[0], "称职以上10人；个人应得＝基数×所在班子系数");
}

TEST(the_whole_budget_is_shared_and_the_sum_is_the_budget)
{
	int64_t sum = 0;
	graded_people(2, 1);
	propose_bonus(10000001, BONUS_SPEND_WHOLE_BUDGET, 0);
	for (unsigned i = 0; i < 5; i++)
		sum += EMITTED_AT(BonusUnitProposed, i)->fen;
	CHECK_INT(sum, 10000001);
	CHECK_INT(EMITTED(BonusProposed)->unspent, 0);
}

TEST(nobody_falls_below_the_minimum)
{
	graded_people(2, 1);
	propose_bonus(7000000, BONUS_SPEND_WHOLE_BUDGET, 650000);
	ACCEPTED();
	CHECK(EMITTED(BonusProposed)->at_minimum >= 2);
	CHECK_INT(EMITTED_AT(BonusUnitProposed, 4)->shares[0]->fen, 650000);
	CHECK(EMITTED_AT(BonusUnitProposed, 4)->shares[0]->at_minimum);
	propose_bonus(6499999, BONUS_SPEND_WHOLE_BUDGET, 650000);
	REFUSED(REFUSAL_BONUS_BUDGET_SHORT);
	propose_bonus(6500000, BONUS_SPEND_WHOLE_BUDGET, 650000);
	ACCEPTED();
	WHEN(ProposeBonus, .scheme_id = "k1", .budget = 1, .spend = BONUS_SPEND_WHOLE_BUDGET, .document = "x");
	REFUSED(REFUSAL_BONUS_DUE_TO_NOBODY);
}

TEST(a_base_of_ones_own_replaces_the_common_one)
{
	BonusBase one, other, *list[] = { &one, &other };
	graded_people(2, 1);
	bonus_base__init(&one);
	bonus_base__init(&other);
	one.cadre_id = "g1-m1";
	one.fen = 2000000;
	other = one;
	WHEN(ProposeBonus, .scheme_id = "k1", .budget = 100000000, .base_fen = 1000000, .n_bases = 1, .bases = list,
	     .spend = BONUS_SPEND_UP_TO_DUE, .document = "x");
	CHECK_INT(EMITTED_AT(BonusUnitProposed, 0)->shares[1]->fen, 2400000);
	WHEN(ProposeBonus, .scheme_id = "k1", .budget = 100000000, .base_fen = 1000000, .n_bases = 2, .bases = list,
	     .spend = BONUS_SPEND_UP_TO_DUE, .document = "x");
	REFUSED(REFUSAL_VALUE_DUPLICATE);
	one.cadre_id = "g1-s0";                                   /* 基本称职 */
	WHEN(ProposeBonus, .scheme_id = "k1", .budget = 100000000, .base_fen = 1000000, .n_bases = 1, .bases = list,
	     .spend = BONUS_SPEND_UP_TO_DUE, .document = "x");
	REFUSED(REFUSAL_BONUS_NOT_ELIGIBLE);
}

static void decide_bonus(const char *id, bool approved)
{
	WHEN(DecideBonus, .proposal_id = id, .approved = approved, .held_on = "2026-01-05", .members = 9, .present = 9, .in_favour = 9,
	     .minutes = "纪要2");
}

TEST(a_meeting_decides_and_every_person_has_his_event)
{
	char first[64];
	graded_people(2, 1);
	propose_bonus(100000000, BONUS_SPEND_UP_TO_DUE, 0);
	snprintf(first, sizeof first, "%s", world_answer("proposal_id"));
	decide_bonus("none", true);
	REFUSED(REFUSAL_BONUS_UNKNOWN);
	WHEN(DecideBonus, .proposal_id = first, .approved = true, .held_on = "2026-01-05", .members = 9, .present = 5, .in_favour = 5, .minutes = "x");
	REFUSED(REFUSAL_QUORUM_MISSING);
	decide_bonus(first, false);
	ACCEPTED();
	CHECK_INT(EMITTED_COUNT(BonusGranted), 0);
	decide_bonus(first, true);
	REFUSED(REFUSAL_BONUS_DECIDED);
	propose_bonus(50000000, BONUS_SPEND_UP_TO_DUE, 0);
	const char *second = world_answer("proposal_id");
	decide_bonus(second, true);
	ACCEPTED();
	CHECK_INT(EMITTED_COUNT(BonusGranted), 10);
	CHECK_INT(bonus_grant_find(world_state(), "g1-m0", 2025)->fen, 1200000);
	propose_bonus(50000000, BONUS_SPEND_UP_TO_DUE, 0);
	REFUSED(REFUSAL_BONUS_DECIDED);
}

TEST(a_grade_changed_since_makes_the_proposal_stale)
{
	graded_people(2, 1);
	propose_bonus(100000000, BONUS_SPEND_UP_TO_DUE, 0);
	const char *id = world_answer("proposal_id");
	GIVEN(PersonGraded, .round_id = "g2-members", .cadre_id = "g2-m1", .year = 2025, .grade = ANNUAL_GRADE_INCOMPETENT, .unit_id = "g2",
	      .graded_on = "2026-01-05", .corrects = true);
	decide_bonus(id, true);
	REFUSED(REFUSAL_BONUS_STALE);
}

TEST(five_thousand_people_and_not_one_more)
{
	char id[16];

	graded_people(1, 0);
	for (int i = 0; i < BONUS_PROPOSAL_MAX - 4; i++) {         /* five are there already: one too many */
		snprintf(id, sizeof id, "p%d", i);
		GIVEN(PersonAssessmentOpened, .round_id = "g1-members", .cadre_id = id, .year = 2025, .unit_id = "g1",
		      .standing = GRADE_STANDING_ELIGIBLE, .summary_by = "2026-01-19");
		GIVEN(PersonGraded, .round_id = "g1-members", .cadre_id = id, .year = 2025, .grade = ANNUAL_GRADE_COMPETENT, .unit_id = "g1",
		      .graded_on = "2026-01-05");
	}
	propose_bonus(INT64_C(10000000000), BONUS_SPEND_UP_TO_DUE, 0);
	REFUSED(REFUSAL_BONUS_MANY);
	GIVEN(PersonGraded, .round_id = "g1-members", .cadre_id = "p0", .year = 2025, .grade = ANNUAL_GRADE_BASICALLY_COMPETENT, .unit_id = "g1",
	      .graded_on = "2026-01-05");
	propose_bonus(INT64_C(10000000000), BONUS_SPEND_UP_TO_DUE, 0);
	ACCEPTED();
	CHECK_INT(EMITTED(BonusProposed)->persons, BONUS_PROPOSAL_MAX);
	decide_bonus(world_answer("proposal_id"), true);
	ACCEPTED();
	CHECK_INT(EMITTED_COUNT(BonusGranted), BONUS_PROPOSAL_MAX);
}

TEST_MAIN()
