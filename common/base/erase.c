#include "base/erase.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum err fill_with_zeros(int fd, const char *path, struct fault *f)
{
	static const char zeros[1u << 16];
	struct stat status;

	if (fstat(fd, &status) != 0)
		return fault_set(f, ERR_IO, "look at %s: %s", path, strerror(errno));
	for (off_t at = 0; at < status.st_size;) {
		size_t size = status.st_size - at < (off_t)sizeof zeros ? (size_t)(status.st_size - at) : sizeof zeros;
		ssize_t wrote = pwrite(fd, zeros, size, at);
		if (wrote <= 0 && errno != EINTR)
			return fault_set(f, ERR_IO, "write %s: %s", path, strerror(errno));
		at += wrote > 0 ? wrote : 0;
	}
	return ERR_NONE;
}

enum err file_erase(const char *path, struct fault *f)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
	enum err e;

	if (fd < 0)
		return errno == ENOENT ? ERR_NONE : fault_set(f, ERR_IO, "open %s: %s", path, strerror(errno));
	e = fill_with_zeros(fd, path, f);
	if (e == ERR_NONE && (fsync(fd) != 0 || unlink(path) != 0))
		e = fault_set(f, ERR_IO, "erase %s: %s", path, strerror(errno));
	(void)close(fd);
	return e;
}
