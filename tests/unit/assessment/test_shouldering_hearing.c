/* Nobody is put down as not shouldering without having been told and heard. */
#include "shouldering_lib.h"

static void hear(const char *id, bool waived, const char *statement, const char *document)
{
	WHEN(HearShouldering, .evaluation_id = id, .waived = waived, .statement = statement, .document = document);
}

TEST(a_type_against_him_is_not_reviewed_unheard)
{
	const char *id = against_him();
	review(id, "deputy.1", true);
	REFUSED(REFUSAL_SHOULDERING_HEARING);
	hear(id, false, "我当时在抗洪", "");
	REFUSED(REFUSAL_SHOULDERING_HEARING);           /* nobody has told him of what */
	WHEN(InformShouldering, .evaluation_id = id);
	ACCEPTED();
	CHECK_TEXT(EMITTED(ShoulderingInformed)->state_by, "2026-04-16");
	WHEN(InformShouldering, .evaluation_id = id);
	REFUSED(REFUSAL_SHOULDERING_INFORMED);
	review(id, "deputy.1", true);
	REFUSED(REFUSAL_SHOULDERING_HEARING);
	ACTOR_CADRE("cadre", CITY, "u1", "c");
	hear(id, false, "我当时在抗洪", "");
	ACCEPTED();
	CHECK_TEXT(shouldering_statement_find(world_state(), id)->statement, "我当时在抗洪");
	hear(id, false, "再说一次", "");
	REFUSED(REFUSAL_SHOULDERING_HEARD);
	review(id, "deputy.1", true);
	ACCEPTED();
	officer("head.1");
	WHEN(ReleaseShouldering, .evaluation_id = id);
	ACCEPTED();
	CHECK_INT(EMITTED(ShoulderingReleased)->behavior, BEHAVIOR_KIND_SLOW_ACTION);
}

TEST(silence_is_no_waiver)
{
	const char *id = against_him();
	WHEN(InformShouldering, .evaluation_id = id);
	TODAY("2026-04-16");
	CHECK(!EMITTED(ShoulderingHearingOverdue));
	TODAY("2026-04-17");
	CHECK_TEXT(EMITTED(ShoulderingHearingOverdue)->cadre_id, "c");
	CHECK(shouldering_find(world_state(), id)->overdue);
	review(id, "deputy.1", true);
	REFUSED(REFUSAL_SHOULDERING_HEARING);
	officer("cadre.1");
	hear(id, true, "", "");
	REFUSED(REFUSAL_WAIVER_DOCUMENT);
	hear(id, false, "", "");
	REFUSED(REFUSAL_STATEMENT_MISSING);
	hear(id, true, "", "放弃书1号");
	ACCEPTED();
	CHECK(!shouldering_find(world_state(), id)->overdue);
	review(id, "deputy.1", true);
	ACCEPTED();
}

TEST(only_he_and_the_officers_of_his_organ_speak_for_him)
{
	const char *id = against_him();
	WHEN(InformShouldering, .evaluation_id = id);
	ACTOR_CADRE("cadre", CITY, "u1", "peer");
	hear(id, false, "他不在", "");
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
	ACTOR("org.cadre", "150404");
	hear(id, false, "他不在", "");
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
	WHEN(InformShouldering, .evaluation_id = id);
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
	hear("none", false, "他不在", "");
	REFUSED(REFUSAL_SHOULDERING_UNKNOWN);
}

TEST(other_types_are_not_heard_on)
{
	sources_stand();
	const char *id = merged(EVIDENCE_BEARING_POSITIVE);
	typed(id, SHOULDERING_TYPE_FAIR, BEHAVIOR_KIND_UNSPECIFIED);
	WHEN(InformShouldering, .evaluation_id = id);
	REFUSED(REFUSAL_STATE_WRONG);
	reasoned(id, "");
	WHEN(InformShouldering, .evaluation_id = id);
	REFUSED(REFUSAL_SHOULDERING_NOT_NEGATIVE);
}

TEST(sent_back_he_is_heard_again)
{
	const char *id = against_him();
	WHEN(InformShouldering, .evaluation_id = id);
	hear(id, false, "我当时在抗洪", "");
	review(id, "deputy.1", false);
	ACCEPTED();
	officer("cadre.1");
	typed(id, SHOULDERING_TYPE_NOT_SHOULDERING, BEHAVIOR_KIND_INACTION);
	reasoned(id, "说明");
	ACCEPTED();
	review(id, "deputy.2", true);
	REFUSED(REFUSAL_SHOULDERING_HEARING);
}
TEST_MAIN()
