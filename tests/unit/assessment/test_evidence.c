/* Evidence, by hand and from the streams. */
#include "list_lib.h"

TEST(evidence_is_about_others_of_the_own_authority)
{
	list_opened();
	ACTOR_CADRE("org.cadre", CITY, "u1", "a");
	evidence("a", SOURCE_KIND_OBSERVATION, EVIDENCE_BEARING_POSITIVE, "");
	REFUSED(REFUSAL_SELF_DEALING);
	ACTOR("org.cadre", "150404");
	evidence("a", SOURCE_KIND_OBSERVATION, EVIDENCE_BEARING_POSITIVE, "");
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
	ACTOR("org.cadre", CITY);
	evidence("nobody", SOURCE_KIND_OBSERVATION, EVIDENCE_BEARING_POSITIVE, "");
	REFUSED(REFUSAL_CADRE_UNKNOWN);
	WHEN(RecordEvidence, .cadre_id = "a", .source = SOURCE_KIND_OBSERVATION, .bearing = EVIDENCE_BEARING_POSITIVE,
	     .summary = "事实", .observed_on = "2026-04-02");
	REFUSED(REFUSAL_DATE_FUTURE);
}

TEST(what_belongs_to_an_open_matter_is_refused)
{
	list_opened();
	GIVEN(BarImposed, .bar_id = "r1", .cadre_id = "c", .ground = BAR_GROUND_OPEN_REPORT, .origin = "r1",
	      .from_on = "2026-03-20", .until_on = "2026-05-20", .provisional = true);
	evidence("c", SOURCE_KIND_SPECIAL_TALK, EVIDENCE_BEARING_NEGATIVE, "r1");
	REFUSED(REFUSAL_EVIDENCE_OPEN_MATTER);
	GIVEN(BarLifted, .bar_id = "r1", .cadre_id = "c", .ground = BAR_GROUND_OPEN_REPORT, .provisional = true);
	evidence("c", SOURCE_KIND_SPECIAL_TALK, EVIDENCE_BEARING_NEGATIVE, "r1");
	ACCEPTED();
}

static uint32_t sources_of(const char *list_id, const char *cadre_id)
{
	draft(list_id, entry(cadre_id, 1, LIST_TIER_FAIR));
	return EMITTED(ListEntryDrafted)->sources;
}

TEST(evidence_gathers_itself_from_the_streams)
{
	const char *id = list_opened();
	GIVEN(TrainingCompleted, .class_id = "k1", .cadre_id = "a", .completed_on = "2026-02-01", .title = "专题班");
	GIVEN(DispatchEnded, .dispatch_id = "d1", .cadre_id = "a", .ended_on = "2026-02-10", .appraisal = "好");
	GIVEN(DispatchEnded, .dispatch_id = "d2", .cadre_id = "b", .ended_on = "2026-02-10");
	GIVEN(AwardGranted, .award_id = "w1", .cadre_id = "a", .granted_on = "2026-03-01");
	CHECK_INT(sources_of(id, "a"), 3);
	CHECK_INT(sources_of(id, "b"), 0);      /* a dispatch without appraisal says nothing */
}

TEST(one_fact_told_twice_counts_once)
{
	const char *id = list_opened();
	GIVEN(CallUpFailed, .call_up_id = "cu1", .cadre_id = "c", .failed_on = "2026-03-01", .final = true);
	GIVEN(WarningRaised, .warning_id = "w1", .cadre_id = "c", .level = 1, .origin = "cu1");
	CHECK_INT(sources_of(id, "c"), 1);
	GIVEN(WarningRaised, .warning_id = "w2", .cadre_id = "c", .level = 1, .origin = "other");
	CHECK_INT(sources_of(id, "c"), 2);
}

TEST(the_last_annual_grade_is_a_source)
{
	GradeOfYear grade, *grades[] = { &grade };

	const char *id = list_opened();
	grade_of_year__init(&grade);
	grade.year = 2025;
	grade.grade = ANNUAL_GRADE_BASICALLY_COMPETENT;
	GIVEN(CadreRegistered, .cadre_id = "c", .unit_id = "u3", .authority = CITY, .n_grades = 1, .grades = grades);
	CHECK_INT(sources_of(id, "c"), 1);
	grade.year = 2024;
	GIVEN(CadreRegistered, .cadre_id = "c", .unit_id = "u3", .authority = CITY, .n_grades = 1, .grades = grades);
	CHECK_INT(sources_of(id, "c"), 0);
}

TEST_MAIN()
