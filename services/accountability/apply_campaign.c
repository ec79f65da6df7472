/* What the campaign against the middle blockage changes: the campaign and its counts, clues, batches. */
#include "base/require.h"
#include "workflows.h"

/* A campaign for changing, its counts beside it. */
struct changing {
	CampaignRow row;
	CampaignCounts counts;
};

static void take(struct tables *t, const char *campaign_id, struct changing *c)
{
	const CampaignRow *old = campaign_find(tables_state(t), campaign_id);

	REQUIRE(old && old->counts);
	c->row = *old;
	c->counts = *old->counts;
	c->row.counts = &c->counts;
}

static ClueRow clue_of(struct tables *t, const char *clue_id)
{
	const ClueRow *row = clue_find(tables_state(t), clue_id);

	REQUIRE(row);
	return *row;
}

/* ---- the campaign -------------------------------------------------------------------------------------- */

void apply_campaign_opened(struct tables *t, const CampaignOpened *e, const struct event *ev)
{
	CampaignCounts none;

	(void)ev;
	campaign_counts__init(&none);
	campaign_put(t, &(CampaignRow){
		.campaign_id = e->campaign_id,
		.title = e->title,
		.state = CAMPAIGN_STATE_RUNNING,
		.starts_on = e->starts_on,
		.ends_on = e->ends_on,
		.document = e->document,
		.demands = e->demands,
		.authority = e->authority,
		.counts = &none,
	});
	due_set(t, DUE_CAMPAIGN_END, e->campaign_id, e->ends_on);
}

void apply_campaign_ended(struct tables *t, const CampaignEnded *e, const struct event *ev)
{
	struct changing c;

	(void)ev;
	take(t, e->campaign_id, &c);
	c.row.state = CAMPAIGN_STATE_ENDED;
	c.row.summarise_by = e->summarise_by;
	campaign_put(t, &c.row);
}

void apply_campaign_summarised(struct tables *t, const CampaignSummarised *e, const struct event *ev)
{
	struct changing c;

	(void)ev;
	take(t, e->campaign_id, &c);
	c.row.state = CAMPAIGN_STATE_SUMMARISED;
	c.row.summary = e->summary;
	c.row.summarised_on = e->summarised_on;
	campaign_put(t, &c.row);
}

/* ---- clues --------------------------------------------------------------------------------------------- */

void apply_clue_recorded(struct tables *t, const ClueRecorded *e, const struct event *ev)
{
	struct changing c;

	(void)ev;
	take(t, e->campaign_id, &c);
	c.counts.clues++;
	c.counts.undecided++;
	c.counts.visits += e->source == CLUE_SOURCE_VISIT;
	c.counts.checks += e->source == CLUE_SOURCE_CHECK;
	c.counts.reports += e->source == CLUE_SOURCE_REPORT;
	clue_put(t, &(ClueRow){
		.clue_id = e->clue_id,
		.campaign_id = e->campaign_id,
		.state = CLUE_STATE_RECORDED,
		.source = e->source,
		.recorded_on = e->recorded_on,
		.verify_by = e->verify_by,
		.authority = c.row.authority,
	});
	campaign_put(t, &c.row);
	due_set(t, DUE_CLUE_VERIFICATION, e->clue_id, e->verify_by);
}

void apply_clue_sealed(struct tables *t, const ClueSealed *e, const struct event *ev)
{
	ClueRow row = clue_of(t, e->clue_id);

	(void)ev;
	row.cadre_id = e->cadre_id;
	row.unit_id = e->unit_id;
	row.source_id = e->source_id;
	row.behavior = e->behavior;
	row.content = e->content;
	row.recorded_by = e->recorded_by;
	clue_put(t, &row);
}

void apply_clue_verification_started(struct tables *t, const ClueVerificationStarted *e, const struct event *ev)
{
	ClueRow row = clue_of(t, e->clue_id);

	(void)ev;
	row.state = CLUE_STATE_VERIFYING;
	row.n_investigators = e->n_investigators;
	row.investigators = e->investigators;
	clue_put(t, &row);
}

void apply_clue_overdue(struct tables *t, const ClueOverdue *e, const struct event *ev)
{
	ClueRow row = clue_of(t, e->clue_id);

	(void)ev;
	row.overdue = true;
	clue_put(t, &row);
}

static void settle(struct tables *t, const char *clue_id, BlockOutcomeKind outcome, const char *decided_on)
{
	ClueRow row = clue_of(t, clue_id);
	struct changing c;

	take(t, row.campaign_id, &c);
	REQUIRE(c.counts.undecided > 0);
	c.counts.undecided--;
	c.counts.notices += outcome == BLOCK_OUTCOME_KIND_NOTICE;
	c.counts.admonitions += outcome == BLOCK_OUTCOME_KIND_ADMONITION;
	c.counts.adjustments += outcome == BLOCK_OUTCOME_KIND_ADJUSTMENT;
	c.counts.investigations += outcome == BLOCK_OUTCOME_KIND_INVESTIGATION;
	c.counts.unfounded += outcome == BLOCK_OUTCOME_KIND_UNFOUNDED;
	row.state = CLUE_STATE_OUTCOME;
	row.outcome = outcome;
	row.decided_on = decided_on;
	row.overdue = false;
	clue_put(t, &row);
	campaign_put(t, &c.row);
	due_clear(t, DUE_CLUE_VERIFICATION, clue_id);
}

void apply_block_outcome(struct tables *t, const BlockOutcome *e, const struct event *ev)
{
	(void)ev;
	settle(t, e->clue_id, e->outcome, e->decided_on);
}

void apply_clue_unfounded(struct tables *t, const ClueUnfounded *e, const struct event *ev)
{
	(void)ev;
	settle(t, e->clue_id, BLOCK_OUTCOME_KIND_UNFOUNDED, e->decided_on);
}

void apply_clue_handed_over(struct tables *t, const ClueHandedOver *e, const struct event *ev)
{
	(void)ev;
	settle(t, e->clue_id, BLOCK_OUTCOME_KIND_INVESTIGATION, e->handed_on);
}

void apply_clue_taken_over(struct tables *t, const ClueTakenOver *e, const struct event *ev)
{
	ClueRow row = clue_of(t, e->clue_id);

	(void)ev;
	row.receipt = e->receipt;
	clue_put(t, &row);
}

/* ---- batches ------------------------------------------------------------------------------------------- */

void apply_campaign_batch_published(struct tables *t, const CampaignBatchPublished *e, const struct event *ev)
{
	struct changing c;

	(void)ev;
	for (size_t i = 0; i < e->n_clue_ids; i++) {
		ClueRow row = clue_of(t, e->clue_ids[i]);
		row.state = CLUE_STATE_PUBLISHED;
		row.batch_id = e->batch_id;
		clue_put(t, &row);
	}
	take(t, e->campaign_id, &c);
	c.counts.published += (uint32_t)e->n_clue_ids;
	c.row.batches = e->number;
	campaign_put(t, &c.row);
	campaign_batch_put(t, &(CampaignBatchRow){
		.campaign_id = e->campaign_id,
		.batch_id = e->batch_id,
		.number = e->number,
		.named = e->named,
		.approval = e->approval,
		.text = e->text,
		.published_on = e->published_on,
		.authority = c.row.authority,
		.n_clue_ids = e->n_clue_ids,
		.clue_ids = e->clue_ids,
	});
}
