/* The special talk: who talks with whom, and the form with its three sets of items. */
#include "fieldwork_lib.h"

static const char *observed(void)
{
	const char *id;

	fieldwork("2026-03-02");
	id = observation_planned();
	visit(id, LONG_TEXT);
	return id;
}

TEST(first_one_looks_then_one_talks)
{
	const char *id;

	fieldwork("2026-03-02");
	id = observation_planned();
	talk(id, ANGLE_PEER, "peer");
	REFUSED(REFUSAL_STATE_WRONG);
	visit(id, LONG_TEXT);
	talk(id, ANGLE_PEER, "peer");
	ACCEPTED();
	talk(id, ANGLE_SUPERIOR, "head");
	ACCEPTED();
	CHECK_INT(field_observation_find(world_state(), id)->talks, 2);
	talk("none", ANGLE_PEER, "peer");
	REFUSED(REFUSAL_FIELD_OBSERVATION_UNKNOWN);
}

static void talk_with_form(const char *id, size_t asks, size_t looks, size_t discusses, const char *last)
{
	WHEN(RecordSpecialTalk, .observation_id = id, OBSERVERS(talker_ids), .relation = ANGLE_PEER, .asked_id = "peer",
	     .held_on = "2026-03-02", .n_asks = asks, .asks = (const char *[]){ "一", "二", "三", "四" }, .n_looks = looks,
	     .looks = (const char *[]){ "一", "二", "三", "四" }, .n_discusses = discusses,
	     .discusses = (const char *[]){ "一", "二", last, "四" });
}

TEST(every_item_of_the_three_sets_has_its_answer)
{
	const char *id = observed();

	talk_with_form(id, 2, 3, 3, "三");
	REFUSED(REFUSAL_TALK_ITEM_MISSING);
	CHECK_TEXT(world_violation(0), "TALK_ITEM_MISSING 3 asks");
	talk_with_form(id, 3, 2, 3, "三");
	CHECK_TEXT(world_violation(0), "TALK_ITEM_MISSING 3 looks");
	talk_with_form(id, 3, 3, 3, "");
	CHECK_TEXT(world_violation(0), "TALK_ITEM_MISSING 3 discusses");
	talk_with_form(id, 3, 4, 3, "三");
	REFUSED(REFUSAL_TALK_ITEM_UNKNOWN);
	talk_with_form(id, 3, 3, 3, "三");
	ACCEPTED();
	CHECK_INT(EMITTED(SpecialTalkRecorded)->n_answers, 9);
	CHECK_INT(EMITTED(SpecialTalkRecorded)->answers[8]->part, TALK_PART_DISCUSS);
}

TEST(the_items_are_the_rule_in_force)
{
	const char *id = observed();

	POLICY("SPECIAL_TALK.ASK", "问甲；问乙", "text");
	talk_with_form(id, 2, 3, 3, "三");
	ACCEPTED();
	CHECK_TEXT(EMITTED(SpecialTalkRecorded)->answers[1]->item, "问乙");
}

TEST(two_of_the_observers_hold_the_talk)
{
	const char *id = observed();

	WHEN(RecordSpecialTalk, .observation_id = id, .n_talker_ids = 1, .talker_ids = (const char *[]){ "o1" },
	     .relation = ANGLE_PEER, .asked_id = "peer", .held_on = "2026-03-02");
	REFUSED(REFUSAL_OBSERVERS_TOO_FEW);
	AT_FIELD("talker_ids");
	WHEN(RecordSpecialTalk, .observation_id = id, .n_talker_ids = 2, .talker_ids = (const char *[]){ "o1", "o3" },
	     .relation = ANGLE_PEER, .asked_id = "peer", .held_on = "2026-03-02");
	REFUSED(REFUSAL_OBSERVER_NOT_NAMED);
}

TEST(the_day_of_the_talk_is_past_and_not_before_the_plan)
{
	const char *id = observed();

	WHEN(RecordSpecialTalk, .observation_id = id, OBSERVERS(talker_ids), .relation = ANGLE_PEER, .asked_id = "peer",
	     .held_on = "2026-03-03");
	REFUSED(REFUSAL_DATE_FUTURE);
	WHEN(RecordSpecialTalk, .observation_id = id, OBSERVERS(talker_ids), .relation = ANGLE_PEER, .asked_id = "peer",
	     .held_on = "2026-03-01");
	REFUSED(REFUSAL_DATE_ORDER);
}

TEST(the_relation_is_the_one_the_roster_tells)
{
	const char *id = observed();

	talk(id, ANGLE_PEER, "sub");
	REFUSED(REFUSAL_ASKED_RELATION);
	talk(id, ANGLE_SUPERIOR, "peer");
	REFUSED(REFUSAL_ASKED_RELATION);
	talk(id, ANGLE_PEER, "head");
	REFUSED(REFUSAL_ASKED_RELATION);
	talk(id, ANGLE_PEER, "below");
	REFUSED(REFUSAL_ASKED_RELATION);
	talk(id, ANGLE_PEER, "c");
	REFUSED(REFUSAL_ASKED_RELATION);
	talk(id, ANGLE_SELF, "peer");
	REFUSED(REFUSAL_ASKED_RELATION);
	talk(id, ANGLE_SELF, "c");
	ACCEPTED();
	talk(id, ANGLE_SERVED, "o3");                   /* another unit: the roster does not contradict */
	ACCEPTED();
}

TEST(superiors_and_peers_are_named_by_their_id)
{
	const char *id = observed();

	talk(id, ANGLE_PEER, "");
	REFUSED(REFUSAL_ASKED_UNNAMED);
	AT_FIELD("asked_id");
	talk(id, ANGLE_PEER, "nobody");
	REFUSED(REFUSAL_CADRE_UNKNOWN);
	WHEN(RecordSpecialTalk, .observation_id = id, OBSERVERS(talker_ids), .relation = ANGLE_SERVED, .held_on = "2026-03-02");
	REFUSED(REFUSAL_ASKED_UNNAMED);
	AT_FIELD("asked_name");
	talk(id, ANGLE_SITE, "");
	REFUSED(REFUSAL_TALK_SITE);
}

TEST(a_copied_talk_is_flagged)
{
	const char *id = observed(), *first;

	talk_with_form(id, 3, 3, 3, "讲到差距时，主动谈了去年防汛物资储备不足的教训");
	first = world_answer("talk_id");
	talk_with_form(id, 3, 3, 3, "讲到差距时，主动谈了去年防汛物资储备不足的教训");
	ACCEPTED();
	CHECK_TEXT(EMITTED(SpecialTalkRecorded)->same_text_as, first);
	CHECK_INT(field_observation_find(world_state(), id)->same_texts, 1);
}

TEST(the_talk_is_not_recorded_by_the_person_himself)
{
	const char *id = observed();

	ACTOR_CADRE("org.cadre", CITY, "u1", "c");
	talk(id, ANGLE_PEER, "peer");
	REFUSED(REFUSAL_SELF_DEALING);
	ACTOR("org.cadre", "150404");
	talk(id, ANGLE_PEER, "peer");
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
}

TEST_MAIN()
