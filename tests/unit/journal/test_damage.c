
#include "journal_lib.h"

/* One segment, small so that the space ahead is too: these tests open the journal thousands of
 * times. */
#define DAMAGE_SEGMENT_BYTES 32768

static enum err open_small(struct journal **j, struct place *p)
{
	return open_with(j, p, DAMAGE_SEGMENT_BYTES, 0, NULL);
}

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

static void expect_refused(struct place *p, const char *segment, off_t offset)
{
	struct journal *j;
	char where[64];
	enum err e = open_small(&j, p);

	CHECK_INT(e, ERR_CORRUPT);
	if (e == ERR_NONE) {
		journal_close(j);
		return;
	}
	CHECK(j == NULL);
	snprintf(where, sizeof(where), "segment %s offset %lld:", segment, (long long)offset);
	CHECK(strstr(p->fault.text, where) != NULL);
	if (!strstr(p->fault.text, where))
		printf("#   expected %s in: %s\n", where, p->fault.text);
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

static void make_segments(struct place *p)
{
	struct journal *j;

	CHECK_INT(open_with(&j, p, JOURNAL_SEGMENT_BYTES_MIN, 0, NULL), ERR_NONE);
	while (journal_tail(j).sequence < 60)
		CHECK_INT(append_some(j, 2, false, &p->fault), ERR_NONE);
	journal_close(j);
}

static size_t list_segments(const struct place *p, char names[64][32])
{
	struct dirent **entries;
	size_t count = 0;
	int all = scandir(p->path, &entries, NULL, alphasort);

	for (int i = 0; i < all; i++) {
		if (strstr(entries[i]->d_name, ".seg"))
			snprintf(names[count++], 32, "%.31s", entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	return count;
}

/* Opening reads the last segment alone; damage inside an older one is found by the reader and the
 * verifier. */
TEST(older_segments)
{
	struct place p;
	struct journal *j;
	enum err last;
	char names[64][32];

	place_make(&p);
	make_segments(&p);
	size_t count = list_segments(&p, names);

	CHECK(count > 4);
	for (off_t offset = SEGMENT_HEAD; offset < file_size(&p, names[1]); offset += 97) {
		file_flip(&p, names[1], offset, 4);
		CHECK_VERIFIER(&p, 1);
		CHECK_INT(open_plain(&j, &p), ERR_NONE);
		uint64_t read = count_records(j, 1, &last, &p.fault);

		CHECK_INT(last, ERR_CORRUPT);
		CHECK(read < 60 && strstr(p.fault.text, names[1]) &&
		      strstr(p.fault.text, "offset "));
		journal_close(j);
		file_flip(&p, names[1], offset, 4);
	}
	for (off_t offset = 0; offset < SEGMENT_HEAD; offset++) {
		file_flip(&p, names[2], offset, 1);
		expect_refused(&p, names[2], 0);
		if (offset % 8 == 0)
			CHECK_VERIFIER(&p, 1);
		file_flip(&p, names[2], offset, 1);
	}
	CHECK_VERIFIER(&p, 0);
	place_remove(&p);
}

TEST(missing_short_long_and_foreign_segments)
{
	struct place p;
	struct place other;
	struct journal *j;
	char names[64][32];

	place_make(&p);
	place_make(&other);
	make_segments(&p);
	make_segments(&other);
	size_t count = list_segments(&p, names);
	struct saved second = file_save(&p, names[1]);
	struct saved foreign = file_save(&other, names[1]);
	char path[2 * PATH_SIZE];

	snprintf(path, sizeof(path), "%s/%s", p.path, names[1]);
	unlink(path);
	expect_refused(&p, names[2], 80);
	CHECK_VERIFIER(&p, 1);
	file_restore(&p, names[1], second);
	file_truncate(&p, names[1], (off_t)second.size - 8);
	expect_refused(&p, names[1], (off_t)second.size - 8);
	CHECK_VERIFIER(&p, 1);
	file_truncate(&p, names[1], (off_t)second.size + 8);
	expect_refused(&p, names[1], (off_t)second.size);
	CHECK_VERIFIER(&p, 1);
	file_restore(&p, names[1], foreign);
	expect_refused(&p, names[1], 16);
	CHECK_VERIFIER(&p, 1);
	file_restore(&p, names[1], second);
	CHECK_VERIFIER(&p, 0);
	for (off_t size = 0; size < SEGMENT_HEAD;
	     size += 31) { /* creation renames a whole header, so this is damage */
		struct saved last = file_save(&p, names[count - 1]);

		file_truncate(&p, names[count - 1], size);
		expect_refused(&p, names[count - 1], 0);
		CHECK_VERIFIER(&p, 1);
		file_restore(&p, names[count - 1], last);
		free(last.data);
	}
	/* Leftovers of a creation that did not finish, and files that are not ours. */
	int fd = file_open(&p, "segment.tmp", O_CREAT | O_RDWR);

	close(fd);
	fd = file_open(&p, "0000000000000000001.seg", O_CREAT | O_RDWR);
	close(fd);
	CHECK_INT(open_plain(&j, &p), ERR_NONE);
	CHECK_INT(journal_tail(j).sequence, 60);
	journal_close(j);
	CHECK_INT(file_size(&p, "segment.tmp"), -1);
	free(second.data);
	free(foreign.data);
	place_remove(&p);
	place_remove(&other);
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

/* A segment of another history of the same journal: headers fit, the chain does not. */
TEST(segment_of_a_fork)
{
	struct place p;
	struct place q;
	struct journal *j;
	enum err last;
	char names[64][32];

	place_make(&p);
	place_make(&q);
	make_segments(&p);
	size_t count = list_segments(&p, names);
	struct saved first = file_save(&p, names[0]);

	/* q shares the first segment and goes on with records of the same sizes but another class,
	 * so that every hash differs and every length in the headers agrees. */
	struct saved third = file_save(&p, names[2]);
	uint64_t second_first = strtoull(names[1], NULL, 10);

	file_restore(&q, names[0], first);
	CHECK_INT(open_with(&j, &q, JOURNAL_SEGMENT_BYTES_MIN, 0, NULL), ERR_NONE);
	CHECK_INT(journal_tail(j).sequence + 1, second_first);
	while (journal_tail(j).sequence < 60) {
		uint8_t payload[2][512];
		uint8_t meta[2][64];
		struct record r[2];
		uint64_t next = journal_tail(j).sequence + 1;

		for (size_t i = 0; i < 2; i++)
			r[i] = (struct record){
				.header = { .kind = RECORD_EVENT, .data_class = 3 },
				.meta = span_of(meta[i], meta_of(next + i, meta[i])),
				.payload = span_of(payload[i], payload_of(next + i, payload[i])),
			};
		CHECK_INT(journal_append(j, next, r, 2, &q.fault), ERR_NONE);
	}
	journal_close(j);
	CHECK_VERIFIER(&q, 0);
	struct saved foreign = file_save(&q, names[2]);

	CHECK_INT(foreign.size, third.size);
	file_restore(&p, names[2], foreign);
	CHECK_VERIFIER(&p, 1);
	CHECK_INT(open_plain(&j, &p), ERR_NONE);
	uint64_t read = count_records(j, 1, &last, &p.fault);

	CHECK_INT(last, ERR_CORRUPT);
	CHECK_INT(read, strtoull(names[2], NULL, 10) - 1);
	CHECK(strstr(p.fault.text, "does not continue") && strstr(p.fault.text, names[2]));
	journal_close(j);
	CHECK(count > 4);
	free(first.data);
	free(third.data);
	free(foreign.data);
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

TEST(verifier_options)
{
	struct place p;
	char text[1024];
	char names[64][32];
	char path[2 * PATH_SIZE];

	place_make(&p);
	make_segments(&p);
	int status = verify(&p, "--from-origin", text, sizeof(text));

	if (status >= 0) {
		CHECK_INT(status, 0);
		CHECK(strstr(text, "good: 60 records in ") &&
		      strstr(text, "\nfirst 1\nlast 60\nepoch 1\n"));
		CHECK_INT(verify(&p, "--what", text, sizeof(text)), 2);
		CHECK(list_segments(&p, names) > 2);
		snprintf(path, sizeof(path), "%s/%s", p.path, names[0]);
		unlink(path); /* as trim does */
		CHECK_INT(verify(&p, NULL, text, sizeof(text)), 0);
		CHECK_INT(verify(&p, "--from-origin", text, sizeof(text)), 1);
		CHECK(strstr(text, "not at its origin") != NULL);
		place_clear(&p);
		CHECK_INT(verify(&p, NULL, text, sizeof(text)), 2);
	}
	place_remove(&p);
}

TEST_MAIN()
