/* shared OURS THEIRS CONTROL      what two sets of files have in common and a third has not: 8-byte values, in whatever form they stand
 *
 * Each argument is a file that lists paths, one a line. Every file is read at every offset: 8 bytes as they are; where 16 or more
 * hexadecimal digits follow each other, 8 bytes as those digits say; where 12 or more characters of base64 do, 8 bytes as these say, at each
 * of the alignments. All are compared as bytes, so that a value is found raw on one side and written out on the other. Eight
 * characters of a long run of digits are not compared as they stand: they say 4 bytes, and chance would find those.
 *
 * What stands in CONTROL as a whole is left out, and what has GRAM bytes in a row from it: what is its own are then 3 bytes at most, the end of
 * one thing and the beginning of the next.
 *
 * A value of fewer than DISTINCT_MIN different bytes is a count or padding and no one's secret: it is left out; so are four 16-bit numbers
 * below a page's size, which is how a store says where on a page its rows are.
 *
 * Prints a line for each value in common (its bytes, a path and an offset of THEIRS, what stands around it), at most SHOWN_MAX, then one line
 * of JSON. Exit status 0 when it could read everything. */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "base/require.h"

#define WINDOW 8u
#define GRAM 5u
#define GRAM_MASK 0xFFFFFFFFFFu
#define DISTINCT_MIN 5
#define PAGE_HIGH_BYTE 0x10u           /* of an offset below 4096 */
#define HEX_RUN_MIN 16u
#define BASE64_RUN_MIN 12u
#define SHOWN_MAX 400u
#define AROUND 24u

enum mark { MARK_NONE, MARK_CONTROL = 1, MARK_FOUND = 2 };

/* Open addressing; 0 is no value (it has too few different bytes). */
struct set {
	uint64_t *keys;
	uint8_t *marks;
	size_t mask, count;
};
struct scan {
	struct set *set, *grams;
	void (*value)(struct scan *scan, uint64_t value, size_t at);
	const char *path;
	const uint8_t *data;
	size_t size;
	uint64_t seen, found;
};

/* ---- the set --------------------------------------------------------------------------------------- */

static size_t place_of(const struct set *s, uint64_t key)
{
	size_t at = (size_t)(key * 0x9E3779B97F4A7C15u >> 20) & s->mask;

	while (s->keys[at] && s->keys[at] != key)
		at = (at + 1) & s->mask;
	return at;
}

static void set_room(struct set *s, size_t capacity)
{
	uint64_t *keys = s->keys;
	size_t old = keys ? s->mask + 1 : 0;

	s->keys = calloc(capacity, sizeof *s->keys);
	REQUIRE(s->keys);
	s->mask = capacity - 1;
	for (size_t i = 0; i < old; i++)
		if (keys[i])
			s->keys[place_of(s, keys[i])] = keys[i];
	free(keys);
}

static void put(struct set *s, uint64_t value)
{
	size_t place;

	if (2 * s->count > s->mask)
		set_room(s, 2 * (s->mask + 1));
	place = place_of(s, value);
	s->count += s->keys[place] == 0;
	s->keys[place] = value;
}

static void add(struct scan *scan, uint64_t value, size_t at)
{
	(void)at;
	put(scan->set, value);
}

/* GRAM bytes as a key that is never 0. */
static uint64_t gram_of(uint64_t value, unsigned at)
{
	return (value >> 8 * at & GRAM_MASK) << 8 | 1;
}

/* Five digits say too little: among many hashes any five are found. */
static bool all_digits(uint64_t value, unsigned at)
{
	for (unsigned i = at; i < at + GRAM; i++)
		if (hex_digit((char)(value >> 8 * i & 0xFF)) < 0)
			return false;
	return true;
}

static bool mostly_control(const struct scan *scan, uint64_t value)
{
	for (unsigned at = 0; at + GRAM <= WINDOW; at++)
		if (!all_digits(value, at) && scan->grams->keys[place_of(scan->grams, gram_of(value, at))])
			return true;
	return false;
}

static void exempt(struct scan *scan, uint64_t value, size_t at)
{
	size_t place = place_of(scan->set, value);

	(void)at;
	if (scan->set->keys[place])
		scan->set->marks[place] = MARK_CONTROL;
	for (unsigned i = 0; i + GRAM <= WINDOW; i++)
		put(scan->grams, gram_of(value, i));
}

static void show(const struct scan *scan, uint64_t value, size_t at)
{
	size_t from = at > AROUND ? at - AROUND : 0, to = at + 2 * AROUND < scan->size ? at + 2 * AROUND : scan->size;

	printf("%016" PRIx64 "\t%s\t%zu\t", value, scan->path, at);
	for (size_t i = from; i < to; i++)
		putchar(scan->data[i] > ' ' && scan->data[i] < 127 ? scan->data[i] : '.');
	putchar('\n');
}

static void find(struct scan *scan, uint64_t value, size_t at)
{
	size_t place = place_of(scan->set, value);

	if (!scan->set->keys[place] || scan->set->marks[place] != MARK_NONE || mostly_control(scan, value))
		return;
	scan->set->marks[place] = MARK_FOUND;
	if (scan->found++ < SHOWN_MAX)
		show(scan, value, at);
}

/* ---- values in a file ------------------------------------------------------------------------------ */

static bool is_table(const uint8_t *bytes)
{
	bool odd = true, even = true;

	for (unsigned i = 0; i < WINDOW; i += 2) {
		even = even && bytes[i] < PAGE_HIGH_BYTE;
		odd = odd && bytes[i + 1] < PAGE_HIGH_BYTE;
	}
	return odd || even;
}

static void offer(struct scan *scan, const uint8_t *bytes, size_t at)
{
	uint64_t value = 0;
	int different = 0;

	for (unsigned i = 0; i < WINDOW; i++) {
		bool is_new = true;
		for (unsigned j = 0; j < i; j++)
			is_new = is_new && bytes[j] != bytes[i];
		different += is_new;
		value = value << 8 | bytes[i];
	}
	if (different < DISTINCT_MIN || is_table(bytes))
		return;
	scan->seen++;
	scan->value(scan, value, at);
}

static int sextet(uint8_t c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
}

static size_t run_of(const struct scan *scan, size_t at, int (*digit)(uint8_t))
{
	size_t size = 0;

	while (at + size < scan->size && digit(scan->data[at + size]) >= 0)
		size++;
	return size;
}

static int nibble(uint8_t c)
{
	return hex_digit((char)c);
}

static void hex_run(struct scan *scan, size_t at, size_t size)
{
	uint8_t bytes[WINDOW];

	for (size_t i = 0; i + 2 * WINDOW <= size; i++) {
		for (size_t j = 0; j < WINDOW; j++)
			bytes[j] = (uint8_t)(nibble(scan->data[at + i + 2 * j]) << 4 | nibble(scan->data[at + i + 2 * j + 1]));
		offer(scan, bytes, at + i);
	}
}

/* At every character: which of them begins a group of four is not known. */
static void base64_run(struct scan *scan, size_t at, size_t size)
{
	for (size_t i = 0; i + BASE64_RUN_MIN <= size; i++) {
		uint8_t bytes[12];
		size_t groups = (size - i) / 4 < 4 ? (size - i) / 4 : 4;
		for (size_t g = 0; g < groups; g++) {
			uint32_t bits = 0;
			for (size_t j = 0; j < 4; j++)
				bits = bits << 6 | (uint32_t)sextet(scan->data[at + i + 4 * g + j]);
			bytes[3 * g] = (uint8_t)(bits >> 16);
			bytes[3 * g + 1] = (uint8_t)(bits >> 8);
			bytes[3 * g + 2] = (uint8_t)bits;
		}
		for (size_t shift = 0; shift < 3 && shift + WINDOW <= 3 * groups; shift++)
			offer(scan, bytes + shift, at + i);
	}
}

static void scan_data(struct scan *scan)
{
	size_t hex_end = 0, base64_end = 0;

	for (size_t at = 0; at < scan->size; at++) {
		if (at >= hex_end && nibble(scan->data[at]) >= 0) {
			size_t size = run_of(scan, at, nibble);
			hex_run(scan, at, size);
			hex_end = size >= HEX_RUN_MIN ? at + size : hex_end;
		}
		if (at >= base64_end && sextet(scan->data[at]) >= 0) {
			size_t size = run_of(scan, at, sextet);
			base64_run(scan, at, size);
			base64_end = at + size;
		}
		if (at + WINDOW <= scan->size && (at + WINDOW > hex_end))
			offer(scan, scan->data + at, at);
	}
}

static bool scan_file(struct scan *scan, const char *path)
{
	FILE *in = fopen(path, "rb");
	uint8_t *data;
	long size;

	if (!in || fseek(in, 0, SEEK_END) != 0 || (size = ftell(in)) < 0 || fseek(in, 0, SEEK_SET) != 0)
		return false;
	data = malloc((size_t)size + 1);
	REQUIRE(data);
	scan->path = path;
	scan->data = data;
	scan->size = fread(data, 1, (size_t)size, in);
	fclose(in);
	scan_data(scan);
	free(data);
	return scan->size == (size_t)size;
}

/* False: the list or a file of it cannot be read. */
static bool scan_list(struct scan *scan, const char *list)
{
	FILE *in = fopen(list, "r");
	char *path = NULL;
	size_t room = 0;
	ssize_t size;
	bool ok = in != NULL;

	while (ok && (size = getline(&path, &room, in)) > 0) {
		if (path[size - 1] == '\n')
			path[size - 1] = '\0';
		ok = scan_file(scan, path);
		if (!ok)
			fprintf(stderr, "shared: cannot read %s\n", path);
	}
	free(path);
	if (in)
		fclose(in);
	return ok;
}

int main(int argc, char **argv)
{
	struct set set = { 0 }, grams = { 0 };
	struct scan ours = { .set = &set, .value = add }, control = { .set = &set, .grams = &grams, .value = exempt };
	struct scan theirs = { .set = &set, .grams = &grams, .value = find };

	if (argc != 4) {
		fprintf(stderr, "shared: see the top of shared.c\n");
		return 2;
	}
	set_room(&set, 1u << 16);
	set_room(&grams, 1u << 16);
	if (!scan_list(&ours, argv[1]))
		return 2;
	set.marks = calloc(set.mask + 1, 1);
	REQUIRE(set.marks);
	if (!scan_list(&control, argv[3]) || !scan_list(&theirs, argv[2]))
		return 2;
	printf("{\"ours\": %" PRIu64 ", \"different\": %zu, \"theirs\": %" PRIu64 ", \"control\": %" PRIu64 ", \"common\": %" PRIu64 "}\n",
	       ours.seen, set.count, theirs.seen, control.seen, theirs.found);
	return 0;
}
