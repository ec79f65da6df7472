/* Heart-to-heart talks: the matrix of levels, due talks, and what a note may hold. */
#ifndef DANDANG_WELFARE_TALKS_H
#define DANDANG_WELFARE_TALKS_H

#include <stdbool.h>

#include "workflows.h"

#define TALKS_IN_LIST_MAX 200     /* as items_max of RecordTalks says */
#define COVERAGE_PAGE_MAX 3000    /* cadres one command looks at */
#define NOTE_DIGEST_SIZE 17       /* 16 hex digits and NUL */
#define NOTE_COMPARED_BYTES_MIN 60 /* about twenty characters: shorter notes may be alike by chance */

/* The matrix (seed 5.3): heads of teams with the minister, members with his deputies, others with their secretary. */
TalkLevel talk_level(bool team_head, bool team_member);
/* A talk is due with the cadre unless one with this trigger is open. */
void talk_open(struct decision *d, const char *cadre_id, TalkTrigger trigger, const char *origin);
void talk_open_at(struct decision *d, const char *cadre_id, TalkTrigger trigger, TalkLevel level, const char *origin);
/* The organisation department keeps the books for everybody; a unit's head or secretary for the talks he holds himself. */
bool keeps_talks_of(const struct actor *actor, const char *talker_id);
bool talk_is_due(const TalkRow *row);
/* Whether the talker may hold a talk of that level: his own level, or a delegation in force. */
bool talker_reaches(struct decision *d, const char *talker_id, TalkLevel level);
/* Digest of the words alone, so that blanks and punctuation do not hide a copy; "" for short notes. */
void note_digest(const char *summary, const char *sealed, char out[NOTE_DIGEST_SIZE]);
/* Whether one of the words (separated by blanks) stands in the text. */
bool mentions_any(const char *text, const char *words);

#endif
