/* Observation periods: W5.1. */
#include "welfare_lib.h"

#define TASKS .n_tasks = 1, .tasks = (const char *[]){ "包联重点项目" }
#define RECORD .thought = "t", .improvement = "i", .work = "w"

static const char *planned(const char *cadre_id, const char *mentor_id)
{
	const char *id = observed(cadre_id);
	WHEN(PlanObservation, .observation_id = id, .mentor_id = mentor_id, TASKS);
	ACCEPTED();
	return observed(cadre_id);
}

TEST(a_sanction_puts_a_cadre_under_observation)
{
	people("2026-03-02");
	sanctioned("c1", "s1", "2026-09-01");
	const ObservationEnrolled *e = EMITTED(ObservationEnrolled);
	CHECK_TEXT(e->cadre_id, "c1");
	CHECK_TEXT(e->sanction_id, "s1");
	CHECK_TEXT(e->until_on, "2026-09-01");
	CHECK_TEXT(EMITTED(TalkDue)->origin, "s1");
	CHECK_INT(EMITTED_COUNT(TalkDue), 1);
	CHECK_INT(observation_state("c1"), OBSERVATION_STATE_ENROLLED);
	CHECK_TEXT(observation_find(world_state(), observed("c1"))->unit_id, "u1");
}

TEST(only_measures_with_a_period_to_come)
{
	people("2026-03-02");
	GIVEN(SanctionEffective, .sanction_id = "s1", .cadre_id = "c1", .kind = MEASURE_KIND_GOV_EXPULSION);
	CHECK_INT(EMITTED_COUNT(ObservationEnrolled), 0);
	sanctioned("c1", "s2", "2026-03-01");
	CHECK_INT(EMITTED_COUNT(ObservationEnrolled), 0);
	GIVEN(MeasureIssued, .measure_id = "m1", .cadre_id = "c1", .kind = MEASURE_KIND_CRITICISM, .issued_on = "2026-03-02");
	CHECK_INT(EMITTED_COUNT(ObservationEnrolled), 0);
}

TEST(an_admonition_lasts_six_months)
{
	people("2026-03-02");
	GIVEN(MeasureIssued, .measure_id = "m1", .cadre_id = "c1", .kind = MEASURE_KIND_ADMONITION, .issued_on = "2026-03-02");
	CHECK_TEXT(EMITTED(ObservationEnrolled)->until_on, "2026-09-01");
}

TEST(one_observation_per_cadre_runs_on)
{
	people("2026-03-02");
	sanctioned("c1", "s1", "2026-09-01");
	sanctioned("c1", "s2", "2027-03-01");
	CHECK_INT(EMITTED_COUNT(ObservationEnrolled), 0);
	CHECK_TEXT(EMITTED(ObservationExtended)->until_on, "2027-03-01");
	sanctioned("c1", "s3", "2026-06-01");
	CHECK_TEXT(EMITTED(ObservationExtended)->until_on, "2027-03-01");
	sanctioned("c1", "s3", "2026-06-01"); /* told twice */
	CHECK_INT(EMITTED_COUNT(ObservationExtended), 0);
}

TEST(the_same_admonition_known_by_two_names_is_one)
{
	people("2026-03-02");
	GIVEN(MeasureIssued, .measure_id = "m1", .cadre_id = "c1", .kind = MEASURE_KIND_ADMONITION, .issued_on = "2026-03-02",
	      .influence_until = "2026-09-01");
	GIVEN(SanctionEffective, .sanction_id = "s1", .cadre_id = "c1", .kind = MEASURE_KIND_ADMONITION, .origin = "m1",
	      .effective_on = "2026-03-02", .influence_until = "2026-09-01");
	CHECK_TEXT(EMITTED(ObservationExtended)->replaces, "m1");
	CHECK(!observed_sanction_find(world_state(), "m1"));
	CHECK(observed_sanction_find(world_state(), "s1"));
	/* and the other way round */
	GIVEN(SanctionEffective, .sanction_id = "s2", .cadre_id = "c2", .kind = MEASURE_KIND_ADMONITION, .origin = "m2",
	      .effective_on = "2026-03-02", .influence_until = "2026-09-01");
	GIVEN(MeasureIssued, .measure_id = "m2", .cadre_id = "c2", .kind = MEASURE_KIND_ADMONITION, .issued_on = "2026-03-02",
	      .influence_until = "2026-09-01");
	CHECK_INT(EMITTED_COUNT(ObservationExtended), 0);
	CHECK(!observed_sanction_find(world_state(), "m2"));
}

TEST(by_hand_only_with_a_document)
{
	people("2026-03-02");
	WHEN(EnrolObservation, .cadre_id = "c1", .until_on = "2026-09-01", .kind = MEASURE_KIND_PARTY_WARNING);
	REFUSED(REFUSAL_OBSERVATION_DOCUMENT_MISSING);
	WHEN(EnrolObservation, .cadre_id = "c1", .until_on = "2026-03-01", .kind = MEASURE_KIND_PARTY_WARNING, .document = "d");
	REFUSED(REFUSAL_OBSERVATION_PERIOD_PAST);
	WHEN(EnrolObservation, .cadre_id = "c9", .until_on = "2026-09-01", .kind = MEASURE_KIND_PARTY_WARNING, .document = "d");
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
	WHEN(EnrolObservation, .cadre_id = "c1", .until_on = "2026-09-01", .kind = MEASURE_KIND_PARTY_WARNING, .document = "d");
	ACCEPTED();
	CHECK(EMITTED(ObservationEnrolled) && EMITTED(TalkDue));
	WHEN(EnrolObservation, .cadre_id = "c1", .until_on = "2026-09-01", .kind = MEASURE_KIND_PARTY_WARNING, .document = "d");
	REFUSED(REFUSAL_OBSERVED_ALREADY);
}

TEST(a_mentor_without_interest_and_at_least_one_task)
{
	people("2026-03-02");
	sanctioned("c1", "s1", "2026-09-01");
	const char *id = observed("c1");
	WHEN(PlanObservation, .observation_id = "observe-none", .mentor_id = "c2", TASKS);
	REFUSED(REFUSAL_OBSERVATION_UNKNOWN);
	WHEN(PlanObservation, .observation_id = id, .mentor_id = "c1", TASKS);
	REFUSED(REFUSAL_MENTOR_IS_OBSERVED);
	WHEN(PlanObservation, .observation_id = id, .mentor_id = "nobody", TASKS);
	REFUSED(REFUSAL_CADRE_UNKNOWN);
	WHEN(DeclareMentorConflict, .observation_id = id, .cadre_id = "c2");
	ACCEPTED();
	CHECK_INT(EMITTED_COUNT(MentorReleased), 0);
	WHEN(PlanObservation, .observation_id = id, .mentor_id = "c2", TASKS);
	REFUSED(REFUSAL_MENTOR_CONFLICTED);
	bar("c3", BAR_GROUND_OPEN_REPORT, "2026-12-31");
	WHEN(PlanObservation, .observation_id = id, .mentor_id = "c3", TASKS);
	REFUSED(REFUSAL_MENTOR_BARRED);
	WHEN(PlanObservation, .observation_id = id, .mentor_id = "c4");
	REFUSED(REFUSAL_OBSERVATION_TASK_MISSING);
	WHEN(PlanObservation, .observation_id = id, .mentor_id = "c4", TASKS);
	ACCEPTED();
	CHECK_TEXT(EMITTED(ObservationPlanned)->record_by, "2026-04-30");
}

TEST(who_enrolled_by_hand_is_no_mentor)
{
	people("2026-03-02");
	ACTOR_CADRE("org.supervision", "150400", "u1", "c2");
	WHEN(EnrolObservation, .cadre_id = "c1", .until_on = "2026-09-01", .kind = MEASURE_KIND_PARTY_WARNING, .document = "d");
	WHEN(PlanObservation, .observation_id = observed("c1"), .mentor_id = "c2", TASKS);
	REFUSED(REFUSAL_MENTOR_CONFLICTED);
}

TEST(a_conflict_found_later_releases_the_mentor)
{
	people("2026-03-02");
	sanctioned("c1", "s1", "2026-09-01");
	const char *id = planned("c1", "c2");
	WHEN(DeclareMentorConflict, .observation_id = id, .cadre_id = "c2");
	CHECK_TEXT(EMITTED(MentorReleased)->mentor_id, "c2");
	CHECK_INT(observation_state("c1"), OBSERVATION_STATE_ENROLLED);
	WHEN(RecordObservation, .observation_id = observed("c1"), .month = "2026-03", RECORD);
	REFUSED(REFUSAL_STATE_WRONG);
}

TEST(one_record_a_month_and_not_long_after)
{
	people("2026-03-02");
	sanctioned("c1", "s1", "2026-09-01");
	const char *id = planned("c1", "c2");
	WHEN(RecordObservation, .observation_id = id, .month = "2026-3", RECORD);
	REFUSED(REFUSAL_OBSERVATION_MONTH_INVALID);
	WHEN(RecordObservation, .observation_id = id, .month = "2026-02", RECORD);
	REFUSED(REFUSAL_OBSERVATION_MONTH_INVALID);
	WHEN(RecordObservation, .observation_id = id, .month = "2026-04", RECORD);
	REFUSED(REFUSAL_OBSERVATION_MONTH_INVALID);
	WHEN(RecordObservation, .observation_id = id, .month = "2026-03", RECORD);
	ACCEPTED();
	CHECK_TEXT(EMITTED(ObservationRecorded)->record_by, "2026-05-30");
	CHECK_TEXT(EMITTED(ObservationRecorded)->record_month, "2026-04");
	WHEN(RecordObservation, .observation_id = observed("c1"), .month = "2026-03", RECORD);
	REFUSED(REFUSAL_OBSERVATION_RECORD_TWICE);
	TODAY("2026-05-31"); /* April's record could be written until May 30 */
	CHECK_TEXT(EMITTED(ObservationRecordMissed)->month, "2026-04");
	CHECK_TEXT(EMITTED(ObservationRecordMissed)->record_by, "2026-06-30");
	WHEN(RecordObservation, .observation_id = observed("c1"), .month = "2026-04", RECORD);
	REFUSED(REFUSAL_OBSERVATION_RECORD_LATE);
	WHEN(RecordObservation, .observation_id = observed("c1"), .month = "2026-05", RECORD);
	ACCEPTED();
}

TEST(mentor_and_department_write_the_observed_does_not)
{
	people("2026-03-02");
	sanctioned("c1", "s1", "2026-09-01");
	const char *id = planned("c1", "c2");
	ACTOR_CADRE("cadre", "150400", "u1", "c1");
	WHEN(RecordObservation, .observation_id = id, .month = "2026-03", RECORD);
	REFUSED(REFUSAL_SELF_DEALING);
	ACTOR_CADRE("cadre", "150400", "u1", "c3");
	WHEN(RecordObservation, .observation_id = id, .month = "2026-03", RECORD);
	REFUSED(REFUSAL_OBSERVATION_NOT_YOURS);
	ACTOR_CADRE("cadre", "150400", "u1", "c2");
	WHEN(RecordObservation, .observation_id = id, .month = "2026-03", RECORD);
	ACCEPTED();
}

TEST(the_mid_review_comes_in_the_second_half_with_records)
{
	people("2026-03-02");
	sanctioned("c1", "s1", "2026-09-01");
	const char *id = planned("c1", "c2");
	WHEN(ReviewObservation, .observation_id = id, .opinion = "o");
	REFUSED(REFUSAL_OBSERVATION_RECORD_MISSING);
	WHEN(RecordObservation, .observation_id = observed("c1"), .month = "2026-03", RECORD);
	TODAY("2026-06-01");
	WHEN(ReviewObservation, .observation_id = observed("c1"), .opinion = "o");
	REFUSED(REFUSAL_TOO_EARLY);
	TODAY("2026-06-02");
	WHEN(ReviewObservation, .observation_id = observed("c1"), .opinion = "o");
	ACCEPTED();
	CHECK_INT(observation_state("c1"), OBSERVATION_STATE_MID_REVIEWED);
}

TEST(it_moves_with_the_cadre)
{
	people("2026-03-02");
	sanctioned("c1", "s1", "2026-09-01");
	const char *id = planned("c1", "c2");
	WHEN(TransferObservation, .observation_id = id, .unit_id = "u1");
	REFUSED(REFUSAL_OBSERVATION_SAME_UNIT);
	WHEN(TransferObservation, .observation_id = observed("c1"), .unit_id = "u-none");
	REFUSED(REFUSAL_UNIT_UNKNOWN);
	GIVEN(Adjusted, .adjustment_id = "a1", .cadre_id = "c1", .placement_unit_id = "u4");
	CHECK_TEXT(EMITTED(ObservationTransferred)->unit_id, "u4");
	CHECK_INT(EMITTED(TalkDue)->trigger, TALK_TRIGGER_JOB_CHANGE);
	CHECK_INT(observation_state("c1"), OBSERVATION_STATE_ENROLLED);
}

TEST(a_revoked_sanction_shortens_or_ends_it)
{
	people("2026-03-02");
	sanctioned("c1", "s1", "2026-09-01");
	sanctioned("c1", "s2", "2027-03-01");
	GIVEN(SanctionRevoked, .sanction_id = "s2", .cadre_id = "c1", .reason = "申诉成立");
	CHECK_TEXT(EMITTED(ObservationShortened)->until_on, "2026-09-01");
	GIVEN(SanctionRevoked, .sanction_id = "s1", .cadre_id = "c1", .reason = "申诉成立");
	CHECK_TEXT(EMITTED(ObservationRevoked)->reason, "申诉成立");
	CHECK_INT(observation_state("c1"), OBSERVATION_STATE_REVOKED);
	GIVEN(SanctionRevoked, .sanction_id = "s9", .cadre_id = "c1");
	CHECK_INT(world_events(), 0); /* none of ours */
}

TEST_MAIN()
