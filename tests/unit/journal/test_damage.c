
#include "journal_lib.h"

/* Makes a journal of `batches` batches of `size` records in one segment and closes it. Frame
 * offsets go to `at`, the end behind the last. */
static struct saved make_journal(struct place *p, size_t batches, size_t size, bool more, off_t *at)
{
	struct journal *j;

	CHECK_INT(open_small(&j, p), ERR_NONE);
	for (size_t i = 0; i < batches; i++)
		CHECK_INT(append_some(j, size, more, &p->fault), ERR_NONE);
	journal_close(j);
	struct saved s = file_save(p, FIRST_SEGMENT);

	at[0] = SEGMENT_HEAD;
	for (size_t i = 0; i < batches * size; i++)
		at[i + 1] = next_frame_at(&s, at[i]);
	return s;
}

/* Opens, expects `kept` records, reads them all, appends one, reopens. */
static void expect_kept(struct place *p, uint64_t kept, bool notice)
{
	struct journal *j;
	enum err last;
	enum err e = open_small(&j, p);

	CHECK_INT(e, ERR_NONE);
	if (e) {
		printf("#   %s\n", p->fault.text);
		return;
	}
	CHECK_INT(journal_tail(j).sequence, kept);
	CHECK_INT(p->notice[0] != '\0', notice);
	CHECK_INT(count_records(j, 1, &last, &p->fault), kept);
	CHECK_INT(last, ERR_NOT_FOUND);
	CHECK_INT(append_some(j, 1, false, &p->fault), ERR_NONE);
	journal_close(j);
	CHECK_INT(open_small(&j, p), ERR_NONE);
	CHECK_TEXT(p->notice, "");
	CHECK_INT(count_records(j, 1, &last, &p->fault), kept + 1);
	CHECK_INT(last, ERR_NOT_FOUND);
	journal_close(j);
}

/* The file ends inside the last record, and what was not written may or may not read as zeros. */
TEST(torn_tail_at_every_byte)
{
	struct place p;
	off_t at[8];

	place_make(&p);
	struct saved s = make_journal(&p, 4, 1, false, at);

	for (off_t end = at[3] + 1; end < at[4]; end++) {
		for (int zeros = 0; zeros < 2; zeros++) {
			bool same = true; /* nothing but zeros was lost: then nothing was lost */

			for (off_t i = end; i < at[4]; i++)
				same = same && s.data[i] == 0;
			file_restore(&p, FIRST_SEGMENT, s);
			file_truncate(&p, FIRST_SEGMENT, end);
			if (zeros)
				file_truncate(&p, FIRST_SEGMENT, (off_t)s.size);
			if (end % 16 == 5)
				CHECK_VERIFIER(&p, zeros && same ? 0 : 1);
			bool residue = false; /* a tear after leading zero bytes of the length
						 leaves no trace */

			for (off_t i = at[3]; i < end; i++)
				residue = residue || s.data[i] != 0;
			expect_kept(&p, zeros && same ? 4 : 3, zeros ? residue && !same : residue);
		}
	}
	CHECK_VERIFIER(&p, 0);
	free(s.data);
	place_remove(&p);
}

/* Each batch was synced before the next, so a flipped bit in one that is not the last is damage. */
TEST(flipped_bit_in_the_middle_is_refused)
{
	struct place p;
	off_t at[8];

	place_make(&p);
	struct saved s = make_journal(&p, 5, 1, false, at);

	for (off_t offset = at[1]; offset < at[3]; offset++) {
		uint8_t bit = (uint8_t)(1u << offset % 8);

		file_flip(&p, FIRST_SEGMENT, offset, bit);
		expect_refused(&p, FIRST_SEGMENT, offset < at[2] ? at[1] : at[2]);
		if (offset % 32 == 0)
			CHECK_VERIFIER(&p, 1);
		file_flip(&p, FIRST_SEGMENT, offset, bit);
	}
	expect_kept(&p, 5, false);
	free(s.data);
	place_remove(&p);
}

TEST(zeroed_or_cut_middle_is_refused)
{
	struct place p;
	off_t at[8];

	place_make(&p);
	struct saved s = make_journal(&p, 5, 1, false, at);

	file_zero(&p, FIRST_SEGMENT, at[1], at[2]);
	expect_refused(&p, FIRST_SEGMENT, at[1]);
	CHECK_VERIFIER(&p, 1);
	file_restore(&p, FIRST_SEGMENT, s);
	file_zero(&p, FIRST_SEGMENT, at[1], at[1] + 4); /* the length alone: looks like the end */
	expect_refused(&p, FIRST_SEGMENT, at[1]);
	CHECK_VERIFIER(&p, 1);
	free(s.data);
	place_remove(&p);
}

TEST(flipped_bit_in_the_last_record_is_cut)
{
	struct place p;
	off_t at[8];

	place_make(&p);
	struct saved s = make_journal(&p, 3, 1, false, at);

	for (off_t offset = at[2]; offset < at[3]; offset += 3) {
		file_restore(&p, FIRST_SEGMENT, s);
		file_flip(&p, FIRST_SEGMENT, offset, (uint8_t)(1u << offset % 8));
		if (offset % 32 == 0)
			CHECK_VERIFIER(&p, 1);
		expect_kept(&p, 2, true);
	}
	free(s.data);
	place_remove(&p);
}

/* Records of one batch are written together; a power cut may lose any of its sectors. Where a lost
 * sector explains the damage the batch is cut from there; where none does, somebody changed an
 * acknowledged record. */
TEST(lost_sectors_of_the_last_batch_are_cut)
{
	struct place p;
	off_t at[64];

	place_make(&p);
	CHECK_VERIFIER(&p, 2);
	struct saved s = make_journal(&p, 2, 20, false, at);

	for (off_t sector = (at[20] + 511) / 512 * 512; sector < at[40]; sector += 512) {
		uint64_t first_hit = 20;

		while (at[first_hit + 1] <= sector)
			first_hit++;
		file_restore(&p, FIRST_SEGMENT, s);
		file_zero(&p, FIRST_SEGMENT, sector, sector + 512);
		expect_kept(&p, first_hit, true);
	}
	/* The same hole in the first batch, which was synced. */
	for (off_t sector = (at[0] + 511) / 512 * 512; sector + 512 < at[20]; sector += 512) {
		uint64_t first_hit = 0;

		while (at[first_hit + 1] <= sector)
			first_hit++;
		file_restore(&p, FIRST_SEGMENT, s);
		file_zero(&p, FIRST_SEGMENT, sector, sector + 512);
		expect_refused(&p, FIRST_SEGMENT, at[first_hit]);
	}
	for (size_t i = 20; i < 39; i++) {
		file_restore(&p, FIRST_SEGMENT, s);
		file_flip(&p, FIRST_SEGMENT, at[i] + 60, 1);
		expect_refused(&p, FIRST_SEGMENT, at[i]);
	}
	free(s.data);
	place_remove(&p);
}

/* A decision of several records is kept whole or not at all. */
TEST(decision_cut_in_the_middle)
{
	struct place p;
	off_t at[16];

	place_make(&p);
	struct saved s = make_journal(&p, 3, 3, true, at);

	for (size_t i = 6; i < 9; i++) {
		for (off_t inside = 0; inside < at[i + 1] - at[i]; inside += 50) {
			file_restore(&p, FIRST_SEGMENT, s);
			file_truncate(&p, FIRST_SEGMENT, at[i] + inside);
			CHECK_VERIFIER(&p, i == 6 && inside == 0 ? 0 : 1);
			expect_kept(&p, 6, i > 6 || inside > 0);
		}
	}
	free(s.data);
	place_remove(&p);
}

/* A frame copied to another place of its own file, or held in a payload, is no record there. */
TEST(bytes_of_a_frame_elsewhere_are_no_frame)
{
	struct place p;
	struct journal *j;
	off_t at[8];

	place_make(&p);
	struct saved s = make_journal(&p, 3, 1, false, at);

	CHECK_INT(open_plain(&j, &p), ERR_NONE);
	struct record r = {
		.header = { .kind = RECORD_EVENT }, .payload = span_of(s.data, (size_t)at[3])
	}; /* holds frames 1 to 3, aligned or not */

	CHECK_INT(journal_append(j, 4, &r, 1, &p.fault), ERR_NONE);
	journal_close(j);
	file_flip(&p, FIRST_SEGMENT, at[3] + 20, 1);
	expect_kept(&p, 3, true);
	free(s.data);
	place_remove(&p);
}

/* Right checksum, wrong chain: nobody's torn write. The last frame is moved over the one before it.
 */
TEST(rewritten_record_is_refused)
{
	struct place p;
	struct place q;
	off_t at[8];
	struct journal *j;

	place_make(&p);
	place_make(&q);
	struct saved s = make_journal(&p, 2, 1, false, at);
	struct record r = { .header = { .kind = RECORD_EVENT, .recorded_at_ms = 5 } };

	/* A second history from the same first record, as a restored copy would write it. */
	file_truncate(&p, FIRST_SEGMENT, at[1]);
	CHECK_INT(open_plain(&j, &p), ERR_NONE);
	CHECK_INT(journal_append(j, 2, &r, 1, &p.fault), ERR_NONE);
	CHECK_INT(append_some(j, 1, false, &p.fault), ERR_NONE);
	journal_close(j);
	struct saved fork = file_save(&p, FIRST_SEGMENT);
	off_t third = next_frame_at(&fork, at[1]);
	off_t end = next_frame_at(&fork, third);

	/* Record 2 of one history, record 3 of the other where it fits: every checksum is right,
	 * the chain is not. */
	r.payload = span_of(s.data, 0);
	file_restore(&q, FIRST_SEGMENT, fork);
	CHECK_INT(open_plain(&j, &q), ERR_NONE);
	journal_close(j);
	file_truncate(&q, FIRST_SEGMENT, at[1]);
	CHECK_INT(open_plain(&j, &q), ERR_NONE);
	r.header.recorded_at_ms = 6; /* same size, other hash */
	CHECK_INT(journal_append(j, 2, &r, 1, &q.fault), ERR_NONE);
	journal_close(j);
	struct saved other = file_save(&q, FIRST_SEGMENT);

	memcpy(other.data + third, fork.data + third, (size_t)(end - third));
	file_restore(&q, FIRST_SEGMENT, other);
	expect_refused(&q, FIRST_SEGMENT, third);
	CHECK_VERIFIER(&q, 1);
	free(s.data);
	free(fork.data);
	free(other.data);
	place_remove(&p);
	place_remove(&q);
}

TEST(file_cut_under_a_reader)
{
	struct place p;
	struct journal *j;
	enum err last;

	place_make(&p);
	CHECK_INT(open_small(&j, &p), ERR_NONE);
	for (int i = 0; i < 4; i++)
		CHECK_INT(append_some(j, 4, false, &p.fault), ERR_NONE);
	file_truncate(&p, FIRST_SEGMENT, 1000);
	CHECK(count_records(j, 1, &last, &p.fault) < 16);
	CHECK_INT(last, ERR_CORRUPT);
	CHECK(strstr(p.fault.text, "file ends at offset 1000") != NULL);
	journal_close(j);
	place_remove(&p);
}

TEST_MAIN()
