/* The end of influence periods that run together (处分期合并): 公职人员政务处分法 art. 15, 行政机关公务员处分条例 art. 10:
 * what is left of the old one plus the new one, never past 48 months from the newest effective day. Pure. */
#ifndef DANDANG_ACCOUNTABILITY_INFLUENCE_H
#define DANDANG_ACCOUNTABILITY_INFLUENCE_H

#include <stddef.h>
#include <stdint.h>

struct influence_period {
	int32_t effective;   /* first day */
	int months;
};

/* Last day of the periods taken together; sorts `periods` by their first day. count > 0. */
int32_t influence_merge(struct influence_period *periods, size_t count, int months_max);

#endif
