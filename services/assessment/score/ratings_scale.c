/* The common denominators of a plan, so that every mean, weight and redistribution is a whole number. */
#include <string.h>

#include "score/ratings.h"

/* Rounding to hundredths doubles and adds: exact x 200 + whole. */
#define WHOLE_MAX (INT64_MAX / (200 * RATING_MAX + 1))

static bool is_sound(const struct ratings_plan *p)
{
	if (p->class_count == 0 || p->class_count > RATINGS_CLASSES_MAX || p->indicator_count == 0 || p->indicator_count > RATINGS_INDICATORS_MAX)
		return false;
	for (size_t c = 0; c < p->class_count; c++)
		if (p->classes[c].seats == 0 || p->classes[c].seats > RATINGS_SEATS_MAX || p->classes[c].weight == 0 ||
		    p->classes[c].weight > RATINGS_WEIGHT_MAX)
			return false;
	for (size_t i = 0; i < p->indicator_count; i++)
		if (p->indicator_weights[i] == 0 || p->indicator_weights[i] > RATINGS_WEIGHT_MAX)
			return false;
	return p->trim_part == 0 || p->trim_part > 2;
}

static int64_t common_divisor(int64_t a, int64_t b)
{
	while (b) {
		int64_t rest = a % b;
		a = b;
		b = rest;
	}
	return a;
}

/* Least common multiple, 0 once it is too large. */
static int64_t common_multiple(int64_t a, int64_t b)
{
	int64_t factor = b / common_divisor(a ? a : b, b);

	return a == 0 || a > WHOLE_MAX / factor ? 0 : a * factor;
}

static uint32_t kept_of(const struct ratings_plan *p, uint32_t given)
{
	return p->trim_part ? given - 2 * (given / p->trim_part) : given;
}

static int64_t means_denominator(const struct ratings_plan *p)
{
	int64_t multiple = 1;

	for (size_t c = 0; c < p->class_count; c++)
		for (uint32_t given = 1; given <= p->classes[c].seats; given++)
			multiple = common_multiple(multiple, kept_of(p, given));
	return multiple;
}

/* 40:30:20:10 is 4:3:2:1, which needs a far smaller denominator. */
static void reduce(int64_t *weights, size_t count)
{
	int64_t divisor = 0;

	for (size_t i = 0; i < count; i++)
		divisor = common_divisor(divisor, weights[i]);
	for (size_t i = 0; i < count; i++)
		weights[i] /= divisor;
}

static void set_weights(const struct ratings_plan *p, struct ratings_scale *scale)
{
	for (size_t c = 0; c < p->class_count; c++)
		scale->class_weights[c] = p->classes[c].weight;
	for (size_t i = 0; i < p->indicator_count; i++)
		scale->indicator_weights[i] = p->indicator_weights[i];
	reduce(scale->class_weights, p->class_count);
	reduce(scale->indicator_weights, p->indicator_count);
}

static int64_t weight_of(const struct ratings_scale *scale, uint32_t present)
{
	int64_t weight = 0;

	for (size_t c = 0; c < RATINGS_CLASSES_MAX; c++)
		if (present >> c & 1)
			weight += scale->class_weights[c];
	return weight;
}

static void set_factors(const struct ratings_plan *p, int64_t means, int64_t weights, struct ratings_scale *scale)
{
	for (size_t c = 0; c < p->class_count; c++) {
		scale->seats += p->classes[c].seats;
		for (uint32_t given = 1; given <= p->classes[c].seats; given++)
			scale->kept_factor[kept_of(p, given)] = means / kept_of(p, given);
	}
	for (uint32_t present = 1; present < 1u << p->class_count; present++)
		scale->present_factor[present] = weights / weight_of(scale, present);
}

enum ratings_error ratings_scale_of(const struct ratings_plan *p, struct ratings_scale *scale)
{
	int64_t means, weights = 1, indicators = 0;

	memset(scale, 0, sizeof *scale);
	if (!is_sound(p))
		return RATINGS_PLAN;
	set_weights(p, scale);
	means = means_denominator(p);
	for (uint32_t present = 1; present < 1u << p->class_count; present++)
		weights = common_multiple(weights, weight_of(scale, present));
	for (size_t i = 0; i < p->indicator_count; i++)
		indicators += scale->indicator_weights[i];
	if (means == 0 || weights == 0 || means > WHOLE_MAX / weights || means * weights > WHOLE_MAX / indicators)
		return RATINGS_DENOMINATOR;
	scale->whole = means * weights * indicators;
	set_factors(p, means, weights, scale);
	return RATINGS_OK;
}
