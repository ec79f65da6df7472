/* Telling a torn tail from a broken middle in the last segment.
 *
 * A power cut can only harm the batch being written: every batch before it was synced. So after the
 * first bad place X we look for an intact frame behind it. None: the tail is torn, and is cut. If
 * there is one, its batch index says whether its batch began before or after X. After: X had been
 * synced, so this is damage, and opening is refused. Before: the disk may have written the batch's
 * sectors in any order and lost some, which then still read as zeros (space ahead is always zero);
 * if X is explained by such a sector the batch was never acknowledged and is cut, else it is
 * damage. */
#include "journal/recover.h"

#include <string.h>

#include "base/bytes.h"
#include "base/require.h"
#include "journal/window.h"

#define SECTOR_BYTES 512 /* the smallest piece a disk writes whole */

struct scan {
	struct window window;
	uint64_t first; /* of the segment */
	uint64_t bytes;
	uint32_t seed;
	uint64_t offset;
	struct chain chain;
	const char *wrong; /* why the scan stopped; NULL at a clean end */
};

static enum err fault_here(const struct scan *s, const char *what, struct fault *f)
{
	char name[SEGMENT_NAME_SIZE];

	segment_name(s->first, name);
	return fault_set(f, ERR_CORRUPT, "segment %s offset %llu: %s", name,
			 (unsigned long long)s->offset, what);
}

/* The intact frame at `offset`, or *data NULL and in s->wrong why (NULL: a clean end). */
static enum err intact_frame(struct scan *s, uint64_t offset, const uint8_t **data, struct fault *f)
{
	const uint8_t *bytes;

	*data = NULL;
	s->wrong = NULL;
	if (s->bytes - offset < FRAME_HEAD_SIZE)
		return ERR_NONE; /* whether the rest is zero is looked at by the caller */
	enum err e = window_read(&s->window, offset, FRAME_HEAD_SIZE, &bytes, f);

	if (e)
		return e;
	uint32_t length = frame_length(bytes);

	if (length == 0)
		return ERR_NONE;
	if (length == UINT32_MAX)
		s->wrong = "length out of range";
	else if (length > s->bytes - offset)
		s->wrong = "file ends inside a record";
	if (s->wrong)
		return ERR_NONE;
	e = window_read(&s->window, offset, length, &bytes, f);
	if (e)
		return e;
	if (frame_intact(bytes, s->seed, offset))
		*data = bytes;
	else
		s->wrong = "checksum mismatch";
	return ERR_NONE;
}

/* Walks the good frames: `out` ends with the last whole decision, s->chain with the last record. */
static enum err walk(struct scan *s, struct recovered *out, struct fault *f)
{
	for (;;) {
		const uint8_t *data;
		struct frame frame;
		enum err e = intact_frame(s, s->offset, &data, f);

		if (e || !data)
			return e;
		const char *wrong = frame_decode(data, &frame);

		if (!wrong)
			wrong = chain_check(&s->chain, &frame);
		if (wrong)
			return fault_here(s, wrong, f); /* intact, so never torn */
		chain_advance(&s->chain, &frame);
		s->offset += frame.length;
		if (!(frame.record.header.flags & RECORD_MORE)) {
			out->chain = s->chain;
			out->end = s->offset;
		}
	}
}

/* Is [from, to) zero? */
static enum err all_zero(struct scan *s, uint64_t from, uint64_t to, bool *zero, struct fault *f)
{
	*zero = true;
	while (from < to) {
		size_t size = to - from < WINDOW_BYTES ? (size_t)(to - from) : WINDOW_BYTES;
		const uint8_t *data;
		enum err e = window_read(&s->window, from, size, &data, f);

		if (e)
			return e;
		if (data[0] != 0 || memcmp(data, data + 1, size - 1) != 0) {
			*zero = false;
			return ERR_NONE;
		}
		from += size;
	}
	return ERR_NONE;
}

/* Could these bytes begin one of the next frames? Cheap, before any checksum. */
static bool plausible(const struct scan *s, uint64_t offset, const uint8_t *bytes)
{
	uint32_t length = frame_length(bytes);
	uint64_t sequence = get_u64be(bytes + FRAME_PREFIX_SIZE + 8);

	return length != 0 && length != UINT32_MAX && length <= s->bytes - offset &&
	       get_u32be(bytes + 12) == 0 && sequence > s->chain.sequence &&
	       sequence - s->chain.sequence <= s->bytes / FRAME_HEAD_SIZE;
}

/* The first intact frame of a later record at or behind `from`. *at is 0 when there is none. */
static enum err find_following(struct scan *s, uint64_t from, uint64_t *at, struct frame *out,
			       struct fault *f)
{
	*at = 0;
	for (uint64_t offset = from; s->bytes >= offset + FRAME_HEAD_SIZE; offset += FRAME_ALIGN) {
		const uint8_t *data;
		enum err e = window_read(&s->window, offset, FRAME_HEAD_SIZE, &data, f);

		if (e)
			return e;
		if (!plausible(s, offset, data))
			continue;
		e = intact_frame(s, offset, &data, f);
		if (e)
			return e;
		if (data && !frame_decode(data, out)) {
			*at = offset;
			return ERR_NONE;
		}
	}
	return ERR_NONE;
}

/* Was a sector lost between the bad place and the intact frame at `to`? The sector in which that
 * frame begins was written, so only whole pieces before it count. */
static enum err sector_lost(struct scan *s, uint64_t to, bool *lost, struct fault *f)
{
	uint64_t from = s->offset;
	enum err e = ERR_NONE;

	*lost = false;
	while (!e && !*lost) {
		uint64_t boundary = (from / SECTOR_BYTES + 1) * SECTOR_BYTES;

		if (boundary > to)
			break;
		e = all_zero(s, from, boundary, lost, f);
		from = boundary;
	}
	return e;
}

/* Is the bad place damage, not a torn write? Looks at every intact frame behind it. */
static enum err is_damage(struct scan *s, bool *damage, struct fault *f)
{
	uint64_t next = s->chain.sequence + 1;
	uint64_t at;
	struct frame frame;
	bool lost = false;
	enum err e = find_following(s, s->offset + FRAME_ALIGN, &at, &frame, f);

	*damage = false;
	if (e || at == 0)
		return e;
	e = sector_lost(s, at, &lost, f);
	if (!e && !lost)
		*damage = true;
	while (!e && !*damage && at != 0) {
		/* Did its batch begin behind the bad place? */
		if (frame.record.header.sequence - next > frame.batch_index)
			*damage = true;
		else
			e = find_following(s, at + frame.length, &at, &frame, f);
	}
	return e;
}

static enum err judge(struct scan *s, struct recovered *out, struct fault *f)
{
	const char *wrong = s->wrong;
	bool zero = false;
	bool damage = false;
	enum err e = all_zero(s, s->offset, s->bytes, &zero, f);

	if (!e && !zero) {
		if (!wrong)
			wrong = "no record, but bytes behind it";
		e = is_damage(s, &damage, f);
	}
	if (e)
		return e;
	if (damage)
		return fault_here(s, wrong, f);
	out->wrong_at = s->offset;
	out->wrong = wrong;
	if (!wrong && out->end < s->offset) {
		out->wrong_at = out->end;
		out->wrong = "decision without its end";
	}
	out->cut = out->wrong != NULL;
	return ERR_NONE;
}

enum err recover_segment(int fd, uint64_t bytes, uint32_t seed, const struct segment_header *h,
			 struct recovered *out, struct fault *f)
{
	struct scan s = {
		.first = h->first,
		.bytes = bytes,
		.seed = seed,
		.offset = SEGMENT_HEADER_SIZE,
		.chain = h->before,
	};

	REQUIRE(bytes >= SEGMENT_HEADER_SIZE);
	*out = (struct recovered){ .chain = h->before, .end = SEGMENT_HEADER_SIZE };
	window_init(&s.window, fd, bytes);
	enum err e = walk(&s, out, f);

	if (!e)
		e = judge(&s, out, f);
	window_fini(&s.window);
	return e;
}
