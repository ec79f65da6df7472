/* What behaviour appraisals change: models, which evaluation goes by which, what the box shows of them, profiles. */
#include "base/require.h"
#include "workflows.h"

static AppraisalModelRow model_of(struct tables *t, const char *model_id)
{
	const AppraisalModelRow *row = appraisal_model_find(tables_state(t), model_id);

	REQUIRE(row);
	return *row;
}

static AppraisalProfileRow profile_row(struct tables *t, const char *cadre_id, const char *poll_id)
{
	const AppraisalProfileRow *row = appraisal_profile_find(tables_state(t), cadre_id, poll_id);

	REQUIRE(row);
	return *row;
}

void apply_appraisal_model_loaded(struct tables *t, const AppraisalModelLoaded *e, const struct event *ev)
{
	appraisal_model_put(t, &(AppraisalModelRow){
		.model_id = e->model_id,
		.version = e->version,
		.title = e->title,
		.authority = e->authority,
		.state = APPRAISAL_MODEL_STATE_LOADED,
		.n_aspects = e->n_aspects,
		.aspects = e->aspects,
		.n_indicators = e->n_indicators,
		.indicators = e->indicators,
		.loaded_by = ev->actor_account,
		.loaded_on = ev->occurred_on,
	});
}

void apply_appraisal_model_approved(struct tables *t, const AppraisalModelApproved *e, const struct event *ev)
{
	AppraisalModelRow row = model_of(t, e->model_id);

	row.state = APPRAISAL_MODEL_STATE_IN_FORCE;
	row.document = e->document;
	row.approved_on = ev->occurred_on;
	appraisal_model_put(t, &row);
	if (e->replaces[0]) {
		AppraisalModelRow before = model_of(t, e->replaces);
		before.state = APPRAISAL_MODEL_STATE_REPLACED;
		appraisal_model_put(t, &before);
	}
}

void apply_appraisal_drafted(struct tables *t, const AppraisalDrafted *e, const struct event *ev)
{
	(void)ev;
	appraisal_put(t, &(AppraisalRow){ .poll_id = e->poll_id, .model_id = e->model_id, .authority = e->authority });
}

/* Of every evaluation the box tells; kept of those a profile is made of. */
void apply_item_tallied(struct tables *t, const ItemTallied *e, const struct event *ev)
{
	(void)ev;
	if (!appraisal_find(tables_state(t), e->poll_id))
		return;
	appraisal_tally_put(t, &(AppraisalTallyRow){
		.poll_id = e->poll_id,
		.target_id = e->target_id,
		.item_id = e->item_id,
		.n_groups = e->n_groups,
		.groups = e->groups,
		.score_hidden = e->score_hidden,
		.score = e->score,
	});
}

void apply_appraisal_profiled(struct tables *t, const AppraisalProfiled *e, const struct event *ev)
{
	(void)ev;
	appraisal_profile_put(t, &(AppraisalProfileRow){
		.cadre_id = e->cadre_id,
		.poll_id = e->poll_id,
		.model_id = e->model_id,
		.model_version = e->model_version,
		.ballots = e->ballots,
		.withheld = e->withheld,
		.total = e->total,
		.n_aspects = e->n_aspects,
		.aspects = e->aspects,
		.n_indicators = e->n_indicators,
		.indicators = e->indicators,
		.profiled_on = e->profiled_on,
		.negative_percent = e->negative_percent,
	});
}

void apply_appraisal_talk_proposed(struct tables *t, const AppraisalTalkProposed *e, const struct event *ev)
{
	AppraisalProfileRow row = profile_row(t, e->cadre_id, e->poll_id);

	(void)ev;
	row.n_talk_reasons = e->n_reasons;
	row.talk_reasons = e->reasons;
	appraisal_profile_put(t, &row);
}

void apply_weakness_identified(struct tables *t, const WeaknessIdentified *e, const struct event *ev)
{
	AppraisalProfileRow row = profile_row(t, e->cadre_id, e->poll_id);

	(void)ev;
	row.n_gaps = e->n_capabilities;
	row.gaps = e->capabilities;
	appraisal_profile_put(t, &row);
}

void apply_appraisal_concluded(struct tables *t, const AppraisalConcluded *e, const struct event *ev)
{
	const AppraisalRow *old = appraisal_find(tables_state(t), e->poll_id);

	(void)ev;
	REQUIRE(old);
	AppraisalRow row = *old;
	row.profiles = e->profiles;
	row.talks = e->talks;
	row.concluded_on = e->concluded_on;
	appraisal_put(t, &row);
}
