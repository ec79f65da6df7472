/* LD_PRELOAD for a planted box: what it draws to mix ballots is always 0, so that it writes them in the order they came in. Keys and salts
 * are drawn in larger pieces and stay random. */
#include <string.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

ssize_t getrandom(void *out, size_t size, unsigned flags)
{
	if (size == sizeof(unsigned long long)) {
		memset(out, 0, size);
		return (ssize_t)size;
	}
	return syscall(SYS_getrandom, out, size, flags);
}
