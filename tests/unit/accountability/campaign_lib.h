/* A campaign against the middle blockage with one clue about s1, a section head. */
#ifndef TESTS_CAMPAIGN_LIB_H
#define TESTS_CAMPAIGN_LIB_H

#include "accountability_lib.h"

#pragma GCC diagnostic ignored "-Wunused-function"
#pragma GCC diagnostic ignored "-Woverride-init" /* a test names only what differs from the ordinary clue */

static const char *campaign_opened(void)
{
	city("2026-03-02");
	GIVEN(UnitRegistered, .unit_id = "u2", .name = "住建局", .region = CITY);
	GIVEN(CadreRegistered, .cadre_id = "s1", .name = "科样长", .unit_id = "u2", .authority = CITY, .level = POST_LEVEL_SECTION_HEAD);
	GIVEN(CadreRegistered, .cadre_id = "s2", .name = "科样副", .unit_id = "u2", .authority = CITY, .level = POST_LEVEL_SECTION_DEPUTY);
	WHEN(OpenCampaign, .title = "中梗阻整治", .ends_on = "2026-06-30", .document = "方案1号");
	return world_answer("campaign_id");
}

static const char *clue_about(const char *campaign_id, const char *cadre_id, const char *source_id)
{
	as_officer();
	WHEN(RecordClue, .campaign_id = campaign_id, .cadre_id = cadre_id, .source = CLUE_SOURCE_VISIT, .source_id = source_id,
	     .behavior = BEHAVIOR_KIND_SLOW_ACTION, .content = "审批事项拖延两个月");
	return world_answer("clue_id");
}

static void verifying(const char *clue_id)
{
	const char *investigators[] = { "核一", "核二" };

	as_officer();
	WHEN(StartClueVerification, .clue_id = clue_id, .n_investigators = 2, .investigators = investigators);
}

static void conclude(const char *clue_id, BlockOutcomeKind outcome)
{
	as_head();
	WHEN(ConcludeClue, .clue_id = clue_id, .outcome = outcome, .finding = "查阅台账并走访，属实");
}

/* Verified, told, heard and concluded. */
static const char *concluded(const char *campaign_id, const char *cadre_id, const char *source_id, BlockOutcomeKind outcome)
{
	const char *id = clue_about(campaign_id, cadre_id, source_id);

	verifying(id);
	if (outcome != BLOCK_OUTCOME_KIND_UNFOUNDED && outcome != BLOCK_OUTCOME_KIND_INVESTIGATION)
		heard(id);
	conclude(id, outcome);
	return id;
}

static const CampaignCounts *counts_of(const char *campaign_id)
{
	return campaign_find(world_state(), campaign_id)->counts;
}

#endif
