/* Durations of single operations: every one is kept, so percentiles are exact. For the programs of the benchmark only. */
#ifndef DANDANG_BENCH_SAMPLES_H
#define DANDANG_BENCH_SAMPLES_H

#include <stddef.h>
#include <stdint.h>

struct samples {
	uint32_t *ns10;   /* tens of nanoseconds: up to 42 s */
	size_t count;
	size_t cap;
};

void samples_add(struct samples *s, uint64_t ns);
/* Microseconds below which `share` (0..1) of the samples lie; 0 without samples. Sorts. */
double samples_percentile_us(struct samples *s, double share);
void samples_free(struct samples *s);

uint64_t now_ns(void);        /* monotonic */
double process_cpu_s(void);   /* user and system time of this process so far */

#endif
