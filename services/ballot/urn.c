#include "ballot/urn.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ballot/chance.h"
#include "base/bytes.h"
#include "base/crc32c.h"
#include "base/erase.h"
#include "base/require.h"

#define URN_PATH_MAX 512
#define URN_MAGIC 0x75726e31u         /* "urn1" */
#define URN_ID_BYTES 16
/* A cell: magic, CRC32C of all that follows, id of the ballot, part, parts, bytes in this part (u32be each), and these bytes. A
 * free cell is zeros. */
#define CELL_CRC 4
#define CELL_ID 8
#define CELL_PART (CELL_ID + URN_ID_BYTES)
#define CELL_PARTS (CELL_PART + 4)
#define CELL_SIZE (CELL_PARTS + 4)
#define CELL_DATA (CELL_SIZE + 4)
#define CELL_DATA_MAX (URN_CELL_BYTES - CELL_DATA)

struct urn {
	int fd;
	size_t cells, used;
	uint32_t *free_cells;          /* the free ones, in no order; cells - used of them */
	char path[URN_PATH_MAX];
};

/* ---- files ------------------------------------------------------------------------------------------ */

static enum err io_fault(struct fault *f, const char *what, const char *path)
{
	return fault_set(f, errno == ENOSPC || errno == EDQUOT ? ERR_FULL : ERR_IO, "%s %s: %s", what, path, strerror(errno));
}

static enum err write_at(int fd, const char *path, const uint8_t *bytes, size_t size, off_t at, struct fault *f)
{
	while (size > 0) {
		ssize_t wrote = pwrite(fd, bytes, size, at);
		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote <= 0)
			return io_fault(f, "write", path);
		bytes += wrote;
		at += wrote;
		size -= (size_t)wrote;
	}
	return ERR_NONE;
}

static enum err read_cell(const struct urn *u, size_t cell, uint8_t out[URN_CELL_BYTES], struct fault *f)
{
	ssize_t got;

	do
		got = pread(u->fd, out, URN_CELL_BYTES, (off_t)cell * URN_CELL_BYTES);
	while (got < 0 && errno == EINTR);
	return got == URN_CELL_BYTES ? ERR_NONE : fault_set(f, ERR_IO, "read %s: %s", u->path, got < 0 ? strerror(errno) : "too short");
}

static enum err sync_folder(const char *path, struct fault *f)
{
	char folder[URN_PATH_MAX];
	int fd;

	snprintf(folder, sizeof folder, "%s", path);
	*strrchr(folder, '/') = '\0';
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || fsync(fd) != 0) {
		enum err e = io_fault(f, "sync", folder);
		if (fd >= 0)
			(void)close(fd);
		return e;
	}
	(void)close(fd);
	return ERR_NONE;
}

/* Where a new one is made before it takes the name, and the one it replaces lies until it is overwritten. */
static void beside(char out[URN_PATH_MAX], const char *path)
{
	REQUIRE(snprintf(out, URN_PATH_MAX, "%s.next", path) < URN_PATH_MAX);
}

static enum err erase_beside(const char *path, struct fault *f)
{
	char next[URN_PATH_MAX];

	beside(next, path);
	return file_erase(next, f);
}

/* All its blocks are written once, so that a cell is later only overwritten and no metadata of the file dates it. */
static enum err fill(int fd, const char *path, size_t cells, struct fault *f)
{
	static const uint8_t zeros[64 * URN_CELL_BYTES];
	enum err e = ERR_NONE;

	for (size_t cell = 0; cell < cells && e == ERR_NONE; cell += 64)
		e = write_at(fd, path, zeros, sizeof zeros, (off_t)cell * URN_CELL_BYTES, f);
	return e;
}

/* ---- cells ------------------------------------------------------------------------------------------ */

static void all_free(struct urn *u, size_t cells)
{
	free(u->free_cells);
	u->free_cells = malloc(cells * sizeof *u->free_cells);
	REQUIRE(u->free_cells);
	u->cells = cells;
	u->used = 0;
	for (size_t i = 0; i < cells; i++)
		u->free_cells[i] = (uint32_t)i;
}

static size_t draw_cell(struct urn *u)
{
	size_t count = u->cells - u->used, at = chance_below(count), cell = u->free_cells[at];

	u->free_cells[at] = u->free_cells[count - 1];
	u->used++;
	return cell;
}

static void give_back(struct urn *u, size_t cell)
{
	u->used--;
	u->free_cells[u->cells - u->used - 1] = (uint32_t)cell;
}

static uint32_t crc_of(const uint8_t cell[URN_CELL_BYTES])
{
	return crc32c_extend(0, cell + CELL_ID, URN_CELL_BYTES - CELL_ID);
}

static void make_cell(uint8_t cell[URN_CELL_BYTES], const uint8_t id[URN_ID_BYTES], uint32_t part, uint32_t parts, struct span data)
{
	memset(cell, 0, URN_CELL_BYTES);
	put_u32be(cell, URN_MAGIC);
	memcpy(cell + CELL_ID, id, URN_ID_BYTES);
	put_u32be(cell + CELL_PART, part);
	put_u32be(cell + CELL_PARTS, parts);
	put_u32be(cell + CELL_SIZE, (uint32_t)data.size);
	memcpy(cell + CELL_DATA, data.data, data.size);
	put_u32be(cell + CELL_CRC, crc_of(cell));
}

static bool is_empty(const uint8_t cell[URN_CELL_BYTES])
{
	static const uint8_t zeros[URN_CELL_BYTES];

	return memcmp(cell, zeros, URN_CELL_BYTES) == 0;
}

static bool is_sound(const uint8_t cell[URN_CELL_BYTES])
{
	uint32_t parts = get_u32be(cell + CELL_PARTS);

	return get_u32be(cell) == URN_MAGIC && get_u32be(cell + CELL_CRC) == crc_of(cell) && get_u32be(cell + CELL_SIZE) <= CELL_DATA_MAX &&
	       parts >= 1 && parts <= URN_PARTS_MAX && get_u32be(cell + CELL_PART) < parts;
}

/* ---- a larger one ----------------------------------------------------------------------------------- */

static enum err copy_cells(const struct urn *from, struct urn *to, struct fault *f)
{
	uint8_t cell[URN_CELL_BYTES];
	enum err e = ERR_NONE;

	for (size_t i = 0; i < from->cells && e == ERR_NONE; i++) {
		e = read_cell(from, i, cell, f);
		if (e == ERR_NONE && is_sound(cell))
			e = write_at(to->fd, to->path, cell, sizeof cell, (off_t)draw_cell(to) * URN_CELL_BYTES, f);
	}
	return e;
}

static enum err fill_next(struct urn *next, size_t cells, const struct urn *from, struct fault *f)
{
	enum err e = fill(next->fd, next->path, cells, f);

	all_free(next, cells);
	if (e == ERR_NONE && from)
		e = copy_cells(from, next, f);
	return e == ERR_NONE && fsync(next->fd) != 0 ? io_fault(f, "sync", next->path) : e;
}

/* A file of `cells` beside `path`, with the cells of `from` (NULL: none) at new places. */
static enum err make_next(struct urn *next, const char *path, size_t cells, const struct urn *from, struct fault *f)
{
	char name[URN_PATH_MAX];

	beside(name, path);
	snprintf(next->path, sizeof next->path, "%s", path);
	next->fd = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (next->fd < 0)
		return io_fault(f, "make", name);
	enum err e = fill_next(next, cells, from, f);
	if (e == ERR_NONE)
		return ERR_NONE;
	(void)close(next->fd);
	next->fd = -1;
	(void)file_erase(name, NULL);
	return e;
}

/* The new one takes the name in one step, and the old one that of the new one, until it is overwritten. */
static enum err take_place(const char *path, unsigned how, struct fault *f)
{
	char name[URN_PATH_MAX];

	beside(name, path);
	if (renameat2(AT_FDCWD, name, AT_FDCWD, path, how) != 0)
		return fault_set(f, ERR_IO, "name %s: %s", path, strerror(errno));
	enum err e = sync_folder(path, f);
	return e == ERR_NONE ? erase_beside(path, f) : e;
}

static enum err grow(struct urn *u, size_t cells, struct fault *f)
{
	struct urn next = { .fd = -1 };
	enum err e = make_next(&next, u->path, cells, u, f);

	if (e != ERR_NONE) {
		free(next.free_cells);
		return e;
	}
	(void)close(u->fd);
	free(u->free_cells);
	*u = next;
	return take_place(u->path, RENAME_EXCHANGE, f);
}

/* ---- open and put ----------------------------------------------------------------------------------- */

static enum err open_file(struct urn *u, const char *path, struct fault *f)
{
	enum err e = erase_beside(path, f);
	struct stat status;

	if (e != ERR_NONE)
		return e;
	snprintf(u->path, sizeof u->path, "%s", path);
	u->fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	if (u->fd < 0 && errno == ENOENT) {
		e = make_next(u, path, URN_CELLS_MIN, NULL, f);
		return e == ERR_NONE ? take_place(path, RENAME_NOREPLACE, f) : e;
	}
	if (u->fd < 0 || fstat(u->fd, &status) != 0)
		return io_fault(f, "open", path);
	size_t cells = (size_t)status.st_size / URN_CELL_BYTES;
	if (cells < URN_CELLS_MIN || cells > URN_CELLS_MAX)
		return fault_set(f, ERR_CORRUPT, "%s has the size of no urn", path);
	all_free(u, cells);
	return ERR_NONE;
}

struct found {
	uint8_t id[URN_ID_BYTES];
	uint32_t part, parts, cell;
};

static int by_ballot(const void *a, const void *b)
{
	const struct found *x = a, *y = b;
	int order = memcmp(x->id, y->id, URN_ID_BYTES);

	return order ? order : (x->part > y->part) - (x->part < y->part);
}

/* Every sound cell, sorted by ballot and part; what is neither sound nor free is counted. */
static enum err find_cells(const struct urn *u, struct found *all, size_t *count, size_t *damaged, struct fault *f)
{
	uint8_t cell[URN_CELL_BYTES];
	enum err e = ERR_NONE;

	*count = *damaged = 0;
	for (size_t i = 0; i < u->cells && e == ERR_NONE; i++) {
		e = read_cell(u, i, cell, f);
		if (e != ERR_NONE || is_empty(cell))
			continue;
		if (!is_sound(cell)) {
			++*damaged;
			continue;
		}
		struct found *found = &all[(*count)++];
		memcpy(found->id, cell + CELL_ID, URN_ID_BYTES);
		found->part = get_u32be(cell + CELL_PART);
		found->parts = get_u32be(cell + CELL_PARTS);
		found->cell = (uint32_t)i;
	}
	qsort(all, *count, sizeof *all, by_ballot);
	return e;
}

static bool is_whole(const struct found *first, size_t left)
{
	for (uint32_t part = 0; part < first->parts; part++)
		if (part >= left || first[part].part != part || first[part].parts != first->parts ||
		    memcmp(first[part].id, first->id, URN_ID_BYTES) != 0)
			return false;
	return true;
}

static enum err hand_over(const struct urn *u, const struct found *first, uint8_t *room, urn_each *each, void *context, struct fault *f)
{
	uint8_t cell[URN_CELL_BYTES];
	size_t size = 0;

	for (uint32_t part = 0; part < first->parts; part++) {
		enum err e = read_cell(u, first[part].cell, cell, f);
		if (e != ERR_NONE)
			return e;
		memcpy(room + size, cell + CELL_DATA, get_u32be(cell + CELL_SIZE));
		size += get_u32be(cell + CELL_SIZE);
	}
	each(context, span_of(room, size));
	explicit_bzero(room, size);
	return ERR_NONE;
}

static void keep_used(struct urn *u, const bool *taken)
{
	size_t count = 0;

	for (size_t i = 0; i < u->cells; i++)
		if (!taken[i])
			u->free_cells[count++] = (uint32_t)i;
	u->used = u->cells - count;
}

static enum err read_all(struct urn *u, urn_each *each, void *context, size_t *damaged, struct fault *f)
{
	struct found *all = calloc(u->cells, sizeof *all);
	bool *taken = calloc(u->cells, sizeof *taken);
	uint8_t *room = malloc((size_t)URN_PARTS_MAX * CELL_DATA_MAX);
	size_t count = 0;

	REQUIRE(all && taken && room);
	enum err e = find_cells(u, all, &count, damaged, f);
	for (size_t i = 0; i < count && e == ERR_NONE;) {
		if (!is_whole(&all[i], count - i)) {
			++*damaged;
			i++;
			continue;
		}
		e = hand_over(u, &all[i], room, each, context, f);
		for (uint32_t part = 0; part < all[i].parts; part++)
			taken[all[i + part].cell] = true;
		i += all[i].parts;
	}
	keep_used(u, taken);
	free(all);
	free(taken);
	free(room);
	return e;
}

enum err urn_open(struct urn **out, const char *path, urn_each *each, void *context, size_t *damaged, struct fault *f)
{
	struct urn *u = calloc(1, sizeof *u);

	REQUIRE(u && strlen(path) + sizeof ".next" < URN_PATH_MAX);
	u->fd = -1;
	enum err e = open_file(u, path, f);
	if (e == ERR_NONE)
		e = read_all(u, each, context, damaged, f);
	if (e != ERR_NONE) {
		urn_close(u);
		return e;
	}
	*out = u;
	return ERR_NONE;
}

void urn_close(struct urn *u)
{
	if (u->fd >= 0)
		(void)close(u->fd);
	free(u->free_cells);
	free(u);
}

static enum err write_parts(struct urn *u, struct span ballot, const uint32_t *cells, uint32_t parts, struct fault *f)
{
	uint8_t id[URN_ID_BYTES], cell[URN_CELL_BYTES];
	enum err e = ERR_NONE;

	chance_bytes(id, sizeof id);
	for (uint32_t part = 0; part < parts && e == ERR_NONE; part++) {
		size_t from = (size_t)part * CELL_DATA_MAX, left = ballot.size - from;
		make_cell(cell, id, part, parts, span_of(ballot.data + from, left < CELL_DATA_MAX ? left : CELL_DATA_MAX));
		e = write_at(u->fd, u->path, cell, sizeof cell, (off_t)cells[part] * URN_CELL_BYTES, f);
	}
	explicit_bzero(cell, sizeof cell);
	if (e == ERR_NONE && fdatasync(u->fd) != 0)
		e = fault_set(f, ERR_IO, "sync %s: %s", u->path, strerror(errno));
	return e == ERR_FULL ? fault_set(f, ERR_IO, "%s lost its room", u->path) : e;
}

enum err urn_put(struct urn *u, struct span ballot, struct fault *f)
{
	uint32_t parts = (uint32_t)((ballot.size + CELL_DATA_MAX - 1) / CELL_DATA_MAX), cells[URN_PARTS_MAX];
	size_t larger = u->cells;
	enum err e = ERR_NONE;

	REQUIRE(ballot.size > 0);
	if (ballot.size > (size_t)URN_PARTS_MAX * CELL_DATA_MAX)
		return fault_set(f, ERR_LIMIT, "a ballot of %zu bytes", ballot.size);
	while (2 * (u->used + parts) > larger)
		larger *= 2;
	if (larger > URN_CELLS_MAX)
		return fault_set(f, ERR_LIMIT, "%s holds all it may", u->path);
	if (larger > u->cells)
		e = grow(u, larger, f);
	if (e != ERR_NONE)
		return e;
	for (uint32_t part = 0; part < parts; part++)
		cells[part] = (uint32_t)draw_cell(u);
	e = write_parts(u, ballot, cells, parts, f);
	for (uint32_t part = 0; part < parts && e != ERR_NONE; part++)
		give_back(u, cells[part]);
	return e;
}

enum err urn_destroy(const char *path, struct fault *f)
{
	enum err e = erase_beside(path, f);

	return e == ERR_NONE ? file_erase(path, f) : e;
}
