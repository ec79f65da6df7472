#include "score/detect_rotation.h"

#include <math.h>

#include "base/require.h"

#define BITS 64

static double log_choose(uint32_t n, uint32_t k)
{
	int sign;

	return lgamma_r(n + 1.0, &sign) - lgamma_r(k + 1.0, &sign) - lgamma_r((double)(n - k) + 1.0, &sign);
}

/* One year more: of k winners, `fresh` are new with the hypergeometric probability. */
static void add_year(uint32_t members, uint32_t k, const double *before, double *after)
{
	for (uint32_t d = 0; d <= members; d++)
		after[d] = 0;
	for (uint32_t d = 0; d <= members; d++) {
		if (before[d] <= 0)
			continue;
		for (uint32_t fresh = k > d ? k - d : 0; fresh <= k && fresh <= members - d; fresh++)
			after[d + fresh] += before[d] * exp(log_choose(members - d, fresh) + log_choose(d, k - fresh) - log_choose(members, k));
	}
}

void rotation_null(uint32_t members, const uint32_t *winner_counts, size_t years, double *distribution)
{
	double before[ROTATION_MEMBERS_MAX + 1];

	REQUIRE(members <= ROTATION_MEMBERS_MAX);
	for (uint32_t d = 0; d <= members; d++)
		distribution[d] = d == 0;
	for (size_t y = 0; y < years; y++) {
		for (uint32_t d = 0; d <= members; d++)
			before[d] = distribution[d];
		REQUIRE(winner_counts[y] <= members);
		add_year(members, winner_counts[y], before, distribution);
	}
}

static bool year_is_sound(const struct rotation_team *team, const uint32_t *winners, uint32_t count)
{
	uint64_t seen[ROTATION_MEMBERS_MAX / BITS] = { 0 };

	if (count == 0 || count > team->members)
		return false;
	for (uint32_t i = 0; i < count; i++) {
		uint32_t who = winners[i];
		if (who >= team->members || seen[who / BITS] >> who % BITS & 1)
			return false;
		seen[who / BITS] |= UINT64_C(1) << who % BITS;
	}
	return true;
}

static bool is_sound(const struct rotation_team *team, size_t last_year)
{
	const uint32_t *winners = team->winners;

	if (team->members == 0 || team->members > ROTATION_MEMBERS_MAX || team->years > ROTATION_YEARS_MAX || last_year >= team->years)
		return false;
	for (size_t y = 0; y <= last_year; winners += team->winner_counts[y++])
		if (!year_is_sound(team, winners, team->winner_counts[y]))
			return false;
	return true;
}

/* As many years back as nobody need win twice in. */
static void set_window(const struct rotation_team *team, size_t last_year, struct rotation_window *w)
{
	w->first_year = last_year + 1;
	while (w->first_year > 0 && w->maximum + team->winner_counts[w->first_year - 1] <= team->members)
		w->maximum += team->winner_counts[--w->first_year];
	w->years = last_year + 1 - w->first_year;
}

static uint32_t count_distinct(const struct rotation_team *team, const struct rotation_window *w)
{
	uint64_t seen[ROTATION_MEMBERS_MAX / BITS] = { 0 };
	uint32_t distinct = 0;
	size_t skipped = 0;

	for (size_t y = 0; y < w->first_year; y++)
		skipped += team->winner_counts[y];
	for (uint32_t i = 0; i < w->maximum; i++) {
		uint32_t who = team->winners[skipped + i];
		distinct += !(seen[who / BITS] >> who % BITS & 1);
		seen[who / BITS] |= UINT64_C(1) << who % BITS;
	}
	return distinct;
}

void rotation_window(const struct rotation_team *team, size_t last_year, struct rotation_window *out)
{
	double distribution[ROTATION_MEMBERS_MAX + 1];

	*out = (struct rotation_window){ .statement = ROTATION_NO_TEAM };
	if (!is_sound(team, last_year))
		return;
	out->statement = ROTATION_FEW_YEARS;
	if (last_year + 1 < ROTATION_YEARS_MIN)
		return;
	set_window(team, last_year, out);
	out->statement = ROTATION_SMALL_TEAM;
	if (out->years < ROTATION_YEARS_MIN)
		return;
	out->statement = ROTATION_STATED;
	out->distinct = count_distinct(team, out);
	rotation_null(team->members, team->winner_counts + out->first_year, out->years, distribution);
	out->chance_of_maximum = distribution[out->maximum];
	for (uint32_t d = out->maximum + 1; d-- > out->distinct;)
		out->chance += distribution[d];
}

void rotation_city(const struct rotation_window *windows, size_t count, double *work, struct rotation_city *out)
{
	double tail = 0;

	*out = (struct rotation_city){ .p_value = 1 };
	work[0] = 1;
	for (size_t i = 0; i < count; i++) {
		double p = windows[i].chance_of_maximum;
		if (windows[i].statement != ROTATION_STATED)
			continue;
		out->teams++;
		out->expected += p;
		out->at_maximum += windows[i].distinct == windows[i].maximum;
		work[out->teams] = work[out->teams - 1] * p;
		for (size_t k = out->teams - 1; k > 0; k--)
			work[k] = work[k] * (1 - p) + work[k - 1] * p;
		work[0] *= 1 - p;
	}
	for (size_t k = out->teams + 1; k-- > out->at_maximum;)
		tail += work[k];
	if (out->teams && out->at_maximum)
		out->p_value = tail < 1 ? tail : 1;
}
