#include "store/store_mark.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/require.h"
#include "store/store_files.h"

#define BOOT_ID_PATH "/proc/sys/kernel/random/boot_id"
#define MARK_SIZE 128

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

bool store_mark_trusts(const char *directory, const char *boot_id, uint64_t data_bytes)
{
	char path[PATH_MAX], mark[MARK_SIZE], expected[MARK_SIZE];
	uint64_t clean_bytes;
	char end;

	REQUIRE(boot_id[0] != '\0');
	if (store_path(path, directory, STORE_MARK_NAME, NULL) != ERR_NONE)
		return false;
	if (store_read_small(path, mark, sizeof mark, NULL) != ERR_NONE)
		return false;
	if (sscanf(mark, "clean %" SCNu64 "%c", &clean_bytes, &end) == 2 && end == '\n')
		return data_bytes >= clean_bytes;
	if (snprintf(expected, sizeof expected, "open %s\n", boot_id) >= (int)sizeof expected)
		return false;
	return strcmp(mark, expected) == 0;
}

enum err store_mark_open(const char *directory, const char *boot_id, struct fault *f)
{
	char mark[MARK_SIZE];

	if (snprintf(mark, sizeof mark, "open %s\n", boot_id) >= (int)sizeof mark)
		return fault_set(f, ERR_LIMIT, "the boot id %s is too long", boot_id);
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
