/* The special talk about shouldering responsibility (担当作为专项谈话), part of a frontline observation: row S1, W2.1.
 *
 *   OBSERVED | TALKED -> TALKED
 *
 * The form has three sets of items, what must be asked, looked at and discussed (三必问、三必看、三必谈); their wording is a
 * policy row, and every item needs its answer. At least two people hold the talk. The record is sealed; the qualitative
 * result is given with the conclusion of the observation.
 *
 * In:  RecordSpecialTalk.
 * Out: SpecialTalkRecorded (sealed). */
#include <string.h>

#include "assessment/bounds.h"
#include "assessment/fieldwork.h"
#include "base/require.h"
#include "roster/people.h"
#include "workflows.h"

struct form {
	TalkAnswer *answers[SPECIAL_TALK_ANSWERS_MAX];
	const char *texts[SPECIAL_TALK_ANSWERS_MAX];
	size_t count;
};

static void answer(struct decision *d, struct form *form, TalkPart part, const char *item, const char *text)
{
	TalkAnswer *one = arena_alloc(d->arena, sizeof *one);

	REQUIRE(one && form->count < SPECIAL_TALK_ANSWERS_MAX);
	talk_answer__init(one);
	one->part = part;
	one->item = item;
	one->text = text;
	form->texts[form->count] = text;
	form->answers[form->count++] = one;
}

/* One set: the items of the rule in their order, each with the answer of its place. */
static enum refusal fill(struct decision *d, struct form *form, TalkPart part, const char *rule_id, const char *field,
			 struct names given)
{
	static const char separator[] = "；";
	const char *item = policy_text(d, rule_id);
	uint32_t row = 0;

	while (*item) {
		const char *end = strstr(item, separator);
		size_t size = end ? (size_t)(end - item) : strlen(item);
		if (row >= given.count || given.ids[row][0] == '\0')
			return decision_refuse_row(d, REFUSAL_TALK_ITEM_MISSING, row + 1, field,
						   decision_format(d, "%.*s", (int)size, item));
		answer(d, form, part, decision_format(d, "%.*s", (int)size, item), given.ids[row++]);
		item = end ? end + strlen(separator) : item + size;
	}
	if (row < given.count)
		return decision_refuse_row(d, REFUSAL_TALK_ITEM_UNKNOWN, row + 1, field, NULL);
	return REFUSAL_NONE;
}

static enum refusal fill_form(struct decision *d, struct form *form, const RecordSpecialTalk *cmd)
{
	enum refusal r;

	form->count = 0;
	if ((r = fill(d, form, TALK_PART_ASK, "SPECIAL_TALK.ASK", "asks", (struct names){ cmd->asks, cmd->n_asks })))
		return r;
	if ((r = fill(d, form, TALK_PART_LOOK, "SPECIAL_TALK.LOOK", "looks", (struct names){ cmd->looks, cmd->n_looks })))
		return r;
	return fill(d, form, TALK_PART_DISCUSS, "SPECIAL_TALK.DISCUSS", "discusses",
		    (struct names){ cmd->discusses, cmd->n_discusses });
}

static enum refusal check_talk(struct decision *d, const FieldObservationRow *row, const CadreRow *cadre,
			       const RecordSpecialTalk *cmd)
{
	struct names talkers = { cmd->talker_ids, cmd->n_talker_ids };
	enum refusal r;

	if (!cadre)                                              return REFUSAL_FIELD_OBSERVATION_UNKNOWN;
	if (!actor_may_manage(d->actor, cadre))                  return REFUSAL_OUTSIDE_AUTHORITY;
	if (actor_is(d->actor, cadre->cadre_id))                 return REFUSAL_SELF_DEALING;
	/* first one goes and looks, then one talks */
	if (row->state != FIELD_OBSERVATION_STATE_OBSERVED &&
	    row->state != FIELD_OBSERVATION_STATE_TALKED)        return REFUSAL_STATE_WRONG;
	if ((r = observers_named(d, "talker_ids", talkers, (struct names){ row->observer_ids, row->n_observer_ids })) ||
	    (r = observers_stand_apart(d, "talker_ids", talkers, cadre)))
		return r;
	if (strcmp(cmd->held_on, d->today) > 0)                  return decision_refuse(d, REFUSAL_DATE_FUTURE, "held_on", cmd->held_on);
	if (strcmp(cmd->held_on, row->planned_on) < 0)           return decision_refuse(d, REFUSAL_DATE_ORDER, "held_on", cmd->held_on);
	if (cmd->relation == ANGLE_SITE)                         return decision_refuse(d, REFUSAL_TALK_SITE, "relation", NULL);
	return asked_fits(d, cadre, cmd->relation, cmd->asked_id, cmd->asked_name);
}

enum refusal record_special_talk_decide(struct decision *d, const RecordSpecialTalk *cmd)
{
	const FieldObservationRow *row = field_observation_find(d->state, cmd->observation_id);
	const CadreRow *cadre = row ? cadre_find(d->state, row->cadre_id) : NULL;
	enum refusal r = check_talk(d, row, cadre, cmd);
	const char *id, *digest;
	struct form form;

	if (r || (r = fill_form(d, &form, cmd)))
		return r;
	id = decision_new_id(d, "special-talk");
	digest = text_digest(d, form.texts, form.count);
	decision_answer(d, "talk_id", id);
	emit_special_talk_recorded(d, &(SpecialTalkRecorded){
		.talk_id = id,
		.observation_id = row->observation_id,
		.cadre_id = row->cadre_id,
		.n_talker_ids = cmd->n_talker_ids,
		.talker_ids = cmd->talker_ids,
		.relation = cmd->relation,
		.asked_id = cmd->asked_id,
		.asked_name = cmd->asked_name,
		.held_on = cmd->held_on,
		.n_answers = form.count,
		.answers = form.answers,
		.text_digest = digest,
		.same_text_as = text_seen(d, digest),
	});
	return REFUSAL_NONE;
}
