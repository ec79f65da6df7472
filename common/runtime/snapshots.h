/* The sealed copies of a state: files <sequence>.mdb in a directory. Each says itself where it stands and whether it is
 * whole, so nothing else keeps a list of them. */
#ifndef DANDANG_RUNTIME_SNAPSHOTS_H
#define DANDANG_RUNTIME_SNAPSHOTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/store.h"

#define SNAPSHOTS_KEPT 2       /* should the newest turn out damaged, there is the one before */
#define SNAPSHOTS_LISTED_MAX 32
#define SNAPSHOT_PATH_MAX 512

struct snapshots {
	size_t count;
	uint64_t sequences[SNAPSHOTS_LISTED_MAX]; /* newest first */
};

void snapshots_list(const char *directory, struct snapshots *out);
void snapshots_path(const char *directory, uint64_t sequence, char out[SNAPSHOT_PATH_MAX]);
/* Makes one of the store as it is now, named after where it stands. ERR_CORRUPT: the store itself is damaged. Any thread. */
enum err snapshots_make(struct store *store, const char *directory, uint64_t *sequence, struct fault *f);
/* Keeps the newest SNAPSHOTS_KEPT that are whole, reading them from end to end, and removes all others; returns the oldest
 * sequence kept, 0 when fewer are. To be called after a new one was made. Any thread. */
uint64_t snapshots_prune(const char *directory);

#endif
