/* A clue of the campaign against the middle blockage (中梗阻线索): W2.10.
 *
 *   RECORDED (from a visit, a check, a report) -> VERIFYING (BLOCK.VERIFY) -> OUTCOME (notice, admonition, adjustment, investigation,
 *   unfounded) [-> PUBLISHED: campaign_batch.c]
 *
 * Until it is verified the stream does not know whom a clue is about. A notice, an admonition, an adjustment need the person told and
 * heard (S01); the last two are only proposed here and go their own way (W2.8, W2.9). An investigation is the commission's: handed over
 * without a word to anybody else.
 *
 * In:  RecordClue, StartClueVerification, ConcludeClue, TakeOverClue; the last day of the verification by the due-table.
 * Out: ClueRecorded, ClueSealed (sealed), ClueVerificationStarted, ClueOverdue, BlockOutcome, ClueUnfounded, ClueHandedOver,
 *      ClueTakenOver, MatterNoted (sealed), ResponseProposed, AdjustmentSuggested. */
#include <string.h>

#include "accountability/adjustment.h"
#include "accountability/campaign.h"
#include "accountability/matter.h"
#include "accountability/reporters.h"
#include "accountability/response.h"
#include "roster/people.h"
#include "workflows.h"

/* ---- recording ----------------------------------------------------------------------------------------- */

/* Smaller numbers are higher levels; without one a person counts as staff. */
static bool above_section(const CadreRow *cadre)
{
	return cadre->level != POST_LEVEL_UNSPECIFIED && cadre->level < POST_LEVEL_SECTION_HEAD;
}

static bool recorded_already(const struct state *s, const RecordClue *cmd)
{
	struct row_scan scan = clue_by_cadre_id(s, cmd->cadre_id);
	const ClueRow *clue;

	while ((clue = clue_next(&scan)))
		if (clue->source == cmd->source && strcmp(clue->source_id, cmd->source_id) == 0)
			return true;
	return false;
}

static enum refusal check_source(struct decision *d, const RecordClue *cmd)
{
	const ReportRow *report = report_find(d->state, cmd->source_id);
	bool about_him = report && strcmp(report->cadre_id, cmd->cadre_id) == 0;

	if (cmd->source_id[0] == '\0')
		return decision_refuse(d, REFUSAL_CLUE_SOURCE_MISSING, "source_id", "");
	if (cmd->source == CLUE_SOURCE_REPORT && !about_him)
		return decision_refuse(d, REFUSAL_CLUE_SOURCE_UNKNOWN, "source_id", cmd->source_id);
	if (recorded_already(d->state, cmd))
		return decision_refuse(d, REFUSAL_CLUE_TWICE, "source_id", cmd->source_id);
	return REFUSAL_NONE;
}

static enum refusal check_clue(struct decision *d, const RecordClue *cmd, const CadreRow **cadre)
{
	const CampaignRow *campaign;
	enum refusal r = campaign_of(d, cmd->campaign_id, &campaign);

	*cadre = r ? NULL : matter_cadre(d, cmd->cadre_id, &r);
	if (r)
		return r;
	if (campaign->state != CAMPAIGN_STATE_RUNNING)
		return decision_refuse(d, REFUSAL_CAMPAIGN_OVER, "campaign_id", campaign->ends_on);
	if (above_section(*cadre))
		return decision_refuse(d, REFUSAL_CLUE_ABOVE_SECTION, "cadre_id", cmd->cadre_id);
	if (d->actor->unit_id[0] && strcmp(d->actor->unit_id, (*cadre)->unit_id) == 0)
		return decision_refuse(d, REFUSAL_HANDLER_RELATED, "cadre_id", cmd->cadre_id);
	if ((r = check_source(d, cmd)))
		return r;
	return text_names_reporter(d, cmd->cadre_id, cmd->content) ? REFUSAL_REPORTER_IN_TEXT : REFUSAL_NONE;
}

enum refusal record_clue_decide(struct decision *d, const RecordClue *cmd)
{
	const CadreRow *cadre;
	enum refusal r = check_clue(d, cmd, &cadre);
	const char *id, *verify_by = policy_deadline(d, "BLOCK.VERIFY");

	if (r)
		return r;
	id = decision_new_id(d, "clue");
	decision_answer(d, "clue_id", id);
	decision_answer(d, "verify_by", verify_by);
	emit_clue_recorded(d, &(ClueRecorded){
		.clue_id = id,
		.campaign_id = cmd->campaign_id,
		.source = cmd->source,
		.recorded_on = d->today,
		.verify_by = verify_by,
	});
	emit_clue_sealed(d, &(ClueSealed){
		.clue_id = id,
		.cadre_id = cadre->cadre_id,
		.unit_id = cadre->unit_id,
		.source_id = cmd->source_id,
		.behavior = cmd->behavior,
		.content = cmd->content,
		.recorded_by = actor_person(d->actor),
	});
	return REFUSAL_NONE;
}

/* ---- verifying ----------------------------------------------------------------------------------------- */

static enum refusal find_clue(const struct decision *d, const char *clue_id, const ClueRow **clue)
{
	enum refusal r = REFUSAL_CLUE_UNKNOWN;

	*clue = clue_find(d->state, clue_id);
	if (*clue)
		matter_cadre(d, (*clue)->cadre_id, &r);
	return r;
}

enum refusal start_clue_verification_decide(struct decision *d, const StartClueVerification *cmd)
{
	const ClueRow *clue;
	enum refusal r = find_clue(d, cmd->clue_id, &clue);

	if (r)                                                                          return r;
	if (clue->state != CLUE_STATE_RECORDED)                                         return REFUSAL_STATE_WRONG;
	if (cmd->n_investigators < 2)                                                   return REFUSAL_TWO_INVESTIGATORS;
	for (size_t i = 1; i < cmd->n_investigators; i++)
		for (size_t j = 0; j < i; j++)
			if (strcmp(cmd->investigators[i], cmd->investigators[j]) == 0)
				return decision_refuse_row(d, REFUSAL_TWO_INVESTIGATORS, (uint32_t)i + 1, "investigators", cmd->investigators[i]);
	emit_clue_verification_started(d, &(ClueVerificationStarted){
		.clue_id = clue->clue_id,
		.n_investigators = cmd->n_investigators,
		.investigators = cmd->investigators,
		.started_on = d->today,
	});
	return REFUSAL_NONE;
}

void due_clue_verification(struct decision *d, const char *id)
{
	const ClueRow *clue = clue_find(d->state, id);

	if (clue && clue->state < CLUE_STATE_OUTCOME)
		emit_clue_overdue(d, &(ClueOverdue){ .clue_id = id, .verify_by = clue->verify_by });
}

/* ---- the outcome --------------------------------------------------------------------------------------- */

static bool organisation_deals(BlockOutcomeKind outcome)
{
	return outcome == BLOCK_OUTCOME_KIND_NOTICE || outcome == BLOCK_OUTCOME_KIND_ADMONITION ||
	       outcome == BLOCK_OUTCOME_KIND_ADJUSTMENT;
}

static enum refusal check_outcome(const struct decision *d, const ConcludeClue *cmd, const ClueRow *clue)
{
	enum refusal heard = matter_heard(d->state, clue->clue_id);

	if (clue->state == CLUE_STATE_RECORDED)                                  return REFUSAL_CLUE_UNVERIFIED;
	if (clue->state != CLUE_STATE_VERIFYING)                                 return REFUSAL_STATE_WRONG;
	if (strcmp(actor_person(d->actor), clue->recorded_by) == 0)              return REFUSAL_SAME_HAND;
	return organisation_deals(cmd->outcome) ? heard : REFUSAL_NONE;
}

/* The system proposes what the outcome calls for; people open it, or decline. */
static void propose_next(struct decision *d, const ClueRow *clue, BlockOutcomeKind outcome)
{
	if (outcome == BLOCK_OUTCOME_KIND_ADMONITION)
		response_propose(d, clue->cadre_id, RESPONSE_CAUSE_MIDDLE_BLOCKAGE, clue->clue_id, clue->behavior);
	if (outcome == BLOCK_OUTCOME_KIND_ADJUSTMENT)
		adjustment_suggest(d, clue->cadre_id, RESPONSE_CAUSE_MIDDLE_BLOCKAGE, clue->clue_id, clue->behavior);
}

static void emit_outcome(struct decision *d, const ClueRow *clue, BlockOutcomeKind outcome)
{
	if (organisation_deals(outcome))
		emit_block_outcome(d, &(BlockOutcome){
			.clue_id = clue->clue_id,
			.campaign_id = clue->campaign_id,
			.cadre_id = clue->cadre_id,
			.unit_id = clue->unit_id,
			.outcome = outcome,
			.behavior = clue->behavior,
			.decided_on = d->today,
		});
	else if (outcome == BLOCK_OUTCOME_KIND_UNFOUNDED)
		emit_clue_unfounded(d, &(ClueUnfounded){ .clue_id = clue->clue_id, .campaign_id = clue->campaign_id, .decided_on = d->today });
	else
		emit_clue_handed_over(d, &(ClueHandedOver){
			.clue_id = clue->clue_id,
			.campaign_id = clue->campaign_id,
			.handed_on = d->today,
			.take_by = policy_deadline(d, "BLOCK.TAKE_OVER"),
		});
}

enum refusal conclude_clue_decide(struct decision *d, const ConcludeClue *cmd)
{
	const ClueRow *clue;
	enum refusal r = find_clue(d, cmd->clue_id, &clue);

	if (r)                                                                   return r;
	if ((r = check_outcome(d, cmd, clue)))                                   return r;
	if (text_names_reporter(d, clue->cadre_id, cmd->finding))                return REFUSAL_REPORTER_IN_TEXT;
	emit_outcome(d, clue, cmd->outcome);
	propose_next(d, clue, cmd->outcome);
	matter_note(d, clue->clue_id, clue->cadre_id, NOTE_KIND_INVESTIGATION, cmd->finding);
	return REFUSAL_NONE;
}

enum refusal take_over_clue_decide(struct decision *d, const TakeOverClue *cmd)
{
	const ClueRow *clue;
	enum refusal r = find_clue(d, cmd->clue_id, &clue);

	if (r)                                                                   return r;
	if (clue->outcome != BLOCK_OUTCOME_KIND_INVESTIGATION)                   return REFUSAL_CLUE_NOT_HANDED_OVER;
	if (clue->receipt[0])                                                    return REFUSAL_STATE_WRONG;
	emit_clue_taken_over(d, &(ClueTakenOver){ .clue_id = clue->clue_id, .receipt = cmd->receipt, .taken_on = d->today });
	return REFUSAL_NONE;
}
