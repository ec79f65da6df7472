/* Reading records in order, on any thread, while another appends. A reader has its own descriptor
 * and reads no byte past what was durable when it last asked; the list of segments is asked only
 * when it has read all it knew of. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "journal/file_impl.h"
#include "journal/window.h"

struct journal_reader {
	struct journal_shared *shared;
	int dir_fd; /* the journal's */
	uint32_t seed;
	int fd;
	uint64_t first;     /* segment open now; 0 before the first */
	uint64_t known;     /* last sequence known to stand durable in it */
	uint64_t offset;    /* of the next frame */
	struct chain chain; /* the record before the next */
	struct window window;
};

static enum err fault_in_segment(const struct journal_reader *r, uint64_t first, const char *wrong,
				 struct fault *f)
{
	char name[SEGMENT_NAME_SIZE];

	segment_name(first, name);
	return fault_set(f, ERR_CORRUPT, "segment %s offset %llu: %s", name,
			 (unsigned long long)r->offset, wrong);
}

/* Opens the segment that begins at `first`; the chain starts as its header says. */
static enum err enter(struct journal_reader *r, uint64_t first, struct fault *f)
{
	struct segment_header h;
	int fd;
	enum err e = segment_open(r->dir_fd, first, O_RDONLY, &fd, &h, f);

	if (e)
		return e;
	if (r->first != 0 && (h.before.sequence != r->chain.sequence ||
			      memcmp(h.before.hash, r->chain.hash, JOURNAL_HASH_SIZE) != 0)) {
		fd_close(&fd);
		r->offset = 0;
		return fault_in_segment(r, first, "does not continue the segment before", f);
	}
	fd_close(&r->fd);
	r->fd = fd;
	r->first = first;
	r->offset = SEGMENT_HEADER_SIZE;
	r->chain = h.before;
	return ERR_NONE;
}

/* Learns what is durable now, and enters the segment that holds `sequence`. Under the lock, so that
 * trim cannot take the file away between finding and opening it. */
static enum err refresh(struct journal_reader *r, uint64_t sequence, struct fault *f)
{
	struct journal_shared *shared = r->shared;
	enum err e = ERR_NONE;

	(void)pthread_mutex_lock(&shared->lock);
	const struct segment_list *list = &shared->segments;
	const struct segment *segment = segment_list_find(list, sequence);

	if (!segment)
		e = fault_set(f, ERR_CONFLICT, "sequence %llu was trimmed",
			      (unsigned long long)sequence);
	if (!e && segment->first != r->first)
		e = enter(r, segment->first, f);
	if (!e) {
		bool last = segment == &list->items[list->count - 1];

		r->known = last ? shared->tail.sequence : segment[1].first - 1;
		window_move(&r->window, r->fd, segment->bytes);
	}
	(void)pthread_mutex_unlock(&shared->lock);
	return e;
}

/* The next frame, intact. */
static enum err next_frame(struct journal_reader *r, struct frame *frame, struct fault *f)
{
	const uint8_t *data;
	uint64_t left = r->window.limit - r->offset;
	const char *wrong = NULL;

	if (r->offset > r->window.limit || left < FRAME_HEAD_SIZE)
		return fault_in_segment(r, r->first, "segment ends before its last record", f);
	enum err e = window_read(&r->window, r->offset, FRAME_HEAD_SIZE, &data, f);

	if (e)
		return e;
	uint32_t length = frame_length(data);

	if (length == 0)
		return fault_in_segment(r, r->first, "no record", f);
	if (length == UINT32_MAX || length > left)
		return fault_in_segment(r, r->first, "length out of range", f);
	e = window_read(&r->window, r->offset, length, &data, f);
	if (e)
		return e;
	if (!frame_intact(data, r->seed, r->offset))
		wrong = "checksum mismatch";
	if (!wrong)
		wrong = frame_decode(data, frame);
	return wrong ? fault_in_segment(r, r->first, wrong, f) : ERR_NONE;
}

/* Goes to the record `from` by the lengths of those before it. Only the last of them is hashed: its
 * hash is what the first record read must continue. */
static enum err skip_to(struct journal_reader *r, uint64_t from, struct fault *f)
{
	while (r->chain.sequence + 1 < from) {
		const uint8_t *data;
		struct frame frame;

		if (r->chain.sequence + 2 == from) {
			enum err e = next_frame(r, &frame, f);

			if (e)
				return e;
			if (frame.record.header.sequence + 1 != from)
				return fault_in_segment(r, r->first, "not the next sequence", f);
			chain_advance(&r->chain, &frame);
			r->offset += frame.length;
			continue;
		}
		if (r->offset > r->window.limit || r->window.limit - r->offset < FRAME_HEAD_SIZE)
			return fault_in_segment(r, r->first, "segment ends before its last record",
						f);
		enum err e = window_read(&r->window, r->offset, FRAME_PREFIX_SIZE, &data, f);

		if (e)
			return e;
		uint32_t length = frame_length(data);

		if (length == 0 || length == UINT32_MAX)
			return fault_in_segment(r, r->first, "length out of range", f);
		r->offset += length;
		r->chain.sequence++;
	}
	return ERR_NONE;
}

static const char *hashes_wrong(const struct record *record)
{
	uint8_t hash[JOURNAL_HASH_SIZE];

	if (!record_payload_matches(&record->header, record->payload))
		return "payload does not match its hash";
	journal_sha256(record->meta, hash);
	if (memcmp(hash, record->header.meta_hash, JOURNAL_HASH_SIZE) != 0)
		return "meta does not match its hash";
	return NULL;
}

static enum err position(struct journal_reader *r, uint64_t from, struct fault *f)
{
	uint64_t durable = atomic_load_explicit(&r->shared->durable, memory_order_acquire);
	enum err e;

	if (durable == 0) {
		r->chain.epoch = 1;
		return ERR_NONE; /* nothing to enter; the first record starts the chain */
	}
	/* At the tail there may be no segment for the next record yet: stand behind the one before
	 * it. */
	e = refresh(r, from > durable ? durable : from, f);
	if (!e)
		e = skip_to(r, from, f);
	return e;
}

enum err journal_reader_open(struct journal_reader **out, const struct journal *j, uint64_t from,
			     struct fault *f)
{
	struct journal_tail tail = journal_tail(j);
	uint64_t lowest = tail.first_sequence ? tail.first_sequence : 1;

	*out = NULL;
	if (journal_failed(j, f))
		return ERR_IO;
	if (from < lowest || from > tail.sequence + 1)
		return fault_set(f, ERR_NOT_FOUND, "no sequence %llu: the journal has %llu to %llu",
				 (unsigned long long)from, (unsigned long long)tail.first_sequence,
				 (unsigned long long)tail.sequence);
	struct journal_reader *r = calloc(1, sizeof(*r));

	if (!r)
		return fault_set(f, ERR_MEMORY, "no memory for a reader");
	*r = (struct journal_reader){
		.shared = j->shared, .dir_fd = j->dir_fd, .seed = j->seed, .fd = -1
	};
	window_init(&r->window, -1, 0);
	atomic_fetch_add(&r->shared->readers, 1);
	enum err e = position(r, from, f);

	if (e) {
		journal_reader_close(r);
		return e;
	}
	*out = r;
	return ERR_NONE;
}

enum err journal_reader_next(struct journal_reader *r, struct record *out, struct fault *f)
{
	uint64_t next = r->chain.sequence + 1;
	struct frame frame;
	enum err e = ERR_NONE;

	if (atomic_load(&r->shared->failed))
		return fault_set(f, ERR_IO, "the journal failed before; the process must end");
	if (next > atomic_load_explicit(&r->shared->durable, memory_order_acquire))
		return ERR_NOT_FOUND;
	if (next > r->known)
		e = refresh(r, next, f);
	if (!e)
		e = next_frame(r, &frame, f);
	if (e)
		return e;
	const char *wrong = chain_check(&r->chain, &frame);

	if (!wrong)
		wrong = hashes_wrong(&frame.record);
	if (wrong)
		return fault_in_segment(r, r->first, wrong, f);
	chain_advance(&r->chain, &frame);
	r->offset += frame.length;
	*out = frame.record;
	return ERR_NONE;
}

void journal_reader_close(struct journal_reader *r)
{
	if (!r)
		return;
	uint32_t before = atomic_fetch_sub(&r->shared->readers, 1);

	REQUIRE(before > 0);
	window_fini(&r->window);
	fd_close(&r->fd);
	free(r);
}
