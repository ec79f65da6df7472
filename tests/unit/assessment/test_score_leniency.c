/* Lenient raters beside the raw score. */
#include "assessment/score/detect_leniency.h"
#include "score_worlds.h"
#include "tap.h"

#define RATERS 40
#define UNITS 24

static int32_t marks[RATERS * UNITS];
static double truth[UNITS], lenient[RATERS];
static struct leniency_rater raters[RATERS];
static struct leniency_unit units[UNITS];
static double spread;

/* Each unit is marked by `panel_size` raters of its own draw; hundredths, clipped to 60..100 points. */
static enum leniency_offer world(uint32_t panel_size, double leniency)
{
	for (int r = 0; r < RATERS; r++)
		lenient[r] = 100 * leniency * normal();
	for (int u = 0; u < UNITS; u++) {
		bool chosen[RATERS] = { false };
		truth[u] = 8300 + 400 * normal();
		for (uint32_t drawn = 0; drawn < panel_size; drawn++) {
			uint32_t r = below(RATERS);
			while (chosen[r])
				r = (r + 1) % RATERS;
			chosen[r] = true;
		}
		for (int r = 0; r < RATERS; r++) {
			double mark = truth[u] + lenient[r] + 400 * normal();
			marks[r * UNITS + u] = chosen[r] ? (int32_t)lround(fmin(fmax(mark, 6000), 10000)) : MARK_ABSENT;
		}
	}
	return leniency_measure(&(struct panel){ RATERS, UNITS, marks }, raters, units, &spread);
}

/* Kendall's tau between the truth and what is given. */
static double agreement(bool corrected)
{
	int sum = 0;

	for (int a = 0; a < UNITS; a++)
		for (int b = 0; b < a; b++) {
			double x = corrected ? units[a].corrected - units[b].corrected : units[a].raw - units[b].raw;
			sum += (x > 0) - (x < 0) == (truth[a] > truth[b]) - (truth[a] < truth[b]) ? 1 : -1;
		}
	return sum / (UNITS * (UNITS - 1) / 2.0);
}

static double correlation(void)
{
	double xy = 0, xx = 0, yy = 0, mx = 0, my = 0;

	for (int r = 0; r < RATERS; r++) {
		mx += raters[r].effect / RATERS;
		my += lenient[r] / RATERS;
	}
	for (int r = 0; r < RATERS; r++) {
		xy += (raters[r].effect - mx) * (lenient[r] - my);
		xx += pow(raters[r].effect - mx, 2);
		yy += pow(lenient[r] - my, 2);
	}
	return xy / sqrt(xx * yy);
}

static void means(uint32_t panel_size, double leniency, double *raw, double *corrected, double *found)
{
	int offered = 0;

	*raw = *corrected = *found = 0;
	for (int i = 0; i < 60; i++) {
		if (world(panel_size, leniency) != LENIENCY_OFFERED)
			continue;
		offered++;
		*raw += agreement(false);
		*corrected += agreement(true);
		*found += leniency > 0 ? correlation() : 0;
	}
	CHECK(offered >= 55);
	*raw /= offered;
	*corrected /= offered;
	*found /= offered;
}

TEST(planted_leniency_is_recovered_and_the_order_of_units_is_nearer_the_truth)
{
	double raw, corrected, found;

	world_seed = 6;
	means(10, 8, &raw, &corrected, &found);
	printf("#   ten raters a unit, leniency 8: raw %.3f corrected %.3f, effects correlate %.3f\n", raw, corrected, found);
	CHECK(corrected > raw + 0.08 && found > 0.9);
	means(6, 8, &raw, &corrected, &found);
	printf("#   six: raw %.3f corrected %.3f, effects correlate %.3f\n", raw, corrected, found);
	CHECK(corrected > raw + 0.1 && found > 0.85);
}

TEST(where_raters_do_not_differ_little_is_lost)
{
	double raw, corrected, found;

	world_seed = 7;
	means(6, 0, &raw, &corrected, &found);
	printf("#   six raters a unit, no leniency: raw %.3f corrected %.3f\n", raw, corrected);
	CHECK(corrected < raw && corrected > raw - 0.06);
}

TEST(where_all_rate_all_nothing_is_corrected)
{
	world_seed = 8;
	CHECK_INT(world(RATERS, 8), LENIENCY_SAME_PANEL);
	for (int u = 0; u < UNITS; u++)
		CHECK(units[u].corrected == units[u].raw && units[u].marks == RATERS);
	CHECK(correlation() > 0.98 && spread > 500);
	/* one mark less and panels differ */
	marks[5] = MARK_ABSENT;
	CHECK_INT(leniency_measure(&(struct panel){ RATERS, UNITS, marks }, raters, units, &spread), LENIENCY_OFFERED);
	/* raters who marked nothing do not make panels differ */
	int32_t idle[] = { 100, 200, MARK_ABSENT, MARK_ABSENT };
	CHECK_INT(leniency_measure(&(struct panel){ 2, 2, idle }, raters, units, &spread), LENIENCY_SAME_PANEL);
	CHECK(raters[0].effect == 0 && raters[1].marks == 0);
}

TEST(exact_effects_are_found_exactly)
{
	/* units 8000 and 9000, raters +200, 0, -200; the first did not mark the second unit, the third not the first */
	int32_t m[] = { 8200, MARK_ABSENT, 8000, 9000, MARK_ABSENT, 8800 };

	CHECK_INT(leniency_measure(&(struct panel){ 3, 2, m }, raters, units, &spread), LENIENCY_OFFERED);
	CHECK(fabs(raters[0].effect - 200) < 0.01 && fabs(raters[1].effect) < 0.01 && fabs(raters[2].effect + 200) < 0.01);
	CHECK(fabs(units[0].corrected - 8000) < 0.01 && fabs(units[1].corrected - 9000) < 0.01 && units[0].raw == 8100 && units[1].raw == 8900);
	CHECK(fabs(spread - 200) < 0.01);
}

TEST(parts_that_no_rater_joins_are_not_compared)
{
	int32_t m[] = { 8200, MARK_ABSENT, MARK_ABSENT, 9000 };

	CHECK_INT(leniency_measure(&(struct panel){ 2, 2, m }, raters, units, &spread), LENIENCY_APART);
	CHECK(units[0].corrected == 8200 && raters[0].effect == 0);
	int32_t none[] = { MARK_ABSENT };
	CHECK_INT(leniency_measure(&(struct panel){ 1, 1, none }, raters, units, &spread), LENIENCY_NO_PANEL);
	CHECK_INT(leniency_measure(&(struct panel){ PANEL_MAX + 1, 1, none }, raters, units, &spread), LENIENCY_NO_PANEL);
	CHECK_INT(leniency_measure(&(struct panel){ 1, 0, none }, raters, units, &spread), LENIENCY_NO_PANEL);
}

TEST_MAIN()
