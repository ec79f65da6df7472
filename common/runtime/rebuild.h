/* Rebuilding the store from the journal: at start when it cannot be trusted, on demand, and as a shadow beside the live
 * one, whose digest must be equal. */
#ifndef DANDANG_RUNTIME_REBUILD_H
#define DANDANG_RUNTIME_REBUILD_H

#include "base/err.h"
#include "journal/journal.h"
#include "runtime/service.h"
#include "store/store.h"

#define REBUILD_BATCH_RECORDS 20000

struct rebuild_options {
	const struct service *service;
	const char *directory;         /* of the store */
	const struct journal *journal;
	uint64_t until;                /* fold up to this sequence; 0: the tail */
	const char *snapshots;         /* directory of sealed copies: start from the newest that is good; NULL: start from the
					  first record */
	void (*progress)(void *context, uint64_t sequence, uint64_t tail);
	void *context;
};

/* Opens the store of a service, folding in what the journal has beyond it; rebuilds when it is not to be trusted or stands on
 * another journal. `rebuilt` says whether it had to. */
enum err store_open_current(struct store **out, const struct rebuild_options *o, bool *rebuilt, struct fault *f);
/* Builds a store anew in `directory` (what is there is removed) and leaves it open. ERR_CORRUPT: the journal is damaged, or
 * begins behind every good snapshot. */
enum err rebuild(struct store **out, const struct rebuild_options *o, struct fault *f);
/* Does the journal have the very record the position names? ERR_CONFLICT when not, ERR_CORRUPT when it cannot be read. */
enum err rebuild_fits(const struct journal *journal, const struct store_position *position, struct fault *f);

/* A shadow rebuild: digest of the live store and of one built beside it from the first record, both at `sequence`. May run
 * on a worker thread. The shadow directory is removed afterwards. */
struct shadow {
	uint64_t sequence;
	uint8_t live[STORE_DIGEST_SIZE];
	uint8_t rebuilt[STORE_DIGEST_SIZE];
	bool equal;
	bool live_damaged;             /* an error came from reading the live store */
};
enum err shadow_rebuild(struct store *live, const struct rebuild_options *o, struct shadow *out, struct fault *f);

#endif
