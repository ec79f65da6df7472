/* Any bytes as the files of a journal. Opening and reading refuse them or give whole records in their places; what opens
 * once opens again with the same tail and takes another record.
 *
 * Random bytes have no right checksum, so the input says how much of it is put right before it is written: headers, then
 * of every frame its length, fields, chain, hashes and checksum, each of which a frame may ask to be left wrong. */
#include "base/bytes.h"
#include "base/crc32c.h"
#include "journal/frame.h"
#include "journal/segment.h"
#include "journal_reading.h"

#define SEGMENT_BYTES 8192u
#define FILE_BYTES_MAX ((size_t)16 << 10)
#define FRAME_ROOM 1024u

enum { FLAG_HEADER = 1, FLAG_FRAMES = 2, FLAG_SECOND = 4, FLAG_NOTE = 8, FLAG_ALL_RIGHT = 16 };
enum { WRONG_LENGTH = 1, WRONG_FIELDS = 2, WRONG_SEQUENCE = 4, WRONG_CHAIN = 8, WRONG_HASH = 16, WRONG_CHECKSUM = 32 };

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	fuzz_folder_make();
	return 0;
}

struct file {
	uint8_t bytes[FILE_BYTES_MAX];
	size_t size;
	struct chain chain;        /* behind what was put right */
	uint64_t first;
};

/* ---- putting right */

static void right_header(struct file *file, const struct file *before)
{
	uint8_t *h = file->bytes;

	memcpy(h, "DDJOURNL", 8);
	put_u32be(h + 8, 1);
	put_u32be(h + 12, SEGMENT_HEADER_SIZE);
	if (before) {
		memcpy(h + 16, before->bytes + 16, JOURNAL_ID_SIZE);
		file->chain = before->chain;
		put_u64be(h + 80, before->first);
		put_u64be(h + 88, before->size);
	} else {
		file->chain = (struct chain){ .epoch = 1 };
		memset(h + 80, 0, 16);
	}
	file->first = file->chain.sequence + 1;
	put_u64be(h + 32, file->first);
	put_u64be(h + 40, file->chain.epoch);
	memcpy(h + 48, file->chain.hash, JOURNAL_HASH_SIZE);
	put_u32be(h + 124, crc32c_extend(0, h, 124));
}

static uint32_t right_length(uint8_t *frame, size_t left, unsigned wrong)
{
	uint32_t length = get_u32be(frame);

	if (wrong & WRONG_LENGTH)
		return frame_length(frame);
	length = FRAME_HEAD_SIZE + length % FRAME_ROOM / FRAME_ALIGN * FRAME_ALIGN;
	if (length > left)
		length = (uint32_t)(left / FRAME_ALIGN * FRAME_ALIGN);
	put_u32be(frame, length);
	put_u32be(frame + 12, 0);
	return length;
}

static void right_fields(uint8_t *header, uint32_t room, const struct chain *chain, unsigned wrong)
{
	uint32_t meta = get_u32be(header + 32) % (room + 1);

	header[0] = 1;
	header[1] = (uint8_t)(RECORD_EVENT + header[1] % 4);
	header[2] &= RECORD_MORE;
	memset(header + 136, 0, RECORD_HEADER_SIZE - 136);
	put_u32be(header + 32, meta);
	put_u32be(header + 36, room - meta);
	if (!(wrong & WRONG_SEQUENCE)) {
		put_u64be(header + 8, chain->sequence + 1);
		put_u64be(header + 16, chain->epoch + (header[1] == RECORD_EPOCH ? 1 : 0));
	}
	if (!(wrong & WRONG_CHAIN))
		memcpy(header + 104, chain->hash, JOURNAL_HASH_SIZE);
	if (!(wrong & WRONG_HASH)) {
		journal_sha256(span_of(header + RECORD_HEADER_SIZE, meta), header + 40);
		journal_sha256(span_of(header + RECORD_HEADER_SIZE + meta, room - meta), header + 72);
	}
}

static void right_checksum(uint8_t *frame, uint32_t length, uint32_t seed, uint64_t offset)
{
	uint8_t place[8];

	put_u64be(place, offset);
	uint32_t crc = crc32c_extend(crc32c_extend(seed, place, 8), frame, 4);

	put_u32be(frame + 4, crc32c_extend(crc, frame + 8, length - 8));
}

/* One frame; its length, or 0 when the rest stays as it is. */
static uint32_t right_frame(struct file *file, size_t offset, uint32_t seed, bool all_right)
{
	uint8_t *frame = file->bytes + offset, *header = frame + FRAME_PREFIX_SIZE;
	unsigned wrong = all_right || frame[5] < 0x80 ? 0 : frame[4];
	uint32_t length = get_u32be(frame) == 0 ? 0 : right_length(frame, file->size - offset, wrong);

	if (length == 0 || length == UINT32_MAX || length > file->size - offset)
		return 0;
	if (!(wrong & WRONG_FIELDS))
		right_fields(header, length - FRAME_HEAD_SIZE, &file->chain, wrong);
	if (!(wrong & WRONG_CHECKSUM))
		right_checksum(frame, length, seed, offset);
	file->chain.sequence = get_u64be(header + 8);
	file->chain.epoch = get_u64be(header + 16);
	record_header_hash(header, file->chain.hash);
	return length;
}

static void right_frames(struct file *file, bool all_right)
{
	uint32_t seed = crc32c_extend(0, file->bytes + 16, JOURNAL_ID_SIZE), length = 1;

	for (size_t offset = SEGMENT_HEADER_SIZE; length && file->size - offset >= FRAME_HEAD_SIZE; offset += length)
		length = right_frame(file, offset, seed, all_right);
}

/* ---- a run */

static void take_file(struct input *in, uint8_t flags, size_t size, const struct file *before, struct file *file)
{
	struct span bytes = take_span(in, size < FILE_BYTES_MAX ? size : FILE_BYTES_MAX);

	file->size = bytes.size;
	file->first = 1;
	if (bytes.size > 0)
		memcpy(file->bytes, bytes.data, bytes.size);
	if (flags & FLAG_HEADER && file->size >= SEGMENT_HEADER_SIZE)
		right_header(file, before);
	if (flags & FLAG_FRAMES && file->size >= SEGMENT_HEADER_SIZE)
		right_frames(file, flags & FLAG_ALL_RIGHT);
}

static void write_segment(const struct file *file)
{
	char name[SEGMENT_NAME_SIZE];

	segment_name(file->first, name);
	fuzz_folder_write(name, span_of(file->bytes, file->size));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct file one, two;
	struct input in = { data, size };
	uint8_t flags = take_byte(&in);
	size_t note_size = flags & FLAG_NOTE ? (size_t)take_number(&in, 1) : 0;
	struct span note = take_span(&in, note_size);
	size_t one_size = flags & FLAG_SECOND ? (size_t)take_number(&in, 2) : in.left;
	struct journal *j;
	struct fault f = { 0 };

	fuzz_folder_clear();
	if (flags & FLAG_NOTE)
		fuzz_folder_write("snapshot", note);
	take_file(&in, flags, one_size, NULL, &one);
	write_segment(&one);
	if (flags & FLAG_SECOND && one.chain.sequence < UINT64_MAX) {
		take_file(&in, flags, in.left, &one, &two);
		if (two.first > one.first)
			write_segment(&two);
	}
	if (open_here(&j, SEGMENT_BYTES, &f) != ERR_NONE)
		return 0;
	struct journal_tail tail = journal_tail(j);
	bool whole = tail.first_sequence == 0 || read_from(j, tail.first_sequence, NULL, NULL, &f) == ERR_NONE;

	if (tail.sequence > tail.first_sequence)
		(void)read_from(j, tail.first_sequence + (tail.sequence - tail.first_sequence + 1) / 2, NULL, NULL, &f);
	if (whole)
		goes_on(j, SEGMENT_BYTES);
	else
		journal_close(j);
	return 0;
}
