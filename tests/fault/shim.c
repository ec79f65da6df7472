/* LD_PRELOAD for the daemons of the fault rounds: the n-th write, sync, allocation of space or of memory fails, falls short or
 * lies. A file shared with the test (DANDANG_SHIM names it) holds the rules, so that a running daemon can be armed; unarmed it
 * costs one load a call. File rules look only at files whose path contains the rule's text. Layout: tests/fault/shim.py. */
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define RULES 4
#define TEXT_MAX 48

enum operation { OP_NONE, OP_SYNC, OP_WRITE, OP_ALLOCATE, OP_MEMORY, OPERATIONS };
enum action { ACTION_EIO, ACTION_ENOSPC, ACTION_SHORT, ACTION_LIE };

struct rule {
	_Atomic int32_t operation;
	int32_t action;
	_Atomic int32_t countdown;   /* the call that brings it to 0 is the first to fail */
	int32_t times;               /* how many calls fail from there on */
	_Atomic int32_t hits;        /* how many did */
	char text[TEXT_MAX];         /* part of the file's path; empty: any file */
};

static struct rule nothing[RULES];
static struct rule *rules = nothing;

__attribute__((constructor)) static void attach(void)
{
	const char *path = getenv("DANDANG_SHIM");
	int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
	void *at = fd >= 0 ? mmap(NULL, sizeof nothing, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) : MAP_FAILED;

	if (fd >= 0)
		close(fd);
	if (at != MAP_FAILED)
		rules = at;
}

static bool concerns(const struct rule *r, int fd)
{
	char link[64] = "/proc/self/fd/", path[4096];
	char digits[16];
	size_t at = sizeof digits;
	ssize_t size;

	if (!r->text[0] || fd < 0)
		return true;
	for (unsigned n = (unsigned)fd; at == sizeof digits || n > 0; n /= 10)
		digits[--at] = (char)('0' + n % 10);
	memcpy(link + strlen(link), digits + at, sizeof digits - at);
	size = readlink(link, path, sizeof path - 1);
	if (size < 0)
		return false;
	path[size] = '\0';
	return strstr(path, r->text) != NULL;
}

/* The rule this call falls under, or NULL. */
static struct rule *struck(enum operation operation, int fd)
{
	for (int i = 0; i < RULES; i++) {
		struct rule *r = &rules[i];

		if (atomic_load_explicit(&r->operation, memory_order_acquire) != (int32_t)operation || !concerns(r, fd))
			continue;
		int32_t after = atomic_fetch_sub(&r->countdown, 1) - 1;
		if (after > 0 || after <= -r->times)
			continue;
		atomic_fetch_add(&r->hits, 1);
		return r;
	}
	return NULL;
}

static int number_of(const struct rule *r)
{
	return r->action == ACTION_ENOSPC ? ENOSPC : EIO;
}

/* ---- syncs */

static int sync_call(long call, int fd)
{
	const struct rule *r = struck(OP_SYNC, fd);

	if (!r)
		return (int)syscall(call, fd);
	if (r->action == ACTION_LIE)
		return 0;
	errno = number_of(r);
	return -1;
}

int fsync(int fd)
{
	return sync_call(SYS_fsync, fd);
}

int fdatasync(int fd)
{
	return sync_call(SYS_fdatasync, fd);
}

int msync(void *start, size_t size, int flags)
{
	const struct rule *r = struck(OP_SYNC, -1);

	if (!r)
		return (int)syscall(SYS_msync, start, size, flags);
	if (r->action == ACTION_LIE)
		return 0;
	errno = number_of(r);
	return -1;
}

/* ---- writes */

/* A struck write: -1, or half of what was to be written. */
static ssize_t struck_write(const struct rule *r, int fd, const void *data, size_t size, off_t offset, bool positioned)
{
	size_t half = size / 2;

	if (r->action != ACTION_SHORT || half == 0) {
		errno = number_of(r);
		return -1;
	}
	return positioned ? syscall(SYS_pwrite64, fd, data, half, offset) : syscall(SYS_write, fd, data, half);
}

ssize_t write(int fd, const void *data, size_t size)
{
	const struct rule *r = struck(OP_WRITE, fd);

	return r ? struck_write(r, fd, data, size, 0, false) : syscall(SYS_write, fd, data, size);
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t offset)
{
	const struct rule *r = struck(OP_WRITE, fd);

	return r ? struck_write(r, fd, data, size, offset, true) : syscall(SYS_pwrite64, fd, data, size, offset);
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t offset)
{
	return pwrite(fd, data, size, offset);
}

ssize_t writev(int fd, const struct iovec *parts, int count)
{
	const struct rule *r = struck(OP_WRITE, fd);

	return r && count > 0 ? struck_write(r, fd, parts[0].iov_base, parts[0].iov_len, 0, false)
			      : syscall(SYS_writev, fd, parts, count);
}

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t offset)
{
	const struct rule *r = struck(OP_WRITE, fd);

	return r && count > 0 ? struck_write(r, fd, parts[0].iov_base, parts[0].iov_len, offset, true)
			      : syscall(SYS_pwritev, fd, parts, count, offset, 0L);
}

ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t offset)
{
	return pwritev(fd, parts, count, offset);
}

int fallocate(int fd, int mode, off_t offset, off_t size)
{
	const struct rule *r = struck(OP_ALLOCATE, fd);

	if (!r)
		return (int)syscall(SYS_fallocate, fd, mode, offset, size);
	errno = number_of(r);
	return -1;
}

int fallocate64(int fd, int mode, off64_t offset, off64_t size)
{
	return fallocate(fd, mode, offset, size);
}

/* ---- memory */

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

static bool out_of_memory(void)
{
	if (!struck(OP_MEMORY, -1))
		return false;
	errno = ENOMEM;
	return true;
}

void *malloc(size_t size)
{
	return out_of_memory() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	return out_of_memory() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
	return out_of_memory() ? NULL : __libc_realloc(old, size);
}

void *memalign(size_t alignment, size_t size)
{
	return out_of_memory() ? NULL : __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
	return memalign(alignment, size);
}

int posix_memalign(void **out, size_t alignment, size_t size)
{
	void *p = memalign(alignment, size);

	if (!p)
		return ENOMEM;
	*out = p;
	return 0;
}
