/* What every matter against a person needs: who acts, sealed notes, the right to be told and heard (S01), the meeting. */
#ifndef DANDANG_ACCOUNTABILITY_MATTER_H
#define DANDANG_ACCOUNTABILITY_MATTER_H

#include "rows.h"
#include "runtime/decision.h"

/* The person behind an account, for "not the same hand": his cadre id, else the account. */
const char *actor_person(const struct actor *actor);
/* Emits MatterNoted (sealed); nothing when the text is empty. */
void matter_note(struct decision *d, const char *matter_id, const char *cadre_id, NoteKind kind, const char *text);
/* REFUSAL_NOT_NOTIFIED, REFUSAL_STATEMENT_MISSING or REFUSAL_NONE: told, and heard or waived in writing. */
enum refusal matter_heard(const struct state *s, const char *matter_id);
/* Refusals of a meeting record: counts, quorum of two thirds, more than half of those who should attend. */
enum refusal meeting_check(const struct decision *d, const MeetingRecord *meeting);
/* Refusals of a talk record: two different staff, a record, a day that has come. */
enum refusal talk_check(const struct decision *d, const MeasureTalk *talk);
/* The cadre when this actor may act in matters about him, else NULL and the refusal. */
const CadreRow *matter_cadre(const struct decision *d, const char *cadre_id, enum refusal *refusal);

#endif
