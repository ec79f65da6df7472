#include <pthread.h>
#include <stdatomic.h>

#include "journal_lib.h"

TEST(empty_journal)
{
	struct place p;
	struct journal *j;
	struct journal_reader *r;
	struct record record;
	static const uint8_t zero[JOURNAL_HASH_SIZE];

	place_make(&p);
	for (int round = 0; round < 2; round++) {
		CHECK_INT(open_plain(&j, &p), ERR_NONE);
		struct journal_tail tail = journal_tail(j);

		CHECK_INT(tail.first_sequence, 0);
		CHECK_INT(tail.sequence, 0);
		CHECK_INT(tail.epoch, 1);
		CHECK(memcmp(tail.hash, zero, sizeof(zero)) == 0);
		CHECK_TEXT(p.notice, "");
		CHECK_INT(journal_reader_open(&r, j, 0, &p.fault), ERR_NOT_FOUND);
		CHECK_INT(journal_reader_open(&r, j, 2, &p.fault), ERR_NOT_FOUND);
		CHECK_INT(journal_reader_open(&r, j, 1, &p.fault), ERR_NONE);
		CHECK_INT(journal_reader_next(r, &record, &p.fault), ERR_NOT_FOUND);
		if (round == 1) {
			CHECK_INT(append_some(j, 1, false, &p.fault), ERR_NONE);
			CHECK_INT(journal_reader_next(r, &record, &p.fault), ERR_NONE);
			CHECK(record_is(&record, 1));
			CHECK_INT(journal_reader_next(r, &record, &p.fault), ERR_NOT_FOUND);
		}
		journal_reader_close(r);
		journal_close(j);
	}
	CHECK_VERIFIER(&p, 0);
	place_remove(&p);
}

TEST(append_and_read_back)
{
	struct place p;
	struct journal *j;
	enum err last;

	place_make(&p);
	CHECK_INT(open_plain(&j, &p), ERR_NONE);
	for (size_t i = 0; i < 100; i++)
		CHECK_INT(append_some(j, 1 + i % 7, i % 2 == 0, &p.fault), ERR_NONE);
	struct journal_tail tail = journal_tail(j);
	CHECK_INT(tail.first_sequence, 1);
	CHECK(tail.sequence > 300);
	CHECK_INT(count_records(j, 1, &last, &p.fault), tail.sequence);
	CHECK_INT(last, ERR_NOT_FOUND);
	journal_close(j);
	CHECK_INT(open_plain(&j, &p), ERR_NONE);
	CHECK_TEXT(p.notice, "");
	struct journal_tail again = journal_tail(j);
	CHECK(again.first_sequence == tail.first_sequence && again.sequence == tail.sequence &&
	      again.epoch == tail.epoch && memcmp(again.hash, tail.hash, JOURNAL_HASH_SIZE) == 0);
	for (uint64_t from = 1; from <= tail.sequence + 1; from += 17)
		CHECK_INT(count_records(j, from, &last, &p.fault), tail.sequence + 1 - from);
	CHECK_INT(count_records(j, tail.sequence + 1, &last, &p.fault), 0);
	CHECK_INT(last, ERR_NOT_FOUND);
	journal_close(j);
	CHECK_VERIFIER(&p, 0);
	place_remove(&p);
}

TEST(chain_of_headers)
{
	struct place p;
	struct journal *j;
	struct journal_reader *r;
	struct record record;
	uint8_t hash[JOURNAL_HASH_SIZE] = { 0 };

	place_make(&p);
	CHECK_INT(open_plain(&j, &p), ERR_NONE);
	CHECK_INT(append_some(j, 5, true, &p.fault), ERR_NONE);
	CHECK_INT(journal_reader_open(&r, j, 1, &p.fault), ERR_NONE);
	for (uint64_t i = 1; i <= 5; i++) {
		uint8_t bytes[RECORD_HEADER_SIZE];

		CHECK_INT(journal_reader_next(r, &record, &p.fault), ERR_NONE);
		CHECK(memcmp(record.header.previous_hash, hash, sizeof(hash)) == 0);
		CHECK_INT(record.header.flags, i < 5 ? RECORD_MORE : 0);
		CHECK(record_payload_matches(&record.header, record.payload));
		record_header_encode(&record.header, bytes);
		record_header_hash(bytes, hash);
	}
	CHECK(memcmp(journal_tail(j).hash, hash, sizeof(hash)) == 0);
	journal_reader_close(r);
	journal_close(j);
	place_remove(&p);
}

TEST(conflict_changes_nothing)
{
	struct place p;
	struct journal *j;
	struct record r = { .header = { .kind = RECORD_EVENT } };

	place_make(&p);
	CHECK_INT(open_plain(&j, &p), ERR_NONE);
	CHECK_INT(journal_append(j, 0, &r, 1, &p.fault), ERR_CONFLICT);
	CHECK_INT(journal_append(j, 2, &r, 1, &p.fault), ERR_CONFLICT);
	CHECK_INT(journal_append(j, 1, &r, 1, &p.fault), ERR_NONE);
	CHECK_INT(journal_append(j, 1, &r, 1, &p.fault), ERR_CONFLICT);
	CHECK_INT(journal_append(j, 2, &r, 1, NULL), ERR_NONE);
	CHECK_INT(journal_tail(j).sequence, 2);
	journal_close(j);
	place_remove(&p);
}

TEST(limits_at_and_past)
{
	static struct record many[JOURNAL_BATCH_RECORDS_MAX + 1];
	struct place p;
	struct journal *j;
	struct journal_reader *reader;
	struct record record;
	uint8_t *big = malloc(RECORD_PAYLOAD_MAX + 1);

	memset(big, 0x5A, RECORD_PAYLOAD_MAX + 1);
	place_make(&p);
	CHECK_INT(open_plain(&j, &p), ERR_NONE);
	struct record r = { .header = { .kind = RECORD_EVENT } };

	CHECK_INT(journal_append(j, 1, &r, 0, &p.fault), ERR_LIMIT);
	r.payload = span_of(big, RECORD_PAYLOAD_MAX + 1);
	CHECK_INT(journal_append(j, 1, &r, 1, &p.fault), ERR_LIMIT);
	r.payload = span_of(big, RECORD_PAYLOAD_MAX);
	r.meta = span_of(big, RECORD_META_MAX + 1);
	CHECK_INT(journal_append(j, 1, &r, 1, &p.fault), ERR_LIMIT);
	r.meta = span_of(big, RECORD_META_MAX);
	CHECK_INT(journal_append(j, 1, &r, 1, &p.fault), ERR_NONE);
	for (size_t i = 0; i < JOURNAL_BATCH_RECORDS_MAX + 1; i++)
		many[i] = (struct record){ .header = { .kind = RECORD_MARKER } };
	CHECK_INT(journal_append(j, 2, many, JOURNAL_BATCH_RECORDS_MAX + 1, &p.fault), ERR_LIMIT);
	CHECK_INT(journal_append(j, 2, many, JOURNAL_BATCH_RECORDS_MAX, &p.fault), ERR_NONE);
	for (size_t i = 0; i < 16; i++)
		many[i] = (struct record){ .header = { .kind = RECORD_EVENT },
					   .payload = span_of(big, RECORD_PAYLOAD_MAX) };
	uint64_t next = journal_tail(j).sequence + 1;
	CHECK_INT(journal_append(j, next, many, 16, &p.fault),
		  ERR_LIMIT); /* 16 x 16 MiB and their headers */
	CHECK_INT(journal_append(j, next, many, 5, &p.fault), ERR_NONE); /* more than a segment */
	CHECK_INT(append_some(j, 1, false, &p.fault), ERR_NONE);
	CHECK_INT(journal_reader_open(&reader, j, 1, &p.fault), ERR_NONE);
	CHECK_INT(journal_reader_next(reader, &record, &p.fault), ERR_NONE);
	CHECK(span_equal(record.payload, span_of(big, RECORD_PAYLOAD_MAX)));
	CHECK(span_equal(record.meta, span_of(big, RECORD_META_MAX)));
	enum err e;
	uint64_t sequence = 1;

	while ((e = journal_reader_next(reader, &record, &p.fault)) == ERR_NONE)
		sequence++;
	CHECK_INT(e, ERR_NOT_FOUND);
	CHECK_INT(sequence, journal_tail(j).sequence);
	CHECK(record_is(&record, sequence));
	journal_reader_close(reader);
	journal_close(j);
	CHECK_INT(open_plain(&j, &p), ERR_NONE);
	CHECK_INT(journal_tail(j).sequence, sequence);
	journal_close(j);
	CHECK_VERIFIER(&p, 0);
	free(big);
	place_remove(&p);
}

TEST(invalid_records)
{
	struct place p;
	struct journal *j;
	struct record r[2] = { { .header = { .kind = RECORD_EVENT } },
			       { .header = { .kind = RECORD_EVENT } } };

	place_make(&p);
	CHECK_INT(open_plain(&j, &p), ERR_NONE);
	r[1].header.flags = RECORD_MORE;
	CHECK_INT(journal_append(j, 1, r, 2, &p.fault), ERR_INVALID);
	r[1].header.flags = 2;
	CHECK_INT(journal_append(j, 1, r, 2, &p.fault), ERR_INVALID);
	r[1].header.flags = 0;
	r[1].header.kind = 0;
	CHECK_INT(journal_append(j, 1, r, 2, &p.fault), ERR_INVALID);
	r[1].header.kind = RECORD_EPOCH + 1;
	CHECK_INT(journal_append(j, 1, r, 2, &p.fault), ERR_INVALID);
	r[1].header.kind = RECORD_EPOCH;
	CHECK_INT(journal_append(j, 1, r, 2, &p.fault), ERR_INVALID);
	CHECK_INT(journal_append(j, 1, r + 1, 1, &p.fault), ERR_INVALID);
	r[1].header.kind = RECORD_MARKER;
	r[1].payload = span_text("x");
	CHECK_INT(journal_append(j, 1, r, 2, &p.fault), ERR_INVALID);
	r[1].payload = span_of(NULL, 0);
	r[1].withheld = true;
	CHECK_INT(journal_append(j, 1, r, 2, &p.fault), ERR_INVALID);
	r[1].withheld = false;
	CHECK_INT(journal_append(j, 1, r, 2, &p.fault), ERR_NONE);
	journal_close(j);
	struct journal_options options = place_options(&p);

	options.engine = "postgres";
	CHECK_INT(journal_open(&j, &options, &p.fault), ERR_INVALID);
	options.engine = NULL;
	CHECK_INT(journal_open(&j, &options, &p.fault), ERR_INVALID);
	options.engine = "file";
	options.segment_bytes = JOURNAL_SEGMENT_BYTES_MIN - 1;
	CHECK_INT(journal_open(&j, &options, &p.fault), ERR_INVALID);
	options.segment_bytes = JOURNAL_SEGMENT_BYTES_MIN;
	CHECK_INT(journal_open(&j, &options, &p.fault), ERR_NONE);
	journal_close(j);
	options.directory = "";
	CHECK_INT(journal_open(&j, &options, &p.fault), ERR_INVALID);
	place_remove(&p);
}

TEST(rotation)
{
	struct place p;
	struct journal *j;
	enum err last;

	place_make(&p);
	CHECK_INT(open_with(&j, &p, JOURNAL_SEGMENT_BYTES_MIN, 0, NULL), ERR_NONE);
	for (size_t i = 0; i < 60; i++)
		CHECK_INT(append_some(j, 1 + i % 5, false, &p.fault), ERR_NONE);
	struct journal_tail tail = journal_tail(j);

	CHECK_INT(count_records(j, 1, &last, &p.fault), tail.sequence);
	journal_close(j);
	int segments = 0;
	DIR *dir = opendir(p.path);
	struct dirent *entry;

	while ((entry = readdir(dir)) != NULL)
		segments += strstr(entry->d_name, ".seg") != NULL;
	closedir(dir);
	CHECK(segments > 10);
	CHECK(file_size(&p, FIRST_SEGMENT) <= (off_t)JOURNAL_SEGMENT_BYTES_MIN);
	CHECK_INT(open_with(&j, &p, JOURNAL_SEGMENT_BYTES_MIN, 0, NULL), ERR_NONE);
	for (uint64_t from = 1; from <= tail.sequence + 1; from++)
		CHECK_INT(count_records(j, from, &last, &p.fault), tail.sequence + 1 - from);
	CHECK_INT(append_some(j, 3, false, &p.fault), ERR_NONE);
	CHECK_INT(count_records(j, 1, &last, &p.fault), tail.sequence + 3);
	journal_close(j);
	CHECK_VERIFIER(&p, 0);
	place_remove(&p);
}

TEST(epochs)
{
	struct place p;
	struct journal *j;
	struct journal_reader *r;
	struct record record;

	place_make(&p);
	CHECK_INT(open_with(&j, &p, JOURNAL_SEGMENT_BYTES_MIN, 0, NULL), ERR_NONE);
	CHECK_INT(journal_epoch_bump(j, 42, &p.fault), ERR_NONE);
	CHECK_INT(journal_tail(j).epoch, 2);
	for (int i = 0; i < 20; i++) {
		CHECK_INT(append_some(j, 2, false, &p.fault), ERR_NONE);
		CHECK_INT(journal_epoch_bump(j, i, &p.fault), ERR_NONE);
	}
	CHECK_INT(journal_tail(j).epoch, 22);
	journal_close(j);
	CHECK_INT(open_with(&j, &p, JOURNAL_SEGMENT_BYTES_MIN, 0, NULL), ERR_NONE);
	CHECK_INT(journal_tail(j).epoch, 22);
	CHECK_INT(journal_tail(j).sequence, 61);
	for (uint64_t from = 1; from <= 61; from++) {
		CHECK_INT(journal_reader_open(&r, j, from, &p.fault), ERR_NONE);
		CHECK_INT(journal_reader_next(r, &record, &p.fault), ERR_NONE);
		CHECK_INT(record.header.epoch, 2 + (from - 1) / 3);
		CHECK_INT(record.header.kind, from % 3 == 1 ? RECORD_EPOCH : RECORD_EVENT);
		journal_reader_close(r);
	}
	journal_close(j);
	CHECK_VERIFIER(&p, 0);
	place_remove(&p);
}

TEST(lock_keeps_others_out)
{
	struct place p;
	struct journal *j;
	struct journal *other;

	place_make(&p);
	CHECK_INT(open_plain(&j, &p), ERR_NONE);
	CHECK_INT(open_plain(&other, &p), ERR_LOCKED);
	CHECK(other == NULL);
	fflush(stdout);
	pid_t child = fork();

	if (child == 0)
		_exit(open_plain(&other, &p) == ERR_LOCKED ? 0 : 1);
	int status = 1;

	CHECK(waitpid(child, &status, 0) == child);
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	CHECK_INT(append_some(j, 1, false, &p.fault), ERR_NONE);
	journal_close(j);
	CHECK_INT(open_plain(&other, &p), ERR_NONE);
	journal_close(other);
	place_remove(&p);
}

TEST(directories_are_made)
{
	struct place p;
	struct place inner;
	struct journal *j;

	place_make(&p);
	memset(&inner, 0, sizeof(inner));
	snprintf(inner.path, sizeof(inner.path), "%.400s/a/b", p.path);
	CHECK_INT(open_plain(&j, &inner), ERR_NONE);
	CHECK_INT(append_some(j, 1, false, &p.fault), ERR_NONE);
	journal_close(j);
	place_remove(&inner);
	snprintf(inner.path, sizeof(inner.path), "%.400s/a", p.path);
	place_remove(&inner);
	place_remove(&p);
}

#define CONCURRENT_RECORDS 4000

struct follower {
	const struct journal *j;
	struct fault fault;
	uint64_t read;
	enum err last;
};

static void *follow(void *context)
{
	struct follower *fo = context;
	struct journal_reader *r;
	struct record record;

	fo->last = journal_reader_open(&r, fo->j, 1, &fo->fault);
	while (fo->last == ERR_NONE && fo->read < CONCURRENT_RECORDS) {
		enum err e = journal_reader_next(r, &record, &fo->fault);

		if (e == ERR_NOT_FOUND) {
			usleep(100);
			continue;
		}
		fo->last = e;
		if (e == ERR_NONE && !record_is(&record, fo->read + 1))
			fo->last = ERR_INVALID;
		if (fo->last == ERR_NONE)
			fo->read++;
	}
	if (r)
		journal_reader_close(r);
	return NULL;
}

TEST(readers_on_other_threads)
{
	struct place p;
	struct journal *j;
	struct follower followers[3];
	pthread_t threads[3];

	place_make(&p);
	CHECK_INT(open_with(&j, &p, 65536, 0, NULL), ERR_NONE);
	for (int i = 0; i < 3; i++) {
		followers[i] = (struct follower){ .j = j };
		CHECK(pthread_create(&threads[i], NULL, follow, &followers[i]) == 0);
	}
	while (journal_tail(j).sequence < CONCURRENT_RECORDS)
		CHECK_INT(append_some(j, 40, true, &p.fault), ERR_NONE);
	for (int i = 0; i < 3; i++) {
		pthread_join(threads[i], NULL);
		CHECK_INT(followers[i].last, ERR_NONE);
		CHECK_INT(followers[i].read, CONCURRENT_RECORDS);
		if (followers[i].last)
			printf("#   %s\n", followers[i].fault.text);
	}
	journal_close(j);
	CHECK_VERIFIER(&p, 0);
	place_remove(&p);
}

TEST_MAIN()
