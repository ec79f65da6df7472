/* A ballot is offered (投票): judged, kept, answered. Loop thread. */
#ifndef DANDANG_BALLOT_OFFER_H
#define DANDANG_BALLOT_OFFER_H

#include "ballot/keeping.h"

/* The receipt or the refusal, in the arena. NULL and `f`: the urn's outcome is unknown, nothing must be answered. */
Reply *offer_ballot(struct keeping *k, const struct state *s, const CastBallot *cast, struct arena *arena, struct fault *f);

#endif
