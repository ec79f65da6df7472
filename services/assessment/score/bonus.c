#include "score/bonus.h"

#include <stdlib.h>

#include "base/require.h"
#include "score/ratio.h"

/* Weights add up within int64: persons x base x coefficient. */
_Static_assert(BONUS_BASE_MAX * BONUS_COEFFICIENT_MAX <= INT64_MAX / BONUS_PERSONS_MAX, "all weights together fit");

static int by_id(const void *left, const void *right)
{
	const struct bonus_share *a = left, *b = right;

	return (a->id > b->id) - (a->id < b->id);
}

static int by_order(const void *left, const void *right)
{
	const struct bonus_share *a = left, *b = right;

	return (a->order > b->order) - (a->order < b->order);
}

static int by_remainder(const void *left, const void *right)
{
	const struct bonus_share *a = left, *b = right;

	if (a->at_minimum != b->at_minimum)
		return a->at_minimum ? 1 : -1;
	if (a->remainder != b->remainder)
		return a->remainder > b->remainder ? -1 : 1;
	if (a->coefficient != b->coefficient)
		return a->coefficient > b->coefficient ? -1 : 1;
	return by_id(a, b);
}

static bool in_range(int64_t value, int64_t max)
{
	return value >= 0 && value <= max;
}

static enum bonus_error check(const struct bonus_person *persons, size_t count, int64_t budget, size_t *at)
{
	*at = count;
	if (count > BONUS_PERSONS_MAX)
		return BONUS_COUNT;
	if (!in_range(budget, BONUS_BUDGET_MAX))
		return BONUS_BUDGET;
	for (size_t i = 0; i < count; i++)
		if (!in_range(persons[i].base, BONUS_BASE_MAX) || !in_range(persons[i].minimum, BONUS_BASE_MAX) ||
		    persons[i].coefficient > BONUS_COEFFICIENT_MAX) {
			*at = i;
			return BONUS_PERSON;
		}
	return BONUS_OK;
}

static enum bonus_error check_ids(struct bonus_share *shares, size_t count, size_t *at)
{
	enum bonus_error error = BONUS_OK;

	qsort(shares, count, sizeof *shares, by_id);
	for (size_t i = 1; i < count && !error; i++)
		if (shares[i - 1].id == shares[i].id) {
			*at = shares[i].order;
			error = BONUS_TWICE;
		}
	qsort(shares, count, sizeof *shares, by_order);
	return error;
}

/* Raises to the minimum whoever would fall below it, again and again, for each raise leaves less to the others. */
static void raise_to_minimum(const struct bonus_person *persons, struct bonus_share *shares, size_t count, struct bonus_total *total)
{
	for (bool again = true; again;) {
		int64_t shared = total->shared, weights = total->weights;
		again = false;
		for (size_t i = 0; i < count; i++) {
			if (shares[i].at_minimum || (wide)shared * shares[i].weight >= (wide)persons[i].minimum * weights)
				continue;
			shares[i].at_minimum = again = true;
			shares[i].fen = persons[i].minimum;
			total->shared -= persons[i].minimum;
			total->weights -= shares[i].weight;
			total->at_minimum++;
		}
	}
}

static int64_t round_down(struct bonus_share *shares, size_t count, const struct bonus_total *total)
{
	int64_t left = total->shared;

	for (size_t i = 0; i < count; i++) {
		wide exact = (wide)total->shared * shares[i].weight;
		if (shares[i].at_minimum || total->weights == 0)
			continue;
		shares[i].fen = (int64_t)(exact / total->weights);
		shares[i].remainder = (int64_t)(exact % total->weights);
		left -= shares[i].fen;
	}
	return left;
}

/* What is to be spent, and how much of it is for proportions once the minima are looked after. */
static enum bonus_error set_money(const struct bonus_person *persons, size_t count, int64_t budget, enum bonus_spend spend,
				  struct bonus_share *shares, struct bonus_total *total)
{
	int64_t minima = 0;

	for (size_t i = 0; i < count; i++) {
		minima += persons[i].minimum;
		total->weights += shares[i].weight;
	}
	if (minima > budget)
		return BONUS_MINIMA;
	total->spent = budget;
	if (spend == BONUS_UP_TO_DUE && total->weights / BASIS_POINTS < budget)
		total->spent = total->weights / BASIS_POINTS > minima ? total->weights / BASIS_POINTS : minima;
	total->shared = total->spent;
	raise_to_minimum(persons, shares, count, total);
	return total->shared > 0 && total->weights == 0 ? BONUS_NOBODY : BONUS_OK;
}

enum bonus_error bonus_share(const struct bonus_person *persons, size_t count, int64_t budget, enum bonus_spend spend,
			     struct bonus_share *shares, struct bonus_total *total, size_t *at)
{
	enum bonus_error error = check(persons, count, budget, at);
	int64_t left;

	if (error)
		return error;
	for (size_t i = 0; i < count; i++)
		shares[i] = (struct bonus_share){ .id = persons[i].id, .order = (uint32_t)i, .coefficient = persons[i].coefficient,
						  .weight = persons[i].base * persons[i].coefficient };
	*total = (struct bonus_total){ 0 };
	error = check_ids(shares, count, at);
	if (!error)
		error = set_money(persons, count, budget, spend, shares, total);
	if (error)
		return error;
	left = round_down(shares, count, total);
	qsort(shares, count, sizeof *shares, by_remainder);
	for (size_t i = 0; left > 0; i++, left--) {
		REQUIRE(i < count && !shares[i].at_minimum && shares[i].remainder > 0);
		shares[i].fen++;
		shares[i].by_remainder = true;
	}
	qsort(shares, count, sizeof *shares, by_order);
	total->unspent = budget - total->spent;
	return BONUS_OK;
}
