/* One person under two ids, and a person keyed anew: what is refused, what goes to the kept id, what an alias still does. */
#include "import_fixture.h"
#include "question_fixture.h"

#define TODAY_IS "2026-03-02"
#define MERGE(kept, other, ...) WHEN(MergePeople, .cadre_id = kept, .alias_id = other, .document = "核1号", __VA_ARGS__)
#define REKEY(id, to) WHEN(RekeyPerson, .cadre_id = id, .new_id = to, .document = "核2号")

/* d1 and d2 are one person by the ID number. */
static void doubles(void)
{
	ordinary_day();
	CADRE("d1", "u1", POST_LEVEL_STAFF, .id_number = id_of(1), .name = "赵样");
	CADRE("d2", "t1", POST_LEVEL_STAFF, .id_number = id_of(1), .name = "赵样", .n_grades = 2,
	      .grades = ((GradeOfYear *[]){ grade(2024, ANNUAL_GRADE_EXCELLENT), grade(2025, ANNUAL_GRADE_EXCELLENT) }));
}

static const CadreFileRow *file_of(const char *id)
{
	return cadre_file_find(world_state(), id);
}

TEST(one_record_is_kept_and_the_other_id_is_an_alias)
{
	doubles();
	MERGE("d1", "d2", .reason = "");
	ACCEPTED();
	CHECK_TEXT(EMITTED(CadreMerged)->cadre_id, "d1");
	CHECK_TEXT(EMITTED(CadreMerged)->merged_on, TODAY_IS);
	CHECK(!file_of("d2"));
	CHECK_TEXT(file_of("d1")->unit_id, "u1");
	CHECK_TEXT(cadre_alias_find(world_state(), "d2")->cadre_id, "d1");
	CHECK_TEXT(cadre_find(world_state(), "d2")->unit_id, ""); /* in no unit's list any more */
	const MergedFileRow *merged = merged_file_find(world_state(), "d2");
	CHECK_TEXT(merged->file->unit_id, "t1");
	CHECK_TEXT(merged->document, "核1号");
	/* of the grades the kept record's own stand */
	CHECK_INT(EMITTED(CadreRevised)->n_changed, 1);
	CHECK_INT(file_of("d1")->file->n_grades, 2);
	CHECK_INT(file_of("d1")->file->grades[0]->grade, ANNUAL_GRADE_EXCELLENT);
	CHECK_INT(file_of("d1")->file->grades[1]->grade, ANNUAL_GRADE_COMPETENT);
}

TEST(with_two_numbers_somebody_says_how_he_knows)
{
	ordinary_day();
	MERGE("c1", "c2", .reason = "");
	REFUSED(REFUSAL_MERGE_UNPROVEN);
	AT_FIELD("reason");
	MERGE("c1", "c2", .reason = "旧号登记有误，档案一致");
	ACCEPTED();
	CHECK_TEXT(merged_file_find(world_state(), "c2")->reason, "旧号登记有误，档案一致");
}

TEST(both_are_known_and_two)
{
	doubles();
	MERGE("nobody", "d2", .reason = "");
	REFUSED(REFUSAL_CADRE_UNKNOWN);
	AT_FIELD("cadre_id");
	MERGE("d1", "nobody", .reason = "");
	REFUSED(REFUSAL_CADRE_UNKNOWN);
	AT_FIELD("alias_id");
	MERGE("d1", "d1", .reason = "");
	REFUSED(REFUSAL_MERGE_SAME);
	REKEY("nobody", "d9");
	REFUSED(REFUSAL_CADRE_UNKNOWN);
}

TEST(under_one_organ_which_does_it)
{
	doubles();
	CADRE("d3", "t1", POST_LEVEL_STAFF, .id_number = id_of(1), .authority = COUNTY);
	MERGE("d1", "d3", .reason = "");
	REFUSED(REFUSAL_MERGE_AUTHORITY);
	AT_FIELD("alias_id");
	ACTOR(OFFICERS, COUNTY);
	MERGE("d1", "d2", .reason = "");
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
	REKEY("d1", "d9");
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
}

TEST(nobody_merges_himself)
{
	doubles();
	ACTOR_CADRE(OFFICERS, CITY, "u1", "d1");
	MERGE("d1", "d2", .reason = "");
	REFUSED(REFUSAL_SELF_DEALING);
	MERGE("d2", "d1", .reason = "");
	REFUSED(REFUSAL_SELF_DEALING);
	AT_FIELD("alias_id");
	REKEY("d1", "d9");
	REFUSED(REFUSAL_SELF_DEALING);
}

static void refused_both_ways(enum refusal refusal)
{
	MERGE("d1", "d2", .reason = "");
	REFUSED(refusal);
	AT_FIELD("alias_id");
	MERGE("d2", "d1", .reason = "");
	REFUSED(refusal);
	AT_FIELD("cadre_id");
	REKEY("d2", "d9");
	REFUSED(refusal);
}

TEST(not_inside_an_appointment_or_its_probation)
{
	doubles();
	GIVEN(AppointmentMoved, .appointment_id = "a1", .cadre_id = "d2", .kind = APPOINTMENT_KIND_LATERAL, .unit_id = "u1", .post_id = "p1",
	      .moved_on = TODAY_IS, .authority = CITY);
	refused_both_ways(REFUSAL_MERGE_IN_PROCEDURE);
	GIVEN(Appointed, .appointment_id = "a1", .cadre_id = "d2", .effective_on = TODAY_IS, .probation_until = "2027-03-01");
	refused_both_ways(REFUSAL_MERGE_IN_PROCEDURE);
	GIVEN(AppointmentConfirmed, .appointment_id = "a1", .cadre_id = "d2", .opinion = "样");
	MERGE("d1", "d2", .reason = "");
	ACCEPTED();
	CHECK_TEXT(appointment_find(world_state(), "a1")->cadre_id, "d1");
}

TEST(not_inside_a_rank_case_nor_on_a_pooled_slot)
{
	doubles();
	GIVEN(RankPoolSet, .pool_id = "pool", .rank = RANK_CHIEF_CLERK_2, .total = 1, .authority = CITY);
	GIVEN(RankCandidateNamed, .rank_case_id = "r1", .plan_id = "q", .cadre_id = "d2", .unit_id = "t1", .rank = RANK_CHIEF_CLERK_2);
	refused_both_ways(REFUSAL_MERGE_IN_PROCEDURE);
	GIVEN(PooledQuotaGranted, .grant_id = "g", .pool_id = "pool", .rank_case_id = "r1", .cadre_id = "d2", .unit_id = "t1",
	      .rank = RANK_CHIEF_CLERK_2, .granted_on = TODAY_IS);
	GIVEN(RankCaseAborted, .rank_case_id = "r1", .cadre_id = "d2", .reason = "样");
	refused_both_ways(REFUSAL_MERGE_IN_PROCEDURE);
	GIVEN(PooledQuotaReturned, .grant_id = "g", .pool_id = "pool", .cadre_id = "d2", .unit_id = "t1", .rank = RANK_CHIEF_CLERK_2,
	      .returned_on = TODAY_IS);
	MERGE("d1", "d2", .reason = "");
	ACCEPTED();
	CHECK_TEXT(rank_case_find(world_state(), "r1")->cadre_id, "d1");
	CHECK_TEXT(pool_grant_find(world_state(), "pool", "g")->cadre_id, "d1");
}

TEST(not_inside_an_observation_period)
{
	doubles();
	GIVEN(ObservationEnrolled, .observation_id = "o1", .cadre_id = "d2");
	refused_both_ways(REFUSAL_MERGE_IN_PROCEDURE);
	GIVEN(ObservationConcluded, .observation_id = "o1", .cadre_id = "d2", .opinion = OBSERVATION_OPINION_PROMOTABLE, .eligible = true,
	      .concluded_on = TODAY_IS);
	MERGE("d1", "d2", .reason = "");
	ACCEPTED();
	CHECK_TEXT(eligibility_note_find(world_state(), "d1")->observation_id, "o1");
	CHECK(!eligibility_note_find(world_state(), "d2"));
}

TEST(not_inside_a_bar_or_before_one)
{
	doubles();
	GIVEN(BarImposed, .bar_id = "b1", .cadre_id = "d2", .ground = BAR_GROUND_MEASURE, .from_on = "2026-04-01", .until_on = "2026-09-30");
	refused_both_ways(REFUSAL_MERGE_BARRED);
	GIVEN(BarLifted, .bar_id = "b1", .cadre_id = "d2");
	GIVEN(BarImposed, .bar_id = "b2", .cadre_id = "d2", .ground = BAR_GROUND_MEASURE, .from_on = "2025-01-01", .until_on = TODAY_IS);
	refused_both_ways(REFUSAL_MERGE_BARRED);
	GIVEN(BarImposed, .bar_id = "b2", .cadre_id = "d2", .ground = BAR_GROUND_MEASURE, .from_on = "2025-01-01", .until_on = "2026-03-01");
	MERGE("d1", "d2", .reason = "");
	ACCEPTED();
	CHECK(bar_find(world_state(), "d1", "b2") != NULL);
}

TEST(a_command_that_names_the_alias_is_told_the_kept_id)
{
	const char *inspectors[] = { "c3", "d2" };

	recommended();
	CADRE("d1", "u1", POST_LEVEL_STAFF, .id_number = id_of(1));
	CADRE("d2", "u1", POST_LEVEL_STAFF, .id_number = id_of(1));
	MERGE("d1", "d2", .reason = "");
	ACCEPTED();
	WHEN(OpenAppointment, .cadre_id = "d2", .post_id = "p1", .kind = APPOINTMENT_KIND_LATERAL, .ground = APPOINTMENT_GROUND_ORDINARY);
	REFUSED(REFUSAL_CADRE_ALIAS);
	CHECK_TEXT(world_violation(0), "CADRE_ALIAS 0 cadre_id");
	WHEN(StartAppointmentInspection, .appointment_id = "a1", .notice_on = TODAY_IS, .n_inspectors = 2, .inspectors = inspectors);
	REFUSED(REFUSAL_CADRE_ALIAS);
	CHECK_TEXT(world_violation(0), "CADRE_ALIAS 2 inspectors");
	MERGE("d2", "c1", .reason = "样");
	REFUSED(REFUSAL_CADRE_ALIAS);
	REKEY("d1", "d2");
	REFUSED(REFUSAL_CADRE_ALIAS);
	AT_FIELD("new_id");
	REKEY("d2", "d9");
	REFUSED(REFUSAL_CADRE_ALIAS);
}

TEST(in_lists_the_row_is_named)
{
	GradeEntry entries[2], *list[] = { &entries[0], &entries[1] };

	doubles();
	MERGE("d1", "d2", .reason = "");
	for (size_t i = 0; i < 2; i++) {
		grade_entry__init(&entries[i]);
		entries[i].cadre_id = i ? "d2" : "c1";
		entries[i].grade = ANNUAL_GRADE_COMPETENT;
	}
	WHEN(RecordAnnualGrades, .year = 2024, .n_entries = 2, .entries = list, .document = "样");
	REFUSED(REFUSAL_CADRE_ALIAS);
	CHECK_TEXT(world_violation(0), "CADRE_ALIAS 2 cadre_id");
}

TEST(what_comes_for_the_alias_is_the_kept_persons)
{
	doubles();
	MERGE("d1", "d2", .reason = "");
	GIVEN(BarImposed, .bar_id = "b1", .cadre_id = "d2", .ground = BAR_GROUND_MEASURE, .from_on = TODAY_IS, .until_on = "2026-09-30");
	CHECK(bar_find(world_state(), "d1", "b1") != NULL);
	GIVEN(BarLifted, .bar_id = "b1", .cadre_id = "d2");
	CHECK(!bar_find(world_state(), "d1", "b1"));
	GIVEN(ListPlaced, .list_id = "l1", .cadre_id = "d2", .version = 1, .rank = 3, .valid_until = "2026-12-31");
	CHECK(list_position_find(world_state(), "d1", "l1") != NULL);
	GIVEN(AwardGranted, .award_id = "w1", .cadre_id = "d2", .granted_on = TODAY_IS);
	CHECK(recognition_find(world_state(), "d1", "w1") != NULL);
	GIVEN(ObservationEnrolled, .observation_id = "o1", .cadre_id = "d2");
	CHECK(eligibility_note_find(world_state(), "d1") != NULL);
	GIVEN(ObservationRevoked, .observation_id = "o1", .cadre_id = "d2");
	CHECK(!eligibility_note_find(world_state(), "d1"));
	GIVEN(ObservationConcluded, .observation_id = "o1", .cadre_id = "d2", .concluded_on = TODAY_IS);
	CHECK(eligibility_note_find(world_state(), "d1") != NULL);
	GIVEN(PersonGraded, .cadre_id = "d2", .year = 2023, .grade = ANNUAL_GRADE_COMPETENT, .document = "样");
	CHECK_TEXT(EMITTED(CadreRevised)->cadre_id, "d1");
	GIVEN(Adjusted, .adjustment_id = "j1", .cadre_id = "d2", .placement_title = "样", .adjusted_on = TODAY_IS);
	CHECK_TEXT(EMITTED(CadreRevised)->cadre_id, "d1");
}

TEST(its_rows_go_to_the_kept_id_and_on_one_list_the_kept_place_stands)
{
	doubles();
	GIVEN(CadreFormFiled, .cadre_id = "d2", .filed_on = TODAY_IS);
	GIVEN(ListPlaced, .list_id = "l1", .cadre_id = "d1", .version = 1, .rank = 1);
	GIVEN(ListPlaced, .list_id = "l1", .cadre_id = "d2", .version = 1, .rank = 9);
	GIVEN(ListPlaced, .list_id = "l2", .cadre_id = "d2", .version = 1, .rank = 7);
	GIVEN(AwardGranted, .award_id = "w1", .cadre_id = "d2", .granted_on = TODAY_IS);
	MERGE("d1", "d2", .reason = "");
	CHECK(cadre_form_find(world_state(), "d1") != NULL);
	CHECK(!cadre_form_find(world_state(), "d2"));
	CHECK_INT(list_position_find(world_state(), "d1", "l1")->rank, 1);
	CHECK_INT(list_position_find(world_state(), "d1", "l2")->rank, 7);
	CHECK(!list_position_find(world_state(), "d2", "l1"));
	CHECK(recognition_find(world_state(), "d1", "w1") != NULL);
	CHECK(!recognition_find(world_state(), "d2", "w1"));
}

TEST(an_import_knows_the_alias_and_the_merged_number)
{
	ordinary_day();
	CADRE("d1", "u1", POST_LEVEL_STAFF, .id_number = id_of(1), .name = "赵样");
	CADRE("d2", "u1", POST_LEVEL_STAFF, .id_number = id_of(3), .name = "赵样");
	MERGE("d1", "d2", .reason = "旧号有误");
	WHEN(ImportPeople, .content = bytes_of(text_of("姓名,身份证号,人员编码,职务\n赵样,%s,d2,科长\n", id_of(1))));
	ACCEPTED();
	CHECK_TEXT(EMITTED(CadreRevised)->cadre_id, "d1");
	WHEN(ImportPeople, .content = bytes_of(text_of("姓名,身份证号,单位编码\n赵样,%s,u1\n", id_of(3))));
	CHECK_TEXT(world_violation(0), "ROW_ID_MERGED 2 身份证号（第2列）");
	WHEN(ImportPeople, .content = bytes_of(text_of("姓名,身份证号,单位编码,人员编码\n钱样,%s,u1,d2\n", id_of(2))));
	CHECK_TEXT(world_violation(0), "ROW_CADRE_ID_TAKEN 2 人员编码（第4列）");
}

TEST(a_person_keyed_anew_keeps_everything)
{
	doubles();
	TODAY("2026-03-10");
	CADRE("d1", "s1", POST_LEVEL_STAFF, .id_number = id_of(1), .name = "赵样");
	GIVEN(AwardGranted, .award_id = "w1", .cadre_id = "d1", .granted_on = TODAY_IS);
	REKEY("d1", "d9");
	ACCEPTED();
	CHECK_TEXT(EMITTED(CadreRegistered)->cadre_id, "d9");
	CHECK(EMITTED(CadreMerged)->rekeyed);
	CHECK(!file_of("d1"));
	CHECK_INT(file_of("d9")->n_former, 1);
	CHECK_TEXT(file_of("d9")->registered_on, TODAY_IS);
	CHECK_TEXT(file_of("d9")->file->cadre_id, "d9");
	CHECK(recognition_find(world_state(), "d9", "w1") != NULL);
	REKEY("d9", "d1");
	REFUSED(REFUSAL_CADRE_ALIAS); /* what was an id once means him */
	REKEY("d9", "c1");
	REFUSED(REFUSAL_REKEY_TAKEN);
	AT_FIELD("new_id");
}

TEST(an_alias_of_an_alias_leads_to_the_kept_id_at_once)
{
	doubles();
	MERGE("d1", "d2", .reason = "");
	REKEY("d1", "d9");
	ACCEPTED();
	CHECK_TEXT(cadre_alias_find(world_state(), "d2")->cadre_id, "d9");
	CHECK_TEXT(cadre_alias_find(world_state(), "d1")->cadre_id, "d9");
	CHECK_TEXT(merged_file_find(world_state(), "d2")->cadre_id, "d9");
}

TEST(questions_by_the_alias_are_answered_with_the_kept_id)
{
	doubles();
	MERGE("d1", "d2", .reason = "");
	const FormFile *file = ASK(AskFormFile, FormFile, TODAY_IS, .cadre_id = "d2");
	CHECK_TEXT(file ? file->cadre_id : "", "d1");
	const PersonAsOf *p = ASK(AskPersonAsOf, PersonAsOf, TODAY_IS, .cadre_id = "d2", .on = TODAY_IS);
	CHECK_TEXT(p ? p->cadre_id : "", "d1");
}

TEST_MAIN()
