/* damage TRIES [SEED] [--planted] [--only N]: builds a small life of a service, damages a copy of it again and again, and
 * says what came of it. Exit status 0 when nothing was missed. --planted: a damage nobody could see, to show that the tool
 * can fail. --only N: the try with that number alone, told in full. */
#include "damage.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/require.h"

#define TRY_SECONDS 60
#define SHOWN_MAX 20

struct run {
	char root[DAMAGE_PATH_MAX];
	char copy[DAMAGE_PATH_MAX];
	struct truth truth;
	uint64_t seed;
	bool planted;
	bool told;
	unsigned counts[PLACES][OUTCOMES];
	unsigned shown;
};

/* What a child says: its verdict in the exit status, its words through the pipe. A signal is the end of a live process, and
 * a miss when opening: a daemon would be started again and end again. */
static enum outcome verdict(enum where w, int status, char text[256])
{
	if (WIFEXITED(status) && WEXITSTATUS(status) < OUTCOMES)
		return (enum outcome)WEXITSTATUS(status);
	if (WIFSIGNALED(status) && w == LIVE_PAGES && WTERMSIG(status) != SIGALRM)
		return ENDED;
	snprintf(text, 256, "status %d, signal %d", WIFEXITED(status) ? WEXITSTATUS(status) : -1,
		 WIFSIGNALED(status) ? WTERMSIG(status) : 0);
	return MISSED;
}

_Noreturn static void be_child(struct run *r, enum where w, struct chance *c, int to)
{
	struct rlimit no_core = { 0 };
	char text[256] = "";
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	(void)setrlimit(RLIMIT_CORE, &no_core);
	(void)alarm(TRY_SECONDS);
	if (!r->told)
		(void)dup2(null, STDERR_FILENO);
	enum outcome o = w == LIVE_PAGES ? judge_live(r->copy, &r->truth, c, text) : judge(r->copy, &r->truth, text);
	(void)!write(to, text, strlen(text));
	_exit((int)o);
}

static enum outcome in_child(struct run *r, enum where w, struct chance *c, char text[256])
{
	int ends[2], status = 0;
	ssize_t got;

	REQUIRE(pipe2(ends, O_CLOEXEC) == 0);
	fflush(stdout);
	pid_t child = fork();
	if (child == 0)
		be_child(r, w, c, ends[1]);
	close(ends[1]);
	got = read(ends[0], text, 255);
	text[got > 0 ? got : 0] = '\0';
	close(ends[0]);
	REQUIRE(child > 0 && waitpid(child, &status, 0) == child);
	return verdict(w, status, text);
}

static void one(struct run *r, unsigned number)
{
	struct chance c = { r->seed * 1000003u + number };
	enum where w = r->planted ? STATE_PAGES : (enum where)(number % PLACES);
	bool killed = chance_below(&c, 2) == 0 && w != STATE_MARK && !r->planted;
	char from[DAMAGE_PATH_MAX], done[256] = "", text[256] = "";

	snprintf(from, sizeof from, "%.300s/%s", r->root, killed ? "killed" : "clean");
	remove_directory(r->copy);
	copy_directory(from, r->copy);
	if (r->planted)
		base_plant(r->copy);
	else
		damage(w, r->root, r->copy, &c, done);
	enum outcome o = in_child(r, w, &c, text);
	r->counts[w][o]++;
	if (r->told || (o == MISSED && r->shown++ < SHOWN_MAX))
		printf("# %u: %s, %s: %s -> %d: %s\n", number, where_name(w), killed ? "killed" : "clean", done, o, text);
}

static unsigned report(const struct run *r, unsigned tries, double seconds)
{
	unsigned sums[OUTCOMES] = { 0 };

	printf("# %-34s %7s %7s %7s %7s %7s %7s %7s\n", "damage to", "tried", "healed", "refused", "seen", "ended", "late", "missed");
	for (unsigned w = 0; w < PLACES; w++) {
		unsigned tried = 0;
		for (unsigned o = 0; o < OUTCOMES; o++) {
			tried += r->counts[w][o];
			sums[o] += r->counts[w][o];
		}
		if (!tried)
			continue;
		printf("# %-34s %7u", where_name((enum where)w), tried);
		for (unsigned o = 0; o < OUTCOMES; o++)
			printf(" %7u", r->counts[w][o]);
		printf("\n");
	}
	printf("# seed %llu, %.1f s\n", (unsigned long long)r->seed, seconds);
	printf("damages tried %u, healed %u, refused %u, seen %u, ended %u, late %u, missed %u\n", tries, sums[HEALED],
	       sums[REFUSED], sums[SEEN], sums[ENDED], sums[LATE], sums[MISSED]);
	return sums[MISSED];
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void prepare(struct run *r)
{
	const char *folder = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
	char from[DAMAGE_PATH_MAX];

	snprintf(r->root, sizeof r->root, "%s/dandang-damage-XXXXXX", folder);
	REQUIRE(mkdtemp(r->root));
	snprintf(r->copy, sizeof r->copy, "%.300s/copy", r->root);
	base_build(r->root);
	snprintf(from, sizeof from, "%.300s/clean", r->root);
	copy_directory(from, r->copy);
	base_truth(r->copy, &r->truth);
	printf("# the base: %llu records, %zu rows\n", (unsigned long long)r->truth.records, r->truth.row_count);
}

int main(int argc, char **argv)
{
	static struct run r = { .seed = 1 };
	unsigned tries = 1000, only = 0;
	bool one_only = false;
	double start = now();

	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--planted") == 0)
			r.planted = true;
		else if (strcmp(argv[i], "--only") == 0 && i + 1 < argc)
			only = (unsigned)strtoul(argv[++i], NULL, 10), one_only = r.told = true;
		else if (i == 1)
			tries = (unsigned)strtoul(argv[i], NULL, 10);
		else
			r.seed = strtoull(argv[i], NULL, 10);
	}
	prepare(&r);
	for (unsigned i = one_only ? only : 0; i < (one_only ? only + 1 : tries); i++)
		one(&r, i);
	unsigned missed = report(&r, one_only ? 1 : tries, now() - start);
	remove_directory(r.root);
	return missed == 0 ? 0 : 1;
}
