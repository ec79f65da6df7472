#include "runtime/snapshots.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/require.h"

#define UNNAMED "new" /* and "new.part" while it is written */

void snapshots_path(const char *directory, uint64_t sequence, char out[SNAPSHOT_PATH_MAX])
{
	int size = snprintf(out, SNAPSHOT_PATH_MAX, "%s/%" PRIu64 ".mdb", directory, sequence);

	REQUIRE(size > 0 && size < SNAPSHOT_PATH_MAX);
}

/* 0 when the name is no snapshot's. */
static uint64_t sequence_of(const char *name)
{
	char again[64];
	uint64_t sequence = strtoull(name, NULL, 10);

	(void)snprintf(again, sizeof again, "%" PRIu64 ".mdb", sequence);
	return strcmp(name, again) == 0 ? sequence : 0;
}

/* The newest ones when there are too many. */
static void insert(struct snapshots *list, uint64_t sequence)
{
	size_t at = list->count;

	while (at > 0 && list->sequences[at - 1] < sequence)
		at--;
	if (at == SNAPSHOTS_LISTED_MAX)
		return;
	if (list->count < SNAPSHOTS_LISTED_MAX)
		list->count++;
	memmove(list->sequences + at + 1, list->sequences + at,
		(list->count - at - 1) * sizeof list->sequences[0]);
	list->sequences[at] = sequence;
}

void snapshots_list(const char *directory, struct snapshots *out)
{
	DIR *dir = opendir(directory);
	const struct dirent *entry;

	*out = (struct snapshots){ .count = 0 };
	while (dir && (entry = readdir(dir)) != NULL) {
		uint64_t sequence = sequence_of(entry->d_name);
		if (sequence > 0)
			insert(out, sequence);
	}
	if (dir)
		closedir(dir);
}

enum err snapshots_make(struct store *store, const char *directory, uint64_t *sequence, struct fault *f)
{
	char unnamed[SNAPSHOT_PATH_MAX], path[SNAPSHOT_PATH_MAX];
	struct store_position position;
	enum err e;

	if (mkdir(directory, 0700) != 0 && errno != EEXIST)
		return fault_set(f, ERR_IO, "make %s: %s", directory, strerrordesc_np(errno));
	REQUIRE((size_t)snprintf(unnamed, sizeof unnamed, "%s/" UNNAMED, directory) < sizeof unnamed);
	e = store_snapshot(store, unnamed, &position, f);
	if (e != ERR_NONE)
		return e;
	snapshots_path(directory, position.sequence, path);
	*sequence = position.sequence;
	if (rename(unnamed, path) != 0)
		return fault_set(f, ERR_IO, "rename to %s: %s", path, strerrordesc_np(errno));
	return ERR_NONE;
}

static bool is_unfinished(const char *name)
{
	return strncmp(name, UNNAMED, sizeof UNNAMED - 1) == 0;
}

static void remove_unfinished(const char *directory)
{
	char path[SNAPSHOT_PATH_MAX + 256];
	DIR *dir = opendir(directory);
	const struct dirent *entry;

	while (dir && (entry = readdir(dir)) != NULL) {
		if (!is_unfinished(entry->d_name))
			continue;
		(void)snprintf(path, sizeof path, "%s/%s", directory, entry->d_name);
		(void)unlink(path);
	}
	if (dir)
		closedir(dir);
}

uint64_t snapshots_prune(const char *directory)
{
	struct snapshots list;
	char path[SNAPSHOT_PATH_MAX];
	uint64_t oldest = 0;
	size_t kept = 0;

	remove_unfinished(directory);
	snapshots_list(directory, &list);
	for (size_t i = 0; i < list.count; i++) {
		snapshots_path(directory, list.sequences[i], path);
		if (kept < SNAPSHOTS_KEPT && store_snapshot_check(path, NULL) == ERR_NONE) {
			kept++;
			oldest = list.sequences[i];
		} else {
			(void)unlink(path);
		}
	}
	return kept == SNAPSHOTS_KEPT ? oldest : 0;
}
