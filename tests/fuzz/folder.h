/* A folder of this process for code that wants files: in memory where there is such a place (TMPDIR, /dev/shm), gone when
 * the process ends by itself. */
#ifndef DANDANG_TESTS_FUZZ_FOLDER_H
#define DANDANG_TESTS_FUZZ_FOLDER_H

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fuzz.h"

static char fuzz_folder[256];

static inline void fuzz_folder_clear(void)
{
	DIR *folder = opendir(fuzz_folder);
	struct dirent *entry;

	while (folder && (entry = readdir(folder)) != NULL)
		(void)unlinkat(dirfd(folder), entry->d_name, 0);
	if (folder)
		(void)closedir(folder);
}

static inline int fuzz_remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static inline void fuzz_folder_remove(void)
{
	(void)nftw(fuzz_folder, fuzz_remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static inline void fuzz_folder_make(void)
{
	const char *where = getenv("TMPDIR");

	if (!where || !where[0])
		where = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
	PROPERTY(snprintf(fuzz_folder, sizeof fuzz_folder, "%s/dandang-fuzz-XXXXXX", where) < (int)sizeof fuzz_folder);
	PROPERTY(mkdtemp(fuzz_folder));
	PROPERTY(atexit(fuzz_folder_remove) == 0);
}

/* The whole content of a file. */
static inline void fuzz_file_write(int fd, struct span bytes)
{
	PROPERTY(ftruncate(fd, 0) == 0);
	PROPERTY(pwrite(fd, bytes.data, bytes.size, 0) == (ssize_t)bytes.size);
}

static inline void fuzz_folder_write(const char *name, struct span bytes)
{
	char path[320];

	(void)snprintf(path, sizeof path, "%s/%s", fuzz_folder, name);
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	PROPERTY(fd >= 0);
	fuzz_file_write(fd, bytes);
	(void)close(fd);
}

#endif
