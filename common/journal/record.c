/* The canonical record header.
 *
 * Header, big-endian: 0 format version, 1 kind, 2 flags, 3 data class, 4 key id, 8 sequence, 16
 * epoch, 24 recorded at, 32 meta size, 36 payload size, 40 meta hash, 72 payload hash, 104 previous
 * hash, 136-175 zero. Decoding accepts exactly what encoding produces, so that the hash of a header
 * never depends on who wrote the bytes down. */
#include <string.h>

#include "base/bytes.h"
#include "digest/digest.h"
#include "journal/journal.h"

#define RECORD_FORMAT 1
#define RECORD_RESERVED_AT 136

void journal_sha256(struct span data, uint8_t out[JOURNAL_HASH_SIZE])
{
	_Static_assert(JOURNAL_HASH_SIZE == SHA256_SIZE, "the chain is SHA-256");
	digest_sha256(data, out);
}

void record_header_hash(const uint8_t header[RECORD_HEADER_SIZE], uint8_t out[JOURNAL_HASH_SIZE])
{
	journal_sha256(span_of(header, RECORD_HEADER_SIZE), out);
}

bool record_payload_matches(const struct record_header *h, struct span payload)
{
	uint8_t hash[JOURNAL_HASH_SIZE];

	if (payload.size != h->payload_size)
		return false;
	journal_sha256(payload, hash);
	return memcmp(hash, h->payload_hash, JOURNAL_HASH_SIZE) == 0;
}

void record_header_encode(const struct record_header *h, uint8_t out[RECORD_HEADER_SIZE])
{
	memset(out, 0, RECORD_HEADER_SIZE);
	out[0] = RECORD_FORMAT;
	out[1] = h->kind;
	out[2] = h->flags;
	out[3] = h->data_class;
	put_u32be(out + 4, h->key_id);
	put_u64be(out + 8, h->sequence);
	put_u64be(out + 16, h->epoch);
	put_u64be(out + 24, (uint64_t)h->recorded_at_ms);
	put_u32be(out + 32, h->meta_size);
	put_u32be(out + 36, h->payload_size);
	memcpy(out + 40, h->meta_hash, JOURNAL_HASH_SIZE);
	memcpy(out + 72, h->payload_hash, JOURNAL_HASH_SIZE);
	memcpy(out + 104, h->previous_hash, JOURNAL_HASH_SIZE);
}

enum err record_header_decode(const uint8_t in[RECORD_HEADER_SIZE], struct record_header *h)
{
	*h = (struct record_header){
		.kind = in[1],
		.flags = in[2],
		.data_class = in[3],
		.key_id = get_u32be(in + 4),
		.sequence = get_u64be(in + 8),
		.epoch = get_u64be(in + 16),
		.recorded_at_ms = (int64_t)get_u64be(in + 24),
		.meta_size = get_u32be(in + 32),
		.payload_size = get_u32be(in + 36),
	};
	memcpy(h->meta_hash, in + 40, JOURNAL_HASH_SIZE);
	memcpy(h->payload_hash, in + 72, JOURNAL_HASH_SIZE);
	memcpy(h->previous_hash, in + 104, JOURNAL_HASH_SIZE);
	uint8_t reserved = 0;

	for (size_t i = RECORD_RESERVED_AT; i < RECORD_HEADER_SIZE; i++)
		reserved |= in[i];
	if (in[0] != RECORD_FORMAT || reserved != 0)
		return ERR_CORRUPT;
	if (h->kind < RECORD_EVENT || h->kind > RECORD_EPOCH || (h->flags & ~RECORD_MORE) != 0)
		return ERR_CORRUPT;
	if (h->sequence == 0 || h->epoch == 0)
		return ERR_CORRUPT;
	if (h->meta_size > RECORD_META_MAX || h->payload_size > RECORD_PAYLOAD_MAX)
		return ERR_CORRUPT;
	return ERR_NONE;
}
