/* Which counts of one row may be shown, so that nobody gets a hidden one back from what is shown. Pure. */
#ifndef DANDANG_BALLOT_SUPPRESS_H
#define DANDANG_BALLOT_SUPPRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SUPPRESS_CELLS_MAX 8

/* One count of a row whose total is known to everybody. */
struct cell {
	uint32_t count;
	bool counts;           /* enters the mean, with these points; abstention and blanks do not */
	int64_t points;
	bool hidden;           /* out */
};

/* Counts from 1 to least-1 are hidden, and as many others with them as it takes that each of these could be anything within
 * a range of at least `least`, for somebody who knows the total, the counts shown and, unless it is hidden too, the mean to
 * the last digit. Returns whether the mean may be shown. */
bool suppress_row(struct cell *cells, size_t count, uint32_t least);

#endif
