/* From the committee to the award: W6.1. */
#include "award_lib.h"

#define MEETING .meeting = &(CollectiveMeeting){ .held_on = "2026-03-02", .members = 9, .present = 7, .in_favour = 6 }

static const char *publicised(void)
{
	const char *s = scheme();
	const char *id = compared(s, "c1", "科级");
	WHEN(ChooseAwards, .scheme_id = s, MEETING, AWARDS(id));
	ACCEPTED();
	return id;
}

TEST(the_committee_needs_quorum_and_majority)
{
	const char *s = scheme();
	const char *id = compared(s, "c1", "科级");
	WHEN(ChooseAwards, .scheme_id = s, AWARDS(id),
	     .meeting = &(CollectiveMeeting){ .held_on = "2026-03-02", .members = 9, .present = 5, .in_favour = 5 });
	REFUSED(REFUSAL_QUORUM_MISSING);
	WHEN(ChooseAwards, .scheme_id = s, AWARDS(id),
	     .meeting = &(CollectiveMeeting){ .held_on = "2026-03-03", .members = 9, .present = 9, .in_favour = 9 });
	REFUSED(REFUSAL_DATE_FUTURE);
	ACTOR("org.head", "150404");
	WHEN(ChooseAwards, .scheme_id = s, MEETING, AWARDS(id));
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
}

TEST(no_more_than_the_quota_of_the_tier)
{
	const char *s = scheme();
	const char *a = compared(s, "c1", "科级");
	const char *b = compared(s, "c2", "科级");
	const char *c = compared(s, "c3", "县处级");
	WHEN(ChooseAwards, .scheme_id = s, MEETING, AWARDS(a, b));
	REFUSED(REFUSAL_AWARD_QUOTA_EXCEEDED);
	WHEN(ChooseAwards, .scheme_id = s, MEETING, AWARDS(a, a));
	REFUSED(REFUSAL_VALUE_DUPLICATE);
	WHEN(ChooseAwards, .scheme_id = s, MEETING, AWARDS("award-none"));
	REFUSED(REFUSAL_AWARD_UNKNOWN);
	WHEN(ChooseAwards, .scheme_id = s, MEETING, AWARDS(a));
	ACCEPTED();
	CHECK_INT(EMITTED(AwardEnded)->end, AWARD_END_NOT_CHOSEN);
	CHECK_INT(award_state(b), AWARD_STATE_ENDED);
	CHECK_INT(award_state(c), AWARD_STATE_COMPARED); /* another tier waits */
	CHECK_TEXT(EMITTED(AwardPublicised)->until_on, "2026-03-09");
	WHEN(ChooseAwards, .scheme_id = s, MEETING, AWARDS(c));
	ACCEPTED();
}

TEST(a_bar_that_came_since_refuses)
{
	const char *s = scheme();
	const char *id = compared(s, "c1", "科级");
	bar("c1", BAR_GROUND_OPEN_REPORT, "2026-12-31");
	WHEN(ChooseAwards, .scheme_id = s, MEETING, AWARDS(id));
	REFUSED(REFUSAL_CADRE_BARRED);
}

TEST(five_working_days_of_publicity)
{
	const char *id = publicised();
	TODAY("2026-03-09");
	WHEN(DecideAwards, .document = "d", AWARDS(id));
	REFUSED(REFUSAL_AWARD_PUBLICITY_OPEN);
	CHECK_INT(EMITTED_COUNT(AwardPublicityEnded), 0);
	TODAY("2026-03-10");
	CHECK_INT(EMITTED_COUNT(AwardPublicityEnded), 1);
	WHEN(GrantAwards, AWARDS(id));
	REFUSED(REFUSAL_STATE_WRONG);
	WHEN(DecideAwards, .document = "d", AWARDS(id));
	ACCEPTED();
	WHEN(GrantAwards, AWARDS(id));
	ACCEPTED();
	const AwardGranted *e = EMITTED(AwardGranted);
	CHECK_TEXT(e->cadre_id, "c1");
	CHECK_INT(e->year, 2026);
	CHECK_TEXT(e->tier, "科级");
	CHECK_INT(award_state(id), AWARD_STATE_AWARDED);
}

TEST(an_objection_is_settled_first)
{
	const char *id = publicised();
	WHEN(SettleAwardObjection, .award_id = id, .reason = "r");
	REFUSED(REFUSAL_STATE_WRONG);
	WHEN(ObjectToAward, .award_id = id, .objection = "事迹夸大");
	ACCEPTED();
	TODAY("2026-03-10");
	WHEN(DecideAwards, .document = "d", AWARDS(id));
	REFUSED(REFUSAL_AWARD_OBJECTION_OPEN);
	WHEN(ObjectToAward, .award_id = id, .objection = "再次");
	REFUSED(REFUSAL_STATE_WRONG); /* the period is over */
	WHEN(SettleAwardObjection, .award_id = id, .reason = "不属实");
	ACCEPTED();
	WHEN(DecideAwards, .document = "d", AWARDS(id));
	ACCEPTED();
}

TEST(an_objection_upheld_ends_it)
{
	const char *id = publicised();
	WHEN(ObjectToAward, .award_id = id, .objection = "事迹夸大");
	WHEN(SettleAwardObjection, .award_id = id, .upheld = true, .reason = "属实");
	CHECK_INT(EMITTED(AwardEnded)->end, AWARD_END_OBJECTION);
	TODAY("2026-03-10");
	CHECK_INT(EMITTED_COUNT(AwardPublicityEnded), 0);
	WHEN(DecideAwards, .document = "d", AWARDS(id));
	REFUSED(REFUSAL_STATE_WRONG);
}

TEST(a_bar_before_the_decision_refuses)
{
	const char *id = publicised();
	TODAY("2026-03-10");
	bar("c1", BAR_GROUND_MEASURE, "2026-12-31");
	WHEN(DecideAwards, .document = "d", AWARDS(id));
	REFUSED(REFUSAL_CADRE_BARRED);
}

TEST_MAIN()
