/* How long answers took, by path: where a play spends its time. */
#ifndef DANDANG_CTL_PLAY_TIMINGS_H
#define DANDANG_CTL_PLAY_TIMINGS_H

#include <stdint.h>

#define PLAY_TIMINGS_MAX 512                 /* different paths; the rest is counted under the last */

struct play_timing {
	char *path;
	uint64_t count;
	int64_t whole_us;
	int64_t most_us;
};
struct play_timings {
	struct play_timing items[PLAY_TIMINGS_MAX];
	unsigned count;
};

void play_timings_add(struct play_timings *t, const char *path, int64_t us);
/* Slowest in all first, on standard output. */
void play_timings_print(struct play_timings *t);
void play_timings_free(struct play_timings *t);

#endif
