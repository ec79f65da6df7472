#include "runtime/suspect.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NOTE_NAME "suspect"
#define PATH_BYTES 600
#define LINE_BYTES 80

static char note_path[PATH_BYTES];
static pid_t watched;                  /* thread; 0: none yet */
static struct {
	const char *site, *service;        /* site NULL: no record in hand */
	uint64_t sequence;
} held;

static bool path_of(const char *directory, char out[PATH_BYTES])
{
	return snprintf(out, PATH_BYTES, "%s/" NOTE_NAME, directory) < PATH_BYTES;
}

/* Its index; the count when it is not among them. */
static unsigned find(const struct suspects *suspects, const char *site, const char *service, uint64_t sequence)
{
	unsigned i = 0;

	for (; i < suspects->count; i++) {
		const struct suspect *s = &suspects->of[i];
		if (s->sequence == sequence && strcmp(s->site, site) == 0 && strcmp(s->service, service) == 0)
			break;
	}
	return i;
}

bool suspect_is(const struct suspects *suspects, const char *site, const char *service, uint64_t sequence)
{
	unsigned i = find(suspects, site, service, sequence);

	return i < suspects->count && suspects->of[i].deaths >= SUSPECT_DEATHS_MAX;
}

/* ---- the note: "site service sequence", one line a death */

static void count_death(struct suspects *suspects, const struct suspect *one)
{
	unsigned i = find(suspects, one->site, one->service, one->sequence);

	if (i == SUSPECTS_MAX)
		return;
	if (i == suspects->count)
		suspects->of[suspects->count++] = *one;
	suspects->of[i].deaths++;
}

void suspect_read(const char *directory, struct suspects *out)
{
	char path[PATH_BYTES], line[LINE_BYTES];
	FILE *file = path_of(directory, path) ? fopen(path, "re") : NULL;

	*out = (struct suspects){ .count = 0 };
	while (file && fgets(line, sizeof line, file)) {
		struct suspect one = { .deaths = 0 };
		unsigned long long sequence;
		if (sscanf(line, "%16s %32s %llu", one.site, one.service, &sequence) != 3)
			continue;
		one.sequence = sequence;
		count_death(out, &one);
	}
	if (file)
		fclose(file);
}

void suspect_forget(const char *directory)
{
	char path[PATH_BYTES];

	if (path_of(directory, path))
		(void)unlink(path);
}

/* ---- dying: only what a signal handler may call */

static size_t put_text(char *line, size_t at, const char *text)
{
	while (*text && at < LINE_BYTES - 1)
		line[at++] = *text++;
	return at;
}

static size_t put_number(char *line, size_t at, uint64_t number)
{
	char digits[21];
	size_t first = sizeof digits - 1;

	digits[first] = '\0';
	do
		digits[--first] = (char)('0' + number % 10);
	while (number /= 10);
	return put_text(line, at, digits + first);
}

static void note_death(void)
{
	char line[LINE_BYTES];
	size_t size = put_text(line, 0, held.site);
	int fd = open(note_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

	size = put_text(line, put_text(line, size, " "), held.service);
	size = put_number(line, put_text(line, size, " "), held.sequence);
	size = put_text(line, size, "\n");
	if (fd < 0 || write(fd, line, size) < 0)
		return; /* then this death does not count */
	(void)close(fd);
}

/* The action was reset on entry, so raising again ends the process as it would have ended. */
static void on_death(int number)
{
	if (held.site && (pid_t)syscall(SYS_gettid) == watched)
		note_death();
	(void)raise(number);
}

void suspect_watch(const char *directory)
{
	static const int deaths[] = { SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL };
	struct sigaction action = { .sa_handler = on_death, .sa_flags = (int)SA_RESETHAND };
	struct sigaction now;

	if (!path_of(directory, note_path))
		return;
	watched = (pid_t)syscall(SYS_gettid);
	for (size_t i = 0; i < sizeof deaths / sizeof deaths[0]; i++)
		if (sigaction(deaths[i], NULL, &now) == 0 && now.sa_handler == SIG_DFL) /* a sanitizer's own stays */
			(void)sigaction(deaths[i], &action, NULL);
}

void suspect_hold(const char *site, const char *service, uint64_t sequence)
{
	held.service = service;
	held.sequence = sequence;
	held.site = site;
}

void suspect_release(void)
{
	held.site = NULL;
}
