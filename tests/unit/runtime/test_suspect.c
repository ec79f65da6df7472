/* A record that ends the process: each death is noted by the dying process itself, and the next start counts them. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/require.h"
#include "runtime/suspect.h"
#include "tap.h"

static char folder[64];
static struct suspects noted;

static const struct suspects *read_note(void)
{
	suspect_read(folder, &noted);
	return &noted;
}

static void make_folder(void)
{
	snprintf(folder, sizeof folder, "/tmp/dandang-suspect-XXXXXX");
	CHECK(mkdtemp(folder) != NULL);
}

static void remove_folder(void)
{
	suspect_forget(folder);
	CHECK(rmdir(folder) == 0);
}

/* How a process ends that dies of `number` with this record in hand; sequence 0: none is. */
static int dies(int number, const char *service, uint64_t sequence)
{
	int status = 0;

	fflush(stdout);
	pid_t child = fork();

	if (child == 0) {
		suspect_watch(folder);
		suspect_hold("150400", "training", 1);
		suspect_release();
		if (sequence)
			suspect_hold("150400", service, sequence);
		if (number == SIGABRT)
			abort();
		(void)kill(getpid(), number);
		_exit(0);
	}
	CHECK(waitpid(child, &status, 0) == child);
	return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

TEST(deaths_over_one_record_are_counted)
{
	make_folder();
	CHECK_INT(read_note()->count, 0);
	CHECK_INT(dies(SIGABRT, "training", 41), SIGABRT);
	CHECK_INT(dies(SIGSEGV, "training", 41), SIGSEGV);
	CHECK_INT(read_note()->of[0].deaths, 2);
	CHECK(!suspect_is(&noted, "150400", "training", 41));
	CHECK_INT(dies(SIGABRT, "training", 41), SIGABRT);
	CHECK_INT(read_note()->of[0].deaths, SUSPECT_DEATHS_MAX);
	CHECK(suspect_is(&noted, "150400", "training", 41));
	CHECK(!suspect_is(&noted, "150400", "training", 42));
	CHECK(!suspect_is(&noted, "150400", "welfare", 41));
	CHECK(!suspect_is(&noted, "150404", "training", 41));
	remove_folder();
}

TEST(two_such_records_in_turn_are_both_found)
{
	make_folder();
	for (int i = 0; i < SUSPECT_DEATHS_MAX; i++) {
		CHECK_INT(dies(SIGABRT, "training", 41), SIGABRT);
		CHECK_INT(dies(SIGBUS, "welfare", 41), SIGBUS);
	}
	CHECK_INT(read_note()->count, 2);
	CHECK(suspect_is(&noted, "150400", "training", 41) && suspect_is(&noted, "150400", "welfare", 41));
	remove_folder();
}

TEST(no_more_than_its_limit_are_counted)
{
	make_folder();
	for (unsigned i = 0; i <= SUSPECTS_MAX; i++)
		CHECK_INT(dies(SIGABRT, "training", 1 + i), SIGABRT);
	CHECK_INT(read_note()->count, SUSPECTS_MAX);
	CHECK_INT(noted.of[SUSPECTS_MAX - 1].sequence, SUSPECTS_MAX);
	remove_folder();
}

TEST(a_pulled_plug_and_a_death_between_records_blame_nobody)
{
	make_folder();
	CHECK_INT(dies(SIGKILL, "training", 41), SIGKILL);
	CHECK_INT(dies(SIGTERM, "training", 41), SIGTERM);
	CHECK_INT(dies(SIGABRT, "training", 0), SIGABRT);
	CHECK_INT(read_note()->count, 0);
	remove_folder();
}

TEST(a_clean_stop_forgets)
{
	make_folder();
	CHECK_INT(dies(SIGABRT, "training", UINT64_MAX), SIGABRT);
	CHECK(read_note()->of[0].sequence == UINT64_MAX);
	suspect_forget(folder);
	CHECK_INT(read_note()->count, 0);
	remove_folder();
}

TEST(a_note_that_is_no_note_says_nothing)
{
	char path[96];
	make_folder();
	snprintf(path, sizeof path, "%s/suspect", folder);
	FILE *file = fopen(path, "we");
	CHECK(file != NULL);
	for (int i = 0; i < 5; i++)
		fputs("150400 training\n\n\x01\x02 nonsense\n150400-much-too-long-a-site training 7\n", file);
	fclose(file);
	CHECK_INT(read_note()->count, 0);
	remove_folder();
}
TEST_MAIN()
