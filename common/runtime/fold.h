/* The fold: what one journal record does to the tables. Used live, on rebuild and by the shadow rebuild, so that the
 * three cannot differ. Pure but for the tables; safe on any thread with its own tables. */
#ifndef DANDANG_RUNTIME_FOLD_H
#define DANDANG_RUNTIME_FOLD_H

#include "base/err.h"
#include "contract.h"
#include "journal/journal.h"
#include "runtime/service.h"
#include "runtime/state.h"

/* A record as the tables take it; what it points to lives in the arena it was decoded into. */
struct decoded {
	struct record_header header;
	const RecordMeta *meta;
	bool has_event;
	struct event event;
	const struct event_row *row;   /* NULL: its type is unknown here, or there is no event */
	const ProtobufCMessage *body;
};
/* The part that needs no tables. ERR_CORRUPT: an envelope or meta of our own journal does not decode. */
enum err fold_decode(const struct service *service, const struct record *record, struct arena *arena,
		     struct decoded *out, struct fault *f);
void fold_apply(const struct service *service, struct tables *t, const struct decoded *decoded);
/* Both, in the tables' arena. */
enum err fold_record(const struct service *service, struct tables *t, const struct record *record, struct fault *f);

const struct event_row *event_row_find(const struct service *service, const char *type);
/* The event a record's envelope stands for; body NULL when its type is unknown here. ERR_CORRUPT when it does not
 * decode. `envelope` is the packed Envelope. */
enum err event_decode(const struct service *service, struct span envelope, struct arena *arena, struct event *out,
		      const struct event_row **row, const ProtobufCMessage **body, struct fault *f);

#endif
