#include "base/arena.h"

#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tap.h"

TEST(zeroed_aligned_apart)
{
	struct arena a;

	arena_init(&a, 1 << 20);
	for (int round = 0; round < 3; round++) {
		uint8_t *last = NULL;

		for (size_t size = 0; size < 300; size++) {
			uint8_t *data = arena_alloc(&a, size);

			CHECK(data && ((uintptr_t)data & 15) == 0);
			for (size_t i = 0; i < size; i++)
				CHECK(data[i] == 0);
			memset(data, 0xAA, size);
			CHECK(data != last);
			last = data;
		}
		arena_reset(&a);
		CHECK_INT(a.used_bytes, 0);
	}
	arena_fini(&a);
}

TEST(at_the_cap_and_past_it)
{
	struct arena a;

	arena_init(&a, 64);
	CHECK(arena_alloc(&a, 48));
	CHECK(arena_alloc(&a, 16));
	CHECK(!a.overflowed);
	CHECK(!arena_alloc(&a, 1));
	CHECK(a.overflowed);
	arena_reset(&a);
	CHECK(!a.overflowed);
	CHECK(!arena_alloc(&a, 65));
	CHECK(a.overflowed);
	CHECK(!arena_alloc(&a, 1)); /* stays refused until reset */
	arena_reset(&a);
	CHECK(arena_alloc(&a, 64));
	CHECK(!arena_alloc(&a, 0)); /* even nothing needs a place */
	arena_reset(&a);
	CHECK(!arena_alloc(&a, SIZE_MAX));
	arena_reset(&a);
	CHECK(!arena_alloc(&a, SIZE_MAX - 15));
	arena_reset(&a);
	CHECK(!arena_text(&a, "x", SIZE_MAX));
	arena_fini(&a);
	arena_init(&a, 0);
	CHECK(!arena_alloc(&a, 0));
	arena_fini(&a);
	arena_init(&a, 20); /* a cap that is no multiple of the alignment is kept too */
	CHECK(!arena_alloc(&a, 17));
	arena_reset(&a);
	CHECK(arena_alloc(&a, 16));
	CHECK(!arena_alloc(&a, 4));
	arena_fini(&a);
}

TEST(many_chunks_and_big_ones)
{
	struct arena a;
	char *texts[2000];

	arena_init(&a, (size_t)64 << 20);
	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < 2000; i++) {
			texts[i] = arena_format(&a, "number %d of %s", i, "many");
			if (i % 500 == 0) {
				uint8_t *big = arena_alloc(&a, (size_t)3 << 20);

				CHECK(big && big[0] == 0 && big[((size_t)3 << 20) - 1] == 0);
				memset(big, 0xFF, (size_t)3 << 20);
			}
		}
		for (int i = 0; i < 2000; i++) {
			char expected[64];

			(void)snprintf(expected, sizeof(expected), "number %d of many", i);
			CHECK_TEXT(texts[i], expected);
		}
		arena_reset(&a);
	}
	arena_fini(&a);
	CHECK(!a.chunks);
	CHECK(arena_alloc(&a, 10)); /* usable again after fini */
	arena_fini(&a);
}

TEST(copy_and_text)
{
	struct arena a;

	arena_init(&a, 4096);
	CHECK_TEXT(arena_text(&a, "cadre", 3), "cad");
	CHECK_TEXT(arena_text(&a, NULL, 0), "");
	CHECK(memcmp(arena_copy(&a, "ab\0c", 4), "ab\0c", 4) == 0);
	CHECK(arena_copy(&a, NULL, 0));
	CHECK_TEXT(arena_format(&a, "%s-%03d", "id", 7), "id-007");
	arena_fini(&a);
}

#if defined(__SANITIZE_ADDRESS__)
#define HAVE_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAVE_ASAN 1
#endif
#endif

/* Under AddressSanitizer one byte past an allocation, and any byte after a reset, must be caught.
 */
TEST(sanitizer_sees_overruns)
{
#ifdef HAVE_ASAN
	for (int kind = 0; kind < 3; kind++) {
		fflush(stdout);
		pid_t child = fork();

		if (child == 0) {
			struct arena a;

			(void)!freopen("/dev/null", "w", stderr);
			arena_init(&a, 4096);
			volatile uint8_t *first = arena_alloc(&a, kind == 0 ? 16 : 13);
			volatile uint8_t *second = arena_alloc(&a, 16);

			second[0] = 1;
			if (kind == 2)
				arena_reset(&a);
			first[kind == 0 ? 16 : kind == 1 ? 13 : 0] = 1;
			_exit(0);
		}
		int status = 0;

		CHECK(waitpid(child, &status, 0) == child);
		CHECK(!(WIFEXITED(status) && WEXITSTATUS(status) == 0));
	}
#else
	printf("#   skipped: built without AddressSanitizer\n");
#endif
}

TEST_MAIN()
