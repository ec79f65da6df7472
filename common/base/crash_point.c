#include "base/crash_point.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef DANDANG_CRASH_POINTS
static pthread_once_t once = PTHREAD_ONCE_INIT;
static char armed[64];        /* empty: none */
static atomic_long left;      /* passings until the end */
static bool as_a_bug;

static void read_environment(void)
{
	const char *text = getenv("DANDANG_CRASH");
	const char *colon = text ? strrchr(text, ':') : NULL;
	size_t size = colon ? (size_t)(colon - text) : 0;

	if (size == 0 || size >= sizeof armed)
		return;
	long passings = strtol(colon + 1, NULL, 10);

	as_a_bug = passings < 0;
	atomic_store(&left, labs(passings));
	memcpy(armed, text, size);
}

void crash_point_pass(const char *name)
{
	(void)pthread_once(&once, read_environment);
	if (strcmp(name, armed) != 0 || atomic_fetch_sub(&left, 1) != 1)
		return;
	if (as_a_bug)
		abort();
	(void)kill(getpid(), SIGKILL);
	(void)pause();
}
#endif
