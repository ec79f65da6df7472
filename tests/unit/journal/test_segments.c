/* Journals of several segments: what opening, reading and the verifier say when a segment is
 * damaged, missing or not its own. */
#include "journal_lib.h"

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

/* The same where the last segment holds no record yet, so that only its header says what it continues. Found by fuzzing. */
TEST(an_empty_last_segment_of_a_fork)
{
	struct place p, r;
	struct journal *j;
	char names[64][32];

	place_make(&p);
	place_make(&r);
	make_segments(&p);
	list_segments(&p, names);
	for (int i = 0; i < 3; i++) {
		char name[32];
		snprintf(name, sizeof name, "%.31s", names[i]);
		struct saved one = file_save(&p, name);
		file_restore(&r, name, one);
		free(one.data);
	}
	file_truncate(&r, names[2], SEGMENT_HEAD);
	CHECK_INT(open_plain(&j, &r), ERR_NONE);
	CHECK_INT(journal_tail(j).sequence + 1, strtoull(names[2], NULL, 10));
	journal_close(j);
	off_t near_end = file_size(&r, names[1]) - 20;
	file_flip(&r, names[1], near_end, 4);   /* its last record is no longer whole, and looks like one that was cut off */
	CHECK_INT(open_plain(&j, &r), ERR_CORRUPT);
	CHECK(strstr(r.fault.text, "does not continue") && strstr(r.fault.text, names[2]));
	file_flip(&r, names[1], near_end, 4);
	CHECK_INT(open_plain(&j, &r), ERR_NONE);
	CHECK_INT(append_some(j, 2, false, &r.fault), ERR_NONE);
	journal_close(j);
	CHECK_VERIFIER(&r, 0);
	place_remove(&p);
	place_remove(&r);
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
