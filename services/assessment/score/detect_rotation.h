/* 轮流坐庄: do excellent grades go round in turn? Names teams and a city for review; opens nothing, penalises nobody.
 *
 * A team: over a window of years, how many distinct members were excellent, and how probable that many or more would be if each
 * year's winners were drawn from the members uniformly. Merit that lasts makes fewer distinct winners, so it is never taken for
 * rotation. The window ends with a year the caller names and slides with it. It is the longest run of years in which nobody need
 * win twice (with k of n a year that is floor(n / k) years): beyond it the number saturates and says nothing. Where that is below
 * ROTATION_YEARS_MIN years, or the record is, nothing is stated.
 *
 * A single team of usual size proves little. A city: how many teams stand at the maximum (nobody won twice), against the exact
 * distribution of that number from the teams' own probabilities. What a rotation with lapses does to this number is not known;
 * nothing is claimed about it.
 *
 * Floating point, the same on every run for the same order of input. Pure, any thread. */
#ifndef DANDANG_ASSESSMENT_SCORE_DETECT_ROTATION_H
#define DANDANG_ASSESSMENT_SCORE_DETECT_ROTATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ROTATION_YEARS_MIN 4
#define ROTATION_YEARS_MAX 64
#define ROTATION_MEMBERS_MAX 512

struct rotation_team {
	uint32_t members;              /* the same people in all years of the record, numbered from 0 */
	size_t years;
	const uint32_t *winner_counts; /* of each year, oldest first; 1 to `members` */
	const uint32_t *winners;       /* member numbers, year after year */
};

enum rotation_statement {
	ROTATION_STATED,
	ROTATION_FEW_YEARS,      /* the record is shorter than ROTATION_YEARS_MIN years */
	ROTATION_SMALL_TEAM,     /* within ROTATION_YEARS_MIN years somebody must win twice */
	ROTATION_NO_TEAM,        /* sizes beyond limits, no such year, a winner who is no member or twice in a year */
};

struct rotation_window {
	enum rotation_statement statement;
	size_t first_year, years;      /* the window */
	uint32_t distinct, maximum;    /* winners */
	double chance;                 /* of `distinct` or more, under uniform draws */
	double chance_of_maximum;
};
/* The window that ends with year number `last_year` of the record. */
void rotation_window(const struct rotation_team *team, size_t last_year, struct rotation_window *out);

/* distribution[d] becomes the probability of d distinct winners, for 0 <= d <= members. Sizes within the limits above. */
void rotation_null(uint32_t members, const uint32_t *winner_counts, size_t years, double *distribution);

struct rotation_city {
	size_t teams, at_maximum;      /* of teams about which something can be stated */
	double expected;               /* at the maximum, under uniform draws */
	double p_value;                /* of `at_maximum` teams or more; 1 of none */
};
/* `work` holds count + 1. */
void rotation_city(const struct rotation_window *windows, size_t count, double *work, struct rotation_city *out);

#endif
