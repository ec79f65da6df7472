/* The campaign itself: no number to reach, an end, a summary when nothing is left open. */
#include "campaign_lib.h"

TEST(no_number_has_to_be_reached)
{
	city("2026-03-02");
	WHEN(OpenCampaign, .title = "整治", .ends_on = "2026-06-30", .document = "d", .clues_min = 1);
	REFUSED(REFUSAL_CAMPAIGN_QUOTA);
	AT_FIELD("clues_min");
	WHEN(OpenCampaign, .title = "整治", .ends_on = "2026-06-30", .document = "d", .demands = "各单位线索不 少 于五条");
	REFUSED(REFUSAL_CAMPAIGN_QUOTA);
	AT_FIELD("demands");
	WHEN(OpenCampaign, .title = "整治（数量指标）", .ends_on = "2026-06-30", .document = "d");
	REFUSED(REFUSAL_CAMPAIGN_QUOTA);
	WHEN(OpenCampaign, .title = "整治", .ends_on = "2026-03-01", .document = "d");
	REFUSED(REFUSAL_DATE_ORDER);
	WHEN(OpenCampaign, .title = "整治", .ends_on = "2026-03-02", .document = "d", .demands = "有一件查一件");
	ACCEPTED();
}

TEST(its_last_day_calls_for_the_summary)
{
	const char *id = campaign_opened();
	WHEN(SummariseCampaign, .campaign_id = id, .summary = "总结");
	REFUSED(REFUSAL_TOO_EARLY);
	TODAY("2026-06-30");
	CHECK_INT(EMITTED_COUNT(CampaignEnded), 0);
	TODAY("2026-07-01");
	CHECK_TEXT(EMITTED(CampaignEnded)->summarise_by, "2026-07-29");
	as_officer();
	WHEN(SummariseCampaign, .campaign_id = id, .summary = "总结");
	ACCEPTED();
	WHEN(SummariseCampaign, .campaign_id = id, .summary = "总结");
	REFUSED(REFUSAL_CAMPAIGN_OVER);
}

TEST(nothing_is_left_open_and_everything_is_counted)
{
	const char *id = campaign_opened();
	concluded(id, "s1", "v1", BLOCK_OUTCOME_KIND_NOTICE);
	concluded(id, "s1", "v2", BLOCK_OUTCOME_KIND_UNFOUNDED);
	const char *open = clue_about(id, "s2", "v3");
	TODAY("2026-07-01");
	as_officer();
	WHEN(SummariseCampaign, .campaign_id = id, .summary = "总结");
	REFUSED(REFUSAL_CAMPAIGN_CLUES_OPEN);
	verifying(open);
	conclude(open, BLOCK_OUTCOME_KIND_INVESTIGATION);
	ACCEPTED();
	as_officer();
	WHEN(SummariseCampaign, .campaign_id = id, .summary = "总结");
	const CampaignCounts *c = EMITTED(CampaignSummarised)->counts;
	CHECK_INT(c->clues, 3);
	CHECK_INT(c->visits, 3);
	CHECK_INT(c->notices, 1);
	CHECK_INT(c->unfounded, 1);
	CHECK_INT(c->investigations, 1);
	CHECK_INT(c->undecided, 0);
}

TEST(another_regions_campaign_is_not_ours)
{
	const char *id = campaign_opened();
	TODAY("2026-07-01");
	ACTOR("org.supervision", "150404");
	WHEN(SummariseCampaign, .campaign_id = id, .summary = "总结");
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
	WHEN(SummariseCampaign, .campaign_id = "x", .summary = "总结");
	REFUSED(REFUSAL_CAMPAIGN_UNKNOWN);
}
TEST_MAIN()
