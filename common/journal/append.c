/* Appending: validate, make room, encode, write, sync, publish. Each step is a function of its own
 * and leaves the journal as it was unless it says otherwise. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/crash_point.h"
#include "base/require.h"
#include "journal/file_impl.h"

#define ZERO_PIECE_BYTES ((size_t)16 << 10)
#define ZERO_PIECES_MAX 256

static enum err validate_record(const struct record *r, bool epoch, struct fault *f)
{
	if (r->meta.size > RECORD_META_MAX || r->payload.size > RECORD_PAYLOAD_MAX)
		return fault_set(
			f, ERR_LIMIT,
			"record with %zu bytes of meta and %zu of payload (at most %u and %u)",
			r->meta.size, r->payload.size, RECORD_META_MAX, RECORD_PAYLOAD_MAX);
	if (r->header.kind < RECORD_EVENT || r->header.kind > RECORD_EPOCH ||
	    (r->header.kind == RECORD_EPOCH) != epoch)
		return fault_set(f, ERR_INVALID, "record of kind %u", r->header.kind);
	if ((r->header.kind == RECORD_MARKER || r->header.kind == RECORD_EPOCH) &&
	    r->payload.size > 0)
		return fault_set(f, ERR_INVALID, "record of kind %u with a payload",
				 r->header.kind);
	if ((r->header.flags & ~RECORD_MORE) != 0 || r->withheld)
		return fault_set(f, ERR_INVALID, "record with flags %u", r->header.flags);
	return ERR_NONE;
}

/* *size: bytes of the batch on disk. */
static enum err validate(const struct record *records, size_t count, bool epoch, uint64_t *size,
			 struct fault *f)
{
	*size = 0;
	if (count == 0 || count > JOURNAL_BATCH_RECORDS_MAX)
		return fault_set(f, ERR_LIMIT, "batch of %zu records (1 to %u)", count,
				 JOURNAL_BATCH_RECORDS_MAX);
	for (size_t i = 0; i < count; i++) {
		enum err e = validate_record(&records[i], epoch, f);

		if (e)
			return e;
		*size += frame_size(records[i].meta.size, records[i].payload.size);
	}
	if (records[count - 1].header.flags & RECORD_MORE)
		return fault_set(f, ERR_INVALID, "batch ends inside a decision");
	if (*size > JOURNAL_BATCH_BYTES_MAX)
		return fault_set(f, ERR_LIMIT, "batch of %llu bytes (at most %u)",
				 (unsigned long long)*size, JOURNAL_BATCH_BYTES_MAX);
	return ERR_NONE;
}

static enum err sync_data(struct journal *j, const char *what, struct fault *f)
{
	return j->io.fdatasync(j->fd) == 0 ? ERR_NONE : fault_errno(f, "sync", what);
}

/* Puts the end of the file back where it was, durably: what a full disk let through of a batch must
 * never be read as records later. Returns `e`, or ERR_IO and a failed journal when that is not
 * possible. */
static enum err take_back(struct journal *j, enum err e, struct fault *f)
{
	if (ftruncate(j->fd, (off_t)j->end) != 0) {
		(void)fault_errno(f, "take back", "segment");
		return journal_fail(j, f);
	}
	CRASH_POINT("journal.take_back.cut");
	j->allocated = j->end;
	if (sync_data(j, "segment after taking back", f) != ERR_NONE)
		return journal_fail(j, f);
	return e;
}

/* Ends the segment at its last frame, so that it has no space ahead any more. */
static enum err seal(struct journal *j, struct fault *f)
{
	if (j->allocated > j->end && ftruncate(j->fd, (off_t)j->end) != 0)
		return fault_errno(f, "seal", "segment");
	j->allocated = j->end;
	return sync_data(j, "sealed segment", f);
}

/* Starts the next segment. ERR_FULL and ERR_MEMORY leave the present one in use. */
static enum err rotate(struct journal *j, struct fault *f)
{
	struct journal_shared *shared = j->shared;
	struct segment_header h = {
		.first = j->chain.sequence + 1,
		.before = j->chain,
		.previous_first = j->first,
		.previous_bytes = j->end,
	};
	struct segment next = { .first = h.first, .bytes = SEGMENT_HEADER_SIZE };
	int fd = -1;

	REQUIRE(h.first > j->first);
	memcpy(h.id, j->id, JOURNAL_ID_SIZE);
	(void)pthread_mutex_lock(&shared->lock);
	enum err e = segment_list_reserve(&shared->segments, f);

	(void)pthread_mutex_unlock(&shared->lock);
	if (e)
		return e;
	e = seal(j, f);
	if (e)
		return journal_fail(j, f);
	CRASH_POINT("journal.rotate.sealed");
	e = segment_create(j->dir_fd, &h, &j->io, &fd, f);
	if (e == ERR_FULL)
		return e;
	if (e)
		return journal_fail(j, f);
	(void)pthread_mutex_lock(&shared->lock);
	REQUIRE(segment_list_add(&shared->segments, next, f) == ERR_NONE);
	(void)pthread_mutex_unlock(&shared->lock);
	CRASH_POINT("journal.rotate.created");
	fd_close(&j->fd);
	j->fd = fd;
	j->first = h.first;
	j->end = SEGMENT_HEADER_SIZE;
	j->allocated = SEGMENT_HEADER_SIZE;
	j->total_bytes += SEGMENT_HEADER_SIZE;
	return ERR_NONE;
}

/* Writes zeros over [from, to), many times the same page in one call. 0 when done, else errno. */
static int zero_fill(int fd, uint64_t from, uint64_t to)
{
	static uint8_t zeros[ZERO_PIECE_BYTES]; /* never written, but an iovec takes no const */
	struct iovec parts[ZERO_PIECES_MAX];

	while (from < to) {
		size_t left = to - from < ZERO_PIECES_MAX * ZERO_PIECE_BYTES
				      ? (size_t)(to - from)
				      : ZERO_PIECES_MAX * ZERO_PIECE_BYTES;
		int count = 0;

		for (; left > 0; count++) {
			size_t size = left < ZERO_PIECE_BYTES ? left : ZERO_PIECE_BYTES;

			parts[count] = (struct iovec){ .iov_base = zeros, .iov_len = size };
			left -= size;
		}
		ssize_t wrote = pwritev(fd, parts, count, (off_t)from);

		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote <= 0)
			return wrote < 0 ? errno : EIO;
		from += (uint64_t)wrote;
	}
	return 0;
}

/* Lengthens the file. The new space is also written once, in the shadow of a sync that has to
 * record it anyway: syncing an overwrite costs less than syncing the first write to a merely
 * allocated block (at 32 records a batch 1.2 to 1.5 times the syncs per second were measured on
 * ext4; at 1 and at 512 no difference). 0 when done, else errno. */
static int allocate_to(struct journal *j, uint64_t to)
{
	while (j->io.fallocate(j->fd, 0, (off_t)j->allocated, (off_t)(to - j->allocated)) != 0) {
		if (errno != EINTR)
			return errno;
	}
	CRASH_POINT("journal.allocate.extended");
	int number = zero_fill(j->fd, j->allocated, to);

	CRASH_POINT("journal.allocate.zeroed");

	if (number == 0)
		j->allocated = to;
	return number;
}

/* Has the file reach at least to the end of the batch, so that a full disk shows before anything is
 * written. */
static enum err allocate(struct journal *j, uint64_t size, struct fault *f)
{
	uint64_t need = j->end + size;
	uint64_t room = j->total_bytes_max - j->total_bytes; /* at least size */
	uint64_t want = need + JOURNAL_ALLOCATE_STEP;

	if (!j->allocates || need <= j->allocated)
		return ERR_NONE;
	if (want > j->segment_bytes)
		want = j->segment_bytes;
	if (want - j->end > room)
		want = j->end + room;
	if (want < need)
		want = need;
	int number = allocate_to(j, want);

	if ((number == ENOSPC || number == EDQUOT || number == EFBIG) && want > need)
		number = allocate_to(j, need);
	if (number == 0)
		return ERR_NONE;
	if (number == EOPNOTSUPP || number == ENOSYS || number == EINVAL) {
		j->allocates = false;
		return ERR_NONE;
	}
	errno = number;
	enum err e = fault_errno(f, "allocate", "segment");

	/* A failed call may have lengthened the file; give that back. */
	return e == ERR_FULL ? take_back(j, e, f) : journal_fail(j, f);
}

/* Room for `size` bytes: within the limit, in this segment or the next, allocated. */
static enum err make_room(struct journal *j, uint64_t size, struct fault *f)
{
	bool full_segment = j->end > SEGMENT_HEADER_SIZE && j->end + size > j->segment_bytes;
	uint64_t more = size + (full_segment ? SEGMENT_HEADER_SIZE : 0);

	if (j->total_bytes > j->total_bytes_max || more > j->total_bytes_max - j->total_bytes)
		return fault_set(f, ERR_FULL,
				 "journal of %llu bytes may not grow by %llu (limit %llu)",
				 (unsigned long long)j->total_bytes, (unsigned long long)more,
				 (unsigned long long)j->total_bytes_max);
	if (full_segment) {
		enum err e = rotate(j, f);

		if (e)
			return e;
	}
	return allocate(j, size, f);
}

static enum err reserve_buffer(struct journal *j, size_t size, struct fault *f)
{
	if (size <= j->buffer_capacity)
		return ERR_NONE;
	size_t capacity = size < JOURNAL_BUFFER_KEPT / 4 ? JOURNAL_BUFFER_KEPT / 4 : size;
	uint8_t *buffer = malloc(capacity);

	if (!buffer)
		return fault_set(f, ERR_MEMORY, "no memory for a batch of %zu bytes", size);
	free(j->buffer);
	j->buffer = buffer;
	j->buffer_capacity = capacity;
	return ERR_NONE;
}

static void release_buffer(struct journal *j)
{
	if (j->buffer_capacity <= JOURNAL_BUFFER_KEPT)
		return;
	free(j->buffer);
	j->buffer = NULL;
	j->buffer_capacity = 0;
}

/* Fills the headers and lays the frames into the buffer; returns where the chain will stand. */
static struct chain encode(struct journal *j, struct record *records, size_t count, uint64_t size)
{
	struct chain chain = j->chain;
	size_t used = 0;

	for (size_t i = 0; i < count; i++) {
		struct record_header *h = &records[i].header;
		uint8_t bytes[RECORD_HEADER_SIZE];

		h->sequence = chain.sequence + 1;
		h->epoch = chain.epoch + (h->kind == RECORD_EPOCH ? 1 : 0);
		h->meta_size = (uint32_t)records[i].meta.size;
		h->payload_size = (uint32_t)records[i].payload.size;
		memcpy(h->previous_hash, chain.hash, JOURNAL_HASH_SIZE);
		journal_sha256(records[i].meta, h->meta_hash);
		journal_sha256(records[i].payload, h->payload_hash);
		record_header_encode(h, bytes);
		frame_encode(j->buffer + used, j->seed, j->end + used, (uint32_t)i, bytes,
			     &records[i]);
		used += frame_size(records[i].meta.size, records[i].payload.size);
		chain.sequence = h->sequence;
		chain.epoch = h->epoch;
		record_header_hash(bytes, chain.hash);
	}
	REQUIRE(used == size);
	return chain;
}

/* One write; more only when the kernel took less than all of it. */
static enum err write_batch(struct journal *j, size_t size, struct fault *f)
{
	size_t done = 0;

	while (done < size) {
		struct iovec part = { .iov_base = j->buffer + done, .iov_len = size - done };
		ssize_t wrote = j->io.pwritev(j->fd, &part, 1, (off_t)(j->end + done));

		if (wrote < 0 && errno == EINTR)
			continue; /* nothing was written, nothing failed */
		if (wrote < 0)
			return fault_errno(f, "write", "segment");
		if (wrote == 0)
			return fault_set(f, ERR_IO, "write segment: nothing written");
		done += (size_t)wrote;
	}
	return ERR_NONE;
}

static void publish(struct journal *j, const struct chain *chain, uint64_t size)
{
	struct journal_shared *shared = j->shared;

	j->chain = *chain;
	j->end += size;
	j->total_bytes += size;
	if (j->allocated < j->end)
		j->allocated = j->end;
	(void)pthread_mutex_lock(&shared->lock);
	struct segment *last = &shared->segments.items[shared->segments.count - 1];

	REQUIRE(last->first == j->first);
	last->bytes = j->end;
	shared->tail.sequence = chain->sequence;
	shared->tail.epoch = chain->epoch;
	memcpy(shared->tail.hash, chain->hash, JOURNAL_HASH_SIZE);
	if (shared->tail.first_sequence == 0)
		shared->tail.first_sequence = shared->segments.items[0].first;
	(void)pthread_mutex_unlock(&shared->lock);
	atomic_store_explicit(&shared->durable, chain->sequence, memory_order_release);
}

enum err journal_append_batch(struct journal *j, struct record *records, size_t count,
			      struct fault *f)
{
	bool epoch = count == 1 && records[0].header.kind == RECORD_EPOCH;
	uint64_t size;
	enum err e = validate(records, count, epoch, &size, f);

	if (!e)
		e = reserve_buffer(j, (size_t)size, f);
	if (!e)
		e = make_room(j, size, f);
	if (e)
		return e;
	struct chain chain = encode(j, records, count, size);

	CRASH_POINT("journal.append.encoded");
	e = write_batch(j, (size_t)size, f);
	CRASH_POINT("journal.append.written");
	if (!e)
		e = sync_data(j, "segment", f);
	CRASH_POINT("journal.append.synced");
	release_buffer(j);
	if (e == ERR_FULL)
		return take_back(j, e, f);
	if (e)
		return journal_fail(j, f);
	publish(j, &chain, size);
	CRASH_POINT("journal.append.published");
	return ERR_NONE;
}

enum err journal_append(struct journal *j, uint64_t expected_sequence, struct record *records,
			size_t count, struct fault *f)
{
	if (journal_failed(j, f))
		return ERR_IO;
	if (expected_sequence != j->chain.sequence + 1)
		return fault_set(f, ERR_CONFLICT, "append at sequence %llu, but the next is %llu",
				 (unsigned long long)expected_sequence,
				 (unsigned long long)j->chain.sequence + 1);
	for (size_t i = 0; i < count; i++) {
		if (records[i].header.kind == RECORD_EPOCH)
			return fault_set(f, ERR_INVALID,
					 "an epoch is begun by journal_epoch_bump alone");
	}
	return journal_append_batch(j, records, count, f);
}

enum err journal_epoch_bump(struct journal *j, int64_t recorded_at_ms, struct fault *f)
{
	struct record r = { .header = { .kind = RECORD_EPOCH, .recorded_at_ms = recorded_at_ms } };

	if (journal_failed(j, f))
		return ERR_IO;
	return journal_append_batch(j, &r, 1, f);
}
