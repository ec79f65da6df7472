/* The campaign against the middle blockage (中梗阻专项整治): W2.10.
 *
 *   RUNNING -> ENDED (its last day) -> SUMMARISED; summarised only when every clue has an outcome
 *
 * A campaign looks for blockages, not for a number of them: a minimum is refused, written as a figure or in words.
 *
 * In:  OpenCampaign, SummariseCampaign; the last day by the due-table.
 * Out: CampaignOpened, CampaignEnded, CampaignSummarised.
 * Clues stand in campaign_clue.c, batches in campaign_batch.c. */
#include <string.h>

#include "accountability/campaign.h"
#include "accountability/reporters.h"
#include "workflows.h"

enum refusal campaign_of(const struct decision *d, const char *campaign_id, const CampaignRow **out)
{
	*out = campaign_find(d->state, campaign_id);
	if (!*out)                                                                          return REFUSAL_CAMPAIGN_UNKNOWN;
	if (!d->actor->system && strcmp((*out)->authority, d->actor->region) != 0)          return REFUSAL_OUTSIDE_AUTHORITY;
	return REFUSAL_NONE;
}

static enum refusal check_quota(struct decision *d, const OpenCampaign *cmd)
{
	const char *words = policy_text(d, "BLOCK.QUOTA_WORDS");

	if (cmd->clues_min > 0)
		return decision_refuse(d, REFUSAL_CAMPAIGN_QUOTA, "clues_min", decision_format(d, "%u", cmd->clues_min));
	if (text_holds_one_of(d, cmd->demands, words))
		return decision_refuse(d, REFUSAL_CAMPAIGN_QUOTA, "demands", "");
	if (text_holds_one_of(d, cmd->title, words))
		return decision_refuse(d, REFUSAL_CAMPAIGN_QUOTA, "title", cmd->title);
	return REFUSAL_NONE;
}

enum refusal open_campaign_decide(struct decision *d, const OpenCampaign *cmd)
{
	enum refusal r = check_quota(d, cmd);
	const char *id;

	if (r)
		return r;
	if (strcmp(cmd->ends_on, d->today) < 0)
		return decision_refuse(d, REFUSAL_DATE_ORDER, "ends_on", cmd->ends_on);
	id = decision_new_id(d, "campaign");
	decision_answer(d, "campaign_id", id);
	emit_campaign_opened(d, &(CampaignOpened){
		.campaign_id = id,
		.title = cmd->title,
		.starts_on = d->today,
		.ends_on = cmd->ends_on,
		.document = cmd->document,
		.demands = cmd->demands,
		.authority = d->actor->region,
	});
	return REFUSAL_NONE;
}

void due_campaign_end(struct decision *d, const char *id)
{
	const CampaignRow *campaign = campaign_find(d->state, id);

	if (campaign && campaign->state == CAMPAIGN_STATE_RUNNING)
		emit_campaign_ended(d, &(CampaignEnded){ .campaign_id = id, .summarise_by = policy_deadline(d, "BLOCK.SUMMARY") });
}

enum refusal summarise_campaign_decide(struct decision *d, const SummariseCampaign *cmd)
{
	const CampaignRow *campaign;
	enum refusal r = campaign_of(d, cmd->campaign_id, &campaign);

	if (r)                                                    return r;
	if (campaign->state == CAMPAIGN_STATE_RUNNING)            return REFUSAL_TOO_EARLY;
	if (campaign->state == CAMPAIGN_STATE_SUMMARISED)         return REFUSAL_CAMPAIGN_OVER;
	if (campaign->counts->undecided > 0)                      return REFUSAL_CAMPAIGN_CLUES_OPEN;
	emit_campaign_summarised(d, &(CampaignSummarised){
		.campaign_id = campaign->campaign_id,
		.summary = cmd->summary,
		.summarised_on = d->today,
		.counts = campaign->counts,
	});
	return REFUSAL_NONE;
}
