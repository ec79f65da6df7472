/* Publication, and what it opens. */
#include "assessment_lib.h"

static const char *ready(void)
{
	city("2026-04-01");
	const char *id = ranked("2026Q1");
	TODAY("2026-04-08");
	return id;
}

TEST(the_objection_period_has_to_pass)
{
	city("2026-04-01");
	const char *id = ranked("2026Q1");
	TODAY("2026-04-07");
	WHEN(PublishInspection, .inspection_id = id);
	REFUSED(REFUSAL_OBJECTION_PERIOD_RUNS);
	TODAY("2026-04-08");
	WHEN(PublishInspection, .inspection_id = id);
	ACCEPTED();
}

TEST(publication_tells_the_ranks_and_the_weight)
{
	const char *id = ready();
	WHEN(PublishInspection, .inspection_id = id);
	const InspectionPublished *e = EMITTED(InspectionPublished);
	CHECK_INT(e->n_units, 5);
	CHECK_INT(e->weight_percent, 20);
	CHECK_TEXT(e->quarter, "2026Q1");
	CHECK(e->units[0]->first && e->units[2]->last && !e->units[4]->last);
	CHECK_INT(e->units[2]->composite, 7000);
	CHECK(!EMITTED(InspectionSettled)->late);
}

TEST(the_last_is_due_an_interview_in_the_same_decision)
{
	const char *id = ready();
	WHEN(PublishInspection, .inspection_id = id);
	CHECK_INT(EMITTED_COUNT(InterviewOpened), 1);
	CHECK_TEXT(EMITTED(InterviewOpened)->unit_id, "u3");
	CHECK_TEXT(EMITTED(InterviewOpened)->talk_by, "2026-04-22");
}

TEST(nothing_changes_once_published)
{
	const char *id = ready();
	WHEN(PublishInspection, .inspection_id = id);
	score(id, "u1", "env", 1);
	REFUSED(REFUSAL_SCORE_PUBLISHED);
	WHEN(RankInspection, .inspection_id = id);
	REFUSED(REFUSAL_SCORE_PUBLISHED);
	WHEN(PublishInspection, .inspection_id = id);
	REFUSED(REFUSAL_STATE_WRONG);
}

TEST(the_rank_becomes_evidence_about_the_head)
{
	const char *id = ready();
	WHEN(PublishInspection, .inspection_id = id);
	struct row_scan scan = evidence_scan_1(world_state(), "h3");
	const EvidenceRow *e = evidence_next(&scan);
	CHECK(e && e->source == SOURCE_KIND_INSPECTION && e->bearing == EVIDENCE_BEARING_NEGATIVE);
	scan = evidence_scan_1(world_state(), "d3");
	CHECK(!evidence_next(&scan));
}

TEST(past_its_last_day_publication_is_overdue)
{
	city("2026-04-01");
	const char *id = ranked("2026Q1");
	TODAY("2026-04-15");
	CHECK_INT(EMITTED_COUNT(InspectionPublishOverdue), 0);
	TODAY("2026-04-16");
	CHECK_INT(EMITTED_COUNT(InspectionPublishOverdue), 1);
	WHEN(PublishInspection, .inspection_id = id);
	ACCEPTED();
	CHECK(EMITTED(InspectionSettled)->late);
}

/* 400 units of one group, one item; unit 0 has 1.00 point, unit 399 has 4.00 and a bit. */
static void plan_many(const char **ids, size_t count)
{
	InspectionItem one, *list[] = { &one };

	inspection_item__init(&one);
	one.item_id = "env";
	one.name = "营商环境";
	one.weight_percent = 100;
	WHEN(PlanInspection, .quarter = "2026Q1", .title = "督查", .n_items = 1, .items = list, .n_unit_ids = count,
	     .unit_ids = ids);
}

TEST(four_hundred_units_fit_and_no_more)
{
	static char names[401][24];
	static const char *ids[401];
	static ItemScore scores[400], *list[400];

	city("2026-04-01");
	for (int i = 0; i < 401; i++) {
		snprintf(names[i], sizeof names[i], "u-150400-%03d", i);
		ids[i] = names[i];
		unit(ids[i], "功能定位、资源禀赋、环境区位相近组");
	}
	plan_many(ids, 401);
	REFUSED(REFUSAL_FIELD_TOO_MANY);
	plan_many(ids, 400);
	ACCEPTED();
	const char *id = world_answer("inspection_id");
	WHEN(BeginInspection, .inspection_id = id);
	for (int i = 0; i < 400; i++) {
		list[i] = &scores[i];
		item_score__init(&scores[i]);
		scores[i].unit_id = ids[i];
		scores[i].item_id = "env";
		scores[i].score = 100 + i;
	}
	WHEN(RecordItemScores, .inspection_id = id, .inspector_id = "i1", .mode = VISIT_MODE_COVERT, .evidence = "底稿1",
	     .n_scores = 400, .scores = list);
	WHEN(RankInspection, .inspection_id = id);
	TODAY("2026-04-08");
	WHEN(PublishInspection, .inspection_id = id);
	ACCEPTED();
	const InspectionPublished *e = EMITTED(InspectionPublished);
	CHECK_INT(e->n_units, 400);
	CHECK(e->units[0]->last && e->units[399]->first);
	CHECK_INT(e->units[0]->rank, 400);
	CHECK(inspection_published__get_packed_size(e) < 65536);
}

TEST_MAIN()
