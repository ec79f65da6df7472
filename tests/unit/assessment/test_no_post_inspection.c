/* Inspections that lead to no appointment. */
#include "fieldwork_lib.h"

static const char *planned(void)
{
	WHEN(PlanNoPostInspection, .title = "年轻干部无任用考察", .n_cadre_ids = 2, .cadre_ids = (const char *[]){ "c", "peer" },
	     OBSERVERS(inspector_ids));
	return world_answer("inspection_id");
}

static void angle_of(const char *id, const char *cadre_id, Angle angle, const char *asked_id, const char *account)
{
	WHEN(RecordNoPostAngle, .inspection_id = id, .cadre_id = cadre_id, .angle = angle, OBSERVERS(inspector_ids),
	     .asked_id = asked_id, .asked_name = asked_id[0] ? "" : "工地", .observed_on = "2026-03-02", .record = account);
}

static void three_angles(const char *id, const char *cadre_id)
{
	angle_of(id, cadre_id, ANGLE_SUPERIOR, "head", "上级说");
	angle_of(id, cadre_id, ANGLE_SERVED, "", "群众说");
	angle_of(id, cadre_id, ANGLE_SITE, "", "现场看");
}

static void summarise(const char *id, const char *cadre_id, const char *finding)
{
	WHEN(SummariseNoPost, .inspection_id = id, .cadre_id = cadre_id, .verdict = VERDICT_GOOD, .finding = finding,
	     .summary = "踏实肯干", ONE_EVIDENCE);
}

static const char *summarised(void)
{
	const char *id = planned();

	three_angles(id, "c");
	three_angles(id, "peer");
	summarise(id, "c", "小结一");
	summarise(id, "peer", "小结二");
	return id;
}

static void moved(const char *cadre_id)
{
	GIVEN(AppointmentMoved, .appointment_id = "ap1", .cadre_id = cadre_id, .kind = APPOINTMENT_KIND_PROMOTION,
	      .moved_on = "2026-03-02");
}

TEST(who_stands_in_an_appointment_procedure_is_not_on_the_list)
{
	fieldwork("2026-03-02");
	moved("peer");
	planned();
	REFUSED(REFUSAL_APPOINTMENT_PENDING);
	CHECK_TEXT(world_violation(0), "APPOINTMENT_PENDING 2 cadre_ids");
	GIVEN(AppointmentAborted, .appointment_id = "ap1", .cadre_id = "peer");
	planned();
	ACCEPTED();
	CHECK_TEXT(EMITTED(NoPostInspectionPlanned)->pool_by, "2026-05-06");   /* sixty days end on May Day, a holiday until the 5th */
	moved("c");
	GIVEN(Appointed, .appointment_id = "ap1", .cadre_id = "c", .kind = APPOINTMENT_KIND_PROMOTION, .effective_on = "2026-03-02");
	planned();
	ACCEPTED();
}

TEST(all_who_cannot_be_on_the_list_are_named_at_once)
{
	fieldwork("2026-03-02");
	WHEN(PlanNoPostInspection, .title = "x", .n_cadre_ids = 3, .cadre_ids = (const char *[]){ "nobody", "c", "c" },
	     OBSERVERS(inspector_ids));
	REFUSED(REFUSAL_CADRE_UNKNOWN);
	CHECK_TEXT(world_violation(0), "CADRE_UNKNOWN 1 cadre_ids");
	CHECK_TEXT(world_violation(1), "VALUE_DUPLICATE 3 cadre_ids");
	ACTOR("org.cadre", "150404");
	planned();
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
	ACTOR_CADRE("org.cadre", CITY, "u1", "peer");
	planned();
	REFUSED(REFUSAL_SELF_DEALING);
}

TEST(inspectors_stand_back_from_everybody_on_the_list)
{
	fieldwork("2026-03-02");
	WHEN(PlanNoPostInspection, .title = "x", .n_cadre_ids = 2, .cadre_ids = (const char *[]){ "c", "o3" }, .n_inspector_ids = 2,
	     .inspector_ids = (const char *[]){ "o1", "o3" });
	REFUSED(REFUSAL_SELF_DEALING);
	WHEN(PlanNoPostInspection, .title = "x", .n_cadre_ids = 1, .cadre_ids = (const char *[]){ "c" }, .n_inspector_ids = 1,
	     .inspector_ids = (const char *[]){ "o1" });
	REFUSED(REFUSAL_OBSERVERS_TOO_FEW);
}

TEST(two_angles_are_too_few_three_suffice)
{
	const char *id;

	fieldwork("2026-03-02");
	id = planned();
	angle_of(id, "c", ANGLE_SUPERIOR, "head", "上级说");
	angle_of(id, "c", ANGLE_SERVED, "", "群众说");
	angle_of(id, "c", ANGLE_SERVED, "", "另一群众说");
	summarise(id, "c", "小结");
	REFUSED(REFUSAL_ANGLES_TOO_FEW);
	angle_of(id, "c", ANGLE_SITE, "", "现场看");
	CHECK_INT(no_post_subject_find(world_state(), id, "c")->n_angles, 3);
	summarise(id, "c", "小结");
	ACCEPTED();
}

TEST(the_number_of_angles_is_policy)
{
	const char *id;

	fieldwork("2026-03-02");
	POLICY("NO_POST.ANGLES_MIN", "4", "number");
	id = planned();
	three_angles(id, "c");
	summarise(id, "c", "小结");
	REFUSED(REFUSAL_ANGLES_TOO_FEW);
	angle_of(id, "c", ANGLE_SUBORDINATE, "sub", "下级说");
	summarise(id, "c", "小结");
	ACCEPTED();
}

TEST(the_person_himself_is_no_angle_and_angles_fit_the_roster)
{
	const char *id;

	fieldwork("2026-03-02");
	id = planned();
	angle_of(id, "c", ANGLE_SELF, "c", "自述");
	REFUSED(REFUSAL_ANGLE_SELF);
	angle_of(id, "c", ANGLE_SUPERIOR, "sub", "x");
	REFUSED(REFUSAL_ASKED_RELATION);
	angle_of(id, "c", ANGLE_PEER, "", "x");
	REFUSED(REFUSAL_ASKED_UNNAMED);
	angle_of(id, "o3", ANGLE_SITE, "", "x");
	REFUSED(REFUSAL_NO_POST_SUBJECT_UNKNOWN);
	angle_of("none", "c", ANGLE_SITE, "", "x");
	REFUSED(REFUSAL_NO_POST_UNKNOWN);
	WHEN(RecordNoPostAngle, .inspection_id = id, .cadre_id = "c", .angle = ANGLE_SITE, OBSERVERS(inspector_ids),
	     .asked_name = "工地", .observed_on = "2026-03-03", .record = "x");
	REFUSED(REFUSAL_DATE_FUTURE);
	WHEN(RecordNoPostAngle, .inspection_id = id, .cadre_id = "c", .angle = ANGLE_SITE, OBSERVERS(inspector_ids),
	     .asked_name = "工地", .observed_on = "2026-03-01", .record = "x");
	REFUSED(REFUSAL_DATE_ORDER);
}

TEST(a_copied_account_or_summary_is_flagged)
{
	const char *id;

	fieldwork("2026-03-02");
	id = planned();
	angle_of(id, "c", ANGLE_SITE, "", LONG_TEXT);
	angle_of(id, "peer", ANGLE_SITE, "", LONG_TEXT);
	ACCEPTED();
	CHECK(EMITTED(NoPostAngleRecorded)->same_text_as[0] != '\0');
	CHECK_INT(no_post_subject_find(world_state(), id, "peer")->same_texts, 1);
	three_angles(id, "c");
	three_angles(id, "peer");
	summarise(id, "c", OTHER_TEXT);
	CHECK_INT(no_post_subject_find(world_state(), id, "c")->same_texts, 0);
	summarise(id, "peer", OTHER_TEXT);              /* one summary for two people */
	CHECK_INT(no_post_subject_find(world_state(), id, "peer")->same_texts, 2);
}

TEST(a_summary_needs_evidence_and_a_poor_one_its_form)
{
	const char *id;

	fieldwork("2026-03-02");
	id = planned();
	three_angles(id, "c");
	WHEN(SummariseNoPost, .inspection_id = id, .cadre_id = "c", .verdict = VERDICT_GOOD, .finding = "x", .summary = "x");
	REFUSED(REFUSAL_FINDING_EVIDENCE_MISSING);
	WHEN(SummariseNoPost, .inspection_id = id, .cadre_id = "c", .verdict = VERDICT_POOR, .finding = "x", .summary = "x", ONE_EVIDENCE);
	REFUSED(REFUSAL_FIELD_REQUIRED);
	summarise(id, "c", "小结");
	summarise(id, "c", "小结");
	REFUSED(REFUSAL_STATE_WRONG);
	angle_of(id, "c", ANGLE_SITE, "", "x");
	REFUSED(REFUSAL_STATE_WRONG);
}

TEST(an_appointment_begun_meanwhile_is_split_off)
{
	const char *id;

	fieldwork("2026-03-02");
	id = summarised();
	moved("c");
	officer("deputy.1");
	WHEN(PoolNoPostInspection, .inspection_id = id);
	REFUSED(REFUSAL_APPOINTMENT_PENDING);
	officer("cadre.1");
	WHEN(SplitNoPostSubject, .inspection_id = id, .cadre_id = "c", .reason = "转入任用考察");
	ACCEPTED();
	CHECK_INT(no_post_inspection_find(world_state(), id)->summarised, 1);
	CHECK_INT(no_post_inspection_find(world_state(), id)->state, NO_POST_STATE_SUMMARY);
	WHEN(SplitNoPostSubject, .inspection_id = id, .cadre_id = "c", .reason = "转入任用考察");
	REFUSED(REFUSAL_STATE_WRONG);
	officer("deputy.1");
	WHEN(PoolNoPostInspection, .inspection_id = id);
	ACCEPTED();
	CHECK_INT(EMITTED(NoPostInspectionPooled)->persons, 1);
	CHECK_TEXT(EMITTED(NoPostFindingPooled)->cadre_id, "peer");
}

TEST(an_appointment_under_way_stops_the_summary)
{
	const char *id;

	fieldwork("2026-03-02");
	id = planned();
	three_angles(id, "c");
	moved("c");
	summarise(id, "c", "小结");
	REFUSED(REFUSAL_APPOINTMENT_PENDING);
}

TEST(everybody_is_summarised_and_a_second_person_pools)
{
	const char *id;

	fieldwork("2026-03-02");
	id = planned();
	three_angles(id, "c");
	summarise(id, "c", "小结一");
	officer("deputy.1");
	WHEN(PoolNoPostInspection, .inspection_id = id);
	REFUSED(REFUSAL_NO_POST_NOT_SUMMARISED);
	officer("cadre.2");
	three_angles(id, "peer");
	CHECK_INT(no_post_inspection_find(world_state(), id)->state, NO_POST_STATE_FIELD);
	summarise(id, "peer", "小结二");
	CHECK_INT(no_post_inspection_find(world_state(), id)->state, NO_POST_STATE_SUMMARY);
	WHEN(PoolNoPostInspection, .inspection_id = id);
	REFUSED(REFUSAL_FINDING_REVIEW_OWN);            /* wrote one of them */
	officer("cadre.1");
	WHEN(PoolNoPostInspection, .inspection_id = id);
	REFUSED(REFUSAL_FINDING_REVIEW_OWN);            /* planned it */
	ACTOR_CADRE("org.deputy", CITY, "u2", "o2");
	ACCOUNT("deputy.2");
	WHEN(PoolNoPostInspection, .inspection_id = id);
	REFUSED(REFUSAL_FINDING_REVIEW_OWN);            /* inspected himself */
	officer("deputy.1");
	WHEN(PoolNoPostInspection, .inspection_id = "none");
	REFUSED(REFUSAL_NO_POST_UNKNOWN);
	WHEN(PoolNoPostInspection, .inspection_id = id);
	ACCEPTED();
	WHEN(PoolNoPostInspection, .inspection_id = id);
	REFUSED(REFUSAL_STATE_WRONG);
}

TEST(a_summary_is_sent_back_by_somebody_else_and_written_again)
{
	const char *id;

	fieldwork("2026-03-02");
	id = summarised();
	WHEN(ReturnNoPostSummary, .inspection_id = id, .cadre_id = "c", .note = "再了解");
	REFUSED(REFUSAL_FINDING_REVIEW_OWN);
	officer("deputy.1");
	WHEN(ReturnNoPostSummary, .inspection_id = id, .cadre_id = "c", .note = "再了解");
	ACCEPTED();
	CHECK_INT(no_post_inspection_find(world_state(), id)->state, NO_POST_STATE_FIELD);
	WHEN(ReturnNoPostSummary, .inspection_id = id, .cadre_id = "c", .note = "再了解");
	REFUSED(REFUSAL_STATE_WRONG);
	officer("cadre.1");
	summarise(id, "c", "小结一");
	ACCEPTED();
	CHECK_INT(no_post_inspection_find(world_state(), id)->state, NO_POST_STATE_SUMMARY);
}

TEST(what_is_pooled_is_evidence_of_its_kind)
{
	struct row_scan scan;
	const EvidenceRow *piece;
	const char *id;

	fieldwork("2026-03-02");
	id = summarised();
	officer("deputy.1");
	WHEN(PoolNoPostInspection, .inspection_id = id);
	scan = evidence_scan_1(world_state(), "c");
	piece = evidence_next(&scan);
	CHECK_INT(piece->source, SOURCE_KIND_NO_POST_INSPECTION);
	CHECK_INT(piece->bearing, EVIDENCE_BEARING_POSITIVE);
	CHECK_TEXT(piece->summary, "踏实肯干");
	CHECK_TEXT(piece->origin, id);
	scan = filed_finding_scan_1(world_state(), "peer");
	CHECK(filed_finding_next(&scan) != NULL);
}

TEST(an_inspection_not_pooled_in_time_is_shown_once)
{
	const char *id;

	fieldwork("2026-03-02");
	id = planned();
	TODAY("2026-05-06");
	CHECK_INT(EMITTED_COUNT(NoPostInspectionOverdue), 0);
	TODAY("2026-05-07");
	CHECK_INT(EMITTED_COUNT(NoPostInspectionOverdue), 1);
	CHECK(no_post_inspection_find(world_state(), id)->overdue);
	TODAY("2026-05-30");
	CHECK_INT(EMITTED_COUNT(NoPostInspectionOverdue), 0);
}

TEST_MAIN()
