/* Frontline observation, from the plan to the file. */
#include "fieldwork_lib.h"

#include "assessment/fieldwork.h"

TEST(an_observation_is_planned_with_at_least_two_observers)
{
	fieldwork("2026-03-02");
	WHEN(PlanFieldObservation, .cadre_id = "c", .occasion = OBSERVATION_OCCASION_CRISIS, .domain = FRONTLINE_DOMAIN_EPIDEMIC,
	     .n_observer_ids = 1, .observer_ids = (const char *[]){ "o1" }, .purpose = "x");
	REFUSED(REFUSAL_OBSERVERS_TOO_FEW);
	AT_FIELD("observer_ids");
	observation_planned();
	ACCEPTED();
	CHECK_TEXT(EMITTED(FieldObservationPlanned)->file_by, "2026-04-16");
}

TEST(the_number_of_observers_is_policy)
{
	fieldwork("2026-03-02");
	POLICY("OBSERVATION.OBSERVERS_MIN", "3", "number");
	observation_planned();
	REFUSED(REFUSAL_OBSERVERS_TOO_FEW);
}

TEST(observers_are_known_and_each_named_once)
{
	fieldwork("2026-03-02");
	WHEN(PlanFieldObservation, .cadre_id = "c", .occasion = OBSERVATION_OCCASION_CRISIS, .domain = FRONTLINE_DOMAIN_EPIDEMIC,
	     .n_observer_ids = 2, .observer_ids = (const char *[]){ "o1", "o1" }, .purpose = "x");
	REFUSED(REFUSAL_VALUE_DUPLICATE);
	WHEN(PlanFieldObservation, .cadre_id = "c", .occasion = OBSERVATION_OCCASION_CRISIS, .domain = FRONTLINE_DOMAIN_EPIDEMIC,
	     .n_observer_ids = 2, .observer_ids = (const char *[]){ "o1", "nobody" }, .purpose = "x");
	REFUSED(REFUSAL_CADRE_UNKNOWN);
	CHECK_TEXT(world_violation(0), "CADRE_UNKNOWN 2 observer_ids");
}

TEST(a_plan_is_about_others_of_the_own_authority)
{
	fieldwork("2026-03-02");
	ACTOR("org.cadre", "150404");
	observation_planned();
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
	ACTOR_CADRE("org.cadre", CITY, "u1", "c");
	observation_planned();
	REFUSED(REFUSAL_SELF_DEALING);
	officer("cadre.1");
	WHEN(PlanFieldObservation, .cadre_id = "nobody", .occasion = OBSERVATION_OCCASION_CRISIS, .domain = FRONTLINE_DOMAIN_EPIDEMIC,
	     OBSERVERS(observer_ids), .purpose = "x");
	REFUSED(REFUSAL_CADRE_UNKNOWN);
}

TEST(a_visit_is_made_by_those_the_plan_names)
{
	const char *id;

	fieldwork("2026-03-02");
	id = observation_planned();
	WHEN(RecordFieldVisit, .observation_id = id, .n_observer_ids = 1, .observer_ids = (const char *[]){ "o1" },
	     .visited_on = "2026-03-02", .place = "堤防", .record = LONG_TEXT);
	REFUSED(REFUSAL_OBSERVERS_TOO_FEW);
	WHEN(RecordFieldVisit, .observation_id = id, .n_observer_ids = 2, .observer_ids = (const char *[]){ "o1", "o3" },
	     .visited_on = "2026-03-02", .place = "堤防", .record = LONG_TEXT);
	REFUSED(REFUSAL_OBSERVER_NOT_NAMED);
	visit("none", LONG_TEXT);
	REFUSED(REFUSAL_FIELD_OBSERVATION_UNKNOWN);
	visit(id, LONG_TEXT);
	ACCEPTED();
	CHECK_INT(field_observation_find(world_state(), id)->state, FIELD_OBSERVATION_STATE_OBSERVED);
}

TEST(a_visit_lies_between_the_plan_and_today)
{
	const char *id;

	fieldwork("2026-03-02");
	id = observation_planned();
	WHEN(RecordFieldVisit, .observation_id = id, OBSERVERS(observer_ids), .visited_on = "2026-03-03", .place = "x", .record = "x");
	REFUSED(REFUSAL_DATE_FUTURE);
	WHEN(RecordFieldVisit, .observation_id = id, OBSERVERS(observer_ids), .visited_on = "2026-03-01", .place = "x", .record = "x");
	REFUSED(REFUSAL_DATE_ORDER);
}

TEST(an_inspector_enters_only_what_he_saw)
{
	const char *id;

	fieldwork("2026-03-02");
	id = observation_planned();
	ACTOR_CADRE("inspector", CITY, "u3", "o3");
	visit(id, LONG_TEXT);
	REFUSED(REFUSAL_OBSERVER_NOT_NAMED);
	ACTOR_CADRE("inspector", CITY, "u2", "o1");
	visit(id, LONG_TEXT);
	ACCEPTED();
}

TEST(the_same_text_again_is_flagged_and_not_refused)
{
	const char *first, *second;

	fieldwork("2026-03-02");
	first = observation_planned();
	visit(first, LONG_TEXT);
	CHECK_TEXT(EMITTED(FieldVisitRecorded)->same_text_as, "");
	CHECK_INT(field_observation_find(world_state(), first)->same_texts, 0);
	const char *visit_id = world_answer("visit_id");
	second = observation_planned();
	visit(second, "他在汛期 连续七天守在堤上;组织转移群众二百余人,无一伤亡!");   /* other punctuation, the same words */
	ACCEPTED();
	CHECK_TEXT(EMITTED(FieldVisitRecorded)->same_text_as, visit_id);
	CHECK_INT(field_observation_find(world_state(), second)->same_texts, 1);
	CHECK_TEXT(field_visit_find(world_state(), second, world_answer("visit_id"))->same_text_as, visit_id);
}

TEST(short_phrases_recur_without_being_copies)
{
	const char *id;

	fieldwork("2026-03-02");
	id = observation_planned();
	visit(id, "一二三四五六七八九");                 /* 27 bytes, below the limit */
	visit(id, "一二三四五六七八九");
	CHECK_TEXT(EMITTED(FieldVisitRecorded)->same_text_as, "");
	visit(id, "一二三四五六七八九十");               /* 30 bytes, the limit */
	visit(id, "一二三四五六七八九十");
	CHECK(EMITTED(FieldVisitRecorded)->same_text_as[0] != '\0');
	CHECK_INT(TEXT_COMPARED_BYTES_MIN, 30);
}

TEST(a_conclusion_needs_visit_talk_and_evidence)
{
	const char *id;

	fieldwork("2026-03-02");
	id = observation_planned();
	conclude(id, VERDICT_GOOD, BEHAVIOR_KIND_UNSPECIFIED);
	REFUSED(REFUSAL_STATE_WRONG);
	visit(id, LONG_TEXT);
	conclude(id, VERDICT_GOOD, BEHAVIOR_KIND_UNSPECIFIED);
	REFUSED(REFUSAL_STATE_WRONG);
	talk(id, ANGLE_PEER, "peer");
	WHEN(ConcludeFieldObservation, .observation_id = id, .verdict = VERDICT_GOOD, .talk_verdict = VERDICT_GOOD, .finding = "x",
	     .summary = "x");
	REFUSED(REFUSAL_FINDING_EVIDENCE_MISSING);
	AT_FIELD("evidence");
	conclude(id, VERDICT_GOOD, BEHAVIOR_KIND_UNSPECIFIED);
	ACCEPTED();
	CHECK_TEXT(EMITTED(FieldReviewDue)->review_by, "2026-03-16");   /* ten working days */
}

TEST(subordinates_alone_carry_no_conclusion)
{
	const char *id;

	fieldwork("2026-03-02");
	id = observation_planned();
	visit(id, LONG_TEXT);
	talk(id, ANGLE_SUBORDINATE, "sub");
	talk(id, ANGLE_SUBORDINATE, "below");
	conclude(id, VERDICT_GOOD, BEHAVIOR_KIND_UNSPECIFIED);
	REFUSED(REFUSAL_TALK_SUBORDINATES_ONLY);
	talk(id, ANGLE_SERVED, "");
	conclude(id, VERDICT_GOOD, BEHAVIOR_KIND_UNSPECIFIED);
	ACCEPTED();
}

TEST(a_poor_verdict_names_the_form_and_others_name_none)
{
	const char *id;

	fieldwork("2026-03-02");
	id = observation_talked();
	conclude(id, VERDICT_POOR, BEHAVIOR_KIND_UNSPECIFIED);
	REFUSED(REFUSAL_FIELD_REQUIRED);
	AT_FIELD("behavior");
	conclude(id, VERDICT_FAIR, BEHAVIOR_KIND_INACTION);
	REFUSED(REFUSAL_FIELD_OUT_OF_RANGE);
	conclude(id, VERDICT_POOR, BEHAVIOR_KIND_INACTION);
	ACCEPTED();
}

TEST(whoever_took_part_does_not_review)
{
	const char *id;

	fieldwork("2026-03-02");
	id = observation_talked();
	officer("cadre.2");
	conclude(id, VERDICT_GOOD, BEHAVIOR_KIND_UNSPECIFIED);
	WHEN(ReviewFieldObservation, .observation_id = id, .accepted = true, .note = "x");
	REFUSED(REFUSAL_FINDING_REVIEW_OWN);            /* he wrote the conclusion */
	officer("cadre.1");
	WHEN(ReviewFieldObservation, .observation_id = id, .accepted = true, .note = "x");
	REFUSED(REFUSAL_FINDING_REVIEW_OWN);            /* he planned it */
	ACTOR_CADRE("org.deputy", CITY, "u2", "o1");
	ACCOUNT("deputy.2");
	WHEN(ReviewFieldObservation, .observation_id = id, .accepted = true, .note = "x");
	REFUSED(REFUSAL_FINDING_REVIEW_OWN);            /* he was out there */
	officer("deputy.1");
	WHEN(ReviewFieldObservation, .observation_id = id, .accepted = true, .note = "x");
	ACCEPTED();
}

TEST(a_returned_conclusion_is_written_again)
{
	const char *id;

	fieldwork("2026-03-02");
	id = observation_talked();
	conclude(id, VERDICT_GOOD, BEHAVIOR_KIND_UNSPECIFIED);
	officer("deputy.1");
	WHEN(ReviewFieldObservation, .observation_id = id, .accepted = false, .note = "依据不足");
	CHECK_INT(field_observation_find(world_state(), id)->state, FIELD_OBSERVATION_STATE_TALKED);
	CHECK_TEXT(EMITTED(FindingReviewNoted)->note, "依据不足");
	officer("cadre.1");
	WHEN(FileFieldObservation, .observation_id = id);
	REFUSED(REFUSAL_STATE_WRONG);
	conclude(id, VERDICT_GOOD, BEHAVIOR_KIND_UNSPECIFIED);
	ACCEPTED();
	CHECK_INT(field_observation_find(world_state(), id)->same_texts, 0);   /* its own words again */
}

TEST(the_reviewer_does_not_file)
{
	const char *id;

	fieldwork("2026-03-02");
	id = observation_reviewed();
	officer("deputy.1");
	WHEN(FileFieldObservation, .observation_id = id);
	REFUSED(REFUSAL_FINDING_FILE_OWN);
	officer("cadre.1");
	WHEN(FileFieldObservation, .observation_id = id);
	ACCEPTED();
	WHEN(FileFieldObservation, .observation_id = id);
	REFUSED(REFUSAL_STATE_WRONG);
	visit(id, LONG_TEXT);
	REFUSED(REFUSAL_STATE_WRONG);
}

static unsigned pieces(const char *cadre_id, SourceKind source, EvidenceBearing bearing)
{
	struct row_scan scan = evidence_scan_1(world_state(), cadre_id);
	const EvidenceRow *row;
	unsigned count = 0;

	while ((row = evidence_next(&scan)))
		count += row->source == source && row->bearing == bearing;
	return count;
}

TEST(what_is_filed_is_evidence_of_its_kind_and_readable_to_the_person)
{
	struct row_scan scan;
	const FiledFindingRow *found;
	const char *id;

	fieldwork("2026-03-02");
	id = observation_reviewed();
	CHECK_INT(pieces("c", SOURCE_KIND_OBSERVATION, EVIDENCE_BEARING_POSITIVE), 0);
	WHEN(FileFieldObservation, .observation_id = id);
	CHECK_INT(pieces("c", SOURCE_KIND_OBSERVATION, EVIDENCE_BEARING_POSITIVE), 1);
	CHECK_INT(pieces("c", SOURCE_KIND_SPECIAL_TALK, EVIDENCE_BEARING_POSITIVE), 1);
	scan = filed_finding_scan_1(world_state(), "c");
	found = filed_finding_next(&scan);
	CHECK(found != NULL);
	CHECK_TEXT(found->summary, "急难险重中表现突出");
	CHECK_TEXT(found->matter_id, id);
	CHECK_TEXT(EMITTED(SpecialTalkFiled)->cadre_id, "c");
	CHECK_INT(EMITTED(SpecialTalkFiled)->talks, 1);
}

TEST(observation_and_its_talks_are_one_fact_to_the_list)
{
	ListEntry entry, *entries[] = { &entry };
	const char *id;

	fieldwork("2026-03-02");
	id = observation_reviewed();
	WHEN(FileFieldObservation, .observation_id = id);
	WHEN(OpenSpecialList, .scope = "s", .title = "x", .evidence_from = "2026-01-01");
	list_entry__init(&entry);
	entry.cadre_id = "c";
	entry.tier = LIST_TIER_GOOD;
	entry.rank = 1;
	WHEN(DraftListEntries, .list_id = world_answer("list_id"), .n_entries = 1, .entries = entries);
	CHECK_INT(EMITTED(ListEntryDrafted)->sources, 1);
}

TEST(late_observations_and_reviews_are_shown)
{
	const char *id;

	fieldwork("2026-03-02");
	id = observation_talked();
	conclude(id, VERDICT_GOOD, BEHAVIOR_KIND_UNSPECIFIED);
	TODAY("2026-03-16");
	CHECK(EMITTED(FieldObservationOverdue) == NULL);
	TODAY("2026-03-17");
	CHECK_INT(EMITTED(FieldObservationOverdue)->waiting_for, FIELD_OBSERVATION_STATE_REVIEWED);
	TODAY("2026-04-16");
	CHECK(EMITTED(FieldObservationOverdue) == NULL);
	TODAY("2026-04-17");
	CHECK_INT(EMITTED(FieldObservationOverdue)->waiting_for, FIELD_OBSERVATION_STATE_FILED);
	CHECK(field_observation_find(world_state(), id)->overdue);
}

TEST(a_filed_observation_is_never_late)
{
	fieldwork("2026-03-02");
	WHEN(FileFieldObservation, .observation_id = observation_reviewed());
	TODAY("2026-06-01");
	CHECK_INT(EMITTED_COUNT(FieldObservationOverdue), 0);
}

TEST_MAIN()
