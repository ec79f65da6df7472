/* The n-th allocation of a test program fails: malloc and realloc, of the program itself. `failing_from(n)` arms it for one failure,
 * `failing_from(0)` disarms it. */
#ifndef DANDANG_TESTS_FAILING_MALLOC_H
#define DANDANG_TESTS_FAILING_MALLOC_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>

#if defined(__SANITIZE_ADDRESS__)
#define FAILING_MALLOC 0       /* its allocator is not ours to replace */
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define FAILING_MALLOC 0
#endif
#endif
#ifndef FAILING_MALLOC
#define FAILING_MALLOC 1
#endif

static long failing_countdown;

static inline void failing_from(long call)
{
	failing_countdown = call;
}

#if FAILING_MALLOC
extern void *__libc_malloc(size_t size);
extern void *__libc_realloc(void *memory, size_t size);

static bool fails_now(void)
{
	if (failing_countdown <= 0 || --failing_countdown > 0)
		return false;
	errno = ENOMEM;
	return true;
}

void *malloc(size_t size)
{
	return fails_now() ? NULL : __libc_malloc(size);
}

void *realloc(void *memory, size_t size)
{
	return fails_now() ? NULL : __libc_realloc(memory, size);
}
#endif

#endif
