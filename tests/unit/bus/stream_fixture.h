/* Journals for the stream tests. */
#ifndef DANDANG_TESTS_BUS_STREAM_FIXTURE_H
#define DANDANG_TESTS_BUS_STREAM_FIXTURE_H

#include "fixture.h"

static inline struct journal *journal_in(struct room *r, const char *name, uint64_t segment_bytes)
{
	char path[128];
	struct journal_options o = { .engine = "file", .directory = path, .segment_bytes = segment_bytes };
	struct journal *j = NULL;
	struct fault f = { 0 };

	snprintf(path, sizeof path, "%s/%s", r->directory, name);
	if (journal_open(&j, &o, &f) != ERR_NONE) {
		printf("# %s\n", f.text);
		abort();
	}
	return j;
}

static inline void append_record(struct journal *j, enum record_kind kind, uint8_t data_class, struct span payload)
{
	struct record record = { .header = { .kind = (uint8_t)kind, .data_class = data_class, .recorded_at_ms = 1 },
				 .meta = span_text("private"), .payload = payload };

	REQUIRE(journal_append(j, journal_tail(j).sequence + 1, &record, 1, NULL) == ERR_NONE);
}

/* Payload n says "<what> n", so that two journals can differ. */
static inline void append_many(struct journal *j, const char *what, uint64_t count)
{
	enum { BATCH = 1000 };
	static struct record records[BATCH];
	static char texts[BATCH][64];

	while (count > 0) {
		uint64_t first = journal_tail(j).sequence + 1, size = count < BATCH ? count : BATCH;

		for (uint64_t i = 0; i < size; i++) {
			snprintf(texts[i], sizeof texts[i], "%s %llu", what, (unsigned long long)(first + i));
			records[i] = (struct record){ .header = { .kind = RECORD_EVENT, .data_class = 2,
								  .recorded_at_ms = 1 },
						      .meta = span_text("private"), .payload = span_text(texts[i]) };
		}
		REQUIRE(journal_append(j, first, records, (size_t)size, NULL) == ERR_NONE);
		count -= size;
	}
}

static inline struct bus_cursor cursor_at(const struct journal *j, uint64_t sequence)
{
	struct bus_cursor cursor = { .sequence = sequence, .epoch = 1 };
	struct journal_reader *r = NULL;
	struct record record;
	uint8_t header[RECORD_HEADER_SIZE];

	if (sequence == 0)
		return (struct bus_cursor){ 0 };
	REQUIRE(journal_reader_open(&r, j, sequence, NULL) == ERR_NONE);
	REQUIRE(journal_reader_next(r, &record, NULL) == ERR_NONE);
	cursor.epoch = record.header.epoch;
	record_header_encode(&record.header, header);
	record_header_hash(header, cursor.hash);
	journal_reader_close(r);
	return cursor;
}

#endif
