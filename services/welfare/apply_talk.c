/* What the events of talks change. */
#include "base/date.h"
#include "base/require.h"
#include "workflows.h"

static TalkRow talk_row(struct tables *t, const char *id)
{
	const TalkRow *row = talk_find(tables_state(t), id);

	REQUIRE(row);
	return *row;
}

void apply_talker_named(struct tables *t, const TalkerNamed *e, const struct event *ev)
{
	const TalkerRow *known = talker_find(tables_state(t), e->cadre_id);
	TalkerRow row = known ? *known : (TalkerRow){ .cadre_id = e->cadre_id };

	(void)ev;
	if (e->delegated) {
		row.delegated_level = e->level;
		row.document = e->document;
		row.until_on = e->until_on;
	} else {
		row.level = e->level;
	}
	talker_put(t, &row);
}

void apply_talk_due(struct tables *t, const TalkDue *e, const struct event *ev)
{
	(void)ev;
	talk_put(t, &(TalkRow){
		.talk_id = e->talk_id,
		.cadre_id = e->cadre_id,
		.state = TALK_STATE_TRIGGERED,
		.trigger = e->trigger,
		.level = e->level,
		.talk_by = e->talk_by,
		.origin = e->origin,
	});
	due_set(t, DUE_TALK, e->talk_id, e->talk_by);
}

void apply_talk_assigned(struct tables *t, const TalkAssigned *e, const struct event *ev)
{
	TalkRow row = talk_row(t, e->talk_id);

	(void)ev;
	row.state = TALK_STATE_ASSIGNED;
	row.talker_id = e->talker_id;
	talk_put(t, &row);
}

static void count_talk(struct tables *t, const char *cadre_id, uint32_t year)
{
	const TalkYearRow *known = talk_year_find(tables_state(t), cadre_id, year);

	talk_year_put(t, &(TalkYearRow){ .cadre_id = cadre_id, .year = year, .talks = (known ? known->talks : 0) + 1 });
}

void apply_talk_held(struct tables *t, const TalkHeld *e, const struct event *ev)
{
	const TalkRow *due = talk_find(tables_state(t), e->talk_id);
	TalkRow row = due ? *due : (TalkRow){ .talk_id = e->talk_id, .cadre_id = e->cadre_id };

	(void)ev;
	row.state = TALK_STATE_CLOSED; /* TalkActionDue follows when something is left to do */
	row.trigger = e->trigger;
	row.level = e->level;
	row.held_on = e->held_on;
	talk_put(t, &row);
	if (due)
		due_clear(t, DUE_TALK, e->talk_id);
	count_talk(t, e->cadre_id, (uint32_t)civil_of_day(day_of_iso(e->held_on)).year);
}

void apply_talk_noted(struct tables *t, const TalkNoted *e, const struct event *ev)
{
	TalkRow row = talk_row(t, e->talk_id);

	(void)ev;
	row.talker_id = e->talker_id;
	talk_put(t, &row);
	talk_note_put(t, &(TalkNoteRow){
		.talk_id = e->talk_id,
		.n_issues = e->n_issues,
		.issues = e->issues,
		.summary = e->summary,
		.sealed = e->sealed,
		.note_digest = e->note_digest,
	});
}

void apply_talk_action_due(struct tables *t, const TalkActionDue *e, const struct event *ev)
{
	TalkRow row = talk_row(t, e->talk_id);

	(void)ev;
	row.state = TALK_STATE_NOTED;
	row.act_by = e->act_by;
	talk_put(t, &row);
	due_set(t, DUE_TALK_ACTION, e->talk_id, e->act_by);
}

void apply_talk_acted(struct tables *t, const TalkActed *e, const struct event *ev)
{
	TalkRow row = talk_row(t, e->talk_id);
	const TalkNoteRow *found = talk_note_find(tables_state(t), e->talk_id);
	TalkNoteRow note;

	(void)ev;
	REQUIRE(found);
	note = *found;
	note.action = e->action;
	talk_note_put(t, &note);
	row.state = TALK_STATE_ACTED;
	talk_put(t, &row);
	due_clear(t, DUE_TALK_ACTION, e->talk_id);
}

void apply_talk_closed(struct tables *t, const TalkClosed *e, const struct event *ev)
{
	TalkRow row = talk_row(t, e->talk_id);

	(void)ev;
	row.state = TALK_STATE_CLOSED;
	row.satisfied = e->satisfied;
	talk_put(t, &row);
}

void apply_talk_overdue(struct tables *t, const TalkOverdue *e, const struct event *ev)
{
	TalkRow row = talk_row(t, e->talk_id);

	(void)ev;
	row.overdue = true;
	talk_put(t, &row);
}

void apply_talk_action_overdue(struct tables *t, const TalkActionOverdue *e, const struct event *ev)
{
	(void)t; /* the to-do has passed to the head */
	(void)e;
	(void)ev;
}

void apply_family_event_declared(struct tables *t, const FamilyEventDeclared *e, const struct event *ev)
{
	family_event_put(t, &(FamilyEventRow){ .cadre_id = e->cadre_id, .declared_on = ev->occurred_on,
					       .kind = e->kind, .detail = e->detail });
}
