/* What both sides of a stream agree on: what a record costs, and when it follows. Pure. */
#ifndef DANDANG_BUS_STREAM_CHECK_H
#define DANDANG_BUS_STREAM_CHECK_H

#include "bus/limits.h"
#include "contract.h" /* generated: StreamMessage */

enum stream_verdict {
	STREAM_GOOD,
	STREAM_DUPLICATE, /* at or below the cursor */
	STREAM_GAP,       /* records between are missing */
	STREAM_FORK,      /* not the continuation of the record at the cursor */
	STREAM_DAMAGED,   /* header malformed, or the payload is not the one it names */
};
/* Judges `in` against the cursor and fills `out`, whose spans point into `in`. Meta is never streamed. */
enum stream_verdict stream_check(const struct bus_cursor *cursor, const StreamRecord *in, struct record *out);

/* What a record costs of the credit. */
static inline uint32_t stream_record_cost(size_t payload_shown)
{
	return (uint32_t)(RECORD_HEADER_SIZE + payload_shown);
}

/* A reason short enough for the wire (WIRE_CHARS_DEFAULT), cut between characters. */
#define STREAM_REASON_MAX 200
void stream_reason(char out[STREAM_REASON_MAX], const char *reason);

#endif
