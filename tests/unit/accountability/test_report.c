/* Reports: the seal, the provisional bar, the conclusions. */
#include "report_lib.h"

static bool holds(const char *text)
{
	return strstr(text, "巴特尔") != NULL;
}

TEST(who_reported_is_sealed)
{
	const char *id = registered();
	ACCEPTED();
	CHECK_INT(contract_event("ReporterSealed")->data_class, DATA_CLASS_CONFIDENTIAL);
	CHECK_INT(contract_event("ReportSealed")->data_class, DATA_CLASS_CONFIDENTIAL);
	CHECK_TEXT(EMITTED(ReporterSealed)->name, "巴特尔");
	CHECK_TEXT(EMITTED(ReportRegistered)->report_id, id);
	const ReportRow *row = report_find(world_state(), id);
	CHECK(!holds(row->content) && !holds(row->registered_by));
	CHECK(!reporter_table.path);                         /* nobody reads the table */
	CHECK_TEXT(contract_event("ReportRegistered")->subject, "report_id");
}

TEST(the_bar_is_provisional_and_has_a_last_day)
{
	const char *id = registered();
	const BarImposed *bar = EMITTED(BarImposed);
	CHECK(bar->provisional && bar->ground == BAR_GROUND_OPEN_REPORT);
	CHECK_TEXT(bar->until_on, "2026-05-06");             /* 60 days, moved past the holiday */
	CHECK_TEXT(bar->origin, id);
	TODAY("2026-05-06");
	CHECK_INT(EMITTED_COUNT(BarLifted), 0);
	TODAY("2026-05-07");
	CHECK(EMITTED(BarLifted)->provisional && EMITTED(BarLifted)->expired);
	CHECK_INT(EMITTED_COUNT(ReportOverdue), 1);
	CHECK(!bar_on("2026-05-07"));
}

TEST(it_may_be_extended_once)
{
	const char *id = registered();
	as_head();
	WHEN(ExtendReport, .report_id = id, .reason = "案情复杂");
	ACCEPTED();
	CHECK_TEXT(EMITTED(ReportExtended)->conclude_by, "2026-06-05");
	CHECK_TEXT(bar_on("2026-06-05")->until_on, "2026-06-05");
	WHEN(ExtendReport, .report_id = id, .reason = "案情复杂");
	REFUSED(REFUSAL_EXTENDED_ALREADY);
	TODAY("2026-05-07");
	CHECK_INT(EMITTED_COUNT(BarLifted), 0);
}

TEST(unfounded_lifts_the_bar_at_once)
{
	const char *id = registered();
	conclude(id, REPORT_CONCLUSION_UNFOUNDED);
	ACCEPTED();
	CHECK(EMITTED(BarLifted)->provisional && !EMITTED(BarLifted)->expired);
	CHECK(!bar_on("2026-03-02"));
	CHECK_INT(EMITTED_COUNT(ResponseProposed), 0);
}

TEST(substantiated_proposes_a_response_and_measures_nobody)
{
	const char *id = registered();
	conclude(id, REPORT_CONCLUSION_SUBSTANTIATED);
	CHECK_TEXT(EMITTED(ResponseProposed)->origin, id);
	CHECK_INT(EMITTED_COUNT(MeasureIssued), 0);
	CHECK_INT(EMITTED_COUNT(BarLifted), 0);
}

TEST(two_people_investigate_and_neither_handler_is_related)
{
	const char *one[] = { "i1", "i1" };

	const char *id = registered();
	WHEN(ConcludeReport, .report_id = id, .conclusion = REPORT_CONCLUSION_UNFOUNDED, .finding = "核查情况",
	     .n_investigators = 2, .investigators = one);
	REFUSED(REFUSAL_TWO_INVESTIGATORS);
	ACTOR_CADRE("org.supervision", CITY, "u1", "c2");
	conclude(id, REPORT_CONCLUSION_UNFOUNDED);
	REFUSED(REFUSAL_HANDLER_RELATED);
	ACTOR_CADRE("org.supervision", CITY, "org", "c1");
	conclude(id, REPORT_CONCLUSION_UNFOUNDED);
	REFUSED(REFUSAL_SELF_DEALING);
}

TEST(what_belongs_to_another_organ_is_forwarded_not_copied)
{
	city("2026-03-02");
	WHEN(RegisterReport, .cadre_id = "county", .channel = REPORT_CHANNEL_LETTER, .received_on = "2026-03-02",
	     .content = "反映问题");
	REFUSED(REFUSAL_FORWARD_NOT_COPY);
	CHECK_INT(world_events(), 0);
	WHEN(RegisterReport, .cadre_id = "c1", .channel = REPORT_CHANNEL_LETTER, .received_on = "2026-03-02",
	     .content = "反映问题", .real_name = true);
	REFUSED(REFUSAL_REPORTER_NAME_MISSING);
	WHEN(RegisterReport, .cadre_id = "c1", .channel = REPORT_CHANNEL_LETTER, .received_on = "2026-03-03",
	     .content = "反映问题");
	REFUSED(REFUSAL_DATE_FUTURE);
}

TEST(a_repetition_is_kept_and_changes_nothing)
{
	const char *id = registered();
	WHEN(RegisterReport, .cadre_id = "c1", .channel = REPORT_CHANNEL_PHONE, .received_on = "2026-03-02",
	     .content = "再次反映", .repeats = id);
	ACCEPTED();
	CHECK_INT(EMITTED_COUNT(BarImposed), 0);
	CHECK_INT(EMITTED_COUNT(ReportRegistered), 0);
	CHECK_INT(report_find(world_state(), world_answer("report_id"))->state, REPORT_STATE_REPEATED);
	conclude(world_answer("report_id"), REPORT_CONCLUSION_UNFOUNDED);
	REFUSED(REFUSAL_STATE_WRONG);
	WHEN(RegisterReport, .cadre_id = "c2", .channel = REPORT_CHANNEL_PHONE, .received_on = "2026-03-02",
	     .content = "再次反映", .repeats = id);
	REFUSED(REFUSAL_REPORT_UNKNOWN);
}

TEST(a_named_reporter_is_told_before_it_is_closed)
{
	const char *id = registered();
	WHEN(CloseReport, .report_id = id, .told_on = "2026-03-02", .approved_by = "部务会");
	REFUSED(REFUSAL_STATE_WRONG);
	conclude(id, REPORT_CONCLUSION_UNSUBSTANTIATED);
	CHECK_TEXT(EMITTED(ReportConcluded)->close_by, "2026-03-23");
	WHEN(CloseReport, .report_id = id, .approved_by = "部务会");
	REFUSED(REFUSAL_REPORTER_NOT_TOLD);
	WHEN(CloseReport, .report_id = id, .told_on = "2026-03-01", .approved_by = "部务会");
	REFUSED(REFUSAL_DATE_ORDER);
	TODAY("2026-03-24");
	CHECK_INT(EMITTED_COUNT(ReportOverdue), 1);
	WHEN(CloseReport, .report_id = id, .told_on = "2026-03-24", .approved_by = "部务会");
	ACCEPTED();
	CHECK_TEXT(EMITTED(ReportClosed)->clear_by, "2026-04-08");
}

TEST_MAIN()
