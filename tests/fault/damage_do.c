/* What is done to which file. */
#include "damage.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/require.h"

#define PAGE 4096u
#define SEGMENT_HEAD 128u
#define NAMES_MAX 64
#define BYTES_MAX 200
#define ZEROS_MAX 6000

uint64_t chance_next(struct chance *c)
{
	uint64_t z = c->state += 0x9E3779B97F4A7C15ull;

	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
	return z ^ (z >> 31);
}

uint64_t chance_below(struct chance *c, uint64_t limit)
{
	return chance_next(c) % limit;
}

const char *where_name(enum where w)
{
	static const char *const names[PLACES] = {
		[JOURNAL_HEADER] = "journal: segment headers",
		[JOURNAL_FIRST] = "journal: first segment",
		[JOURNAL_MIDDLE] = "journal: a middle segment",
		[JOURNAL_LAST] = "journal: last segment",
		[JOURNAL_TAIL] = "journal: torn tail",
		[JOURNAL_FILES] = "journal: files replaced or gone",
		[JOURNAL_NOTE] = "journal: snapshot note",
		[STATE_META] = "state: LMDB meta pages",
		[STATE_PAGES] = "state: LMDB pages",
		[STATE_MARK] = "state: mark",
		[STATE_FILES] = "state: files replaced or gone",
		[SNAPSHOT_NEWEST] = "snapshot: newest",
		[SNAPSHOT_OLDER] = "snapshot: older, newest gone",
		[SNAPSHOT_BOTH] = "snapshot: both",
		[LOCKS] = "lock files",
		[LIVE_PAGES] = "live: LMDB pages under a reader",
	};

	return names[w];
}

/* ---- names ------------------------------------------------------------------------------------------- */

struct names {
	size_t count;
	char items[NAMES_MAX][64];
};

static int by_name(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* Files of data/folder that end so, sorted; numbers of equal length sort as numbers. */
static struct names list(const char *data, const char *folder, const char *ending)
{
	struct names out = { .count = 0 };
	char path[DAMAGE_PATH_MAX];
	const struct dirent *entry;

	snprintf(path, sizeof path, "%.300s/%s", data, folder);
	DIR *dir = opendir(path);
	while (dir && (entry = readdir(dir)) != NULL && out.count < NAMES_MAX) {
		size_t size = strlen(entry->d_name), end = strlen(ending);
		if (size > end && size < 64 && strcmp(entry->d_name + size - end, ending) == 0)
			memcpy(out.items[out.count++], entry->d_name, size + 1);
	}
	if (dir)
		closedir(dir);
	qsort(out.items, out.count, sizeof out.items[0], by_name);
	REQUIRE(out.count > 0);
	return out;
}

static void join(char out[DAMAGE_PATH_MAX], const char *data, const char *folder, const char *name)
{
	snprintf(out, DAMAGE_PATH_MAX, "%.250s/%s/%s", data, folder, name);
}

/* ---- one file ---------------------------------------------------------------------------------------- */

static off_t size_of(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? st.st_size : 0;
}

static void overwrite(const char *path, off_t at, const uint8_t *bytes, size_t size)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	REQUIRE(fd >= 0 && pwrite(fd, bytes, size, at) == (ssize_t)size);
	close(fd);
}

static void flip(const char *path, off_t at, struct chance *c)
{
	uint8_t byte;
	int fd = open(path, O_RDWR | O_CLOEXEC);

	REQUIRE(fd >= 0 && pread(fd, &byte, 1, at) == 1);
	byte ^= (uint8_t)(1u << chance_below(c, 8));
	REQUIRE(pwrite(fd, &byte, 1, at) == 1);
	close(fd);
}

static void noise(const char *path, off_t at, off_t room, struct chance *c)
{
	uint8_t bytes[BYTES_MAX];
	size_t size = 1 + (size_t)chance_below(c, room < BYTES_MAX ? (uint64_t)room : BYTES_MAX);

	for (size_t i = 0; i < size; i++)
		bytes[i] = (uint8_t)chance_next(c);
	overwrite(path, at, bytes, size);
}

static void zeros(const char *path, off_t at, off_t room, struct chance *c)
{
	static const uint8_t none[ZEROS_MAX];

	overwrite(path, at, none, 1 + (size_t)chance_below(c, room < ZEROS_MAX ? (uint64_t)room : ZEROS_MAX));
}

/* A misdirected write: a page of the file lands in another place of it. */
static void move_page(const char *path, off_t from, off_t to)
{
	uint8_t page[PAGE];
	int fd = open(path, O_RDWR | O_CLOEXEC);

	REQUIRE(fd >= 0 && pread(fd, page, PAGE, from) == (ssize_t)PAGE && pwrite(fd, page, PAGE, to) == (ssize_t)PAGE);
	close(fd);
}

/* Any damage within [from, to) of a file; cutting it only where `cut`. */
static void hurt(const char *path, off_t from, off_t to, bool cut, struct chance *c, char text[256])
{
	REQUIRE(to > from);
	off_t at = from + (off_t)chance_below(c, (uint64_t)(to - from));
	const char *what = "";

	switch (chance_below(c, cut ? 6 : 4)) {
	case 0:
	case 1:
		flip(path, at, c);
		what = "bit flipped";
		break;
	case 2:
		noise(path, at, to - at, c);
		what = "bytes overwritten";
		break;
	case 3:
		zeros(path, at, to - at, c);
		what = "bytes zeroed";
		break;
	case 4:
		REQUIRE(truncate(path, at) == 0);
		what = "cut";
		break;
	case 5:
		if (to - from > 4 * (off_t)PAGE) {
			off_t pages = (to - from) / PAGE;
			move_page(path, from / PAGE * PAGE + (off_t)chance_below(c, (uint64_t)pages) * PAGE, at / PAGE * PAGE);
			what = "another page in its place";
		} else {
			REQUIRE(truncate(path, to + 1 + (off_t)chance_below(c, 9000)) == 0);
			what = "longer";
		}
		break;
	}
	snprintf(text, 256, "%s at %lld: %s", strrchr(path, '/') + 1, (long long)at, what);
}

/* ---- files exchanged --------------------------------------------------------------------------------- */

static const char *const sources[] = { "older", "service", "site" };

static void replace_folder(const char *root, const char *data, const char *folder, const char *source)
{
	char from[DAMAGE_PATH_MAX], to[DAMAGE_PATH_MAX];

	snprintf(from, sizeof from, "%.250s/%s/%s", root, source, folder);
	snprintf(to, sizeof to, "%.250s/%s", data, folder);
	remove_directory(to);
	copy_directory(from, to);
}

static void replace_file(const char *from, const char *to)
{
	uint8_t bytes[8192];
	ssize_t got;
	int in = open(from, O_RDONLY | O_CLOEXEC), out = open(to, O_WRONLY | O_TRUNC | O_CREAT | O_CLOEXEC, 0600);

	REQUIRE(in >= 0 && out >= 0);
	while ((got = read(in, bytes, sizeof bytes)) > 0)
		REQUIRE(write(out, bytes, (size_t)got) == got);
	close(in);
	close(out);
}

/* A file by the same name, or the n-th, of another folder. */
static void replace_by_other(const char *root, const char *data, const char *folder, const char *ending, struct chance *c,
			     char text[256])
{
	const char *source = sources[chance_below(c, 3)];
	char other[DAMAGE_PATH_MAX], from[DAMAGE_PATH_MAX], to[DAMAGE_PATH_MAX];

	snprintf(other, sizeof other, "%.250s/%s", root, source);
	struct names theirs = list(other, folder, ending), ours = list(data, folder, ending);
	size_t at = (size_t)chance_below(c, ours.count);
	size_t as = at < theirs.count ? at : theirs.count - 1;

	join(from, other, folder, theirs.items[as]);
	join(to, data, folder, ours.items[at]);
	replace_file(from, to);
	snprintf(text, 256, "%s replaced by %s's %s", ours.items[at], source, theirs.items[as]);
}

static void exchange(const char *data, const char *folder, const char *ending, struct chance *c, char text[256])
{
	struct names names = list(data, folder, ending);
	size_t a = (size_t)chance_below(c, names.count), b = (size_t)chance_below(c, names.count);
	char from[DAMAGE_PATH_MAX], to[DAMAGE_PATH_MAX];

	join(from, data, folder, names.items[a]);
	join(to, data, folder, names.items[b]);
	replace_file(from, to);
	snprintf(text, 256, "%s copied over %s", names.items[a], names.items[b]);
}

static void take_away(const char *data, const char *folder, const char *ending, struct chance *c, char text[256])
{
	struct names names = list(data, folder, ending);
	const char *name = names.items[chance_below(c, names.count)];
	char path[DAMAGE_PATH_MAX];

	join(path, data, folder, name);
	REQUIRE(unlink(path) == 0);
	snprintf(text, 256, "%s removed", name);
}

static void files(const char *root, const char *data, const char *folder, const char *ending, struct chance *c, char text[256])
{
	const char *source = sources[chance_below(c, 3)];

	switch (chance_below(c, 4)) {
	case 0:
		replace_folder(root, data, folder, source);
		snprintf(text, 256, "%s replaced by %s's", folder, source);
		break;
	case 1:
		exchange(data, folder, ending, c, text);
		break;
	case 2:
		take_away(data, folder, ending, c, text);
		break;
	default:
		replace_by_other(root, data, folder, ending, c, text);
	}
}

/* ---- by place ---------------------------------------------------------------------------------------- */

/* How far the last segment holds records: what lies behind is space ahead. */
static off_t end_of_records(const char *path)
{
	off_t at = SEGMENT_HEAD, size = size_of(path);
	uint8_t prefix[4];
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	REQUIRE(fd >= 0);
	while (at + 4 <= size && pread(fd, prefix, 4, at) == 4) {
		off_t length = (off_t)prefix[0] << 24 | prefix[1] << 16 | prefix[2] << 8 | prefix[3];
		if (length == 0)
			break;
		at += length;
	}
	close(fd);
	return at;
}

static void hurt_journal(enum where w, const char *data, struct chance *c, char text[256])
{
	struct names names = list(data, "journal", ".seg");
	size_t last = names.count - 1;
	size_t at = w == JOURNAL_FIRST ? 0 : w == JOURNAL_MIDDLE ? 1 + (size_t)chance_below(c, last - 1) : last;
	char path[DAMAGE_PATH_MAX];

	REQUIRE(last > 2);
	if (w == JOURNAL_HEADER)
		at = (size_t)chance_below(c, names.count);
	join(path, data, "journal", names.items[at]);
	if (w == JOURNAL_HEADER)
		hurt(path, 0, SEGMENT_HEAD, false, c, text);
	else
		hurt(path, SEGMENT_HEAD, end_of_records(path), true, c, text);
}

/* A batch that was being written when the power went: never acknowledged. */
static void tear(const char *data, struct chance *c, char text[256])
{
	struct names names = list(data, "journal", ".seg");
	char path[DAMAGE_PATH_MAX];
	uint8_t bytes[4096];

	join(path, data, "journal", names.items[names.count - 1]);
	off_t end = end_of_records(path);
	size_t size = 1 + (size_t)chance_below(c, sizeof bytes);
	for (size_t i = 0; i < size; i++)
		bytes[i] = (uint8_t)chance_next(c);
	if (chance_below(c, 2) == 0 && size > 4) /* begins like a frame */
		memcpy(bytes, (const uint8_t[]){ 0, 0, (uint8_t)(size >> 8), (uint8_t)(size & 0xf8) }, 4);
	overwrite(path, end, bytes, size);
	snprintf(text, 256, "%zu bytes of an unfinished batch at %lld", size, (long long)end);
}

static void hurt_snapshots(enum where w, const char *root, const char *data, struct chance *c, char text[256])
{
	struct names names = list(data, "snapshots", ".mdb");
	char newest[DAMAGE_PATH_MAX], older[DAMAGE_PATH_MAX];

	REQUIRE(names.count == 2);
	join(older, data, "snapshots", names.items[0]);
	join(newest, data, "snapshots", names.items[1]);
	if (w == SNAPSHOT_NEWEST && chance_below(c, 4) == 0) {
		files(root, data, "snapshots", ".mdb", c, text);
		return;
	}
	if (w == SNAPSHOT_BOTH || w == SNAPSHOT_OLDER)
		hurt(older, 0, size_of(older), true, c, text);
	if (w == SNAPSHOT_OLDER)
		REQUIRE(unlink(newest) == 0);
	else
		hurt(newest, 0, size_of(newest), true, c, text);
}

static void hurt_lock(const char *data, struct chance *c, char text[256])
{
	static const char *const locks[][2] = { { "journal", "lock" }, { "state", "lock" }, { "state", "lock.mdb" } };
	char path[DAMAGE_PATH_MAX];
	size_t at = (size_t)chance_below(c, 3);

	join(path, data, locks[at][0], locks[at][1]);
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	REQUIRE(fd >= 0 && ftruncate(fd, 1 + (off_t)chance_below(c, 9000)) == 0);
	close(fd);
	noise(path, 0, size_of(path), c);
	snprintf(text, 256, "%s/%s filled with noise", locks[at][0], locks[at][1]);
}

void damage(enum where w, const char *root, const char *data, struct chance *c, char text[256])
{
	char path[DAMAGE_PATH_MAX];

	snprintf(text, 256, "nothing");
	switch (w) {
	case JOURNAL_HEADER:
	case JOURNAL_FIRST:
	case JOURNAL_MIDDLE:
	case JOURNAL_LAST:
		hurt_journal(w, data, c, text);
		break;
	case JOURNAL_TAIL:
		tear(data, c, text);
		break;
	case JOURNAL_FILES:
		files(root, data, "journal", ".seg", c, text);
		break;
	case JOURNAL_NOTE:
		join(path, data, "journal", "snapshot");
		hurt(path, 0, size_of(path), true, c, text);
		break;
	case STATE_META:
		join(path, data, "state", "data.mdb");
		hurt(path, 0, 2 * PAGE, false, c, text);
		break;
	case STATE_PAGES:
		join(path, data, "state", "data.mdb");
		hurt(path, 2 * PAGE, size_of(path), true, c, text);
		break;
	case STATE_MARK:
		join(path, data, "state", "state");
		if (size_of(path) > 0)
			hurt(path, 0, size_of(path), true, c, text);
		break;
	case STATE_FILES:
		files(root, data, "state", ".mdb", c, text);
		break;
	case SNAPSHOT_NEWEST:
	case SNAPSHOT_OLDER:
	case SNAPSHOT_BOTH:
		hurt_snapshots(w, root, data, c, text);
		break;
	case LOCKS:
		hurt_lock(data, c, text);
		break;
	case LIVE_PAGES:
	case PLACES:
		break;
	}
}

void damage_live(const char *data, struct chance *c, char text[256])
{
	char path[DAMAGE_PATH_MAX];

	join(path, data, "state", "data.mdb");
	hurt(path, 0, size_of(path), true, c, text);
}
