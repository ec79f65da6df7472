/* Small directories copied and removed. */
#include "damage.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/require.h"

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

void remove_directory(const char *path)
{
	(void)nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void copy_file(const char *from, const char *to, off_t size)
{
	int in = open(from, O_RDONLY | O_CLOEXEC), out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	off_t done = 0;

	REQUIRE(in >= 0 && out >= 0);
	while (done < size)
		REQUIRE(sendfile(out, in, &done, (size_t)(size - done)) > 0);
	close(in);
	close(out);
}

void copy_directory(const char *from, const char *to)
{
	char source[DAMAGE_PATH_MAX + 256], target[DAMAGE_PATH_MAX + 256];
	DIR *dir = opendir(from);
	const struct dirent *entry;
	struct stat st;

	if (!dir || mkdir(to, 0700) != 0) {
		perror(dir ? to : from);
		exit(2);
	}
	while ((entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(source, sizeof source, "%.380s/%s", from, entry->d_name);
		snprintf(target, sizeof target, "%.380s/%s", to, entry->d_name);
		REQUIRE(stat(source, &st) == 0);
		if (S_ISDIR(st.st_mode))
			copy_directory(source, target);
		else
			copy_file(source, target, st.st_size);
	}
	closedir(dir);
}
