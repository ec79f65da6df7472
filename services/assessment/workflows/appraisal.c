/* Behaviour appraisal (行为特征测评, 行为清单+正反向测评): row A5, W3.6.
 *
 *   MODEL in force -> DRAFT (the form comes from the model) -> the democratic evaluation of W3.5, up to its release
 *   -> PROFILED (by aspect and indicator) -> a talk is proposed, capability gaps go to training
 *
 * A profile rests on what the box has released, never on a ballot, and on enough ballots. Whether a low profile calls for a talk say
 * thresholds of policy; welfare opens it, and its talker hears codes, no words of voters.
 * In:  DraftAppraisal, ProfileAppraisal; ItemTallied of the box.
 * Out: PollDrafted, AppraisalDrafted; AppraisalProfiled, AppraisalTalkProposed, WeaknessIdentified (one person each), AppraisalConcluded. */
#include <string.h>

#include "assessment/bounds.h"
#include "assessment/evaluation.h"
#include "assessment/profile.h"
#include "base/require.h"
#include "roster/people.h"
#include "workflows.h"

/* ---- the form --------------------------------------------------------------------------------------- */

/* A form in the making, as long as the decision. */
struct sheet {
	PollForm form;
	PollItem items[POLL_ITEMS_MAX], *item_list[POLL_ITEMS_MAX];
	PollTarget targets[POLL_TARGETS_MAX], *target_list[POLL_TARGETS_MAX];
};

static void add_item(struct sheet *s, const char *item_id, const char *title, const char *aspect, bool negative)
{
	PollItem *item = s->item_list[s->form.n_items] = &s->items[s->form.n_items];

	REQUIRE(s->form.n_items < POLL_ITEMS_MAX);
	s->form.n_items++;
	poll_item__init(item);
	item->item_id = item_id;
	item->title = title;
	item->aspect = aspect;
	item->negative = negative;
}

static const char *aspect_title(const AppraisalModelRow *model, const char *aspect_id)
{
	for (size_t i = 0; i < model->n_aspects; i++)
		if (strcmp(model->aspects[i]->aspect_id, aspect_id) == 0)
			return model->aspects[i]->title;
	return "";
}

static void add_items(struct decision *d, struct sheet *s, const AppraisalModelRow *model)
{
	for (size_t i = 0; i < model->n_indicators; i++) {
		const AppraisalIndicator *indicator = model->indicators[i];
		const char *aspect = aspect_title(model, indicator->aspect_id);
		add_item(s, indicator->indicator_id, indicator->title, aspect, false);
		for (size_t k = 0; k < indicator->n_negatives; k++)
			add_item(s, appraisal_negative_item(d, indicator, indicator->negatives[k]), indicator->negatives[k]->text,
				 aspect, true);
	}
}

static enum refusal add_targets(struct decision *d, struct sheet *s, const DraftAppraisal *cmd)
{
	enum refusal first = REFUSAL_NONE;

	REQUIRE(cmd->n_cadre_ids <= POLL_TARGETS_MAX);
	for (size_t i = 0; i < cmd->n_cadre_ids; i++) {
		const CadreRow *cadre = cadre_find(d->state, cmd->cadre_ids[i]);
		enum refusal r = !cadre ? REFUSAL_CADRE_UNKNOWN
				 : !actor_may_manage(d->actor, cadre) ? REFUSAL_OUTSIDE_AUTHORITY : REFUSAL_NONE;
		if (r)
			decision_refuse_row(d, r, (uint32_t)i + 1, "cadre_ids", cmd->cadre_ids[i]);
		first = first ? first : r;
		s->target_list[i] = &s->targets[i];
		poll_target__init(&s->targets[i]);
		s->targets[i].target_id = cmd->cadre_ids[i];
		s->targets[i].title = cadre ? cadre->name : "";
	}
	s->form.n_targets = cmd->n_cadre_ids;
	s->form.targets = s->target_list;
	return first;
}

static enum refusal fill_sheet(struct decision *d, struct sheet *s, const AppraisalModelRow *model, const DraftAppraisal *cmd)
{
	poll_form__init(&s->form);
	s->form.n_options = cmd->n_options;
	s->form.options = cmd->options;
	s->form.n_classes = cmd->n_classes;
	s->form.classes = cmd->classes;
	s->form.paper = cmd->paper;
	s->form.excellent_max = cmd->excellent_max;
	s->form.examples_reviewed = true;
	s->form.items = s->item_list;
	add_items(d, s, model);
	return add_targets(d, s, cmd);
}

enum refusal draft_appraisal_decide(struct decision *d, const DraftAppraisal *cmd)
{
	const AppraisalModelRow *model = appraisal_model_find(d->state, cmd->model_id);
	struct sheet *sheet = arena_alloc(d->arena, sizeof *sheet);
	const char *poll_id;
	DraftPoll poll;
	enum refusal r;

	REQUIRE(sheet);
	if (!model)                                             return REFUSAL_APPRAISAL_MODEL_UNKNOWN;
	if (strcmp(model->authority, d->actor->region) != 0)    return REFUSAL_OUTSIDE_AUTHORITY;
	if (model->state != APPRAISAL_MODEL_STATE_IN_FORCE)     return REFUSAL_APPRAISAL_MODEL_STATE;
	if ((r = fill_sheet(d, sheet, model, cmd)))             return r;
	draft_poll__init(&poll);
	poll.title = cmd->title;
	poll.form = &sheet->form;
	poll.opens_on = cmd->opens_on;
	poll.closes_on = cmd->closes_on;
	if ((r = poll_draft(d, &poll, &poll_id)))
		return r;
	emit_appraisal_drafted(d, &(AppraisalDrafted){ .poll_id = poll_id, .model_id = model->model_id, .authority = d->actor->region });
	return REFUSAL_NONE;
}

/* ---- what follows from a profile -------------------------------------------------------------------- */

struct thresholds {
	int64_t gap, total, aspect, negative;
	uint32_t negative_percent;
};

static struct thresholds read_thresholds(struct decision *d)
{
	return (struct thresholds){
		.gap = policy_number(d, "APPRAISAL.GAP_BELOW"),
		.total = policy_number(d, "APPRAISAL.TALK_TOTAL_BELOW"),
		.aspect = policy_number(d, "APPRAISAL.TALK_ASPECT_BELOW"),
		.negative = policy_number(d, "APPRAISAL.TALK_NEGATIVE_FROM"),
		.negative_percent = (uint32_t)policy_number(d, "APPRAISAL.NEGATIVE_PERCENT"),
	};
}

#define REASONS_MAX 3

static size_t talk_reasons(const AppraisalModelRow *model, const struct profile *p, const struct thresholds *t, AppraisalReason *out)
{
	bool low_aspect = false, negative = false;
	size_t count = 0;

	for (size_t i = 0; i < model->n_aspects; i++)
		low_aspect = low_aspect || (!p->aspects[i].withheld && p->aspects[i].net < t->aspect);
	for (size_t i = 0; i < model->n_indicators; i++)
		negative = negative || p->indicators[i].negative >= t->negative;
	if (!p->withheld && p->total < t->total)
		out[count++] = APPRAISAL_REASON_LOW_TOTAL;
	if (low_aspect)
		out[count++] = APPRAISAL_REASON_LOW_ASPECT;
	if (negative)
		out[count++] = APPRAISAL_REASON_NEGATIVE;
	return count;
}

static bool listed(const char *const *list, size_t count, const char *text)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(list[i], text) == 0)
			return true;
	return false;
}

/* Two indicators may train one capability: it is named once. */
static size_t mark_gaps(const AppraisalModelRow *model, struct profile *p, int64_t below, const char **capabilities)
{
	size_t count = 0;

	for (size_t i = 0; i < model->n_indicators; i++) {
		p->indicators[i].gap = !p->indicators[i].withheld && p->indicators[i].net < below;
		if (p->indicators[i].gap && !listed(capabilities, count, model->indicators[i]->capability))
			capabilities[count++] = model->indicators[i]->capability;
	}
	return count;
}

static bool emit_person(struct decision *d, const PollRow *poll, const AppraisalModelRow *model, const char *cadre_id,
			const struct thresholds *t)
{
	struct profile *p = arena_alloc(d->arena, sizeof *p);
	const char *capabilities[APPRAISAL_INDICATORS_MAX];
	AppraisalReason reasons[REASONS_MAX];
	size_t gaps, why;

	REQUIRE(p);
	profile_of(d, model, poll->poll_id, cadre_id, t->negative_percent, p);
	gaps = mark_gaps(model, p, t->gap, capabilities);
	why = talk_reasons(model, p, t, reasons);
	emit_appraisal_profiled(d, &(AppraisalProfiled){
		.poll_id = poll->poll_id,
		.cadre_id = cadre_id,
		.model_id = model->model_id,
		.model_version = model->version,
		.ballots = p->ballots,
		.withheld = p->withheld,
		.total = p->total,
		.n_aspects = model->n_aspects,
		.aspects = p->aspect_list,
		.n_indicators = model->n_indicators,
		.indicators = p->indicator_list,
		.profiled_on = d->today,
		.negative_percent = t->negative_percent,
	});
	if (gaps)
		emit_weakness_identified(d, &(WeaknessIdentified){ .poll_id = poll->poll_id, .cadre_id = cadre_id, .n_capabilities = gaps,
								   .capabilities = capabilities, .identified_on = d->today });
	if (why)
		emit_appraisal_talk_proposed(d, &(AppraisalTalkProposed){ .poll_id = poll->poll_id, .cadre_id = cadre_id,
									  .n_reasons = why, .reasons = reasons });
	return why > 0;
}

/* ---- profiles ---------------------------------------------------------------------------------------- */

static uint32_t valid_ballots(const struct decision *d, const PollRow *poll, const AppraisalModelRow *model)
{
	const AppraisalTallyRow *row = appraisal_tally_find(d->state, poll->poll_id, poll->form->targets[0]->target_id,
							    model->indicators[0]->indicator_id);
	uint32_t ballots = 0;

	for (size_t i = 0; row && i < row->n_groups; i++)
		ballots += row->groups[i]->ballots;
	return ballots;
}

static enum refusal check_profile(struct decision *d, const AppraisalRow *appraisal, const PollRow *poll)
{
	int64_t least = policy_number(d, "APPRAISAL.BALLOTS_MIN");

	if (!appraisal || !poll)                                    return REFUSAL_APPRAISAL_UNKNOWN;
	if (strcmp(appraisal->authority, d->actor->region) != 0)    return REFUSAL_OUTSIDE_AUTHORITY;
	if (poll->state != POLL_STATE_RELEASED)                     return REFUSAL_APPRAISAL_NOT_RELEASED;
	if (!poll->valid)                                           return REFUSAL_APPRAISAL_INVALID;
	if (appraisal->concluded_on[0])                             return REFUSAL_APPRAISAL_PROFILED;
	least = least > POLL_CELL_FLOOR ? least : POLL_CELL_FLOOR;
	const AppraisalModelRow *model = appraisal_model_find(d->state, appraisal->model_id);
	REQUIRE(model);
	return valid_ballots(d, poll, model) < least ? REFUSAL_APPRAISAL_BALLOTS_FEW : REFUSAL_NONE;
}

enum refusal profile_appraisal_decide(struct decision *d, const ProfileAppraisal *cmd)
{
	const AppraisalRow *appraisal = appraisal_find(d->state, cmd->poll_id);
	const PollRow *poll = poll_find(d->state, cmd->poll_id);
	const struct thresholds thresholds = read_thresholds(d);
	enum refusal r = check_profile(d, appraisal, poll);
	uint32_t talks = 0;

	if (r)
		return decision_refuse(d, r, "poll_id", cmd->poll_id);
	for (size_t i = 0; i < poll->form->n_targets; i++)
		talks += emit_person(d, poll, appraisal_model_find(d->state, appraisal->model_id), poll->form->targets[i]->target_id,
				     &thresholds);
	emit_appraisal_concluded(d, &(AppraisalConcluded){
		.poll_id = poll->poll_id,
		.profiles = (uint32_t)poll->form->n_targets,
		.talks = talks,
		.concluded_on = d->today,
	});
	decision_answer_number(d, "profiles", (int64_t)poll->form->n_targets);
	decision_answer_number(d, "talks", talks);
	return REFUSAL_NONE;
}
