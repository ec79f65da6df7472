#include "journal/frame.h"

#include <string.h>

#include "base/bytes.h"
#include "base/crc32c.h"
#include "base/require.h"

_Static_assert(FRAME_HEAD_SIZE % FRAME_ALIGN == 0,
	       "a record without meta and payload needs no padding");
_Static_assert(FRAME_SIZE_MAX % FRAME_ALIGN == 0, "the largest frame needs no padding");

size_t frame_size(size_t meta_size, size_t payload_size)
{
	size_t size = FRAME_HEAD_SIZE + meta_size + payload_size;

	return (size + FRAME_ALIGN - 1) / FRAME_ALIGN * FRAME_ALIGN;
}

static uint32_t frame_crc(const uint8_t *frame, uint32_t length, uint32_t seed, uint64_t offset)
{
	uint8_t place[8];

	put_u64be(place, offset);
	uint32_t crc = crc32c_extend(seed, place, sizeof(place));

	crc = crc32c_extend(crc, frame, 4);
	return crc32c_extend(crc, frame + 8, length - 8);
}

void frame_encode(uint8_t *out, uint32_t seed, uint64_t offset, uint32_t batch_index,
		  const uint8_t header[RECORD_HEADER_SIZE], const struct record *record)
{
	size_t length = frame_size(record->meta.size, record->payload.size);
	size_t used = FRAME_HEAD_SIZE;

	REQUIRE(length <= FRAME_SIZE_MAX);
	REQUIRE(offset % FRAME_ALIGN == 0);
	put_u32be(out, (uint32_t)length);
	put_u32be(out + 8, batch_index);
	put_u32be(out + 12, 0);
	memcpy(out + FRAME_PREFIX_SIZE, header, RECORD_HEADER_SIZE);
	if (record->meta.size > 0)
		memcpy(out + used, record->meta.data, record->meta.size);
	used += record->meta.size;
	if (record->payload.size > 0)
		memcpy(out + used, record->payload.data, record->payload.size);
	used += record->payload.size;
	memset(out + used, 0, length - used);
	put_u32be(out + 4, frame_crc(out, (uint32_t)length, seed, offset));
}

uint32_t frame_length(const uint8_t prefix[FRAME_PREFIX_SIZE])
{
	uint32_t length = get_u32be(prefix);

	if (length == 0)
		return 0;
	if (length < FRAME_HEAD_SIZE || length > FRAME_SIZE_MAX || length % FRAME_ALIGN != 0)
		return UINT32_MAX;
	return length;
}

bool frame_intact(const uint8_t *data, uint32_t seed, uint64_t offset)
{
	uint32_t length = frame_length(data);

	REQUIRE(length != 0 && length != UINT32_MAX);
	return get_u32be(data + 4) == frame_crc(data, length, seed, offset);
}

const char *frame_decode(const uint8_t *data, struct frame *out)
{
	uint32_t length = frame_length(data);
	const uint8_t *header = data + FRAME_PREFIX_SIZE;
	struct record *r = &out->record;

	*out = (struct frame){
		.length = length,
		.batch_index = get_u32be(data + 8),
		.header_bytes = header,
	};
	if (record_header_decode(header, &r->header) != ERR_NONE)
		return "header not understood";
	if (frame_size(r->header.meta_size, r->header.payload_size) != length)
		return "length does not fit the header";
	r->meta = span_of(data + FRAME_HEAD_SIZE, r->header.meta_size);
	r->payload = span_of(data + FRAME_HEAD_SIZE + r->header.meta_size, r->header.payload_size);
	return NULL;
}

const char *chain_check(const struct chain *c, const struct frame *frame)
{
	const struct record_header *h = &frame->record.header;

	if (h->sequence != c->sequence + 1)
		return "not the next sequence";
	if (memcmp(h->previous_hash, c->hash, JOURNAL_HASH_SIZE) != 0)
		return "hash chain broken";
	if (h->epoch != c->epoch + (h->kind == RECORD_EPOCH ? 1 : 0))
		return "epoch out of order";
	return NULL;
}

void chain_advance(struct chain *c, const struct frame *frame)
{
	c->sequence = frame->record.header.sequence;
	c->epoch = frame->record.header.epoch;
	record_header_hash(frame->header_bytes, c->hash);
}
