/* Excellent quotas of a year from the final grades of teams. */
#include "assessment/bounds.h"
#include "assessment/score/quota.h"
#include "quota_lib.h"

TEST(quotas_wait_for_final_grades)
{
	OPEN("2026-01-05");
	officers();
	WHEN(ComputeExcellentQuotas, .year = 2025);
	REFUSED(REFUSAL_EXCELLENT_QUOTA_NO_GRADES);
	graded_city(9, 20);
	WHEN(ComputeExcellentQuotas, .year = 2025);
	REFUSED(REFUSAL_EXCELLENT_QUOTA_GRADES_OPEN);
	final_grades();
	WHEN(ComputeExcellentQuotas, .year = 2024);
	REFUSED(REFUSAL_EXCELLENT_QUOTA_NO_GRADES);
	WHEN(ComputeExcellentQuotas, .year = 2025);
	ACCEPTED();
	CHECK_INT(EMITTED_COUNT(ExcellentQuotaSet), 10);
}

TEST(tier_ratio_heads_and_every_step)
{
	graded_city(9, 20);
	final_grades();
	POLICY("QUOTA.SHARE_REMAINDERS", "0", "number");
	WHEN(ComputeExcellentQuotas, .year = 2025);
	const ExcellentQuota *best = quota_of(2025, "g1", PERSON_TRACK_MEMBERS);
	CHECK_INT(best->tier, QUOTA_TIER_EXCELLENT);
	CHECK_INT(best->ratio, 3000);
	CHECK_INT(best->should_attend, 9);
	CHECK_INT(best->asked, 27000);                            /* 2.7 persons */
	CHECK_INT(best->heads, 2);
	CHECK_INT(best->carry, 7000);
	CHECK(best->n_steps >= 5);
	CHECK_TEXT(best->steps[0], "班子等次优秀：比例30.00%，法定上限30.00%");
	const ExcellentQuota *fair = quota_of(2025, "g3", PERSON_TRACK_MEMBERS);
	CHECK(fair->head_excluded);
	CHECK_INT(fair->candidates, 8);
	CHECK_INT(fair->asked, 8000);                             /* ten percent of the eight below the head */
	CHECK_INT(fair->heads, 0);
	CHECK_INT(quota_of(2025, "g5", PERSON_TRACK_STAFF)->heads, 2);
	const ExcellentQuota *staff_best = quota_of(2025, "g1", PERSON_TRACK_STAFF);
	CHECK_INT(staff_best->ratio, 2000);                       /* 25 percent needs an approval */
	CHECK_INT(staff_best->heads, 4);
}

TEST(a_team_may_have_two_heads_and_neither_counts_below)
{
	graded_city(9, 20);
	GIVEN(CadreRegistered, .cadre_id = "g3-m1", .unit_id = "g3", .authority = CITY, .level = POST_LEVEL_COUNTY_DEPUTY, .team_head = true);
	final_grades();
	WHEN(ComputeExcellentQuotas, .year = 2025);
	const ExcellentQuota *fair = quota_of(2025, "g3", PERSON_TRACK_MEMBERS);
	CHECK_INT(fair->should_attend, 9);
	CHECK_INT(fair->candidates, 7);
	CHECK_INT(fair->asked, 7000);
}

TEST(remainders_go_to_the_largest_and_are_carried)
{
	graded_city(9, 20);
	final_grades();
	WHEN(ComputeExcellentQuotas, .year = 2025);               /* 2.7 + 2.25 + 0.8 + 2.25 + 0.4 = 8.4 */
	CHECK_INT(EMITTED(ExcellentQuotasComputed)->member_heads, 8);
	CHECK(quota_of(2025, "g3", PERSON_TRACK_MEMBERS)->by_remainder);
	CHECK_INT(quota_of(2025, "g3", PERSON_TRACK_MEMBERS)->carry, -2000);
	CHECK_INT(quota_of(2025, "g1", PERSON_TRACK_MEMBERS)->limit, QUOTA_LIMIT_LAW);   /* the cap of law is 2 */
	GIVEN(ExcellentQuotaSet, .year = 2024, .unit_id = "g2", .authority = CITY,
	      .quota = &(ExcellentQuota){ .base = PROTOBUF_C_MESSAGE_INIT(&excellent_quota__descriptor), .unit_id = "g2",
					  .track = PERSON_TRACK_MEMBERS, .scheme_id = "k0", .pool = "", .carry = 6000 });
	WHEN(ComputeExcellentQuotas, .year = 2025);
	CHECK_INT(quota_of(2025, "g2", PERSON_TRACK_MEMBERS)->carried, 6000);
	CHECK_INT(quota_of(2025, "g2", PERSON_TRACK_MEMBERS)->asked, 28500);
}

TEST(the_higher_share_needs_an_approval)
{
	graded_city(9, 20);
	final_grades();
	POLICY("QUOTA.CITY_CAP.STAFF", "25", "percent");
	WHEN(ComputeExcellentQuotas, .year = 2025, .approval = "公务员局〔2026〕1号");
	CHECK_INT(quota_of(2025, "g1", PERSON_TRACK_STAFF)->ratio, 2500);
	CHECK_INT(quota_of(2025, "g1", PERSON_TRACK_STAFF)->heads, 5);
	CHECK_INT(quota_of(2025, "g2", PERSON_TRACK_STAFF)->cap, 2000);
}

TEST(the_city_cap_is_never_passed)
{
	graded_city(9, 20);
	final_grades();
	POLICY("QUOTA.CITY_CAP.MEMBERS", "10", "percent");        /* of 45: 4 */
	WHEN(ComputeExcellentQuotas, .year = 2025);
	CHECK(EMITTED(ExcellentQuotasComputed)->members_shrunk);
	CHECK_INT(EMITTED(ExcellentQuotasComputed)->member_cap, 4);
	CHECK(EMITTED(ExcellentQuotasComputed)->member_heads <= 4);
}

TEST(small_units_of_a_group_are_pooled)
{
	graded_city(4, 0);                                        /* 25 percent of four: one each; 30 percent of four: one */
	final_grades();
	WHEN(ComputeExcellentQuotas, .year = 2025);
	CHECK_TEXT(quota_of(2025, "g1", PERSON_TRACK_MEMBERS)->pool, "a");
	CHECK_INT(quota_of(2025, "g1", PERSON_TRACK_MEMBERS)->legal_cap, 3);   /* 1.2 + 1 + 1 of the group */
	CHECK_TEXT(quota_of(2025, "g4", PERSON_TRACK_MEMBERS)->pool, "b");
	CHECK(!quota_of(2025, "g1", PERSON_TRACK_STAFF));         /* nobody there, no quota */
	POLICY("QUOTA.SMALL_BELOW", "4", "number");
	WHEN(ComputeExcellentQuotas, .year = 2025);
	CHECK_TEXT(quota_of(2025, "g1", PERSON_TRACK_MEMBERS)->pool, "");
	CHECK_INT(quota_of(2025, "g1", PERSON_TRACK_MEMBERS)->legal_cap, 1);
}

TEST(nobody_inside_an_influence_period_is_a_candidate)
{
	graded_city(9, 20);
	final_grades();
	for (int i = 0; i < 8; i++) {
		char id[32];
		snprintf(id, sizeof id, "g1-m%d", i);
		GIVEN(BarImposed, .bar_id = "b", .cadre_id = id, .ground = BAR_GROUND_MEASURE, .from_on = "2025-10-01", .until_on = "2026-03-31");
	}
	WHEN(ComputeExcellentQuotas, .year = 2025);
	const ExcellentQuota *quota = quota_of(2025, "g1", PERSON_TRACK_MEMBERS);
	CHECK_INT(quota->barred, 8);
	CHECK_INT(quota->candidates, 1);
	CHECK_INT(quota->heads, 1);
	CHECK_INT(quota->limit, QUOTA_LIMIT_CANDIDATES);
}

TEST(the_same_year_has_the_same_hash_and_another_one_has_not)
{
	char hash[80];
	graded_city(9, 20);
	final_grades();
	WHEN(ComputeExcellentQuotas, .year = 2025);
	snprintf(hash, sizeof hash, "%s", EMITTED(ExcellentQuotasComputed)->hash);
	WHEN(ComputeExcellentQuotas, .year = 2025);
	CHECK_TEXT(EMITTED(ExcellentQuotasComputed)->hash, hash);
	people_unit("g5", 10, 20);
	WHEN(ComputeExcellentQuotas, .year = 2025);
	CHECK(strcmp(EMITTED(ExcellentQuotasComputed)->hash, hash) != 0);
}

TEST(the_order_in_which_units_and_people_came_changes_nothing)
{
	char hash[80];
	graded_city(9, 20);
	final_grades();
	WHEN(ComputeExcellentQuotas, .year = 2025);
	snprintf(hash, sizeof hash, "%s", EMITTED(ExcellentQuotasComputed)->hash);
	OPEN("2026-01-05");
	GIVEN(SchemeDrafted, .scheme_id = "k1", .year = 2025, .authority = CITY);
	proposed_grades();
	final_grades();
	for (int i = 4; i >= 0; i--) {
		people_unit(graded_teams[i].unit_id, 9, 20);
		team_scored(graded_teams[i].unit_id, i < 3 ? "a" : "b", 1, 1);
	}
	officers();
	WHEN(ComputeExcellentQuotas, .year = 2025);
	CHECK_TEXT(EMITTED(ExcellentQuotasComputed)->hash, hash);
}

TEST(a_worse_tier_never_has_more)
{
	graded_city(9, 20);
	final_grades();
	POLICY("TEAM.LINK.STAFF.POOR", "18", "percent");
	WHEN(ComputeExcellentQuotas, .year = 2025);
	REFUSED(REFUSAL_EXCELLENT_QUOTA_RULES);
}

/* The staff of g4: s0..s9, `excellent` of them proposed so. */
static const char *staff_round(int excellent)
{
	static char ids[10][16];
	const char *people[10];

	ACTOR_CADRE("unit.head,unit.party", CITY, "g4", "g4-m0");
	WHEN(OpenPersonRound, .year = 2025, .unit_id = "g4", .track = PERSON_TRACK_STAFF);
	const char *id = world_answer("round_id");
	for (int i = 0; i < 10; i++) {
		snprintf(ids[i], sizeof ids[i], "g4-s%d", i);
		people[i] = ids[i];
	}
	verified_people(id, people, 10);
	for (int i = 0; i < 10; i++)
		propose(id, people[i], i < excellent ? ANNUAL_GRADE_EXCELLENT : ANNUAL_GRADE_COMPETENT);
	return id;
}

TEST(persons_are_graded_within_the_quota_of_their_unit)
{
	graded_city(9, 10);
	final_grades();
	const char *id = staff_round(2);
	WHEN(CheckPersonCaps, .round_id = id);
	REFUSED(REFUSAL_PERSON_QUOTA_MISSING);
	officers();
	POLICY("TEAM.LINK.STAFF.GOOD_UPPER", "15", "percent");
	POLICY("TEAM.LINK.STAFF.GOOD_LOWER", "15", "percent");
	POLICY("QUOTA.SHARE_REMAINDERS", "0", "number");
	WHEN(ComputeExcellentQuotas, .year = 2025);
	ACCEPTED();
	ACTOR_CADRE("unit.head,unit.party", CITY, "g4", "g4-m0");
	WHEN(CheckPersonCaps, .round_id = id);                    /* 15 percent of ten, though the law lets 20 */
	REFUSED(REFUSAL_PERSON_CAP);
	propose(id, "g4-s1", ANNUAL_GRADE_COMPETENT);
	WHEN(CheckPersonCaps, .round_id = id);
	ACCEPTED();
	CHECK_INT(EMITTED(PersonCapsChecked)->basis, CAP_BASIS_QUOTA);
	CHECK_INT(EMITTED(PersonCapsChecked)->heads, 1);
	officers();
	POLICY("TEAM.LINK.STAFF.GOOD_UPPER", "5", "percent");
	POLICY("TEAM.LINK.STAFF.GOOD_LOWER", "5", "percent");
	POLICY("TEAM.LINK.STAFF.FAIR", "5", "percent");
	POLICY("TEAM.LINK.STAFF.POOR", "5", "percent");
	WHEN(ComputeExcellentQuotas, .year = 2025);               /* computed again after the check: seen by the decision */
	ACCEPTED();
	ACTOR_CADRE("unit.head,unit.party", CITY, "g4", "g4-m0");
	WHEN(DecidePersonGrades, .round_id = id, .body = DECIDING_BODY_UNIT_HEAD, .held_on = "2026-01-05", .minutes = "x");
	REFUSED(REFUSAL_PERSON_CAP);
	propose(id, "g4-s0", ANNUAL_GRADE_COMPETENT);
	WHEN(CheckPersonCaps, .round_id = id);
	WHEN(DecidePersonGrades, .round_id = id, .body = DECIDING_BODY_UNIT_HEAD, .held_on = "2026-01-05", .minutes = "x");
	ACCEPTED();
	officers();
	WHEN(ComputeExcellentQuotas, .year = 2025);
	REFUSED(REFUSAL_EXCELLENT_QUOTA_IN_USE);
}

TEST(the_head_of_a_fair_team_is_not_excellent)
{
	graded_city(4, 0);
	final_grades();
	WHEN(ComputeExcellentQuotas, .year = 2025);
	WHEN(OpenPersonRound, .year = 2025, .unit_id = "g3", .track = PERSON_TRACK_MEMBERS);
	const char *id = world_answer("round_id");
	const char *people[] = { "g3-m0", "g3-m1", "g3-m2", "g3-m3" };
	verified_people(id, people, 4);
	propose(id, "g3-m0", ANNUAL_GRADE_EXCELLENT);
	REFUSED(REFUSAL_PERSON_HEAD_EXCLUDED);
}

TEST(a_unit_of_more_people_than_quotas_are_computed_for)
{
	graded_city(1, 0);
	final_grades();
	people_unit("g5", 1, QUOTA_MEMBERS_MAX);
	WHEN(ComputeExcellentQuotas, .year = 2025);
	ACCEPTED();
	GIVEN(CadreRegistered, .cadre_id = "one-more", .unit_id = "g5", .authority = CITY, .level = POST_LEVEL_STAFF);
	WHEN(ComputeExcellentQuotas, .year = 2025);
	REFUSED(REFUSAL_EXCELLENT_QUOTA_TEAM);
}

/* `count` units of one member each, all graded good for 2025. */
static void many_units(int count)
{
	static ProposedGrade grades[QUOTA_YEAR_UNITS_MAX + 1], *list[QUOTA_YEAR_UNITS_MAX + 1];
	static char ids[QUOTA_YEAR_UNITS_MAX + 1][16];

	OPEN("2026-01-05");
	GIVEN(SchemeDrafted, .scheme_id = "k1", .year = 2025, .authority = CITY);
	for (int i = 0; i < count; i++) {
		snprintf(ids[i], sizeof ids[i], "n%04d", i);
		list[i] = &grades[i];
		proposed_grade__init(list[i]);
		grades[i].unit_id = ids[i];
		grades[i].grade = TEAM_GRADE_GOOD;
		GIVEN(CadreRegistered, .cadre_id = ids[i], .unit_id = ids[i], .authority = CITY, .team_head = true);
	}
	GIVEN(TeamGradesProposed, .scheme_id = "k1", .year = 2025, .n_grades = (size_t)count, .grades = list);
	for (int i = 0; i < count; i++)
		GIVEN(TeamGraded, .scheme_id = "k1", .unit_id = ids[i], .year = 2025, .grade = TEAM_GRADE_GOOD, .members_percent = 20);
	GIVEN(TeamGradesFinal, .scheme_id = "k1", .year = 2025, .units = (uint32_t)count);
	officers();
}

TEST(two_thousand_units_and_not_one_more)
{
	many_units(QUOTA_YEAR_UNITS_MAX + 1);
	WHEN(ComputeExcellentQuotas, .year = 2025);
	REFUSED(REFUSAL_EXCELLENT_QUOTA_MANY);
	GIVEN(CadreRegistered, .cadre_id = "n0000", .unit_id = "n0001", .authority = CITY, .team_member = true);
	WHEN(ComputeExcellentQuotas, .year = 2025);
	ACCEPTED();
	CHECK_INT(EMITTED(ExcellentQuotasComputed)->member_teams, QUOTA_YEAR_UNITS_MAX);
}

TEST_MAIN()
