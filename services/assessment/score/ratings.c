#include "score/ratings.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/bytes.h"
#include "base/require.h"
#include "score/ratings_impl.h"

static size_t seats_of(const struct ratings_plan *plan)
{
	size_t seats = 0;

	for (size_t c = 0; c < plan->class_count; c++)
		seats += plan->classes[c].seats;
	return seats;
}

static size_t blocks_of(size_t cadres)
{
	return (cadres + RATINGS_LANES - 1) / RATINGS_LANES;
}

size_t ratings_bytes(const struct ratings_plan *plan, size_t cadres)
{
	return blocks_of(cadres) * plan->indicator_count * seats_of(plan) * RATINGS_LANES;
}

size_t ratings_place(const struct ratings_plan *plan, size_t cadre, size_t indicator, size_t class, size_t seat)
{
	size_t row = cadre / RATINGS_LANES * plan->indicator_count + indicator;

	REQUIRE(indicator < plan->indicator_count && class < plan->class_count && seat < plan->classes[class].seats);
	row *= seats_of(plan);
	for (size_t c = 0; c < class; c++)
		row += plan->classes[c].seats;
	return (row + seat) * RATINGS_LANES + cadre % RATINGS_LANES;
}

/* One indicator for the cadres of a block: every class, weighted. */
struct cells {
	int64_t value[RATINGS_LANES];
	uint32_t present[RATINGS_LANES];    /* set of the classes that marked */
};

static const uint8_t *read_cells(const struct ratings_plan *plan, const struct ratings_scale *scale, const uint8_t *marks, struct cells *out)
{
	*out = (struct cells){ .value = { 0 } };
	for (size_t c = 0; c < plan->class_count; c++) {
		const struct ratings_class *class = &plan->classes[c];
		struct trimmed t;
		ratings_trim(marks, class->seats, plan->trim_part, &t);
		for (size_t i = 0; i < RATINGS_LANES; i++) {
			out->value[i] += scale->class_weights[c] * scale->kept_factor[t.kept[i]] * t.total[i];
			out->present[i] |= (uint32_t)(t.kept[i] > 0) << c;
		}
		marks += (size_t)class->seats * RATINGS_LANES;
	}
	return marks;
}

static void finish(const struct ratings_scale *scale, const int64_t *exact, const bool *unmarked, const uint32_t *short_cells, size_t cadres,
		   struct ratings_score *scores)
{
	for (size_t i = 0; i < cadres; i++) {
		int64_t value = unmarked[i] ? 0 : exact[i];
		scores[i] = (struct ratings_score){
			.exact = value,
			.hundredths = (int32_t)((value * 200 + scale->whole) / (2 * scale->whole)),
			.short_cells = short_cells[i],
			.scored = !unmarked[i],
		};
	}
}

static void score_block(const struct ratings_plan *plan, const struct ratings_scale *scale, const uint8_t *marks, size_t cadres,
			struct ratings_score *scores)
{
	uint32_t all = (1u << plan->class_count) - 1, short_cells[RATINGS_LANES] = { 0 };
	int64_t exact[RATINGS_LANES] = { 0 };
	bool unmarked[RATINGS_LANES] = { false };

	for (size_t indicator = 0; indicator < plan->indicator_count; indicator++) {
		struct cells cells;
		marks = read_cells(plan, scale, marks, &cells);
		for (size_t i = 0; i < RATINGS_LANES; i++) {
			exact[i] += scale->indicator_weights[indicator] * scale->present_factor[cells.present[i]] * cells.value[i];
			unmarked[i] |= cells.present[i] == 0;
			short_cells[i] += cells.present[i] != all;
		}
	}
	finish(scale, exact, unmarked, short_cells, cadres, scores);
}

void ratings_score_blocks(const struct ratings_plan *plan, const struct ratings_scale *scale, const uint8_t *marks, size_t cadres, size_t first,
			  size_t end, struct ratings_score *scores)
{
	size_t block_bytes = plan->indicator_count * scale->seats * RATINGS_LANES;

	REQUIRE(end <= blocks_of(cadres));
	for (size_t b = first; b < end; b++) {
		size_t from = b * RATINGS_LANES, left = cadres - from;
		score_block(plan, scale, marks + b * block_bytes, left < RATINGS_LANES ? left : RATINGS_LANES, scores + from);
	}
}

struct part {
	const struct ratings_plan *plan;
	const struct ratings_scale *scale;
	const uint8_t *marks;
	size_t cadres, first, end;
	struct ratings_score *scores;
	pthread_t thread;
	bool started;
};

static void *score_part(void *argument)
{
	const struct part *p = argument;

	ratings_score_blocks(p->plan, p->scale, p->marks, p->cadres, p->first, p->end, p->scores);
	return NULL;
}

void ratings_score(const struct ratings_plan *plan, const struct ratings_scale *scale, const uint8_t *marks, size_t cadres, size_t threads,
		   struct ratings_score *scores)
{
	struct part parts[RATINGS_THREADS_MAX];
	size_t blocks = blocks_of(cadres);

	REQUIRE(threads > 0 && threads <= RATINGS_THREADS_MAX);
	for (size_t t = 0; t < threads; t++) {
		parts[t] = (struct part){ .plan = plan, .scale = scale, .marks = marks, .cadres = cadres, .first = blocks * t / threads,
					  .end = blocks * (t + 1) / threads, .scores = scores };
		if (t > 0)
			parts[t].started = pthread_create(&parts[t].thread, NULL, score_part, &parts[t]) == 0;
	}
	for (size_t t = 0; t < threads; t++)
		if (!parts[t].started)
			score_part(&parts[t]);
	for (size_t t = 1; t < threads; t++)
		if (parts[t].started)
			pthread_join(parts[t].thread, NULL);
}

static int best_first(const void *left, const void *right)
{
	const struct ratings_rank_place *a = left, *b = right;

	if (a->exact != b->exact)
		return a->exact > b->exact ? -1 : 1;
	return (a->cadre > b->cadre) - (a->cadre < b->cadre);
}

static void rank_group(struct ratings_rank_place *places, size_t count, struct ratings_score *scores)
{
	uint32_t rank = 0;

	qsort(places, count, sizeof *places, best_first);
	for (size_t i = 0; i < count; i++) {
		if (i == 0 || places[i].exact != places[i - 1].exact)
			rank = (uint32_t)i + 1;
		scores[places[i].cadre].rank = rank;
	}
}

/* Counting sort by group, in the order of cadres; starts[g] is where group g begins, and its end once it is filled. */
static void sort_by_group(const struct ratings_score *scores, const uint32_t *groups, size_t cadres, size_t group_count, size_t *starts,
			  struct ratings_rank_place *places)
{
	for (size_t g = 0; g <= group_count; g++)
		starts[g] = 0;
	for (size_t i = 0; i < cadres; i++) {
		REQUIRE(groups[i] < group_count);
		starts[groups[i] + 1] += scores[i].scored;
	}
	for (size_t g = 0; g < group_count; g++)
		starts[g + 1] += starts[g];
	for (size_t i = 0; i < cadres; i++)
		if (scores[i].scored)
			places[starts[groups[i]]++] = (struct ratings_rank_place){ .exact = scores[i].exact, .cadre = (uint32_t)i };
}

void ratings_rank(struct ratings_score *scores, const uint32_t *groups, size_t cadres, size_t group_count, size_t *starts,
		  struct ratings_rank_place *places)
{
	sort_by_group(scores, groups, cadres, group_count, starts, places);
	for (size_t i = 0; i < cadres; i++)
		scores[i].rank = 0;
	for (size_t g = 0, first = 0; g < group_count; first = starts[g++])
		rank_group(places + first, starts[g] - first, scores);
}

void ratings_digest(const struct ratings_score *scores, size_t cadres, uint8_t out[SHA256_SIZE])
{
	struct sha256 hash;

	sha256_init(&hash);
	for (size_t i = 0; i < cadres; i++) {
		uint8_t bytes[12];
		put_u64be(bytes, (uint64_t)scores[i].exact);
		put_u32be(bytes + 8, scores[i].rank);
		sha256_add(&hash, bytes, sizeof bytes);
	}
	sha256_end(&hash, out);
}
