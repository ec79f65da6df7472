/* A meeting that decides collectively (集体研究): two thirds of the members present, more than half of all members in favour, and
 * every dissent recorded. 党政领导干部选拔任用工作条例(2019). Pure. */
#ifndef DANDANG_ASSESSMENT_VOTES_H
#define DANDANG_ASSESSMENT_VOTES_H

#include <stddef.h>
#include <stdint.h>

#include "refusal.h"

struct votes {
	uint32_t members, present, in_favour;
	size_t dissents;
};
enum refusal votes_check(const struct votes *votes);

#endif
