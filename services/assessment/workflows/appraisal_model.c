/* The model of a behaviour appraisal (行为特征测评模型) as data: row A5, W3.6.
 *
 *   LOADED -> IN_FORCE (another person approves) -> REPLACED by the next version
 *
 * How many aspects and indicators a model has says the rule; what they are says the organ that loads it. Every indicator has statements
 * of what is good and of what is bad. An evaluation keeps the version it was drafted by.
 * In:  LoadAppraisalModel, ApproveAppraisalModel.
 * Out: AppraisalModelLoaded, AppraisalModelApproved. */
#include <string.h>

#include "assessment/bounds.h"
#include "assessment/profile.h"
#include "workflows.h"

#define PERCENT_ALL 100

static const AppraisalAspect *aspect_of(const LoadAppraisalModel *cmd, const char *aspect_id)
{
	for (size_t i = 0; i < cmd->n_aspects; i++)
		if (strcmp(cmd->aspects[i]->aspect_id, aspect_id) == 0)
			return cmd->aspects[i];
	return NULL;
}

static const AppraisalIndicator *indicator_of(const LoadAppraisalModel *cmd, const char *indicator_id)
{
	for (size_t i = 0; i < cmd->n_indicators; i++)
		if (strcmp(cmd->indicators[i]->indicator_id, indicator_id) == 0)
			return cmd->indicators[i];
	return NULL;
}

static enum refusal check_counts(struct decision *d, const LoadAppraisalModel *cmd)
{
	size_t items = cmd->n_indicators;

	for (size_t i = 0; i < cmd->n_indicators; i++)
		items += cmd->indicators[i]->n_negatives;
	if (cmd->n_aspects != (size_t)policy_number(d, "APPRAISAL.ASPECTS"))
		return decision_refuse(d, REFUSAL_APPRAISAL_ASPECTS, "aspects", decision_format(d, "%zu", cmd->n_aspects));
	if (cmd->n_indicators != (size_t)policy_number(d, "APPRAISAL.INDICATORS"))
		return decision_refuse(d, REFUSAL_APPRAISAL_INDICATORS, "indicators", decision_format(d, "%zu", cmd->n_indicators));
	if (items > POLL_ITEMS_MAX)
		return decision_refuse(d, REFUSAL_APPRAISAL_FORM_LONG, "indicators", decision_format(d, "%zu", items));
	return REFUSAL_NONE;
}

/* Sum of the weights of the aspect's indicators; 0: it has none. */
static uint32_t weights_below(const LoadAppraisalModel *cmd, const char *aspect_id)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < cmd->n_indicators; i++)
		if (strcmp(cmd->indicators[i]->aspect_id, aspect_id) == 0)
			sum += cmd->indicators[i]->weight_percent;
	return sum;
}

static enum refusal check_aspects(struct decision *d, const LoadAppraisalModel *cmd)
{
	enum refusal first = REFUSAL_NONE;
	uint32_t weights = 0;

	for (size_t i = 0; i < cmd->n_aspects; i++) {
		const AppraisalAspect *aspect = cmd->aspects[i];
		uint32_t below = weights_below(cmd, aspect->aspect_id);
		enum refusal r = aspect_of(cmd, aspect->aspect_id) != aspect ? REFUSAL_VALUE_DUPLICATE
				 : below == 0                                ? REFUSAL_APPRAISAL_ASPECT_EMPTY
				 : below != PERCENT_ALL                      ? REFUSAL_APPRAISAL_WEIGHTS : REFUSAL_NONE;
		if (r)
			decision_refuse_row(d, r, (uint32_t)i + 1, "aspects", aspect->aspect_id);
		first = first ? first : r;
		weights += aspect->weight_percent;
	}
	if (!first && weights != PERCENT_ALL)
		return decision_refuse(d, REFUSAL_APPRAISAL_WEIGHTS, "aspects", decision_format(d, "%u", weights));
	return first;
}

/* No two items of the form have one id, whatever they are put together of. */
static bool item_ids_collide(struct decision *d, const LoadAppraisalModel *cmd, const AppraisalIndicator *indicator)
{
	for (size_t i = 0; i < indicator->n_negatives; i++) {
		const char *id = appraisal_negative_item(d, indicator, indicator->negatives[i]);
		if (indicator_of(cmd, id))
			return true;
		for (size_t j = 0; j < cmd->n_indicators && cmd->indicators[j] != indicator; j++)
			for (size_t k = 0; k < cmd->indicators[j]->n_negatives; k++)
				if (strcmp(id, appraisal_negative_item(d, cmd->indicators[j], cmd->indicators[j]->negatives[k])) == 0)
					return true;
		for (size_t k = 0; k < i; k++)
			if (strcmp(indicator->negatives[k]->statement_id, indicator->negatives[i]->statement_id) == 0)
				return true;
	}
	return false;
}

static enum refusal check_indicators(struct decision *d, const LoadAppraisalModel *cmd)
{
	enum refusal first = REFUSAL_NONE;

	for (size_t i = 0; i < cmd->n_indicators; i++) {
		const AppraisalIndicator *indicator = cmd->indicators[i];
		enum refusal r = indicator_of(cmd, indicator->indicator_id) != indicator ? REFUSAL_VALUE_DUPLICATE
				 : item_ids_collide(d, cmd, indicator)                   ? REFUSAL_VALUE_DUPLICATE
				 : !aspect_of(cmd, indicator->aspect_id)                 ? REFUSAL_APPRAISAL_ASPECT_UNKNOWN : REFUSAL_NONE;
		if (r)
			decision_refuse_row(d, r, (uint32_t)i + 1, "indicators", indicator->indicator_id);
		first = first ? first : r;
	}
	return first;
}

static uint32_t next_version(const struct decision *d)
{
	struct row_scan scan = appraisal_model_by_authority(d->state, d->actor->region);
	const AppraisalModelRow *row;
	uint32_t last = 0;

	while ((row = appraisal_model_next(&scan)))
		last = row->version > last ? row->version : last;
	return last + 1;
}

enum refusal load_appraisal_model_decide(struct decision *d, const LoadAppraisalModel *cmd)
{
	const char *id;
	enum refusal r;

	if ((r = check_counts(d, cmd)) || (r = check_indicators(d, cmd)) || (r = check_aspects(d, cmd)))
		return r;
	id = decision_new_id(d, "model");
	decision_answer(d, "model_id", id);
	emit_appraisal_model_loaded(d, &(AppraisalModelLoaded){
		.model_id = id,
		.version = next_version(d),
		.title = cmd->title,
		.authority = d->actor->region,
		.n_aspects = cmd->n_aspects,
		.aspects = cmd->aspects,
		.n_indicators = cmd->n_indicators,
		.indicators = cmd->indicators,
	});
	return REFUSAL_NONE;
}

static const char *in_force(const struct decision *d)
{
	struct row_scan scan = appraisal_model_by_authority(d->state, d->actor->region);
	const AppraisalModelRow *row;

	while ((row = appraisal_model_next(&scan)))
		if (row->state == APPRAISAL_MODEL_STATE_IN_FORCE)
			return row->model_id;
	return "";
}

enum refusal approve_appraisal_model_decide(struct decision *d, const ApproveAppraisalModel *cmd)
{
	const AppraisalModelRow *model = appraisal_model_find(d->state, cmd->model_id);

	if (!model)                                              return REFUSAL_APPRAISAL_MODEL_UNKNOWN;
	if (strcmp(model->authority, d->actor->region) != 0)     return REFUSAL_OUTSIDE_AUTHORITY;
	if (model->state != APPRAISAL_MODEL_STATE_LOADED)        return REFUSAL_APPRAISAL_MODEL_APPROVED;
	if (strcmp(model->loaded_by, d->actor->account) == 0)    return REFUSAL_APPRAISAL_MODEL_OWN;
	emit_appraisal_model_approved(d, &(AppraisalModelApproved){
		.model_id = model->model_id,
		.document = cmd->document,
		.replaces = in_force(d),
	});
	return REFUSAL_NONE;
}
