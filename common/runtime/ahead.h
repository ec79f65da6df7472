/* Records of a journal read, verified and decoded on a thread of their own, while the caller applies those before: reading
 * and hashing a record costs about as much as folding it in. */
#ifndef DANDANG_RUNTIME_AHEAD_H
#define DANDANG_RUNTIME_AHEAD_H

#include "runtime/fold.h"

#define AHEAD_RECORDS 256                 /* of one portion */
#define AHEAD_PORTIONS 3
#define AHEAD_PORTION_BYTES (4u << 20)    /* decoded; with the record that passes it a portion ends */

struct ahead;

/* The records from..until, which must be in the journal. */
enum err ahead_open(struct ahead **out, const struct service *service, const struct journal *journal, uint64_t from,
		    uint64_t until, struct fault *f);
/* The next one; it lives until the next call. ERR_NOT_FOUND behind the last; else what the journal's reader or the decoding
 * met, after every record before it. */
enum err ahead_next(struct ahead *a, const struct decoded **out, struct fault *f);
void ahead_close(struct ahead *a);

#endif
