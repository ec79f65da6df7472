/* Heart-to-heart talks: W5.3. */
#include "talks.h"
#include "welfare_lib.h"

#define TALK(...) &(HeldTalk){ .held_on = "2026-03-02", __VA_ARGS__ }
#define LONG_NOTE "该同志近期承担三个重点项目，工作压力较大，对成长进步有期待，希望组织多关心。"

static void talkers(void)
{
	people("2026-03-02");
	GIVEN(CadreRegistered, .cadre_id = "minister", .unit_id = "u1", .authority = "150400");
	GIVEN(CadreRegistered, .cadre_id = "deputy", .unit_id = "u1", .authority = "150400");
	WHEN(NameTalker, .cadre_id = "minister", .level = TALK_LEVEL_HEAD);
	ACCEPTED();
	WHEN(NameTalker, .cadre_id = "deputy", .level = TALK_LEVEL_DEPUTY);
	ACCEPTED();
}

static const char *due_with(const char *cadre_id)
{
	struct row_scan scan = talk_by_cadre_id(world_state(), cadre_id);
	const TalkRow *row = talk_next(&scan);

	return row ? row->talk_id : "";
}

TEST(every_trigger_opens_a_talk_at_its_level)
{
	people("2026-03-02");
	GIVEN(WarningRaised, .warning_id = "w1", .cadre_id = "h");
	CHECK_INT(EMITTED(TalkDue)->trigger, TALK_TRIGGER_PROBLEM_FOUND);
	CHECK_INT(EMITTED(TalkDue)->level, TALK_LEVEL_HEAD);
	CHECK_TEXT(EMITTED(TalkDue)->talk_by, "2026-03-16");
	GIVEN(Cleared, .clearing_id = "k1", .cadre_id = "m");
	CHECK_INT(EMITTED(TalkDue)->trigger, TALK_TRIGGER_MOOD);
	CHECK_INT(EMITTED(TalkDue)->level, TALK_LEVEL_DEPUTY);
	GIVEN(AppointmentAborted, .appointment_id = "a1", .cadre_id = "c1");
	CHECK_INT(EMITTED(TalkDue)->trigger, TALK_TRIGGER_MOOD);
	CHECK_INT(EMITTED(TalkDue)->level, TALK_LEVEL_SECRETARY);
	GIVEN(Appointed, .appointment_id = "a2", .cadre_id = "c2", .team_head = true);
	CHECK_INT(EMITTED(TalkDue)->trigger, TALK_TRIGGER_JOB_CHANGE);
	CHECK_INT(EMITTED(TalkDue)->level, TALK_LEVEL_HEAD); /* of the new post */
	GIVEN(Dispatched, .dispatch_id = "d1", .cadre_id = "c3");
	CHECK_INT(EMITTED(TalkDue)->trigger, TALK_TRIGGER_JOB_CHANGE);
	GIVEN(Adjusted, .adjustment_id = "j1", .cadre_id = "c4");
	CHECK_INT(EMITTED(TalkDue)->trigger, TALK_TRIGGER_JOB_CHANGE);
	GIVEN(MeasureIssued, .measure_id = "m1", .cadre_id = "c4", .kind = MEASURE_KIND_CRITICISM, .issued_on = "2026-03-02");
	CHECK_INT(EMITTED(TalkDue)->trigger, TALK_TRIGGER_PROBLEM_FOUND);
}

TEST(an_appraisal_opens_a_talk_by_its_codes)
{
	AppraisalReason reasons[] = { APPRAISAL_REASON_NEGATIVE };

	people("2026-03-02");
	GIVEN(AppraisalTalkProposed, .poll_id = "p1", .cadre_id = "m", .n_reasons = 1, .reasons = reasons);
	CHECK_INT(EMITTED(TalkDue)->trigger, TALK_TRIGGER_PROBLEM_FOUND);
	CHECK_INT(EMITTED(TalkDue)->level, TALK_LEVEL_DEPUTY);
	CHECK_TEXT(EMITTED(TalkDue)->origin, "p1");
}

TEST(one_open_talk_per_trigger)
{
	people("2026-03-02");
	GIVEN(WarningRaised, .warning_id = "w1", .cadre_id = "c1");
	GIVEN(WarningRaised, .warning_id = "w2", .cadre_id = "c1");
	CHECK_INT(EMITTED_COUNT(TalkDue), 0);
	GIVEN(Cleared, .clearing_id = "k1", .cadre_id = "c1");
	CHECK_INT(EMITTED_COUNT(TalkDue), 1);
}

TEST(the_matrix_says_who_talks)
{
	talkers();
	WHEN(RecordTalk, .talk = TALK(.cadre_id = "h", .talker_id = "deputy"));
	REFUSED(REFUSAL_TALKER_LEVEL);
	WHEN(RecordTalk, .talk = TALK(.cadre_id = "h", .talker_id = "minister"));
	ACCEPTED();
	CHECK_INT(EMITTED(TalkHeld)->level, TALK_LEVEL_HEAD);
	CHECK_INT(EMITTED(TalkHeld)->trigger, TALK_TRIGGER_SCHEDULED);
	WHEN(RecordTalk, .talk = TALK(.cadre_id = "m", .talker_id = "h"));
	REFUSED(REFUSAL_TALKER_LEVEL);
	WHEN(RecordTalk, .talk = TALK(.cadre_id = "m", .talker_id = "deputy"));
	ACCEPTED();
	WHEN(RecordTalk, .talk = TALK(.cadre_id = "c1", .talker_id = "c2"));
	REFUSED(REFUSAL_TALKER_LEVEL);
	WHEN(RecordTalk, .talk = TALK(.cadre_id = "c1", .talker_id = "h")); /* the head of a team is its secretary */
	ACCEPTED();
	WHEN(RecordTalk, .talk = TALK(.cadre_id = "c1", .talker_id = "c1"));
	REFUSED(REFUSAL_TALK_WITH_SELF);
	WHEN(RecordTalk, .talk = TALK(.cadre_id = "c1", .talker_id = "nobody"));
	REFUSED(REFUSAL_TALKER_UNKNOWN);
}

TEST(a_delegation_lifts_for_a_time)
{
	talkers();
	WHEN(NameTalker, .cadre_id = "deputy", .level = TALK_LEVEL_HEAD, .delegated = true, .until_on = "2026-03-31");
	REFUSED(REFUSAL_DELEGATION_INVALID);
	WHEN(NameTalker, .cadre_id = "deputy", .level = TALK_LEVEL_HEAD, .delegated = true, .document = "委托书",
	     .until_on = "2026-03-01");
	REFUSED(REFUSAL_DELEGATION_INVALID);
	WHEN(NameTalker, .cadre_id = "deputy", .level = TALK_LEVEL_HEAD, .delegated = true, .document = "委托书",
	     .until_on = "2026-03-31");
	ACCEPTED();
	TODAY("2026-03-31");
	WHEN(RecordTalk, .talk = TALK(.cadre_id = "h", .talker_id = "deputy"));
	ACCEPTED();
	TODAY("2026-04-01");
	WHEN(RecordTalk, .talk = TALK(.cadre_id = "h", .talker_id = "deputy"));
	REFUSED(REFUSAL_TALKER_LEVEL);
	WHEN(RecordTalk, .talk = TALK(.cadre_id = "m", .talker_id = "deputy")); /* his own level stays */
	ACCEPTED();
}

TEST(a_due_talk_is_held_once_by_whoever_was_assigned)
{
	talkers();
	GIVEN(WarningRaised, .warning_id = "w1", .cadre_id = "h");
	const char *id = due_with("h");
	WHEN(AssignTalk, .talk_id = id, .talker_id = "deputy");
	REFUSED(REFUSAL_TALKER_LEVEL);
	WHEN(AssignTalk, .talk_id = id, .talker_id = "minister");
	ACCEPTED();
	WHEN(RecordTalk, .talk = TALK(.talk_id = id, .cadre_id = "m", .talker_id = "minister"));
	REFUSED(REFUSAL_TALK_OTHER_CADRE);
	WHEN(RecordTalk, .talk = TALK(.talk_id = "talk-none", .cadre_id = "h", .talker_id = "minister"));
	REFUSED(REFUSAL_TALK_UNKNOWN);
	WHEN(RecordTalk, .talk = TALK(.talk_id = id, .cadre_id = "h", .talker_id = "minister"));
	ACCEPTED();
	CHECK_INT(EMITTED(TalkHeld)->trigger, TALK_TRIGGER_PROBLEM_FOUND);
	WHEN(RecordTalk, .talk = TALK(.talk_id = id, .cadre_id = "h", .talker_id = "minister"));
	REFUSED(REFUSAL_TALK_HELD_ALREADY);
	TODAY("2026-03-17");
	CHECK_INT(EMITTED_COUNT(TalkOverdue), 0);
}

TEST(a_secretary_records_the_talks_he_holds)
{
	talkers();
	ACTOR_CADRE("unit.party", "150400", "u1", "h");
	WHEN(RecordTalk, .talk = TALK(.cadre_id = "m", .talker_id = "deputy"));
	REFUSED(REFUSAL_TALK_OF_OTHERS);
	WHEN(RecordTalk, .talk = TALK(.cadre_id = "c1", .talker_id = "h", .needs = true));
	ACCEPTED();
	const char *id = world_answer("talk_id");
	ACTOR_CADRE("unit.party", "150400", "u1", "c4");
	WHEN(ActOnTalk, .talk_id = id, .action = "x");
	REFUSED(REFUSAL_TALK_OF_OTHERS);
}

TEST(talks_to_come_do_not_count)
{
	talkers();
	WHEN(RecordTalk, .talk = &(HeldTalk){ .held_on = "2026-03-03", .cadre_id = "c1", .talker_id = "h" });
	REFUSED(REFUSAL_TALK_NOT_HELD);
	WHEN(RecordTalk, .talk = TALK(.cadre_id = "c9", .talker_id = "h"));
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
}

TEST(an_overdue_talk_passes_to_the_head)
{
	people("2026-03-02");
	GIVEN(WarningRaised, .warning_id = "w1", .cadre_id = "c1");
	TODAY("2026-03-16");
	CHECK_INT(EMITTED_COUNT(TalkOverdue), 0);
	TODAY("2026-03-17");
	CHECK_TEXT(EMITTED(TalkOverdue)->due_on, "2026-03-16");
	CHECK(talk_find(world_state(), due_with("c1"))->overdue);
}

TEST(what_was_said_is_sealed)
{
	talkers();
	WHEN(RecordTalk, .talk = TALK(.cadre_id = "c1", .talker_id = "h", .summary = "思想稳定", .sealed = LONG_NOTE,
				      .n_issues = 1, .issues = (TalkIssue[]){ TALK_ISSUE_CAREER }));
	ACCEPTED();
	CHECK_TEXT(EMITTED(TalkNoted)->sealed, LONG_NOTE);
	CHECK_INT(contract_event("TalkNoted")->data_class, 4);
	CHECK_INT(contract_event("FamilyEventDeclared")->data_class, 4);
	CHECK(!talk_note_table.path && !family_event_table.path && !mentor_conflict_table.path);
	WHEN(RecordTalk, .talk = TALK(.cadre_id = "c1", .talker_id = "h", .summary = "近期有抑郁倾向"));
	REFUSED(REFUSAL_TALK_HEALTH_IN_SUMMARY);
	WHEN(RecordTalk, .talk = TALK(.cadre_id = "c1", .talker_id = "h", .sealed = "近期有抑郁倾向"));
	ACCEPTED();
}

TEST(copied_notes_are_refused_however_they_are_spaced)
{
	char one[NOTE_DIGEST_SIZE], two[NOTE_DIGEST_SIZE];

	note_digest("", LONG_NOTE, one);
	note_digest("该同志近期承担三个重点项目 ， 工作压力较大！", "对成长进步有期待希望组织多关心", two);
	CHECK_TEXT(two, one);
	note_digest("短", "", two);
	CHECK_TEXT(two, "");
	CHECK(mentions_any("有自残行为", "自杀 自残"));
	CHECK(!mentions_any("有自学行为", "自杀 自残"));

	talkers();
	WHEN(RecordTalk, .talk = TALK(.cadre_id = "c1", .talker_id = "h", .sealed = LONG_NOTE));
	ACCEPTED();
	WHEN(RecordTalk, .talk = TALK(.cadre_id = "c2", .talker_id = "h", .sealed = LONG_NOTE "。"));
	REFUSED(REFUSAL_TALK_NOTE_COPIED);
	WHEN(RecordTalk, .talk = TALK(.cadre_id = "c2", .talker_id = "h", .sealed = "一切正常"));
	ACCEPTED();
	WHEN(RecordTalk, .talk = TALK(.cadre_id = "c3", .talker_id = "h", .sealed = "一切正常"));
	ACCEPTED(); /* short notes may be alike */
}

TEST(a_need_is_acted_on_and_fed_back)
{
	talkers();
	WHEN(RecordTalk, .talk = TALK(.cadre_id = "c1", .talker_id = "h", .needs = true));
	const char *id = world_answer("talk_id");
	CHECK_TEXT(EMITTED(TalkActionDue)->act_by, "2026-03-30");
	WHEN(FeedBackTalk, .talk_id = id, .satisfied = true);
	REFUSED(REFUSAL_STATE_WRONG);
	TODAY("2026-03-31");
	CHECK_INT(EMITTED_COUNT(TalkActionOverdue), 1);
	WHEN(ActOnTalk, .talk_id = id, .action = "协调子女入学");
	ACCEPTED();
	WHEN(FeedBackTalk, .talk_id = id, .satisfied = true);
	ACCEPTED();
	CHECK_INT(talk_find(world_state(), id)->state, TALK_STATE_CLOSED);
	WHEN(RecordTalk, .talk = TALK(.cadre_id = "c2", .talker_id = "h"));
	WHEN(ActOnTalk, .talk_id = world_answer("talk_id"), .action = "x");
	REFUSED(REFUSAL_TALK_NO_ACTION);
}

TEST(a_list_of_talks)
{
	talkers();
	WHEN(RecordTalks, .n_talks = 3,
	     .talks = (HeldTalk *[]){ TALK(.cadre_id = "c1", .talker_id = "h", .sealed = LONG_NOTE),
				      TALK(.cadre_id = "c2", .talker_id = "h", .sealed = LONG_NOTE),
				      TALK(.cadre_id = "c3", .talker_id = "c3") });
	REFUSED(REFUSAL_TALK_NOTE_COPIED);
	CHECK_TEXT(world_violation(1), "TALK_WITH_SELF 3 talks");
	WHEN(RecordTalks, .partial = true, .n_talks = 3,
	     .talks = (HeldTalk *[]){ TALK(.cadre_id = "c1", .talker_id = "h", .sealed = LONG_NOTE),
				      TALK(.cadre_id = "c2", .talker_id = "h", .sealed = LONG_NOTE),
				      TALK(.cadre_id = "c3", .talker_id = "h") });
	ACCEPTED();
	CHECK_INT(EMITTED_COUNT(TalkHeld), 2);
	CHECK_TEXT(world_answer("refused"), "1");
}

TEST(two_hundred_in_one_command_and_not_one_more)
{
	static HeldTalk held[TALKS_IN_LIST_MAX + 1];
	HeldTalk *list[TALKS_IN_LIST_MAX + 1];

	talkers();
	for (int i = 0; i <= TALKS_IN_LIST_MAX; i++) {
		held[i] = (HeldTalk){ .cadre_id = "c1", .talker_id = "h", .held_on = "2026-03-02" };
		list[i] = &held[i];
	}
	WHEN(RecordTalks, .n_talks = TALKS_IN_LIST_MAX + 1, .talks = list);
	REFUSED(REFUSAL_FIELD_TOO_MANY);
	WHEN(RecordTalks, .n_talks = TALKS_IN_LIST_MAX, .talks = list);
	ACCEPTED();
	CHECK_INT(EMITTED_COUNT(TalkHeld), TALKS_IN_LIST_MAX);
}

TEST(a_family_event_is_declared_by_oneself)
{
	people("2026-03-02");
	ACTOR_CADRE("cadre", "150400", "u1", "c2");
	WHEN(DeclareFamilyEvent, .cadre_id = "c1", .kind = FAMILY_EVENT_KIND_ILLNESS);
	REFUSED(REFUSAL_FAMILY_EVENT_NOT_SELF);
	WHEN(DeclareFamilyEvent, .cadre_id = "c2", .kind = FAMILY_EVENT_KIND_ILLNESS, .detail = "父亲住院");
	ACCEPTED();
	CHECK_INT(EMITTED(TalkDue)->trigger, TALK_TRIGGER_FAMILY_EVENT);
}

TEST(whoever_was_not_talked_with_in_the_year_is_due)
{
	talkers(); /* c1..c4, h, m, minister, deputy; c9 is the county's */
	WHEN(RecordTalk, .talk = TALK(.cadre_id = "c1", .talker_id = "h"));
	TODAY("2026-12-01");
	WHEN(RunTalkCoverage, .year = 2026);
	ACCEPTED();
	CHECK_INT(EMITTED_COUNT(TalkDue), 7);
	CHECK_INT(EMITTED(TalkDue)->trigger, TALK_TRIGGER_SCHEDULED);
	CHECK_TEXT(world_answer("managed"), "8");
	CHECK_TEXT(world_answer("talked"), "1");
	WHEN(RunTalkCoverage, .year = 2026);
	CHECK_INT(EMITTED_COUNT(TalkDue), 0); /* open already */
	WHEN(RunTalkCoverage, .year = 2026, .unit_id = "u-none");
	REFUSED(REFUSAL_UNIT_UNKNOWN);
}

TEST_MAIN()
