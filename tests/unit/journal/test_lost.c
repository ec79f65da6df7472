/* Whose journal it is, and records that others have seen and it no longer has. */
#include "journal_lib.h"

static enum err open_as(struct journal **j, struct place *p, const char *owner, const struct journal_known *known,
			size_t count, bool accept_loss)
{
	struct journal_options options = place_options(p);

	options.segment_bytes = JOURNAL_SEGMENT_BYTES_MIN;
	options.owner = owner;
	options.known = known;
	options.known_count = count;
	options.accept_loss = accept_loss;
	return journal_open(j, &options, &p->fault);
}

static struct journal_known known_at(const struct journal *j, uint64_t sequence)
{
	struct journal_known known = { .sequence = sequence };
	struct journal_tail tail = journal_tail(j);

	memcpy(known.id, tail.id, sizeof(known.id));
	return known;
}

/* A journal of `owner` with that many records; what is known of its tail. */
static struct journal_known make(struct place *p, const char *owner, uint64_t records)
{
	struct journal *j;

	place_make(p);
	CHECK_INT(open_as(&j, p, owner, NULL, 0, false), ERR_NONE);
	while (journal_tail(j).sequence < records)
		CHECK_INT(append_some(j, 1, false, &p->fault), ERR_NONE);
	struct journal_known known = known_at(j, journal_tail(j).sequence);

	journal_close(j);
	return known;
}

TEST(the_journal_of_another_is_refused)
{
	struct place p;
	struct journal *j;

	make(&p, "150400/welfare", 3);
	CHECK_INT(open_as(&j, &p, "150400/training", NULL, 0, false), ERR_CORRUPT);
	CHECK(strstr(p.fault.text, "another daemon") != NULL);
	CHECK_INT(open_as(&j, &p, "150404/welfare", NULL, 0, false), ERR_CORRUPT);
	CHECK_INT(open_as(&j, &p, "150404/welfare", NULL, 0, true), ERR_CORRUPT); /* nothing to accept */
	CHECK_INT(open_as(&j, &p, "150400/welfare", NULL, 0, false), ERR_NONE);
	journal_close(j);
	CHECK_VERIFIER(&p, 0);
	place_remove(&p);
}

TEST(a_journal_that_ends_too_early_is_refused_and_not_cut)
{
	struct place p;
	struct journal *j;
	struct journal_known known = make(&p, "150400/welfare", 6);
	struct saved s = file_save(&p, FIRST_SEGMENT);
	off_t third = next_frame_at(&s, next_frame_at(&s, SEGMENT_HEAD));

	CHECK_INT(open_as(&j, &p, "150400/welfare", &known, 1, false), ERR_NONE);
	journal_close(j);
	file_truncate(&p, FIRST_SEGMENT, third + 50); /* inside the third record: looks like a torn tail */
	CHECK_INT(open_as(&j, &p, "150400/welfare", &known, 1, false), ERR_LOST);
	CHECK(strstr(p.fault.text, "4 records are missing") != NULL);
	CHECK_INT(file_size(&p, FIRST_SEGMENT), third + 50); /* left as it lies there */
	known.sequence = 2;
	CHECK_INT(open_as(&j, &p, "150400/welfare", &known, 1, false), ERR_NONE); /* nobody knows of more */
	CHECK_INT(journal_tail(j).sequence, 2);
	journal_close(j);
	free(s.data);
	place_remove(&p);
}

TEST(a_flipped_bit_in_an_acknowledged_last_record_is_refused)
{
	struct place p;
	struct journal *j;
	struct journal_known known = make(&p, "150400/welfare", 2);
	struct saved s = file_save(&p, FIRST_SEGMENT);

	file_flip(&p, FIRST_SEGMENT, next_frame_at(&s, SEGMENT_HEAD) + 30, 1);
	CHECK_INT(open_as(&j, &p, "150400/welfare", &known, 1, false), ERR_LOST);
	file_restore(&p, FIRST_SEGMENT, s);
	CHECK_INT(open_as(&j, &p, "150400/welfare", &known, 1, false), ERR_NONE); /* mended */
	journal_close(j);
	free(s.data);
	place_remove(&p);
}

TEST(no_segment_where_records_were_is_refused)
{
	struct place p;
	struct journal *j;
	struct journal_known known = make(&p, "150400/welfare", 2);

	place_clear(&p);
	CHECK_INT(open_as(&j, &p, "150400/welfare", &known, 1, false), ERR_LOST);
	CHECK(strstr(p.fault.text, "every segment is missing") != NULL);
	CHECK_INT(open_as(&j, &p, "150400/welfare", &known, 1, true), ERR_NONE);
	CHECK_INT(journal_tail(j).sequence, 0);
	journal_close(j);
	CHECK_INT(open_as(&j, &p, "150400/welfare", &known, 1, false), ERR_LOST); /* another journal of its own */
	place_remove(&p);
}

/* Only trimming, which notes it, may take the beginning away. */
TEST(a_first_segment_that_is_missing_is_no_trimmed_one)
{
	struct place p;
	struct journal *j;
	char path[2 * PATH_SIZE];

	make(&p, "150400/welfare", 100);
	struct saved s = file_save(&p, FIRST_SEGMENT);

	snprintf(path, sizeof(path), "%s/%s", p.path, FIRST_SEGMENT);
	CHECK_INT(unlink(path), 0);
	CHECK_INT(open_as(&j, &p, "150400/welfare", NULL, 0, false), ERR_LOST);
	CHECK(strstr(p.fault.text, "begins at") != NULL);
	file_restore(&p, FIRST_SEGMENT, s);
	CHECK_INT(open_as(&j, &p, "150400/welfare", NULL, 0, false), ERR_NONE);
	CHECK_INT(journal_snapshot_note(j, 80, "snap", &p.fault), ERR_NONE);
	CHECK_INT(journal_trim(j, 40, &p.fault), ERR_NONE);
	uint64_t first = journal_tail(j).first_sequence;

	CHECK(first > 1);
	journal_close(j);
	CHECK_INT(open_as(&j, &p, "150400/welfare", NULL, 0, false), ERR_NONE);
	CHECK_INT(journal_snapshot_note(j, 90, "snap", &p.fault), ERR_NONE); /* keeps where it begins */
	journal_close(j);
	file_restore(&p, FIRST_SEGMENT, s); /* the machine fell before it was removed, or the others were not */
	CHECK_INT(open_as(&j, &p, "150400/welfare", NULL, 0, false), ERR_CORRUPT); /* a hole behind it */
	CHECK_INT(unlink(path), 0);
	snprintf(path, sizeof(path), "%s/%020" PRIu64 ".seg", p.path, first);
	CHECK_INT(unlink(path), 0);
	CHECK_INT(open_as(&j, &p, "150400/welfare", NULL, 0, false), ERR_LOST); /* one more than was trimmed */
	CHECK_INT(open_as(&j, &p, "150400/welfare", NULL, 0, true), ERR_NONE);
	journal_close(j);
	CHECK_INT(open_as(&j, &p, "150400/welfare", NULL, 0, false), ERR_NONE); /* accepted once and for all */
	journal_close(j);
	free(s.data);
	place_remove(&p);
}

TEST(what_is_known_of_another_owners_journal_says_nothing)
{
	struct place p, other;
	struct journal *j;
	struct journal_known known[2] = { make(&other, "150400/training", 9), make(&p, "150400/welfare", 3) };

	CHECK_INT(open_as(&j, &p, "150400/welfare", known, 2, false), ERR_NONE);
	journal_close(j);
	known[1].sequence = 4; /* the furthest of its own counts */
	CHECK_INT(open_as(&j, &p, "150400/welfare", known, 2, false), ERR_LOST);
	place_remove(&p);
	place_remove(&other);
}

TEST(a_loss_can_be_accepted)
{
	struct place p;
	struct journal *j;
	uint64_t sequence;
	char path[JOURNAL_PATH_MAX];

	make(&p, "150400/welfare", 4);
	CHECK_INT(open_as(&j, &p, "150400/welfare", NULL, 0, false), ERR_NONE);
	CHECK_INT(journal_snapshot_note(j, 4, "snap", &p.fault), ERR_NONE);
	journal_close(j);
	struct saved s = file_save(&p, FIRST_SEGMENT);

	file_truncate(&p, FIRST_SEGMENT, next_frame_at(&s, SEGMENT_HEAD));
	CHECK_INT(open_as(&j, &p, "150400/welfare", NULL, 0, false), ERR_LOST);
	CHECK_INT(open_as(&j, &p, "150400/welfare", NULL, 0, true), ERR_NONE);
	CHECK_INT(journal_snapshot_last(j, &sequence, path), ERR_NOT_FOUND); /* what was noted is gone, too */
	CHECK_INT(journal_epoch_bump(j, 0, &p.fault), ERR_NONE);
	journal_close(j);
	CHECK_INT(open_as(&j, &p, "150400/welfare", NULL, 0, false), ERR_NONE);
	CHECK_INT(journal_tail(j).sequence, 2);
	CHECK_INT(journal_tail(j).epoch, 2);
	journal_close(j);
	CHECK_VERIFIER(&p, 0);
	free(s.data);
	place_remove(&p);
}

TEST(scrubbing_goes_round_and_finds_damage_in_old_segments)
{
	struct place p;
	struct journal *j;
	uint64_t next = 1, segments = 0;

	make(&p, "150400/welfare", 100);
	CHECK_INT(open_as(&j, &p, "150400/welfare", NULL, 0, false), ERR_NONE);
	do {
		CHECK_INT(journal_scrub(j, next, &next, &p.fault), ERR_NONE);
		segments++;
	} while (next != 1 && segments < 1000);
	CHECK(segments > 3);
	file_flip(&p, FIRST_SEGMENT, SEGMENT_HEAD + 40, 3);
	CHECK_INT(journal_scrub(j, 1, &next, &p.fault), ERR_CORRUPT);
	CHECK(strstr(p.fault.text, FIRST_SEGMENT) != NULL);
	CHECK(next > 1); /* and goes on behind it */
	CHECK_INT(journal_scrub(j, next, &next, &p.fault), ERR_NONE);
	file_flip(&p, FIRST_SEGMENT, SEGMENT_HEAD + 40, 3);
	CHECK_INT(journal_scrub(j, 1, &next, &p.fault), ERR_NONE);
	journal_close(j);
	place_clear(&p);
	CHECK_INT(open_as(&j, &p, "150400/welfare", NULL, 0, false), ERR_NONE); /* an empty one */
	CHECK_INT(journal_scrub(j, next, &next, &p.fault), ERR_NONE);
	CHECK_INT(next, 1);
	journal_close(j);
	place_remove(&p);
}

TEST_MAIN()
