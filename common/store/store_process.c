/* Whether this is still the process that opened the store. Asked with every transaction, and getpid is a system call each
 * time; so forks are counted instead. */
#include <pthread.h>
#include <stdatomic.h>

#include "base/require.h"
#include "store/store_impl.h"

static atomic_uint forks;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void in_child(void)
{
	atomic_fetch_add(&forks, 1);
}

static void watch_forks(void)
{
	REQUIRE(pthread_atfork(NULL, NULL, in_child) == 0);
}

unsigned store_process(void)
{
	(void)pthread_once(&once, watch_forks);
	return atomic_load(&forks);
}
