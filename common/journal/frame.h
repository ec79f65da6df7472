/* A frame is one record on disk: a prefix, the canonical header, meta, payload, zeros up to a
 * multiple of 8.
 *
 * Prefix, big-endian: 0 length of the whole frame with its zeros, 4 CRC32C, 8 index of the record
 * in its batch, 12 zero. The CRC covers the journal's id, the frame's offset in its segment, and
 * every byte of the frame but the CRC itself: a frame is valid in its own place alone, so bytes of
 * a frame inside somebody's payload are never taken for one. A length of 0 is the end: space is
 * allocated ahead and reads as zeros. */
#ifndef DANDANG_JOURNAL_FRAME_H
#define DANDANG_JOURNAL_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "journal/journal.h"

#define FRAME_ALIGN 8
#define FRAME_PREFIX_SIZE 16
#define FRAME_HEAD_SIZE (FRAME_PREFIX_SIZE + RECORD_HEADER_SIZE) /* the smallest frame */
#define FRAME_SIZE_MAX (FRAME_HEAD_SIZE + RECORD_META_MAX + RECORD_PAYLOAD_MAX)

struct frame {
	uint32_t length;
	uint32_t batch_index;
	const uint8_t *header_bytes; /* RECORD_HEADER_SIZE of them */
	struct record record;        /* spans into the bytes given */
};

/* Where a chain of records stands: its last record. */
struct chain {
	uint64_t sequence;
	uint64_t epoch;
	uint8_t hash[JOURNAL_HASH_SIZE];
};

size_t frame_size(size_t meta_size, size_t payload_size);
/* Writes frame_size(...) bytes for a record whose header is complete. `seed` is the CRC of the
 * journal's id. */
void frame_encode(uint8_t *out, uint32_t seed, uint64_t offset, uint32_t batch_index,
		  const uint8_t header[RECORD_HEADER_SIZE], const struct record *record);
/* The length a prefix names: 0 at the end, else FRAME_HEAD_SIZE.. FRAME_SIZE_MAX, or UINT32_MAX
 * when it can be none. */
uint32_t frame_length(const uint8_t prefix[FRAME_PREFIX_SIZE]);
/* Are these the bytes that were written here? `data` holds a frame of the length its prefix names.
 */
bool frame_intact(const uint8_t *data, uint32_t seed, uint64_t offset);
/* Reads an intact frame. NULL when good, else what is wrong: not damage of the disk, but a writer
 * we do not know. */
const char *frame_decode(const uint8_t *data, struct frame *out);

/* Does the frame follow `c`? NULL when it does, else what is wrong. */
const char *chain_check(const struct chain *c, const struct frame *frame);
void chain_advance(struct chain *c, const struct frame *frame);

#endif
