/* Seeded worlds for the detectors: a small generator of the tests' own. */
#ifndef DANDANG_TESTS_SCORE_WORLDS_H
#define DANDANG_TESTS_SCORE_WORLDS_H

#include <math.h>
#include <stdint.h>

static uint64_t world_seed;

/* splitmix64 */
static inline uint64_t draw(void)
{
	uint64_t z = world_seed += 0x9e3779b97f4a7c15ULL;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ z >> 27) * 0x94d049bb133111ebULL;
	return z ^ z >> 31;
}

/* Above 0, at most 1. */
static inline double uniform(void)
{
	return ((double)(draw() >> 11) + 1) / 9007199254740992.0;
}

static inline double normal(void)
{
	return sqrt(-2 * log(uniform())) * cos(6.283185307179586 * uniform());
}

static inline uint32_t below(uint32_t n)
{
	return (uint32_t)(draw() % n);
}

#endif
