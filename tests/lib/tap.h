/* The test harness: TEST(name) { CHECK(...); } ... TEST_MAIN(), one file a subject. The files of a folder are linked into one program;
 * called by the name of a file it runs that file's tests, prints one line per test and ends with "# passed N failed M"; the runner adds
 * them up. A failed check names file and line and goes on. */
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
struct tap_file {
	const char *path;
	struct tap_case **first;
	struct tap_file *next;
};
static struct tap_case *tap_first, *tap_last;
extern int tap_failures_here;

/* Says that this file may be run; `file` lives as long as the program. */
void tap_offer(struct tap_file *file);

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

#define TEST_MAIN()                                                             \
	static struct tap_file tap_here = { __FILE__, &tap_first, NULL };       \
	__attribute__((constructor)) static void tap_offer_here(void)           \
	{                                                                       \
		tap_offer(&tap_here);                                           \
	}

#endif
