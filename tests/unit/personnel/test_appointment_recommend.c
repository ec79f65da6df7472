/* The democratic recommendation: counts, quorum, recognition, age. */
#include "fixture.h"

#define RECOMMEND(...)                                                                                        \
	WHEN(RecordRecommendation, .appointment_id = "a1", .held_on = "2026-03-02", .expected = 30,           \
	     .present = 20, .in_favour = 10, __VA_ARGS__)

TEST(two_thirds_present_and_half_in_favour_are_enough)
{
	moved(APPOINTMENT_KIND_PROMOTION);
	RECOMMEND(.talks = 12);
	ACCEPTED();
	CHECK_TEXT(EMITTED(AppointmentRecommended)->valid_until, "2027-03-02");
	CHECK_INT(state_of("a1"), APPOINTMENT_STATE_RECOMMENDED);
}

TEST(one_less_of_either_is_not)
{
	moved(APPOINTMENT_KIND_PROMOTION);
	RECOMMEND(.present = 19);
	REFUSED(REFUSAL_QUORUM_MISSING);
	RECOMMEND(.in_favour = 9);
	REFUSED(REFUSAL_RECOMMENDATION_LOW);
}

TEST(counts_add_up)
{
	moved(APPOINTMENT_KIND_PROMOTION);
	RECOMMEND(.present = 31);
	REFUSED(REFUSAL_RECOMMENDATION_COUNTS);
	RECOMMEND(.in_favour = 21);
	REFUSED(REFUSAL_RECOMMENDATION_COUNTS);
}

TEST(a_recommendation_is_good_for_a_year)
{
	moved(APPOINTMENT_KIND_PROMOTION);
	RECOMMEND(.held_on = "2025-03-01");
	REFUSED(REFUSAL_RECOMMENDATION_OLD);
	RECOMMEND(.held_on = "2025-03-02");
	ACCEPTED();
	RECOMMEND(.held_on = "2026-03-03");
	REFUSED(REFUSAL_DATE_FUTURE);
}

TEST(it_may_be_held_again_but_not_during_the_inspection)
{
	recommended();
	RECOMMEND(.in_favour = 15);
	ACCEPTED();
	inspected();
	RECOMMEND(.in_favour = 15);
	REFUSED(REFUSAL_STATE_WRONG);
}

TEST(another_organ_and_the_person_himself_are_kept_out)
{
	moved(APPOINTMENT_KIND_PROMOTION);
	ACTOR(OFFICERS, COUNTY);
	RECOMMEND(.talks = 0);
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
	ACTOR_CADRE(OFFICERS, CITY, "u1", "c1");
	RECOMMEND(.talks = 0);
	REFUSED(REFUSAL_SELF_DEALING);
	ACTOR(OFFICERS, CITY);
	RECOMMEND(.appointment_id = "none");
	REFUSED(REFUSAL_APPOINTMENT_UNKNOWN);
}

TEST_MAIN()
