/* What holds whenever a journal was opened, whatever its files held before. */
#ifndef DANDANG_TESTS_FUZZ_JOURNAL_READING_H
#define DANDANG_TESTS_FUZZ_JOURNAL_READING_H

#include "folder.h"
#include "journal/journal.h"

/* `known`: what others have seen of it; NULL: nobody asks. */
static inline enum err open_known(struct journal **j, uint64_t segment_bytes, const struct journal_known *known, struct fault *f)
{
	const struct journal_options options = { .engine = "file", .directory = fuzz_folder, .segment_bytes = segment_bytes,
						 .known = known, .known_count = known ? 1 : 0 };
	enum err e = journal_open(j, &options, f);

	PROPERTY((e == ERR_NONE) == (*j != NULL));
	PROPERTY(e == ERR_NONE || (f->code == e && f->text[0]));
	return e;
}

static inline enum err open_here(struct journal **j, uint64_t segment_bytes, struct fault *f)
{
	return open_known(j, segment_bytes, NULL, f);
}

/* Called for each record read; may be NULL. */
typedef void on_read(void *context, const struct record *record);

static inline void is_whole(const struct record *r, uint64_t sequence, const uint8_t previous[JOURNAL_HASH_SIZE])
{
	uint8_t hash[JOURNAL_HASH_SIZE];

	PROPERTY(r->header.sequence == sequence && !r->withheld);
	PROPERTY(!previous || memcmp(r->header.previous_hash, previous, JOURNAL_HASH_SIZE) == 0);
	PROPERTY(r->payload.size == r->header.payload_size && r->meta.size == r->header.meta_size);
	journal_sha256(r->payload, hash);
	PROPERTY(memcmp(hash, r->header.payload_hash, JOURNAL_HASH_SIZE) == 0);
	journal_sha256(r->meta, hash);
	PROPERTY(memcmp(hash, r->header.meta_hash, JOURNAL_HASH_SIZE) == 0);
}

/* Reads from `from` to the tail. ERR_CORRUPT where something is wrong; what came before that was whole and in its place. */
static inline enum err read_from(struct journal *j, uint64_t from, on_read *each, void *context, struct fault *f)
{
	struct journal_tail tail = journal_tail(j);
	struct journal_reader *reader;
	struct record record;
	uint8_t header[RECORD_HEADER_SIZE], hash[JOURNAL_HASH_SIZE];
	uint64_t next = from;
	enum err e = journal_reader_open(&reader, j, from, f);

	if (e != ERR_NONE)
		return e;
	while ((e = journal_reader_next(reader, &record, f)) == ERR_NONE) {
		is_whole(&record, next, next == from ? NULL : hash);
		record_header_encode(&record.header, header);
		record_header_hash(header, hash);
		if (each)
			each(context, &record);
		next++;
	}
	journal_reader_close(reader);
	if (e != ERR_NOT_FOUND) {
		PROPERTY(f->code == e && f->text[0]);
		return e;
	}
	PROPERTY(next == tail.sequence + 1);
	PROPERTY(next == from || memcmp(hash, tail.hash, JOURNAL_HASH_SIZE) == 0);
	return ERR_NONE;
}

static inline bool same_tail(struct journal_tail a, struct journal_tail b)
{
	return a.sequence == b.sequence && a.epoch == b.epoch && memcmp(a.hash, b.hash, JOURNAL_HASH_SIZE) == 0;
}

/* A journal that was opened takes another record, and both it and the tail are there the next time. Closes it. */
static inline void goes_on(struct journal *j, uint64_t segment_bytes)
{
	struct journal_tail before = journal_tail(j), after;
	struct record more = { .header = { .kind = RECORD_EVENT, .data_class = 2 }, .payload = span_text("more") };
	struct fault f = { 0 };

	PROPERTY(before.sequence == UINT64_MAX || journal_append(j, before.sequence + 1, &more, 1, &f) == ERR_NONE);
	after = journal_tail(j);
	journal_close(j);
	PROPERTY(open_here(&j, segment_bytes, &f) == ERR_NONE);
	PROPERTY(same_tail(journal_tail(j), after));
	PROPERTY(read_from(j, after.sequence, NULL, NULL, &f) == ERR_NONE);
	journal_close(j);
}

#endif
