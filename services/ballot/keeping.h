/* What the box keeps of ballots before they are in the journal: an urn on the disk for each evaluation people vote in, and what is
 * in it as waiting ballots in memory. Loop thread. */
#ifndef DANDANG_BALLOT_KEEPING_H
#define DANDANG_BALLOT_KEEPING_H

#include "ballot/bounds.h"
#include "ballot/waiting.h"
#include "base/err.h"
#include "runtime/log.h"
#include "workflows.h"

struct kept_box {
	char poll_id[WAITING_ID_MAX];
	struct urn *urn;
	size_t counts[BALLOT_CLASSES_MAX];     /* that wait, by the number of their class in the form */
	struct kept_box *next;
};
struct keeping {
	char folder[300];
	const struct log *log;
	struct waiting waiting;
	struct kept_box *boxes;
};

/* Makes the folder of urns. ERR_IO. */
enum err keeping_init(struct keeping *k, const char *data, const struct log *log, struct fault *f);
void keeping_fini(struct keeping *k);          /* the urns stay */

/* Of a box people vote in or that waits to be written: opens its urn once, and what was cast before a kill waits again. ERR_FULL: no
 * room for an urn. ERR_IO, ERR_CORRUPT: the daemon must not go on. */
enum err keeping_box(struct keeping *k, const struct state *s, const BoxRow *box, struct kept_box **out, struct fault *f);
/* On the disk, and waiting, when it returns ERR_NONE. ERR_FULL, ERR_LIMIT: not kept. ERR_IO: nobody knows. */
enum err keeping_add(struct keeping *k, struct kept_box *kept, const struct waiting_ballot *one, struct span packed, struct fault *f);
/* The answer to a batch: what was sent and is `final` waits no longer. Otherwise each waits on by itself, and one that was sent alone is
 * given up. */
void keeping_sent(struct keeping *k, bool final);
/* What was sent waits on: the answer was no judgement. */
void keeping_not_sent(struct keeping *k);
/* When everything of it is counted: overwrites and removes the urn. ERR_IO: again later. */
enum err keeping_destroy(struct keeping *k, const char *poll_id, struct fault *f);

#endif
