/* A good journal, then harm. A write that a power cut tore never stops the journal from opening and never takes a synced
 * record; damage before the last batch is always seen, and what others know of is not lost in silence; whatever is read is what
 * was written. */
#include "journal/frame.h"
#include "journal/segment.h"
#include "journal_reading.h"

#define SEGMENT_BYTES JOURNAL_SEGMENT_BYTES_MIN
#define BATCHES_MAX 6
#define RECORDS_MAX 4
#define ALL_MAX (BATCHES_MAX * RECORDS_MAX)
#define PAYLOAD_MAX 700
#define SECTOR 512u
#define FILE_BYTES_MAX ((size_t)16 << 10)

enum harm { HARM_TORN, HARM_ROT, HARM_ANYWHERE, HARM_NOTE, HARM_MISSING, HARM_KINDS };

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	fuzz_folder_make();
	return 0;
}

/* What was written, and where the last batch lies. */
struct written {
	struct record records[ALL_MAX];
	uint8_t payloads[ALL_MAX][PAYLOAD_MAX];
	size_t count;
	size_t synced;             /* records before the last batch */
	uint64_t segment;          /* first sequence of the last segment */
	uint64_t segments[BATCHES_MAX];
	size_t segment_count;
	uint64_t start, end;       /* of the last batch in it */
	struct journal_known known; /* to others: all of it */
};

/* ---- writing */

static uint64_t take_batch(struct input *in, struct written *w, size_t *count)
{
	uint64_t bytes = 0;

	*count = 1 + take_byte(in) % RECORDS_MAX;
	for (size_t i = 0; i < *count; i++) {
		size_t at = w->count + i, size = (size_t)take_number(in, 2) % (PAYLOAD_MAX + 1);
		uint8_t kind = take_byte(in);
		struct record *r = &w->records[at];

		*r = (struct record){ .header = { .kind = kind & 0x40 ? RECORD_MARKER : RECORD_EVENT, .data_class = kind & 7,
						  .flags = i + 1 < *count && kind & 0x80 ? RECORD_MORE : 0 } };
		for (size_t b = 0; b < size; b++)
			w->payloads[at][b] = (uint8_t)(at * 31 + b % (1 + kind));
		if (r->header.kind == RECORD_EVENT)
			r->payload = span_of(w->payloads[at], size);
		r->meta = span_of("metametametameta", kind & 15);
		bytes += frame_size(r->meta.size, r->payload.size);
	}
	return bytes;
}

/* As append.c decides where a batch goes. */
static void place(struct written *w, uint64_t bytes)
{
	if (w->segment_count == 0 || (w->end > SEGMENT_HEADER_SIZE && w->end + bytes > SEGMENT_BYTES)) {
		w->segment = w->count + 1;
		w->segments[w->segment_count++] = w->segment;
		w->end = SEGMENT_HEADER_SIZE;
	}
	w->start = w->end;
	w->end += bytes;
}

static void write_journal(struct input *in, struct written *w)
{
	size_t batches = 1 + take_byte(in) % BATCHES_MAX, count;
	struct journal *j;
	struct fault f = { 0 };

	w->count = w->synced = w->segment_count = 0;
	PROPERTY(open_here(&j, SEGMENT_BYTES, &f) == ERR_NONE);
	for (size_t i = 0; i < batches; i++) {
		uint64_t bytes = take_batch(in, w, &count);

		place(w, bytes);
		PROPERTY(journal_append(j, w->count + 1, &w->records[w->count], count, &f) == ERR_NONE);
		w->synced = w->count;
		w->count += count;
	}
	w->known.sequence = w->count;
	memcpy(w->known.id, journal_tail(j).id, JOURNAL_ID_SIZE);
	PROPERTY(journal_snapshot_note(j, 1 + take_byte(in) % w->count, "snapshot of a state", &f) == ERR_NONE);
	journal_close(j);
}

/* ---- harm */

static int open_segment(uint64_t first, uint64_t *bytes)
{
	char name[SEGMENT_NAME_SIZE], path[320];
	struct stat st;

	segment_name(first, name);
	(void)snprintf(path, sizeof path, "%s/%s", fuzz_folder, name);
	int fd = open(path, O_RDWR | O_CLOEXEC);

	PROPERTY(fd >= 0 && fstat(fd, &st) == 0);
	*bytes = (uint64_t)st.st_size;
	return fd;
}

/* Sectors of the last batch that never reached the disk: they still read as before it. The file may be short, too. */
static void tear(struct input *in, const struct written *w)
{
	static const uint8_t zeros[SECTOR];
	uint64_t bytes, lost = take_number(in, 4), short_by = take_number(in, 2);
	int fd = open_segment(w->segment, &bytes);

	PROPERTY(w->end <= bytes);
	for (uint64_t at = w->start, bit = 0; at < w->end; bit++) {
		uint64_t to = (at / SECTOR + 1) * SECTOR;

		if (to > w->end)
			to = w->end;
		if (lost >> bit % 32 & 1)
			PROPERTY(pwrite(fd, zeros, (size_t)(to - at), (off_t)at) == (ssize_t)(to - at));
		at = to;
	}
	if (short_by > 0)
		PROPERTY(ftruncate(fd, (off_t)(short_by % 2 ? bytes : w->start + short_by % (bytes - w->start + 1))) == 0);
	(void)close(fd);
}

/* Changes bytes in [from, to) of a file; false when they are the same afterwards. */
static bool change(struct input *in, int fd, uint64_t from, uint64_t to)
{
	static uint8_t before[FILE_BYTES_MAX], after[FILE_BYTES_MAX];
	size_t size = (size_t)(to - from);

	PROPERTY(from <= to && size <= sizeof before);
	if (size == 0)
		return false;
	PROPERTY(pread(fd, before, size, (off_t)from) == (ssize_t)size);
	memcpy(after, before, size);
	for (unsigned i = 1 + take_byte(in) % 4; i > 0; i--) {
		size_t at = take_number(in, 2) % size;
		uint8_t mask = take_byte(in), run = take_byte(in);

		for (size_t k = at; k < size && k <= at + (run & 0x80 ? run & 0x7f : 0); k++)
			after[k] = mask == 0xff ? 0 : after[k] ^ mask;
	}
	PROPERTY(pwrite(fd, after, size, (off_t)from) == (ssize_t)size);
	return memcmp(before, after, size) != 0;
}

/* `last_too`: the last batch and the space behind it are not spared. True when bytes changed. */
static bool damage(struct input *in, const struct written *w, bool last_too, bool *in_last_segment)
{
	uint64_t bytes, first = w->segments[take_byte(in) % w->segment_count];
	int fd = open_segment(first, &bytes);

	*in_last_segment = first == w->segment;
	bool changed = change(in, fd, 0, *in_last_segment && !last_too ? w->start : bytes);

	(void)close(fd);
	return changed;
}

/* ---- what is read */

static void as_written(void *context, const struct record *r)
{
	const struct written *w = context;

	PROPERTY(r->header.sequence >= 1 && r->header.sequence <= w->count);
	const struct record *original = &w->records[r->header.sequence - 1];

	PROPERTY(span_equal(r->payload, original->payload) && span_equal(r->meta, original->meta));
	PROPERTY(r->header.kind == original->header.kind && r->header.flags == original->header.flags);
	PROPERTY(r->header.data_class == original->header.data_class);
}

/* The torn batch may be there, in part or not: whole decisions of it at most. */
static void opens_with_all_that_was_synced(struct written *w)
{
	struct journal *j;
	struct fault f = { 0 };
	enum err e = open_here(&j, SEGMENT_BYTES, &f);

	if (e != ERR_NONE)
		fprintf(stderr, "%s\n", f.text);
	PROPERTY(e == ERR_NONE);
	struct journal_tail tail = journal_tail(j);

	PROPERTY(tail.sequence >= w->synced && tail.sequence <= w->count);
	PROPERTY(tail.sequence == 0 || !(w->records[tail.sequence - 1].header.flags & RECORD_MORE));
	PROPERTY(tail.sequence == 0 || read_from(j, 1, as_written, w, &f) == ERR_NONE);
	goes_on(j, SEGMENT_BYTES);
}

static void damage_is_seen(struct written *w, bool in_last_segment)
{
	struct journal *j;
	struct fault f = { 0 };
	enum err e = open_here(&j, SEGMENT_BYTES, &f);

	PROPERTY(e == ERR_NONE || e == ERR_CORRUPT);
	PROPERTY(e == ERR_CORRUPT || !in_last_segment);
	if (e == ERR_CORRUPT)
		return;
	PROPERTY(journal_tail(j).sequence == w->count);
	PROPERTY(read_from(j, 1, as_written, w, &f) == ERR_CORRUPT);
	uint64_t next = 1;

	for (size_t i = 0; i <= w->segment_count && e == ERR_NONE; i++)
		e = journal_scrub(j, next, &next, &f);
	PROPERTY(e == ERR_CORRUPT);
	journal_close(j);
}

/* With others asking, a tail that is gone is missed. */
static void only_what_was_written_is_read(struct written *w, bool asked)
{
	struct journal *j;
	struct fault f = { 0 };
	enum err e = open_known(&j, SEGMENT_BYTES, asked ? &w->known : NULL, &f);

	PROPERTY(e == ERR_NONE || e == ERR_CORRUPT || (asked && e == ERR_LOST));
	if (e != ERR_NONE)
		return;
	PROPERTY(journal_tail(j).sequence <= w->count && (!asked || journal_tail(j).sequence == w->count));
	if (journal_tail(j).sequence == 0 || read_from(j, 1, as_written, w, &f) == ERR_NONE)
		goes_on(j, SEGMENT_BYTES);
	else
		journal_close(j);
}

static void a_missing_segment_is_missed(struct input *in, struct written *w)
{
	char name[SEGMENT_NAME_SIZE], path[320];
	struct journal *j;
	struct fault f = { 0 };

	segment_name(w->segments[take_byte(in) % w->segment_count], name);
	(void)snprintf(path, sizeof path, "%s/%s", fuzz_folder, name);
	PROPERTY(unlink(path) == 0);
	enum err e = open_known(&j, SEGMENT_BYTES, &w->known, &f);

	PROPERTY(e == ERR_LOST || e == ERR_CORRUPT);
}

static void note_is_seen_through(struct input *in, struct written *w)
{
	char path[320], note[JOURNAL_PATH_MAX];
	uint64_t sequence;
	struct journal *j;
	struct stat st;
	struct fault f = { 0 };

	(void)snprintf(path, sizeof path, "%s/snapshot", fuzz_folder);
	int fd = open(path, O_RDWR | O_CLOEXEC);

	PROPERTY(fd >= 0 && fstat(fd, &st) == 0);
	bool changed = change(in, fd, 0, (uint64_t)st.st_size);

	(void)close(fd);
	enum err e = open_here(&j, SEGMENT_BYTES, &f);

	PROPERTY(e == ERR_NONE);
	if (changed) { /* counts as none: nothing may be trimmed for it */
		PROPERTY(journal_snapshot_last(j, &sequence, note) == ERR_NOT_FOUND);
		PROPERTY(journal_trim(j, take_byte(in), &f) == ERR_NONE && journal_tail(j).first_sequence == 1);
		PROPERTY(read_from(j, 1, as_written, w, &f) == ERR_NONE);
		journal_close(j);
		return;
	}
	PROPERTY(journal_snapshot_last(j, &sequence, note) == ERR_NONE);
	PROPERTY(sequence >= 1 && sequence <= w->count && strcmp(note, "snapshot of a state") == 0);
	PROPERTY(journal_trim(j, take_byte(in), &f) == ERR_NONE);
	PROPERTY(journal_tail(j).first_sequence <= sequence + 1);
	PROPERTY(read_from(j, journal_tail(j).first_sequence, as_written, w, &f) == ERR_NONE);
	journal_close(j);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct written w;
	struct input in = { data, size };
	enum harm harm = take_byte(&in) % HARM_KINDS;
	bool in_last_segment;

	fuzz_folder_clear();
	write_journal(&in, &w);
	if (harm == HARM_NOTE) {
		note_is_seen_through(&in, &w);
		return 0;
	}
	char note[320];

	(void)snprintf(note, sizeof note, "%s/snapshot", fuzz_folder);
	PROPERTY(unlink(note) == 0); /* it may name a record of the torn batch, which was never acknowledged */
	if (harm == HARM_MISSING) {
		a_missing_segment_is_missed(&in, &w);
	} else if (harm == HARM_TORN) {
		tear(&in, &w);
		opens_with_all_that_was_synced(&w);
	} else if (damage(&in, &w, harm == HARM_ANYWHERE, &in_last_segment)) {
		if (harm == HARM_ROT)
			damage_is_seen(&w, in_last_segment);
		else
			only_what_was_written_is_read(&w, take_byte(&in) & 1);
	}
	return 0;
}
