#include "runtime/replay_tool.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/date.h"

#define PATH_MAX_HERE 512
#define COPY_BYTES (1u << 20)
#define ARENA_BYTES (1u << 30)
#define TREE_DEPTH 16

enum { EQUAL = 0, DIFFERENT = 1, USAGE = 2, NOT_REPLAYED = 3 };

struct tool {
	const struct service *service;
	const struct replay_kind *kind;
	const char *id, *data, *parent;
	char work[PATH_MAX_HERE];
};

/* ---- the copy --------------------------------------------------------------------------------------- */

static bool path_of(char out[PATH_MAX_HERE], const char *folder, const char *name)
{
	return snprintf(out, PATH_MAX_HERE, "%s/%s", folder, name) < PATH_MAX_HERE;
}

static enum err copy_bytes(int from, int to, struct fault *f)
{
	static uint8_t buffer[COPY_BYTES];
	ssize_t size;

	while ((size = read(from, buffer, sizeof buffer)) > 0)
		for (ssize_t done = 0, now; done < size; done += now) {
			now = write(to, buffer + done, (size_t)(size - done));
			if (now <= 0)
				return fault_set(f, errno == ENOSPC ? ERR_FULL : ERR_IO, "write: %s", strerror(errno));
		}
	return size < 0 ? fault_set(f, ERR_IO, "read: %s", strerror(errno)) : ERR_NONE;
}

static enum err copy_file(const char *from_path, const char *to_path, struct fault *f)
{
	int from = open(from_path, O_RDONLY | O_CLOEXEC);
	int to = open(to_path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	enum err e = from < 0 || to < 0 ? fault_set(f, ERR_IO, "%s: %s", from < 0 ? from_path : to_path, strerror(errno)) : ERR_NONE;

	if (e == ERR_NONE)
		e = copy_bytes(from, to, f);
	if (from >= 0)
		close(from);
	if (to >= 0 && close(to) != 0 && e == ERR_NONE)
		e = fault_set(f, ERR_IO, "%s: %s", to_path, strerror(errno));
	return e;
}

/* The files of a folder, without the lock the daemon holds; none is written to. */
static enum err copy_folder(const char *from, const char *to, struct fault *f)
{
	DIR *dir = opendir(from);
	const struct dirent *entry;
	enum err e = ERR_NONE;

	if (!dir)
		return fault_set(f, ERR_NOT_FOUND, "%s: %s", from, strerror(errno));
	if (mkdir(to, 0700) != 0)
		e = fault_set(f, ERR_IO, "%s: %s", to, strerror(errno));
	while (e == ERR_NONE && (entry = readdir(dir))) {
		char source[PATH_MAX_HERE], target[PATH_MAX_HERE];
		struct stat st;
		if (!path_of(source, from, entry->d_name) || !path_of(target, to, entry->d_name))
			e = fault_set(f, ERR_LIMIT, "the path is too long: %.200s", from);
		else if (strcmp(entry->d_name, "lock") != 0 && stat(source, &st) == 0 && S_ISREG(st.st_mode))
			e = copy_file(source, target, f);
	}
	closedir(dir);
	return e;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

/* ---- one decision after the other ---------------------------------------------------------------------- */

static void print(const struct replay_step *step, const struct replay_result *r)
{
	char iso[ISO_DAY_SIZE];

	iso_of_day(day_of_moment(r->decided_at_ms), iso);
	printf("%s  %s  records %llu-%llu, %zu events\n", step->command, iso, (unsigned long long)r->first, (unsigned long long)r->last, r->events);
	printf("  published  %s\n  recomputed %s\n  %s\n", r->published, r->recomputed, r->equal ? "equal 一致" : "DIFFERENT 不一致");
	if (!r->equal)
		printf("  first difference 首处不同: %s\n", r->difference[0] ? r->difference : "the hash");
}

static enum err replay_steps(const struct tool *t, const struct journal *journal, bool *equal, struct fault *f)
{
	char state[PATH_MAX_HERE], snapshots[PATH_MAX_HERE];
	enum err e = ERR_NONE;

	if (!path_of(state, t->work, "state") || snprintf(snapshots, sizeof snapshots, "%s/%s/snapshots", t->data, t->service->name) >= PATH_MAX_HERE)
		return fault_set(f, ERR_LIMIT, "the path is too long");
	*equal = true;
	for (size_t i = 0; i < REPLAY_STEPS_MAX && t->kind->steps[i].marker && e == ERR_NONE; i++) {
		struct arena arena;
		struct replay_result result;
		arena_init(&arena, ARENA_BYTES);
		struct replay_options o = { .service = t->service, .journal = journal, .work = state, .snapshots = snapshots,
					    .step = &t->kind->steps[i], .id = t->id, .arena = &arena };
		e = replay_decision(&o, &result, f);
		if (e == ERR_NONE) {
			print(o.step, &result);
			*equal = *equal && result.equal;
		}
		arena_fini(&arena);
	}
	return e;
}

/* What was copied may end in the middle of a record: that is cut from the copy. */
static enum err replay_copy(const struct tool *t, bool *equal, struct fault *f)
{
	char from[PATH_MAX_HERE], to[PATH_MAX_HERE];
	struct journal_options jo = { .engine = "file", .directory = to, .accept_loss = true };
	struct journal *journal;
	enum err e;

	if (!path_of(to, t->work, "journal") || snprintf(from, sizeof from, "%s/%s/journal", t->data, t->service->name) >= PATH_MAX_HERE)
		return fault_set(f, ERR_LIMIT, "the path is too long");
	e = copy_folder(from, to, f);
	if (e == ERR_NONE)
		e = journal_open(&journal, &jo, f);
	if (e != ERR_NONE)
		return e;
	e = replay_steps(t, journal, equal, f);
	journal_close(journal);
	return e;
}

static int usage(const struct service *service, const struct replay_kind *kinds, size_t count)
{
	fprintf(stderr, "usage: %sd replay KIND ID --data DIR [--work DIR]\n  KIND:", service->name);
	for (size_t i = 0; i < count; i++)
		fprintf(stderr, " %s（%s）", kinds[i].name, kinds[i].zh);
	fprintf(stderr, "\n  DIR: the site's data folder 站点数据目录; the journal is copied to --work (default $TMPDIR or /tmp) and only read\n");
	return USAGE;
}

static bool take_arguments(struct tool *t, const struct replay_kind *kinds, size_t count, int argc, char **argv)
{
	for (int i = 2; i + 1 < argc; i += 2) {
		if (strcmp(argv[i], "--data") == 0)
			t->data = argv[i + 1];
		else if (strcmp(argv[i], "--work") == 0)
			t->parent = argv[i + 1];
		else
			return false;
	}
	for (size_t i = 0; i < count && argc > 1; i++)
		if (strcmp(argv[0], kinds[i].name) == 0)
			t->kind = &kinds[i];
	if (!t->kind || !t->data || argc % 2 != 0)
		return false;
	t->id = argv[1];
	return snprintf(t->work, sizeof t->work, "%s/dandang-replay-XXXXXX", t->parent) < (int)sizeof t->work;
}

int replay_main(const struct service *service, const struct replay_kind *kinds, size_t count, int argc, char **argv)
{
	const char *temporary = getenv("TMPDIR");
	struct tool t = { .service = service, .parent = temporary && temporary[0] ? temporary : "/tmp" };
	struct fault f = { 0 };
	bool equal = false;
	enum err e;

	if (!take_arguments(&t, kinds, count, argc, argv))
		return usage(service, kinds, count);
	if (!mkdtemp(t.work)) {
		fprintf(stderr, "%sd replay: %s: %s\n", service->name, t.work, strerror(errno));
		return NOT_REPLAYED;
	}
	e = replay_copy(&t, &equal, &f);
	nftw(t.work, remove_one, TREE_DEPTH, FTW_DEPTH | FTW_PHYS);
	if (e != ERR_NONE) {
		fprintf(stderr, "%sd replay: %s: %s\n", service->name, err_text(e), f.text);
		return NOT_REPLAYED;
	}
	return equal ? EQUAL : DIFFERENT;
}
