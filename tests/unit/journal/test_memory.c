/* The n-th allocation fails, for every n: each call answers ERR_MEMORY or succeeds, nothing is
 * lost, and the journal stays usable. */
#include <openssl/crypto.h>

#include "journal_lib.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(__GLIBC__)
#define MEMORY_SKIPPED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define MEMORY_SKIPPED 1
#endif
#endif

static long allocations;
static long fail_at; /* 0: never */

#ifndef MEMORY_SKIPPED
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);

static bool fails(void)
{
	if (++allocations != fail_at)
		return false;
	errno = ENOMEM;
	return true;
}

void *malloc(size_t size)
{
	return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	return fails() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
	return fails() ? NULL : __libc_realloc(old, size);
}
static void *openssl_malloc(size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return __libc_malloc(size);
}

static void *openssl_realloc(void *old, size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return __libc_realloc(old, size);
}

static void openssl_free(void *old, const char *file, int line)
{
	(void)file;
	(void)line;
	free(old);
}

/* OpenSSL allocates inside every digest, where failure can only end the process; it gets memory of
 * its own here. */
static void spare_openssl(void)
{
	CHECK_INT(CRYPTO_set_mem_functions(openssl_malloc, openssl_realloc, openssl_free), 1);
}
#endif

struct result {
	enum err open;
	uint64_t acked;
	int refused;
};

static bool harmless(enum err e)
{
	return e == ERR_NONE || e == ERR_MEMORY;
}

static struct result work_through(struct place *p)
{
	struct result w = { 0 };
	struct journal *j;
	struct journal_reader *r;
	struct record record;

	w.open = open_with(&j, p, JOURNAL_SEGMENT_BYTES_MIN, 0, NULL);
	if (w.open)
		return w;
	for (int i = 0; i < 150; i++) {
		enum err e = append_some(j, 12, false, &p->fault);

		CHECK(harmless(e));
		w.refused += e == ERR_MEMORY;
		if (!e)
			w.acked += 12;
		CHECK_INT(journal_tail(j).sequence, w.acked);
	}
	enum err e = journal_reader_open(&r, j, 1, &p->fault);

	CHECK(harmless(e));
	w.refused += e == ERR_MEMORY;
	if (!e) {
		e = journal_reader_next(r, &record, &p->fault);
		CHECK(harmless(e));
		w.refused += e == ERR_MEMORY;
		if (e)
			CHECK_INT(journal_reader_next(r, &record, &p->fault), ERR_NONE);
		CHECK_INT(record.header.sequence, 1);
		journal_reader_close(r);
	}
	journal_close(j);
	return w;
}

TEST(every_allocation_fails_once)
{
	struct place p;
	uint8_t hash[JOURNAL_HASH_SIZE];
	int failures = 0;

#ifdef MEMORY_SKIPPED
	printf("#   SKIPPED: the sanitizer owns malloc\n");
	return;
#else
	spare_openssl();
#endif
	journal_sha256(span_text("warm"),
		       hash); /* the digest context of this thread is made once and must not fail */
	place_make(&p);
	for (long n = 1; n < 100; n++) {
		allocations = 0;
		fail_at = n;
		struct result w = work_through(&p);
		bool fired = allocations >= n;

		fail_at = 0;
		CHECK(harmless(w.open));
		if (w.open || w.refused)
			failures++;
		if (!fired) {
			CHECK_INT(w.acked, 1800);
			break;
		}
		struct journal *j;
		enum err last;

		CHECK_INT(open_plain(&j, &p), ERR_NONE);
		CHECK_INT(count_records(j, 1, &last, &p.fault), w.acked);
		journal_close(j);
		place_clear(&p);
	}
	CHECK(failures >= 5);
	place_remove(&p);
}

TEST_MAIN()
