/* The test harness, one header: TEST(name) { CHECK(...); } ... TEST_MAIN(). Each program prints one line per test and ends
 * with "# passed N failed M"; the runner adds the programs up. A failed check names file and line and goes on. */
#ifndef DANDANG_TESTS_TAP_H
#define DANDANG_TESTS_TAP_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef void tap_body(void);
struct tap_case {
	const char *name;
	tap_body *body;
	struct tap_case *next;
};
static struct tap_case *tap_first, *tap_last;
static int tap_failures_here;

static inline void tap_add(struct tap_case *c)
{
	if (tap_last)
		tap_last->next = c;
	else
		tap_first = c;
	tap_last = c;
}

#define TEST(id)                                                                        \
	static void test_##id(void);                                                    \
	static struct tap_case tap_case_##id = { #id, test_##id, NULL };                \
	__attribute__((constructor)) static void tap_register_##id(void)                \
	{                                                                               \
		tap_add(&tap_case_##id);                                                \
	}                                                                               \
	static void test_##id(void)

#define CHECK(condition)                                                                \
	do {                                                                            \
		if (!(condition)) {                                                     \
			tap_failures_here++;                                            \
			printf("#   %s:%d: failed: %s\n", __FILE__, __LINE__, #condition); \
		}                                                                       \
	} while (0)

#define CHECK_INT(actual, expected)                                                     \
	do {                                                                            \
		long long tap_a = (long long)(actual), tap_e = (long long)(expected);   \
		if (tap_a != tap_e) {                                                   \
			tap_failures_here++;                                            \
			printf("#   %s:%d: %s is %lld, not %lld\n", __FILE__, __LINE__, #actual, tap_a, \
			       tap_e);                                                  \
		}                                                                       \
	} while (0)

#define CHECK_TEXT(actual, expected)                                                    \
	do {                                                                            \
		const char *tap_a = (actual), *tap_e = (expected);                      \
		if (!tap_a || strcmp(tap_a, tap_e) != 0) {                              \
			tap_failures_here++;                                            \
			printf("#   %s:%d: %s is \"%s\", not \"%s\"\n", __FILE__, __LINE__, #actual, \
			       tap_a ? tap_a : "(null)", tap_e);                        \
		}                                                                       \
	} while (0)

/* Runs all tests, or those whose name contains the first argument. */
static inline int tap_main(int argc, char **argv)
{
	int passed = 0, failed = 0;

	setvbuf(stdout, NULL, _IOLBF, 0);
	for (struct tap_case *c = tap_first; c; c = c->next) {
		if (argc > 1 && !strstr(c->name, argv[1]))
			continue;
		tap_failures_here = 0;
		c->body();
		if (tap_failures_here)
			failed++;
		else
			passed++;
		printf("%s - %s\n", tap_failures_here ? "not ok" : "ok", c->name);
	}
	printf("# passed %d failed %d\n", passed, failed);
	return failed ? 1 : 0;
}

#define TEST_MAIN()                        \
	int main(int argc, char **argv)    \
	{                                  \
		return tap_main(argc, argv); \
	}

#endif
