/* Segment files: <first sequence, 20 digits>.seg, a header of SEGMENT_HEADER_SIZE bytes, then
 * frames.
 *
 * Header, big-endian: 0 magic, 8 format version, 12 header size, 16 journal id, 32 first sequence,
 * 40 epoch before the first record, 48 hash before the first record, 80 first sequence and 88 bytes
 * of the segment before (0: none), 96-123 zero, 124 CRC32C of the rest. Only the last segment has
 * space allocated ahead; the others end with their last frame, and the next one's header says
 * where, so that a missing or shortened file is seen without reading it. */
#ifndef DANDANG_JOURNAL_SEGMENT_H
#define DANDANG_JOURNAL_SEGMENT_H

#include <stdint.h>

#include "base/err.h"
#include "journal/frame.h"
#include "journal/journal.h"

#define SEGMENT_HEADER_SIZE 128
#define SEGMENT_NAME_SIZE 32

struct segment_header {
	uint8_t id[JOURNAL_ID_SIZE];
	uint64_t first;
	struct chain before; /* the record before the first; sequence first - 1 */
	uint64_t previous_first;
	uint64_t previous_bytes;
};
/* One segment of the list. `bytes`: its length; of the last one, the durable end. */
struct segment {
	uint64_t first;
	uint64_t bytes;
};
struct segment_list {
	struct segment *items;
	size_t count;
	size_t capacity;
};

void segment_name(uint64_t first, char out[SEGMENT_NAME_SIZE]);
/* The segments of a directory by name, with the sizes of their files; removes leftovers of an
 * unfinished creation. */
enum err segment_list_read(struct segment_list *list, int dir_fd, struct fault *f);
/* Makes sure that one more can be added. */
enum err segment_list_reserve(struct segment_list *list, struct fault *f);
enum err segment_list_add(struct segment_list *list, struct segment segment, struct fault *f);
/* The segment that holds (or will hold) `sequence`: the last whose first is not past it. NULL when
 * trimmed. */
const struct segment *segment_list_find(const struct segment_list *list, uint64_t sequence);

/* Opens for reading and checks the header. */
enum err segment_open(int dir_fd, uint64_t first, int flags, int *fd, struct segment_header *h,
		      struct fault *f);
/* Makes the file durable under its name: written under another name, synced, renamed, directory
 * synced. ERR_FULL leaves no trace. */
enum err segment_create(int dir_fd, const struct segment_header *h, const struct journal_io *io,
			int *fd, struct fault *f);

/* `f` from errno: ENOSPC, EDQUOT and EFBIG are ERR_FULL, ENOMEM is ERR_MEMORY, all else ERR_IO. */
enum err fault_errno(struct fault *f, const char *what, const char *name);
/* Closes and forgets; safe on -1. */
void fd_close(int *fd);

#endif
