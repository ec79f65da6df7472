/* Batches: verified and substantiated clues only, once, without names unless that is approved. */
#include "campaign_lib.h"

static void publish(const char *campaign_id, const char *clue_id, bool named, const char *approval, const char *text)
{
	as_head();
	WHEN(PublishCampaignBatch, .campaign_id = campaign_id, .n_clue_ids = 1, .clue_ids = &clue_id, .named = named, .approval = approval,
	     .text = text);
}

TEST(nothing_unverified_unfounded_or_under_investigation)
{
	const char *id = campaign_opened();
	const char *clue = clue_about(id, "s1", "v1");
	publish(id, clue, false, "", "某局某科长拖延审批");
	REFUSED(REFUSAL_CLUE_UNVERIFIED);
	verifying(clue);
	publish(id, clue, false, "", "某局某科长拖延审批");
	REFUSED(REFUSAL_CLUE_UNVERIFIED);
	publish(id, concluded(id, "s1", "v2", BLOCK_OUTCOME_KIND_UNFOUNDED), false, "", "x");
	REFUSED(REFUSAL_CLUE_NOT_SUBSTANTIATED);
	publish(id, concluded(id, "s1", "v3", BLOCK_OUTCOME_KIND_INVESTIGATION), false, "", "x");
	REFUSED(REFUSAL_CLUE_AT_COMMISSION);
	publish(id, "x", false, "", "x");
	REFUSED(REFUSAL_CLUE_UNKNOWN);
}

TEST(names_need_their_approval)
{
	const char *id = campaign_opened();
	const char *clue = concluded(id, "s1", "v1", BLOCK_OUTCOME_KIND_NOTICE);
	publish(id, clue, false, "", "住建局科 样 长拖延审批");
	REFUSED(REFUSAL_BATCH_NAMES);
	publish(id, clue, true, "", "住建局科样长拖延审批");
	REFUSED(REFUSAL_BATCH_NOT_APPROVED);
	publish(id, clue, true, "批1号", "住建局科样长拖延审批");
	ACCEPTED();
	CHECK_INT(EMITTED(CampaignBatchPublished)->number, 1);
	CHECK_INT(clue_find(world_state(), clue)->state, CLUE_STATE_PUBLISHED);
	CHECK_INT(counts_of(id)->published, 1);
}

TEST(a_clue_is_published_once)
{
	const char *id = campaign_opened();
	const char *clue = concluded(id, "s1", "v1", BLOCK_OUTCOME_KIND_NOTICE);
	const char *twice[] = { clue, clue };
	as_head();
	WHEN(PublishCampaignBatch, .campaign_id = id, .n_clue_ids = 2, .clue_ids = twice, .text = "x");
	REFUSED(REFUSAL_VALUE_DUPLICATE);
	CHECK_TEXT(world_violation(0), "VALUE_DUPLICATE 2 clue_ids");
	publish(id, clue, false, "", "某局某科长拖延审批");
	ACCEPTED();
	publish(id, clue, false, "", "某局某科长拖延审批");
	REFUSED(REFUSAL_CLUE_PUBLISHED);
	publish(id, concluded(id, "s2", "v2", BLOCK_OUTCOME_KIND_NOTICE), false, "", "某局某副科长拖延审批");
	CHECK_INT(EMITTED(CampaignBatchPublished)->number, 2);
}

TEST(a_clue_of_another_campaign_is_not_in_this_batch)
{
	const char *id = campaign_opened();
	const char *clue = concluded(id, "s1", "v1", BLOCK_OUTCOME_KIND_NOTICE);
	as_officer();
	WHEN(OpenCampaign, .title = "第二轮", .ends_on = "2026-06-30", .document = "方案2号");
	publish(world_answer("campaign_id"), clue, false, "", "x");
	REFUSED(REFUSAL_CLUE_UNKNOWN);
}

TEST(after_the_summary_nothing_is_published)
{
	const char *id = campaign_opened();
	const char *clue = concluded(id, "s1", "v1", BLOCK_OUTCOME_KIND_NOTICE);
	TODAY("2026-07-01");
	as_officer();
	WHEN(SummariseCampaign, .campaign_id = id, .summary = "总结");
	publish(id, clue, false, "", "某局某科长拖延审批");
	REFUSED(REFUSAL_CAMPAIGN_OVER);
}
TEST_MAIN()
