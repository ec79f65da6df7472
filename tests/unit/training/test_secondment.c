/* Secondments: W1.6. */
#include "training_lib.h"

#define ONE(id) .n_secondment_ids = 1, .secondment_ids = (const char *[]){ id }

static const char *plan(uint32_t posts)
{
	WHEN(PlanSecondment, .title = "北京挂职", .programme = DISPATCH_PROGRAMME_CAPITAL,
	     .domain = FRONTLINE_DOMAIN_BUSINESS, .destination = "北京市", .host_post = "副处长", .posts = posts,
	     .starts_on = "2026-04-01", .ends_on = "2026-09-30");
	ACCEPTED();
	return world_answer("plan_id");
}

static void nominate(const char *plan_id, const char *cadre_id)
{
	WHEN(NominateForSecondment, .plan_id = plan_id, .n_rows = 1,
	     .rows = (SecondmentNominee *[]){ &(SecondmentNominee){ .cadre_id = cadre_id, .fit = true } });
}

static const char *approved(const char *cadre_id)
{
	nominate(plan(5), cadre_id);
	ACCEPTED();
	const char *id = world_answer("secondment_id");
	ACCOUNT("head");
	WHEN(ApproveSecondments, ONE(id));
	ACCEPTED();
	ACCOUNT("officer");
	return id;
}

static const char *in_post(const char *cadre_id)
{
	const char *id = approved(cadre_id);
	TODAY("2026-04-01");
	WHEN(DispatchSecondments, ONE(id));
	ACCEPTED();
	WHEN(ArriveInPost, ONE(id));
	ACCEPTED();
	return id;
}

#define PLANNED(...) WHEN(PlanSecondment, .title = "t", .destination = "d", .posts = 1, .starts_on = "2026-04-01", __VA_ARGS__)

TEST(a_plan_names_programme_host_and_a_length_within_the_limit)
{
	people("2026-03-02");
	PLANNED(.host_post = "h", .ends_on = "2026-09-30");
	REFUSED(REFUSAL_DISPATCH_PROGRAMME_REQUIRED);
	PLANNED(.host_post = "h", .ends_on = "2026-09-30", .programme = DISPATCH_PROGRAMME_INVESTMENT);
	REFUSED(REFUSAL_PROGRAMME_IS_SQUAD);
	PLANNED(.ends_on = "2026-09-30", .programme = DISPATCH_PROGRAMME_SECONDMENT);
	REFUSED(REFUSAL_HOST_POST_REQUIRED);
	PLANNED(.host_post = "h", .ends_on = "2026-03-31", .programme = DISPATCH_PROGRAMME_SECONDMENT);
	REFUSED(REFUSAL_DATE_ORDER);
	PLANNED(.host_post = "h", .ends_on = "2028-04-02", .programme = DISPATCH_PROGRAMME_SECONDMENT);
	REFUSED(REFUSAL_SECONDMENT_TOO_LONG);
	PLANNED(.host_post = "h", .ends_on = "2028-04-01", .programme = DISPATCH_PROGRAMME_SECONDMENT);
	ACCEPTED();
}

TEST(who_may_be_sent)
{
	people("2026-03-02");
	const char *p = plan(2);
	nominate("secplan-none", "c1");
	REFUSED(REFUSAL_SECONDMENT_PLAN_UNKNOWN);
	nominate(p, "nobody");
	REFUSED(REFUSAL_CADRE_UNKNOWN);
	nominate(p, "c9");
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
	WHEN(NominateForSecondment, .plan_id = p, .n_rows = 1,
	     .rows = (SecondmentNominee *[]){ &(SecondmentNominee){ .cadre_id = "c1" } });
	REFUSED(REFUSAL_MEDICALLY_UNFIT);
	barred("c1");
	nominate(p, "c1");
	REFUSED(REFUSAL_CADRE_BARRED);
	nominate(p, "c2");
	ACCEPTED();
	nominate(p, "c2");
	REFUSED(REFUSAL_DISPATCH_OVERLAP);
	nominate(p, "c3");
	ACCEPTED();
	nominate(p, "c4");
	REFUSED(REFUSAL_SECONDMENT_PLAN_FULL);
}

TEST(a_plan_for_young_cadres)
{
	people("2026-03-02");
	GIVEN(CadreRegistered, .cadre_id = "c5", .unit_id = "u1", .authority = "150400");
	PLANNED(.host_post = "h", .ends_on = "2026-09-30", .programme = DISPATCH_PROGRAMME_ASSIST, .young_only = true);
	const char *p = world_answer("plan_id");
	nominate(p, "c5");
	REFUSED(REFUSAL_NOT_YOUNG_CADRE);
	nominate(p, "c1");
	ACCEPTED();
}

TEST(who_nominates_does_not_approve)
{
	people("2026-03-02");
	nominate(plan(1), "c1");
	const char *id = world_answer("secondment_id");
	WHEN(ApproveSecondments, ONE(id));
	REFUSED(REFUSAL_SECONDMENT_APPROVAL_OWN);
	WHEN(DispatchSecondments, ONE(id));
	REFUSED(REFUSAL_STATE_WRONG);
	ACCOUNT("head");
	barred("c1");
	WHEN(ApproveSecondments, ONE(id));
	REFUSED(REFUSAL_CADRE_BARRED);
}

TEST(leaving_is_counted)
{
	people("2026-03-02");
	const char *id = approved("c1");
	WHEN(DispatchSecondments, ONE(id));
	ACCEPTED();
	const Dispatched *e = EMITTED(Dispatched);
	CHECK_TEXT(e->dispatch_id, id);
	CHECK_INT(e->programme, DISPATCH_PROGRAMME_CAPITAL);
	CHECK_TEXT(e->destination, "北京市");
	CHECK_TEXT(e->ends_on, "2026-09-30");
	WHEN(DispatchSecondments, .n_secondment_ids = 2, .secondment_ids = (const char *[]){ id, "second-none" });
	REFUSED(REFUSAL_STATE_WRONG);
	CHECK_TEXT(world_violation(1), "SECONDMENT_UNKNOWN 2 secondment_ids");
}

TEST(a_report_every_quarter)
{
	people("2026-03-02");
	const char *id = in_post("c1");
	WHEN(ReportOnSecondment, .secondment_id = id, .quarter = "2026Q2", .report = "r", .mentor_opinion = "o");
	ACCEPTED();
	CHECK_TEXT(EMITTED(SecondmentReported)->report_by, "2026-07-01");
	WHEN(ReportOnSecondment, .secondment_id = id, .quarter = "2026Q2", .report = "r", .mentor_opinion = "o");
	REFUSED(REFUSAL_SECONDMENT_REPORT_TWICE);
	ACTOR_CADRE("cadre", "150400", "u1", "c2");
	WHEN(ReportOnSecondment, .secondment_id = id, .quarter = "2026Q3", .report = "r", .mentor_opinion = "o");
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
	TODAY("2026-07-02");
	CHECK_TEXT(EMITTED(SecondmentReportMissed)->due_on, "2026-07-01");
	CHECK_TEXT(EMITTED(SecondmentReportMissed)->report_by, "2026-10-02");
}

TEST(nobody_comes_home_early_without_approval)
{
	people("2026-03-02");
	const char *id = in_post("c1");
	WHEN(EndSecondments, ONE(id));
	REFUSED(REFUSAL_RECALL_NOT_APPROVED);
	WHEN(RecallSecondment, .secondment_id = id, .reason = "家中变故");
	REFUSED(REFUSAL_RECALL_NOT_APPROVED);
	WHEN(RecallSecondment, .secondment_id = id, .reason = "家中变故", .approval_document = "组发12号");
	ACCEPTED();
	CHECK(EMITTED(SecondmentEnded)->recalled);
}

TEST(the_host_appraises_and_he_returns)
{
	people("2026-03-02");
	const char *id = in_post("c1");
	TODAY("2026-09-30");
	WHEN(AppraiseSecondment, .secondment_id = id, .appraisal = "好", .opinion = "o", .self_report = "s");
	REFUSED(REFUSAL_STATE_WRONG);
	WHEN(EndSecondments, ONE(id));
	ACCEPTED();
	CHECK_TEXT(EMITTED(SecondmentEnded)->appraise_by, "2026-10-20");
	WHEN(AppraiseSecondment, .secondment_id = id, .appraisal = "很好", .opinion = "o", .self_report = "s");
	REFUSED(REFUSAL_DISPATCH_APPRAISAL_INVALID);
	WHEN(AppraiseSecondment, .secondment_id = id, .appraisal = "好", .opinion = "o");
	REFUSED(REFUSAL_SECONDMENT_SELF_REPORT_MISSING);
	WHEN(AppraiseSecondment, .secondment_id = id, .appraisal = "较好", .opinion = "o", .self_report = "s");
	ACCEPTED();
	CHECK_TEXT(EMITTED(DispatchEnded)->appraisal, "较好");
	CHECK_TEXT(EMITTED(DispatchEnded)->ended_on, "2026-09-30");
	WHEN(ReturnFromSecondment, ONE(id));
	ACCEPTED();
	nominate(plan(1), "c1");
	ACCEPTED(); /* free again */
}

TEST(a_late_appraisal_passes_to_the_head)
{
	people("2026-03-02");
	const char *id = in_post("c1");
	TODAY("2026-09-30");
	WHEN(EndSecondments, ONE(id));
	TODAY("2026-10-20");
	CHECK_INT(EMITTED_COUNT(SecondmentAppraisalOverdue), 0);
	TODAY("2026-10-21");
	CHECK_INT(EMITTED_COUNT(SecondmentAppraisalOverdue), 1);
}

TEST_MAIN()
