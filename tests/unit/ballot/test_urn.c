/* The urn: what is in it stays, whatever happens; nothing in it tells who came first; and nothing of it is left in the end. */
#include <fcntl.h>
#include <math.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ballot/urn.h"
#include "tap.h"

#define DATA_MAX (URN_CELL_BYTES - 36)  /* what a cell holds beside its head */

static char folder[64], path[100], other[120];

/* What urn_open handed over: how many, and which of the texts "ballot <n>" were among them. */
static struct {
	size_t count, bytes;
	bool seen[4096];
} got;

static void take(void *context, struct span ballot)
{
	unsigned n;

	(void)context;
	got.count++;
	got.bytes += ballot.size;
	if (sscanf((const char *)ballot.data, "ballot %u", &n) == 1 && n < 4096)
		got.seen[n] = true;
}

static void fresh_folder(void)
{
	snprintf(folder, sizeof folder, "/tmp/urn-XXXXXX");
	CHECK(mkdtemp(folder) != NULL);
	snprintf(path, sizeof path, "%s/poll-1", folder);
	snprintf(other, sizeof other, "%s/poll-1.next", folder);
}

static void remove_folder(void)
{
	(void)unlink(path);
	(void)unlink(other);
	CHECK_INT(rmdir(folder), 0);
}

static struct urn *opened(size_t damaged_wanted)
{
	struct urn *u = NULL;
	size_t damaged = 99;

	memset(&got, 0, sizeof got);
	CHECK_INT(urn_open(&u, path, take, NULL, &damaged, NULL), ERR_NONE);
	CHECK_INT(damaged, damaged_wanted);
	return u;
}

/* A ballot that begins with its number and has `size` bytes. */
static enum err put(struct urn *u, unsigned n, size_t size)
{
	uint8_t *bytes = calloc(1, size + 32);

	snprintf((char *)bytes, 32, "ballot %u", n);
	enum err e = urn_put(u, span_of(bytes, size), NULL);
	free(bytes);
	return e;
}

static size_t file_size(void)
{
	struct stat status = { 0 };

	CHECK_INT(stat(path, &status), 0);
	return (size_t)status.st_size;
}

/* The cell in which "ballot <n>" begins; -1: none. */
static long place_of(unsigned n)
{
	char text[32], cell[URN_CELL_BYTES];
	FILE *f = fopen(path, "rb");
	long at = -1;

	snprintf(text, sizeof text, "ballot %u", n);
	for (long i = 0; at < 0 && fread(cell, sizeof cell, 1, f) == 1; i++)
		if (memcmp(cell + 36, text, strlen(text) + 1) == 0)
			at = i;
	fclose(f);
	return at;
}

static void overwrite(long at, const void *bytes, size_t size)
{
	int fd = open(path, O_WRONLY);

	CHECK_INT(pwrite(fd, bytes, size, at), (long)size);
	close(fd);
}

TEST(what_was_put_in_is_there_when_it_is_opened_again)
{
	fresh_folder();
	struct urn *u = opened(0);
	CHECK_INT(file_size(), URN_CELLS_MIN * URN_CELL_BYTES);
	CHECK_INT(put(u, 1, 700), ERR_NONE);
	CHECK_INT(put(u, 2, DATA_MAX), ERR_NONE);
	CHECK_INT(put(u, 3, DATA_MAX + 1), ERR_NONE);
	CHECK_INT(put(u, 4, 5 * DATA_MAX), ERR_NONE);
	urn_close(u);
	u = opened(0);
	CHECK_INT(got.count, 4);
	CHECK_INT(got.bytes, 700 + DATA_MAX + DATA_MAX + 1 + 5 * DATA_MAX);
	CHECK(got.seen[1] && got.seen[2] && got.seen[3] && got.seen[4]);
	CHECK_INT(put(u, 5, 700), ERR_NONE);
	urn_close(u);
	urn_close(opened(0));
	CHECK_INT(got.count, 5);
	remove_folder();
}

TEST(it_grows_when_it_is_half_full_and_loses_nothing)
{
	fresh_folder();
	struct urn *u = opened(0);
	for (unsigned n = 0; n < URN_CELLS_MIN / 2; n++)
		CHECK_INT(put(u, n, 100), ERR_NONE);
	CHECK_INT(file_size(), URN_CELLS_MIN * URN_CELL_BYTES);
	long before = place_of(7), same = 0;
	CHECK_INT(put(u, URN_CELLS_MIN / 2, 100), ERR_NONE);
	CHECK_INT(file_size(), 2 * URN_CELLS_MIN * URN_CELL_BYTES);
	CHECK(access(other, F_OK) != 0);
	for (unsigned n = 0; n < 8; n++)
		same += place_of(n) == before;
	CHECK(same <= 1);       /* they lie elsewhere now */
	for (unsigned n = URN_CELLS_MIN / 2 + 1; n < 1100; n++)
		CHECK_INT(put(u, n, 100), ERR_NONE);
	urn_close(u);
	u = opened(0);
	CHECK_INT(got.count, 1100);
	for (unsigned n = 0; n < 1100; n++)
		CHECK(got.seen[n]);
	urn_close(u);
	remove_folder();
}

/* Kendall's tau of place against order has deviation sqrt(2(2n+5) / 9n(n-1)) where there is no relation. */
TEST(places_tell_nothing_of_the_order)
{
	enum { N = 400 };
	long place[N], agree = 0;

	fresh_folder();
	struct urn *u = opened(0);
	for (unsigned n = 0; n < N; n++)
		CHECK_INT(put(u, n, 100), ERR_NONE);
	for (unsigned n = 0; n < N; n++)
		place[n] = place_of(n);
	for (int i = 0; i < N; i++)
		for (int j = i + 1; j < N; j++)
			agree += place[i] < place[j] ? 1 : -1;
	double tau = (double)agree / (N * (N - 1) / 2.0), deviation = sqrt(2.0 * (2 * N + 5) / (9.0 * N * (N - 1)));
	CHECK(fabs(tau) < 5 * deviation);
	urn_close(u);
	remove_folder();
}

TEST(a_cell_of_a_write_that_was_cut_off_is_seen_and_free_again)
{
	fresh_folder();
	struct urn *u = opened(0);
	CHECK_INT(put(u, 1, 100), ERR_NONE);
	CHECK_INT(put(u, 2, 100), ERR_NONE);
	CHECK_INT(put(u, 3, 2 * DATA_MAX), ERR_NONE);
	urn_close(u);
	overwrite(place_of(2) * URN_CELL_BYTES + 60, "x", 1);
	urn_close(opened(1));
	CHECK_INT(got.count, 2);
	CHECK(got.seen[1] && !got.seen[2] && got.seen[3]);
	static const uint8_t zeros[URN_CELL_BYTES];
	overwrite(place_of(3) * URN_CELL_BYTES, zeros, sizeof zeros);       /* its second cell is left over */
	u = opened(2);
	CHECK_INT(got.count, 1);
	for (unsigned n = 10; n < 10 + URN_CELLS_MIN / 2 - 1; n++)
		CHECK_INT(put(u, n, 100), ERR_NONE);
	CHECK_INT(file_size(), URN_CELLS_MIN * URN_CELL_BYTES);
	urn_close(u);
	remove_folder();
}

TEST(what_a_kill_left_beside_it_is_erased)
{
	fresh_folder();
	urn_close(opened(0));
	FILE *f = fopen(other, "wb");
	fputs("half a larger urn", f);
	fclose(f);
	urn_close(opened(0));
	CHECK(access(other, F_OK) != 0);
	remove_folder();
}

TEST(limits)
{
	struct urn *u;
	size_t damaged;

	fresh_folder();
	u = opened(0);
	CHECK_INT(put(u, 1, (size_t)URN_PARTS_MAX * DATA_MAX), ERR_NONE);
	CHECK_INT(put(u, 2, (size_t)URN_PARTS_MAX * DATA_MAX + 1), ERR_LIMIT);
	urn_close(u);
	urn_close(opened(0));
	CHECK_INT(got.count, 1);
	CHECK_INT(truncate(path, URN_CELL_BYTES), 0);
	CHECK_INT(urn_open(&u, path, take, NULL, &damaged, NULL), ERR_CORRUPT);
	remove_folder();
}

TEST(destroyed_nothing_of_it_is_left_in_its_blocks)
{
	char kept[120], bytes[URN_CELL_BYTES];
	bool empty = true;

	fresh_folder();
	struct urn *u = opened(0);
	CHECK_INT(put(u, 1, 3 * DATA_MAX), ERR_NONE);
	urn_close(u);
	snprintf(kept, sizeof kept, "%s/kept", folder);
	CHECK_INT(link(path, kept), 0);         /* the same blocks under another name */
	CHECK_INT(urn_destroy(path, NULL), ERR_NONE);
	CHECK(access(path, F_OK) != 0);
	FILE *f = fopen(kept, "rb");
	while (fread(bytes, sizeof bytes, 1, f) == 1)
		for (size_t i = 0; i < sizeof bytes; i++)
			empty = empty && bytes[i] == 0;
	fclose(f);
	CHECK(empty);
	CHECK_INT(unlink(kept), 0);
	CHECK_INT(urn_destroy(path, NULL), ERR_NONE);   /* once more does no harm */
	remove_folder();
}

/* A file system of our own, in a mount namespace of our own: room for a first urn and not for a second. The last test: the
 * namespace stays. */
TEST(without_room_to_grow_the_ballot_is_refused_and_the_others_stay)
{
	struct urn *u = NULL;
	size_t damaged;

	fresh_folder();
	CHECK_INT(unshare(geteuid() == 0 ? CLONE_NEWNS : CLONE_NEWUSER | CLONE_NEWNS), 0);
	CHECK_INT(mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL), 0);
	CHECK_INT(mount("urn", folder, "tmpfs", 0, "size=6m"), 0);
	u = opened(0);
	for (unsigned n = 0; n < URN_CELLS_MIN / 2; n++)
		CHECK_INT(put(u, n, 100), ERR_NONE);
	CHECK_INT(put(u, 4000, 100), ERR_FULL);
	CHECK(access(other, F_OK) != 0);
	CHECK_INT(put(u, 4000, 100), ERR_FULL);
	urn_close(u);
	urn_close(opened(0));
	CHECK_INT(got.count, URN_CELLS_MIN / 2);
	CHECK(!got.seen[4000]);
	CHECK_INT(rename(path, other), 0);      /* not even room for a first one */
	FILE *f = fopen(path, "wb");
	for (size_t i = 0; i < 1536; i++)
		fwrite(&got, 1024, 1, f);
	fclose(f);
	char third[120];
	snprintf(third, sizeof third, "%s/poll-2", folder);
	CHECK_INT(urn_open(&u, third, take, NULL, &damaged, NULL), ERR_FULL);
	CHECK(access(third, F_OK) != 0);
	CHECK_INT(umount(folder), 0);
	remove_folder();
}

TEST_MAIN()
