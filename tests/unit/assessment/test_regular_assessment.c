/* Quarterly regular assessment. */
#include "assessment/bounds.h"
#include "person_lib.h"

static const char *opened_regular(void)
{
	unit_of_people();
	WHEN(OpenRegularRound, .quarter = "2025Q4");
	return world_answer("regular_id");
}

static void report_and_review(const char *id)
{
	for (int i = 0; i < 10; i++) {
		oneself(staff[i]);
		WHEN(SubmitRegularSelf, .regular_id = id, .text = "本季完成任务");
		ACCEPTED();
	}
	unit_head();
	for (int i = 0; i < 10; i++) {
		WHEN(ReviewRegular, .regular_id = id, .cadre_id = staff[i], .comment = "属实");
		ACCEPTED();
	}
}

/* s1..s10, one letter each: g good, f fairly good, o ordinary, p poor; the last two with a reason. */
static void grade_all(const char *id, const char *letters)
{
	RegularGradeEntry entries[10], *list[10];
	size_t count = 0;

	for (; letters[count]; count++) {
		char letter = letters[count];
		list[count] = &entries[count];
		regular_grade_entry__init(list[count]);
		entries[count].cadre_id = staff[count];
		entries[count].grade = letter == 'g'   ? REGULAR_GRADE_GOOD
				       : letter == 'f' ? REGULAR_GRADE_FAIRLY_GOOD
				       : letter == 'o' ? REGULAR_GRADE_ORDINARY
						       : REGULAR_GRADE_POOR;
		entries[count].reason = letter == 'o' || letter == 'p' ? "任务滞后" : "";
	}
	WHEN(GradeRegular, .regular_id = id, .n_grades = count, .grades = list);
}

TEST(a_quarter_is_assessed_once_and_when_it_is_over)
{
	unit_of_people();
	WHEN(OpenRegularRound, .quarter = "2026Q1");
	REFUSED(REFUSAL_REGULAR_EARLY);
	WHEN(OpenRegularRound, .quarter = "2025Q4");
	ACCEPTED();
	CHECK_INT(EMITTED_COUNT(RegularOpened), 10);
	CHECK_TEXT(EMITTED(RegularRoundOpened)->self_by, "2026-01-12");
	WHEN(OpenRegularRound, .quarter = "2025Q4");
	REFUSED(REFUSAL_REGULAR_EXISTS);
}

TEST(a_round_holds_somebody_and_five_hundred_at_most)
{
	char id[16];

	unit_of_people();
	GIVEN(UnitRegistered, .unit_id = "u2", .region = CITY);
	ACTOR_CADRE("unit.head", CITY, "u2", "x");
	WHEN(OpenRegularRound, .quarter = "2025Q4");
	REFUSED(REFUSAL_REGULAR_NOBODY);
	for (int i = 0; i < PERSON_ROUND_MAX + 1; i++) {
		snprintf(id, sizeof id, "p%d", i);
		GIVEN(CadreRegistered, .cadre_id = id, .unit_id = "u2", .authority = CITY, .level = POST_LEVEL_STAFF);
	}
	WHEN(OpenRegularRound, .quarter = "2025Q4");
	REFUSED(REFUSAL_REGULAR_LARGE);
	GIVEN(CadreRegistered, .cadre_id = "p0", .unit_id = "u1", .authority = CITY, .level = POST_LEVEL_STAFF);
	WHEN(OpenRegularRound, .quarter = "2025Q4");
	ACCEPTED();
	WHEN(ReviewRegular, .regular_id = "none", .cadre_id = "p1", .comment = "x");
	REFUSED(REFUSAL_REGULAR_UNKNOWN);
}

TEST(what_is_known_stands_beside_the_self_report)
{
	unit_of_people();
	GIVEN(TrainingCompleted, .cadre_id = "s2", .class_id = "k", .title = "招商专题班", .completed_on = "2025-11-20");
	GIVEN(TrainingCompleted, .cadre_id = "s2", .class_id = "k0", .title = "上季", .completed_on = "2025-09-30");
	GIVEN(EvidenceRecorded, .evidence_id = "evidence-1", .cadre_id = "s2", .source = SOURCE_KIND_TRAINING,
	      .bearing = EVIDENCE_BEARING_POSITIVE, .summary = "内部掌握", .observed_on = "2025-11-20");
	WHEN(OpenRegularRound, .quarter = "2025Q4");
	const RegularPersonRow *row = regular_person_find(world_state(), world_answer("regular_id"), "s2");
	CHECK_INT(row->n_known, 1);                               /* neither another quarter's, nor what somebody recorded in confidence */
	CHECK_TEXT(row->known[0]->summary, "招商专题班");
}

TEST(no_more_than_twenty_facts_are_shown)
{
	char class_id[16];

	unit_of_people();
	for (int i = 0; i < REGULAR_KNOWN_MAX + 1; i++) {
		snprintf(class_id, sizeof class_id, "k%d", i);
		GIVEN(TrainingCompleted, .cadre_id = "s2", .class_id = class_id, .title = "班", .completed_on = "2025-11-20");
		if (i < REGULAR_KNOWN_MAX)
			GIVEN(TrainingCompleted, .cadre_id = "s3", .class_id = class_id, .title = "班", .completed_on = "2025-11-20");
	}
	WHEN(OpenRegularRound, .quarter = "2025Q4");
	ACCEPTED();
	CHECK_INT(regular_person_find(world_state(), world_answer("regular_id"), "s2")->n_known, REGULAR_KNOWN_MAX);
	CHECK_INT(regular_person_find(world_state(), world_answer("regular_id"), "s3")->n_known, REGULAR_KNOWN_MAX);
}

TEST(a_self_report_has_three_hundred_characters_at_most)
{
	char text[3 * 301 + 1] = "";
	const char *id = opened_regular();

	for (int i = 0; i < 301; i++)
		memcpy(text + 3 * i, "干", 3);
	oneself("s1");
	WHEN(SubmitRegularSelf, .regular_id = id, .text = text);
	REFUSED(REFUSAL_FIELD_TOO_LONG);
	text[3 * 300] = '\0';
	WHEN(SubmitRegularSelf, .regular_id = id, .text = text);
	ACCEPTED();
	WHEN(SubmitRegularSelf, .regular_id = id, .text = "再报");
	REFUSED(REFUSAL_STATE_WRONG);
	oneself("h1");
	WHEN(SubmitRegularSelf, .regular_id = id, .text = "x");
	REFUSED(REFUSAL_REGULAR_NOT_IN_ROUND);                    /* the team is not assessed here */
}

TEST(silence_is_recorded_and_stops_nothing)
{
	const char *id = opened_regular();
	WHEN(ReviewRegular, .regular_id = id, .cadre_id = "s1", .comment = "x");
	REFUSED(REFUSAL_REGULAR_SELF_MISSING);
	TODAY("2026-01-13");
	CHECK_INT(EMITTED_COUNT(RegularSelfOverdue), 10);
	WHEN(ReviewRegular, .regular_id = id, .cadre_id = "s1", .comment = "x");
	ACCEPTED();
	ACTOR_CADRE("unit.head", CITY, "u2", "far");
	WHEN(ReviewRegular, .regular_id = id, .cadre_id = "s1", .comment = "x");
	REFUSED(REFUSAL_NOT_OWN_UNIT);
	ACTOR_CADRE("unit.party", CITY, "u1", "s1");
	WHEN(ReviewRegular, .regular_id = id, .cadre_id = "s1", .comment = "x");
	REFUSED(REFUSAL_SELF_DEALING);
}

TEST(four_of_ten_are_good_at_most)
{
	const char *id = opened_regular();
	grade_all(id, "ffffffffff");
	REFUSED(REFUSAL_REGULAR_NOT_REVIEWED);
	report_and_review(id);
	grade_all(id, "gggggfffff");
	REFUSED(REFUSAL_REGULAR_CAP);
	grade_all(id, "ggggfffff");
	REFUSED(REFUSAL_REGULAR_INCOMPLETE);
	POLICY("REGULAR.CAP", "39", "percent");                   /* 3.9 are three */
	grade_all(id, "ggggffffff");
	REFUSED(REFUSAL_REGULAR_CAP);
	POLICY("REGULAR.CAP", "40", "percent");
	grade_all(id, "ggggffffff");
	ACCEPTED();
	CHECK_INT(EMITTED(RegularRoundGraded)->heads, 4);
	CHECK_INT(regular_person_find(world_state(), id, "s1")->grade, REGULAR_GRADE_UNSPECIFIED);   /* not told yet */
	grade_all(id, "ffffffffff");
	REFUSED(REFUSAL_STATE_WRONG);
}

TEST(an_ordinary_grade_needs_a_reason)
{
	RegularGradeEntry one, *list[] = { &one };
	const char *id = opened_regular();
	report_and_review(id);
	regular_grade_entry__init(&one);
	one.cadre_id = "s1";
	one.grade = REGULAR_GRADE_ORDINARY;
	WHEN(GradeRegular, .regular_id = id, .n_grades = 1, .grades = list);
	REFUSED(REFUSAL_REGULAR_REASON);
}

static void feed_back(const char *id, const char *cadre_id)
{
	WHEN(FeedBackRegular, .regular_id = id, .cadre_id = cadre_id, .held_on = "2026-01-05");
}

TEST(everybody_is_told_and_a_low_grade_is_followed_up)
{
	const char *id = opened_regular();
	report_and_review(id);
	grade_all(id, "gggfffffop");
	ACCEPTED();
	for (int i = 0; i < 9; i++) {
		feed_back(id, staff[i]);
		ACCEPTED();
	}
	CHECK_INT(EMITTED(RegularFollowUpOpened)->kind, REGULAR_FOLLOW_UP_REMINDER);
	CHECK_INT(EMITTED_COUNT(RegularRoundClosed), 0);
	feed_back(id, "s10");
	CHECK_INT(EMITTED(RegularFollowUpOpened)->kind, REGULAR_FOLLOW_UP_CRITICISM);
	CHECK_INT(EMITTED_COUNT(RegularRoundClosed), 1);
	CHECK_INT(regular_person_find(world_state(), id, "s10")->grade, REGULAR_GRADE_POOR);
	const char *follow_up = world_answer("follow_up_id");
	WHEN(SettleRegularFollowUp, .follow_up_id = follow_up, .document = "谈话1号");
	ACCEPTED();
	WHEN(SettleRegularFollowUp, .follow_up_id = follow_up, .document = "谈话1号");
	REFUSED(REFUSAL_REGULAR_FOLLOW_UP_UNKNOWN);
	feed_back(id, "s10");
	REFUSED(REFUSAL_STATE_WRONG);
}

TEST(who_was_never_good_is_excellent_only_with_a_reason)
{
	const char *id = opened_regular();
	report_and_review(id);
	grade_all(id, "gfffffffff");
	feed_back(id, "s1");
	feed_back(id, "s2");
	const char *round = opened(PERSON_TRACK_STAFF);
	verified_people(round, staff, 3);
	propose(round, "s2", ANNUAL_GRADE_EXCELLENT);
	REFUSED(REFUSAL_PERSON_NEVER_GOOD);
	PersonProposal *p = proposal("s2", ANNUAL_GRADE_EXCELLENT);
	p->reason = "重大任务突出";
	propose_one(round, p);
	ACCEPTED();
	propose(round, "s1", ANNUAL_GRADE_EXCELLENT);
	ACCEPTED();
	propose(round, "s3", ANNUAL_GRADE_EXCELLENT);             /* nothing told: nothing to hold against him */
	ACCEPTED();
}

TEST_MAIN()
