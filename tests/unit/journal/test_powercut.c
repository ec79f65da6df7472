/* Power cuts: a journal on an ext4 of its own (a file behind a loop device, in a mount namespace of
 * its own). While a writer appends, the file system is shut down without flushing, which loses
 * exactly what was not made durable. After each cut every acknowledged record is there and the
 * journal goes on. Needs root. */
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>

#include "journal_lib.h"

#define CUTS 8
#define CUT_SEGMENT_BYTES 262144
#define IMAGE_BYTES (32 << 20)
#define SHUTDOWN_IOCTL _IOR('X', 125, uint32_t)
#define SHUTDOWN_WITHOUT_FLUSH 2u
#define NOT_POSSIBLE 77

static bool run(const char *first, const char *second, const char *third, const char *fourth)
{
	char words[4][PATH_SIZE];
	const char *given[4] = { first, second, third, fourth };
	char *args[5] = { 0 };
	posix_spawn_file_actions_t actions;
	pid_t child;
	int status = 1;

	for (int i = 0; i < 4 && given[i]; i++) {
		snprintf(words[i], sizeof(words[i]), "%s", given[i]);
		args[i] = words[i];
	}
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	bool started = posix_spawnp(&child, args[0], &actions, NULL, args, environ) == 0;

	posix_spawn_file_actions_destroy(&actions);
	return started && waitpid(child, &status, 0) == child && WIFEXITED(status) &&
	       WEXITSTATUS(status) == 0;
}

static bool mount_image(const char *image, const char *at)
{
	char options[PATH_SIZE];

	snprintf(options, sizeof(options), "-oloop");
	return run("mount", options, image, at);
}

/* Appends for ever; each acknowledged sequence goes into shared memory after the call returned. */
static void write_on(struct place *p, volatile uint64_t *acked)
{
	struct journal *j;

	if (open_with(&j, p, CUT_SEGMENT_BYTES, 0, NULL) != ERR_NONE)
		_exit(1);
	for (size_t i = 0;; i++) {
		if (append_some(j, 1 + i * 7 % 23, i % 2 == 0, &p->fault) != ERR_NONE)
			_exit(2);
		*acked = journal_tail(j).sequence;
	}
}

static bool cut_once(struct place *p, const char *image, const char *at, unsigned wait_us,
		     volatile uint64_t *acked)
{
	uint32_t how = SHUTDOWN_WITHOUT_FLUSH;
	pid_t writer = fork();

	if (writer == 0)
		write_on(p, acked);
	usleep(wait_us);
	int fd = open(at, O_RDONLY | O_DIRECTORY);
	bool cut = ioctl(fd, SHUTDOWN_IOCTL, &how) == 0;

	kill(writer, SIGKILL);
	waitpid(writer, NULL, 0);
	close(fd);
	return cut && umount(at) == 0 && mount_image(image, at);
}

static int cut_many(const char *base)
{
	struct place p = { 0 };
	char image[PATH_SIZE];
	char at[PATH_SIZE];
	uint64_t *acked =
		mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	snprintf(image, sizeof(image), "%.400s/image", base);
	snprintf(at, sizeof(at), "%.400s/disk", base);
	snprintf(p.path, sizeof(p.path), "%.400s/disk/journal", base);
	int fd = open(image, O_CREAT | O_RDWR, 0600);

	if (fd < 0 || ftruncate(fd, IMAGE_BYTES) != 0 || mkdir(at, 0700) != 0)
		return 1;
	close(fd);
	if (unshare(CLONE_NEWNS) != 0 || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
	    !run("mkfs.ext4", "-qF", image, NULL) || !mount_image(image, at))
		return NOT_POSSIBLE;
	int wrong = 0;
	int torn = 0;

	for (unsigned i = 0; i < CUTS && !wrong; i++) {
		struct journal *j;
		enum err last;

		if (!cut_once(&p, image, at, 15000 + i * 9973 % 60000, acked)) {
			wrong = i == 0 ? NOT_POSSIBLE : 2;
			break;
		}
		enum err e = open_with(&j, &p, CUT_SEGMENT_BYTES, 0, NULL);

		if (e) {
			printf("#   after cut %u: %s\n", i, p.fault.text);
			wrong = 3;
			break;
		}
		torn += p.notice[0] != '\0';
		if (journal_tail(j).sequence < *acked)
			wrong = 4;
		if (count_records(j, 1, &last, &p.fault) != journal_tail(j).sequence ||
		    last != ERR_NOT_FOUND)
			wrong = 5;
		journal_close(j);
	}
	printf("#   %" PRIu64 " records acknowledged over %d cuts, %d torn tails\n", *acked, CUTS,
	       torn);
	if (!wrong && *acked < CUTS)
		wrong = 6;
	CHECK_VERIFIER(&p, 0);
	(void)umount(at);
	return wrong;
}

TEST(power_cuts)
{
	struct place p;
	char disk[2 * PATH_SIZE];
	int status = 0;

	place_make(&p);
	fflush(stdout);
	pid_t child = fork();

	if (child == 0) {
		int result = cut_many(p.path);

		fflush(stdout);
		_exit(result ? result : tap_failures_here ? 99 : 0);
	}
	CHECK(waitpid(child, &status, 0) == child);
	status = WIFEXITED(status) ? WEXITSTATUS(status) : 100;
	if (status == NOT_POSSIBLE)
		printf("#   SKIPPED: no loop-mounted ext4 here (needs root, mkfs.ext4, loop "
		       "devices)\n");
	else
		CHECK_INT(status, 0);
	snprintf(disk, sizeof(disk), "%s/disk", p.path);
	rmdir(disk);
	place_remove(&p);
}

TEST_MAIN()
