/* Heart-to-heart talks (谈心谈话): row W3, W5.3.
 *
 *   TRIGGERED -> ASSIGNED -> (talked) -> NOTED -> ACTED -> CLOSED
 *                                 |-> CLOSED               (nobody asked for anything)
 *
 * Four must-talk triggers open talks from events (react.c) or a cadre's own declaration; others are held by plan. Only
 * talks that were held count (metric M17). What was said is sealed: TalkHeld carries none of it, TalkNoted is withheld.
 * In:  NameTalker, AssignTalk, RecordTalk, RecordTalks, ActOnTalk, FeedBackTalk, DeclareFamilyEvent, RunTalkCoverage;
 *      overdue talks and actions (due.c).
 * Out: TalkerNamed, TalkDue, TalkAssigned, TalkHeld, TalkNoted, TalkActionDue, TalkActed, TalkClosed,
 *      FamilyEventDeclared. */
#include "talks.h"

#include <string.h>

#include "roster/people.h"
#include "runtime/bulk.h"

enum refusal name_talker_decide(struct decision *d, const NameTalker *cmd)
{
	const CadreRow *cadre = cadre_find(d->state, cmd->cadre_id);

	if (!cadre)
		return decision_refuse(d, REFUSAL_CADRE_UNKNOWN, "cadre_id", cmd->cadre_id);
	if (!actor_may_manage(d->actor, cadre))
		return decision_refuse(d, REFUSAL_OUTSIDE_AUTHORITY, "cadre_id", cmd->cadre_id);
	if (cmd->delegated && (cmd->document[0] == '\0' || strcmp(cmd->until_on, d->today) < 0))
		return decision_refuse(d, REFUSAL_DELEGATION_INVALID, "until_on", cmd->until_on);
	emit_talker_named(d, &(TalkerNamed){
		.cadre_id = cmd->cadre_id,
		.level = cmd->level,
		.delegated = cmd->delegated,
		.document = cmd->document,
		.until_on = cmd->until_on,
	});
	return REFUSAL_NONE;
}

static enum refusal talker_fits(struct decision *d, const char *talker_id, const char *cadre_id, TalkLevel level)
{
	if (strcmp(talker_id, cadre_id) == 0)
		return REFUSAL_TALK_WITH_SELF;
	if (!cadre_find(d->state, talker_id))
		return REFUSAL_TALKER_UNKNOWN;
	if (!talker_reaches(d, talker_id, level))
		return REFUSAL_TALKER_LEVEL;
	return REFUSAL_NONE;
}

enum refusal assign_talk_decide(struct decision *d, const AssignTalk *cmd)
{
	const TalkRow *row = talk_find(d->state, cmd->talk_id);
	const CadreRow *cadre = row ? cadre_find(d->state, row->cadre_id) : NULL;
	enum refusal refusal;

	if (!row || !cadre)
		return decision_refuse(d, REFUSAL_TALK_UNKNOWN, "talk_id", cmd->talk_id);
	if (!actor_may_manage(d->actor, cadre))
		return decision_refuse(d, REFUSAL_OUTSIDE_AUTHORITY, "talk_id", cmd->talk_id);
	if (!talk_is_due(row))
		return decision_refuse(d, REFUSAL_STATE_WRONG, "talk_id", cmd->talk_id);
	refusal = talker_fits(d, cmd->talker_id, row->cadre_id, row->level);
	if (refusal != REFUSAL_NONE)
		return decision_refuse(d, refusal, "talker_id", cmd->talker_id);
	emit_talk_assigned(d, &(TalkAssigned){ .talk_id = row->talk_id, .cadre_id = row->cadre_id,
					       .talker_id = cmd->talker_id });
	return REFUSAL_NONE;
}

/* ---- talks held --------------------------------------------------------------------------------- */

/* What was found about one held talk. */
struct finding {
	const TalkRow *due;        /* NULL: a talk by plan */
	TalkTrigger trigger;
	TalkLevel level;
	char digest[NOTE_DIGEST_SIZE];
};

static enum refusal due_talk_of(struct decision *d, const HeldTalk *held, struct finding *f)
{
	if (held->talk_id[0] == '\0')
		return REFUSAL_NONE;
	f->due = talk_find(d->state, held->talk_id);
	if (!f->due)
		return REFUSAL_TALK_UNKNOWN;
	if (strcmp(f->due->cadre_id, held->cadre_id) != 0)
		return REFUSAL_TALK_OTHER_CADRE;
	return talk_is_due(f->due) ? REFUSAL_NONE : REFUSAL_TALK_HELD_ALREADY;
}

static enum refusal note_fits(struct decision *d, const HeldTalk *held, struct finding *f)
{
	struct row_scan scan;

	if (held->summary[0] && mentions_any(held->summary, policy_text(d, "TALK.SEALED_WORDS")))
		return REFUSAL_TALK_HEALTH_IN_SUMMARY;
	note_digest(held->summary, held->sealed, f->digest);
	if (f->digest[0] == '\0')
		return REFUSAL_NONE;
	scan = talk_note_by_note_digest(d->state, f->digest);
	return talk_note_next(&scan) ? REFUSAL_TALK_NOTE_COPIED : REFUSAL_NONE;
}

static enum refusal held_outcome(struct decision *d, const HeldTalk *held, struct finding *f)
{
	const CadreRow *cadre = cadre_find(d->state, held->cadre_id);
	enum refusal refusal;

	*f = (struct finding){ .trigger = held->trigger };
	if (!cadre)
		return REFUSAL_CADRE_UNKNOWN;
	if (!actor_may_manage(d->actor, cadre))
		return REFUSAL_OUTSIDE_AUTHORITY;
	if (!keeps_talks_of(d->actor, held->talker_id))
		return REFUSAL_TALK_OF_OTHERS;
	if (strcmp(held->held_on, d->today) > 0)
		return REFUSAL_TALK_NOT_HELD;
	refusal = due_talk_of(d, held, f);
	if (refusal != REFUSAL_NONE)
		return refusal;
	if (f->trigger == TALK_TRIGGER_UNSPECIFIED)
		f->trigger = f->due ? f->due->trigger : TALK_TRIGGER_SCHEDULED;
	f->level = f->due ? f->due->level : talk_level(cadre->team_head, cadre->team_member);
	refusal = talker_fits(d, held->talker_id, held->cadre_id, f->level);
	return refusal == REFUSAL_NONE ? note_fits(d, held, f) : refusal;
}

static const char *take_held(struct decision *d, const HeldTalk *held, const struct finding *f)
{
	const char *id = f->due ? f->due->talk_id : decision_new_id(d, "talk");

	emit_talk_held(d, &(TalkHeld){
		.talk_id = id,
		.cadre_id = held->cadre_id,
		.trigger = f->trigger,
		.level = f->level,
		.held_on = held->held_on,
	});
	emit_talk_noted(d, &(TalkNoted){
		.talk_id = id,
		.cadre_id = held->cadre_id,
		.talker_id = held->talker_id,
		.n_issues = held->n_issues,
		.issues = held->issues,
		.summary = held->summary,
		.sealed = held->sealed,
		.note_digest = f->digest,
	});
	if (held->needs)
		emit_talk_action_due(d, &(TalkActionDue){ .talk_id = id,
							  .act_by = policy_deadline(d, "TALK.ACTION_WITHIN") });
	return id;
}

enum refusal record_talk_decide(struct decision *d, const RecordTalk *cmd)
{
	struct finding finding;
	enum refusal refusal = held_outcome(d, cmd->talk, &finding);

	if (refusal != REFUSAL_NONE)
		return decision_refuse(d, refusal, "talk", cmd->talk->cadre_id);
	decision_answer(d, "talk_id", take_held(d, cmd->talk, &finding));
	return REFUSAL_NONE;
}

/* The same due talk twice in a list, or the same note. */
static enum refusal unlike_before(const RecordTalks *cmd, const struct finding *found, size_t at)
{
	for (size_t i = 0; i < at; i++) {
		if (cmd->talks[at]->talk_id[0] && strcmp(cmd->talks[i]->talk_id, cmd->talks[at]->talk_id) == 0)
			return REFUSAL_VALUE_DUPLICATE;
		if (found[at].digest[0] && strcmp(found[i].digest, found[at].digest) == 0)
			return REFUSAL_TALK_NOTE_COPIED;
	}
	return REFUSAL_NONE;
}

enum refusal record_talks_decide(struct decision *d, const RecordTalks *cmd)
{
	struct bulk bulk = bulk_start(d, "talks", cmd->partial);
	struct finding found[TALKS_IN_LIST_MAX];

	if (cmd->n_talks > TALKS_IN_LIST_MAX)
		return REFUSAL_FIELD_TOO_MANY;
	for (size_t i = 0; i < cmd->n_talks; i++) {
		enum refusal outcome = held_outcome(d, cmd->talks[i], &found[i]);
		if (outcome == REFUSAL_NONE)
			outcome = unlike_before(cmd, found, i);
		if (bulk_row(&bulk, outcome, cmd->talks[i]->cadre_id))
			take_held(d, cmd->talks[i], &found[i]);
	}
	return bulk_end(&bulk);
}

/* ---- after the talk ----------------------------------------------------------------------------- */

static enum refusal talk_at(struct decision *d, const char *talk_id, TalkState state, const TalkRow **out)
{
	const TalkRow *row = talk_find(d->state, talk_id);
	const CadreRow *cadre = row ? cadre_find(d->state, row->cadre_id) : NULL;

	*out = row;
	if (!row || !cadre)
		return decision_refuse(d, REFUSAL_TALK_UNKNOWN, "talk_id", talk_id);
	if (!actor_may_manage(d->actor, cadre))
		return decision_refuse(d, REFUSAL_OUTSIDE_AUTHORITY, "talk_id", talk_id);
	if (!keeps_talks_of(d->actor, row->talker_id))
		return decision_refuse(d, REFUSAL_TALK_OF_OTHERS, "talk_id", talk_id);
	if (row->state == TALK_STATE_CLOSED && row->act_by[0] == '\0')
		return decision_refuse(d, REFUSAL_TALK_NO_ACTION, "talk_id", talk_id);
	if (row->state != state)
		return decision_refuse(d, REFUSAL_STATE_WRONG, "talk_id", talk_id);
	return REFUSAL_NONE;
}

enum refusal act_on_talk_decide(struct decision *d, const ActOnTalk *cmd)
{
	const TalkRow *row;
	enum refusal refusal = talk_at(d, cmd->talk_id, TALK_STATE_NOTED, &row);

	if (refusal != REFUSAL_NONE)
		return refusal;
	emit_talk_acted(d, &(TalkActed){ .talk_id = row->talk_id, .action = cmd->action });
	return REFUSAL_NONE;
}

enum refusal feed_back_talk_decide(struct decision *d, const FeedBackTalk *cmd)
{
	const TalkRow *row;
	enum refusal refusal = talk_at(d, cmd->talk_id, TALK_STATE_ACTED, &row);

	if (refusal != REFUSAL_NONE)
		return refusal;
	emit_talk_closed(d, &(TalkClosed){ .talk_id = row->talk_id, .satisfied = cmd->satisfied });
	return REFUSAL_NONE;
}

enum refusal declare_family_event_decide(struct decision *d, const DeclareFamilyEvent *cmd)
{
	if (!actor_is(d->actor, cmd->cadre_id))
		return decision_refuse(d, REFUSAL_FAMILY_EVENT_NOT_SELF, "cadre_id", cmd->cadre_id);
	if (!cadre_find(d->state, cmd->cadre_id))
		return decision_refuse(d, REFUSAL_CADRE_UNKNOWN, "cadre_id", cmd->cadre_id);
	emit_family_event_declared(d, &(FamilyEventDeclared){ .cadre_id = cmd->cadre_id, .kind = cmd->kind,
							      .detail = cmd->detail });
	talk_open(d, cmd->cadre_id, TALK_TRIGGER_FAMILY_EVENT, "");
	return REFUSAL_NONE;
}

/* ---- coverage ----------------------------------------------------------------------------------- */

enum refusal run_talk_coverage_decide(struct decision *d, const RunTalkCoverage *cmd)
{
	struct row_scan scan = people_after(d->state, cmd->unit_id, cmd->after);
	const CadreRow *cadre = NULL;
	const char *last = "";
	uint32_t looked_at = 0, talked = 0, managed = 0;

	if (cmd->unit_id[0] && !unit_find(d->state, cmd->unit_id))
		return decision_refuse(d, REFUSAL_UNIT_UNKNOWN, "unit_id", cmd->unit_id);
	while (looked_at < COVERAGE_PAGE_MAX && (cadre = cadre_next(&scan))) {
		looked_at++;
		last = cadre->cadre_id;
		if (!actor_may_manage(d->actor, cadre))
			continue;
		managed++;
		if (talk_year_find(d->state, cadre->cadre_id, cmd->year))
			talked++;
		else
			talk_open(d, cadre->cadre_id, TALK_TRIGGER_SCHEDULED, "");
	}
	decision_answer_number(d, "managed", managed);
	decision_answer_number(d, "talked", talked);
	decision_answer(d, "next_after", cadre ? last : "");
	return REFUSAL_NONE;
}
