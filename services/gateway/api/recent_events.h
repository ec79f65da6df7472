/* The last events of the merged stream, each written as JSON once: thousands of live streams send the same ones. Streams
 * further behind read the journal themselves. Loop thread only. */
#ifndef DANDANG_GATEWAY_RECENT_EVENTS_H
#define DANDANG_GATEWAY_RECENT_EVENTS_H

#include "base/span.h"
#include "gateway.h"
#include "text.h"

#define RECENT_EVENTS_MAX 1024u         /* records */
#define RECENT_EVENTS_BYTES (8u << 20)  /* of JSON; the last event is kept whatever its size */

struct recent_events;
/* `write` turns a record into JSON; false: it is no event. The text's arena is reset before each. */
struct recent_events *recent_events_new(struct server *server, bool (*write)(struct text *t, struct server *server,
									      const struct record *record));
void recent_events_free(struct recent_events *e);
/* Takes in what is durable up to `sequence`. */
void recent_events_advance(struct recent_events *e, uint64_t sequence);
/* Nobody listens: keeps nothing, reads nothing. */
void recent_events_forget(struct recent_events *e);
/* True: the record is among the last; json is empty when it is no event, and lives until the next call of the others. */
bool recent_events_at(const struct recent_events *e, uint64_t sequence, struct span *json);

#endif
