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

TEST_MAIN()
