#include "samples.h"

#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "base/require.h"

#define NS_PER_UNIT 10u
#define UNITS_PER_US 100.0

void samples_add(struct samples *s, uint64_t ns)
{
	uint64_t units = ns / NS_PER_UNIT;

	if (s->count == s->cap) {
		s->cap = s->cap ? 2 * s->cap : 1u << 16;
		s->ns10 = realloc(s->ns10, s->cap * sizeof *s->ns10);
		REQUIRE(s->ns10);
	}
	s->ns10[s->count++] = units > UINT32_MAX ? UINT32_MAX : (uint32_t)units;
}

static int by_size(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

double samples_percentile_us(struct samples *s, double share)
{
	if (s->count == 0)
		return 0;
	qsort(s->ns10, s->count, sizeof *s->ns10, by_size);
	return s->ns10[(size_t)(share * (double)(s->count - 1) + 0.5)] / UNITS_PER_US;
}

void samples_free(struct samples *s)
{
	free(s->ns10);
	*s = (struct samples){ 0 };
}

uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

double process_cpu_s(void)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) + (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}
