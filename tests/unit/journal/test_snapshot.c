#include "journal_lib.h"

static void fill(struct journal *j, struct place *p, uint64_t to)
{
	while (journal_tail(j).sequence < to)
		CHECK_INT(append_some(j, 2, false, &p->fault), ERR_NONE);
}

TEST(note_and_read_back)
{
	struct place p;
	struct journal *j;
	char path[JOURNAL_PATH_MAX];
	char long_path[JOURNAL_PATH_MAX + 1];
	uint64_t sequence;

	place_make(&p);
	CHECK_INT(open_plain(&j, &p), ERR_NONE);
	CHECK_INT(journal_snapshot_last(j, &sequence, path), ERR_NOT_FOUND);
	CHECK_INT(journal_snapshot_note(j, 0, "x", &p.fault), ERR_INVALID);
	CHECK_INT(journal_snapshot_note(j, 1, "x", &p.fault), ERR_INVALID); /* past the tail */
	fill(j, &p, 10);
	CHECK_INT(journal_snapshot_note(j, 11, "x", &p.fault), ERR_INVALID);
	CHECK_INT(journal_snapshot_note(j, 10, "", &p.fault), ERR_INVALID);
	CHECK_INT(journal_snapshot_note(j, 10, "a\nb", &p.fault), ERR_INVALID);
	memset(long_path, 'p', sizeof(long_path));
	long_path[JOURNAL_PATH_MAX] = '\0';
	CHECK_INT(journal_snapshot_note(j, 10, long_path, &p.fault), ERR_INVALID);
	long_path[JOURNAL_PATH_MAX - 1] = '\0';
	CHECK_INT(journal_snapshot_note(j, 9, long_path, &p.fault), ERR_NONE);
	CHECK_INT(journal_snapshot_last(j, &sequence, path), ERR_NONE);
	CHECK_INT(sequence, 9);
	CHECK_TEXT(path, long_path);
	journal_close(j);
	CHECK_INT(open_plain(&j, &p), ERR_NONE);
	CHECK_INT(journal_snapshot_last(j, &sequence, path), ERR_NONE);
	CHECK_INT(sequence, 9);
	CHECK_TEXT(path, long_path);
	CHECK_INT(journal_snapshot_note(j, 10, "/data/快照 10.lmdb", &p.fault), ERR_NONE);
	journal_close(j);
	CHECK_INT(open_plain(&j, &p), ERR_NONE);
	CHECK_INT(journal_snapshot_last(j, &sequence, path), ERR_NONE);
	CHECK_INT(sequence, 10);
	CHECK_TEXT(path, "/data/快照 10.lmdb");
	journal_close(j);
	place_remove(&p);
}

/* Nothing but trimming needs it, and without a note nothing is trimmed. */
TEST(damaged_note_counts_as_none)
{
	struct place p;
	struct journal *j;
	uint64_t sequence;
	char path[JOURNAL_PATH_MAX];

	place_make(&p);
	CHECK_INT(open_with(&j, &p, JOURNAL_SEGMENT_BYTES_MIN, 0, NULL), ERR_NONE);
	fill(j, &p, 40);
	CHECK_INT(journal_snapshot_note(j, 40, "/data/snap", &p.fault), ERR_NONE);
	journal_close(j);
	struct saved s = file_save(&p, "snapshot");

	for (off_t i = 0; i < (off_t)s.size; i++) {
		file_flip(&p, "snapshot", i, 2);
		CHECK_INT(open_plain(&j, &p), ERR_NONE);
		CHECK(strstr(p.notice, "note is damaged") != NULL);
		CHECK_INT(journal_snapshot_last(j, &sequence, path), ERR_NOT_FOUND);
		CHECK_INT(journal_trim(j, 40, &p.fault), ERR_NONE);
		CHECK_INT(journal_tail(j).first_sequence, 1);
		journal_close(j);
		file_flip(&p, "snapshot", i, 2);
		file_truncate(&p, "snapshot", i);
		CHECK_INT(open_plain(&j, &p), ERR_NONE);
		CHECK_INT(journal_snapshot_last(j, &sequence, path), ERR_NOT_FOUND);
		journal_close(j);
		file_restore(&p, "snapshot", s);
	}
	CHECK_INT(open_plain(&j, &p), ERR_NONE);
	CHECK_INT(journal_snapshot_last(j, &sequence, path), ERR_NONE);
	journal_close(j);
	free(s.data);
	place_remove(&p);
}

/* The note was made of a durable record, so a journal that ends before it has lost acknowledged
 * records. */
TEST(snapshot_past_the_tail_is_refused)
{
	struct place p;
	struct journal *j;

	place_make(&p);
	CHECK_INT(open_plain(&j, &p), ERR_NONE);
	fill(j, &p, 4);
	CHECK_INT(journal_snapshot_note(j, 4, "/data/snap", &p.fault), ERR_NONE);
	journal_close(j);
	struct saved s = file_save(&p, FIRST_SEGMENT);
	off_t third = next_frame_at(&s, next_frame_at(&s, SEGMENT_HEAD));

	file_truncate(&p, FIRST_SEGMENT, third);
	CHECK_INT(open_plain(&j, &p), ERR_LOST);
	CHECK(strstr(p.fault.text, "2 records are missing") != NULL);
	CHECK(strstr(p.fault.text, "snapshot") != NULL);
	file_restore(&p, FIRST_SEGMENT, s);
	CHECK_INT(open_plain(&j, &p), ERR_NONE);
	journal_close(j);
	char path[2 * PATH_SIZE];

	snprintf(path, sizeof(path), "%s/%s", p.path, FIRST_SEGMENT);
	unlink(path);
	CHECK_INT(open_plain(&j, &p), ERR_LOST); /* all segments gone: never a fresh journal */
	free(s.data);
	place_remove(&p);
}

TEST(trim_never_passes_the_snapshot)
{
	struct place p;
	struct journal *j;
	enum err last;

	place_make(&p);
	CHECK_INT(open_with(&j, &p, JOURNAL_SEGMENT_BYTES_MIN, 0, NULL), ERR_NONE);
	fill(j, &p, 100);
	CHECK_INT(journal_trim(j, 100, &p.fault), ERR_NONE);
	CHECK_INT(journal_tail(j).first_sequence, 1); /* no snapshot, nothing dropped */
	uint64_t lowest = 1;

	for (uint64_t at = 1; at <= 100; at += 3) {
		CHECK_INT(journal_snapshot_note(j, at, "snap", &p.fault), ERR_NONE);
		CHECK_INT(journal_trim(j, UINT64_MAX, &p.fault), ERR_NONE);
		struct journal_tail tail = journal_tail(j);

		CHECK(tail.first_sequence >= lowest && tail.first_sequence <= at + 1);
		CHECK_INT(tail.sequence, 100);
		lowest = tail.first_sequence;
		CHECK_INT(count_records(j, lowest, &last, &p.fault), 101 - lowest);
		CHECK_INT(last, ERR_NOT_FOUND);
		if (lowest > 1)
			CHECK_INT(count_records(j, lowest - 1, &last, &p.fault), 0);
	}
	CHECK(lowest > 80);
	CHECK_INT(journal_trim(j, 5, &p.fault), ERR_NONE); /* long gone */
	CHECK_INT(journal_tail(j).first_sequence, lowest);
	journal_close(j);
	CHECK_INT(open_with(&j, &p, JOURNAL_SEGMENT_BYTES_MIN, 0, NULL), ERR_NONE);
	CHECK_INT(journal_tail(j).first_sequence, lowest);
	CHECK_INT(count_records(j, lowest, &last, &p.fault), 101 - lowest);
	fill(j, &p, 200);
	journal_close(j);
	CHECK_VERIFIER(&p, 0);
	place_remove(&p);
}

TEST(trim_keeps_what_is_asked_for)
{
	struct place p;
	struct journal *j;

	place_make(&p);
	CHECK_INT(open_with(&j, &p, JOURNAL_SEGMENT_BYTES_MIN, 0, NULL), ERR_NONE);
	fill(j, &p, 100);
	CHECK_INT(journal_snapshot_note(j, 100, "snap", &p.fault), ERR_NONE);
	for (uint64_t keep = 1; keep <= 100; keep++) {
		CHECK_INT(journal_trim(j, keep, &p.fault), ERR_NONE);
		CHECK(journal_tail(j).first_sequence <= keep);
	}
	CHECK(journal_tail(j).first_sequence > 80);
	/* The last record is kept even when the last segment is still empty: a batch too big for it
	 * came first. */
	CHECK_INT(journal_trim(j, 101, &p.fault), ERR_NONE);
	CHECK(journal_tail(j).first_sequence <= 100);
	journal_close(j);
	place_remove(&p);
}

TEST(trim_under_a_reader)
{
	struct place p;
	struct journal *j;
	struct journal_reader *r;
	struct record record;

	place_make(&p);
	CHECK_INT(open_with(&j, &p, JOURNAL_SEGMENT_BYTES_MIN, 0, NULL), ERR_NONE);
	fill(j, &p, 100);
	CHECK_INT(journal_reader_open(&r, j, 1, &p.fault), ERR_NONE);
	CHECK_INT(journal_reader_next(r, &record, &p.fault), ERR_NONE);
	CHECK_INT(journal_snapshot_note(j, 100, "snap", &p.fault), ERR_NONE);
	CHECK_INT(journal_trim(j, 100, &p.fault), ERR_NONE);
	enum err e;
	uint64_t sequence = 1;

	/* It reads on to the end of the segment it holds open, then learns that the next is gone.
	 */
	while ((e = journal_reader_next(r, &record, &p.fault)) == ERR_NONE)
		CHECK(record_is(&record, ++sequence));
	CHECK_INT(e, ERR_CONFLICT);
	CHECK(sequence > 2 && sequence < journal_tail(j).first_sequence);
	CHECK_INT(journal_reader_next(r, &record, &p.fault), ERR_CONFLICT);
	journal_reader_close(r);
	journal_close(j);
	place_remove(&p);
}

TEST_MAIN()
