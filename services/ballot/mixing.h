/* From the urn into the journal: everything cast in an evaluation, shuffled, when voting is over; meanwhile how many came. Hooks of
 * the daemon. Loop thread. */
#ifndef DANDANG_BALLOT_MIXING_H
#define DANDANG_BALLOT_MIXING_H

#include "runtime/server.h"

enum err mixing_start(struct server *s, struct fault *f);
void mixing_stop(struct server *s);
void mixing_committed(struct server *s, uint64_t sequence);
/* CastBallot; NULL: another request. */
Reply *mixing_request(struct server *s, const Request *request, struct arena *arena);
void mixing_figures(struct server *s, StatusReply *r, struct arena *arena);

#endif
