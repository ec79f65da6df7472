/* Two persons open a sealed identity. */
#include "report_lib.h"

static const char *requested(void)
{
	const char *report = registered();

	WHEN(RequestUnseal, .report_id = report, .purpose = "反馈结果");
	return world_answer("unseal_id");
}

TEST(one_asks_another_approves_the_first_reads_once)
{
	const char *id = requested();
	ACCEPTED();
	WHEN(ReadReporter, .unseal_id = id);
	REFUSED(REFUSAL_UNSEAL_NOT_APPROVED);
	ACTOR_CADRE("org.head", CITY, "org", "officer");
	WHEN(ApproveUnseal, .unseal_id = id);
	REFUSED(REFUSAL_SAME_HAND);
	as_head();
	WHEN(ApproveUnseal, .unseal_id = id);
	ACCEPTED();
	CHECK_TEXT(world_answer("name"), "");
	ACTOR_CADRE("org.supervision", CITY, "org", "another");
	WHEN(ReadReporter, .unseal_id = id);
	REFUSED(REFUSAL_UNSEAL_NOT_APPROVED);
	as_officer();
	WHEN(ReadReporter, .unseal_id = id);
	ACCEPTED();
	CHECK_TEXT(world_answer("name"), "巴特尔");
	CHECK_TEXT(EMITTED(ReporterRead)->read_by, "officer");
	WHEN(ReadReporter, .unseal_id = id);
	REFUSED(REFUSAL_UNSEAL_NOT_APPROVED);
}

TEST(an_approval_does_not_last)
{
	const char *id = requested();
	as_head();
	WHEN(ApproveUnseal, .unseal_id = id);
	CHECK_TEXT(EMITTED(UnsealApproved)->valid_until, "2026-03-05");
	TODAY("2026-03-06");
	as_officer();
	WHEN(ReadReporter, .unseal_id = id);
	REFUSED(REFUSAL_UNSEAL_NOT_APPROVED);
}

TEST(the_reported_unit_comes_nowhere_near)
{
	const char *report = registered();
	ACTOR_CADRE("org.supervision", CITY, "u1", "c2");
	WHEN(RequestUnseal, .report_id = report, .purpose = "好奇");
	REFUSED(REFUSAL_HANDLER_RELATED);
	ACTOR_CADRE("org.supervision", CITY, "org", "c1");
	WHEN(RequestUnseal, .report_id = report, .purpose = "好奇");
	REFUSED(REFUSAL_SELF_DEALING);
}

TEST(an_anonymous_report_has_nothing_to_open)
{
	city("2026-03-02");
	WHEN(RegisterReport, .cadre_id = "c1", .channel = REPORT_CHANNEL_LETTER, .received_on = "2026-03-02",
	     .content = "反映问题");
	WHEN(RequestUnseal, .report_id = world_answer("report_id"), .purpose = "反馈结果");
	REFUSED(REFUSAL_NOBODY_SEALED);
	WHEN(RequestUnseal, .report_id = "none", .purpose = "反馈结果");
	REFUSED(REFUSAL_REPORT_UNKNOWN);
	as_head();
	WHEN(ApproveUnseal, .unseal_id = "none");
	REFUSED(REFUSAL_UNSEAL_UNKNOWN);
}

TEST_MAIN()
