/* Written notice, signature, review. */
#include "person_lib.h"

TEST(nothing_is_told_without_publicity)
{
	const char *id = decided("eecccccccc");
	WHEN(NotifyPersonGrades, .round_id = id, .document = "x");
	REFUSED(REFUSAL_PERSON_UNPUBLISHED);
}

TEST(the_notice_carries_grade_comment_and_days)
{
	const char *id = notified("ecccccccci");
	CHECK_INT(EMITTED_COUNT(PersonGradeNotified), 10);
	CHECK_INT(row_of(id, "s1")->grade, ANNUAL_GRADE_EXCELLENT);
	CHECK_TEXT(row_of(id, "s1")->sign_by, "2026-01-20");
	CHECK_TEXT(row_of(id, "s1")->review_until, "2026-01-20");     /* five working days */
	CHECK_TEXT(row_of(id, "s10")->review_until, "2026-02-12");    /* incompetent: thirty days */
	CHECK_TEXT(row_of(id, "s10")->improvement, "限期改进");
}

TEST(one_signs_for_oneself_or_is_recorded_as_refusing)
{
	const char *id = notified("eccccccccc");
	oneself("s2");
	WHEN(SignGradeNotice, .round_id = id, .opinion = NOTICE_OPINION_DISAGREE);
	REFUSED(REFUSAL_PERSON_STATEMENT);
	WHEN(SignGradeNotice, .round_id = id, .opinion = NOTICE_OPINION_DISAGREE, .statement = "应为优秀");
	ACCEPTED();
	CHECK_INT(row_of(id, "s2")->state, PERSON_ASSESSMENT_STATE_SIGNED);
	CHECK_TEXT(notice_statement_find(world_state(), id, "s2")->statement, "应为优秀");
	WHEN(SignGradeNotice, .round_id = id, .opinion = NOTICE_OPINION_AGREE);
	REFUSED(REFUSAL_PERSON_NOT_NOTIFIED);
	oneself("stranger");
	WHEN(SignGradeNotice, .round_id = id, .opinion = NOTICE_OPINION_AGREE);
	REFUSED(REFUSAL_PERSON_NOT_IN_ROUND);
	unit_head();
	WHEN(FinalizePersonGrades, .round_id = id, .document = "x");
	REFUSED(REFUSAL_PERSON_UNSIGNED);
	TODAY("2026-01-20");
	CHECK_INT(EMITTED_COUNT(GradeNoticeDeemedRefused), 0);
	TODAY("2026-01-21");
	CHECK_INT(EMITTED_COUNT(GradeNoticeDeemedRefused), 9);
	CHECK_INT(row_of(id, "s3")->state, PERSON_ASSESSMENT_STATE_DEEMED_REFUSED);
}

static const char *asked(const char *id, const char *cadre_id)
{
	oneself(cadre_id);
	WHEN(AskGradeReview, .round_id = id, .reason = "已完成任务");
	return world_answer("review_id");
}

static void as_another_head(void)
{
	ACTOR_CADRE("unit.head", CITY, "u1", "h1");
	ACCOUNT("u1.other");
}

TEST(a_review_has_its_days_its_hands_and_never_makes_it_worse)
{
	const char *id = notified("ecccccccbi");
	const char *review = asked(id, "s10");
	ACCEPTED();
	CHECK_TEXT(EMITTED(GradeReviewAsked)->decide_by, "2026-02-12");
	asked(id, "s10");
	REFUSED(REFUSAL_PERSON_REVIEW_OPEN);
	unit_head();
	WHEN(DecideGradeReview, .review_id = review, .upheld = true, .grade = ANNUAL_GRADE_COMPETENT, .reason = "属实");
	REFUSED(REFUSAL_PERSON_REVIEW_SAME_HAND);
	as_another_head();
	WHEN(DecideGradeReview, .review_id = "none", .upheld = false, .reason = "x");
	REFUSED(REFUSAL_PERSON_REVIEW_UNKNOWN);
	WHEN(DecideGradeReview, .review_id = review, .upheld = true, .grade = ANNUAL_GRADE_INCOMPETENT, .reason = "x");
	REFUSED(REFUSAL_PERSON_REVIEW_WORSE);
	WHEN(DecideGradeReview, .review_id = review, .upheld = true, .grade = ANNUAL_GRADE_EXCELLENT, .reason = "x");
	REFUSED(REFUSAL_PERSON_EXCELLENT_LATER);
	WHEN(DecideGradeReview, .review_id = review, .upheld = true, .grade = ANNUAL_GRADE_BASICALLY_COMPETENT, .reason = "部分属实");
	ACCEPTED();
	CHECK_INT(row_of(id, "s10")->grade, ANNUAL_GRADE_BASICALLY_COMPETENT);
	asked(id, "s10");
	REFUSED(REFUSAL_PERSON_REVIEW_OPEN);                         /* once */
	TODAY("2026-01-21");
	asked(id, "s9");
	REFUSED(REFUSAL_PERSON_REVIEW_LATE);
}

TEST(a_review_left_lying_is_seen)
{
	const char *id = notified("ecccccccci");
	asked(id, "s2");
	ACCEPTED();
	TODAY("2026-01-28");
	CHECK_INT(EMITTED_COUNT(GradeReviewOverdue), 1);
	unit_head();
	WHEN(FinalizePersonGrades, .round_id = id, .document = "x");
	REFUSED(REFUSAL_PERSON_REVIEW_OPEN);
}

TEST(a_review_after_the_grade_took_effect_corrects_it)
{
	const char *id = notified("ecccccccci");
	TODAY("2026-01-21");
	WHEN(FinalizePersonGrades, .round_id = id, .document = "考核〔2026〕2号");
	ACCEPTED();
	const char *review = asked(id, "s10");                       /* an appeal stops nothing, and comes in time */
	ACCEPTED();
	as_another_head();
	WHEN(DecideGradeReview, .review_id = review, .upheld = true, .grade = ANNUAL_GRADE_COMPETENT, .reason = "属实");
	ACCEPTED();
	CHECK_INT(EMITTED(PersonGraded)->grade, ANNUAL_GRADE_COMPETENT);
	CHECK(EMITTED(PersonGraded)->corrects);
}

TEST_MAIN()
