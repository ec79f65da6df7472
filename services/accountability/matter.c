#include "matter.h"

#include <string.h>

#include "accountability/bounds.h"
#include "roster/people.h"
#include "workflows.h"

const char *actor_person(const struct actor *actor)
{
	return actor->cadre_id[0] ? actor->cadre_id : actor->account;
}

void matter_note(struct decision *d, const char *matter_id, const char *cadre_id, NoteKind kind, const char *text)
{
	if (text[0])
		emit_matter_noted(d, &(MatterNoted){
			.matter_id = matter_id,
			.kind = kind,
			.text = text,
			.noted_on = d->today,
			.cadre_id = cadre_id,
		});
}

enum refusal matter_heard(const struct state *s, const char *matter_id)
{
	const HearingRow *hearing = hearing_find(s, matter_id);

	if (!hearing)                                        return REFUSAL_NOT_NOTIFIED;
	if (hearing->kind == HEARING_KIND_UNSPECIFIED)       return REFUSAL_STATEMENT_MISSING;
	return REFUSAL_NONE;
}

enum refusal meeting_check(const struct decision *d, const MeetingRecord *meeting)
{
	if (meeting->members < MEETING_MEMBERS_MIN)             return REFUSAL_MEETING_COUNT;
	if (meeting->present > meeting->members)                return REFUSAL_MEETING_COUNT;
	if (meeting->in_favour > meeting->present)              return REFUSAL_MEETING_COUNT;
	if (strcmp(meeting->held_on, d->today) > 0)             return REFUSAL_DATE_FUTURE;
	if (meeting->present * 3 < meeting->members * 2)        return REFUSAL_QUORUM_MISSING;
	if (meeting->in_favour * 2 <= meeting->members)         return REFUSAL_VOTE_FAILED;
	return REFUSAL_NONE;
}

enum refusal talk_check(const struct decision *d, const MeasureTalk *talk)
{
	if (!talk || talk->held_on[0] == '\0' || talk->record[0] == '\0') return REFUSAL_TALK_RECORD_MISSING;
	if (talk->talker[0] == '\0' || talk->recorder[0] == '\0')         return REFUSAL_TALK_TWO_STAFF;
	if (strcmp(talk->talker, talk->recorder) == 0)                    return REFUSAL_TALK_TWO_STAFF;
	if (strcmp(talk->held_on, d->today) > 0)                          return REFUSAL_DATE_FUTURE;
	return REFUSAL_NONE;
}

const CadreRow *matter_cadre(const struct decision *d, const char *cadre_id, enum refusal *refusal)
{
	const CadreRow *cadre = cadre_find(d->state, cadre_id);

	*refusal = !cadre                                ? REFUSAL_CADRE_UNKNOWN :
		   !actor_may_manage(d->actor, cadre)    ? REFUSAL_OUTSIDE_AUTHORITY :
		   actor_is(d->actor, cadre->cadre_id)   ? REFUSAL_SELF_DEALING : REFUSAL_NONE;
	return *refusal ? NULL : cadre;
}
