/* raw FILE BYTES BATCH SECONDS [append]
 *
 * What the disk alone allows: batches of BATCH commands of BYTES each, one pwrite and one fdatasync a batch, on blocks that
 * were written before (the daemon's journal writes into space it prepared); with "append" into new space. Prints commands/s
 * and the percentiles of one batch as JSON. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "samples.h"

#define PREPARED_BYTES (64u << 20)

static int prepare(int fd, const char *bytes, size_t size)
{
	for (off_t at = 0; at < (off_t)PREPARED_BYTES; at += (off_t)size)
		if (pwrite(fd, bytes, size, at) != (ssize_t)size)
			return -1;
	return fdatasync(fd);
}

int main(int argc, char **argv)
{
	struct samples batches = { 0 };
	int append = argc == 6 && strcmp(argv[5], "append") == 0;
	size_t batch = argc >= 5 ? strtoul(argv[3], NULL, 10) : 0;
	size_t size = argc >= 5 ? strtoul(argv[2], NULL, 10) * batch : 0;
	char *bytes = malloc(size ? size : 1);
	off_t at = 0;
	int fd;

	if (!size || size > PREPARED_BYTES / 2 || !bytes || (argc == 6 && !append)) {
		fprintf(stderr, "raw: see the top of raw.c\n");
		return 2;
	}
	memset(bytes, 'r', size);
	fd = open(argv[1], O_CREAT | O_TRUNC | O_RDWR | O_CLOEXEC, 0600);
	if (fd < 0 || (!append && prepare(fd, bytes, size) != 0)) {
		perror(argv[1]);
		return 1;
	}
	uint64_t start = now_ns(), until = start + (uint64_t)(strtod(argv[4], NULL) * 1e9), now = start;
	while (now < until) {
		uint64_t before = now;
		if (!append && at + (off_t)size > (off_t)PREPARED_BYTES)
			at = 0;
		if (pwrite(fd, bytes, size, at) != (ssize_t)size || fdatasync(fd) != 0) {
			perror(argv[1]);
			return 1;
		}
		at += (off_t)size;
		now = now_ns();
		samples_add(&batches, now - before);
	}
	printf("{\"batches\": %zu, \"rate\": %.1f, \"p50_us\": %.1f, \"p99_us\": %.1f}\n", batches.count,
	       (double)(batches.count * batch) / ((double)(now - start) / 1e9), samples_percentile_us(&batches, 0.5),
	       samples_percentile_us(&batches, 0.99));
	samples_free(&batches);
	free(bytes);
	return close(fd) == 0 ? 0 : 1;
}
