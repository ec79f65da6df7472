/* A decision taken again: the journal is folded up to the record before it, the same command is decided once more by the same
 * functions under the rules in force then, by the same actor at the same moment, and every event is held against the one that was
 * recorded. What is recorded is only read; the state is built beside, in a folder of its own. Any one thread. */
#ifndef DANDANG_RUNTIME_REPLAY_H
#define DANDANG_RUNTIME_REPLAY_H

#include "base/arena.h"
#include "base/err.h"
#include "journal/journal.h"
#include "runtime/service.h"

/* How a decision is found, and what was asked. */
struct replay_step {
	const char *marker;            /* an event that stands in it once */
	const char *command;
	const char *key;               /* the text field of both that names the matter */
};
struct replay_options {
	const struct service *service;
	const struct journal *journal;
	const char *work;              /* folder for the state; what lies there is removed */
	const char *snapshots;         /* sealed copies to begin from where the journal was trimmed; NULL: none */
	const struct replay_step *step;
	const char *id;                /* of the matter; of several such decisions the last one is taken */
	struct arena *arena;
};
struct replay_result {
	uint64_t first, last;          /* its records */
	size_t events;
	int64_t decided_at_ms;
	/* What the marker gives as `hash`; where it has no such field, SHA-256 over type, size and bytes of every event. "" of a
	 * decision that was refused this time. */
	const char *published, *recomputed;
	const char *difference;        /* the first event that differs, and in what; "" when every byte is the same */
	bool equal;
};

/* ERR_NOT_FOUND: the journal has no such decision. ERR_CORRUPT: it is damaged, or begins behind what is needed. */
enum err replay_decision(const struct replay_options *o, struct replay_result *out, struct fault *f);

#endif
