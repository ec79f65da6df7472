/* Publishing what a campaign against the middle blockage found (中梗阻典型问题通报): W2.10.
 *
 *   clues with an outcome of the organisation -> PUBLISHED in a batch, without names unless that is approved
 *
 * Nothing unverified, nothing unfounded, nothing the commission still looks into, nothing twice.
 *
 * In:  PublishCampaignBatch.
 * Out: CampaignBatchPublished. */
#include <string.h>

#include "accountability/campaign.h"
#include "accountability/reporters.h"
#include "roster/people.h"
#include "workflows.h"

static bool names_him(struct decision *d, const char *text, const char *cadre_id)
{
	const CadreRow *cadre = cadre_find(d->state, cadre_id);

	return cadre && cadre->name[0] && text_holds(d, text, cadre->name);
}

static enum refusal check_clue(struct decision *d, const PublishCampaignBatch *cmd, size_t i)
{
	const ClueRow *clue = clue_find(d->state, cmd->clue_ids[i]);

	if (!clue || strcmp(clue->campaign_id, cmd->campaign_id) != 0)           return REFUSAL_CLUE_UNKNOWN;
	for (size_t j = 0; j < i; j++)
		if (strcmp(cmd->clue_ids[j], cmd->clue_ids[i]) == 0)
			return REFUSAL_VALUE_DUPLICATE;
	if (clue->state < CLUE_STATE_OUTCOME)                                    return REFUSAL_CLUE_UNVERIFIED;
	if (clue->outcome == BLOCK_OUTCOME_KIND_UNFOUNDED)                       return REFUSAL_CLUE_NOT_SUBSTANTIATED;
	if (clue->outcome == BLOCK_OUTCOME_KIND_INVESTIGATION)                   return REFUSAL_CLUE_AT_COMMISSION;
	if (clue->state == CLUE_STATE_PUBLISHED)                                 return REFUSAL_CLUE_PUBLISHED;
	if (!cmd->named && names_him(d, cmd->text, clue->cadre_id))              return REFUSAL_BATCH_NAMES;
	if (text_names_reporter(d, clue->cadre_id, cmd->text))                   return REFUSAL_REPORTER_IN_TEXT;
	return REFUSAL_NONE;
}

static enum refusal check_clues(struct decision *d, const PublishCampaignBatch *cmd)
{
	enum refusal first = REFUSAL_NONE;

	for (size_t i = 0; i < cmd->n_clue_ids; i++) {
		enum refusal r = check_clue(d, cmd, i);
		if (r)
			decision_refuse_row(d, r, (uint32_t)i + 1, "clue_ids", cmd->clue_ids[i]);
		first = first ? first : r;
	}
	return first;
}

enum refusal publish_campaign_batch_decide(struct decision *d, const PublishCampaignBatch *cmd)
{
	const CampaignRow *campaign;
	enum refusal r = campaign_of(d, cmd->campaign_id, &campaign);
	const char *id;

	if (r)
		return r;
	if (campaign->state == CAMPAIGN_STATE_SUMMARISED)
		return REFUSAL_CAMPAIGN_OVER;
	if (cmd->named && cmd->approval[0] == '\0')
		return decision_refuse(d, REFUSAL_BATCH_NOT_APPROVED, "approval", "");
	if ((r = check_clues(d, cmd)))
		return r;
	id = decision_new_id(d, "batch");
	decision_answer(d, "batch_id", id);
	emit_campaign_batch_published(d, &(CampaignBatchPublished){
		.batch_id = id,
		.campaign_id = cmd->campaign_id,
		.number = campaign->batches + 1,
		.named = cmd->named,
		.approval = cmd->approval,
		.text = cmd->text,
		.published_on = d->today,
		.n_clue_ids = cmd->n_clue_ids,
		.clue_ids = cmd->clue_ids,
	});
	return REFUSAL_NONE;
}
