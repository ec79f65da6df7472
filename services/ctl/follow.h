/* The live stream of merged events (server-sent events), resumed where it broke off. */
#ifndef DANDANG_CTL_FOLLOW_H
#define DANDANG_CTL_FOLLOW_H

#include "ctl.h"

#define FOLLOW_SILENCE_S 45L                 /* three heartbeats of the gateway without a byte: it is gone */
#define FOLLOW_WAIT_MAX_S 10
#define FOLLOW_LINE_BYTES_MAX (32u << 20)

/* Prints events after `after`, one a line, of type `type` (NULL: all), for ever; or `limit` of them. Returns when the gateway
 * refuses, when the limit is reached, or when standard output is closed. */
int follow_events(struct ctl *c, uint64_t after, const char *type, uint64_t limit);

#endif
