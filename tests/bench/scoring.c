/* scoring generate CADRES SEED FILE
 *     writes a rating a line, "cadre,indicator,class,mark", as they come in: rater after rater.
 * scoring measure FILE CADRES GROUPS SECONDS RESULT
 *     reads them, scores and ranks again and again on one thread and on two, in turn, and prints one line of JSON: seconds and CPU
 *     seconds of one pass each, and the hash. RESULT gets "cadre|points x RESULT_WHOLE|hundredths|rank" a line, from the exact scores.
 *
 * The evaluation: 13 indicators, four classes of 4, 12, 16 and 8 raters, an eighth left out at each end. The marks live for one
 * process; nothing of a measurement reads them but the kernel. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assessment/score/ratings.h"
#include "base/hex.h"
#include "base/require.h"
#include "samples.h"

#define INDICATORS 13
#define CLASSES 4
#define RESULT_WHOLE 600000   /* 100 x 100 of the weights, 60 for means of 4, 10, 12 and 6 */
#define LINE_MAX_BYTES 64

/* The peer has the same numbers in tables of its own: rows_scoring.py. */
static const struct ratings_plan plan = {
	.class_count = CLASSES,
	.indicator_count = INDICATORS,
	.trim_part = 8,
	.classes = { { 4, 40 }, { 12, 30 }, { 16, 20 }, { 8, 10 } },
	.indicator_weights = { 10, 10, 10, 8, 8, 8, 8, 8, 6, 6, 6, 6, 6 },
};

struct bench {
	size_t cadres, groups, ratings;
	uint8_t *marks, *taken;                   /* taken: marks so far, by cadre, indicator and class */
	uint32_t *group_of;
	struct ratings_scale scale;
	struct ratings_score *scores;
	size_t *starts;
	struct ratings_rank_place *places;
};

static uint64_t next_random(uint64_t *state)
{
	*state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
	return *state >> 33;
}

/* Marks as people give them: mostly between 50 and 99, around what the cadre is worth. */
static unsigned mark_for(size_t cadre, uint64_t *state)
{
	unsigned middle = 66 + (unsigned)(cadre * 2654435761u >> 7) % 16;
	unsigned spread = (unsigned)(next_random(state) % 13 + next_random(state) % 13 + next_random(state) % 13);

	return next_random(state) % 50 == 0 ? (unsigned)(next_random(state) % (RATING_MAX + 1)) : middle + spread - 18;
}

static int generate(size_t cadres, uint64_t seed, const char *path)
{
	FILE *file = fopen(path, "we");

	if (!file) {
		perror(path);
		return 1;
	}
	for (size_t class = 0; class < CLASSES; class++)
		for (uint32_t seat = 0; seat < plan.classes[class].seats; seat++)
			for (size_t cadre = 0; cadre < cadres; cadre++)
				for (size_t indicator = 0; indicator < INDICATORS; indicator++)
					fprintf(file, "%zu,%zu,%zu,%u\n", cadre, indicator, class, mark_for(cadre, &seed));
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

static void take(struct bench *b, char *line)
{
	size_t cadre = number(&line, ','), indicator = number(&line, ','), class = number(&line, ','), mark = number(&line, '\n');
	uint8_t *taken;

	REQUIRE(cadre < b->cadres && indicator < INDICATORS && class < CLASSES && mark <= RATING_MAX);
	taken = &b->taken[(cadre * INDICATORS + indicator) * CLASSES + class];
	b->marks[ratings_place(&plan, cadre, indicator, class, (*taken)++)] = (uint8_t)mark;
	b->ratings++;
}

static void load(struct bench *b, const char *path)
{
	char line[LINE_MAX_BYTES];
	FILE *file = fopen(path, "re");

	REQUIRE(file);
	REQUIRE(ratings_scale_of(&plan, &b->scale) == RATINGS_OK);
	b->marks = memory(ratings_bytes(&plan, b->cadres), 1);
	memset(b->marks, RATING_ABSENT, ratings_bytes(&plan, b->cadres));
	b->taken = memory(b->cadres * INDICATORS * CLASSES, 1);
	b->group_of = memory(b->cadres, sizeof *b->group_of);
	b->scores = memory(b->cadres, sizeof *b->scores);
	b->starts = memory(b->groups + 1, sizeof *b->starts);
	b->places = memory(b->cadres, sizeof *b->places);
	for (size_t i = 0; i < b->cadres; i++)
		b->group_of[i] = (uint32_t)(i % b->groups);
	while (fgets(line, sizeof line, file))
		take(b, line);
	fclose(file);
}

static void pass(struct bench *b, size_t threads)
{
	ratings_score(&plan, &b->scale, b->marks, b->cadres, threads, b->scores);
	ratings_rank(b->scores, b->group_of, b->cadres, b->groups, b->starts, b->places);
}

static int write_result(const struct bench *b, const char *path)
{
	FILE *file = fopen(path, "we");

	REQUIRE(file);
	for (size_t i = 0; i < b->cadres; i++) {
		__extension__ unsigned __int128 exact = (unsigned __int128)b->scores[i].exact * RESULT_WHOLE;
		REQUIRE(exact % (uint64_t)b->scale.whole == 0);   /* no digit is lost on the way to the peer's denominator */
		fprintf(file, "%zu|%lld|%d|%u\n", i, (long long)(exact / (uint64_t)b->scale.whole), b->scores[i].hundredths, b->scores[i].rank);
	}
	return fclose(file) ? 1 : 0;
}

static int measure(struct bench *b, double seconds, const char *result)
{
	uint8_t digest[2][SHA256_SIZE];
	char text[2 * SHA256_SIZE + 1];
	double wall_s[2] = { 0 }, cpu_s[2] = { 0 };
	unsigned passes = 0;
	uint64_t until = now_ns() + (uint64_t)(seconds * 1e9);

	do {
		for (int way = 0; way < 2; way++) {
			double cpu = process_cpu_s();
			uint64_t start = now_ns();
			pass(b, (size_t)way + 1);
			wall_s[way] += (double)(now_ns() - start) / 1e9;
			cpu_s[way] += process_cpu_s() - cpu;
			ratings_digest(b->scores, b->cadres, digest[way]);
			REQUIRE(memcmp(digest[0], digest[way], SHA256_SIZE) == 0);
		}
		passes++;
	} while (now_ns() < until);
	hex_encode(digest[0], SHA256_SIZE, text);
	printf("{\"ratings\": %zu, \"passes\": %u, \"seconds\": %.6f, \"cpu_s\": %.6f, \"seconds_two\": %.6f, \"cpu_two_s\": %.6f, \"hash\": \"%s\", ",
	       b->ratings, passes, wall_s[0] / passes, cpu_s[0] / passes, wall_s[1] / passes, cpu_s[1] / passes, text);
	return write_result(b, result);
}

int main(int argc, char **argv)
{
	if (argc == 5 && strcmp(argv[1], "generate") == 0)
		return generate(strtoul(argv[2], NULL, 10), strtoull(argv[3], NULL, 10), argv[4]);
	if (argc == 7 && strcmp(argv[1], "measure") == 0) {
		struct bench b = { .cadres = strtoul(argv[3], NULL, 10), .groups = strtoul(argv[4], NULL, 10) };
		uint64_t start = now_ns();
		int status;
		load(&b, argv[2]);
		double load_s = (double)(now_ns() - start) / 1e9;
		status = measure(&b, strtod(argv[5], NULL), argv[6]);
		printf("\"load_s\": %.3f}\n", load_s);
		return status;
	}
	fprintf(stderr, "scoring: see the top of scoring.c\n");
	return 2;
}
