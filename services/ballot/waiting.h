/* Ballots that were cast and are not in the journal yet, as the daemon works with them; what makes them last is the urn (urn.h).
 * Loop thread. */
#ifndef DANDANG_BALLOT_WAITING_H
#define DANDANG_BALLOT_WAITING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ballot/leaf.h"
#include "base/span.h"

#define WAITING_ID_MAX 65

struct waiting_ballot {
	char poll_id[WAITING_ID_MAX];
	char token_hash[LEAF_TEXT];
	char leaf[LEAF_TEXT];
	size_t class_number;           /* in the form */
	uint8_t *packed;               /* Ballot */
	size_t size;
	bool ready;                    /* may be written; looked at anew each turn */
	bool sent;                     /* part of the command that is on its way */
	bool alone;                    /* was part of a batch that was refused */
};
struct waiting {
	struct waiting_ballot *items;
	size_t count, room;
};

/* A copy of `packed` is kept, with the fields of `of`. */
void waiting_add(struct waiting *w, const struct waiting_ballot *of, struct span packed);
struct waiting_ballot *waiting_find(struct waiting *w, const char *poll_id, const char *token_hash);
/* Fisher and Yates, over all: neither the order within a batch nor, where more wait than a batch takes, the choice tells who came
 * first. */
void waiting_shuffle(struct waiting *w);
/* Removes those for which `is_gone`. */
void waiting_forget(struct waiting *w, bool (*is_gone)(void *context, const struct waiting_ballot *one), void *context);
void waiting_fini(struct waiting *w);

#endif
