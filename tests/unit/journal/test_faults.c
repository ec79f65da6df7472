#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>

#include "journal_lib.h"

/* The n-th call of one kind fails with `number`; or every write takes at most `write_max` bytes. */
enum call { CALL_PWRITEV, CALL_FDATASYNC, CALL_FALLOCATE, CALL_FSYNC, CALL_COUNT };
static struct {
	enum call kind;
	int fail_at;
	int number;
	int calls[CALL_COUNT];
	size_t write_max;
	bool interrupt;
	bool lasting; /* every call after that one fails too */
	bool partial; /* a failing write first takes half */
} faults;

static bool fails(enum call kind)
{
	int call = ++faults.calls[kind];
	bool fail = kind == faults.kind &&
		    (call == faults.fail_at || (faults.lasting && call > faults.fail_at));

	if (fail)
		errno = faults.number;
	return fail;
}

static ssize_t faulty_pwritev(int fd, const struct iovec *parts, int count, off_t offset)
{
	size_t size = parts[0].iov_len;

	if (fails(CALL_PWRITEV)) {
		if (faults.partial)
			(void)!pwrite(fd, parts[0].iov_base, size / 2, offset);
		errno = faults.number;
		return -1;
	}
	if (count != 1)
		abort();
	if (faults.interrupt && faults.calls[CALL_PWRITEV] % 2 == 0) {
		errno = EINTR;
		return -1;
	}
	if (faults.write_max && offset > 0 && size > faults.write_max)
		size = faults.write_max;
	return pwrite(fd, parts[0].iov_base, size, offset);
}

static int faulty_fdatasync(int fd)
{
	return fails(CALL_FDATASYNC) ? -1 : fdatasync(fd);
}

static int faulty_fallocate(int fd, int mode, off_t offset, off_t size)
{
	return fails(CALL_FALLOCATE) ? -1 : fallocate(fd, mode, offset, size);
}

static int faulty_fsync(int fd)
{
	return fails(CALL_FSYNC) ? -1 : fsync(fd);
}

static const struct journal_io faulty_io = {
	.pwritev = faulty_pwritev,
	.fdatasync = faulty_fdatasync,
	.fallocate = faulty_fallocate,
	.fsync = faulty_fsync,
};

#define WORK_BATCHES 14

struct work {
	uint64_t acked;
	uint64_t noted;
	int full;    /* calls that said so */
	bool failed; /* ERR_IO was returned: all calls after it must return it too */
};

static void look_at(struct work *w, struct journal *j, enum err e)
{
	if (w->failed)
		CHECK_INT(e, ERR_IO);
	CHECK(e == ERR_NONE || e == ERR_IO || e == ERR_FULL);
	if (e == ERR_FULL) {
		w->full++;
		CHECK_INT(journal_tail(j).sequence, w->acked);
	}
	w->failed = w->failed || e == ERR_IO;
}

/* Appends over several segments, notes a snapshot, trims, bumps the epoch. */
static struct work work_through(struct place *p)
{
	struct work w = { 0 };
	struct journal *j;
	enum err e = open_with(&j, p, JOURNAL_SEGMENT_BYTES_MIN, 0, &faulty_io);

	if (e) {
		CHECK(e == ERR_IO || e == ERR_FULL);
		w.failed = true;
		return w;
	}
	for (int i = 0; i < WORK_BATCHES; i++) {
		e = append_some(j, 3, false, &p->fault);
		look_at(&w, j, e);
		if (!e)
			w.acked += 3;
		if (i == 8) {
			e = journal_snapshot_note(j, w.acked / 2, "/some/where", &p->fault);
			look_at(&w, j, e);
			if (!e)
				w.noted = w.acked / 2;
			look_at(&w, j, journal_trim(j, w.acked, &p->fault));
		}
	}
	e = journal_epoch_bump(j, 1, &p->fault);
	look_at(&w, j, e);
	if (!e)
		w.acked++;
	if (w.failed) {
		struct journal_reader *r;

		CHECK_INT(journal_reader_open(&r, j, 1, &p->fault), ERR_IO);
	}
	journal_close(j);
	return w;
}

/* After the fault: everything acknowledged is there; after ERR_FULL nothing else is. */
static void look_again(struct place *p, const struct work *w)
{
	struct journal *j;
	struct journal_reader *r;
	struct record record;
	enum err e = open_plain(&j, p);

	CHECK_INT(e, ERR_NONE);
	if (e) {
		printf("#   %s\n", p->fault.text);
		return;
	}
	struct journal_tail tail = journal_tail(j);

	CHECK(tail.sequence >= w->acked);
	CHECK(w->failed || tail.sequence == w->acked);
	uint64_t sequence = tail.first_sequence ? tail.first_sequence : 1;

	CHECK(sequence <= w->noted + 1);
	CHECK_INT(journal_reader_open(&r, j, sequence, &p->fault), ERR_NONE);
	while ((e = journal_reader_next(r, &record, &p->fault)) == ERR_NONE)
		CHECK_INT(record.header.sequence, sequence++);
	CHECK_INT(e, ERR_NOT_FOUND);
	CHECK_INT(sequence, tail.sequence + 1);
	journal_reader_close(r);
	CHECK_INT(append_some(j, 1, false, &p->fault), ERR_NONE);
	journal_close(j);
}

static void every_call(int number, bool partial, bool may_fill)
{
	struct place p;

	place_make(&p);
	for (int kind = 0; kind < CALL_COUNT; kind++) {
		int n = 1;
		int fired = 1;

		for (; fired; n++) {
			memset(&faults, 0, sizeof(faults));
			faults.kind = (enum call)kind;
			faults.fail_at = n;
			faults.number = number;
			faults.partial = partial;
			struct work w = work_through(&p);

			fired = faults.calls[kind] >= n;
			if (!fired) {
				CHECK(!w.failed && w.full == 0);
				CHECK_INT(w.acked, WORK_BATCHES * 3 + 1);
			} else if (!may_fill) {
				CHECK(w.failed && w.full == 0);
			} else if (kind == CALL_PWRITEV) {
				/* A full disk at a write is refused once and otherwise harmless. */
				CHECK(w.full == 1 || w.acked == 0);
			}
			look_again(&p, &w);
			if (n % 5 == 1)
				CHECK_VERIFIER(&p, 0);
			place_clear(&p);
		}
		CHECK(n > 3);
	}
	place_remove(&p);
}

TEST(input_output_error_at_every_call)
{
	every_call(EIO, false, false);
	every_call(EIO, true, false);
}

TEST(full_disk_at_every_call)
{
	every_call(ENOSPC, false, true);
	every_call(ENOSPC, true, true);
	every_call(EDQUOT, true, true);
}

TEST(short_and_interrupted_writes)
{
	static const size_t maxima[] = { 1, 7, 100, 511 };
	struct place p;

	place_make(&p);
	for (size_t i = 0; i < sizeof(maxima) / sizeof(maxima[0]); i++) {
		memset(&faults, 0, sizeof(faults));
		faults.write_max = maxima[i];
		faults.interrupt = i % 2 == 1;
		if (faults.interrupt)
			faults.calls[CALL_PWRITEV] =
				0; /* the first write, a segment header, goes through */
		struct journal *j;
		enum err last;

		CHECK_INT(open_with(&j, &p, 0, 0, &faulty_io), ERR_NONE);
		for (int k = 0; k < 4; k++)
			CHECK_INT(append_some(j, 2, true, &p.fault), ERR_NONE);
		CHECK_INT(count_records(j, 1, &last, &p.fault), 8);
		journal_close(j);
		CHECK_VERIFIER(&p, 0);
		place_clear(&p);
	}
	place_remove(&p);
}

/* What a full disk let through must not come back as records, even if the machine stops right after
 * the refusal. */
TEST(refused_batch_never_comes_back)
{
	struct place p;
	struct journal *j;
	enum err last;

	place_make(&p);
	memset(&faults, 0, sizeof(faults));
	CHECK_INT(open_with(&j, &p, 0, 0, &faulty_io), ERR_NONE);
	CHECK_INT(append_some(j, 2, false, &p.fault), ERR_NONE);
	faults.kind = CALL_FDATASYNC; /* the batch stands whole in the file when this fails */
	faults.fail_at = faults.calls[CALL_FDATASYNC] + 1;
	faults.number = ENOSPC;
	CHECK_INT(append_some(j, 5, false, &p.fault), ERR_FULL);
	struct saved s = file_save(&p, FIRST_SEGMENT);

	for (size_t i = s.size; i-- > 0 && s.data[i] == 0;)
		s.size = i;
	CHECK_INT(journal_tail(j).sequence, 2);
	CHECK_INT(append_some(j, 1, false, &p.fault), ERR_NONE);
	CHECK_INT(count_records(j, 1, &last, &p.fault), 3);
	journal_close(j);
	file_restore(&p, FIRST_SEGMENT, s); /* the disk as it was after the refusal */
	file_truncate(&p, FIRST_SEGMENT, (off_t)(s.size + 7) / 8 * 8);
	CHECK_INT(open_plain(&j, &p), ERR_NONE);
	CHECK_INT(journal_tail(j).sequence, 2);
	CHECK_TEXT(p.notice, "");
	journal_close(j);
	free(s.data);
	place_remove(&p);
}

TEST(without_fallocate)
{
	struct place p;
	struct journal *j;
	enum err last;

	place_make(&p);
	memset(&faults, 0, sizeof(faults));
	faults.kind = CALL_FALLOCATE;
	faults.fail_at = 1;
	faults.number = EOPNOTSUPP;
	CHECK_INT(open_with(&j, &p, JOURNAL_SEGMENT_BYTES_MIN, 0, &faulty_io), ERR_NONE);
	for (int i = 0; i < 30; i++)
		CHECK_INT(append_some(j, 2, false, &p.fault), ERR_NONE);
	CHECK_INT(faults.calls[CALL_FALLOCATE], 1);
	CHECK_INT(count_records(j, 1, &last, &p.fault), 60);
	journal_close(j);
	CHECK_INT(open_plain(&j, &p), ERR_NONE);
	CHECK_INT(count_records(j, 1, &last, &p.fault), 60);
	journal_close(j);
	CHECK_VERIFIER(&p, 0);
	place_remove(&p);
}

/* Rotation went through, then the disk was full: the last segment is empty. */
TEST(trim_with_an_empty_last_segment)
{
	struct place p;
	struct journal *j;
	enum err last;

	place_make(&p);
	memset(&faults, 0, sizeof(faults));
	faults.kind = CALL_FALLOCATE;
	faults.fail_at = 3; /* one for each segment */
	faults.lasting = true;
	faults.number = ENOSPC;
	CHECK_INT(open_with(&j, &p, JOURNAL_SEGMENT_BYTES_MIN, 0, &faulty_io), ERR_NONE);
	enum err e;
	uint64_t acked = 0;

	while ((e = append_some(j, 1, false, &p.fault)) == ERR_NONE && acked < 1000)
		acked++;
	CHECK_INT(e, ERR_FULL);
	CHECK(acked > 10);
	CHECK_INT(journal_snapshot_note(j, acked, "snap", &p.fault), ERR_NONE);
	CHECK_INT(journal_trim(j, UINT64_MAX, &p.fault), ERR_NONE);
	uint64_t first = journal_tail(j).first_sequence;

	CHECK(first > 1 && first <= acked);
	CHECK_INT(count_records(j, first, &last, &p.fault), acked + 1 - first);
	journal_close(j);
	CHECK_VERIFIER(&p, 0);
	CHECK_INT(open_plain(&j, &p), ERR_NONE);
	CHECK_INT(journal_tail(j).first_sequence, first);
	CHECK_INT(journal_tail(j).sequence, acked);
	CHECK_INT(append_some(j, 1, false, &p.fault), ERR_NONE);
	CHECK_INT(count_records(j, first, &last, &p.fault), acked + 2 - first);
	journal_close(j);
	place_remove(&p);
}

TEST(limit_of_total_bytes)
{
	struct place p;
	struct journal *j;
	uint8_t payload[1000] = { 0 };
	struct record r = { .header = { .kind = RECORD_EVENT }, .payload = span_of(payload, 1000) };
	uint64_t limit = SEGMENT_HEAD + 3 * (FRAME_HEAD + 1000);

	place_make(&p);
	CHECK_INT(open_with(&j, &p, 0, limit, NULL), ERR_NONE);
	for (uint64_t i = 1; i <= 3; i++)
		CHECK_INT(journal_append(j, i, &r, 1, &p.fault), ERR_NONE);
	CHECK_INT(journal_append(j, 4, &r, 1, &p.fault), ERR_FULL);
	CHECK(file_size(&p, FIRST_SEGMENT) <= (off_t)limit);
	journal_close(j);
	CHECK_INT(open_with(&j, &p, 0, limit - 1, NULL),
		  ERR_NONE); /* already past: reading works, appending does not */
	CHECK_INT(journal_append(j, 4, &r, 1, &p.fault), ERR_FULL);
	CHECK_INT(journal_epoch_bump(j, 0, &p.fault), ERR_FULL);
	journal_close(j);
	place_clear(&p);

	/* Trimming makes room again. */
	CHECK_INT(open_with(&j, &p, JOURNAL_SEGMENT_BYTES_MIN, 16000, NULL), ERR_NONE);
	uint64_t next = 1;

	while (journal_append(j, next, &r, 1, &p.fault) == ERR_NONE && next < 100)
		next++;
	CHECK(next > 9 && next < 15);
	CHECK_INT(journal_append(j, next, &r, 1, &p.fault), ERR_FULL);
	CHECK_INT(journal_snapshot_note(j, next - 1, "snap", &p.fault), ERR_NONE);
	CHECK_INT(journal_trim(j, next - 1, &p.fault), ERR_NONE);
	CHECK_INT(journal_append(j, next, &r, 1, &p.fault), ERR_NONE);
	journal_close(j);
	CHECK_VERIFIER(&p, 0);
	place_remove(&p);
}

/* Fills what there is, in a child process; exit status 0 when all went as it should. */
static int fill_until_full(struct place *p, bool (*free_space)(struct place *p))
{
	struct journal *j;
	enum err e;
	enum err last;
	uint64_t acked = 0;

	if (open_with(&j, p, JOURNAL_SEGMENT_BYTES_MIN * 4, 0, NULL) != ERR_NONE)
		return 2;
	while ((e = append_some(j, 4, true, &p->fault)) == ERR_NONE && acked < 100000)
		acked += 4;
	if (e != ERR_FULL || acked < 8)
		return 3;
	if (append_some(j, 4, true, &p->fault) != ERR_FULL || journal_tail(j).sequence != acked)
		return 4;
	if (count_records(j, 1, &last, &p->fault) != acked || last != ERR_NOT_FOUND)
		return 5;
	if (!free_space(p))
		return 6;
	if (append_some(j, 4, true, &p->fault) != ERR_NONE)
		return 7;
	journal_close(j);
	if (open_plain(&j, p) != ERR_NONE || p->notice[0] != '\0')
		return 8;
	if (count_records(j, 1, &last, &p->fault) != acked + 4)
		return 9;
	journal_close(j);
	return 0;
}

static int wait_for(pid_t child)
{
	int status = 0;

	CHECK(waitpid(child, &status, 0) == child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 100;
}

static bool raise_limit(struct place *p)
{
	struct rlimit limit;

	(void)p;
	if (getrlimit(RLIMIT_FSIZE, &limit) != 0)
		return false;
	limit.rlim_cur = limit.rlim_max;
	return setrlimit(RLIMIT_FSIZE, &limit) == 0;
}

TEST(file_size_limit_of_the_process)
{
	struct place p;

	place_make(&p);
	fflush(stdout);
	pid_t child = fork();

	if (child == 0) {
		struct rlimit limit;

		signal(SIGXFSZ, SIG_IGN);
		if (getrlimit(RLIMIT_FSIZE, &limit) != 0)
			_exit(10);
		limit.rlim_cur = 12345; /* below the segment size, at no boundary of anything */
		if (setrlimit(RLIMIT_FSIZE, &limit) != 0)
			_exit(11);
		_exit(fill_until_full(&p, raise_limit));
	}
	CHECK_INT(wait_for(child), 0);
	CHECK_VERIFIER(&p, 0);
	place_remove(&p);
}

static bool remove_filler(struct place *p)
{
	char path[2 * PATH_SIZE];

	snprintf(path, sizeof(path), "%s/filler", p->path);
	return unlink(path) == 0;
}

#define NO_MOUNT 77

/* A real full file system: a tmpfs of its own in a mount namespace of its own. */
static int on_tiny_disk(struct place *p)
{
	static char filler[100 * 1024];

	if (unshare(CLONE_NEWNS) != 0 || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
	    mount("tmpfs", p->path, "tmpfs", 0, "size=256k") != 0)
		return NO_MOUNT;
	int fd = file_open(p, "filler", O_CREAT | O_RDWR);

	if (write(fd, filler, sizeof(filler)) != (ssize_t)sizeof(filler))
		return 20;
	close(fd);
	return fill_until_full(p, remove_filler);
}

TEST(full_file_system)
{
	struct place p;

	place_make(&p);
	fflush(stdout);
	pid_t child = fork();

	if (child == 0)
		_exit(on_tiny_disk(&p));
	int status = wait_for(child);

	if (status == NO_MOUNT)
		printf("#   SKIPPED: a tmpfs cannot be mounted here (needs root)\n");
	else
		CHECK_INT(status, 0);
	place_remove(&p);
}

TEST_MAIN()
