/* What the workflows share that get to know people outside an appointment: who may look into whom, who was asked, the same
 * text twice, and what becomes of a finding that is filed. Workflows W2.1, W2.2, W2.3, W2.5. Pure; texts are the arena's. */
#ifndef DANDANG_ASSESSMENT_FIELDWORK_H
#define DANDANG_ASSESSMENT_FIELDWORK_H

#include <stdbool.h>
#include <stddef.h>

#include "rows.h"
#include "runtime/decision.h"
#include "runtime/event.h"

/* Ids as they stand in a command or row. */
struct names {
	const char *const *ids;
	size_t count;
};
bool named(struct names names, const char *id);

/* Recusal as far as the roster tells: the same unit, a unit below the one he leads, a relative's name on either form, a
 * declared recusal; nobody looks into himself. Law: 公务员法第七十六条. */
enum refusal recusal_of(struct decision *d, const CadreRow *observer, const CadreRow *about);
/* Enough people (OBSERVATION.OBSERVERS_MIN), known, each once, and nobody who has to stand back from `about`. Names the row
 * of `field` at fault. */
enum refusal observers_fit(struct decision *d, const char *field, struct names observers, const CadreRow *about);
/* One more for `about`: known, not named yet, at most OBSERVERS_MAX, and nobody who has to stand back. */
enum refusal observer_joins(struct decision *d, const char *observer_id, struct names observers, const CadreRow *about);
/* Enough of the people the plan names, each once. An inspector without an officer's role enters only what he saw himself. */
enum refusal observers_named(struct decision *d, const char *field, struct names present, struct names planned);
/* Nobody of them has to stand back by what is known today: he may have moved, or declared it, since the plan. */
enum refusal observers_stand_apart(struct decision *d, const char *field, struct names present, const CadreRow *about);

/* How `asked` stands to `about` by the roster; ANGLE_UNSPECIFIED where it does not say. */
Angle roster_angle(const struct state *s, const CadreRow *about, const CadreRow *asked);
/* The relation stated fits the roster; superiors and peers are named by their id, so that no subordinate passes as one. */
enum refusal asked_fits(struct decision *d, const CadreRow *about, Angle relation, const char *asked_id,
			const char *asked_name);

/* Digest of the texts' letters, digits and characters, whatever the blanks and punctuation; "" when there are fewer than
 * TEXT_COMPARED_BYTES_MIN of them: short phrases recur without being copied. */
#define TEXT_COMPARED_BYTES_MIN 30
const char *text_digest(struct decision *d, const char *const *texts, size_t count);
/* The record that had this text first; "" when none had. */
const char *text_seen(const struct decision *d, const char *digest);
void text_keep(struct tables *t, const char *digest, const char *record_id);

/* The second person's note on a conclusion, sealed. */
void note_review(struct decision *d, const char *matter_id, const char *cadre_id, bool accepted, const char *note);
/* A verdict of POOR names the form of behaviour; others name none. */
enum refusal behavior_fits(struct decision *d, Verdict verdict, BehaviorKind behavior);

/* A finding is filed: the person can read it, and the special list has a piece of evidence with its own source. */
struct finding {
	const char *cadre_id;
	const char *matter_id;     /* two findings of one matter are one fact to the list */
	const char *origin;        /* the matter whose fact this only repeats; NULL: its own */
	SourceKind source;
	Verdict verdict;
	BehaviorKind behavior;
	const char *summary;
	const char *filed_on;
};
void finding_file(struct tables *t, const struct event *ev, const struct finding *finding);

#endif
