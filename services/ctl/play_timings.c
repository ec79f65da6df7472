#include "play_timings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"

static struct play_timing *find(struct play_timings *t, const char *path)
{
	for (unsigned i = 0; i < t->count; i++)
		if (strcmp(t->items[i].path, path) == 0)
			return &t->items[i];
	if (t->count == PLAY_TIMINGS_MAX)
		return &t->items[PLAY_TIMINGS_MAX - 1];
	char *kept = strdup(path);

	REQUIRE(kept);
	t->items[t->count].path = kept;
	return &t->items[t->count++];
}

void play_timings_add(struct play_timings *t, const char *path, int64_t us)
{
	struct play_timing *item = find(t, path);

	item->count++;
	item->whole_us += us;
	if (us > item->most_us)
		item->most_us = us;
}

static int slowest_first(const void *a, const void *b)
{
	const struct play_timing *left = a, *right = b;

	return (left->whole_us < right->whole_us) - (left->whole_us > right->whole_us);
}

void play_timings_print(struct play_timings *t)
{
	qsort(t->items, t->count, sizeof t->items[0], slowest_first);
	printf("%10s %10s %10s %10s  地址 path\n", "次数", "合计 ms", "平均 ms", "最长 ms");
	for (unsigned i = 0; i < t->count; i++) {
		const struct play_timing *item = &t->items[i];
		printf("%10llu %10.0f %10.1f %10.1f  %s\n", (unsigned long long)item->count, (double)item->whole_us / 1000,
		       (double)item->whole_us / 1000 / (double)item->count, (double)item->most_us / 1000, item->path);
	}
}

void play_timings_free(struct play_timings *t)
{
	for (unsigned i = 0; i < t->count; i++)
		free(t->items[i].path);
	t->count = 0;
}
