#include "store/store_mark.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "store/store_files.h"

#define BOOT_ID_PATH "/proc/sys/kernel/random/boot_id"
#define MARK_SIZE    128

enum err store_boot_id(char out[STORE_BOOT_ID_MAX + 1], struct fault *f)
{
	enum err code = store_read_small(BOOT_ID_PATH, out, STORE_BOOT_ID_MAX + 1, f);

	if (code != ERR_NONE)
		return code;
	out[strcspn(out, "\n")] = '\0';
	if (out[0] == '\0')
		return fault_set(f, ERR_IO, "%s is empty", BOOT_ID_PATH);
	return ERR_NONE;
}

static enum err read_mark(const char *directory, char mark[MARK_SIZE])
{
	char path[PATH_MAX];
	enum err code = store_path(path, directory, STORE_MARK_NAME, NULL);

	return code == ERR_NONE ? store_read_small(path, mark, MARK_SIZE, NULL) : code;
}

static enum err open_mark(const char *boot_id, char mark[MARK_SIZE], struct fault *f)
{
	if (snprintf(mark, MARK_SIZE, "open %s\n", boot_id) >= MARK_SIZE)
		return fault_set(f, ERR_LIMIT, "the boot id %s is too long", boot_id);
	return ERR_NONE;
}

static bool read_clean(const char *mark, uint64_t *bytes)
{
	char *end;

	if (strncmp(mark, "clean ", 6) != 0 || mark[6] < '0' || mark[6] > '9')
		return false;
	errno = 0;
	*bytes = strtoull(mark + 6, &end, 10);
	return errno == 0 && strcmp(end, "\n") == 0;
}

bool store_mark_trusts(const char *directory, const char *boot_id, uint64_t data_bytes)
{
	char mark[MARK_SIZE], expected[MARK_SIZE];
	uint64_t clean_bytes;

	REQUIRE(boot_id[0] != '\0');
	if (read_mark(directory, mark) != ERR_NONE)
		return false;
	if (read_clean(mark, &clean_bytes))
		return data_bytes >= clean_bytes;
	return open_mark(boot_id, expected, NULL) == ERR_NONE && strcmp(mark, expected) == 0;
}

enum err store_mark_open(const char *directory, const char *boot_id, struct fault *f)
{
	char mark[MARK_SIZE], now[MARK_SIZE];
	enum err code = open_mark(boot_id, mark, f);

	if (code != ERR_NONE)
		return code;
	if (read_mark(directory, now) == ERR_NONE && strcmp(now, mark) == 0)
		return ERR_NONE; /* so that a store opens again on a full disk */
	return store_replace_small(directory, STORE_MARK_NAME, mark, f);
}

enum err store_mark_clean(const char *directory, uint64_t data_bytes, struct fault *f)
{
	char mark[MARK_SIZE];
	int size = snprintf(mark, sizeof mark, "clean %" PRIu64 "\n", data_bytes);

	REQUIRE(size > 0 && size < MARK_SIZE);
	return store_replace_small(directory, STORE_MARK_NAME, mark, f);
}

enum err store_mark_failed(const char *directory, struct fault *f)
{
	return store_replace_small(directory, STORE_MARK_NAME, "failed\n", f);
}
