/* Records read ahead on another thread: all of them, in order, up to where they are wanted; damage where it lies; an end at any time. */
#include "runtime/ahead.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/require.h"
#include "tap.h"

#define RECORDS (AHEAD_RECORDS * (AHEAD_PORTIONS + 1) + 7)    /* the reading thread has to wait for the caller */

static const struct service plain = { .name = "welfare" };

struct home {
	char path[64];
	struct journal *journal;
	struct fault fault;
};

static enum err open_journal(struct home *h)
{
	struct journal_options o = { .engine = "file", .owner = "150400/welfare", .directory = h->path };

	return journal_open(&h->journal, &o, &h->fault);
}

static void make(struct home *h)
{
	static struct record records[RECORDS];

	*h = (struct home){ .path = "/tmp/dandang-ahead-XXXXXX" };
	REQUIRE(mkdtemp(h->path) && open_journal(h) == ERR_NONE);
	for (size_t i = 0; i < RECORDS; i++)
		records[i] = (struct record){ .header = { .kind = RECORD_MARKER, .recorded_at_ms = 1 } };
	REQUIRE(journal_append(h->journal, 1, records, RECORDS, &h->fault) == ERR_NONE);
}

static void leave(struct home *h)
{
	char command[128];

	journal_close(h->journal);
	snprintf(command, sizeof command, "rm -r %s", h->path);
	CHECK_INT(system(command), 0);
}

/* Reads on until something else than a record comes; the last sequence that came, in order. */
static uint64_t read_all(struct ahead *a, uint64_t from, enum err *end, struct fault *f)
{
	const struct decoded *d = NULL;
	uint64_t last = from - 1;

	while ((*end = ahead_next(a, &d, f)) == ERR_NONE) {
		CHECK(d->header.sequence == last + 1 && d->meta && !d->has_event);
		last = d->header.sequence;
	}
	return last;
}

TEST(all_come_in_order_up_to_where_they_are_wanted)
{
	static const uint64_t ends[] = { 1, AHEAD_RECORDS - 1, AHEAD_RECORDS, AHEAD_RECORDS + 1, RECORDS };
	struct home h;

	make(&h);
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		struct ahead *a;
		enum err end;
		CHECK_INT(ahead_open(&a, &plain, h.journal, 1, ends[i], &h.fault), ERR_NONE);
		CHECK_INT(read_all(a, 1, &end, &h.fault), ends[i]);
		CHECK_INT(end, ERR_NOT_FOUND);
		CHECK_INT(ahead_next(a, &(const struct decoded *){ NULL }, &h.fault), ERR_NOT_FOUND);
		ahead_close(a);
	}
	leave(&h);
}

TEST(reading_begins_and_stops_anywhere)
{
	struct home h;
	const struct decoded *d;

	make(&h);
	for (unsigned taken = 0; taken < 3 * AHEAD_RECORDS; taken += AHEAD_RECORDS / 2 + 1) {
		struct ahead *a;
		CHECK_INT(ahead_open(&a, &plain, h.journal, 5, RECORDS, &h.fault), ERR_NONE);
		for (unsigned i = 0; i < taken; i++)
			CHECK(ahead_next(a, &d, &h.fault) == ERR_NONE && d->header.sequence == 5 + i);
		ahead_close(a);
	}
	leave(&h);
}

TEST(damage_is_told_behind_every_record_before_it)
{
	struct home h;
	struct ahead *a;
	enum err end;
	char path[128];
	uint8_t byte;

	make(&h);
	snprintf(path, sizeof path, "%s/%020d.seg", h.path, 1);
	int fd = open(path, O_RDWR | O_CLOEXEC);
	off_t at = (off_t)(journal_bytes(h.journal) / 2);
	REQUIRE(fd >= 0);
	/* the file may be longer than its records: look for a place that says something */
	while (pread(fd, &byte, 1, at) == 1 && byte == 0)
		at /= 2;
	byte ^= 1;
	REQUIRE(pwrite(fd, &byte, 1, at) == 1);
	close(fd);
	CHECK_INT(ahead_open(&a, &plain, h.journal, 1, RECORDS, &h.fault), ERR_NONE);
	uint64_t last = read_all(a, 1, &end, &h.fault);
	CHECK_INT(end, ERR_CORRUPT);
	CHECK(last >= 1 && last < RECORDS);
	CHECK(strstr(h.fault.text, "segment") != NULL);
	CHECK_INT(ahead_next(a, &(const struct decoded *){ NULL }, &h.fault), ERR_CORRUPT);    /* and again */
	ahead_close(a);
	leave(&h);
}

TEST(nothing_to_read_from_is_said_at_once)
{
	struct home h;
	struct ahead *a;

	make(&h);
	CHECK_INT(ahead_open(&a, &plain, h.journal, RECORDS + 2, RECORDS + 2, &h.fault), ERR_NOT_FOUND);
	CHECK(a == NULL);
	leave(&h);
}
TEST_MAIN()
