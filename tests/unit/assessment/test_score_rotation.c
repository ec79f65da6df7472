/* Rotation of excellent grades: exact null, honest worlds, planted ones. */
#include "assessment/score/detect_rotation.h"
#include "score_worlds.h"
#include "tap.h"

#define TEAMS 60
#define YEARS 4

/* What three years and more say of teams of usual size, worked out elsewhere. */
TEST(the_chance_of_the_maximum_is_the_known_one)
{
	static const struct { uint32_t n, k, years; double chance; } known[] = {
		{ 5, 1, 3, 0.480 }, { 5, 1, 4, 0.192 }, { 5, 1, 5, 0.038 }, { 5, 1, 6, 0.115 }, { 7, 2, 3, 0.068 }, { 7, 2, 4, 0.039 },
		{ 7, 2, 6, 0.296 }, { 9, 2, 3, 0.162 }, { 9, 2, 4, 0.014 }, { 9, 2, 5, 0.008 }, { 11, 2, 4, 0.045 }, { 15, 3, 3, 0.089 },
		{ 15, 3, 4, 0.004 }, { 20, 4, 3, 0.038 },
	};

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		uint32_t counts[6] = { known[i].k, known[i].k, known[i].k, known[i].k, known[i].k, known[i].k };
		uint32_t most = known[i].k * known[i].years < known[i].n ? known[i].k * known[i].years : known[i].n;
		double d[ROTATION_MEMBERS_MAX + 1], sum = 0;
		rotation_null(known[i].n, counts, known[i].years, d);
		CHECK(fabs(d[most] - known[i].chance) < 0.0005 + 0.0001);
		for (uint32_t x = 0; x <= known[i].n; x++)
			sum += d[x];
		CHECK(fabs(sum - 1) < 1e-9);
	}
}

/* All ways of drawing, one by one. */
TEST(the_null_agrees_with_counting_every_draw)
{
	static const uint32_t counts[] = { 2, 1, 2 };
	double d[ROTATION_MEMBERS_MAX + 1];
	long seen[6] = { 0 }, all = 0;

	for (unsigned a = 0; a < 32; a++)
		for (unsigned b = 0; b < 32; b++)
			for (unsigned c = 0; c < 32; c++)
				if (__builtin_popcount(a) == 2 && __builtin_popcount(b) == 1 && __builtin_popcount(c) == 2) {
					seen[__builtin_popcount(a | b | c)]++;
					all++;
				}
	rotation_null(5, counts, 3, d);
	for (int x = 0; x <= 5; x++)
		CHECK(fabs(d[x] - (double)seen[x] / (double)all) < 1e-12);
}

static struct rotation_window window_of(uint32_t members, size_t years, const uint32_t *counts, const uint32_t *winners, size_t last)
{
	struct rotation_team team = { members, years, counts, winners };
	struct rotation_window w;

	rotation_window(&team, last, &w);
	return w;
}

TEST(a_window_slides_and_is_as_long_as_nobody_need_win_twice)
{
	static const uint32_t ones[] = { 1, 1, 1, 1, 1, 1, 1 }, in_turn[] = { 0, 1, 2, 3, 4, 0, 0 };
	struct rotation_window w = window_of(5, 7, ones, in_turn, 4);

	CHECK(w.statement == ROTATION_STATED && w.first_year == 0 && w.years == 5 && w.distinct == 5 && w.maximum == 5);
	CHECK(fabs(w.chance - 0.0384) < 1e-9 && fabs(w.chance - w.chance_of_maximum) < 1e-12);
	w = window_of(5, 7, ones, in_turn, 5);
	CHECK(w.first_year == 1 && w.years == 5 && w.distinct == 5);
	w = window_of(5, 7, ones, in_turn, 6);
	CHECK(w.first_year == 2 && w.years == 5 && w.distinct == 4 && w.chance > w.chance_of_maximum);
	w = window_of(5, 7, ones, in_turn, 3);
	CHECK(w.years == 4 && fabs(w.chance - 0.192) < 1e-9);
	/* a year with two winners shortens it */
	w = window_of(6, 5, (uint32_t[]){ 1, 1, 1, 2, 2 }, (uint32_t[]){ 0, 1, 2, 3, 4, 5, 0 }, 4);
	CHECK(w.statement == ROTATION_STATED && w.first_year == 1 && w.years == 4 && w.maximum == 6 && w.distinct == 6);
}

TEST(nothing_is_stated_below_four_years_nor_of_a_team_too_small_for_four)
{
	static const uint32_t ones[] = { 1, 1, 1, 1 }, twos[] = { 2, 2, 2, 2 }, winners[] = { 0, 1, 2, 3, 4, 5, 0, 1 };

	CHECK_INT(window_of(9, 3, ones, winners, 2).statement, ROTATION_FEW_YEARS);
	CHECK_INT(window_of(9, 4, ones, winners, 3).statement, ROTATION_STATED);
	CHECK_INT(window_of(7, 4, twos, winners, 3).statement, ROTATION_SMALL_TEAM);   /* seven by two is three years */
	CHECK_INT(window_of(8, 4, twos, winners, 3).statement, ROTATION_STATED);
	CHECK_INT(window_of(9, 4, ones, winners, 4).statement, ROTATION_NO_TEAM);
	CHECK_INT(window_of(3, 4, ones, winners, 3).statement, ROTATION_NO_TEAM);      /* member 3 of three */
	CHECK_INT(window_of(9, 4, twos, (uint32_t[]){ 0, 1, 2, 2, 3, 4, 5, 6 }, 3).statement, ROTATION_NO_TEAM);
	CHECK_INT(window_of(ROTATION_MEMBERS_MAX, 4, ones, winners, 3).statement, ROTATION_STATED);
	CHECK_INT(window_of(ROTATION_MEMBERS_MAX + 1, 4, ones, winners, 3).statement, ROTATION_NO_TEAM);
	CHECK_INT(window_of(9, 4, (uint32_t[]){ 1, 0, 1, 1 }, winners, 3).statement, ROTATION_NO_TEAM);
}

TEST(the_city_counts_teams_at_the_maximum_against_the_exact_distribution)
{
	struct rotation_window w[] = {
		{ .statement = ROTATION_STATED, .distinct = 4, .maximum = 4, .chance_of_maximum = 0.5 },
		{ .statement = ROTATION_STATED, .distinct = 8, .maximum = 8, .chance_of_maximum = 0.25 },
		{ .statement = ROTATION_SMALL_TEAM, .distinct = 4, .maximum = 4, .chance_of_maximum = 1 },
		{ .statement = ROTATION_STATED, .distinct = 3, .maximum = 4, .chance_of_maximum = 0.1 },
	};
	double work[5];
	struct rotation_city c;

	rotation_city(w, 4, work, &c);
	CHECK(c.teams == 3 && c.at_maximum == 2 && fabs(c.expected - 0.85) < 1e-12);
	CHECK(fabs(c.p_value - (0.5 * 0.25 * 0.9 + 0.5 * 0.75 * 0.1 + 0.5 * 0.25 * 0.1 + 0.5 * 0.25 * 0.1)) < 1e-12);
	rotation_city(w, 0, work, &c);
	CHECK(c.teams == 0 && c.p_value == 1);
}

/* k of n for each year; `talent` is the spread of lasting merit, 0 a uniform draw. */
static void honest_team(uint32_t n, uint32_t k, double talent, uint32_t *winners)
{
	double weight[16];

	for (uint32_t i = 0; i < n; i++)
		weight[i] = exp(talent * normal());
	for (int year = 0; year < YEARS; year++) {
		bool out[16] = { false };
		for (uint32_t drawn = 0; drawn < k; drawn++) {
			double sum = 0, at;
			uint32_t who = 0;
			for (uint32_t i = 0; i < n; i++)
				sum += out[i] ? 0 : weight[i];
			at = uniform() * sum;
			while (out[who] || (at -= weight[who]) > 0)
				who = who + 1 < n ? who + 1 : 0;
			out[who] = true;
			*winners++ = who;
		}
	}
}

/* A city of teams of 8 to 12 with two excellent a year, of which some take turns. */
static double city(double talent, int rotating)
{
	struct rotation_window w[TEAMS];
	struct rotation_city c;
	double work[TEAMS + 1];

	for (int t = 0; t < TEAMS; t++) {
		static const uint32_t twos[YEARS] = { 2, 2, 2, 2 };
		uint32_t winners[2 * YEARS], n = 8 + below(5);
		if (t < rotating)
			for (uint32_t i = 0; i < 2 * YEARS; i++)
				winners[i] = i;
		else
			honest_team(n, 2, talent, winners);
		w[t] = window_of(n, YEARS, twos, winners, YEARS - 1);
		CHECK(w[t].statement == ROTATION_STATED);
	}
	rotation_city(w, TEAMS, work, &c);
	CHECK_INT(c.teams, TEAMS);
	return c.p_value;
}

static int alarms(double talent, int rotating, int worlds)
{
	int count = 0;

	for (int i = 0; i < worlds; i++)
		count += city(talent, rotating) <= 0.01;
	return count;
}

TEST(honest_worlds_stay_below_the_nominal_rate)
{
	world_seed = 20261;
	int uniform_alarms = alarms(0, 0, 10000), merit_alarms = alarms(1, 0, 3000);
	printf("#   of 10,000 uniform worlds %d, of 3,000 with lasting merit %d, nominal 1 %%\n", uniform_alarms, merit_alarms);
	CHECK(uniform_alarms <= 100 && uniform_alarms > 0);   /* a check that never fires would show nothing */
	CHECK_INT(merit_alarms, 0);
}

TEST(planted_rotation_is_found_in_a_uniform_world_and_in_one_of_merit)
{
	world_seed = 20262;
	CHECK(alarms(0, TEAMS / 5, 300) >= 297);
	CHECK(alarms(1, TEAMS / 5, 300) >= 297);
}

TEST_MAIN()
