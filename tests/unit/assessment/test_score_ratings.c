/* The scoring kernel against an oracle that sorts and uses fractions, and its indifference to order, threads and parts. */
#include "assessment/score/ratings.h"
#include "assessment/score/ratio.h"
#include "score_worlds.h"
#include "tap.h"

#define CADRES 300
#define GROUPS 7

static const struct ratings_plan usual = {
	.class_count = 4, .indicator_count = 3, .trim_part = 8, .indicator_weights = { 50, 30, 20 },
	.classes = { { 4, 40 }, { 12, 30 }, { 16, 20 }, { 8, 10 } },
};
/* A class large enough for counting sort, one of a single rater, odd weights. */
static const struct ratings_plan unusual = {
	.class_count = 3, .indicator_count = 2, .trim_part = 5, .indicator_weights = { 3, 4 },
	.classes = { { 23, 5 }, { 1, 2 }, { 10, 1 } },
};
static const struct ratings_plan untrimmed = {
	.class_count = 1, .indicator_count = 1, .indicator_weights = { 1 }, .classes = { { 20, 1 } },
};

struct bench {
	struct ratings_plan plan;
	struct ratings_scale scale;
	uint8_t *marks;
	uint32_t groups[CADRES];
	struct ratings_score scores[CADRES];
	uint8_t digest[SHA256_SIZE];
};

/* Some cadres with the same mark from everybody, so that there are ties; some marks absent, some cells and classes quite empty. */
static void fill(struct bench *b, const struct ratings_plan *plan, uint64_t seed)
{
	b->plan = *plan;
	CHECK_INT(ratings_scale_of(plan, &b->scale), RATINGS_OK);
	b->marks = malloc(ratings_bytes(plan, CADRES));
	memset(b->marks, RATING_ABSENT, ratings_bytes(plan, CADRES));
	world_seed = seed;
	for (size_t cadre = 0; cadre < CADRES; cadre++) {
		b->groups[cadre] = below(GROUPS);
		uint32_t step = cadre % 2 ? 50 : 1, holes = cadre % 3 ? 0 : 4;
		for (size_t i = 0; i < plan->indicator_count; i++)
			for (size_t c = 0; c < plan->class_count; c++) {
				bool empty = cadre % 5 == 1 && below(2) == 0;
				for (size_t s = 0; s < plan->classes[c].seats; s++)
					if (!empty && (holes == 0 || below(holes)))
						b->marks[ratings_place(plan, cadre, i, c, s)] = (uint8_t)(cadre % 10 == 9 ? 80 : below(100 / step + 1) * step);
			}
	}
}

static void run(struct bench *b, size_t threads)
{
	static struct ratings_rank_place places[CADRES];
	size_t starts[GROUPS + 1];

	memset(b->scores, 0x55, sizeof b->scores);
	ratings_score(&b->plan, &b->scale, b->marks, CADRES, threads, b->scores);
	ratings_rank(b->scores, b->groups, CADRES, GROUPS, starts, places);
	ratings_digest(b->scores, CADRES, b->digest);
}

static int ascending(const void *a, const void *b)
{
	return *(const uint8_t *)a - *(const uint8_t *)b;
}

/* In lowest terms. */
struct fraction {
	wide over, under;
};

static struct fraction add(struct fraction a, wide over, wide under)
{
	wide x = a.over * under + over * a.under, y = a.under * under, u = x, v = y;

	while (v) {
		wide rest = u % v;
		u = v;
		v = rest;
	}
	return (struct fraction){ x / u, y / u };
}

static bool cell_of(const struct bench *b, size_t cadre, size_t i, struct fraction *cell, uint32_t *weights, bool *is_short)
{
	*cell = (struct fraction){ 0, 1 };
	*weights = 0;
	for (size_t c = 0; c < b->plan.class_count; c++) {
		uint8_t given[RATINGS_SEATS_MAX];
		size_t n = 0, cut, sum = 0;
		for (size_t s = 0; s < b->plan.classes[c].seats; s++) {
			uint8_t mark = b->marks[ratings_place(&b->plan, cadre, i, c, s)];
			if (mark != RATING_ABSENT)
				given[n++] = mark;
		}
		if (n == 0) {
			*is_short = true;
			continue;
		}
		qsort(given, n, 1, ascending);
		cut = b->plan.trim_part ? n / b->plan.trim_part : 0;
		for (size_t k = cut; k < n - cut; k++)
			sum += given[k];
		*cell = add(*cell, (wide)b->plan.classes[c].weight * (wide)sum, (wide)(n - 2 * cut));
		*weights += b->plan.classes[c].weight;
	}
	return *weights > 0;
}

static bool oracle(const struct bench *b, size_t cadre, struct fraction *score, uint32_t *short_cells)
{
	uint32_t all = 0;

	*score = (struct fraction){ 0, 1 };
	*short_cells = 0;
	for (size_t i = 0; i < b->plan.indicator_count; i++) {
		struct fraction cell;
		uint32_t weights;
		bool is_short = false;
		if (!cell_of(b, cadre, i, &cell, &weights, &is_short))
			return false;
		*short_cells += is_short;
		*score = add(*score, cell.over * b->plan.indicator_weights[i], cell.under * weights);
		all += b->plan.indicator_weights[i];
	}
	*score = add((struct fraction){ 0, 1 }, score->over, score->under * all);
	return true;
}

static void check_against_oracle(const struct ratings_plan *plan, uint64_t seed)
{
	static struct bench b;
	int unscored = 0, shorts = 0, ties = 0;

	fill(&b, plan, seed);
	run(&b, 1);
	for (size_t i = 0; i < CADRES && tap_failures_here < 10; i++) {
		struct fraction f;
		uint32_t short_cells, rank = 1;
		bool scored = oracle(&b, i, &f, &short_cells);
		CHECK(b.scores[i].scored == scored);
		unscored += !scored;
		if (!scored) {
			CHECK(b.scores[i].exact == 0 && b.scores[i].rank == 0 && b.scores[i].hundredths == 0);
			continue;
		}
		shorts += short_cells > 0;
		CHECK((wide)b.scores[i].exact * f.under == f.over * b.scale.whole);
		CHECK_INT(b.scores[i].hundredths, ratio_half_up(f.over * 100, f.under));
		CHECK_INT(b.scores[i].short_cells, short_cells);
		for (size_t k = 0; k < CADRES; k++) {
			bool peer = b.scores[k].scored && b.groups[k] == b.groups[i];
			rank += peer && b.scores[k].exact > b.scores[i].exact;
			ties += peer && k != i && b.scores[k].exact == b.scores[i].exact;
		}
		CHECK_INT(b.scores[i].rank, rank);
	}
	printf("#   %d without score, %d short, %d ties\n", unscored, shorts, ties);
	CHECK(unscored > 0 && ties > 0);
	CHECK(shorts > 0 || plan->class_count == 1);
	free(b.marks);
}

TEST(scores_and_ranks_are_those_of_the_oracle)
{
	check_against_oracle(&usual, 21);
	check_against_oracle(&unusual, 22);
	check_against_oracle(&untrimmed, 23);
}

TEST(one_cell_by_hand)
{
	struct ratings_plan plan = { .class_count = 2, .indicator_count = 1, .trim_part = 8, .indicator_weights = { 1 }, .classes = { { 8, 3 }, { 2, 1 } } };
	static const uint8_t first[] = { 0, 100, 80, 80, 80, 90, 90, 90 }, second[] = { 60, 61 };
	struct ratings_scale scale;
	struct ratings_score score;
	uint8_t marks[10 * RATINGS_LANES];

	CHECK_INT(ratings_scale_of(&plan, &scale), RATINGS_OK);
	CHECK_INT(ratings_bytes(&plan, 1), sizeof marks);
	memset(marks, RATING_ABSENT, sizeof marks);
	for (size_t s = 0; s < 8; s++)
		marks[ratings_place(&plan, 0, 0, 0, s)] = first[s];
	for (size_t s = 0; s < 2; s++)
		marks[ratings_place(&plan, 0, 0, 1, s)] = second[s];
	ratings_score(&plan, &scale, marks, 1, 1, &score);
	/* 0 and 100 go; (510 / 6 x 3 + 60.5) / 4 = 78.875 */
	CHECK_INT(score.hundredths, 7888);
	CHECK(score.scored && score.short_cells == 0 && score.exact * 1000 == 78875 * scale.whole);
	/* nobody of the second class: its weight goes to the first, and it is said */
	marks[ratings_place(&plan, 0, 0, 1, 0)] = marks[ratings_place(&plan, 0, 0, 1, 1)] = RATING_ABSENT;
	ratings_score(&plan, &scale, marks, 1, 1, &score);
	CHECK(score.hundredths == 8500 && score.short_cells == 1);
}

static void check_indifferent(const struct ratings_plan *plan)
{
	static struct bench b;
	uint8_t first[SHA256_SIZE];

	fill(&b, plan, 31);
	run(&b, 1);
	memcpy(first, b.digest, sizeof first);
	for (size_t threads = 2; threads <= RATINGS_THREADS_MAX; threads += threads < 8 ? 1 : 28) {
		run(&b, threads);
		CHECK(memcmp(first, b.digest, sizeof first) == 0);
	}
	/* any parts, last first */
	memset(b.scores, 0x55, sizeof b.scores);
	for (size_t block = (CADRES + RATINGS_LANES - 1) / RATINGS_LANES; block-- > 0;)
		ratings_score_blocks(&b.plan, &b.scale, b.marks, CADRES, block, block + 1, b.scores);
	struct ratings_score alone[CADRES];
	memcpy(alone, b.scores, sizeof alone);
	run(&b, 1);
	for (size_t i = 0; i < CADRES; i++)
		CHECK(alone[i].exact == b.scores[i].exact && alone[i].scored == b.scores[i].scored);
	/* every class's marks take its seats in another order */
	for (size_t cadre = 0; cadre < CADRES; cadre++)
		for (size_t i = 0; i < plan->indicator_count; i++)
			for (size_t c = 0; c < plan->class_count; c++)
				for (size_t s = plan->classes[c].seats; s-- > 1;) {
					uint8_t *x = &b.marks[ratings_place(plan, cadre, i, c, s)], *y = &b.marks[ratings_place(plan, cadre, i, c, below((uint32_t)s + 1))], kept = *x;
					*x = *y;
					*y = kept;
				}
	run(&b, 3);
	CHECK(memcmp(first, b.digest, sizeof first) == 0);
	/* and a hash that never changed would show nothing */
	size_t at = ratings_place(plan, 0, 0, 0, 0);
	b.scores[17].rank++;
	ratings_digest(b.scores, CADRES, b.digest);
	CHECK(memcmp(first, b.digest, sizeof first) != 0);
	for (size_t s = 0; s < plan->classes[0].seats; s++)
		b.marks[at + s * RATINGS_LANES] = 37;
	run(&b, 1);
	CHECK(memcmp(first, b.digest, sizeof first) != 0);
	free(b.marks);
}

TEST(order_threads_and_parts_change_nothing_in_the_hash)
{
	check_indifferent(&usual);
	check_indifferent(&unusual);
}

TEST(cadres_in_another_order_have_the_same_scores_and_ranks)
{
	static struct bench a, b;
	size_t seats = 40;

	fill(&a, &usual, 41);
	fill(&b, &usual, 41);
	for (size_t cadre = 0; cadre < CADRES; cadre++) {
		size_t moved = (cadre * 7 + 3) % CADRES;   /* 7 has no divisor in 300 */
		b.groups[moved] = a.groups[cadre];
		for (size_t i = 0; i < usual.indicator_count; i++)
			for (size_t s = 0; s < seats; s++)
				b.marks[ratings_place(&usual, moved, i, 0, 0) + s * RATINGS_LANES] = a.marks[ratings_place(&usual, cadre, i, 0, 0) + s * RATINGS_LANES];
	}
	run(&a, 1);
	run(&b, 2);
	for (size_t cadre = 0; cadre < CADRES; cadre++) {
		size_t moved = (cadre * 7 + 3) % CADRES;
		CHECK(a.scores[cadre].exact == b.scores[moved].exact && a.scores[cadre].rank == b.scores[moved].rank);
	}
	free(a.marks);
	free(b.marks);
}

TEST(plans_beyond_limits_or_without_a_denominator_are_refused)
{
	struct ratings_plan p = usual;
	struct ratings_scale scale;

	CHECK_INT(ratings_scale_of(&p, &scale), RATINGS_OK);
	CHECK_INT(scale.seats, 40);
	p.trim_part = 2;
	CHECK_INT(ratings_scale_of(&p, &scale), RATINGS_PLAN);
	p.trim_part = 3;
	CHECK_INT(ratings_scale_of(&p, &scale), RATINGS_OK);
	p = usual; p.class_count = 0;
	CHECK_INT(ratings_scale_of(&p, &scale), RATINGS_PLAN);
	p = usual; p.class_count = RATINGS_CLASSES_MAX + 1;
	CHECK_INT(ratings_scale_of(&p, &scale), RATINGS_PLAN);
	p = usual; p.indicator_count = 4;   /* the fourth weighs nothing */
	CHECK_INT(ratings_scale_of(&p, &scale), RATINGS_PLAN);
	p = usual; p.indicator_count = RATINGS_INDICATORS_MAX + 1;
	CHECK_INT(ratings_scale_of(&p, &scale), RATINGS_PLAN);
	p = usual; p.classes[1].seats = RATINGS_SEATS_MAX + 1;
	CHECK_INT(ratings_scale_of(&p, &scale), RATINGS_PLAN);
	p.classes[1].seats = RATINGS_SEATS_MAX;
	CHECK_INT(ratings_scale_of(&p, &scale), RATINGS_DENOMINATOR);
	p = usual; p.classes[0].weight = 0;
	CHECK_INT(ratings_scale_of(&p, &scale), RATINGS_PLAN);
	p.classes[0].weight = RATINGS_WEIGHT_MAX + 1;
	CHECK_INT(ratings_scale_of(&p, &scale), RATINGS_PLAN);
	p = usual; p.indicator_weights[2] = 30; p.indicator_weights[0] = 60; p.classes[2].seats = 34;   /* 2:1:1 */
	CHECK_INT(ratings_scale_of(&p, &scale), RATINGS_OK);
	CHECK(scale.indicator_weights[0] == 2 && scale.class_weights[3] == 1);
	p.classes[2].seats = 35;
	CHECK_INT(ratings_scale_of(&p, &scale), RATINGS_DENOMINATOR);
	p = usual;
	p.classes[0].weight = 9973;
	CHECK_INT(ratings_scale_of(&p, &scale), RATINGS_DENOMINATOR);
}

TEST_MAIN()
