/* What the journal tests share: directories that vanish, records with known content, damage to
 * files, the verifier. */
#ifndef DANDANG_TESTS_JOURNAL_LIB_H
#define DANDANG_TESTS_JOURNAL_LIB_H

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "journal/journal.h"
#include "tap.h"

#define PATH_SIZE 512
#define FIRST_SEGMENT "00000000000000000001.seg"
#define SEGMENT_HEAD 128 /* bytes before the first frame */
#define FRAME_HEAD 192   /* bytes of a frame before meta */

extern char **environ;

struct place {
	char path[PATH_SIZE];
	char notice[PATH_SIZE]; /* the last one */
	struct fault fault;
};

static inline void place_make(struct place *p)
{
	const char *tmp = getenv("TMPDIR");

	memset(p, 0, sizeof(*p));
	snprintf(p->path, sizeof(p->path), "%s/dandang-journal-XXXXXX", tmp ? tmp : "/tmp");
	if (!mkdtemp(p->path)) {
		perror(p->path);
		exit(1);
	}
}

static inline void place_clear(struct place *p)
{
	DIR *dir = opendir(p->path);
	struct dirent *entry;

	while (dir && (entry = readdir(dir)) != NULL)
		(void)unlinkat(dirfd(dir), entry->d_name, 0);
	if (dir)
		closedir(dir);
}

static inline void place_remove(struct place *p)
{
	place_clear(p);
	rmdir(p->path);
}

static inline void place_notice(void *context, const char *text)
{
	struct place *p = context;

	snprintf(p->notice, sizeof(p->notice), "%s", text);
}

static inline struct journal_options place_options(struct place *p)
{
	return (struct journal_options){
		.engine = "file",
		.directory = p->path,
		.notice = place_notice,
		.context = p,
	};
}

static inline enum err open_with(struct journal **j, struct place *p, uint64_t segment_bytes,
				 uint64_t total_bytes_max, const struct journal_io *io)
{
	struct journal_options options = place_options(p);

	options.segment_bytes = segment_bytes;
	options.total_bytes_max = total_bytes_max;
	options.io = io;
	p->notice[0] = '\0';
	p->fault = (struct fault){ 0 };
	return journal_open(j, &options, &p->fault);
}

static inline enum err open_plain(struct journal **j, struct place *p)
{
	return open_with(j, p, 0, 0, NULL);
}

/* Payload of record `sequence`: recognisable, of a size that depends on it. */
static inline size_t payload_of(uint64_t sequence, uint8_t out[512])
{
	size_t size = (size_t)(sequence * 37 % 400);

	for (size_t i = 0; i < size; i++)
		out[i] = (uint8_t)('a' + (sequence + i) % 26);
	return size;
}

static inline size_t meta_of(uint64_t sequence, uint8_t out[64])
{
	return (size_t)snprintf((char *)out, 64, "meta of %" PRIu64, sequence);
}

/* Appends one batch of `count` records with the content above; `more` marks all but the last as one
 * decision. */
static inline enum err append_some(struct journal *j, size_t count, bool more, struct fault *f)
{
	static struct record records[64];
	static uint8_t payloads[64][512];
	static uint8_t metas[64][64];
	uint64_t next = journal_tail(j).sequence + 1;

	for (size_t i = 0; i < count; i++) {
		records[i] = (struct record){
			.header = { .kind = RECORD_EVENT,
				    .flags = more && i + 1 < count ? RECORD_MORE : 0,
				    .data_class = 2,
				    .key_id = 7,
				    .recorded_at_ms = 1700000000000 + (int64_t)(next + i) },
			.meta = span_of(metas[i], meta_of(next + i, metas[i])),
			.payload = span_of(payloads[i], payload_of(next + i, payloads[i])),
		};
	}
	return journal_append(j, next, records, count, f);
}

static inline bool record_is(const struct record *r, uint64_t sequence)
{
	uint8_t payload[512];
	uint8_t meta[64];
	size_t payload_size = payload_of(sequence, payload);
	size_t meta_size = meta_of(sequence, meta);

	return r->header.sequence == sequence && r->header.kind == RECORD_EVENT &&
	       r->header.data_class == 2 && r->header.key_id == 7 &&
	       r->header.recorded_at_ms == 1700000000000 + (int64_t)sequence &&
	       span_equal(r->payload, span_of(payload, payload_size)) &&
	       span_equal(r->meta, span_of(meta, meta_size)) && !r->withheld;
}

/* How many records can be read from `from` on; each must be as append_some made it. Ends with
 * `last`. */
static inline uint64_t count_records(const struct journal *j, uint64_t from, enum err *last,
				     struct fault *f)
{
	struct journal_reader *r;
	struct record record;
	uint64_t count = 0;

	*last = journal_reader_open(&r, j, from, f);
	if (*last)
		return 0;
	while ((*last = journal_reader_next(r, &record, f)) == ERR_NONE) {
		CHECK(record_is(&record, from + count));
		count++;
	}
	journal_reader_close(r);
	return count;
}

static inline int file_open(const struct place *p, const char *name, int flags)
{
	char path[2 * PATH_SIZE];

	snprintf(path, sizeof(path), "%s/%s", p->path, name);
	return open(path, flags, 0600);
}

static inline off_t file_size(const struct place *p, const char *name)
{
	char path[2 * PATH_SIZE];
	struct stat st;

	snprintf(path, sizeof(path), "%s/%s", p->path, name);
	return stat(path, &st) == 0 ? st.st_size : -1;
}

static inline void file_truncate(const struct place *p, const char *name, off_t size)
{
	int fd = file_open(p, name, O_RDWR);

	if (ftruncate(fd, size) != 0)
		abort();
	close(fd);
}

/* XORs the byte at `offset`. */
static inline void file_flip(const struct place *p, const char *name, off_t offset, uint8_t bits)
{
	int fd = file_open(p, name, O_RDWR);
	uint8_t byte;

	if (pread(fd, &byte, 1, offset) != 1)
		abort();
	byte ^= bits;
	if (pwrite(fd, &byte, 1, offset) != 1)
		abort();
	close(fd);
}

static inline void file_zero(const struct place *p, const char *name, off_t from, off_t to)
{
	int fd = file_open(p, name, O_RDWR);

	for (; from < to; from++) {
		if (pwrite(fd, "", 1, from) != 1)
			abort();
	}
	close(fd);
}

struct saved {
	uint8_t *data;
	size_t size;
};

static inline struct saved file_save(const struct place *p, const char *name)
{
	struct saved s = { .size = (size_t)file_size(p, name) };
	int fd = file_open(p, name, O_RDONLY);

	s.data = malloc(s.size + 1);
	if (!s.data || pread(fd, s.data, s.size, 0) != (ssize_t)s.size)
		abort();
	close(fd);
	return s;
}

static inline void file_restore(const struct place *p, const char *name, struct saved s)
{
	int fd = file_open(p, name, O_RDWR | O_CREAT | O_TRUNC);

	if (pwrite(fd, s.data, s.size, 0) != (ssize_t)s.size)
		abort();
	close(fd);
}

/* Offset of the frame after `offset`, by its length. */
static inline off_t next_frame_at(const struct saved *s, off_t offset)
{
	const uint8_t *b = s->data + offset;

	return offset +
	       (off_t)((uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3]);
}

/* One segment, small so that the space ahead is too: these tests open the journal thousands of
 * times. */
#define DAMAGE_SEGMENT_BYTES 32768

static inline enum err open_small(struct journal **j, struct place *p)
{
	return open_with(j, p, DAMAGE_SEGMENT_BYTES, 0, NULL);
}

static inline void expect_refused(struct place *p, const char *segment, off_t offset)
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

/* Runs the stand-alone verifier: its exit status, or -1 when there is none to run. `out` gets what
 * it printed. */
static inline int verify(const struct place *p, const char *option, char *out, size_t out_size)
{
	char program[PATH_SIZE] = "";
	char path[PATH_SIZE];
	int pipes[2];
	const char *given = getenv("JOURNAL_VERIFY");
	const char *build = getenv("BUILD");

	snprintf(program, sizeof(program), "%s%s",
		 given   ? given
		 : build ? build
			 : "build",
		 given ? "" : "/bin/journal-verify");
	if (access(program, X_OK) != 0) {
		static bool said;

		if (!said)
			printf("#   SKIPPED: no verifier at %s (set JOURNAL_VERIFY)\n", program);
		said = true;
		return -1;
	}
	snprintf(path, sizeof(path), "%s", p->path);
	char third[32];

	snprintf(third, sizeof(third), "%s", option ? option : "");
	char *args[] = { program, path, option ? third : NULL, NULL };
	posix_spawn_file_actions_t actions;
	pid_t child;
	size_t used = 0;
	int status = 0;

	if (pipe(pipes) != 0)
		abort();
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, pipes[1], STDOUT_FILENO);
	posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addclose(&actions, pipes[0]);
	if (posix_spawn(&child, program, &actions, NULL, args, environ) != 0)
		abort();
	posix_spawn_file_actions_destroy(&actions);
	close(pipes[1]);
	for (;;) {
		ssize_t got = read(pipes[0], out + used, out_size - 1 - used);

		if (got <= 0)
			break;
		used += (size_t)got;
	}
	out[used] = '\0';
	close(pipes[0]);
	waitpid(child, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 100;
}

#define CHECK_VERIFIER(place, expected)                                                            \
	do {                                                                                       \
		char verify_text[1024];                                                            \
		int verify_status = verify((place), NULL, verify_text, sizeof(verify_text));       \
		if (verify_status >= 0 && verify_status != (expected)) {                           \
			tap_failures_here++;                                                       \
			printf("#   %s:%d: verifier exits %d, not %d: %s\n", __FILE__, __LINE__,   \
			       verify_status, (expected), verify_text);                            \
		}                                                                                  \
	} while (0)

#endif
