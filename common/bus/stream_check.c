#include "bus/stream_check.h"

#include <stdio.h>
#include <string.h>

enum stream_verdict stream_check(const struct bus_cursor *cursor, const StreamRecord *in, struct record *out)
{
	struct record_header *h = &out->header;

	*out = (struct record){ 0 };
	if (in->header.len != RECORD_HEADER_SIZE || record_header_decode(in->header.data, h) != ERR_NONE)
		return STREAM_DAMAGED;
	if (h->sequence <= cursor->sequence)
		return STREAM_DUPLICATE;
	if (h->sequence != cursor->sequence + 1)
		return STREAM_GAP;
	if (h->epoch < cursor->epoch || memcmp(h->previous_hash, cursor->hash, JOURNAL_HASH_SIZE) != 0)
		return STREAM_FORK;
	out->withheld = in->withheld;
	out->payload = span_of(in->payload.data, in->payload.len);
	if (in->withheld)
		return in->payload.len == 0 ? STREAM_GOOD : STREAM_DAMAGED;
	if (in->payload.len != h->payload_size || !record_payload_matches(h, out->payload))
		return STREAM_DAMAGED;
	return STREAM_GOOD;
}

void stream_reason(char out[STREAM_REASON_MAX], const char *reason)
{
	size_t size = strnlen(reason, STREAM_REASON_MAX);

	if (size == STREAM_REASON_MAX) {
		size--;
		while (size > 0 && ((unsigned char)reason[size] & 0xc0) == 0x80)
			size--;
	}
	(void)snprintf(out, size + 1, "%s", reason);
}
