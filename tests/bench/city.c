/* The annual scores of a whole city: made, composed, ranked, hashed, and once more with one weight changed.
 *
 * city generate UNITS GROUPS SEED FILE
 *     one line for every unit and indicator, "unit,group,indicator,points" in hundredths.
 * city measure FILE UNITS GROUPS SECONDS RESULT
 *     reads them, computes the list again and again, and the what-if in turn with it, and prints one line of JSON: seconds and CPU seconds
 *     of one pass each, how many units the what-if moves, the hash. RESULT gets "unit|total|rank|rank with the other weight" a line.
 *
 * A component is composed from its indicators, the total from the components, each rounded half up to a hundredth; ranks 1224 within a
 * group. These are the functions assessment scores with. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assessment/ranking.h"
#include "assessment/score/components.h"
#include "base/hex.h"
#include "base/require.h"
#include "digest/digest.h"
#include "samples.h"

#define INDICATORS 18
#define COMPONENTS 4
#define GROUP_MIN 3
#define LINE_MAX_BYTES 64

/* The peer has the same numbers in tables of its own: rows_city.py. */
static const uint32_t component_of[INDICATORS] = { 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3 };
static const uint32_t indicator_weights[INDICATORS] = { 20, 15, 15, 10, 10, 10, 10, 10, 25, 25, 25, 25, 20, 20, 20, 20, 20, 100 };
static const uint32_t in_force[COMPONENTS] = { 40, 20, 20, 20 };
static const uint32_t otherwise[COMPONENTS] = { 30, 20, 30, 20 };

struct city {
	size_t units, groups;
	int32_t *points;               /* units x INDICATORS */
	uint32_t *group_of;
	size_t *starts, *members;      /* units by group */
	struct standing *now, *other;  /* by member place */
};

static uint64_t next_random(uint64_t *state)
{
	*state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
	return *state >> 33;
}

static int generate(size_t units, size_t groups, uint64_t seed, const char *path)
{
	FILE *file = fopen(path, "we");

	if (!file) {
		perror(path);
		return 1;
	}
	for (size_t unit = 0; unit < units; unit++)
		for (size_t i = 0; i < INDICATORS; i++)
			fprintf(file, "%zu,%zu,%zu,%u\n", unit, unit % groups, i, (unsigned)(6000 + next_random(&seed) % 4001));
	return fclose(file) ? 1 : 0;
}

static void *memory(size_t count, size_t size)
{
	void *p = calloc(count, size);

	REQUIRE(p);
	return p;
}

static size_t number(char **at, char end)
{
	size_t value = strtoul(*at, at, 10);

	REQUIRE(**at == end);
	(*at)++;
	return value;
}

static void sort_by_group(struct city *c)
{
	for (size_t u = 0; u < c->units; u++)
		c->starts[c->group_of[u] + 1]++;
	for (size_t g = 0; g < c->groups; g++)
		c->starts[g + 1] += c->starts[g];
	size_t *next = memory(c->groups, sizeof *next);
	memcpy(next, c->starts, c->groups * sizeof *next);
	for (size_t u = 0; u < c->units; u++)
		c->members[next[c->group_of[u]]++] = u;
	free(next);
}

static void load(struct city *c, const char *path)
{
	char line[LINE_MAX_BYTES];
	FILE *file = fopen(path, "re");

	REQUIRE(file);
	c->points = memory(c->units * INDICATORS, sizeof *c->points);
	c->group_of = memory(c->units, sizeof *c->group_of);
	c->starts = memory(c->groups + 1, sizeof *c->starts);
	c->members = memory(c->units, sizeof *c->members);
	c->now = memory(c->units, sizeof *c->now);
	c->other = memory(c->units, sizeof *c->other);
	while (fgets(line, sizeof line, file)) {
		char *at = line;
		size_t unit = number(&at, ','), group = number(&at, ','), indicator = number(&at, ',');
		REQUIRE(unit < c->units && group < c->groups && indicator < INDICATORS);
		c->group_of[unit] = (uint32_t)group;
		c->points[unit * INDICATORS + indicator] = (int32_t)number(&at, '\n');
	}
	fclose(file);
	sort_by_group(c);
}

static int64_t compose(const struct component *parts, size_t count)
{
	struct composition out;
	struct ratio shares[COMPONENTS_MAX];
	size_t at;

	REQUIRE(components_compose(parts, count, 100, &out, shares, &at) == COMPOSE_OK);
	return out.score;
}

static int64_t total_of(const struct city *c, size_t unit, const uint32_t *weights)
{
	struct component whole[COMPONENTS], parts[INDICATORS];

	for (size_t k = 0, i = 0; k < COMPONENTS; k++) {
		size_t count = 0;
		for (; i < INDICATORS && component_of[i] == k; i++)
			parts[count++] = (struct component){ COMPONENT_SCORED, c->points[unit * INDICATORS + i], indicator_weights[i] };
		whole[k] = (struct component){ COMPONENT_SCORED, compose(parts, count), weights[k] };
	}
	return compose(whole, COMPONENTS);
}

/* The whole list: totals, ranks. */
static void recompute(const struct city *c, const uint32_t *weights, struct standing *out)
{
	for (size_t i = 0; i < c->units; i++)
		out[i] = (struct standing){ .group = c->group_of[c->members[i]], .score = total_of(c, c->members[i], weights) };
	for (size_t g = 0; g < c->groups; g++)
		standings_rank(out + c->starts[g], c->starts[g + 1] - c->starts[g], GROUP_MIN);
}

static void hash_of(const struct city *c, const struct standing *list, uint8_t out[SHA256_SIZE])
{
	struct sha256 h;

	sha256_init(&h);
	for (size_t i = 0; i < c->units; i++) {
		char line[LINE_MAX_BYTES];
		int size = snprintf(line, sizeof line, "%u %u %zu %lld\n", list[i].group, list[i].rank, c->members[i], (long long)list[i].score);
		sha256_add(&h, line, (size_t)size);
	}
	sha256_end(&h, out);
}

static size_t movers(const struct city *c)
{
	size_t moved = 0;

	for (size_t i = 0; i < c->units; i++)
		moved += c->now[i].rank != c->other[i].rank;
	return moved;
}

static int write_result(const struct city *c, const char *path)
{
	FILE *file = fopen(path, "we");
	size_t *place = memory(c->units, sizeof *place);

	REQUIRE(file);
	for (size_t i = 0; i < c->units; i++)
		place[c->members[i]] = i;
	for (size_t u = 0; u < c->units; u++)
		fprintf(file, "%zu|%lld|%u|%u\n", u, (long long)c->now[place[u]].score, c->now[place[u]].rank, c->other[place[u]].rank);
	free(place);
	return fclose(file) ? 1 : 0;
}

struct clock {
	uint64_t ns;
	double cpu_s, seconds;
	double cpu_at;
};

static void begin(struct clock *k)
{
	k->cpu_at = process_cpu_s();
	k->ns = now_ns();
}

static void end(struct clock *k)
{
	k->seconds += (double)(now_ns() - k->ns) / 1e9;
	k->cpu_s += process_cpu_s() - k->cpu_at;
}

static int measure(struct city *c, double seconds, const char *result)
{
	struct clock list = { 0 }, what_if = { 0 };
	uint8_t first[SHA256_SIZE], digest[SHA256_SIZE];
	char text[HEX_SIZE(SHA256_SIZE)];
	uint64_t until = now_ns() + (uint64_t)(seconds * 1e9);
	size_t moved = 0;
	unsigned passes = 0;

	do {
		begin(&list);
		recompute(c, in_force, c->now);
		hash_of(c, c->now, digest);
		end(&list);
		begin(&what_if);
		recompute(c, otherwise, c->other);
		moved = movers(c);
		end(&what_if);
		if (passes++ == 0)
			memcpy(first, digest, sizeof first);
		REQUIRE(memcmp(first, digest, sizeof first) == 0);
	} while (now_ns() < until);
	hex_encode(digest, sizeof digest, text);
	printf("{\"units\": %zu, \"passes\": %u, \"seconds\": %.6f, \"cpu_s\": %.6f, \"what_if_seconds\": %.6f, \"what_if_cpu_s\": %.6f, \"moved\": %zu, \"hash\": \"%s\"}\n",
	       c->units, passes, list.seconds / passes, list.cpu_s / passes, what_if.seconds / passes, what_if.cpu_s / passes, moved, text);
	return write_result(c, result);
}

int main(int argc, char **argv)
{
	if (argc == 6 && strcmp(argv[1], "generate") == 0)
		return generate(strtoul(argv[2], NULL, 10), strtoul(argv[3], NULL, 10), strtoull(argv[4], NULL, 10), argv[5]);
	if (argc == 7 && strcmp(argv[1], "measure") == 0) {
		struct city c = { .units = strtoul(argv[3], NULL, 10), .groups = strtoul(argv[4], NULL, 10) };
		load(&c, argv[2]);
		return measure(&c, strtod(argv[5], NULL), argv[6]);
	}
	fprintf(stderr, "city: see the top of city.c\n");
	return 2;
}
