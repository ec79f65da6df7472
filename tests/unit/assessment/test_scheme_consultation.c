/* Units are heard about the scheme, and answered. */
#include "scheme_lib.h"

static const char *comment(const char *id, const char *unit_id)
{
	ACTOR_CADRE("unit.head", "150402", unit_id, "");
	WHEN(CommentOnScheme, .scheme_id = id, .text = "目标偏高");
	return world_answer("comment_id");
}

TEST(units_are_heard_for_ten_working_days)
{
	const char *id = consulted();
	CHECK_TEXT(scheme(id)->comment_until, "2026-01-19");
	WHEN(ApproveScheme, .scheme_id = id, .document = "x");
	REFUSED(REFUSAL_CONSULTATION_RUNS);
	comment(id, "fgw");
	REFUSED(REFUSAL_UNIT_NOT_IN_SCHEME);
	TODAY("2026-01-19");
	comment(id, "c1");
	ACCEPTED();
	CHECK_TEXT(EMITTED(SchemeCommented)->unit_id, "c1");
	TODAY("2026-01-20");
	CHECK_INT(EMITTED_COUNT(SchemeConsultationEnded), 1);
	comment(id, "c2");
	REFUSED(REFUSAL_CONSULTATION_OVER);
}

TEST(every_comment_is_answered_before_approval)
{
	const char *id = consulted();
	const char *comment_id = comment(id, "c1");
	TODAY("2026-01-20");
	ACTOR("org.assessment,org.head", CITY);
	WHEN(ApproveScheme, .scheme_id = id, .document = "x");
	REFUSED(REFUSAL_COMMENT_OPEN);
	WHEN(AnswerComment, .comment_id = comment_id, .adopted = true, .answer = "已采纳");
	ACCEPTED();
	WHEN(AnswerComment, .comment_id = comment_id, .answer = "again");
	REFUSED(REFUSAL_STATE_WRONG);
	WHEN(ApproveScheme, .scheme_id = id, .document = "x");
	ACCEPTED();
	WHEN(AnswerComment, .comment_id = "nothing", .answer = "x");
	REFUSED(REFUSAL_COMMENT_UNKNOWN);
}

TEST(what_was_adopted_is_written_in_and_asked_again)
{
	const char *id = consulted();
	WHEN(ReviseScheme, .scheme_id = id);
	REFUSED(REFUSAL_CONSULTATION_RUNS);
	TODAY("2026-01-20");
	WHEN(ReviseScheme, .scheme_id = id);
	ACCEPTED();
	struct draft *f = a_draft();
	f->scheme_id = id;
	drafted(f);
	ACCEPTED();
	WHEN(ApproveScheme, .scheme_id = id, .document = "x");
	REFUSED(REFUSAL_STATE_WRONG);
	WHEN(ConsultScheme, .scheme_id = id);
	ACCEPTED();
	drafted(f);
	REFUSED(REFUSAL_SCHEME_NOT_DRAFT);
}

TEST_MAIN()
